//! An incremental parse equals a full one, and shares with its predecessor what the edit left alone.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod generate;

use std::collections::HashSet;

use generate::{FRAGMENTS, Random};
use proptest::prelude::*;
use rowan::GreenNodeData;
use svc_syntax::{Edit, Parse, RUN_LENGTH, SyntaxKind, Text, TextRange, TextSize};

/// Short runs, which the texts here have some of, and those of the product.
const RUN_LENGTHS: [usize; 2] = [2, RUN_LENGTH];

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(TextSize::try_from(start).unwrap(), TextSize::try_from(end).unwrap())
}

/// Applies an edit to all three, and compares with a parse from scratch.
fn step(
    parse: &mut Parse,
    run_length: usize,
    text: &mut Text,
    (start, end, insert): (usize, usize, &str),
) -> Result<(), String> {
    let before = text.to_string();
    let edit = Edit { range: text.replace(range(start, end), insert), insert: insert.to_owned() };
    *parse = parse.reparse(&edit, text);
    let after = text.to_string();
    let full = Parse::with_run_length(&after, run_length);
    if *parse == full && full.syntax().text() == after.as_str() {
        return Ok(());
    }
    let (incremental, full) = (format!("{parse:?}"), format!("{full:?}"));
    let differs = incremental.lines().zip(full.lines()).position(|(incremental, full)| incremental != full);
    let rest = |parse: &str| parse.lines().skip(differs.unwrap_or(0)).collect::<Vec<_>>().join("\n");
    Err(format!(
        "{before:?} with {start}..{end} replaced by {insert:?}, runs of {run_length}\nincremental, from where it differs:\n{}\nfull:\n{}",
        rest(&incremental),
        rest(&full)
    ))
}

#[track_caller]
fn check(text: &str, start: usize, end: usize, insert: &str) {
    for run_length in RUN_LENGTHS {
        let mut parse = Parse::with_run_length(text, run_length);
        if let Err(failure) = step(&mut parse, run_length, &mut Text::new(text), (start, end, insert)) {
            panic!("{failure}");
        }
    }
}

fn run(seed: u64, edits: usize) -> Result<(), String> {
    for run_length in RUN_LENGTHS {
        let mut random = Random::new(seed);
        let document = random.document();
        let mut text = Text::new(&document);
        let mut parse = Parse::with_run_length(&document, run_length);
        for _ in 0..edits {
            let edit = random.edit(&text.to_string());
            step(&mut parse, run_length, &mut text, edit)
                .map_err(|failure| format!("seed {seed}\n{failure}"))?;
        }
    }
    Ok(())
}

/// Replaces what stands between `«` and `»`, and checks that all nodes are the very same as before but the one that
/// `reparsed` points at, what is in it, and what it is in.
#[track_caller]
fn check_shared(marked: &str, insert: &str, reparsed: &str) {
    RUN_LENGTHS.into_iter().for_each(|run_length| check_shared_in_runs(run_length, marked, insert, reparsed));
}

#[track_caller]
fn check_shared_in_runs(run_length: usize, marked: &str, insert: &str, reparsed: &str) {
    let start = marked.find('«').unwrap();
    let end = marked.find('»').unwrap() - '«'.len_utf8();
    let before = marked.replace(['«', '»'], "");
    let mut text = Text::new(&before);
    let old = Parse::with_run_length(&before, run_length);
    let mut new = old.clone();
    step(&mut new, run_length, &mut text, (start, end, insert)).unwrap();

    let changed = old.document().lookup(reparsed).unwrap().range();
    let outside: Vec<_> =
        old.syntax().descendants().filter(|node| node.text_range().intersect(changed).is_none()).collect();
    assert!(!outside.is_empty());
    for node in outside {
        let range = node.text_range();
        let range = if range.start() < changed.start() {
            range
        } else {
            let len = TextSize::of(insert);
            TextRange::at(range.start() + len - TextSize::try_from(end - start).unwrap(), range.len())
        };
        let moved = new
            .syntax()
            .descendants()
            .find(|new| new.text_range() == range && new.kind() == node.kind())
            .unwrap();
        let (old, new): (&GreenNodeData, &GreenNodeData) = (&node.green(), &moved.green());
        assert!(std::ptr::eq(old, new), "{:?} at {:?} was built again", node.kind(), node.text_range());
    }
}

