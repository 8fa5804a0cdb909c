//! Which changes on disk the client reports to the server, and the search for those that it doesn't report.
//!
//! What was looked at is watched: the folders of a project in which something was looked for, and the few files around it that count. A
//! client that doesn't take watchers of single folders is asked to watch everything. Where no client watches, the server compares the
//! stamps of what it looked at every few seconds.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::ls_types::{Registration, Unregistration};

use super::client_capabilities::ClientCapabilities;
use super::projects::ByFolder;
use super::session::Session;
use super::task::{self, Instant};
use super::{settings, uri};
use crate::display::line;
use crate::on_disk::OnDisk;

pub use crate::on_disk::is_ignored;

const FILES: &str = "workspace/didChangeWatchedFiles";
const CONFIGURATION: &str = "workspace/didChangeConfiguration";

/// The files that count in every folder: those that are checked, and those that leave them out of the search.
const EVERYWHERE: &str = "**/{vercel.json,svc-lsp.jsonc,.gitignore,.ignore}";
const EVERYTHING: &str = "**/*";
const ANYTHING: &str = "*";
/// Source code that may read environment variables.
const SOURCES: &str = "**/*.{astro,cjs,cts,go,js,jsx,mjs,mts,py,rake,rb,rs,ru,svelte,ts,tsx,vue}";
/// How many folders of a project are watched one by one. If there are more, the whole project is.
const MAX_FOLDERS: usize = 100;
/// The debounce before new folders are registered: a check reads many.
const DEBOUNCE: Duration = Duration::from_millis(200);
/// The minimum interval between two polls.
const MIN_POLL_INTERVAL: Duration = Duration::from_secs(2);
/// The interval between polls, as a multiple of the last poll's duration.
const POLL_BACKOFF: u32 = 30;

/// What the client watches.
pub type Watched = BTreeSet<Watcher>;

/// A pattern below a folder. Editors disagree on what a pattern with several folders in braces means, so that each folder has its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Watcher {
    folder: PathBuf,
    pattern: Cow<'static, str>,
}

/// What to register with the client once it is initialized.
#[must_use]
pub fn registrations(client: &ClientCapabilities) -> Vec<Registration> {
    let mut registrations = Vec::new();
    if client.registers_watchers {
        let everything = if client.watches_folders { EVERYWHERE } else { EVERYTHING };
        let watchers = json!({ "watchers": [{ "globPattern": everything }] });
        registrations.push(registration(FILES, FILES, watchers));
    }
    if client.registers_configuration {
        let section = json!({ "section": settings::SECTION });
        registrations.push(registration(CONFIGURATION, CONFIGURATION, section));
    }
    registrations
}

fn registration(id: &str, method: &str, options: Value) -> Registration {
    Registration { id: format!("svc-lsp/{id}"), method: method.to_owned(), register_options: Some(options) }
}

/// Adds what a project depends on to what is watched.
pub fn add(watched: &mut Watched, folder: &Path, project: &OnDisk) {
    let everything = Watcher { folder: folder.to_owned(), pattern: EVERYTHING.into() };
    if !watched.contains(&everything) {
        let folders = project.seen_folders();
        let in_each = |below: &PathBuf| Watcher { folder: folder.join(below), pattern: ANYTHING.into() };
        watched.extend(folders.iter().flatten().map(in_each));
        let is_inside = |watcher: &Watcher| watcher.folder.starts_with(folder);
        if folders.is_none() || watched.iter().filter(|watcher| is_inside(watcher)).count() > MAX_FOLDERS {
            watched.retain(|watcher| !is_inside(watcher));
            watched.insert(everything);
        }
    }
    for file in project.seen_around() {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { continue };
        let in_folder = |pattern: Cow<'static, str>| Watcher { folder: folder.to_owned(), pattern };
        if ![ANYTHING, EVERYTHING].iter().any(|all| watched.contains(&in_folder((*all).into()))) {
            watched.insert(in_folder(name.to_string_lossy().into_owned().into()));
        }
    }
}

/// Adds the source code of a project to what is watched.
pub fn add_sources(watched: &mut Watched, folder: PathBuf) {
    if !watched.contains(&Watcher { folder: folder.clone(), pattern: EVERYTHING.into() }) {
        watched.insert(Watcher { folder, pattern: SOURCES.into() });
    }
}

fn watchers(watched: &Watched) -> Vec<Value> {
    let watcher = |Watcher { folder, pattern }: &Watcher| {
        // Neovim puts a slash between the two.
        let folder = uri::of_folder(folder)?;
        let folder = folder.strip_suffix('/').filter(|folder| !folder.ends_with('/')).unwrap_or(&folder);
        Some(json!({ "globPattern": { "baseUri": folder, "pattern": pattern } }))
    };
    watched.iter().filter_map(watcher).collect()
}

