//! Reference to a secret.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Member;

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
    /// Source: [Environment variables](https://vercel.com/docs/environment-variables), which replaced secrets, and deployments that Vercel rejects
    /// since June 2020 ([ijjk/notion-blog#39](https://github.com/ijjk/notion-blog/issues/39)).
    pub static RULE = {
        code: "secret-reference",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let blocks = [config.get("env"), config.get("build").and_then(|build| build.get("env"))];
    for block in blocks.into_iter().flatten().filter_map(|block| block.as_object()) {
        let secrets: Vec<&Member> = block.members().iter().filter(|member| names_secret(member)).collect();
        let [first, others @ ..] = &*secrets else { continue };
        let (subject, what, these) = match others {
            [] => (format!("`{}` refers to a secret", first.key), "the variable", format!("`{}`", first.key)),
            [other] => {
                let both = format!("`{}` and `{}`", first.key, other.key);
                (format!("{both} refer to secrets"), "the variables", both)
            }
            [_, _, ..] => {
                let subject =
                    format!("`{}` and {} other variables refer to secrets", first.key, others.len());
                (subject, "the variables", "these variables".to_owned())
            }
        };
        let message = format!(
            "{subject}. Vercel no longer has secrets and rejects the deployment. Add {what} in the project settings instead."
        );
        let mut finding = Finding::new(&RULE, first.value.range, message);
        for other in others.iter().take(MAX_RELATED) {
            finding = finding.related(other.value.range, format!("`{}` refers to a secret too.", other.key));
        }
        let edits = edit::remove_members(&snapshot.text, block, names_secret);
        findings.push(finding.fix(Fix { title: format!("Remove {these}"), edits, preferred: false }));
    }
}

/// How many other places are shown.
const MAX_RELATED: usize = 50;

/// Whether a variable's value is the name of a secret.
fn names_secret(variable: &Member) -> bool {
    let secret = variable.value.as_str().and_then(|value| value.strip_prefix('@'));
    let is_of_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    secret.is_some_and(|secret| !secret.is_empty() && secret.chars().all(is_of_name))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;
    use crate::testing::{Fixture, apply};

    #[test]
    fn one_block_is_one_finding() {
        let fixture =
            Fixture::new(r#"{ "env": { "A": "@a", "B": "@b", "LEVEL": "debug", "C": "@c", "D": "@d" } }"#);
        let mut findings = Vec::new();
        super::check(&fixture.snapshot, &mut findings);
        let [finding] = &*findings else { panic!("{findings:?}") };
        assert_eq!(
            finding.message,
            "`A` and 3 other variables refer to secrets. Vercel no longer has secrets and rejects the deployment. Add the variables in the project settings instead."
        );
        let fixed = apply(&fixture.text, &finding.fixes[0].edits);
        assert_eq!(fixed, r#"{ "env": { "LEVEL": "debug" } }"#);
    }

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
