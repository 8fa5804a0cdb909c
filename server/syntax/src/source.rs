//! A text with its tree.

use std::ops::Range;

use rowan::{TextRange, TextSize};

use crate::parser::Parse;
use crate::text::Text;
use crate::token::quotes;
use crate::value::{self, Json, Lists, Node};

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

    /// Where bytes of a string's decoded text stand; escapes are kept whole. `string` is the range of the string with its quotes.
    #[must_use]
    pub fn place_in_string(&self, string: TextRange, decoded: Range<usize>) -> TextRange {
        value::place(&self.parse.syntax(), string, decoded)
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

fn nothing() -> Node {
    Node { range: TextRange::empty(0.into()), json: Json::Missing }
}
