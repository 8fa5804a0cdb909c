//! Which changes on disk the client reports to the server, and the search for those that it doesn't report.
//!
//! What is watched is what was looked at: the folders of a project in which its findings looked for something, and the few files around it
//! that count. A client that can't watch a folder's own names gets told to watch everything. Without a client that watches, the server
//! compares the stamps of what it looked at, again and again, while there is a project to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tower_lsp::ls_types::{Registration, Unregistration};

use super::client_capabilities::ClientCapabilities;
use super::projects::ByFolder;
use super::session::Session;
use super::{settings, uri};
use crate::display::line;
use crate::on_disk::OnDisk;

const FILES: &str = "workspace/didChangeWatchedFiles";
const CONFIGURATION: &str = "workspace/didChangeConfiguration";

/// What counts wherever it is: files that are checked, and what leaves them out.
const EVERYWHERE: &str = "**/{vercel.json,.gitignore,.ignore}";
const EVERYTHING: &str = "**/*";
/// How many folders of a project are watched one by one. With more of them everything in it is.
const MAX_FOLDERS: usize = 256;
/// How long new folders rest before they are registered: a check looks into many.
const REST: Duration = Duration::from_millis(200);
/// How long the server rests at least between two looks at what isn't watched.
const PAUSE: Duration = Duration::from_secs(2);
/// How much longer than a look takes it rests.
const RESTS: u32 = 30;

/// What to watch: by folder, the patterns of what is below it.
pub type Patterns = BTreeMap<PathBuf, BTreeSet<String>>;

/// What to register with the client once it is initialised.
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

/// Whether what comes and goes at a path means nothing for any file: in `node_modules`, and in `.git` but for what says what git tracks
/// and ignores.
#[must_use]
pub fn passes_over(path: &Path) -> bool {
    path.iter().any(|name| name == "node_modules")
        || (path.iter().any(|name| name == ".git")
            && ![".git/index", ".git/info/exclude"].iter().any(|file| path.ends_with(file)))
}

/// Adds what a project depends on to what is watched.
pub fn add(patterns: &mut Patterns, folder: &Path, project: &OnDisk) {
    let own = patterns.entry(folder.to_owned()).or_default();
    if !own.contains(EVERYTHING) {
        let folders = project.seen_folders();
        own.extend(folders.iter().flatten().map(|below| pattern(below)));
        if folders.is_none() || own.len() > MAX_FOLDERS {
            *own = BTreeSet::from([EVERYTHING.to_owned()]);
        }
    }
    for file in project.seen_around() {
        if let (Some(folder), Some(name)) = (file.parent(), file.file_name()) {
            let around = patterns.entry(folder.to_owned()).or_default();
            if !around.contains("*") && !around.contains(EVERYTHING) {
                around.insert(literal(&name.to_string_lossy()));
            }
        }
    }
}

/// The pattern of everything in a folder.
fn pattern(folder: &Path) -> String {
    let names = folder.iter().map(|name| literal(&name.to_string_lossy()));
    names.chain(["*".to_owned()]).collect::<Vec<_>>().join("/")
}

/// A name as a pattern. Patterns have no escapes: a character that means something stands for any.
fn literal(name: &str) -> String {
    name.replace(['*', '?', '{', '}', '[', ']', ',', '!', '\\'], "?")
}

/// One watcher a folder.
fn watchers(patterns: &Patterns) -> Vec<Value> {
    let watcher = |(folder, patterns): (&PathBuf, &BTreeSet<String>)| {
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let pattern = match patterns.as_slice() {
            [] => return None,
            [one] => (*one).to_owned(),
            several => format!("{{{}}}", several.join(",")),
        };
        Some(json!({ "globPattern": { "baseUri": uri::of_folder(folder)?, "pattern": pattern } }))
    };
    patterns.iter().filter_map(watcher).collect()
}

/// Asks the client to watch what was looked at since it was asked last.
pub async fn follow(session: Arc<Session>) {
    tokio::time::sleep(REST).await;
    let mut registered = session.watched.lock().await;
    let Some((patterns, projects)) = session.state().to_watch(&registered.patterns) else { return };
    let id = format!("{FILES}/{}", registered.count);
    let options = json!({ "watchers": watchers(&patterns) });
    if let Err(error) = session.client.register_capability(vec![registration(&id, FILES, options)]).await {
        return refused(&session, FILES, &error.to_string());
    }
    registered.patterns = patterns;
    registered.count += 1;
    if let Some(before) = registered.id.replace(id) {
        let before = Unregistration { id: format!("svc-lsp/{before}"), method: FILES.to_owned() };
        if let Err(error) = session.client.unregister_capability(vec![before]).await {
            tracing::info!("The client still watches what it was asked to before: {error}.");
        }
    }
    drop(registered);
    // What changed before the client watched it was not reported.
    compare(&session, projects).await;
}

/// What the client was asked to watch.
#[derive(Debug, Default)]
pub struct Registered {
    patterns: Patterns,
    /// The registration that has the patterns.
    id: Option<String>,
    count: usize,
}

/// The client refused to report something that it said it could.
pub fn refused(session: &Session, method: &str, error: &str) {
    tracing::warn!("The client couldn't register {}: {}.", line(method), line(error));
    session.state().refused(method);
    session.unwatched.notify_one();
}

/// Looks at what isn't watched as long as there is something.
pub async fn poll(session: Arc<Session>) {
    let mut pause = PAUSE;
    loop {
        tokio::time::sleep(pause).await;
        let projects = session.state().unwatched();
        if projects.is_empty() {
            session.unwatched.notified().await;
            continue;
        }
        let start = Instant::now();
        compare(&session, projects).await;
        pause = PAUSE.max(start.elapsed() * RESTS);
    }
}

/// Has what is said about the projects that are no longer as they were follow.
async fn compare(session: &Arc<Session>, projects: ByFolder) {
    let changed = tokio::task::spawn_blocking(move || {
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
    fn one_watcher_has_the_folders_of_a_project() {
        let folders = ["", "api", "app/[id]/x"].map(|folder| pattern(Path::new(folder)));
        assert_eq!(folders, ["*", "api/*", "app/?id?/x/*"]);
        let patterns = Patterns::from([
            (PathBuf::from("/srv/shop"), BTreeSet::from(folders)),
            (PathBuf::from("/srv"), BTreeSet::from(["package.json".to_owned()])),
            (PathBuf::from("/empty"), BTreeSet::new()),
        ]);
        if cfg!(unix) {
            let expected = [
                json!({ "globPattern": { "baseUri": "file:///srv/", "pattern": "package.json" } }),
                json!({ "globPattern": { "baseUri": "file:///srv/shop/", "pattern": "{*,api/*,app/?id?/x/*}" } }),
            ];
            assert_eq!(watchers(&patterns), expected);
        }
    }

    #[test]
    fn what_means_nothing_is_passed_over() {
        for (path, expected) in [
            ("/srv/node_modules/x", true),
            ("/srv/.git/HEAD", true),
            ("/srv/.git/index", false),
            ("/srv/.git/info/exclude", false),
            ("/srv/api/index.js", false),
        ] {
            assert_eq!(passes_over(Path::new(path)), expected, "{path}");
        }
    }
}
