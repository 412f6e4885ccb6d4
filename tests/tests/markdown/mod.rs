//! What tests of the documentation look at in a Markdown text.
#![allow(dead_code, reason = "each test file uses another part of it")]

use std::ops::Range;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A text, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Markdown {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) headings: Vec<Heading>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) tables: Vec<Table>,
    pub(crate) links: Vec<String>,
    /// Everything that a person reads from the right or from the left: paragraphs, cells, items, headings.
    pub(crate) prose: Vec<Prose>,
    /// The code within prose, without its marks.
    pub(crate) spans: Vec<Span>,
    /// The ids of `<a id="…"></a>`, in order.
    pub(crate) anchors: Vec<String>,
    /// The ids that headings get by their texts.
    pub(crate) slugs: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) level: HeadingLevel,
    /// The id before it.
    pub(crate) anchor: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) language: String,
    pub(crate) code: String,
    pub(crate) direction: Option<Direction>,
}

/// The code in each cell, row by row, the head included.
pub(crate) type Table = Vec<Vec<Vec<String>>>;

#[derive(Debug)]
pub(crate) struct Prose {
    pub(crate) text: String,
    pub(crate) direction: Option<Direction>,
}

#[derive(Debug)]
pub(crate) struct Span {
    pub(crate) code: String,
    pub(crate) place: Range<usize>,
    pub(crate) direction: Option<Direction>,
    /// How many headings are before it.
    pub(crate) section: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    RightToLeft,
    LeftToRight,
}

impl Markdown {
    pub(crate) fn read(path: &str) -> Self {
        let path = root().join(path);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut markdown = Self { path, ..Self::default() };
        let mut reading = Reading::default();
        for (event, place) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
            reading.take(event, place, &mut markdown);
        }
        assert!(reading.directions.is_empty(), "{}: a <div> is not closed", markdown.path.display());
        markdown.text = text;
        markdown
    }

    /// The code blocks of a language.
    pub(crate) fn blocks_in<'a>(&'a self, language: &'a str) -> impl Iterator<Item = &'a str> {
        self.blocks.iter().filter(move |block| block.language == language).map(|block| block.code.as_str())
    }

    /// The commands in the shell blocks.
    pub(crate) fn commands(&self) -> Vec<&str> {
        let lines = self.blocks_in("sh").flat_map(str::lines);
        lines
            .map(|line| line.split(" #").next().unwrap_or(line).trim())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect()
    }

    /// The links that lead nowhere in the repository.
    pub(crate) fn broken_links(&self) -> Vec<&str> {
        let folder = self.path.parent().unwrap();
        let local = self.links.iter().map(String::as_str).filter(|link| !link.contains("://"));
        local
            .filter(|link| match link.split_once('#') {
                Some(("", anchor)) => !self.anchors.iter().chain(&self.slugs).any(|id| id == anchor),
                Some((path, _)) => !folder.join(path).exists(),
                None => !folder.join(link).exists(),
            })
            .collect()
    }
}

/// Where in a text the reading is.
#[derive(Default)]
struct Reading {
    directions: Vec<Option<Direction>>,
    block: Option<Block>,
    anchor: Option<String>,
    cell: Option<Vec<String>>,
    slug: Option<String>,
}

impl Reading {
    fn direction(&self) -> Option<Direction> {
        self.directions.iter().rev().find_map(|direction| *direction)
    }

    fn take(&mut self, event: Event<'_>, place: Range<usize>, to: &mut Markdown) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                to.headings.push(Heading { level, anchor: self.anchor.take() });
                self.slug = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => to.slugs.extend(self.slug.take()),
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.block = Some(Block { language, code: String::new(), direction: self.direction() });
            }
            Event::End(TagEnd::CodeBlock) => to.blocks.extend(self.block.take()),
            Event::Start(Tag::Table(_)) => to.tables.push(Table::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => to.tables.last_mut().unwrap().push(Vec::new()),
            Event::Start(Tag::TableCell) => self.cell = Some(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                to.tables.last_mut().unwrap().last_mut().unwrap().extend(self.cell.take());
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                to.links.push(dest_url.into_string());
            }
            Event::Code(code) => {
                self.cell.iter_mut().for_each(|cell| cell.push(code.to_string()));
                let (direction, section) = (self.direction(), to.headings.len());
                to.spans.push(Span { code: code.into_string(), place, direction, section });
            }
            Event::Text(text) => match &mut self.block {
                Some(block) => block.code += &text,
                None => {
                    if let Some(slug) = &mut self.slug {
                        let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
                        slug.extend(kept.flat_map(|c| if c == ' ' { '-' } else { c }.to_lowercase()));
                    }
                    to.prose.push(Prose { text: text.into_string(), direction: self.direction() });
                }
            },
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, to),
            _ => {}
        }
    }

    fn html(&mut self, html: &str, to: &mut Markdown) {
        for tag in html.split_inclusive('>').map(str::trim) {
            if let Some(attributes) = tag.strip_prefix("<div") {
                self.directions.push(match attributes {
                    " dir=\"rtl\">" => Some(Direction::RightToLeft),
                    " dir=\"ltr\">" => Some(Direction::LeftToRight),
                    _ => None,
                });
            } else if tag == "</div>" {
                self.directions.pop().unwrap_or_else(|| panic!("{}: a </div> too many", to.path.display()));
            } else if let Some(id) = tag.strip_prefix("<a id=\"").and_then(|rest| rest.strip_suffix("\">")) {
                self.anchor = Some(id.to_owned());
                to.anchors.push(id.to_owned());
            }
        }
    }
}
