//! Exit codes of the process.

use std::process::ExitCode;

use crate::report::summary::Conclusion;

/// The exit codes, each of one class of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything that is required held.
    Passed,
    /// 1: a requirement failed.
    Failed,
    /// 2: the input is wrong: arguments, scenarios, configuration, contract files; or the target rejects every request as
    /// it is configured.
    Input,
    /// 3: it could not be told: the target is unreachable, the run was interrupted, a report could
    /// not be written or would have leaked a secret.
    Inconclusive,
    /// 4: nothing ran.
    NothingRan,
}

impl Exit {
    /// The number that the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Input => 2,
            Self::Inconclusive => 3,
            Self::NothingRan => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl From<Conclusion> for Exit {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Passed => Self::Passed,
            Conclusion::Failed => Self::Failed,
            Conclusion::Inconclusive => Self::Inconclusive,
            Conclusion::NothingRan => Self::NothingRan,
        }
    }
}
