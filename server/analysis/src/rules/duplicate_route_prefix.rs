//! A route prefix that two services have.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use crate::services::routing::normalize_prefix;

rule! {
    /// # A route prefix that two services have
    ///
    /// Each path is answered by one service: no two web services have the same prefix. A missing leading slash and one trailing
    /// slash make no difference.
    ///
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "admin": { "framework": "vite", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "admin": { "framework": "vite", "routePrefix": "/admin" } } }
    /// ```
    pub static RULE = {
        code: "duplicate-route-prefix",
        vercel: "DUPLICATE_ROUTE_PREFIX",
        severity: Error,
        check: Check::Service,
    }
}

/// The prefixes of all services: of those with the same one, all but the first are reported.
pub fn check(services: &[Service<'_>], findings: &mut Vec<Finding>) {
    let mut first: std::collections::HashMap<String, &Service<'_>> = std::collections::HashMap::new();
    for service in services {
        let Some(prefix) = service.prefix() else { continue };
        let prefix = normalize_prefix(&prefix.path);
        match first.get(&prefix) {
            Some(other) => findings.push(finding(service, other, &prefix)),
            None => {
                first.insert(prefix, service);
            }
        }
    }
}

/// The finding of a service whose normalised prefix another one has.
pub(crate) fn finding(service: &Service<'_>, first: &Service<'_>, prefix: &str) -> Finding {
    let message =
        format!("`{}` already answers `{prefix}`. Give `{}` another prefix.", first.name, service.name);
    let range = |it: &Service<'_>| it.prefix().map_or(it.name_range, |prefix| prefix.range);
    Finding::new(&RULE, range(service), message)
        .service(&*service.name)
        .related(range(first), format!("`{}` has the prefix here.", first.name))
}
