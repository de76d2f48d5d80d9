//! The JSON report: one object, with the cases in the order of the plan.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::head::Head;
use crate::report::record::Record;

/// The report as a whole: the published form.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Keycard report")]
pub struct Report {
    /// Head, before the cases.
    pub run: Head,
    /// Every case, in the order of the plan.
    pub cases: Vec<Record>,
}

/// The JSON report.
#[derive(Debug, Default)]
pub struct Json;

impl Format for Json {
    fn about(&self) -> &'static About {
        &About {
            name: "json",
            purpose: "for programs",
            file: "report.json",
            subject: Subject::Cases,
            in_pack: InPack::Always,
            needs: Needs::Records,
        }
    }

    /// Records are streamed, not kept, and stand in the report as they were spooled.
    fn write(&self, run: &EndedRun<'_>, records: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\n\"run\": ")?;
        serde_json::to_writer_pretty(&mut *out, run.head)?;
        out.write_all(b",\n\"cases\": [")?;
        for (index, record) in records.enumerate() {
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            out.write_all(record?.as_bytes())?;
        }
        out.write_all(b"\n]\n}\n")
    }
}

/// The JSON Schema of the report, as published in `schemas/report.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Report).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/report.schema.json".into());
    }
    schema
}
