//! Someone who types into a file, and what the server does at each keystroke but for the protocol.

use std::sync::Arc;

use svc_analysis::{Settings, Snapshot, check::check};
use svc_syntax::value::Memory;
use svc_syntax::{Edit, Parse, Source, Text, TextRange, TextSize};
use svc_vercel::project::{MemoryFs, ProjectFs};

/// A file that is open, and where it is typed into it.
pub struct Typist {
    text: Text,
    parse: Parse,
    memory: Arc<Memory>,
    project: Arc<dyn ProjectFs>,
    settings: Arc<Settings>,
    at: TextSize,
}

impl Typist {
    /// Opens a file.
    pub fn new(text: &str, at: usize) -> Typist {
        Typist {
            text: Text::new(text),
            parse: Parse::new(text),
            memory: Arc::default(),
            project: Arc::new(MemoryFs::default()),
            settings: Arc::default(),
            at: TextSize::try_from(at).unwrap_or_default(),
        }
    }

    /// Types a letter; how much there is to be said about the file then.
    #[inline(never)]
    pub fn keystroke(&mut self) -> usize {
        self.reparse();
        self.look()
    }

    /// Types a letter and follows with the tree.
    #[inline(never)]
    pub fn reparse(&mut self) {
        let range = self.text.replace(TextRange::empty(self.at), "x");
        self.parse = self.parse.reparse(&Edit { range, insert: "x".to_owned() }, &self.text);
    }

    /// How much there is to be said about the file.
    #[inline(never)]
    pub fn look(&self) -> usize {
        let (project, settings) = (Arc::clone(&self.project), Arc::clone(&self.settings));
        let snapshot =
            Snapshot::new(Source { text: self.text.clone(), parse: self.parse.clone() }, project, settings);
        check(&snapshot.remembering(Arc::clone(&self.memory))).len()
    }
}
