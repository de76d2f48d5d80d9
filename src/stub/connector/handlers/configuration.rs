//! The configuration of an enterprise, and data that are the same for all: taxes, countries, currencies, languages.

use serde_json::{Value, json};

use super::super::amount::percent;
use super::super::answer::{Answer, Object, object};
use super::super::call::Call;
use super::super::enterprise::Enterprise;
use super::super::entity::Entity;
use super::super::library::Library;
use super::super::store::Store;
use super::super::view::view;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("configuration/get", get),
    ("taxEnvironments/getAll", tax_environments),
    ("taxations/getAll", taxations),
    ("currencies/getAll", currencies),
    ("countries/getAll", countries),
    ("languages/getAll", languages),
];

/// The time in the platform, and the enterprise of the token.
fn get(call: &Call<'_>, store: &mut Store) -> Answer {
    let enterprise = call.scope.home;
    let mut given = Object::new();
    given.insert(
        "NowUtc".into(),
        json!(call.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
    );
    given.insert("IsIdentityDocumentNumberRequired".into(), json!(false));
    let found = store.of(Entity::Enterprise, &[enterprise]).next().cloned();
    if let Some(item) = found {
        let record = Library::shared().record("configuration:enterprise");
        let mut shown = view(&item, &record, call.now);
        shown["Currencies"] = json!([
            { "Currency": enterprise.currency(), "IsDefault": true, "IsEnabled": true }
        ]);
        shown["IsPortfolio"] = json!(false);
        given.insert("Enterprise".into(), shown);
    }
    call.content(given)
}

/// One of each tax environment; two enterprises share theirs.
const TAXED: [Enterprise; 2] = [Enterprise::Harbour, Enterprise::Lodge];

/// The tax of which a code is a rate.
fn taxation(enterprise: Enterprise) -> String {
    format!("{}-VAT", enterprise.country())
}

fn tax_environments(call: &Call<'_>, _: &mut Store) -> Answer {
    let environments = TAXED.map(|enterprise| {
        json!({
            "Code": enterprise.tax_environment(),
            "CountryCode": enterprise.country(),
            "ValidityStartUtc": null,
            "ValidityEndUtc": null,
            "TaxationCodes": [taxation(enterprise)],
        })
    });
    call.content(object(json!({ "TaxEnvironments": environments })))
}

fn taxations(call: &Call<'_>, _: &mut Store) -> Answer {
    let taxations = TAXED.map(|enterprise| {
        let code = taxation(enterprise);
        json!({ "Code": code, "Name": "Sales tax", "LocalName": "Sales tax" })
    });
    let rates = TAXED.into_iter().flat_map(|enterprise| {
        let codes = enterprise.tax_codes().iter();
        codes.map(move |code| {
            let value = percent(code) as f64 / 100.0;
            json!({
                "Code": code,
                "TaxationCode": taxation(enterprise),
                "Value": value,
                "ValidityInvervalsUtc": [],
                "Strategy": { "Discriminator": "Relative", "Value": { "Value": value, "BaseTaxationCodes": [] } },
            })
        })
    });
    let rates: Vec<Value> = rates.collect();
    call.content(object(json!({ "Taxations": taxations, "TaxRates": rates })))
}

fn currencies(call: &Call<'_>, _: &mut Store) -> Answer {
    let currencies = [("EUR", 2), ("GBP", 2), ("JPY", 0), ("USD", 2)];
    let currencies = currencies.map(|(code, precision)| json!({ "Code": code, "Precision": precision }));
    call.content(object(json!({ "Currencies": currencies })))
}

fn countries(call: &Call<'_>, _: &mut Store) -> Answer {
    let countries = [("FR", "France"), ("GB", "United Kingdom"), ("US", "United States")];
    let rules = countries.map(|(code, _)| {
        json!({
            "CountryCode": code,
            "IdentityCardExpirationDateNotRequired": false,
            "DriverLicenceExpirationDateNotRequired": false,
        })
    });
    let listed =
        countries.map(|(code, name)| json!({ "Code": code, "SovereignCountryCode": code, "EnglishName": name }));
    call.content(object(json!({
        "Countries": listed,
        "CountrySubdivisions": [
            { "Code": "GB-LND", "CountryCode": "GB", "EnglishName": "London, City of" },
            { "Code": "US-DC", "CountryCode": "US", "EnglishName": "District of Columbia" },
        ],
        "CountryRules": rules,
        "CountryGroups": [{ "Code": "EU", "EnglishName": "European Union", "CountryCodes": ["FR"] }],
    })))
}

fn languages(call: &Call<'_>, _: &mut Store) -> Answer {
    call.content(object(json!({ "Languages": [
            { "Code": "en-GB", "FallbackLanguageCode": null, "EnglishName": "English", "LocalName": "English" },
            { "Code": "fr-FR", "FallbackLanguageCode": "en-GB", "EnglishName": "French", "LocalName": "Français" },
        ] })))
}
