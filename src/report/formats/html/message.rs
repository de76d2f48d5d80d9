//! A message as it is read: header fields, and the body one value to a line, with the places marked
//! that findings point at.

use super::escaped::Escaped;
use crate::report::text;

/// Part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The text; line breaks are part of it.
    pub text: Escaped,
    /// True if a finding points at it.
    pub marked: bool,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Header fields, one to a line.
    pub fields: Escaped,
    /// The body.
    pub body: Vec<Part>,
    /// True if its end is left out.
    pub cut: bool,
    /// Number of bytes of the body, if only the transcripts of a pack have the whole.
    pub in_pack: Option<usize>,
}

impl Message {
    /// A message of which at most so many bytes of the body are shown.
    pub fn of<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>, body: &str, room: usize, marked: &[&str]) -> Self {
        let shown = text::beginning(body, room);
        let fields: Vec<String> = fields
            .map(|(name, value)| text::one_line(&format!("{name}: {value}")))
            .collect();
        Self {
            fields: Escaped::of(&fields.join("\n")),
            body: parts(&lines(shown), marked),
            cut: shown.len() < body.len(),
            in_pack: None,
        }
    }

    /// Returns true if there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.body.is_empty() && !self.cut
    }
}

/// A line of a body, and the JSON Pointer of the value that begins in it.
#[derive(Debug, Default)]
struct Line {
    text: String,
    pointer: String,
}

/// The longest array or object that stays on one line, in bytes.
const SHORT: usize = 60;

/// The lines of a body. A body that is no JSON stays as it is; one that is cut off in the middle is
/// laid out as far as it goes, which no JSON parser does.
fn lines(body: &str) -> Vec<Line> {
    let body = body.trim();
    if !body.starts_with(['{', '[']) {
        return body
            .lines()
            .map(|line| Line {
                text: text::printable(line),
                pointer: String::new(),
            })
            .collect();
    }
    let mut layout = Layout::default();
    let mut rest = body;
    while let Some(c) = rest.chars().next() {
        let token = token(rest);
        layout.take(token, rest);
        rest = &rest[token.len().max(c.len_utf8()).min(rest.len())..];
    }
    layout.lines.push(layout.line);
    layout.lines
}

/// The token at the beginning: a string, a run of blanks, one sign of JSON, or anything else up to the next.
fn token(rest: &str) -> &str {
    let mut chars = rest.char_indices();
    let end = match chars.next() {
        Some((_, '"')) => {
            let mut escaped = false;
            chars
                .find(|(_, c)| {
                    let ends = *c == '"' && !escaped;
                    escaped = *c == '\\' && !escaped;
                    ends
                })
                .map(|(at, _)| at + 1)
        }
        Some((_, '{' | '}' | '[' | ']' | ':' | ',')) => Some(1),
        Some((_, c)) if c.is_whitespace() => chars.find(|(_, c)| !c.is_whitespace()).map(|(at, _)| at),
        _ => chars
            .find(|(_, c)| matches!(c, '{' | '}' | '[' | ']' | ':' | ',' | '"') || c.is_whitespace())
            .map(|(at, _)| at),
    };
    &rest[..end.unwrap_or(rest.len())]
}

/// Level of the value at which the layout stands.
#[derive(Debug)]
enum Level {
    Object { key: String },
    Array { index: usize },
}

#[derive(Debug, Default)]
struct Layout {
    lines: Vec<Line>,
    line: Line,
    levels: Vec<Level>,
    /// The last string, which is a key if a colon follows.
    string: String,
    /// Levels that stay on the line on which they began.
    flat: usize,
}

impl Layout {
    fn take(&mut self, token: &str, rest: &str) {
        match token {
            "{" | "[" => {
                self.begin_value();
                self.line.text.push_str(token);
                self.levels.push(if token == "{" {
                    Level::Object { key: String::new() }
                } else {
                    Level::Array { index: 0 }
                });
                if self.flat > 0 || is_short(rest) {
                    self.flat += 1;
                } else {
                    self.break_line();
                }
            }
            "}" | "]" => {
                self.levels.pop();
                if self.flat > 0 {
                    self.flat -= 1;
                } else {
                    self.break_line();
                }
                self.line.text.push_str(token);
            }
            "," => {
                self.line.text.push(',');
                if let Some(Level::Array { index }) = self.levels.last_mut() {
                    *index += 1;
                }
                if self.flat > 0 {
                    self.line.text.push(' ');
                } else {
                    self.break_line();
                }
            }
            ":" => {
                self.line.text.push_str(": ");
                let name = self.string.trim_matches('"').replace('~', "~0").replace('/', "~1");
                if let Some(Level::Object { key }) = self.levels.last_mut() {
                    *key = name;
                }
                self.begin_value();
            }
            blank if blank.trim().is_empty() => {}
            other => {
                if matches!(self.levels.last(), Some(Level::Array { .. }) | None) {
                    self.begin_value();
                }
                self.string = other.to_string();
                self.line.text.push_str(&text::printable(other));
            }
        }
    }

