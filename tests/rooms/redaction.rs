//! Redaction from the outside: what each format keeps, what it loses, and the laws that hold for all.

use keycard::redaction::file::{redact_file, redact_stream};
use keycard::redaction::names::SecretKind;
use keycard::redaction::normalise::Normaliser;
use keycard::redaction::redacted::Redacted;
use keycard::redaction::redactor::Redactor;
use keycard::redaction::secret::{Secret, mask};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The shape that the platform publishes; the digits are made up.
const TOKEN: &str = "E0D439EE522F44368DC78E1BFB03710C-D24FB11DBE31D4621C4817E028D9E1D";
const SHOWN: &str = "E0D4***9E1D";
/// A token of another shape, which only a name gives away.
const OTHER: &str = "partner/token+0123456789==";

fn document(input: &str) -> String {
    String::from_utf8(redact_file(input.as_bytes(), &Redactor::default())).unwrap()
}

#[test]
fn a_document_of_any_format_loses_its_secrets_only() {
    let table = [
        // JSON, in a string of JSON, and in a string of that.
        (
            r#"{ "ClientToken":"TTT", "Client": "x" }"#,
            r#"{ "ClientToken":"SSS", "Client": "x" }"#,
        ),
        (
            r#"{"text":"{\"ClientToken\":\"OOO\",\"Client\":\"x\"}"}"#,
            r#"{"text":"{\"ClientToken\":\"part***89==\",\"Client\":\"x\"}"}"#,
        ),
        (
            r#""{\"text\":\"{\\\"accessToken\\\": \\\"OOO\\\"}\"}""#,
            r#""{\"text\":\"{\\\"accessToken\\\": \\\"part***89==\\\"}\"}""#,
        ),
        (
            r#"{"text":"{\u0022ClientToken\u0022:\u0022OOO\u0022,\u0022a\u0022:1}"}"#,
            r#"{"text":"{\u0022ClientToken\u0022:\u0022part***89==\u0022,\u0022a\u0022:1}"}"#,
        ),
        (
            "{&quot;ClientToken&quot;:&quot;OOO&quot;}",
            "{&quot;ClientToken&quot;:&quot;part***89==&quot;}",
        ),
        (
            r#"{"clientToken": null, "token": true, "password": "", "accessToken": 12345}"#,
            r#"{"clientToken": null, "token": true, "password": "", "accessToken": "***"}"#,
        ),
        (
            r#"{"clientToken": {"value": "OOO", "n": ["OOO"]}, "a": "OOO"}"#,
            r#"{"clientToken": {"value": "part***89==", "n": ["part***89=="]}, "a": "OOO"}"#,
        ),
        (r#"{"clientToken": "OO"#, r#"{"clientToken": "***"#),
        (r#"{"password":"a\"b\\","c":"d"}"#, r#"{"password":"***","c":"d"}"#),
        // Configuration.
        (
            "client-token = \"OOO\" # mine\r\n",
            "client-token = \"part***89==\" # mine\r\n",
        ),
        (
            "expired-client-token = 'OOO'\n[a]\nb = 'c'",
            "expired-client-token = 'part***89=='\n[a]\nb = 'c'",
        ),
        (
            "client-token = { env = \"PARTNER_CLIENT_TOKEN\" }",
            "client-token = { env = \"PARTNER_CLIENT_TOKEN\" }",
        ),
        (
            "client-token = { value = \"OOO\" }",
            "client-token = { value = \"part***89==\" }",
        ),
        (
            "password = \"\"\"\na\nb\n\"\"\"\nc = 1",
            "password = \"\"\"***\"\"\"\nc = 1",
        ),
        (
            "a:\n  client_token: OOO # mine\n  b: c\n",
            "a:\n  client_token: part***89== # mine\n  b: c\n",
        ),
        (
            "- password: correct horse battery\n  b: c",
            "- password: corr***tery\n  b: c",
        ),
        (
            "token: true\ntoken: ~\ntoken:\n  a: b\ntoken: ${TOKEN}\n",
            "token: true\ntoken: ~\ntoken:\n  a: b\ntoken: ${TOKEN}\n",
        ),
        ("secret: |\n  one\n  two\nb: c\n", "secret: |\n  ***\n  ***\nb: c\n"),
        ("{ clientToken: OOO, b: c }", "{ clientToken: part***89==, b: c }"),
        ("MEWS_CLIENT_TOKEN=OOO\nA=b\n", "MEWS_CLIENT_TOKEN=part***89==\nA=b\n"),
        ("export DB_PASSWORD=a;b&c d\n", "export DB_PASSWORD=***\n"),
        ("\u{feff}TOKEN=OOO", "\u{feff}TOKEN=part***89=="),
        ("TOKEN=$OTHER_TOKEN\nTOKEN=\"\"\n", "TOKEN=$OTHER_TOKEN\nTOKEN=\"\"\n"),
        // Requests.
        (
            "GET /a?AccessToken=OOO&b=c HTTP/1.1",
            "GET /a?AccessToken=part***89==&b=c HTTP/1.1",
        ),
        (
            "ClientToken=OOO&Client=My+Client",
            "ClientToken=part***89==&Client=My+Client",
        ),
        (
            r#"{"url":"https://a/?token=","b":"c"}"#,
            r#"{"url":"https://a/?token=","b":"c"}"#,
        ),
        ("wss://a/ws?ClientToken=OOO", "wss://a/ws?ClientToken=part***89=="),
        ("https://user:pass@host/a", "https://user:***@host/a"),
        ("ssh://git@host/a", "ssh://git@host/a"),
        (
            "Cookie: theme=dark; ClientToken=OOO; AccessToken=TTT\r\n\r\n",
            "Cookie: theme=dark; ClientToken=part***89==; AccessToken=SSS\r\n\r\n",
        ),
        (
            "Set-Cookie: ClientToken=OOO; Path=/; HttpOnly",
            "Set-Cookie: ClientToken=part***89==; Path=/; HttpOnly",
        ),
        (
            "Authorization: Bearer OOO\r\nAccept: */*",
            "Authorization: Bearer part***89==\r\nAccept: */*",
        ),
        (
            "authorization: Basic dXNlcjpwYXNzd29yZA==\n",
            "authorization: Basic ***\n",
        ),
        ("X-Api-Key: OOO\nHost: a", "X-Api-Key: part***89==\nHost: a"),
        (
            "curl -H \"Authorization: Bearer OOO\" -H 'X-Api-Key: OOO' -d '{\"ClientToken\":\"OOO\"}' 'https://a/?token=OOO&b=c' \\",
            "curl -H \"Authorization: Bearer part***89==\" -H 'X-Api-Key: part***89==' -d '{\"ClientToken\":\"part***89==\"}' 'https://a/?token=part***89==&b=c' \\",
        ),
        // HAR.
        (
            r#"{"name":"ClientToken","value":"OOO"},{"name":"a","value":"b"}"#,
            r#"{"name":"ClientToken","value":"part***89=="},{"name":"a","value":"b"}"#,
        ),
        (
            r#"{"value":"OOO","path":"/","name":"ClientToken"}"#,
            r#"{"value":"part***89==","path":"/","name":"ClientToken"}"#,
        ),
        (
            "{\n  \"name\": \"Authorization\",\n  \"value\": \"Bearer OOO\"\n}",
            "{\n  \"name\": \"Authorization\",\n  \"value\": \"Bearer part***89==\"\n}",
        ),
        (
            r#"{"name":"Cookie","value":"a=b; ClientToken=OOO"}"#,
            r#"{"name":"Cookie","value":"a=b; ClientToken=part***89=="}"#,
        ),
        // By shape.
        ("the token TTT is wrong", "the token SSS is wrong"),
        (
            "paid with 4111 1111 1111 1111, ref 1700000000000",
            "paid with ***1111, ref 1700000000000",
        ),
        (
            r#"{"n":4111111111111111,"f":0.4111111111111111}"#,
            r#"{"n":"***1111","f":0.4111111111111111}"#,
        ),
        // Cards.
        (
            r#"{"paymentCard":{"type":1,"number":"4111111111111112","expireDate":"1022","cvv":"123","holderName":"A B"},"number":"7","identifier":"i"}"#,
            r#"{"paymentCard":{"type":1,"number":"***1112","expireDate":"***","cvv":"***","holderName":"***"},"number":"7","identifier":"i"}"#,
        ),
        (
            r#"{"text":"{\"paymentCardData\":{\"identifier\":\"card-id\",\"obfuscatedNumber\":\"************1111\"}}"}"#,
            r#"{"text":"{\"paymentCardData\":{\"identifier\":\"***\",\"obfuscatedNumber\":\"***1111\"}}"}"#,
        ),
        (
            "paymentCard:\n  number: 4111111111111112\n  cvv: 123\nnumber: 7\n",
            "paymentCard:\n  number: ***1112\n  cvv: ***\nnumber: 7\n",
        ),
        (
            r#"{"cardNumber":"1234","cvc":123}"#,
            r#"{"cardNumber":"***","cvc":"***"}"#,
        ),
        // Nothing at all.
        (
            "12:30:00 messageId=m-1 tokens: 3, see https://a:8080/b",
            "12:30:00 messageId=m-1 tokens: 3, see https://a:8080/b",
        ),
        ("", ""),
    ];
    for (input, expected) in table {
        let input = input.replace("TTT", TOKEN).replace("OOO", OTHER);
        let expected = expected.replace("SSS", SHOWN).replace("OOO", OTHER);
        assert_eq!(document(&input), expected, "{input}");
        assert_eq!(document(&expected), expected, "again: {input}");
    }
}

#[test]
fn bytes_that_are_no_text_stay() {
    let input = [
        b"\xff\xfe\r\n\0 token=".as_slice(),
        OTHER.as_bytes(),
        b"\n\xc3( \"password\":\"\xff\xff\"\r",
    ]
    .concat();
    let expected = b"\xff\xfe\r\n\0 token=part***89==\n\xc3( \"password\":\"***\"\r";
    assert_eq!(redact_file(&input, &Redactor::default()), expected);
}

#[test]
fn a_stream_is_redacted_as_a_document_is() {
    let redactor = Redactor::builder().secret("correct horse").build();
    let mut input = Vec::new();
    // One line of several windows, with something to hide at every phase of their borders.
    for i in 0..60_000 {
        let entry = format!(
            r#"{{"n":{i},"ClientToken":"{OTHER}","paymentCard":{{"number":"{i}12345678"}},"t":"correct horse"}},"#
        );
        input.extend_from_slice(entry.as_bytes());
    }
    // And a value that is longer than a window.
    input.extend_from_slice(format!("\"password\":\"{}\",\"end\":1}}", "p".repeat(3_000_000)).as_bytes());
    let mut output = Vec::new();
    redact_stream(input.as_slice(), &mut output, &redactor).unwrap();
    assert!(output == redact_file(&input, &redactor));
    assert!(output.ends_with(b"\"password\":\"pppp***pppp\",\"end\":1}"));
}

#[test]
fn json_is_redacted_by_name_value_and_shape() {
    let redactor = Redactor::builder()
        .secret("correct horse")
        .property("door_code", SecretKind::Hidden)
        .build();
    let input = json!({
        "connectionToken": TOKEN, "ClientToken": "short", "token": null, "apiKey": true, "connectionCode": OTHER,
        "accessToken": {"value": OTHER, "n": [7, OTHER]}, "doorCode": "12",
        "note": format!("the correct horse, {TOKEN}, https://a/?AccessToken={OTHER}&b=c"),
        "paymentCard": {"number": "4111111111111112", "expireDate": "1022", "cvv": 123, "holderName": "A B", "type": 1},
        "creditCards": [{"ObfuscatedNumber": "************1111", "Id": "i"}],
        "paymentCardData": {"identifier": "0123456789abcdef"}, "number": "7", "identifier": "i",
        "headers": [{"name": "Authorization", "value": "Bearer 0123456789abcdef"}],
        "text": "{\"ClientToken\":\"partner-token-0123\",\"a\":1}",
        "pan": 4111111111111111_u64, "total": 12.5,
    });
    let expected = json!({
        "connectionToken": SHOWN, "ClientToken": "***", "token": null, "apiKey": true, "connectionCode": "part***89==",
        "accessToken": {"value": "part***89==", "n": ["***", "part***89=="]}, "doorCode": "***",
        "note": format!("the ***, {SHOWN}, https://a/?AccessToken=part***89==&b=c"),
        "paymentCard": {"number": "***1112", "expireDate": "***", "cvv": "***", "holderName": "***", "type": 1},
        "creditCards": [{"ObfuscatedNumber": "***1111", "Id": "i"}],
        "paymentCardData": {"identifier": "0123***cdef"}, "number": "7", "identifier": "i",
        "headers": [{"name": "Authorization", "value": "Bearer 0123***cdef"}],
        "text": "{\"ClientToken\":\"part***0123\",\"a\":1}",
        "pan": "***1111", "total": 12.5,
    });
    assert_eq!(*redactor.json(&input).get(), expected);
    assert_eq!(
        redactor.body(input.to_string().as_bytes()).as_str(),
        expected.to_string()
    );
}

#[test]
fn a_body_that_is_no_json_is_redacted_too() {
    let redactor = Redactor::default();
    for (body, expected) in [
        (
            format!(r#"{{"clientToken": "{OTHER}", "messageId": "m"#),
            r#"{"clientToken": "part***89==", "messageId": "m"#.to_owned(),
        ),
        (
            format!(r#"{{"clientToken": {{"a": "{OTHER}"#),
            r#"{"clientToken": {"a": "part***89=="#.to_owned(),
        ),
        (
            format!("ClientToken={OTHER}&a=b"),
            "ClientToken=part***89==&a=b".to_owned(),
        ),
        ("<html>502</html>".to_owned(), "<html>502</html>".to_owned()),
    ] {
        assert_eq!(redactor.body(body.as_bytes()).as_str(), expected);
    }
}

#[test]
fn prose_stays_prose() {
    let redactor = Redactor::default();
    for text in [
        "the token: it has expired",
        "authorization: the header is missing",
        "password is wrong; token = missing",
    ] {
        assert_eq!(redactor.text(text).as_str(), text);
    }
    assert_eq!(
        redactor.text(&format!("got \"clientToken\": \"{OTHER}\"")).as_str(),
        "got \"clientToken\": \"part***89==\""
    );
}

#[test]
fn urls_and_headers_are_redacted_by_name() {
    let redactor = Redactor::default();
    for (url, expected) in [
        (
            format!("wss://u:p@a/?ClientToken={TOKEN}&Access%54oken={OTHER}&c=d#e"),
            format!("wss://u:***@a/?ClientToken={SHOWN}&Access%54oken=part***89==&c=d#e"),
        ),
        ("/a/b?c=d".to_owned(), "/a/b?c=d".to_owned()),
    ] {
        assert_eq!(redactor.url(&url).as_str(), expected);
    }
    for (name, value, expected) in [
        ("Authorization", format!("Bearer {OTHER}"), "Bearer part***89=="),
        ("authorization", "Basic dXNlcjpwYXNzd29yZA==".to_owned(), "Basic ***"),
        (
            "Cookie",
            format!("a=b; ClientToken={OTHER}"),
            "a=b; ClientToken=part***89==",
        ),
        (
            "Set-Cookie",
            format!("AccessToken={OTHER}; Secure"),
            "AccessToken=part***89==; Secure",
        ),
        ("X-Api-Key", OTHER.to_owned(), "part***89=="),
        (
            "Content-Type",
            "application/json; charset=utf-8".to_owned(),
            "application/json; charset=utf-8",
        ),
    ] {
        assert_eq!(redactor.header(name, &value).as_str(), expected);
    }
}

#[test]
fn secrets_are_learnt_while_running() {
    let redactor = Redactor::default();
    let said = "a 0123456789abcdef-xyz b short";
    assert_eq!(redactor.text(said).as_str(), said);
    redactor.learn_from(
        &json!({"properties": [{"accessToken": "0123456789abcdef-xyz", "clientToken": "short", "name": "a"}]}),
    );
    assert_eq!(redactor.text(said).as_str(), "a 0123***-xyz b short");
    assert!(redactor.learn("short") && !redactor.learn("abc"));
    assert_eq!(redactor.text(said).as_str(), "a 0123***-xyz b ***");
    assert_eq!(format!("{redactor:?}"), "Redactor(2 secrets)");
}

#[test]
fn a_secret_too_short_is_counted_and_left() {
    let builder = Redactor::builder().secret("abc").secret("").secret("abcd");
    assert_eq!(builder.too_short(), 1);
    assert_eq!(builder.build().text("abc abcd").as_str(), "abc ***");
}

#[test]
fn a_mask_shows_no_other_secret() {
    let redactor = Redactor::builder()
        .secret("0123456789abcdef")
        .secret("0123")
        .secret("****")
        .secret("cdef")
        .build();
    assert_eq!(
        redactor.text("0123456789abcdef 0123 ***** cdef").as_str(),
        "*** *** *** ***"
    );
    assert_eq!(
        redactor.json(&json!({"token": "0123xxxxxxxxxxxxxxxxx"})).get()["token"],
        "***"
    );
}

#[test]
fn a_key_that_is_a_secret_is_masked_and_kept_apart() {
    let redactor = Redactor::builder().secret("secret-one").secret("secret-two").build();
    let redacted = redactor.json(&json!({"secret-one": 1, "secret-two": 2}));
    assert_eq!(*redacted.get(), json!({"***": 1, "***'": 2}));
    assert_eq!(*redactor.json(&json!({TOKEN: 1})).get(), json!({SHOWN: 1}));
}

#[test]
fn nothing_prints_a_secret() {
    assert_eq!(format!("{:?}", Some(Secret::new(TOKEN.to_owned()))), "Some([secret])");
    let redacted = Redactor::default().text(TOKEN);
    assert_eq!(format!("{redacted} {redacted:?}"), format!("{SHOWN} {SHOWN:?}"));
    assert_eq!(serde_json::to_value(&redacted).unwrap(), json!(SHOWN));
    assert_eq!(
        serde_json::from_value::<Redacted<String>>(json!("a")).unwrap(),
        Redacted::literal("a")
    );
    let schema = |schema: schemars::Schema| schema.to_value();
    assert_eq!(
        schema(schemars::schema_for!(Redacted<String>)),
        schema(schemars::schema_for!(String))
    );
}

#[test]
fn planted_leaks_are_found_in_every_form() {
    let secret = "pa ss/wörd\"&1";
    let redactor = Redactor::builder().secret(secret).secret(TOKEN).build();
    let json_once = json!(secret).to_string();
    let forms = [
        secret.to_owned(),
        json_once.clone(),
        json!(json_once).to_string(),
        json_once.replace('ö', "\\u00f6").replace("\\u00f6", "\\u00F6"),
        "pa%20ss%2Fw%C3%B6rd%22%261".to_owned(),
        "pa%20ss%2fw%c3%b6rd%22%261".to_owned(),
        "pa+ss%2Fw%C3%B6rd%22%261".to_owned(),
        "pa ss/wörd&quot;&amp;1".to_owned(),
        TOKEN.to_lowercase(),
    ];
    for form in forms {
        let artefact = format!("{} {form} end", "x".repeat(100));
        let leaks = redactor.leaks(artefact.as_bytes());
        assert_eq!(leaks.len(), 1, "{form}");
        assert!(leaks[0].offset >= 101, "{form}");
        assert!(["***", SHOWN].contains(&leaks[0].masked.as_str()));
        assert!(
            redactor.leaks(redactor.text(&artefact).as_str().as_bytes()).is_empty(),
            "{form}"
        );
    }
    assert!(redactor.leaks(b"4111111111111111 is no secret").is_empty());
}

#[test]
fn values_that_vary_are_normalised() {
    let normaliser = Normaliser::default()
        .with("m-1", "[fresh.messageId]")
        .with("m-12", "[fresh.other]")
        .with("", "x");
    let input = json!({
        "messageId": "m-1", "other": "m-12", "n": 1,
        "id": "3fa85f64-5717-4562-B3FC-2c963f66afa6", "at": "2031-03-01T10:00:00.123+02:00, 2031-03-01T10:00:00Z",
        "from": "2031-03-01", "url": "http://127.0.0.1:49152/a and https://localhost/b", "phone": "12-34-5678",
    });
    let expected = json!({
        "messageId": "[fresh.messageId]", "other": "[fresh.other]", "n": 1,
        "id": "[uuid]", "at": "[timestamp], [timestamp]",
        "from": "[date]", "url": "[address]/a and [address]/b", "phone": "12-34-5678",
    });
    assert_eq!(normaliser.json(&input), expected);
    assert_eq!(normaliser.json(&expected), expected);
}

/// Secrets with everything in them that some format escapes, some made of what masks are made of.
fn secrets() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-cA-C01*/+%&\"'\\\\ <é😀\n=:{}.-]{4,24}", 1..5)
}

/// Text around secrets, rich in what the finders look at.
fn scraps() -> impl Strategy<Value = Vec<String>> {
    let scrap = prop_oneof![
        "[ -~\n]{0,12}",
        r#"(token|"clientToken"|password|cvv|"name"|"value"|paymentCard|number|Authorization)[ ]?[:=][ ]?["'{\[]?"#,
        r#"[a-c01*"'\\{}:= \n-]{0,10}"#,
        "[0-9]{1,8}[ -]?[0-9]{1,8}",
        "\\PC{0,6}",
        Just(TOKEN.to_owned()),
        Just("4111111111111111".to_owned()),
        Just("Bearer ".to_owned()),
    ];
    prop::collection::vec(scrap, 0..12)
}

fn redactor(secrets: &[String]) -> Redactor {
    secrets
        .iter()
        .fold(Redactor::builder(), |builder, secret| builder.secret(secret))
        .build()
}

fn woven(secrets: &[String], scraps: &[String]) -> String {
    scraps
        .iter()
        .enumerate()
        .map(|(i, scrap)| format!("{scrap}{}", secrets[i % secrets.len()]))
        .collect()
}

fn keys(json: &Value) -> Value {
    match json {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), keys(value))).collect(),
        Value::Array(items) => items.iter().map(keys).collect(),
        _ => Value::Null,
    }
}

