//! A text with its tree, and a value taken out of one.

use std::ops::Range;

use rowan::{GreenNode, TextRange, TextSize};

use crate::parser::Parse;
use crate::text::Text;
use crate::token::kind::SyntaxNode;
use crate::token::quotes;
use crate::tree::cursor::CursorPlace;
use crate::tree::green::Green;
use crate::tree::path::KeyPath;
use crate::value::{self, Json, Lists, Node};

/// The word that an offset is on: a key, a string, a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// The word, with its quotes.
    pub range: TextRange,
    /// What it is.
    pub kind: FocusKind,
    /// The path of the member or value.
    pub path: KeyPath,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FocusKind {
    /// A key.
    Key,
    /// A value of a member or an element of an array.
    Value,
    /// A value that is the whole file, or a word in a place where it has no meaning.
    Other,
}

/// One version of a text, with its tree and the parser's errors. A clone is cheap.
#[derive(Debug, Clone)]
pub struct Source {
    /// The text.
    pub text: Text,
    /// The tree and the parser's errors.
    pub parse: Parse,
}

impl Source {
    /// Parses a text.
    #[must_use]
    pub fn new(text: &str) -> Source {
        Source { text: Text::new(text), parse: Parse::new(text) }
    }

    /// The text's value; [`Json::Missing`] where it has none.
    #[must_use]
    pub fn value(&self) -> Node {
        self.parse.value().map_or_else(nothing, Node::lower)
    }

    /// The text's value, but for the elements of its arrays, which wait until they are asked for.
    #[must_use]
    pub fn value_in(&self, lists: &mut Lists<'_>) -> Node {
        self.parse.value().map_or_else(nothing, |value| Node::lower_file(value, lists))
    }

    /// What an offset is on; nothing between tokens and on brackets, commas and colons.
    #[must_use]
    pub fn focus(&self, offset: TextSize) -> Option<Focus> {
        let cursor = self.parse.document().cursor(offset);
        let range = cursor.token.as_ref()?.text_range();
        let (kind, path) = match &cursor.place {
            CursorPlace::Key(key) => (FocusKind::Key, key.member()?.path()),
            CursorPlace::Value(_) | CursorPlace::Element(..) => (FocusKind::Value, cursor.path()),
            _ => (FocusKind::Other, cursor.path()),
        };
        Some(Focus { range, kind, path })
    }

    /// Where bytes of a string's decoded text stand; escapes are kept whole. `string` is the range of the string with its quotes.
    #[must_use]
    pub fn place_in_string(&self, string: TextRange, decoded: Range<usize>) -> TextRange {
        value::place_in_string(&self.parse.syntax(), string, decoded)
    }

    /// The range of a key or string without its quotes, either of which may be missing; any other range as it is.
    #[must_use]
    pub fn without_quotes(&self, range: TextRange) -> TextRange {
        let token = self.text.slice(range);
        let content = quotes::content_range(&token);
        let at = |offset: usize| range.start() + TextSize::try_from(offset).unwrap_or_default();
        TextRange::new(at(content.start), at(content.end))
    }
}

/// A value taken out of its file, with its tree. Offsets start at its own first byte.
#[derive(Debug)]
pub struct Excerpt {
    root: SyntaxNode,
}

impl Excerpt {
    /// The value of a tree that files share.
    #[must_use]
    pub fn new(green: GreenNode) -> Excerpt {
        Excerpt { root: SyntaxNode::new_root(green) }
    }

    /// What it reads as.
    #[must_use]
    pub fn value(&self) -> Node {
        Node::lower(Green { node: &self.root.green(), start: TextSize::new(0) })
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new(&self.root.text().to_string())
    }

    /// Where bytes of a string's decoded text stand, as [`Source::place_in_string`] says it.
    #[must_use]
    pub fn place_in_string(&self, string: TextRange, decoded: Range<usize>) -> TextRange {
        value::place_in_string(&self.root, string, decoded)
    }
}

fn nothing() -> Node {
    Node { range: TextRange::empty(0.into()), json: Json::Missing }
}
