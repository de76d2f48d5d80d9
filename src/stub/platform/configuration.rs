//! Properties, channels and the configuration of a connection.
//!
//! Implements `channel-manager-api/mews-operations/configuration`.

use serde_json::{Map, Value, json};

use super::connections::{ConnectionState, Connections};
use super::state::Platform;
use crate::stub::access::{self, CONNECTIONS, Client, Connection, Standing};
use crate::stub::answer::{Answer, Code, Refusal};
use crate::stub::behaviour::{MalformedEmail, UnknownEmail};
use crate::stub::fields::{At, Fields};
use crate::stub::property::{self, Pair, Property};
use crate::stub::scene::Scene;

impl Platform {
    /// The properties of the employee behind `email`, with this client's connections only.
    pub(super) fn properties(&self, body: &Map<String, Value>, client: Client, scene: &Scene) -> Answer {
        let mut fields = Fields::default();
        let email = fields.text(body, At::Root, "email").unwrap_or_default();
        if !email.is_empty() && !access::is_email(email) {
            fields.invalid(At::Property(&At::Root, "email"), "must be an e-mail address");
        }
        if let Err(problems) = fields.finish() {
            return Err(match scene.behaviour.malformed_email {
                MalformedEmail::Validation => problems,
                MalformedEmail::Authentication => not_verified(Code::Authentication).into(),
            });
        }
        let known = match (access::properties_of(email), scene.behaviour.unknown_email) {
            (Some(properties), _) => properties,
            (None, UnknownEmail::Empty) => &[],
            // The address acts as the property's consent, so an unknown one is a failed authentication.
            (None, UnknownEmail::Authentication) => return Err(not_verified(Code::Authentication).into()),
            (None, UnknownEmail::Validation) => return Err(not_verified(Code::Validation).into()),
        };
        let properties: Vec<_> = known
            .iter()
            .map(|property| property_info(property, client, scene, &self.connections))
            .collect();
        Ok(section("properties", json!(properties)))
    }

    /// The channels that the platform knows.
    pub(super) fn channels() -> Answer {
        Ok(section("channels", property::channels()))
    }

    /// The configuration of a connection's property, with the sections that `extent` asks for.
    pub(super) fn configuration(&mut self, body: &Map<String, Value>, connection: &Connection) -> Answer {
        let sections = Sections::read(body)?;
        let property = connection.property;
        let link = self.connections.state(connection);
        let (rates, spaces) = listed(property, link, &sections);
        let mappings: Vec<Value> = link.mappings(connection).iter().map(mapping).collect();
        let mut data = Map::new();
        data.insert("connectionToken".into(), json!(connection.token));
        data.insert("property".into(), property.description());
        data.insert("ratePlans".into(), json!(rates));
        data.insert("spaceCategories".into(), json!(spaces));
        data.insert("inventoryMappings".into(), json!(mappings));
        if sections.products {
            let mut mappings = property.product_mappings();
            // Of listed rates only (R-CFG-2).
            mappings.retain(|mapping| rates.iter().any(|rate| rate["code"] == mapping["ratePlanCode"]));
            data.insert("products".into(), property::products());
            data.insert("productMappings".into(), json!(mappings));
        }
        if sections.companies {
            data.insert("companies".into(), property::companies());
            data.insert("travelAgencies".into(), property::travel_agencies());
        }
        if sections.age_categories {
            data.insert("ageCategories".into(), property::age_categories());
        }
        Ok(data)
    }
}

fn not_verified(code: Code) -> Refusal {
    Refusal::new(
        code,
        "The e-mail address is not that of a verified employee; ask the property for one that is.",
    )
}

/// The rates and the categories to list, with what errors have unsynchronized since.
fn listed(property: &Property, link: &ConnectionState, sections: &Sections) -> (Vec<Value>, Vec<Value>) {
    let mark = |mut items: Vec<Value>, is_off: &dyn Fn(&str) -> bool, all: bool| {
        for item in &mut items {
            if item["code"].as_str().is_some_and(is_off) {
                item["isSynchronized"] = json!(false);
            }
        }
        items.retain(|item| all || item["isSynchronized"] == true);
        items
    };
    (
        mark(
            property.rate_plans(true),
            &|code| link.is_rate_off(code),
            sections.unsynchronized_rates,
        ),
        mark(
            property.space_categories(true),
            &|code| link.is_space_off(code),
            sections.unsynchronized_categories,
        ),
    )
}

fn section(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

fn mapping(pair: &Pair) -> Value {
    json!({ "ratePlanCode": pair.rate, "spaceTypeCode": pair.space })
}

fn property_info(property: &Property, client: Client, scene: &Scene, connections: &Connections) -> Value {
    let connections: Vec<_> = CONNECTIONS
        .iter()
        .filter(|connection| {
            connection.property.id == property.id
                && connection.client == client
                && connection.environment == scene.environment
                && connections.standing(connection) != Standing::Deleted
        })
        .map(|connection| json!({ "token": connection.token, "name": connection.name }))
        .collect();
    let mut info = json!({ "id": property.id, "name": property.name });
    // Documented as absent, not empty, when this client has none.
    if !connections.is_empty() {
        info["connections"] = json!(connections);
    }
    info
}

/// Optional sections of the configuration that are asked for.
#[derive(Default)]
struct Sections {
    unsynchronized_rates: bool,
    unsynchronized_categories: bool,
    products: bool,
    companies: bool,
    age_categories: bool,
}

impl Sections {
    fn read(body: &Map<String, Value>) -> Result<Self, Vec<Refusal>> {
        let mut fields = Fields::default();
        let at = At::Property(&At::Root, "extent");
        let object = match body.get("extent") {
            None | Some(Value::Null) => None,
            Some(value) => fields.object(value, at),
        };
        let mut flag = |name: &str| match object.and_then(|object| object.get(name)) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                fields.invalid(At::Property(&at, name), "must be true or false");
                false
            }
        };
        let sections = Self {
            unsynchronized_rates: flag("includeUnsynchronizedRates"),
            unsynchronized_categories: flag("includeUnsynchronizedCategories"),
            products: flag("includeProducts"),
            companies: flag("includeCompanies"),
            age_categories: flag("includeAgeCategories"),
        };
        fields.finish()?;
        Ok(sections)
    }
}
