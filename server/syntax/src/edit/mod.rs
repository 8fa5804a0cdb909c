//! Edits that keep a file's style: members put into objects and taken out, with their commas, indentation and line ends.

pub mod draft;
pub mod pretty;
pub mod repair;
pub mod slot;

use std::ops::Range;

use rowan::{TextRange, TextSize};
use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::{DiffOp, DiffTag};

use crate::text::{Encoding, Text};
use crate::token::lexer;

use crate::value::{Elements, Json, Member, Node, Object};

/// Replaces bytes by text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// Bytes to replace.
    pub range: TextRange,
    /// What to put there.
    pub insert: String,
}

impl TextEdit {
    /// Replaces `range` by `insert`.
    pub fn new(range: TextRange, insert: impl Into<String>) -> TextEdit {
        TextEdit { range, insert: insert.into() }
    }
}

impl<S: Into<String>> From<(TextRange, S)> for TextEdit {
    fn from((range, insert): (TextRange, S)) -> TextEdit {
        TextEdit::new(range, insert)
    }
}

/// Adds a member at the end of an object, in the style of the members that are there. `value` is JSON on one line.
/// `None` if the object or a string at its end is not closed yet, or `node` is no object.
#[must_use]
pub fn insert_member(text: &Text, node: &Node, key: &str, value: &str) -> Option<TextEdit> {
    insert_members(text, node, &[(key, value)])
}

/// Adds several members, each as [`insert_member`] does.
#[must_use]
pub fn insert_members(text: &Text, node: &Node, members: &[(&str, impl AsRef<str>)]) -> Option<TextEdit> {
    let object = node.as_object()?;
    let close = closing_bracket(text, node)?;
    let written = |colon: &str| -> Vec<String> {
        members.iter().map(|(key, value)| format!("{}{colon}{}", quoted(key), value.as_ref())).collect()
    };
    let Some(last) = object.members().last() else { return insert_first(text, node, close, &written(": ")) };
    if has_open_string(text, last.range) {
        return None;
    }
    let before = text.char_at(last.value.range.start().checked_sub(1.into())?);
    Some(append(text, last.range, close, &written(if before == Some(':') { ":" } else { ": " })))
}

/// Adds an element to an array before the one at `index`, or at the end, in the style of the elements that are there.
/// `value` is JSON on one line. `None` if the array is not closed yet, or `node` is no array.
#[must_use]
pub fn insert_element(text: &Text, node: &Node, index: usize, value: &str) -> Option<TextEdit> {
    let Some(next) = node.as_array()?.get(index) else {
        return append_elements(text, node, &[value.to_owned()]);
    };
    closing_bracket(text, node)?;
    let at = next.range.start();
    Some(TextEdit::new(TextRange::empty(at), format!("{value},{}", separator_before(text, at))))
}

/// Adds elements to the end of an array, each as [`insert_element`] does.
#[must_use]
pub fn append_elements(text: &Text, node: &Node, values: &[String]) -> Option<TextEdit> {
    let elements = node.as_array()?;
    let close = closing_bracket(text, node)?;
    match elements.last() {
        Some(last) if has_open_string(text, last.range) => None,
        Some(last) => Some(append(text, last.range, close, values)),
        None => insert_first(text, node, close, values),
    }
}

/// Takes a member out, with its comma and the white space around it. Comments beside it stay.
#[must_use]
pub fn remove_member(text: &Text, object: &Object, member: &Member) -> TextEdit {
    let at = object.members().binary_search_by_key(&member.range.start(), |it| it.range.start()).ok();
    let neighbor = |at: Option<usize>| Some(object.members().get(at?)?.range);
    let previous = neighbor(at.and_then(|at| at.checked_sub(1)));
    remove_item(text, previous, member.range, neighbor(at.map(|at| at + 1)))
}