#[test]
fn a_token_is_replaced_alone() {
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": "o«»ne", "z": 2}, "c": [1, 2]}"#, "w", "/b/y");
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": "o«ne»", "z": 2}, "c": [1, 2]}"#, "", "/b/y");
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": "«é»", "z": 2}, "c": [1, 2]}"#, "\\q\t", "/b/y");
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": "\x«é»", "z": 2}, "c": [1, 2]}"#, "😀", "/b/y");
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": 1«», "z": 2}, "c": [1, 2]}"#, "2", "/b/y");
}

#[test]
fn a_container_is_replaced_alone() {
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": «1», "z": 2}, "c": [1, 2]}"#, "{\"w\": [1]}", "/b");
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": 1«», "z": 2}, "c": [1, 2]}"#, ",", "/b");
    check_shared(r#"{"a": {"x": [1, 2]}, "b": {"y": [1«, "z"», 3]}, "c": [1, 2]}"#, "", "/b/y");
    check_shared("[[{\"a\": 1}, {\"a\": 2}, {\"a\": «3»}, {\"a\": 4}, {\"a\": 5}]]", "[3]", "/0/2");
    check_shared("{\"a\": {\"x\": [1, 2]}, // c\n \"b\": {«»}, \"c\": [1, 2],}", "\n", "/b");
    check_shared("{\"a\": {\"x\": [1, 2]}, \"b\": {\"y\": \"«»\"\n, \"z\": 2}, \"c\": [1, 2]}", "\"", "/b");
}

#[test]
fn an_entry_more_or_less_leaves_the_others_alone() {
    let entries = |indexes: std::ops::Range<usize>| {
        indexes.map(|index| format!("{{\"a\": [{index}]}}")).collect::<Vec<_>>().join(", ")
    };
    for (marked, insert) in [
        ("«»{}, {}", "2, "),
        ("{},«» {}", " {}, 2, {\"a\": 1},"),
        ("{}, {}«»", ", 2"),
        ("{}, «{}, 2, »3", ""),
    ] {
        let marked = format!("{{\"x\": [{}, {marked}, {}]}}", entries(0..500), entries(500..1_000));
        let start = marked.find('«').unwrap();
        let end = marked.find('»').unwrap() - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let old = Parse::new(&text);
        let mut new = old.clone();
        step(&mut new, RUN_LENGTH, &mut Text::new(&text), (start, end, insert)).unwrap();
        let elements = |parse: &Parse| -> HashSet<usize> {
            let list = parse.value().unwrap().children().next().unwrap();
            let elements = list.child(SyntaxKind::is_value).unwrap().elements();
            elements.map(|element| std::ptr::from_ref(element.node).addr()).collect()
        };
        let (old, new) = (elements(&old), elements(&new));
        assert!(new.len() >= 1_000);
        let built = new.difference(&old).count();
        // Those that are new, and the two next to them.
        assert!(built <= 5, "{built} were built at {start}");
    }
}

/// Every one of these once failed or nearly did.
#[test]
fn named_cases() {
    // A backslash gone from an unclosed string closes it.
    check("[[\"a\\\"\n]]", 4, 5, "");
    // Only the quote is left of a string that has no end.
    check("[[\"\n]]", 3, 3, "x");
    check("\"", 1, 1, "a");
    // A comment swallows the closing bracket.
    check("[[1]\n]", 3, 3, "//");
    check("[[1]]", 3, 3, "/*");
    check("[[1/**/]]", 4, 6, "");
    // A slash joins a number to a comment, or makes one.
    check("[[1// c\n]]", 3, 3, "/");
    check("[[1/]]", 4, 4, "/");
    check("[[12/**/]]", 4, 4, "/");
    // A line break in a space decides what a string behind it is.
    check("[{\"a\" \"b\": 1}]", 6, 6, "\n");
    check("[{\"a\"\n\n\"b\"}]", 5, 6, "");
    check("[{\"a\"/*\n*/\"b\"}]", 7, 8, "");
    // A run ends with a word that isn't an element.
    check("[\"é\"a\"b\",\"c\",\"d\"]", 2, 6, "");
    // A lone CR and LF become CRLF and the other way round.
    check("[[\"a\r\n\"]]", 4, 5, "");
    check("[[\"a\r\"]]", 5, 5, "\n");
    check("[[\"a\n\"]]", 4, 4, "\r");
    // A space before the line break of an unclosed string belongs to the string.
    check("[[\"a\n]]", 4, 4, " ");
    // The byte order mark counts at the start only.
    check("{}", 0, 0, "\u{FEFF}");
    check("\u{FEFF}{}", 0, 3, "");
    check(" \u{FEFF}{}", 0, 1, "");
    check("[[]]", 1, 1, "\u{FEFF}");
    // The comma that is missing behind a container is reported on its bracket.
    check("[[1] 2]", 2, 3, "345");
    check("[[1] 2]", 3, 3, ",");
    check("{\"a\": {} \"b\": 1}", 7, 7, "\"c\": 1");
    // An error on the opening bracket stays where it is though the closing bracket moves.
    check("{[]}", 2, 2, "[]");
    check("{\"a\": 1 {}}", 9, 9, "\n");
    // A bracket too many inside and around.
    check("{\"a\": {\"b\": 1}, \"c\": 1}", 13, 13, "}");
    check("{\"a\": {\"b\": 1}}, \"c\": 1}", 13, 14, "");
    check("[{\"a\": 1}]", 8, 8, "]");
    check("{\"a\": {\"b\": 1}}", 13, 13, "]");
    // Whether a bracket belongs to a string that lacks a quote depends on the rest of the line.
    check("{\"a\": {\"b\": \"x\"},\n\"c\": {}}", 14, 15, "");
    check("{\"a\": {\"b\": \"x},\n\"c\": {}}", 14, 14, "\"");
    check("[{\"a\": 1 }\" }]", 7, 8, "\"x");
    check("[{\"a\": \"x}, {\"b\": 1}]", 15, 15, " ");
    check("[{\"a\": \"x}, {\"b\": 1}]", 23, 23, "\"");
    check("[{\"a\": \"x,\n\"b\": 1}]", 10, 11, " ");
    check("[[\"a\", b\"]]", 7, 7, "\"");
    check("[[b\"  x\"]]", 6, 7, ",");
    check("[\": [ \n  2]}[ ]", 6, 7, "");
    check("[[\"a, \"b\"]]", 7, 7, " ");
    check("[{\"a\": \"x\"b\": 1}]", 8, 8, " ");
    check("[{\"a\": \"x \"b\": 1}]", 8, 9, "");
    check("[{\"a\": \"x \"b\": }]", 14, 14, "1");
    check("[{\"a\": \"x \"b\" 1}]", 13, 13, ":");
    check("[{\"a\": \"x \"b: 1}]", 11, 11, "\"");
    check("[{\"a\": \"x \"b\": [{}]}]", 16, 16, "1");
    // Whose a key in an array is depends on brackets far away.
    check("[{\"r\": [\"a\": 1}], \"s\": [{}]}]", 25, 26, "");
    check("{\"r\": [\"a\" 1], \"s\": [{}]}", 11, 11, ":");
    check("{\"r\": [{\"a\": 1},\n\"s\": [{}]}", 17, 17, "]");
    check("{\"r\": [{\"a\": 1}],\n\"s\": [{}]}", 17, 18, "");
    // An array without a key ends where a member begins.
    check("[{[\"a\", 1]}]", 6, 7, ":");
    check("[{[\"a\" 1]}]", 6, 6, ":");
    check("[{{\"a\": {\"b\": 1}]", 9, 9, "[");
    // What is reported about brackets that do not balance depends on brackets far away.
    check("{\"a\": [{}],\n {\"b\": 1}", 8, 8, "{");
    check("{\"a\": [{{}}],\n \"b\": {\"c\": 1}", 9, 10, "");
    check("{\n  \"a\": {\n  \"b\": 1\n  }\n", 14, 14, "  ");
    // No edit at all, everything, nothing left.
    check("[[1]]", 2, 2, "");
    check("[[1]]", 0, 5, "");
    check("", 0, 0, "[[1]]");
}

/// Every fragment at every place of documents that have a bit of everything.
#[test]
fn everything_everywhere() {
    for text in [
        "[{\"a\": [1, {\"b\": \"é\"}], \"c\": null}, [true]]",
        "{\n  \"a\": {\n    \"b\": [1],\n    \"c\": \"x\"\n  },\r\n  \"d\": 2\n}",
        "[{\"a: 1, \"b\": \"x}, c\": [\"y,\n\"z\"]}, // }\n {'k': /* ] */ 0}]",
        "{[\"a\", {}] \"b\" {: 1}, \"c\":\n\"d\": foo bar, {}}, \"e\": 1}",
        "[{\"a\": \"x \"b\": 1, \"c\": [\"y \"d\" : [true]]}, \"e\": [{}}, {}]]",
        "{\"a\": [{\"b\": 1}, \"c\": [{}]}],\n\"d\": [\n1,\n\"e\": [{}]}",
        "[{\"a\": null{\"k\": [1, 2]}'s'\"c\": 1's'}]",
    ] {
        let places: Vec<_> = text.char_indices().map(|(index, _)| index).chain([text.len()]).collect();
        for (index, &start) in places.iter().enumerate() {
            for end in places[index..].iter().take(2) {
                check(text, start, *end, "");
                FRAGMENTS.iter().for_each(|insert| check(text, start, *end, insert));
            }
        }
    }
}

#[test]
fn an_edit_that_does_not_fit_is_parsed_from_scratch() {
    let parse = Parse::new("[[1]]");
    let after = Text::new("[[\"é\"], 2]");
    for (start, end, insert) in [(0, 0, ""), (2, 3, "12"), (90, 95, "x"), (2, 3, "\"é\"], 2")] {
        let edit = Edit { range: range(start, end), insert: insert.to_owned() };
        assert_eq!(parse.reparse(&edit, &after), Parse::new(&after.to_string()));
    }
}

#[test]
fn at_the_depth_limit() {
    for depth in [126, 127, 128, 129, 130] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        for insert in ["[]", "{\"a\": [1]}", "[", "]", "[[[]]]", "// c\n"] {
            check(&text, depth, depth, insert);
            check(&text, depth.min(127), depth.min(127), insert);
        }
        check(&text, depth - 1, depth + 1, "");
        check(&text, depth, depth + 1, "");
    }
}

