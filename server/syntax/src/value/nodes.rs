//! What is remembered of the objects of a document, from one version of its text to the next.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use rowan::GreenNode;

use super::Object;
use super::facts::Facts;

/// The facts about objects, each found by its tree, which versions of a document share where they are the same.
#[derive(Debug, Default)]
pub struct Nodes(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// By the address of the tree, which stays the tree's own while it is kept here.
    by_address: HashMap<usize, Entry, BuildHasherDefault<AddressHasher>>,
    version: u64,
}

/// Hashes addresses. No one can choose them, so a fast hash is safe.
#[derive(Debug, Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        // 2^64 by the golden ratio; its product differs in the upper bits, and the table looks at the lower ones first.
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = address as u64;
    }
}

#[derive(Debug)]
struct Entry {
    facts: Arc<Facts>,
    /// The last version of the document in which it was used.
    used: u64,
    _tree: GreenNode,
}

impl Nodes {
    /// Begins a version of the document and forgets what was not used in the last two.
    pub fn begin_version(&self) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.version += 1;
        let oldest = known.version.saturating_sub(2);
        known.by_address.retain(|_, entry| entry.used >= oldest);
    }

    /// What is known of an object by itself. Nothing, and nothing is kept, if it is not of a document.
    pub fn facts(&self, object: &Object) -> Arc<Facts> {
        let Some(tree) = object.tree() else { return Arc::default() };
        let address = std::ptr::from_ref(&**tree).addr();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let used = known.version;
        let new = || Entry { facts: Arc::default(), used, _tree: tree.clone() };
        let entry = known.by_address.entry(address).or_insert_with(new);
        entry.used = used;
        Arc::clone(&entry.facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Query;
    use crate::{Edit, Parse, Source, Text, TextRange, TextSize};

    struct Known;
    impl Query for Known {
        type Answer = ();
    }

    fn source(text: &Text, parse: &Parse) -> Source {
        Source { text: text.clone(), parse: parse.clone() }
    }

    #[test]
    fn an_object_is_known_until_it_is_edited() {
        let nodes = Nodes::default();
        let is_known = |source: &Source, key: &str| {
            let facts = nodes.facts(source.value().get(key).unwrap().as_object().unwrap());
            facts.of::<Known>().set(()).is_err()
        };
        let mut text = Text::new(r#"{ "a": { "x": 1, "y": [1, 2] }, "b": { "x": 2, "y": [1, 3] } }"#);
        let parse = Parse::new(&text.to_string());
        let first = source(&text, &parse);
        assert_eq!((is_known(&first, "a"), is_known(&first, "b")), (false, false));
        let range = text.replace(TextRange::empty(TextSize::new(14)), "5");
        let parse = parse.reparse(&Edit { range, insert: "5".to_owned() }, &text);
        nodes.begin_version();
        let second = source(&text, &parse);
        assert_eq!((is_known(&second, "a"), is_known(&second, "b")), (false, true));
        let insert = r#""c": {}, "#.to_owned();
        let range = text.replace(TextRange::empty(TextSize::new(2)), &insert);
        let parse = parse.reparse(&Edit { range, insert }, &text);
        nodes.begin_version();
        let third = source(&text, &parse);
        assert_eq!((is_known(&third, "c"), is_known(&third, "b")), (false, true));
    }

    #[test]
    fn unused_facts_are_forgotten() {
        let nodes = Nodes::default();
        let value = Source::new("{}").value();
        let facts = nodes.facts(value.as_object().unwrap());
        for _ in 0..4 {
            nodes.begin_version();
        }
        assert_eq!(Arc::strong_count(&facts), 1);
    }
}
