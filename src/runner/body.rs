//! The body of a call: the minimal valid one, the properties that the scenario lays over it, and the credentials.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::credentials::{Credentials, Filled, MissingCredential};
use super::stop;
use crate::contract::operation::Operation;
use crate::exchange::transcript::{Facts, Stop};
use crate::expression::scope::{Scope, Unresolved};
use crate::expression::segment::Segment;
use crate::fixture::catalogue::Catalogue;
use crate::fixture::problem::Problem;
use crate::fixture::recipe::Recipe;
use crate::fnv;
use crate::plan::case::{Call, Case};

/// The largest push in bytes, where the configuration does not say: a year of prices of five categories at five rates.
const LARGEST_PUSH: usize = 4_000_000;

/// A body that cannot be made.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyError {
    /// A credential, or what a made-up body needs, is not configured.
    NotConfigured(String),
    /// An expression has no value.
    Unresolved(Unresolved),
}

impl From<MissingCredential> for BodyError {
    fn from(missing: MissingCredential) -> Self {
        Self::NotConfigured(missing.0)
    }
}

impl BodyError {
    /// The reason for which the case ends at that step.
    pub(super) fn stop(self, step: usize) -> Stop {
        match self {
            Self::NotConfigured(reason) => Stop::NotConfigured { reason },
            Self::Unresolved(error) => stop::unresolved(step, &error),
        }
    }
}

impl From<Unresolved> for BodyError {
    fn from(unresolved: Unresolved) -> Self {
        Self::Unresolved(unresolved)
    }
}

/// The JSON body of a call.
///
/// Credentials come first, then the minimal body; what is made up takes the place of what that says
/// of the same matter; what the scenario writes is laid over all, so that it can put any value into
/// a token property; last, what it leaves out is removed.
///
/// # Errors
/// A credential that is not configured, an expression without a value, or a body that cannot be made
/// of what is known of the target.
pub fn build(
    case: &Case,
    call: &Call,
    credentials: &Credentials,
    facts: &Facts,
    scope: &dyn Scope,
) -> Result<Value, BodyError> {
    let mut body = Map::new();
    for filling in &call.fillings {
        if let Filled::Present(value) = credentials.resolve(&filling.property, filling.name)? {
            body.insert(filling.property.clone(), value);
        }
    }
    if let Value::Object(minimal) = call.operation.body.template().render(scope)? {
        body.extend(minimal);
    }
    let made = fixture(case, call, facts)?;
    let number = made.as_ref().and_then(|body| body.recipe.message_number());
    if let Some(FixtureBody { recipe, made }) = made {
        body.retain(|name, _| !recipe.properties().contains(&name.as_str()));
        body.extend(made);
    }
    let mut body = Value::Object(body);
    if let Some(patch) = &call.body {
        lay_over(&mut body, patch.render(scope)?);
    }
    if let (Some(number), Some(property)) = (number, &call.operation.message_id)
        && let Some(Value::String(id)) = body.get_mut(property)
    {
        // Each message has an id of its own.
        id.push_str(&format!("-{number}"));
    }
    for pointer in &call.without {
        remove(&mut body, pointer);
    }
    Ok(body)
}

/// The entities of which the minimal body of an operation needs an id, as `target.known` names them.
pub fn known_ids(operation: &Operation) -> impl Iterator<Item = &str> {
    let expressions = operation.body.template().expressions().into_iter();
    expressions.filter_map(|expression| match expression.path()? {
        ("target", [Segment::Property(known), Segment::Property(entity), ..]) if known == "known" => {
            Some(entity.as_str())
        }
        _ => None,
    })
}

/// A made-up body, and the recipe that it was made by.
struct FixtureBody<'c> {
    recipe: &'c Recipe,
    made: Map<String, Value>,
}

/// The made-up body of a call, if the scenario asks for one.
///
/// # Errors
/// It cannot be made of what is known of the target.
fn fixture<'c>(case: &Case, call: &'c Call, facts: &Facts) -> Result<Option<FixtureBody<'c>>, BodyError> {
    let Some(recipe) = &call.fixture else { return Ok(None) };
    let made = make(case, recipe, facts).map_err(|problem| unmade(call, &problem))?;
    Ok(Some(FixtureBody { recipe, made }))
}

/// The messages in which a call is made: one, unless its body is longer than the target wants.
///
/// # Errors
/// The body cannot be made of what is known of the target.
pub(super) fn messages<'c>(call: &'c Call, facts: &Facts) -> Result<Vec<Cow<'c, Call>>, BodyError> {
    let Some(recipe) = &call.fixture else {
        return Ok(vec![Cow::Borrowed(call)]);
    };
    let largest = facts.target.get("largestPush").and_then(Value::as_u64);
    let largest = largest
        .and_then(|bytes| usize::try_from(bytes).ok())
        .unwrap_or(LARGEST_PUSH);
    let parts = Catalogue::from_facts(&facts.target)
        .and_then(|catalogue| recipe.messages(&catalogue, today(facts), largest))
        .map_err(|problem| unmade(call, &problem))?;
    if parts.len() == 1 {
        return Ok(vec![Cow::Borrowed(call)]);
    }
    let with = |recipe| {
        let fixture = Some(Box::new(recipe));
        Cow::Owned(Call {
            fixture,
            ..call.clone()
        })
    };
    Ok(parts.into_iter().map(with).collect())
}

/// Checks that the body of a call can be made up of what is known of the target.
///
/// # Errors
/// It cannot.
pub(super) fn check_fixture(call: &Call, facts: &Facts) -> Result<(), BodyError> {
    let Some(recipe) = &call.fixture else { return Ok(()) };
    Catalogue::from_facts(&facts.target)
        .and_then(|catalogue| recipe.check_offer(&catalogue, today(facts)))
        .map_err(|problem| unmade(call, &problem))
}

/// The reason for which the made-up body of a call is not there.
fn unmade(call: &Call, problem: &Problem) -> BodyError {
    BodyError::NotConfigured(format!(
        "the fixture of {} cannot be made: {problem}",
        call.operation.id
    ))
}

/// The day of the run, which it always knows.
fn today(facts: &Facts) -> Date {
    facts.today.parse().unwrap_or_default()
}

/// Makes a body up: of the target's own codes, from today on, and with numbers of this case and run.
fn make(case: &Case, recipe: &Recipe, facts: &Facts) -> Result<Map<String, Value>, Problem> {
    let catalogue = Catalogue::from_facts(&facts.target)?;
    let run = fnv::digest(format!("{}/{}", facts.seed, case.id).as_bytes());
    recipe.body_in_run(&catalogue, today(facts), run)
}

/// Objects merge, everything else replaces; null is a value like any other.
fn lay_over(base: &mut Value, patch: Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (key, value) in patch {
                match base.get_mut(&key) {
                    Some(existing) => lay_over(existing, value),
                    None => {
                        base.insert(key, value);
                    }
                }
            }
        }
        (base, patch) => *base = patch,
    }
}

fn remove(body: &mut Value, pointer: &str) {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        return;
    };
    let last = last.replace("~1", "/").replace("~0", "~");
    match body.pointer_mut(parent) {
        Some(Value::Object(entries)) => {
            entries.shift_remove(&last);
        }
        Some(Value::Array(items)) => {
            if let Ok(index) = last.parse::<usize>()
                && index < items.len()
            {
                items.remove(index);
            }
        }
        _ => {}
    }
}
