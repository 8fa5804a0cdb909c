//! Deprecated key.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::shape::Case;
use svc_config::model::validate::MistakeKind;
use svc_syntax::edit;

rule! {
    /// # Deprecated key
    ///
    /// The deployment works, but Vercel may stop supporting this key.
    ///
    /// Use the replacement that the message names.
    ///
    /// ```json bad
    /// { "builds": [{ "src": "api/*.py", "use": "@vercel/python" }] }
    /// ```
    ///
    /// ```json bad
    /// { "experimentalServicesV2": { "web": { "root": ".", "framework": "nextjs" } } }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": ".", "framework": "nextjs" } } }
    /// ```
    pub static RULE = {
        code: "deprecated-key",
        severity: Hint,
        tags: [Deprecated],
        check: Check::Shape(check),
    }
}

/// Keys that have another name now, with the same value.
const RENAMED: &[(&str, &str)] = &[("experimentalServicesV2", "services"), ("replicas", "instances")];

/// Keys whose removal changes nothing.
const WITHOUT_EFFECT: &[&str] = &["version"];

fn check(case: &Case<'_>) -> Option<Finding> {
    let MistakeKind::Deprecated(key) = &case.mistake.kind else { return None };
    finding(case, key)
}

/// The finding for a deprecated key.
fn finding(case: &Case<'_>, key: &str) -> Option<Finding> {
    let object = case.value.as_object()?;
    let advice = case.mistake.shape.deprecated()?;
    let mut finding = case.report(&RULE, format!("`{key}` is deprecated. {advice}"));
    let is_single = object.members().iter().filter(|it| it.key == key).count() == 1;
    if let Some((_, new)) = RENAMED.iter().find(|(old, new)| *old == key && is_single && !object.has(new)) {
        let edit = edit::rename_key(object.member(key)?, new);
        finding.fixes.push(Fix::preferred(format!("Rename to `{new}`"), edit));
    }
    if WITHOUT_EFFECT.contains(&key) && is_single {
        let edit = edit::remove_member(&case.snapshot.text, object, object.member(key)?);
        finding.fixes.push(Fix::preferred(format!("Remove `{key}`"), edit));
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::Fixture;

    #[test]
    fn what_is_in_a_deprecated_value_is_said_once() {
        let fixture = Fixture::new(r#"{ "build": { "env": { "A": "1" } }, "env": { "B": "1" } }"#);
        let findings = check(&fixture.snapshot);
        let found = findings.iter().filter(|finding| finding.rule == &super::RULE);
        assert_eq!(
            found.map(|finding| &fixture.text[finding.range]).collect::<Vec<_>>(),
            [r#""build""#, r#""env""#]
        );
    }
}
