//! Builds rewrites to services.

use crate::routes::{Block, Examined, Summary, compile};
use crate::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::value::{Json, Node};
use svc_vercel::patterns::js_regex::JsRegex;

/// The source that matches a path and all below it, as Vercel's own migration writes it.
#[must_use]
pub fn source_below(path: &str) -> String {
    if path == "/" { "/(.*)".to_owned() } else { format!("{path}(/.*)?") }
}

/// A new top-level rewrite that sends a path and everything below it to a service.
#[derive(Debug)]
pub struct NewRewrite {
    /// Which requests.
    pub source: String,
    /// Writes it down, before a rewrite that takes them.
    pub edit: TextEdit,
}

/// The rewrite from `path` to `service`; `None` if an existing rule would shadow it, or it would shadow one.
#[must_use]
pub fn new_rewrite(snapshot: &Snapshot, path: &str, service: &str) -> Option<NewRewrite> {
    let config = snapshot.config();
    let below = if path == "/" { "/x".to_owned() } else { format!("{path}/x") };
    let mut routes = config.get("routes").and_then(Node::as_array).unwrap_or_default().iter();
    // Routes come before all rewrites.
    if routes.any(|entry| takes(&Summary::of_route(entry, &compile::user_route(entry)), &below)) {
        return None;
    }
    let taken_at = first_matching_rewrite(snapshot, &below);
    if path == "/" && taken_at.is_some() {
        return None;
    }
    let source = source_below(path);
    let rewrite =
        format!(r#"{{ "source": "{source}", "destination": {{ "service": {} }} }}"#, edit::quoted(service));
    let edit = match config.get("rewrites") {
        Some(rewrites) => {
            let Json::Array(entries) = &rewrites.json else { return None };
            edit::insert_element(&snapshot.text, rewrites, taken_at.unwrap_or(entries.len()), &rewrite)?
        }
        None => edit::insert_member(&snapshot.text, config, "rewrites", &format!("[{rewrite}]"))?,
    };
    Some(NewRewrite { source, edit })
}

/// The index of the first top-level rewrite that takes every request of a path.
fn first_matching_rewrite(snapshot: &Snapshot, path: &str) -> Option<usize> {
    let mut rewrites = snapshot.config().get("rewrites").and_then(Node::as_array).unwrap_or_default().iter();
    rewrites.position(|entry| {
        takes(&Summary::from_entry(Block::Rewrites, entry, &Examined::new(Block::Rewrites, entry)), path)
    })
}

fn takes(summary: &Summary, path: &str) -> bool {
    let source = summary.source.as_ref().filter(|_| summary.conditions.is_empty());
    let regex = source.and_then(|source| JsRegex::new(&source.expression).ok());
    regex.is_some_and(|regex| matches!(regex.exec(path), Ok(Some(_))))
}
