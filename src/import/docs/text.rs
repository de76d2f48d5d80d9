//! The text of a paragraph, a cell or an item, with what its marks say.

use std::sync::Arc;

/// A run of text under the same marks.
#[derive(Clone, Debug)]
struct Run {
    text: String,
    code: bool,
    struck: bool,
    link: Option<Arc<str>>,
}

/// The text of a paragraph, a cell or an item.
#[derive(Clone, Debug, Default)]
pub struct Text {
    runs: Vec<Run>,
}

/// A link or a piece of code, and where it begins in [`Text::plain`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A link with its text and its target as written.
    Link(Link),
    /// A piece of code without its quotes.
    Code(String),
}

/// A link as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Text that it shows.
    pub text: String,
    /// Target as written.
    pub target: String,
}

impl Text {
    /// Appends a run.
    pub fn push(&mut self, text: &str, code: bool, struck: bool, link: Option<&Arc<str>>) {
        if let Some(last) = self.runs.last_mut()
            && !last.code
            && !code
            && last.struck == struck
            && last.link.as_deref() == link.map(AsRef::as_ref)
        {
            last.text.push_str(text);
            return;
        }
        self.runs.push(Run {
            text: text.to_string(),
            code,
            struck,
            link: link.cloned(),
        });
    }

    /// Everything that can be read, code in backticks, white space as one blank.
    pub fn plain(&self) -> String {
        self.with_marks().0
    }

    /// The text without what is struck out.
    #[must_use]
    pub fn without_struck(&self) -> Self {
        Self {
            runs: self.runs.iter().filter(|run| !run.struck).cloned().collect(),
        }
    }

    /// Returns true if there is text, and all of it is struck out.
    pub fn is_struck(&self) -> bool {
        let mut seen = self.runs.iter().filter(|run| !run.text.trim().is_empty()).peekable();
        seen.peek().is_some() && seen.all(|run| run.struck)
    }

    /// All pieces of code.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.runs.iter().filter(|run| run.code).map(|run| run.text.as_str())
    }

    /// The piece of code with which the text begins.
    pub fn leading_code(&self) -> Option<&str> {
        let first = self.runs.iter().find(|run| !run.text.trim().is_empty())?;
        first.code.then_some(first.text.as_str())
    }

    /// All links.
    pub fn links(&self) -> Vec<Link> {
        let marks = self.with_marks().1;
        marks
            .into_iter()
            .filter_map(|(_, mark)| match mark {
                Mark::Link(link) => Some(link),
                Mark::Code(_) => None,
            })
            .collect()
    }

    /// [`Text::plain`], and the links and pieces of code with the byte at which each begins in it.
    pub fn with_marks(&self) -> (String, Vec<(usize, Mark)>) {
        let mut plain = String::new();
        let mut marks: Vec<(usize, Mark)> = Vec::new();
        let mut open: Option<&Arc<str>> = None;
        for run in &self.runs {
            let begin = plain.len();
            if run.code {
                plain.push('`');
                plain.push_str(run.text.trim());
                plain.push('`');
            } else {
                for c in run.text.chars() {
                    if !c.is_whitespace() {
                        plain.push(c);
                    } else if !plain.is_empty() && !plain.ends_with(' ') {
                        plain.push(' ');
                    }
                }
            }
            let link = run.link.as_ref();
            if let Some(target) = link {
                let added = plain.get(begin..).unwrap_or_default().to_string();
                match marks.last_mut() {
                    Some((_, Mark::Link(last))) if open.is_some_and(|open| Arc::ptr_eq(open, target)) => {
                        last.text.push_str(&added);
                    }
                    _ => marks.push((
                        begin,
                        Mark::Link(Link {
                            text: added,
                            target: target.to_string(),
                        }),
                    )),
                }
            } else if run.code {
                marks.push((begin, Mark::Code(run.text.trim().to_string())));
            }
            open = link;
        }
        plain.truncate(plain.trim_end().len());
        (plain, marks)
    }
}