/// Takes several members out, each row of them with one edit.
pub fn remove_members(text: &Text, object: &Object, is_removed: impl Fn(&Member) -> bool) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut start = 0;
    for row in object.members().chunk_by(|one, next| is_removed(one) == is_removed(next)) {
        let end = start + row.len();
        if let [first, ..] = row
            && let [.., last] = row
            && is_removed(first)
        {
            let neighbour = |at: Option<usize>| Some(object.members().get(at?)?.range);
            let range = first.range.cover(last.range);
            edits.push(remove_item(text, neighbour(start.checked_sub(1)), range, neighbour(Some(end))));
        }
        start = end;
    }
    edits
}

/// Takes elements in a row out of an array, with their commas and the white space around them. `None` if there is none.
#[must_use]
pub fn remove_elements(text: &Text, elements: &Elements, row: Range<usize>) -> Option<TextEdit> {
    let range = elements.range(row.start)?.cover(elements.range(row.end.checked_sub(1)?)?);
    let previous = row.start.checked_sub(1).and_then(|index| elements.range(index));
    Some(remove_item(text, previous, range, elements.range(row.end)))
}

/// Takes out an item of a list that stands between two others.
fn remove_item(
    text: &Text,
    previous: Option<TextRange>,
    item: TextRange,
    next: Option<TextRange>,
) -> TextEdit {
    let comma_behind = |end: TextSize| comma_after(text, end, text.len()).map_or(end, TextRange::end);
    let range = if let Some(next) = next {
        let end = comma_behind(item.end());
        if text.slice(TextRange::new(end, next.start())).trim().is_empty() {
            TextRange::new(item.start(), next.start())
        } else {
            let mut behind = end;
            while matches!(text.char_at(behind), Some(' ' | '\t')) {
                behind += TextSize::new(1);
            }
            match text.char_at(behind) {
                Some('\r' | '\n') => with_space_before(text, TextRange::new(item.start(), end)),
                _ => TextRange::new(item.start(), behind),
            }
        }
    } else if let Some(previous) = previous {
        let range = TextRange::new(previous.end(), item.end());
        let between = TextRange::new(comma_behind(range.start()), item.start());
        return TextEdit::new(range, text.slice(between).trim_end());
    } else {
        let start = back_over_space(text, item.start());
        let mut end = item.end();
        if let Some(comma) = comma_after(text, end, text.len()) {
            end = comma.end();
        }
        TextRange::new(start, over_space(text, end))
    };
    TextEdit::new(range, "")
}

/// The range with the spaces before it on its line; with the whole line and its break where nothing else is on it.
fn with_space_before(text: &Text, range: TextRange) -> TextRange {
    let line = |offset| text.line_column(offset, Encoding::Utf8).line;
    let (first, last) = (line(range.start()), line(range.end()));
    let start = back_over_blanks(text, range.start());
    let mut end = range.end();
    while text.char_at(end).is_some_and(is_blank) {
        end += TextSize::new(1);
    }
    if start == text.line_start(first) && end == text.line_end(last) {
        return TextRange::new(start, text.line_start(last + 1));
    }
    TextRange::new(start, range.end())
}

/// Puts another key in a key's place.
#[must_use]
pub fn rename_key(member: &Member, key: &str) -> TextEdit {
    TextEdit::new(member.key_range, quoted(key))
}

/// Puts a string in a value's place.
#[must_use]
pub fn replace_with_string(node: &Node, value: &str) -> TextEdit {
    TextEdit::new(node.range, quoted(value))
}

/// The edits that turn the text into another one, line by line.
#[must_use]
pub fn line_edits(text: &Text, into: &str) -> Vec<TextEdit> {
    let from = text.to_string();
    let (old, new) = (lines(&from), lines(into));
    let mut edits = Vec::new();
    let mut at = TextSize::new(0);
    for operation in line_diff(&old, &new) {
        let start = at;
        let replaced = old.get(operation.old_range()).unwrap_or_default();
        at += replaced.iter().map(|line| TextSize::of(*line)).sum::<TextSize>();
        if operation.tag() != DiffTag::Equal {
            let insert = new.get(operation.new_range()).unwrap_or_default().concat();
            edits.push(TextEdit::new(TextRange::new(start, at), insert));
        }
    }
    edits
}

