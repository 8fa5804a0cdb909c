//! The protocol's requests. Each takes the file as it was when the request arrived, calls analysis and converts.

use std::path::Path;
use std::sync::Arc;
use svc_config::ServicesModel;

use serde_json::Value;
use svc_analysis::Snapshot;
use svc_analysis::generate::{self, Generated};
use svc_analysis::inspect::{self, Inspection};
use svc_analysis::rules;
use svc_ide::{
    code_lens, completion, definition, file_moves, hover, inlay_hints, linked_editing, links, references,
    rename, semantic_tokens, symbols,
};
use svc_syntax::layout::{folding, formatting, selection};
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem, CompletionParams,
    CompletionResponse, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    DocumentFormattingParams, DocumentHighlight, DocumentHighlightParams, DocumentLink, DocumentLinkParams,
    DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, DocumentSymbolParams,
    DocumentSymbolResponse, ExecuteCommandParams, FoldingRange, FoldingRangeParams,
    FullDocumentDiagnosticReport, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams,
    InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams,
    LinkedEditingRangeParams, LinkedEditingRanges, Location, MessageType, PrepareRenameResponse,
    ReferenceParams, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    RenameFilesParams, RenameParams, SelectionRange, SelectionRangeParams, SemanticTokens,
    SemanticTokensDeltaParams, SemanticTokensFullDeltaResult, SemanticTokensParams,
    SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult, ServerInfo,
    TextDocumentIdentifier, TextDocumentPositionParams, TextEdit, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};

use crate::display::without_links;

use super::file::{Asked, File};
use super::guard::{answer_with, requested_file};
use super::session::Session;
use super::{
    code, code_documents, commands, convert, sent_tokens, server_capabilities, source_diagnostics, task,
    watch, workspace_diagnostics, workspace_files,
};

