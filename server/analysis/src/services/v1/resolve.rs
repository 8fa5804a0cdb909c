//! What Vercel makes of each service: its workspace, entrypoint, builder, route prefix.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::services::problem::{Problem, first_rejected};
use crate::services::v1::Kind;
use crate::services::v1::problems::{CHECKS, Prefixes, references};
use crate::services::{Builder, Entrypoint, Reading, Service, builder, nearest_manifest};
use crate::snapshot::Snapshot;
use svc_syntax::value::{Json, Node, Query};
use svc_vercel::frameworks;
use svc_vercel::posix_path;
use svc_vercel::runtime::{ModuleAttribute, Runtime, STATIC_BUILDERS, is_dockerfile, is_node_backend};

/// A service as Vercel's resolver answers it: same fields, same values, absent where it has none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedService {
    /// The model: `experimentalServices`.
    pub schema: &'static str,
    /// The name.
    pub name: String,
    /// `web`, `worker`, `cron` or `job`; anything else as written.
    #[serde(rename = "type")]
    pub kind: Value,
    /// What sets it off: `schedule`, `queue`, `workflow`; none for web services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Value>,
    /// The folder that is built, from the project root; `.` is the root itself.
    pub workspace: String,
    /// The file that runs, from the workspace; for a container its Dockerfile or image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
    /// The prefix of the paths that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_prefix: Option<String>,
    /// `configured`, or `generated` from a subdomain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_prefix_source: Option<&'static str>,
    /// The subdomain, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<String>,
    /// The framework's slug, written or detected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<Value>,
    /// What builds it.
    pub builder: Builder,
    /// The runtime; none for static sites and frontends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_command: Option<Value>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install_command: Option<Value>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_deploy_command: Option<Value>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Value>,
    /// The attribute of a Python entrypoint `module:attribute`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler_function: Option<String>,
    /// The queue's topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Value>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<Value>,
}

/// What Vercel's resolver answers.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// The services without an error, in their order.
    pub services: Vec<Arc<ResolvedService>>,
    /// Their indexes among the declared services.
    pub(in crate::services) indexes: Vec<usize>,
    /// The errors, in Vercel's order: the first one of each service, then those of references between services.
    pub errors: Vec<Problem>,
}

impl ResolvedService {
    /// Whether it answers requests.
    #[must_use]
    pub fn is_web(&self) -> bool {
        self.kind == "web"
    }

    /// Whether it runs on a schedule.
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        self.kind == "cron"
            || (self.kind == "job" && self.trigger.as_ref().is_some_and(|it| it == "schedule"))
    }

    /// The framework's slug.
    #[must_use]
    pub fn framework(&self) -> Option<&str> {
        self.framework.as_ref()?.as_str()
    }

    /// The prefix of a web service.
    #[must_use]
    pub fn web_prefix(&self) -> Option<&str> {
        self.route_prefix.as_deref().filter(|_| self.is_web())
    }
}

/// The resolution of a snapshot's `experimentalServices`.
struct Resolved;

impl Query for Resolved {
    type Answer = Resolution;
}

/// What Vercel makes of the file's `experimentalServices`, resolved once per snapshot.
#[must_use]
pub fn resolution(snapshot: &Snapshot) -> &Resolution {
    snapshot.facts().of::<Resolved>().get_or_init(|| resolve(snapshot))
}

/// Resolves the services of the file as Vercel does.
#[must_use]
pub fn resolve(snapshot: &Snapshot) -> Resolution {
    let mut resolution = Resolution::default();
    let services = super::services(snapshot, Reading::Resolver);
    let mut accepted: Vec<&Service<'_>> = Vec::new();
    let may_share = services.may_share_prefixes();
    let mut prefixes = Prefixes::default();
    for service in &services {
        let problem = first_rejected(CHECKS, service)
            .or_else(|| if may_share { prefixes.claim(service) } else { None });
        if let Some(problem) = problem {
            resolution.errors.push(problem);
        } else {
            resolution.services.push(resolved(service));
            resolution.indexes.push(service.index);
            accepted.push(service);
        }
    }
    resolution.errors.extend(references(&accepted));
    resolution
}

impl Query for ResolvedService {
    type Answer = Arc<ResolvedService>;
}

/// What Vercel would make of a service if the file had no other; `None` where it would reject it.
pub(in crate::services) fn resolved_alone(service: &Service<'_>) -> Option<Arc<ResolvedService>> {
    let service = &service.read_for(Reading::Resolver);
    first_rejected(CHECKS, service).is_none().then(|| resolved(service))
}

/// A service that passed every check, as Vercel resolves it.
fn resolved(service: &Service<'_>) -> Arc<ResolvedService> {
    let resolve = || Arc::new(resolve_service(service));
    let known = service.remembered::<ResolvedService>(resolve);
    if known.name == service.name { Arc::clone(known) } else { resolve() }
}

