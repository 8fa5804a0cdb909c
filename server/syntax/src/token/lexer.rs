//! Text to tokens. Never fails: every byte belongs to exactly one token.

use rowan::{TextRange, TextSize};

use crate::token::error::{SyntaxError, SyntaxErrorKind};
use crate::token::escape;
use crate::token::kind::SyntaxKind::{self, *};

/// A token and where it is in the text that was lexed.
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
    let mut after_colon = false;
    while let Some((kind, len, closed)) = first_token(rest, after_colon) {
        if !kind.is_trivia() {
            after_colon = kind == Colon;
        }
        let range = TextRange::at(start, TextSize::new(u32::try_from(len).unwrap_or(u32::MAX)));
        tokens.push(Token { kind, range, closed });
        start = range.end();
        rest = rest.get(len..).unwrap_or_default();
    }
    tokens
}

/// The kind, length in bytes and closedness of the token that `rest` begins with; nothing for an empty text.
///
/// What is JSON is never looked at beyond the token. Only what cannot be JSON is, up to the end of its line: a string
/// that doesn't have a quote.
pub(crate) fn first_token(rest: &str, after_colon: bool) -> Option<(SyntaxKind, usize, bool)> {
    let first = rest.chars().next()?;
    let single = |kind| Some((kind, first.len_utf8(), true));
    match first {
        '{' => single(LeftBrace),
        '}' => single(RightBrace),
        '[' => single(LeftBracket),
        ']' => single(RightBracket),
        ':' => single(Colon),
        ',' => single(Comma),
        '"' => Some(quoted(rest, DoubleQuoted, b'"', after_colon)),
        '\'' => Some(quoted(rest, SingleQuoted, b'\'', after_colon)),
        '/' if rest.starts_with("//") => Some((LineComment, line_len(rest), true)),
        '/' if is_comment(rest) => {
            let end = rest.get(2..).and_then(|body| body.find("*/"));
            Some(end.map_or((BlockComment, rest.len(), false), |end| (BlockComment, end + 4, true)))
        }
        _ if is_json_whitespace(first) => Some((Whitespace, run_len(rest, is_json_whitespace), true)),
        _ if is_foreign_whitespace(first) => {
            Some((ForeignWhitespace, run_len(rest, is_foreign_whitespace), true))
        }
        '=' => single(Unknown),
        _ if is_delimiter(first) => single(Unknown),
        _ => Some(word(rest)),
    }
}

/// A string ends at its quote or at its line's end, so that a quote left open costs one line and not the file.
///
/// Where the closing quote is missing, the commas and brackets at the line's end are no part of the string, and a quote
/// that can only open the next string does not close this one: `"a, "b"` are two strings, and so are `"a "b": 1`.
fn quoted(rest: &str, kind: SyntaxKind, quote: u8, after_colon: bool) -> (SyntaxKind, usize, bool) {
    let mut escaped = false;
    let mut end = rest.len();
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b'\n' | b'\r' => {
                end = index;
                break;
            }
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => {
                let (string, behind) = rest.split_at_checked(index).unwrap_or((rest, ""));
                let content = string.trim_end();
                let next_string = behind.chars().nth(1).is_some_and(|char| !is_delimiter(char))
                    && content.ends_with([',', ':', '[', '{']);
                let has_space = 1 < content.len() && content.len() < string.len();
                let shorter = if has_space && begins_member(behind) {
                    without_trailing_structure(content, after_colon)
                } else if next_string {
                    without_trailing_structure(string, after_colon)
                } else {
                    index
                };
                return if shorter < index { (kind, shorter, false) } else { (kind, index + 1, true) };
            }
            _ => {}
        }
    }
    (kind, without_trailing_structure(rest.get(..end).unwrap_or(rest), after_colon), false)
}

/// Whether a line goes on with a key, a colon and the start of a value: `"key": 1`, but not `"word": in a quotation"`.
fn begins_member(rest: &str) -> bool {
    let blank = [' ', '\t'];
    let after_key = rest.strip_prefix('"').and_then(|rest| {
        let key = run_len(rest, |char| char.is_alphanumeric() || matches!(char, '_' | '-' | '$' | '.'));
        rest.get(key..)?.strip_prefix('"').filter(|_| key > 0)
    });
    let value = after_key.and_then(|rest| rest.trim_start_matches(blank).strip_prefix(':'));
    value.map(|rest| rest.trim_start_matches(blank)).is_some_and(|value| {
        value.starts_with(|char: char| matches!(char, '"' | '{' | '[' | '-') || char.is_ascii_digit())
            || ["true", "false", "null"].iter().any(|word| value.starts_with(word))
    })
}

/// The length of an unclosed string without the commas, colons and brackets at its end that can hardly be meant to be
/// in it: closing brackets that nothing in it opens, opening ones behind a comma or colon. A colon behind a value is a
/// part of it, as in `"https:`.
fn without_trailing_structure(string: &str, after_colon: bool) -> usize {
    let mut open = Vec::new();
    let mut spaces = None;
    let mut structure = None;
    for (index, char) in string.char_indices().skip(1) {
        let is_structure = match char {
            ' ' | '\t' => {
                spaces.get_or_insert(index);
                continue;
            }
            '}' | ']' => {
                let opening = if char == '}' { '{' } else { '[' };
                open.pop_if(|open| *open == opening).is_none()
            }
            '{' | '[' => {
                open.push(char);
                structure.is_some()
            }
            ':' => !after_colon,
            _ => char == ',',
        };
        structure = if is_structure { structure.or(spaces).or(Some(index)) } else { None };
        spaces = None;
    }
    structure.unwrap_or(string.len())
}

fn word(rest: &str) -> (SyntaxKind, usize, bool) {
    let mut len = rest.len();
    for (index, char) in rest.char_indices() {
        let behind = rest.get(index..).unwrap_or_default();
        let ends = match char {
            // `https://`
            ':' if behind.starts_with("://") => false,
            '/' if rest.get(..index).is_some_and(|before| before.ends_with(':')) => false,
            '/' => is_comment(behind),
            _ => is_delimiter(char),
        };
        if ends {
            len = index;
            break;
        }
    }
    let (word, behind) = rest.split_at_checked(len).unwrap_or((rest, ""));
    // `a": 1`: the quote can only close what doesn't have its opening quote.
    if let Some(behind) = behind.strip_prefix('"') {
        let behind = behind.trim_start_matches([' ', '\t']);
        if behind.is_empty() || behind.starts_with([':', ',', '}', ']', '\n', '\r']) || is_comment(behind) {
            return (DoubleQuoted, len + 1, false);
        }
    }
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

fn is_comment(rest: &str) -> bool {
    rest.starts_with("//") || rest.starts_with("/*")
}

/// What is wrong in one token, whatever is around it. The token is closed and begins at `start`.
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
    matches!(char, '{' | '}' | '[' | ']' | ':' | ',' | '"' | ';')
        || char.is_control()
        || is_json_whitespace(char)
        || is_foreign_whitespace(char)
}
