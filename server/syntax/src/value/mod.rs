//! JSON as Vercel's `JSON.parse` sees it, each value with its place in the text.
//!
//! The tree of `svc-syntax` is lossless and cheap to edit; this is its meaning: decoded strings, the last of duplicate
//! keys, no comments. It is plain data (`Send`, no parents), so that pure functions can take it apart and caches can keep it.

mod elements;
mod facts;
mod nodes;
mod pointer;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use rowan::{GreenNode, TextRange, TextSize};

use crate::token::kind::{SyntaxElement, SyntaxKind, SyntaxNode};
use crate::tree::StringLit;
use crate::tree::green::Green;
use crate::tree::path::PathSegment;

pub use elements::{Elements, Iter, Lists, Memory};
pub use facts::{Facts, Query};
pub use nodes::Nodes;
pub use pointer::segments;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Bytes of the value, quotes and brackets included. For [`Json::Missing`], the empty range where it should stand.
    pub range: TextRange,
    /// What stands there.
    pub json: Json,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as JavaScript reads it.
    Number(f64),
    /// A string, escapes decoded.
    String(String),
    /// An array's elements.
    Array(Elements),
    /// An object's members.
    Object(Object),
    /// A value that is not there yet or can't be read. The parser has reported it: rules say nothing more about it.
    Missing,
}

/// An object's members, as written.
#[derive(Debug, Clone, Default)]
pub struct Object {
    members: Vec<Member>,
    tree: Option<GreenNode>,
    /// Found when it is needed. A pointer, because most objects never need it.
    by_key: OnceLock<Box<ByKey>>,
    /// See [`Object::is_plain`].
    is_plain: OnceLock<bool>,
}

/// The indexes of an object's members in the order of their keys.
#[derive(Debug, Clone)]
struct ByKey(Vec<u32>);

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.members() == other.members()
    }
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The decoded key.
    pub key: String,
    /// Bytes of the key, quotes included.
    pub key_range: TextRange,
    /// Bytes from the key's start to the value's end.
    pub range: TextRange,
    /// The value; [`Json::Missing`] where there is none yet.
    pub value: Node,
}

impl Member {
    /// Whether the key is in quotes; one that isn't is a syntax error.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        usize::from(self.key_range.len()) > self.key.len()
    }
}

impl Node {
    /// Lowers a value of the tree. A node that is no value is [`Json::Missing`].
    #[must_use]
    pub fn lower(value: Green<'_>) -> Node {
        Node::lower_in(value, "", None)
    }

    /// Lowers a file's value, but for the elements of its arrays, which wait until they are asked for.
    #[must_use]
    pub fn lower_file(value: Green<'_>, lists: &mut Lists<'_>) -> Node {
        Node::lower_in(value, "", Some(lists))
    }

    fn lower_in(value: Green<'_>, key: &str, mut lists: Option<&mut Lists<'_>>) -> Node {
        let json = match value.kind() {
            SyntaxKind::Null => Json::Null,
            SyntaxKind::Bool => Json::Bool(value.is_true()),
            SyntaxKind::Number => value.number().map_or(Json::Missing, Json::Number),
            SyntaxKind::String => Json::String(value.text().into_owned()),
            SyntaxKind::Array => Json::Array(match lists {
                Some(lists) => lists.elements(key, value),
                None => value.elements().map(Node::lower).collect(),
            }),
            SyntaxKind::Object => {
                let members = value.children().filter(|member| member.kind() == SyntaxKind::Member);
                let members = members.map(|member| Member::lower(member, lists.as_deref_mut())).collect();
                Json::Object(Object { members, tree: Some(value.node.to_owned()), ..Object::default() })
            }
            _ => Json::Missing,
        };
        Node { range: value.range(), json }
    }

    /// A plain value as a node without a place, to try it.
    #[must_use]
    pub fn of(value: &serde_json::Value) -> Node {
        use serde_json::Value as Plain;
        let range = TextRange::default();
        let json = match value {
            Plain::Null => Json::Null,
            Plain::Bool(it) => Json::Bool(*it),
            Plain::Number(it) => Json::Number(it.as_f64().unwrap_or(f64::NAN)),
            Plain::String(it) => Json::String(it.clone()),
            Plain::Array(it) => Json::Array(it.iter().map(Node::of).collect()),
            Plain::Object(it) => {
                let member = |(key, value): (&String, &Plain)| Member {
                    key: key.clone(),
                    key_range: range,
                    range,
                    value: Node::of(value),
                };
                Json::Object(Object::of(it.iter().map(member).collect()))
            }
        };
        Node { range, json }
    }

    /// The value at a path of keys and indexes; of duplicate keys, the last.
    #[must_use]
    pub fn at(&self, path: &[PathSegment]) -> Option<&Node> {
        path.iter().try_fold(self, |node, segment| match segment {
            PathSegment::Key(key) => node.get(key),
            PathSegment::Index(index) => node.as_array()?.get(*index),
        })
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Json::String(text) = &self.json { Some(text) } else { None }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        if let Json::Number(number) = self.json { Some(number) } else { None }
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        if let Json::Object(object) = &self.json { Some(object) } else { None }
    }

