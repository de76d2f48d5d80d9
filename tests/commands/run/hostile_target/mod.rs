//! Targets that misbehave, from a closed port to 200 MB of answer: each case gets its verdict with the
//! cause, in bounded time and memory, and nothing follows a redirect.

mod tls;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use support::{Ran, Server, answer, head, request, run, scenario};

/// Runs the one case against that address.
fn against(address: &str) -> Ran {
    let folder = scenario();
    run(folder.path(), &format!("http://{address}"), &["--timeout", "2s"])
}

/// Runs the one case against a server that reads the request and then does that.
fn against_server(serve: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Ran {
    let server = Server::start(move |mut stream| {
        request(&mut stream);
        serve(&mut stream);
    });
    against(&server.address)
}

/// A whole answer with that status line, those header fields and that body.
fn answers(status: &'static str, fields: &'static str, body: impl Into<Vec<u8>>) -> Ran {
    let body = body.into();
    against_server(move |stream| {
        let fields = format!("{fields}Content-Length: {}\r\nConnection: close\r\n", body.len());
        let _ = stream.write_all(head(status, &fields).as_bytes());
        let _ = stream.write_all(&body);
    })
}

const JSON: &str = "Content-Type: application/json\r\n";
const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

#[test]
fn a_closed_port_is_inconclusive() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let ran = against(&address);
    ran.is_inconclusive("no connection: the connection is refused");
}

#[test]
fn a_name_that_does_not_resolve_is_inconclusive() {
    let ran = against("no-such-host.invalid");
    ran.is_inconclusive("no connection: the name of the host cannot be resolved (");
}

#[test]
fn silence_fails_by_the_time_limit() {
    let ran = against_server(|stream| {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    });
    ran.fails("time-limit", "no whole answer within 2s");
}

#[test]
fn a_port_that_takes_connections_and_nothing_else_fails_by_the_time_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let ran = against(&listener.local_addr().unwrap().to_string());
    ran.fails("time-limit", "no whole answer within 2s");
}

