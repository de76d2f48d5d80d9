//! Blocks that the channel manager sends: N-75, and their confirmation where there is one.

use keycard::stub::seed;
use serde_json::{Value, json};

use super::calls::{calling, codes, only, outcome, told};

fn send(choices: &[(&str, &str)], change: impl FnOnce(&mut Value)) -> Value {
    let (answer, owed) = told(&mut calling(choices), "processAvailabilityBlock", |body| {
        change(&mut body["availabilityBlock"]);
    });
    assert!(owed.is_empty());
    answer
}

#[test]
fn a_block_is_created_changed_and_cancelled_under_one_number() {
    let mut world = calling(&[("block-confirmation", "sent")]);
    let mut number = None;
    for (status, code) in [
        ("Created", "BL-1"),
        ("Updated", "BL-1"),
        ("Canceled", "BL-1"),
        ("Created", "BL-1"),
    ] {
        let (answer, owed) = told(&mut world, "processAvailabilityBlock", |body| {
            body["availabilityBlock"]["status"] = json!(status);
            body["availabilityBlock"]["code"] = json!(code);
            body["availabilityBlock"]["confirmationNumber"] = json!(number);
        });
        assert_eq!(answer, json!({ "success": true, "asyncConfirmation": true }));
        let (operation, body) = only(&owed);
        assert_eq!(operation, "confirmAvailabilityBlock");
        assert_eq!((&body["messageId"], &body["code"]), (&json!("p-2"), &json!(code)));
        assert_eq!(body["success"], true);
        let given = body["confirmationNumber"].as_str().unwrap().to_owned();
        assert_eq!(*number.get_or_insert(given.clone()), given);
    }
}

#[test]
fn without_an_address_nothing_is_promised_and_errors_are_told_at_once() {
    assert_eq!(send(&[], |_| {}), json!({ "success": true }));
    let unknown = |block: &mut Value| block["spaceCategories"][0]["spaceTypeCode"] = json!("NO1");
    assert_eq!(codes(&send(&[], unknown)), [10]);
    let mut world = calling(&[("block-confirmation", "sent")]);
    let (answer, owed) = told(&mut world, "processAvailabilityBlock", |body| {
        unknown(&mut body["availabilityBlock"])
    });
    assert_eq!(outcome(&answer), None);
    let (_, body) = only(&owed);
    assert_eq!(body["success"], false);
    assert_eq!(body["errors"][0]["code"], 10);
    assert!(!body["confirmationNumber"].as_str().unwrap().is_empty());
}

#[test]
fn malformed_blocks_are_refused() {
    let cases: &[(&str, Value, u64)] = &[
        ("/code", Value::Null, 6),
        ("/status", json!("New"), 6),
        ("/status", json!("Updated"), 6),
        ("/status", json!("Canceled"), 6),
        ("/name", Value::Null, 6),
        ("/dates", Value::Null, 6),
        ("/dates/end", json!("2031-05-01"), 7),
        ("/releaseStrategy", json!({ "type": "Fixed" }), 6),
        ("/releaseStrategy", json!({ "type": "Rolling" }), 6),
        ("/releaseStrategy", json!({ "type": "Rolling", "offset": "7 days" }), 6),
        ("/releaseStrategy", json!({ "type": "Never" }), 6),
        ("/originalRateCode", Value::Null, 6),
        ("/originalRateCode", json!(seed::UNMAPPED_RATE), 9),
        ("/spaceCategories", Value::Null, 6),
        ("/spaceCategories/0/allocatedSpaces", Value::Null, 6),
        ("/spaceCategories/0/allocatedSpaces/0/count", json!(-1), 6),
        ("/spaceCategories/0/allocatedSpaces/0/start", json!("2031-05-03"), 7),
        ("/booker", json!({}), 6),
        ("/pickupType", json!("None"), 6),
    ];
    for (pointer, value, code) in cases {
        let answer = send(&[], |block| *block.pointer_mut(pointer).unwrap() = value.clone());
        assert_eq!(outcome(&answer), Some(*code), "{pointer} {value}: {answer}");
    }
    let card = send(&[], |block| {
        block["paymentCard"] = json!({ "type": 1, "number": "4242424242424242", "expireDate": "1022" });
    });
    assert_eq!(outcome(&card), Some(6));
    assert!(!card.to_string().contains("4242"));
    // An update must name the block that there is.
    let other = send(&[], |block| {
        block["status"] = json!("Updated");
        block["confirmationNumber"] = json!("B-77");
    });
    assert_eq!(outcome(&other), Some(7));
}

#[test]
fn forms_that_the_pages_spell_in_two_ways_are_understood() {
    let cases: Vec<fn(&mut Value)> = vec![
        |block| block["status"] = json!("Create"),
        |block| block["releaseStrategy"] = json!({ "type": "fixed", "fixedDate": "2031-04-20" }),
        |block| block["releaseStrategy"]["offset"] = json!("P7D"),
        |block| block["confirmationNumber"] = json!("odd and harmless"),
        |block| {
            block["spaceCategories"][0]["rates"] =
                json!([{ "start": "2031-05-01", "end": "2031-05-03", "grossAmount": "109" }]);
        },
        |block| {
            let price = json!({ "grossAmount": 109.0, "netAmount": 100.0, "currencyCode": "EUR", "guestCount": 1 });
            block["spaceCategories"][0]["rates"] =
                json!([{ "start": "2031-05-01", "end": "2031-05-03", "prices": [price] }]);
        },
    ];
    for (index, change) in cases.into_iter().enumerate() {
        assert_eq!(outcome(&send(&[], change)), None, "case {index}");
    }
    let neither = send(&[], |block| {
        block["spaceCategories"][0]["rates"] = json!([{ "start": "2031-05-01", "end": "2031-05-03" }]);
    });
    assert_eq!(outcome(&neither), Some(6));
}
