//! Plain words: a name says what it is without its comment, and a comment begins with a noun or a verb.

use crate::scan::{Scanned, read, rust_files};

/// A comment that begins so is half a question.
const QUESTIONS: &[&str] = &[
    "What", "Whether", "How", "Where", "Which", "Who", "Whose", "When", "Why", "That",
];

/// Names of modules that say nothing, or another thing to each reader.
const RIDDLES: &[&str] = &[
    "absence",
    "admission",
    "asked",
    "breaker",
    "called",
    "desk",
    "document",
    "door",
    "edit",
    "heard",
    "known",
    "ledger",
    "leniency",
    "overheard",
    "planted",
    "reading",
    "shown",
    "spoil",
    "tamper",
    "told",
    "traits",
    "tried",
    "trouble",
    "unkept",
    "words",
];

/// Names of types that say nothing by themselves.
const VAGUE: &[&str] = &[
    "Absence", "Desk", "Document", "Door", "Evidence", "Heard", "Kind", "Known", "Ledger", "Reading", "Told",
    "Trouble", "Unkept",
];

#[test]
fn comments_begin_with_a_noun_or_a_verb() {
    let breaches: Vec<String> = rust_files("src")
        .iter()
        .flat_map(|path| questions(path, &read(path)))
        .collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn names_are_no_riddles() {
    let breaches: Vec<String> = rust_files("src")
        .iter()
        .flat_map(|path| riddles(path, &read(path)))
        .collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn each_breach_of_words_is_noticed() {
    assert_eq!(questions("x.rs", "//! What it is.\n").len(), 1);
    assert_eq!(questions("x.rs", "//! `[io]` How it is read.\n").len(), 1);
    assert_eq!(
        questions("x.rs", "struct X {\n    /// Whether it is so.\n    x: bool,\n}\n").len(),
        1
    );
    assert_eq!(riddles("src/room/told.rs", "//! A file.\n").len(), 1);
    assert_eq!(riddles("src/door/x.rs", "//! A file.\n").len(), 1);
    assert_eq!(
        riddles("src/room/x.rs", "pub(super) enum Kind<'a> {}\nstruct Ledger;\n").len(),
        2
    );
}

#[test]
fn what_only_looks_like_a_breach_of_words_is_none() {
    assert_eq!(
        questions(
            "x.rs",
            "/// A thing.\n/// What follows is a sentence within.\nstruct X;\n"
        ),
        [""; 0]
    );
    assert_eq!(
        questions("x.rs", "// What a comment within code says is free.\n"),
        [""; 0]
    );
    assert_eq!(
        riddles("src/room/document_reader.rs", "struct KindOfPush;\n// struct Kind;\n"),
        [""; 0]
    );
}

/// Doc comments of a file that begin with a question.
fn questions(path: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let mut within = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let Some(comment) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            within = false;
            continue;
        };
        let comment = comment.trim_start().trim_start_matches("`[io]`").trim_start();
        let first = comment.split([' ', ',', ':', '.']).next().unwrap_or_default();
        if !within && QUESTIONS.contains(&first) {
            breaches.push(format!(
                "{path}:{}: `{comment}`: begin with a noun or a verb",
                index + 1
            ));
        }
        within = true;
    }
    breaches
}

/// Modules and types of a file whose names are on the lists.
fn riddles(path: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let below = path.trim_start_matches("src/").trim_end_matches(".rs");
    for part in below.split('/').filter(|part| RIDDLES.contains(part)) {
        breaches.push(format!("{path}: the module `{part}` needs a name that says what it is"));
    }
    for (index, line) in Scanned::of(text).code.lines().enumerate() {
        let mut tokens = line
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|token| !token.is_empty());
        while let Some(token) = tokens.next() {
            if matches!(token, "struct" | "enum" | "trait" | "type")
                && let Some(name) = tokens.next()
                && VAGUE.contains(&name)
            {
                breaches.push(format!(
                    "{path}:{}: the type `{name}` needs a name that says what it is",
                    index + 1
                ));
            }
        }
    }
    breaches
}
