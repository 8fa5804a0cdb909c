//! Members in the order of the documentation. The members of maps (services, functions, variables) keep theirs: it has a meaning.

use svc_syntax::{SyntaxErrorKind, TextRange, TextSize};

use super::{Refactoring, RefactoringKind};
use svc_analysis::snapshot::Snapshot;
use svc_config::Shape;
use svc_syntax::TextEdit;
use svc_syntax::value::{Json, Member, Node};

/// Offers to sort the object around an offset and, if that changes more, everything.
pub(super) fn collect(snapshot: &Snapshot, offset: TextSize, found: &mut Vec<Refactoring>) {
    let config = snapshot.config();
    let Some((shape, object)) = innermost_object(snapshot, offset) else { return };
    let source = snapshot.text.to_string();
    let mut add = |title: &str, shape: Option<Shape>, node: &Node, deep: bool| {
        // It is unclear which member a comment between members belongs to.
        if has_comment(snapshot, node.range) {
            return;
        }
        let mut text = String::new();
        write(&source, shape, node, deep, &mut text);
        if text != snapshot.text.slice(node.range) {
            found.push(Refactoring {
                title: title.to_owned(),
                kind: RefactoringKind::Rewrite,
                edits: vec![TextEdit::new(node.range, text)],
            });
        }
    };
    add("Sort keys in documentation order", shape, object, false);
    add("Sort all keys in documentation order", Some(snapshot.model().root()), config, true);
}

/// The innermost object that holds an offset, with its shape, where the model knows it.
fn innermost_object(snapshot: &Snapshot, offset: TextSize) -> Option<(Option<Shape>, &Node)> {
    let mut best = None;
    let mut at = Some((Some(snapshot.model().root()), snapshot.config()));
    while let Some((shape, node)) = at.filter(|(_, node)| node.range.contains_inclusive(offset)) {
        at = match &node.json {
            Json::Object(object) => {
                best = Some((shape, node));
                let member =
                    object.members().iter().find(|member| member.value.range.contains_inclusive(offset));
                member
                    .map(|member| (shape.and_then(|it| it.of_member(Some(node), &member.key)), &member.value))
            }
            Json::Array(elements) => {
                let element = elements.iter().find(|element| element.range.contains_inclusive(offset));
                element
                    .map(|element| (shape.and_then(|it| it.of_element(Some(node), Some(element))), element))
            }
            _ => None,
        };
    }
    best
}

/// Whether a comment is in a range: Vercel reads none, so each is an error of the syntax.
fn has_comment(snapshot: &Snapshot, range: TextRange) -> bool {
    use SyntaxErrorKind::{BlockComment, LineComment};
    let mut errors = snapshot.parse.errors().iter().filter(|error| range.contains_range(error.range));
    errors.any(|error| matches!(error.kind, LineComment | BlockComment))
}

/// Writes a value with its members sorted, with `deep` also those inside.
fn write(source: &str, shape: Option<Shape>, node: &Node, deep: bool, out: &mut String) {
    let part =
        |start: TextSize, end: TextSize| source.get(usize::from(start)..usize::from(end)).unwrap_or_default();
    let mut at = node.range.start();
    match &node.json {
        Json::Object(object) => {
            // The keys of the object's form in the model's order; none for maps.
            let form = shape.map(|shape| shape.choose(node));
            let order: Vec<&str> = form.iter().flat_map(|form| form.properties()).map(|it| it.key).collect();
            let mut members: Vec<&Member> = object.members().iter().collect();
            if !order.is_empty() {
                members.sort_by_key(|member| {
                    order.iter().position(|key| *key == member.key).unwrap_or(order.len())
                });
            }
            for (place, member) in object.members().iter().zip(members) {
                let value = &member.value;
                out.push_str(part(at, place.range.start()));
                out.push_str(part(member.range.start(), value.range.start()));
                if deep {
                    let shape = shape.and_then(|it| it.of_member(Some(node), &member.key));
                    write(source, shape, value, deep, out);
                } else {
                    out.push_str(part(value.range.start(), value.range.end()));
                }
                at = place.range.end();
            }
        }
        Json::Array(elements) => {
            for element in elements {
                out.push_str(part(at, element.range.start()));
                let shape = shape.and_then(|it| it.of_element(Some(node), Some(element)));
                write(source, shape, element, deep, out);
                at = element.range.end();
            }
        }
        _ => {}
    }
    out.push_str(part(at, node.range.end()));
}
