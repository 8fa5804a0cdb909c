//! A folder in which Vercel detects several frameworks.

use crate::rules::finding::Finding;
use crate::rules::{Check, invalid_runtime};
use crate::services::{Entrypoint, Service};
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_vercel::runtime::Runtime;

rule! {
    /// # A folder in which Vercel detects several frameworks
    ///
    /// Without `framework` Vercel detects one in the folder of the service, and refuses to choose between several. Under
    /// `services` a Dockerfile beside a framework counts as one of them.
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// flask
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "entrypoint": "api", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// flask
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api", "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "multiple-frameworks-service",
        vercel: "MULTIPLE_FRAMEWORKS_SERVICE",
        severity: Error,
        check: Check::Service,
    }
}

/// The frameworks in the folder in which Vercel looks for one service's.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !detects(service) || service.frameworks().len() < 2 {
        return;
    }
    let Some(node) = service.field(place(service)) else { return };
    let frameworks = service.frameworks();
    let names: Vec<_> = frameworks.iter().map(|it| it.framework.name.as_str()).collect();
    let message = format!(
        "Vercel detects several frameworks in `{}`: {}. Write `framework`.",
        node.as_str().unwrap_or_default(),
        names.join(", ")
    );
    let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    for framework in frameworks {
        finding.fixes.extend(service.adding("framework", &edit::quoted(framework.slug()), false));
    }
    findings.push(finding);
}

/// The field that names the folder in which Vercel looks for a service's framework.
fn place(service: &Service<'_>) -> &'static str {
    if matches!(service.entrypoint(), Some(Entrypoint::Directory(_))) { "entrypoint" } else { "root" }
}

/// Whether Vercel looks for a service's framework in a folder, and needs to find one at most: in the folder that its
/// `entrypoint` names or, under `services`, in its `root`.
pub(super) fn detects(service: &Service<'_>) -> bool {
    let runtime_is_known = service.filled("runtime").is_none_or(|it| {
        Runtime::named(it).is_some() || invalid_runtime::property_of_every_object(service).is_some()
    });
    let looks = match service.model {
        ServicesModel::V1 => matches!(service.entrypoint(), Some(Entrypoint::Directory(_))),
        ServicesModel::V2 => {
            service.folder().is_some()
                && !service.is_container()
                && service.entrypoint() != Some(&Entrypoint::Missing)
        }
    };
    looks
        && service.truthy("framework").is_none()
        && !service.spoken_of(&["framework", "runtime"])
        && runtime_is_known
}
