//! The parts of patterns and destinations, by their bytes.

use std::ops::Range;

use svc_vercel::patterns::path_to_regexp::{self, Delimiter, Token as PatternToken};

use super::TokenKind;

/// Parameters and groups of a `source`; nothing where it can't be read.
pub(super) fn source_parts(source: &str) -> Vec<(Range<usize>, TokenKind)> {
    let Ok(tokens) = path_to_regexp::parse(source, Delimiter::Slash) else { return Vec::new() };
    let params = tokens.iter().filter_map(|token| match token {
        PatternToken::Param(param) => Some(param.range.clone()),
        PatternToken::Text(_) => None,
    });
    params
        .flat_map(|range| {
            let text = source.get(range.clone()).unwrap_or_default();
            // `:name` by itself, then what it may match.
            let colon = text.find(':').filter(|_| !text.starts_with('('));
            let Some(colon) = colon else { return vec![(range, TokenKind::Regexp)] };
            let name = text.get(colon + 1..).unwrap_or_default();
            let length =
                name.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(name.len());
            let (start, end) = (range.start + colon, range.start + colon + 1 + length);
            vec![(start..end, TokenKind::Parameter), (end..range.end, TokenKind::Regexp)]
        })
        .collect()
}

/// The groups of a regular expression, the outermost.
pub(super) fn groups(source: &str) -> Vec<(Range<usize>, TokenKind)> {
    let mut found = Vec::new();
    let (mut depth, mut start, mut escaped) = (0_usize, 0, false);
    for (index, char) in source.char_indices() {
        match char {
            _ if escaped => {
                escaped = false;
                continue;
            }
            '\\' => escaped = true,
            '(' => {
                if depth == 0 {
                    start = index;
                }
                depth += 1;
            }
            ')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    found.push((start..index + 1, TokenKind::Regexp));
                }
            }
            _ => {}
        }
    }
    found
}

/// `:name` and `$1` in a destination. The colons of `https://` and of a port don't count.
pub(super) fn destination_parts(destination: &str) -> Vec<(Range<usize>, TokenKind)> {
    let mut found = Vec::new();
    for (index, char) in destination.char_indices() {
        let rest = destination.get(index + 1..).unwrap_or_default();
        let belongs = |char: char| char.is_ascii_alphanumeric() || char == '_';
        let length = rest.find(|char| !belongs(char)).unwrap_or(rest.len());
        let first = rest.chars().next();
        let is_parameter = match char {
            ':' => first.is_some_and(|first| first.is_ascii_alphabetic() || first == '_'),
            '$' => first.is_some_and(|first| first.is_ascii_digit()),
            _ => false,
        };
        if is_parameter {
            found.push((index..index + 1 + length, TokenKind::Parameter));
        }
    }
    found
}
