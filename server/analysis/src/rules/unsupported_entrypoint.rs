//! Unsupported entrypoint.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;
use svc_vercel::runtime::EXTENSIONS;

rule! {
    /// # Unsupported entrypoint
    ///
    /// Vercel rejects the deployment because it can't tell which runtime runs the entrypoint.
    ///
    /// Vercel chooses the runtime by file extension. For other extensions, set `framework`, `runtime` or `builder`.
    ///
    /// ```files
    /// //- /main.tsx
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "entrypoint": "main.tsx", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.tsx
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "main.tsx", "runtime": "node", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "unsupported-entrypoint",
        vercel: "UNSUPPORTED_ENTRYPOINT",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding for an entrypoint whose runtime isn't known.
pub(super) fn finding(case: &Case<'_>, range: TextRange, path: &str) -> Finding {
    let extensions: Vec<_> = EXTENSIONS.iter().map(|(extension, _)| format!("`{extension}`")).collect();
    let message = format!(
        "Vercel can't tell which runtime runs `{path}`. Add `runtime`, `framework` or `builder`, or use one of these extensions: {}.",
        extensions.join(", ")
    );
    case.finding(&RULE, range, message)
}
