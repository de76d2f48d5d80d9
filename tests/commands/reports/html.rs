//! The HTML report in a browser: the page of a real run with a planted fault is opened, filtered, searched,
//! read by keyboard, without scripts, in both schemes and for paper.
//!
//! Where Chromium is not installed these tests say so and pass, unless KEYCARD_REQUIRE_CHROMIUM is set.
//! KEYCARD_PICTURES=DIR keeps pictures of what was seen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;

use base64::Engine as _;
use keycard::contract::catalogue::Contract;
use keycard::report::format::{EndedRun, Format as _};
use keycard::report::formats::html::Html;
use keycard::report::formats::json::Report;
use keycard::report::overview::Overview;
use keycard::report::record::Line;
use serde_json::{Value, json};
use support::browser::{self, Browser};
use support::keycard;
use tempfile::TempDir;

/// The page and the JSON report of one run: the cases about tokens, of a stub that takes expired ones.
struct Run {
    folder: TempDir,
    report: Value,
}

static RUN: LazyLock<Run> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let mut command = keycard();
    command
        .current_dir(folder.path())
        .args(["run", "channel-manager/auth/", "channel-manager/bookings/"])
        .args(["--fault", "accepts-expired-token", "--seed", "7"])
        .args(["--report", "html=report.html", "--report", "json=report.json"])
        .stdout(Stdio::null());
    assert_eq!(command.status().unwrap().code(), Some(1));
    let report = serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    Run { folder, report }
});

impl Run {
    fn page(&self) -> PathBuf {
        self.folder.path().join("report.html")
    }

    fn cases(&self, fits: impl Fn(&Value) -> bool) -> usize {
        let cases = self.report["cases"].as_array().unwrap();
        cases.iter().filter(|case| fits(case)).count()
    }
}

/// The report of the golden files.
fn golden_report() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rooms/report/golden/run.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The page of the golden files: every verdict, a plan, and text that would like to be markup.
fn golden_page() -> (TempDir, PathBuf) {
    page_of(golden_report())
}

/// The page of that report.
fn page_of(report: Value) -> (TempDir, PathBuf) {
    let report: Report = serde_json::from_value(report).unwrap();
    let mut overview = Overview::new(Contract::built_in());
    report.cases.iter().for_each(|record| overview.add(record));
    let mut lines = report.cases.iter().map(|record| Ok(Line::of(record)?));
    let run = EndedRun {
        head: &report.run,
        overview: Some(&overview),
        before: 0,
    };
    let mut page = Vec::new();
    Html.write(&run, &mut lines, &mut page).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("golden.html");
    fs::write(&path, page).unwrap();
    (folder, path)
}

const SHOWN: &str = "document.querySelectorAll('.case:not([hidden])').length";

