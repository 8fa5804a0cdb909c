//! Invalid `package.json`.

use serde::de::IgnoredAny;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::value::Query;
use svc_vercel::project::PackageJson;

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

/// The line that isn't JSON.
struct Mistake;

impl Query for Mistake {
    type Answer = Option<usize>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mistake = snapshot.project_facts().of::<Mistake>().get_or_init(|| {
        let text = snapshot.project.read(PackageJson::FILE)?;
        serde_json::from_str::<IgnoredAny>(&text).err().map(|error| error.line())
    });
    if let Some(line) = mistake {
        let message =
            format!("`package.json` isn't valid JSON (line {line}), so the build fails. Correct it.");
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}
