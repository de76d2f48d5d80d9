//! Objects side by side: properties, their required presence, and discriminators.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::change::Aspect;
use super::view::{Definitions, LocatedSchema, ValueForm, View};
use super::walk::{Position, Walk};
use crate::input::suggest;

/// Presence of a property, as one contract describes it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Presence {
    required: bool,
    nullable: bool,
    deprecated: bool,
    /// True if the property may have any value, so that null is one of them.
    any: bool,
}

impl Presence {
    fn of(holder: &View<'_>, name: &str, view: &View<'_>) -> Self {
        Self {
            required: holder.requires(name),
            nullable: view.nullable,
            deprecated: is_deprecated(view),
            any: view.kind == ValueForm::Any,
        }
    }

    /// Optional properties are written as such that may be null; what says one thing of both is clear.
    fn is_clear(self) -> bool {
        self.any || self.required != self.nullable
    }
}

impl<'f> Walk<'f> {
    /// Compares the properties of two objects.
    pub(super) fn objects(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        let (before, after) = (old.properties(), new.properties());
        let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        for name in names {
            let here = at.below(name);
            match (before.get(name), after.get(name)) {
                (Some(was), Some(is)) => {
                    let (was, is) = (self.old.view(was), self.new.view(is));
                    self.presence(&here, Presence::of(old, name, &was), Presence::of(new, name, &is));
                    self.sides(&here, &was, &is);
                }
                (was, is) => {
                    let was = was.map(|located| described(self.old, old, name, located));
                    let is = is.map(|located| described(self.new, new, name, located));
                    self.report(&here, Aspect::Property, was, is);
                }
            }
        }
        self.renamed(at, old, new);
        if let (Some(was), Some(is)) = (old.entries(), new.entries()) {
            self.value(&at.with("{}"), &was, &is);
        }
        self.coproducts(at, old, new);
    }

    fn presence(&mut self, at: &Position, old: Presence, new: Presence) {
        let any = old.any || new.any;
        if self.expressiveness.differs() {
            // One of the two descriptions states nullability only: reported is what both are clear about.
            let clear = old.is_clear() && new.is_clear() && !old.deprecated && !new.deprecated;
            if clear {
                self.report(
                    at,
                    Aspect::Required,
                    Some(json!(old.required)),
                    Some(json!(new.required)),
                );
            }
            return;
        }
        // To deprecate a required property makes it an optional one; that is no news of its own.
        let implied = old.deprecated != new.deprecated
            && old.is_clear()
            && new.is_clear()
            && if new.deprecated {
                old.required && !new.required
            } else {
                new.required && !old.required
            };
        if implied {
            return;
        }
        self.report(
            at,
            Aspect::Required,
            Some(json!(old.required)),
            Some(json!(new.required)),
        );
        let together = old.required != new.required && old.is_clear() && new.is_clear();
        if !together && !any {
            self.report(
                at,
                Aspect::Nullable,
                Some(json!(old.nullable)),
                Some(json!(new.nullable)),
            );
        }
    }

    /// Marks a property that went and one that came as perhaps the same one.
    fn renamed(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        let (before, after) = (typed(self.old, old), typed(self.new, new));
        let gone: Vec<(&str, &str)> = missing(&before, &after);
        let come: Vec<(&str, &str)> = missing(&after, &before);
        let mut matches = Vec::new();
        for (from, form) in &gone {
            let Some(to) = likely(from, form, &gone, &come) else {
                continue;
            };
            if likely(to, form, &come, &gone) == Some(from) {
                matches.push(((*from).to_string(), to.to_string()));
            }
        }
        let Some(pair) = self.pairs.get_mut(at.pair) else {
            return;
        };
        for (from, to) in matches {
            let (went, came) = (at.below(&from).property, at.below(&to).property);
            for found in &mut pair.found {
                if found.aspect == Aspect::Property && found.property == went {
                    found.renamed = Some(to.clone());
                } else if found.aspect == Aspect::Property && found.property == came {
                    found.renamed = Some(from.clone());
                }
            }
        }
    }

