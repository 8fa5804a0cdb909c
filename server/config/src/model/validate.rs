//! Where a value departs from its shape.
//!
//! The verdict (any [`Mistake`] that is an error, or none) is that of the CLI's validator on every input. Unlike
//! it, this reports all mistakes, each in the form that the value is meant to have. Duplicate keys: as in JavaScript, the last
//! one is the value, and nothing is said of the earlier ones.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use svc_syntax::{PathSegment, TextRange, TextSize};

use super::Shape;
use super::choose::{self, Decision};
use super::compile::{Additional, EnumValue, Limits, Pattern, PropertyData};
use crate::severity::Severity;
use svc_syntax::value::{Elements, Facts, Json, Member, Node, Nodes, Object, Query};

/// The error limit: after this many, the rest of the file isn't checked. A file with more is broken as a whole, and millions of
/// findings fill the memory of whoever asks for them.
pub const MAX_ERRORS: usize = 10_000;

/// The shape from which an element or an object doesn't depart, whether the platform alone looks at it, and whether it is in a deprecated value.
struct Sound;

impl Query for Sound {
    type Answer = (Shape, bool, bool);
}

/// That the elements of a list were visited.
struct Visited;

impl Query for Visited {
    type Answer = ();
}

/// The shape of which an object's key matches the pattern, and the key.
struct FittingKey;

impl Query for FittingKey {
    type Answer = Option<(Shape, String)>;
}

/// A place where a value departs from its shape.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// What is wrong.
    pub kind: MistakeKind,
    /// The bytes that show it, counted as in the validated [`Node`].
    pub range: TextRange,
    /// From the validated value to the one that is wrong: to the object, where it is about its keys.
    pub path: Vec<PathSegment>,
    /// The shape that it departs from.
    pub shape: Shape,
    /// The shape with all forms that the place may have; the same as `shape` where there is only one.
    pub place: Shape,
    /// An error where the CLI rejects it, a warning where only the platform does, a hint where it is merely deprecated.
    pub severity: Severity,
}

