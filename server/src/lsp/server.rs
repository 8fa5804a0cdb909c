//! The protocol's requests. Each takes the file as it was when the request arrived, calls analysis and converts.

use std::sync::Arc;
use std::time::SystemTime;

use svc_analysis::inspect::{self, Inspection};
use svc_analysis::{completion, folding, formatting, hover, selection};
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, CodeActionResponse,
    CompletionItem, CompletionOptions, CompletionParams, CompletionResponse, DiagnosticOptions,
    DiagnosticServerCapabilities, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, DocumentFormattingParams, DocumentOnTypeFormattingOptions,
    DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, FoldingRange, FoldingRangeParams,
    FoldingRangeProviderCapability, FullDocumentDiagnosticReport, Hover, HoverParams,
    HoverProviderCapability, InitializeParams, InitializeResult, InitializedParams, OneOf,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, SaveOptions,
    SelectionRange, SelectionRangeParams, SelectionRangeProviderCapability, ServerCapabilities, ServerInfo,
    TextDocumentIdentifier, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, TextEdit, UnchangedDocumentDiagnosticReport, WorkDoneProgressOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::capabilities::ClientCapabilities;
use super::guard::requested_file;
use super::session::Session;
use super::state::File;
use super::{convert, watch};

/// See the module.
#[derive(Debug)]
pub struct Server {
    /// The session that it serves.
    pub session: Arc<Session>,
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        self.session.initialize(&params);
        let client = Arc::clone(&self.session.state().client);
        Ok(InitializeResult {
            server_info: Some(ServerInfo {
                name: "svc-lsp".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            capabilities: capabilities(&client),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.session.ready().await;
        let client = Arc::clone(&self.session.state().client);
        let registrations = watch::registrations(&client);
        if !registrations.is_empty()
            && let Err(error) = self.session.client.register_capability(registrations).await
        {
            tracing::warn!("The client does not watch files: {error}.");
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let report = on_file(move |file| {
            let result_id = file.revision.to_string();
            if params.previous_result_id.as_ref() == Some(&result_id) {
                return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                });
            }
            full_report(FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items: file.diagnostics(),
            })
        });
        let report = report.await?.unwrap_or_else(|| full_report(FullDocumentDiagnosticReport::default()));
        Ok(DocumentDiagnosticReportResult::Report(report))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params.position;
        let hover = on_file(move |file| {
            hover::hover(&file.snapshot, file.offset(at), now()).map(|hover| file.hover(hover))
        });
        Ok(hover.await?.flatten())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position.position;
        let items = on_file(move |file| {
            let items = completion::complete(&file.snapshot, file.offset(at));
            items.into_iter().map(|item| file.completion(item)).collect()
        });
        Ok(items.await?.map(CompletionResponse::Array))
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let unresolved = item.clone();
        Ok(on_file(move |file| file.documented(item)).await?.unwrap_or(unresolved))
    }

    async fn folding_range(&self, _: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        on_file(|file| folding::folds(&file.snapshot).iter().map(|fold| file.fold(fold)).collect()).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        on_file(move |file| {
            let select = |at| file.selection(&selection::selections(&file.snapshot, file.offset(at)), at);
            params.positions.into_iter().map(select).collect()
        })
        .await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        on_file(move |file| {
            let options = convert::formatting_options(&params.options);
            file.edits(&formatting::format(&file.snapshot, &options))
        })
        .await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        on_file(move |file| {
            let options = convert::formatting_options(&params.options);
            file.edits(&formatting::format_range(&file.snapshot, file.text_range(params.range), &options))
        })
        .await
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let (at, typed) = (params.text_document_position.position, params.ch.chars().next());
        let edits = on_file(move |file| {
            let options = convert::formatting_options(&params.options);
            let offset = file.offset(at);
            typed
                .map(|typed| file.edits(&formatting::format_on_type(&file.snapshot, offset, typed, &options)))
        });
        Ok(edits.await?.flatten())
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        on_file(move |file| file.code_actions(&params)).await
    }
}

impl Server {
    /// `svcLsp/inspect`: what `svc-lsp inspect --format json` prints for an open file, or null.
    pub async fn inspect(&self, _: InspectParams) -> Result<Option<Inspection>> {
        on_file(|file| inspect::inspect(&file.snapshot)).await
    }
}

/// The parameters of `svcLsp/inspect`.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InspectParams {
    /// The file.
    #[serde(rename = "textDocument")]
    _text_document: TextDocumentIdentifier,
}

fn full_report(full_document_diagnostic_report: FullDocumentDiagnosticReport) -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report,
    })
}

/// Runs work on the requested file, off the tasks that read and write messages. `None` where there is no such file.
pub async fn on_file<T: Send + 'static>(work: impl FnOnce(&File) -> T + Send + 'static) -> Result<Option<T>> {
    let Some(file) = requested_file() else { return Ok(None) };
    tokio::task::spawn_blocking(move || work(&file)).await.map(Some).map_err(|_| internal_error())
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

/// The answer to a request whose handler panicked.
#[must_use]
pub fn internal_error() -> Error {
    Error {
        message: "svc-lsp failed to answer; its log says more. Please report it with the vercel.json.".into(),
        ..Error::internal_error()
    }
}

fn capabilities(client: &ClientCapabilities) -> ServerCapabilities {
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
                workspace_diagnostics: false,
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        }),
        code_action_provider: client.code_action_literals.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, convert::FIX_ALL]),
                ..CodeActionOptions::default()
            })
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            trigger_characters: Some(convert::TRIGGERS.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "}".to_owned(),
            more_trigger_character: Some(vec!["]".to_owned()]),
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}
