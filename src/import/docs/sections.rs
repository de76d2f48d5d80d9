//! The sections of a page as operations and definitions.

use super::markdown::{Block, Line, Section, Table};
use super::model::{
    Definition, DefinitionKind, EnumValue, Enumeration, Operation, PageContent, Property, Type, Variant,
};
use super::note::{NoteKind, Notes};
use super::table;
use super::text::{Link, Text};
use super::tokens;

/// Stands for the platform's address in the path of an operation.
const PLATFORM: &str = "[PlatformAddress]";

/// The head of the table of events that lists the values of a discriminator.
const EVENTS: [&str; 4] = ["Discriminator", "Description", "Value", "Fetch operation"];

/// The head of the table that lists the prefixes of an identifier.
const PREFIXES: [&str; 4] = ["Identifier", "Prefix", "Value example", "Description"];

/// Part of an operation that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Request,
    Response,
    /// A message that only shows a convention.
    Example,
}

struct Walk<'p> {
    page: &'p str,
    notes: &'p mut Notes,
    operations: Vec<Operation>,
    definitions: Vec<Definition>,
    /// The part that is open, and the level of its heading.
    part: Option<(Part, u8)>,
    /// True if the open operation is described in full.
    has_response: bool,
}

/// Reads a page; `path` is that below `connector-api/`.
pub fn read(path: &str, sections: &[Section], notes: &mut Notes) -> PageContent {
    let title = sections.iter().find(|section| section.level == 1);
    let mut walk = Walk {
        page: path,
        notes,
        operations: Vec::new(),
        definitions: Vec::new(),
        part: None,
        has_response: true,
    };
    for (index, section) in sections.iter().enumerate() {
        walk.broken_tables(section);
        let before = sections.get(..index).unwrap_or_default();
        match (section.title.as_str(), operation_path(section)) {
            ("Request", Some(address)) => walk.open(section, address, before),
            ("Response", _) if walk.part.is_some_and(|(_, level)| level == section.level) => walk.response(section),
            _ => {
                if walk.part.is_some_and(|(_, level)| section.level <= level) {
                    walk.close();
                }
                // The heading of an operation differs from that of a definition by the request that follows.
                let heads_operation = sections.get(index + 1).is_some_and(|next| {
                    next.level > section.level && next.title == "Request" && operation_path(next).is_some()
                });
                if !heads_operation && section.level > 0 {
                    walk.definition(section);
                }
            }
        }
    }
    walk.close();
    PageContent {
        path: path.to_string(),
        title: title.map(|section| section.title.clone()).unwrap_or_default(),
        operations: walk.operations,
        definitions: walk.definitions,
    }
}

/// The path of the operation whose request a section describes, and the line where it stands.
fn operation_path(section: &Section) -> Option<(&str, usize)> {
    section.blocks.iter().find_map(|block| match block {
        Block::Paragraph(line) => {
            let path = line.text.leading_code()?.strip_prefix(PLATFORM)?.trim();
            Some((path, line.line))
        }
        Block::List(_) | Block::Table(_) | Block::Quote(_) | Block::Code(_) => None,
    })
}

