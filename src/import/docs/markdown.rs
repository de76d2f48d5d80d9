//! A Markdown page as sections of paragraphs, lists, tables, quotes and code.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::text::Text;

/// A heading with everything up to the next one.
#[derive(Clone, Debug)]
pub struct Section {
    /// 1 to 6; 0 for what stands before the first heading.
    pub level: u8,
    /// The heading without marks.
    pub title: String,
    /// True if the heading is struck out.
    pub struck: bool,
    /// The name by which links lead here.
    pub anchor: String,
    /// The line of the heading.
    pub line: usize,
    /// Blocks under it.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(Line),
    /// The items of a list; what is nested belongs to its item.
    List(Vec<Line>),
    /// A table.
    Table(Table),
    /// The paragraphs, headings and items of a quote.
    Quote(Vec<Text>),
    /// The text of a block of code.
    Code(String),
}

/// Text and the line where it begins.
#[derive(Clone, Debug)]
pub struct Line {
    /// Text of the item.
    pub text: Text,
    /// Line of its beginning.
    pub line: usize,
    /// True if it begins with a `|`, as only a row of a table should.
    pub piped: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The cells of its head, as plain text.
    pub head: Vec<String>,
    /// The line of its head.
    pub line: usize,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Cells, as many as the head has: missing ones are empty, further ones are cut off.
    pub cells: Vec<Text>,
    /// Number of cells that are written.
    pub written: usize,
    /// Line of the row.
    pub line: usize,
}

/// The name by which links lead to a heading.
pub fn anchor(title: &str) -> String {
    let mut anchor = String::new();
    for c in title.trim().chars() {
        if c.is_alphanumeric() || c == '-' || c == '_' {
            anchor.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            anchor.push('-');
        }
    }
    anchor
}

/// Reads a page.
pub fn parse(text: &str) -> Vec<Section> {
    let mut reader = Reader::new(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.take(event, range);
    }
    reader.sections
}

struct Reader<'t> {
    source: &'t str,
    /// The byte at which each line begins.
    lines: Vec<usize>,
    sections: Vec<Section>,
    text: Text,
    begin: usize,
    struck: usize,
    link: Option<Arc<str>>,
    quotes: usize,
    quote: Vec<Text>,
    lists: usize,
    items: Vec<Line>,
    table: Table,
    row: Vec<Text>,
    code: Option<String>,
}

impl<'t> Reader<'t> {
    fn new(source: &'t str) -> Self {
        Self {
            source,
            lines: std::iter::once(0)
                .chain(source.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
            sections: vec![Section {
                level: 0,
                title: String::new(),
                struck: false,
                anchor: String::new(),
                line: 1,
                blocks: Vec::new(),
            }],
            text: Text::default(),
            begin: 0,
            struck: 0,
            link: None,
            quotes: 0,
            quote: Vec::new(),
            lists: 0,
            items: Vec::new(),
            table: Table::default(),
            row: Vec::new(),
            code: None,
        }
    }

    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|begin| *begin <= at)
    }

    fn taken(&mut self) -> Line {
        Line {
            text: std::mem::take(&mut self.text),
            line: self.line(self.begin),
            piped: self.source.get(self.begin..).is_some_and(|rest| rest.starts_with('|')),
        }
    }

    fn begin(&mut self, range: &Range<usize>) {
        self.text = Text::default();
        self.begin = range.start;
    }

    fn block(&mut self, block: Block) {
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    fn say(&mut self, text: &str, code: bool) {
        if let Some(block) = &mut self.code {
            block.push_str(text);
        } else {
            self.text.push(text, code, self.struck > 0, self.link.as_ref());
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => self.say(&text, false),
            Event::Code(text) => self.say(&text, true),
            Event::SoftBreak | Event::HardBreak => self.say(" ", false),
            Event::InlineHtml(html) if html.starts_with("<br") => self.say(" ", false),
            // Comments and what only draws say nothing; the remaining extensions are not switched on.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph if self.lists == 0 => self.begin(range),
            Tag::Heading { .. } if self.lists == 0 => self.begin(range),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(_) => {
                if self.lists == 0 {
                    self.items.clear();
                } else {
                    self.say(" ", false);
                }
                self.lists += 1;
            }
            Tag::Item if self.lists == 1 => self.begin(range),
            Tag::Table(_) => {
                self.table = Table {
                    line: self.line(range.start),
                    ..Table::default()
                };
            }
            Tag::TableCell => self.begin(range),
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::Strikethrough => self.struck += 1,
            Tag::Link { dest_url, .. } => self.link = Some(Arc::from(dest_url.as_ref())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph if self.lists > 0 => self.say(" ", false),
            TagEnd::Paragraph => {
                let line = self.taken();
                if self.quotes > 0 {
                    self.quote.push(line.text);
                } else {
                    self.block(Block::Paragraph(line));
                }
            }
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                if self.quotes == 0 {
                    let quote = std::mem::take(&mut self.quote);
                    self.block(Block::Quote(quote));
                }
            }
            TagEnd::List(_) => {
                self.lists = self.lists.saturating_sub(1);
                if self.lists == 0 && self.quotes == 0 {
                    let items = std::mem::take(&mut self.items);
                    self.block(Block::List(items));
                }
            }
            TagEnd::Item if self.lists == 1 => {
                let line = self.taken();
                if self.quotes > 0 {
                    self.quote.push(line.text);
                } else {
                    self.items.push(line);
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                self.row.push(cell);
            }
            TagEnd::TableHead => {
                let row = std::mem::take(&mut self.row);
                self.table.head = row.iter().map(Text::plain).collect();
            }
            TagEnd::TableRow => {
                let row = Row {
                    cells: std::mem::take(&mut self.row),
                    written: self.source.get(range.clone()).map_or(0, written_cells),
                    line: self.line(range.start),
                };
                self.table.rows.push(row);
            }
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.block(Block::Table(table));
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.block(Block::Code(code));
            }
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Link => self.link = None,
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        if self.lists > 0 {
            return self.say(" ", false);
        }
        let Line { text, line, .. } = self.taken();
        if self.quotes > 0 {
            self.quote.push(text);
            return;
        }
        let title = text.plain().replace('`', "");
        self.sections.push(Section {
            level: level as u8,
            struck: text.is_struck(),
            anchor: anchor(&title),
            title,
            line,
            blocks: Vec::new(),
        });
    }
}

/// The number of cells that a row is written with: the parser cuts and fills rows silently.
fn written_cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = 1;
    let mut escaped = false;
    let mut last_pipe = None;
    for (at, c) in row.char_indices() {
        match c {
            '|' if !escaped => {
                cells += 1;
                last_pipe = Some(at);
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    let closed = last_pipe.is_some_and(|at| at + 1 == row.len());
    cells - usize::from(closed && cells > 1)
}
