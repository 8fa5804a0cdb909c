//! One version of one `vercel.json`, ready to be analysed.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use svc_syntax::Source;

use crate::services::{v1, v2};
use crate::settings::Settings;
use svc_syntax::value::{Memory, Node};
use svc_vercel::project::ProjectFs;

/// One version of one file: text, tree, the project around it, settings. Immutable; cheap to clone and to send.
#[derive(Debug, Clone)]
pub struct Snapshot {
    source: Source,
    /// The folder that holds the file.
    pub project: Arc<dyn ProjectFs>,
    /// Settings in force.
    pub settings: Arc<Settings>,
    /// What is known of the file's arrays, shared by the versions of one document.
    memory: Arc<Memory>,
    config: Arc<OnceLock<Node>>,
    v1: Arc<OnceLock<v1::Resolution>>,
    v2: Arc<OnceLock<v2::Resolution>>,
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
            memory: Arc::default(),
            config: Arc::default(),
            v1: Arc::default(),
            v2: Arc::default(),
        }
    }

    /// Parses `text` and takes a snapshot of it, with default settings.
    #[must_use]
    pub fn of(text: &str, project: Arc<dyn ProjectFs>) -> Snapshot {
        Snapshot::new(Source::new(text), project, Arc::default())
    }

    /// The same with what is known from other versions of the file.
    #[must_use]
    pub fn remembering(self, memory: Arc<Memory>) -> Snapshot {
        Snapshot { memory, ..self }
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

    /// What Vercel makes of the file's `experimentalServices`, resolved once.
    #[must_use]
    pub fn v1(&self) -> &v1::Resolution {
        self.v1.get_or_init(|| v1::resolve(self))
    }

    /// What Vercel makes of the file's `services`, resolved once.
    #[must_use]
    pub fn v2(&self) -> &v2::Resolution {
        self.v2.get_or_init(|| v2::resolve(self))
    }
}
