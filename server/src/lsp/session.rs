//! One client's session: the state behind its lock, and what follows from each change of it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::Value;
use svc_analysis::Settings;
use tokio::sync::Notify;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::LogTrace;
use tower_lsp::ls_types::{
    ConfigurationItem, Diagnostic, DidChangeConfigurationParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidSaveTextDocumentParams, InitializeParams,
    LogTraceParams, MessageType, Uri,
};

use super::client_capabilities::ClientCapabilities;
use super::sent_tokens::SentTokens;
use super::sources::Sources;
use super::state::{AllSettings, Change, State};
use super::watch::{self, Registered};
use super::workspace_diagnostics::Pulls;
use super::workspace_files::WorkspaceFiles;
use super::{client_process, code, code_documents, progress, settings, source_diagnostics, task, uri};
use crate::display::without_links;
use crate::on_disk::OnDisk;
use crate::project::CONFIG_FILE;

/// How long a file rests before it is checked again while someone types.
const DEBOUNCE: Duration = Duration::from_millis(120);
/// How long nothing is typed until all is said about what is there.
const REST: Duration = Duration::from_secs(1);
/// How long the files on disk rest: one command changes many of them.
const DISK_DEBOUNCE: Duration = Duration::from_millis(300);

#[derive(Debug, Default)]
struct FirstSettings {
    settings: Settings,
    /// Settings that weren't understood; shown once the client is initialized.
    problems: Vec<String>,
}

/// What a `didOpen` needs to have. The rest is not asked for: an edit that is dropped makes all that follow wrong.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    text_document: Document,
}

/// What a `didChange` needs to have: to know which document it is about. A change that is not understood is `None` later.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    text_document: Document,
    #[serde(default)]
    content_changes: Value,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    uri: Uri,
    #[serde(default)]
    language_id: String,
    #[serde(default)]
    version: Value,
    text: Option<String>,
}

/// A version as the protocol has them. A client that counts further, or not at all, gets diagnostics without one.
fn version(value: &Value) -> Option<i32> {
    value.as_i64().and_then(|version| i32::try_from(version).ok())
}

/// Diagnostics that the client was told, with the version of the document, by the document's key.
type Published = HashMap<String, (Option<i32>, Vec<Diagnostic>)>;

/// One client's session.
#[derive(Debug)]
pub struct Session {
    /// The client, for what the server says unasked.
    pub client: Client,
    /// Resolves once the client's process is gone.
    pub client_exited: Notify,
    state: Mutex<State>,
    initialized: AtomicBool,
    traced: AtomicBool,
    /// The semantic tokens that the client has.
    pub sent_tokens: SentTokens,
    /// Where the workspace's files are.
    pub workspace_files: WorkspaceFiles,
    /// What the source code of the projects reads.
    pub sources: Sources,
    /// What the client was told about open source files.
    published_sources: Mutex<Published>,
    /// Counts the wishes to publish what is found in source files.
    source_wishes: AtomicU64,
    /// Who waits for diagnostics of the workspace.
    pub pulls: Pulls,
    /// The settings that came with `initialize`; they hold where the client, asked, has none.
    first_settings: OnceLock<FirstSettings>,
    /// Held while diagnostics are sent, so that older ones never follow newer ones.
    publishing: tokio::sync::Mutex<()>,
    /// Counts settings requests: only the response to the latest one is used.
    settings_asked: AtomicU64,
    /// Counts refresh requests, to send one for a burst.
    refreshes: AtomicU64,
    /// What the client was asked to watch; held while it is asked.
    pub(super) watched: tokio::sync::Mutex<Registered>,
    /// What the projects had looked at when the client was last asked to watch; see [`State::watch_fingerprint`].
    seen: AtomicUsize,
    /// Whether the client was asked to open source code.
    pub(super) opens_code: AtomicBool,
    /// There may be a project that the client doesn't watch.
    pub(super) unwatched: Notify,
}