/// Asks the client to watch what was looked at since it was asked last.
pub async fn follow(session: Arc<Session>) {
    task::sleep(DEBOUNCE).await;
    let mut registered = session.watched.lock().await;
    let Some((watched, projects)) = session.state().to_watch(&registered.watched, session.sources.folders())
    else {
        return;
    };
    let id = format!("{FILES}/{}", registered.count);
    let options = json!({ "watchers": watchers(&watched) });
    if let Err(error) = session.client.register_capability(vec![registration(&id, FILES, options)]).await {
        return disable_registration(&session, FILES, &error.to_string());
    }
    registered.watched = watched;
    registered.count += 1;
    if let Some(before) = registered.id.replace(id) {
        let before = Unregistration { id: format!("svc-lsp/{before}"), method: FILES.to_owned() };
        if let Err(error) = session.client.unregister_capability(vec![before]).await {
            tracing::info!("The client couldn't stop its previous file watchers: {error}.");
        }
    }
    drop(registered);
    // The client didn't report what changed before it watched.
    compare(&session, projects).await;
}

/// What the client was asked to watch.
#[derive(Debug, Default)]
pub struct Registered {
    watched: Watched,
    /// The registration of these.
    id: Option<String>,
    count: usize,
}

/// The client rejected to report something that it said it could.
pub fn disable_registration(session: &Session, method: &str, error: &str) {
    tracing::warn!("The client couldn't register {}: {}.", line(method), line(error));
    session.state().disable_registration(method);
    session.unwatched.notify_one();
}

/// Looks at what isn't watched as long as there is something.
pub async fn poll(session: Arc<Session>) {
    let mut pause = MIN_POLL_INTERVAL;
    loop {
        task::sleep(pause).await;
        let projects = session.state().unwatched();
        if projects.is_empty() {
            session.unwatched.notified().await;
            continue;
        }
        let start = Instant::now();
        compare(&session, projects).await;
        pause = MIN_POLL_INTERVAL.max(start.elapsed() * POLL_BACKOFF);
    }
}

/// Checks again what belongs to projects of which something changed on disk.
async fn compare(session: &Arc<Session>, projects: ByFolder) {
    let changed = task::spawn_blocking(move || {
        projects.into_iter().filter(|(_, project)| project.has_changed()).collect::<Vec<_>>()
    });
    match changed.await {
        Ok(changed) if !changed.is_empty() => session.projects_changed(&changed),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_has_a_watcher() {
        let watcher =
            |folder: &str, pattern: &'static str| Watcher { folder: folder.into(), pattern: pattern.into() };
        let watched = Watched::from([
            watcher("/srv/a [b]", ANYTHING),
            watcher("/srv", "package.json"),
            watcher("/", ANYTHING),
        ]);
        if cfg!(unix) {
            let expected = [
                json!({ "globPattern": { "baseUri": "file:///", "pattern": "*" } }),
                json!({ "globPattern": { "baseUri": "file:///srv", "pattern": "package.json" } }),
                json!({ "globPattern": { "baseUri": "file:///srv/a%20%5Bb%5D", "pattern": "*" } }),
            ];
            assert_eq!(watchers(&watched), expected);
        }
    }

    #[test]
    fn a_project_with_many_folders_is_watched_as_a_whole() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(".git")).unwrap();
        let folder = dir.path().canonicalize().unwrap();
        let project = OnDisk::tracking_dependencies(&folder, None);
        let mut watched = Watched::new();
        let shown = |watched: &Watched| -> Vec<String> {
            let shown = |it: &Watcher| {
                format!("{} {}", it.folder.strip_prefix(&folder).unwrap().display(), it.pattern)
            };
            watched.iter().map(shown).collect()
        };
        std::fs::create_dir(folder.join("api")).unwrap();
        project.tree.is_file("api/index.js");
        project.tree.is_file("later/index.js");
        add(&mut watched, &folder, &project);
        assert_eq!(shown(&watched), [" *", "api *"]);
        for index in 0..MAX_FOLDERS {
            std::fs::create_dir(folder.join(index.to_string())).unwrap();
            project.tree.is_file(&format!("{index}/index.js"));
        }
        for _ in 0..2 {
            add(&mut watched, &folder, &project);
            assert_eq!(shown(&watched), [" **/*"]);
        }
    }

    #[test]
    fn irrelevant_paths_are_ignored() {
        for (path, expected) in [
            ("/srv/node_modules/x", true),
            ("/srv/.git/HEAD", true),
            ("/srv/.git/index", false),
            ("/srv/.git/info/exclude", false),
            ("/srv/api/index.js", false),
        ] {
            assert_eq!(is_ignored(Path::new(path)), expected, "{path}");
        }
    }
}
