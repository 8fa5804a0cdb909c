//! One open document: its text and tree, changed by edits in the order of their arrival.

use std::sync::{Arc, OnceLock};

use svc_analysis::options::{self, Options};
use svc_syntax::{Edit, Encoding, MAX_TEXT_BYTES, Parse, Text, TextRange, TextSize};
use svc_vercel::project::MAX_FILE_BYTES;
use tower_lsp::ls_types::TextDocumentContentChangeEvent;

use super::convert;
use crate::project::CONFIG_FILE;

/// The language of a `vercel.json`, whatever its name.
const LANGUAGE: &str = "vercel-json";

/// What the server makes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A `vercel.json`.
    Config,
    /// A file with svc-lsp's own options.
    Options,
    /// Another file: detection reads it.
    Other,
}

impl Kind {
    /// The kind of a document by its name and the client's language for it: a `vercel.json` of another name has the language's.
    #[must_use]
    pub fn of(name: &str, language: &str) -> Kind {
        match (name, language) {
            (options::FILE, _) => Kind::Options,
            (CONFIG_FILE, _) | (_, LANGUAGE) => Kind::Config,
            _ => Kind::Other,
        }
    }

    /// Whether the server answers requests about it.
    #[must_use]
    pub fn is_served(self) -> bool {
        self != Kind::Other
    }
}

/// An open document's text, as of the client's last change.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text; `None` if an edit could not be applied: nothing is known until the client sends the whole text. `None`
    /// also for another file that is larger than what detection reads.
    pub text: Option<Text>,
    /// The tree of a file that is served; `None` for other files, and above [`MAX_TEXT_BYTES`].
    pub parse: Option<Parse>,
    /// What the server makes of it.
    pub kind: Kind,
    /// What the last keystroke wrote; `None` unless the last change was one.
    pub typed: Option<TextRange>,
    /// The options that it says, as they could last be read.
    options: Option<Arc<Options>>,
    /// The text in one piece, made when it is asked for.
    whole: OnceLock<Arc<str>>,
}

impl Document {
    /// A document that was just opened.
    #[must_use]
    pub fn new(text: &str, kind: Kind) -> Document {
        let mut document =
            Document { text: None, parse: None, kind, typed: None, options: None, whole: OnceLock::new() };
        document.set(text);
        document
    }

    /// Applies one change: the whole text, or an edit of a range of it. Without a text, an edit changes nothing.
    pub fn apply(&mut self, change: &TextDocumentContentChangeEvent, encoding: Encoding) {
        let Some(range) = change.range else { return self.set(&change.text) };
        let Some(text) = &mut self.text else { return };
        #[cfg(debug_assertions)]
        assert_ne!(change.text, super::test_hooks::PANICKING_TEXT);
        let range = convert::text_range(text, range, encoding);
        let is_keystroke = is_keystroke(&change.text)
            && usize::from(range.len()) <= MAX_KEYSTROKE
            && !text.slice(range).contains(['\n', '\r']);
        let range = text.replace(range, &change.text);
        self.typed = is_keystroke.then(|| TextRange::at(range.start(), TextSize::of(&*change.text)));
        self.whole.take();
        self.parse = match &self.parse {
            _ if !self.kind.is_served() || usize::from(text.len()) > MAX_TEXT_BYTES => None,
            Some(parse) => Some(parse.reparse(&Edit { range, insert: change.text.clone() }, text)),
            None => Some(Parse::new(&text.to_string())),
        };
        self.read_options();
    }

    /// The options that it says. While it can't be read, those that it said before hold.
    #[must_use]
    pub fn options(&self) -> Option<&Arc<Options>> {
        self.options.as_ref()
    }

    fn read_options(&mut self) {
        if self.kind == Kind::Options
            && let Some(text) =
                self.text.as_ref().filter(|text| u64::from(u32::from(text.len())) <= MAX_FILE_BYTES)
            && let Ok(options) = Options::read(&text.to_string())
        {
            self.options = Some(Arc::new(options));
        }
    }

    /// Whether it is served, but above [`MAX_TEXT_BYTES`]: nothing is said about it.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.kind.is_served() && self.parse.is_none() && self.text.is_some()
    }

    /// The text in one piece. Cached until the next change.
    #[must_use]
    pub fn whole(&self) -> Option<Arc<str>> {
        let text = self.text.as_ref()?;
        Some(Arc::clone(self.whole.get_or_init(|| text.to_string().into())))
    }

    /// Forgets the content.
    pub fn invalidate(&mut self) {
        (self.text, self.parse, self.typed) = (None, None, None);
        self.whole.take();
    }

    fn set(&mut self, text: &str) {
        #[cfg(debug_assertions)]
        assert_ne!(text, super::test_hooks::PANICKING_TEXT);
        self.parse = (self.kind.is_served() && text.len() <= MAX_TEXT_BYTES).then(|| Parse::new(text));
        self.whole.take();
        self.text = (self.kind.is_served() || text.len() as u64 <= MAX_FILE_BYTES).then(|| Text::new(text));
        self.typed = None;
        self.read_options();
    }
}

/// How many bytes a keystroke writes or deletes at most: a completion or a word.
const MAX_KEYSTROKE: usize = 1_000;

/// Whether what is inserted may be a keystroke: it stays on its line, or begins a new one. A pasted block, a fix of several lines and
/// a formatted file aren't.
fn is_keystroke(inserted: &str) -> bool {
    inserted.len() <= MAX_KEYSTROKE
        && (!inserted.contains(['\n', '\r']) || inserted.chars().all(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_is_copied_again_after_a_change_alone() {
        let mut document = Document::new("{}", Kind::Other);
        let whole = document.whole().unwrap();
        assert!(Arc::ptr_eq(&whole, &document.whole().unwrap()));
        let start = tower_lsp::ls_types::Range::default();
        let edit = |range| TextDocumentContentChangeEvent { range, range_length: None, text: "x".to_owned() };
        document.apply(&edit(Some(start)), Encoding::Utf16);
        assert_eq!(document.whole().as_deref(), Some("x{}"));
        document.apply(&edit(None), Encoding::Utf16);
        assert_eq!(document.whole().as_deref(), Some("x"));
        document.invalidate();
        assert_eq!(document.whole(), None);
    }
}
