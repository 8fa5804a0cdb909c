//! String escapes: what is wrong in a string token, and what it means.

use std::borrow::Cow;
use std::ops::Range;

use rowan::{TextRange, TextSize};

use crate::token::error::{SyntaxError, SyntaxErrorKind};

/// One character of a string's content as it is meant.
struct Piece {
    /// The character; U+FFFD for an escape that names half of a surrogate pair, the escaped character itself for an
    /// escape that JSON does not know.
    char: char,
    /// Its bytes in the content as it is written.
    source: Range<usize>,
    /// Whether it is as JSON wants it.
    valid: bool,
}

/// The pieces of a string's content, in order and without gaps.
fn pieces(content: &str) -> impl Iterator<Item = Piece> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let piece = piece(content, at)?;
        at = piece.source.end;
        Some(piece)
    })
}

fn piece(content: &str, start: usize) -> Option<Piece> {
    let rest = content.get(start..)?;
    let mut chars = rest.chars();
    let first = chars.next()?;
    let (char, len, valid) =
        if first == '\\' { escape(rest) } else { (first, first.len_utf8(), first >= ' ') };
    Some(Piece { char, source: start..start + len, valid })
}

/// The character, length in bytes and validity of the escape that `rest` begins with.
fn escape(rest: &str) -> (char, usize, bool) {
    let Some(name) = rest.chars().nth(1) else { return ('\\', 1, false) };
    let char = match name {
        '"' | '\\' | '/' => name,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(rest),
        // A raw control character stays a mistake of its own.
        _ if name < ' ' => return ('\\', 1, false),
        _ => return (name, 1 + name.len_utf8(), false),
    };
    (char, 2, true)
}

fn unicode_escape(rest: &str) -> (char, usize, bool) {
    let Some(unit) = hex_unit(rest) else {
        let digits = rest.chars().skip(2).take(4).take_while(char::is_ascii_hexdigit).count();
        return (char::REPLACEMENT_CHARACTER, 2 + digits, false);
    };
    if let Some(char) = char::from_u32(unit) {
        return (char, 6, true);
    }
    // `JSON.parse` accepts halves of surrogate pairs on their own; a Rust string cannot hold them.
    let low = rest.get(6..).and_then(hex_unit).filter(|low| (0xDC00..0xE000).contains(low));
    match low {
        Some(low) if unit < 0xDC00 => {
            let scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            (char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER), 12, true)
        }
        _ => (char::REPLACEMENT_CHARACTER, 6, true),
    }
}

/// The code unit of a `\uXXXX` at the start of `rest`.
fn hex_unit(rest: &str) -> Option<u32> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        u32::from_str_radix(digits, 16).ok()
    } else {
        None
    }
}

/// What a string's content means.
pub(crate) fn decode(content: &str) -> Cow<'_, str> {
    if content.contains('\\') {
        Cow::Owned(pieces(content).map(|piece| piece.char).collect())
    } else {
        Cow::Borrowed(content)
    }
}

/// The offset in the content as written where the character begins that holds byte `offset` of the decoded content.
pub(crate) fn to_source(content: &str, offset: usize) -> usize {
    let mut decoded = 0;
    for piece in pieces(content) {
        decoded += piece.char.len_utf8();
        if decoded > offset {
            return piece.source.start;
        }
    }
    content.len()
}

/// The offset in the decoded content of the character that holds byte `offset` of the content as written.
pub(crate) fn to_decoded(content: &str, offset: usize) -> usize {
    let mut decoded = 0;
    for piece in pieces(content) {
        if piece.source.end > offset {
            return decoded;
        }
        decoded += piece.char.len_utf8();
    }
    decoded
}

/// The mistakes in a closed, double-quoted string token that begins at `start`.
pub(crate) fn errors(token: &str, start: TextSize, errors: &mut Vec<SyntaxError>) {
    let content = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
    if !content.bytes().any(|byte| byte == b'\\' || byte < b' ') {
        return;
    }
    let start = start + TextSize::new(1);
    for piece in pieces(content).filter(|piece| !piece.valid) {
        let range = TextRange::new(start + size(piece.source.start), start + size(piece.source.end));
        let control = piece.char < ' ';
        let kind = if control { SyntaxErrorKind::ControlCharacter } else { SyntaxErrorKind::InvalidEscape };
        match errors.last_mut() {
            Some(last) if control && last.kind == kind && last.range.end() == range.start() => {
                last.range = last.range.cover(range);
            }
            _ => errors.push(SyntaxError { kind, range }),
        }
    }
}

fn size(bytes: usize) -> TextSize {
    TextSize::new(u32::try_from(bytes).unwrap_or(u32::MAX))
}
