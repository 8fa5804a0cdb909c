//! What a completion is, and how one is written to its slot: quotes, commas, snippets.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use svc_syntax::{TextRange, TextSize};

use svc_analysis::snapshot::Snapshot;
use svc_config::model::snippet_text;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::edit::slot::{Slot, SlotKind};
use svc_syntax::value::Json;

/// One thing that can be written at the cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// What the list shows.
    pub label: String,
    /// Shown dim, right behind the label.
    pub detail: Option<String>,
    /// Shown dim, at the right edge.
    pub description: Option<String>,
    /// What it is.
    pub kind: CompletionKind,
    /// What the typed text is compared with.
    pub filter: String,
    /// Decides the order.
    pub sort: String,
    /// The bytes that are replaced: the whole token. It lies on one line and holds the cursor.
    pub range: TextRange,
    /// What is put there where the client takes no snippets; indented for its place.
    pub plain: String,
    /// The same as a snippet of LSP, where that differs: `$1`, `${1:text}`, `${1|a,b|}`. Its lines are to be indented by the
    /// client.
    pub snippet: Option<String>,
    /// Edits elsewhere: a comma that is missing before.
    pub additional: Vec<TextEdit>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether it is the likely choice.
    pub preselect: bool,
    /// Whether to offer completions again once it is written: the value of a key, the next step of a path.
    pub retrigger: bool,
    /// Its documentation as Markdown, where it is short.
    pub documentation: Option<String>,
    /// Where to find its documentation, where it is long: ask [`documentation`](super::documentation).
    pub docs: Option<Docs>,
    /// What to write instead where that would be a mistake in this file, in plain form and as a snippet; the first that isn't.
    pub(super) others: Vec<Written>,
}

impl Completion {
    /// Whether it starts with all that it replaces before an offset.
    #[must_use]
    pub fn continues(&self, snapshot: &Snapshot, offset: TextSize) -> bool {
        let before = TextRange::new(self.range.start().min(offset), offset);
        let typed = snapshot.text.slice(before);
        !typed.is_empty() && self.plain.starts_with(&*typed)
    }
}

/// What a completion writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) plain: String,
    pub(super) snippet: Option<String>,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// A key.
    Key,
    /// One of several allowed values.
    EnumMember,
    /// Any other value.
    Value,
    /// `true`, `false`, `null`.
    Keyword,
    /// A framework.
    Framework,
    /// A service.
    Service,
    /// A file.
    File,
    /// A folder.
    Folder,
    /// An environment variable.
    Variable,
    /// Several lines at once.
    Snippet,
}

/// Where a completion's documentation is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "camelCase")]
pub enum Docs {
    /// A framework.
    Framework {
        /// Its slug.
        slug: String,
    },
    /// A key of the model.
    Key {
        /// The shape of what is under it: [`Shape::id`](svc_config::Shape::id).
        shape: usize,
        /// Its object's shape and its name, where its values are those of all forms of the object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kinds_of: Option<(usize, String)>,
        /// Whether the model is that of svc-lsp's own options.
        #[serde(default)]
        of_options: bool,
    },
}

/// Groups of completions in one list, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// What fits here in particular: detected, required.
    First,
    Common,
    Other,
    /// Generic forms, such as an empty object.
    Last,
    Deprecated,
}

