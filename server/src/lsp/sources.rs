//! What the source code around the files reads: found off the request path, and kept up to date.
//!
//! A project is indexed once its `vercel.json` declares services. After that, only what changed is read again, when the next request
//! asks: an edit of a source file costs nothing.

use std::collections::{BTreeSet, HashMap};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use svc_analysis::Snapshot;
use svc_analysis::services::{Configured, configured};
use svc_sources::{Index, Language};
use svc_vercel::project::open::{Kind, stands_at};

use super::file::File;
use super::session::Session;
use super::task::Instant;
use super::{code_documents, progress, task};
use crate::project::CONFIG_FILE;
use crate::sources;

/// If more files than this changed, the project is indexed anew.
const MAX_CHANGED: usize = 200;
/// How long an index is trusted if the client doesn't report changes.
const TRUSTED: Duration = Duration::from_secs(10);
/// The files that decide which others count.
const IGNORE_FILES: [&str; 4] = [".gitignore", ".ignore", ".vercelignore", ".nowignore"];

/// The indexes of the projects that declare services, by their folders.
#[derive(Debug, Default)]
pub struct Sources {
    projects: Mutex<HashMap<PathBuf, Project>>,
    /// Held while changed files are read, and until what they have is taken along: who asks meanwhile waits for it.
    updating: Mutex<()>,
}

#[derive(Debug, Default)]
struct Project {
    /// `None` until it is there.
    index: Option<Arc<Index>>,
    /// When it was made; `None` if it isn't to be trusted.
    since: Option<Instant>,
    /// The work on the next one. Setting it ends that work.
    building: Option<Arc<AtomicBool>>,
    /// Whether more changed, since the last work on it began, than is read file by file.
    is_outdated: bool,
    /// Files that have changed since.
    changed: BTreeSet<PathBuf>,
}

impl Project {
    fn outdate(&mut self) {
        (self.since, self.is_outdated) = (None, true);
    }

    /// Whether the index can be trusted. `is_told`: the client reports changes.
    fn is_current(&self, is_told: bool) -> bool {
        self.since.is_some_and(|since| is_told || since.elapsed() < TRUSTED)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if let Some(building) = &self.building {
            building.store(true, Ordering::Relaxed);
        }
    }
}

impl Sources {
    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Project>> {
        self.projects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folders of the projects that are indexed.
    pub fn folders(&self) -> Vec<PathBuf> {
        let projects = self.lock();
        projects.iter().filter(|(_, it)| it.index.is_some()).map(|(folder, _)| folder.clone()).collect()
    }

    /// These files and folders changed on disk or in the editor.
    pub fn changed(&self, paths: &[PathBuf]) {
        let mut projects = self.lock();
        for path in paths.iter().filter(|path| !super::watch::is_ignored(path)) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_source = Language::of_path(name).is_some();
            for (folder, project) in projects.iter_mut().filter(|(folder, _)| path.starts_with(folder)) {
                if name == CONFIG_FILE {
                    // Its folder became a project of its own, or isn't one anymore.
                    let nested = path.parent().and_then(|nested| sources::below(folder, nested));
                    let nested = nested.filter(|nested| !nested.is_empty());
                    let is_known = |index: &Arc<Index>| {
                        nested.is_none_or(|it| index.projects.contains(&*it) == stands_at(path).is_some())
                    };
                    if !project.index.as_ref().is_none_or(is_known) {
                        project.outdate();
                    }
                } else if is_source && project.changed.len() < MAX_CHANGED {
                    project.changed.insert(path.clone());
                } else if is_source || IGNORE_FILES.contains(&name) || is_folder(path) {
                    project.outdate();
                }
            }
        }
    }

    /// Starts to index anew what changed too much to be read again file by file.
    pub fn index_again(&self, session: &Arc<Session>) {
        let outdated: Vec<PathBuf> = {
            let projects = self.lock();
            projects.iter().filter(|(_, it)| it.is_outdated).map(|(folder, _)| folder.clone()).collect()
        };
        outdated.iter().for_each(|folder| self.build_if_needed(session, folder));
    }

    /// Starts to index the source code around a file whose diagnostics are there: they come first. Nothing is indexed anew.
    pub fn index(&self, session: &Arc<Session>, file: &File) {
        let folder = folder_with_services(file).filter(|folder| !self.lock().contains_key(folder));
        if let Some(folder) = folder {
            self.build_if_needed(session, &folder);
        }
    }

    /// A file with what the source code of its project reads, as far as that is known now. What isn't known yet is looked for.
    pub fn known(&self, session: &Arc<Session>, file: &File) -> Snapshot {
        let Some(folder) = folder_with_services(file) else { return file.snapshot.clone() };
        self.build_if_needed(session, &folder);
        self.updated(session, file, &folder)
    }

    /// Whether all that is to be known is known already, so that nothing has to be read or waited for.
    pub fn are_known(&self, session: &Session, file: &File) -> bool {
        let Some(folder) = folder_with_services(file) else { return true };
        if self.updating.try_lock().is_err() {
            return false;
        }
        let is_told = session.state().client.registers_watchers;
        let projects = self.lock();
        projects.get(&folder).is_some_and(|it| it.is_current(is_told) && it.changed.is_empty())
    }

    /// A file with what the source code of its project reads, with everything read anew.
    pub fn fresh(&self, session: &Arc<Session>, file: &File) -> Snapshot {
        let Some(folder) = folder_with_services(file) else { return file.snapshot.clone() };
        let workspace = session.state().workspace_of(&folder);
        let index = sources::index(&folder, workspace.as_deref(), &AtomicBool::new(false));
        self.install(session, &folder, index);
        self.updated(session, file, &folder)
    }

