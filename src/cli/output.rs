//! Printing: lines to standard output and standard error, and the report that may take the former.
//!
//! Only this room prints, and only by these `println!` and `eprintln!`: those of the standard library panic when nobody
//! reads any more, as in `keycard list | head`.

use std::sync::atomic::{AtomicBool, Ordering};

/// Prints a line to standard output, or to standard error if a report takes the former; a reader that
/// has gone is no reason to fail.
macro_rules! println {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = if $crate::cli::output::stdout_is_taken() {
            writeln!(anstream::stderr(), $($text)*)
        } else {
            writeln!(anstream::stdout(), $($text)*)
        };
    }};
}

/// Prints a line to standard error; a reader that has gone is no reason to fail.
macro_rules! eprintln {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr(), $($text)*);
    }};
}

/// Set once a report is asked for on standard output, and never taken back.
static STDOUT_TAKEN: AtomicBool = AtomicBool::new(false);

/// Gives standard output to a report from now on.
pub fn take_stdout() {
    STDOUT_TAKEN.store(true, Ordering::Relaxed);
}

/// Returns true if standard output belongs to a report.
pub fn stdout_is_taken() -> bool {
    STDOUT_TAKEN.load(Ordering::Relaxed)
}
