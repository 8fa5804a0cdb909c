//! The protocol's requests. Each takes the file as it was when the request arrived, calls analysis and converts.

use std::sync::Arc;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, CodeActionResponse,
    DiagnosticOptions, DiagnosticServerCapabilities, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, InitializeParams, InitializeResult,
    InitializedParams, OneOf, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, UnchangedDocumentDiagnosticReport,
    WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::capabilities::ClientCapabilities;
use super::guard::requested_file;
use super::session::Session;
use super::state::File;
use super::{code_actions, convert, watch};

/// See the module.
#[derive(Debug)]
pub struct Server {
    /// The session that it serves.
    pub session: Arc<Session>,
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = self.session.initialize(&params);
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
        let client = Arc::clone(&self.session.state().client);
        let registrations = watch::registrations(&client);
        if !registrations.is_empty()
            && let Err(error) = self.session.client.register_capability(registrations).await
        {
            tracing::warn!("The client does not watch files: {error}.");
        }
        self.session.ready().await;
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

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        on_file(move |file| code_actions::code_actions(file, &params)).await
    }
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
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, code_actions::FIX_ALL]),
                ..CodeActionOptions::default()
            })
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