/// The lines of a text, each with its end.
#[must_use]
pub fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// What leads from some lines to others.
#[must_use]
pub fn line_diff(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    // Not `TextDiff`, which brings every algorithm of the crate into the binary: a twentieth of it.
    let mut diff = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut diff, old, 0..old.len(), new, 0..new.len());
    diff.into_inner().into_inner().into_ops()
}

/// A string as JSON.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What stands between the quotes of a string as JSON.
#[must_use]
pub fn escaped(text: &str) -> String {
    let quoted = quoted(text);
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// Double quotes around what is [`escaped`] already.
#[must_use]
pub fn in_quotes(escaped: &str) -> String {
    format!("\"{escaped}\"")
}

/// The line break of the file: that of its first line.
#[must_use]
pub fn line_break(text: &Text) -> &'static str {
    let end = text.line_end(0);
    match (text.char_at(end), text.char_at(end + TextSize::new(1))) {
        (Some('\r'), Some('\n')) => "\r\n",
        (Some('\r'), _) => "\r",
        _ => "\n",
    }
}

/// One step of indentation: the indentation of the first line that has one, two spaces where none has.
#[must_use]
pub fn indent_unit(text: &Text) -> String {
    (0..text.line_count())
        .map(|line| indent_of(&text.line(line)).to_owned())
        .find(|indent| !indent.is_empty())
        .unwrap_or_else(|| "  ".to_owned())
}

/// The indentation of the line that holds an offset.
#[must_use]
pub fn line_indent(text: &Text, offset: TextSize) -> String {
    let line = text.line_column(offset, Encoding::Utf8).line;
    indent_of(&text.line(line)).to_owned()
}

/// A line break with the indentation of the line that holds an offset.
#[must_use]
pub fn line_break_at(text: &Text, offset: TextSize) -> String {
    format!("{}{}", line_break(text), line_indent(text, offset))
}

/// What is before the item at an offset, behind the one before: a line break and the indentation where it begins its line, a
/// space where not.
#[must_use]
pub fn separator_before(text: &Text, item: TextSize) -> String {
    own_line(text, item).map_or_else(|| " ".to_owned(), |indent| format!("{}{indent}", line_break(text)))
}

/// Adds items after the last one.
fn append(text: &Text, last: TextRange, close: TextSize, items: &[String]) -> TextEdit {
    let (at, comma) = match comma_after(text, last.end(), close) {
        Some(comma) => (comma.end(), ""),
        None => (last.end(), ","),
    };
    let Some(indent) = own_line(text, last.start()) else {
        let is_spaced = starts_after_space(text, last.start()) || is_first(text, last.start());
        let separator = if is_spaced { " " } else { "" };
        let items = items.join(&format!(",{separator}"));
        return TextEdit::new(TextRange::empty(at), format!("{comma}{separator}{items}"));
    };
    // A comment at the end of the line belongs to what is there.
    let end = text.line_end(text.line_column(at, Encoding::Utf8).line);
    let comment = text.slice(TextRange::new(at, end.clamp(at, close))).trim_end().to_owned();
    let range = TextRange::at(at, TextSize::of(comment.as_str()));
    let separator = format!("{}{indent}", line_break(text));
    let items = items.join(&format!(",{separator}"));
    TextEdit::new(range, format!("{comma}{comment}{separator}{items}"))
}

/// Whether an element stands right behind its list's bracket: nothing tells how the list is spaced.
fn is_first(text: &Text, at: TextSize) -> bool {
    at.checked_sub(1.into()).is_some_and(|before| text.char_at(before) == Some('['))
}

/// Puts the only items between the brackets.
fn insert_first(text: &Text, node: &Node, close: TextSize, items: &[String]) -> Option<TextEdit> {
    let inside = TextRange::new(node.range.start() + TextSize::new(1), close);
    let between = text.slice(inside);
    if !between.trim().is_empty() {
        return None;
    }
    let insert = if between.contains(['\n', '\r']) {
        let outer = format!("{}{}", line_break(text), line_indent(text, close));
        let separator = format!("{outer}{}", indent_unit(text));
        format!("{separator}{}{outer}", items.join(&format!(",{separator}")))
    } else if matches!(node.json, Json::Array(_)) {
        items.join(", ")
    } else {
        format!(" {} ", items.join(", "))
    };
    Some(TextEdit::new(inside, insert))
}

