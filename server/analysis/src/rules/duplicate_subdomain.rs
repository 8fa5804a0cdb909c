//! Duplicate subdomain.

use std::collections::HashMap;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;

rule! {
    /// # Duplicate subdomain
    ///
    /// Only one of the two services receives requests to this subdomain.
    ///
    /// Vercel creates a route for each service, longest prefix first, and the first route that matches wins. Subdomains aren't case-sensitive.
    /// Give each service its own subdomain.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": {
    ///   "v1": { "framework": "fastapi", "routePrefix": "/v1", "subdomain": "api" },
    ///   "v2": { "framework": "fastapi", "routePrefix": "/v2", "subdomain": "API" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
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
    let services = v1::services(snapshot, Reading::Diagnostics);
    let mut first = HashMap::new();
    for service in services.iter().filter(|service| service.has_subdomain()) {
        let Some((subdomain, range)) = service.subdomain() else { continue };
        let Some((other, other_range)) = first.get(&subdomain) else {
            first.insert(subdomain, (&service.name, range));
            continue;
        };
        let message = format!(
            "`{other}` also uses the subdomain `{subdomain}`, and only one of the two services receives its requests. Choose another subdomain."
        );
        findings.push(
            Finding::new(&RULE, range, message)
                .service(&*service.name)
                .related(*other_range, format!("`{other}` uses it here.")),
        );
    }
}
