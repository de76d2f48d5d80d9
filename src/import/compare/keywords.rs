//! Keywords of two values beside their form: limits, formats, rules, deprecations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::change::Aspect;
use super::view::View;
use super::walk::{Position, Walk};

/// Keywords whose values are compared as they stand.
const PLAIN: &[(&str, Aspect)] = &[
    ("maxItems", Aspect::MaxItems),
    ("minItems", Aspect::MinItems),
    ("uniqueItems", Aspect::UniqueItems),
    ("maxLength", Aspect::MaxLength),
    ("minLength", Aspect::MinLength),
    ("pattern", Aspect::Pattern),
    ("minimum", Aspect::Minimum),
    ("maximum", Aspect::Maximum),
    ("exclusiveMinimum", Aspect::ExclusiveMinimum),
    ("exclusiveMaximum", Aspect::ExclusiveMaximum),
    ("multipleOf", Aspect::MultipleOf),
    ("x-max-interval", Aspect::MaxInterval),
    ("const", Aspect::Const),
    ("default", Aspect::Default),
];

/// A rule that stands once more in the filters of the operation.
const BY_OPERATION: &str = "required_if_no_other_filter";

impl<'f> Walk<'f> {
    /// Compares what both say of a value.
    pub(super) fn keywords(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        for (keyword, aspect) in PLAIN {
            self.report(at, *aspect, old.says(keyword).cloned(), new.says(keyword).cloned());
        }
        let format = |view: &View<'f>| view.says("format").or_else(|| view.says("x-format")).cloned();
        self.report(at, Aspect::Format, format(old), format(new));
        let since = |view: &View<'f>| deprecation(&|name| view.says(name));
        self.deprecation(at, since(old), since(new));
        self.rules(at, old, new);
    }

    /// Tells a deprecation; where one side cannot give its particulars, only whether it is one.
    pub(super) fn deprecation(&mut self, at: &Position, old: Option<Value>, new: Option<Value>) {
        if self.expressiveness.differs() && old.is_some() == new.is_some() {
            return;
        }
        self.report(at, Aspect::Deprecation, old, new);
    }

    fn rules(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        let (before, after) = (rules(old.says("x-rules")), rules(new.says("x-rules")));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let (was, is) = (before.get(name), after.get(name));
            let most = was.map_or(0, Vec::len).max(is.map_or(0, Vec::len));
            for index in 0..most {
                let nth = |rules: Option<&Vec<Value>>| rules.and_then(|rules| rules.get(index)).cloned();
                self.report(at, Aspect::Rule, nth(was), nth(is));
            }
        }
    }

    /// Compares which values of two enums should not be used any more.
    pub(super) fn value_deprecations(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        let table = |view: &View<'f>| view.map().get("x-deprecated-values").and_then(Value::as_object);
        let empty = Map::new();
        let (before, after) = (table(old).unwrap_or(&empty), table(new).unwrap_or(&empty));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let particulars = |table: &Map<String, Value>| {
                let entry = table.get(name)?;
                let mut reported = particulars(&|key| entry.get(key));
                reported.insert("value".to_string(), json!(name));
                Some(Value::Object(reported))
            };
            self.report(
                at,
                Aspect::EnumValueDeprecation,
                particulars(before),
                particulars(after),
            );
        }
    }
}

/// The deprecation of a value, if it is one.
fn deprecation<'f>(says: &dyn Fn(&str) -> Option<&'f Value>) -> Option<Value> {
    let deprecated = says("deprecated") == Some(&Value::Bool(true));
    deprecated.then(|| Value::Object(particulars(says)))
}

fn particulars<'f>(says: &dyn Fn(&str) -> Option<&'f Value>) -> Map<String, Value> {
    let all = [
        ("x-since", "since"),
        ("x-ends", "ends"),
        ("x-replacement", "replacement"),
    ];
    all.into_iter()
        .filter_map(|(keyword, name)| Some((name.to_string(), says(keyword)?.clone())))
        .collect()
}

/// Rules by their name, those of one name in a fixed order.
fn rules(written: Option<&Value>) -> BTreeMap<String, Vec<Value>> {
    let mut rules: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for rule in written.and_then(Value::as_array).into_iter().flatten() {
        let name = rule.get("rule").and_then(Value::as_str).unwrap_or_default();
        if name == BY_OPERATION {
            continue;
        }
        rules.entry(name.to_string()).or_default().push(rule.clone());
    }
    for same in rules.values_mut() {
        same.sort_by_key(ToString::to_string);
    }
    rules
}
