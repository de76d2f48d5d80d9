//! Remarks of an examination, and their number.

use crate::app::exit::Exit;

/// Kinds of remarks, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// Something is as it should be.
    Ok,
    /// Something may not be meant so.
    Warning,
    /// Something is wrong.
    Fault,
    /// An address does not answer.
    Unreachable,
}

/// Something that was found.
#[derive(Clone, Debug)]
pub struct Remark {
    /// Its kind.
    pub kind: RemarkKind,
    /// The text, on one line.
    pub text: String,
}

/// Number of remarks by kind, but for those about what is as it should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Faults.
    pub faults: usize,
    /// Addresses that do not answer.
    pub unreachable: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Counts {
    /// Returns the exit code that the counts amount to.
    pub const fn exit(self) -> Exit {
        if self.faults > 0 {
            Exit::Input
        } else if self.unreachable > 0 {
            Exit::Inconclusive
        } else {
            Exit::Passed
        }
    }
}

/// Remarks as they are made: each is handed on and counted.
pub struct Remarks<'r> {
    on_remark: &'r mut dyn FnMut(&Remark),
    counts: Counts,
}

impl<'r> Remarks<'r> {
    /// Begins without a remark; each is handed to `on_remark`.
    pub fn new(on_remark: &'r mut dyn FnMut(&Remark)) -> Self {
        Self {
            on_remark,
            counts: Counts::default(),
        }
    }

    /// Remarks that something is as it should be.
    pub fn ok(&mut self, text: &str) {
        self.add(RemarkKind::Ok, text);
    }

    /// Remarks that something may not be meant so.
    pub fn warn(&mut self, text: &str) {
        self.counts.warnings += 1;
        self.add(RemarkKind::Warning, text);
    }

    /// Remarks that something is wrong.
    pub fn fault(&mut self, text: &str) {
        self.counts.faults += 1;
        self.add(RemarkKind::Fault, text);
    }

    /// Remarks that an address does not answer.
    pub fn unreachable(&mut self, text: &str) {
        self.counts.unreachable += 1;
        self.add(RemarkKind::Unreachable, text);
    }

    /// Returns the number of remarks so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn add(&mut self, kind: RemarkKind, text: &str) {
        (self.on_remark)(&Remark {
            kind,
            text: text.to_string(),
        });
    }
}
