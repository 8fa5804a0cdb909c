//! JSON text while it is being typed.
//!
//! The text lives in a rope ([`Text`]), its tree in shared, lossless nodes ([`Parse`]). Parsing never fails: it gives a
//! tree whose text is the input byte for byte, and the list of what keeps the input from being JSON. An edit reparses
//! what it changed ([`Parse::reparse`]) and gives the very same tree and errors as a parse from scratch.
//!
//! The dialect is what `JSON.parse` accepts. Comments, trailing commas, unquoted keys and single-quoted strings are
//! understood, so that the rest of the file keeps its meaning, and each is reported.
//!
//! All offsets are bytes in UTF-8 ([`TextSize`]); [`Text`] converts them to lines and columns.

pub mod edit;
pub mod layout;
mod parser;
pub mod source;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod text;
mod token;
mod tree;
pub mod value;

pub use edit::TextEdit;
pub use parser::reparse::Edit;
pub use parser::{MAX_DEPTH, Parse, RUN_LENGTH, STACK_BYTES};
pub use rowan::{GreenNode, GreenNodeData, GreenTokenData, NodeOrToken, TextRange, TextSize, TokenAtOffset};
pub use source::{Excerpt, Focus, FocusKind, Source};
pub use text::{Encoding, LineColumn, LineColumns, MAX_TEXT_BYTES, Text};
pub use token::error::{SyntaxError, SyntaxErrorKind};
pub use token::kind::{JsonLanguage, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
pub use tree::cursor::{Cursor, CursorPlace};
pub use tree::green::Green;
pub use tree::path::{KeyPath, PathSegment};
pub use tree::{Array, Bool, Document, Key, Member, Null, Number, Object, StringLit, Value};
