//! What the server offers to a client.

use serde_json::json;
use svc_analysis::rules;
use svc_vercel::frameworks;
use tower_lsp::ls_types::{
    CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions, DiagnosticOptions,
    DiagnosticServerCapabilities, DocumentLinkOptions, DocumentOnTypeFormattingOptions,
    ExecuteCommandOptions, FileOperationFilter, FileOperationPattern, FileOperationRegistrationOptions,
    FoldingRangeProviderCapability, HoverProviderCapability, LinkedEditingRangeServerCapabilities, OneOf,
    RenameOptions, SaveOptions, SelectionRangeProviderCapability, SemanticTokensFullOptions,
    SemanticTokensOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions,
    WorkspaceFileOperationsServerCapabilities, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use super::client_capabilities::ClientCapabilities;
use super::{commands, convert};

/// What the server offers to a client that can do this.
#[must_use]
pub fn offered(client: &ClientCapabilities) -> ServerCapabilities {
    let mut triggers = convert::TRIGGERS.to_vec();
    if !client.registers_code {
        triggers.extend(convert::TRIGGERS_OF_CODE.iter().filter(|it| !convert::TRIGGERS.contains(it)));
    }
    ServerCapabilities {
        position_encoding: Some(convert::encoding(client.encoding)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        diagnostic_provider: client.pulls_diagnostics.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some(convert::SOURCE.to_owned()),
                inter_file_dependencies: true,
                // A browser has the open files only.
                workspace_diagnostics: !cfg!(target_family = "wasm"),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        }),
        code_action_provider: client.code_action_literals.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(convert::code_action_kinds()),
                ..CodeActionOptions::default()
            })
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            trigger_characters: Some(triggers.into_iter().map(str::to_owned).collect()),
            ..CompletionOptions::default()
        }),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        rename_provider: Some(if client.prepares_renames {
            OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        } else {
            OneOf::Left(true)
        }),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "}".to_owned(),
            more_trigger_character: Some(vec!["]".to_owned()]),
        }),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: convert::semantic_tokens_legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                ..SemanticTokensOptions::default()
            }
            .into(),
        ),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: convert::has_code_lenses(client)
            .then_some(CodeLensOptions { resolve_provider: Some(false) }),
        execute_command_provider: Some(commands::of_server(client))
            .filter(|commands| !commands.is_empty())
            .map(|commands| ExecuteCommandOptions { commands, ..ExecuteCommandOptions::default() }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: client.renames_files.then(|| WorkspaceFileOperationsServerCapabilities {
                will_rename: Some(FileOperationRegistrationOptions { filters: vec![any_file()] }),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
        // For the editor's status bar.
        experimental: Some(json!({ "rules": rules::ALL.len(), "vercelCli": frameworks::source().cli })),
        ..ServerCapabilities::default()
    }
}

/// Files and folders alike: a `vercel.json` may name any of them. A browser has them in file systems of any scheme.
fn any_file() -> FileOperationFilter {
    FileOperationFilter {
        scheme: (!cfg!(target_family = "wasm")).then(|| "file".to_owned()),
        pattern: FileOperationPattern { glob: "**".to_owned(), matches: None, options: None },
    }
}