impl Session {
    /// A session that waits for `initialize`.
    #[must_use]
    pub fn new(client: Client) -> Session {
        Session {
            client,
            client_exited: Notify::new(),
            state: Mutex::default(),
            initialized: AtomicBool::new(false),
            traced: AtomicBool::new(false),
            sent_tokens: SentTokens::default(),
            workspace_files: WorkspaceFiles::default(),
            sources: Sources::default(),
            published_sources: Mutex::default(),
            source_wishes: AtomicU64::new(0),
            pulls: Pulls::default(),
            first_settings: OnceLock::new(),
            publishing: tokio::sync::Mutex::default(),
            settings_asked: AtomicU64::new(0),
            refreshes: AtomicU64::new(0),
            watched: tokio::sync::Mutex::default(),
            seen: AtomicUsize::new(0),
            opens_code: AtomicBool::new(false),
            unwatched: Notify::new(),
        }
    }

    /// The state. A panic while it was held does not make it unusable: every change of it is whole or confined to one
    /// document.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the client has initialized the server. Until then, nothing that it says counts.
    pub fn is_initialized(&self) -> bool {
        self.initialized.load(Ordering::SeqCst)
    }

    /// The client tells what it can do.
    pub fn read_capabilities(&self, params: &Value) {
        if !self.is_initialized() {
            self.state().client = Arc::new(ClientCapabilities::read(params));
        }
    }

    /// The client introduced itself.
    pub fn initialize(self: &Arc<Self>, params: &InitializeParams) {
        let options = params.initialization_options.as_ref().and_then(settings::section);
        let (settings, problems) = settings::read(options.unwrap_or(&Value::Null));
        {
            let mut state = self.state();
            #[expect(deprecated, reason = "older clients name one root and no folders")]
            let root = params.root_uri.clone();
            state.folders = match &params.workspace_folders {
                Some(folders) => folders.iter().map(|folder| folder.uri.clone()).collect(),
                None => root.into_iter().collect(),
            };
            state.set_workspace_settings(settings.clone());
        }
        let _ = self.first_settings.set(FirstSettings { settings, problems });
        if let Some(id) = params.process_id {
            self.end_with(id);
        }
        self.initialized.store(true, Ordering::SeqCst);
    }

    /// Ends the session when the process of this id, the client's, is gone.
    pub fn end_with(self: &Arc<Self>, id: u32) {
        let (session, exit) = (Arc::clone(self), client_process::wait_for_exit(id));
        task::spawn(async move {
            exit.await;
            session.client_exited.notify_one();
        });
    }

    /// The client may be talked to.
    pub async fn ready(self: &Arc<Self>) {
        self.ask_settings();
        if let Some(first) = self.first_settings.get() {
            self.report(&first.problems).await;
        }
    }

    /// A document was opened.
    pub fn opened(self: &Arc<Self>, params: Opened) {
        let document = params.text_document;
        let Some(text) = document.text else {
            return tracing::warn!("{} was opened without its text.", document.uri.as_str());
        };
        let change =
            self.state().open(&document.uri, &document.language_id, version(&document.version), &text);
        self.source_changed(&document.uri);
        self.publish_source(&document.uri, Duration::ZERO);
        if !matches!(change, Change::Edited(_)) {
            code::opened(self, &document.uri);
        }
        self.follow(change, Duration::ZERO);
    }

    /// The text of a document changed, which may be source code.
    fn source_changed(&self, uri: &Uri) {
        if let Some(path) = uri::to_path(uri) {
            self.sources.changed(&[path]);
        }
    }

    /// A document was edited.
    pub fn changed(self: &Arc<Self>, params: Changed) {
        let document = params.text_document;
        let changes: Vec<_> = match params.content_changes {
            Value::Array(changes) => {
                changes.into_iter().map(|change| serde_json::from_value(change).ok()).collect()
            }
            _ => vec![None],
        };
        let (change, is_to_rest) = {
            let mut state = self.state();
            let change = state.change(&document.uri, version(&document.version), &changes);
            (change, state.is_to_rest(&document.uri))
        };
        if !matches!(change, Change::Edited(_)) {
            self.source_changed(&document.uri);
            self.publish_source(&document.uri, DEBOUNCE);
        }
        self.follow(change, DEBOUNCE);
        if is_to_rest {
            let session = Arc::clone(self);
            task::spawn(async move { session.wait_for_rest(&document.uri).await });
        }
    }

