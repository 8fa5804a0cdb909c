//! Diagnostics of the whole workspace, for a client that asks.
//!
//! Clients ask again as soon as they are answered. While there is nothing new, the request is held: it costs nothing, and the
//! answer comes when something changes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{
    Diagnostic, FullDocumentDiagnosticReport, ProgressToken, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::file::File;
use super::server::work;
use super::session::Session;
use super::source_diagnostics::{self, Report};
use super::{task, uri, workspace_files};

/// How long to wait after a change.
const DEBOUNCE: Duration = Duration::from_millis(500);
/// Files that are checked between two reports to the client.
const BATCH: usize = 16;

/// The pull requests that wait for changes.
#[derive(Debug, Default)]
pub struct Pulls {
    /// Changes with everything that diagnostics depend on.
    changes: watch::Sender<u64>,
    /// Counts the requests: only the latest is held.
    asked: AtomicU64,
}

impl Pulls {
    /// Something changed that diagnostics depend on.
    pub fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Lets the question that is held be answered; the number of the one that comes now.
    pub fn release(&self) -> u64 {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.changed();
        asked
    }
}

/// What a client knows of a file: its URI as the client spells it, and the id of its last report.
type Known = HashMap<String, (Uri, String)>;

/// Answers the question, now or when there is something new.
pub async fn report(
    session: &Arc<Session>,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let pulls = &session.pulls;
    let asked = pulls.release();
    let mut changes = pulls.changes.subscribe();
    let previous = params.previous_result_ids.into_iter();
    let known: Known = previous.map(|it| (uri::key(&it.uri), (it.uri, it.value))).collect();
    let known = Arc::new(known);
    // The first question of a session, which tells of nothing that is known, is answered even with nothing.
    let first = asked == 1;
    loop {
        let reader = Arc::clone(session);
        let (files, sources) = work(move || {
            let files = workspace_files::all(&reader);
            let sources = source_diagnostics::of_workspace(&reader, &files);
            (files, sources)
        })
        .await?;
        let is_new =
            |file: &Arc<File>| known.get(&uri::key(&file.uri)).is_none_or(|(_, id)| *id != file.result_id());
        let is_new_source = |it: &Report| known.get(&uri::key(&it.uri)).is_none_or(|(_, id)| *id != it.id);
        let mut items = gone(&known, &files, &sources);
        if first
            || !items.is_empty()
            || files.iter().any(is_new)
            || sources.iter().any(is_new_source)
            || pulls.asked.load(Ordering::SeqCst) != asked
        {
            let answer =
                Answer { session, known, partial: params.partial_result_params.partial_result_token };
            items.extend(sources.into_iter().map(|source| of_source(source, &answer.known)));
            return answer.with(files, items, params.work_done_progress_params.work_done_token).await;
        }
        if changes.changed().await.is_ok() {
            task::sleep(DEBOUNCE).await;
            changes.mark_unchanged();
        }
    }
}

/// Clears the diagnostics of files that no longer exist.
fn gone(known: &Known, files: &[Arc<File>], sources: &[Report]) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let uris = files.iter().map(|file| &file.uri).chain(sources.iter().map(|source| &source.uri));
    let there: std::collections::HashSet<String> = uris.map(uri::key).collect();
    let gone = known.iter().filter(|(key, _)| !there.contains(*key));
    gone.map(|(_, (uri, _))| full(uri.clone(), None, FullDocumentDiagnosticReport::default())).collect()
}

fn full(
    uri: Uri,
    version: Option<i32>,
    full_document_diagnostic_report: FullDocumentDiagnosticReport,
) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: version.map(i64::from),
        full_document_diagnostic_report,
    })
}

fn of_file(file: &File, known: &Known) -> WorkspaceDocumentDiagnosticReport {
    report_of(file.uri.clone(), file.version, file.result_id(), known, || file.diagnostics())
}

fn of_source(source: Report, known: &Known) -> WorkspaceDocumentDiagnosticReport {
    report_of(source.uri, None, source.id, known, || source.items)
}

fn report_of(
    uri: Uri,
    version: Option<i32>,
    result_id: String,
    known: &Known,
    items: impl FnOnce() -> Vec<Diagnostic>,
) -> WorkspaceDocumentDiagnosticReport {
    if known.get(&uri::key(&uri)).is_some_and(|(_, id)| *id == result_id) {
        return WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version: version.map(i64::from),
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        });
    }
    full(uri, version, FullDocumentDiagnosticReport { result_id: Some(result_id), items: items() })
}

struct Answer<'a> {
    session: &'a Arc<Session>,
    known: Arc<Known>,
    /// Where the client takes parts of the answer.
    partial: Option<ProgressToken>,
}

impl Answer<'_> {
    async fn with(
        &self,
        files: Vec<Arc<File>>,
        mut items: Vec<WorkspaceDocumentDiagnosticReport>,
        progress: Option<ProgressToken>,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let progress = match progress.filter(|_| files.len() > BATCH) {
            Some(token) => {
                let progress = self.session.client.progress(token, "Checking every vercel.json");
                Some(progress.with_percentage(0).begin().await)
            }
            None => None,
        };
        for (index, batch) in files.chunks(BATCH).enumerate() {
            let (batch, known) = (batch.to_vec(), Arc::clone(&self.known));
            items.extend(
                work(move || batch.iter().map(|file| of_file(file, &known)).collect::<Vec<_>>()).await?,
            );
            if let Some(token) = &self.partial {
                let params = Partial {
                    token: token.clone(),
                    value: WorkspaceDiagnosticReport { items: std::mem::take(&mut items) },
                };
                self.session.client.send_notification::<PartialReport>(params).await;
            }
            if let Some(progress) = &progress {
                let percentage = ((index + 1) * BATCH * 100 / files.len()).min(100);
                progress.report(u32::try_from(percentage).unwrap_or(100)).await;
            }
        }
        if let Some(progress) = progress {
            progress.finish().await;
        }
        self.session.watch();
        Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
    }
}

/// `$/progress` with a part of the answer.
#[derive(Debug)]
struct PartialReport;

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Partial {
    token: ProgressToken,
    value: WorkspaceDiagnosticReport,
}

impl Notification for PartialReport {
    type Params = Partial;
    const METHOD: &'static str = "$/progress";
}
