//! The simulated Mews: properties, configuration, channels, inventory and requests for updates.
//!
//! Implements `channel-manager-api/mews-operations/properties`, `/configuration` and `/inventory`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::access::{self, CONNECTIONS, Client, Connection, Standing};
use super::answer::{Answer, Code, Refusal, done, no_such_hook};
use super::fields::{At, Fields, integer};
use super::operation::Operation;
use super::owed::Callback;
use super::property::{self, Pair, Property};
use super::world::{Environment, Scene};
use crate::exchange::message::Response;

/// What a case changed on the Mews side.
#[derive(Default)]
pub(super) struct Platform {
    /// The mappings of the connections whose inventory was set, in the order in which they came.
    mappings: BTreeMap<&'static str, Vec<Pair>>,
}

impl Platform {
    /// Answers an operation of the platform.
    pub(super) fn answer(
        &mut self,
        operation: Operation,
        body: &Map<String, Value>,
        client: Client,
        scene: &mut Scene,
    ) -> Answer {
        let environment = scene.environment;
        let connect = || connect(body, client, environment);
        match operation {
            // An unneeded connection token is ignored by these two.
            Operation::GetProperties => Self::properties(body, client, environment),
            Operation::GetChannels => Self::channels(),
            Operation::GetConfiguration => self.configuration(body, connect()?),
            Operation::SetInventory => self.set_inventory(body, connect()?),
            Operation::RequestAriUpdate => {
                connect()?;
                Self::request_ari_update(body)
            }
            _ => Err(access::not_found().into()),
        }
    }

    /// Does what a hook asks for.
    pub(super) fn act(&mut self, name: &str, _body: &Map<String, Value>, _scene: &mut Scene) -> Answer {
        Err(no_such_hook(name))
    }

    /// Hears what became of a call of the platform's.
    pub(super) fn settle(&mut self, _callback: &Callback, _answer: Option<&Response>, _scene: &mut Scene) {}

    /// The properties of the employee behind `email`, with this client's connections only.
    fn properties(body: &Map<String, Value>, client: Client, environment: Environment) -> Answer {
        let mut fields = Fields::default();
        let email = fields.text(body, At::Root, "email").unwrap_or_default();
        if !email.is_empty() && !access::is_email(email) {
            fields.invalid(At::Property(&At::Root, "email"), "must be an e-mail address");
        }
        fields.finish()?;
        // The address acts as the property's consent, so an unknown one is a failed authentication.
        let properties = access::properties_of(email).ok_or_else(|| {
            Refusal::new(
                Code::Authentication,
                "The e-mail address is not that of a verified employee; ask the property for one that is.",
            )
        })?;
        let properties: Vec<_> = properties
            .iter()
            .map(|property| property_info(property, client, environment))
            .collect();
        Ok(section("properties", json!(properties)))
    }

    /// The channels that the platform knows.
    fn channels() -> Answer {
        Ok(section("channels", property::channels()))
    }

    /// The configuration of a connection's property, with the sections that `extent` asks for.
    fn configuration(&self, body: &Map<String, Value>, connection: &Connection) -> Answer {
        let extent = Extent::of(body)?;
        let property = connection.property;
        let mappings: Vec<Value> = match self.mappings.get(connection.token) {
            Some(pairs) => pairs.iter().map(mapping).collect(),
            None => property.pairs().map(|pair| mapping(&pair)).collect(),
        };
        let mut data = Map::new();
        data.insert("connectionToken".into(), json!(connection.token));
        data.insert("property".into(), property.description());
        data.insert(
            "ratePlans".into(),
            json!(property.rate_plans(extent.unsynchronized_rates)),
        );
        data.insert(
            "spaceCategories".into(),
            json!(property.space_categories(extent.unsynchronized_categories)),
        );
        data.insert("inventoryMappings".into(), json!(mappings));
        if extent.products {
            data.insert("products".into(), property::products());
            data.insert("productMappings".into(), json!(property.product_mappings()));
        }
        if extent.companies {
            data.insert("companies".into(), property::companies());
            data.insert("travelAgencies".into(), property::travel_agencies());
        }
        if extent.age_categories {
            data.insert("ageCategories".into(), property::age_categories());
        }
        Ok(data)
    }

