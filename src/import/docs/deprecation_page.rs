//! The page that lists deprecations, with the days of their beginning and end.

use std::collections::HashMap;

use super::index::{BrokenLink, DefId, Index, OpId};
use super::markdown::{Block, Row, Section};
use super::note::{NoteKind, Notes};
use super::text::{Link, Mark, Text};

/// Path of the page.
pub const PAGE: &str = "deprecations/README.md";

/// Head of its tables.
const HEAD: [&str; 4] = ["Feature", "Comments", "Deprecated", "Discontinued"];

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Subject of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// Operations.
    Operation,
    /// Properties, and extents, which are properties as well.
    Property,
    /// Values of enumerations.
    Value,
    /// Functions, which have no place in a contract.
    Function,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Deprecated {
    /// Subject of the row.
    pub feature: Feature,
    /// Title of the row.
    pub title: String,
    /// The properties or values that it names.
    pub names: Vec<String>,
    /// True if these are extents.
    pub is_extent: bool,
    /// Links to their places.
    pub places: Vec<Link>,
    /// Comment, which names their replacement.
    pub comment: Text,
    /// The day since which they are deprecated.
    pub since: Option<String>,
    /// The day on which they end.
    pub ends: Option<String>,
    /// Line of the row.
    pub line: usize,
}

/// Reads the page.
pub fn read(sections: &[Section], notes: &mut Notes) -> Vec<Deprecated> {
    let lists = lists(sections);
    let mut all = Vec::new();
    for section in sections {
        let title = section.title.to_lowercase();
        let feature = match title.as_str() {
            title if title.contains("operations") => Feature::Operation,
            title if title.contains("properties") => Feature::Property,
            title if title.contains("values") => Feature::Value,
            _ => Feature::Function,
        };
        for block in &section.blocks {
            let Block::Table(table) = block else { continue };
            if table.head != HEAD {
                let what = format!("this table has the columns {}", table.head.join(", "));
                let advice = Some(format!("expected {}", HEAD.join(", ")));
                notes.suggest(PAGE, table.line, NoteKind::BrokenTable, what, advice);
                continue;
            }
            all.extend(
                table
                    .rows
                    .iter()
                    .filter_map(|row| read_row(row, feature, &lists, notes)),
            );
        }
    }
    all
}

/// The links of each section that is a list of links, by the name of its heading.
fn lists(sections: &[Section]) -> HashMap<&str, Vec<Link>> {
    let mut lists = HashMap::new();
    for section in sections {
        let items = section.blocks.iter().find_map(|block| match block {
            Block::List(items) => Some(items),
            Block::Paragraph(_) | Block::Table(_) | Block::Quote(_) | Block::Code(_) => None,
        });
        let links = items.into_iter().flatten().flat_map(|item| item.text.links());
        lists.insert(section.anchor.as_str(), links.collect());
    }
    lists
}

fn read_row(row: &Row, feature: Feature, lists: &HashMap<&str, Vec<Link>>, notes: &mut Notes) -> Option<Deprecated> {
    let [what, comment, since, ends] = row.cells.as_slice() else {
        return None;
    };
    if row.written != HEAD.len() {
        let what = format!("the row has {} cells, not {}", row.written, HEAD.len());
        notes.add(PAGE, row.line, NoteKind::BrokenRow, what);
    }
    let (title, marks) = what.with_marks();
    let mut names = Vec::new();
    let mut places = Vec::new();
    for (_, mark) in marks {
        match mark {
            // What is named behind the place only describes the place.
            Mark::Code(name) if places.is_empty() => names.push(name),
            Mark::Code(_) => {}
            Mark::Link(link) => match link.target.strip_prefix('#').and_then(|anchor| lists.get(anchor)) {
                Some(listed) if !listed.is_empty() => places.extend(listed.iter().cloned()),
                _ => places.push(link),
            },
        }
    }
    Some(Deprecated {
        feature,
        is_extent: title.starts_with("Extent `"),
        title,
        names,
        places,
        comment: comment.clone(),
        since: day(since, row.line, notes),
        ends: day(ends, row.line, notes),
        line: row.line,
    })
}

/// A day as `2026-07-29`; `-`, nothing and `Prior to …` are no days.
fn day(cell: &Text, line: usize, notes: &mut Notes) -> Option<String> {
    let written = cell.plain();
    if written.is_empty() || written == "-" || written.starts_with("Prior to") {
        return None;
    }
    let read = || {
        let [day, month, year] = *written.split_whitespace().collect::<Vec<_>>().as_slice() else {
            return None;
        };
        let digits = day.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let day = digits.parse::<u8>().ok().filter(|day| (1..=31).contains(day))?;
        let month = MONTHS.iter().position(|known| *known == month)? + 1;
        let year = year.parse::<u16>().ok().filter(|year| (2000..2100).contains(year))?;
        Some(format!("{year}-{month:02}-{day:02}"))
    };
    let day = read();
    if day.is_none() {
        let what = format!("`{written}` is not a day");
        let advice = Some("expected one such as 29 Jul 2026, or `-`; it is left out".to_string());
        notes.suggest(PAGE, line, NoteKind::UnknownDate, what, advice);
    }
    day
}

impl Deprecated {
    /// The operations that its comment names.
    pub fn replacing_operations(&self, index: &Index<'_>) -> Vec<OpId> {
        let links = self.comment.links();
        links.iter().filter_map(|link| index.operation(PAGE, link)).collect()
    }

    /// The definitions that it names as a place.
    pub fn places<'i>(&self, index: &'i Index<'_>) -> impl Iterator<Item = DefId> + use<'i, '_> {
        self.places.iter().flat_map(|link| index.versions(PAGE, link))
    }

    /// The operations that it names as a place.
    pub fn operations<'i>(&self, index: &'i Index<'_>) -> impl Iterator<Item = OpId> + use<'i, '_> {
        self.places.iter().filter_map(|link| index.operation(PAGE, link))
    }
}

/// Notes a link that leads nowhere.
pub fn note_broken_link(index: &Index<'_>, page: &str, line: usize, link: &Link, notes: &mut Notes) {
    let (what, advice) = match index.check(page, link) {
        Ok(()) => return,
        Err(BrokenLink::Page(missing)) => (format!("the link to `{}` leads to no page: {missing}", link.text), None),
        Err(BrokenLink::Heading { page, anchor }) => {
            let near = index.nearest_heading(&page, &anchor);
            let what = format!("the link to `{}` leads to no heading: {page}#{anchor}", link.text);
            (what, near.map(|near| format!("did you mean `#{near}`?")))
        }
    };
    notes.suggest(page, line, NoteKind::BrokenLink, what, advice);
}