#[test]
fn a_leak_shows_the_longest_secret_that_stands_there_first() {
    let redactor = Redactor::builder()
        .secret("0123456789ABCDEFGHIJKLMNOPQ")
        .secret("0123456789ABCDEFGHIJKLMNOPQR")
        .build();
    let mut scanner = redactor.scanner();
    scanner.feed(b"<0123456789ABCDEFGHIJKLMNOPQR>");
    let masked: Vec<String> = scanner
        .finish()
        .into_iter()
        .map(|leak| leak.masked.into_inner())
        .collect();
    assert_eq!(masked, ["0123***OPQR", "0123***NOPQ"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(support::cases(400)))]

    #[test]
    fn no_secret_survives_in_text_and_twice_is_once(secrets in secrets(), scraps in scraps()) {
        let redactor = redactor(&secrets);
        let text = woven(&secrets, &scraps);
        let once = redactor.text(&text);
        for secret in &secrets {
            prop_assert!(!once.as_str().contains(secret.as_str()), "{secret:?} in {once:?}");
        }
        prop_assert!(redactor.leaks(once.as_str().as_bytes()).is_empty());
        prop_assert_eq!(redactor.text(once.as_str()), once);
    }

    #[test]
    fn no_secret_survives_in_a_document_and_twice_is_once(secrets in secrets(), scraps in scraps()) {
        let redactor = redactor(&secrets);
        let once = redact_file(woven(&secrets, &scraps).as_bytes(), &redactor);
        prop_assert!(redactor.leaks(&once).is_empty());
        let twice = redact_file(&once, &redactor);
        prop_assert_eq!(String::from_utf8_lossy(&twice), String::from_utf8_lossy(&once));
    }

    #[test]
    fn no_secret_survives_in_json_and_twice_is_once(secrets in secrets(), scraps in scraps()) {
        let redactor = redactor(&secrets);
        let texts: Vec<String> = scraps.iter().map(|scrap| format!("{scrap}{}{scrap}", secrets[0])).collect();
        let input = json!({"messageId": texts, "clientToken": secrets[0], "paymentCard": {"number": scraps}, "a": {"b": woven(&secrets, &scraps)}});
        let once = redactor.json(&input);
        let strings = once.get().to_string();
        prop_assert_eq!(keys(once.get()), keys(&input));
        prop_assert_eq!(redactor.json(once.get()), once);
        let body = redactor.body(input.to_string().as_bytes());
        prop_assert!(redactor.leaks(body.as_str().as_bytes()).is_empty(), "{} {}", body, strings);
    }

    #[test]
    fn a_secret_is_found_in_every_encoding(secret in "[a-zA-Z0-9/+%&\"' <é=:-]{8,24}") {
        let redactor = redactor(std::slice::from_ref(&secret));
        let json = json!(secret).to_string();
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let mut url = url::Url::parse("https://a/").unwrap();
        url.query_pairs_mut().append_pair("q", &secret);
        for text in [secret.clone(), json.clone(), json!(json).to_string(), form, url.to_string()] {
            prop_assert!(!redactor.leaks(text.as_bytes()).is_empty(), "{text}");
            let redacted = redactor.text(&text);
            prop_assert!(redactor.leaks(redacted.as_str().as_bytes()).is_empty(), "{text} {redacted}");
        }
    }

    #[test]
    fn a_document_without_secrets_stays_byte_for_byte(input in prop::collection::vec(any::<u8>(), 0..400)) {
        // Twelve digits are no card number; random bytes hold no longer run, nor a name.
        prop_assert_eq!(redact_file(&input, &Redactor::default()), input);
    }

    #[test]
    fn bytes_around_a_secret_stay(before in "[a-z0-9 ,\r\n]{0,8}", after in "[a-z ,\r\n]{0,40}") {
        let redactor = Redactor::builder().secret("Correct Horse").build();
        let document = redact_file(format!("{before}Correct Horse{after}").as_bytes(), &redactor);
        prop_assert_eq!(String::from_utf8(document).unwrap(), format!("{before}***{after}"));
    }

    #[test]
    fn a_scanner_finds_the_same_in_pieces(secrets in secrets(), scraps in scraps(), size in 1_usize..20) {
        let redactor = redactor(&secrets);
        let text = woven(&secrets, &scraps);
        let mut scanner = redactor.scanner();
        text.as_bytes().chunks(size).for_each(|piece| scanner.feed(piece));
        prop_assert_eq!(scanner.finish(), redactor.leaks(text.as_bytes()));
    }

    #[test]
    fn a_mask_shows_eight_characters_at_most(text in "\\PC{0,40}") {
        let masked = mask(&text);
        prop_assert!(masked == "***" || masked.chars().count() == 11 && text.chars().count() >= 16);
    }

    #[test]
    fn normalising_twice_is_once(text in "([0-9a-f-]{0,40}|2031-03-01(T10:00:00Z)?|http://localhost:1|m-1|[ -~]{0,5}){0,6}") {
        let normaliser = Normaliser::default().with("m-1", "[fresh.messageId]").with("m", "[m]");
        let once = normaliser.text(&text);
        prop_assert_eq!(normaliser.text(&once), once);
    }
}