fn keep_picture(browser: &mut Browser, name: &str) {
    let picture = browser.picture();
    let picture = base64::engine::general_purpose::STANDARD.decode(picture).unwrap();
    assert!(picture.len() > 10_000, "the picture is empty");
    if let Some(folder) = std::env::var_os("KEYCARD_PICTURES") {
        fs::write(Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
    }
}

/// The page has had nothing to complain of.
#[track_caller]
fn is_content(browser: &Browser) {
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
}

#[test]
fn it_opens_and_filters_and_keeps_the_filter_in_its_address() {
    if !browser::is_there() {
        return;
    }
    let run = &*RUN;
    let failed = run.cases(|case| case["verdict"] == "failed" && case["level"] == "required");
    let all = run.cases(|_| true);
    assert!(failed > 5 && all > 400, "{failed} of {all}");
    let mut browser = Browser::start();
    browser.look(1400, 1000, "light");
    browser.open(&run.page(), "");
    assert_eq!(browser.value(SHOWN), all);
    assert_eq!(browser.value("document.querySelector('h1').textContent"), "Failed");

    // By a click, as a person does it; the address follows.
    browser.value("document.querySelector('[name=verdict][value=failed]').click(); new Promise(requestAnimationFrame)");
    assert_eq!(browser.value(SHOWN), failed);
    assert_eq!(browser.value("location.hash"), "#verdict=failed");
    assert_eq!(
        browser.value("document.getElementById('shown').value"),
        format!("{failed} of {all} cases")
    );
    // What has no case left is gone too.
    assert_eq!(
        browser.value("[...document.querySelectorAll('.area:not([hidden]) > h3')].map(h => h.textContent).join()"),
        "channel-manager/auth"
    );

    // By the address, as a link from elsewhere does it.
    let side = run.cases(|case| case["underTest"] == "mews" && case["verdict"] == "passed");
    browser.open(&run.page(), "#verdict=passed&side=mews");
    assert_eq!(browser.value(SHOWN), side);
    let tagged = run.cases(|case| case["tags"].as_array().unwrap().iter().any(|tag| tag == "bookings"));
    browser.open(&run.page(), "#tag=bookings");
    assert_eq!(browser.value(SHOWN), tagged);
    browser.open(&run.page(), "#level=optional");
    assert_eq!(browser.value(SHOWN), run.cases(|case| case["level"] == "optional"));

    // The text of messages is searched, not only what is to be seen.
    browser.open(&run.page(), "#q=KC-BOOKING");
    let found = browser.value(SHOWN).as_u64().unwrap();
    assert!(found > 0 && found < all as u64, "{found}");
    browser.open(&run.page(), "#q=nothing-holds-this");
    assert_eq!(browser.value(SHOWN), 0);
    assert_eq!(browser.value("document.getElementById('none').hidden"), false);
    browser.value("document.querySelector('button[type=reset]').click(); new Promise(requestAnimationFrame)");
    assert_eq!(browser.value(SHOWN), all);
    is_content(&browser);
}

#[test]
fn a_link_opens_its_case_with_expected_and_actual_and_a_command() {
    if !browser::is_there() {
        return;
    }
    let mut browser = Browser::start();
    browser.look(1400, 1000, "light");
    browser.open(&RUN.page(), "");
    // From the list of what did not pass.
    browser.value("document.querySelector('#failures a').click(); new Promise(r => setTimeout(r, 100))");
    let case = "document.querySelector('.case[open]')";
    let text = browser.value(&format!("{case}.innerText"));
    let text = text.as_str().unwrap();
    for expected in [
        "expected",
        "error 8",
        "actual",
        "success",
        "clientToken expired",
        "under test",
    ] {
        assert!(text.contains(expected), "no `{expected}` in:\n{text}");
    }
    // The exchange at fault is open, and the place is marked.
    assert_eq!(
        browser.value(&format!("{case}.querySelector('.x.error[open] mark') !== null")),
        true
    );
    assert_eq!(
        browser.value(&format!(
            "(() => {{ const r = {case}.getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight; }})()"
        )),
        true
    );
    keep_picture(&mut browser, "case");
    browser.value(&format!(
        "{case}.querySelector('.curl summary').click(); new Promise(requestAnimationFrame)"
    ));
    let command = browser.value(&format!("{case}.querySelector('.curl pre').textContent"));
    assert!(command.as_str().unwrap().starts_with("curl -X POST http"), "{command}");
    assert_eq!(
        browser.value(&format!("{case}.querySelector('.curl button').textContent")),
        "Copy"
    );

    // The coverage knows of it.
    let cell = browser.value(
        "(() => {
          const table = document.querySelector('#coverage .fold:last-child .slant');
          const heads = [...table.querySelectorAll('thead tr:last-child th')].map((th) => th.textContent);
          const row = [...table.querySelectorAll('tbody tr')].find((tr) => tr.cells[0].textContent === 'updatePrices');
          const cell = (name) => row.cells[heads.indexOf(name) + 1];
          return [cell('expired').className, cell('revoked').className, cell('expired').textContent];
        })()",
    );
    assert_eq!(cell, json!(["bad", "good", "✗\u{a0}1/1"]));

    // Each link within the page leads somewhere.
    let dead = browser.value(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))\
         .filter(id => !id.includes('=') && !document.getElementById(id))",
    );
    assert_eq!(dead, json!([]));
    let twice = browser.value(
        "(() => { const seen = new Set(); return [...document.querySelectorAll('[id]')].map(e => e.id)\
         .filter(id => seen.has(id) || !seen.add(id)); })()",
    );
    assert_eq!(twice, json!([]));
    is_content(&browser);
}

