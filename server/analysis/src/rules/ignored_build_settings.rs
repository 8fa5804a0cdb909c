//! Build settings ignored.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Elements;

rule! {
    /// # Build settings ignored
    ///
    /// The build doesn't run this command or use this setting.
    ///
    /// If the file has `builds`, each entry's builder decides how to build, and Vercel passes it only the entry's own `config`. Remove
    /// the setting, or remove `builds` to let Vercel detect how to build the project.
    ///
    /// ```json bad
    /// { "builds": [{ "src": "app/main.py", "use": "@vercel/python" }], "buildCommand": "pip install -r requirements.txt" }
    /// ```
    ///
    /// ```json good
    /// { "builds": [{ "src": "app/main.py", "use": "@vercel/python" }] }
    /// ```
    ///
    /// Source: `isZeroConfig` in `commands/build` of Vercel CLI 64.0.2.
    pub static RULE = {
        code: "ignored-build-settings",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::File(check),
    }
}

/// The settings that only a build without `builds` reads.
const SETTINGS: [&str; 4] = ["buildCommand", "framework", "installCommand", "outputDirectory"];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(config) = snapshot.config().as_object() else { return };
    let Some(builds) = config.member("builds") else { return };
    if builds.value.as_array().is_none_or(Elements::is_empty) {
        return;
    }
    for member in SETTINGS.into_iter().filter_map(|key| config.member(key)) {
        if member.value.is_null() || member.value.is_missing() {
            continue;
        }
        let message =
            format!("`{}` is ignored because the file has `builds`. Remove one of them.", member.key);
        let edit = edit::remove_member(&snapshot.text, config, member);
        findings.push(
            Finding::new(&RULE, member.key_range, message)
                .related(builds.key_range, "`builds` is set here.")
                .fix(Fix::offered(format!("Remove `{}`", member.key), edit)),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"builds":[{"src":"*.py","use":"@vercel/python"}],"outputDirectory":"dist"}"#,
                r#"{"installCommand":"npm ci","builds":[{"src":"index.js","use":"@vercel/node"}]}"#,
                r#"{"builds":[{"src":"index.js","use":"@vercel/node"}],"framework":"nextjs"}"#,
            ],
            &[
                r#"{"builds":[],"buildCommand":"make"}"#,
                r#"{"builds":[{"src":"index.js","use":"@vercel/node"}],"buildCommand":null,"devCommand":"x","ignoreCommand":"y"}"#,
            ],
        );
    }
}
