//! Edits whose result is laid out like the file around them.

use rowan::{TextRange, TextSize};

use super::formatting::{Options, format, unclear_at};
use crate::edit::{TextEdit, indent_unit, line_break, line_edits};
use crate::source::Source;
use crate::text::Text;
use crate::value::{Json, Node};

/// How wide a tab may be: a file doesn't say.
const TAB_WIDTHS: [usize; 3] = [2, 4, 8];

/// How a formatted file is formatted; `None` if formatting would change it.
#[must_use]
pub fn style(source: &Source) -> Option<Options> {
    let is_formatted = |options: &Options| format(source, options).is_empty();
    styles(&source.text).find(|options| unclear_at(source).is_none() && is_formatted(options))
}

/// The ways in which a file with this indentation may be formatted.
fn styles(text: &Text) -> impl Iterator<Item = Options> {
    let indent = indent_unit(text);
    let widths = if indent.contains('\t') { &TAB_WIDTHS[..] } else { &TAB_WIDTHS[..1] };
    widths.iter().map(move |width| Options {
        indent: indent.clone(),
        tab_width: *width,
        ..Options::default()
    })
}

/// Edits that do the same as these and leave a formatted file formatted. In any other file over several lines, an object that is put
/// beside others gets lines of its own.
#[must_use]
pub fn tidy(source: &Source, edits: &[TextEdit]) -> Vec<TextEdit> {
    tidied(source, &source.text.to_string(), edits).unwrap_or_else(|| edits.to_vec())
}

/// `None` if the edits are tidy as they are.
fn tidied(source: &Source, text: &str, edits: &[TextEdit]) -> Option<Vec<TextEdit>> {
    let style = style(source);
    if unclear_at(source).is_some() || style.is_none() && !text.trim().contains(['\n', '\r']) {
        return None;
    }
    let (plain, inserted) = apply(text, edits)?;
    let after = Source::new(&plain);
    if unclear_at(&after).is_some() {
        return None;
    }
    let mut crowded = Vec::new();
    find_crowded(&after.text, &after.value(), &inserted, &mut crowded);
    // An object stays open if its first key is on a line of its own.
    let objects = crowded.iter().filter(|range| after.text.char_at(range.start()) == Some('{'));
    let breaks: Vec<TextEdit> = objects
        .map(|range| {
            TextEdit::new(TextRange::empty(range.start() + TextSize::of('{')), line_break(&source.text))
        })
        .collect();
    let (opened, _) = apply(&plain, &breaks)?;
    let opened = Source::new(&opened);
    let changes = match style {
        Some(options) => format(&opened, &options),
        None => {
            let options = styles(&source.text).next()?;
            let added = |at: TextSize| {
                let before = breaks.iter().filter(|edit| edit.range.start() <= at);
                before.map(|edit| TextSize::of(&*edit.insert)).sum::<TextSize>()
            };
            let moved = |range: &TextRange| {
                TextRange::new(range.start() + added(range.start()), range.end() + added(range.end()))
            };
            let places: Vec<TextRange> = crowded.iter().map(moved).collect();
            let mut changes = format(&opened, &options);
            changes.retain(|change| places.iter().any(|place| place.contains_range(change.range)));
            changes
        }
    };
    let (tidied, _) = apply(&opened.text.to_string(), &changes)?;
    (tidied != plain).then(|| line_edits(&source.text, &tidied))
}

/// What a file became, formatted if it was before.
#[must_use]
pub fn tidy_text(source: &Source, after: String) -> String {
    if let Some(options) = style(source) {
        let changes = format(&Source::new(&after), &options);
        return apply(&after, &changes).map_or(after, |(tidied, _)| tidied);
    }
    after
}

