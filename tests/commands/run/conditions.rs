//! What is said of a `check` that does not hold: which part of it, the values that it compares, and where they stand.

use serde_json::Value;
use support::{CONNECTION, Ran, Server, answer, request, run, write_scenario};

/// Runs one call whose answer has three channels and a token, under those checks.
fn checked(checks: &str) -> Ran {
    let server = Server::start(|mut stream| {
        while request(&mut stream).is_some() {
            let long = "n".repeat(400);
            answer(
                &mut stream,
                &format!(
                    r#"{{"success":true,"connectionToken":"{CONNECTION}","channels":[{{"code":1,"name":"{long}"}},{{"code":2,"name":"B"}},
                    {{"code":3,"name":"C"}},{{"code":4,"name":"D"}}],"paymentCard":{{"cvv":"987"}}}}"#
                ),
            );
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let checks: String = checks.lines().map(|line| format!("\n      {line}")).collect();
    let steps = format!("- id: first\n  call: getChannels\n- call: getChannels\n  expect:\n    check:{checks}");
    write_scenario(folder.path(), "channels", &steps);
    run(folder.path(), &format!("http://{}", server.address), &[])
}

/// The one finding of the check `check`.
fn finding(ran: &Ran) -> Value {
    let findings = ran.report["cases"][0]["findings"].as_array().unwrap();
    let mut own = findings.iter().filter(|finding| finding["check"] == "check");
    let found = own.next().unwrap().clone();
    assert!(own.next().is_none(), "{findings:#?}");
    found
}

#[test]
fn only_what_does_not_hold_is_told_with_its_values_and_its_place() {
    let ran = checked("- response.success && response.channels[1].code == 8 && status == 200");
    let found = finding(&ran);
    assert_eq!(found["expected"], "response.channels[1].code == 8");
    assert_eq!(found["actual"], "response.channels[1].code = 2");
    assert_eq!(found["message"], "response");
    assert_eq!(found["exchange"], 1);
    assert_eq!(found["pointer"], "/channels/1/code");
    assert!(
        ran.stdout
            .contains("  actual    response.channels[1].code = 2\n  at        response /channels/1/code")
    );
}

#[test]
fn what_an_earlier_step_said_is_told_with_its_place() {
    let found = finding(&checked("- first.response.channels[0].code == 9"));
    assert_eq!(found["actual"], "first.response.channels[0].code = 1");
    assert_eq!(
        (&found["exchange"], &found["pointer"]),
        (&Value::from(0), &Value::from("/channels/0/code"))
    );
}

#[test]
fn of_what_is_absent_it_is_told_where_it_would_be() {
    let found = finding(&checked("- response.channels[1].mapping.code == 9"));
    assert_eq!(found["actual"], "response.channels[1].mapping.code is absent");
    assert_eq!(found["pointer"], "/channels/1");
}

#[test]
fn of_a_list_the_first_elements_are_told() {
    let found = finding(&checked("- response.channels.exists(c, c.code > 7)"));
    let expected = "response.channels.size() = 4, response.channels[0].code = 1, response.channels[1].code = 2, \
                    response.channels[2].code = 3";
    assert_eq!(found["actual"], expected);
    assert_eq!(found["pointer"], "/channels");
}

#[test]
fn what_is_long_is_cut_off_and_what_is_secret_is_hidden_before() {
    let ran = checked(
        "- response.channels[0].name == \"x\"\n- response.paymentCard.cvv == \"1\"\n- response.connectionToken == \"1\"\n\
         - json(response) == \"\"",
    );
    let findings = ran.report["cases"][0]["findings"].as_array().unwrap();
    let own = findings.iter().filter(|finding| finding["check"] == "check");
    let said: Vec<&str> = own.map(|finding| finding["actual"].as_str().unwrap()).collect();
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(said[0].ends_with("nnn…") && said[0].len() < 220, "{}", said[0]);
    assert!(!said[1].contains("987"), "{}", said[1]);
    assert!(said[2].contains("***"), "{}", said[2]);
    assert!(said[3].len() < 220, "{}", said[3]);
}

#[test]
fn a_sentence_of_the_scenario_is_shown() {
    let ran = checked("- that: response.channels.size() == 2\n  because: Two channels are told.");
    let found = finding(&ran);
    assert_eq!(found["requirement"], "Two channels are told.");
    assert_eq!(found["expected"], "response.channels.size() == 2");
    let lines = "error check  Two channels are told.\n  expected  response.channels.size() == 2\n  actual    response.channels.size() = 4";
    assert!(ran.stdout.contains(lines), "{}", ran.stdout);
    assert!(ran.junit.contains("Two channels are told"), "{}", ran.junit);
}

#[test]
fn what_holds_is_not_told() {
    let ran = checked("- response.channels.size() == 4 && response.channels[3].name == \"D\"");
    ran.does_not_mention("check");
}
