//! A service whose code is nowhere named.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;
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
        check: Check::Problem,
    }
}

/// The finding of a workflow without an entrypoint.
pub(super) fn of_workflow(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` is a workflow without an `entrypoint`. Add the file that defines it.",
        case.service.name
    );
    case.finding(&RULE, range, message)
}

/// The finding of a service that has a runtime or builder only, under `key`.
pub(super) fn finding(case: &Case<'_>, range: TextRange, key: &str) -> Finding {
    let message = format!(
        "`{}` has a `{key}` but no `entrypoint`: Vercel doesn't know which file to run. Add it.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    if let Some(folder) = case.service.folder() {
        let entrypoints = detect::entrypoints_in(&folder, case.service.runtime(None));
        let preferred = entrypoints.len() == 1;
        finding.fixes.extend(
            entrypoints.iter().filter_map(|it| case.adding("entrypoint", &edit::quoted(it), preferred)),
        );
    }
    finding
}
