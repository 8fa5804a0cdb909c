//! A folder in which Vercel detects no framework.

use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, multiple_frameworks_service};
use crate::services::{Entrypoint, Service};
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_vercel::detect;
use svc_vercel::posix_path;
use svc_vercel::runtime::is_dockerfile;

rule! {
    /// # A folder in which Vercel detects no framework
    ///
    /// An `entrypoint` that is a folder needs a framework: one that Vercel detects there, or `framework`. Without one, name the
    /// file to run.
    ///
    /// ```files
    /// //- /api/main.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "entrypoint": "api", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "missing-service-framework",
        vercel: "MISSING_SERVICE_FRAMEWORK",
        severity: Error,
        misses: ["entrypoint", "framework"],
        check: Check::Service,
    }
}

/// The framework in the folder that one service's entrypoint names.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !multiple_frameworks_service::detects(service) || !service.frameworks().is_empty() {
        return;
    }
    let (Some(node), Some(Entrypoint::Directory(path))) = (service.field("entrypoint"), service.entrypoint())
    else {
        return;
    };
    let message = format!(
        "Vercel detects no framework in the folder `{}`. Write `framework`, or name the file to run.",
        node.as_str().unwrap_or_default()
    );
    let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    // Only a container is started by its Dockerfile.
    let starts = |file: &String| service.model == ServicesModel::V2 || !is_dockerfile(file);
    let folder = service.folder().map(|folder| folder.folder(path));
    let entrypoints = folder.map(|folder| detect::entrypoints_in(&folder, service.runtime(None)));
    for file in entrypoints.into_iter().flatten().filter(starts) {
        let file = posix_path::join(path, &file);
        let edit = edit::replace_with_string(node, &file);
        finding = finding.fix(Fix::offered(format!("Change to `{file}`"), edit));
    }
    findings.push(finding);
}
