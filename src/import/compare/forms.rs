//! Values side by side: what is said of them, and the forms that they have.

use serde_json::json;

use super::change::Aspect;
use super::node::{Book, Kind, Spot, View};
use super::walk::{At, Walk};

impl<'f> Walk<'f> {
    /// Compares two values at a place, whether null can stand there included.
    pub(super) fn value(&mut self, at: &At, old: &Spot<'f>, new: &Spot<'f>) {
        let (old, new) = (self.old.view(old), self.new.view(new));
        let unknown = old.kind == Kind::Any || new.kind == Kind::Any;
        if old.nullable != new.nullable && !unknown {
            self.tell(
                at,
                Aspect::Nullable,
                Some(json!(old.nullable)),
                Some(json!(new.nullable)),
            );
        }
        self.sides(at, &old, &new);
    }

    /// Compares what is said of two values, and their forms.
    pub(super) fn sides(&mut self, at: &At, old: &View<'f>, new: &View<'f>) {
        self.keywords(at, old, new);
        let same_kind = match (&old.kind, &new.kind) {
            (Kind::Scalar(a), Kind::Scalar(b)) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        };
        if !same_kind {
            let (before, after) = (self.old.words(old), self.new.words(new));
            self.tell(at, Aspect::Type, Some(json!(before)), Some(json!(after)));
        } else if !self.shared(at, old, new) {
            self.form(at, old, new);
        }
    }

    /// Compares two forms of the same kind; of a whole definition, the kinds may differ as well.
    pub(super) fn form(&mut self, at: &At, old: &View<'f>, new: &View<'f>) {
        match (&old.kind, &new.kind) {
            (Kind::Object, Kind::Object) => self.objects(at, old, new),
            (Kind::Array, Kind::Array) => {
                if let (Some(old), Some(new)) = (old.items(), new.items()) {
                    self.value(&at.with("[]"), &old, &new);
                }
            }
            (Kind::Dictionary, Kind::Dictionary) => {
                if let (Some(old), Some(new)) = (old.entries(), new.entries()) {
                    self.value(&at.with("{}"), &old, &new);
                }
            }
            (Kind::Union, Kind::Union) => self.unions(at, old, new),
            (
                Kind::Enum {
                    values: before,
                    extensible: was,
                },
                Kind::Enum {
                    values: after,
                    extensible: is,
                },
            ) => {
                // Who reads an open list must be ready for any value.
                let open = *was && *is;
                for value in before.iter().filter(|value| !after.contains(value)) {
                    self.tell_of(at, Aspect::EnumValue, Some(json!(value)), None, open);
                }
                for value in after.iter().filter(|value| !before.contains(value)) {
                    self.tell_of(at, Aspect::EnumValue, None, Some(json!(value)), open);
                }
                self.tell(at, Aspect::Extensible, Some(json!(was)), Some(json!(is)));
                self.value_deprecations(at, old, new);
            }
            (Kind::Any, Kind::Any) => {}
            (Kind::Scalar(before), Kind::Scalar(after)) if before == after => {}
            (_, _) => {
                let (before, after) = (self.old.words(old), self.new.words(new));
                self.tell(at, Aspect::Type, Some(json!(before)), Some(json!(after)));
            }
        }
    }

    fn unions(&mut self, at: &At, old: &View<'f>, new: &View<'f>) {
        let keyed = |book: Book<'f>, view: &View<'f>| {
            let options = view.options().into_iter();
            options
                .map(|spot| (book.words(&book.view(&spot)), spot))
                .collect::<Vec<_>>()
        };
        let (mut before, mut after) = (keyed(self.old, old), keyed(self.new, new));
        let mut pairs = Vec::new();
        before.retain(|(name, spot)| match after.iter().position(|(other, _)| other == name) {
            Some(index) => {
                pairs.push((name.clone(), spot.clone(), after.remove(index).1));
                false
            }
            None => true,
        });
        if before.len() == after.len() {
            for ((name, old), (other, new)) in before.drain(..).zip(after.drain(..)) {
                pairs.push((name.min(other), old, new));
            }
        }
        for (name, old, new) in pairs {
            self.value(&at.with(&format!("({name})")), &old, &new);
        }
        for (name, _) in before {
            self.tell(at, Aspect::Option, Some(json!(name)), None);
        }
        for (name, _) in after {
            self.tell(at, Aspect::Option, None, Some(json!(name)));
        }
    }
}
