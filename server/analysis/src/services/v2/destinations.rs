//! Where rewrites and routes lead into services.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use svc_syntax::TextRange;

use crate::services::routing::{Matches, Row};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Object, Query};

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
    destinations_in(snapshot.config())
}

/// The same of the file's value.
pub(in crate::services) fn destinations_in(config: &Node) -> Vec<Destination<'_>> {
    let mut found = Vec::new();
    if let Some(config) = config.as_object() {
        collect(None, config, &mut found);
    }
    let services = v2::declared_in(config).and_then(|declared| declared.value.as_object());
    for member in services.into_iter().flat_map(Object::entries) {
        if let Some(service) = member.value.as_object() {
            collect(Some(&member.key), service, &mut found);
        }
    }
    found
}

/// Whether an entry of a routing block targets a service.
pub(crate) struct TargetsService;

impl Query for TargetsService {
    type Answer = bool;
}

fn collect<'a>(owner: Option<&'a str>, place: &'a Object, found: &mut Vec<Destination<'a>>) {
    for key in ["routes", "rewrites"] {
        let entries = place.get(key).and_then(Node::as_array).unwrap_or_default();
        for entry in entries.matching::<TargetsService>(|entry| service_of(entry).is_some()) {
            found.extend(service_of(entry).map(|service| Destination { owner, key, entry, service }));
        }
    }
}

/// Where requests come into a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mount<'a> {
    /// The path below which every request goes to it, without a slash at its end; `/` where all do.
    pub path: &'a str,
    /// Bytes of the service's name in the first rewrite that leads there.
    pub range: TextRange,
}

/// Where requests come into each service to which all rewrites and routes of the top level lead below one and the same path.
#[must_use]
pub fn mounts<'a>(destinations: &[Destination<'a>]) -> HashMap<&'a str, Mount<'a>> {
    let mut mounts: HashMap<&str, Option<Mount<'_>>> = HashMap::new();
    for it in destinations.iter().filter(|it| it.owner.is_none()) {
        let Some(name) = it.name() else { continue };
        let path = it.source().and_then(path_of).map(|path| if path.is_empty() { "/" } else { path });
        let mount = path.map(|path| Mount { path, range: it.service.range });
        mounts
            .entry(name)
            .and_modify(|known| *known = known.filter(|known| Some(known.path) == path))
            .or_insert(mount);
    }
    mounts.into_iter().filter_map(|(name, mount)| Some((name, mount?))).collect()
}

/// The path below which a source matches everything, where it is that simple: `/docs` of `/docs(/.*)?`.
fn path_of(source: &str) -> Option<&str> {
    SOURCE.captures(source)?.get(1).map(|path| path.as_str())
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:/[\w.~-]+)*)(?:/\(\.\*\)|\(/\.\*\)\??|/:\w+\*|/:\w+\(\.\*\)\??|/?)$").unwrap()
});

/// The service that a rewrite or route leads to.
#[must_use]
pub fn service_of(entry: &Node) -> Option<&Node> {
    entry.get("destination")?.get("service")
}

/// The rewrites of the top level that lead into services without an error, in the order in which Vercel asks them: the first
/// whose pattern matches a request has it answered by its service.
#[must_use]
pub fn table(snapshot: &Snapshot) -> Vec<Row> {
    table_of(snapshot, |name| v2::resolution(snapshot).service(name).is_some())
}

/// The same for services that stand elsewhere than in the file.
#[must_use]
pub fn table_of(snapshot: &Snapshot, is_service: impl Fn(&str) -> bool) -> Vec<Row> {
    destinations(snapshot)
        .into_iter()
        .filter(|it| it.owner.is_none() && it.key == "rewrites")
        .filter(|it| it.name().is_some_and(&is_service))
        .filter_map(|it| {
            Some(Row {
                matches: Matches::Source(it.entry.get("source")?.as_str()?.to_owned()),
                service: it.name()?.to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_have_a_path() {
        for (source, path) in [
            ("/(.*)", Some("")),
            ("/:path*", Some("")),
            ("/docs", Some("/docs")),
            ("/docs/", Some("/docs")),
            ("/docs(/.*)?", Some("/docs")),
            ("/docs/(.*)", Some("/docs")),
            ("/docs/v1/:path*", Some("/docs/v1")),
            ("/docs/:path(.*)?", Some("/docs")),
            ("/docs/:id", None),
            ("/(docs|help)/(.*)", None),
            ("/docs(.*)", None),
        ] {
            assert_eq!(path_of(source), path, "{source}");
        }
    }
}