    /// Says the rest about a document once nothing is typed into it anymore.
    async fn wait_for_rest(self: &Arc<Self>, uri: &Uri) {
        let mut left = REST;
        let change = loop {
            task::sleep(left).await;
            let rested = self.state().rest(uri, REST);
            match rested {
                Ok(change) => break change,
                Err(longer) => left = longer,
            }
        };
        self.follow(change, Duration::ZERO);
    }

    /// A document was saved.
    pub fn saved(self: &Arc<Self>, params: &DidSaveTextDocumentParams) {
        let change = self.state().saved(&params.text_document.uri);
        self.follow(change, Duration::ZERO);
    }

    /// A document was closed.
    pub fn closed(self: &Arc<Self>, params: &DidCloseTextDocumentParams) {
        let (said, change) = self.state().close(&params.text_document.uri);
        self.source_changed(&params.text_document.uri);
        self.sent_tokens.forget(&params.text_document.uri);
        self.pulls.changed();
        self.follow(change, DISK_DEBOUNCE);
        let said = said.or_else(|| {
            let mut published = self.published_sources.lock().unwrap_or_else(PoisonError::into_inner);
            let uri = &params.text_document.uri;
            published.remove(&uri::key(uri)).map(|_| uri.clone())
        });
        let (Some(uri), false) = (said, self.state().client.pulls_diagnostics) else { return };
        let session = Arc::clone(self);
        task::spawn(async move {
            let _order = session.publishing.lock().await;
            if session.state().revision(&uri::key(&uri)).is_none() {
                session.client.publish_diagnostics(uri, Vec::new(), None).await;
            }
        });
    }

    /// Files changed on disk.
    pub fn files_changed(self: &Arc<Self>, params: &DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> =
            params.changes.iter().filter_map(|event| uri::to_path(&event.uri)).collect();
        self.workspace_files.changed(&paths);
        self.sources.changed(&paths);
        let session = Arc::clone(self);
        task::spawn(async move {
            task::sleep(DISK_DEBOUNCE).await;
            session.sources.index_again(&session);
        });
        if paths.iter().any(|path| path.ends_with(CONFIG_FILE)) {
            code_documents::ask_if_needed(self);
        }
        let change = self.state().files_changed(&paths);
        self.pulls.changed();
        self.follow(change, DISK_DEBOUNCE);
    }

    /// These projects changed on disk.
    pub fn projects_changed(self: &Arc<Self>, projects: &[(PathBuf, Arc<OnDisk>)]) {
        let change = self.state().projects_changed(projects);
        self.pulls.changed();
        self.follow(change, DISK_DEBOUNCE);
    }

    /// Asks the client to watch everything that projects depend on so far.
    pub fn watch(self: &Arc<Self>) {
        self.unwatched.notify_one();
        let sources = self.sources.folders().len();
        let seen = self.state().watch_fingerprint().map(|seen| seen.wrapping_add(sources));
        if let Some(seen) = seen
            && self.seen.swap(seen, Ordering::SeqCst) != seen
        {
            task::spawn(watch::follow(Arc::clone(self)));
        }
    }

    /// Folders came or went.
    pub fn folders_changed(self: &Arc<Self>, params: DidChangeWorkspaceFoldersParams) {
        let event = params.event;
        {
            let mut state = self.state();
            state
                .folders
                .retain(|folder| event.removed.iter().all(|gone| uri::key(&gone.uri) != uri::key(folder)));
            state.folders.extend(event.added.into_iter().map(|folder| folder.uri));
        }
        self.workspace_files.forget();
        code_documents::ask_if_needed(self);
        self.pulls.changed();
        self.ask_settings();
    }