    /// Replaces the mappings of a connection by the set in the request.
    fn set_inventory(&mut self, body: &Map<String, Value>, connection: &Connection) -> Answer {
        let mut fields = Fields::default();
        let mut pairs = BTreeSet::new();
        let mut wanted = Vec::new();
        for (index, item) in fields.list(body, At::Root, "inventoryMappings").iter().enumerate() {
            let at = At::Item(&At::Root, "inventoryMappings", index);
            let Some(item) = fields.object(item, at) else { continue };
            let rate = fields.text(item, at, "ratePlanCode");
            let space = fields.text(item, at, "spaceTypeCode");
            if let (Some(rate), Some(space)) = (rate, space) {
                let pair = Pair {
                    rate: rate.to_owned(),
                    space: space.to_owned(),
                };
                if pairs.insert(pair.clone()) {
                    wanted.push(pair);
                }
            }
        }
        fields.finish()?;
        let unknown = unknown_codes(&wanted, connection.property);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        // An empty set is taken at its word: it removes every mapping.
        self.mappings.insert(connection.token, wanted);
        done()
    }

    /// Accepts a request for a full update.
    fn request_ari_update(body: &Map<String, Value>) -> Answer {
        let mut fields = Fields::default();
        // A period in the past is accepted: there is just nothing to push for it.
        fields.period(body, At::Root);
        for (index, kind) in fields
            .optional_list(body, At::Root, "ariType")
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            if !integer(kind).is_some_and(|kind| (1..=3).contains(&kind)) {
                fields.invalid(At::Item(&At::Root, "ariType", index), "must be 1, 2 or 3");
            }
        }
        // These filters are documented as ignored at present; their form is checked all the same.
        for name in ["spaceTypeCodes", "ratePlanCodes"] {
            for (index, code) in fields
                .optional_list(body, At::Root, name)
                .unwrap_or_default()
                .iter()
                .enumerate()
            {
                if !code.is_string() {
                    fields.invalid(At::Item(&At::Root, name, index), "must be a string");
                }
            }
        }
        fields.finish()?;
        done()
    }
}

/// The connection that a request names, if this client may use it.
fn connect(
    body: &Map<String, Value>,
    client: Client,
    environment: Environment,
) -> Result<&'static Connection, Refusal> {
    let token = access::connection_token(body)?;
    let connection = access::connection(token, environment).ok_or_else(access::not_found)?;
    if connection.client != client {
        return Err(Refusal::new(
            Code::Authentication,
            "The connection belongs to another client; use the client token for which it was made.",
        ));
    }
    match connection.standing {
        Standing::Enabled => Ok(connection),
        Standing::Disabled => Err(access::inactive()),
        Standing::Deleted => Err(access::not_found()),
    }
}

fn section(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

fn mapping(pair: &Pair) -> Value {
    json!({ "ratePlanCode": pair.rate, "spaceTypeCode": pair.space })
}

fn property_info(property: &Property, client: Client, environment: Environment) -> Value {
    let connections: Vec<_> = CONNECTIONS
        .iter()
        .filter(|connection| {
            connection.property.id == property.id
                && connection.client == client
                && connection.environment == environment
                && connection.standing != Standing::Deleted
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

/// One refusal for each unknown code, in the order of the request.
///
/// The documentation leaves the code for an unknown rate open: 9 from Mews would mean a
/// disabled operation and 5 is deprecated, so it is an invalid value.
fn unknown_codes(pairs: &[Pair], property: &Property) -> Vec<Refusal> {
    let mut seen = BTreeSet::new();
    let mut refusals = Vec::new();
    for pair in pairs {
        if !property.has_space(&pair.space) && seen.insert(("space", &pair.space)) {
            let message = format!("The space category {} does not exist; create it first.", pair.space);
            refusals.push(Refusal::new(Code::Category, message).category(&pair.space));
        }
        if !property.has_rate(&pair.rate) && seen.insert(("rate", &pair.rate)) {
            let message = format!("The rate {} does not exist; create it first.", pair.rate);
            refusals.push(Refusal::new(Code::Validation, message).rate(&pair.rate));
        }
    }
    refusals
}

/// Which optional sections of the configuration are asked for; none unless said.
#[derive(Default)]
struct Extent {
    unsynchronized_rates: bool,
    unsynchronized_categories: bool,
    products: bool,
    companies: bool,
    age_categories: bool,
}

impl Extent {
    fn of(body: &Map<String, Value>) -> Result<Self, Vec<Refusal>> {
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
        let extent = Self {
            unsynchronized_rates: flag("includeUnsynchronizedRates"),
            unsynchronized_categories: flag("includeUnsynchronizedCategories"),
            products: flag("includeProducts"),
            companies: flag("includeCompanies"),
            age_categories: flag("includeAgeCategories"),
        };
        fields.finish()?;
        Ok(extent)
    }
}
