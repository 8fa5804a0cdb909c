//! A service whose code is nowhere named.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use svc_syntax::edit;
use svc_vercel::detect;

rule! {
    /// # A service whose code is nowhere named
    ///
    /// With `runtime` or `builder` alone Vercel doesn't know which file to run: add `entrypoint`, the path of the file from the
    /// service's root (or `module:attribute` for Python). A workflow's job always needs one.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "runtime": "python", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "runtime": "python", "entrypoint": "main.py", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "missing-entrypoint",
        vercel: "MISSING_ENTRYPOINT",
        severity: Error,
        owns_form: true,
        misses: ["entrypoint"],
        check: Check::Service,
    }
}

/// One workflow's entrypoint.
pub fn check_workflow(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !service.is_job("workflow")
        || service.text("entrypoint").is_some()
        || service.spoken_of(&["entrypoint"])
    {
        return;
    }
    let message =
        format!("`{}` is a workflow without an `entrypoint`. Add the file that defines it.", service.name);
    findings.push(Finding::new(&RULE, service.name_range, message).service(&*service.name));
}

/// The entrypoint of one service that has a runtime or builder only.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let needs_one = service.truthy("builder").or_else(|| service.truthy("runtime")).is_some();
    if !needs_one || service.truthy("framework").is_some() || service.truthy("entrypoint").is_some() {
        return;
    }
    if service.spoken_of(&["framework", "entrypoint", "builder", "runtime"])
        || is_told_already(service, findings)
    {
        return;
    }
    let key = if service.truthy("builder").is_some() { "builder" } else { "runtime" };
    let message = format!(
        "`{}` has a `{key}` but no `entrypoint`: Vercel doesn't know which file to run. Add it.",
        service.name
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    if let Some(folder) = service.folder() {
        let entrypoints = detect::entrypoints_in(&folder, service.runtime(None));
        let preferred = entrypoints.len() == 1;
        finding.fixes.extend(
            entrypoints.iter().filter_map(|it| service.adding("entrypoint", &edit::quoted(it), preferred)),
        );
    }
    findings.push(finding);
}

fn is_told_already(service: &Service<'_>, findings: &[Finding]) -> bool {
    findings.iter().any(|it| it.rule == &RULE && it.range == service.name_range)
}