impl Walk<'_> {
    fn broken_tables(&mut self, section: &Section) {
        for block in &section.blocks {
            if let Block::Paragraph(line) = block
                && line.piped
            {
                let what = "lines that begin with `|` are no table".to_string();
                let advice = "a head, a line of dashes with as many cells and no empty line in between are needed";
                let advice = Some(advice.to_string());
                self.notes
                    .suggest(self.page, line.line, NoteKind::BrokenTable, what, advice);
            }
        }
    }

    fn tables<'s>(&mut self, section: &'s Section) -> Vec<&'s Table> {
        let mut tables = Vec::new();
        for block in &section.blocks {
            if let Block::Table(table) = block
                && table::is_of_properties(table, self.page, self.notes)
            {
                tables.push(table);
            }
        }
        tables
    }

    fn properties(&mut self, section: &Section) -> Option<Vec<Property>> {
        let tables = self.tables(section);
        let (first, more) = tables.split_first()?;
        for table in more {
            let what = format!("`{}` has more than one table of properties", section.title);
            let done = Some("the first one is taken".to_string());
            self.notes
                .suggest(self.page, table.line, NoteKind::BrokenTable, what, done);
        }
        Some(table::properties(first, self.page, self.notes))
    }

    fn open(&mut self, section: &Section, (path, address_line): (&str, usize), before: &[Section]) {
        self.close();
        // A page that explains a convention shows the path of any operation.
        if path.contains('{') {
            self.part = Some((Part::Example, section.level));
            return;
        }
        self.part = Some((Part::Request, section.level));
        let heading = before.iter().rposition(|other| other.level < section.level);
        let about = heading.map_or(&[][..], |heading| before.get(heading..).unwrap_or_default());
        let Some(head) = about.first() else { return };
        let blocks: Vec<&Block> = about.iter().flat_map(|section| &section.blocks).collect();
        let quotes = || {
            blocks.iter().filter_map(|block| match block {
                Block::Quote(texts) => texts.first().map(Text::plain),
                Block::Paragraph(_) | Block::List(_) | Block::Table(_) | Block::Code(_) => None,
            })
        };
        let properties = self.properties(section);
        let operation = Operation {
            title: head.title.clone(),
            anchor: head.anchor.clone(),
            line: head.line,
            deprecated: head.struck || quotes().any(|quote| quote.starts_with("Deprecated")),
            restricted: quotes().any(|quote| quote.starts_with("Restricted")),
            path: path.to_string(),
            address_line,
            prose: blocks.iter().flat_map(|block| texts(block)).cloned().collect(),
            request: properties
                .into_iter()
                .map(|properties| Variant {
                    title: None,
                    properties,
                })
                .collect(),
            response: Vec::new(),
        };
        self.has_response = false;
        self.operations.push(operation);
    }

    fn response(&mut self, section: &Section) {
        if self.has_response {
            return;
        }
        self.part = Some((Part::Response, section.level));
        self.has_response = true;
        let properties = self.properties(section);
        let is_empty = section.blocks.iter().any(|block| match block {
            Block::Code(code) => code.split_whitespace().collect::<String>() == "{}",
            Block::Paragraph(_) | Block::List(_) | Block::Table(_) | Block::Quote(_) => false,
        });
        if properties.is_none() && !is_empty {
            let what = "the response has no table, and is not `{}` either";
            let done = Some("any object is accepted".to_string());
            self.notes
                .suggest(self.page, section.line, NoteKind::MissingMessage, what, done);
        }
        if let Some(operation) = self.operations.last_mut() {
            operation.response = properties.unwrap_or_default();
            tokens::left_out(
                &mut operation.response,
                &operation.request,
                section,
                self.page,
                self.notes,
            );
        }
    }

    /// Closes the open operation.
    fn close(&mut self) {
        if self.part.take().is_none() {
            return;
        }
        let Some(operation) = self.operations.last() else {
            return;
        };
        if operation.request.is_empty() {
            let what = format!("the request of {} has no table", operation.path);
            self.notes
                .add(self.page, operation.line, NoteKind::MissingMessage, what);
        }
        if !self.has_response {
            let what = format!("the response of {} is missing", operation.path);
            self.notes
                .add(self.page, operation.line, NoteKind::MissingMessage, what);
            self.has_response = true;
        }
    }

    fn definition(&mut self, section: &Section) {
        let mut kind = self.kind(section);
        let in_request = self.part.is_some_and(|(part, _)| part == Part::Request);
        if let (Some(DefinitionKind::Object(properties)), true, Some(operation)) =
            (&kind, in_request, self.operations.last_mut())
            && operation.request.iter().all(|variant| variant.title.is_some())
            && properties.iter().any(|property| property.name == "ClientToken")
        {
            operation.request.push(Variant {
                title: Some(section.title.clone()),
                properties: properties.clone(),
            });
            return;
        }
        if let Some(DefinitionKind::Object(properties)) = &mut kind {
            tokens::not_required(properties, section, self.page, self.notes);
        }
        let Some(kind) = kind else {
            // The headings of a guide need not define anything; those below a message should.
            if self.part.is_some() && section.level >= 4 {
                let what = format!("nothing is defined under `{}`", section.title);
                self.notes.add(self.page, section.line, NoteKind::EmptySection, what);
            }
            return;
        };
        if self.definitions.iter().any(|known| known.anchor == section.anchor) {
            let what = format!("`{}` is defined twice on this page", section.title);
            let done = "a link means the one of its own operation, the last before it or the first";
            let done = Some(done.to_string());
            self.notes
                .suggest(self.page, section.line, NoteKind::DuplicateHeading, what, done);
        }
        self.definitions.push(Definition {
            title: section.title.clone(),
            anchor: section.anchor.clone(),
            operation: self.part.and(self.operations.len().checked_sub(1)),
            kind,
        });
    }

    fn kind(&mut self, section: &Section) -> Option<DefinitionKind> {
        if let Some(values) = dictionary(section) {
            if values == Type::Any {
                let what = format!("the type of the values of `{}` is not known", section.title);
                self.notes.add(self.page, section.line, NoteKind::UnknownType, what);
            }
            return Some(DefinitionKind::Dictionary(values));
        }
        if let Some(properties) = self.properties(section) {
            return Some(DefinitionKind::Object(properties));
        }
        for block in &section.blocks {
            match block {
                Block::Table(table) if table.head == EVENTS => return Some(DefinitionKind::Enum(events(table))),
                Block::Table(table) if table.head == PREFIXES => return Some(DefinitionKind::HybridIdentifier),
                Block::List(items) if items.iter().any(|item| item.text.leading_code().is_some()) => {
                    return enumeration(section, items).map(DefinitionKind::Enum);
                }
                Block::List(items) => {
                    let members: Vec<(Link, usize)> = items.iter().filter_map(only_link).collect();
                    if members.len() == items.len() && says(section, "is one of the following") {
                        return Some(DefinitionKind::Union(members));
                    }
                }
                Block::Table(_) | Block::Paragraph(_) | Block::Quote(_) | Block::Code(_) => {}
            }
        }
        None
    }
}

