//! The configuration of a connection: its rates, categories, products and their mappings.
//!
//! See `channel-manager-api/mews-operations/configuration`.

use serde_json::{Map, Value};

use super::fields::{self, objects};
use super::rate_pair::RatePair;
use super::value::objects_of;

/// The words that name age categories wherever the property has no codes of its own, those of adults first.
pub const AGE_WORDS: [&str; 5] = ["Adult", "SeniorCitizen", "Teenager", "Child", "Infant"];

/// The properties of an employee, as listed.
#[derive(Clone, Debug)]
pub struct Properties<'e>(pub Vec<PropertyInfo<'e>>);

/// One property of an employee.
#[derive(Clone, Debug)]
pub struct PropertyInfo<'e> {
    /// Its position in the list.
    pub index: usize,
    /// Its id.
    pub id: Option<&'e str>,
    /// The tokens of its connections, with their positions.
    pub tokens: Vec<(usize, &'e str)>,
}

/// A configuration.
#[derive(Clone, Debug)]
pub struct Configuration<'e> {
    /// True if it is one, and not a failure: it lists rates and categories.
    pub is_whole: bool,
    /// The whole body.
    pub body: &'e Map<String, Value>,
    /// The number of spaces of the property.
    pub space_count: Option<i64>,
    /// The rate plans.
    pub rates: Vec<Rate<'e>>,
    /// The space categories.
    pub spaces: Vec<Space<'e>>,
    /// The rates that are sold, with their categories and positions.
    pub pairs: Vec<(usize, RatePair<'e>)>,
    /// True if every mapping could be read.
    pub pairs_are_whole: bool,
    /// The products, if they are listed.
    pub products: Option<Vec<Product<'e>>>,
    /// The products that rates include: position, rate, product.
    pub inclusions: Vec<(usize, &'e str, &'e str)>,
    /// The age categories, if they are listed.
    pub ages: Option<Vec<Age<'e>>>,
    /// Every postal address with its pointer.
    pub addresses: Vec<(String, Address<'e>)>,
}

/// A rate plan.
#[derive(Clone, Copy, Debug)]
pub struct Rate<'e> {
    /// Its position in the list.
    pub index: usize,
    /// Its mapping code.
    pub code: Option<&'e str>,
    /// The currency of its prices.
    pub currency: Option<&'e str>,
    /// True if pushes are made for it.
    pub synchronized: Option<bool>,
}

/// A space category.
#[derive(Clone, Debug)]
pub struct Space<'e> {
    /// Its position in the list.
    pub index: usize,
    /// Its mapping code.
    pub code: Option<&'e str>,
    /// The number of spaces of it.
    pub count: Option<i64>,
    /// True if pushes are made for it.
    pub synchronized: Option<bool>,
    /// The number for the kind of space.
    pub classification: Option<i64>,
    /// True if it gives the number of beds.
    pub has_bed_count: bool,
    /// True if it says what the beds are like.
    pub has_bed_type: bool,
    /// The types of its images, with their pointers below the category.
    pub images: Vec<(String, i64)>,
}

/// A product.
#[derive(Clone, Debug)]
pub struct Product<'e> {
    /// Its position in the list.
    pub index: usize,
    /// Its mapping code.
    pub code: Option<&'e str>,
    /// The way in which it is charged: 3 per night, 4 per person and night.
    pub pricing: Option<i64>,
    /// The price of one without tax.
    pub net: Option<f64>,
    /// The price of one with tax.
    pub gross: Option<f64>,
    /// The taxes; nothing if one of them cannot be read.
    pub taxes: Option<Vec<f64>>,
}

/// An age category.
#[derive(Clone, Copy, Debug)]
pub struct Age<'e> {
    /// Its position in the list.
    pub index: usize,
    /// Its mapping code.
    pub code: Option<&'e str>,
    /// The age from which one belongs to it.
    pub minimum: Option<i64>,
    /// The age up to which one belongs to it.
    pub maximum: Option<i64>,
}

/// A postal address, as far as there are rules for it.
#[derive(Clone, Copy, Debug)]
pub struct Address<'e> {
    /// The code of the country.
    pub country: Option<&'e str>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// The pairs that are to be sold.
#[derive(Clone, Debug)]
pub struct Inventory<'e> {
    /// Each pair with its position.
    pub pairs: Vec<(usize, RatePair<'e>)>,
    /// True if every one could be read.
    pub is_whole: bool,
}

/// The parts beside the minimum that a getConfiguration asks for; nothing where it cannot be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent {
    /// Rates that are not synchronized.
    pub rates: Option<bool>,
    /// Categories that are not synchronized.
    pub spaces: Option<bool>,
    /// Products and their mappings.
    pub products: Option<bool>,
    /// Companies and travel agencies.
    pub companies: Option<bool>,
    /// Age categories.
    pub ages: Option<bool>,
}

impl Extent {
    /// The parts that a request asks for.
    pub fn read(request: &Map<String, Value>) -> Self {
        let extent = match request.get("extent") {
            None | Some(Value::Null) => None,
            Some(Value::Object(extent)) => Some(extent),
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => return Self::default(),
        };
        // What is not asked for is left out.
        let flag = |name: &str| match extent.and_then(|extent| extent.get(name)) {
            None | Some(Value::Null) => Some(false),
            Some(value) => value.as_bool(),
        };
        Self {
            rates: flag("includeUnsynchronizedRates"),
            spaces: flag("includeUnsynchronizedCategories"),
            products: flag("includeProducts"),
            companies: flag("includeCompanies"),
            ages: flag("includeAgeCategories"),
        }
    }
}

