//! One version of one `vercel.json`, ready to be analysed.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use svc_config::{Model, model, options_model};
use svc_syntax::Source;

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
    /// What is known of the file's arrays, shared by the versions of one document.
    memory: Arc<Memory>,
    /// What is known as long as the project stays as it is.
    in_project: Arc<Standing>,
    config: Arc<OnceLock<Node>>,
    facts: Arc<Facts>,
    stop: Arc<Stop>,
}

/// Whether what is found out about a version of a file is still of use.
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
            memory: Arc::default(),
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

    /// The same text as svc-lsp's own options.
    #[must_use]
    pub fn of_options(self) -> Snapshot {
        Snapshot { model: options_model(), ..self }
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
    pub fn remembering(self, memory: Arc<Memory>) -> Snapshot {
        let in_project = InProject::of(&memory, &self.project);
        Snapshot { memory, in_project, ..self }
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

    /// Has work on this version stop at the next entry, service or rule: another one has taken its place.
    pub fn stop(&self) {
        self.stop.is_asked_for.store(true, Ordering::Relaxed);
    }

    /// Whether to stop. Who does leaves half an answer behind.
    #[must_use]
    pub fn must_stop(&self) -> bool {
        let must_stop = self.stop.is_asked_for.load(Ordering::Relaxed);
        if must_stop {
            self.stop.has_stopped_work.store(true, Ordering::Relaxed);
        }
        must_stop
    }

    /// Whether work has stopped, so that no answer about this version can be trusted.
    #[must_use]
    pub fn was_stopped(&self) -> bool {
        self.stop.has_stopped_work.load(Ordering::Relaxed)
    }

    /// What is known of this version of the file as a whole: the answer to each query, found once.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
}

/// What is known of a file and its project in one state of the project.
#[derive(Debug, Default)]
struct Standing {
    /// Of the file's objects.
    nodes: Nodes,
    /// Of the project.
    facts: Facts,
}

/// The state of the project in which something holds.
struct InProject {
    project: Arc<dyn ProjectFs>,
    standing: Arc<Standing>,
}

impl Query for InProject {
    type Answer = Mutex<Option<InProject>>;
}

impl InProject {
    /// What holds in this state of the project, for the next version of the file.
    fn of(memory: &Memory, project: &Arc<dyn ProjectFs>) -> Arc<Standing> {
        let known = memory.of::<InProject>().get_or_init(Mutex::default);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let same = known.take().filter(|known| Arc::ptr_eq(&known.project, project));
        let now =
            same.unwrap_or_else(|| InProject { project: Arc::clone(project), standing: Arc::default() });
        now.standing.nodes.begin_version();
        Arc::clone(&known.insert(now).standing)
    }
}
