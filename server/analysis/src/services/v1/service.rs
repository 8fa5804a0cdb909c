//! What is particular to a service of this model: its type, trigger and mount point.

use std::borrow::Cow;

use svc_syntax::TextRange;

use crate::services::Service;
use crate::services::routing::normalize_prefix;
use svc_syntax::value::{Json, Node, Object, Query};

/// What `type` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Answers requests; what a service is without a `type`.
    Web,
    /// Takes jobs from a queue.
    Worker,
    /// Runs on a schedule.
    Cron,
    /// Runs on its `trigger`.
    Job,
    /// Not a type. The structural validation reports it, the resolver accepts it.
    Unknown,
}

/// The mount point of a service, from `mount` or from `routePrefix` and `subdomain`.
#[derive(Debug, Clone, Copy)]
pub struct Routing<'a> {
    /// The path that it is mounted at, of whatever type.
    pub prefix: Option<&'a Node>,
    /// The subdomain, of whatever type.
    pub subdomain: Option<&'a Node>,
}

/// A web service's route prefix as Vercel uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The prefix, with a leading slash.
    pub path: String,
    /// Where it is written; the subdomain where Vercel generates it.
    pub range: TextRange,
    /// Whether it is written, not generated from a subdomain.
    pub configured: bool,
}

/// An entry of `env` that asks for another service's URL.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The variable's name.
    pub variable: &'a str,
    /// The name of the other service.
    pub target: &'a str,
    /// Where that name is written.
    pub range: TextRange,
}

/// See [`Service::normal_prefix`]. `None` inside is a prefix that Vercel generates from the name.
struct NormalPrefix;

impl Query for NormalPrefix {
    type Answer = Option<Option<String>>;
}

/// See [`Service::has_subdomain`].
struct HasSubdomain;

impl Query for HasSubdomain {
    type Answer = bool;
}

/// See [`Service::has_references`].
struct HasReferences;

impl Query for HasReferences {
    type Answer = bool;
}

impl<'a> Service<'a> {
    /// What `type` says.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.truthy("type").map(Node::as_str) {
            None | Some(Some("web")) => Kind::Web,
            Some(Some("worker")) => Kind::Worker,
            Some(Some("cron")) => Kind::Cron,
            Some(Some("job")) => Kind::Job,
            Some(_) => Kind::Unknown,
        }
    }

    /// Whether it is a worker, cron or job: those have no mount point.
    #[must_use]
    pub fn is_background(&self) -> bool {
        matches!(self.kind(), Kind::Worker | Kind::Cron | Kind::Job)
    }

    /// Whether it is a job with this trigger.
    #[must_use]
    pub fn is_job(&self, trigger: &str) -> bool {
        self.kind() == Kind::Job && self.text("trigger") == Some(trigger)
    }

    /// Whether it runs on a schedule.
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        self.kind() == Kind::Cron || self.is_job("schedule")
    }

    /// Its mount point; `None` if `mount` conflicts or can't be read.
    #[must_use]
    pub fn routing(&self) -> Option<Routing<'a>> {
        let Some(mount) = self.field("mount") else {
            return Some(Routing { prefix: self.field("routePrefix"), subdomain: self.field("subdomain") });
        };
        if self.text("routePrefix").is_some() || self.text("subdomain").is_some() {
            return None;
        }
        match &mount.json {
            Json::String(_) => Some(Routing { prefix: Some(mount), subdomain: None }),
            Json::Object(object) => {
                let only_known =
                    object.members().iter().all(|it| matches!(it.key.as_str(), "path" | "subdomain"));
                let readable = |key| object.get(key).is_none_or(|value| value.as_str().is_some());
                let some = object.has("path") || object.has("subdomain");
                (only_known && readable("path") && readable("subdomain") && some)
                    .then(|| Routing { prefix: object.get("path"), subdomain: object.get("subdomain") })
            }
            _ => None,
        }
    }

    /// The route prefix of a web service, where it has one and it can be read.
    #[must_use]
    pub fn prefix(&self) -> Option<Prefix> {
        if self.kind() != Kind::Web {
            return None;
        }
        let routing = self.routing()?;
        if let Some(prefix) = routing.prefix.filter(|prefix| prefix.is_truthy()) {
            let written = prefix.as_str()?;
            let path = if written.starts_with('/') { written.to_owned() } else { format!("/{written}") };
            return Some(Prefix { path, range: prefix.range, configured: true });
        }
        let subdomain = routing.subdomain.filter(|it| it.as_str().is_some_and(|text| !text.is_empty()))?;
        Some(Prefix { path: format!("/_/{}", self.name), range: subdomain.range, configured: false })
    }

    /// The subdomain of a web service, in lower case.
    #[must_use]
    pub fn subdomain(&self) -> Option<(String, TextRange)> {
        if self.kind() != Kind::Web {
            return None;
        }
        let subdomain = self.routing()?.subdomain?;
        subdomain.as_str().map(|text| (text.to_lowercase(), subdomain.range))
    }

    /// Its prefix as Vercel compares it; see [`normalize_prefix`].
    #[must_use]
    pub fn normal_prefix(&self) -> Option<Cow<'_, str>> {
        let of_value = self.remembered::<NormalPrefix>(|| {
            let prefix = self.prefix()?;
            Some(prefix.configured.then(|| normalize_prefix(&prefix.path)))
        });
        match of_value.as_ref()? {
            Some(prefix) => Some(Cow::Borrowed(prefix)),
            None => self.prefix().map(|prefix| Cow::Owned(normalize_prefix(&prefix.path))),
        }
    }

    /// Whether another service may have the same subdomain.
    #[must_use]
    pub fn has_subdomain(&self) -> bool {
        *self.remembered::<HasSubdomain>(|| self.subdomain().is_some_and(|(it, _)| !it.is_empty()))
    }

    /// Whether its environment refers to services.
    #[must_use]
    pub fn has_references(&self) -> bool {
        *self.remembered::<HasReferences>(|| self.references().next().is_some())
    }

    /// The references to other services in its `env`.
    pub fn references(&self) -> impl Iterator<Item = Reference<'a>> {
        let env = self.field("env").and_then(Node::as_object);
        env.into_iter().flat_map(Object::entries).filter_map(|entry| {
            let is_reference = entry.value.get("type").and_then(Node::as_str) == Some("service-ref");
            let target = entry.value.get("service").filter(|_| is_reference)?;
            Some(Reference { variable: &entry.key, target: target.as_str()?, range: target.range })
        })
    }
}
