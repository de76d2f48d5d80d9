//! Values side by side: what is said of them, and the forms that they have.

use serde_json::json;

use super::change::Aspect;
use super::view::{Definitions, LocatedSchema, ValueForm, View};
use super::walk::{Position, Walk};

impl<'f> Walk<'f> {
    /// Compares two values at a place, whether null can stand there included.
    pub(super) fn value(&mut self, at: &Position, old: &LocatedSchema<'f>, new: &LocatedSchema<'f>) {
        let (old, new) = (self.old.view(old), self.new.view(new));
        let unknown = old.kind == ValueForm::Any || new.kind == ValueForm::Any;
        if old.nullable != new.nullable && !unknown {
            self.report(
                at,
                Aspect::Nullable,
                Some(json!(old.nullable)),
                Some(json!(new.nullable)),
            );
        }
        self.sides(at, &old, &new);
    }

    /// Compares what is said of two values, and their forms.
    pub(super) fn sides(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        self.keywords(at, old, new);
        let same_kind = match (&old.kind, &new.kind) {
            (ValueForm::Scalar(a), ValueForm::Scalar(b)) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        };
        if !same_kind {
            let (before, after) = (self.old.words(old), self.new.words(new));
            self.report(at, Aspect::Type, Some(json!(before)), Some(json!(after)));
        } else if !self.shared(at, old, new) {
            self.form(at, old, new);
        }
    }

    /// Compares two forms of the same kind; of a whole definition, the kinds may differ as well.
    pub(super) fn form(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        match (&old.kind, &new.kind) {
            (ValueForm::Object, ValueForm::Object) => self.objects(at, old, new),
            (ValueForm::Array, ValueForm::Array) => {
                if let (Some(old), Some(new)) = (old.items(), new.items()) {
                    self.value(&at.with("[]"), &old, &new);
                }
            }
            (ValueForm::Dictionary, ValueForm::Dictionary) => {
                if let (Some(old), Some(new)) = (old.entries(), new.entries()) {
                    self.value(&at.with("{}"), &old, &new);
                }
            }
            (ValueForm::Union, ValueForm::Union) => self.unions(at, old, new),
            (
                ValueForm::Enum {
                    values: before,
                    extensible: was,
                },
                ValueForm::Enum {
                    values: after,
                    extensible: is,
                },
            ) => {
                // Who reads an open list must be ready for any value.
                let open = *was && *is;
                for value in before.iter().filter(|value| !after.contains(value)) {
                    self.report_of(at, Aspect::EnumValue, Some(json!(value)), None, open);
                }
                for value in after.iter().filter(|value| !before.contains(value)) {
                    self.report_of(at, Aspect::EnumValue, None, Some(json!(value)), open);
                }
                self.report(at, Aspect::Extensible, Some(json!(was)), Some(json!(is)));
                self.value_deprecations(at, old, new);
            }
            (ValueForm::Any, ValueForm::Any) => {}
            (ValueForm::Scalar(before), ValueForm::Scalar(after)) if before == after => {}
            (_, _) => {
                let (before, after) = (self.old.words(old), self.new.words(new));
                self.report(at, Aspect::Type, Some(json!(before)), Some(json!(after)));
            }
        }
    }

    fn unions(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) {
        let keyed = |definitions: Definitions<'f>, view: &View<'f>| {
            let options = view.options().into_iter();
            options
                .map(|located| (definitions.words(&definitions.view(&located)), located))
                .collect::<Vec<_>>()
        };
        let (mut before, mut after) = (keyed(self.old, old), keyed(self.new, new));
        let mut pairs = Vec::new();
        before.retain(
            |(name, located)| match after.iter().position(|(other, _)| other == name) {
                Some(index) => {
                    pairs.push((name.clone(), located.clone(), after.remove(index).1));
                    false
                }
                None => true,
            },
        );
        if before.len() == after.len() {
            for ((name, old), (other, new)) in before.drain(..).zip(after.drain(..)) {
                pairs.push((name.min(other), old, new));
            }
        }
        for (name, old, new) in pairs {
            self.value(&at.with(&format!("({name})")), &old, &new);
        }
        for (name, _) in before {
            self.report(at, Aspect::Option, Some(json!(name)), None);
        }
        for (name, _) in after {
            self.report(at, Aspect::Option, None, Some(json!(name)));
        }
    }
}
