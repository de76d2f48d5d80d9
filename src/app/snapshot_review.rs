//! Review of snapshots: those that are proposed, and those that no case has any more.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::judge::snapshot;
use crate::plan::compile::Plan;
use crate::snapshots::store;

/// Snapshots of a directory that a person has to look at.
#[derive(Debug)]
pub struct SnapshotReview {
    directory: PathBuf,
    /// Number of accepted ones.
    pub accepted: usize,
    /// Names of the proposed ones.
    pub proposed: Vec<String>,
    /// Names of accepted ones that no case has any more.
    pub stale: Vec<String>,
}

/// Lists the names of all snapshots that cases can have.
pub fn names(plan: &Plan) -> HashSet<String> {
    let mut names = HashSet::new();
    for position in 0..plan.len() {
        let Ok(case) = plan.case(position) else { continue };
        for (step, planned) in case.steps.iter().enumerate() {
            if planned.expect.snapshot {
                names.insert(snapshot::name_of(&case, step));
            }
        }
    }
    names
}

impl SnapshotReview {
    /// Reviews a directory: only names that start with one of the prefixes, if there are any. `known` are the names of
    /// all snapshots that cases can have.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn of(directory: &Path, prefixes: &[String], known: &HashSet<String>) -> io::Result<Self> {
        let chosen =
            |name: &String| prefixes.is_empty() || prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
        let (accepted, proposed) = store::names(directory)?;
        Ok(Self {
            directory: directory.to_path_buf(),
            accepted: accepted.len(),
            proposed: proposed.into_iter().filter(chosen).collect(),
            stale: store::stale(&accepted, known).into_iter().filter(chosen).collect(),
        })
    }

    /// Returns true if there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.proposed.is_empty() && self.stale.is_empty()
    }

    /// Makes the proposed snapshots the accepted ones, and removes the stale ones.
    ///
    /// # Errors
    /// A file cannot be moved or removed.
    pub fn accept(&self) -> io::Result<()> {
        for name in &self.proposed {
            store::accept(&self.directory, name)?;
        }
        for name in &self.stale {
            store::remove(&self.directory, name)?;
        }
        Ok(())
    }

    /// Removes the proposed snapshots.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub fn reject(&self) -> io::Result<()> {
        for name in &self.proposed {
            store::reject(&self.directory, name)?;
        }
        Ok(())
    }
}
