//! The smallest valid body of each request, made from its schema.

mod maker;
mod number;
pub mod problem;
mod text;

use std::collections::BTreeSet;

use self::maker::BodyMaker;
use self::problem::BodyProblem;
use super::files::ContractFiles;

/// Gives each operation its smallest body; returns the problems by the ids of the operations.
pub fn fill(files: &mut ContractFiles) -> Vec<(String, BodyProblem)> {
    let pages: BTreeSet<String> = files
        .operations
        .iter()
        .map(|operation| operation.file.clone())
        .collect();
    let mut problems = Vec::new();
    for operation in &mut files.operations {
        let mut maker = BodyMaker {
            schemas: &files.schemas,
            pages: &pages,
            page: &operation.file,
            path: Vec::new(),
            values: 0,
            problems: Vec::new(),
        };
        operation.body = maker.body(operation);
        maker.problems.dedup();
        problems.extend(
            maker
                .problems
                .into_iter()
                .map(|problem| (operation.id.clone(), problem)),
        );
    }
    problems
}
