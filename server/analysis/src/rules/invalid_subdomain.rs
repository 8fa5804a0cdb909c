//! Invalid subdomain.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Invalid subdomain
    ///
    /// Vercel rejects a service with this subdomain.
    ///
    /// `subdomain` is one DNS label: 1 to 63 letters, digits and hyphens, without a hyphen at either end and without dots. Use `api`,
    /// not `api.example.com`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "nextjs", "subdomain": "api.example.com" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "nextjs", "subdomain": "api" } } }
    /// ```
    pub static RULE = {
        code: "invalid-subdomain",
        vercel: "INVALID_SUBDOMAIN",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a subdomain that is not a label.
pub(super) fn finding(case: &Case<'_>, range: TextRange, subdomain: &str) -> Finding {
    let named = if subdomain.is_empty() { "An empty string".to_owned() } else { format!("`{subdomain}`") };
    let message = format!(
        "{named} isn't a valid subdomain. Use 1 to 63 letters, digits and hyphens, without a hyphen at either end."
    );
    case.finding(&RULE, range, message)
}
