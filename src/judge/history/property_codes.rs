//! The codes of the property, as far as they are known: from the configuration of the target, and from
//! the answers of `getConfiguration`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::views::fields;

/// Kind of a mapping code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Space categories.
    Spaces,
    /// Rate plans.
    Rates,
    /// Products.
    Products,
    /// Age categories.
    Ages,
}

impl CodeKind {
    /// The name of the list in the target's configuration.
    const fn configured(self) -> &'static str {
        match self {
            Self::Spaces => "spaces",
            Self::Rates => "rates",
            Self::Products => "products",
            Self::Ages => "ages",
        }
    }

    /// The name of the list in the answer of `getConfiguration`.
    const fn answered(self) -> &'static str {
        match self {
            Self::Spaces => "spaceCategories",
            Self::Rates => "ratePlans",
            Self::Products => "products",
            Self::Ages => "ageCategories",
        }
    }

    /// The flag with which `getConfiguration` lists all of them.
    const fn extent(self) -> &'static str {
        match self {
            Self::Spaces => "includeUnsynchronizedCategories",
            Self::Rates => "includeUnsynchronizedRates",
            Self::Products => "includeProducts",
            Self::Ages => "includeAgeCategories",
        }
    }

    /// The name in the target's configuration of a code that does not exist.
    const fn unmapped(self) -> Option<&'static str> {
        match self {
            Self::Spaces => Some("unmappedSpace"),
            Self::Rates => Some("unmappedRate"),
            Self::Products | Self::Ages => None,
        }
    }
}

/// The codes of one kind.
#[derive(Clone, Debug)]
pub struct PropertyCodes<'e> {
    codes: HashSet<&'e str>,
    /// True if there are no others.
    complete: bool,
    /// One that is agreed not to exist.
    unmapped: Option<&'e str>,
}

impl<'e> PropertyCodes<'e> {
    /// Collects the codes of that kind.
    pub fn collect(material: Material<'e>, kind: CodeKind) -> Self {
        let target = &material.transcript.facts.target;
        let configured = target.get(kind.configured()).and_then(Value::as_array);
        let mut known = Self {
            codes: configured.into_iter().flatten().filter_map(code).collect(),
            complete: false,
            unmapped: kind.unmapped().and_then(|name| target.get(name)?.as_str()),
        };
        for message in material.messages {
            if message.operation == "getConfiguration" && message.message == Message::Response {
                let listed = fields::list(message.body, kind.answered());
                known.codes.extend(listed.iter().filter_map(code));
                known.complete |= !listed.is_empty() && asked_for_all(material, message.entry, kind);
            }
        }
        known
    }

    /// The weight of using a code that is none of them; nothing if it is one or may be.
    pub fn unknown(&self, code: &str) -> Option<Weight> {
        if self.codes.contains(code) {
            None
        } else if self.complete || self.unmapped == Some(code) {
            Some(Weight::Error)
        } else if self.codes.is_empty() {
            None
        } else {
            // CodeKind that are not synchronized may be used and need not be configured.
            Some(Weight::Warning)
        }
    }
}

/// The code of a listed item: a text, or an object with a code.
fn code(item: &Value) -> Option<&str> {
    item.as_str().or_else(|| item.get("code")?.as_str())
}

/// Checks that the request of an exchange asked for the codes that are not synchronized too.
fn asked_for_all(material: Material<'_>, entry: usize, kind: CodeKind) -> bool {
    let request = material.transcript.entries.get(entry);
    let body = request.and_then(|entry| entry.request.body.json().ok()?.as_object());
    let extent = body.and_then(|body: &Map<String, Value>| fields::object(body, "extent"));
    extent.and_then(|extent| extent.get(kind.extent())?.as_bool()) == Some(true)
}
