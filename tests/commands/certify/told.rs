//! What is told first of a failure, and where it is said to be.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Stage;
use super::partner::{Fate, between};

#[test]
fn one_line_says_where() {
    let stage = Stage::with(&["--fault", "code-as-string"]);
    let certified = stage.certify(&["--report", "junit=report.xml", "--report", "sheet=sheet.md"]);
    let where_and_what = "schema at response /errors/0/code: expected";
    assert!(
        certified.reason("ERR-2").contains(where_and_what),
        "{}",
        certified.reason("ERR-2")
    );
    assert!(certified.text.contains(where_and_what), "{}", certified.text);
    for report in ["report.xml", "sheet.md"] {
        let text = std::fs::read_to_string(stage.folder.path().join(report)).unwrap();
        assert!(text.contains(where_and_what), "{report}: {text}");
    }
}

#[test]
fn an_invented_confirmation_is_told_and_not_that_none_came() {
    let stage = Stage::with(&["--fault", "calls-invented-operation", "--stub", "confirmations=later"])
        .changed(|setup| setup.within = "500ms");
    let certified = stage.certify(&[]);
    let cases = certified.report["cases"].as_array().unwrap();
    let case = cases
        .iter()
        .find(|case| case["id"].as_str().unwrap().ends_with("takes-availability"));
    let findings = case.unwrap()["findings"].as_array().unwrap();
    let errors: Vec<&str> = findings
        .iter()
        .filter(|finding| finding["weight"] == "error")
        .map(|finding| finding["actual"].as_str().unwrap())
        .collect();
    let invented = "there is no operation `processPriceConfirmation`; perhaps `processAvailabilityConfirmation`";
    assert_eq!(errors.first(), Some(&invented), "{errors:?}");
    assert!(
        errors.iter().all(|actual| !actual.starts_with("none came")),
        "{errors:?}"
    );
    assert!(
        !certified.reason("INV-1").contains("none came"),
        "{}",
        certified.reason("INV-1")
    );
}

#[test]
fn what_needs_review_is_green_in_no_view() {
    let stage = Stage::honest().changed(|setup| {
        setup.read_back = false;
        setup.system_errors = false;
    });
    let certified = stage.certify(&["--report", "html=page.html", "--report", "junit=report.xml"]);
    assert_eq!(certified.code, Some(3), "{}", certified.text);
    let page = fs::read_to_string(stage.folder.path().join("page.html")).unwrap();
    let page = page.split("<body>").nth(1).unwrap().split("<script>").next().unwrap();
    for said in [
        "7 published tests to be reviewed",
        r##"<a class="review" href="#failures"><b>7</b> to be reviewed</a>"##,
        "What did not pass",
        r##"<a href="#test-INV-1">"##,
        "<code>keycard attest INV-1 --by NAME --note TEXT</code>",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains('`'));
    let xml = fs::read_to_string(stage.folder.path().join("report.xml")).unwrap();
    let suite = xml.split("</testsuite>").next().unwrap();
    assert_eq!(suite.matches("<error message=\"needs review: ").count(), 7, "{suite}");
    assert!(!suite.contains("<skipped"), "{suite}");
    assert!(suite.contains("errors=\"7\" skipped=\"0\""), "{suite}");
}

#[test]
fn what_is_read_back_may_be_long_and_times_have_seconds() {
    let mut stage = Stage::honest();
    let first = AtomicBool::new(true);
    let through = between(&stage.partner.address, move |path, body| {
        if path.ends_with("read-inventory") && !body.is_empty() && first.swap(false, Ordering::SeqCst) {
            Fate::IsAnsweredAtLength(17 << 20)
        } else {
            Fate::Passes
        }
    });
    stage = stage.changed(|setup| {
        setup.url = through;
        setup.system_errors = false;
    });
    let certified = stage.certify(&[]);
    assert_eq!(certified.with("needs-review"), ["ERR-1"], "{}", certified.text);
    assert!(certified.with("passed").contains(&"INV-1"), "{}", certified.text);
    let (code, text) = stage.attest(&["ERR-1", "--by", "A. Jansen", "--note", "Handed over"]);
    assert_eq!(code, Some(0), "{text}");
    let resumed = stage.certify(&["--resume"]);
    let line = resumed
        .text
        .lines()
        .find(|line| line.contains("attested by A. Jansen on "))
        .unwrap();
    let at = line.split(" on ").nth(1).unwrap();
    assert_eq!(at.find('Z'), Some("2026-11-26T22:00:00".len()), "{line}");
}
