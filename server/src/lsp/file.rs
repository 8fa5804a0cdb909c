//! One version of a `vercel.json`: what a request works on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use svc_analysis::{Finding, Snapshot};
use svc_syntax::{Encoding, Text};
use tokio::sync::Semaphore;
use tokio::task::JoinError;
use tower_lsp::ls_types::Uri;

use super::MAX_WORKERS;
use super::client_capabilities::ClientCapabilities;
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
    /// What the client can do.
    pub client: Arc<ClientCapabilities>,
    /// Whether the last check took less than [`QUICK`], whatever its version.
    pub(super) was_quick: Arc<AtomicBool>,
    /// The workers that are left for requests of this file, whatever their versions.
    pub(super) workers: Workers,
    pub(super) findings: OnceLock<Vec<Finding>>,
}

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
    ) -> Result<T, JoinError> {
        let turn = Arc::clone(&self.0).acquire_owned().await;
        // Work goes on after its request was cancelled, and keeps its worker.
        let work = move || {
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await
    }
}

/// Work that takes less than this runs inline: moving it to a worker would cost about as much.
const QUICK: Duration = Duration::from_millis(1);

impl File {
    /// Everything that is to be said about it; found once.
    pub fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| {
            let start = Instant::now();
            let findings = match &self.about {
                About::Config(_) => svc_analysis::check::check(&self.snapshot),
                About::Options(files) => svc_analysis::check::check_options(&self.snapshot, |name| {
                    files.iter().find(|(file, _)| file == name).map(|(_, snapshot)| snapshot.clone())
                }),
            };
            self.was_quick.store(start.elapsed() < QUICK, Ordering::Relaxed);
            findings
        })
    }

    /// Whether the findings are there, or will be at once if this version is like the one before.
    pub fn is_quick(&self) -> bool {
        self.findings.get().is_some() || self.was_quick.load(Ordering::Relaxed)
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

    /// The units of the client's columns.
    pub fn encoding(&self) -> Encoding {
        self.client.encoding
    }
}
