//! Wording of the rules: sentences about a property, and the rules that they state.
//!
//! This is the only place that knows how the pages word a rule. A sentence that sounds like a rule and fits
//! no pattern is handed back, so that a person can look at it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex, RegexSet};
use serde_json::{Map, Value, json};

/// Statement of a sentence about a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// The format of text.
    Format(&'static str),
    /// A keyword of JSON Schema with its value.
    Keyword(&'static str, Value),
    /// The value that counts if none is given, as written.
    Default(String),
    /// A rule beyond the schema: its name and what it needs.
    Rule(&'static str, Map<String, Value>),
}

/// Everything that a description states.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// Statements that were understood, in the order of the patterns.
    pub understood: Vec<Statement>,
    /// Sentences that sound like a rule and were not understood.
    pub unread: Vec<String>,
}

type Read = fn(&Captures<'_>) -> Vec<Statement>;

/// Wordings of the rules of a property. `@` stands for a name, with or without quotes.
const PATTERNS: &[(&str, Read)] = &[
    (r"(?i)\bunique identifiers?\b", |_| format("identifier")),
    (r"(?i)\bISO[ -]8601 duration\b", |_| format("duration")),
    (r"(?i)\b(?:must be )?in UTC time ?zone\b", |_| format("date-time")),
    (r"(?i)\bUTC\b.*\bISO[ -]8601\b", |_| format("date-time")),
    (r"(?i)\bISO[ -]8601\b.*\bUTC\b", |_| format("date-time")),
    (r"(?i)\bISO[ -]3166-1\b", |_| format("iso-3166-1")),
    (r"(?i)\bISO[ -]4217\b", |_| format("iso-4217")),
    (r"(?i)\bbase64\b", |_| format("base64")),
    (r"(?i)\bISO[ -]8601\b", |_| format("iso-8601")),
    (
        r"(?i)\b(?:minimum|in range of|(?:must be )?between) (-?[0-9.]*[0-9])(?:, maximum| to| and) (-?[0-9.]*[0-9])",
        |found| vec![keyword("minimum", found, 1), keyword("maximum", found, 2)],
    ),
    (r"(?i)\bmust (?:not be negative|be non-negative)\b", |_| {
        vec![Statement::Keyword("minimum", json!(0))]
    }),
    (r"(?i)\b(?:always|must be) a positive number\b", |_| {
        vec![Statement::Keyword("exclusiveMinimum", json!(0))]
    }),
    (r"(?i)\bthe maximum interval is ([0-9]+) days\b", |found| {
        vec![Statement::Keyword(
            "x-max-interval",
            json!(format!("P{}D", text(found, 1))),
        )]
    }),
    (
        r"(?i)\bdefault(?:s| is| value is)(?: to)? (`[^`]+`|true\b|false\b)",
        |found| vec![Statement::Default(unquoted(text(found, 1)))],
    ),
    (r"(`[^`]+`) will be used as a default\b", |found| {
        vec![Statement::Default(unquoted(text(found, 1)))]
    }),
    (r"(?i)\bif not specified, (`[^`]+`) is used\b", |found| {
        vec![Statement::Default(unquoted(text(found, 1)))]
    }),
    (
        r"\b[Ii]f @ (?:is|are) (?:provided|specified), @ defaults to (true|false), otherwise\b",
        |found| {
            let value = json!(text(found, 3) == "true");
            rule("default", [("value", value), ("when_present", name(found, 1))])
        },
    ),
    (
        r"(?i)\bif not specified, .*\ball (enterprises|chains) within scope of the access token\b",
        |found| rule("default_scope", [("value", json!(text(found, 1).to_lowercase()))]),
    ),
    (
        r"(?i)\brequired when using `?portfolio ?access ?tokens`?, ignored otherwise\b",
        |_| rule("required_with_portfolio_token", [("ignored_otherwise", json!(true))]),
    ),
    (r"(?i)\brequired if no other filter is provided\b", |_| {
        rule("required_if_no_other_filter", [])
    }),
    (
        r"(?i)\b(?:must be used together with at least one another filter|needs to be used in combination with other filters)\b",
        |_| rule("needs_another_filter", []),
    ),
    (r"\b[Rr]equired if @ filter is not provided\b", |found| {
        rule("required_unless", [("property", name(found, 1))])
    }),
    (
        r"\b[Rr]equired (?:only )?(?:if|when) (?:the )?(?:billing automation )?@ (?:value )?(?:is )?(?:set to )?(`[^`]+`|true|false|recurring)(, ignored otherwise)?",
        |found| {
            let value = unquoted(text(found, 2));
            let value = value.parse::<bool>().map_or_else(|_| json!(value), Value::from);
            let needs = [("property", name(found, 1)), ("equals", value)];
            if found.get(3).is_none() {
                return rule("required_when", needs);
            }
            let [property, equals] = needs;
            rule("required_when", [property, equals, ("ignored_otherwise", json!(true))])
        },
    ),
    (r"\b[Rr]equired for @ of ((?:`[^`]+`|, | or )+)", |found| {
        rule(
            "required_when",
            [("property", name(found, 1)), ("one_of", quoted(text(found, 2)))],
        )
    }),
    (
        r"\b[Rr]equired when used in conjunction with the @ or @ search parameter\b",
        |found| {
            rule(
                "required_when_present",
                [("any_of", json!([name(found, 1), name(found, 2)]))],
            )
        },
    ),
    (r"\b[Rr]equired for (Gross|Net) Pricing environments\b", |found| {
        rule("required_in_pricing_environment", [("value", json!(text(found, 1)))])
    }),
    (r"\b(?:[Cc]annot be used|[Mm]utually exclusive) with @", |found| {
        rule("exclusive_with", [("properties", json!([name(found, 1)]))])
    }),
    (
        r"\b[Oo]nly used if the @ is ((?:`[^`]+`|, | or )+), otherwise ignored\b",
        |found| {
            rule(
                "ignored_unless",
                [("property", name(found, 1)), ("one_of", quoted(text(found, 2)))],
            )
        },
    ),
    (
        r"\b[Ii]f @ is (?:specified|provided), this field is ignored\b",
        |found| rule("ignored_when_present", [("property", name(found, 1))]),
    ),
    (r"\b[Ii]gnored (?:if|when) @ is (?:specified|provided)\b", |found| {
        rule("ignored_when_present", [("property", name(found, 1))])
    }),
    (r"\b[Ii]f set to (`[^`]+`), the @ must be (`[^`]+`)", |found| {
        implication(found, "when")
    }),
    (
        r"\b[Ii]f (?:the value is )?not (`[^`]+`), the @ must be (`[^`]+`)",
        |found| implication(found, "when_not"),
    ),
    (r"\bboth @ and @ must be provided\b", |found| {
        rule(
            "both_or_none",
            [("properties", json!([name(found, 1), name(found, 2)]))],
        )
    }),
    (
        r"\b[Ff]or products with charging `?Once`? and `?PerPerson`? must be set to same value as @",
        |found| rule("equals_property_for_once_or_per_person", [("property", name(found, 1))]),
    ),
    (r"\(max ([0-9]+) digits\)", |found| {
        rule("max_digits", [("value", number(found, 1))])
    }),
    (
        r"\b[Mm]aximum size of time interval depends on .*: ([0-9]+) hours if hours, ([0-9]+) days if days,? or ([0-9]+) months if months",
        |found| time_units([number(found, 1), number(found, 2), number(found, 3)]),
    ),
    (
        r"\b[Mm]aximum size of time interval depends on .*: ([0-9]+) days\.",
        |found| time_units([Value::Null, number(found, 1), Value::Null]),
    ),
    (r"\bmust be no later than ([0-9]+) minutes in the past\b", |found| {
        rule("end_not_after_now_minus_minutes", [("value", number(found, 1))])
    }),
    (r"\b[Mm]ust be within ([0-9]+) days of\b", |found| {
        rule("within_days", [("value", number(found, 1))])
    }),
    (
        r"\bsum of all @ values in @ must equal the absolute value of @",
        |found| {
            let needs = [
                ("sum_of", name(found, 1)),
                ("collection", name(found, 2)),
                ("property", name(found, 3)),
            ];
            rule("sum_equals_abs", needs)
        },
    ),
    (r"\b[Mm]ust be unique within the (?:@ )?collection\b", |_| {
        rule("unique_in_collection", [])
    }),
];

/// Words that a sentence has if it states a rule; a few of them are said without stating one.
const SUSPICIOUS: &str = r"(?i)\b(must|cannot|can't|can not|may not|at least|at most|no more than|not exceed|exceeds?|maximum of|minimum of|up to [0-9]+|only (?:if|when|one|allowed|supported|applicable|used)|required|mutually|exclusive|ignored|not allowed|needs? to|between [0-9-]+ and|if and only if)\b";

/// Wordings of limits of an operation as a whole.
const OPERATION_PATTERNS: &[(&str, Read)] = &[
    (
        r"\b[Mm]aximum size of (?:the )?time interval depends on .*: ([0-9]+) hours if hours, ([0-9]+) days if days,? or ([0-9]+) months if months",
        |found| time_units([number(found, 1), number(found, 2), number(found, 3)]),
    ),
    (
        r"\bEach (\w+) can be [a-z ]+ up to ([0-9]+) times within ([0-9]+) days\b",
        |found| {
            let needs = [
                ("count", number(found, 2)),
                ("per_days", number(found, 3)),
                ("scope", json!(text(found, 1))),
            ];
            rule("quota", needs)
        },
    ),
    (r"\bquota of ([0-9,]+) \w+ per (\w+) applies\b", |found| {
        rule("quota", [("count", number(found, 1)), ("scope", json!(text(found, 2)))])
    }),
    (
        r"\bAt least one of the filter parameters ((?:`[^`]+`|, | or )+) must be specified\b",
        |found| rule("at_least_one_of", [("properties", quoted(text(found, 1)))]),
    ),
];

static PROPERTY: LazyLock<Patterns> = LazyLock::new(|| Patterns::of(PATTERNS));
static OPERATION: LazyLock<Patterns> = LazyLock::new(|| Patterns::of(OPERATION_PATTERNS));
static RULE_LIKE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(SUSPICIOUS).ok());

/// Patterns, and a set of them that finds fast the ones that match.
struct Patterns {
    set: RegexSet,
    each: Vec<(Regex, Read)>,
}

impl Patterns {
    fn of(patterns: &[(&str, Read)]) -> Self {
        let name = r"`?([A-Z][A-Za-z0-9]*)`?";
        let written: Vec<String> = patterns.iter().map(|(pattern, _)| pattern.replace('@', name)).collect();
        let reads = patterns.iter().map(|(_, read)| *read);
        Self {
            set: RegexSet::new(&written).unwrap_or_default(),
            each: written
                .iter()
                .zip(reads)
                .filter_map(|(pattern, read)| Some((Regex::new(pattern).ok()?, read)))
                .collect(),
        }
    }

    /// The statements of a text, with the bytes that state them.
    fn read(&self, text: &str) -> (Vec<Statement>, Vec<Range<usize>>) {
        let mut stated = Vec::new();
        let mut ranges = Vec::new();
        for index in self.set.matches(text) {
            let Some((regex, read)) = self.each.get(index) else {
                continue;
            };
            for found in regex.captures_iter(text) {
                ranges.extend(found.get(0).map(|whole| whole.range()));
                stated.extend(read(&found));
            }
        }
        (stated, ranges)
    }
}

/// Reads the description of a property.
pub fn property(text: &str) -> Statements {
    let (stated, ranges) = PROPERTY.read(text);
    Statements {
        understood: stated,
        unread: unread(text, &ranges),
    }
}

/// Reads the description of an operation; only limits of the operation as a whole are looked for.
pub fn operation(text: &str) -> Vec<Statement> {
    OPERATION.read(text).0
}

/// The sentences with a word of a rule that no pattern took.
fn unread(text: &str, ranges: &[Range<usize>]) -> Vec<String> {
    let Some(rule_like) = RULE_LIKE.as_ref() else {
        return Vec::new();
    };
    let mut sentences: Vec<String> = Vec::new();
    for word in rule_like.find_iter(text) {
        if ranges.iter().any(|range| range.contains(&word.start())) {
            continue;
        }
        let sentence = sentence(text, word.start());
        if sentences.last().is_none_or(|last| last != sentence) {
            sentences.push(sentence.to_string());
        }
    }
    sentences
}

/// The sentence around a byte.
fn sentence(text: &str, at: usize) -> &str {
    let ends = || {
        text.match_indices(". ").map(|(end, _)| end + 1).filter(|end| {
            !["e.g.", "i.e."]
                .iter()
                .any(|short| text.get(..*end).is_some_and(|text| text.ends_with(short)))
        })
    };
    let begin = ends().filter(|end| *end <= at).last().unwrap_or(0);
    let end = ends().find(|end| *end > at).unwrap_or(text.len());
    text.get(begin..end).unwrap_or(text).trim()
}

fn format(name: &'static str) -> Vec<Statement> {
    vec![Statement::Format(name)]
}

fn rule<const N: usize>(name: &'static str, needs: [(&str, Value); N]) -> Vec<Statement> {
    let needs = needs.into_iter().map(|(key, value)| (key.to_string(), value));
    vec![Statement::Rule(name, needs.collect())]
}

fn implication(found: &Captures<'_>, when: &str) -> Vec<Statement> {
    let value = |group| json!(unquoted(text(found, group)));
    rule(
        "implies",
        [(when, value(1)), ("property", name(found, 2)), ("equals", value(3))],
    )
}

fn time_units([hours, days, months]: [Value; 3]) -> Vec<Statement> {
    rule(
        "max_interval_by_time_unit",
        [("hours", hours), ("days", days), ("months", months)],
    )
}

fn keyword(name: &'static str, found: &Captures<'_>, group: usize) -> Statement {
    Statement::Keyword(name, number(found, group))
}

fn text<'t>(found: &Captures<'t>, group: usize) -> &'t str {
    found.get(group).map_or("", |part| part.as_str())
}

fn name(found: &Captures<'_>, group: usize) -> Value {
    Value::from(text(found, group))
}

/// A number as written, with `,` between thousands.
fn number(found: &Captures<'_>, group: usize) -> Value {
    let digits = text(found, group).replace(',', "");
    let whole = digits.parse::<i64>().map(Value::from);
    whole.unwrap_or_else(|_| digits.parse::<f64>().map_or(Value::Null, Value::from))
}

fn unquoted(text: &str) -> String {
    text.trim_matches('`').to_string()
}

/// Everything in quotes.
fn quoted(text: &str) -> Value {
    text.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(
            (PROPERTY.set.len(), PROPERTY.each.len()),
            (PATTERNS.len(), PATTERNS.len())
        );
        let operation = (OPERATION.set.len(), OPERATION.each.len());
        assert_eq!(operation, (OPERATION_PATTERNS.len(), OPERATION_PATTERNS.len()));
        assert!(RULE_LIKE.is_some());
    }
}
