//! The enterprises whose data a request may see and change.
//!
//! See `connector-api/concepts/multi-property`: `EnterpriseIds` and `ChainIds` choose among what the token covers;
//! `EnterpriseId` and `ChainId` are needed with the token of a portfolio, and not looked at with any other.

use serde_json::Value;

use super::access::Access;
use super::answer::{Object, Refusal};
use super::enterprise::Enterprise;
use super::entity::Entity;
use super::library::Endpoint;
use super::parameter::is_set;

/// The enterprises that a request is about.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// Enterprises whose data are shown.
    pub(super) shown: Vec<Enterprise>,
    /// Enterprise in which items are made, and that a single answer is about.
    pub(super) home: Enterprise,
    /// All enterprises that the token covers.
    pub(super) covered: &'static [Enterprise],
}

impl Scope {
    /// The scope of a request.
    pub(super) fn of(access: Access, endpoint: &Endpoint, body: &Object) -> Result<Self, Refusal> {
        let covered = access.enterprises();
        let mut scope = Self {
            shown: covered.to_vec(),
            home: covered.first().copied().unwrap_or(Enterprise::Harbour),
            covered,
        };
        // The page of the configuration does not say that it takes such a token; the concept does.
        let single = endpoint.operation.id == "configuration/get";
        if access.is_portfolio() && !endpoint.particulars.portfolio && !single {
            return Err(Refusal::invalid("AccessToken"));
        }
        for parameter in &endpoint.particulars.scope {
            scope.narrow(parameter, body, access, single)?;
        }
        Ok(scope)
    }

    fn narrow(&mut self, parameter: &str, body: &Object, access: Access, single: bool) -> Result<(), Refusal> {
        let value = body.get(parameter).filter(|value| is_set(Some(value)));
        let ids: Vec<&Value> = match value {
            Some(Value::Array(ids)) => ids.iter().collect(),
            Some(id) => vec![id],
            None => Vec::new(),
        };
        let plural = parameter.ends_with("Ids");
        if !plural && !access.is_portfolio() {
            return Ok(());
        }
        if ids.is_empty() {
            return if plural || single {
                Ok(())
            } else {
                Err(Refusal::invalid(parameter))
            };
        }
        let name = |enterprise: Enterprise| {
            if parameter.starts_with("Chain") {
                enterprise.chain()
            } else {
                Entity::Enterprise.seeded(enterprise, 0)
            }
        };
        let names: Vec<String> = self.covered.iter().map(|enterprise| name(*enterprise)).collect();
        let known = |id: &&Value| id.as_str().is_some_and(|id| names.iter().any(|name| name == id));
        if !ids.iter().all(known) {
            return Err(Refusal::invalid(parameter));
        }
        self.shown.retain(|enterprise| {
            let name = name(*enterprise);
            ids.iter().any(|id| id.as_str() == Some(&name))
        });
        self.home = self.shown.first().copied().unwrap_or(self.home);
        Ok(())
    }
}
