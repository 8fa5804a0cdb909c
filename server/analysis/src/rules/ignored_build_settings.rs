//! Build settings ignored.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::{Elements, Member};
use svc_vercel::words::joined;

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
    let is_ignored = |member: &Member| {
        SETTINGS.contains(&&*member.key) && !member.value.is_null() && !member.value.is_missing()
    };
    let ignored: Vec<&Member> = config.members().iter().filter(|member| is_ignored(member)).collect();
    let [first, others @ ..] = &*ignored else { return };
    let names: Vec<String> = ignored.iter().map(|member| format!("`{}`", member.key)).collect();
    let names = joined(&names, "and");
    let message = if others.is_empty() {
        format!("{names} is ignored because the file has `builds`. Remove one of them.")
    } else {
        format!("{names} are ignored because the file has `builds`. Remove them, or remove `builds`.")
    };
    let mut finding =
        Finding::new(&RULE, first.key_range, message).related(builds.key_range, "`builds` is set here.");
    for other in others {
        finding = finding.related(other.key_range, format!("`{}` is ignored too.", other.key));
    }
    let edits = edit::remove_members(&snapshot.text, config, is_ignored);
    findings.push(finding.fix(Fix { title: format!("Remove {names}"), edits, preferred: false }));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;
    use crate::testing::{Fixture, apply};

    #[test]
    fn settings_of_one_file_are_one_finding() {
        let fixture = Fixture::new(
            r#"{ "installCommand": "npm ci", "buildCommand": "make", "builds": [{ "src": "index.js", "use": "@vercel/node" }] }"#,
        );
        let mut findings = Vec::new();
        super::check(&fixture.snapshot, &mut findings);
        let [finding] = &*findings else { panic!("{findings:?}") };
        assert_eq!(
            finding.message,
            "`installCommand` and `buildCommand` are ignored because the file has `builds`. Remove them, or remove `builds`."
        );
        let fixed = apply(&fixture.text, &finding.fixes[0].edits);
        assert_eq!(fixed, r#"{ "builds": [{ "src": "index.js", "use": "@vercel/node" }] }"#);
    }

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
