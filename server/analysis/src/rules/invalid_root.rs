//! A service's root that lies outside the project.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_syntax::TextRange;

rule! {
    /// # A service's root that lies outside the project
    ///
    /// `root` is a folder below the one that holds the `vercel.json`, written from there: `apps/api`, not `/apps/api` and not
    /// `../api`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "/apps/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-root",
        vercel: "INVALID_ROOT",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding of a root that leaves the project.
pub(super) fn outside_project(case: &Case<'_>, range: TextRange) -> Finding {
    let root = case.service.text("root").unwrap_or_default();
    let message = format!(
        "`{root}` lies outside the project: a service's root must be a folder below the one with the vercel.json."
    );
    case.finding(&RULE, range, message)
}

/// The finding of a root that is an absolute path.
pub(super) fn absolute(case: &Case<'_>, range: TextRange) -> Finding {
    let root = case.service.text("root").unwrap_or_default();
    let message =
        format!("`{root}` is an absolute path: write a service's root from the folder with the vercel.json.");
    let finding = case.finding(&RULE, range, message);
    let relative = root.trim_start_matches('/');
    if !case.service.project.exists(relative) || relative.is_empty() {
        return finding;
    }
    finding.fix(Fix::preferred(format!("Change to `{relative}`"), replacement(range, relative)))
}
