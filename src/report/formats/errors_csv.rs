//! The error codes and messages that the side under test sent as CSV, and behind them the system errors that were
//! declared, each with its situation.

use std::io::{self, Write};

use crate::report::csv::row;
use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};

/// The error codes and messages as CSV.
#[derive(Debug, Default)]
pub struct ErrorsCsv;

impl Format for ErrorsCsv {
    fn about(&self) -> &'static About {
        &About {
            name: "errors-csv",
            purpose: "for the error codes and messages seen",
            file: "errors.csv",
            subject: Subject::Certification,
            in_pack: InPack::Always,
            needs: Needs::Overview,
        }
    }

    fn write(&self, run: &EndedRun<'_>, _: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        row(out, &["Code", "Operation", "Times", "Message", "Situation"])?;
        for (key, seen) in &run.overview()?.errors {
            for message in &seen.messages {
                row(
                    out,
                    &[
                        &key.code.to_string(),
                        &key.operation,
                        &seen.times.to_string(),
                        message,
                        "",
                    ],
                )?;
            }
            if seen.more_messages {
                let times = seen.times.to_string();
                row(out, &[&key.code.to_string(), &key.operation, &times, "and others", ""])?;
            }
        }
        let plan = run.head.plan.as_ref();
        for error in plan.map_or(&[][..], |plan| &plan.declared) {
            let (message, situation) = (error.message.as_str(), error.situation.as_str());
            row(out, &[&error.code.to_string(), "", "", message, situation])?;
        }
        Ok(())
    }
}
