//! A code in `svc-lsp.jsonc` that no rule has.

use crate::options::Case;
use crate::rules::finding::{Finding, Fix};
use crate::rules::{self, Check};
use svc_syntax::edit;
use svc_syntax::value::{Member, Node, Object};
use svc_vercel::spelling;

rule! {
    /// # Unknown rule in `svc-lsp.jsonc`
    ///
    /// svc-lsp skips entries in `rules` and `ignore` for a rule that it doesn't have.
    ///
    /// Check the rule's name for a typo. `svc-lsp rule` lists all rules.
    ///
    /// ```jsonc bad
    /// {
    ///   "rules": { "deprecated-keys": "off" }
    /// }
    /// ```
    ///
    /// ```jsonc good
    /// {
    ///   "rules": { "deprecated-key": "off" }
    /// }
    /// ```
    pub static RULE = {
        code: "unknown-rule",
        severity: Warning,
        check: Check::Options(check),
    }
}

fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let root = case.snapshot.config();
    let files = root.get("ignore").and_then(Node::as_object);
    let files = files.into_iter().flat_map(|files| files.entries().map(|file| &file.value));
    let by_code = root.get("rules").into_iter().chain(files).filter_map(Node::as_object);
    let unknown = by_code.flat_map(Object::entries).filter(|member| rules::find(&member.key).is_none());
    findings.extend(unknown.map(finding));
}

fn finding(member: &Member) -> Finding {
    let code = &member.key;
    let Some(meant) = spelling::nearest(code, rules::ALL.iter().map(|rule| rule.code)) else {
        let message = format!("Unknown rule `{code}`. Run `svc-lsp rule` for a list.");
        return Finding::new(&RULE, member.key_range, message);
    };
    let message = format!("Unknown rule `{code}`. Did you mean `{meant}`?");
    let fix = Fix::preferred(format!("Change to `{meant}`"), edit::rename_key(member, meant));
    Finding { fixes: vec![fix], ..Finding::new(&RULE, member.key_range, message) }
}
