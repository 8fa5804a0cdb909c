//! One version of one `vercel.json`, ready to be analysed.

use std::sync::{Arc, OnceLock};

use svc_syntax::{Parse, Text, TextRange};

use crate::elements::Memory;
use crate::json::{Json, Node};
use crate::project::ProjectFs;
use crate::services::{v1, v2};
use crate::settings::Settings;

/// One version of one file: text, tree, the project around it, settings. Immutable; cheap to clone and to send.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The text.
    pub text: Text,
    /// The tree and the parser's errors.
    pub parse: Parse,
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

impl Snapshot {
    /// A snapshot of a text that is already parsed.
    #[must_use]
    pub fn new(text: Text, parse: Parse, project: Arc<dyn ProjectFs>, settings: Arc<Settings>) -> Snapshot {
        Snapshot {
            text,
            parse,
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
        Snapshot::new(Text::new(text), Parse::new(text), project, Arc::default())
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

    /// The file's value, lowered once. [`Json::Missing`] where the file has none.
    #[must_use]
    pub fn config(&self) -> &Node {
        self.config.get_or_init(|| {
            let mut lists = self.memory.lists();
            let config = self.parse.value().map_or_else(
                || Node { range: TextRange::empty(0.into()), json: Json::Missing },
                |value| Node::lower_file(value, &mut lists),
            );
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
