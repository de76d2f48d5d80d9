//! The matrix of a scenario: its axes and the rows of each.

use std::collections::HashSet;

use serde_json::Value;

use super::file::WrittenAxis;
use super::model::{Axis, AxisValues, Row};
use super::read::Reader;
use crate::expression::template::Template;

impl Reader<'_> {
    pub(super) fn axis(&mut self, name: String, axis: WrittenAxis) -> Axis {
        let pointer = format!("/matrix/{name}");
        let values = match axis {
            WrittenAxis::Operations(selector) => AxisValues::Operations(selector),
            WrittenAxis::Rows(values) => {
                if values.is_empty() {
                    self.problem(
                        &pointer,
                        "the axis has no values",
                        "a matrix without values has no cases",
                    );
                }
                let mut rows: Vec<Row> = Vec::with_capacity(values.len());
                let mut names: HashSet<String> = HashSet::with_capacity(values.len());
                for (index, value) in values.into_iter().enumerate() {
                    let pointer = format!("{pointer}/{index}");
                    let row = Row {
                        name: self.row_name(&pointer, &value.value()),
                        value,
                    };
                    if row.value.may_hold_expressions() {
                        let mut faults = Vec::new();
                        let _ = Template::parse(row.value.value(), &mut faults);
                        self.faults(&pointer, faults);
                    }
                    if !names.insert(row.name.clone()) {
                        self.problem(
                            &pointer,
                            format!("two values of the axis are called `{}`", row.name),
                            "give each its own `name`",
                        );
                    }
                    rows.push(row);
                }
                AxisValues::Rows(rows)
            }
        };
        Axis { name, values }
    }

    fn row_name(&mut self, pointer: &str, value: &Value) -> String {
        let name = match value {
            Value::Object(entries) => match entries.get("name") {
                Some(Value::String(name)) => name.clone(),
                _ => {
                    self.problem(
                        pointer,
                        "the value has no `name`",
                        "the id of the case shows it, e.g. `name: unknown`",
                    );
                    String::new()
                }
            },
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if name.contains([',', '[', ']']) || name.chars().any(char::is_control) {
            self.problem(
                pointer,
                format!("`{name}` cannot be part of an id"),
                "leave out commas, brackets and line breaks",
            );
        }
        name
    }
}
