//! Missing route prefix.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use crate::services::Services;
use crate::services::routing::normalize_prefix;
use svc_syntax::TextRange;
use svc_syntax::edit;

rule! {
    /// # Missing route prefix
    ///
    /// Vercel rejects a web service without a route, because no request could reach it.
    ///
    /// Add `routePrefix`, `mount` or `subdomain`. A service is a web service unless its `type` is `job`, `cron` or `worker`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "missing-route-prefix",
        vercel: "MISSING_ROUTE_PREFIX",
        severity: Error,
        owns_form: true,
        misses: ["routePrefix", "mount", "subdomain"],
        check: Check::Problem,
    }
}

/// The finding for a web service that has no mount point.
pub(super) fn finding(case: &Case<'_>, services: &Services<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` is a web service but has no route. Add `routePrefix`, `mount` or `subdomain`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.adding(
        "routePrefix",
        &edit::quoted(&free_prefix(&case.service.name, services)),
        true,
    ));
    finding
}

/// A prefix that no other service has: `/` if it is free, else one made of the service's name.
fn free_prefix(name: &str, services: &Services<'_>) -> String {
    let taken: Vec<String> =
        services.iter().filter_map(|other| other.prefix().map(|it| normalize_prefix(&it.path))).collect();
    let named = (2..).map(|number| format!("/{name}-{number}"));
    ["/".to_owned(), format!("/{name}")]
        .into_iter()
        .chain(named)
        .find(|prefix| !taken.contains(prefix))
        .unwrap_or_default()
}