#[test]
fn bytes_that_drip_fail_by_the_time_limit() {
    let ran = against_server(|stream| {
        let _ =
            stream.write_all(head("200 OK", "Content-Type: application/json\r\nContent-Length: 4000\r\n").as_bytes());
        while stream.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    ran.fails("time-limit", "no whole answer within 2s");
}

#[test]
fn a_connection_that_is_closed_at_once_fails() {
    let ran = against_server(|stream| {
        let _ = stream.shutdown(Shutdown::Both);
    });
    ran.fails("transport", "the connection ended before the answer was whole");
}

#[test]
fn a_connection_that_is_closed_before_the_request_is_read_fails() {
    let server = Server::start(drop);
    let ran = against(&server.address);
    ran.fails("transport", "the connection ended before the answer was whole");
}

#[test]
fn an_answer_that_ends_early_fails() {
    let ran = against_server(|stream| {
        let _ =
            stream.write_all(head("200 OK", "Content-Type: application/json\r\nContent-Length: 400\r\n").as_bytes());
        let _ = stream.write_all(b"{\"success\":");
    });
    ran.fails("transport", "the connection ended before the answer was whole");
}

#[test]
fn a_chunked_answer_that_ends_early_fails() {
    let ran = against_server(|stream| {
        let fields = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
        let _ = stream.write_all(head("200 OK", fields).as_bytes());
        let _ = stream.write_all(b"b\r\n{\"success\":\r\n");
    });
    ran.fails("transport", "the connection ended before the answer was whole");
}

#[test]
fn two_hundred_megabytes_are_not_read() {
    let server = Server::start(|mut stream| {
        request(&mut stream);
        let fields = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
        let _ = stream.write_all(head("200 OK", fields).as_bytes());
        let mut chunk = b"100000\r\n".to_vec();
        chunk.resize(chunk.len() + (1 << 20), b'a');
        chunk.extend_from_slice(b"\r\n");
        for _ in 0..200 {
            if stream.write_all(&chunk).is_err() {
                return;
            }
        }
    });
    let folder = scenario();
    let ran = run(
        folder.path(),
        &format!("http://{}", server.address),
        &["--timeout", "20s"],
    );
    ran.fails("transport", "the answer is larger than 16 MiB; the rest was not read");
    assert!(ran.peak_kib < 80 << 10, "it took {} KiB", ran.peak_kib);
}

#[test]
fn a_length_that_is_announced_is_not_set_aside() {
    let ran = against_server(|stream| {
        let fields = "Content-Type: application/json\r\nContent-Length: 9000000000000000000\r\n";
        let _ = stream.write_all(head("200 OK", fields).as_bytes());
        let _ = stream.write_all(b"{}");
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    });
    ran.fails("time-limit", "no whole answer within 2s");
    assert!(ran.peak_kib < 80 << 10, "it took {} KiB", ran.peak_kib);
}

#[test]
fn invalid_utf_8_is_not_json() {
    let ran = answers("200 OK", JSON, *b"{\"success\": \"\xff\xfe\"}");
    ran.fails("json", "invalid UTF-8 at byte 13");
}

#[test]
fn the_reason_for_which_a_text_is_not_read_is_told() {
    for (body, requirement, reason) in [
        (
            &b"\xef\xbb\xbf{\"success\":true}"[..],
            "The answer is JSON.",
            "a byte order mark stands before the text; JSON is sent without one (RFC 8259, 8.1)",
        ),
        (
            b"{\"success\":true}{\"success\":true}",
            "The answer is JSON.",
            "more stands behind the end of the value (line 1, column 17)",
        ),
        (
            b"{\"success\":true,\"d\":1e400}",
            "The answer can be read by every reader of JSON.",
            "a number is too large: JSON allows it (RFC 8259, 6), and most readers cannot take it (line 1, column 25)",
        ),
        (
            b"{\"success\":true,\"message\":\"cut \\ud83d\"}",
            "The answer can be read by every reader of JSON.",
            "a text holds half of a surrogate pair: JSON allows it (RFC 8259, 8.2), and most readers cannot take it",
        ),
        (
            b"\x1f\x8b\x08\0\0\0",
            "The answer is JSON.",
            "the body is compressed by gzip",
        ),
    ] {
        let ran = answers("200 OK", JSON, body);
        ran.fails("json", reason);
        let finding = &ran.report["cases"][0]["findings"][0];
        assert_eq!(finding["requirement"], requirement, "{finding}");
    }
}

#[test]
fn a_property_that_stands_twice_is_warned_of_with_its_place() {
    let ran = answers(
        "200 OK",
        JSON,
        "{\"success\":false,\"success\":true,\"channels\":[{\"code\":1,\"code\":2,\"name\":\"A\"}]}",
    );
    let findings = ran.report["cases"][0]["findings"].as_array().unwrap();
    let doubled = findings.iter().filter(|finding| finding["check"] == "doubled-property");
    let doubled: Vec<_> = doubled
        .map(|finding| {
            (
                finding["weight"].as_str().unwrap(),
                finding["pointer"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        doubled,
        [("warning", "/channels/0/code"), ("warning", "/success")],
        "{findings:#?}"
    );
}

#[test]
fn a_web_page_is_not_json() {
    let ran = answers("200 OK", HTML, "<!doctype html><title>Welcome</title>");
    ran.fails_before_the_target("json", "the text is HTML or XML (line 1, column 1)");
    ran.fails_before_the_target("media-type", "Content-Type: text/html");
}

#[test]
fn an_error_page_of_a_proxy_fails_by_its_status() {
    let ran = answers("502 Bad Gateway", HTML, "<html><h1>502 Bad Gateway</h1></html>");
    ran.fails_before_the_target("R-ENV-1", "HTTP status 502");
}

#[test]
fn a_redirect_is_never_followed() {
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let elsewhere = Server::start(|mut stream| {
            request(&mut stream);
            answer(&mut stream, "{\"success\":true,\"channels\":[]}");
        });
        let location = format!(
            "Location: http://{}/api/channelManager/v1/getChannels\r\n",
            elsewhere.address
        );
        let ran = against_server(move |stream| {
            let fields = format!("{location}Content-Length: 0\r\nConnection: close\r\n");
            let _ = stream.write_all(head(status, &fields).as_bytes());
        });
        ran.fails_before_the_target("R-ENV-1", &format!("HTTP status {}", &status[..3]));
        assert_eq!(elsewhere.connections(), 0, "{status} was followed");
    }
}

#[test]
fn something_else_than_http_fails() {
    let ran = against_server(|stream| {
        let _ = stream.write_all(b"220 mail.example ESMTP ready\r\n");
    });
    ran.fails("transport", "the answer is not HTTP");
}

#[test]
fn an_answer_that_claims_to_be_compressed_fails_with_that_cause() {
    let ran = answers(
        "200 OK",
        "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
        *b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03garbage",
    );
    ran.fails("json", "Content-Encoding: gzip, which was not asked for");
}

#[test]
fn plain_json_that_claims_to_be_compressed_is_still_read() {
    let ran = answers(
        "200 OK",
        "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
        "{\"success\":false,\"errors\":[]}",
    );
    ran.does_not_mention("json");
}

#[test]
fn no_content_is_no_answer() {
    let ran = answers("204 No Content", "", "");
    ran.fails("R-ENV-1", "HTTP status 204");
}

#[test]
fn an_empty_body_is_not_json() {
    let ran = answers("200 OK", JSON, "");
    ran.fails("json", "the body is empty");
}

#[test]
fn interim_answers_are_passed_over() {
    let ran = against_server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
        let body = "not json";
        let fields = format!("{JSON}Content-Length: {}\r\nConnection: close\r\n", body.len());
        let _ = stream.write_all(format!("{}{body}", head("200 OK", &fields)).as_bytes());
    });
    ran.fails("json", "a word is none of true, false and null (line 1, column 2)");
}

#[test]
fn interim_answers_without_end_fail_by_the_time_limit() {
    let ran = against_server(|stream| {
        while stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_ok() {
            thread::sleep(Duration::from_millis(1));
        }
    });
    ran.fails("time-limit", "no whole answer within 2s");
}

#[test]
fn only_an_interim_answer_fails() {
    let ran = against_server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
    });
    ran.fails("transport", "the connection ended before the answer was whole");
}

