//! Golden files: output that was looked at and accepted.

use std::fs;
use std::path::Path;

/// Compares a text with the snapshot `NAME.snap` of a folder.
///
/// `cargo insta review` shows what differs and accepts it; without it, `INSTA_UPDATE=always` does so unseen. Line ends
/// belong to the text, although insta looks past them: `␍` stands for a carriage return.
#[track_caller]
pub fn assert_golden(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, with_line_ends(text)));
}

/// Shows what insta takes for equal: carriage returns, and whether the last line ends.
fn with_line_ends(text: &str) -> String {
    let mut shown = text.replace('\r', "␍");
    if !shown.ends_with('\n') {
        shown.push_str("\n(no line end)");
    }
    shown
}

/// Compares a text with a file that is published as it stands, such as a schema. `INSTA_UPDATE=always` writes it.
#[track_caller]
pub fn assert_published(path: &Path, text: &str) {
    let accepted = fs::read_to_string(path).unwrap_or_default();
    if accepted == text {
        return;
    }
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::write(path, text).unwrap();
        return;
    }
    let difference = similar::TextDiff::from_lines(accepted.as_str(), text)
        .unified_diff()
        .header("accepted", "now")
        .to_string();
    panic!(
        "{} is another now (INSTA_UPDATE=always writes it):\n{difference}",
        path.display()
    );
}
