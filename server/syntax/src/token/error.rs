//! What keeps a text from being JSON, in sentences.

use rowan::TextRange;

/// One thing that keeps the text from being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SyntaxError {
    /// What it is.
    pub kind: SyntaxErrorKind,
    /// The narrowest range that shows it; never empty but for [`SyntaxErrorKind::EmptyDocument`].
    pub range: TextRange,
}

/// What is wrong, and which range shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SyntaxErrorKind {
    /// No comma between two members or elements. The last character before the gap; the comma belongs at its end.
    MissingComma,
    /// No colon after a key. The key; the colon belongs at its end.
    MissingColon,
    /// No value after a colon. The colon; the value belongs at its end.
    MissingValue,
    /// A value or colon without a key in an object. The colon or the first token of the value.
    MissingKey,
    /// A string without its closing quote. The string, at most up to the end of its line.
    UnclosedString,
    /// A string without its opening quote. The string from its first word on.
    UnopenedString,
    /// An object without its `{`. Its first key.
    UnopenedObject,
    /// An object without its `}`. Its `{`.
    UnclosedObject,
    /// An array without its `]`. Its `[`.
    UnclosedArray,
    /// A `/*` without its `*/`. The `/*`.
    UnclosedComment,
    /// A comma before a closing bracket. The comma.
    TrailingComma,
    /// A comma with no member or element before it. The comma.
    ExtraComma,
    /// A `//` comment. The comment.
    LineComment,
    /// A `/* */` comment. The comment.
    BlockComment,
    /// A key without quotes. The key.
    UnquotedKey,
    /// A word without quotes where a value belongs. The word.
    UnquotedValue,
    /// A string in single quotes. The string.
    SingleQuotedString,
    /// A backslash that begins no escape of JSON. The backslash and what it should escape.
    InvalidEscape,
    /// A raw control character, such as a tab, in a string. The run of such characters.
    ControlCharacter,
    /// A word that begins like a number and is none. The word.
    InvalidNumber,
    /// Whitespace that JSON does not know, such as a no-break space. The run of it.
    InvalidWhitespace,
    /// A closing bracket that closes nothing. The bracket.
    UnmatchedBracket,
    /// Anything else that fits nowhere. All of it up to where the structure is clear again.
    UnexpectedToken,
    /// Something after the root value. Its first token.
    ExtraContent,
    /// A byte order mark at the start. The mark.
    ByteOrderMark,
    /// An object or array inside [`MAX_DEPTH`](crate::MAX_DEPTH) others. Its opening bracket.
    TooDeep,
    /// No value at all. Empty, at the start of the text.
    EmptyDocument,
}

impl SyntaxError {
    /// A sentence that says what is wrong and what to do.
    pub fn message(&self) -> String {
        self.kind.message().to_owned()
    }
}

impl SyntaxErrorKind {
    /// Whether this is about one token on its own, whatever stands around it.
    pub(crate) fn is_lexical(self) -> bool {
        matches!(
            self,
            Self::LineComment
                | Self::BlockComment
                | Self::InvalidWhitespace
                | Self::SingleQuotedString
                | Self::InvalidEscape
                | Self::ControlCharacter
                | Self::InvalidNumber
        )
    }

    /// A sentence that says what is wrong and what to do.
    pub fn message(self) -> &'static str {
        match self {
            Self::MissingComma => "A comma is missing between these entries. Add `,`.",
            Self::MissingColon => "This key has no value. Add `:` and a value.",
            Self::MissingValue => "A value is missing after this colon. Add one, or remove the key.",
            Self::MissingKey => "A key is missing here. Write an object's entries as `\"key\": value`.",
            Self::UnclosedString => "This string is missing its closing quote. Add `\"`.",
            Self::UnopenedString => "This string is missing its opening quote. Add `\"`.",
            Self::UnopenedObject => "This key isn't in an object. Add `{` before it.",
            Self::UnclosedObject => "This object isn't closed. Add `}`.",
            Self::UnclosedArray => "This array isn't closed. Add `]`.",
            Self::UnclosedComment => "JSON can't have comments, and this one isn't closed. Remove it.",
            Self::TrailingComma => "JSON can't have a comma after the last entry. Remove it.",
            Self::ExtraComma => "There is no entry before this comma. Remove it.",
            Self::LineComment | Self::BlockComment => "JSON can't have comments. Remove this one.",
            Self::UnquotedKey => "A key must be in double quotes. Add `\"` around it.",
            Self::UnquotedValue => {
                "This word isn't valid JSON. Put it in double quotes, or use `true`, `false`, `null` or a number."
            }
            Self::SingleQuotedString => "JSON strings must be in double quotes. Replace the single quotes.",
            Self::InvalidEscape => {
                "This isn't a valid JSON escape. Use `\\\\` for a backslash, or one of \
                 `\\\" \\\\ \\/ \\b \\f \\n \\r \\t` or `\\u` with four hexadecimal digits."
            }
            Self::ControlCharacter => {
                "A string can't contain this control character. Use its escape, such as `\\t` for a tab."
            }
            Self::InvalidNumber => {
                "This isn't a valid JSON number. Use a form such as `10`, `-0.5` or `1e3`, or put it in double quotes."
            }
            Self::InvalidWhitespace => "JSON doesn't allow this kind of space. Replace it with a normal one.",
            Self::UnmatchedBracket => "This bracket has no matching opening bracket. Remove it.",
            Self::UnexpectedToken => "This text is unexpected. Remove it, or put it in double quotes.",
            Self::ExtraContent => "A JSON file has one value, which ends before this. Remove the rest.",
            Self::ByteOrderMark => {
                "The file starts with a byte order mark, which JSON doesn't allow. Save it as UTF-8 without BOM."
            }
            Self::TooDeep => {
                "Objects and arrays are nested more than 1,000 levels deep, which Vercel can't read. Flatten this value."
            }
            Self::EmptyDocument => "The file is empty. Write at least `{}`.",
        }
    }
}
