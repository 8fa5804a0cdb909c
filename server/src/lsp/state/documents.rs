//! The open documents: what the client does with them, and what is asked about one.

use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use svc_analysis::typing::Typing;
use svc_syntax::Text;
use svc_syntax::value::Memory;
use svc_vercel::project::open::resolved;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use super::super::document::{Document, Kind};
use super::super::file::{File, Told, WasQuick, Workers};
use super::super::task::Instant;
use super::super::uri;
use super::{Change, State};

/// A version of an open document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedVersion {
    /// Its URI.
    pub uri: Uri,
    /// The client's version.
    pub version: Option<i32>,
    /// The revision of its last edit.
    edited: u64,
}

/// An open document.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) uri: Uri,
    pub(super) version: Option<i32>,
    pub(super) revision: u64,
    /// The revision of the last edit. Changes around the document make later ones.
    edited: u64,
    /// When that was.
    edited_at: Instant,
    /// Whether a task waits for it to rest.
    is_awaited: bool,
    pub(super) document: Document,
    /// Where it is, if there are symbolic links on the way to its path.
    place: Option<PathBuf>,
    /// The folder of a `vercel.json`: the project's root.
    pub(super) folder: Option<PathBuf>,
    /// Whether the user was told that the file is too large.
    was_reported_too_large: bool,
    /// What is known of its arrays, whatever its version.
    pub(super) memory: Arc<Memory>,
    /// See [`File::is_quick`].
    pub(super) was_quick: Arc<WasQuick>,
    pub(super) workers: Workers,
    /// See [`File::typing`].
    is_resting: bool,
    /// See [`File::told`].
    pub(super) told: Arc<Told>,
    /// The revision whose diagnostics were published last.
    published_revision: Option<u64>,
    pub(super) file: Option<Arc<File>>,
}

impl Open {
    /// Where it is being typed.
    pub(super) fn typing(&self) -> Option<Typing> {
        self.document.typed.map(|at| Typing { at, is_resting: self.is_resting })
    }
}

impl State {
    /// A document was opened, with its whole text.
    pub fn open(&mut self, uri: &Uri, language: &str, version: Option<i32>, text: &str) -> Change {
        let key = uri::key(uri);
        let kind = Kind::of(&uri::file_name(uri), language);
        let revision = self.next_revision();
        let open = Open {
            uri: uri.clone(),
            version,
            revision,
            edited: revision,
            edited_at: Instant::now(),
            is_awaited: false,
            document: Document::new(text, kind),
            place: uri::to_path(uri).and_then(|path| resolved(&path).filter(|place| *place != path)),
            folder: if kind.is_served() { self.folder_of(uri) } else { None },
            was_reported_too_large: false,
            memory: Arc::default(),
            was_quick: Arc::default(),
            workers: Workers::default(),
            is_resting: false,
            told: Arc::default(),
            published_revision: None,
            file: None,
        };
        self.documents.insert(key.clone(), open);
        self.changed(&key)
    }

    /// A document was edited. The changes apply one after the other, each to the result of the one before.
    ///
    /// If one was not understood (`None`), or applying it panics, the document counts as out of step: its content is unknown
    /// until the next whole text.
    pub fn change(
        &mut self,
        uri: &Uri,
        version: Option<i32>,
        changes: &[Option<TextDocumentContentChangeEvent>],
    ) -> Change {
        let key = uri::key(uri);
        let revision = self.next_revision();
        let encoding = self.client.encoding;
        let Some(open) = self.documents.get_mut(&key) else { return Change::None };
        if let Some(file) = open.file.take() {
            file.snapshot.stop();
        }
        (open.version, open.is_resting) = (version, false);
        (open.revision, open.edited, open.edited_at) = (revision, revision, Instant::now());
        let had_text = open.document.text.is_some();
        for change in changes {
            let Some(change) = change else {
                open.document.invalidate();
                continue;
            };
            let apply = std::panic::AssertUnwindSafe(|| open.document.apply(change, encoding));
            if std::panic::catch_unwind(apply).is_err() {
                open.document.invalidate();
            }
        }
        if had_text && open.document.text.is_none() {
            let name = open.uri.as_str();
            return Change::TooLarge(
                key,
                format!("svc-lsp failed to apply an edit to {name}. Please reopen the file."),
            );
        }
        self.changed(&key)
    }