fn resolve_service(service: &Service<'_>) -> ResolvedService {
    let verbatim = |key| service.field(key).map(Node::to_value);
    let kind = service.truthy("type").map_or_else(|| "web".into(), Node::to_value);
    let is_web = service.kind() == Kind::Web;
    let trigger = match service.kind() {
        Kind::Cron => Some("schedule".into()),
        Kind::Worker => Some("queue".into()),
        Kind::Job => verbatim("trigger"),
        Kind::Web | Kind::Unknown => None,
    };
    let framework = match service.frameworks() {
        [only] if service.truthy("framework").is_none() => Some(only.slug().into()),
        _ => verbatim("framework"),
    };
    let slug = framework.as_ref().and_then(Value::as_str).filter(|slug| !slug.is_empty());

    let container = service.text("entrypoint").filter(|_| service.is_container());
    let dockerfile = container.filter(|it| is_dockerfile(it)).map(posix_path::normalize);
    let image = container.filter(|it| !it.is_empty() && dockerfile.is_none());
    let module = service.text("entrypoint").and_then(ModuleAttribute::parse);

    let (mut workspace, file, inferred) = match service.entrypoint() {
        Some(Entrypoint::Directory(path)) => (path.clone(), None, service.runtime_with(slug, None)),
        Some(Entrypoint::File(path)) => {
            let inferred = service.runtime_with(slug, Some(path));
            let manifest =
                inferred.zip(service.folder()).and_then(|(it, folder)| nearest_manifest(&folder, path, it));
            let file = manifest.as_deref().map_or_else(|| path.clone(), |it| relative_to(path, it));
            (manifest.unwrap_or_else(|| ".".to_owned()), Some(file), inferred)
        }
        _ => (".".to_owned(), None, service.runtime_with(slug, None)),
    };
    if let Some(root) = service.filled("root").map(posix_path::normalize).filter(|root| root != ".") {
        workspace = if workspace == "." { root } else { posix_path::join(&root, &workspace) };
    }

    let definition = slug.and_then(frameworks::find).and_then(|framework| framework.use_runtime.as_ref());
    let of_framework = || definition.map_or("package.json", |it| &it.src).to_owned();
    let runs_on_demand = is_web || service.is_scheduled();
    let (package, src): (Option<Value>, Option<String>) = if let Some(builder) = service.truthy("builder") {
        (Some(builder.to_value()), Some(file.clone().unwrap_or_else(of_framework)))
    } else if let Some(slug) = slug {
        let package = match definition {
            _ if is_node_backend(slug) && runs_on_demand => "@vercel/backends",
            Some(definition) => &definition.package,
            None => "@vercel/static-build",
        };
        (Some(package.into()), Some(file.clone().unwrap_or_else(of_framework)))
    } else {
        let package = match inferred {
            Some(Runtime::Node) if !runs_on_demand => Some("@vercel/node"),
            other => other.map(Runtime::builder),
        };
        (package.map(Value::from), container.map_or_else(|| file.clone(), |it| Some(it.to_owned())))
    };
    let src = src.map(|src| if workspace == "." { src } else { posix_path::join(&workspace, &src) });
    let is_static = package.as_ref().and_then(Value::as_str).is_some_and(|it| STATIC_BUILDERS.contains(&it));
    let prefix = service.prefix();

    let mut config = Map::new();
    config.insert("zeroConfig".to_owned(), true.into());
    let mut set = |key, value| builder::set(&mut config, key, value);
    if package.as_ref().is_some_and(|it| it == "@vercel/backends") {
        set("serviceName", Some(service.name.as_ref().into()));
    }
    for key in ["memory", "maxDuration", "includeFiles", "excludeFiles"] {
        set(key, service.truthy(key).map(Node::to_value));
    }
    set(
        "routePrefix",
        prefix.as_ref().map(|it| match it.path.strip_prefix('/') {
            None | Some("") => ".".into(),
            Some(stripped) => stripped.into(),
        }),
    );
    set("workspace", (workspace != ".").then(|| workspace.clone().into()));
    set("framework", slug.map(Value::from));
    set("handler", image.map(Value::from));
    set("command", builder::command(service));
    let handler_function = module.map(|it| it.attribute);
    set("handlerFunction", handler_function.clone().map(Value::from));

    ResolvedService {
        schema: super::KEY,
        name: service.name.clone().into_owned(),
        kind,
        trigger,
        workspace,
        entrypoint: image.map(str::to_owned).or(dockerfile).or(file),
        route_prefix: prefix.as_ref().map(|it| it.path.clone()),
        route_prefix_source: prefix.map(|it| if it.configured { "configured" } else { "generated" }),
        subdomain: service.subdomain().map(|(it, _)| it),
        framework,
        builder: Builder { src, package, config },
        runtime: service
            .inherited_runtime()
            .map(str::to_owned)
            .or_else(|| inferred.map(|it| it.name().to_owned()))
            .filter(|_| !is_static),
        build_command: verbatim("buildCommand"),
        install_command: verbatim("installCommand"),
        pre_deploy_command: verbatim("preDeployCommand"),
        schedule: verbatim("schedule"),
        handler_function,
        topics: topics(service),
        env: verbatim("env"),
    }
}

/// The path of a file of a workspace from that workspace, where it is in it.
fn relative_to(file: &str, workspace: &str) -> String {
    if workspace == "." {
        return file.to_owned();
    }
    if let Some(inside) = file.strip_prefix(workspace).and_then(|rest| rest.strip_prefix('/')) {
        return inside.to_owned();
    }
    let relative = posix_path::relative(workspace, file);
    if relative.is_empty() || relative.starts_with("..") { file.to_owned() } else { relative }
}

/// The topics of a queue.
fn topics(service: &Service<'_>) -> Option<Value> {
    if service.kind() == Kind::Worker {
        let written = service.field("topics").and_then(Node::as_array).unwrap_or_default();
        return Some(match written.first().map(|first| &first.json) {
            None => Value::Array(vec!["default".into()]),
            Some(Json::String(_)) => Value::Array(written.iter().map(Node::to_value).collect()),
            Some(_) => Value::Array(
                written.iter().map(|it| it.get("topic").map_or(Value::Null, Node::to_value)).collect(),
            ),
        });
    }
    if service.is_job("queue") {
        return service.field("topics").map(Node::to_value);
    }
    service.is_job("workflow").then(|| Value::Array(vec!["__wkf_*".into()]))
}
