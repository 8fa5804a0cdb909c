//! What the CLI accepts and the platform refuses when the deployment is created.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::shape::{self, Case};
use svc_config::Severity;

rule! {
    /// # Accepted by the CLI, refused by the platform
    ///
    /// The CLI looks at a part of the file only. The platform checks the rest when the deployment is created, with limits of its own: a
    /// `buildCommand` of at most 256 characters, at most 100 cron jobs, `regions` as a list.
    ///
    /// ```json bad
    /// { "buildCommand": true }
    /// ```
    ///
    /// ```json bad
    /// { "regions": "fra1" }
    /// ```
    ///
    /// ```json good
    /// { "buildCommand": "npm run build", "regions": ["fra1"] }
    /// ```
    pub static RULE = {
        code: "refused-by-platform",
        severity: Error,
        check: Check::Shape(check),
    }
}

/// The finding that the mistake would have if the CLI refused it too.
fn check(case: &Case<'_>) -> Option<Finding> {
    if case.mistake.severity != Severity::Warning {
        return None;
    }
    let finding = shape::finding_without(&RULE, case)?;
    let message = format!("{} The CLI accepts it; the deployment is refused.", finding.message);
    Some(Finding { rule: &RULE, severity: RULE.severity, vercel_code: RULE.vercel_code, message, ..finding })
}
