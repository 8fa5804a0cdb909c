//! What Vercel makes of each service: its framework, runtime, entrypoint, builder.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::services::problem::{Problem, first_rejected};
use crate::services::v2::problems::{CHECKS, bindings};
use crate::services::{Builder, Entrypoint, Reading, Service, builder};
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Query};
use svc_vercel::frameworks;
use svc_vercel::posix_path;
use svc_vercel::runtime::{ModuleAttribute, Runtime, STATIC_BUILDERS, is_node_backend};

/// A service as Vercel's resolver answers it: same fields, same values, absent where it has none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResolvedService {
    /// The model: `experimentalServicesV2`, also for `services`.
    pub schema: &'static str,
    /// The name.
    pub name: String,
    /// Its folder, from the project root.
    pub root: String,
    /// The framework's slug, written or detected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// The runtime; none for static sites, and for frameworks with a builder of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// The file that runs, from `root`; for a container its Dockerfile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
    /// The command of a container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Value>,
    /// What builds it.
    pub builder: Builder,
    /// Commands, bindings and routing, as written.
    #[serde(flatten)]
    pub written: Map<String, Value>,
}

/// What Vercel's resolver answers.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// The services without an error, in their order.
    pub services: Vec<Arc<ResolvedService>>,
    /// Their indexes among the declared services.
    pub(in crate::services) indexes: Vec<usize>,
    /// The errors, in Vercel's order: the first one of each service, then those of bindings.
    pub errors: Vec<Problem>,
}

impl Resolution {
    /// The service of this name, if it is without an error.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&ResolvedService> {
        self.services.iter().map(|it| &**it).find(|service| service.name == name)
    }
}

impl ResolvedService {
    /// Whether its files are served as they are, without a function of its own.
    #[must_use]
    pub fn is_static(&self) -> bool {
        STATIC_BUILDERS.contains(&self.builder.name())
    }
}

/// The resolution of a snapshot's `services`.
struct Resolved;

impl Query for Resolved {
    type Answer = Resolution;
}

/// What Vercel makes of the file's `services`, resolved once per snapshot.
#[must_use]
pub fn resolution(snapshot: &Snapshot) -> &Resolution {
    snapshot.facts().of::<Resolved>().get_or_init(|| resolve(snapshot))
}

/// Resolves the services of the file as Vercel does.
#[must_use]
pub fn resolve(snapshot: &Snapshot) -> Resolution {
    let mut resolution = Resolution::default();
    let services = super::services(snapshot, Reading::Resolver);
    let mut accepted = Vec::new();
    for service in &services {
        if let Some(error) = first_rejected(CHECKS, service) {
            resolution.errors.push(error);
        } else {
            resolution.services.push(resolved(service));
            resolution.indexes.push(service.index);
            accepted.push(service);
        }
    }
    for service in accepted {
        resolution.errors.extend(bindings(&services, service));
    }
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
    let root = service.folder().map_or_else(|| ".".to_owned(), |folder| folder.path().to_owned());
    let sources = if service.is_container() { container(service) } else { program(service) };
    let verbatim = |keys: &[&str]| {
        let fields = keys.iter().filter_map(|key| Some(((*key).to_owned(), service.field(key)?.to_value())));
        fields.collect::<Map<_, _>>()
    };
    let mut written = Map::new();
    if !service.is_container() {
        written.extend(verbatim(&[
            "installCommand",
            "buildCommand",
            "devCommand",
            "ignoreCommand",
            "outputDirectory",
        ]));
    }
    written.extend(verbatim(&[
        "bindings",
        "functions",
        "headers",
        "redirects",
        "rewrites",
        "routes",
        "cleanUrls",
        "trailingSlash",
    ]));

    let mut config = Map::new();
    let mut set = |key, value| builder::set(&mut config, key, value);
    set("zeroConfig", Some(true.into()));
    set(
        "serviceName",
        (sources.package == Some("@vercel/backends".into())).then(|| service.name.as_ref().into()),
    );
    set("framework", sources.framework.clone().map(Value::from));
    set(
        "outputDirectory",
        service.truthy("outputDirectory").filter(|_| !service.is_container()).map(Node::to_value),
    );
    set("workspace", (root != ".").then(|| root.clone().into()));
    set("handlerFunction", sources.handler.map(Value::from));
    set("command", sources.command.clone());

    let src = if root == "." { sources.src } else { posix_path::join(&root, &sources.src) };
    ResolvedService {
        schema: super::ALIAS,
        name: service.name.clone().into_owned(),
        root,
        framework: sources.framework,
        runtime: sources.runtime,
        entrypoint: sources.entrypoint,
        command: sources.command,
        builder: Builder { src: Some(src), package: sources.package, config },
        written,
    }
}

/// What a service is built from.
struct Sources {
    framework: Option<String>,
    runtime: Option<String>,
    entrypoint: Option<String>,
    handler: Option<String>,
    command: Option<Value>,
    package: Option<Value>,
    src: String,
}

fn container(service: &Service<'_>) -> Sources {
    let dockerfile = match service.text("entrypoint") {
        Some(entrypoint) => posix_path::normalize(entrypoint),
        None => service.found_dockerfile().unwrap_or_default().to_owned(),
    };
    Sources {
        framework: None,
        runtime: Some(Runtime::Container.name().to_owned()),
        entrypoint: Some(dockerfile.clone()),
        handler: None,
        command: builder::command(service),
        package: Some(Runtime::Container.builder().into()),
        src: dockerfile,
    }
}

fn program(service: &Service<'_>) -> Sources {
    let entrypoint = match service.entrypoint() {
        Some(Entrypoint::File(path)) => Some(path.clone()),
        _ => None,
    };
    let framework = service.framework_slug().map(str::to_owned);
    let inferred = service.runtime_with(framework.as_deref(), entrypoint.as_deref());
    let odd_runtime = service.inherited_runtime();

    let (package, src): (Option<Value>, String) = if let Some(slug) = &framework {
        let builder = frameworks::find(slug).and_then(|framework| framework.use_runtime.as_ref());
        let package = match builder {
            _ if is_node_backend(slug) => "@vercel/backends",
            Some(builder) => &builder.package,
            None => "@vercel/static-build",
        };
        let src =
            entrypoint.clone().unwrap_or_else(|| builder.map_or("package.json", |it| &it.src).to_owned());
        (Some(package.into()), src)
    } else if let Some(odd) = odd_runtime {
        // What a JavaScript object has under that name: for `__proto__` an empty object, else a function, which JSON leaves out.
        ((odd == "__proto__").then(|| Value::Object(Map::new())), entrypoint.clone().unwrap_or_default())
    } else if let Some(runtime) = inferred {
        (Some(runtime.builder().into()), entrypoint.clone().unwrap_or_default())
    } else if service.truthy("buildCommand").is_some() {
        (Some("@vercel/static-build".into()), "package.json".to_owned())
    } else {
        let src = service
            .filled("outputDirectory")
            .map_or_else(|| "**".to_owned(), |it| posix_path::join(it, "**"));
        (Some("@vercel/static".into()), src)
    };
    let is_static = package.as_ref().and_then(Value::as_str).is_some_and(|it| STATIC_BUILDERS.contains(&it));
    let runtime = odd_runtime.or_else(|| inferred.map(Runtime::name)).filter(|_| !is_static);
    Sources {
        framework,
        runtime: runtime.map(str::to_owned),
        entrypoint,
        handler: service.text("entrypoint").and_then(ModuleAttribute::parse).map(|it| it.attribute),
        command: None,
        package,
        src,
    }
}
