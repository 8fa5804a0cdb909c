//! Missing entrypoint.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use crate::services::Services;
use svc_syntax::TextRange;
use svc_syntax::edit;
use svc_vercel::detect;

rule! {
    /// # Missing entrypoint
    ///
    /// Vercel rejects the deployment because it doesn't know which file to run.
    ///
    /// `runtime` or `builder` alone isn't enough. Set `entrypoint` to a file, relative to the service's root, or to
    /// `module:attribute` for Python. A workflow job always needs an entrypoint.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "runtime": "python", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
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

/// The finding for a workflow without an entrypoint.
pub(super) fn of_workflow(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` is a workflow but is missing `entrypoint`, the file that defines it.",
        case.service.name
    );
    case.finding(&RULE, range, message)
}

/// The finding for a service that has a runtime or builder only, under `key`.
pub(super) fn finding(case: &Case<'_>, services: &Services<'_>, range: TextRange, key: &str) -> Finding {
    let message =
        format!("`{}` has a `{key}` but is missing `entrypoint`, the file to run.", case.service.name);
    let mut finding = case.finding(&RULE, range, message);
    if let Some(folder) = case.service.folder() {
        let mut entrypoints = detect::entrypoints_in(&folder, case.service.runtime(None));
        let is_used = |entrypoint: &String| services.have_entrypoint(&folder.resolve(entrypoint));
        let preferred = entrypoints.len() == 1 && !entrypoints.iter().any(is_used);
        entrypoints.sort_by_key(is_used);
        finding.fixes.extend(
            entrypoints.iter().filter_map(|it| case.adding("entrypoint", &edit::quoted(it), preferred)),
        );
    }
    finding
}
