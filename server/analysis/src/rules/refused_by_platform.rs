//! What the CLI accepts and the platform refuses when the deployment is created.

use crate::rules::Check;

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
        severity: Warning,
        check: Check::Pass,
    }
}
