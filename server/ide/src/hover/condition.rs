//! What a condition of `has` or `missing` looks at, and what it gives the destination.

use svc_syntax::PathSegment;

use crate::markdown::code;
use svc_analysis::routes::bound_by;
use svc_analysis::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::http_headers;

/// The hover text for the name of a header, a cookie or a query parameter.
pub(super) fn key(snapshot: &Snapshot, path: &[PathSegment], name: &str) -> Option<String> {
    let condition = Condition::of(snapshot, path)?;
    let what = match condition.kind {
        "header" => match http_headers::request(name) {
            Some(about) => format!("request header. {about}"),
            None => "request header. Upper and lower case make no difference.".to_owned(),
        },
        "cookie" => "cookie of the request".to_owned(),
        "query" => "parameter of the query string".to_owned(),
        _ => return None,
    };
    let mut parts = vec![format!("**{}** — {what}", code(name))];
    let has_value = condition.node.get("value").is_some_and(Node::is_truthy);
    parts.push(match (condition.is_has, has_value) {
        (true, true) => "The rule applies to requests that have it with this `value`.".to_owned(),
        (true, false) => "The rule applies to requests that have it, whatever its value.".to_owned(),
        (false, true) => "The rule applies to requests that don't have it with this `value`.".to_owned(),
        (false, false) => "The rule applies to requests that don't have it.".to_owned(),
    });
    parts.extend(condition.given());
    Some(parts.join("\n\n"))
}

/// The hover text for a regular expression that a value must match.
pub(super) fn value(snapshot: &Snapshot, path: &[PathSegment], expression: &str) -> Option<String> {
    if !matches!(path.last(), Some(PathSegment::Key(key)) if key == "value") {
        return None;
    }
    let condition = Condition::of(snapshot, path)?;
    let name = condition.node.get("key").and_then(Node::as_str).map(code).unwrap_or_default();
    let what = match condition.kind {
        "host" => "the requested host".to_owned(),
        "header" => format!("the request header {name}"),
        "cookie" => format!("the cookie {name}"),
        "query" => format!("the query parameter {name}"),
        _ => return None,
    };
    let mut parts = vec![format!("**{}** — regular expression for {what}", code(expression))];
    let applies = if condition.is_has { "applies" } else { "doesn't apply" };
    let where_ = match (expression.starts_with('^'), expression.ends_with('$')) {
        (true, true) => "the whole value",
        (true, false) => "the start of the value",
        (false, true) => "the end of the value",
        (false, false) => "any part of the value; `^` and `$` mark its start and end",
    };
    parts.push(format!("The rule {applies} where it matches {where_}."));
    if condition.kind == "host" {
        parts.push("Preview deployments have other hosts.".to_owned());
    }
    parts.extend(condition.given());
    Some(parts.join("\n\n"))
}

struct Condition<'a> {
    node: &'a Node,
    kind: &'a str,
    /// Whether it is one of `has`.
    is_has: bool,
    /// What a name begins with in the destination of its rule.
    mark: char,
}

impl<'a> Condition<'a> {
    /// The condition that the member at a path belongs to.
    fn of(snapshot: &'a Snapshot, path: &[PathSegment]) -> Option<Condition<'a>> {
        let [rules @ .., PathSegment::Key(list), PathSegment::Index(_), PathSegment::Key(_)] = path else {
            return None;
        };
        let node = snapshot.config().at(path.get(..path.len() - 1)?)?;
        let is_route =
            rules.iter().any(|segment| matches!(segment, PathSegment::Key(key) if key == "routes"));
        Some(Condition {
            node,
            kind: node.get("type")?.as_str()?,
            is_has: match list.as_str() {
                "has" => true,
                "missing" => false,
                _ => return None,
            },
            mark: if is_route { '$' } else { ':' },
        })
    }

    /// The names that the destination can use.
    fn given(&self) -> Option<String> {
        if !self.is_has {
            return None;
        }
        let names: Vec<String> =
            bound_by(self.node).iter().map(|name| code(&format!("{}{name}", self.mark))).collect();
        (!names.is_empty())
            .then(|| format!("The destination can use {}.", svc_vercel::words::joined(&names, "and")))
    }
}
