//! A runtime that the framework doesn't run on.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_syntax::TextRange;
use svc_vercel::runtime::Runtime;

rule! {
    /// # A runtime that the framework doesn't run on
    ///
    /// A backend framework brings its runtime: `fastapi` runs on `python`, `hono` on `node`. Another `runtime` beside it is
    /// refused; none is needed.
    ///
    /// ```files
    /// //- /main.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "fastapi", "runtime": "node", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "fastapi", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "runtime-framework-mismatch",
        vercel: "RUNTIME_FRAMEWORK_MISMATCH",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding of a runtime beside a framework that needs another one.
pub(super) fn finding(case: &Case<'_>, range: TextRange, needed: Runtime) -> Finding {
    let [framework, runtime] = ["framework", "runtime"].map(|key| case.service.text(key).unwrap_or_default());
    let needed = needed.name();
    let message = format!(
        "`{framework}` runs on `{needed}`, not on `{runtime}`. Remove `runtime`, or change one of the two."
    );
    let mut finding = case.finding(&RULE, range, message);
    if let Some(member) = case.service.member("framework") {
        finding = finding.related(member.value.range, "The framework stands here.");
    }
    finding.fix(Fix::preferred(format!("Change to `{needed}`"), replacement(range, needed)))
}
