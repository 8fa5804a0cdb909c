//! A service that is no object.

use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, invalid_runtime};
use crate::services::v1::Kind;
use crate::services::{Reading, Root, Service};
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::{Json, Node};
use svc_vercel::detect;
use svc_vercel::runtime::{Runtime, is_dockerfile};

rule! {
    /// # A service that is no object
    ///
    /// Every service is an object of fields. Vercel reads nothing out of a string, a number or `null`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": "apps/web" } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// In `services` its folder is `root`:
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": "apps/web" }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// {
    ///   "services": { "web": { "root": "apps/web" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }]
    /// }
    /// ```
    pub static RULE = {
        code: "invalid-service-config",
        vercel: "INVALID_SERVICE_CONFIG",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// Whether the service is an object at all.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    // To JavaScript an array is an object; it merely has none of the fields.
    if matches!(service.value.json, Json::Object(_) | Json::Array(_) | Json::Missing) {
        return;
    }
    let message = format!(
        "`{}` must be an object with the service's fields, not {}.",
        service.name,
        service.value.kind()
    );
    let mut finding = Finding::new(&RULE, service.value.range, message).service(&*service.name);
    if let (ServicesModel::V2, Some(root)) =
        (service.model, service.value.as_str().filter(|it| !it.is_empty()))
    {
        let object = format!("{{ \"root\": {} }}", edit::quoted(root));
        finding =
            finding.fix(Fix::offered(format!("Replace with `{object}`"), (service.value.range, object)));
    }
    findings.push(finding);
}

/// Whether the entrypoint of a container of `services` is a Dockerfile's name. A name that isn't there passes: the build looks for it.
pub fn check_dockerfile(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let (Some(node), Some(folder)) = (service.field("entrypoint"), service.folder()) else { return };
    let Some(entrypoint) = node.as_str().filter(|it| service.is_container() && !is_dockerfile(it)) else {
        return;
    };
    if service.spoken_of(&["entrypoint"]) {
        return;
    }
    let message = format!(
        "`{entrypoint}` names no Dockerfile, and a container of `services` is always built from one: its name holds \
         `Dockerfile` or `Containerfile`. An image from a registry can't stand here; a Dockerfile can start `FROM` it."
    );
    let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    for dockerfile in detect::entrypoints_in(&folder, Some(Runtime::Container)) {
        let edit = edit::replace_with_string(node, &dockerfile);
        finding = finding.fix(Fix::offered(format!("Change to `{dockerfile}`"), edit));
    }
    findings.push(finding);
}

/// The `bindings` of a service of `services`, where they make Vercel's resolver stop with an exception.
pub fn unreadable_bindings(service: &Service<'_>) -> Option<Finding> {
    let node = service.field("bindings")?;
    let is_iterable = match &node.json {
        Json::Null | Json::Array(_) => true,
        Json::String(text) => text.is_empty(),
        _ => false,
    };
    let message = format!("`bindings` can't be {} here.", node.kind());
    (!is_iterable).then(|| Finding::new(&RULE, node.range, message).service(&*service.name))
}

/// The fields whose types make Vercel's resolver stop with an exception. It has no code for that; this is the nearest one.
/// For a person the structural validation reports them.
pub fn check_readable(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.reading == Reading::Person {
        return;
    }
    let unreadable = |node: &Node, what: &str| {
        Finding::new(&RULE, node.range, format!("Vercel can't read `{what}` as it is."))
            .service(&*service.name)
    };
    let is_web = service.kind() == Kind::Web;
    let prefix = service
        .routing()
        .and_then(|it| it.prefix)
        .filter(|it| is_web && it.is_truthy() && it.as_str().is_none());
    let root = service.field("root").filter(|_| matches!(service.root(), Root::Invalid));
    let entrypoint = service.field("entrypoint").filter(|it| {
        it.as_str().is_none()
            && ["builder", "framework", "runtime"].iter().all(|key| service.truthy(key).is_none())
    });
    let runtime =
        invalid_runtime::property_of_every_object(service).filter(|it| !invalid_runtime::passes(service, it));
    let runtime = service.field("runtime").filter(|_| runtime.is_some());
    let fields = [("routePrefix", prefix), ("root", root), ("entrypoint", entrypoint), ("runtime", runtime)];
    findings.extend(fields.into_iter().find_map(|(key, node)| Some(unreadable(node?, key))));
}
