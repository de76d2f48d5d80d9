//! Text of others on its way into a report.

/// The text without what would be invisible or would turn the text beside it around: control
/// characters other than line breaks and tabs, and the marks for the direction of writing.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_hidden(c) { '\u{fffd}' } else { c })
        .collect()
}

/// The same on a single line.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in printable(text).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The beginning of a text: whole if it has no more than so many bytes.
pub fn beginning(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The beginning of a text, with a mark where the rest is left out.
pub fn shortened(text: &str, most: usize) -> String {
    let beginning = beginning(text, most);
    if beginning.len() == text.len() {
        text.to_string()
    } else {
        format!("{beginning}…")
    }
}

/// A number with the name of the things counted: `1 case`, `2 cases`.
pub fn counted(number: usize, what: &str) -> String {
    let ending = match (number, what.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{number} {what}{ending}")
}

fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => true,
        other => other.is_control(),
    }
}
