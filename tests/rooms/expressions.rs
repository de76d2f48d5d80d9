//! Expressions and templates: a table of values, and the laws that hold for all of them.

use keycard::expression::program::Expression;
use keycard::expression::template::Template;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn scope() -> Map<String, Value> {
    let Value::Object(scope) = json!({
        "push": { "request": { "messageId": "m-1", "rooms": [{ "code": "SGL", "count": 2 }, { "code": "DBL", "count": 1 }] } },
        "today": "2031-02-27",
        "amounts": [10.5, 20, 0.25],
        "empty": [],
    }) else {
        unreachable!()
    };
    scope
}

fn value(source: &str) -> Result<Value, String> {
    let expression = Expression::compile(source).map_err(|error| error.message)?;
    expression.evaluate(&scope()).map_err(|unresolved| unresolved.reason)
}

#[test]
fn expressions_have_the_values_that_the_documentation_gives() {
    for (source, expected) in [
        ("push.request.messageId", json!("m-1")),
        ("push.request.rooms[1].code", json!("DBL")),
        ("push.request.rooms.size() == 2", json!(true)),
        (
            "push.request.rooms.exists(r, r.code == 'SGL' && r.count == 2)",
            json!(true),
        ),
        ("push.request.rooms.all(r, r.count > 1)", json!(false)),
        ("push.request.rooms.map(r, r.code)", json!(["SGL", "DBL"])),
        ("addDays(today, 2)", json!("2031-03-01")),
        ("addDays(today, -27)", json!("2031-01-31")),
        ("nights('2031-02-27', '2031-03-02')", json!(3)),
        ("sum(amounts)", json!(30.75)),
        ("sum(empty)", json!(0.0)),
        ("json({'a': [1, 2.5, 'x', null]})", json!(r#"{"a":[1,2.5,"x",null]}"#)),
        ("has(push.request.messageId) && !has(push.request.other)", json!(true)),
        ("'${' + push.request.messageId", json!("${m-1")),
    ] {
        assert_eq!(value(source), Ok(expected), "{source}");
    }
}

#[test]
fn the_properties_of_a_root_are_found_wherever_they_stand() {
    for (source, expected) in [
        ("fresh.a", &["a"][..]),
        ("fresh.a.b", &["a"]),
        ("fresh[0]", &[]),
        ("fresh", &[]),
        ("fresh.a + other.b + fresh['c']", &["a", "c"]),
        ("has(fresh.a) ? [fresh.b] : {'x': fresh.c}", &["a", "b", "c"]),
        ("push.list.exists(item, item.code == fresh.a)", &["a"]),
        ("other.fresh.a", &[]),
    ] {
        let expression = Expression::compile(source).unwrap();
        let mut found = expression.properties_of("fresh");
        found.sort_unstable();
        assert_eq!(found, expected, "{source}");
    }
}

#[test]
fn what_has_no_value_says_why() {
    for (source, reason) in [
        ("nobody.request", "there is no `nobody`"),
        ("push.request.nothing", "there is no property `nothing`"),
        ("push.request.rooms[7]", "there is no element 7"),
    ] {
        assert_eq!(value(source), Err(reason.to_string()), "{source}");
    }
    assert!(
        value("addDays('tomorrow', 1)")
            .unwrap_err()
            .contains("`tomorrow` is not a date")
    );
    assert!(value("sum(['a'])").unwrap_err().contains("must be a number"));
    assert_eq!(value("summ(amounts)"), Err("there is no function `summ`".to_string()));
    assert!(value("1 +").is_err());
    assert!(value("").is_err());
}

#[test]
fn a_string_that_is_one_expression_takes_its_type_and_text_around_makes_text() {
    let render = |text: &str| Template::parse(json!(text), &mut Vec::new()).render(&scope()).unwrap();
    assert_eq!(render("${push.request.rooms[0].count}"), json!(2));
    assert_eq!(render("n=${push.request.rooms[0].count}"), json!("n=2"));
    assert_eq!(render("${push.request.messageId}/${today}"), json!("m-1/2031-02-27"));
    assert_eq!(
        render("$${today}"),
        json!("${today}"),
        "a doubled dollar stands for itself"
    );
    assert_eq!(
        render("${'}' + today}"),
        json!("}2031-02-27"),
        "a brace in a text does not close"
    );
    assert_eq!(render("${{'a': 1}.a}"), json!(1), "braces nest");
}

#[test]
fn a_row_may_bring_expressions_of_its_own() {
    let mut faults = Vec::new();
    let template = Template::parse(json!({ "body": "${case.body}" }), &mut faults);
    let Value::Object(row) = json!({ "case": { "body": { "code": "${push.request.messageId}" } } }) else {
        unreachable!()
    };
    let bound = template.bind(&row).unwrap();
    assert_eq!(bound.render(&scope()).unwrap(), json!({ "body": { "code": "m-1" } }));
}

#[test]
fn an_answer_cannot_bring_expressions() {
    let Value::Object(scope) = json!({ "push": { "response": { "text": "${credentials.clientToken}" } } }) else {
        unreachable!()
    };
    let template = Template::parse(json!("${push.response.text}"), &mut Vec::new());
    assert_eq!(template.render(&scope).unwrap(), json!("${credentials.clientToken}"));
}

/// JSON in which no string starts an expression.
fn plain_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[^$]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z/~]{1,6}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(200), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_value_without_expressions_stays_as_it_is(value in plain_json()) {
        let mut faults = Vec::new();
        let template = Template::parse(value.clone(), &mut faults);
        prop_assert!(faults.is_empty());
        prop_assert_eq!(template.render(&Map::new()).unwrap(), value);
    }

    #[test]
    fn no_text_makes_the_compiler_panic(text in ".{0,40}") {
        let mut faults = Vec::new();
        let _ = Template::text(&text, &mut faults);
        let _ = Expression::compile(&text);
    }

    #[test]
    fn binding_first_or_rendering_at_once_is_the_same(text in "[a-z ]{0,6}", value in plain_json()) {
        let template = Template::parse(json!({ "whole": "${v}", "part": format!("{text}${{v}}") }), &mut Vec::new());
        let scope: Map<String, Value> = [("v".to_string(), value)].into_iter().collect();
        let bound = template.bind(&scope).unwrap();
        prop_assert_eq!(bound.render(&Map::new()).unwrap(), template.render(&scope).unwrap());
    }

    #[test]
    fn days_added_are_days_between(days in -20_000i64..20_000) {
        let sum = format!("nights('2031-03-01', addDays('2031-03-01', {days}))");
        prop_assert_eq!(value(&sum).unwrap(), json!(days));
    }
}

