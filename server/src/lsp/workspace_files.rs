//! Every `vercel.json` of the workspace: those that are open as the editor has them, the others as they are on disk.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use svc_analysis::options;
use svc_syntax::MAX_TEXT_BYTES;
use svc_vercel::project::open::{self, Kind, Root};
use tower_lsp::ls_types::Uri;

use super::file::File;
use super::session::Session;
use super::task::Instant;
use super::{uri, watch};
use crate::display::line;
use crate::project::{CONFIG_FILE, Extent, config_files};

/// Files and folders that the search in one root looks at.
const MAX_ENTRIES: usize = 200_000;
/// Files that are not open and are worked on.
const MAX_FILES: usize = 2_000;
/// How long the list of files is trusted: with a client that reports changes, and with one that does not.
const TRUSTED: [Duration; 2] = [Duration::from_secs(600), Duration::from_secs(10)];

/// Where the workspace's files are, as far as it is known.
#[derive(Debug, Default)]
pub struct WorkspaceFiles(Mutex<Option<Found>>);

#[derive(Debug)]
struct Found {
    files: Arc<[OnDisk]>,
    since: Instant,
}

/// A file that was found.
#[derive(Debug)]
struct OnDisk {
    uri: Uri,
    path: PathBuf,
    /// Nothing outside is opened, whatever takes the file's place.
    root: Arc<Root>,
}

impl WorkspaceFiles {
    /// Forgets the list if one of the paths may add to it or take from it.
    pub fn changed(&self, paths: &[PathBuf]) {
        let counts = |path: &PathBuf| {
            !watch::is_ignored(path)
                && (path.file_name().is_some_and(|name| {
                    [CONFIG_FILE, options::FILE, ".gitignore", ".ignore"].iter().any(|it| name == *it)
                }) || open::stands_at(path) == Some(Kind::Directory))
        };
        if paths.iter().any(counts) {
            self.forget();
        }
    }

    /// Forgets the list.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn list(&self, roots: &[Uri], trusted: Duration) -> Arc<[OnDisk]> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = found.as_ref().filter(|found| found.since.elapsed() < trusted) {
            return Arc::clone(&found.files);
        }
        let mut seen = HashSet::new();
        let files = roots.iter().flat_map(below).filter(|file| seen.insert(uri::key(&file.uri)));
        let files: Arc<[_]> = files.take(MAX_FILES).collect();
        *found = Some(Found { files: Arc::clone(&files), since: Instant::now() });
        files
    }
}

/// The files below a root, under the client's own spelling of it.
fn below(root: &Uri) -> Vec<OnDisk> {
    // A browser asks for no folder that nothing else needs.
    let Some(folder) = uri::to_path(root).filter(|_| !cfg!(target_family = "wasm")) else {
        return Vec::new();
    };
    let uri = format!("{}/", root.as_str().trim_end_matches('/'));
    let name = |path: &Path| {
        let names: Option<Vec<&str>> =
            path.strip_prefix(&folder).ok()?.iter().map(|name| name.to_str()).collect();
        uri::below(&uri, &names?.join("/"))
    };
    let found = config_files(&folder, Some(&folder), Extent::Entries(MAX_ENTRIES));
    found.problems.iter().for_each(|problem| tracing::warn!("{}", line(problem)));
    let files = found.files.into_iter();
    files
        .filter_map(|file| Some(OnDisk { uri: name(&file.path)?, path: file.path, root: file.root }))
        .collect()
}

/// Every `vercel.json` of the workspace and every other that is open. Reads files: not for the tasks that read messages.
#[must_use]
pub fn all(session: &Session) -> Vec<Arc<File>> {
    // What is open, at one moment: a file that is opened meanwhile must not be missing from both.
    let (roots, trusted, open, mut files) = {
        let mut state = session.state();
        let [reported, unreported] = TRUSTED;
        let trusted = if state.client.registers_watchers { reported } else { unreported };
        (state.folders.clone(), trusted, state.keys().collect::<HashSet<_>>(), state.files())
    };
    let mut keys = HashSet::new();
    for found in session.workspace_files.list(&roots, trusted).iter() {
        let key = uri::key(&found.uri);
        if !open.contains(&key)
            && let Some(file) = read(session, found)
        {
            files.push(file);
            keys.insert(key);
        }
    }
    session.state().keep_unopened(&keys);
    files
}

fn read(session: &Session, file: &OnDisk) -> Option<Arc<File>> {
    let OnDisk { uri, path, root } = file;
    if let Some(file) = session.state().unopened(uri, root.stamp(path)?) {
        return Some(file);
    }
    let text = root
        .read(path, MAX_TEXT_BYTES as u64)
        .map_err(|refusal| refusal.to_string())
        .and_then(|contents| {
            Ok((contents.stamp, String::from_utf8(contents.bytes).map_err(|error| error.to_string())?))
        })
        .inspect_err(|reason| tracing::info!("{} can't be read: {reason}.", path.display()));
    let (stamp, text) = text.ok()?;
    Some(session.state().read(uri.clone(), path.parent()?, stamp, &text))
}
