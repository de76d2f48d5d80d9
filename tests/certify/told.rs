//! What is told first of a failure, and where it is said to be.

use super::Stage;

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
fn what_may_be_why_comes_before_what_did_not_come() {
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
    assert_eq!(errors.first(), Some(&"an address that leads to none"), "{errors:?}");
    assert!(
        errors
            .iter()
            .any(|actual| actual.starts_with("none came within 500ms at http://")),
        "{errors:?}"
    );
    assert!(
        !certified.reason("INV-1").contains("none came"),
        "{}",
        certified.reason("INV-1")
    );
}