/// What is wrong about a value.
#[derive(Debug, Clone, PartialEq)]
pub enum MistakeKind {
    /// The object must not have this key.
    UnknownKey(String),
    /// The object must have this key.
    MissingKey(&'static str),
    /// The object must have one of these keys.
    MissingOneOf(&'static [String]),
    /// The object has several of these keys and must have exactly one.
    Conflict(Vec<String>),
    /// The key only goes together with the other.
    Dependent {
        /// The key that stands alone.
        key: &'static str,
        /// The key that it requires.
        needs: &'static str,
    },
    /// The key does not match the pattern of the object's keys.
    KeyPattern(String),
    /// The key has too many characters.
    KeyLength(String),
    /// The value has another type.
    WrongType,
    /// The value is none of those that are allowed.
    NotAllowed(Vec<&'static EnumValue>),
    /// The value is one that must not stand here.
    Excluded,
    /// The number is too small or too large.
    OutOfRange,
    /// The string has too few or too many characters.
    WrongLength,
    /// The string does not match its pattern.
    PatternMismatch,
    /// The array has too few or too many elements.
    ItemCount,
    /// The object has too few or too many keys.
    KeyCount,
    /// The key is deprecated.
    Deprecated(String),
}

/// The mistakes of a value, in the order of the text. `anchor` is where a missing key is reported: the key under which the value stands.
#[must_use]
pub fn validate(shape: Shape, node: &Node, anchor: TextRange) -> Vec<Mistake> {
    mistakes(shape, node, anchor, None)
}

/// The same for a version of a document. Objects without a mistake are remembered, and not looked at again.
#[must_use]
pub fn validate_version(shape: Shape, node: &Node, anchor: TextRange, known: &Nodes) -> Vec<Mistake> {
    mistakes(shape, node, anchor, Some(known))
}

fn mistakes(shape: Shape, node: &Node, anchor: TextRange, known: Option<&Nodes>) -> Vec<Mistake> {
    let mut visitor = Visitor::new(known);
    visitor.visit(shape, shape, node, anchor);
    visitor.mistakes.sort_by_key(|mistake| mistake.range.start());
    visitor.mistakes
}

/// Whether Vercel, the CLI and the platform, accepts a value as this shape.
#[must_use]
pub fn accepts(shape: Shape, value: &Value) -> bool {
    let node = Node::of(value);
    validate(shape, &node, node.range).iter().all(|mistake| mistake.severity == Severity::Hint)
}

/// Where to report what an array's element doesn't have: its opening bracket.
#[must_use]
pub fn opening(node: &Node) -> TextRange {
    let start = node.range.start();
    TextRange::new(start, node.range.end().min(start + TextSize::from(1)))
}

/// How many mistakes the CLI would reject.
pub(super) fn count(shape: Shape, node: &Node) -> usize {
    validate(shape, node, opening(node)).iter().filter(|mistake| mistake.severity == Severity::Error).count()
}

/// Whether it is known that an element doesn't depart from a shape.
fn is_sound(elements: &Elements, index: usize, known: (Shape, bool, bool)) -> bool {
    elements.facts(index).is_some_and(|facts| facts.of::<Sound>().get() == Some(&known))
}

struct Visitor<'a> {
    /// What is remembered of objects.
    known: Option<&'a Nodes>,
    path: Vec<PathSegment>,
    /// Whether the value is in one that is deprecated.
    is_in_deprecated: bool,
    platform: bool,
    mistakes: Vec<Mistake>,
    /// How many errors were found; of a value that has several forms, in any of them.
    errors: usize,
}

impl<'a> Visitor<'a> {
    fn new(known: Option<&'a Nodes>) -> Visitor<'a> {
        Visitor {
            known,
            path: Vec::new(),
            is_in_deprecated: false,
            platform: false,
            mistakes: Vec::new(),
            errors: 0,
        }
    }

    fn visit(&mut self, shape: Shape, place: Shape, node: &Node, anchor: TextRange) {
        let outside = self.platform;
        self.platform |= shape.is_platform_only();
        if shape.has_alternatives() {
            self.alternatives(shape, node, anchor);
        } else {
            self.value(shape, place, node, anchor);
        }
        self.platform = outside;
    }

    fn alternatives(&mut self, place: Shape, node: &Node, anchor: TextRange) {
        if node.is_missing() {
            return;
        }
        match choose::decide(place, node) {
            Decision::WrongType => self.report(MistakeKind::WrongType, node.range, place, place),
            Decision::Form(form) => self.visit(form, place, node, anchor),
            Decision::Undecided { guess, key, candidates } => {
                let before = self.mistakes.len();
                self.visit(guess, place, node, anchor);
                let depth = self.path.len();
                let later = self.mistakes.split_off(before);
                let shared = |mistake: &Mistake| {
                    let here = mistake.path.len() == depth;
                    match &mistake.kind {
                        MistakeKind::UnknownKey(unknown) if here => {
                            place.alternatives().all(|form| form.property(unknown).is_none())
                        }
                        MistakeKind::MissingKey(missing) if here => *missing == key || candidates.len() == 1,
                        _ => true,
                    }
                };
                self.mistakes.extend(later.into_iter().filter(shared).map(|mut mistake| {
                    // Of the key that decides, all forms' values are allowed.
                    let decides = mistake.path.get(depth..) == Some(&[PathSegment::Key(key.to_owned())]);
                    if let (MistakeKind::NotAllowed(allowed), true) = (&mut mistake.kind, decides) {
                        *allowed = place.values_of(key);
                    }
                    mistake
                }));
            }
        }
    }

    fn value(&mut self, shape: Shape, place: Shape, node: &Node, anchor: TextRange) {
        let data = shape.data();
        if node.is_missing() {
            return;
        }
        if !data.types.is_empty() && !data.types.iter().any(|name| name.admits(&node.json)) {
            self.report(MistakeKind::WrongType, node.range, shape, place);
            return;
        }
        if !data.values.is_empty() && !data.values.iter().any(|value| choose::is(&value.value, &node.json)) {
            self.report(MistakeKind::NotAllowed(place.values()), node.range, shape, place);
            return;
        }
        if data.excluded.iter().any(|value| choose::is(value, &node.json)) {
            self.report(MistakeKind::Excluded, node.range, shape, place);
        }
        let before = self.mistakes.len();
        self.limits(&data.limits, shape, place, node, anchor);
        // A string that must not be empty and is makes one mistake, whatever its pattern.
        if let (Json::String(text), Some(pattern), true) =
            (&node.json, &data.pattern, self.mistakes.len() == before)
            && !pattern.matches(text)
        {
            self.report(MistakeKind::PatternMismatch, node.range, shape, place);
        }
        if self.mistakes.len() == before {
            self.platform_limits(shape, place, node, anchor);
        }
        match &node.json {
            Json::Array(elements) => {
                let Some(item) = shape.items() else { return };
                let known = (item, self.platform, self.is_in_deprecated);
                let is_sound = |index| is_sound(elements, index, known);
                let (platform, is_in_deprecated) = (self.platform, self.is_in_deprecated);
                let errors = AtomicUsize::new(self.errors);
                elements.each_new::<Visited>(|index| {
                    let mut visitor = Visitor { platform, is_in_deprecated, ..Visitor::new(None) };
                    if !is_sound(index) {
                        visitor.element(item, elements, index);
                    }
                    match errors.fetch_add(visitor.errors, Ordering::Relaxed) < MAX_ERRORS {
                        true => ControlFlow::Continue(()),
                        false => ControlFlow::Break(()),
                    }
                });
                for index in elements.unusual::<Sound>(known, is_sound) {
                    if self.is_full() {
                        break;
                    }
                    self.element(item, elements, index);
                }
            }
            Json::Object(object) => self.object(shape, place, object, anchor),
            _ => {}
        }
    }

    fn element(&mut self, item: Shape, elements: &Elements, index: usize) {
        let Some(element) = elements.peek(index) else { return };
        let before = self.mistakes.len();
        self.path.push(PathSegment::Index(index));
        self.visit(item, item, &element, opening(&element));
        self.path.pop();
        if let (Some(facts), true) = (elements.facts(index), self.mistakes.len() == before && !self.is_full())
        {
            let _ = facts.of::<Sound>().set((item, self.platform, self.is_in_deprecated));
        }
    }

    fn platform_limits(&mut self, shape: Shape, place: Shape, node: &Node, anchor: TextRange) {
        let data = shape.data();
        let outside = std::mem::replace(&mut self.platform, true);
        let listed = &data.platform_values;
        if data.platform_types.iter().all(|name| !name.admits(&node.json)) && !data.platform_types.is_empty()
        {
            self.report(MistakeKind::WrongType, node.range, shape, place);
        } else if !listed.is_empty() && !listed.iter().any(|value| choose::is(&value.value, &node.json)) {
            self.report(MistakeKind::NotAllowed(listed.iter().collect()), node.range, shape, place);
        }
        self.limits(&data.platform_limits, shape, place, node, anchor);
        self.platform = outside;
    }

    fn limits(&mut self, limits: &Limits, shape: Shape, place: Shape, node: &Node, anchor: TextRange) {
        match &node.json {
            Json::Number(number) => {
                let low = limits.minimum.is_some_and(|bound| *number < bound)
                    || limits.exclusive_minimum.is_some_and(|bound| *number <= bound);
                if low || limits.maximum.is_some_and(|bound| *number > bound) {
                    self.report(MistakeKind::OutOfRange, node.range, shape, place);
                }
            }
            // Characters are code points here, as for the CLI.
            Json::String(text) if outside(text.chars().count(), limits.min_length, limits.max_length) => {
                self.report(MistakeKind::WrongLength, node.range, shape, place);
            }
            Json::Array(elements) if outside(elements.len(), limits.min_items, limits.max_items) => {
                self.report(
                    MistakeKind::ItemCount,
                    if elements.is_empty() { node.range } else { anchor },
                    shape,
                    place,
                );
            }
            Json::Object(object) if limits.min_properties.or(limits.max_properties).is_some() => {
                let count = object.last_members().count();
                if outside(count, limits.min_properties, limits.max_properties) {
                    self.report(
                        MistakeKind::KeyCount,
                        if count == 0 { node.range } else { anchor },
                        shape,
                        place,
                    );
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, shape: Shape, place: Shape, object: &Object, anchor: TextRange) {
        let data = shape.data();
        for member in object.last_members() {
            if self.is_full() {
                return;
            }
            self.key(shape, place, member);
        }
        // A misspelled key is one mistake, not an unknown and a missing one.
        let misspelled =
            |key: &String| data.additional == Additional::Closed && is_misspelled(shape, object, key);
        for PropertyData { key, .. } in
            data.properties.iter().filter(|it| it.required && !object.has(&it.key))
        {
            if !misspelled(key) {
                self.report(MistakeKind::MissingKey(key), anchor, shape, place);
            }
        }
        if let Some(presence) =
            data.presence.as_ref().filter(|presence| !presence.keys.iter().any(misspelled))
        {
            let there: Vec<&Member> = presence.keys.iter().filter_map(|key| object.member(key)).collect();
            if there.is_empty() {
                self.report(MistakeKind::MissingOneOf(&presence.keys), anchor, shape, place);
            } else if presence.exactly_one && there.len() > 1 {
                let keys: Vec<String> = there.iter().map(|member| member.key.clone()).collect();
                let last = there.iter().max_by_key(|member| member.range.start());
                self.report(
                    MistakeKind::Conflict(keys),
                    last.map_or(anchor, |member| member.key_range),
                    shape,
                    place,
                );
            }
        }
        for (key, others) in &data.dependencies {
            let Some(member) = object.member(key) else { continue };
            for needs in others.iter().filter(|other| !object.has(other) && !misspelled(other)) {
                self.report(MistakeKind::Dependent { key, needs }, member.key_range, shape, place);
            }
        }
    }

    fn key(&mut self, shape: Shape, place: Shape, member: &Member) {
        let data = shape.data();
        let key = &member.key;
        let facts = self.known.zip(member.value.as_object()).map(|(known, object)| known.facts(object));
        let facts = facts.as_deref();
        if data.name_max_length.is_some_and(|most| key.chars().count() as u64 > most) {
            self.report(MistakeKind::KeyLength(key.clone()), member.key_range, shape, place);
        } else if data.name_pattern.as_ref().is_some_and(|pattern| !fits(shape, pattern, member, facts)) {
            self.report(MistakeKind::KeyPattern(key.clone()), member.key_range, shape, place);
        }
        match shape.property(key) {
            Some(value) => {
                // What is in a deprecated value is deprecated with it.
                let is_first = value.deprecated().is_some() && !self.is_in_deprecated;
                if is_first {
                    self.report(MistakeKind::Deprecated(key.clone()), member.key_range, value, value);
                }
                self.is_in_deprecated |= is_first;
                self.member(value, member, facts);
                self.is_in_deprecated &= !is_first;
            }
            None if data.key_pattern.is_some() => {
                self.report(MistakeKind::KeyPattern(key.clone()), member.key_range, shape, place);
            }
            None if data.additional == Additional::Closed => {
                self.report(MistakeKind::UnknownKey(key.clone()), member.key_range, shape, place);
            }
            None => {}
        }
    }

    /// `facts` are what is remembered of the member's value.
    fn member(&mut self, shape: Shape, member: &Member, facts: Option<&Facts>) {
        let known = (shape, self.platform, self.is_in_deprecated);
        if facts.is_some_and(|facts| facts.of::<Sound>().get() == Some(&known)) {
            return;
        }
        let before = self.mistakes.len();
        self.path.push(PathSegment::Key(member.key.clone()));
        self.visit(shape, shape, &member.value, member.key_range);
        self.path.pop();
        if let (Some(facts), true) = (facts, self.mistakes.len() == before && !self.is_full()) {
            let _ = facts.of::<Sound>().set(known);
        }
    }

    /// Whether there are errors enough.
    fn is_full(&self) -> bool {
        self.errors >= MAX_ERRORS
    }

    fn report(&mut self, kind: MistakeKind, range: TextRange, shape: Shape, place: Shape) {
        let severity = match kind {
            MistakeKind::Deprecated(_) => Severity::Hint,
            _ if self.platform => Severity::Warning,
            _ => Severity::Error,
        };
        self.errors += usize::from(severity == Severity::Error);
        self.mistakes.push(Mistake { kind, range, path: self.path.clone(), shape, place, severity });
    }
}

/// Whether a member's key matches the pattern of its object's shape. It is remembered with the value, as long as that has this key.
fn fits(shape: Shape, pattern: &Pattern, member: &Member, facts: Option<&Facts>) -> bool {
    let matches = || pattern.matches(&member.key);
    let Some(facts) = facts else { return matches() };
    let known = facts.of::<FittingKey>().get_or_init(|| matches().then(|| (shape, member.key.clone())));
    known.as_ref().is_some_and(|(of, key)| *of == shape && *key == member.key) || matches()
}

/// Whether an unknown key of the object was probably meant to be `key`.
fn is_misspelled(shape: Shape, object: &Object, key: &str) -> bool {
    !object.has(key)
        && object
            .last_members()
            .filter(|member| shape.property(&member.key).is_none())
            .any(|member| shape.means(&member.key, key))
}

fn outside(count: usize, least: Option<u64>, most: Option<u64>) -> bool {
    let count = count as u64;
    least.is_some_and(|bound| count < bound) || most.is_some_and(|bound| count > bound)
}
