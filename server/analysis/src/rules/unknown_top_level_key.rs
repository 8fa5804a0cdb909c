//! Unknown top-level key.

use crate::rules::finding::{Finding, Fix, MAX_FINDINGS};
use crate::rules::kinds::shape::Misplaced;
use crate::rules::{Check, unknown_key};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_config::model::validate::accepts;
use svc_config::{ServicesModel, model};
use svc_syntax::edit;
use svc_syntax::value::{Member, Object};
use svc_vercel::spelling;

rule! {
    /// # Unknown top-level key
    ///
    /// The CLI ignores this key, but Vercel rejects the deployment with "should NOT have additional property".
    ///
    /// This also applies to keys used as comments and, since June 2026, to `public`. Rename or remove the key.
    ///
    /// ```json bad
    /// { "public": true, "cleanUrls": true }
    /// ```
    ///
    /// ```json bad
    /// { "_comment": "our site", "rewrite": [] }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true, "rewrites": [] }
    /// ```
    ///
    /// Source: [the schema](https://openapi.vercel.sh/vercel.json) that Vercel checks the file against, and deployments that it rejected in June
    /// 2026 ([dotCMS/core#36211](https://github.com/dotCMS/core/issues/36211),
    /// [tldraw/tldraw#9236](https://github.com/tldraw/tldraw/pull/9236)).
    pub static RULE = {
        code: "unknown-top-level-key",
        severity: Error,
        check: Check::File(check),
    }
}

/// Whether the key can take the known one's place: nothing else is as near, and what is under it is what Vercel wants there.
fn is_sure(object: &Object, member: &Member, meant: &str) -> bool {
    let root = model().root();
    let is_services = |key: &str| ServicesModel::of_key(key).is_some();
    let has_services = object.members().iter().any(|it| is_services(&it.key));
    let conflicts = has_services && (is_services(meant) || v2::BUILD_SETTINGS.contains(&meant));
    let nearest = spelling::nearest(&member.key, root.properties().map(|property| property.key));
    let fits = |shape| accepts(shape, &member.value.to_value());
    !conflicts && nearest.is_none_or(|nearest| nearest == meant) && root.property(meant).is_some_and(fits)
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(object) = snapshot.config().as_object() else { return };
    let root = model().root();
    let is_unknown = |member: &&Member| {
        member.is_quoted() && !root.properties().any(|property| property.key == member.key)
    };
    let misplaced = Misplaced::of(snapshot);
    for member in object.members().iter().filter(is_unknown).take(MAX_FINDINGS) {
        let key = member.key.as_str();
        let is_misplaced = misplaced.may_hold(member);
        let finding = |message: String| Finding::new(&RULE, member.key_range, message);
        let mut finding = if key == "public" {
            finding("Vercel removed `public` in June 2026 and rejects deployments that set it.".to_owned())
        } else if unknown_key::is_comment(key) {
            let is_surely_one = key.starts_with(['#', '/']) || key.to_ascii_lowercase().contains("comment");
            let why = if is_surely_one { "; keys can't be used as comments in `vercel.json`" } else { "" };
            // What someone wrote is not lost without being asked.
            finding(format!("Vercel rejects deployments with the unknown key `{key}`. Remove it{why}."))
        } else if let Some(meant) = root.meant(key).map(|it| it.key).filter(|meant| !object.has(meant)) {
            let edit = edit::rename_key(member, meant);
            finding(format!("Unknown key `{key}`; Vercel rejects the deployment. Did you mean `{meant}`?"))
                .fix(Fix {
                    preferred: is_sure(object, member, meant),
                    ..Fix::offered(format!("Rename to `{meant}`"), edit)
                })
        } else if let Some((outer, inner)) = key.split_once('.') {
            let message = format!(
                "Unknown key `{key}`; Vercel rejects the deployment. Use `\"{outer}\": {{ \"{inner}\": … }}`."
            );
            finding(message)
        } else {
            let advice = if is_misplaced { "" } else { " Remove it." };
            finding(format!("Unknown key `{key}`; Vercel rejects the deployment.{advice}"))
        };
        if !is_misplaced {
            let edits = vec![edit::remove_member(&snapshot.text, object, member)];
            let preferred = key == "public";
            finding.fixes.push(Fix { title: format!("Remove `{key}`"), edits, preferred });
        }
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::Fixture;

    #[test]
    fn a_key_beside_a_missing_bracket_is_not_removed() {
        for (text, expected) in [
            (r#"{ "x": 1 }"#, ("Unknown key `x`; Vercel rejects the deployment. Remove it.", 1)),
            (
                r#"{ "images": { "sizes": [16] }, "x": 1 }} "#,
                ("Unknown key `x`; Vercel rejects the deployment.", 0),
            ),
            (r#"{ "regions": ["iad1", "x": 1 }"#, ("Unknown key `x`; Vercel rejects the deployment.", 0)),
        ] {
            let mut findings = Vec::new();
            super::check(&Fixture::new(text).snapshot, &mut findings);
            let found: Vec<_> = findings.iter().map(|it| (it.message.as_str(), it.fixes.len())).collect();
            assert_eq!(found, [expected], "{text}");
        }
    }
}
