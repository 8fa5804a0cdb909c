//! Someone who types into a file, and what the server does at each keystroke but for the protocol.

use std::sync::Arc;

use svc_analysis::{Settings, Snapshot, check::check};
use svc_bench::documents::{Document, Typing};
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
    typing: Typing,
    keystrokes: usize,
}

impl Typist {
    /// Opens a file in its project.
    pub fn new(document: &Document, typing: Typing) -> Typist {
        let files = document.files.iter().map(|(path, text)| (path, text));
        Typist {
            text: Text::new(&document.text),
            parse: Parse::new(&document.text),
            memory: Arc::default(),
            project: Arc::new(MemoryFs::new(files)),
            settings: Arc::default(),
            typing,
            keystrokes: 0,
        }
    }

    /// Types once and returns the number of findings in the file then.
    #[inline(never)]
    pub fn keystroke(&mut self) -> usize {
        self.reparse();
        self.look()
    }

    /// Types once and follows with the tree.
    #[inline(never)]
    pub fn reparse(&mut self) {
        let insert = (self.typing.text)(self.keystrokes);
        self.keystrokes += 1;
        let at = TextSize::try_from(self.typing.at).unwrap_or_default();
        let range = self.text.replace(TextRange::empty(at), &insert);
        self.parse = self.parse.reparse(&Edit { range, insert }, &self.text);
    }

    /// The number of findings in the file.
    #[inline(never)]
    pub fn look(&self) -> usize {
        let (project, settings) = (Arc::clone(&self.project), Arc::clone(&self.settings));
        let snapshot =
            Snapshot::new(Source { text: self.text.clone(), parse: self.parse.clone() }, project, settings);
        check(&snapshot.with_memory(Arc::clone(&self.memory))).len()
    }
}