/// Writes completions for one slot.
pub(super) struct Writer<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) slot: &'a Slot,
    pub(super) items: Vec<Completion>,
    /// The labels of the items.
    labels: HashSet<String>,
    indent_unit: String,
    /// A line break with the indentation of the slot's line.
    line_break: String,
    /// Whether the object or array around the slot is on one line and holds something.
    is_flat: bool,
    /// Whether a new member or element would stand right behind a comma.
    is_behind_comma: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, slot: &'a Slot) -> Writer<'a> {
        let text = &snapshot.text;
        Writer {
            snapshot,
            slot,
            items: Vec::new(),
            labels: HashSet::new(),
            indent_unit: edit::indent_unit(text),
            line_break: edit::line_break_at(text, slot.replace.start()),
            is_flat: is_flat(snapshot, slot),
            is_behind_comma: slot.kind != SlotKind::Value
                && slot.replace.is_empty()
                && slot.replace.start().checked_sub(1.into()).is_some_and(|at| text.char_at(at) == Some(',')),
        }
    }

    /// Adds a string, whose label is its content.
    pub(super) fn string(&mut self, rank: Rank, kind: CompletionKind, text: &str) -> Option<&mut Completion> {
        let json = edit::quoted(text);
        self.add(rank, kind, text, &snippet_text(&json), false)
    }

    /// Adds the beginning of a string, which is its label; the cursor stays before the closing quote, to write the rest.
    pub(super) fn open_string(
        &mut self,
        rank: Rank,
        kind: CompletionKind,
        text: &str,
    ) -> Option<&mut Completion> {
        let snippet = edit::in_quotes(&format!("{}$0", snippet_text(&edit::escaped(text))));
        let item = self.add(rank, kind, text, &snippet, false)?;
        item.retrigger = true;
        Some(item)
    }

    /// Adds JSON verbatim.
    pub(super) fn json(&mut self, rank: Rank, kind: CompletionKind, json: &str) -> Option<&mut Completion> {
        self.add(rank, kind, json, &snippet_text(json), false)
    }

    /// Adds a value by its snippet.
    pub(super) fn snippet(
        &mut self,
        rank: Rank,
        kind: CompletionKind,
        label: &str,
        snippet: &str,
    ) -> Option<&mut Completion> {
        self.add(rank, kind, label, snippet, false)
    }

    /// Adds a value, with the first of several snippets that causes no finding.
    pub(super) fn forms(
        &mut self,
        rank: Rank,
        kind: CompletionKind,
        label: &str,
        snippets: &[String],
    ) -> Option<&mut Completion> {
        let (first, rest) = snippets.split_first()?;
        let others = rest.iter().map(|snippet| self.written(snippet, false)).collect();
        let item = self.add(rank, kind, label, first, false)?;
        item.others = others;
        Some(item)
    }

    /// Adds a key, and a snippet for its value if it has none yet: the first of `values` that causes no finding.
    pub(super) fn member(
        &mut self,
        rank: Rank,
        kind: CompletionKind,
        key: &str,
        values: &[String],
    ) -> Option<&mut Completion> {
        let has_value = matches!(self.slot.kind, SlotKind::Key { has_value: true, .. });
        let quoted = snippet_text(&edit::quoted(key));
        if has_value {
            return self.add(rank, kind, key, &quoted, true);
        }
        let (first, rest) = values.split_first()?;
        let others: Vec<Written> =
            rest.iter().map(|value| self.written(&format!("{quoted}: {value}"), false)).collect();
        let item = self.add(rank, kind, key, &format!("{quoted}: {first}"), false)?;
        item.retrigger = first.starts_with("\"$1\"");
        item.others = others;
        Some(item)
    }

    /// Adds a piece of the string that the cursor is in: what is between the quotes at `range`, which holds the cursor.
    pub(super) fn piece(
        &mut self,
        rank: Rank,
        kind: CompletionKind,
        range: TextRange,
        label: &str,
        snippet: &str,
    ) -> Option<&mut Completion> {
        let slot = self.slot;
        let item = self.add(rank, kind, label, "", true)?;
        item.plain = plain_text(snippet);
        item.filter.clone_from(&item.plain);
        item.snippet = (snippet != snippet_text(&item.plain)).then(|| snippet.to_owned());
        item.range = range;
        if slot.comma_after {
            item.additional.push(TextEdit::new(TextRange::empty(slot.replace.end()), ","));
        }
        Some(item)
    }

    /// Adds an item, unless one of this label is there already. A `bare` one is written without a comma behind it.
    fn add(
        &mut self,
        rank: Rank,
        kind: CompletionKind,
        label: &str,
        snippet: &str,
        bare: bool,
    ) -> Option<&mut Completion> {
        if !self.labels.insert(label.to_owned()) {
            return None;
        }
        let slot = self.slot;
        let Written { plain, snippet } = self.written(snippet, bare);
        let comma = slot.comma_before.filter(|at| *at != slot.replace.start());
        let additional = comma.map(|at| TextEdit::new(TextRange::empty(at), ","));
        let index = self.items.len();
        self.items.push(Completion {
            label: label.to_owned(),
            detail: None,
            description: None,
            kind,
            filter: slot.as_token(label),
            sort: format!("{}{index:04}", rank as u8),
            range: slot.replace,
            snippet,
            plain,
            additional: additional.into_iter().collect(),
            deprecated: false,
            preselect: false,
            retrigger: false,
            documentation: None,
            docs: None,
            others: Vec::new(),
        });
        self.items.last_mut()
    }

    /// What a snippet writes to the slot, with the commas that it needs.
    fn written(&self, snippet: &str, bare: bool) -> Written {
        let slot = self.slot;
        let mut snippet = if self.is_flat { flat(snippet) } else { snippet.replace('\t', &self.indent_unit) };
        if slot.comma_before == Some(slot.replace.start()) {
            snippet.insert_str(0, if self.is_flat { ", " } else { ",\n" });
        } else if self.is_behind_comma {
            snippet.insert_str(0, if self.is_flat { " " } else { "\n" });
        }
        if slot.comma_after && !bare {
            snippet.push(',');
        }
        let plain = plain_text(&snippet).replace('\n', &self.line_break);
        Written { snippet: (snippet != snippet_text(&plain)).then_some(snippet), plain }
    }
}

/// A snippet on one line.
fn flat(snippet: &str) -> String {
    let mut text = String::with_capacity(snippet.len());
    let mut lines = snippet.split('\n').map(|line| line.trim_start_matches('\t'));
    text.push_str(lines.next().unwrap_or_default());
    for line in lines {
        let is_spaced = !text.ends_with('[') && !line.starts_with(']');
        text.push_str(if is_spaced { " " } else { "" });
        text.push_str(line);
    }
    text
}

