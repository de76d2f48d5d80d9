//! The table of the published tests as CSV, for spreadsheets.

use std::io::{self, Write};

use crate::report::csv::row;
use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::page;

/// The published tests as CSV.
#[derive(Debug, Default)]
pub struct SheetCsv;

impl Format for SheetCsv {
    fn about(&self) -> &'static About {
        &About {
            name: "sheet-csv",
            purpose: "for the certification file (the table of the published tests)",
            file: "sheet.csv",
            subject: Subject::Certification,
            in_pack: InPack::Always,
            needs: Needs::Records,
        }
    }

    fn write(&self, run: &EndedRun<'_>, _: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Some(plan) = &run.head.plan else { return Ok(()) };
        row(
            out,
            &[
                "Test",
                "Group",
                "Name",
                "Requirement",
                "Result",
                "Remarks",
                "Cases",
                "Page",
            ],
        )?;
        for test in &plan.tests {
            row(
                out,
                &[
                    &test.id,
                    &test.group,
                    &test.title,
                    test.level.name(),
                    &test.word(),
                    &test.remarks().join("; "),
                    &test.named_cases(str::to_string),
                    &page::shown(&test.source),
                ],
            )?;
        }
        Ok(())
    }
}
