//! Index of link targets: every heading of every page, and the definitions under it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::model::{DefinitionKind, PageContent};
use super::text::Link;
use crate::import::names::{plurals, singulars, squashed};
use crate::input::suggest;

/// A definition: its page and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefId {
    /// The place of the page among those that describe something.
    pub page: usize,
    /// The place of the definition on its page.
    pub definition: usize,
}

/// An operation: its page and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpId {
    /// The place of the page among those that describe something.
    pub page: usize,
    /// The place of the operation on its page.
    pub operation: usize,
}

/// A definition as it is referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The schema file.
    pub file: String,
    /// The key in its `$defs`.
    pub key: String,
}

impl Name {
    /// The reference from another definition of the file `from`.
    pub fn reference(&self, from: &str) -> String {
        if self.file == from {
            format!("#/$defs/{}", self.key)
        } else {
            format!("{}.json#/$defs/{}", self.file, self.key)
        }
    }
}

/// Reason why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrokenLink {
    /// There is no such page.
    Page(String),
    /// The page has no such heading.
    Heading {
        /// The page.
        page: String,
        /// The heading.
        anchor: String,
    },
}

/// Target of a link to a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeTarget {
    /// The definition.
    pub id: DefId,
    /// True if the link itself is right.
    pub exact: bool,
}

/// Every heading of every page.
pub struct Index<'d> {
    described: &'d [PageContent],
    /// The file of each described page.
    files: Vec<String>,
    names: HashMap<DefId, Name>,
    pages: BTreeMap<&'d str, usize>,
    /// The anchors of all pages, described or not.
    headings: &'d BTreeMap<String, BTreeSet<String>>,
    by_anchor: HashMap<usize, HashMap<&'d str, Vec<DefId>>>,
    by_title: HashMap<String, Vec<DefId>>,
}

impl<'d> Index<'d> {
    /// Indexes what is described; `files` are the schema files of the pages, `headings` the anchors of all pages.
    pub fn new(
        described: &'d [PageContent],
        files: Vec<String>,
        headings: &'d BTreeMap<String, BTreeSet<String>>,
    ) -> Self {
        let mut index = Self {
            described,
            files,
            names: HashMap::new(),
            pages: BTreeMap::new(),
            headings,
            by_anchor: HashMap::new(),
            by_title: HashMap::new(),
        };
        for (number, page) in described.iter().enumerate() {
            index.pages.insert(&page.path, number);
            for (definition, defined) in page.definitions.iter().enumerate() {
                let id = DefId {
                    page: number,
                    definition,
                };
                let anchors = index.by_anchor.entry(number).or_default();
                let same = anchors.entry(&defined.anchor).or_default();
                same.push(id);
                let key = match same.len() {
                    1 => defined.anchor.clone(),
                    nth => format!("{}-{nth}", defined.anchor),
                };
                let file = index.files.get(number).cloned().unwrap_or_default();
                index.names.insert(id, Name { file, key });
                index.by_title.entry(squashed(&defined.anchor)).or_default().push(id);
            }
        }
        index
    }

    /// The schema file of a described page.
    pub fn file(&self, page: usize) -> &str {
        self.files.get(page).map_or("", String::as_str)
    }

    /// The name of a definition.
    pub fn name(&self, id: DefId) -> Option<&Name> {
        self.names.get(&id)
    }

