//! A route prefix below another service's.

use crate::finding::Finding;
use crate::routing::normalize_prefix;
use crate::rules::Check;
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;

rule! {
    /// # A route prefix below another service's
    ///
    /// The longest prefix wins, whatever the order in the file: of a service at `/svc` and one at `/svc/api`, the latter takes
    /// every request for `/svc/api` and below, and the former never sees them.
    ///
    /// ```json bad
    /// { "experimentalServices": {
    ///   "svc": { "framework": "nextjs", "routePrefix": "/svc" },
    ///   "api": { "framework": "hono", "routePrefix": "/svc/api" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": {
    ///   "svc": { "framework": "nextjs", "routePrefix": "/svc" },
    ///   "api": { "framework": "hono", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "nested-route-prefix",
        severity: Information,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let services = v1::services(snapshot, Reading::Person);
    let placed: Vec<_> = services
        .iter()
        .filter_map(|service| service.prefix().map(|prefix| (service, normalize_prefix(&prefix.path), prefix.range)))
        .collect();
    for (service, prefix, range) in &placed {
        let outer = placed
            .iter()
            .filter(|(_, other, _)| other != "/" && prefix.strip_prefix(&**other).is_some_and(|it| it.starts_with('/')))
            .max_by_key(|(_, other, _)| other.len());
        let Some((outer, outer_prefix, outer_range)) = outer else { continue };
        let message = format!(
            "`{prefix}` lies below `{outer_prefix}`: its requests go to `{}`, and `{}` never sees them.",
            service.name, outer.name
        );
        findings.push(
            Finding::new(&RULE, *range, message)
                .service(&*service.name)
                .related(*outer_range, format!("`{}` answers the rest of `{outer_prefix}`.", outer.name)),
        );
    }
}
