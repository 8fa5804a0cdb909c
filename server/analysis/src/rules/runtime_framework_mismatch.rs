//! Runtime and framework mismatch.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_syntax::TextRange;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Runtime and framework mismatch
    ///
    /// Vercel rejects a service whose `runtime` isn't the one its framework runs on.
    ///
    /// A backend framework determines the runtime: `fastapi` runs on `python`, `hono` on `node`. Remove `runtime`, or correct one of
    /// the two.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "fastapi", "runtime": "node", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
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

/// The finding for a runtime beside a framework that needs another one.
pub(super) fn finding(case: &Case<'_>, range: TextRange, needed: Runtime) -> Finding {
    let [framework, runtime] = ["framework", "runtime"].map(|key| case.service.text(key).unwrap_or_default());
    let needed = needed.name();
    let message = format!(
        "The framework `{framework}` requires the runtime `{needed}`, not `{runtime}`. Remove `runtime` or change it to `{needed}`."
    );
    let mut finding = case.finding(&RULE, range, message);
    if let Some(member) = case.service.member("framework") {
        finding = finding.related(member.value.range, "The framework is set here.");
    }
    finding.fix(Fix::preferred(format!("Change to `{needed}`"), replacement(range, needed)))
}
