//! A text with its tree.

use rowan::TextRange;

use crate::parser::Parse;
use crate::text::Text;
use crate::value::{Json, Lists, Node};

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
}

fn nothing() -> Node {
    Node { range: TextRange::empty(0.into()), json: Json::Missing }
}