    /// The settings changed: the client tells them, or waits to be asked.
    pub fn settings_changed(self: &Arc<Self>, params: &DidChangeConfigurationParams) {
        if self.state().client.configuration {
            return self.ask_settings();
        }
        let Some(section) = settings::section(&params.settings) else { return };
        let (settings, problems) = settings::read(section);
        let change = self.state().set_workspace_settings(settings);
        self.follow(change, Duration::ZERO);
        let session = Arc::clone(self);
        task::spawn(async move { session.report(&problems).await });
    }

    /// Turns tracing on or off.
    pub fn set_trace(&self, value: Option<&Value>) {
        self.traced
            .store(value.and_then(Value::as_str).is_some_and(|value| value != "off"), Ordering::SeqCst);
    }

    /// Tells a client that wants to know that a request was answered.
    pub async fn trace(&self, message: impl FnOnce() -> String) {
        if self.traced.load(Ordering::SeqCst) {
            let params = LogTraceParams { message: message(), verbose: None };
            self.client.send_notification::<LogTrace>(params).await;
        }
    }

    /// Asks the client for its settings, where it answers.
    fn ask_settings(self: &Arc<Self>) {
        let folders = {
            let state = self.state();
            if !state.client.configuration {
                return;
            }
            state.folders.clone()
        };
        let asked = self.settings_asked.fetch_add(1, Ordering::SeqCst) + 1;
        let session = Arc::clone(self);
        task::spawn(async move { session.receive_settings(folders, asked).await });
    }

    async fn receive_settings(self: Arc<Self>, folders: Vec<Uri>, asked: u64) {
        let scopes = std::iter::once(None).chain(folders.iter().cloned().map(Some));
        let item = |scope_uri| ConfigurationItem { scope_uri, section: Some(settings::SECTION.to_owned()) };
        let answer = match self.client.configuration(scopes.map(item).collect()).await {
            Ok(answer) => answer,
            Err(error) => return tracing::warn!("The client didn't send its settings: {error}."),
        };
        if self.settings_asked.load(Ordering::SeqCst) != asked {
            return;
        }
        let mut problems = Vec::new();
        let mut read = answer.iter().map(|section| {
            let (settings, found) = settings::read(section);
            problems.extend(found);
            (!section.is_null()).then_some(settings)
        });
        let first = || self.first_settings.get().map(|first| first.settings.clone()).unwrap_or_default();
        let workspace = Arc::new(read.next().flatten().unwrap_or_else(first));
        let paths = folders.iter().map(uri::to_path);
        let folders =
            paths.zip(read).filter_map(|(path, settings)| Some((path?, Arc::new(settings?)))).collect();
        let change = self.state().set_settings(AllSettings { workspace, folders });
        self.follow(change, Duration::ZERO);
        problems.sort();
        problems.dedup();
        self.report(&problems).await;
    }

    async fn report(&self, problems: &[String]) {
        for problem in problems {
            tracing::warn!("{problem}");
            self.client.show_message(MessageType::WARNING, without_links(problem)).await;
        }
    }

    /// Sees to it that what is said about files follows a change.
    fn follow(self: &Arc<Self>, change: Change, delay: Duration) {
        let pulls = self.state().client.pulls_diagnostics;
        if change != Change::None {
            self.pulls.changed();
        }
        match change {
            Change::None => {}
            // A client that asks does so after each edit of its own.
            Change::Edited(_) if pulls => {}
            Change::Edited(key) => {
                self.publish(key, delay);
                self.publish_sources(delay);
            }
            Change::Affected(keys) => {
                self.refresh(delay);
                if !pulls {
                    keys.into_iter().for_each(|key| self.publish(key, delay));
                    self.publish_sources(delay);
                }
            }
            Change::TooLarge(key, reason) => {
                if !pulls {
                    self.publish(key, Duration::ZERO);
                }
                let session = Arc::clone(self);
                task::spawn(async move {
                    session.client.show_message(MessageType::WARNING, without_links(&reason)).await;
                });
            }
        }
    }

