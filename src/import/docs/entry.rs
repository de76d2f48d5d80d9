//! Operations as entries of `operations.json`.

use serde_json::{Map, Value, json};

use super::definition::source;
use super::index::Index;
use super::model::{Operation, PAGINATION, Property, Type};
use super::wording::{self, Statement};
use crate::contract::connector::{Deprecation, Paging, ROOT};
use crate::contract::entry::ConnectorEntry;
use crate::contract::operation::Side;
use crate::import::conventions::{CREDENTIALS, SCOPE, effect};
use crate::input::suggest;

/// The id of an operation: its path below that of the API; none if it lies elsewhere.
pub fn id(path: &str) -> Option<String> {
    let id = path.strip_prefix(ROOT).filter(|id| !id.is_empty())?;
    Some(id.to_string())
}

/// Advice on a misspelt address: the one that was meant.
pub fn suggested_address(path: &str) -> Option<String> {
    let depth = ROOT.matches('/').count();
    let (end, _) = path.match_indices('/').nth(depth - 1)?;
    let (prefix, id) = path.split_at_checked(end + 1)?;
    let near = suggest::nearest(prefix, [ROOT]).filter(|near| *near != prefix);
    near.map(|prefix| format!("did you mean `{prefix}{id}`?"))
}

/// An operation with its page and its listed deprecation.
pub struct OperationContext<'d> {
    /// Index of the links.
    pub index: &'d Index<'d>,
    /// The path of the page.
    pub path: &'d str,
    /// The schema file of the page.
    pub file: &'d str,
    /// Its id.
    pub id: &'d str,
    /// The operation.
    pub operation: &'d Operation,
    /// Its deprecation, if that is listed.
    pub deprecation: Option<&'d Deprecation>,
    /// True if it stands on the page of discontinued operations.
    pub discontinued: bool,
}

impl OperationContext<'_> {
    /// The entry, without the body.
    pub fn entry(&self) -> ConnectorEntry {
        let operation = self.operation;
        let id = self.id.to_string();
        let paging = self.paging();
        let mut filters = self.flagged();
        let mut quotas = Vec::new();
        for stated in operation
            .prose
            .iter()
            .flat_map(|text| wording::operation(&text.plain()))
        {
            let Statement::Rule(name, needs) = stated else { continue };
            if name == "at_least_one_of" {
                let named = needs.get("properties").and_then(Value::as_array).into_iter().flatten();
                for name in named.filter_map(Value::as_str) {
                    if !filters.iter().any(|known| known == name) {
                        filters.push(name.to_string());
                    }
                }
            } else {
                let mut rule = Map::new();
                rule.insert("rule".to_string(), json!(name));
                rule.extend(needs);
                quotas.push(Value::Object(rule));
            }
        }
        let deprecation = self.deprecation.cloned();
        ConnectorEntry {
            side: Side::Mews,
            path: operation.path.clone(),
            file: self.file.to_string(),
            title: operation.title.clone(),
            source: format!("{}#{}", source(self.path), operation.anchor),
            credentials: self.present(&CREDENTIALS),
            effect: effect(self.id),
            portfolio: self.says("supports Portfolio Access Tokens"),
            scope: self.present(&SCOPE),
            restricted: operation.restricted,
            items: if paging == Paging::None { None } else { self.items() },
            paging,
            filters,
            empty: operation.response.is_empty(),
            deprecated: deprecation.or_else(|| operation.deprecated.then(Deprecation::default)),
            discontinued: self.discontinued,
            quotas,
            body: json!({}),
            id,
        }
    }

    fn requests(&self) -> impl Iterator<Item = &Property> {
        self.operation.request.iter().flat_map(|variant| &variant.properties)
    }

    fn says(&self, words: &str) -> bool {
        self.operation.prose.iter().any(|text| text.plain().contains(words))
    }

    /// The names among these that the request has, in the order given.
    fn present(&self, names: &[&str]) -> Vec<String> {
        let has = |name: &&&str| self.requests().any(|property| property.name == **name);
        names.iter().filter(has).map(ToString::to_string).collect()
    }

    fn paging(&self) -> Paging {
        let is_limitation = |property: &&Property| {
            let target = property.kind.link().and_then(|link| self.index.target(self.path, link));
            target.is_some_and(|(page, anchor)| page == PAGINATION && anchor == "limitation")
        };
        match self.requests().find(is_limitation) {
            Some(limitation) if limitation.constraints.required => Paging::Required,
            Some(_) => Paging::Optional,
            None => Paging::None,
        }
    }

    /// The list of the response that is paged: the first that always comes, or else the first.
    fn items(&self) -> Option<String> {
        let lists = || {
            let is_list = |property: &&Property| matches!(property.kind, Type::Array(_));
            self.operation.response.iter().filter(is_list)
        };
        let always = lists().find(|list| list.constraints.required && !list.deprecated);
        always.or_else(|| lists().next()).map(|list| list.name.clone())
    }

    /// The properties of which one must be given because the others are not.
    fn flagged(&self) -> Vec<String> {
        let is_flagged = |property: &&Property| {
            let stated = wording::property(&property.description.plain()).understood;
            stated.iter().any(|stated| match stated {
                Statement::Rule(name, _) => ["required_if_no_other_filter", "required_unless"].contains(name),
                Statement::Format(_) | Statement::Keyword(..) | Statement::Default(_) => false,
            })
        };
        let flagged = self.requests().filter(is_flagged);
        flagged.map(|property| property.name.clone()).collect()
    }
}
