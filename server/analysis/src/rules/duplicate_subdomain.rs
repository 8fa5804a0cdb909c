//! A subdomain that two services have.

use std::collections::HashMap;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;

rule! {
    /// # A subdomain that two services have
    ///
    /// Vercel writes a route for each of them, and the first one that matches wins: that of the service with the longer prefix.
    /// The other is never reached by the subdomain. Upper and lower case make no difference.
    ///
    /// ```json bad
    /// { "experimentalServices": {
    ///   "v1": { "framework": "fastapi", "routePrefix": "/v1", "subdomain": "api" },
    ///   "v2": { "framework": "fastapi", "routePrefix": "/v2", "subdomain": "API" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": {
    ///   "v1": { "framework": "fastapi", "routePrefix": "/v1", "subdomain": "api" },
    ///   "v2": { "framework": "fastapi", "routePrefix": "/v2", "subdomain": "api2" } } }
    /// ```
    pub static RULE = {
        code: "duplicate-subdomain",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let services = v1::services(snapshot, Reading::Person);
    let mut first = HashMap::new();
    for service in &services {
        let Some((subdomain, range)) = service.subdomain().filter(|(it, _)| !it.is_empty()) else { continue };
        let Some((other, other_range)) = first.get(&subdomain) else {
            first.insert(subdomain, (&service.name, range));
            continue;
        };
        let message = format!(
            "`{other}` has the subdomain `{subdomain}` too: only one of the two is reached by it. Choose another."
        );
        findings.push(
            Finding::new(&RULE, range, message)
                .service(&*service.name)
                .related(*other_range, format!("`{other}` has it here.")),
        );
    }
}
