//! The values that stand behind credential names: configured ones, and those derived from them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::contract::operation::Api;
use crate::fnv;
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;

/// The credentials for calling one side.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    values: HashMap<(String, CredentialName), Secret>,
    /// The client token agreed for the other side of the API.
    other_side: Option<Secret>,
}

/// The effect of a credential on its property.
#[derive(Clone, Debug)]
pub enum Filled {
    /// The property is left out.
    Absent,
    /// The property has this value.
    Present(Value),
}

/// A credential without a value, with the reason as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCredential(pub String);

/// The properties that hold tokens, in pairs: that of the client, and that of what it was granted.
const PAIRS: [[&str; 2]; 2] = [["clientToken", "connectionToken"], ["ClientToken", "AccessToken"]];

/// The other property of a pair.
fn other(property: &str) -> &'static str {
    let other = PAIRS.iter().find_map(|[client, granted]| match property {
        property if property == *client => Some(*granted),
        property if property == *granted => Some(*client),
        _ => None,
    });
    other.unwrap_or(PAIRS[0][0])
}

impl Credentials {
    /// The properties of an API that hold tokens: that of the client, and that of what it was granted.
    pub const fn tokens(api: Api) -> [&'static str; 2] {
        match api {
            Api::ChannelManager => PAIRS[0],
            Api::Connector => PAIRS[1],
        }
    }

    /// Sets the value of a credential.
    pub fn set(&mut self, property: &str, name: CredentialName, value: Secret) {
        self.values.insert((property.to_string(), name), value);
    }

    /// Sets the client token that is agreed for the other side.
    pub fn set_other_side(&mut self, value: Secret) {
        self.other_side = Some(value);
    }

    /// The client token that is agreed for the other side.
    pub fn other_side(&self) -> Option<&Secret> {
        self.other_side.as_ref()
    }

    /// The configured value.
    pub fn get(&self, property: &str, name: CredentialName) -> Option<&Secret> {
        self.values.get(&(property.to_string(), name))
    }

    /// Every configured value of a property, in the order of the names.
    pub fn values_of(&self, property: &str) -> impl Iterator<Item = (CredentialName, &Secret)> {
        CredentialName::ALL
            .into_iter()
            .filter_map(move |(_, name)| Some((name, self.get(property, name)?)))
    }

    /// The value or the absence that a credential puts into its property.
    ///
    /// # Errors
    /// It has to be configured and is not, or cannot be derived from the valid one.
    pub fn resolve(&self, property: &str, name: CredentialName) -> Result<Filled, MissingCredential> {
        let text = |value: String| Ok(Filled::Present(Value::from(value)));
        let valid = || {
            self.get(property, CredentialName::Valid)
                .map(|secret| secret.expose().to_string())
                .ok_or_else(|| MissingCredential(lacking(property, CredentialName::Valid)))
        };
        match name {
            CredentialName::Missing => Ok(Filled::Absent),
            CredentialName::Null => Ok(Filled::Present(Value::Null)),
            CredentialName::Blank => text(String::new()),
            CredentialName::WrongType => Ok(Filled::Present(Value::from(42))),
            CredentialName::Unknown => match self.get(property, CredentialName::Unknown) {
                Some(secret) => text(secret.expose().to_string()),
                None => text(unknown(property, &valid()?)),
            },
            CredentialName::WrongCase => {
                let valid = valid()?;
                let changed: String = valid.chars().map(other_case).collect();
                if changed == valid {
                    return Err(MissingCredential(format!(
                        "the valid {property} has no letters whose case could be changed"
                    )));
                }
                text(changed)
            }
            CredentialName::Truncated => {
                let mut valid = valid()?;
                valid.pop();
                text(valid)
            }
            CredentialName::Padded => text(format!("{} ", valid()?)),
            CredentialName::Altered => text(altered(&valid()?)),
            CredentialName::Swapped => {
                let other = other(property);
                match self.get(other, CredentialName::Valid) {
                    Some(secret) => text(secret.expose().to_string()),
                    None => Err(MissingCredential(lacking(other, CredentialName::Valid))),
                }
            }
            CredentialName::OtherSide => {
                let Some(other) = &self.other_side else {
                    return Err(MissingCredential(
                        "no client token of the other side is configured".to_string(),
                    ));
                };
                if other.expose() == valid()? {
                    return Err(MissingCredential(
                        "both sides share one client token, which is allowed".to_string(),
                    ));
                }
                text(other.expose().to_string())
            }
            CredentialName::Valid
            | CredentialName::Expired
            | CredentialName::Revoked
            | CredentialName::OtherEnvironment
            | CredentialName::OtherClient
            | CredentialName::OtherProperty
            | CredentialName::Disabled
            | CredentialName::Deleted
            | CredentialName::DisabledEnterprise
            | CredentialName::NotGranted
            | CredentialName::Portfolio => match self.get(property, name) {
                Some(secret) => text(secret.expose().to_string()),
                None => Err(MissingCredential(lacking(property, name))),
            },
        }
    }

