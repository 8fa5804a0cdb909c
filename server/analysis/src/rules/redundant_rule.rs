//! Redundant routing rule.

use crate::routes::overlaps::{Hidden, HiddenKind, hidden};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::shadowed_rule::{finding_at, others, rows};
use crate::snapshot::Snapshot;
use svc_syntax::edit;

rule! {
    /// # Redundant routing rule
    ///
    /// This rule never runs and isn't needed: an earlier rule matches all of its requests and does the same.
    ///
    /// A parameter such as `:path*` can also be empty, so `/docs/:path*` matches `/docs` too. A trailing slash in the destination makes no
    /// difference. Remove the rule.
    ///
    /// ```json bad
    /// {
    ///   "rewrites": [
    ///     { "source": "/docs/:path*", "destination": "https://docs.example.com/:path*" },
    ///     { "source": "/docs", "destination": "https://docs.example.com" }
    ///   ]
    /// }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/docs/:path*", "destination": "https://docs.example.com/:path*" }] }
    /// ```
    ///
    /// If one rule makes several others redundant, svc-lsp reports them together. A rule that never runs because of an earlier rule, but
    /// would do something else, is reported as `shadowed-rule`.
    pub static RULE = {
        code: "redundant-rule",
        severity: Hint,
        tags: [Unnecessary],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let redundant = hidden(snapshot).into_iter().filter(|it| it.kind == HiddenKind::Redundant);
    findings.extend(redundant.filter_map(|hidden| finding(snapshot, &hidden)));
}

fn finding(snapshot: &Snapshot, hidden: &Hidden<'_>) -> Option<Finding> {
    let source = &hidden.by.summary.source.as_ref()?.written;
    let what = hidden.by.block.noun();
    let (subject, pronoun, title) = match others(hidden) {
        None => ("This rule is".to_owned(), "it", "Remove this rule"),
        Some(others) => (format!("This rule and {others} are"), "them", "Remove these rules"),
    };
    let message = format!(
        "{subject} redundant: the {what} `{source}` above matches first and does the same. Remove {pronoun}."
    );
    let mut finding = finding_at(&RULE, hidden, message)?;
    if let Some(rows) = rows(hidden) {
        let (elements, _) = hidden.first.place();
        let edits = rows.into_iter().filter_map(|row| edit::remove_elements(&snapshot.text, elements, row));
        finding = finding.fix(Fix { title: title.to_owned(), edits: edits.collect(), preferred: false });
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::check::check;
    use crate::testing::snapshot;

    /// What is reported about rules that never run, and the places that take part.
    #[track_caller]
    fn reports(config: &str, expect: &Expect) {
        let snapshot = snapshot(config);
        let mut found = String::new();
        let findings = check(&snapshot).into_iter();
        for finding in findings.filter(|it| ["redundant-rule", "shadowed-rule"].contains(&it.rule.code)) {
            let related = finding.related.iter().map(|it| format!(" {}", &config[it.range]));
            found += &format!(
                "{} {}: {} [{} ]\n",
                finding.rule.code,
                &config[finding.range],
                finding.message,
                related.collect::<String>()
            );
        }
        expect.assert_eq(&found);
    }

    #[test]
    fn rules_that_would_do_the_same_are_one_hint() {
        reports(
            r#"{ "redirects": [
                { "source": "/blog/:path*", "destination": "https://blog.example.com/:path*" },
                { "source": "/blog/hello", "destination": "https://blog.example.com/hello" },
                { "source": "/blog/:year/:slug", "destination": "https://blog.example.com/:year/:slug" },
                { "source": "/blog/news", "destination": "/news" }
            ] }"#,
            &expect![[r#"
                redundant-rule "/blog/hello": This rule and another one below are redundant: the redirect `/blog/:path*` above matches first and does the same. Remove them. [ "/blog/:path*" "/blog/:year/:slug" ]
                shadowed-rule "/blog/news": This rule never runs: the redirect `/blog/:path*` above matches first. Move this rule above that redirect, or delete this rule. [ "/blog/:path*" ]
            "#]],
        );
    }

    #[test]
    fn pages_of_an_application_need_no_rules_of_their_own() {
        reports(
            r#"{ "rewrites": [
                { "source": "/(.*)", "destination": "/index.html" },
                { "source": "/about", "destination": "/index.html" },
                { "source": "/users/:id", "destination": "/index.html" }
            ] }"#,
            &expect![[r#"
                redundant-rule "/about": This rule and another one below are redundant: the rewrite `/(.*)` above matches first and does the same. Remove them. [ "/(.*)" "/users/:id" ]
            "#]],
        );
    }

    #[test]
    fn a_service_gets_the_request_once() {
        reports(
            r#"{ "services": { "web": { "root": ".", "framework": "nextjs" } }, "rewrites": [
                { "source": "/(.*)", "destination": { "service": "web" } },
                { "source": "/api/(.*)", "destination": { "service": "web" } }
            ] }"#,
            &expect![[r#"
                redundant-rule "/api/(.*)": This rule is redundant: the rewrite `/(.*)` above matches first and does the same. Remove it. [ "/(.*)" ]
            "#]],
        );
    }

    #[test]
    fn another_outcome_is_not_redundant() {
        reports(
            r#"{ "redirects": [
                { "source": "/a/:path*", "destination": "/b/:path*", "permanent": true },
                { "source": "/a/x", "destination": "/b/x", "permanent": false }
            ] }"#,
            &expect![[r#"
                shadowed-rule "/a/x": This rule never runs: the redirect `/a/:path*` above matches first. Move this rule above that redirect, or delete this rule. [ "/a/:path*" ]
            "#]],
        );
    }

    #[test]
    fn what_the_earlier_rule_leaves_is_needed() {
        reports(
            r#"{ "rewrites": [
                { "source": "/docs/:path+", "destination": "https://docs.example.com/:path+" },
                { "source": "/docs", "destination": "https://docs.example.com" },
                { "source": "/app/:path*", "has": [{ "type": "host", "value": "a.com" }], "destination": "/index.html" },
                { "source": "/app/x", "destination": "/index.html" }
            ] }"#,
            &expect![""],
        );
    }
}
