//! What strings stand for: a framework's slug, a service's name, a path of the project, a schedule.
//!
//! What a key or value means is part of the model, which reads it from the schema: [`Model::meaning`](crate::Model::meaning) and
//! [`Model::key_meaning`](crate::Model::key_meaning). Completion, hover, navigation and highlighting all ask there. Here are the
//! meanings themselves, and what a path says beyond one key: the service it leads into, and the folder that paths there start from.

use svc_syntax::PathSegment;

use crate::services::ServicesModel;
use svc_syntax::value::Node;
use svc_vercel::posix_path;

/// What a string stands for: `x-meaning` and `x-key-meaning` of the schema.
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
    /// The target of a rewrite, redirect or route.
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
    /// The code of a rule of svc-lsp.
    Rule,
    /// A `vercel.json`, in `svc-lsp.jsonc`.
    ConfigFile,
    /// A JSON Pointer into a `vercel.json`, in `svc-lsp.jsonc`.
    Pointer,
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

impl Meaning {
    /// Every meaning.
    pub const ALL: [Meaning; 28] = [
        Meaning::Framework,
        Meaning::Runtime,
        Meaning::Builder,
        Meaning::Path(PathKind::Root),
        Meaning::Path(PathKind::Entrypoint),
        Meaning::Path(PathKind::File),
        Meaning::Path(PathKind::Folder),
        Meaning::Path(PathKind::Any),
        Meaning::Glob,
        Meaning::Service(ServicesModel::V1),
        Meaning::Service(ServicesModel::V2),
        Meaning::Prefix,
        Meaning::Schedule,
        Meaning::RequestPath,
        Meaning::Source,
        Meaning::RouteSource,
        Meaning::Destination,
        Meaning::Region,
        Meaning::HeaderName,
        Meaning::HeaderValue,
        Meaning::ConditionKey,
        Meaning::EnvName,
        Meaning::Command,
        Meaning::Method,
        Meaning::TimeZone,
        Meaning::Rule,
        Meaning::ConfigFile,
        Meaning::Pointer,
    ];

    /// Its name in the schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Meaning::Framework => "framework",
            Meaning::Runtime => "runtime",
            Meaning::Builder => "builder",
            Meaning::Path(PathKind::Root) => "service-root",
            Meaning::Path(PathKind::Entrypoint) => "entrypoint",
            Meaning::Path(PathKind::File) => "file",
            Meaning::Path(PathKind::Folder) => "folder",
            Meaning::Path(PathKind::Any) => "path",
            Meaning::Glob => "glob",
            Meaning::Service(ServicesModel::V1) => "service-v1",
            Meaning::Service(ServicesModel::V2) => "service-v2",
            Meaning::Prefix => "prefix",
            Meaning::Schedule => "schedule",
            Meaning::RequestPath => "request-path",
            Meaning::Source => "source",
            Meaning::RouteSource => "route-source",
            Meaning::Destination => "destination",
            Meaning::Region => "region",
            Meaning::HeaderName => "header-name",
            Meaning::HeaderValue => "header-value",
            Meaning::ConditionKey => "condition-key",
            Meaning::EnvName => "env-name",
            Meaning::Command => "command",
            Meaning::Method => "method",
            Meaning::TimeZone => "time-zone",
            Meaning::Rule => "rule",
            Meaning::ConfigFile => "config-file",
            Meaning::Pointer => "pointer",
        }
    }

    /// The meaning of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Meaning> {
        Meaning::ALL.into_iter().find(|meaning| meaning.name() == name)
    }
}

/// What the name of a service does at its place: `x-role` of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It declares the service: the role of a key.
    Declaration,
    /// Another service binds to it.
    Binding,
    /// A rewrite or route leads to it.
    Destination,
    /// A group holds it.
    Group,
    /// A schedule starts a function of it.
    Schedule,
    /// Another service's variable refers to it.
    Variable,
}

impl Role {
    /// The role of this name in the schema.
    #[must_use]
    pub fn named(name: &str) -> Option<Role> {
        Some(match name {
            "binding" => Role::Binding,
            "destination" => Role::Destination,
            "group" => Role::Group,
            "schedule" => Role::Schedule,
            "variable" => Role::Variable,
            _ => return None,
        })
    }
}

/// A set of meanings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meanings(u32);

impl Meanings {
    /// These meanings.
    #[must_use]
    pub fn of(meanings: &[Meaning]) -> Meanings {
        meanings.iter().fold(Meanings::default(), |set, meaning| set.union(Meanings::one(*meaning)))
    }

    fn one(meaning: Meaning) -> Meanings {
        let index = Meaning::ALL.iter().position(|other| *other == meaning).unwrap_or_default();
        Meanings(1 << index)
    }

    /// The meanings of both.
    #[must_use]
    pub fn union(self, other: Meanings) -> Meanings {
        Meanings(self.0 | other.0)
    }

    /// Whether a meaning is one of these.
    #[must_use]
    pub fn contains(self, meaning: Meaning) -> bool {
        self.intersects(Meanings::one(meaning))
    }

    /// Whether the two have a meaning in common.
    #[must_use]
    pub fn intersects(self, other: Meanings) -> bool {
        self.0 & other.0 != 0
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of `x-meaning` and `x-key-meaning` in a schema.
    fn meanings(schema: &serde_json::Value, found: &mut Vec<String>) {
        let object = schema.as_object().into_iter().flatten();
        for (key, value) in object {
            match value.as_str() {
                Some(name) if key == "x-meaning" || key == "x-key-meaning" => found.push(name.to_owned()),
                _ => meanings(value, found),
            }
        }
        schema.as_array().into_iter().flatten().for_each(|value| meanings(value, found));
    }

    #[test]
    fn the_schemas_and_the_meanings_have_the_same_names() {
        let mut found = Vec::new();
        for schema in [crate::VERCEL_SCHEMA, crate::OPTIONS_SCHEMA] {
            meanings(&serde_json::from_str(schema).unwrap(), &mut found);
        }
        found.sort();
        found.dedup();
        let mut known = Meaning::ALL.map(|meaning| meaning.name().to_owned());
        known.sort();
        assert_eq!(found, known);
    }
}
