//! Duplicate route prefix.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::services::routing::normalize_prefix;
use crate::services::{Services, folders};
use svc_syntax::{TextEdit, TextRange, edit};

rule! {
    /// # Duplicate route prefix
    ///
    /// Vercel rejects the deployment: two services can't answer the same path.
    ///
    /// Prefixes that differ only in a leading slash or one trailing slash count as the same. Give each web service its own prefix.
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
    /// //- /api/requirements.txt
    /// fastapi
    /// ```
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "entrypoint": "api/main.py", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
    /// //- /api/requirements.txt
    /// fastapi
    /// ```
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "duplicate-route-prefix",
        vercel: "DUPLICATE_ROUTE_PREFIX",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding for a service whose normalized prefix an earlier one has: that one's name, and where it has the prefix.
pub(super) fn finding(
    case: &Case<'_>,
    services: &Services<'_>,
    range: TextRange,
    prefix: &str,
    (first, first_range): (&str, TextRange),
) -> Finding {
    let message = format!(
        "`{first}` already uses the route prefix `{prefix}`. Choose another one for `{}`.",
        case.service.name
    );
    let finding =
        case.finding(&RULE, range, message).related(first_range, format!("`{first}` uses it here."));
    match free_prefix(services, &case.service.name, prefix) {
        Some(free) if is_string(case, range) => finding
            .fix(Fix::offered(format!("Change to `{free}`"), TextEdit::new(range, edit::quoted(&free)))),
        _ => finding,
    }
}

/// A prefix after the service's name that no service has: beside the others, or below the one that is taken.
fn free_prefix(services: &Services<'_>, name: &str, prefix: &str) -> Option<String> {
    let taken: Vec<String> = services
        .iter()
        .filter_map(|service| folders::prefix_of(service.value)?.as_str())
        .map(normalize_prefix)
        .collect();
    let below = format!("{}/{name}", prefix.trim_end_matches('/'));
    [format!("/{name}"), below].into_iter().find(|free| !taken.contains(free))
}

/// Whether the prefix is a string of the service's own.
fn is_string(case: &Case<'_>, range: TextRange) -> bool {
    folders::prefix_of(case.service.value).is_some_and(|written| written.range == range)
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::{apply, snapshot};

    #[test]
    fn another_prefix_is_offered() {
        let fixture = snapshot(
            r#"{ "experimentalServices": { "web": { "framework": "vite", "routePrefix": "/" },
            "docs": { "framework": "vite", "routePrefix": "/" } } }"#,
        );
        let findings = check(&fixture);
        let finding = findings.iter().find(|it| it.rule == &super::RULE).unwrap();
        let fix = &finding.fixes[0];
        assert_eq!(fix.title, "Change to `/docs`");
        let after = snapshot(&apply(&fixture.text.to_string(), &fix.edits));
        assert!(check(&after).iter().all(|it| it.rule != &super::RULE));
    }
}
