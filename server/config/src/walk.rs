//! One walk over a file's value serves every feature that looks at all of it: outline, highlighting, links, hints, names.
//!
//! The walk knows each place's shape and meaning, and goes only where something may have a meaning that is asked for, and only
//! into a range of the text if there is one. Elements of arrays are looked at in passing: none is kept.

use svc_syntax::value::{Json, Member, Node};
use svc_syntax::{PathSegment, TextRange};

use crate::meaning::{Meaning, Meanings, Role};
use crate::model::{Shape, model};

/// The place of a key or value on the way through a file.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// Its path.
    pub path: &'a [PathSegment],
    /// Its shape [in any form](Shape::in_any_form); none where the model knows no such key.
    pub shape: Option<Shape>,
    /// What its key stands for, if it is a member whose key is a name.
    pub key_meaning: Option<Meaning>,
}

impl At<'_> {
    /// What a string at this place stands for.
    #[must_use]
    pub fn meaning(&self) -> Option<Meaning> {
        self.shape.and_then(Shape::meaning)
    }

    /// What the name of a service does at this place.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.shape.and_then(Shape::role)
    }
}

/// What is done on the way. Members and elements begin and end in the order of the text; a string is shown between the two.
pub trait Visitor {
    /// A member begins. Says whether to look into its value.
    fn member(&mut self, _at: &At<'_>, _member: &Member) -> bool {
        true
    }

    /// An element of an array begins. Says whether to look into it.
    fn element(&mut self, _at: &At<'_>, _element: &Node) -> bool {
        true
    }

    /// A string that is a value.
    fn string(&mut self, _at: &At<'_>, _range: TextRange, _text: &str) {}

    /// The innermost open member or element ends.
    fn end(&mut self) {}
}

/// Where a walk goes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope {
    /// The only meanings that matter; all places where there are none.
    pub meanings: Option<Meanings>,
    /// The only part of the text that matters; what touches it is part of it.
    pub range: Option<TextRange>,
}

/// Shows a file's value to a visitor, as far as the scope goes.
pub fn walk(config: &Node, scope: Scope, visitor: &mut impl Visitor) {
    let mut walk = Walk { visitor, scope, path: Vec::new() };
    let root = model().root();
    if walk.is_in_range(config.range) {
        walk.inside(config, At { path: &[], shape: Some(root), key_meaning: None });
    }
}

struct Walk<'v, V> {
    visitor: &'v mut V,
    scope: Scope,
    path: Vec<PathSegment>,
}

impl<V: Visitor> Walk<'_, V> {
    fn is_in_range(&self, range: TextRange) -> bool {
        self.scope.range.is_none_or(|scope| scope.intersect(range).is_some())
    }

    /// Whether something that matters may be under a key or in a value of this shape.
    fn matters(&self, shape: Option<Shape>, key_meaning: Option<Meaning>) -> bool {
        self.scope.meanings.is_none_or(|wanted| {
            key_meaning.is_some_and(|meaning| wanted.contains(meaning))
                || shape.is_some_and(|shape| wanted.intersects(shape.meanings()))
        })
    }

    fn inside(&mut self, node: &Node, at: At<'_>) {
        match &node.json {
            Json::Object(object) => {
                let key_meaning = at.shape.and_then(Shape::key_meaning);
                for member in object.members() {
                    if !self.is_in_range(member.range) {
                        continue;
                    }
                    self.path.push(PathSegment::Key(member.key.clone()));
                    let shape = at.shape.zip(self.path.last()).and_then(|(at, key)| at.in_any_form(key));
                    if self.matters(shape, key_meaning) {
                        let at = At { path: &self.path, shape, key_meaning };
                        let goes_in = self.visitor.member(&at, member);
                        self.end(goes_in, &member.value, shape, key_meaning);
                    }
                    self.path.pop();
                }
            }
            Json::Array(elements) => {
                let shape = at.shape.and_then(|at| at.in_any_form(&PathSegment::Index(0)));
                if !self.matters(shape, None) {
                    return;
                }
                let indexes = self.scope.range.map_or(0..elements.len(), |range| elements.touching(range));
                for index in indexes {
                    let Some(element) = elements.peek(index) else { break };
                    self.path.push(PathSegment::Index(index));
                    let at = At { path: &self.path, shape, key_meaning: None };
                    let goes_in = self.visitor.element(&at, &element);
                    self.end(goes_in, &element, shape, None);
                    self.path.pop();
                }
            }
            Json::String(text) => {
                let at = At { path: &self.path, ..at };
                self.visitor.string(&at, node.range, text);
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Missing => {}
        }
    }

    /// Looks into the value of what has begun, if it should, and ends it.
    fn end(&mut self, goes_in: bool, value: &Node, shape: Option<Shape>, key_meaning: Option<Meaning>) {
        if goes_in && self.is_in_range(value.range) {
            self.inside(value, At { path: &[], shape, key_meaning });
        }
        self.visitor.end();
    }
}

#[cfg(test)]
mod tests {
    use svc_syntax::Source;
    use svc_syntax::value::Memory;

    use super::*;

    #[derive(Default)]
    struct Shown(Vec<String>);

    impl Visitor for Shown {
        fn member(&mut self, at: &At<'_>, member: &Member) -> bool {
            if at.key_meaning.is_some() {
                self.0.push(format!("{}:", member.key));
            }
            true
        }

        fn string(&mut self, at: &At<'_>, _range: TextRange, text: &str) {
            self.0.push(format!("{text} {:?}", at.meaning()));
        }
    }

    const TEXT: &str = r#"{ "x": "y", "functions": { "a.ts": { "regions": ["iad1", "fra1"] } },
        "rewrites": [{ "source": "/a" }, { "source": "/b" }, { "source": "/c" }] }"#;

    fn shown(scope: Scope) -> String {
        let memory = Memory::default();
        let mut lists = memory.lists();
        let config = Source::new(TEXT).value_in(&mut lists);
        lists.finish();
        let mut shown = Shown::default();
        walk(&config, scope, &mut shown);
        shown.0.join(", ")
    }

    #[test]
    fn a_scope_limits_the_walk() {
        assert_eq!(
            shown(Scope::default()),
            "y None, a.ts:, iad1 Some(Region), fra1 Some(Region), /a Some(Source), /b Some(Source), /c Some(Source)"
        );
        let regions = Some(Meanings::of(&[Meaning::Region]));
        assert_eq!(
            shown(Scope { meanings: regions, range: None }),
            "a.ts:, iad1 Some(Region), fra1 Some(Region)"
        );
        let at = |text: &str| {
            let start = TEXT.find(text).and_then(|start| u32::try_from(start).ok()).unwrap_or_default();
            Some(TextRange::at(start.into(), 2.into()))
        };
        assert_eq!(shown(Scope { meanings: None, range: at("/b") }), "/b Some(Source)");
        assert_eq!(shown(Scope { meanings: regions, range: at("/b") }), "");
        assert_eq!(shown(Scope { meanings: None, range: at("fra1") }), "a.ts:, fra1 Some(Region)");
    }
}
