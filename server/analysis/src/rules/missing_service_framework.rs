//! Framework not detected.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, folder_name, replacement};
use svc_config::ServicesModel;
use svc_syntax::TextRange;
use svc_vercel::detect;
use svc_vercel::posix_path;
use svc_vercel::runtime::is_dockerfile;

rule! {
    /// # Framework not detected
    ///
    /// Vercel rejects the deployment because it detects no framework in the entrypoint's folder.
    ///
    /// If `entrypoint` is a folder, Vercel must detect a framework there. Set `framework`, or set `entrypoint` to the file to run.
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "entrypoint": "api", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "missing-service-framework",
        vercel: "MISSING_SERVICE_FRAMEWORK",
        severity: Error,
        misses: ["entrypoint", "framework"],
        check: Check::Problem,
    }
}

/// The finding for an entrypoint that is a folder without a framework.
pub(super) fn finding(case: &Case<'_>, range: TextRange, folder: &str) -> Finding {
    let service = case.service;
    let message = format!(
        "Vercel detects no framework in {}. Add `framework`, or set `entrypoint` to a file.",
        folder_name(service.text("entrypoint").unwrap_or_default())
    );
    let mut finding = case.finding(&RULE, range, message);
    // Only a container is started by its Dockerfile.
    let starts = |file: &String| service.model == ServicesModel::V2 || !is_dockerfile(file);
    let root = service.folder();
    let entrypoints = root.map(|root| detect::entrypoints_in(&root.folder(folder), service.runtime(None)));
    for file in entrypoints.into_iter().flatten().filter(starts) {
        let file = posix_path::join(folder, &file);
        finding = finding.fix(Fix::offered(format!("Change to `{file}`"), replacement(range, &file)));
    }
    finding
}
