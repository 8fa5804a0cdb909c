//! Which errors a broken text gives: one for one mistake, on the narrowest range that shows it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use svc_syntax::SyntaxErrorKind::{self, *};
use svc_syntax::{MAX_DEPTH, Parse};

fn errors(text: &str) -> Vec<(SyntaxErrorKind, &str)> {
    let parse = Parse::new(text);
    assert_eq!(parse.syntax().text(), text, "the tree is lossless");
    parse.errors().iter().map(|error| (error.kind, &text[error.range])).collect()
}

/// One mistake is one error, on the narrowest range that shows it.
#[track_caller]
fn check(text: &str, kind: SyntaxErrorKind, range: &str) {
    assert_eq!(errors(text), [(kind, range)], "in {text:?}\n{:?}", Parse::new(text));
}

#[test]
fn half_typed() {
    check(r#"{"a": }"#, MissingValue, ":");
    check(r#"{"a":, "b": 1}"#, MissingValue, ":");
    check("{\"a\":\n \"b\": 1}", MissingValue, ":");
    check(r#"{"a": "b": 1}"#, MissingValue, ":");
    check(r#"{"a":"#, MissingValue, ":");
    check(r#"{"a"}"#, MissingColon, r#""a""#);
    check(r#"{"a""#, MissingColon, r#""a""#);
    check("{\"a\"\n \"b\": 1}", MissingColon, r#""a""#);
    check("{\"a\" \"b\": 1}", MissingColon, r#""a""#);
    check(r#"{"a", "b": 1}"#, MissingColon, r#""a""#);
    check(r#"{"a" 1}"#, MissingColon, r#""a""#);
    check(r#"{"a" {"b": 1}}"#, MissingColon, r#""a""#);
    check(r#"{"b"#, UnclosedString, r#""b"#);
    check("{\"a\": \"x\n\"b\": 1}", UnclosedString, "\"x");
    check("{\"a\": \"x,\n\"b\": 1}", UnclosedString, "\"x,");
    check("{\"a: 1,\n\"b\": 1}", UnclosedString, "\"a: 1,");
    check("{\"a\": {\"b\": \"x },\n\"c\": 1}", UnclosedString, "\"x },");
    check(r#"{"a": "x, "b": 1}"#, UnclosedString, r#"b": 1}"#);
    check(r#"{"a":1 "b":2}"#, MissingComma, "1");
    check("{\"a\":{}\n\"b\":2}", MissingComma, "}");
    check("{\"a\":1\n\"b\"}", MissingComma, "1");
    check("{\"a\":1\nb\n}", MissingComma, "1");
    check(r#"{"a":{"b":1}"#, UnclosedObject, "{");
    check(r#"{"a":[{"b":1"#, UnclosedObject, "{");
    check("{", UnclosedObject, "{");
    check("[", UnclosedArray, "[");
    check(r#"{"a":1,"#, UnclosedObject, "{");
    check(r#"{"a":[1,2}"#, UnclosedArray, "[");
    check("{\"a\":[1,2\n\"b\":3}", UnclosedArray, "[");
    check("{\"a\":[1,2,\n\"b\":3}", UnclosedArray, "[");
    check(r#"[{"a":1]"#, UnclosedObject, "{");
    check(r#"[{"a":1, {"b":2}]"#, UnclosedObject, "{");
    check("{f}", UnquotedKey, "f");
    check("{f: 1}", UnquotedKey, "f");
    check("{my-key: 1}", UnquotedKey, "my-key");
    check("{'f': 1}", SingleQuotedString, "'f'");
    check("{\"a\": 'f'}", SingleQuotedString, "'f'");
    check("{\"a\": f}", UnquotedValue, "f");
    check("{\"a\": f, \"b\": 1}", UnquotedValue, "f");
    check("{\"a\": f\n\"b\": 1}", UnquotedValue, "f");
    check("[a b]", UnquotedValue, "a b");
    check("{\"a\": -}", InvalidNumber, "-");
    check("{\"a\": 1; \"b\": 2}", UnexpectedToken, ";");
    check("{\"a\" = 1}", MissingColon, r#""a""#);
    check("{\"a\":: 1}", UnexpectedToken, ":");
    check("{\"a\": 1: 2}", UnexpectedToken, ": 2");
    check("{: 1}", MissingKey, ":");
    check("{:}", MissingKey, ":");
    check("{{}}", MissingKey, "{");
    check("{\"a\": 1, {\"b\": 1}}", MissingKey, "{");
    check("[\"a\": 1]", UnexpectedToken, ": 1");
}

#[test]
fn commas() {
    check("[1,]", TrailingComma, ",");
    check(r#"{"a": 1, }"#, TrailingComma, ",");
    check("[,]", ExtraComma, ",");
    check("{,}", ExtraComma, ",");
    check("[1,,2]", ExtraComma, ",");
    check("[1,,]", ExtraComma, ",");
    check(r#"{,"a": 1}"#, ExtraComma, ",");
    check(r#"{"a": 1,, "b": 2}"#, ExtraComma, ",");
    check("[1 2]", MissingComma, "1");
    check("[\"é\"\n2]", MissingComma, "\"");
    check("[{} {}]", MissingComma, "}");
}

#[test]
fn around_the_root() {
    check("", EmptyDocument, "");
    check(" \n", EmptyDocument, "");
    check("\u{FEFF}{}", ByteOrderMark, "\u{FEFF}");
    check("{} {}", ExtraContent, "{");
    check("{}}", ExtraContent, "}");
    check("foo", UnexpectedToken, "foo");
    check("foo {}", UnexpectedToken, "foo");
    check("\"services\": {", ExtraContent, ":");
    // A bracket too many does not cut off the rest of the file.
    check(r#"{"a": {}}, "b": 1}"#, UnmatchedBracket, "}");
    check("{\"a\": {}}\n\"b\": 1}", UnmatchedBracket, "}");
    check(r#"{"a": 1], "b": 2}"#, UnmatchedBracket, "]");
    check("[1}]", UnmatchedBracket, "}");
}

#[test]
fn more_than_json() {
    check("{} // c\n", LineComment, "// c");
    check("{/* c */}", BlockComment, "/* c */");
    check("{\"a\": 1 /* c", UnclosedComment, "/*");
    check("/*", UnclosedComment, "/*");
    check("{\u{A0}}", InvalidWhitespace, "\u{A0}");
    check(r#"["\x"]"#, InvalidEscape, "\\x");
    check(r#"["\u12"]"#, InvalidEscape, "\\u12");
    check("[\"a\t\tb\"]", ControlCharacter, "\t\t");
    check("[01]", InvalidNumber, "01");
    check("[1.]", InvalidNumber, "1.");
    check("[+1]", InvalidNumber, "+1");
    check("[1abc]", InvalidNumber, "1abc");
    assert_eq!(errors("[1e999, \"\\ud800\", -0, 1E+5, \"\u{7f}\u{2028}\"]"), []);
}

#[test]
fn deep_nesting_is_one_error_and_no_stack_overflow() {
    let deepest = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    assert_eq!(errors(&deepest), []);
    check(&format!("[{deepest}]"), TooDeep, "[");
    check(&("[".repeat(100_000) + &"]".repeat(100_000)), TooDeep, "[");
    check(&"[".repeat(100_000), TooDeep, "[");
    check(&"{\"a\":".repeat(100_000), TooDeep, "{");
    // What comes behind is read again.
    let deep = "[".repeat(200) + &"]".repeat(200);
    assert_eq!(errors(&format!("[{deep}, 1,]")), [(TooDeep, "["), (TrailingComma, ",")]);
}
