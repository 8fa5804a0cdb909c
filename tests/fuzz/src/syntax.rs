//! The parser, and its incremental step.

use serde::de::IgnoredAny;
use svc_syntax::{Edit, Parse, RUN_LENGTH, SyntaxErrorKind, Text};

use crate::edited;
use crate::timing::timed;

/// The tree's text is the input; errors are empty exactly where the text is JSON; each error has its place.
pub fn parse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parse = timed("parse", || Parse::new(&text));
    assert!(parse.syntax().text() == *text, "bytes were lost");
    let mut deep = false;
    for error in parse.errors() {
        let range = std::ops::Range::<usize>::from(error.range);
        let empty = range.is_empty() && error.kind != SyntaxErrorKind::EmptyDocument;
        assert!(!empty && text.get(range).is_some(), "{error:?} is no place");
        deep |= error.kind == SyntaxErrorKind::TooDeep;
    }
    let is_json = serde_json::from_str::<IgnoredAny>(&text);
    let deep = deep || is_json.as_ref().is_err_and(|error| error.to_string().starts_with("recursion limit"));
    assert!(deep || is_json.is_ok() == parse.errors().is_empty(), "{is_json:?}, but {:?}", parse.errors());
}

/// After each edit, the tree and its errors equal those of a parse from scratch: in short runs, which short texts have some of,
/// as well as in those of the product.
pub fn reparse(data: &[u8]) {
    reparse_in_runs(data, 2);
    reparse_in_runs(data, RUN_LENGTH);
}

fn reparse_in_runs(data: &[u8], run_length: usize) {
    let (mut text, edits) = edited::read(data);
    let (mut parse, mut rope) = (Parse::with_run_length(&text, run_length), Text::new(&text));
    for edit in edits {
        let (range, insert) = edit.of(&text);
        let range = rope.replace(range, &insert);
        text.replace_range(std::ops::Range::<usize>::from(range), &insert);
        let edit = Edit { range, insert };
        parse = timed("reparse", || parse.reparse(&edit, &rope));
        assert!(rope == Text::new(&text), "the rope holds another text");
        assert!(
            parse == Parse::with_run_length(&text, run_length),
            "the tree differs from that of a parse from scratch: {text:?}"
        );
    }
}
