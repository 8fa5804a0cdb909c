//! Duplicate path parameter.

use crate::routes::{EntryFacts, EntryKind};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_vercel::patterns::path_to_regexp::{Name, Param, params};

rule! {
    /// # Duplicate path parameter
    ///
    /// The destination can use only the value of the last parameter with this name.
    ///
    /// Give each parameter of `source` its own name.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/:id/comments/:id", "destination": "/c/:id" }] }
    /// ```
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/:post/comments/:id", "destination": "/c/:post/:id" }] }
    /// ```
    pub static RULE = {
        code: "duplicate-parameter",
        severity: Warning,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let EntryFacts { entry, kind: EntryKind::Pattern { examined, .. }, .. } = facts else { return };
    let Some((node, text)) = examined.valid_source(&entry.node) else { return };
    let params: Vec<(&str, &Param)> = params(&examined.tokens)
        .filter_map(
            |param| if let Name::Named(name) = &param.name { Some((name.as_str(), param)) } else { None },
        )
        .collect();
    for (index, (name, param)) in params.iter().enumerate() {
        let Some((_, first)) =
            params.get(..index).unwrap_or_default().iter().find(|(known, _)| known == name)
        else {
            continue;
        };
        let start = text
            .get(param.range.clone())
            .and_then(|text| text.find(':'))
            .map_or(param.range.start, |at| param.range.start + at);
        let place = entry.place(node, start..start + 1 + name.len());
        let fresh = (2..)
            .map(|number| format!("{name}{number}"))
            .find(|fresh| !params.iter().any(|(known, _)| known == fresh));
        let message = format!(
            "`:{name}` is used twice in `source`, and the destination can use only the last one. Rename one."
        );
        let mut finding = Finding::new(&RULE, place, message)
            .related(entry.place(node, first.range.clone()), "The first one is here.");
        if let Some(fresh) = fresh {
            finding =
                finding.fix(Fix::offered(format!("Rename to `:{fresh}`"), (place, format!(":{fresh}"))));
        }
        findings.push(finding);
    }
}
