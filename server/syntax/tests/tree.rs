//! The typed views, paths and pointers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use svc_syntax::{CursorPlace, Document, Parse, PathSegment, StringLit, SyntaxKind, TextSize, Value};

fn document(text: &str) -> Document {
    Parse::new(text).document()
}

fn string(text: &str) -> StringLit {
    match document(text).value() {
        Some(Value::String(string)) => string,
        other => panic!("{other:?}"),
    }
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).unwrap()
}

#[test]
fn a_member_keeps_its_key_although_its_value_is_missing() {
    for text in [
        "{\"a\": }",
        "{\"a\":",
        "{\"a\"",
        "{\"a",
        "{\"a\", \"b\": 1}",
        "{\"a\":\n\"b\": 1}",
        "{a}",
        "{'a' 1}",
    ] {
        let member = document(text).object().unwrap().members().next().unwrap();
        assert_eq!(member.key().unwrap().text(), "a", "{text}");
        assert_eq!(member.value().is_some(), text.contains('\''), "{text}");
        assert_eq!(document(text).object().unwrap().get("b").is_some(), text.contains('b'), "{text}");
    }
}

#[test]
fn the_last_of_members_with_the_same_key_counts() {
    let object = document(r#"{"a": 1, "\u0061": 2, "b": 3}"#).object().unwrap();
    assert_eq!(object.get("a").unwrap().value().unwrap().as_number().unwrap().value(), Some(2.0));
    assert_eq!(object.members().count(), 3);
    assert_eq!(object.get("c"), None);
}

#[test]
fn what_is_behind_a_mistake_is_still_there() {
    for text in [
        "{\"a\": {\"b\": \"x },\n\"c\": [1, true]}",
        "{\"a\": {}}, \"c\": [1, true]}",
        "{\"a\" = {}; \"c\": [1, true]}",
        "{\"a\": [1, 2\n\"c\": [1, true]}",
        "{\"a\": foo bar, c: [1 true,]",
        "{\"a\": /* \" */ 1 // }\n'c': [,1,, true}",
    ] {
        let document = document(text);
        assert_eq!(document.lookup("/c/1").unwrap().as_bool(), Some(true), "{text}");
    }
}

#[test]
fn pointers_and_paths_lead_to_the_same_place() {
    let text = r#"{"a/b": {"~": [1, {"": null}]}, "é": "x"}"#;
    let document = document(text);
    for pointer in ["", "/a~1b", "/a~1b/~0", "/a~1b/~0/0", "/a~1b/~0/1", "/a~1b/~0/1/", "/é"] {
        let value = document.lookup(pointer).unwrap();
        assert_eq!(value.path().to_string(), pointer);
        assert_eq!(document.value_at(&value.path()), Some(value));
    }
    for pointer in ["a", "/b", "/a~1b/~0/2", "/a~1b/~0/00", "/a~1b/~0/+1", "/a~1b/~0/-", "/é/0", "/é/", "/"]
    {
        assert_eq!(document.lookup(pointer), None, "{pointer}");
    }
    let null = document.lookup("/a~1b/~0/1/").unwrap();
    assert_eq!(null.path().to_vec(), ["a/b".into(), "~".into(), PathSegment::Index(1), "".into()]);
    assert!(null.is_null());
    assert_eq!(null.index(), None);
    assert_eq!(document.lookup("/a~1b/~0/1").unwrap().index(), Some(1));
    assert_eq!(document.lookup_member("/é").unwrap().key().unwrap().content_range().len(), size(2));
    assert_eq!(self::document("{\"a\": {\"b\":}}").lookup_member("/a/b").unwrap().path().to_string(), "/a/b");
}

#[test]
fn strings_are_decoded() {
    for (text, decoded) in [
        (r#""""#, ""),
        (r#""a\"b\\c\/\b\f\n\r\t""#, "a\"b\\c/\u{8}\u{c}\n\r\t"),
        (r#""\u00e9\uD83D\ude00""#, "é😀"),
        (r#""\ud83d""#, "\u{FFFD}"),
        (r#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"),
        (r#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
        // Not JSON, and understood as far as it goes.
        (r#""\q\u12\é""#, "q\u{FFFD}é"),
        ("'it\\'s'", "it's"),
        ("\"open", "open"),
        ("\"open\\\"", "open\""),
        ("\"open\\", "open\\"),
        ("\"", ""),
    ] {
        assert_eq!(string(text).text(), decoded, "{text}");
    }
}

#[test]
fn a_string_knows_where_its_characters_stand() {
    let text = r#"  "a\u00e9\/\ud83d\ude00z" "#;
    let string = string(text);
    assert_eq!(string.text(), "aé/😀z");
    assert!(string.is_closed());
    assert_eq!(&text[string.content_range()], r"a\u00e9\/\ud83d\ude00z");
    for (decoded, source) in
        [(0..1, "a"), (1..3, r"\u00e9"), (3..4, r"\/"), (4..8, r"\ud83d\ude00"), (8..9, "z"), (9..9, "")]
    {
        let range = string.source_range(decoded.clone());
        assert_eq!(&text[range], source);
        assert_eq!(string.decoded_offset(range.start()), decoded.start);
        assert_eq!(string.decoded_offset(range.end()), decoded.end);
    }
    assert_eq!(&text[string.source_range(2..5)], r"\u00e9\/", "to the character that the end lies in");
    assert_eq!(string.source_offset(99), string.content_range().end());
    assert_eq!(string.decoded_offset(size(0)), 0);
    assert_eq!(string.decoded_offset(size(99)), 9);
    assert!(!self::string("\"open\\\"").is_closed());
    assert_eq!(&"\"open"[self::string("\"open").content_range()], "open");
}

#[test]
fn numbers_are_what_javascript_reads() {
    let number = |text| document(text).value().unwrap().as_number().unwrap().clone();
    assert_eq!(number("-0.5e1").value(), Some(-5.0));
    assert_eq!(number("1e999").value(), Some(f64::INFINITY));
    assert_eq!(number("01").value(), None);
    assert_eq!(number("01").raw(), "01");
}

#[test]
fn elements_that_are_not_understood_are_left_out() {
    let document = document("[1, foo, {}, ; [2]]");
    let array = document.value().unwrap().as_array().unwrap().clone();
    assert_eq!(array.elements().count(), 3);
    assert_eq!(array.elements().last().unwrap().path().to_string(), "/2");
    assert!(array.opening().is_some() && array.closing().is_some());
}

#[test]
fn runs_of_a_long_array_are_looked_through() {
    let values: Vec<String> = (0..150).map(|index| format!("{{\"a\": [{index}]}}")).collect();
    let text = format!("[\n  {}\n]", values.join(",\n  "));
    let document = document(&text);
    let runs = document.syntax().descendants().filter(|node| node.kind() == SyntaxKind::Run).count();
    assert!(runs > 1, "there are {runs} runs");
    let array = document.value().unwrap().as_array().unwrap().clone();
    assert_eq!(array.elements().count(), values.len());
    for (index, element) in array.elements().enumerate() {
        assert_eq!((element.index(), element.path().to_string()), (Some(index), format!("/{index}")));
        let inner = document.lookup(&format!("/{index}/a/0")).unwrap();
        assert_eq!(inner.path().to_string(), format!("/{index}/a/0"));
        let behind = document.cursor(element.range().end());
        assert_eq!(behind.place, CursorPlace::AfterElement(array.clone(), index));
        if index + 1 < values.len() {
            let next = document.cursor(element.range().end() + size(2));
            assert_eq!(next.place, CursorPlace::Element(array.clone(), index + 1));
        }
    }
}

#[test]
fn nothing_panics_anywhere() {
    let text = "{\"a\": [1, \"é\"";
    let document = document(text);
    for offset in 0..30 {
        let offset = size(offset);
        document.token_at(offset);
        document.cursor(offset).path();
        document.covering(svc_syntax::TextRange::new(offset, size(30)));
    }
}
