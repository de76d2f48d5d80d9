//! Hooks about neither bookings nor blocks: stored inventory, the connection, and questions to the platform.

use serde_json::{Map, Value, json};

use super::connection_work::ConnectionWork;
use super::dates::{later, nights};
use super::hook_parameters::{HookParameters, impossible, report};
use super::platform_calls::{call, head};
use crate::stub::access::Standing;
use crate::stub::answer::Answer;
use crate::stub::seed;

/// So many nights are told at most: an entry of a push may span all of them.
const MOST_NIGHTS: i64 = 1_100;

/// Tells what is stored of the inventory.
pub(super) fn read_inventory(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let from = parameters.date("from");
    let to = parameters.date("to");
    parameters.finish()?;
    let inventory = &work.records.inventory;
    let today = work.today();
    let (first, last) = inventory.extent().unwrap_or((today, today));
    let from = from.unwrap_or(first);
    // Unless a last night is named, a year after year that nobody can read is cut short; the answer says where.
    let to = to.unwrap_or_else(|| last.min(later(from, MOST_NIGHTS - 1).unwrap_or(last)));
    if nights((from, to)) >= MOST_NIGHTS {
        return Err(impossible("The period is too long; ask for three years at most."));
    }
    let mut report = report(
        "read",
        [("from", json!(from.to_string())), ("to", json!(to.to_string()))],
    )?;
    report.extend(inventory.read(from, to));
    Ok(report)
}

/// Tells what is known of bookings, sold groups and blocks.
pub(super) fn read_bookings(work: &mut ConnectionWork<'_>, parameters: HookParameters<'_>) -> Answer {
    parameters.finish()?;
    report(
        "read",
        [
            ("bookings", work.records.bookings.summary()),
            ("groups", work.records.property_groups.summary()),
            ("blocks", work.records.blocks.summary()),
        ],
    )
}

/// Switches a connection on or off.
pub(super) fn set_standing(
    work: &mut ConnectionWork<'_>,
    parameters: HookParameters<'_>,
    standing: Standing,
) -> Answer {
    parameters.finish()?;
    let done = match (work.status.standing(work.connection), standing) {
        (Standing::Deleted, _) | (_, Standing::Deleted) => {
            return Err(impossible("The connection is deleted."));
        }
        (Standing::Enabled | Standing::Disabled, Standing::Enabled) => "activated",
        (Standing::Enabled | Standing::Disabled, Standing::Disabled) => "deactivated",
    };
    work.status.set_standing(work.connection, standing);
    report(done, [])
}

/// Answers the next calls with a system error.
pub(super) fn maintain(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let times = parameters.number("times", 0..=i64::from(u16::MAX)).unwrap_or(1);
    parameters.finish()?;
    work.status.maintenance = times;
    report("went into maintenance", [("times", json!(times))])
}

/// Tells the outcome of pushes later from now on, or at once again.
pub(super) fn confirm_later(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let later = parameters.flag("later").unwrap_or(true);
    parameters.finish()?;
    work.status.confirms_later = later;
    report(if later { "confirms later" } else { "confirms at once" }, [])
}

/// Asks for a full update.
pub(super) fn request_update(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let from = parameters.date("from").unwrap_or(work.today());
    let to = parameters.date("to").or_else(|| later(from, 364)).unwrap_or(from);
    if from > to {
        parameters.wrong("from", "must not be later than to");
    }
    parameters.finish()?;
    let (from, to) = (json!(from.to_string()), json!(to.to_string()));
    let content = [("from".to_owned(), from.clone()), ("to".to_owned(), to.clone())];
    ask(work, "requestAriUpdate", content);
    report("asked for an update", [("from", from), ("to", to)])
}

/// Sends the pairs that are to be mapped.
pub(super) fn set_inventory(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let pairs = parameters.list("inventoryMappings").cloned();
    let is_pair = |pair: &Value| {
        ["ratePlanCode", "spaceTypeCode"]
            .iter()
            .all(|name| pair[name].is_string())
    };
    if pairs.as_ref().is_some_and(|pairs| !pairs.iter().all(is_pair)) {
        parameters.wrong("inventoryMappings", "must hold pairs of ratePlanCode and spaceTypeCode");
    }
    parameters.finish()?;
    let all = || {
        let pairs = work.connection.property.pairs();
        pairs
            .map(|pair| json!({ "ratePlanCode": pair.rate, "spaceTypeCode": pair.space }))
            .collect()
    };
    let pairs = pairs.unwrap_or_else(all);
    let count = pairs.len();
    ask(
        work,
        "setInventory",
        [("inventoryMappings".to_owned(), Value::Array(pairs))],
    );
    report("sent the inventory", [("pairs", json!(count))])
}

/// Asks the platform for all that it can be asked.
pub(super) fn synchronise(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let email = parameters.text("email").unwrap_or(seed::EMAIL);
    parameters.finish()?;
    let client = head(work.connection).remove("clientToken").unwrap_or_default();
    let properties = json!({ "clientToken": client, "email": email });
    call(work.scene, "getProperties", &properties);
    let extent = json!({
        "includeUnsynchronizedRates": true,
        "includeUnsynchronizedCategories": true,
        "includeProducts": true,
        "includeCompanies": true,
        "includeAgeCategories": true,
    });
    ask(work, "getConfiguration", [("extent".to_owned(), extent)]);
    call(work.scene, "getChannels", &json!({ "clientToken": client }));
    report("asked for properties, configuration and channels", [])
}

/// Owes a call about the connection.
fn ask(work: &mut ConnectionWork<'_>, operation: &'static str, content: impl IntoIterator<Item = (String, Value)>) {
    let mut body: Map<String, Value> = head(work.connection);
    body.extend(content);
    call(work.scene, operation, &Value::Object(body));
}
