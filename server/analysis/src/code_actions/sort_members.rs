//! Members in the order of the documentation. The members of maps (services, functions, variables) keep theirs: it has a meaning.

use svc_syntax::{KeyPath, PathSegment, SyntaxNode, TextRange, TextSize};

use super::{Refactoring, RefactoringKind};
use crate::config::model;
use crate::finding::TextEdit;
use crate::json::{Json, Node};
use crate::snapshot::Snapshot;

/// Offers to sort the object around an offset and, if that changes more, everything.
pub(super) fn collect(snapshot: &Snapshot, offset: TextSize, found: &mut Vec<Refactoring>) {
    let config = snapshot.config();
    let Some((path, object)) = innermost_object(config, offset) else { return };
    let mut add = |title: &str, path: &KeyPath, node: &Node, deep: bool| {
        if let Some(text) = sorted(snapshot, path, node, deep)
            && text != snapshot.text.slice(node.range)
        {
            found.push(Refactoring {
                title: title.to_owned(),
                kind: RefactoringKind::Rewrite,
                edits: vec![TextEdit::new(node.range, text)],
            });
        }
    };
    add("Sort these keys as the documentation does", &path, object, false);
    add("Sort all keys as the documentation does", &KeyPath::default(), config, true);
}

/// The innermost object that holds an offset, with its path.
fn innermost_object(config: &Node, offset: TextSize) -> Option<(KeyPath, &Node)> {
    let mut best = None;
    let mut path = Vec::new();
    let mut node = Some(config);
    while let Some(current) = node.filter(|node| node.range.contains_inclusive(offset)) {
        node = None;
        match &current.json {
            Json::Object(object) => {
                best = Some((KeyPath(path.clone()), current));
                if let Some(member) =
                    object.members.iter().find(|member| member.value.range.contains_inclusive(offset))
                {
                    path.push(PathSegment::Key(member.key.clone()));
                    node = Some(&member.value);
                }
            }
            Json::Array(elements) => {
                if let Some(index) =
                    elements.iter().position(|element| element.range.contains_inclusive(offset))
                {
                    path.push(index.into());
                    node = elements.get(index);
                }
            }
            _ => {}
        }
    }
    best
}

/// The text of a value with its members sorted, with `deep` also those inside. `None` where a comment stands between members:
/// nobody knows which one it belongs to.
fn sorted(snapshot: &Snapshot, path: &KeyPath, node: &Node, deep: bool) -> Option<String> {
    if has_comment(snapshot, node.range) {
        return None;
    }
    Some(write(snapshot, path, node, deep))
}

fn has_comment(snapshot: &Snapshot, range: TextRange) -> bool {
    let root: SyntaxNode = snapshot.parse.syntax();
    root.covering_element(range)
        .as_node()
        .is_some_and(|node| node.descendants_with_tokens().any(|element| element.kind().is_comment()))
}

fn write(snapshot: &Snapshot, path: &KeyPath, node: &Node, deep: bool) -> String {
    let text = |range: TextRange| snapshot.text.slice(range).into_owned();
    let inner = |segment: PathSegment, value: &Node| {
        let mut path = path.clone();
        path.0.push(segment);
        if deep { write(snapshot, &path, value, deep) } else { text(value.range) }
    };
    // What stands at each place, and what is to stand there.
    let (places, entries): (Vec<TextRange>, Vec<String>) = match &node.json {
        Json::Object(object) => {
            let order = order_of_keys(snapshot, path, node);
            let mut members: Vec<_> = object.members.iter().collect();
            if !order.is_empty() {
                members.sort_by_key(|member| {
                    order.iter().position(|key| *key == member.key).unwrap_or(order.len())
                });
            }
            let written = members.into_iter().map(|member| {
                let before = text(TextRange::new(member.range.start(), member.value.range.start()));
                before + &inner(PathSegment::Key(member.key.clone()), &member.value)
            });
            (object.members.iter().map(|member| member.range).collect(), written.collect())
        }
        Json::Array(elements) => {
            let written = elements.iter().enumerate().map(|(index, element)| inner(index.into(), element));
            (elements.iter().map(|element| element.range).collect(), written.collect())
        }
        _ => return text(node.range),
    };
    let mut out = String::new();
    let mut at = node.range.start();
    for (place, entry) in places.into_iter().zip(entries) {
        out.push_str(&text(TextRange::new(at, place.start().max(at))));
        out.push_str(&entry);
        at = place.end();
    }
    out + &text(TextRange::new(at, node.range.end().max(at)))
}

/// The keys of the object's form in the model's order; none for maps.
fn order_of_keys(snapshot: &Snapshot, path: &KeyPath, node: &Node) -> Vec<&'static str> {
    let Some(shape) = model().at(snapshot.config(), path) else { return Vec::new() };
    shape.choose(node).properties().map(|property| property.key).collect()
}