    /// The elements, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&Elements> {
        if let Json::Array(elements) = &self.json { Some(elements) } else { None }
    }

    /// Its elements, if it is an array, and itself if not.
    pub fn each(&self) -> impl Iterator<Item = &Node> {
        let itself = if self.as_array().is_none() { Some(self) } else { None };
        self.as_array().unwrap_or_default().iter().chain(itself)
    }

    /// The value of the last member of this name, if this is an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// An object with those of its members that `keep` holds of; any other value as it is.
    #[must_use]
    pub fn with_members(&self, keep: impl Fn(&Member) -> bool) -> Node {
        let json = match &self.json {
            Json::Object(object) => {
                Json::Object(Object::of(object.members().iter().filter(|it| keep(it)).cloned().collect()))
            }
            other => other.clone(),
        };
        Node { range: self.range, json }
    }

    /// Where the members or elements begin, right behind the opening bracket; the start of any other value.
    #[must_use]
    pub fn inner_start(&self) -> TextSize {
        let bracket = u32::from(matches!(self.json, Json::Object(_) | Json::Array(_)));
        self.range.start() + TextSize::new(bracket)
    }

    /// Whether nothing readable stands here (see [`Json::Missing`]).
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.json, Json::Missing)
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.json, Json::Null)
    }

    /// Whether this is `true`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self.json, Json::Bool(true))
    }

    /// JavaScript's truth: false for `null`, `false`, `0` and `""`. A missing value counts as true: something is meant to stand there.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match &self.json {
            Json::Null | Json::Bool(false) => false,
            Json::Number(number) => *number != 0.0 && !number.is_nan(),
            Json::String(text) => !text.is_empty(),
            Json::Bool(true) | Json::Array(_) | Json::Object(_) | Json::Missing => true,
        }
    }

    /// What kind of value it is, in words ("a string", "an object"), for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.json {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
            Json::Missing => "nothing",
        }
    }

    /// The value as `JSON.parse` gives it: duplicate keys resolved, keys in JavaScript's order, missing values left out.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value as Plain;
        match &self.json {
            Json::Null | Json::Missing => Plain::Null,
            Json::Bool(it) => Plain::Bool(*it),
            Json::Number(it) => number(*it),
            Json::String(it) => Plain::String(it.clone()),
            Json::Array(it) => {
                Plain::Array(it.iter().filter(|node| !node.is_missing()).map(Node::to_value).collect())
            }
            Json::Object(it) => Plain::Object(
                it.entries()
                    .filter(|member| !member.value.is_missing())
                    .map(|member| (member.key.clone(), member.value.to_value()))
                    .collect(),
            ),
        }
    }
}

impl Object {
    /// An object without a tree.
    fn of(members: Vec<Member>) -> Object {
        Object { members, ..Object::default() }
    }

    /// Every member in text order, duplicates included.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The tree that it was lowered from; none if it is not as a document has it.
    pub(crate) fn tree(&self) -> Option<&GreenNode> {
        self.tree.as_ref()
    }

    /// The value of the last member of this name: `JSON.parse` lets the last one win.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// The last member of this name.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        const MANY: usize = 256;
        if self.members().len() < MANY {
            return self.members().iter().rev().find(|member| member.key == key);
        }
        let at = |index: &u32| usize::try_from(*index).ok().and_then(|index| self.members().get(index));
        let key_at = |index: &u32| at(index).map(|member| member.key.as_str());
        let ByKey(by_key) = &**self.by_key.get_or_init(|| {
            let mut indexes: Vec<u32> = (0..).take(self.members().len()).collect();
            indexes.sort_by(|one, other| key_at(one).cmp(&key_at(other)));
            Box::new(ByKey(indexes))
        });
        // Of several with one key, the last.
        let end = by_key.partition_point(|index| key_at(index) <= Some(key));
        by_key.get(end.checked_sub(1)?).and_then(at).filter(|member| member.key == key)
    }

    /// Whether a member of this name is written, whatever its value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.member(key).is_some()
    }

    /// The members as a JavaScript object lists them: integer-like keys first, ascending; then the others in the order in
    /// which each first appeared, with the value of its last appearance.
    pub fn entries(&self) -> impl Iterator<Item = &Member> {
        if self.is_plain() {
            return self.members().iter().collect::<Vec<_>>().into_iter();
        }
        let mut first: HashMap<&str, usize> = HashMap::new();
        let mut entries: Vec<&Member> = Vec::with_capacity(self.members().len());
        for member in self.members() {
            match first.get(member.key.as_str()).and_then(|&index| entries.get_mut(index)) {
                Some(slot) => *slot = member,
                None => {
                    first.insert(&member.key, entries.len());
                    entries.push(member);
                }
            }
        }
        entries.sort_by_key(|member| array_index(&member.key).unwrap_or(u32::MAX));
        entries.into_iter()
    }

    /// The members that are the object's value, in text order: of a key that stands several times, the last. The parser has
    /// said what there is to say of those without a key.
    pub fn last_members(&self) -> impl Iterator<Item = &Member> {
        let mut seen = HashSet::new();
        let written = self.members().iter().rev().filter(|member| member.has_key());
        let mut members: Vec<&Member> =
            written.filter(|member| self.is_plain() || seen.insert(member.key.as_str())).collect();
        members.reverse();
        members.into_iter()
    }

    /// Whether JavaScript lists the members as they are written: each has a key of its own, and none is an array's index.
    pub fn is_plain(&self) -> bool {
        *self.is_plain.get_or_init(|| {
            let keys = self.members().iter().map(|it| it.key.as_str());
            are_distinct(keys.clone()) && keys.into_iter().all(|key| array_index(key).is_none())
        })
    }
}