    /// A document was saved: what is said about it waits no longer.
    pub fn saved(&mut self, uri: &Uri) -> Change {
        let said = self.say_all(&uri::key(uri), |open| open.document.typed = None);
        let around = uri::to_path(uri).map_or(Change::None, |path| self.files_changed(&[path]));
        if around == Change::None { said } else { around.and(said) }
    }

    /// Whether a document is being typed and no task waits yet for it to rest. From now on, one does.
    pub fn is_to_rest(&mut self, uri: &Uri) -> bool {
        let open = self.documents.get_mut(&uri::key(uri));
        let typed = open.filter(|open| open.document.typed.is_some());
        typed.is_some_and(|open| !mem::replace(&mut open.is_awaited, true))
    }

    /// What follows from nothing having been typed into a document for so long.
    ///
    /// # Errors
    ///
    /// How much longer that is.
    pub fn rest(&mut self, uri: &Uri, rest: Duration) -> Result<Change, Duration> {
        let key = uri::key(uri);
        let Some(open) = self.documents.get_mut(&key) else { return Ok(Change::None) };
        let left = rest.saturating_sub(open.edited_at.elapsed());
        if open.document.typed.is_some() && !left.is_zero() {
            return Err(left);
        }
        open.is_awaited = false;
        Ok(self.say_all(&key, |open| open.is_resting = true))
    }

    /// Lets what waits be said. What was held back makes a new revision.
    fn say_all(&mut self, key: &str, settle: impl FnOnce(&mut Open)) -> Change {
        let revision = self.next_revision();
        let Some(open) = self.documents.get_mut(key).filter(|open| open.document.typed.is_some()) else {
            return Change::None;
        };
        settle(open);
        if open.file.take_if(|file| file.holds_back()).is_none() {
            if let Some(file) = &open.file {
                *file.typing.lock().unwrap_or_else(PoisonError::into_inner) = open.typing();
            }
            return Change::None;
        }
        open.revision = revision;
        Change::Affected(vec![key.to_owned()])
    }

    /// A document was closed. Tells the URI by which the client knew it, if something may have been said about it.
    pub fn close(&mut self, uri: &Uri) -> (Option<Uri>, Change) {
        let key = uri::key(uri);
        let Some(open) = self.documents.remove(&key) else { return (None, Change::None) };
        match open.document.kind {
            Kind::Config => (Some(open.uri), Change::None),
            Kind::Options => (Some(open.uri), self.recheck_below(open.folder.as_deref())),
            Kind::Other => (None, self.recheck_around(uri)),
        }
    }

