//! Errors of expressions that do not compile, in words and not in the names of a grammar.

/// The reason for which an expression does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The mistake, in words.
    pub message: String,
    /// A function name that is not known, if that is what is wrong.
    pub unknown_function: Option<String>,
}

impl CompileError {
    /// Advice for whoever wrote it.
    pub fn advice(&self) -> &'static str {
        if self.message == NEVER_CLOSED {
            "close it, or write `$${` for the two characters themselves"
        } else {
            "expressions are written in CEL, e.g. `size(response.channels) > 0`"
        }
    }
}

/// The message about a `${` without an end.
pub const NEVER_CLOSED: &str = "the `${` is never closed by `}`";

/// The message of the parser of CEL, without the names of its grammar.
pub fn in_words(text: &str) -> String {
    let line = first_line(text);
    let (place, said) = line
        .split_once(": Syntax error: ")
        .map_or((None, line.as_str()), |(place, said)| (place.rsplit(':').next(), said));
    let quoted = |text: &str| {
        let found = text.split('\'').nth(1).unwrap_or_default();
        if found == "<EOF>" {
            "the end".to_string()
        } else {
            format!("`{found}`")
        }
    };
    let what = if let Some(rest) = said.strip_prefix("missing ") {
        let (lacking, before) = rest.split_once(" at ").unwrap_or((rest, ""));
        format!("{} is missing before {}", quoted(lacking), quoted(before))
    } else if let Some(rest) = said
        .strip_prefix("mismatched input ")
        .or_else(|| said.strip_prefix("extraneous input "))
        .or_else(|| said.strip_prefix("no viable alternative at input "))
    {
        match quoted(rest).as_str() {
            "the end" => "it ends too early".to_string(),
            found => format!("{found} cannot stand there"),
        }
    } else {
        said.to_string()
    };
    match place {
        Some(column) => format!("{what} (character {column})"),
        None => what,
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(text);
    line.trim_start_matches("ERROR: ")
        .trim_start_matches("<input>:")
        .trim()
        .to_string()
}
