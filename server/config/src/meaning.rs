//! What a value or key means by its place: a framework's slug, a service's name, a path of the project, a schedule.
//!
//! The model ([`crate::model`]) says what form a value has; this says what it stands for. Completion, hover, navigation and
//! highlighting all ask here.

use svc_syntax::PathSegment;

use crate::services::{EXPERIMENTAL_SERVICES, ServicesModel};
use svc_syntax::value::Node;
use svc_vercel::posix_path;

/// What a value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A framework's slug.
    Framework,
    /// A runtime of a service.
    Runtime,
    /// A builder's package.
    Builder,
    /// A path of the project.
    Path(PathKind),
    /// A glob pattern over the project's files.
    Glob,
    /// The name of a service of this model.
    Service(ServicesModel),
    /// The path or paths at which a v1 service is mounted.
    Prefix,
    /// A cron expression.
    Schedule,
    /// A path that is requested.
    RequestPath,
    /// A pattern of paths, in the syntax of path-to-regexp.
    Source,
    /// A pattern of paths, as a regular expression.
    RouteSource,
    /// Where a rewrite, redirect or route leads.
    Destination,
    /// A region.
    Region,
    /// The name of a response header.
    HeaderName,
    /// The value of a response header, whose name stands beside it.
    HeaderValue,
    /// The name of a request header, cookie or query parameter that a condition looks at.
    ConditionKey,
    /// The name of an environment variable.
    EnvName,
    /// A command of the shell, run in the service's folder.
    Command,
    /// A method of HTTP.
    Method,
    /// A time zone.
    TimeZone,
}

/// What kind of path it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// A service's folder.
    Root,
    /// What a service starts: a file, a folder, a Python module.
    Entrypoint,
    /// Any file.
    File,
    /// Any folder.
    Folder,
    /// A file or a folder.
    Any,
}

/// The service that a place belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServicePlace<'a> {
    /// The model that it is declared in.
    pub model: ServicesModel,
    /// The key that declares the model's services.
    pub key: &'a str,
    /// The service's name.
    pub name: &'a str,
}

/// The service that a path leads into.
#[must_use]
pub fn service_of(path: &[PathSegment]) -> Option<ServicePlace<'_>> {
    let [PathSegment::Key(key), PathSegment::Key(name), ..] = path else { return None };
    Some(ServicePlace { model: ServicesModel::of_key(key)?, key, name })
}

/// The folder that paths in the values at `path` start from, as a path from the project root.
#[must_use]
pub fn base_of(config: &Node, path: &[PathSegment]) -> String {
    let in_service = || {
        let service = service_of(path)?;
        // A service's own root is relative to the project.
        if matches!(path.get(2), Some(PathSegment::Key(key)) if key == "root") {
            return None;
        }
        config.get(service.key)?.get(service.name)?.get("root")?.as_str()
    };
    let in_daemon = || {
        let [PathSegment::Key(key), PathSegment::Key(name), PathSegment::Key(field), ..] = path else {
            return None;
        };
        (key == "daemons" && field != "root")
            .then(|| config.get(key)?.get(name)?.get("root")?.as_str())
            .flatten()
    };
    posix_path::normalize(in_service().or_else(in_daemon).unwrap_or("."))
}

/// A step of a path, with every index alike.
fn step(segment: &PathSegment) -> &str {
    match segment {
        PathSegment::Key(key) => key,
        PathSegment::Index(_) => "*",
    }
}

/// What the value at `path` stands for.
#[must_use]
pub fn of_value(path: &[PathSegment]) -> Option<Meaning> {
    let steps: Vec<&str> = path.iter().map(step).collect();
    if let Some(service) = service_of(path)
        && let Some(inside) = steps.get(2..)
    {
        let own = match (service.model, inside) {
            (_, ["framework"]) => Some(Meaning::Framework),
            (_, ["runtime"]) => Some(Meaning::Runtime),
            (_, ["root"]) => Some(Meaning::Path(PathKind::Root)),
            (_, ["entrypoint"]) => Some(Meaning::Path(PathKind::Entrypoint)),
            (
                _,
                ["installCommand" | "buildCommand" | "devCommand" | "ignoreCommand" | "preDeployCommand"],
            ) => Some(Meaning::Command),
            (ServicesModel::V1, ["builder"]) => Some(Meaning::Builder),
            (ServicesModel::V1, ["workspace"]) => Some(Meaning::Path(PathKind::Folder)),
            (ServicesModel::V1, ["routePrefix" | "mount"] | ["mount", "path"]) => Some(Meaning::Prefix),
            (ServicesModel::V1, ["schedule"] | ["schedule", "*"]) => Some(Meaning::Schedule),
            (
                ServicesModel::V1,
                ["includeFiles" | "excludeFiles"] | ["includeFiles" | "excludeFiles", "*"],
            ) => Some(Meaning::Glob),
            (ServicesModel::V1, ["env", _, "service"]) => Some(Meaning::Service(ServicesModel::V1)),
            (ServicesModel::V2, ["outputDirectory"]) => Some(Meaning::Path(PathKind::Folder)),
            (ServicesModel::V2, ["bindings", "*", "service"]) => Some(Meaning::Service(ServicesModel::V2)),
            (ServicesModel::V2, ["bindings", "*", "env"]) => Some(Meaning::EnvName),
            _ => None,
        };
        // What a v2 service shares with the top level.
        return own.or_else(|| (service.model == ServicesModel::V2).then(|| shared(inside)).flatten());
    }
    let own = match steps.as_slice() {
        ["framework"] => Meaning::Framework,
        ["buildCommand" | "devCommand" | "installCommand" | "ignoreCommand"] => Meaning::Command,
        ["outputDirectory"] => Meaning::Path(PathKind::Folder),
        ["bulkRedirectsPath"] => Meaning::Path(PathKind::Any),
        ["proxy", "entrypoint"] => Meaning::Path(PathKind::File),
        ["proxy", "matcher"] | ["proxy", "matcher", "*"] => Meaning::Source,
        ["crons" | "schedules", "*", "schedule"] => Meaning::Schedule,
        ["crons" | "schedules", "*", "path"] => Meaning::RequestPath,
        ["schedules", "*", "entrypoint" | "function"] => Meaning::Path(PathKind::File),
        ["schedules", "*", "service"] => Meaning::Service(ServicesModel::V2),
        ["schedules", "*", "timezone"] => Meaning::TimeZone,
        ["experimentalServiceGroups", _, "*"] => Meaning::Service(ServicesModel::V1),
        ["regions" | "passiveRegions" | "functionFailoverRegions", "*"] => Meaning::Region,
        ["builds", "*", "use"] => Meaning::Builder,
        ["builds", "*", "src"] => Meaning::Glob,
        ["daemons", _, "root"] => Meaning::Path(PathKind::Folder),
        ["daemons", _, "entrypoint"] => Meaning::Path(PathKind::File),
        steps => return shared(steps),
    };
    Some(own)
}