/// Finds the objects and arrays on one line that an object or array was put into, beside other entries.
fn find_crowded(text: &Text, node: &Node, inserted: &[TextRange], found: &mut Vec<TextRange>) {
    // They are in the order of the text, and don't overlap.
    let ends_after = |at: TextSize| inserted.get(inserted.partition_point(|range| range.end() <= at));
    let is_new = |at: TextSize| ends_after(at).is_some_and(|range| range.contains(at));
    let is_container = |node: &Node| matches!(node.json, Json::Object(_) | Json::Array(_));
    if ends_after(node.range.start()).is_none_or(|range| range.start() > node.range.end()) {
        return;
    }
    let (entries, is_put_into): (Vec<&Node>, bool) = match &node.json {
        Json::Object(object) => (
            object.members().iter().map(|member| &member.value).collect(),
            object.members().iter().any(|member| is_new(member.range.start()) && is_container(&member.value)),
        ),
        Json::Array(elements) => (
            elements.iter().collect(),
            elements.iter().any(|element| is_new(element.range.start()) && is_container(element)),
        ),
        _ => return,
    };
    if is_put_into && entries.len() > 1 && !text.slice(node.range).contains(['\n', '\r']) {
        found.push(node.range);
    }
    for entry in entries {
        find_crowded(text, entry, inserted, found);
    }
}

/// The text with the edits, and where what they put in is then. `None` if they overlap.
fn apply(text: &str, edits: &[TextEdit]) -> Option<(String, Vec<TextRange>)> {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let mut after = String::with_capacity(text.len());
    let mut inserted = Vec::new();
    let mut rest = 0;
    for edit in sorted {
        after.push_str(text.get(rest..usize::from(edit.range.start()))?);
        let start = TextSize::of(&*after);
        after.push_str(&edit.insert);
        inserted.push(TextRange::new(start, TextSize::of(&*after)));
        rest = usize::from(edit.range.end());
    }
    after.push_str(text.get(rest..)?);
    Some((after, inserted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{append_elements, insert_member};

    /// The text with a member put into the object of a key.
    fn with_member(text: &str, key: &str, value: &str) -> String {
        let source = Source::new(text);
        let edit = insert_member(&source.text, source.value().get(key).unwrap(), "b", value).unwrap();
        apply(text, &tidy(&source, &[edit])).unwrap().0
    }

    #[test]
    fn an_object_beside_another_has_lines_of_its_own() {
        let value = r#"{ "root": "b" }"#;
        let multi = "{\n  \"a\": true,\n  \"services\": { \"a\": { \"root\": \"a\" } }\n}\n";
        assert_eq!(
            with_member(multi, "services", value),
            "{\n  \"a\": true,\n  \"services\": {\n    \"a\": { \"root\": \"a\" },\n    \"b\": { \"root\": \"b\" }\n  }\n}\n"
        );
        // Not formatted otherwise, and with tabs.
        let other = "{\r\n\t\"a\":true,\r\n\t\"services\": {\"a\":{\"root\":\"a\"}}\r\n}";
        assert_eq!(
            with_member(other, "services", value),
            "{\r\n\t\"a\":true,\r\n\t\"services\": {\r\n\t\t\"a\": { \"root\": \"a\" },\r\n\t\t\"b\": { \"root\": \"b\" }\r\n\t}\r\n}"
        );
        let single = r#"{ "services": { "a": { "root": "a" } } }"#;
        assert_eq!(
            with_member(single, "services", value),
            r#"{ "services": { "a": { "root": "a" }, "b": { "root": "b" } } }"#
        );
    }

    #[test]
    fn a_formatted_file_stays_formatted() {
        let rule = r#"{ "source": "/a", "destination": "/b" }"#;
        for text in [
            "{\n  \"rewrites\": []\n}\n",
            "{\n\t\"rewrites\": [{ \"source\": \"/a\", \"destination\": \"/b\" }]\n}\n",
        ] {
            let source = Source::new(text);
            assert!(style(&source).is_some());
            let edit =
                append_elements(&source.text, source.value().get("rewrites").unwrap(), &[rule.to_owned()]);
            let (after, _) = apply(text, &tidy(&source, &[edit.unwrap()])).unwrap();
            assert!(style(&Source::new(&after)).is_some(), "{after}");
            assert!(!after.contains("}, {"), "{after}");
        }
    }

    #[test]
    fn tidy_edits_stay_as_they_are() {
        let text = "{\n  \"a\": 1\n}\n";
        let source = Source::new(text);
        let edit = TextEdit::new(source.value().get("a").unwrap().range, "2");
        assert_eq!(tidy(&source, std::slice::from_ref(&edit)), [edit]);
    }
}