/// The handlers of the protocol's requests.
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
            capabilities: server_capabilities::offered(&client),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.session.ready().await;
        code_documents::ask_if_needed(&self.session);
        let client = Arc::clone(&self.session.state().client);
        for registration in watch::registrations(&client) {
            let method = registration.method.clone();
            if let Err(error) = self.session.client.register_capability(vec![registration]).await {
                watch::disable_registration(&self.session, &method, &error.to_string());
            }
        }
        task::spawn(watch::poll(Arc::clone(&self.session)));
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri.clone();
        let report = at_once(Asked::Diagnostics, true, move |file| {
            let result_id = file.result_id();
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
        let report = match (report.await?, source_diagnostics::path_of(&uri)) {
            (Some(report), _) => report,
            (None, Some(path)) => {
                let diagnostics =
                    move |session: &Arc<Session>| source_diagnostics::diagnostics(session, &path);
                let items = code::on_document(&self.session, &uri, diagnostics).await?;
                full_report(FullDocumentDiagnosticReport { result_id: None, items })
            }
            (None, None) => full_report(FullDocumentDiagnosticReport::default()),
        };
        self.session.watch();
        if let Some(file) = requested_file() {
            self.session.sources.index(&self.session, &file);
        }
        Ok(DocumentDiagnosticReportResult::Report(report))
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        workspace_diagnostics::report(&self.session, params).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params.position;
        let uri = &params.text_document_position_params.text_document.uri;
        if let Some(hover) = code::at(&self.session, uri, at, code::Place::hover).await? {
            return Ok(Some(hover));
        }
        let hover = self.at_once_with_reads(Asked::Hover, move |file, snapshot| {
            hover::hover(snapshot, file.offset(at), task::seconds_since_1970()).map(|hover| file.hover(hover))
        });
        Ok(hover.await?.flatten())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position.position;
        let uri = &params.text_document_position.text_document.uri;
        if let Some(items) = code::complete(&self.session, uri, at).await? {
            return Ok(Some(CompletionResponse::Array(items)));
        }
        let trigger = params.context.and_then(|context| context.trigger_character);
        let is_of_code = trigger.is_some_and(|it| !convert::TRIGGERS.contains(&it.as_str()));
        let items = self.at_once_with_reads(Asked::Completion, move |file, snapshot| {
            let offset = file.offset(at);
            let mut items = completion::complete(snapshot, offset);
            if is_of_code {
                // Only what goes on from what is there.
                items.retain(|item| item.continues(snapshot, offset));
            }
            items.into_iter().map(|item| file.completion(item)).collect()
        });
        Ok(items.await?.map(CompletionResponse::Array))
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        Ok(convert::documented(item, &self.session.state().client))
    }

    async fn document_symbol(&self, _: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        if let Some(written) = on_file(File::symbols).await? {
            answer_with(written);
        }
        Ok(None)
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let session = Arc::clone(&self.session);
        let found = work(move || {
            let files = workspace_files::all(&session);
            let of_file = |file: &Arc<File>| {
                let places = symbols::named_places(&file.snapshot, &params.query).into_iter();
                places.map(|place| file.named_place(&place)).collect::<Vec<_>>()
            };
            files.iter().flat_map(of_file).collect()
        });
        Ok(Some(WorkspaceSymbolResponse::Flat(found.await?)))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params.position;
        let uri = &params.text_document_position_params.text_document.uri;
        if let Some(link) = code::at(&self.session, uri, at, code::Place::definition).await? {
            let client = Arc::clone(&self.session.state().client);
            return Ok(Some(convert::definition_of(link, &client)));
        }
        let found = on_file(move |file| {
            let (origin, definitions) = definition::definitions(&file.snapshot, file.offset(at))?;
            Some(file.definitions(origin, definitions))
        });
        Ok(found.await?.flatten())
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let (at, declaration) = (params.text_document_position.position, params.context.include_declaration);
        let uri = &params.text_document_position.text_document.uri;
        let in_code = code::at(&self.session, uri, at, move |place| place.references(declaration));
        if let Some(found) = in_code.await? {
            return Ok(Some(found));
        }
        self.on_file_with_reads(move |file, snapshot| {
            let offset = file.offset(at);
            let found = references::references(snapshot, offset, declaration);
            let in_code = references::in_code(snapshot, offset);
            let in_file = found.iter().map(|reference| file.location(reference.range));
            in_file.chain(in_code.iter().filter_map(|place| file.code_location(place))).collect()
        })
        .await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params.position;
        on_file(move |file| {
            let found = references::references(&file.snapshot, file.offset(at), true);
            found.iter().map(|reference| file.highlight(reference)).collect()
        })
        .await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let name = on_file(move |file| {
            let found = rename::prepare(&file.snapshot, file.offset(params.position))?;
            Ok(found.map(|name| file.renameable(name)))
        });
        let name = name.await?.transpose().map_err(|reason: String| request_failed(&reason))?;
        Ok(name.flatten())
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let at = params.text_document_position.position;
        let session = Arc::clone(&self.session);
        let edit = on_file(move |file| {
            let opened = session.state().opened_versions();
            let snapshot = session.sources.fresh(&session, file);
            let rename = rename::rename(&snapshot, file.offset(at), &params.new_name)
                .map_err(|reason| request_failed(&reason))?;
            let version = |path: &Path| opened.get(path).map(|it| (it.uri.clone(), it.version));
            let code = file.code_edit(&rename.code, version);
            // The edits of each file are for the version that was read.
            let now = session.state().opened_versions();
            let folder = file.folder().unwrap_or_default();
            let mut edited = rename.code.iter().map(|edit| folder.join(&edit.place.file));
            if edited.any(|path| opened.get(&path) != now.get(&path)) {
                return Err(Error::content_modified());
            }
            let edit = file.rename_edit(&rename.edits, rename.service.as_ref());
            Ok((code.into_iter().fold(edit, convert::both), rename.variables))
        });
        let Some((edit, variables)) = edit.await?.transpose()? else { return Ok(None) };
        if let Some(variables) = variables {
            self.session.client.show_message(MessageType::INFO, without_links(&variables)).await;
        }
        Ok(Some(edit))
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        let session = Arc::clone(&self.session);
        work(move || {
            let files = workspace_files::all(&session);
            let follow = |file: &Arc<File>| {
                let edits = file_moves::follow(&file.snapshot, &file.moves(&params.files));
                (!edits.is_empty()).then(|| file.rename_edit(&edits, None))
            };
            files.iter().filter_map(follow).reduce(convert::both)
        })
        .await
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        let at = params.text_document_position_params.position;
        let ranges =
            on_file(move |file| file.linked(&linked_editing::linked_ranges(&file.snapshot, file.offset(at))));
        Ok(ranges.await?.flatten())
    }

    async fn document_link(&self, _: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        on_file(|file| links::links(&file.snapshot).into_iter().filter_map(|link| file.link(link)).collect())
            .await
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

    async fn semantic_tokens_full(&self, _: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        Ok(self.all_tokens().await?.map(SemanticTokensResult::Tokens))
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let before = self.session.sent_tokens.get(&params.text_document.uri, &params.previous_result_id);
        let now = self.all_tokens().await?;
        Ok(now.map(|now| match before {
            Some(before) => SemanticTokensFullDeltaResult::TokensDelta(sent_tokens::delta(&before, &now)),
            None => SemanticTokensFullDeltaResult::Tokens(now),
        }))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let tokens = on_file(move |file| {
            let tokens = semantic_tokens::semantic_tokens(&file.snapshot, file.text_range(params.range));
            SemanticTokens { result_id: None, data: file.semantic_tokens(&tokens) }
        });
        Ok(tokens.await?.map(SemanticTokensRangeResult::Tokens))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        on_file(move |file| {
            let hints = inlay_hints::inlay_hints(
                &file.snapshot,
                file.text_range(params.range),
                task::seconds_since_1970(),
            );
            hints.into_iter().map(|hint| file.inlay_hint(hint)).collect()
        })
        .await
    }

    async fn code_lens(&self, _: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.on_file_with_reads(|file, snapshot| {
            let lenses = code_lens::code_lenses(snapshot).into_iter();
            lenses.filter_map(|lens| file.code_lens(lens)).collect()
        })
        .await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        commands::run(&self.session, &params.command, params.arguments.into_iter().next()).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        if let Some(path) = source_diagnostics::path_of(&params.text_document.uri)
            && requested_file().is_none()
        {
            let uri = params.text_document.uri.clone();
            let actions =
                move |session: &Arc<Session>| source_diagnostics::code_actions(session, &path, &params);
            return code::on_document(&self.session, &uri, actions).await;
        }
        let session = Arc::clone(&self.session);
        on_file(move |file| file.code_actions(&params, || session.sources.known(&session, file))).await
    }
}

impl Server {
    /// The same as [`on_file`] for work that shows what source code reads, as far as that is known.
    async fn on_file_with_reads<T: Send + 'static>(
        &self,
        work: impl FnOnce(&File, &Snapshot) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let session = Arc::clone(&self.session);
        on_file(move |file| work(file, &session.sources.known(&session, file))).await
    }

    /// The same for [`at_once`].
    async fn at_once_with_reads<T: Send + 'static>(
        &self,
        asked: Asked,
        work: impl FnOnce(&File, &Snapshot) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let session = Arc::clone(&self.session);
        let is_ready = requested_file().is_some_and(|file| session.sources.are_known(&session, &file));
        at_once(asked, is_ready, move |file| work(file, &session.sources.known(&session, file))).await
    }

    /// The semantic tokens of the requested file, kept to answer the next delta request.
    async fn all_tokens(&self) -> Result<Option<SemanticTokens>> {
        let session = Arc::clone(&self.session);
        on_file(move |file| {
            let tokens =
                semantic_tokens::semantic_tokens(&file.snapshot, semantic_tokens::whole(&file.snapshot));
            let tokens =
                SemanticTokens { result_id: Some(file.result_id()), data: file.semantic_tokens(&tokens) };
            session.sent_tokens.keep(&file.uri, tokens.clone());
            tokens
        })
        .await
    }

    /// `svcLsp/inspect`: what `svc-lsp inspect --format json` prints for an open file, or null.
    pub async fn inspect(&self, _: InspectParams) -> Result<Option<Inspection>> {
        self.on_file_with_reads(|_, snapshot| inspect::inspect(snapshot)).await
    }

    /// `svcLsp/rulePage`: the page of a rule, for an editor to show it; null where there is no such rule.
    pub async fn rule_page(&self, params: RulePageParams) -> Result<Option<RulePage>> {
        let rule = rules::find(&params.code);
        Ok(rule.map(|rule| RulePage { code: rule.code, title: rule.title(), markdown: rule.page() }))
    }

    /// `svcLsp/generate`: the configuration for a project that configures no services, or why there is none; null for a file
    /// that is not open.
    pub async fn generate(&self, params: GenerateParams) -> Result<Option<Generated>> {
        let model = match params.model.as_deref().map(ServicesModel::of_key) {
            None => ServicesModel::V2,
            Some(Some(model)) => model,
            Some(None) => {
                let message = "`model` must be `services` or `experimentalServices`.";
                return Err(invalid_params(message));
            }
        };
        let Some(folder) = params.folder else {
            return on_file(move |file| generate::generate(&file.snapshot, model)).await;
        };
        let Some(snapshot) = self.session.state().folder(&folder.uri) else {
            let name = folder.uri.as_str();
            return Err(request_failed(&format!("{name} isn't a folder in the workspace.")));
        };
        work(move || Some(generate::generate(&snapshot, model))).await
    }
}