    /// The keys of the open documents, in no order.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.documents.keys().cloned()
    }

    /// The URI and version of an open document.
    #[must_use]
    pub fn identity(&self, key: &str) -> Option<(Uri, Option<i32>)> {
        self.documents.get(key).map(|open| (open.uri.clone(), open.version))
    }

    /// The paths of the open documents that are no `vercel.json` and no options.
    #[must_use]
    pub fn opened_paths(&self) -> Vec<PathBuf> {
        self.opened_uris().iter().filter_map(uri::to_path).collect()
    }

    /// Their URIs.
    #[must_use]
    pub fn opened_uris(&self) -> Vec<Uri> {
        let others = self.documents.values().filter(|open| open.document.kind == Kind::Other);
        others.map(|open| open.uri.clone()).collect()
    }

    /// The text of such a document, for positions in it.
    #[must_use]
    pub fn opened_document(&self, path: &Path) -> Option<Text> {
        self.opened_at(path)?.document.text.clone()
    }

    /// The text of such a document in one piece.
    #[must_use]
    pub fn opened_text(&self, path: &Path) -> Option<Arc<str>> {
        self.opened_at(path)?.document.whole()
    }

    /// Where such a document is, if there are symbolic links on the way to its path.
    #[must_use]
    pub fn opened_place(&self, path: &Path) -> Option<PathBuf> {
        self.opened_at(path)?.place.clone()
    }

    /// The path of such a document that is at a place, if it is open by a path with symbolic links: the first, if it is by several.
    #[must_use]
    pub fn opened_by_link(&self, place: &Path) -> Option<PathBuf> {
        let others = self.documents.values().filter(|open| open.document.kind == Kind::Other);
        others
            .filter(|open| open.place.as_deref() == Some(place))
            .filter_map(|open| uri::to_path(&open.uri))
            .min()
    }

    /// All such documents, by their paths.
    #[must_use]
    pub fn opened_versions(&self) -> BTreeMap<PathBuf, OpenedVersion> {
        let others = self.documents.values().filter(|open| open.document.kind == Kind::Other);
        let version = |open: &Open| {
            let version = OpenedVersion { uri: open.uri.clone(), version: open.version, edited: open.edited };
            Some((uri::to_path(&open.uri)?, version))
        };
        others.filter_map(version).collect()
    }

    fn opened_at(&self, path: &Path) -> Option<&Open> {
        let is_it = |open: &&Open| {
            open.document.kind == Kind::Other && uri::to_path(&open.uri).is_some_and(|it| it == path)
        };
        self.documents.values().find(is_it)
    }

    /// Whether an open document is still at this revision and its diagnostics haven't been published yet. Remembers that they are now.
    pub fn mark_published(&mut self, key: &str, revision: u64) -> bool {
        let open = self.documents.get_mut(key).filter(|open| open.revision == revision);
        open.is_some_and(|open| open.published_revision.replace(revision) != Some(revision))
    }

    /// The revision of the last edit of an open document.
    #[must_use]
    pub fn edited(&self, key: &str) -> Option<u64> {
        self.documents.get(key).map(|open| open.edited)
    }

    /// The revision of an open document.
    #[must_use]
    pub fn revision(&self, key: &str) -> Option<u64> {
        self.documents.get(key).map(|open| open.revision)
    }

    /// The folder that a file is in, or will be in: one that was never saved is taken to belong to the first root.
    fn folder_of(&self, uri: &Uri) -> Option<PathBuf> {
        match uri::to_path(uri).or_else(|| uri::to_future_path(uri)) {
            Some(path) => path.parent().map(Path::to_path_buf),
            None if uri::is_untitled(uri) => self.folders.iter().find_map(uri::to_path),
            None => None,
        }
    }

    /// What follows from the new text of a document.
    fn changed(&mut self, key: &str) -> Change {
        match self.documents.get_mut(key) {
            Some(open) if open.document.is_too_large() && !open.was_reported_too_large => {
                open.was_reported_too_large = true;
                let name = open.uri.as_str();
                Change::TooLarge(
                    key.to_owned(),
                    format!("{name} is larger than 16 MiB, so svc-lsp doesn't check it."),
                )
            }
            Some(open) if open.document.kind == Kind::Config => {
                self.renew_options();
                Change::Edited(key.to_owned())
            }
            Some(open) if open.document.kind == Kind::Options => {
                let folder = open.folder.clone();
                self.recheck_below(folder.as_deref())
            }
            Some(Open { uri, .. }) => {
                let uri = uri.clone();
                self.recheck_around(&uri)
            }
            None => Change::None,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_is_closed_counts_for_the_projects_around_it() {
        let uri = |path: &str| format!("file:///srv/{path}").parse::<Uri>().unwrap();
        let mut state = State::default();
        let config = uri("shop/vercel.json");
        state.open(&config, "json", Some(1), "{}");
        for (path, change) in [
            ("shop/package.json", Change::Affected(vec![uri::key(&config)])),
            ("shop/web/index.ts", Change::Affected(vec![uri::key(&config)])),
            ("notes/package.json", Change::None),
        ] {
            state.open(&uri(path), "json", Some(1), "{}");
            assert_eq!(state.close(&uri(path)), (None, change), "{path}");
        }
        assert_eq!(state.close(&uri("never/opened.json")), (None, Change::None));
    }
}
