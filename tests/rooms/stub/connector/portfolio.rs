//! Whose data a token shows: one enterprise, several, and never another's.

use std::collections::BTreeSet;

use keycard::exchange::message::Response;
use serde_json::{Value, json};

use super::calls::{
    complete, foreign, holding, honest, invalid, json_of, known, operations, refusal, request, send, token,
};
use super::minimal::BODIES;

fn with(name: &str, id: &str, body: &Value) -> Response {
    send(&mut honest(), &request(id, &holding(name, body)))
}

fn enterprises(response: &Response, items: &str) -> BTreeSet<String> {
    let answer = json_of(response);
    assert_eq!(response.status, 200, "{answer}");
    let items = answer[items].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["EnterpriseId"].as_str().unwrap().to_owned())
        .collect()
}

fn page() -> Value {
    json!({ "Limitation": { "Count": 1000 } })
}

#[test]
fn a_token_shows_what_it_covers_and_a_filter_less() {
    let id = "services/getAll";
    let all = enterprises(&with("portfolio", id, &page()), "Services");
    assert_eq!(all.len(), 2);
    assert!(all.contains(known("enterprises").as_str().unwrap()));
    assert!(!all.contains(foreign("enterprises").as_str().unwrap()));
    assert_eq!(enterprises(&with("valid", id, &page()), "Services").len(), 1);
    for one in &all {
        let mut body = page();
        body["EnterpriseIds"] = json!([one]);
        let shown = enterprises(&with("portfolio", id, &body), "Services");
        assert!(shown.iter().eq([one]));
    }
    let mut body = page();
    body["EnterpriseIds"] = json!([known("enterprises"), foreign("enterprises")]);
    assert_eq!(refusal(&with("portfolio", id, &body)), invalid("EnterpriseIds"));
    body["EnterpriseIds"] = json!([foreign("enterprises")]);
    assert_eq!(refusal(&with("valid", id, &body)), invalid("EnterpriseIds"));
    let mut body = page();
    body["Extent"] = json!({ "Customers": true, "Addresses": true });
    body["CustomerIds"] = json!([known("customers")]);
    body["ChainIds"] = json!([foreign("chains")]);
    assert_eq!(
        refusal(&with("portfolio", "customers/getAll", &body)),
        invalid("ChainIds")
    );
}

#[test]
fn one_enterprise_has_to_be_named_by_a_portfolio_and_by_nobody_else() {
    let id = "configuration/get";
    let named = |enterprise: Value| json!({ "EnterpriseId": enterprise });
    assert_eq!(
        json_of(&with("valid", id, &named(foreign("enterprises"))))["Enterprise"]["Id"],
        known("enterprises")
    );
    assert_eq!(
        json_of(&with("portfolio", id, &json!({})))["Enterprise"]["Id"],
        known("enterprises")
    );
    assert_eq!(
        refusal(&with("portfolio", id, &named(foreign("enterprises")))),
        invalid("EnterpriseId")
    );
    for operation in operations() {
        let particulars = operation.connector.as_ref().unwrap();
        let single = particulars.scope.iter().find(|name| !name.ends_with("Ids"));
        let Some(single) = single.filter(|_| particulars.portfolio && !particulars.discontinued) else {
            continue;
        };
        let mut body = BODIES[&operation.id].clone();
        assert_eq!(
            refusal(&with("portfolio", &operation.id, &body)),
            invalid(single),
            "{}",
            operation.id
        );
        let other = if single == "ChainId" { "chains" } else { "enterprises" };
        body[single] = foreign(other);
        assert_eq!(
            refusal(&with("portfolio", &operation.id, &body)),
            invalid(single),
            "{}",
            operation.id
        );
    }
}

#[test]
fn an_operation_that_knows_no_portfolio_refuses_its_token() {
    for operation in operations() {
        let particulars = operation.connector.as_ref().unwrap();
        if particulars.portfolio || particulars.discontinued || operation.id == "configuration/get" {
            continue;
        }
        let response = with("portfolio", &operation.id, &BODIES[&operation.id]);
        assert_eq!(refusal(&response), invalid("AccessToken"), "{}", operation.id);
    }
}

#[test]
fn no_answer_names_anything_of_another_enterprise() {
    let foreign_ids: Vec<&str> = keycard::stub::connector::seed::foreign()
        .values()
        .filter_map(Value::as_str)
        .filter(|id| id.len() == 36)
        .collect();
    for operation in operations() {
        if operation.connector.as_ref().unwrap().discontinued {
            continue;
        }
        for name in ["valid", "portfolio"] {
            let text = json_of(&with(name, &operation.id, &BODIES[&operation.id])).to_string();
            let found = foreign_ids.iter().find(|id| text.contains(**id));
            assert_eq!(found, None, "{} {name}", operation.id);
        }
    }
}

#[test]
fn another_property_has_a_token_of_its_own() {
    let mut body = complete(&page());
    body["AccessToken"] = token("AccessToken", "other-property");
    let response = send(&mut honest(), &request("enterprises/getAll", &body));
    assert_eq!(json_of(&response)["Enterprises"][0]["Id"], foreign("enterprises"));
}