/// Whether the object or array that a slot is in is on one line and holds something already.
fn is_flat(snapshot: &Snapshot, slot: &Slot) -> bool {
    let container = match slot.kind {
        SlotKind::Key { .. } => Some(&*slot.path.0),
        SlotKind::Value | SlotKind::Element => slot.path.split_last().map(|(_, container)| container),
    };
    let Some(node) = container.and_then(|path| snapshot.config().at(path)) else { return false };
    let is_empty = match &node.json {
        Json::Object(object) => object.members().is_empty(),
        Json::Array(elements) => elements.is_empty(),
        _ => true,
    };
    !is_empty && !snapshot.text.slice(node.range).contains(['\n', '\r'])
}

impl Completion {
    pub(super) fn detail(&mut self, detail: impl Into<String>) -> &mut Completion {
        self.detail = Some(format!(" {}", detail.into()));
        self
    }

    pub(super) fn description(&mut self, description: impl Into<String>) -> &mut Completion {
        self.description = Some(description.into());
        self
    }

    /// Sets what the typed text is compared with, where that is not the label.
    pub(super) fn filter(&mut self, slot: &Slot, text: &str) -> &mut Completion {
        self.filter = slot.as_token(text);
        self
    }

    pub(super) fn documentation(&mut self, markdown: impl Into<String>) -> &mut Completion {
        self.documentation = Some(markdown.into()).filter(|text| !text.is_empty());
        self
    }
}

/// A snippet as plain text, without its placeholders: their default text, the first of their choices.
pub(crate) fn plain_text(snippet: &str) -> String {
    let mut text = String::with_capacity(snippet.len());
    scan(snippet, |char, _| text.push(char));
    text
}

/// Goes through the characters of a snippet's plain text, each with where it is written.
fn scan(snippet: &str, mut emit: impl FnMut(char, Range<usize>)) {
    let mut chars = snippet.char_indices().peekable();
    let mut open = 0_usize;
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => {
                if let Some((next, char)) = chars.next() {
                    emit(char, at..next + char.len_utf8());
                }
            }
            '$' => {
                let braced = chars.next_if(|(_, char)| *char == '{').is_some();
                while chars.next_if(|(_, char)| char.is_ascii_digit()).is_some() {}
                if !braced {
                    continue;
                }
                if chars.next_if(|(_, char)| *char == ':').is_some() {
                    open += 1;
                } else if chars.next_if(|(_, char)| *char == '|').is_some() {
                    let mut first = true;
                    while let Some((at, char)) = chars.next() {
                        match char {
                            '\\' => {
                                if let Some((next, char)) = chars.next().filter(|_| first) {
                                    emit(char, at..next + char.len_utf8());
                                }
                            }
                            ',' => first = false,
                            '|' => break,
                            char if first => emit(char, at..at + char.len_utf8()),
                            _ => {}
                        }
                    }
                    chars.next_if(|(_, char)| *char == '}');
                } else {
                    chars.next_if(|(_, char)| *char == '}');
                }
            }
            '}' if open > 0 => open -= 1,
            char => emit(char, at..at + char.len_utf8()),
        }
    }
}

/// A snippet with other white space in place of `gap`, which is a range of its plain form, where lines begin with `line_break`. `None`
/// where the white space has less indentation than that.
pub(super) fn respaced(snippet: &str, line_break: &str, gap: &Range<usize>, insert: &str) -> Option<String> {
    let insert = match insert.rfind('\n') {
        None => insert.to_owned(),
        Some(_) => {
            let blank = insert.matches('\n').count() - 1;
            let last = insert.get(insert.rfind('\n')? + 1..)?;
            let base = line_break.trim_start_matches(['\r', '\n']);
            format!("{}\n{}", "\n".repeat(blank), last.strip_prefix(base)?)
        }
    };
    let (mut at, mut start, mut end) = (0, None, None);
    scan(snippet, |char, range| {
        if at == gap.start {
            start.get_or_insert(range.start);
        }
        at += if char == '\n' { line_break.len() } else { char.len_utf8() };
        if at == gap.end && !gap.is_empty() {
            end.get_or_insert(range.end);
        }
    });
    let start = start.or((at == gap.start).then_some(snippet.len()))?;
    let mut text = snippet.to_owned();
    text.replace_range(start..end.unwrap_or(start), &insert);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_have_a_plain_form() {
        for (snippet, plain) in [
            ("\"$1\"$0", "\"\""),
            ("{ \"a\": ${1:x}, \"b\": ${2|true,false|} }", "{ \"a\": x, \"b\": true }"),
            ("\\$schema: ${1:a\\}b}", "$schema: a}b"),
            ("${1|a\\,b,c|}!", "a,b!"),
            ("{${1}}", "{}"),
        ] {
            assert_eq!(plain_text(snippet), plain);
        }
        assert_eq!(plain_text(&snippet_text("{ $a: \\d }")), "{ $a: \\d }");
    }
}