#[test]
fn a_change_of_protocol_that_nobody_asked_for_fails() {
    let ran = against_server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    });
    assert_eq!(ran.verdict(), "failed", "{ran:?}");
}

#[test]
fn a_megabyte_of_header_fields_fails() {
    let ran = against_server(|stream| {
        let field = format!("X-Long: {}\r\n", "a".repeat(1 << 20));
        let _ = stream.write_all(head("200 OK", &field).as_bytes());
    });
    ran.fails("transport", "the header fields of the answer are too large");
    assert!(ran.peak_kib < 80 << 10, "it took {} KiB", ran.peak_kib);
}

#[test]
fn many_header_fields_fail() {
    let ran = against_server(|stream| {
        let fields: String = (0..5000).map(|number| format!("X-{number}: a\r\n")).collect();
        let _ = stream.write_all(head("200 OK", &fields).as_bytes());
    });
    ran.fails("transport", "the header fields of the answer are too large");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let ran = answers(
        "200 OK",
        JSON,
        "{\"success\":false,\"errors\":[{\"code\":8,\"message\":\"\\u001b[2J\\u0007gone\"}]}\u{1b}[31m",
    );
    assert_eq!(ran.verdict(), "failed");
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{7}'), "{}", ran.stdout);
}

#[test]
fn a_key_that_stands_twice_is_judged_by_its_last_value() {
    let ran = answers(
        "200 OK",
        JSON,
        "{\"success\":true,\"channels\":[],\"success\":false,\"errors\":[{\"code\":1,\"message\":\"x\"}]}",
    );
    ran.fails("outcome", "error 1");
}

#[test]
fn a_deep_nest_is_not_read() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let whole = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let ran = answers("200 OK", JSON, whole);
        ran.fails("json", "values are nested too deeply to be read");
        let ran = answers("200 OK", JSON, open.repeat(100_000));
        ran.fails("json", "values are nested too deeply to be read");
        assert!(ran.peak_kib < 80 << 10, "it took {} KiB", ran.peak_kib);
    }
}

#[test]
fn a_long_list_of_faults_takes_little_memory() {
    let errors = vec!["0"; 100_000].join(",");
    let folder = scenario();
    let server = Server::start(move |mut stream| {
        request(&mut stream);
        answer(&mut stream, &format!("{{\"success\":false,\"errors\":[{errors}]}}"));
    });
    let ran = run(
        folder.path(),
        &format!("http://{}", server.address),
        &["--timeout", "20s"],
    );
    assert_eq!(ran.verdict(), "failed");
    assert!(ran.peak_kib < 80 << 10, "it took {} KiB", ran.peak_kib);
}

#[test]
fn millions_of_values_are_not_read() {
    let values = vec!["0"; 4_000_000].join(",");
    let folder = scenario();
    let server = Server::start(move |mut stream| {
        request(&mut stream);
        answer(&mut stream, &format!("{{\"success\":true,\"channels\":[{values}]}}"));
    });
    let ran = run(
        folder.path(),
        &format!("http://{}", server.address),
        &["--timeout", "20s"],
    );
    ran.fails("json", "it holds more than 1000000 values");
    assert!(ran.peak_kib < 80 << 10, "it took {} KiB", ran.peak_kib);
}

#[test]
fn an_error_message_of_megabytes_is_cut() {
    let folder = scenario();
    let server = Server::start(|mut stream| {
        request(&mut stream);
        let message = "no ".repeat(1 << 20);
        let body = format!("{{\"success\":false,\"errors\":[{{\"code\":1,\"message\":\"{message}\"}}]}}");
        answer(&mut stream, &body);
    });
    let ran = run(
        folder.path(),
        &format!("http://{}", server.address),
        &["--timeout", "20s"],
    );
    ran.fails("outcome", "error 1");
    assert!(
        ran.report.to_string().len() < 200 << 10,
        "{}",
        ran.report.to_string().len()
    );
    assert!(ran.stdout.len() < 20 << 10, "{}", ran.stdout.len());
}

#[test]
fn a_token_that_stands_where_a_long_body_is_cut_is_masked() {
    for (between, json) in [(1, false), (17, false), (64, true), (4096, true), (64 << 10, false)] {
        let echo = format!("{}{}", " ".repeat(between), support::CLIENT).repeat((1 << 20) / (between + 64));
        let body = if json {
            format!("{{\"success\":false,\"errors\":[{{\"code\":1,\"message\":\"{echo}\"}}]}}")
        } else {
            echo
        };
        // `run` looks for parts of the token in everything that is written.
        let ran = answers("200 OK", JSON, body);
        assert_eq!(ran.verdict(), "failed");
    }
}
