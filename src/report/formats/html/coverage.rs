//! Contract coverage as tables: operations by outcomes, and by spoiled credentials.

use std::collections::BTreeSet;

use super::names;
use crate::contract::operation::{Api, Side};
use crate::report::coverage::{Cell, Ending, HostedOperation, OperationCoverage, SpoiledCredential};
use crate::report::overview::Overview;

/// A cell of a table.
pub struct CellView {
    /// Empty for what was not exercised.
    pub class: &'static str,
    pub text: String,
    pub title: String,
    pub href: Option<String>,
}

/// A row of a table.
pub struct Row {
    pub operation: String,
    pub cells: Vec<CellView>,
}

/// The head of a column.
pub struct Column {
    pub name: String,
    pub title: String,
}

/// A table.
pub struct Table {
    /// Headings that several columns share, each with their number.
    pub groups: Vec<(String, usize)>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// The coverage of what one side hosts.
pub struct CoverageView {
    pub title: String,
    pub exercised: usize,
    pub operations: usize,
    /// Operations that no case touched.
    pub untouched: Vec<String>,
    pub outcomes: Table,
    pub credentials: Table,
}

/// One view for each API and host of which anything was exercised.
pub fn views(overview: &Overview) -> Vec<CoverageView> {
    let hosts: BTreeSet<(Api, Side)> = overview
        .coverage
        .operations()
        .map(|(hosted, _)| (hosted.api, hosted.side))
        .collect();
    hosts
        .into_iter()
        .filter_map(|(api, side)| {
            let rows: Vec<(&HostedOperation, &OperationCoverage)> = overview
                .coverage
                .operations()
                .filter(|(hosted, _)| hosted.api == api && hosted.side == side)
                .collect();
            view(overview, api, side, &rows)
        })
        .collect()
}

fn view(
    overview: &Overview,
    api: Api,
    side: Side,
    rows: &[(&HostedOperation, &OperationCoverage)],
) -> Option<CoverageView> {
    let touched: Vec<(&HostedOperation, &OperationCoverage)> = rows
        .iter()
        .copied()
        .filter(|(_, met)| !met.endings.is_empty())
        .collect();
    if touched.is_empty() {
        return None;
    }
    let endings: BTreeSet<Ending> = touched
        .iter()
        .flat_map(|(_, met)| met.endings.keys().chain(&met.natural))
        .copied()
        .collect();
    let spoiled: BTreeSet<&SpoiledCredential> = touched.iter().flat_map(|(_, met)| met.credentials.keys()).collect();
    let untouched = rows.iter().filter(|(_, met)| met.endings.is_empty());
    Some(CoverageView {
        title: match api {
            Api::ChannelManager => format!(
                "{}, operations hosted by {}",
                names::api_name(api),
                match side {
                    Side::Mews => "Mews",
                    Side::ChannelManager => "the channel manager",
                }
            ),
            Api::Connector => names::api_name(api).to_string(),
        },
        exercised: touched.len(),
        operations: rows.len(),
        untouched: untouched.map(|(hosted, _)| hosted.operation.clone()).collect(),
        outcomes: Table {
            groups: Vec::new(),
            columns: endings
                .iter()
                .map(|ending| Column {
                    name: ending.name(),
                    title: overview.coverage.name(api, *ending).to_string(),
                })
                .collect(),
            rows: touched
                .iter()
                .map(|(hosted, met)| Row {
                    operation: hosted.operation.clone(),
                    cells: endings
                        .iter()
                        .map(|ending| cell(met.endings.get(ending), met.natural.contains(ending)))
                        .collect(),
                })
                .collect(),
        },
        credentials: Table {
            groups: spoiled.iter().fold(Vec::new(), |mut groups, (property, _)| {
                match groups.last_mut() {
                    Some((name, columns)) if name == property => *columns += 1,
                    _ => groups.push((property.clone(), 1)),
                }
                groups
            }),
            columns: spoiled
                .iter()
                .map(|(property, condition)| Column {
                    name: (*condition).to_string(),
                    title: property.clone(),
                })
                .collect(),
            rows: touched
                .iter()
                .filter(|(_, met)| !met.credentials.is_empty())
                .map(|(hosted, met)| Row {
                    operation: hosted.operation.clone(),
                    cells: spoiled
                        .iter()
                        .map(|spoiled| {
                            let has_it = met.properties.is_empty() || met.properties.contains(&spoiled.0);
                            cell(met.credentials.get(*spoiled), has_it)
                        })
                        .collect(),
                })
                .collect(),
        },
    })
}

fn cell(cell: Option<&Cell>, natural: bool) -> CellView {
    let Some(cell) = cell else {
        return CellView {
            class: "",
            text: if natural { "·".to_string() } else { String::new() },
            title: String::new(),
            href: None,
        };
    };
    let cases = cell.cases();
    let (class, text) = if cell.failed > 0 {
        ("bad", format!("✗\u{a0}{}/{cases}", cell.failed))
    } else if cell.held > 0 {
        ("good", format!("✓\u{a0}{cases}"))
    } else {
        ("open", format!("?\u{a0}{cases}"))
    };
    CellView {
        class,
        text,
        title: format!(
            "{} held, {} failed, {} could not be judged",
            cell.held, cell.failed, cell.open
        ),
        href: cell.first_failed.as_deref().map(names::anchor),
    }
}