/// The parameters of `svcLsp/generate`.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenerateParams {
    /// The folder, where no file is named.
    folder: Option<Folder>,
    /// `services`, which is also meant where nothing is said, or `experimentalServices`.
    model: Option<String>,
}

/// A folder of the workspace.
#[derive(Debug, serde::Deserialize)]
struct Folder {
    uri: Uri,
}

/// The parameters of `svcLsp/rulePage`.
#[derive(Debug, serde::Deserialize)]
pub struct RulePageParams {
    /// The rule's code.
    code: String,
}

/// The answer to `svcLsp/rulePage`.
#[derive(Debug, serde::Serialize)]
pub struct RulePage {
    /// The rule's code.
    code: &'static str,
    /// Its title.
    title: &'static str,
    /// Its page, with the title as its heading.
    markdown: String,
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
///
/// # Errors
///
/// The work panicked, or was stopped because the file changed.
pub async fn on_file<T: Send + 'static>(work: impl FnOnce(&File) -> T + Send + 'static) -> Result<Option<T>> {
    let Some(file) = requested_file() else { return Ok(None) };
    let workers = file.workers.clone();
    let answer = workers.work(move || {
        let answer = work(&file);
        if file.snapshot.was_cancelled() { Err(Error::content_modified()) } else { Ok(Some(answer)) }
    });
    answer.await.map_err(|_| internal_error())?
}

