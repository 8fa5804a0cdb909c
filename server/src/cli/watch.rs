//! `check --watch`: checks again when something that counts has changed.
//!
//! What was looked at decides: the stamps of the files and folders that the answers depend on. The system's notice of a change only
//! says when to compare them; where it says nothing, they are compared every few seconds.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use svc_vercel::project::MAX_FILE_BYTES;
use svc_vercel::project::open::{self, Contents, Kind, Stamp};

use super::{Failure, Outcome, print_error, source};
use crate::on_disk::{OnDisk, is_ignored};
use crate::project::{Found, ProjectFile, folder_of};
use crate::sources;

/// How long nothing may change before the stamps are compared: whoever writes, writes several files.
const REST: Duration = Duration::from_millis(100);
/// How long that is waited for.
const LONGEST_REST: Duration = Duration::from_secs(1);
/// How long the stamps are not compared if the system says nothing.
const PAUSE: Duration = Duration::from_secs(2);
/// How many times as long as a comparison takes the next is put off, so that most of the time nothing is done.
const RESTS: u32 = 10;
/// How many folders the system is asked to watch at most.
const MAX_FOLDERS: usize = 1_000;

/// Checks the files that the paths mean whenever something changes. Ends only when the output can no longer be written.
///
/// # Errors
///
/// Paths that mean no file at the start, or what `check` fails with.
pub fn run(
    paths: &[PathBuf],
    says_so: bool,
    mut check: impl FnMut(&[(ProjectFile, OnDisk)]) -> Result<(), Failure>,
) -> Result<Outcome, Failure> {
    let (mut notice, mut found) = (Notice::new(), source::find(paths)?);
    let mut problems = Vec::new();
    loop {
        found.problems.iter().filter(|problem| !problems.contains(*problem)).for_each(print_error);
        problems = found.problems;
        let seen = Seen::of(found.files);
        check(&seen.files)?;
        notice.watch(seen.folders(paths));
        if says_so {
            print_error("Watching for changes. Press Ctrl+C to stop.");
        }
        found = changed(paths, &seen, &notice);
        if says_so {
            print_error("Something changed. Checking again.");
        }
    }
}

/// Waits until something is no longer as it was seen; what is there then.
fn changed(paths: &[PathBuf], seen: &Seen, notice: &Notice) -> Found {
    let mut pause = PAUSE;
    let mut said = None;
    loop {
        notice.wait(pause);
        let start = Instant::now();
        match source::find(paths) {
            Ok(found) if seen.has_changed(&found.files) || said.is_some() => return found,
            Ok(_) => {}
            Err(failure) => {
                let failure = failure.to_string();
                if said.as_ref() != Some(&failure) {
                    print_error(&failure);
                    said = Some(failure);
                }
            }
        }
        let rest = start.elapsed() * RESTS;
        thread::sleep(rest.min(PAUSE));
        pause = PAUSE.max(rest);
    }
}

/// Files and what was looked at around them.
struct Seen {
    files: Vec<(ProjectFile, OnDisk)>,
    stamps: Vec<Option<Stamp>>,
    /// The source files of each that may declare services.
    sources: Vec<Vec<(PathBuf, Option<Stamp>)>>,
}

/// The source files of a project, if its `vercel.json` may declare services.
fn sources_of(file: &ProjectFile) -> Vec<(PathBuf, Option<Stamp>)> {
    let may_declare = |contents: Contents| {
        let text = String::from_utf8_lossy(&contents.bytes);
        ["services", "experimentalServices"].iter().any(|key| text.contains(&format!("\"{key}\"")))
    };
    match file.root.read(&file.path, MAX_FILE_BYTES).is_ok_and(may_declare) {
        true => sources::stamps(folder_of(&file.path)),
        false => Vec::new(),
    }
}

impl Seen {
    fn of(files: Vec<ProjectFile>) -> Seen {
        // Before the files are read: what is written meanwhile is a change.
        let stamps = files.iter().map(|file| file.root.stamp(&file.path)).collect();
        let sources = files.iter().map(sources_of).collect();
        let project = |file: &ProjectFile| OnDisk::tracking_dependencies(folder_of(&file.path), None);
        let files = files.into_iter().map(|file| (file.clone(), project(&file))).collect();
        Seen { files, stamps, sources }
    }

    fn has_changed(&self, files: &[ProjectFile]) -> bool {
        files.len() != self.files.len()
            || files.iter().zip(self.files.iter().zip(&self.stamps)).any(
                |(file, ((before, project), stamp))| {
                    file.path != before.path || file.root.stamp(&file.path) != *stamp || project.has_changed()
                },
            )
            || files.iter().zip(&self.sources).any(|(file, before)| sources_of(file) != *before)
    }

    /// The folders in which something was looked for.
    fn folders(&self, paths: &[PathBuf]) -> BTreeSet<PathBuf> {
        let mut folders: BTreeSet<PathBuf> =
            paths.iter().filter(|path| open::stands_at(path) == Some(Kind::Directory)).cloned().collect();
        for (file, project) in &self.files {
            let folder = folder_of(&file.path);
            folders.insert(folder.to_owned());
            let inside = project.seen_folders().unwrap_or_default();
            folders.extend(inside.into_iter().map(|below| folder.join(below)));
            folders.extend(project.seen_around().iter().map(|file| folder_of(file).to_owned()));
            if folders.len() > MAX_FOLDERS {
                break;
            }
        }
        let with_sources = self.sources.iter().flatten().filter_map(|(source, _)| source.parent());
        for folder in with_sources {
            if folders.len() > MAX_FOLDERS {
                break;
            }
            if !folders.contains(folder) {
                folders.insert(folder.to_owned());
            }
        }
        folders
    }
}

/// The system's notice that something has changed.
struct Notice {
    changes: Receiver<()>,
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
}

impl Notice {
    fn new() -> Notice {
        let (sender, changes) = sync_channel(1);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // One that waits to be heard says as much as several.
            if event.map_or(true, |event| counts(&event)) {
                let _ = sender.try_send(());
            }
        });
        Notice { changes, watcher: watcher.ok(), watched: BTreeSet::new() }
    }

    /// Watches these folders, and no others. One that can't be watched is left to the comparisons.
    fn watch(&mut self, folders: BTreeSet<PathBuf>) {
        let Some(watcher) = &mut self.watcher else { return };
        for gone in self.watched.difference(&folders) {
            let _ = watcher.unwatch(gone);
        }
        for new in folders.difference(&self.watched) {
            let _ = watcher.watch(new, RecursiveMode::NonRecursive);
        }
        self.watched = folders;
    }

    /// Waits for a change and until nothing changes for a while, or until the pause is over.
    fn wait(&self, pause: Duration) {
        match self.changes.recv_timeout(pause) {
            Ok(()) => {
                let end = Instant::now() + LONGEST_REST;
                while self.changes.recv_timeout(REST).is_ok() && Instant::now() < end {}
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => thread::sleep(pause),
        }
    }
}

/// Whether a change may mean something for a file. That a file was read is none, and would be of our own making.
fn counts(event: &Event) -> bool {
    let is_passed_over = |path: &PathBuf| is_ignored(path);
    !matches!(event.kind, EventKind::Access(_)) && !event.paths.iter().all(is_passed_over)
}