    /// The kind of a definition.
    pub fn kind(&self, id: DefId) -> Option<&'d DefinitionKind> {
        let page = self.described.get(id.page)?;
        page.definitions.get(id.definition).map(|definition| &definition.kind)
    }

    /// The page and the anchor to which a link leads, if it stays within the documentation.
    pub fn target(&self, from: &str, link: &Link) -> Option<(String, String)> {
        let (path, anchor) = link.target.split_once('#').unwrap_or((&link.target, ""));
        if path.contains("://") || path.starts_with("mailto:") {
            return None;
        }
        if path.is_empty() {
            return Some((from.to_string(), anchor.to_string()));
        }
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        let mut page = parts.join("/");
        if path.ends_with('/') || !page.ends_with(".md") {
            page.push_str("/README.md");
        }
        Some((page, anchor.to_string()))
    }

    /// Checks that a link leads somewhere.
    ///
    /// # Errors
    /// The missing page or heading.
    pub fn check(&self, from: &str, link: &Link) -> Result<(), BrokenLink> {
        let Some((page, anchor)) = self.target(from, link) else {
            return Ok(());
        };
        match self.headings.get(&page) {
            None => Err(BrokenLink::Page(page)),
            Some(anchors) if !anchor.is_empty() && !anchors.contains(&anchor) => {
                Err(BrokenLink::Heading { page, anchor })
            }
            Some(_) => Ok(()),
        }
    }

    /// The heading of the page that is nearest to a missing one.
    pub fn nearest_heading(&self, page: &str, anchor: &str) -> Option<&str> {
        let anchors = self.headings.get(page)?;
        let same = anchors.iter().find(|known| squashed(known) == squashed(anchor));
        same.map(String::as_str)
            .or_else(|| suggest::nearest(anchor, anchors.iter().map(String::as_str)))
    }

    /// The operations to which a link leads, and otherwise all below its page if it names none.
    pub fn operation(&self, from: &str, link: &Link) -> Option<OpId> {
        let (page, anchor) = self.target(from, link)?;
        // Links from elsewhere sometimes leave the folder out.
        let number = self.page(&page)?;
        let operations = &self.described.get(number)?.operations;
        let place = |anchor: &str| operations.iter().position(|operation| operation.anchor == anchor);
        let near = || {
            // A heading that does not exist at all may be one that is spelt a little otherwise.
            self.check(from, link).err()?;
            suggest::nearest(&anchor, operations.iter().map(|operation| operation.anchor.as_str())).and_then(place)
        };
        let operation = place(&anchor).or_else(near)?;
        Some(OpId {
            page: number,
            operation,
        })
    }

    /// A described page by its path, or by that below `operations/` if there is none of the path itself.
    pub fn page(&self, path: &str) -> Option<usize> {
        let last = path.rsplit('/').next().unwrap_or(path);
        self.pages
            .get(path)
            .or_else(|| self.pages.get(format!("operations/{last}").as_str()))
            .copied()
    }

    /// All definitions under the heading to which a link leads; if there is none, those that add a version to its name.
    pub fn versions(&self, from: &str, link: &Link) -> Vec<DefId> {
        let exact = self.definitions(from, link);
        if !exact.is_empty() {
            return exact.to_vec();
        }
        let found = self.target(from, link).and_then(|(page, anchor)| {
            let anchors = self.by_anchor.get(&self.page(&page)?)?;
            let versioned = format!("{anchor}-ver-");
            let mut ids: Vec<DefId> = anchors
                .iter()
                .filter(|(known, _)| !anchor.is_empty() && known.starts_with(&versioned))
                .flat_map(|(_, ids)| ids.iter().copied())
                .collect();
            ids.sort();
            Some(ids)
        });
        found.unwrap_or_default()
    }

    /// All definitions under the heading to which a link leads.
    pub fn definitions(&self, from: &str, link: &Link) -> &[DefId] {
        let found = self.target(from, link).and_then(|(page, anchor)| {
            let number = self.page(&page)?;
            self.by_anchor.get(&number)?.get(anchor.as_str())
        });
        found.map_or(&[], Vec::as_slice)
    }

    /// The definition to which the link of a type leads; `user` is the one that holds it.
    ///
    /// A heading may stand twice. A definition does not mean itself while another one has its name; it means
    /// the one in the section of its own operation, else the last before it, else the first of the page.
    pub fn of_type(&self, from: &str, link: &Link, user: Option<DefId>, operation: Option<OpId>) -> Option<TypeTarget> {
        let found = |id, exact| Some(TypeTarget { id, exact });
        if let Some(id) = self.chosen(self.definitions(from, link), user, operation) {
            return found(id, true);
        }
        let (page, anchor) = self.target(from, link)?;
        // The pages know one kind of number by two names.
        let renamed = squashed(&anchor).replace("decimal", "number");
        for name in [squashed(&anchor), squashed(&link.text), renamed] {
            let alike = self.by_title.get(&name).map_or(&[][..], Vec::as_slice);
            let number = self.page(&page);
            let here: Vec<DefId> = alike.iter().copied().filter(|id| Some(id.page) == number).collect();
            if let Some(id) = self.chosen(&here, user, operation) {
                return found(id, false);
            }
            if let [id] = alike {
                return found(*id, false);
            }
        }
        None
    }

    /// The operation of its page in whose section a definition stands.
    fn operation_around(&self, id: DefId) -> Option<usize> {
        self.described.get(id.page)?.definitions.get(id.definition)?.operation
    }

    fn chosen(&self, candidates: &[DefId], user: Option<DefId>, operation: Option<OpId>) -> Option<DefId> {
        let others = || candidates.iter().filter(|id| Some(**id) != user);
        let in_operation = |id: &&DefId| {
            let its = self.operation_around(**id);
            operation.is_some_and(|operation| operation.page == id.page && its == Some(operation.operation))
        };
        let before = |id: &&DefId| match (user, operation) {
            (Some(user), _) => user.page == id.page && id.definition < user.definition,
            (None, Some(operation)) => {
                operation.page == id.page && self.operation_around(**id) < Some(operation.operation)
            }
            (None, None) => false,
        };
        others()
            .find(in_operation)
            .or_else(|| others().rfind(before))
            .or_else(|| others().next())
            .or_else(|| candidates.first())
            .copied()
    }

    /// The object of that title on that page, however it is spelt.
    pub fn object_titled(&self, page: usize, title: &str) -> Option<DefId> {
        let alike = self.by_title.get(&squashed(title))?;
        let is_object = |id: &&DefId| matches!(self.kind(**id), Some(DefinitionKind::Object(_)));
        alike.iter().filter(is_object).find(|id| id.page == page).copied()
    }

    /// The object that a name in prose means: that of the page which is about such things, or the only one of its title.
    pub fn entity_named(&self, name: &str) -> Option<DefId> {
        for spelling in singulars(name) {
            let alike = self.by_title.get(&spelling).map_or(&[][..], Vec::as_slice);
            let objects = || {
                alike
                    .iter()
                    .filter(|id| matches!(self.kind(**id), Some(DefinitionKind::Object(_))))
            };
            let home = plurals(&spelling);
            let at_home = objects().find(|id| home.iter().any(|home| home == self.file(id.page)));
            let only = || objects().next().filter(|_| objects().count() == 1);
            if let Some(id) = at_home.or_else(only) {
                return Some(*id);
            }
        }
        None
    }
}
