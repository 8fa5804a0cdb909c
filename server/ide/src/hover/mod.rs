//! Hover: what the key or value at the cursor is and what Vercel makes of it, as Markdown whose first line is short.

mod condition;
mod field;
mod framework;
mod pattern;
pub(crate) mod place;
mod reads;
mod reported;
pub(crate) mod requests;
pub(crate) mod schedule;
mod service;
#[cfg(test)]
mod tests;
mod variable;

pub use field::{shape, shape_of_values};
pub use framework::framework;

use svc_syntax::{Focus, FocusKind, PathSegment, TextRange, TextSize};

use crate::markdown::code;
use reported::Reported;
use svc_analysis::rules;
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::Meaning;
use svc_vercel::http_headers;
use svc_vercel::regions;

/// The hover at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The token that it is about.
    pub range: TextRange,
    /// What to show.
    pub markdown: String,
}

/// The hover at an offset. `now`, in seconds since 1970, is what the next runs of a schedule count from.
#[must_use]
pub fn hover(snapshot: &Snapshot, offset: TextSize, now: i64) -> Option<Hover> {
    let Focus { range, kind, path } = snapshot.focus(offset)?;
    let reported = Reported::at(snapshot, range);
    let markdown = match kind {
        FocusKind::Key => key(snapshot, &path, &reported),
        FocusKind::Value => value(snapshot, &path, &reported, now),
        FocusKind::Other => return None,
    };
    let markdown = markdown.or_else(|| field::field(snapshot, &path, None))?;
    Some(Hover { range, markdown: reported.leave_out(&markdown) })
}

/// What a key is, where it is a name, or where the file as a whole has something to say about it.
fn key(snapshot: &Snapshot, path: &[PathSegment], reported: &Reported) -> Option<String> {
    let (last, object) = path.split_last()?;
    let PathSegment::Key(name) = last else { return None };
    let own = match snapshot.model().key_meaning(object) {
        Some(Meaning::Service(model)) => return service::service(snapshot, model, name, reported),
        Some(Meaning::Glob) => place::glob(snapshot, path, name, reported),
        Some(Meaning::EnvName) => variable::variable(snapshot, path, name),
        Some(Meaning::HeaderName) => header(name),
        Some(Meaning::Region) => region(name),
        Some(Meaning::Rule) => rule(name),
        _ => None,
    };
    if let Some(own) = own {
        let field = field::field(snapshot, path, None);
        return Some(field.map_or(own.clone(), |field| format!("{own}\n\n---\n\n{field}")));
    }
    match snapshot.model().meaning(path) {
        Some(Meaning::Prefix) => service::prefix(snapshot, path),
        _ if path.len() == 1 && name == svc_analysis::services::v1::KEY => {
            service::experimental_services(snapshot, path)
        }
        _ => None,
    }
}

/// What a value is.
fn value(snapshot: &Snapshot, path: &[PathSegment], reported: &Reported, now: i64) -> Option<String> {
    let config = snapshot.config();
    let node = config.at(path)?;
    let text = node.as_str();
    let field = || field::field(snapshot, path, Some(node));
    let about = match snapshot.model().meaning(path) {
        Some(Meaning::Framework) => framework(text?),
        Some(Meaning::Service(model)) => service::service(snapshot, model, text?, reported),
        Some(Meaning::Prefix) => return service::prefix(snapshot, path).or_else(field),
        Some(Meaning::Source) => return pattern::source(snapshot, path, text?, reported).or_else(field),
        Some(Meaning::RouteSource) => {
            return pattern::expression(snapshot, path, text?, reported).or_else(field);
        }
        Some(Meaning::Schedule) => {
            return schedule::schedule(config, path, text?, reported, now).or_else(field);
        }
        Some(Meaning::Path(kind)) => place::path(snapshot, path, kind, text?, reported),
        Some(Meaning::RequestPath) => place::request(snapshot, path, text?, reported),
        Some(Meaning::Destination) => text.and_then(|text| place::request(snapshot, path, text, reported)),
        Some(Meaning::Glob) => place::glob(snapshot, path, text?, reported),
        Some(Meaning::EnvName) => variable::variable(snapshot, path, text?),
        Some(Meaning::Region) => region(text?),
        Some(Meaning::HeaderName) => header(text?),
        Some(Meaning::ConditionKey) => return condition::key(snapshot, path, text?).or_else(field),
        _ => return text.and_then(|text| condition::value(snapshot, path, text)).or_else(field),
    };
    let is_whole = matches!(snapshot.model().meaning(path), Some(Meaning::Framework | Meaning::Service(_)));
    match (about, field()) {
        (Some(about), Some(field)) if !is_whole => Some(format!("{about}\n\n---\n\n{field}")),
        (about, field) => about.or(field),
    }
}

fn rule(code: &str) -> Option<String> {
    rules::find(code).map(|rule| format!("**{}** — {}", crate::markdown::code(code), rule.title()))
}

fn region(name: &str) -> Option<String> {
    regions::city(name).map(|city| format!("**{}** — {city}", code(name)))
}

fn header(name: &str) -> Option<String> {
    http_headers::response(name).map(|header| format!("**{}** — {}", header.name, header.about))
}