/// Reads the answer of getProperties.
pub fn properties(body: &Map<String, Value>) -> Properties<'_> {
    let property = |(index, property): (usize, _)| PropertyInfo {
        index,
        id: fields::filled(property, "id"),
        tokens: objects(property, "connections")
            .filter_map(|(index, connection)| Some((index, fields::filled(connection, "token")?)))
            .collect(),
    };
    Properties(objects(body, "properties").map(property).collect())
}

/// Reads a request of setInventory.
pub fn inventory(body: &Map<String, Value>) -> Inventory<'_> {
    let (pairs, is_whole) = pairs(body);
    Inventory { pairs, is_whole }
}

/// Reads the answer of getConfiguration.
pub fn configuration(body: &Map<String, Value>) -> Configuration<'_> {
    let list = |name: &str| body.get(name).is_some_and(Value::is_array);
    let property = body.get("property").and_then(Value::as_object);
    let (pairs, pairs_are_whole) = pairs(body);
    Configuration {
        is_whole: list("ratePlans") && list("spaceCategories"),
        body,
        space_count: property.and_then(|property| fields::integer(property, "spaceCount")),
        rates: objects(body, "ratePlans").map(rate).collect(),
        spaces: objects(body, "spaceCategories").map(space).collect(),
        pairs,
        pairs_are_whole,
        products: list("products").then(|| objects(body, "products").map(product).collect()),
        inclusions: objects(body, "productMappings")
            .filter_map(|(index, mapping)| {
                Some((
                    index,
                    fields::filled(mapping, "ratePlanCode")?,
                    fields::filled(mapping, "productCode")?,
                ))
            })
            .collect(),
        ages: list("ageCategories").then(|| objects(body, "ageCategories").map(age).collect()),
        addresses: addresses(body),
    }
}

/// The mappings that can be read, and whether these are all.
fn pairs(body: &Map<String, Value>) -> (Vec<(usize, RatePair<'_>)>, bool) {
    let list = body.get("inventoryMappings").and_then(Value::as_array);
    let pairs: Vec<_> = objects(body, "inventoryMappings")
        .filter_map(|(index, mapping)| Some((index, RatePair::read(mapping)?)))
        .collect();
    let is_whole = list.is_some_and(|list| list.len() == pairs.len());
    (pairs, is_whole)
}

fn rate<'e>((index, rate): (usize, &'e Map<String, Value>)) -> Rate<'e> {
    Rate {
        index,
        code: fields::filled(rate, "code"),
        currency: fields::filled(rate, "currencyCode"),
        synchronized: fields::flag(rate, "isSynchronized"),
    }
}

fn space<'e>((index, space): (usize, &'e Map<String, Value>)) -> Space<'e> {
    Space {
        index,
        code: fields::filled(space, "code"),
        count: fields::integer(space, "spaceCount"),
        synchronized: fields::flag(space, "isSynchronized"),
        classification: fields::integer(space, "classification"),
        has_bed_count: fields::present(space, "bedCount").is_some(),
        has_bed_type: fields::present(space, "bedType").is_some(),
        images: one_or_more(space, "images")
            .filter_map(|(pointer, image)| Some((pointer, fields::integer(image, "type")?)))
            .collect(),
    }
}

fn product<'e>((index, product): (usize, &'e Map<String, Value>)) -> Product<'e> {
    let amount = product.get("unitAmount").and_then(Value::as_object);
    let value = |name| fields::number(amount?, name);
    Product {
        index,
        code: fields::filled(product, "code"),
        pricing: fields::integer(product, "pricing"),
        net: value("netValue"),
        gross: value("grossValue"),
        taxes: amount.and_then(|amount| {
            let taxes: Vec<f64> = one_or_more(amount, "taxValues")
                .map(|(_, tax)| fields::number(tax, "value"))
                .collect::<Option<_>>()?;
            let written = match amount.get("taxValues")? {
                Value::Array(items) => items.len(),
                Value::Object(_) => 1,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
            (taxes.len() == written).then_some(taxes)
        }),
    }
}

fn age<'e>((index, age): (usize, &'e Map<String, Value>)) -> Age<'e> {
    Age {
        index,
        code: fields::filled(age, "code"),
        minimum: fields::integer(age, "minimumAge"),
        maximum: fields::integer(age, "maximumAge"),
    }
}

fn addresses(body: &Map<String, Value>) -> Vec<(String, Address<'_>)> {
    let mut addresses = Vec::new();
    let own = body.get("property").and_then(|property| property.get("address"));
    addresses.extend(
        own.and_then(Value::as_object)
            .map(|own| ("/property/address".to_string(), address(own))),
    );
    for list in ["companies", "travelAgencies"] {
        for (index, company) in objects(body, list) {
            addresses.extend(
                one_or_more(company, "addresses")
                    .map(|(pointer, found)| (format!("/{list}/{index}{pointer}"), address(found))),
            );
        }
    }
    addresses
}

fn address(object: &Map<String, Value>) -> Address<'_> {
    Address {
        country: fields::filled(object, "country"),
        latitude: fields::number(object, "latitude"),
        longitude: fields::number(object, "longitude"),
    }
}

/// The objects of a list, or the single object that some pages speak of, with their pointers.
fn one_or_more<'e>(
    object: &'e Map<String, Value>,
    name: &'static str,
) -> impl Iterator<Item = (String, &'e Map<String, Value>)> {
    let value = object.get(name);
    let single = value
        .and_then(Value::as_object)
        .map(|single| (format!("/{name}"), single));
    let listed = value.into_iter().flat_map(objects_of);
    listed
        .map(move |(index, item)| (format!("/{name}/{index}"), item))
        .chain(single)
}
