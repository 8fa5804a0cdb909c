//! The edit that fixes what keeps a text from being JSON, where there is only one.

use rowan::{TextRange, TextSize};

use super::{TextEdit, escaped, in_quotes, quoted, with_space_before};
use crate::text::Text;
use crate::token::error::{SyntaxError, SyntaxErrorKind};

/// An edit that fixes an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What it does.
    pub kind: RepairKind,
    /// How.
    pub edit: TextEdit,
}

/// What a repair does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RepairKind {
    /// Writes the comma that is missing.
    AddComma,
    /// Takes out a comma.
    RemoveComma,
    /// Takes out a bracket.
    RemoveBracket,
    /// Writes the opening brace of an object.
    AddBrace,
    /// Takes out a comment, with its line where nothing else stands on it.
    RemoveComment,
    /// Takes out the byte order mark.
    RemoveByteOrderMark,
    /// Writes a space for other white space.
    Space,
    /// Writes a word as a string.
    AddQuotes,
    /// Writes double quotes for single ones.
    DoubleQuotes,
    /// Writes the literal of JSON for a word of another language, a number as JSON knows it.
    Rewrite,
    /// Writes the escapes of raw control characters.
    Escape,
    /// Writes a backslash before a backslash.
    DoubleBackslash,
}

/// The range of a comma and those behind it, which are one mistake with it.
fn with_commas_behind(text: &Text, comma: TextRange) -> TextRange {
    /// How far to look ahead.
    const FAR: u32 = 1000;
    let end = text.clamp_range(TextRange::at(comma.end(), TextSize::new(FAR))).end();
    let behind = text.slice(TextRange::new(comma.end(), end));
    let others = behind.len() - behind.trim_start_matches([',', ' ', '\t', '\r', '\n']).len();
    let last = behind.get(..others).and_then(|others| others.rfind(',')).map_or(0, |at| at + 1);
    TextRange::new(comma.start(), comma.end() + TextSize::of(behind.get(..last).unwrap_or_default()))
}

/// The repair of an error; `None` where several come to mind.
#[must_use]
pub fn repair(text: &Text, error: &SyntaxError) -> Option<Repair> {
    let range = error.range;
    let wrong = text.slice(range);
    let remove = |kind| (kind, range, String::new());
    let (kind, range, insert) = match error.kind {
        SyntaxErrorKind::MissingComma => {
            (RepairKind::AddComma, TextRange::empty(range.end()), ",".to_owned())
        }
        SyntaxErrorKind::ExtraComma => {
            (RepairKind::RemoveComma, with_commas_behind(text, range), String::new())
        }
        SyntaxErrorKind::UnopenedObject => {
            (RepairKind::AddBrace, TextRange::empty(range.start()), "{ ".to_owned())
        }
        SyntaxErrorKind::TrailingComma => remove(RepairKind::RemoveComma),
        SyntaxErrorKind::UnmatchedBracket => remove(RepairKind::RemoveBracket),
        SyntaxErrorKind::ByteOrderMark => remove(RepairKind::RemoveByteOrderMark),
        SyntaxErrorKind::LineComment | SyntaxErrorKind::BlockComment => {
            (RepairKind::RemoveComment, with_space_before(text, range), String::new())
        }
        SyntaxErrorKind::InvalidWhitespace => (RepairKind::Space, range, " ".to_owned()),
        SyntaxErrorKind::UnquotedKey => (RepairKind::AddQuotes, range, quoted(&wrong)),
        SyntaxErrorKind::UnquotedValue => match literal(&wrong) {
            Some(literal) => (RepairKind::Rewrite, range, literal.to_owned()),
            None => (RepairKind::AddQuotes, range, quoted(&wrong)),
        },
        SyntaxErrorKind::SingleQuotedString => {
            (RepairKind::DoubleQuotes, range, double_quoted(wrong.trim_matches('\'')))
        }
        SyntaxErrorKind::ControlCharacter => (RepairKind::Escape, range, escaped(&wrong)),
        SyntaxErrorKind::InvalidEscape => {
            (RepairKind::DoubleBackslash, TextRange::empty(range.start()), "\\".to_owned())
        }
        SyntaxErrorKind::InvalidNumber => (RepairKind::Rewrite, range, number(&wrong)?),
        _ => return None,
    };
    Some(Repair { kind, edit: TextEdit::new(range, insert) })
}

/// What a word of another language is in JSON.
fn literal(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true"),
        "false" | "no" | "off" => Some("false"),
        "null" | "none" | "nil" | "undefined" => Some("null"),
        _ => None,
    }
}

/// What stood between single quotes, between double ones. Its escapes stay, but for that of the single quote.
fn double_quoted(inside: &str) -> String {
    let mut escaped = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('\'') => escaped.push('\''),
                other => {
                    escaped.push('\\');
                    escaped.extend(other);
                }
            },
            '"' => escaped.push_str("\\\""),
            char => escaped.push(char),
        }
    }
    in_quotes(&escaped)
}

/// A number that is written in a way that JSON doesn't know.
fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let plain = digits.replace('_', "");
    let plain = plain.trim_start_matches('0');
    let plain = if plain.starts_with(|it: char| it.is_ascii_digit()) {
        plain.to_owned()
    } else {
        format!("0{plain}")
    };
    let plain = format!("{sign}{}", plain.trim_end_matches('.'));
    serde_json::from_str::<serde_json::Number>(&plain).ok().map(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    /// The text after one repair of its first error.
    fn repaired(text: &str) -> Option<(RepairKind, String)> {
        let source = Source::new(text);
        let Repair { kind, edit } = repair(&source.text, source.parse.errors().first()?)?;
        let mut text = text.to_owned();
        text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
        Some((kind, text))
    }

    #[test]
    fn an_error_is_repaired_where_there_is_one_way() {
        for (text, kind, json) in [
            ("[1 2]", RepairKind::AddComma, "[1, 2]"),
            ("[1,]", RepairKind::RemoveComma, "[1]"),
            ("{ \"a\": 1 ]}", RepairKind::RemoveBracket, "{ \"a\": 1 }"),
            ("[1 /* one */]", RepairKind::RemoveComment, "[1]"),
            ("\u{feff}[]", RepairKind::RemoveByteOrderMark, "[]"),
            ("[\u{a0}1]", RepairKind::Space, "[ 1]"),
            ("{ a: 1 }", RepairKind::AddQuotes, "{ \"a\": 1 }"),
            ("[word]", RepairKind::AddQuotes, "[\"word\"]"),
            ("[yes]", RepairKind::Rewrite, "[true]"),
            ("[.5]", RepairKind::Rewrite, "[0.5]"),
            (r#"['it\'s "a"']"#, RepairKind::DoubleQuotes, r#"["it's \"a\""]"#),
            ("[\"\t\"]", RepairKind::Escape, r#"["\t"]"#),
            (r#"["\."]"#, RepairKind::DoubleBackslash, r#"["\\."]"#),
        ] {
            assert_eq!(repaired(text), Some((kind, json.to_owned())), "{text}");
        }
        for text in ["", "[", "[\"a]", "{ \"a\": }", "[0x10]"] {
            assert_eq!(repaired(text), None, "{text}");
        }
    }
}
