//! What the checks across entries need to know of an entry.

use serde_json::Value;
use svc_syntax::TextRange;

use super::compile::{self, Block, UserRoute};
use super::examine::Examined;
use super::source::SourcePattern;
use svc_syntax::value::Elements;
use svc_syntax::value::Node;

/// What an entry does to requests.
#[derive(Debug, Default)]
pub struct Summary {
    /// The phase that it begins, if it is a `handle`.
    pub handle: Option<String>,
    /// Which paths it takes; `None` where that can't be read.
    pub source: Option<SourcePattern>,
    /// Its conditions (`has`, `missing`, `methods`) as JSON; empty if it has none.
    pub conditions: String,
    /// What happens to a request that it takes.
    pub effect: Effect,
    /// Where the request goes on from it, if with another path.
    pub moves: Option<Target>,
    /// The service that is its destination.
    pub service: Option<ServiceName>,
}

/// The name of a service in a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceName {
    /// The name.
    pub name: String,
    /// Where it stands, in the entry's own offsets.
    pub range: TextRange,
}

/// A path that an entry gives to requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What every such path starts with.
    pub prefix: String,
    /// Whether it is that one path: nothing is filled in.
    pub is_whole: bool,
}

/// What happens to a request that an entry takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Effect {
    /// It goes on to the next entry with the same path.
    #[default]
    Continues,
    /// It goes on with another path unless a file or function is there.
    Rewrites,
    /// No other entry of this phase is tried.
    EndsPhase,
    /// It is answered: redirected, rejected, or sent to a service or another host.
    Answers,
}

impl Summary {
    /// The summary of an entry of `redirects`, `headers` or `rewrites`.
    #[must_use]
    pub fn from_entry(block: Block, entry: &Node, examined: &Examined) -> Summary {
        let mut summary =
            Summary { conditions: conditions(entry), service: service(entry), ..Summary::default() };
        // A source that can't be read has no expression. Whatever else is wrong with the entry, it takes these paths.
        if examined.expression.is_empty() {
            return summary;
        }
        let expression = compile::anchored(&examined.expression);
        // These blocks make case count: `hasNewRoutingProperties` in `server.ts` of `vercel dev`, CLI 64.0.2.
        summary.source = entry.get("source").and_then(|node| SourcePattern::new(node, expression, false));
        summary.effect = match block {
            Block::Redirects => Effect::Answers,
            Block::Rewrites => match compile::convert(block, entry, examined) {
                Ok(route) => {
                    summary.moves = target(&route);
                    destination_effect(&route)
                }
                Err(_) => Effect::Continues,
            },
            Block::Headers | Block::Routes => Effect::Continues,
        };
        summary
    }

    /// The summary of an entry of `routes`.
    #[must_use]
    pub fn of_route(entry: &Node, route: &UserRoute) -> Summary {
        let mut summary = Summary {
            handle: route.handle.clone(),
            conditions: conditions(entry),
            service: service(entry),
            ..Summary::default()
        };
        let Some(expression) =
            route.value.get("src").and_then(Value::as_str).filter(|_| route.faults.is_empty())
        else {
            return summary;
        };
        let node = entry.get("src").or_else(|| entry.get("source"));
        let ignores_case = route.value.get("caseSensitive") != Some(&Value::Bool(true));
        summary.source = node.and_then(|node| SourcePattern::new(node, expression.to_owned(), ignores_case));
        summary.moves = target(&route.value);
        summary.effect = if route.value.get("continue") == Some(&Value::Bool(true)) {
            Effect::Continues
        } else {
            destination_effect(&route.value)
        };
        summary
    }
}

/// What a compiled route without `continue` does.
fn destination_effect(route: &Value) -> Effect {
    if route.get("destination").is_some_and(Value::is_object) {
        return Effect::Answers;
    }
    let status = route.get("status").and_then(Value::as_u64).unwrap_or_default();
    let Some(dest) = route.get("dest").and_then(Value::as_str) else {
        return if status >= 300 { Effect::Answers } else { Effect::EndsPhase };
    };
    if compile::is_url(dest) {
        return Effect::Answers;
    }
    if route.get("check") != Some(&Value::Bool(true)) || status != 0 {
        Effect::EndsPhase
    } else {
        Effect::Rewrites
    }
}

/// The path that a compiled route gives to requests, if it does.
fn target(route: &Value) -> Option<Target> {
    let dest = route.get("dest")?.as_str().filter(|dest| !compile::is_url(dest))?;
    let path = dest.split(['?', '#']).next().unwrap_or_default();
    let prefix = path.split('$').next().unwrap_or_default();
    let is_whole = prefix.len() == path.len();
    let is_rooted = prefix.starts_with('/') || (prefix.is_empty() && !is_whole);
    let prefix = if is_rooted { prefix.to_owned() } else { format!("/{prefix}") };
    Some(Target { prefix, is_whole })
}

fn conditions(entry: &Node) -> String {
    let parts = ["has", "missing", "methods"].into_iter().filter_map(|key| {
        let value = entry.get(key)?;
        let empty = value.as_array().is_some_and(Elements::is_empty);
        (!empty).then(|| format!("{key}{}", value.to_value()))
    });
    parts.collect()
}

fn service(entry: &Node) -> Option<ServiceName> {
    let node = entry.get("destination")?.get("service")?;
    Some(ServiceName { name: node.as_str()?.to_owned(), range: node.range })
}
