//! Requests about source code that the client has open: its project's `vercel.json` answers them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use svc_analysis::Snapshot;
use svc_ide::code_place::CodePlace;
use svc_ide::in_code;
use svc_sources::{Language, Read, ReadKind, Request};
use svc_syntax::{Encoding, Text, TextSize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Hover, Location, LocationLink, Position, Range,
    TextEdit, Uri,
};

use super::file::{Asked, File};
use super::guard::requested_file;
use super::server::work;
use super::session::Session;
use super::sources::folder_with_services;
use super::{convert, task, uri, workspace_files};
use svc_vercel::project::open::resolved;

use crate::display::sentence;
use crate::sources::below;

/// What `vercel.json` has something to do with, in an open source file.
#[derive(Debug)]
pub struct Place {
    /// The `vercel.json` of its project.
    file: Arc<File>,
    /// The same with what the source code reads.
    snapshot: Snapshot,
    /// What is there.
    what: What,
    /// Where it is.
    code: CodePlace,
}

#[derive(Debug)]
enum What {
    /// A variable that the code reads.
    Variable(Read),
    /// A path that it requests.
    Request(Request),
}

/// Does work on what is at a position of an open source file, off the tasks that read and write messages; `None` if there is none.
///
/// # Errors
///
/// The work panicked, or the file was edited before it was done.
pub async fn at<T: Send + 'static>(
    session: &Arc<Session>,
    uri: &Uri,
    position: Position,
    then: impl FnOnce(&Place) -> Option<T> + Send + 'static,
) -> Result<Option<T>> {
    let path = uri::to_path(uri).filter(|path| path.to_str().and_then(Language::of_path).is_some());
    let Some(path) = path.filter(|_| requested_file().is_none()) else { return Ok(None) };
    if let Some(place) = known_place(session, &path, position) {
        return Ok(Arc::clone(&place.file).timed(Asked::Code, |_| then(&place)));
    }
    let place_and_then = move |session: &Arc<Session>| {
        let place = place(session, &path, position)?;
        Arc::clone(&place.file).timed(Asked::Code, |_| then(&place))
    };
    on_document(session, uri, place_and_then).await
}

/// Indexes the source code of the project of a source file that was opened.
pub fn opened(session: &Arc<Session>, uri: &Uri) {
    let path = uri::to_path(uri).filter(|path| path.to_str().and_then(Language::of_path).is_some());
    let (Some(path), session) = (path, Arc::clone(session)) else { return };
    drop(task::spawn_blocking(move || {
        if let Some((file, ..)) = project(&session, &path) {
            session.sources.known(&session, &file);
        }
    }));
}

/// The completions of the name of a variable at a position of an open source file; `None` if none is being typed there.
///
/// # Errors
///
/// The work panicked, or the file was edited before it was done.
pub async fn complete(
    session: &Arc<Session>,
    uri: &Uri,
    position: Position,
) -> Result<Option<Vec<CompletionItem>>> {
    let path = uri::to_path(uri).filter(|path| path.to_str().and_then(Language::of_path).is_some());
    let Some(path) = path.filter(|_| requested_file().is_none()) else { return Ok(None) };
    on_document(session, uri, move |session| completions(session, &path, position)).await
}

/// Does work about an open document, off the tasks that read and write messages.
///
/// # Errors
///
/// The work panicked, or the document was edited before it was done.
pub async fn on_document<T: Send + 'static>(
    session: &Arc<Session>,
    uri: &Uri,
    then: impl FnOnce(&Arc<Session>) -> T + Send + 'static,
) -> Result<T> {
    // It starts before the next message is read: this is the text that the request is about.
    let edited = || session.state().edited(&uri::key(uri));
    let (before, worker) = (edited(), Arc::clone(session));
    let answer = work(move || then(&worker)).await?;
    if edited() == before { Ok(answer) } else { Err(Error::content_modified()) }
}

fn completions(session: &Arc<Session>, path: &Path, position: Position) -> Option<Vec<CompletionItem>> {
    let (whole, text) = opened_text(session, path)?;
    let (file, name) = project(session, path)?;
    let offset = convert::offset(&whole, position, file.encoding());
    let slot = svc_sources::slot(path.to_str().and_then(Language::of_path)?, &text, usize::from(offset))?;
    if slot.kind == ReadKind::Field {
        return None;
    }
    let snapshot = session.sources.of_file(session, &file, path)?;
    let [start, end] = [slot.range.start, slot.range.end]
        .map(|at| TextSize::try_from(at).map(|at| convert::position(&whole, at, file.encoding())).ok());
    let range = Range { start: start?, end: end? };
    let variables = in_code::variables(&snapshot, &name.into(), slot.origin);
    let item = |(name, target): (String, String)| CompletionItem {
        label: name.clone(),
        kind: Some(CompletionItemKind::VARIABLE),
        detail: Some(sentence(&format!("URL of {target}"))),
        filter_text: (!file.client.filters_by_text).then(|| name.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: name })),
        ..CompletionItem::default()
    };
    Some(variables.into_iter().map(item).collect())
}

/// The innermost project with services that a source file is in: its `vercel.json`, and the path of the source file from its folder, all links
/// resolved.
pub fn project(session: &Arc<Session>, path: &Path) -> Option<(Arc<File>, String)> {
    innermost(workspace_files::all(session), path, session.state().opened_place(path).as_deref())
}

