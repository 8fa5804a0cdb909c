//! Reference to a secret.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;

rule! {
    /// # Reference to a secret
    ///
    /// Vercel rejects the deployment, because the secret doesn't exist.
    ///
    /// A value that starts with `@` names a secret, and Vercel no longer has secrets. Remove the variable from the file, and add it in
    /// the project's settings or with `vercel env add`.
    ///
    /// ```json bad
    /// { "env": { "MONGODB_URI": "@mongodb-uri" } }
    /// ```
    ///
    /// ```json good
    /// { "env": { "LOG_LEVEL": "debug" } }
    /// ```
    ///
    /// Source: [Environment variables](https://vercel.com/docs/environment-variables), which replaced secrets.
    pub static RULE = {
        code: "secret-reference",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let blocks = [config.get("env"), config.get("build").and_then(|build| build.get("env"))];
    for block in blocks.into_iter().flatten().filter_map(|block| block.as_object()) {
        for member in &block.members {
            let secret = member.value.as_str().and_then(|value| value.strip_prefix('@'));
            if secret.is_none_or(|secret| secret.is_empty() || secret.contains(char::is_whitespace)) {
                continue;
            }
            let message = format!(
                "`{}` refers to a secret, and Vercel no longer has secrets. Add the variable in the project settings instead.",
                member.key
            );
            let edit = edit::remove_member(&snapshot.text, block, member);
            findings.push(
                Finding::new(&RULE, member.value.range, message)
                    .fix(Fix::offered(format!("Remove `{}`", member.key), edit)),
            );
        }
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
                r#"{"env":{"A":"@a"}}"#,
                r#"{"build":{"env":{"TOKEN":"@my-token"}}}"#,
                r#"{"env":{"A":"plain","B":"@b_c"}}"#,
            ],
            &[r#"{"env":{"A":"me@example.com"}}"#, r#"{"env":{"A":"@","B":"@ home"}}"#],
        );
    }
}