#[test]
fn a_long_body_is_redacted_as_a_short_one() {
    let entry = |n: usize| {
        json!({
            "clientToken": OTHER, "n": n, "card": { "number": "4111111111111111", "holder": "A. Jansen" },
            "text": format!("clientToken={OTHER}"), "list": [OTHER, null, 1.5, true],
        })
    };
    let long = |count: usize| {
        json!({
            "connectionToken": OTHER, "entries": (0..count).map(entry).collect::<Vec<_>>(),
            "tokens": [OTHER, OTHER], "paymentCard": { "number": 4_111_111_111_111_111_u64 }, "more": "x\"y",
        })
    };
    let redactor = Redactor::builder().secret("correct horse").build();
    let body =
        |json: &Value| -> Value { serde_json::from_str(redactor.body(json.to_string().as_bytes()).as_str()).unwrap() };
    let (short, mut whole) = (body(&long(2)), body(&long(1_000)));
    assert!(long(1_000).to_string().len() > 64 << 10);
    whole["entries"].as_array_mut().unwrap().truncate(2);
    assert_eq!(whole, short);
    assert_eq!(whole["entries"][1]["clientToken"], "part***89==");
    assert_eq!(whole["paymentCard"]["number"], "***1111");
    // What is no object of a few lists, too.
    let list: Vec<Value> = (0..1_000).map(entry).collect();
    assert_eq!(
        body(&Value::from(list))[1],
        body(&Value::from(vec![entry(0), entry(1)]))[1]
    );
}
