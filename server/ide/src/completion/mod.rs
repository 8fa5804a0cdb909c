//! Completion: what can be written at the cursor.

mod commands;
mod headers;
mod item;
mod keys;
mod names;
mod options;
mod paths;
mod pieces;
mod prefill;
mod samples;
mod schedules;
mod settle;
#[cfg(test)]
mod tests;
mod values;

use svc_syntax::TextSize;

#[cfg(test)]
pub(crate) use item::plain_text;
pub use item::{Completion, CompletionKind, Docs};

use item::Writer;
use svc_analysis::snapshot::Snapshot;
use svc_config::{model, options_model};
use svc_syntax::edit::slot::{Slot, SlotKind};

/// What can be written at an offset, in the order of a list that nothing was typed for yet.
#[must_use]
pub fn complete(snapshot: &Snapshot, offset: TextSize) -> Vec<Completion> {
    let Some(slot) = Slot::at(snapshot, offset) else { return Vec::new() };
    let mut writer = Writer::new(snapshot, &slot);
    match &slot.kind {
        // The piece of a string that is being written, where it is one of several.
        _ if pieces::complete(&mut writer) => {}
        SlotKind::Key { siblings, .. } => keys::complete(&mut writer, siblings),
        SlotKind::Value if slot.path.is_empty() && !snapshot.is_options() => samples::whole_file(&mut writer),
        SlotKind::Value | SlotKind::Element => values::complete(&mut writer),
    }
    let mut items = writer.items;
    items.sort_by(|a, b| a.sort.cmp(&b.sort));
    if snapshot.is_options() { items } else { settle::settle(snapshot, &slot, items) }
}

/// The documentation of a completion, as Markdown.
#[must_use]
pub fn documentation(docs: &Docs) -> Option<String> {
    match docs {
        Docs::Framework { slug } => crate::hover::framework(slug),
        Docs::Key { shape, kinds_of, of_options } => {
            let model = if *of_options { options_model() } else { model() };
            let all = kinds_of.as_ref().and_then(|(object, key)| Some(model.shape(*object)?.values_of(key)));
            model.shape(*shape).map(|shape| match all {
                Some(values) => crate::hover::shape_of_values(shape, &values),
                None => crate::hover::shape(shape),
            })
        }
    }
}
