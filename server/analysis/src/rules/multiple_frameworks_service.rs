//! Multiple frameworks detected.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::{Case, folder_name};
use svc_syntax::TextRange;
use svc_syntax::edit;

rule! {
    /// # Multiple frameworks detected
    ///
    /// Vercel rejects the deployment because it detects more than one framework in the service's folder.
    ///
    /// Set `framework` to the one to build. With `services`, a Dockerfile next to a framework counts as one, too.
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
        check: Check::Problem,
    }
}

/// The finding for several frameworks in the folder of one service.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let service = case.service;
    let frameworks = service.frameworks();
    let names: Vec<_> = frameworks.iter().map(|it| &*it.framework.name).collect();
    let message = format!(
        "Vercel detects more than one framework in {}: {}. Add `framework` to choose one.",
        folder_name(service.text(service.detection_key()).unwrap_or_default()),
        names.join(", ")
    );
    let mut finding = case.finding(&RULE, range, message);
    for framework in frameworks {
        finding.fixes.extend(case.adding("framework", &edit::quoted(framework.slug()), false));
    }
    finding
}