impl Member {
    /// Whether a key is written. Of a value without a place, an empty key counts as none.
    #[must_use]
    pub fn has_key(&self) -> bool {
        !self.key_range.is_empty() || !self.key.is_empty()
    }

    fn lower(member: Green<'_>, lists: Option<&mut Lists<'_>>) -> Member {
        let range = member.range();
        let (key, key_range) = member.child(|kind| kind == SyntaxKind::Key).map_or_else(
            || (String::new(), TextRange::empty(range.start())),
            |key| (key.text().into_owned(), key.range()),
        );
        let value = member.child(SyntaxKind::is_value).map_or_else(
            || Node { range: TextRange::empty(range.end()), json: Json::Missing },
            |value| Node::lower_in(value, &key, lists),
        );
        Member { key, key_range, range, value }
    }
}

/// Where a range of bytes of a string's decoded text is in the tree under `root`; `string` is the string's own range.
pub(crate) fn place_in_string(root: &SyntaxNode, string: TextRange, decoded: Range<usize>) -> TextRange {
    if !root.text_range().contains_range(string) {
        return string;
    }
    let node = match root.covering_element(string) {
        SyntaxElement::Node(node) => Some(node),
        SyntaxElement::Token(token) => token.parent(),
    };
    let literal = node.and_then(|node| node.ancestors().find_map(StringLit::cast));
    literal.map_or(string, |literal| literal.source_range(decoded))
}

/// Whether no two of some texts are the same.
pub fn are_distinct<T: AsRef<str>>(texts: impl Iterator<Item = T> + Clone) -> bool {
    let mut prints: Vec<u64> = texts.clone().map(|text| fingerprint(text.as_ref())).collect();
    prints.sort_unstable();
    prints.is_sorted_by(|one, next| one < next) || {
        let mut texts: Vec<T> = texts.collect();
        texts.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
        texts.is_sorted_by(|one, next| one.as_ref() < next.as_ref())
    }
}

/// A number that differs for most texts (FNV-1a): of those with different ones, none are the same.
fn fingerprint(text: &str) -> u64 {
    let add = |print: u64, byte: u8| (print ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, add)
}

/// A key that JavaScript sorts before the others: the canonical form of an integer from 0 to 2^32 - 2.
pub fn array_index(key: &str) -> Option<u32> {
    let index: u32 =
        key.starts_with(|first: char| first.is_ascii_digit()).then(|| key.parse().ok()).flatten()?;
    (index != u32::MAX && index.to_string() == key).then_some(index)
}

/// Whole numbers print without a fraction, as in JavaScript.
fn number(value: f64) -> serde_json::Value {
    const SAFE: f64 = 9_007_199_254_740_991.0;
    if value.fract() == 0.0 && value.abs() <= SAFE {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number within 2^53")]
        return (value as i64).into();
    }
    serde_json::Number::from_f64(value).map_or(serde_json::Value::Null, serde_json::Value::Number)
}

#[cfg(test)]
mod tests {
    #[test]
    fn of_several_members_with_one_key_the_last_is_found() {
        for count in [3, 5_000] {
            let member = |index: usize| (format!("k{}", index % (count - 1)), index);
            let members = (0..count).map(|index| member((index * 7) % count));
            let members =
                members.map(|(key, index)| format!("\"{key}\": {index}")).collect::<Vec<_>>().join(", ");
            let value = crate::Source::new(&format!("{{ {members} }}")).value();
            let object = value.as_object().unwrap();
            for index in 0..count {
                let key = format!("k{index}");
                let last = object.members().iter().rfind(|member| member.key == key);
                assert!(std::ptr::eq(
                    object.member(&key).map_or(std::ptr::null(), |it| it),
                    last.map_or(std::ptr::null(), |it| it)
                ));
            }
            assert!(object.member("").is_none() && object.member("z").is_none());
        }
    }
}