    /// Compares which values of a discriminator stand for which forms.
    fn coproducts(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        let table = |view: &View<'f>| view.map().get("x-coproduct").and_then(Value::as_object);
        let name = |table: Option<&'f Map<String, Value>>| table.and_then(|table| table.get("discriminator")).cloned();
        let (before, after) = (table(old), table(new));
        self.report(at, Aspect::Discriminator, name(before), name(after));
        let (Some(before), Some(after)) = (before, after) else {
            return;
        };
        let map = |table: &'f Map<String, Value>| table.get("map").and_then(Value::as_object);
        let (Some(before), Some(after)) = (map(before), map(after)) else {
            return;
        };
        // Where the discriminator is an enum on both sides, its values have been reported.
        let reported = listed(self.old, old) && listed(self.new, new);
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for value in names {
            match (before.get(value), after.get(value)) {
                (Some(was), Some(is)) => {
                    let was = was
                        .as_str()
                        .and_then(|reference| self.old.referred(old.located.file, reference));
                    let is = is
                        .as_str()
                        .and_then(|reference| self.new.referred(new.located.file, reference));
                    if let (Some(was), Some(is)) = (&was, &is) {
                        self.sides(&at.with(&format!("({value})")), was, is);
                    } else {
                        let says =
                            |view: Option<View<'f>>| json!({"value": value, "form": view.and_then(|view| view.named)});
                        self.report(at, Aspect::Option, Some(says(was)), Some(says(is)));
                    }
                }
                (was, is) if !reported => {
                    self.report(at, Aspect::Option, was.map(|_| json!(value)), is.map(|_| json!(value)));
                }
                (_, _) => {}
            }
        }
    }
}

/// The description of a property that only one of them has.
fn described<'f>(definitions: Definitions<'f>, holder: &View<'f>, name: &str, located: &LocatedSchema<'f>) -> Value {
    let view = definitions.view(located);
    let mut reported = json!({"required": holder.requires(name), "type": definitions.words(&view)});
    if is_deprecated(&view)
        && let Some(reported) = reported.as_object_mut()
    {
        reported.insert("deprecated".to_string(), json!(true));
    }
    reported
}

/// Each property with its type in words.
fn typed<'f>(definitions: Definitions<'f>, object: &View<'f>) -> BTreeMap<&'f str, String> {
    let all = object.properties().into_iter();
    all.map(|(name, located)| (name, definitions.words(&definitions.view(&located))))
        .collect()
}

/// The properties that one has and the other has not.
fn missing<'m>(of: &'m BTreeMap<&str, String>, from: &BTreeMap<&str, String>) -> Vec<(&'m str, &'m str)> {
    let there = of.iter().filter(|(name, _)| !from.contains_key(*name));
    there.map(|(name, form)| (*name, form.as_str())).collect()
}

/// The name among `to` that a name among `from` may have become.
fn likely<'m>(name: &str, form: &str, from: &[(&str, &str)], to: &[(&'m str, &str)]) -> Option<&'m str> {
    let alike = || to.iter().filter(|(_, other)| *other == form).map(|(name, _)| *name);
    // Where one thing of a kind of its own went and one came, the names need not be alike.
    let telling = form.contains("object ") || form.contains("enum ");
    if telling && from.len() == 1 && to.len() == 1 {
        return alike().next();
    }
    suggest::nearest(name, alike())
}

/// Returns true if the discriminator of a value lists its values.
fn listed<'f>(definitions: Definitions<'f>, view: &View<'f>) -> bool {
    let name = view
        .map()
        .get("x-coproduct")
        .and_then(|table| table.get("discriminator"))
        .and_then(Value::as_str);
    let located = name.and_then(|name| view.properties().get(name).cloned());
    located.is_some_and(|located| matches!(definitions.view(&located).kind, ValueForm::Enum { .. }))
}

fn is_deprecated(view: &View<'_>) -> bool {
    view.says("deprecated") == Some(&Value::Bool(true))
}
