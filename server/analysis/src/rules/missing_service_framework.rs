//! A folder in which Vercel detects no framework.

use crate::finding::Finding;
use crate::rules::{Check, multiple_frameworks_service};
use crate::services::Service;

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
        check: Check::Pass,
    }
}

/// The framework in the folder that one service's entrypoint names.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !multiple_frameworks_service::detects(service) || !service.frameworks().is_empty() {
        return;
    }
    let Some(node) = service.field("entrypoint") else { return };
    let message = format!(
        "Vercel detects no framework in the folder `{}`. Write `framework`, or name the file to run.",
        node.as_str().unwrap_or_default()
    );
    findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
}
