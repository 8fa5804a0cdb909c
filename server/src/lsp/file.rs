//! One version of a `vercel.json`: what a request works on.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use svc_analysis::check_beside::check_options;
use svc_analysis::typing::{Typing, Waiting};
use svc_analysis::{Finding, Snapshot, check};
use svc_syntax::{Encoding, Text};
use tokio::sync::Semaphore;
use tower_lsp::ls_types::Uri;

use super::MAX_WORKERS;
use super::client_capabilities::ClientCapabilities;
use super::task::{self, Instant, Panicked};
use super::uri;

/// One version of a `vercel.json`, with what belongs to it. Immutable.
#[derive(Debug)]
pub struct File {
    /// The URI as the client spells it.
    pub uri: Uri,
    /// The client's version; none where the file is not open, or the client gave none.
    pub version: Option<i32>,
    /// Differs from every other state of this or any other file: another text, other settings, another project tree.
    pub revision: u64,
    /// The URI of the project's root, with a slash at its end; none where it has none.
    pub(super) root: Option<String>,
    /// What is analyzed.
    pub snapshot: Snapshot,
    /// What belongs to it beside its project.
    pub(super) about: About,
    /// Where it is being typed; `None` where it was just opened or saved, or changed by anything but a keystroke.
    pub(super) typing: Mutex<Option<Typing>>,
    /// What the client was told about it last, whatever its version: that isn't taken back while it is typed.
    pub(super) told: Arc<Told>,
    /// Whether the client wasn't told about a finding of this version yet.
    pub(super) holds_back: AtomicBool,
    /// What the client can do.
    pub client: Arc<ClientCapabilities>,
    /// See [`File::is_quick`].
    pub(super) was_quick: Arc<WasQuick>,
    /// The workers that are left for requests of this file, whatever their versions.
    pub(super) workers: Workers,
    /// Those of options; a `vercel.json` remembers its own.
    pub(super) findings: OnceLock<Vec<Finding>>,
}

/// What a client asks all the time, and waits for.
#[derive(Debug, Clone, Copy)]
pub enum Asked {
    /// Diagnostics.
    Diagnostics,
    /// A hover.
    Hover,
    /// Completions.
    Completion,
    /// What it has to do with a place in source code.
    Code,
}

/// Whether the last answer to each [`Asked`] took less than [`QUICK`].
#[derive(Debug, Default)]
pub struct WasQuick([AtomicBool; 4]);

/// Findings that the client was told about: hashes of their rules and messages.
#[derive(Debug, Default)]
pub struct Told(Mutex<HashSet<u64>>);

/// What belongs to a file beside its project.
#[derive(Debug)]
pub enum About {
    /// To a `vercel.json`: where options about it are written.
    Config(Option<OptionsTarget>),
    /// To options: the files that they ignore findings in.
    Options(Vec<(String, Snapshot)>),
}

/// Where options about a `vercel.json` are written.
#[derive(Debug)]
pub struct OptionsTarget {
    /// The file.
    pub uri: Uri,
    /// The client's version, where it is open.
    pub version: Option<i32>,
    /// Its text; `None` where it is yet to be created.
    pub text: Option<Text>,
    /// The `vercel.json` as the options name it.
    pub config: String,
}

/// Workers of which one file has only so many at a time.
#[derive(Debug, Clone)]
pub struct Workers(Arc<Semaphore>);

impl Default for Workers {
    fn default() -> Workers {
        Workers(Arc::new(Semaphore::new(MAX_WORKERS - 1)))
    }
}

impl Workers {
    /// Does work once a worker is free for it, off the tasks that read and write messages.
    ///
    /// # Errors
    ///
    /// The work panicked.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        let turn = Arc::clone(&self.0).acquire_owned().await;
        // Work goes on after its request was cancelled, and keeps its worker.
        let work = move || {
            let _turn = turn;
            work()
        };
        task::spawn_blocking(work).await
    }
}

/// Work that takes less than this runs inline: moving it to a worker would cost about as much.
const QUICK: Duration = Duration::from_millis(1);

impl File {
    /// Everything that is to be said about it; found once.
    pub fn findings(&self) -> &[Finding] {
        match &self.about {
            About::Config(_) => check::findings(&self.snapshot),
            About::Options(files) => self.findings.get_or_init(|| {
                check_options(&self.snapshot, |name| {
                    files.iter().find(|(file, _)| file == name).map(|(_, snapshot)| snapshot.clone())
                })
            }),
        }
    }

    /// The findings to report to the client: all except those that are held back during typing.
    pub fn told(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.findings().iter().collect();
        let mut told = self.told.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let key = |finding: &Finding| hasher.hash_one((finding.rule.code, &finding.message));
        let typing = *self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(typing) = typing.filter(|_| !findings.is_empty()) {
            let waiting = Waiting::new(&self.snapshot, typing);
            let all = findings.len();
            findings.retain(|finding| !waiting.holds(finding) || told.contains(&key(finding)));
            self.holds_back.store(findings.len() < all, Ordering::Relaxed);
        }
        *told = findings.iter().map(|finding| key(finding)).collect();
        findings
    }

    /// Whether the client is to ask again, or to be told more, once the file has rested.
    pub fn holds_back(&self) -> bool {
        self.holds_back.load(Ordering::Relaxed)
    }

    /// Whether the last answer of a kind took little time, whatever the version: another one need not wait for a worker.
    pub fn is_quick(&self, asked: Asked) -> bool {
        self.was_quick.0.get(asked as usize).is_some_and(|it| it.load(Ordering::Relaxed))
    }

    /// Answers, and remembers whether that took little time.
    pub fn timed<T>(&self, asked: Asked, answer: impl FnOnce(&File) -> T) -> T {
        let start = Instant::now();
        let answer = answer(self);
        if let Some(was_quick) = self.was_quick.0.get(asked as usize) {
            was_quick.store(start.elapsed() < QUICK, Ordering::Relaxed);
        }
        answer
    }

    /// The id of what is said about it: the same only where all of it is the same.
    #[must_use]
    pub fn result_id(&self) -> String {
        self.revision.to_string()
    }

    /// The URI of a file of the project, spelled as the client spells that of this file.
    #[must_use]
    pub fn uri_of(&self, path: &str) -> Option<Uri> {
        uri::below(self.root.as_ref()?, path)
    }

    /// The folder that it is in; none for a file that was never saved.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        uri::to_path(&self.uri)?.parent().map(Path::to_path_buf)
    }

    /// The units of the client's columns.
    pub fn encoding(&self) -> Encoding {
        self.client.encoding
    }
}
