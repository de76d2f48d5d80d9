//! The certification sheet: one row a published test, ready to be copied into the partner's certification
//! file, and the error codes and messages that the partner sent.

use std::io::{self, Write};

use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::{markup, page};

/// The sheet in Markdown.
#[derive(Debug, Default)]
pub struct Sheet;

impl Format for Sheet {
    fn about(&self) -> &'static About {
        &About {
            name: "sheet",
            purpose: "for the certification file (Markdown)",
            file: "sheet.md",
            subject: Subject::Certification,
            in_pack: InPack::Always,
            needs: Needs::Overview,
        }
    }

    fn write(&self, run: &EndedRun<'_>, _: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Some(plan) = &run.head.plan else { return Ok(()) };
        let (head, overview) = (run.head, run.overview()?);
        writeln!(out, "# {}", markup::plain(&plan.title))?;
        writeln!(
            out,
            "\nRevision {} of {}. Run of {} against {}. {}",
            markup::plain(&plan.revision),
            page::shown(&plan.source),
            markup::plain(&head.started),
            markup::code(head.target.as_str()),
            markup::plain(&head.statement)
        )?;
        for (group, tests) in plan.groups() {
            writeln!(out, "\n## {}\n", markup::plain(group))?;
            writeln!(out, "| Test | Name | Requirement | Result | Remarks | Cases |")?;
            writeln!(out, "| --- | --- | --- | --- | --- | --- |")?;
            for test in tests {
                writeln!(
                    out,
                    "| {} | {} | {} | {} | {} | {} |",
                    markup::plain(&test.id),
                    markup::plain(&test.title),
                    test.level.name(),
                    test.word(),
                    markup::plain(&test.remarks().join("; ")),
                    test.named_cases(markup::code)
                )?;
            }
        }
        if !plan.declared.is_empty() {
            writeln!(out, "\n## System errors, as declared\n")?;
            writeln!(out, "| Situation | Code | Message |")?;
            writeln!(out, "| --- | --- | --- |")?;
            for error in &plan.declared {
                writeln!(
                    out,
                    "| {} | {} | {} |",
                    markup::plain(error.situation.as_str()),
                    error.code,
                    markup::plain(error.message.as_str())
                )?;
            }
        }
        writeln!(out, "\n## Error codes and messages\n")?;
        if overview.errors.is_empty() {
            return writeln!(out, "None was sent.");
        }
        writeln!(out, "| Code | Operation | Times | Messages |")?;
        writeln!(out, "| --- | --- | --- | --- |")?;
        for (key, seen) in &overview.errors {
            let mut messages: Vec<String> = seen.messages.iter().map(|message| markup::plain(message)).collect();
            if seen.more_messages {
                messages.push("and others".to_string());
            }
            writeln!(
                out,
                "| {} | {} | {} | {} |",
                key.code,
                markup::code(&key.operation),
                seen.times,
                messages.join("; ")
            )?;
        }
        Ok(())
    }
}