/// The same for an answer that is done right here if the last one took little time, and nothing else has to be waited for.
async fn at_once<T: Send + 'static>(
    asked: Asked,
    is_ready: bool,
    work: impl FnOnce(&File) -> T + Send + 'static,
) -> Result<Option<T>> {
    let work = move |file: &File| file.timed(asked, work);
    match requested_file() {
        Some(file) if is_ready && file.is_quick(asked) => Ok(Some(work(&file))),
        _ => on_file(work).await,
    }
}

/// Runs work off the tasks that read and write messages.
///
/// # Errors
///
/// The work panicked.
pub async fn work<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    task::spawn_blocking(work).await.map_err(|_| internal_error())
}

/// The answer to a request that was understood and can't be met; the sentence says why.
#[must_use]
pub fn request_failed(reason: &str) -> Error {
    const REQUEST_FAILED: i64 = -32803;
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: reason.to_owned().into(), data: None }
}

/// The answer to a request that is not understood; the sentence says why, and may quote the request.
#[must_use]
pub fn invalid_params(reason: &str) -> Error {
    Error::invalid_params(reason.to_owned())
}

/// The answer to a request whose handler panicked.
#[must_use]
pub fn internal_error() -> Error {
    Error {
        message: "svc-lsp failed to answer; see its log. Please report this with your vercel.json.".into(),
        ..Error::internal_error()
    }
}
