//! A route prefix that ends with a slash.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;
use svc_syntax::edit;

rule! {
    /// # A route prefix that ends with a slash
    ///
    /// Vercel puts the prefix into the pattern of the service's route as it is written. With a slash at its end, `/api/` and
    /// `/api//users` match; `/api/users` and `/api` never reach the service.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "/api/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "route-prefix-trailing-slash",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for service in v1::services(snapshot, Reading::Person) {
        let Some(node) = service.prefix().and_then(|_| service.routing()?.prefix) else { continue };
        let Some(written) = node.as_str().filter(|it| it.ends_with('/') && *it != "/") else { continue };
        let meant = match written.trim_end_matches('/') {
            "" => "/",
            stripped => stripped,
        };
        let path = format!("/{}", meant.trim_start_matches('/'));
        let message = format!(
            "With the slash at its end, `{written}` doesn't match `{}`: that request never reaches `{}`. Drop the slash.",
            if path == "/" { "/users".to_owned() } else { format!("{path}/users") },
            service.name
        );
        let edit = edit::replace_with_string(node, meant);
        findings.push(
            Finding::new(&RULE, node.range, message)
                .service(&*service.name)
                .fix(Fix::preferred(format!("Change to `{meant}`"), edit)),
        );
    }
}
