//! Problems of the input, printed to standard error.

use crate::app::diagnostics;
use crate::app::notice::Notice;
use crate::input::problem::Problem;

/// Prints problems, and at the end the sentence `end` that says what was not done because of them.
pub fn errors<'p>(problems: impl IntoIterator<Item = &'p Problem>, end: &str) {
    print(&diagnostics::errors(problems, end));
}

/// Prints problems that stop nothing.
pub fn warnings<'p>(problems: impl IntoIterator<Item = &'p Problem>) {
    print(&diagnostics::warnings(problems));
}

/// Prints notices.
pub fn notices(notices: &[Notice]) {
    for notice in notices {
        match notice {
            Notice::Problems(problems) => warnings(problems),
            Notice::Line(line) => eprintln!("{line}"),
        }
    }
}

fn print(text: &str) {
    if !text.is_empty() {
        eprintln!("{text}");
    }
}