#[test]
fn a_page_with_a_plan_shows_the_published_tests_first() {
    if !browser::is_there() {
        return;
    }
    let (_folder, page) = golden_page();
    let mut browser = Browser::start();
    for (scheme, width, height) in [("light", 1400, 1500), ("dark", 1400, 1500), ("light", 430, 1500)] {
        browser.look(width, height, scheme);
        browser.open(&page, "");
        assert_eq!(browser.value("document.querySelector('main > section').id"), "plan");
        assert_eq!(browser.value("document.querySelectorAll('.tests tbody tr').length"), 9);
        // Nothing stands out of the window but tables, which scroll by themselves.
        assert_eq!(
            browser.value("document.documentElement.scrollWidth <= innerWidth"),
            true
        );
        keep_picture(&mut browser, &format!("plan-{scheme}-{width}"));
        contrast_is_sufficient(&mut browser, scheme);
    }
    is_content(&browser);
}

/// The ratio that WCAG 2 asks of text, for each kind of text that the page has.
fn contrast_is_sufficient(browser: &mut Browser, scheme: &str) {
    let faint = browser.value(
        "(() => {
          const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = (element) => {
            for (; element; element = element.parentElement) {
              const colour = rgb(getComputedStyle(element).backgroundColor);
              if (colour.length < 4 || colour[3] > 0) return colour;
            }
            return [255, 255, 255];
          };
          document.querySelectorAll('details').forEach((details) => { details.open = true; });
          const faint = new Set();
          for (const element of document.querySelectorAll('body *')) {
            const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
            if (!own || element.matches('script, style, .x > summary *')) continue;
            const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) faint.add(`${element.tagName} ${element.className}: ${ratio.toFixed(2)}`);
          }
          return [...faint];
        })()",
    );
    assert_eq!(faint, json!([]), "{scheme}");
}

/// A failure that somebody accepts is neither red nor green, and says who accepts it, why and until when.
#[test]
fn a_waived_case_has_a_badge_and_a_filter_of_its_own() {
    if !browser::is_there() {
        return;
    }
    let mut report = golden_report();
    let failed = |case: &Value| case["verdict"] == "failed" && case["level"] == "required";
    let cases = report["cases"].as_array_mut().unwrap();
    let others = cases.iter().filter(|case| failed(case)).count() - 1;
    let case = cases.iter_mut().find(|case| failed(case)).unwrap();
    let waiver = json!({
        "case": case["id"], "owner": "Ada <b>Lovelace</b>", "reason": "Mended in spring.", "expires": "2999-03-31",
    });
    case["waiver"] = waiver.clone();
    case["reason"] = "waived by Ada until 2999-03-31: Mended in spring.".into();
    let mut used = waiver;
    used["cases"] = 1.into();
    used["failed"] = 1.into();
    used["passed"] = 0.into();
    used["standing"] = "in-force".into();
    let mut expired = used.clone();
    expired["standing"] = "expired".into();
    report["run"]["waivers"] = json!([used, expired]);
    report["run"]["summary"]["failedRequired"] = others.into();
    report["run"]["summary"]["waived"] = 1.into();
    let (_folder, page) = page_of(report);
    let mut browser = Browser::start();
    for scheme in ["light", "dark"] {
        browser.look(1400, 1200, scheme);
        browser.open(&page, "#verdict=waived");
        assert_eq!(browser.value(SHOWN), 1);
        assert_eq!(
            browser.value("document.querySelector('.counts .waived').textContent"),
            "1 waived"
        );
        assert_eq!(
            browser.value("document.querySelector('#failures .waived .badge').textContent"),
            "waived"
        );
        browser.value("document.querySelector('.case.waived > summary').click(); new Promise(requestAnimationFrame)");
        let text = browser.value("document.querySelector('.case.waived[open]').innerText");
        let text = text.as_str().unwrap();
        for said in ["waived", "Ada <b>Lovelace</b>", "Mended in spring.", "2999-03-31"] {
            assert!(text.contains(said), "no `{said}` in:\n{text}");
        }
        browser.value("document.querySelector('.case.waived').scrollIntoView()");
        keep_picture(&mut browser, &format!("waived-{scheme}"));
        let colours = browser.value(
            "['waived', 'failed', 'passed', 'lesser'].map((name) => \
             getComputedStyle(document.querySelector(`.case.${name} > summary .badge`)).color)",
        );
        let colours: std::collections::BTreeSet<&str> =
            colours.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(colours.len(), 4, "{colours:?}");
        let standings = browser.value("[...document.querySelectorAll('#waivers .badge')].map((badge) => badge.className + ' ' + badge.textContent)");
        assert_eq!(standings, json!(["badge waived in force", "badge failed expired"]));
        contrast_is_sufficient(&mut browser, scheme);
    }
    browser.open(&page, "#verdict=failed");
    assert_eq!(browser.value(SHOWN), others);
    is_content(&browser);
}

