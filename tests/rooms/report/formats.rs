//! The formats of reports: golden files of one run with every verdict, and the laws that hold for whatever
//! stands in a record.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use keycard::contract::catalogue::Contract;
use keycard::redaction::redactor::Redactor;
use keycard::report::format::EndedRun;
use keycard::report::formats::json::{Report, schema};
use keycard::report::overview::Overview;
use keycard::report::record::{Line, Record};
use keycard::report::{formats, terminal};
use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};
use support::assert_golden;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rooms/report/golden")
}

/// The run of the golden files.
fn report() -> Report {
    let text = fs::read_to_string(folder().join("run.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Read once for all.
static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(Contract::built_in);

fn overview(cases: &[Record]) -> Overview {
    let mut overview = Overview::new(Arc::clone(&CONTRACT));
    cases.iter().for_each(|record| overview.add(record));
    overview
}

fn lines(cases: &[Record]) -> impl Iterator<Item = io::Result<Line>> {
    cases.iter().map(|record| Ok(Line::of(record)?))
}

/// A run in a format.
fn written(name: &str, report: &Report) -> String {
    after(0, name, report)
}

/// A run in a format, behind so many bytes that others have written.
fn after(before: usize, name: &str, report: &Report) -> String {
    let mut formats = formats::all().into_iter();
    let mut format = formats.find(|format| format.about().name == name).unwrap();
    report.cases.iter().for_each(|record| format.add(record));
    let overview = overview(&report.cases);
    let run = EndedRun {
        head: &report.run,
        overview: Some(&overview),
        before,
    };
    let mut out = Vec::new();
    format.write(&run, &mut lines(&report.cases), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn page(report: &Report) -> String {
    written("html", report)
}

/// The page without style and script, which have files of their own.
fn markup(page: &str) -> String {
    let style = Regex::new("(?s)<style>.*?</style>").unwrap();
    let script = Regex::new("(?s)<script>.*</script>\n</body>").unwrap();
    let hashes = Regex::new("sha256-[^']*").unwrap();
    let page = style.replace(page, "<style></style>");
    let page = script.replace(&page, "<script></script>\n</body>");
    hashes.replace_all(&page, "sha256-…").into_owned()
}

/// The largest summary of a job that GitHub shows.
const MOST: usize = 1 << 20;

/// The summary of a job where so many bytes are left for it.
fn summary(report: &Report, most: usize) -> String {
    after(MOST - most, "markdown", report)
}

fn golden(name: &str, now: &str) {
    assert_golden(&folder(), name, now);
}

#[test]
fn every_format_is_as_it_was_accepted() {
    let report = report();
    let plan = report.run.plan.as_ref().unwrap();
    let plain = |styled: &str| anstream::adapter::strip_str(styled).to_string();
    golden("run.html", &markup(&page(&report)));
    golden("run.md", &written("markdown", &report));
    golden("annotations.txt", &written("github", &report));
    golden("run.sarif", &pretty(&written("sarif", &report)));
    golden("run.xml", &written("junit", &report));
    golden("sheet.md", &written("sheet", &report));
    golden("sheet.csv", &written("sheet-csv", &report));
    golden("errors.csv", &written("errors-csv", &report));
    golden("tests.txt", &plain(&terminal::tests(plan)));
}

fn pretty(json: &str) -> String {
    format!("{:#}\n", serde_json::from_str::<Value>(json).unwrap())
}

#[test]
fn the_run_of_the_golden_files_is_as_the_schema_says() {
    let run: Value = serde_json::from_str(&fs::read_to_string(folder().join("run.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let faults: Vec<String> = validator.iter_errors(&run).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let report = report();
    let again = written("json", &report);
    assert_eq!(
        serde_json::from_str::<Value>(&again).unwrap()["run"]["plan"],
        run["run"]["plan"]
    );
}

#[test]
fn the_policy_of_the_page_allows_its_own_style_and_script_only() {
    use base64::Engine as _;
    use sha2::Digest as _;

    let page = page(&report());
    let inside = |name: &str| {
        let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
        let (_, rest) = page.split_once(&begin).unwrap();
        rest.split_once(&end).unwrap().0.to_string()
    };
    for name in ["style", "script"] {
        let digest = sha2::Sha256::digest(inside(name));
        let hash = base64::engine::general_purpose::STANDARD.encode(digest);
        let directive = format!("{name}-src 'sha256-{hash}'");
        assert!(
            page.contains(&directive),
            "write into `POLICY` of report/formats/html/mod.rs: {directive}"
        );
    }
    let outside = Regex::new(r#"(src|href|action|data|poster)="(https?:)?//"#).unwrap();
    let loaded: Vec<&str> = outside
        .find_iter(&page)
        .map(|found| found.as_str())
        .filter(|found| !found.starts_with("href=\"http"))
        .collect();
    assert!(loaded.is_empty(), "the page would load {loaded:?}");
    assert!(
        !page.contains("@import") && !page.contains("url("),
        "the style would load something"
    );
}

/// The names of tags and attributes that the page itself uses.
const TAGS: &str = "a|b|body|button|circle|code|dd|details|div|dl|dt|fieldset|figure|footer|form|h1|h2|h3|h4|head|header|html|i|input|label|legend|li|main|mark|meta|nav|ol|option|output|p|path|pre|rect|script|section|select|small|span|style|summary|svg|table|tbody|td|th|thead|time|title|tr|ul";
const ATTRIBUTES: &str = "aria-hidden|aria-label|aria-live|autocomplete|charset|class|colspan|content|cx|cy|d|data-[alst]|datetime|height|hidden|href|http-equiv|id|lang|name|open|placeholder|preserveAspectRatio|r|rel|rowspan|rx|scope|spellcheck|title|type|value|viewBox|width|x|y";

/// A tag of the page's own, with its own attributes only.
static OWN_TAG: LazyLock<Regex> = LazyLock::new(|| {
    let own = format!(r#"^<(!doctype html|/({TAGS})|({TAGS})( ({ATTRIBUTES})(="[^"<>]*")?)*/?)>"#);
    Regex::new(&own).unwrap()
});

/// Whatever else looks like a tag.
fn foreign(markup: &str) -> Vec<String> {
    let starts = markup.match_indices('<').map(|(at, _)| &markup[at..]);
    starts
        .filter(|rest| !OWN_TAG.is_match(rest))
        .map(|rest| rest.chars().take(80).collect())
        .collect()
}

/// Text with all that any format could stumble over.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        "[\\x00-\\x1f]{1,3}",
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='",
            "</pre></details>",
            "<!--",
            "]]>",
            "```\n",
            "| a | b |\n| --- |",
            "\n::error::no",
            "%0A::set-output",
            "\u{202e}",
            "javascript:alert(1)",
            "&lt;b&gt;",
            "{\"errors\":[{\"code\":8}]}",
            "{{ page }}",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// The run of the golden files with that text in each place of its cases that the outside can fill.
fn odd_report(odd: &str) -> Report {
    fn fill(value: &mut Value, key: &str, odd: &str) {
        match value {
            Value::String(text) => {
                let closed = [
                    "level",
                    "api",
                    "underTest",
                    "verdict",
                    "weight",
                    "check",
                    "direction",
                    "role",
                    "condition",
                    "state",
                    "standing",
                    "conclusion",
                ];
                let names_a_message = key == "message" && ["request", "response"].contains(&text.as_str());
                if !closed.contains(&key) && !names_a_message {
                    *text = odd.to_string();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| fill(item, key, odd)),
            Value::Object(entries) => entries.iter_mut().for_each(|(key, value)| fill(value, key, odd)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let text = fs::read_to_string(folder().join("run.json")).unwrap();
    let mut run: Value = serde_json::from_str(&text).unwrap();
    let waiver = |case: &Value| json!({"case": case["id"], "owner": "o", "reason": "r", "expires": "2999-01-01"});
    let cases = run["cases"].as_array_mut().unwrap();
    let failed = cases.iter_mut().find(|case| case["verdict"] == "failed").unwrap();
    failed["waiver"] = waiver(failed);
    let mut used = failed["waiver"].clone();
    for key in ["cases", "failed", "passed"] {
        used[key] = 1.into();
    }
    used["standing"] = "in-force".into();
    run["run"]["waivers"] = json!([used]);
    fill(&mut run, "", odd);
    serde_json::from_value(run).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(support::cases(32)) })]

    #[test]
    fn no_text_of_a_record_becomes_markup(odd in odd_text()) {
        let page = page(&odd_report(&odd));
        let strange = foreign(&markup(&page));
        prop_assert!(strange.is_empty(), "{strange:#?}");
        prop_assert_eq!(page.matches("<script").count(), 1);
        let links = Regex::new(r#"href="([^"]*)""#).unwrap();
        for link in links.captures_iter(&page) {
            prop_assert!(link[1].starts_with('#') || link[1].starts_with("http"), "{}", &link[1]);
        }
    }

    #[test]
    fn no_text_of_a_record_breaks_a_table_of_the_summary(odd in odd_text()) {
        let summary = summary(&odd_report(&odd), MOST);
        let span = Regex::new("`[^`]*`").unwrap();
        let tag = Regex::new("</?(details|summary|code|sub)>|<https?://[^<> ]*>").unwrap();
        // GitHub takes each bar behind a backslash for text, also where the backslash is escaped itself.
        let cells = |row: &str| row.replace("\\|", "").matches('|').count();
        let mut fence: Option<String> = None;
        let mut columns = None;
        for line in summary.lines() {
            let ticks: String = line.chars().take_while(|c| *c == '`').collect();
            match &fence {
                Some(open) if line == *open => fence = None,
                Some(_) => {}
                None if ticks.len() >= 3 && !line[ticks.len()..].contains('`') => fence = Some(ticks.clone()),
                None if line.starts_with('|') => {
                    let of_head = *columns.get_or_insert(cells(line));
                    prop_assert_eq!(cells(line), of_head, "{}", line);
                }
                None => columns = None,
            }
            if fence.is_none() {
                // In a span of code nothing is a tag.
                let bare = span.replace_all(line, "");
                if ticks.is_empty() && !line.contains("``") {
                    prop_assert!(!tag.replace_all(&bare, "").contains('<'), "{}", line);
                }
            }
        }
        prop_assert!(fence.is_none(), "a block is not closed:\n{}", summary);
    }

    #[test]
    fn each_annotation_is_one_line_that_the_runner_takes(odd in odd_text()) {
        let report = odd_report(&odd);
        let annotations = written("github", &report);
        let form = Regex::new("^::(error|warning|notice) (file=[^:,\r\n]*,)?title=[^:,\r\n]*::[^\r\n]*$").unwrap();
        for line in annotations.lines() {
            prop_assert!(form.is_match(line), "{}", line);
        }
    }

    #[test]
    fn sarif_has_what_every_reader_needs(odd in odd_text()) {
        let report = odd_report(&odd);
        sarif_is_whole(&written("sarif", &report));
    }

    #[test]
    fn each_row_of_the_sheet_has_all_cells(odd in odd_text(), start in prop::sample::select(FORMULAS.to_vec())) {
        let report = odd_report(&format!("{start}{odd}"));
        let plan = report.run.plan.as_ref().unwrap();
        for (csv, columns) in [(written("sheet-csv", &report), 8), (written("errors-csv", &report), 5)] {
            let rows = cells(&csv);
            prop_assert!(!rows.is_empty());
            if columns == 8 {
                prop_assert_eq!(rows.len(), plan.tests.len() + 1);
            }
            for row in rows {
                prop_assert_eq!(row.len(), columns, "{:?}", row);
                // Some spreadsheets divide at semicolons, too.
                for piece in row.iter().flat_map(|cell| cell.split(';')) {
                    let shown = piece.trim_start_matches([' ', '"']);
                    prop_assert!(!shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{:?}", row);
                }
            }
        }
    }
}

/// Beginnings of what spreadsheets take for a formula, or nearly.
const FORMULAS: [&str; 9] = ["", "=1+1;=", "@SUM(", "\t=", "\r\n-", " +", "a; -", "\u{ff1d}1", "\";="];

/// The cells of a file after RFC 4180; what is not in its form is a failed test.
fn cells(csv: &str) -> Vec<Vec<String>> {
    let cell = Regex::new("^(?:\"((?:[^\"]|\"\")*)\"|([^\",\r\n]*))(,|\r\n)").unwrap();
    let (mut rows, mut row, mut rest) = (Vec::new(), Vec::new(), csv);
    while !rest.is_empty() {
        let found = cell.captures(rest).unwrap_or_else(|| panic!("no cell: {rest}"));
        let quoted = found.get(1).map(|text| text.as_str().replace("\"\"", "\""));
        row.push(quoted.unwrap_or_else(|| found[2].to_string()));
        if &found[3] == "\r\n" {
            rows.push(std::mem::take(&mut row));
        }
        rest = &rest[found[0].len()..];
    }
    assert!(row.is_empty(), "the last row does not end");
    rows
}

/// The members that SARIF 2.1.0 requires, and the values that it allows.
fn sarif_is_whole(text: &str) {
    let log: Value = serde_json::from_str(text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "Keycard");
    assert!(driver["version"].is_string());
    let mut ids = BTreeSet::new();
    for rule in driver["rules"].as_array().unwrap() {
        assert!(ids.insert(rule["id"].as_str().unwrap()), "a rule comes twice: {rule}");
        assert!(rule["shortDescription"]["text"].is_string(), "{rule}");
        if let Some(help) = rule.get("helpUri") {
            assert!(help.as_str().unwrap().starts_with("http"), "{rule}");
        }
    }
    let invocation = &run["invocations"][0];
    assert!(invocation["executionSuccessful"].is_boolean());
    for notification in invocation["toolExecutionNotifications"].as_array().unwrap() {
        assert!(notification["message"]["text"].is_string());
    }
    for result in run["results"].as_array().unwrap() {
        assert!(ids.contains(result["ruleId"].as_str().unwrap()), "{result}");
        let level = result["level"].as_str().unwrap();
        match result["kind"].as_str().unwrap() {
            "fail" => assert!(matches!(level, "error" | "warning" | "note"), "{result}"),
            "open" | "review" => assert_eq!(level, "none", "{result}"),
            other => panic!("{other} is no kind that is used"),
        }
        assert!(result["message"]["text"].is_string());
        let location = &result["locations"][0];
        let uri = location["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%:".contains(c);
        assert!(uri.chars().all(plain), "{uri}");
        for logical in location["logicalLocations"].as_array().unwrap() {
            assert!(logical["name"].is_string() && logical["fullyQualifiedName"].is_string());
        }
        let print = result["partialFingerprints"]["keycardFinding/v1"].as_str().unwrap();
        assert_eq!(print.len(), 16);
    }
}

/// So many cases like the one at that place of the golden run.
fn many(like: usize, count: usize) -> Report {
    let mut report = report();
    let case = serde_json::to_value(&report.cases[like]).unwrap();
    report.cases = (0..count)
        .map(|number| {
            let mut case = case.clone();
            case["id"] = Value::from(format!("area/case-{number:05}"));
            case["position"] = Value::from(number);
            serde_json::from_value(case).unwrap()
        })
        .collect();
    report.run.summary.cases = count;
    report
}

#[test]
fn a_summary_stays_below_the_limit_and_says_what_it_leaves_out() {
    let whole = summary(&many(2, 3), MOST);
    assert!(!whole.contains("of these are left out"), "{whole}");
    let report = many(2, 2_000);
    for most in [MOST, 200 << 10] {
        let cut = summary(&report, most);
        assert!(cut.len() < most, "{}", cut.len());
        assert!(cut.contains("### Failed (2000)"), "{}", &cut[..600]);
        assert!(cut.contains("of these are left out"), "it does not say so");
    }
}

#[test]
fn annotations_keep_to_the_limits_of_a_step_with_failures_first() {
    let mut report = many(2, 40);
    let warned = many(0, 40);
    report.cases.extend(warned.cases);
    let annotations = written("github", &report);
    let kinds: Vec<&str> = annotations
        .lines()
        .map(|line| &line[..line.find(' ').unwrap()])
        .collect();
    let errors = kinds.iter().take_while(|kind| **kind == "::error").count();
    assert_eq!((errors, kinds.len()), (10, 20), "{annotations}");
    assert!(
        annotations.lines().nth(9).unwrap().contains("and 32 more failures"),
        "{annotations}"
    );
    assert!(
        annotations.lines().last().unwrap().contains("and 31 more warnings"),
        "{annotations}"
    );
}

#[test]
fn fingerprints_stay_when_only_what_was_found_changes() {
    let prints = |report: &Report| -> Vec<Value> {
        let log = written("sarif", report);
        let log: Value = serde_json::from_str(&log).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .into_iter()
            .map(|result| result["partialFingerprints"].clone())
            .collect()
    };
    let before = report();
    let mut other = serde_json::to_value(&before).unwrap();
    other["cases"][2]["findings"][0]["actual"] = Value::from("another error");
    let after: Report = serde_json::from_value(other.clone()).unwrap();
    assert_eq!(prints(&before), prints(&after));
    other["cases"][2]["findings"][0]["check"] = Value::from("R-ENV-1");
    let elsewhere: Report = serde_json::from_value(other).unwrap();
    assert_ne!(prints(&before), prints(&elsewhere));
}

#[test]
fn two_thousand_failed_cases_make_a_page_below_five_megabytes() {
    // One with messages in both directions, and one with several findings.
    for like in [1, 5] {
        let report = many(like, 2_000);
        let page = page(&report);
        assert!(page.len() < 5_000_000, "{} bytes of cases like {like}", page.len());
        assert!(page.contains("area/case-01999"));
        // No link leads to what was left out.
        let found = |form: &str| -> BTreeSet<String> {
            let form = Regex::new(form).unwrap();
            form.captures_iter(&page).map(|found| found[1].to_string()).collect()
        };
        let (links, ids) = (found(r##"href="#([^"=]*)""##), found(r#" id="([^"]*)""#));
        let dead: Vec<&String> = links.difference(&ids).take(3).collect();
        // Published tests of the golden run name cases that this one does not have.
        let named: BTreeSet<String> = report
            .run
            .plan
            .iter()
            .flat_map(|plan| &plan.tests)
            .flat_map(|test| &test.cases)
            .map(|case| format!("c{:016x}", keycard::fnv::digest(case.as_str().as_bytes())))
            .collect();
        assert!(dead.iter().all(|link| named.contains(*link)), "{dead:?}");
    }
}

#[test]
fn coverage_tells_operations_outcomes_and_credentials_apart() {
    use keycard::report::coverage::Ending;

    let mut report = report();
    // A call of the outside's own making, with a code of its own making.
    let exchange = &mut report.cases[5].exchanges[1];
    let mut odd = serde_json::to_value(&exchange).unwrap();
    odd["operation"] = Value::from("../../etc");
    odd["responseBody"] = Value::from(r#"{"success":false,"errors":[{"code":4711,"message":"no"}]}"#);
    *exchange = serde_json::from_value(odd).unwrap();
    let overview = overview(&report.cases);
    let met = |operation: &str| {
        let mut operations = overview.coverage.operations();
        operations
            .find(|(hosted, _)| hosted.operation == operation)
            .unwrap()
            .1
            .clone()
    };
    let prices = met("updatePrices");
    let expired = ("clientToken".to_string(), "expired");
    assert_eq!(prices.credentials[&expired].failed, 1);
    assert_eq!(prices.endings[&Ending::Success].failed, 1);
    assert_eq!(prices.endings[&Ending::NoAnswer].open, 1);
    let first = prices.credentials[&expired].first_failed.as_deref();
    assert_eq!(first, Some(report.cases[2].id.as_str()));
    // In a failed case, what no finding points at counts as held.
    let groups = overview.coverage.operations();
    let groups = groups.filter(|(hosted, _)| hosted.operation == "processGroup");
    let held: usize = groups
        .flat_map(|(_, met)| met.endings.values())
        .map(|cell| cell.held)
        .sum();
    assert!(held > 0);
    assert_eq!(
        met("(no operation of the contract)").endings[&Ending::OtherCode].cases(),
        1
    );
    assert!(
        !overview
            .coverage
            .operations()
            .any(|(hosted, _)| hosted.operation.contains("etc"))
    );
}

#[test]
fn the_search_for_secrets_sees_what_is_written() {
    let report = report();
    let redactor = Redactor::default();
    assert!(redactor.learn("refuses updatePrices"));
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("run.html");
    let leaks = keycard::report::output::file(&path, &redactor, |out| out.write_all(page(&report).as_bytes())).unwrap();
    assert!(!leaks.is_empty());
}
