//! A reference to a service that isn't declared.

use std::collections::HashSet;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use crate::services::v1::Reference;

rule! {
    /// # A reference to a service that isn't declared
    ///
    /// `service` in an entry of `env` is the name of another service of the same file.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/",
    ///   "env": { "API_URL": { "type": "service-ref", "service": "api" } } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "unknown-service-ref",
        vercel: "UNKNOWN_SERVICE_REF",
        severity: Error,
        check: Check::Service,
    }
}

/// The references of all services.
pub fn check(services: &[Service<'_>], findings: &mut Vec<Finding>) {
    let names: HashSet<&str> = services.iter().map(|it| &*it.name).collect();
    for service in services {
        for reference in service.references().filter(|it| !it.target.is_empty()) {
            if !names.contains(reference.target) {
                findings.push(finding(service, &reference));
            }
        }
    }
}

/// The finding of one reference.
pub(crate) fn finding(service: &Service<'_>, reference: &Reference<'_>) -> Finding {
    let message =
        format!("`{}` refers to `{}`, but no service has that name.", reference.variable, reference.target);
    Finding::new(&RULE, reference.range, message).service(&*service.name)
}
