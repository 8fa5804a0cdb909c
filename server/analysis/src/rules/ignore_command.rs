//! Unreliable `ignoreCommand`.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::services;
use crate::snapshot::Snapshot;
use svc_config::{ServicesModel, Severity};
use svc_syntax::edit;
use svc_syntax::value::Node;

rule! {
    /// # Unreliable `ignoreCommand`
    ///
    /// Deployments fail, because `git diff` doesn't find the commit that it compares with.
    ///
    /// Vercel clones only the last 10 commits. `VERCEL_GIT_PREVIOUS_SHA` is the commit of the last successful deployment, which is often
    /// older. If that commit isn't in the clone, `git diff` ends with exit code 128, and Vercel fails the deployment instead of
    /// building it. Add `|| exit 1` to build it in that case.
    ///
    /// ```json bad
    /// { "ignoreCommand": "git diff --quiet $VERCEL_GIT_PREVIOUS_SHA $VERCEL_GIT_COMMIT_SHA -- ." }
    /// ```
    ///
    /// ```json good
    /// { "ignoreCommand": "git diff --quiet $VERCEL_GIT_PREVIOUS_SHA $VERCEL_GIT_COMMIT_SHA -- . || exit 1" }
    /// ```
    ///
    /// With exit code 0, Vercel skips the build; with 1, it builds. svc-lsp also reports a command that always ends with 0:
    ///
    /// ```json bad
    /// { "ignoreCommand": "exit 0" }
    /// ```
    ///
    /// ```json good
    /// { "ignoreCommand": "exit 1" }
    /// ```
    ///
    /// Source: [Ignored Build Step](https://vercel.com/kb/guide/how-do-i-use-the-ignored-build-step-field-on-vercel). That exit code 128 fails a deployment is known from deployment logs.
    pub static RULE = {
        code: "ignore-command",
        severity: Warning,
        or: [Information],
        check: Check::File(check), Check::Service(ServicesModel::V2, check_service),
    }
}

const VARIABLE: &str = "VERCEL_GIT_PREVIOUS_SHA";
/// Commands that always succeed.
const SUCCEEDING: [&str; 3] = ["exit 0", "true", ":"];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if services::declared(snapshot).is_none() {
        findings.extend(snapshot.config().get("ignoreCommand").and_then(finding));
    }
}

fn check_service(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let found = case.service.field("ignoreCommand").and_then(finding);
    findings.extend(found.map(|finding| finding.service(&*case.service.name)));
}

fn finding(node: &Node) -> Option<Finding> {
    let command = node.as_str()?.trim();
    if SUCCEEDING.contains(&command.trim_end_matches(';').trim_end()) {
        let message = "Vercel skips the build of every deployment from Git, because this command always ends with exit code 0. With 1, it builds.";
        return Some(
            Finding::new(&RULE, node.range, message)
                .severity(Severity::Information)
                .fix(Fix::offered("Change to `exit 1`", edit::replace_with_string(node, "exit 1"))),
        );
    }
    let is_alone = command.starts_with("git diff ") && !command.contains([';', '|', '&', '\n']);
    if !is_alone || !command.contains(VARIABLE) {
        return None;
    }
    let message = format!(
        "`git diff` ends with exit code 128 if `{VARIABLE}` isn't in Vercel's clone of 10 commits, and the deployment fails. Add `|| exit 1`."
    );
    let safe = edit::replace_with_string(node, &format!("{command} || exit 1"));
    Some(Finding::new(&RULE, node.range, message).fix(Fix::preferred("Add `|| exit 1`", safe)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"ignoreCommand":"git diff --quiet ${VERCEL_GIT_PREVIOUS_SHA:-HEAD^} HEAD ./"}"#,
                r#"{"ignoreCommand":"git diff --quiet \"$VERCEL_GIT_PREVIOUS_SHA\" \"$VERCEL_GIT_COMMIT_SHA\" -- ."}"#,
                r#"{"ignoreCommand":" true ;"}"#,
                r#"//- /web/index.html
//- /vercel.json
{"services":{"web":{"root":"web","ignoreCommand":"git diff --quiet $VERCEL_GIT_PREVIOUS_SHA HEAD ."}},"rewrites":[{"source":"/(.*)","destination":{"service":"web"}}]}"#,
            ],
            &[
                r#"{"ignoreCommand":"git diff HEAD^ HEAD --quiet -- ."}"#,
                r#"{"ignoreCommand":"git diff --quiet $VERCEL_GIT_PREVIOUS_SHA HEAD . 2>/dev/null || exit 1"}"#,
                r#"{"ignoreCommand":"git cat-file -e $VERCEL_GIT_PREVIOUS_SHA && git diff --quiet $VERCEL_GIT_PREVIOUS_SHA HEAD"}"#,
                r#"{"ignoreCommand":"[ \"$VERCEL_ENV\" != production ]"}"#,
                r#"{"ignoreCommand":"exit 1"}"#,
            ],
        );
    }
}
