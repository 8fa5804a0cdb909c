//! One version of one `vercel.json`, ready to be analysed.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use svc_syntax::Source;

use crate::settings::Settings;
use svc_syntax::value::{Facts, Memory, Node};
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
    facts: Arc<Facts>,
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
            facts: Arc::default(),
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

    /// What is known of this version of the file as a whole: the answer to each query, found once.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
}
