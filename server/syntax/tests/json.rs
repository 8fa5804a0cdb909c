//! Errors are empty exactly where the text is JSON, and nothing makes the parser panic or lose a byte.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod generate;

use generate::{FRAGMENTS, Random};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use svc_syntax::{MAX_DEPTH, Parse, RUN_LENGTH, SyntaxErrorKind, Value};

/// Whether `JSON.parse` accepts the text. serde_json rejects numbers that no `f64` holds and halves of surrogate pairs
/// when it has to build a value of them; when it may ignore the value, it has the grammar of `JSON.parse`.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// In short runs, which short texts have some of, as well as in those of the product.
fn check(text: &str) -> Result<(), String> {
    let (short, parse) = (Parse::with_run_length(text, 2), Parse::new(text));
    if short.errors() != parse.errors() {
        return Err(format!("the errors of {text:?} depend on runs of {RUN_LENGTH}: {parse:?} {short:?}"));
    }
    check_parse(text, &short).and_then(|()| check_parse(text, &parse))
}

fn check_parse(text: &str, parse: &Parse) -> Result<(), String> {
    if parse.syntax().text() != text {
        return Err(format!("lost bytes of {text:?}: {parse:?}"));
    }
    let range = parse.syntax().text_range();
    for error in parse.errors() {
        let empty = error.range.is_empty() && error.kind != SyntaxErrorKind::EmptyDocument;
        if empty
            || !range.contains_range(error.range)
            || text.get(std::ops::Range::from(error.range)).is_none()
        {
            return Err(format!("{error:?} is no place in {text:?}"));
        }
    }
    let deep = parse.errors().iter().any(|error| error.kind == SyntaxErrorKind::TooDeep);
    if deep || parse.errors().is_empty() == is_json(text) {
        Ok(())
    } else {
        Err(format!("{text:?} is JSON: {}, but {parse:?}", is_json(text)))
    }
}

/// The value that the tree means; of members with the same key the last counts, as in serde_json.
fn meaning(value: &Value) -> serde_json::Value {
    match value {
        Value::Object(object) => object
            .members()
            .filter_map(|member| Some((member.key()?.text(), meaning(&member.value()?))))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(array) => array.elements().map(|element| meaning(&element)).collect(),
        Value::String(string) => string.text().into(),
        Value::Number(number) => serde_json::from_str(&number.raw()).unwrap(),
        Value::Bool(bool) => bool.value().into(),
        Value::Null(_) => serde_json::Value::Null,
    }
}

#[test]
fn random_documents() {
    for seed in 0..20_000 {
        check(&Random::new(seed).document()).unwrap();
    }
}

#[test]
fn a_valid_document_means_what_serde_json_reads() {
    let mut compared = 0;
    for seed in 0..5_000 {
        let text = Random::new(seed).document();
        let Ok(expected) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        for run_length in [2, RUN_LENGTH] {
            let parse = Parse::with_run_length(&text, run_length);
            assert_eq!(meaning(&parse.document().value().unwrap()), expected, "{text:?}");
        }
        compared += 1;
    }
    assert!(compared > 1_000, "only {compared} of the documents are valid");
}

/// Where `JSON.parse` accepts more than serde_json.
#[test]
fn what_javascript_accepts() {
    for text in [
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#"{"\ud800x": 1e999}"#,
        "[-1e999, 1E+400]",
        "\"\u{7f}\u{2028}\u{FEFF}\"",
    ] {
        check(text).unwrap();
        assert!(Parse::new(text).errors().is_empty(), "{text}");
    }
}

#[test]
fn what_javascript_refuses() {
    for text in [
        "",
        " ",
        "nul",
        "truefalse",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "0x10",
        "NaN",
        "Infinity",
        "'a'",
        "\"\t\"",
        "\"\n\"",
        "\"\\u12g4\"",
        "\"\\a\"",
        "\"",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "[1 2]",
        "{\"a\" 1}",
        "[1]]",
        "{}{}",
        "//\n1",
        "1/**/",
        "\u{FEFF}1",
        "\u{A0}1",
        "\u{c}1",
        "\u{0}",
        "[\u{b}]",
    ] {
        check(text).unwrap();
        assert!(!Parse::new(text).errors().is_empty(), "{text:?}");
    }
}

#[test]
fn nesting_counts_in_objects_and_arrays_alike() {
    let nested = |open: &str, close: &str, depth| open.repeat(depth) + "1" + &close.repeat(depth);
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let each = if open.len() > 5 { 2 } else { 1 };
        assert!(Parse::new(&nested(open, close, MAX_DEPTH / each)).errors().is_empty());
        let deeper = Parse::new(&nested(open, close, MAX_DEPTH / each + 1));
        assert_eq!(
            deeper.errors().iter().map(|error| error.kind).collect::<Vec<_>>(),
            [SyntaxErrorKind::TooDeep]
        );
    }
}

#[test]
fn large_and_hostile_texts_take_no_stack_and_little_time() {
    for fragment in [
        "[",
        "{",
        "\"",
        "{\"a\":",
        "[{",
        "}",
        "]",
        ",",
        ":",
        "[,",
        "\\",
        "\"a\" ",
        "'",
        "/*",
        "//",
        "1 ",
        "a\n",
        "[}",
        "{]",
        "a\"",
        "a\" ",
        "\"a, ",
        "\"a\": \"b, ",
        "x: ",
        "\"}",
        "{\n",
        "\n{",
        " [\n",
    ] {
        let text = fragment.repeat(100_000);
        let parse = Parse::new(&text);
        assert_eq!(parse.syntax().text_range().len(), svc_syntax::TextSize::of(&text));
        drop(parse);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn fragments(fragments in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..30)) {
        check(&fragments.concat()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_characters_of_json(text in "[\\[\\]{}:,\"'0-9eE+.\\\\u \n\r\ta-f/*-]{0,40}") {
        check(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_string(text in any::<String>()) {
        let quoted = serde_json::to_string(&text).unwrap();
        let parse = Parse::new(&quoted);
        prop_assert_eq!(parse.errors(), []);
        prop_assert_eq!(parse.document().value().unwrap().as_text().unwrap(), text);
    }
}
