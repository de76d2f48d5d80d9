//! The HTML report: one file that needs nothing else, readable without scripts and on paper.
//!
//! Each case stands in the page as it is, within a `<details>` that is closed: a browser reads what is
//! closed without laying it out, finds text in it, and opens it for a link that leads into it. The
//! script only filters. Rejected: cases as JSON that a script draws, which shows nothing without one
//! and needs every view twice.
//!
//! There is one view of a case, in Rust, where the type of a template escapes its text. The policy of the page names
//! the hashes of its own style and script, so nothing else runs, whatever got into the page.

mod badge;
mod budget;
mod case;
mod counts;
mod coverage;
mod difference;
mod escaped;
mod groups;
mod listed;
mod message;
mod names;
mod page;

use std::io::{self, Write};

use askama::Template;

use crate::judge::finding::StatusName;
use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::record::Record;
use budget::Budget;
use case::CaseView;
use coverage::CoverageView;
use groups::{GroupView, Groups};
use page::Page;

/// Style of the page.
const STYLE: &str = include_str!("style.css");
/// Script of the page: the filter.
const SCRIPT: &str = include_str!("script.js");
/// The only style and script that a browser may heed, whatever else got into the page.
const POLICY: &str = "default-src 'none'; \
style-src 'sha256-mI2Uh8K9tkyG19mwU3GG4Yg/+YMpIY9eePjbzzc+S2c='; \
script-src 'sha256-edfClT12JAzVOBjUDwmzfOumoEJfyKx+X3Mlcmnsl7I='; \
base-uri 'none'; form-action 'none'";

#[derive(Template)]
#[template(path = "head.html")]
struct HeadTemplate<'a> {
    style: &'a str,
    policy: &'a str,
    page: Page<'a>,
    coverage: Vec<CoverageView>,
}

#[derive(Template)]
#[template(path = "group.html")]
struct GroupTemplate {
    group: GroupView,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CaseTemplate<'a> {
    case: &'a CaseView,
}

#[derive(Template)]
#[template(path = "foot.html")]
struct FootTemplate<'a> {
    script: &'a str,
    page: Page<'a>,
}

/// The page.
#[derive(Debug, Default)]
pub struct Html;

impl Format for Html {
    fn about(&self) -> &'static About {
        &About {
            name: "html",
            purpose: "for people",
            file: "report.html",
            subject: Subject::Cases,
            in_pack: InPack::Always,
            needs: Needs::Overview,
        }
    }

    fn write(&self, run: &EndedRun<'_>, records: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (head, overview) = (run.head, run.overview()?);
        let page = Page::of(head, overview);
        let opening = HeadTemplate {
            style: STYLE,
            policy: POLICY,
            page,
            coverage: coverage::views(overview),
        };
        let opening = opening.render().map_err(io::Error::other)?;
        out.write_all(opening.as_bytes())?;
        let mut budget = Budget::of(head, overview, opening.len());
        let mut groups = Groups::default();
        for record in records {
            let record: Record = record?.read()?;
            if let Some(group) = groups.next(record.id.as_str()) {
                GroupTemplate { group }.write_into(out)?;
            }
            let case = case(&record, &budget)?;
            budget.take(case.len());
            out.write_all(case.as_bytes())?;
        }
        out.write_all(groups.end().as_bytes())?;
        FootTemplate { script: SCRIPT, page }.write_into(out)
    }
}

/// A case with as much detail as there is room for.
fn case(record: &Record, budget: &Budget) -> io::Result<String> {
    let mut case = CaseView::of(record, budget.messages(record.verdict == StatusName::Passed));
    loop {
        let shown = CaseTemplate { case: &case }.render().map_err(io::Error::other)?;
        if budget.admits(shown.len()) || !case.shorten() {
            return Ok(shown);
        }
    }
}
