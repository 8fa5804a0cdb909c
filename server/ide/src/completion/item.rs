//! What a completion is, and how one is written to its slot: quotes, commas, snippets.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use svc_syntax::TextRange;

use svc_analysis::snapshot::Snapshot;
use svc_config::model::snippet_text;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::edit::slot::{Slot, SlotKind};

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
}

impl<'a> Writer<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, slot: &'a Slot) -> Writer<'a> {
        let text = &snapshot.text;
        let indent = edit::line_indent(text, slot.replace.start());
        Writer {
            snapshot,
            slot,
            items: Vec::new(),
            labels: HashSet::new(),
            indent_unit: edit::indent_unit(text),
            line_break: format!("{}{indent}", edit::line_break(text)),
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

    /// Adds a member: its key, and its value as a snippet where none stands there yet.
    pub(super) fn member(
        &mut self,
        rank: Rank,
        kind: CompletionKind,
        key: &str,
        value: &str,
    ) -> Option<&mut Completion> {
        let has_value = matches!(self.slot.kind, SlotKind::Key { has_value: true, .. });
        let quoted = snippet_text(&edit::quoted(key));
        let snippet = if has_value { quoted } else { format!("{quoted}: {value}") };
        let item = self.add(rank, kind, key, &snippet, has_value)?;
        item.retrigger = !has_value && value.starts_with("\"$1\"");
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
        let mut snippet = snippet.replace('\t', &self.indent_unit);
        let mut additional = Vec::new();
        match slot.comma_before {
            Some(at) if at == slot.replace.start() => snippet.insert_str(0, ", "),
            Some(at) => additional.push(TextEdit::new(TextRange::empty(at), ",")),
            None => {}
        }
        if slot.comma_after && !bare {
            snippet.push(',');
        }
        let plain = plain_text(&snippet).replace('\n', &self.line_break);
        let index = self.items.len();
        self.items.push(Completion {
            label: label.to_owned(),
            detail: None,
            description: None,
            kind,
            filter: slot.as_token(label),
            sort: format!("{}{index:04}", rank as u8),
            range: slot.replace,
            snippet: (snippet != snippet_text(&plain)).then_some(snippet),
            plain,
            additional,
            deprecated: false,
            preselect: false,
            retrigger: false,
            documentation: None,
            docs: None,
        });
        self.items.last_mut()
    }
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
pub(super) fn plain_text(snippet: &str) -> String {
    let mut text = String::with_capacity(snippet.len());
    let mut chars = snippet.chars().peekable();
    let mut open = 0_usize;
    while let Some(char) = chars.next() {
        match char {
            '\\' => text.extend(chars.next()),
            '$' => {
                let braced = chars.next_if_eq(&'{').is_some();
                while chars.next_if(char::is_ascii_digit).is_some() {}
                if !braced {
                    continue;
                }
                if chars.next_if_eq(&':').is_some() {
                    open += 1;
                } else if chars.next_if_eq(&'|').is_some() {
                    let mut first = true;
                    while let Some(char) = chars.next() {
                        match char {
                            '\\' => text.extend(chars.next().filter(|_| first)),
                            ',' => first = false,
                            '|' => break,
                            char if first => text.push(char),
                            _ => {}
                        }
                    }
                    chars.next_if_eq(&'}');
                } else {
                    chars.next_if_eq(&'}');
                }
            }
            '}' if open > 0 => open -= 1,
            char => text.push(char),
        }
    }
    text
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