    /// A file with what at least one source file of its project reads; `None` if it declares no services.
    pub fn of_file(&self, session: &Arc<Session>, file: &File, path: &Path) -> Option<Snapshot> {
        let folder = folder_with_services(file)?;
        let known = self.known(session, file);
        if known.reads().is_some() {
            return Some(known);
        }
        let workspace = session.state().workspace_of(&folder);
        let deployed = &*file.snapshot.project;
        let paths = [path.to_owned()];
        let found = sources::of_files(&folder, workspace.as_deref(), deployed, &paths, opened_in(session));
        let mut index = Index::default();
        for found in found {
            index.projects.extend(sources::projects_around(&folder, &folder.join(&*found.path)));
            found.put_into(&mut index);
        }
        Some(file.snapshot.clone().with_reads(Arc::new(index)))
    }

    fn with_reads(&self, file: &File, folder: &Path) -> Snapshot {
        let snapshot = file.snapshot.clone();
        match self.lock().get(folder).and_then(|project| project.index.clone()) {
            Some(index) => snapshot.with_reads(index),
            None => snapshot,
        }
    }

    /// Starts to index a project that isn't, or of which the index isn't to be trusted.
    fn build_if_needed(&self, session: &Arc<Session>, folder: &Path) {
        let (is_told, workspace) = {
            let state = session.state();
            (state.client.registers_watchers, state.workspace_of(folder))
        };
        let cancel = {
            let mut projects = self.lock();
            let project = projects.entry(folder.to_owned()).or_default();
            if project.is_current(is_told) || project.building.is_some() {
                return;
            }
            // What changed stays changed: until the new index is there, the old one is asked.
            project.is_outdated = false;
            Arc::clone(project.building.insert(Arc::default()))
        };
        code_documents::ask(session);
        let (session, folder) = (Arc::clone(session), folder.to_owned());
        task::spawn(async move {
            let index = {
                let (folder, cancel) = (folder.clone(), Arc::clone(&cancel));
                task::spawn_blocking(move || sources::index(&folder, workspace.as_deref(), &cancel))
            };
            let index = progress::with_progress(&session, "Indexing source code", index).await;
            if cancel.load(Ordering::Relaxed) {
                return;
            }
            let index = index.unwrap_or_else(|error| {
                tracing::error!("Source code could not be indexed: {error}");
                Index::default()
            });
            let has_reads = !index.is_empty();
            session.sources.install(&session, &folder, index);
            session.sources.index_again(&session);
            session.watch();
            // Diagnostics of the workspace are asked for and wait for it.
            session.pulls.changed();
            if has_reads
                && session.state().client.refreshes_code_lenses
                && let Err(error) = session.client.code_lens_refresh().await
            {
                tracing::info!("The client didn't refresh code lenses: {error}.");
            }
        });
    }

    fn install(&self, session: &Session, folder: &Path, index: Index) {
        // They may differ from what is on disk.
        let opened = session.state().opened_paths();
        let opened = opened.into_iter().filter(|path| path.starts_with(folder));
        let opened: Vec<PathBuf> =
            opened.filter(|path| path.to_str().and_then(Language::of_path).is_some()).collect();
        let _updating = self.updating.lock().unwrap_or_else(PoisonError::into_inner);
        let mut projects = self.lock();
        let project = projects.entry(folder.to_owned()).or_default();
        project.index = Some(Arc::new(index));
        project.since = (!project.is_outdated).then(Instant::now);
        project.building = None;
        project.changed.extend(opened);
    }

    /// A file with what the source code of its project reads, after what changed since was read.
    fn updated(&self, session: &Session, file: &File, folder: &Path) -> Snapshot {
        let _updating = self.updating.lock().unwrap_or_else(PoisonError::into_inner);
        self.update(session, file, folder);
        self.with_reads(file, folder)
    }

    fn update(&self, session: &Session, file: &File, folder: &Path) {
        let changed = match self.lock().get_mut(folder) {
            // The next index may have read them before they changed.
            Some(project) if project.index.is_some() && project.building.is_some() => project.changed.clone(),
            Some(project) if project.index.is_some() => mem::take(&mut project.changed),
            _ => return,
        };
        if changed.is_empty() {
            return;
        }
        let workspace = session.state().workspace_of(folder);
        let deployed = &*file.snapshot.project;
        let changed: Vec<PathBuf> = changed.into_iter().collect();
        let found = sources::of_files(folder, workspace.as_deref(), deployed, &changed, opened_in(session));
        let mut projects = self.lock();
        let Some(index) = projects.get_mut(folder).and_then(|project| project.index.as_mut()) else { return };
        for found in found {
            if !found.is_in(index) {
                found.put_into(Arc::make_mut(index));
            }
        }
    }
}

/// The text of a file that is open by its path, or else by one with links to its place; with the path that it is open by.
fn opened_in(session: &Session) -> impl Fn(&Path, &Path) -> Option<(PathBuf, Arc<str>)> {
    |path, place| {
        let state = session.state();
        let text = |path: PathBuf| state.opened_text(&path).map(|text| (path, text));
        text(path.to_owned()).or_else(|| text(state.opened_by_link(place)?))
    }
}

/// The folder of a `vercel.json` that declares services.
pub fn folder_with_services(file: &File) -> Option<PathBuf> {
    let declares = matches!(configured(file.snapshot.config()), Configured::V1 | Configured::V2);
    // A browser would have to fetch all of the source code.
    let is_wanted = declares && !file.snapshot.is_options() && !cfg!(target_family = "wasm");
    file.folder().filter(|_| is_wanted)
}

/// Whether a folder is, or may have been, at a path.
fn is_folder(path: &Path) -> bool {
    match stands_at(path) {
        Some(kind) => kind == Kind::Directory,
        None => path.extension().is_none(),
    }
}
