//! A `svc-lsp.jsonc` that can't be read as written.

use crate::form;
use crate::options::Case;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_config::describe;
use svc_config::model::validate::{Mistake, MistakeKind, opening};
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::spelling;

rule! {
    /// # Invalid `svc-lsp.jsonc`
    ///
    /// svc-lsp ignores a part of `svc-lsp.jsonc` that it can't read, or the whole file if it isn't JSON with comments.
    ///
    /// `svc-lsp.jsonc` holds svc-lsp's own options: the plan, the levels of rules, findings to ignore and requests to test. It has
    /// no effect on the deployment.
    ///
    /// ```jsonc bad
    /// {
    ///   "plan": "professional"
    /// }
    /// ```
    ///
    /// ```jsonc good
    /// {
    ///   "plan": "pro" // our team's
    /// }
    /// ```
    pub static RULE = {
        code: "invalid-options",
        severity: Warning,
        check: Check::Options(check),
    }
}

fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let root = case.snapshot.config();
    if let Some(problem) = &case.problem {
        let place = case.snapshot.parse.errors().first().map_or(opening(root), |error| error.range);
        let message = format!("svc-lsp can't parse this file and ignores it: {problem}.");
        findings.push(Finding::new(&RULE, place, message));
        return;
    }
    findings.extend(form::mistakes(case.snapshot).iter().map(|mistake| of_mistake(root, mistake)));
}

fn of_mistake(root: &Node, mistake: &Mistake) -> Finding {
    let place = describe::place(&mistake.path);
    let finding = |message: String| Finding::new(&RULE, mistake.range, message);
    match &mistake.kind {
        MistakeKind::UnknownKey(key) => {
            let member =
                root.at(&mistake.path).and_then(Node::as_object).and_then(|object| object.member(key));
            let keys = mistake.shape.properties().map(|property| property.key);
            let Some(meant) = spelling::nearest(key, keys) else {
                return finding(format!("Unknown key `{key}`. svc-lsp ignores it."));
            };
            let fix = member.map(|member| {
                Fix::preferred(format!("Change to `{meant}`"), edit::rename_key(member, meant))
            });
            Finding {
                fixes: fix.into_iter().collect(),
                ..finding(format!("Unknown key `{key}`. Did you mean `{meant}`?"))
            }
        }
        MistakeKind::MissingKey(key) => {
            finding(format!("{place} is missing `{key}`, so svc-lsp ignores it."))
        }
        _ => {
            let expected = describe::expected(mistake.place);
            let written = root.at(&mistake.path).and_then(Node::as_str);
            let values = mistake.place.values();
            let values = values.iter().filter_map(|value| value.value.as_str());
            let meant = written.and_then(|written| spelling::nearest(written, values));
            let node = root.at(&mistake.path);
            let fix = meant.zip(node).map(|(meant, node)| {
                Fix::preferred(format!("Change to `{meant}`"), edit::replace_with_string(node, meant))
            });
            Finding { fixes: fix.into_iter().collect(), ..finding(format!("{place} must be {expected}.")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::expect;
    use svc_vercel::project::MemoryFs;

    use crate::check_beside::check_options;
    use crate::snapshot::Snapshot;

    #[test]
    fn each_mistake_is_reported_where_it_is() {
        let messages = |text: &str| {
            let snapshot = Snapshot::of(text, Arc::new(MemoryFs::default())).of_options();
            let findings = check_options(&snapshot, |_| None);
            let lines: Vec<_> =
                findings.iter().map(|it| format!("{}: {}", &text[it.range], it.message)).collect();
            lines.join("\n")
        };
        let text = r#"{
            // fine
            "plans": "pro",
            "plan": "por",
            "rules": { "duplicate-key": 1 },
            "ignore": { "vercel.json": { "duplicate-key": [{}] } },
            "requests": [{ "request": "/", "status": 42 }],
        }"#;
        expect![[r#"
            "plans": Unknown key `plans`. Did you mean `plan`?
            "por": `plan` must be `"hobby"`, `"pro"` or `"enterprise"`.
            1: `duplicate-key` must be `"off"`, `"hint"`, `"information"`, `"warning"` or `"error"`.
            "vercel.json": `vercel.json` doesn't exist, so nothing is ignored in it.
            {: `duplicate-key[0]` is missing `at`, so svc-lsp ignores it.
            42: `status` must be an integer from 100 to 599."#]]
        .assert_eq(&messages(text));
        expect![[r#""plan": svc-lsp can't parse this file and ignores it: Expected colon after the string or word in object property on line 1 column 10."#]].assert_eq(&messages("{ \"plan\" \"pro\" }"));
        assert_eq!(messages(""), "");
    }
}
