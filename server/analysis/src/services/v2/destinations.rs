//! Where rewrites and routes lead into services.

use crate::json::{Node, Object};
use crate::routing::{Matches, Row};
use crate::services::v2;
use crate::snapshot::Snapshot;

/// A destination of a rewrite or route that is a service.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// The service that the rewrite or route belongs to; none at the top level.
    pub owner: Option<&'a str>,
    /// `rewrites` or `routes`.
    pub key: &'static str,
    /// The rewrite or route.
    pub entry: &'a Node,
    /// The name of the service that it leads to, of whatever type.
    pub service: &'a Node,
}

impl<'a> Destination<'a> {
    /// The name of the service.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        self.service.as_str()
    }

    /// The pattern of the requests that go there.
    #[must_use]
    pub fn source(&self) -> Option<&'a str> {
        ["source", "src"].into_iter().find_map(|key| self.entry.get(key)?.as_str())
    }
}

/// The destinations of the file that are services: those of the top level in the order in which Vercel asks them (routes
/// before rewrites), then those of each service.
#[must_use]
pub fn destinations(snapshot: &Snapshot) -> Vec<Destination<'_>> {
    let mut found = Vec::new();
    if let Some(config) = snapshot.config().as_object() {
        collect(None, config, &mut found);
    }
    let services = v2::declared(snapshot).and_then(|declared| declared.value.as_object());
    for member in services.into_iter().flat_map(Object::entries) {
        if let Some(service) = member.value.as_object() {
            collect(Some(&member.key), service, &mut found);
        }
    }
    found
}

fn collect<'a>(owner: Option<&'a str>, place: &'a Object, found: &mut Vec<Destination<'a>>) {
    for key in ["routes", "rewrites"] {
        for entry in place.get(key).and_then(Node::as_array).unwrap_or_default() {
            if let Some(service) = entry.get("destination").and_then(|destination| destination.get("service"))
            {
                found.push(Destination { owner, key, entry, service });
            }
        }
    }
}

/// The rewrites of the top level that lead into services without an error, in the order in which Vercel asks them: the first
/// whose pattern matches a request has it answered by its service.
#[must_use]
pub fn table(snapshot: &Snapshot) -> Vec<Row> {
    destinations(snapshot)
        .into_iter()
        .filter(|it| it.owner.is_none() && it.key == "rewrites")
        .filter(|it| it.name().is_some_and(|name| snapshot.v2().service(name).is_some()))
        .filter_map(|it| {
            Some(Row {
                matches: Matches::Source(it.entry.get("source")?.as_str()?.to_owned()),
                service: it.name()?.to_owned(),
            })
        })
        .collect()
}