/// Where the object's `}` or the array's `]` stands.
fn closing_bracket(text: &Text, node: &Node) -> Option<TextSize> {
    let (bracket, last) = match &node.json {
        Json::Object(object) => ('}', object.members().last().map(|last| last.range)),
        Json::Array(elements) => (']', elements.last().map(|last| last.range)),
        _ => return None,
    };
    let close = node.range.end().checked_sub(1.into())?;
    let inside = last.map_or(node.range.start() + TextSize::new(1), TextRange::end);
    (inside <= close && text.char_at(close) == Some(bracket)).then_some(close)
}

/// Whether a quote is missing in a part of the text: what is written behind it may become a part of that string.
fn has_open_string(text: &Text, range: TextRange) -> bool {
    lexer::tokens(&text.slice(range), false).iter().any(|token| token.kind.is_quoted() && !token.closed)
}

/// The comma that follows `from`, before anything but white space.
fn comma_after(text: &Text, from: TextSize, until: TextSize) -> Option<TextRange> {
    let comma = over_space(text, from);
    (comma < until && text.char_at(comma) == Some(',')).then(|| TextRange::at(comma, 1.into()))
}

/// The indentation of `offset`'s line, if nothing but white space is before it there.
fn own_line(text: &Text, offset: TextSize) -> Option<String> {
    let line = text.line_column(offset, Encoding::Utf8).line;
    let start = text.line_start(line);
    // A line may be as long as a file.
    (line > 0 && back_over_blanks(text, offset) == start)
        .then(|| text.slice(TextRange::new(start, offset)).into_owned())
}

fn starts_after_space(text: &Text, offset: TextSize) -> bool {
    back_over_space(text, offset) < offset
}

fn over_space(text: &Text, mut offset: TextSize) -> TextSize {
    while text.char_at(offset).is_some_and(is_space) {
        offset += TextSize::new(1);
    }
    offset
}

fn back_over_space(text: &Text, mut offset: TextSize) -> TextSize {
    while let Some(before) =
        offset.checked_sub(1.into()).filter(|before| text.char_at(*before).is_some_and(is_space))
    {
        offset = before;
    }
    offset
}

/// Where the spaces and tabs before an offset begin.
fn back_over_blanks(text: &Text, mut offset: TextSize) -> TextSize {
    while let Some(before) =
        offset.checked_sub(1.into()).filter(|before| text.char_at(*before).is_some_and(is_blank))
    {
        offset = before;
    }
    offset
}

fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\t')
}

fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r')
}

