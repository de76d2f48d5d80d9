//! Objects whose form depends on a discriminator.

use super::index::{DefId, Index, OpId};
use super::model::{DefinitionKind, EnumValue, Enumeration, Property, Type};
use super::note::{NoteKind, Notes};
use super::text::Text;

/// The usual name of a discriminator.
const DISCRIMINATOR: &str = "Discriminator";

/// Dependence of the form of an object on a discriminator.
#[derive(Debug, PartialEq, Eq)]
pub struct Coproduct {
    /// The discriminator.
    pub discriminator: String,
    /// The part of the object that depends on it.
    pub style: Style,
}

/// Part of an object that depends on a discriminator.
#[derive(Debug, PartialEq, Eq)]
pub enum Style {
    /// The type of one property.
    Value {
        /// The property.
        value: String,
        /// Its object for each value of the discriminator; none if there is nothing to say.
        map: Vec<(String, Option<DefId>)>,
    },
    /// The choice of one property: the one that is named after the value.
    Tagged(Vec<String>),
}

/// An object in which a coproduct is looked for.
pub struct Candidate<'a> {
    /// Index of the links.
    pub index: &'a Index<'a>,
    /// The path of the page.
    pub path: &'a str,
    /// The definition.
    pub id: DefId,
    /// Its heading.
    pub title: &'a str,
    /// The operation in whose section it stands.
    pub operation: Option<OpId>,
    /// Its properties.
    pub properties: &'a [Property],
}

impl Candidate<'_> {
    /// The coproduct that the object is, if it is one.
    pub fn coproduct(&self, notes: &mut Notes) -> Option<Coproduct> {
        for value in self.properties {
            let description = value.description.plain();
            let depends = ["depends on", "Based on", "based on"]
                .iter()
                .any(|words| description.contains(words));
            let is_value = value.name == "Value" && self.named(DISCRIMINATOR).is_some();
            if !(depends && value.kind == Type::Object || is_value) {
                continue;
            }
            let Some(discriminator) = self.discriminator(value) else {
                let what = format!(
                    "the form of `{}` depends on something that is not beside it",
                    value.name
                );
                notes.add(self.path, value.line, NoteKind::UnmappedDiscriminator, what);
                continue;
            };
            let map = self.map(discriminator, value, notes)?;
            return Some(Coproduct {
                discriminator: discriminator.name.clone(),
                style: Style::Value {
                    value: value.name.clone(),
                    map,
                },
            });
        }
        self.tagged(notes)
    }

    fn named(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The property that decides the form of another: named in its description, of the linked type, or by the usual name.
    fn discriminator(&self, value: &Property) -> Option<&Property> {
        let named = value.description.codes().find_map(|code| self.named(code));
        let links = value.description.links();
        let linked = || {
            let of_link = |property: &&Property| {
                links.iter().any(|link| {
                    let known = self.index.definitions(self.path, link);
                    let its = self.enumeration_of(property);
                    its.is_some_and(|(id, _)| known.contains(&id))
                })
            };
            self.properties.iter().find(of_link)
        };
        named.or_else(linked).or_else(|| self.named(DISCRIMINATOR))
    }

    fn enumeration_of(&self, property: &Property) -> Option<(DefId, &Enumeration)> {
        let Type::Ref(link) = &property.kind else { return None };
        let found = self.index.of_type(self.path, link, Some(self.id), self.operation)?;
        self.enumeration(found.id)
    }

    fn enumeration(&self, id: DefId) -> Option<(DefId, &Enumeration)> {
        match self.index.kind(id)? {
            DefinitionKind::Enum(values) => Some((id, values)),
            DefinitionKind::Object(_)
            | DefinitionKind::Dictionary(_)
            | DefinitionKind::HybridIdentifier
            | DefinitionKind::Union(_) => None,
        }
    }

    fn object(&self, text: &Text) -> Option<DefId> {
        let links = text.links();
        let all = links.iter().flat_map(|link| self.index.definitions(self.path, link));
        let is_object = |id: &&DefId| matches!(self.index.kind(**id), Some(DefinitionKind::Object(_)));
        all.copied().find(|id| is_object(&id))
    }

    fn map(
        &self,
        discriminator: &Property,
        value: &Property,
        notes: &mut Notes,
    ) -> Option<Vec<(String, Option<DefId>)>> {
        let (_, enumeration) = self.enumeration_of(discriminator)?;
        let typed = value.kind.link().and_then(|link| {
            self.index
                .of_type(self.path, link, Some(self.id), self.operation)
                .map(|found| found.id)
        });
        let only = typed.or_else(|| self.object(&value.description));
        let named: Vec<&str> = value.description.codes().collect();
        let is_named = |name: &str| named.contains(&name);
        let some_named = enumeration.values.iter().any(|value| is_named(&value.name));
        let mut map = Vec::with_capacity(enumeration.values.len());
        for each in &enumeration.values {
            let object = match only {
                // One object, for the values that the description names.
                Some(only) if some_named => Some(Some(only).filter(|_| is_named(&each.name))),
                Some(only) if enumeration.values.len() == 1 => Some(Some(only)),
                Some(_) | None => self.object_of(each, &value.name),
            };
            if object.is_none() {
                let what = format!(
                    "the object for `{}` of `{}` is not known",
                    each.name, discriminator.name
                );
                notes.add(self.path, each.line, NoteKind::UnmappedDiscriminator, what);
            }
            map.push((each.name.clone(), object.flatten()));
        }
        map.iter().any(|(_, object)| object.is_some()).then_some(map)
    }

    /// The object for a value: none is known, or it is known that there is none, or which it is.
    fn object_of(&self, value: &EnumValue, member: &str) -> Option<Option<DefId>> {
        if let Some(object) = self.object(&value.text) {
            return Some(Some(object));
        }
        let text = value.text.plain();
        if text.contains("No additional data") {
            return Some(None);
        }
        let name = &value.name;
        let said = text.split(&format!("`{member}` is `")).nth(1);
        let said = said.and_then(|rest| rest.split('`').next()).map(str::to_string);
        let titles = said.into_iter().chain([
            name.clone(),
            format!("{name} {}", self.title),
            format!("{name} {} data", self.title),
        ]);
        let mut objects = titles.filter_map(|title| self.index.object_titled(self.id.page, &title));
        objects.find(|id| *id != self.id).map(Some)
    }

    fn tagged(&self, notes: &mut Notes) -> Option<Coproduct> {
        let discriminator = self.named(DISCRIMINATOR)?;
        let (_, enumeration) = self.enumeration_of(discriminator)?;
        let members: Vec<String> = enumeration
            .values
            .iter()
            .filter(|value| self.named(&value.name).is_some())
            .map(|value| value.name.clone())
            .collect();
        if members.is_empty() {
            let what = format!(
                "no property of `{}` is named after a value of its discriminator",
                self.title
            );
            notes.add(self.path, discriminator.line, NoteKind::UnmappedDiscriminator, what);
            return None;
        }
        Some(Coproduct {
            discriminator: discriminator.name.clone(),
            style: Style::Tagged(members),
        })
    }
}
