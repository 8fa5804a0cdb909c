//! Text to tokens. Never fails: every byte belongs to exactly one token.

use rowan::{TextRange, TextSize};

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::escape;
use crate::kind::SyntaxKind::{self, *};

/// A token and where it stands in the text that was lexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: SyntaxKind,
    pub(crate) range: TextRange,
    /// Whether a string has its closing quote and a block comment its `*/`; true for all else.
    pub(crate) closed: bool,
}

impl Token {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(usize::from(self.range.start())..usize::from(self.range.end())).unwrap_or_default()
    }
}

/// All tokens of a text. A byte order mark is one only where `text` is the start of a document.
pub(crate) fn tokens(text: &str, document_start: bool) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let mut start = TextSize::new(0);
    let mut rest = text;
    if document_start && rest.starts_with('\u{FEFF}') {
        let range = TextRange::at(start, TextSize::of('\u{FEFF}'));
        tokens.push(Token { kind: ByteOrderMark, range, closed: true });
        start = range.end();
        rest = rest.get(usize::from(start)..).unwrap_or_default();
    }
    while let Some((kind, len, closed)) = first_token(rest) {
        let range = TextRange::at(start, TextSize::new(u32::try_from(len).unwrap_or(u32::MAX)));
        tokens.push(Token { kind, range, closed });
        start = range.end();
        rest = rest.get(len..).unwrap_or_default();
    }
    tokens
}

/// The kind, length in bytes and closedness of the token that `rest` begins with; nothing for an empty text.
pub(crate) fn first_token(rest: &str) -> Option<(SyntaxKind, usize, bool)> {
    let first = rest.chars().next()?;
    let single = |kind| Some((kind, first.len_utf8(), true));
    match first {
        '{' => single(LeftBrace),
        '}' => single(RightBrace),
        '[' => single(LeftBracket),
        ']' => single(RightBracket),
        ':' => single(Colon),
        ',' => single(Comma),
        '"' => Some(quoted(rest, DoubleQuoted, b'"')),
        '\'' => Some(quoted(rest, SingleQuoted, b'\'')),
        '/' if rest.starts_with("//") => Some((LineComment, line_len(rest), true)),
        '/' if rest.starts_with("/*") => {
            let end = rest.get(2..).and_then(|body| body.find("*/"));
            Some(end.map_or((BlockComment, rest.len(), false), |end| (BlockComment, end + 4, true)))
        }
        _ if is_json_whitespace(first) => Some((Whitespace, run_len(rest, is_json_whitespace), true)),
        _ if is_foreign_whitespace(first) => {
            Some((ForeignWhitespace, run_len(rest, is_foreign_whitespace), true))
        }
        _ if is_delimiter(first) => single(Unknown),
        _ => Some(word(rest)),
    }
}

/// A string ends at its quote or at its line's end, so that a quote left open costs one line and not the file.
fn quoted(rest: &str, kind: SyntaxKind, quote: u8) -> (SyntaxKind, usize, bool) {
    let mut escaped = false;
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b'\n' | b'\r' => return (kind, index, false),
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return (kind, index + 1, true),
            _ => {}
        }
    }
    (kind, rest.len(), false)
}

fn word(rest: &str) -> (SyntaxKind, usize, bool) {
    let mut before = None;
    let mut len = rest.len();
    for (index, char) in rest.char_indices() {
        // A comment ends a word: the slash before it belongs to the comment.
        if before == Some('/') && matches!(char, '/' | '*') {
            len = index - 1;
            break;
        }
        if is_delimiter(char) {
            len = index;
            break;
        }
        before = Some(char);
    }
    let word = rest.get(..len).unwrap_or_default();
    let kind = match word {
        "true" => True,
        "false" => False,
        "null" => NullWord,
        _ if word.trim_start_matches(['-', '+', '.']).starts_with(|char: char| char.is_ascii_digit()) => {
            Digits
        }
        "-" => Digits,
        _ => Word,
    };
    (kind, len, true)
}

/// What is wrong in one token, whatever stands around it. The token is closed and begins at `start`.
pub(crate) fn errors(kind: SyntaxKind, text: &str, start: TextSize, errors: &mut Vec<SyntaxError>) {
    let kind = match kind {
        DoubleQuoted => return escape::errors(text, start, errors),
        SingleQuoted => SyntaxErrorKind::SingleQuotedString,
        Digits if !is_number(text) => SyntaxErrorKind::InvalidNumber,
        LineComment => SyntaxErrorKind::LineComment,
        BlockComment => SyntaxErrorKind::BlockComment,
        ForeignWhitespace => SyntaxErrorKind::InvalidWhitespace,
        ByteOrderMark => SyntaxErrorKind::ByteOrderMark,
        _ => return,
    };
    errors.push(SyntaxError { kind, range: TextRange::at(start, TextSize::of(text)) });
}

/// Whether a word is a number by the grammar of JSON.
pub(crate) fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

fn run_len(rest: &str, belongs: fn(char) -> bool) -> usize {
    rest.find(|char| !belongs(char)).unwrap_or(rest.len())
}

fn line_len(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

fn is_json_whitespace(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r')
}

fn is_foreign_whitespace(char: char) -> bool {
    // U+200B and U+FEFF are invisible, though Unicode does not call them whitespace.
    char.is_whitespace() && !is_json_whitespace(char) || matches!(char, '\u{200B}' | '\u{FEFF}')
}

fn is_delimiter(char: char) -> bool {
    matches!(char, '{' | '}' | '[' | ']' | ':' | ',' | '"' | ';' | '=' | '(' | ')')
        || char.is_control()
        || is_json_whitespace(char)
        || is_foreign_whitespace(char)
}
