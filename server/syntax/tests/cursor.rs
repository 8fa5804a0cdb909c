//! What is at the cursor, `|`, in every half-typed state.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use svc_syntax::{Cursor, CursorPlace, Parse, TextSize};

fn cursor(marked: &str) -> Cursor {
    let offset = marked.find('|').unwrap();
    let text = marked.replace('|', "");
    Parse::new(&text).document().cursor(TextSize::try_from(offset).unwrap())
}

/// `place`, the path, and after a `~` what a completion would replace.
#[track_caller]
fn check(marked: &str, expected: &str) {
    let text = marked.replace('|', "");
    let cursor = cursor(marked);
    let place = match &cursor.place {
        CursorPlace::Root => "root",
        CursorPlace::Comment => "comment",
        CursorPlace::Key(_) => "key",
        CursorPlace::MemberStart(_) => "member start",
        CursorPlace::AfterKey(_) => "after key",
        CursorPlace::Value(_) => "value",
        CursorPlace::AfterMember(_) => "after member",
        CursorPlace::Element(..) => "element",
        CursorPlace::AfterElement(..) => "after element",
    };
    let token =
        if cursor.token.is_some() { format!(" ~{}", &text[cursor.replace_range()]) } else { String::new() };
    let path = cursor.path();
    let path = if path.is_empty() { String::new() } else { format!(" {path}") };
    assert_eq!(format!("{place}{path}{token}"), expected, "{marked}\n{:?}", Parse::new(&text));
}

#[test]
fn at_the_top() {
    check("|", "root");
    check(" |\n", "root");
    check("|{}", "root");
    check("{}|", "root");
    check("{} |", "root");
    check("\"se|", "root ~\"se");
}

#[test]
fn where_a_key_goes() {
    check("{|}", "member start");
    check("{\n  |\n}", "member start");
    check("{|", "member start");
    check("{\"|\"}", "key ~\"\"");
    check("{\"a|\": 1}", "key ~\"a\"");
    check("{\"a\"|: 1}", "key ~\"a\"");
    check("{|\"a\": 1}", "key ~\"a\"");
    check("{\"a|", "key ~\"a");
    check("{\"|\n}", "key ~\"");
    check("{fr|}", "key ~fr");
    check("{fr|: 1}", "key ~fr");
    check("{'fr|'}", "key ~'fr'");
    check("{\"a\": 1, |}", "member start");
    check("{\"a\": 1,|}", "member start");
    check("{\"a\": 1, |\"b\": 2}", "key ~\"b\"");
    check("{\"a\": 1,\n|\n\"b\": 2}", "member start");
    check("{\"a\": 1\n|\n}", "member start");
    check("{\"a\": 1\n\"b|\"\n}", "key ~\"b\"");
    check("{\"a\": 1\nb|\n}", "key ~b");
    check("{\"s\": {\"w\": {\"|\"}}}", "key /s/w ~\"\"");
    check("{\"s\": {\"w\": {|}}}", "member start /s/w");
    check("[{\"a\": 1}, {|}]", "member start /1");
}

#[test]
fn where_a_value_goes() {
    check("{\"a\":|}", "value /a");
    check("{\"a\": |}", "value /a");
    check("{\"a\": |", "value /a");
    check("{\"a\":|, \"b\": 1}", "value /a");
    check("{\"a\":|\"b\": 1}", "value /a");
    check("{\"a\":\n  |\n\"b\": 1}", "value /a");
    check("{\"a\": \"|\"}", "value /a ~\"\"");
    check("{\"a\": \"n|ext\"}", "value /a ~\"next\"");
    check("{\"a\": |\"next\"}", "value /a ~\"next\"");
    check("{\"a\": \"next\"|}", "value /a ~\"next\"");
    check("{\"a\": \"n|\n}", "value /a ~\"n");
    check("{\"a\": n|}", "value /a ~n");
    check("{\"a\": tr|ue}", "value /a ~true");
    check("{\"a\": 12|}", "value /a ~12");
    check("{\"a\": 1 |}", "after member /a");
    check("{\"a\": 1 |\n}", "after member /a");
    check("{\"a\": {}|}", "after member /a");
    check("{\"a\": {} |, \"b\": 1}", "after member /a");
    check("{\"a\" |: 1}", "after key /a");
    check("{\"a\" |}", "after key /a");
}

#[test]
fn where_an_element_goes() {
    check("[|]", "element /0");
    check("[|", "element /0");
    check("[1, |]", "element /1");
    check("[1,|", "element /1");
    check("[1, \"b|\"]", "element /1 ~\"b\"");
    check("[1, b|]", "element /1 ~b");
    check("[1, |2]", "element /1 ~2");
    check("[{}|]", "after element /0");
    check("[1 |]", "after element /0");
    check("{\"a\": [1, [|]]}", "element /a/1/0");
    check("{\"a\": [\n|\n]}", "element /a/0");
}

#[test]
fn in_comments() {
    check("{// a|\n}", "comment");
    check("{// |", "comment");
    check("{/|/ a\n}", "comment");
    check("{|// a\n}", "member start");
    check("{/* | */}", "comment");
    check("{/* a */|}", "member start");
    check("{/* a|", "comment");
    check("{\"a\": // b\n |}", "value /a");
}

#[test]
fn what_was_typed_so_far() {
    assert_eq!(cursor("{\"a\": \"ne|xt\"}").prefix(), "ne");
    assert_eq!(cursor("{\"a\": |\"next\"}").prefix(), "");
    assert_eq!(cursor("{\"a\": \"\\u00e9|\"}").prefix(), "é");
    assert_eq!(cursor("{\"a\": \"next\"|}").prefix(), "next");
    assert_eq!(cursor("{fr|}").prefix(), "fr");
    assert_eq!(cursor("{|}").prefix(), "");
}
