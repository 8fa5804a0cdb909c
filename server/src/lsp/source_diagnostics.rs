//! Diagnostics of source code: what is found in its project's `vercel.json` and its reads of variables.

use std::collections::{HashSet, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use svc_analysis::check_beside::check_sources;
use svc_analysis::rules::finding::SourceFinding;
use svc_sources::Language;
use tower_lsp::ls_types::{CodeActionOrCommand, CodeActionParams, Diagnostic, Uri};

use super::file::File;
use super::session::Session;
use super::{code, uri};

/// How many source files that aren't open get diagnostics.
const MAX_FILES: usize = 1_000;

/// The path of a document, if it is source code.
#[must_use]
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    uri::to_path(uri).filter(|path| path.to_str().and_then(Language::of_path).is_some())
}

/// What is found in an open source file, with the `vercel.json` of its project.
fn of_open(session: &Arc<Session>, path: &Path) -> Option<(Arc<File>, Vec<SourceFinding>)> {
    session.state().opened_text(path)?;
    let (file, name) = code::project(session, path)?;
    let found = check_sources(&session.sources.of_file(session, &file, path)?, Some(&name.into()));
    Some((file, found))
}

/// The diagnostics of an open source file. Reads files: not for the tasks that read messages.
#[must_use]
pub fn diagnostics(session: &Arc<Session>, path: &Path) -> Vec<Diagnostic> {
    let found = of_open(session, path);
    found.map_or_else(Vec::new, |(file, found)| found.iter().map(|it| file.source_diagnostic(it)).collect())
}

/// The code actions of an open source file. Reads files.
#[must_use]
pub fn code_actions(
    session: &Arc<Session>,
    path: &Path,
    params: &CodeActionParams,
) -> Option<Vec<CodeActionOrCommand>> {
    let (file, found) = of_open(session, path).filter(|(_, found)| !found.is_empty())?;
    let version = session.state().opened_versions().get(path).and_then(|it| it.version);
    Some(file.source_actions(&found, params, version))
}

/// A source file in which something was found.
#[derive(Debug)]
pub struct Report {
    /// The file.
    pub uri: Uri,
    /// The id of what was found: the same only where all of it is the same.
    pub id: String,
    /// What was found.
    pub items: Vec<Diagnostic>,
}

/// What is found in the source code of the projects of some files, as far as it is known by now. Reads files.
#[must_use]
pub fn of_workspace(session: &Arc<Session>, files: &[Arc<File>]) -> Vec<Report> {
    let mut seen = HashSet::new();
    let of_file = |file: &Arc<File>| {
        let snapshot = session.sources.known(session, file);
        let found = check_sources(&snapshot, None);
        let reports = found.chunk_by(|one, other| one.file == other.file).filter_map(|found| {
            let items: Vec<Diagnostic> = found.iter().map(|it| file.source_diagnostic(it)).collect();
            let mut hash = DefaultHasher::new();
            serde_json::to_string(&items).ok()?.hash(&mut hash);
            let path = &found.first()?.file;
            let uri = file.uri_of(snapshot.reads().and_then(|reads| reads.link(path)).unwrap_or(path))?;
            Some(Report { uri, id: format!("{:016x}", hash.finish()), items })
        });
        reports.collect::<Vec<_>>()
    };
    // A client that opens code when it is told to asks about open code beside, and would show its findings twice.
    let asks_beside = session.opens_code.load(Ordering::SeqCst);
    let is_asked = |it: &Report| asks_beside && session.state().revision(&uri::key(&it.uri)).is_some();
    let reports = files.iter().flat_map(of_file).filter(|report| !is_asked(report));
    reports.filter(|report| seen.insert(uri::key(&report.uri))).take(MAX_FILES).collect()
}