    /// The valid values by property: what expressions see as `credentials`.
    pub fn valid_values(&self) -> Value {
        let mut values = Map::new();
        for ((property, name), secret) in &self.values {
            if *name == CredentialName::Valid {
                values.insert(property.clone(), Value::from(secret.expose()));
            }
        }
        Value::Object(values)
    }

    /// The client token of the other environment.
    pub fn other_environment_client_token(&self) -> Option<String> {
        self.get(PAIRS[0][0], CredentialName::OtherEnvironment)
            .map(|secret| secret.expose().to_string())
    }

    /// Every token that may be sent, the derived ones included: none of them may leave the process otherwise.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self
            .values
            .iter()
            .filter(|((property, _), _)| PAIRS.iter().flatten().any(|token| token == property))
            .map(|(_, secret)| secret.expose().to_string())
            .chain(self.other_side.iter().map(|secret| secret.expose().to_string()))
            .collect();
        for property in PAIRS.into_iter().flatten() {
            for name in [
                CredentialName::Unknown,
                CredentialName::WrongCase,
                CredentialName::Truncated,
                CredentialName::Altered,
            ] {
                if let Ok(Filled::Present(Value::String(derived))) = self.resolve(property, name) {
                    secrets.push(derived);
                }
            }
        }
        secrets.sort();
        secrets.dedup();
        secrets
    }
}

/// Names the key that would hold the credential.
fn lacking(property: &str, name: CredentialName) -> String {
    format!("no `{}` is configured", key(property, name))
}

/// The key that holds a credential in configuration files: `expired-client-token`.
pub fn key(property: &str, name: CredentialName) -> String {
    match name {
        CredentialName::Valid => kebab(property),
        other => format!("{}-{}", other.name(), kebab(property)),
    }
}

/// `clientToken` as configuration files spell it: `client-token`.
pub fn kebab(property: &str) -> String {
    let mut text = String::new();
    for c in property.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

/// The same text but for its last letter or digit.
fn altered(valid: &str) -> String {
    let mut characters: Vec<char> = valid.chars().collect();
    if let Some(last) = characters.iter_mut().rfind(|c| c.is_ascii_alphanumeric()) {
        *last = if *last == '0' { '1' } else { '0' };
    }
    characters.into_iter().collect()
}

fn other_case(c: char) -> char {
    if c.is_ascii_lowercase() {
        c.to_ascii_uppercase()
    } else {
        c.to_ascii_lowercase()
    }
}

/// A value of the same shape as the valid one that was never handed out: each letter and digit is
/// moved by a digest, everything else stays. An e-mail address keeps its form.
fn unknown(property: &str, valid: &str) -> String {
    let mut state = fnv::digest(property.as_bytes()) ^ fnv::digest(valid.as_bytes());
    let mut moved = String::with_capacity(valid.len());
    for c in valid.chars() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let step = u8::try_from((state >> 33) % 5 + 1).unwrap_or(1);
        moved.push(match c {
            '0'..='9' => char::from((c as u8 - b'0' + step) % 10 + b'0'),
            // Hexadecimal letters stay hexadecimal.
            'A'..='F' => char::from((c as u8 - b'A' + step % 5 + 1) % 6 + b'A'),
            'a'..='f' => char::from((c as u8 - b'a' + step % 5 + 1) % 6 + b'a'),
            'G'..='Z' => char::from((c as u8 - b'G' + step) % 20 + b'G'),
            'g'..='z' => char::from((c as u8 - b'g' + step) % 20 + b'g'),
            other => other,
        });
    }
    moved
}
