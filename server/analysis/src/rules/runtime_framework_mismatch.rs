//! A runtime that the framework doesn't run on.

use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, invalid_runtime};
use crate::services::Service;
use svc_syntax::edit;
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
        check: Check::Service,
    }
}

/// One service's runtime and framework.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let (Some(framework), Some(runtime), Some(node)) =
        (service.filled("framework"), service.filled("runtime"), service.field("runtime"))
    else {
        return;
    };
    let of_framework = Runtime::of_framework(framework).filter(|it| it.name() != runtime);
    let passes =
        Runtime::named(runtime).is_some() || invalid_runtime::property_of_every_object(service).is_some();
    let Some(needed) = of_framework.filter(|_| passes) else { return };
    let needed = needed.name();
    let message = format!(
        "`{framework}` runs on `{needed}`, not on `{runtime}`. Remove `runtime`, or change one of the two."
    );
    let edit = edit::replace_with_string(node, needed);
    let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    if let Some(member) = service.member("framework") {
        finding = finding.related(member.value.range, "The framework stands here.");
    }
    findings.push(finding.fix(Fix::preferred(format!("Change to `{needed}`"), edit)));
}
