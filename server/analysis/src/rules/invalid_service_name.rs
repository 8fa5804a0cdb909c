//! Invalid service name.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::services::{self, Services};
use svc_syntax::{TextEdit, TextRange, edit};

rule! {
    /// # Invalid service name
    ///
    /// Vercel rejects a service with this name.
    ///
    /// The name becomes part of environment variables and internal paths. In `services` it can contain only lowercase letters, `-`
    /// and `_`, and must start and end with a letter. In `experimentalServices` it can contain only letters, digits, `-` and `_`, and
    /// must start with a letter and end with a letter or digit.
    ///
    /// ```json bad
    /// { "experimentalServices": { "my api": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "my-api": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-service-name",
        vercel: "INVALID_SERVICE_NAME",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a service with such a name.
pub(super) fn finding(case: &Case<'_>, services: &Services<'_>, range: TextRange) -> Finding {
    let (model, name) = (case.service.model, &case.service.name);
    let finding = case.finding(&RULE, range, services::why_invalid_name(model, name));
    match services::near_valid_name(model, name).filter(|new| services.named(new).is_none()) {
        Some(new) => {
            let edits = rename(services, name, &new);
            finding.fix(Fix { title: format!("Rename to `{new}`"), edits, preferred: false })
        }
        None => finding,
    }
}

/// The edits that give a service another name, everywhere.
fn rename(services: &Services<'_>, name: &str, new: &str) -> Vec<TextEdit> {
    services.places_of(name).iter().map(|place| TextEdit::new(*place, edit::quoted(new))).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::{apply, snapshot};

    #[test]
    fn a_rename_changes_every_reference() {
        let fixture = snapshot(
            r#"{ "services": { "Web2": { "root": "." }, "b": { "root": ".", "bindings": [{ "type": "service", "service": "Web2", "format": "url", "env": "A" }] } },
            "rewrites": [{ "source": "/(.*)", "destination": { "service": "Web2" } }] }"#,
        );
        let findings = check(&fixture);
        let finding = findings.iter().find(|it| it.rule == &super::RULE).unwrap();
        assert_eq!(finding.fixes[0].title, "Rename to `web`");
        let text = fixture.text.to_string();
        let after = apply(&text, &finding.fixes[0].edits);
        assert_eq!(after, text.replace("Web2", "web"));
        // Another service has the name.
        let taken = snapshot(r#"{ "services": { "Web2": { "root": "." }, "web": { "root": "." } } }"#);
        assert!(check(&taken).iter().filter(|it| it.rule == &super::RULE).all(|it| it.fixes.is_empty()));
    }
}