/// The paths that a condition names, with what stands there.
fn seen(source: &str) -> Vec<String> {
    let Ok(expression) = Expression::compile(source) else {
        return vec!["it does not compile".to_string()];
    };
    let seen = expression.operands(&scope());
    let shown = seen.iter().map(|seen| match &seen.value {
        Some(value) => format!("{} = {value}", seen.text()),
        None => format!("{} is absent", seen.text()),
    });
    shown.collect()
}

#[test]
fn a_condition_names_the_values_that_it_compares() {
    for (source, expected) in [
        (
            "push.request.messageId == 'x'",
            &["push.request.messageId = \"m-1\""][..],
        ),
        ("push.request.rooms[0].count > 3", &["push.request.rooms[0].count = 2"]),
        ("push['request']['a-b'] == 1", &["push.request[\"a-b\"] is absent"]),
        ("size(push.request.rooms) == 3", &["push.request.rooms.size() = 2"]),
        (
            "push.request.messageId.size() == 4",
            &["push.request.messageId.size() = 3"],
        ),
        (
            "empty.size() > 0 && empty[0] == 1",
            &["empty.size() = 0", "empty[0] is absent"],
        ),
        ("empty.exists(e, e.code == 1)", &["empty = []"]),
        ("missing.exists(e, e.code == 1)", &["missing is absent"]),
        (
            "amounts.all(a, a < 11.0)",
            &["amounts[0] = 10.5", "amounts[1] = 20", "amounts[2] = 0.25"],
        ),
        (
            "amounts.exists(a, false)",
            &["amounts[0] = 10.5", "amounts[1] = 20", "amounts[2] = 0.25"],
        ),
        (
            "push.request.rooms.filter(r, r.count > 1).size() == 2",
            &["push.request.rooms[0].count = 2", "push.request.rooms[1].count = 1"],
        ),
        (
            "push.request.rooms.all(r, today in r)",
            &[
                "today = \"2031-02-27\"",
                "push.request.rooms[0] = {\"code\":\"SGL\",\"count\":2}",
                "push.request.rooms[1] = {\"code\":\"DBL\",\"count\":1}",
            ],
        ),
        ("today == today", &["today = \"2031-02-27\""]),
        ("1 == 2", &[]),
    ] {
        assert_eq!(seen(source), expected, "{source}");
    }
}

#[test]
fn a_condition_is_split_where_all_of_its_parts_must_hold() {
    for (source, expected) in [
        ("a && b", &["a", "b"][..]),
        ("(a == 1 && b) && (c || d)", &["a == 1", "b", "c || d"]),
        ("(a) && (b)", &["a", "b"]),
        ("a || b && c", &["a || b && c"]),
        ("a && b ? c : d", &["a && b ? c : d"]),
        ("!(a && b)", &["!(a && b)"]),
        ("a == ' && ' && b.all(x, x && c)", &["a == ' && '", "b.all(x, x && c)"]),
        (r#"a == "\" && " && b"#, &[r#"a == "\" && ""#, "b"]),
        ("a", &["a"]),
    ] {
        let parts = Expression::compile(source).unwrap().conjuncts();
        let parts: Vec<&str> = parts.iter().map(Expression::source).collect();
        assert_eq!(parts, expected, "{source}");
    }
}
