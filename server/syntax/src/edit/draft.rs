//! A file that is edited in several steps, each of which looks at what the one before left.

use rowan::{TextRange, TextSize};
use serde_json::Value;

use crate::parser::Parse;
use crate::parser::reparse::Edit;
use crate::text::Text;

use super::pretty::pretty_at;
use crate::edit;
use crate::edit::TextEdit;
use crate::source::Source;
use crate::value::Elements;
use crate::value::{Json, Node, Object};

/// The file between two edits.
#[derive(Debug)]
pub struct Draft {
    /// Its text.
    pub text: Text,
    parse: Parse,
}

impl Draft {
    /// The file as it is.
    #[must_use]
    pub fn of(source: &Source) -> Draft {
        Draft { text: source.text.clone(), parse: source.parse.clone() }
    }

    /// Its value.
    #[must_use]
    pub fn root(&self) -> Node {
        self.parse
            .value()
            .map_or_else(|| Node { range: TextRange::empty(0.into()), json: Json::Missing }, Node::lower)
    }

    /// Makes one edit; whether there was one to make.
    pub fn edit(&mut self, edit: impl FnOnce(&Draft, &Object) -> Option<TextEdit>) -> bool {
        let root = self.root();
        let Some(edit) = root.as_object().and_then(|root| edit(self, root)) else { return false };
        self.text.replace(edit.range, &edit.insert);
        self.parse = self.parse.reparse(&Edit { range: edit.range, insert: edit.insert }, &self.text);
        true
    }

    /// A value as text, to be a top-level member in the file's own style.
    #[must_use]
    pub fn as_member(&self, value: &Value) -> String {
        let root = self.root();
        let place = root.as_object().and_then(|root| root.members().first());
        pretty_at(value, &self.text, place.map_or(TextSize::new(0), |member| member.range.start()))
    }

    /// Gives the file a top-level member, in the place of the one that is there; whether it could.
    pub fn set(&mut self, key: &str, value: &Value) -> bool {
        let text = self.as_member(value);
        let root = self.root();
        self.edit(|file, object| match object.member(key) {
            Some(there) => Some(TextEdit::new(there.value.range, text)),
            None => edit::insert_member(&file.text, &root, key, &text),
        })
    }

    /// Takes a top-level member out, as often as it stands there.
    pub fn remove(&mut self, key: &str) {
        while self
            .edit(|file, root| root.member(key).map(|member| edit::remove_member(&file.text, root, member)))
        {
        }
    }

    /// Adds elements to the end of a top-level list, which is made where there is none; whether it could.
    pub fn append(&mut self, key: &str, elements: &[Value]) -> bool {
        let root = self.root();
        if elements.is_empty() {
            return true;
        }
        match root.get(key).map(|there| there.as_array().map(Elements::is_empty)) {
            Some(None) => false,
            None | Some(Some(true)) => self.set(key, &Value::Array(elements.to_vec())),
            Some(Some(false)) => self.edit(|file, root| {
                let there = root.get(key)?;
                let place = there.as_array()?.last()?.range.start();
                let elements = elements.iter().map(|element| pretty_at(element, &file.text, place));
                edit::append_elements(&file.text, there, &elements.collect::<Vec<_>>())
            }),
        }
    }
}
