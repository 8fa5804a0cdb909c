//! Invalid `package.json`.

use serde::de::IgnoredAny;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;

rule! {
    /// # Invalid `package.json`
    ///
    /// The build fails because the project's `package.json` isn't valid JSON.
    ///
    /// Vercel reads it before it builds anything. Comments and trailing commas aren't allowed.
    ///
    /// ```files
    /// //- /package.json
    /// { "private": true, }
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "private": true }
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "invalid-package-json",
        vercel: "CANT_PARSE_JSON_FILE",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(text) = snapshot.project.read("package.json") else { return };
    if let Err(error) = serde_json::from_str::<IgnoredAny>(&text) {
        let message = format!(
            "`package.json` isn't valid JSON (line {}), so the build fails. Correct it.",
            error.line()
        );
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}
