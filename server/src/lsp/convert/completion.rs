//! Completions and hovers as the client can take them.

use svc_ide::completion::{self, Completion, CompletionKind, Docs};
use svc_ide::markdown::plain;
use tower_lsp::ls_types::{
    Command, CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionItemTag,
    CompletionTextEdit, Documentation, Hover, HoverContents, InsertTextFormat, InsertTextMode, MarkupContent,
    MarkupKind, Range, TextEdit,
};

use crate::display::sentence;
use crate::lsp::client_capabilities::ClientCapabilities;
use crate::lsp::file::File;

/// The characters of a `vercel.json` after which an editor asks for completions unasked.
pub const TRIGGERS: [&str; 3] = ["\"", ":", "/"];
/// Those of source code.
pub const TRIGGERS_OF_CODE: [&str; 3] = [".", "\"", "'"];

impl File {
    /// A completion.
    #[must_use]
    pub fn completion(&self, item: Completion) -> CompletionItem {
        let client = &self.client;
        let snippet = item.snippet.filter(|_| client.snippets);
        let (format, mode) = match &snippet {
            Some(_) => (InsertTextFormat::SNIPPET, InsertTextMode::ADJUST_INDENTATION),
            None => (InsertTextFormat::PLAIN_TEXT, InsertTextMode::AS_IS),
        };
        let edit = TextEdit { range: self.range(item.range), new_text: snippet.unwrap_or(item.plain) };
        let (label_details, detail) = if client.label_details {
            (
                Some(CompletionItemLabelDetails {
                    detail: item.detail.map(|text| sentence(&text)),
                    description: item.description.map(|text| sentence(&text)),
                }),
                None,
            )
        } else {
            (
                None,
                item.detail
                    .map(|detail| detail.trim().to_owned())
                    .or(item.description)
                    .map(|text| sentence(&text)),
            )
        };
        CompletionItem {
            label: sentence(&item.label),
            label_details: label_details.filter(|it| it.detail.is_some() || it.description.is_some()),
            kind: Some(kind(item.kind)),
            detail,
            documentation: item.documentation.map(|markdown| documentation(markdown, client)),
            deprecated: (item.deprecated && !client.tags_completions).then_some(true),
            tags: (item.deprecated && client.tags_completions).then(|| vec![CompletionItemTag::DEPRECATED]),
            preselect: item.preselect.then_some(true),
            sort_text: Some(item.sort),
            filter_text: (!client.filters_by_text).then_some(item.filter),
            insert_text_format: Some(format),
            insert_text_mode: client.insert_text_modes.then_some(mode),
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            additional_text_edits: (!item.additional.is_empty()).then(|| self.edits(&item.additional)),
            command: (item.retrigger && client.suggests_by_command).then(suggest),
            data: item.docs.and_then(|docs| serde_json::to_value(docs).ok()),
            ..CompletionItem::default()
        }
    }

    /// A hover.
    #[must_use]
    pub fn hover(&self, hover: svc_ide::hover::Hover) -> Hover {
        self.code_hover(hover.markdown, self.range(hover.range))
    }

    /// A hover in another file.
    #[must_use]
    pub fn code_hover(&self, markdown: String, range: Range) -> Hover {
        Hover {
            contents: HoverContents::Markup(markup(markdown, self.client.markdown_hover)),
            range: Some(range),
        }
    }
}

/// The same completion with its documentation.
#[must_use]
pub fn documented(mut item: CompletionItem, client: &ClientCapabilities) -> CompletionItem {
    let docs = item.data.clone().and_then(|data| serde_json::from_value::<Docs>(data).ok());
    if let Some(markdown) = docs.and_then(|docs| completion::documentation(&docs)) {
        item.documentation = Some(documentation(markdown, client));
    }
    item
}

/// Markdown only where the client says that it renders it: some understand nothing but a string.
fn documentation(markdown: String, client: &ClientCapabilities) -> Documentation {
    if client.markdown_completion {
        Documentation::MarkupContent(markup(markdown, true))
    } else {
        Documentation::String(plain(&markdown))
    }
}

/// Markdown, or its words for a client that doesn't render it.
pub(super) fn markup(markdown: String, renders: bool) -> MarkupContent {
    if renders {
        MarkupContent { kind: MarkupKind::Markdown, value: markdown }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain(&markdown) }
    }
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Key => CompletionItemKind::PROPERTY,
        CompletionKind::EnumMember => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Value => CompletionItemKind::VALUE,
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Framework => CompletionItemKind::MODULE,
        CompletionKind::Service => CompletionItemKind::REFERENCE,
        CompletionKind::File => CompletionItemKind::FILE,
        CompletionKind::Folder => CompletionItemKind::FOLDER,
        CompletionKind::Variable => CompletionItemKind::VARIABLE,
        CompletionKind::Snippet => CompletionItemKind::SNIPPET,
    }
}

/// VS Code's own command that shows completions.
fn suggest() -> Command {
    Command {
        title: "Suggest".to_owned(),
        command: "editor.action.triggerSuggest".to_owned(),
        arguments: None,
    }
}
