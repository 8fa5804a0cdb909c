//! An entry of a block, taken out of its file.

use std::ops::Range;

use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_syntax::{Excerpt, GreenNode, Text, TextEdit, TextRange};

/// An entry whose offsets start at its own first byte, so that findings about it stay valid wherever it moves.
#[derive(Debug)]
pub struct Entry {
    /// The entry.
    pub node: Node,
    excerpt: Excerpt,
}

impl Entry {
    /// The entry of a tree that files share.
    #[must_use]
    pub fn new(green: GreenNode) -> Entry {
        let excerpt = Excerpt::new(green);
        Entry { node: excerpt.value(), excerpt }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> Text {
        self.excerpt.text()
    }

    /// Where a range of bytes of a string's meaning stands in the entry.
    #[must_use]
    pub fn place(&self, string: &Node, decoded: Range<usize>) -> TextRange {
        self.excerpt.place_in_string(string.range, decoded)
    }

    /// Its destination's text: the string, or the `path` of a destination that is a service.
    #[must_use]
    pub fn destination(&self) -> Option<(&Node, &str)> {
        let destination = self.node.get("destination")?;
        let node = if destination.as_object().is_some() { destination.get("path")? } else { destination };
        Some((node, node.as_str()?))
    }

    /// Takes a member out.
    #[must_use]
    pub fn remove(&self, key: &str) -> Option<TextEdit> {
        let object = self.node.as_object()?;
        Some(edit::remove_member(&self.text(), object, object.member(key)?))
    }

    /// Changes a string into another, leaving alone what they have in common at their ends.
    #[must_use]
    pub fn change(&self, string: &Node, to: &str) -> TextEdit {
        let from = string.as_str().unwrap_or_default();
        let start: usize =
            from.chars().zip(to.chars()).take_while(|(a, b)| a == b).map(|(char, _)| char.len_utf8()).sum();
        let (from_rest, to_rest) =
            (from.get(start..).unwrap_or_default(), to.get(start..).unwrap_or_default());
        let same = from_rest.chars().rev().zip(to_rest.chars().rev()).take_while(|(a, b)| a == b);
        let end: usize = same.map(|(char, _)| char.len_utf8()).sum();
        let insert = to_rest.get(..to_rest.len() - end).unwrap_or_default();
        TextEdit::new(self.place(string, start..from.len() - end), edit::escaped(insert))
    }
}
