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
    check("{\"a\": \"x,\n\"b\": 1}", UnclosedString, "\"x");
    check("{\"a: 1,\n\"b\": 1}", UnclosedString, "\"a: 1");
    check("{\"a:\n\"b\": 1}", UnclosedString, "\"a");
    check("{\"a: {\n\"b\": 1}}", UnclosedString, "\"a");
    check("{\"a\": {\"b\": \"x },\n\"c\": 1}", UnclosedString, "\"x");
    check("{\"a\": \"/[a-z]{2},\n\"c\": 1}", UnclosedString, "\"/[a-z]{2}");
    check("{\"a\": \"https:\n}", UnclosedString, "\"https:");
    check(r#"{"a": "x, "b": 1}"#, UnclosedString, r#""x"#);
    check(r#"{"a": "x "b": 1}"#, UnclosedString, r#""x"#);
    check(r#"{"a": "x "b": "y"}"#, UnclosedString, r#""x"#);
    check(r#"{"a": {"b": "x "c" : [true]}}"#, UnclosedString, r#""x"#);
    check(r#"{"a "b": 1}"#, UnclosedString, r#""a"#);
    check(r#"{"a: "x", "b": 1}"#, UnclosedString, r#""a"#);
    check(r#"{"a: ["x", "b"], "c": {}}"#, UnclosedString, r#""a"#);
    check(r#"{"a": ["x, "b"], "c": {}}"#, UnclosedString, r#""x"#);
    check(r#"{"a": {"b": "x}, "c": {}}"#, UnclosedString, r#""x"#);
    check(r#"{"a": "say "hi" there", "c": {}}"#, UnexpectedToken, r#"hi" there""#);
    check(r#"{a": 1}"#, UnopenedString, r#"a""#);
    check(r#"{"a": x", "b": 1}"#, UnopenedString, r#"x""#);
    check(r#"{"a": https://x.dev/(.*)?a=b", "b": 1}"#, UnopenedString, r#"https://x.dev/(.*)?a=b""#);
    check(r#"["a", b", "c"]"#, UnopenedString, r#"b""#);
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
    check("{{{}}}", MissingKey, "{");
    check("{{{", MissingKey, "{");
    check("{\"a\": 1, {\"b\": 1}}", MissingKey, "{");
    check("{\"a\"x: 1}", UnexpectedToken, "x");
    check("{\"a\"1: 1}", UnexpectedToken, "1");
    check("{\"a\",: 1}", UnexpectedToken, ",");
    check("{\"a\":, 1}", ExtraComma, ",");
    check("{\"a\": \"b\":, \"c\": 1}", UnexpectedToken, ":");
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
fn brackets_without_their_other_half() {
    check("{[\"a\": 1}", MissingKey, "[");
    check("{[\n\"a\": 1}", MissingKey, "[");
    check("{\"a\": {{\"b\": 1}}", MissingKey, "{");
    check("{\"a\":\n\"b\": 1},\n\"c\": 2}", MissingValue, ":");
    check("{\"a\": {}\n\"b\": 1}, \"c\": {}}", MissingComma, "}");
    check("}", UnmatchedBracket, "}");
    check("]{}", UnmatchedBracket, "]");
}

#[test]
fn keys_in_arrays() {
    // The `{` is missing.
    check(r#"["a": 1]"#, UnopenedObject, r#""a""#);
    check(r#"{"r": ["a": 1, "b": 2 } ]}"#, UnopenedObject, r#""a""#);
    check(r#"{"r": ["a": 1, "b": 2 }, {"a": 3}], "c": []}"#, UnopenedObject, r#""a""#);
    check(r#"{"r": [{"a": 3}, "a": 1, "b": {"d": []} }], "c": []}"#, UnopenedObject, r#""a""#);
    check("{\"r\": [\n{\"a\": 3},\n\"a\": 1,\n\"b\": [[]]\n}\n],\n\"c\": []}", UnopenedObject, r#""a""#);
    check("{\"r\": [\n\"a\": 1,\n\"b\": 2\n]\n}", UnopenedObject, r#""a""#);
    check("{\"r\": [{\"s\": [\n\"a\": 1 }],\n\"b\": 2}]\n}", UnopenedObject, r#""a""#);
    let both = errors(r#"{"r": ["a": 1}, "b": 2}]}"#);
    assert_eq!(both, [(UnopenedObject, r#""a""#), (UnopenedObject, r#""b""#)]);
    // The `]` is missing.
    check(r#"{"r": [{"a": 1}, "b": 2}"#, UnclosedArray, "[");
    check(r#"{"r": [{"a": 1} "b": 2}"#, UnclosedArray, "[");
    check("{\"r\": [\n{\"a\": 1},\n{\"a\": 2}\n\"b\": [],\n\"c\": []}\n", UnclosedArray, "[");
    check("{\"r\": [\n{\"a\": 1},\n{\"a\": 2},\n\"b\": {},\n\"c\": []}\n", UnclosedArray, "[");
    check("[{\"r\": [{\"s\": [{\"a\": 1},\n\"b\": 2}]\n}]", UnclosedArray, "[");
}

/// Where a closing bracket is missing, the lines show whose it is.
#[test]
fn an_unclosed_bracket_is_found_by_indentation() {
    for line_break in ["\n", "\r\n", "\r"] {
        let text = "{\n  \"a\": {},\n  \"s\": {\n    \"api\": {\n    \"web\": {}\n  }\n}\n"
            .replace('\n', line_break);
        let parse = Parse::new(&text);
        let range = parse.errors()[0].range;
        assert!(text[..usize::from(range.start())].ends_with("\"api\": "), "{parse:?}");
        check(&text, UnclosedObject, "{");
    }
}

const DOCUMENT: &str = r#"{
  "$schema": "https://openapi.vercel.sh/vercel.json",
  "experimentalServices": {
    "web": {
      "framework": "nextjs",
      "routePrefix": "/"
    },
    "api": { "entrypoint": "api/main.py", "memory": 128, "env": ["A", "B"] }
  },
  "redirects": [
    { "source": "/a/(.*)", "destination": "/b/$1", "permanent": false },
    {
      "source": "/c",
      "has": [{ "type": "host", "value": "x" }],
      "statusCode": 308
    }
  ]
}
"#;

/// While a document is typed from its start to its end, there is never more than one error.
#[test]
fn every_prefix_is_at_most_one_mistake() {
    for (end, _) in DOCUMENT.char_indices() {
        let found = errors(&DOCUMENT[..end]);
        assert!(found.len() <= 1, "{found:?} in {}", &DOCUMENT[..end]);
    }
}

/// One character too few is one error, wherever it is missing, but for some opening brackets.
#[test]
fn every_missing_character_is_at_most_one_mistake() {
    for (index, char) in DOCUMENT.char_indices().filter(|(_, char)| !"{[".contains(*char)) {
        let mut text = DOCUMENT.to_owned();
        text.remove(index);
        let found = errors(&text);
        assert!(found.len() <= 1, "{found:?} without the {char:?} at {index}");
    }
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
    let deep = "[".repeat(2 * MAX_DEPTH) + &"]".repeat(2 * MAX_DEPTH);
    assert_eq!(errors(&format!("[{deep}, 1,]")), [(TooDeep, "["), (TrailingComma, ",")]);
}
