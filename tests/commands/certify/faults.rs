//! Which published tests turn red when a fault is planted in the reference channel manager.

/// Fault, choices for the stub, and the tests that fail.
pub type Row = (&'static str, &'static [&'static str], &'static str);

const EACH_ANSWER: &str = "INV-1 INV-2 INV-3 INV-4 INV-5 INV-6 RES-1 RES-4 RES-7 RES-10 RES-13 ERR-2 ERR-3 ERR-4 ERR-5";
const EACH_FAILURE: &str = "ERR-2 ERR-3 ERR-4 ERR-5";
const EACH_CALL: &str = "RES-1 RES-4 RES-7 RES-10 RES-13 ERR-6";
const EACH_BOOKING: &str = "RES-1 RES-4 RES-7 RES-10 RES-13";
const EACH_PUSH: &str = "INV-1 INV-2 INV-3 INV-4 INV-5 INV-6 ERR-3 ERR-4 ERR-5";

/// Outcomes of pushes are told by confirmations.
const LATER: &[&str] = &["confirmations=later"];

pub const TABLE: &[Row] = &[
    ("blank-category-code", &[], "ERR-3"),
    ("blank-message", &[], EACH_FAILURE),
    ("books-backwards", &[], EACH_BOOKING),
    ("books-nobody", &[], EACH_BOOKING),
    ("books-unknown-category", &[], "RES-1 RES-4 RES-7 RES-10"),
    ("changes-kind-of-amounts", &[], "RES-2 RES-5 RES-8 RES-11"),
    ("changes-to-unknown-category", &[], "RES-2 RES-5 RES-8 RES-11"),
    ("changes-to-unknown-rate", &[], "RES-2 RES-5 RES-8 RES-11"),
    ("breaks-promises", LATER, EACH_PUSH),
    ("calls-for-unknown-connection", &[], EACH_CALL),
    ("calls-invented-operation", LATER, EACH_PUSH),
    ("calls-without-token", &[], EACH_CALL),
    ("category-error-without-code", &[], "ERR-3"),
    ("code-as-string", &[], EACH_FAILURE),
    ("code-out-of-range", &[], EACH_FAILURE),
    ("confirms-elsewhere", LATER, EACH_PUSH),
    ("confirms-for-another-connection", LATER, EACH_PUSH),
    ("confirms-unknown-booking", &[], "ERR-2"),
    ("confirms-unknown-push", LATER, EACH_PUSH),
    ("deprecated-code", &[], "ERR-3 ERR-4"),
    ("empty-body", &[], EACH_ANSWER),
    ("failure-without-errors", &[], EACH_FAILURE),
    ("foreign-code-reported", &[], "ERR-3 ERR-4"),
    ("forgets-a-night", &[], EACH_BOOKING),
    ("html-content-type", &[], EACH_ANSWER),
    ("invalid-utf8", &[], EACH_ANSWER),
    ("keeps-old-restrictions", &[], "INV-4 INV-6"),
    ("message-without-code", &[], "ERR-2"),
    ("misplaced-code-12", &[], "ERR-4"),
    ("nameless-customer", &[], EACH_BOOKING),
    ("no-content-type", &[], EACH_ANSWER),
    ("ok-instead-of-success", &[], EACH_ANSWER),
    ("one-code-for-all", &[], "RES-7 RES-10"),
    ("pays-for-a-night", &[], "RES-1 RES-7 RES-13"),
    ("prices-a-night-too-far", &[], "INV-2 INV-3 INV-5 INV-6"),
    ("prices-a-night-too-short", &[], "INV-2 INV-3 INV-5 INV-6"),
    ("rate-error-without-code", &[], "ERR-4"),
    ("repeats-message-ids", &[], "RES-2 RES-5 RES-8 RES-11"),
    ("restrictions-a-night-too-far", &[], "INV-4 INV-6"),
    ("sends-only-what-changed", &[], "RES-8 RES-11"),
    ("silently-skips-unknown-rate", &[], "ERR-4"),
    ("silently-skips-unknown-space", &[], "ERR-3"),
    (
        "status-201-on-success",
        &[],
        "INV-1 INV-2 INV-3 INV-4 INV-5 INV-6 RES-1 RES-4 RES-7 RES-10 RES-13 ERR-5",
    ),
    ("stays-silent", &[], EACH_CALL),
    ("success-as-string", &[], EACH_ANSWER),
    ("truncated-json", &[], EACH_ANSWER),
    ("wrong-error-code", &[], "ERR-5"),
    ("zeros-as-cvv", &[], EACH_BOOKING),
];