/// What stands at the top level and in a v2 service alike.
fn shared(steps: &[&str]) -> Option<Meaning> {
    Some(match steps {
        ["functions", _, "regions" | "functionFailoverRegions", "*"] => Meaning::Region,
        ["functions", _, "includeFiles" | "excludeFiles"] => Meaning::Glob,
        ["rewrites" | "redirects" | "headers", "*", "source"] => Meaning::Source,
        ["routes", "*", "src" | "source"] => Meaning::RouteSource,
        ["rewrites" | "redirects", "*", "destination"] | ["routes", "*", "dest" | "destination"] => {
            Meaning::Destination
        }
        ["rewrites" | "routes", "*", "destination", "service"] => Meaning::Service(ServicesModel::V2),
        ["rewrites" | "routes", "*", "destination", "path"] => Meaning::RequestPath,
        ["headers", "*", "headers", "*", "key"] => Meaning::HeaderName,
        ["headers", "*", "headers", "*", "value"] | ["routes", "*", "headers", _] => Meaning::HeaderValue,
        ["rewrites" | "redirects" | "headers" | "routes", "*", "has" | "missing", "*", "key"] => {
            Meaning::ConditionKey
        }
        ["rewrites" | "redirects" | "routes", "*", "env", "*"] => Meaning::EnvName,
        ["routes", "*", "methods", "*"] => Meaning::Method,
        _ => return None,
    })
}

/// What a key of the object at `path` stands for, where keys are names: services, globs, variables.
#[must_use]
pub fn of_key(path: &[PathSegment]) -> Option<Meaning> {
    let steps: Vec<&str> = path.iter().map(step).collect();
    Some(match steps.as_slice() {
        [key] if ServicesModel::of_key(key).is_some() => Meaning::Service(ServicesModel::of_key(key)?),
        ["functions"] => Meaning::Glob,
        [key, _, "functions"] if ServicesModel::of_key(key) == Some(ServicesModel::V2) => Meaning::Glob,
        ["env"] | ["build", "env"] => Meaning::EnvName,
        [EXPERIMENTAL_SERVICES, _, "env"] => Meaning::EnvName,
        ["routes", "*", "headers"] => Meaning::HeaderName,
        [key, _, "routes", "*", "headers"] if ServicesModel::of_key(key) == Some(ServicesModel::V2) => {
            Meaning::HeaderName
        }
        ["daemons", _, "instances" | "replicas"] => Meaning::Region,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(pointer: &str) -> Vec<PathSegment> {
        let segment = |step: &str| step.parse::<usize>().map_or_else(|_| step.into(), PathSegment::Index);
        pointer.split('/').skip(1).map(segment).collect()
    }

    #[test]
    fn places_have_their_meaning() {
        for (pointer, meaning) in [
            ("/framework", Some(Meaning::Framework)),
            ("/experimentalServices/api/framework", Some(Meaning::Framework)),
            ("/services/api/framework", Some(Meaning::Framework)),
            ("/services/api/functions/x/regions/0", Some(Meaning::Region)),
            ("/services/api/rewrites/3/destination/service", Some(Meaning::Service(ServicesModel::V2))),
            ("/experimentalServices/api/rewrites/3/source", None),
            ("/experimentalServices/api/mount", Some(Meaning::Prefix)),
            ("/experimentalServices/api/mount/path", Some(Meaning::Prefix)),
            ("/experimentalServiceGroups/back/1", Some(Meaning::Service(ServicesModel::V1))),
            ("/headers/0/headers/1/value", Some(Meaning::HeaderValue)),
            ("/unknown/framework", None),
        ] {
            assert_eq!(of_value(&path(pointer)), meaning, "{pointer}");
        }
        assert_eq!(of_key(&path("/services")), Some(Meaning::Service(ServicesModel::V2)));
        assert_eq!(of_key(&path("/services/api/functions")), Some(Meaning::Glob));
        assert_eq!(of_key(&path("/services/api")), None);
    }
}
