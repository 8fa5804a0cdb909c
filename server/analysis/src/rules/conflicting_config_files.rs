//! Multiple configuration files.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::describe::named;
use svc_config::model::validate::opening;

rule! {
    /// # Multiple configuration files
    ///
    /// Vercel rejects a project with more than one configuration file.
    ///
    /// A project can have only one of `vercel.json`, `vercel.toml` and `vercel.ts` (or `.mts`, `.js`, `.mjs`, `.cjs`). Keep one
    /// and delete the others.
    ///
    /// ```files
    /// //- /vercel.toml
    /// cleanUrls = true
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "conflicting-config-files",
        vercel: "CONFLICTING_CONFIG_FILES",
        severity: Error,
        check: Check::File(check),
    }
}

/// The names of the file.
pub const NAMES: [&str; 7] =
    ["vercel.json", "vercel.toml", "vercel.ts", "vercel.mts", "vercel.js", "vercel.mjs", "vercel.cjs"];

/// The folder of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let others: Vec<&str> = NAMES.into_iter().skip(1).filter(|file| snapshot.project.is_file(file)).collect();
    if !others.is_empty() {
        let message = format!(
            "The project also has {}. Vercel accepts only one configuration file; keep one of them.",
            named(others, "and")
        );
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}
