//! A route prefix inside Vercel's own paths.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use crate::services::routing::normalize_prefix;
use crate::services::v1::Kind;

rule! {
    /// # A route prefix inside Vercel's own paths
    ///
    /// Vercel calls the functions of services under `/_svc`. No service may answer that path or one below it.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/_svc/web" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/svc/web" } } }
    /// ```
    pub static RULE = {
        code: "reserved-route-prefix",
        vercel: "RESERVED_ROUTE_PREFIX",
        severity: Error,
        check: Check::Service,
    }
}

/// One web service's prefix.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.kind() != Kind::Web {
        return;
    }
    let Some(node) = service.routing().and_then(|it| it.prefix) else { return };
    let Some(written) = node.as_str().filter(|it| !it.is_empty()) else { return };
    let prefix = normalize_prefix(written);
    if prefix == "/_svc" || prefix.starts_with("/_svc/") {
        let message = format!(
            "`{written}` lies in `/_svc`, where Vercel keeps the internal paths of services. Choose another prefix."
        );
        findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
    }
}
