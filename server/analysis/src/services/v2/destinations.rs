//! Rewrites and routes that target services.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
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
    /// What the entry of this index says.
    fn at(index: usize, entries: &Elements) -> Option<Cow<'_, About>> {
        match entries.answer::<TargetsService>(index, About::of)? {
            Cow::Borrowed(about) => about.as_ref().map(Cow::Borrowed),
            Cow::Owned(about) => about.map(Cow::Owned),
        }
    }

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
        (0..entries.len()).filter_map(move |index| {
            Some(Destination { owner, key, entries, index, about: About::at(index, entries)? })
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
    lists(snapshot).flat_map(|(owner, key, entries)| Destination::all(owner, key, entries)).collect()
}

/// The lists of entries whose destinations may be services, each with its owner and key, in the order of [`destinations`].
fn lists(snapshot: &Snapshot) -> impl Iterator<Item = (Option<&str>, &'static str, &Elements)> {
    let config = snapshot.config();
    let services = v2::declared_in(config).and_then(|declared| declared.value.as_object());
    let services = services.into_iter().flat_map(Object::entries).filter_map(|member| {
        let service = member.value.as_object().filter(|service| has_blocks(snapshot, service))?;
        Some((Some(member.key.as_str()), service))
    });
    let places = config.as_object().map(|config| (None, config)).into_iter().chain(services);
    places.flat_map(|(owner, place)| {
        let list = move |key| Some((owner, key, place.get(key)?.as_array()?));
        ["routes", "rewrites"].into_iter().filter_map(list)
    })
}

/// A service to which rewrites and routes lead.
#[derive(Debug, Clone)]
pub struct Target {
    /// Bytes of its name in the first rewrite or route of the top level that leads there. None if only those of services do.
    pub first: Option<TextRange>,
    /// The path of all those, by [`path_of`].
    path: Option<String>,
    /// Whether the service may be given another path than the one that was requested.
    pub changes_path: bool,
}

/// That all entries of a list were looked at.
struct AreRead;

impl Query for AreRead {
    type Answer = ();
}

/// The targets of some rewrites or routes in a row.
struct TargetsOfPart;

impl Query for TargetsOfPart {
    type Answer = Vec<(String, Target)>;
}

/// The targets of all of them.
struct TargetsOfFile;

impl Query for TargetsOfFile {
    type Answer = HashMap<String, Target>;
}

impl Target {
    /// The target of some entries in a row, whose places are relative to the first.
    fn all(indexes: Range<usize>, entries: &Elements) -> Vec<(String, Target)> {
        let mut targets: Vec<(String, Target)> = Vec::new();
        let start = entries.start(indexes.start);
        for index in indexes {
            let Some(about) = About::at(index, entries) else { continue };
            let Some(name) = &about.name else { continue };
            let first = Some(about.range + entries.start(index) - start);
            let target = Target { first, path: about.path.clone(), changes_path: about.changes_path };
            match targets.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => known.add(&target),
                None => targets.push((name.clone(), target)),
            }
        }
        targets
    }

    /// The path below which every request goes to it, without a slash at its end; `/` where all do. With it, bytes of the service's
    /// name in the first rewrite or route that leads there. None if there are several paths, or one that isn't that simple.
    #[must_use]
    pub fn mount(&self) -> Option<(&str, TextRange)> {
        Some((self.path.as_deref()?, self.first?))
    }

    /// Adds what later entries say of the same service.
    fn add(&mut self, later: &Target) {
        self.changes_path |= later.changes_path;
        if self.first.is_none() {
            self.first = later.first;
            self.path.clone_from(&later.path);
        } else if later.first.is_some() && self.path != later.path {
            self.path = None;
        }
    }
}

/// The services to which rewrites and routes lead, declared or not, by their names.
#[must_use]
pub fn targets(snapshot: &Snapshot) -> &HashMap<String, Target> {
    snapshot.facts().of::<TargetsOfFile>().get_or_init(|| {
        let mut targets: HashMap<String, Target> = HashMap::new();
        for (owner, _, entries) in lists(snapshot) {
            entries.each_new::<AreRead>(|index| {
                About::at(index, entries);
                if snapshot.check_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let parts = entries.summaries::<TargetsOfPart>(|indexes| Target::all(indexes, entries));
            for (index, part) in parts {
                let start = entries.start(index);
                for (name, target) in &*part {
                    let is_public = owner.is_none();
                    let target = Target {
                        first: target.first.filter(|_| is_public).map(|first| first + start),
                        path: target.path.clone().filter(|_| is_public),
                        changes_path: target.changes_path,
                    };
                    match targets.get_mut(name) {
                        Some(known) => known.add(&target),
                        None => _ = targets.insert(name.clone(), target),
                    }
                }
            }
        }
        targets
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