#[test]
fn errors_are_sorted() {
    for seed in 0..2_000 {
        let parse = Parse::new(&Random::new(seed).document());
        let starts: Vec<_> = parse.errors().iter().map(|error| error.range.start()).collect();
        assert!(starts.is_sorted(), "{parse:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Documents and edits of fragments, which proptest knows how to make small.
    #[test]
    fn equals_a_full_parse(
        document in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..40),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..8_usize, prop::sample::select(FRAGMENTS)), 1..6),
    ) {
        let document = format!("[{{\"a\": {}}}]", document.concat());
        for run_length in RUN_LENGTHS {
            let mut text = Text::new(&document);
            let mut parse = Parse::with_run_length(&document, run_length);
            for (start, len, insert) in &edits {
                let start = start.index(usize::from(text.len()) + 1);
                step(&mut parse, run_length, &mut text, (start, start + len, insert)).map_err(TestCaseError::fail)?;
            }
        }
    }
}

#[test]
fn equals_a_full_parse_for_long_sessions() {
    for seed in 0..1_500 {
        run(seed, 20).unwrap();
    }
}

/// `SVC_EDITS=5000000 cargo test --release -p svc-syntax --test reparse -- --ignored --nocapture campaign`
#[test]
#[ignore = "takes as long as it is told to"]
fn campaign() {
    let edits: u64 = std::env::var("SVC_EDITS").map_or(1_000_000, |count| count.parse().unwrap());
    let edits = edits / RUN_LENGTHS.len() as u64;
    let first: u64 = std::env::var("SVC_SEED").map_or(1 << 32, |seed| seed.parse().unwrap());
    for seed in 0..edits / 40 {
        if let Err(failure) = run(first + seed, 40) {
            panic!("{failure}");
        }
    }
    println!("{} edits of {} documents", edits / 40 * 40 * RUN_LENGTHS.len() as u64, edits / 40);
}
