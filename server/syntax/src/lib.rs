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

mod cursor;
mod error;
mod escape;
mod green;
mod kind;
mod lexer;
mod parser;
mod path;
mod reparse;
mod text;
mod tree;

pub use cursor::{Cursor, Place};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use green::Green;
pub use kind::{Json, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
pub use parser::{MAX_DEPTH, Parse};
pub use path::{KeyPath, PathSegment};
pub use reparse::Edit;
pub use rowan::{GreenNode, GreenNodeData, GreenTokenData, NodeOrToken, TextRange, TextSize, TokenAtOffset};
pub use text::{Encoding, LineColumn, LineColumns, MAX_TEXT_BYTES, Text};
pub use tree::{Array, Bool, Document, Key, Member, Null, Number, Object, StringLit, Value};

#[cfg(test)]
mod tests {
    /// The crate stands below everything else: it knows no Vercel, no LSP and no serde.
    #[test]
    fn depends_on_ropey_and_rowan_alone() {
        let manifest = include_str!("../Cargo.toml");
        let dependencies: Vec<&str> = manifest
            .lines()
            .skip_while(|line| *line != "[dependencies]")
            .skip(1)
            .take_while(|line| !line.starts_with('['))
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| line.split(['.', ' ', '=']).next().unwrap())
            .collect();
        assert_eq!(dependencies, ["ropey", "rowan"]);
        assert!(!manifest.contains("[target"), "no dependencies behind a target either");
        assert!(!manifest.contains("[build-dependencies"));
    }
}