/// The innermost of these projects with services that a source file is in. `place` is where the file is, if its path has links.
fn innermost(files: Vec<Arc<File>>, path: &Path, place: Option<&Path>) -> Option<(Arc<File>, String)> {
    let is_around = |folder: &PathBuf| path.starts_with(folder);
    let around = files.into_iter().filter_map(|file| {
        let folder = folder_with_services(&file).filter(is_around)?;
        let name = match place {
            Some(place) => below(&resolved(&folder)?, place),
            None => below(&folder, path),
        };
        Some((folder.components().count(), file, name?))
    });
    let (_, file, name) = around.max_by_key(|(depth, ..)| *depth)?;
    Some((file, name))
}

/// The variable at a position, where that is known and takes little time to say: nothing is read from the disk for it.
fn known_place(session: &Arc<Session>, path: &Path, position: Position) -> Option<Place> {
    let mut around = session.state().files();
    around.retain(|file| file.folder().is_some_and(|folder| path.starts_with(folder)));
    if !around.iter().all(|file| file.is_quick(Asked::Code)) {
        return None;
    }
    if session.state().opened_place(path).is_some() {
        return None;
    }
    let (file, name) = innermost(around, path, None)?;
    if !session.sources.are_known(session, &file) {
        return None;
    }
    let snapshot = session.sources.known(session, &file);
    let is_inside = |project: &str| name.strip_prefix(project).is_some_and(|rest| rest.starts_with('/'));
    if snapshot.reads()?.projects.iter().any(|project| is_inside(project)) {
        return None;
    }
    variable(file, snapshot, name, position)
}

/// The text of an open source file, for positions in it and in one piece.
fn opened_text(session: &Session, path: &Path) -> Option<(Text, Arc<str>)> {
    let state = session.state();
    Some((state.opened_document(path)?, state.opened_text(path)?))
}

fn place(session: &Arc<Session>, path: &Path, position: Position) -> Option<Place> {
    let (whole, text) = opened_text(session, path)?;
    let (file, name) = project(session, path)?;
    let offset = convert::offset(&whole, position, file.encoding());
    let Some(request) = svc_sources::request(Language::of_path(&name)?, &text, usize::from(offset)) else {
        let snapshot = session.sources.of_file(session, &file, path)?;
        return variable(file, snapshot, name, position);
    };
    let units = match file.encoding() {
        Encoding::Utf8 => request.url.len(),
        Encoding::Utf16 => request.url.encode_utf16().count(),
        Encoding::Utf32 => request.url.chars().count(),
    };
    let code = CodePlace { file: name, start: request.start, length: length(units) };
    Some(Place { snapshot: file.snapshot.clone(), file, what: What::Request(request), code })
}

/// The variable that source code names at a position.
fn variable(file: Arc<File>, snapshot: Snapshot, name: String, position: Position) -> Option<Place> {
    let column = |it: &Read| match file.encoding() {
        Encoding::Utf8 => it.start.bytes,
        Encoding::Utf16 => it.start.utf16,
        Encoding::Utf32 => it.start.characters,
    };
    let is_at = |it: &&Read| {
        let columns = column(it)..=column(it).saturating_add(length(it.range.len()));
        it.start.line == position.line && !it.range.is_empty() && columns.contains(&position.character)
    };
    let read = snapshot.reads()?.of_file(&name).iter().find(is_at)?;
    let code = CodePlace { start: read.start, length: length(read.range.len()), file: name };
    let what = What::Variable(read.clone());
    Some(Place { file, snapshot, what, code })
}

/// Source files have at most [`svc_sources::MAX_FILE_BYTES`].
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

impl Place {
    /// Who provides the variable, or what answers the request.
    #[must_use]
    pub fn hover(&self) -> Option<Hover> {
        let file = &self.code.file;
        let markdown = match &self.what {
            What::Variable(read) => in_code::hover(&self.snapshot, &Arc::from(file.as_str()), read)?,
            What::Request(request) => in_code::hover_of_request(&self.snapshot, file, request)?,
        };
        Some(self.file.code_hover(markdown, convert::code_range(&self.code, self.file.encoding())))
    }

    /// Where the variable is provided, or what takes the request.
    #[must_use]
    pub fn definition(&self) -> Option<LocationLink> {
        let file = &self.code.file;
        let selection = match &self.what {
            What::Variable(read) => in_code::definition(&self.snapshot, &Arc::from(file.as_str()), read)?,
            What::Request(request) => in_code::definition_of_request(&self.snapshot, file, request)?,
        };
        let target = self.file.range(selection);
        Some(LocationLink {
            origin_selection_range: Some(convert::code_range(&self.code, self.file.encoding())),
            target_uri: self.file.uri.clone(),
            target_range: target,
            target_selection_range: target,
        })
    }

    /// Where code reads the variable, and with its declaration where `vercel.json` provides it.
    #[must_use]
    pub fn references(&self, include_declaration: bool) -> Option<Vec<Location>> {
        let What::Variable(read) = &self.what else { return None };
        let file = Arc::from(self.code.file.as_str());
        let declaration = in_code::definition(&self.snapshot, &file, read)?;
        let reads = in_code::references(&self.snapshot, &file, read);
        let declaration = include_declaration.then(|| self.file.location(declaration));
        Some(
            declaration
                .into_iter()
                .chain(reads.iter().filter_map(|it| self.file.code_location(it)))
                .collect(),
        )
    }
}
