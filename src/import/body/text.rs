//! Text that is likely to be right for a property of a given name.

use serde_json::Value;

use super::maker::BodyMaker;
use super::problem::BodyProblem;
use crate::import::names::plurals;

/// The first day of an interval, and the day after it.
const DAYS: [&str; 2] = ["2031-03-01", "2031-03-02"];

/// Things whose name differs from that of their page.
const SYNONYMS: &[(&str, &str)] = &[
    ("ServiceOrder", "reservations"),
    ("AccountingItem", "orderitems"),
    ("Item", "orderitems"),
    ("Printer", "devices"),
    ("Terminal", "devices"),
    ("KeyCutter", "devices"),
    ("TravelAgencyContract", "companycontracts"),
    ("TravelAgency", "companies"),
    ("Category", "resourcecategories"),
];

impl<'s> BodyMaker<'s> {
    /// Text for a property of that name.
    pub(super) fn text(&mut self, schema: &Value, name: &str) -> String {
        let said = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default();
        let is_end = name.starts_with("End") || name.starts_with("Last") || name.contains("End");
        if let Some(days) = within_days(schema) {
            // Counted from the day on which it is sent.
            return format!("${{addDays(today, {})}}T00:00:00Z", days / 2);
        }
        let day = DAYS[usize::from(is_end)];
        let moment = format!("{day}T00:00:00Z");
        let text = match (said("format"), said("x-format")) {
            ("date-time", _) => moment,
            ("duration", _) => "P0M1DT0H0M0S".to_string(),
            ("date", _) => day.to_string(),
            (_, "identifier" | "hybrid-identifier") => return self.identifier(schema, name),
            (_, "iso-4217") => "GBP".to_string(),
            (_, "iso-3166-1") => "GB".to_string(),
            (_, "base64") => "AA==".to_string(),
            (_, "iso-8601") if !name.ends_with("Utc") => day.to_string(),
            _ => match name {
                "Client" => "${target.client}".to_string(),
                "Email" => "guest@example.com".to_string(),
                "Expiration" => "2031-12".to_string(),
                _ if name.ends_with("Utc") => moment,
                _ if name.ends_with("Currency") || name == "CurrencyCode" => "GBP".to_string(),
                _ if name.ends_with("LanguageCode") || name.ends_with("LanguageCodes") => "en-US".to_string(),
                _ if name.ends_with("Date") => day.to_string(),
                _ if name.ends_with("Url") => "https://keycard.invalid/".to_string(),
                _ if name.ends_with("Id") || name.ends_with("Ids") => match self.named(name) {
                    Some(_) => return self.identifier(schema, name),
                    None => "Keycard".to_string(),
                },
                _ => "Keycard".to_string(),
            },
        };
        let most = schema.get("maxLength").and_then(Value::as_u64);
        let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
        text.chars().take(most).collect()
    }

    /// An expression for the identifier of something that exists.
    pub(super) fn identifier(&mut self, schema: &Value, name: &str) -> String {
        let entity = schema.get("x-entity").and_then(Value::as_str);
        let linked = entity.and_then(|entity| {
            let (file, key) = entity.split_once('#')?;
            self.page_of(key).or_else(|| self.pages.get(file).map(String::as_str))
        });
        let page = linked.or_else(|| self.named(name));
        if page.is_none() {
            self.problems.push(BodyProblem::Unidentified(name.to_string()));
        }
        format!("${{target.known.{}}}", page.unwrap_or(self.page))
    }

    /// The page that is about what a property of that name identifies.
    fn named(&self, name: &str) -> Option<&'s str> {
        let thing = name
            .strip_suffix("Ids")
            .or_else(|| name.strip_suffix("Id"))
            .unwrap_or(name);
        if thing.is_empty() {
            return Some(self.page);
        }
        // `SourceAccount` is an account: words are left out from the front.
        let starts = thing
            .char_indices()
            .filter(|(_, c)| c.is_ascii_uppercase())
            .map(|(at, _)| at);
        starts.filter_map(|at| thing.get(at..)).find_map(|thing| {
            let synonym = SYNONYMS.iter().find(|(known, _)| *known == thing);
            synonym
                .and_then(|(_, page)| self.pages.get(*page).map(String::as_str))
                .or_else(|| self.page_of(thing))
        })
    }

    /// The page that is about a kind of thing.
    fn page_of(&self, thing: &str) -> Option<&'s str> {
        let mut pages = plurals(thing).into_iter();
        pages.find_map(|page| self.pages.get(&page).map(String::as_str))
    }
}

/// The largest number of days between now and a time, if there is such a limit.
fn within_days(schema: &Value) -> Option<u64> {
    let mut rules = schema.get("x-rules")?.as_array()?.iter();
    let rule = rules.find(|rule| rule.get("rule").is_some_and(|kind| kind == "within_days"))?;
    rule.get("value")?.as_u64()
}