    /// Asks the client to ask again, once for all changes that come together.
    fn refresh(self: &Arc<Self>, delay: Duration) {
        let can = Arc::clone(&self.state().client);
        let wish = self.refreshes.fetch_add(1, Ordering::SeqCst) + 1;
        let session = Arc::clone(self);
        task::spawn(async move {
            task::sleep(delay).await;
            if session.refreshes.load(Ordering::SeqCst) != wish {
                return;
            }
            if can.pulls_diagnostics
                && let Err(error) = session.client.workspace_diagnostic_refresh().await
            {
                tracing::info!("The client didn't refresh diagnostics: {error}.");
            }
            if can.refreshes_inlay_hints
                && let Err(error) = session.client.inlay_hint_refresh().await
            {
                tracing::info!("The client didn't refresh inlay hints: {error}.");
            }
            if can.refreshes_code_lenses
                && let Err(error) = session.client.code_lens_refresh().await
            {
                tracing::info!("The client didn't refresh code lenses: {error}.");
            }
        });
    }

    /// Publishes the diagnostics of every open source file, once for all changes of other files that come together.
    fn publish_sources(self: &Arc<Self>, delay: Duration) {
        let wish = self.source_wishes.fetch_add(1, Ordering::SeqCst) + 1;
        let session = Arc::clone(self);
        task::spawn(async move {
            task::sleep(delay).await;
            if session.source_wishes.load(Ordering::SeqCst) == wish {
                let opened = session.state().opened_uris();
                opened.iter().for_each(|uri| session.publish_source(uri, Duration::ZERO));
            }
        });
    }

    /// Publishes the diagnostics of an open source file after it has rested, if they are other ones than before.
    fn publish_source(self: &Arc<Self>, uri: &Uri, delay: Duration) {
        let Some(path) = source_diagnostics::path_of(uri) else { return };
        let key = uri::key(uri);
        let revision = {
            let state = self.state();
            if state.client.pulls_diagnostics { None } else { state.revision(&key) }
        };
        let Some(revision) = revision else { return };
        let session = Arc::clone(self);
        task::spawn(async move {
            task::sleep(delay).await;
            let is_current = || session.state().revision(&key) == Some(revision);
            if !is_current() {
                return;
            }
            let reader = Arc::clone(&session);
            let found = task::spawn_blocking(move || source_diagnostics::diagnostics(&reader, &path));
            let found = found.await.unwrap_or_else(|error| {
                tracing::error!("{key} could not be checked: {error}");
                Vec::new()
            });
            let _order = session.publishing.lock().await;
            if !is_current() {
                return;
            }
            let Some((uri, version)) = session.state().identity(&key) else { return };
            let is_new = {
                let mut published = session.published_sources.lock().unwrap_or_else(PoisonError::into_inner);
                let now = (version, found.clone());
                match found.is_empty() {
                    true => published.remove(&key).is_some(),
                    false => published.insert(key.clone(), now.clone()).as_ref() != Some(&now),
                }
            };
            if is_new {
                session.client.publish_diagnostics(uri, found, version).await;
            }
        });
    }

    /// Publishes the diagnostics of a file after it has rested; not if it changes before, for then that change does.
    fn publish(self: &Arc<Self>, key: String, delay: Duration) {
        let Some(revision) = self.state().revision(&key) else { return };
        let session = Arc::clone(self);
        task::spawn(async move {
            task::sleep(delay).await;
            let is_current = || session.state().revision(&key) == Some(revision);
            if !is_current() {
                return;
            }
            let Some((uri, version)) = session.state().identity(&key) else { return };
            let file = session.state().file_of_key(&key);
            let checked = file.clone();
            let diagnostics = match file {
                Some(file) => {
                    let workers = file.workers.clone();
                    let check = workers.work(move || file.diagnostics());
                    let checked = progress::with_progress(&session, "Checking vercel.json", check).await;
                    checked.unwrap_or_else(|error| {
                        tracing::error!("{} could not be checked: {error}", uri.as_str());
                        Vec::new()
                    })
                }
                None => Vec::new(),
            };
            session.watch();
            let _order = session.publishing.lock().await;
            if session.state().mark_published(&key, revision) {
                session.client.publish_diagnostics(uri, diagnostics, version).await;
            }
            checked.iter().for_each(|file| session.sources.index(&session, file));
        });
    }
}
