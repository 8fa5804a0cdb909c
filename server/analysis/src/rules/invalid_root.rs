//! Root outside the project.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_syntax::TextRange;

rule! {
    /// # Root outside the project
    ///
    /// Vercel rejects a service whose `root` is outside the project.
    ///
    /// `root` must be a path inside the folder that contains `vercel.json`, and relative to it: `apps/api`, not `/apps/api` or `../api`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "/apps/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
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

/// The finding for a root that leaves the project.
pub(super) fn outside_project(case: &Case<'_>, range: TextRange) -> Finding {
    let root = case.service.text("root").unwrap_or_default();
    let message = format!(
        "`{root}` is outside the project. A service's root must be inside the folder that contains `vercel.json`."
    );
    case.finding(&RULE, range, message)
}

/// The finding for a root that is an absolute path.
pub(super) fn absolute(case: &Case<'_>, range: TextRange) -> Finding {
    let root = case.service.text("root").unwrap_or_default();
    let message = format!(
        "`{root}` is an absolute path. A service's root must be relative to the folder that contains `vercel.json`."
    );
    let finding = case.finding(&RULE, range, message);
    let relative = root.trim_start_matches('/');
    if !case.service.project().exists(relative) || relative.is_empty() {
        return finding;
    }
    finding.fix(Fix::preferred(format!("Change to `{relative}`"), replacement(range, relative)))
}