#[test]
fn text_of_others_stays_text_and_the_policy_refuses_other_scripts() {
    if !browser::is_there() {
        return;
    }
    let (_folder, page) = golden_page();
    let mut browser = Browser::start();
    browser.open(&page, "#q=alert");
    assert_eq!(browser.value(SHOWN), 1);
    assert_eq!(browser.value("document.scripts.length"), 1);
    assert_eq!(
        browser.value("document.querySelectorAll('img, iframe, object, link, [onerror]').length"),
        0
    );
    let text = browser.value("document.querySelector('.case:not([hidden])').textContent");
    assert!(
        text.as_str().unwrap().contains("<script>alert(\"1\")</script>"),
        "{text}"
    );
    is_content(&browser);
    // Were a script to get in all the same, it would not run.
    let ran = browser.value(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; \
         document.body.append(s); return window.ran === true; })()",
    );
    assert_eq!(ran, false);
    let fetched = browser.value("fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused')");
    assert_eq!(fetched, "refused");
}

#[test]
fn it_can_be_read_without_scripts() {
    if !browser::is_there() {
        return;
    }
    let mut browser = Browser::start();
    browser.look(1400, 1000, "light");
    browser.call("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    browser.open(&RUN.page(), "");
    // Only the page's own script is off; the test may still ask.
    assert_eq!(browser.value(SHOWN), RUN.cases(|_| true));
    assert_eq!(browser.value("document.getElementById('filter').hidden"), true);
    let anchor = browser.value("document.querySelector('#failures a').getAttribute('href')");
    browser.open(&RUN.page(), anchor.as_str().unwrap());
    assert_eq!(
        browser.value("document.querySelectorAll('.case.failed[open]').length"),
        1
    );
    is_content(&browser);
}

#[test]
fn it_can_be_used_by_keyboard() {
    if !browser::is_there() {
        return;
    }
    let mut browser = Browser::start();
    browser.look(1400, 1000, "light");
    browser.open(&RUN.page(), "");
    browser.press("Tab", "");
    assert_eq!(browser.value("document.activeElement.textContent"), "Skip to the cases");
    assert_eq!(
        browser.value("document.activeElement.getBoundingClientRect().left >= 0"),
        true
    );
    browser.press("/", "/");
    assert_eq!(browser.value("document.activeElement.name"), "q");
    assert_eq!(browser.value("document.activeElement.value"), "");
    browser.value("document.querySelector('.case.failed > summary').focus()");
    assert_eq!(
        browser.value("getComputedStyle(document.activeElement).outlineStyle !== 'none' || !document.activeElement.matches(':focus-visible')"),
        true
    );
    browser.press("Enter", "\r");
    assert_eq!(browser.value("document.querySelector('.case.failed').open"), true);
    // Each control has a name for those who cannot see it.
    let nameless = browser.value(
        "[...document.querySelectorAll('input, select, button')]\
         .filter(e => !(e.labels?.length && e.labels[0].textContent.trim()) && !e.textContent.trim()).length",
    );
    assert_eq!(nameless, 0);
    is_content(&browser);
}

#[test]
fn on_paper_failures_are_open_and_controls_are_gone() {
    if !browser::is_there() {
        return;
    }
    let (_folder, page) = golden_page();
    let mut browser = Browser::start();
    browser.open(&page, "");
    let pdf = browser.call("Page.printToPDF", &json!({ "printBackground": true }));
    assert!(pdf["data"].as_str().unwrap().len() > 20_000);
    browser.call("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    browser.value("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(
        browser.value("document.querySelectorAll('.case:not(.passed):not([open])').length"),
        0
    );
    assert_eq!(
        browser.value("document.querySelectorAll('.case.passed[open]').length"),
        0
    );
    assert_eq!(
        browser.value("getComputedStyle(document.getElementById('filter')).display"),
        "none"
    );
    browser.value("dispatchEvent(new Event('afterprint'))");
    assert_eq!(browser.value("document.querySelectorAll('.case[open]').length"), 0);
    is_content(&browser);
}
