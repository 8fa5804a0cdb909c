//! Branch settings without effect.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::edit;
use svc_syntax::value::{Json, Member};

rule! {
    /// # Branch settings without effect
    ///
    /// Vercel still deploys branches that these settings were meant to exclude.
    ///
    /// Every branch is deployed unless `git.deploymentEnabled` sets it to `false`, so `true` alone changes nothing. To deploy only
    /// some branches, set `**` to `false` and those branches to `true`.
    ///
    /// ```json bad
    /// { "git": { "deploymentEnabled": { "main": true } } }
    /// ```
    ///
    /// ```json good
    /// { "git": { "deploymentEnabled": { "**": false, "main": true } } }
    /// ```
    ///
    /// `*` matches only names without a `/`, so `feature/login` is still deployed. Use `**`, which also matches names with a `/`.
    ///
    /// ```json bad
    /// { "git": { "deploymentEnabled": { "*": false, "main": true } } }
    /// ```
    ///
    /// Source: [Git configuration](https://vercel.com/docs/project-configuration/git-configuration), and the pattern syntax of
    /// [minimatch](https://github.com/isaacs/minimatch).
    pub static RULE = {
        code: "ineffective-branch-settings",
        severity: Warning,
        or: [Information],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let git = snapshot.config().get("git").and_then(|git| git.as_object());
    let Some(setting) = git.and_then(|git| git.member("deploymentEnabled")) else { return };
    let Some(branches) = setting.value.as_object().filter(|it| !it.members().is_empty()) else { return };
    let is = |member: &Member, wanted: bool| matches!(member.value.json, Json::Bool(it) if it == wanted);
    if branches.members().iter().all(|member| is(member, true)) {
        let message = "These settings have no effect: Vercel deploys every branch that isn't set to `false`. To deploy only the listed branches, add `\"**\": false`.";
        let mut finding = Finding::new(&RULE, setting.key_range, message);
        if let Some(edit) = edit::insert_member(&snapshot.text, &setting.value, "**", "false") {
            finding = finding.fix(Fix::offered("Add `\"**\": false`", edit));
        }
        findings.push(finding);
    }
    if let Some(star) = branches.member("*").filter(|member| is(member, false) && !branches.has("**")) {
        let message = "`*` matches only branches without a `/` in their names, so Vercel still deploys `feature/login`. Use `**` for every branch.";
        findings.push(
            Finding::new(&RULE, star.key_range, message)
                .severity(Severity::Information)
                .fix(Fix::offered("Change to `**`", edit::rename_key(star, "**"))),
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
                r#"{"git":{"deploymentEnabled":{"main":true,"next":true}}}"#,
                r#"{"git":{"deploymentEnabled":{"*":false}}}"#,
                r#"{"git":{"deploymentEnabled":{"release/*":true}}}"#,
            ],
            &[
                r#"{"git":{"deploymentEnabled":{"*":false,"**":false,"main":true}}}"#,
                r#"{"git":{"deploymentEnabled":false}}"#,
                r#"{"git":{"deploymentEnabled":{"dependabot/*":false}}}"#,
            ],
        );
    }
}