fn indent_of(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use proptest::prelude::*;

    fn apply(text: &str, edit: &TextEdit) -> String {
        let mut text = text.to_owned();
        text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
        text
    }

    #[track_caller]
    fn inserts(text: &str, expected: &str) {
        let source = Source::new(text);
        let edit = insert_member(&source.text, &source.value(), "b", "2").unwrap();
        assert_eq!(apply(text, &edit), expected);
    }

    #[track_caller]
    fn removes(text: &str, key: &str, expected: &str) {
        let source = Source::new(text);
        let root = source.value();
        let object = root.as_object().unwrap();
        let edit = remove_member(&source.text, object, object.member(key).unwrap());
        assert_eq!(apply(text, &edit), expected);
    }

    #[test]
    fn a_member_is_put_in_as_the_others_stand() {
        inserts("{\"a\":1}", "{\"a\":1,\"b\":2}");
        inserts("{ \"a\": 1 }", "{ \"a\": 1, \"b\": 2 }");
        inserts("{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
        inserts("{\r\n\t\"a\": 1\r\n}", "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}");
        inserts("{\r  \"a\": 1\r}", "{\r  \"a\": 1,\r  \"b\": 2\r}");
        inserts("{ \"ä\": \"😀\" }", "{ \"ä\": \"😀\", \"b\": 2 }");
        inserts("{ \"a\": 1, \"c\":\n  { }\n}", "{ \"a\": 1, \"c\":\n  { }, \"b\": 2\n}");
    }

    #[test]
    fn a_member_is_put_into_an_empty_object() {
        inserts("{}", "{ \"b\": 2 }");
        inserts("{ }", "{ \"b\": 2 }");
        inserts("{\n}\n", "{\n  \"b\": 2\n}\n");
        let text = "{\n\t\"a\": {\n\t}\n}";
        let source = Source::new(text);
        let edit = insert_member(&source.text, source.value().get("a").unwrap(), "b", "2").unwrap();
        assert_eq!(apply(text, &edit), "{\n\t\"a\": {\n\t\t\"b\": 2\n\t}\n}");
    }

    /// As if one were put in after the other.
    #[test]
    fn several_are_put_in_at_once() {
        for text in ["[]", "[\n]", "[1]", "[1,2]", "[1, 2]", "[1,]", "[\n  1, // one\n]", "[\r\n\t1\r\n]"] {
            let last = |text: &str, values: &[&str]| {
                let (source, values) = (Source::new(text), values.iter().map(|it| (*it).to_owned()));
                let edit = append_elements(&source.text, &source.value(), &values.collect::<Vec<_>>());
                apply(text, &edit.unwrap())
            };
            assert_eq!(last(text, &["8", "9"]), last(&last(text, &["8"]), &["9"]), "{text}");
        }
        for text in ["{}", "{\n}", "{\"a\":1}", "{ \"a\": 1, }", "{\n  \"a\": 1 // one\n}"] {
            let last = |text: &str, members: &[(&str, &str)]| {
                let source = Source::new(text);
                let edit = insert_members(&source.text, &source.value(), members);
                apply(text, &edit.unwrap())
            };
            let (b, c) = (("b", "2"), ("c", "3"));
            assert_eq!(last(text, &[b, c]), last(&last(text, &[b]), &[c]), "{text}");
        }
    }

    #[test]
    fn a_trailing_comma_is_used() {
        inserts("{ \"a\": 1, }", "{ \"a\": 1, \"b\": 2 }");
        inserts("{\n  \"a\": 1,\n}", "{\n  \"a\": 1,\n  \"b\": 2\n}");
    }

    #[test]
    fn an_open_object_is_left_alone() {
        for text in ["{", "{ \"a\": 1", "[]", "1", "{ \"a\": {}"] {
            let source = Source::new(text);
            assert_eq!(insert_member(&source.text, &source.value(), "b", "2"), None, "{text}");
        }
    }

    #[test]
    fn an_element_is_put_in_where_it_belongs() {
        for (text, index, expected) in [
            ("[]", 0, "[9]"),
            ("[\n]", 0, "[\n  9\n]"),
            ("[1, 2]", 0, "[9, 1, 2]"),
            ("[1, 2]", 1, "[1, 9, 2]"),
            ("[1, 2]", 2, "[1, 2, 9]"),
            ("[1,]", 5, "[1, 9]"),
            ("[1]", 1, "[1, 9]"),
            ("[1,2]", 2, "[1,2,9]"),
            ("[\n  1,\n  2\n]", 1, "[\n  1,\n  9,\n  2\n]"),
            ("[\n  1,\n  2\n]", 2, "[\n  1,\n  2,\n  9\n]"),
        ] {
            let source = Source::new(text);
            let edit = insert_element(&source.text, &source.value(), index, "9").unwrap();
            assert_eq!(apply(text, &edit), expected);
        }
        assert_eq!(insert_element(&Source::new("[1").text, &Source::new("[1").value(), 0, "9"), None);
    }

    #[test]
    fn elements_go_with_their_commas() {
        for (text, row, expected) in [
            ("[1, 2, 3]", 0..1, "[2, 3]"),
            ("[1, 2, 3]", 1..2, "[1, 3]"),
            ("[1, 2, 3]", 1..3, "[1]"),
            ("[1, 2, 3]", 0..3, "[]"),
            ("[\n  1,\n  2,\n  3\n]", 1..2, "[\n  1,\n  3\n]"),
            ("[\n  1,\n  2,\n  3\n]", 2..3, "[\n  1,\n  2\n]"),
        ] {
            let source = Source::new(text);
            let edit = remove_elements(&source.text, source.value().as_array().unwrap(), row).unwrap();
            assert_eq!(apply(text, &edit), expected);
        }
        let source = Source::new("[1]");
        assert_eq!(remove_elements(&source.text, source.value().as_array().unwrap(), 1..2), None);
    }

    #[test]
    fn a_member_goes_with_its_comma() {
        removes("{ \"a\": 1, \"b\": 2 }", "a", "{ \"b\": 2 }");
        removes("{ \"a\": 1, \"b\": 2 }", "b", "{ \"a\": 1 }");
        removes("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", "b", "{\n  \"a\": 1,\n  \"c\": 3\n}");
        removes("{\n  \"a\": 1,\n  \"b\": 2\n}", "b", "{\n  \"a\": 1\n}");
        removes("{\n  \"a\": 1\n}", "a", "{}");
        removes("{\"a\":1}", "a", "{}");
        removes("{ \"a\": 1, }", "a", "{}");
    }

    #[test]
    fn comments_stay_with_what_they_stand_at() {
        let object =
            "{\n  // a's\n  \"a\": 1, // also a's\n  // b's\n  \"b\": 2 // also b's\n  // the end's\n}";
        removes(
            object,
            "a",
            "{\n  // a's\n  // also a's\n  // b's\n  \"b\": 2 // also b's\n  // the end's\n}",
        );
        removes(object, "b", "{\n  // a's\n  \"a\": 1 // also a's\n  // b's // also b's\n  // the end's\n}");
        let source = Source::new(object);
        let edit = insert_member(&source.text, &source.value(), "c", "3").unwrap();
        let after = "{\n  // a's\n  \"a\": 1, // also a's\n  // b's\n  \"b\": 2, // also b's\n  \"c\": 3\n  // the end's\n}";
        assert_eq!(apply(object, &edit), after);
    }

    /// Documents of one object, in several styles.
    fn document() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            Just("1".to_owned()),
            Just("\"a, }\"".to_owned()),
            Just("{}".to_owned()),
            Just("[1, 2]".to_owned()),
            Just("{ \"x\": { } }".to_owned()),
            Just("\"ä😀\\\"\"".to_owned()),
        ];
        let members = proptest::collection::vec(value, 0..5);
        let space = prop_oneof!["", " ", "\n  ", "\r\n\t", "\r", " \n"];
        (members, proptest::collection::vec(space, 24)).prop_map(|(members, spaces)| {
            let mut spaces = spaces.into_iter();
            let mut space = move || spaces.next().unwrap_or_default();
            let mut text = format!("{}{{", space());
            for (index, value) in members.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                text.extend([
                    comma.to_owned(),
                    space(),
                    format!("\"k{index}\":"),
                    space(),
                    value.clone(),
                    space(),
                ]);
            }
            text.extend([space().as_str(), "}", space().as_str()]);
            text
        })
    }

    fn value(text: &str) -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(text).unwrap()
    }

    proptest! {
           #[test]
           fn putting_a_member_in_changes_nothing_else(text in document()) {
               let source = Source::new(&text);
               let edit = insert_member(&source.text, &source.value(), "new", "[0]").unwrap();
               let mut expected = value(&text);
               expected.insert("new".to_owned(), serde_json::json!([0]));
               prop_assert_eq!(value(&apply(&text, &edit)), expected);
           }

           #[test]
           fn taking_a_member_out_changes_nothing_else(text in document(), at in 0..5_usize) {
               let source = Source::new(&text);
               let root = source.value();
    let object = root.as_object().unwrap();
               let Some(member) = object.members().get(at) else { return Ok(()) };
               let edit = remove_member(&source.text, object, member);
               let mut expected = value(&text);
               expected.shift_remove(&member.key);
               prop_assert_eq!(value(&apply(&text, &edit)), expected);
           }
       }
}
