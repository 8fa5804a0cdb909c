//! Rewrites and routes that target services.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;
use svc_syntax::TextRange;

use crate::routes::has_blocks;
use crate::services::routing::{Matches, Row};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Elements, Node, Object, Query};

/// A destination of a rewrite or route that is a service.
#[derive(Debug, Clone)]
pub struct Destination<'a> {
    /// The service that the rewrite or route belongs to; none at the top level.
    pub owner: Option<&'a str>,
    /// `rewrites` or `routes`.
    pub key: &'static str,
    entries: &'a Elements,
    index: usize,
    about: Cow<'a, About>,
}

/// What a rewrite or route to a service says, by itself.
#[derive(Debug, Clone)]
struct About {
    /// The service's name, if that is a string.
    name: Option<String>,
    /// Bytes of the name, from the entry's start.
    range: TextRange,
    /// The pattern of the requests that go there.
    source: Option<String>,
    /// See [`path_of`].
    path: Option<String>,
    /// Whether the service may be given another path than the one that was requested.
    changes_path: bool,
}

/// What an entry of a routing block says, if it targets a service.
struct TargetsService;

impl Query for TargetsService {
    type Answer = Option<About>;
}

impl About {
    fn of(entry: &Node) -> Option<About> {
        let destination = entry.get("destination")?;
        let service = destination.get("service")?;
        let source = ["source", "src"].into_iter().find_map(|key| entry.get(key)?.as_str());
        let path = source.and_then(path_of).map(|path| if path.is_empty() { "/" } else { path });
        Some(About {
            name: service.as_str().map(str::to_owned),
            range: service.range - entry.range.start(),
            source: source.map(str::to_owned),
            path: path.map(str::to_owned),
            changes_path: destination.get("path").is_some(),
        })
    }
}

impl<'a> Destination<'a> {
    /// Those among the entries of a routing block.
    pub fn all(
        owner: Option<&'a str>,
        key: &'static str,
        entries: &'a Elements,
    ) -> impl Iterator<Item = Destination<'a>> {
        entries.answers::<TargetsService>(About::of).filter_map(move |(index, about)| {
            let about = match about {
                Cow::Borrowed(about) => Cow::Borrowed(about.as_ref()?),
                Cow::Owned(about) => Cow::Owned(about?),
            };
            Some(Destination { owner, key, entries, index, about })
        })
    }

    /// The rewrite or route.
    #[must_use]
    pub fn entry(&self) -> Option<&'a Node> {
        self.entries.get(self.index)
    }

    /// The name of the service, of whatever type.
    #[must_use]
    pub fn service(&self) -> Option<&'a Node> {
        self.entry()?.get("destination")?.get("service")
    }

    /// The name of the service.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.about.name.as_deref()
    }

    /// Bytes of the name.
    #[must_use]
    pub fn range(&self) -> TextRange {
        self.about.range + self.entries.start(self.index)
    }

    /// The pattern of the requests that go there.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.about.source.as_deref()
    }
}

/// The destinations of the file that are services: those of the top level in the order in which Vercel asks them (routes
/// before rewrites), then those of each service.
#[must_use]
pub fn destinations(snapshot: &Snapshot) -> Vec<Destination<'_>> {
    let config = snapshot.config();
    let mut found = Vec::new();
    if let Some(config) = config.as_object() {
        collect(None, config, &mut found);
    }
    let services = v2::declared_in(config).and_then(|declared| declared.value.as_object());
    for member in services.into_iter().flat_map(Object::entries) {
        if let Some(service) = member.value.as_object().filter(|service| has_blocks(snapshot, service)) {
            collect(Some(&member.key), service, &mut found);
        }
    }
    found
}

fn collect<'a>(owner: Option<&'a str>, place: &'a Object, found: &mut Vec<Destination<'a>>) {
    for key in ["routes", "rewrites"] {
        let entries = place.get(key).and_then(Node::as_array).unwrap_or_default();
        found.extend(Destination::all(owner, key, entries));
    }
}

/// Where a service is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The path below which every request goes to it, without a slash at its end; `/` where all do.
    pub path: String,
    /// Bytes of the service's name in the first rewrite that leads there.
    pub range: TextRange,
    /// Whether the service may be given another path than the one that was requested.
    pub changes_path: bool,
}

struct Mounts;

impl Query for Mounts {
    type Answer = HashMap<String, Mount>;
}

/// The mount of each service whose top-level rewrites and routes all have the same path.
#[must_use]
pub fn mounts(snapshot: &Snapshot) -> &HashMap<String, Mount> {
    snapshot.facts().of::<Mounts>().get_or_init(|| {
        let destinations = destinations(snapshot);
        let mut mounts: HashMap<&str, Option<&Destination<'_>>> = HashMap::new();
        for it in destinations.iter().filter(|it| it.owner.is_none()) {
            let (Some(name), path) = (it.name(), &it.about.path) else { continue };
            mounts
                .entry(name)
                .and_modify(|first| *first = first.filter(|first| first.about.path == *path))
                .or_insert(path.is_some().then_some(it));
        }
        let changing = destinations.iter().filter(|it| it.about.changes_path);
        let changing: HashSet<&str> = changing.filter_map(Destination::name).collect();
        let mount = |name: &str, first: &Destination<'_>| {
            let (path, changes_path) = (first.about.path.clone()?, changing.contains(name));
            Some((name.to_owned(), Mount { path, range: first.range(), changes_path }))
        };
        mounts.into_iter().filter_map(|(name, first)| mount(name, first?)).collect()
    })
}

/// The path below which a source matches everything, where it is that simple: `/docs` of `/docs(/.*)?`.
fn path_of(source: &str) -> Option<&str> {
    SOURCE.captures(source)?.get(1).map(|path| path.as_str())
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:/[\w.~-]+)*)(?:/\(\.\*\)|\(/\.\*\)\??|/:\w+\*|/:\w+\(\.\*\)\??|/?)$").unwrap()
});

/// The rewrites of the top level that lead into services without an error, in the order in which Vercel asks them: the first one
/// that matches a request decides which service handles it.
#[must_use]
pub fn table(snapshot: &Snapshot) -> Vec<Row> {
    table_of(snapshot, |name| v2::resolution(snapshot).service(name).is_some())
}

/// The same for services that the file doesn't declare.
#[must_use]
pub fn table_of(snapshot: &Snapshot, is_service: impl Fn(&str) -> bool) -> Vec<Row> {
    destinations(snapshot)
        .into_iter()
        .filter(|it| it.owner.is_none() && it.key == "rewrites")
        .filter(|it| it.name().is_some_and(&is_service))
        .filter_map(|it| {
            Some(Row { matches: Matches::Source(it.source()?.to_owned()), service: it.name()?.to_owned() })
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
