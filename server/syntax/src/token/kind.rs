//! The kinds of tokens and nodes.

/// The kind of a token or node in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum SyntaxKind {
    // Trivia: tokens that stand anywhere and mean nothing.
    /// A run of the four whitespace characters of JSON.
    Whitespace,
    /// A run of other Unicode whitespace, such as a no-break space. Not JSON.
    ForeignWhitespace,
    /// `// ..` up to the end of its line. Not JSON.
    LineComment,
    /// `/* .. */`, or up to the end of the text where it is not closed. Not JSON.
    BlockComment,
    /// U+FEFF at the very start. Not JSON.
    ByteOrderMark,

    // Tokens.
    /// `{`
    LeftBrace,
    /// `}`
    RightBrace,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// `".."`, or up to the end of its line where it is not closed.
    DoubleQuoted,
    /// `'..'`, or up to the end of its line where it is not closed. Not JSON.
    SingleQuoted,
    /// A word that begins like a number; not every such word is one.
    Digits,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    NullWord,
    /// Any other word. Not JSON.
    Word,
    /// A character that no token begins with. Not JSON.
    Unknown,

    // Nodes.
    /// The root.
    Document,
    /// An object with its braces.
    Object,
    /// One `key: value` of an object; any part but one may be missing.
    Member,
    /// The key of a member.
    Key,
    /// An array with its brackets.
    Array,
    /// Elements of a long array, from the start of the first to the end of the last: an edit in one run leaves the others alone.
    /// What asks for what is in an array looks through it.
    Run,
    /// A string as a value.
    String,
    /// A number as a value.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// Tokens that fit nowhere, and what lies deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    Error,
}

use SyntaxKind::*;

const KINDS: [SyntaxKind; 30] = [
    Whitespace,
    ForeignWhitespace,
    LineComment,
    BlockComment,
    ByteOrderMark,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Colon,
    Comma,
    DoubleQuoted,
    SingleQuoted,
    Digits,
    True,
    False,
    NullWord,
    Word,
    Unknown,
    Document,
    Object,
    Member,
    Key,
    Array,
    Run,
    String,
    Number,
    Bool,
    Null,
    Error,
];

impl SyntaxKind {
    /// Whether this is whitespace, a comment or a byte order mark.
    pub fn is_trivia(self) -> bool {
        matches!(self, Whitespace | ForeignWhitespace | LineComment | BlockComment | ByteOrderMark)
    }

    /// Whether this is a comment.
    pub fn is_comment(self) -> bool {
        matches!(self, LineComment | BlockComment)
    }

    /// Whether this is a string token, in double or single quotes.
    pub fn is_quoted(self) -> bool {
        matches!(self, DoubleQuoted | SingleQuoted)
    }

    /// Whether this is a number or another word without quotes.
    pub fn is_word(self) -> bool {
        matches!(self, Digits | True | False | NullWord | Word)
    }

    /// Whether this is the node of a value.
    pub fn is_value(self) -> bool {
        matches!(self, Object | Array | String | Number | Bool | Null)
    }

    /// The kind of a node or token of the shared tree.
    pub fn of(raw: rowan::SyntaxKind) -> SyntaxKind {
        <JsonLanguage as rowan::Language>::kind_from_raw(raw)
    }

    /// Whether this token opens an object or array.
    pub(crate) fn is_opening(self) -> bool {
        matches!(self, LeftBrace | LeftBracket)
    }

    /// Whether a value can begin with this token, be it as it should or without its quotes.
    pub(crate) fn begins_value(self) -> bool {
        self.is_opening() || self.is_quoted() || self.is_word()
    }

    /// Whether this token closes an object or array.
    pub(crate) fn is_closing(self) -> bool {
        matches!(self, RightBrace | RightBracket)
    }
}

/// The language tag of our rowan trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JsonLanguage {}

impl rowan::Language for JsonLanguage {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        KINDS.get(usize::from(raw.0)).copied().unwrap_or(Error)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}

impl From<SyntaxKind> for rowan::SyntaxKind {
    fn from(kind: SyntaxKind) -> Self {
        rowan::SyntaxKind(kind as u16)
    }
}

/// A node of the tree, with its place in the text.
pub type SyntaxNode = rowan::SyntaxNode<JsonLanguage>;
/// A token of the tree, with its place in the text.
pub type SyntaxToken = rowan::SyntaxToken<JsonLanguage>;
/// A node or token of the tree.
pub type SyntaxElement = rowan::SyntaxElement<JsonLanguage>;

#[cfg(test)]
mod tests {
    use super::*;
    use rowan::Language;

    #[test]
    fn kinds_survive_the_way_through_rowan() {
        for kind in KINDS {
            assert_eq!(JsonLanguage::kind_from_raw(JsonLanguage::kind_to_raw(kind)), kind);
        }
        assert_eq!(KINDS.last(), Some(&Error));
        assert_eq!(KINDS.len(), Error as usize + 1);
    }
}
