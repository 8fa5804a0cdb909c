//! What keeps the file from being JSON.

use svc_syntax::{SyntaxError, SyntaxErrorKind, TextRange};

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;

rule! {
    /// # The file is not JSON
    ///
    /// Vercel reads the `vercel.json` as strict JSON: keys and strings in double quotes, a comma between two entries and none
    /// after the last, every bracket closed, no comments. Of a file that is anything else it reads nothing.
    ///
    /// ```json bad
    /// { "cleanUrls": true "trailingSlash": false }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true, "trailingSlash": false }
    /// ```
    pub static RULE = {
        code: "invalid-json",
        vercel: "INVALID_VERCEL_JSON",
        severity: Error,
        owns_form: true,
        check: Check::Syntax(finding),
    }
}

fn finding(snapshot: &Snapshot, error: &SyntaxError) -> Option<Finding> {
    let mut finding = Finding::new(&RULE, error.range, error.message());
    finding.fixes.extend(fix(snapshot, error));
    Some(finding)
}

/// The mend, where there is only one.
fn fix(snapshot: &Snapshot, error: &SyntaxError) -> Option<Fix> {
    let range = error.range;
    let text = snapshot.text.slice(range);
    let after = TextRange::empty(range.end());
    Some(match error.kind {
        SyntaxErrorKind::MissingComma => Fix::preferred("Add the comma", (after, ",")),
        SyntaxErrorKind::ExtraComma => Fix::preferred("Remove the comma", (range, "")),
        SyntaxErrorKind::UnmatchedBracket => Fix::offered("Remove the bracket", (range, "")),
        SyntaxErrorKind::ByteOrderMark => Fix::preferred("Remove the byte order mark", (range, "")),
        SyntaxErrorKind::InvalidWhitespace => Fix::preferred("Replace with a space", (range, " ")),
        SyntaxErrorKind::UnquotedKey => Fix::preferred("Add the quotes", (range, edit::quoted(&text))),
        SyntaxErrorKind::UnquotedValue => match literal(&text) {
            Some(literal) => Fix::preferred(format!("Change to `{literal}`"), (range, literal)),
            None => Fix::preferred("Add the quotes", (range, edit::quoted(&text))),
        },
        SyntaxErrorKind::SingleQuotedString => {
            Fix::preferred("Use double quotes", (range, double_quoted(text.trim_matches('\''))))
        }
        SyntaxErrorKind::ControlCharacter => {
            let quoted = edit::quoted(&text);
            Fix::preferred("Write the escape", (range, quoted.trim_matches('"').to_owned()))
        }
        SyntaxErrorKind::InvalidEscape => {
            Fix::offered("Double the backslash", (TextRange::empty(range.start()), "\\"))
        }
        SyntaxErrorKind::InvalidNumber => {
            let number = number(&text)?;
            Fix::preferred(format!("Change to `{number}`"), (range, number))
        }
        _ => return None,
    })
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
    let mut quoted = String::with_capacity(inside.len() + 2);
    quoted.push('"');
    let mut chars = inside.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('\'') => quoted.push('\''),
                other => {
                    quoted.push('\\');
                    quoted.extend(other);
                }
            },
            '"' => quoted.push_str("\\\""),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
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
    use crate::rules::kinds::syntax;
    use crate::testing::{apply, snapshot};

    /// The text with all fixes applied, until none is left.
    fn mended(text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..20 {
            let findings = syntax::findings(&snapshot(&text));
            let Some(fix) = findings.iter().flat_map(|it| &it.fixes).next() else { break };
            text = apply(&text, &fix.edits);
        }
        text
    }

    #[test]
    fn mends() {
        for (text, json) in [
            (r#"{ "a": 1 "b": 2 }"#, r#"{ "a": 1, "b": 2 }"#),
            (r#"{ "a": 1,, "b": 2 }"#, r#"{ "a": 1, "b": 2 }"#),
            ("{ a: yes }", r#"{ "a": true }"#),
            ("{ a: None, b: word }", r#"{ "a": null, "b": "word" }"#),
            (r#"{ 'it\'s "a"': 'b' }"#, r#"{ "it's \"a\"": "b" }"#),
            ("{ \"a\": \"x\ty\" }", r#"{ "a": "x\ty" }"#),
            (r#"{ "a": "\." }"#, r#"{ "a": "\\." }"#),
            ("\u{feff}{ \"a\":\u{a0}1 }", r#"{ "a": 1 }"#),
            ("[+1, .5, 007, 1., 1_000]", "[1, 0.5, 7, 1, 1000]"),
            ("{ \"a\": 1, // one\n  \"b\": 2, /* two */ }", "{ \"a\": 1,\n  \"b\": 2 }"),
        ] {
            assert_eq!(mended(text), json);
        }
    }

    #[test]
    fn what_has_no_one_mend_is_left() {
        for text in ["", "{", "[1", "{ \"a\": }", "{ \"a\" }", "{ \"a\": \"b }", "{} {}", "[0x10]"] {
            let findings = syntax::findings(&snapshot(text));
            assert!(
                !findings.is_empty() && findings.iter().all(|it| it.fixes.is_empty()),
                "{text}: {findings:?}"
            );
        }
    }
}