/// The texts of a block.
fn texts(block: &Block) -> Vec<&Text> {
    match block {
        Block::Paragraph(line) => vec![&line.text],
        Block::List(items) => items.iter().map(|item| &item.text).collect(),
        Block::Quote(texts) => texts.iter().collect(),
        Block::Table(_) | Block::Code(_) => Vec::new(),
    }
}

fn says(section: &Section, words: &str) -> bool {
    let mut texts = section.blocks.iter().flat_map(texts);
    texts.any(|text| text.plain().contains(words))
}

/// The link of an item that is nothing else.
fn only_link(item: &Line) -> Option<(Link, usize)> {
    let links = item.text.links();
    let [link] = links.as_slice() else { return None };
    (link.text == item.text.plain()).then(|| (link.clone(), item.line))
}

/// The values of a list, if each item is one; an ellipsis stands for further values.
fn enumeration(section: &Section, items: &[Line]) -> Option<Enumeration> {
    let mut values = Vec::with_capacity(items.len());
    let mut open_end = false;
    for item in items {
        match item.text.leading_code() {
            Some(name) => values.push(EnumValue {
                name: name.to_string(),
                text: item.text.clone(),
                line: item.line,
            }),
            None if matches!(item.text.plain().as_str(), "…" | "...") => open_end = true,
            None => return None,
        }
    }
    Some(Enumeration {
        values,
        extensible: open_end || says(section, "not exhaustive"),
    })
}

/// The values of a table of events; its cells are what is said about them.
fn events(table: &Table) -> Enumeration {
    let value = |row: &super::markdown::Row| {
        let name = row.cells.first()?.leading_code()?.to_string();
        let text = row.cells.get(2)?.clone();
        Some(EnumValue {
            name,
            text,
            line: row.line,
        })
    };
    Enumeration {
        values: table.rows.iter().filter_map(value).collect(),
        extensible: false,
    }
}

/// The type of the values, if a section describes pairs of keys and values.
fn dictionary(section: &Section) -> Option<Type> {
    let text = section.blocks.iter().find_map(|block| match block {
        Block::Paragraph(line) => Some(line.text.plain()),
        Block::List(_) | Block::Table(_) | Block::Quote(_) | Block::Code(_) => None,
    })?;
    if text.starts_with("A Dictionary object") {
        return Some(Type::String);
    }
    if !text.contains("collection of key-value pairs") {
        return None;
    }
    let ends = |words: &str| text.trim_end_matches('.').ends_with(words);
    Some(if ends("values are strings") {
        Type::String
    } else if ends("values are numbers") {
        Type::Number
    } else if ends("values are arrays of integers") {
        Type::Array(Box::new(Type::Integer))
    } else {
        Type::Any
    })
}
