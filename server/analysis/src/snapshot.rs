//! One version of one `vercel.json`, ready to be analyzed.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use svc_config::{Model, model, options_model};
use svc_sources::Index;
use svc_syntax::{Edit, Source, TextEdit};

use crate::settings::Settings;
use svc_syntax::value::{Facts, Memory, Node, Nodes, Query};
use svc_vercel::project::ProjectFs;

/// One version of one file: text, tree, the project around it, settings. Immutable; cheap to clone and to send. The file is a
/// `vercel.json`, or svc-lsp's own [options](crate::options).
#[derive(Debug, Clone)]
pub struct Snapshot {
    source: Source,
    /// The folder that holds the file.
    pub project: Arc<dyn ProjectFs>,
    /// Settings in force.
    pub settings: Arc<Settings>,
    model: &'static Model,
    /// Whether it is known which files the project has.
    pub(crate) has_project: bool,
    /// What the project's source code reads; `None` until it is known.
    reads: Option<Arc<Index>>,
    /// What is known of the file's arrays, shared by the versions of one document.
    memory: Arc<Memory>,
    has_versions: bool,
    /// The cache that is valid until the project changes.
    in_project: Arc<ProjectCache>,
    config: Arc<OnceLock<Node>>,
    facts: Arc<Facts>,
    stop: Arc<Stop>,
}

/// The cancellation state of one version.
#[derive(Debug, Default)]
struct Stop {
    is_asked_for: AtomicBool,
    has_stopped_work: AtomicBool,
}

impl Deref for Snapshot {
    type Target = Source;

    fn deref(&self) -> &Source {
        &self.source
    }
}

impl Snapshot {
    /// A snapshot of a text that is already parsed.
    #[must_use]
    pub fn new(source: Source, project: Arc<dyn ProjectFs>, settings: Arc<Settings>) -> Snapshot {
        Snapshot {
            source,
            project,
            settings,
            model: model(),
            has_project: true,
            reads: None,
            memory: Arc::default(),
            has_versions: false,
            in_project: Arc::default(),
            config: Arc::default(),
            facts: Arc::default(),
            stop: Arc::default(),
        }
    }

    /// Parses `text` and takes a snapshot of it, with default settings.
    #[must_use]
    pub fn of(text: &str, project: Arc<dyn ProjectFs>) -> Snapshot {
        Snapshot::new(Source::new(text), project, Arc::default())
    }

    /// The file after edits that don't overlap, in the same project, with what is known of this version. If this version is
    /// stopped, so is that one.
    #[must_use]
    pub fn edited(&self, edits: &[TextEdit]) -> Snapshot {
        let Source { mut text, mut parse } = self.source.clone();
        let mut edits: Vec<&TextEdit> = edits.iter().collect();
        edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
        for edit in edits.into_iter().rev() {
            let range = text.replace(edit.range, &edit.insert);
            parse = parse.reparse(&Edit { range, insert: edit.insert.clone() }, &text);
        }
        let (project, settings) = (Arc::clone(&self.project), Arc::clone(&self.settings));
        let edited = Snapshot::new(Source { text, parse }, project, settings);
        let edited =
            Snapshot { model: self.model, reads: self.reads.clone(), stop: Arc::clone(&self.stop), ..edited };
        edited.with_memory(Arc::clone(&self.memory))
    }

    /// The same text as svc-lsp's own options.
    #[must_use]
    pub fn of_options(self) -> Snapshot {
        Snapshot { model: options_model(), ..self }
    }

    /// The same for a file that isn't in a project, such as one that was never saved: nothing is reported about files.
    #[must_use]
    pub fn without_project(self) -> Snapshot {
        Snapshot { has_project: false, ..self }
    }

    /// The same with what the project's source code reads. Findings in the file itself don't depend on it.
    #[must_use]
    pub fn with_reads(self, reads: Arc<Index>) -> Snapshot {
        Snapshot { reads: Some(reads), ..self }
    }

    /// What the project's source code reads; `None` if that isn't known.
    #[must_use]
    pub fn reads(&self) -> Option<&Index> {
        self.reads.as_deref()
    }

    /// What may be in the file.
    #[must_use]
    pub fn model(&self) -> &'static Model {
        self.model
    }

    /// Whether the file is svc-lsp's own options.
    #[must_use]
    pub fn is_options(&self) -> bool {
        std::ptr::eq(self.model, options_model())
    }

    /// The same with what is known from other versions of the file.
    #[must_use]
    pub fn with_memory(self, memory: Arc<Memory>) -> Snapshot {
        let in_project = CachedProject::of(&memory, &self.project);
        Snapshot { memory, in_project, has_versions: true, ..self }
    }

    /// Whether other versions of the file share what is remembered. Without them, to remember what is asked once costs more than it saves.
    #[must_use]
    pub fn has_versions(&self) -> bool {
        self.has_versions
    }

    /// What is known of the file's objects as long as the project stays as it is.
    #[must_use]
    pub fn in_project(&self) -> &Nodes {
        &self.in_project.nodes
    }

    /// What is known of the project as a whole as long as it stays as it is: the answer to each query, found once. None depends on
    /// what the file says.
    #[must_use]
    pub fn project_facts(&self) -> &Facts {
        &self.in_project.facts
    }

    /// What is known of the file's arrays.
    #[must_use]
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// The file's value, lowered once. [`Json::Missing`](svc_syntax::value::Json) where the file has none.
    #[must_use]
    pub fn config(&self) -> &Node {
        self.config.get_or_init(|| {
            let mut lists = self.memory.lists();
            let config = self.source.value_in(&mut lists);
            lists.finish();
            config
        })
    }

    /// Cancels work on this version, which was replaced: it stops at the next entry, service or rule.
    pub fn stop(&self) {
        self.stop.is_asked_for.store(true, Ordering::Relaxed);
    }

    /// Whether work was cancelled. A caller that stops leaves an incomplete answer.
    #[must_use]
    pub fn check_cancelled(&self) -> bool {
        let check_cancelled = self.stop.is_asked_for.load(Ordering::Relaxed);
        if check_cancelled {
            self.stop.has_stopped_work.store(true, Ordering::Relaxed);
        }
        check_cancelled
    }

    /// Whether work has stopped, so that no answer about this version can be trusted.
    #[must_use]
    pub fn was_cancelled(&self) -> bool {
        self.stop.has_stopped_work.load(Ordering::Relaxed)
    }

    /// What is known of this version of the file as a whole: the answer to each query, found once.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
}

/// Caches that are valid for one state of the project.
#[derive(Debug, Default)]
struct ProjectCache {
    /// Of the file's objects.
    nodes: Nodes,
    /// Of the project.
    facts: Facts,
}

/// A project state and its caches.
struct CachedProject {
    project: Arc<dyn ProjectFs>,
    standing: Arc<ProjectCache>,
}

impl Query for CachedProject {
    type Answer = Mutex<Option<CachedProject>>;
}

impl CachedProject {
    /// The caches for this project state, ready for the next version of the file.
    fn of(memory: &Memory, project: &Arc<dyn ProjectFs>) -> Arc<ProjectCache> {
        let known = memory.of::<CachedProject>().get_or_init(Mutex::default);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let same = known.take().filter(|known| Arc::ptr_eq(&known.project, project));
        let now =
            same.unwrap_or_else(|| CachedProject { project: Arc::clone(project), standing: Arc::default() });
        now.standing.nodes.begin_version();
        Arc::clone(&known.insert(now).standing)
    }
}