    /// The line belongs to the first value that begins in it.
    fn begin_value(&mut self) {
        if !self.line.pointer.is_empty() || self.flat > 0 {
            return;
        }
        for level in &self.levels {
            self.line.pointer.push('/');
            match level {
                Level::Object { key } => self.line.pointer.push_str(key),
                Level::Array { index } => self.line.pointer.push_str(&index.to_string()),
            }
        }
    }

    fn break_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.line.text = "  ".repeat(self.levels.len().min(24));
    }
}

/// Returns true if an array or object ends soon enough to stay on its line, and holds no other.
fn is_short(rest: &str) -> bool {
    let beginning = text::beginning(rest, SHORT);
    let mut inner = &beginning[1..];
    while !inner.is_empty() {
        match token(inner) {
            "}" | "]" => return true,
            "{" | "[" => return false,
            token => inner = &inner[token.len()..],
        }
    }
    false
}

/// The lines joined, but for those that a finding points at: there the nearest place is marked that exists.
fn parts(lines: &[Line], marked: &[&str]) -> Vec<Part> {
    let marks: Vec<usize> = marked
        .iter()
        .filter(|pointer| !pointer.is_empty())
        .filter_map(|pointer| {
            let fits = |line: &Line| {
                let there = line.pointer.as_str();
                let within = pointer.strip_prefix(there)?;
                (!there.is_empty() && (within.is_empty() || within.starts_with('/'))).then_some(there.len())
            };
            let fitting = lines.iter().enumerate();
            let (_, place) = fitting
                .filter_map(|(place, line)| Some((fits(line)?, place)))
                .rev()
                .max_by_key(|(length, _)| *length)
                .or((lines.len() == 1).then_some((0, 0)))?;
            Some(place)
        })
        .collect();
    let mut parts: Vec<Part> = Vec::new();
    let mut plain = String::new();
    for (place, line) in lines.iter().enumerate() {
        if marks.contains(&place) {
            let text = line.text.trim_start();
            plain.push_str(&line.text[..line.text.len() - text.len()]);
            parts.extend(part(&mut plain, false));
            parts.extend(part(&mut text.to_string(), true));
        } else {
            plain.push_str(&line.text);
        }
        if place + 1 < lines.len() {
            plain.push('\n');
        }
    }
    parts.extend(part(&mut plain, false));
    parts
}

fn part(text: &mut String, marked: bool) -> Option<Part> {
    let text = std::mem::take(text);
    (!text.is_empty()).then(|| Part {
        text: Escaped::of(&text),
        marked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str, room: usize, marked: &[&str]) -> String {
        let message = Message::of(std::iter::empty(), body, room, marked);
        let text = |part: &Part| {
            if part.marked {
                format!("«{}»", part.text)
            } else {
                part.text.to_string()
            }
        };
        message.body.iter().map(text).collect()
    }

    #[test]
    fn a_body_stands_one_value_to_a_line_and_short_ones_stay_together() {
        let body = r#"{"a":[{"b":1,"c":"x{,y"},{"b":2,"c":"a longer text, so that both together need more than a line"}],"d":[1,2]}"#;
        let expected = r#"{
  "a": [
    {"b": 1, "c": "x{,y"},
    {
      "b": 2,
      "c": "a longer text, so that both together need more than a line"
    }
  ],
  "d": [1, 2]
}"#;
        assert_eq!(shown(body, 1000, &[]), expected);
        let indented = serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(body).unwrap());
        assert_eq!(
            shown(&indented.unwrap(), 1000, &[]),
            expected,
            "whatever it looked like before"
        );
    }

    #[test]
    fn the_place_of_a_finding_is_marked_or_the_nearest_that_exists() {
        let body =
            r#"{"success":false,"errors":[{"code":3,"message":"The connection is not known, please look at it."}]}"#;
        let marked = shown(body, 1000, &["/errors/0/code"]);
        assert!(marked.contains("«\"code\": 3,»"), "{marked}");
        let marked = shown(body, 1000, &["/errors/0/rateCode"]);
        assert!(marked.contains("    «{»\n"), "{marked}");
        let marked = shown(body, 1000, &["/errors"]);
        assert!(marked.contains("  «\"errors\": [»\n"), "{marked}");
        assert!(!shown(body, 1000, &[""]).contains('«'));
        assert_eq!(
            shown(r#"{"success":true}"#, 1000, &["/success"]),
            r#"«{"success": true}»"#
        );
    }

    #[test]
    fn what_is_cut_or_no_json_is_shown_as_far_as_it_goes() {
        assert_eq!(shown(r#"{"a":"bcdefgh"}"#, 9, &[]), "{\n  \"a\": \"bcd");
        assert_eq!(shown("<html>\n<b>", 100, &["/a"]), "&lt;html&gt;\n&lt;b&gt;");
        assert_eq!(shown("", 100, &["/a"]), "");
        for odd in ["{", "[[[[", "}}]]", r#"{"a"#, r#"{"a\"#, "{\u{0}é", "[,,:{]"] {
            shown(odd, 100, &["/a/b"]);
        }
    }
}
