//! Completion: what can be written at the cursor.

mod headers;
mod item;
mod keys;
mod names;
mod paths;
mod samples;
mod schedules;
#[cfg(test)]
mod tests;
mod values;

use svc_syntax::{PathSegment, TextSize};

pub use item::{Completion, CompletionKind, Docs};

use crate::config::model;
use crate::cursor::{Slot, SlotKind};
use crate::json::{Json, Node};
use crate::snapshot::Snapshot;
use item::Writer;

/// What can be written at an offset, in the order of a list that nothing was typed for yet.
#[must_use]
pub fn complete(snapshot: &Snapshot, offset: TextSize) -> Vec<Completion> {
    let Some(slot) = Slot::at(snapshot, offset) else { return Vec::new() };
    let mut writer = Writer::new(snapshot, &slot);
    match &slot.kind {
        SlotKind::Key { siblings, .. } => keys::complete(&mut writer, siblings),
        SlotKind::Value if slot.path.is_empty() => samples::whole_file(&mut writer),
        SlotKind::Value | SlotKind::Element => values::complete(&mut writer),
    }
    let mut items = writer.items;
    items.sort_by(|a, b| a.sort.cmp(&b.sort));
    items
}

/// The documentation of a completion, as Markdown.
#[must_use]
pub fn documentation(snapshot: &Snapshot, docs: &Docs) -> Option<String> {
    match docs {
        Docs::Framework { slug } => crate::hover::framework(slug),
        Docs::Key { object, key } => {
            let config = snapshot.config();
            let path = path_of(config, object);
            let node = config.at(&path);
            let shape = model().at(config, &path)?;
            let forms = node.map_or_else(Vec::new, |node| shape.candidates(node));
            // A key that takes another's place may be of a form that the other one ruled out.
            forms
                .into_iter()
                .chain([shape])
                .chain(shape.alternatives())
                .find_map(|form| form.property(key))
                .map(crate::hover::shape)
        }
    }
}

/// The path that a JSON Pointer names in a file.
fn path_of(config: &Node, pointer: &str) -> Vec<PathSegment> {
    let mut node = Some(config);
    let mut path = Vec::new();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let index = step.parse::<usize>().ok();
        let elements =
            node.and_then(|node| if let Json::Array(elements) = &node.json { Some(elements) } else { None });
        match (elements, index) {
            (Some(elements), Some(index)) => {
                node = elements.get(index);
                path.push(index.into());
            }
            _ => {
                node = node.and_then(|node| node.get(&step));
                path.push(step.into());
            }
        }
    }
    path
}
