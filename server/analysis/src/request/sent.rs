//! A path as browsers send it: the path state of the URL standard, for `https`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use svc_vercel::patterns::path_to_regexp::Token;

/// The characters in ASCII that browsers escape in a path. `^` isn't one of them: not all browsers escape it.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// What browsers drop from a URL, wherever it is.
const DROPPED: [char; 3] = ['\t', '\n', '\r'];

/// A URL without what browsers drop: spaces and control characters around it, tabs and line breaks.
pub(super) fn stripped(url: &str) -> String {
    url.trim_matches(|char| char <= ' ').replace(DROPPED, "")
}

/// A path as browsers send it: `/é` as `/%C3%A9`, `/a/../b` and `/a\..\b` as `/b`. Vercel matches sources with that (`vercel dev` of
/// CLI 64.0.2, measured), so nothing matches the source `/é`.
#[must_use]
pub fn sent(path: &str) -> Cow<'_, str> {
    let is_changed = |char| char == '\\' || DROPPED.contains(&char);
    if path.contains(is_changed) {
        return sent(&path.replace(DROPPED, "").replace('\\', "/")).into_owned().into();
    }
    if path.split('/').any(|segment| dots(segment) > 0) {
        return percent_encoded(&resolved(path)).into_owned().into();
    }
    percent_encoded(path)
}

/// A path with the characters percent-encoded that browsers encode.
#[must_use]
pub fn percent_encoded(path: &str) -> Cow<'_, str> {
    utf8_percent_encode(path, ESCAPED).into()
}

/// A path without the segments `.` and `..`.
fn resolved(path: &str) -> String {
    let segments = path.strip_prefix('/').unwrap_or(path).split('/');
    let last = segments.clone().count() - 1;
    let mut kept = Vec::new();
    for (index, segment) in segments.enumerate() {
        let dots = dots(segment);
        if dots == 2 {
            kept.pop();
        }
        match dots {
            0 => kept.push(segment),
            _ if index == last => kept.push(""),
            _ => {}
        }
    }
    format!("/{}", kept.join("/"))
}

/// The number of dots of a segment that is `.` or `..`, whose dots may be written as `%2e`; 0 for all others.
fn dots(segment: &str) -> usize {
    let mut rest = segment;
    let mut dots = 0;
    while let Some(next) =
        rest.strip_prefix('.').or_else(|| rest.strip_prefix("%2e")).or_else(|| rest.strip_prefix("%2E"))
    {
        (rest, dots) = (next, dots + 1);
    }
    if rest.is_empty() && dots <= 2 { dots } else { 0 }
}

/// Why browsers send no path that a pattern matches, by the text that each of these paths has; `None` if they may.
#[must_use]
pub fn why_not_sent(pattern: &[Token]) -> Option<String> {
    if let [Token::Text(path)] = pattern {
        let sent = sent(path);
        return (sent != *path).then(|| format!("browsers send this path as `{sent}`"));
    }
    let is_escaped = |text: &str| percent_encoded(text) != text;
    let is_unsent = |token: &Token| match token {
        Token::Text(text) => is_escaped(text),
        Token::Param(param) => {
            !param.is_optional() && (is_escaped(&param.prefix) || is_escaped(&param.suffix))
        }
    };
    pattern.iter().any(is_unsent).then(|| "browsers send paths percent-encoded".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;
    use svc_vercel::patterns::path_to_regexp::compile_source;

    /// Each path is what Node 20's `new URL` makes of it.
    #[test]
    fn paths_are_sent_as_browsers_do() {
        for (written, expected) in [
            ("/é", "/%C3%A9"),
            ("/a b\"<>`{}\u{7f}", "/a%20b%22%3C%3E%60%7B%7D%7F"),
            ("/a|b^[c]%zz'", "/a|b^[c]%zz'"),
            ("/a/../b", "/b"),
            ("/a/./b", "/a/b"),
            ("/a/..", "/"),
            ("/a/b/.", "/a/b/"),
            ("/../..//x", "//x"),
            ("/a//../b", "/a/b"),
            ("/a b/../c/%2e%2E/.%2e/./d/%2e", "/d/"),
            ("/.../.a/..b/%2ea", "/.../.a/..b/%2ea"),
            ("/a\\b\\..\\c", "/a/c"),
            ("/a\tb/.\n./\rc", "/c"),
        ] {
            assert_eq!(sent(written), expected, "{written:?}");
            assert_eq!(sent(expected), expected);
            assert_eq!(Request::get(written).unwrap().path, expected);
            assert_eq!(Request::get(&format!("https://a.example{written}?b")).unwrap().path, expected);
        }
        for (url, expected) in [
            (" /a?b\\c/../d \n", "/a?b%5Cc/../d"),
            ("\\a\\b", "/a/b"),
            ("https://a.example\\b", "https://a.example/b"),
            ("https://a.example/..?b", "https://a.example/?b"),
        ] {
            assert_eq!(Request::get(url).unwrap().to_string(), expected, "{url:?}");
        }
    }

    #[test]
    fn patterns_that_match_no_path_as_it_is_sent() {
        let reason = |source| why_not_sent(&compile_source(source).unwrap().tokens).unwrap_or_default();
        for (source, expected) in [
            ("/é", "browsers send this path as `/%C3%A9`"),
            ("/a/../b", "browsers send this path as `/b`"),
            ("/a b/:x", "browsers send paths percent-encoded"),
            ("/:x/é", "browsers send paths percent-encoded"),
            ("/a{ :x}", "browsers send paths percent-encoded"),
            ("/a{-é}+", "browsers send paths percent-encoded"),
            ("/%C3%A9", ""),
            ("/%c3%a9/:x", ""),
            ("/a{é}?", ""),
            ("/a{ :x}*", ""),
            ("/(é|a)", ""),
            ("/:x(.*é)?", ""),
            ("/a|b^", ""),
        ] {
            assert_eq!(reason(source), expected, "{source}");
        }
    }
}
