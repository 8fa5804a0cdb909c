//! Hover: what the key or value at the cursor is and what Vercel makes of it, as Markdown whose first line is short.

mod field;
mod framework;
mod pattern;
mod service;
#[cfg(test)]
mod tests;

pub use field::shape;
pub use framework::framework;

use svc_syntax::{PathSegment, Place, TextRange, TextSize};

use crate::config::model;
use crate::json::Node;
use crate::meaning::{self, Meaning};
use crate::snapshot::Snapshot;

/// What is told about a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The token that it is about.
    pub range: TextRange,
    /// What to show.
    pub markdown: String,
}

/// What can be told about an offset. `now`, in seconds since 1970, is what the next runs of a schedule count from.
#[must_use]
pub fn hover(snapshot: &Snapshot, offset: TextSize, _now: i64) -> Option<Hover> {
    let cursor = snapshot.parse.document().cursor(offset);
    let range = cursor.token.as_ref()?.text_range();
    let config = snapshot.config();
    let path = match &cursor.place {
        Place::Key(key) => key.member()?.path(),
        Place::Value(_) | Place::Element(..) => cursor.path(),
        _ => return None,
    };
    let is_key = matches!(cursor.place, Place::Key(_));
    let markdown = if is_key { key(snapshot, &path) } else { value(snapshot, &path) };
    let markdown = markdown.or_else(|| field::field(config, &path, None))?;
    Some(Hover { range, markdown })
}

/// What a key is, where it is a name, or where the file as a whole has something to say about it.
fn key(snapshot: &Snapshot, path: &[PathSegment]) -> Option<String> {
    let (last, object) = path.split_last()?;
    let PathSegment::Key(name) = last else { return None };
    if let Some(Meaning::Service(model)) = meaning::of_key(object) {
        return service::service(snapshot, model, name);
    }
    match meaning::of_value(path) {
        Some(Meaning::Prefix) => service::prefix(snapshot, path),
        _ if path.len() == 1 && name == crate::services::v1::KEY => {
            service::experimental_services(snapshot, path)
        }
        _ => None,
    }
}

/// What a value is.
fn value(snapshot: &Snapshot, path: &[PathSegment]) -> Option<String> {
    let config = snapshot.config();
    let node = find(config, path)?;
    let text = node.as_str();
    let about = match meaning::of_value(path) {
        Some(Meaning::Framework) => framework(text?),
        Some(Meaning::Service(model)) => service::service(snapshot, model, text?),
        Some(Meaning::Prefix) => service::prefix(snapshot, path),
        Some(Meaning::Source) => pattern::source(config, path, text?),
        _ => None,
    };
    about.or_else(|| field::field(config, path, Some(node)))
}

/// The value at a path.
fn find<'a>(config: &'a Node, path: &[PathSegment]) -> Option<&'a Node> {
    path.iter().try_fold(config, |node, segment| match segment {
        PathSegment::Key(key) => node.get(key),
        PathSegment::Index(index) => node.as_array()?.get(*index),
    })
}

/// The shape at a path of a file.
fn shape_at(config: &Node, path: &[PathSegment]) -> Option<crate::config::Shape> {
    model().at(config, path)
}
