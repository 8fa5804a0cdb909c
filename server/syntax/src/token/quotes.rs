//! The quotes of a string token, either of which may be missing while it is typed.

use std::ops::Range;

/// The text of a string token without its quotes; a word as it is.
pub(crate) fn content(token: &str) -> &str {
    token.get(content_range(token)).unwrap_or_default()
}

/// The bytes of [`content`] in the token.
pub(crate) fn content_range(token: &str) -> Range<usize> {
    let Some(quote) = opening_quote(token) else {
        return 0..token.strip_suffix('"').unwrap_or(token).len();
    };
    let is_closed = closes(token.get(1..).unwrap_or_default(), quote);
    1..token.len() - usize::from(is_closed)
}

/// The quote that a token begins with.
pub(crate) fn opening_quote(token: &str) -> Option<char> {
    token.chars().next().filter(|first| matches!(first, '"' | '\''))
}

/// Whether a string token has its closing quote.
pub(crate) fn is_closed(token: &str) -> bool {
    opening_quote(token).is_some_and(|quote| closes(token.get(1..).unwrap_or_default(), quote))
}

/// Whether what follows an opening quote ends with a quote that is not escaped.
fn closes(rest: &str, quote: char) -> bool {
    rest.strip_suffix(quote).is_some_and(|body| {
        let backslashes = body.len() - body.trim_end_matches('\\').len();
        backslashes.is_multiple_of(2)
    })
}
