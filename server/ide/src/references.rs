//! References and highlights of a service's name, or of the variable of a binding.

use svc_syntax::{TextRange, TextSize};

use svc_analysis::reads::{Reads, UrlVariable, url_variables};
use svc_analysis::services::names::{self, Role};
use svc_analysis::snapshot::Snapshot;

use crate::code_place::CodePlace;

/// A place where the service is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The name, without its quotes.
    pub range: TextRange,
    /// Whether it declares the service (a highlight shows it as written to).
    pub declares: bool,
}

/// Where the service at an offset is named, in the order of the text; with or without its declaration. Also the highlights.
#[must_use]
pub fn references(snapshot: &Snapshot, offset: TextSize, include_declaration: bool) -> Vec<Reference> {
    let names = names::occurrences_at(snapshot, offset);
    if names.is_empty() {
        let variables = url_variables(snapshot);
        let bound = bound(&variables, offset).filter(|_| include_declaration);
        let range = bound.map(|variable| snapshot.without_quotes(variable.range));
        return range.into_iter().map(|range| Reference { range, declares: true }).collect();
    }
    names
        .into_iter()
        .map(|it| Reference {
            range: snapshot.without_quotes(it.range),
            declares: it.role == Role::Declaration,
        })
        .filter(|reference| include_declaration || !reference.declares)
        .collect()
}

/// Where source code reads or sets the variables of what is at an offset: those with the URL of a service, or the one of a binding.
#[must_use]
pub fn in_code(snapshot: &Snapshot, offset: TextSize) -> Vec<CodePlace> {
    let Some(reads) = Reads::of(snapshot) else { return Vec::new() };
    let sites = match names::at(snapshot, offset) {
        Some(service) => reads.uses_of_service(&service.name),
        None => {
            let bound = bound(reads.variables(), offset);
            bound.map(|variable| reads.uses_of_variable(variable)).unwrap_or_default()
        }
    };
    sites.iter().map(|site| CodePlace::of(site, &reads)).collect()
}

/// The variable of the binding whose `env` is at an offset.
pub(crate) fn bound(variables: &[UrlVariable], offset: TextSize) -> Option<&UrlVariable> {
    variables.iter().find(|it| it.owner.is_some() && it.range.contains_inclusive(offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_analysis::testing::Fixture;

    #[test]
    fn from_any_place_to_all_places() {
        for json in [
            r#"{ "services": { "a$0pi": {}, "b": { "bindings": [{ "service": "api" }] } } }"#,
            r#"{ "services": { "api": {}, "b": { "bindings": [{ "service": "$0api" }] } } }"#,
        ] {
            let fixture = Fixture::new(json);
            let all = references(&fixture.snapshot, fixture.offset(), true);
            assert_eq!(
                all.iter().map(|it| (&fixture.text[it.range], it.declares)).collect::<Vec<_>>(),
                [("api", true), ("api", false)]
            );
            assert_eq!(references(&fixture.snapshot, fixture.offset(), false).len(), 1);
        }
        let elsewhere = Fixture::new(r#"{ "na$0me": "api" }"#);
        assert_eq!(references(&elsewhere.snapshot, elsewhere.offset(), true), []);
    }
    #[test]
    fn from_a_service_and_a_binding_to_the_code() {
        let project = r#"
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.tsx
const a = "ä" + process.env.API;
process.env.API = "b"
//- /api/package.json
{ "dependencies": { "express": "4" } }
//- /api/index.ts
process.env.API
"#;
        let bindings = r#""bindings": [{ "service": "api", "format": "url", "env": "API" }]"#;
        let config = |service: &str, env: &str| {
            let bindings = bindings.replace("API", env);
            format!(
                r#"{{ "services": {{ "web": {{ "root": "web", "framework": "nextjs", {bindings} }}, "{service}": {{ "root": "api", "framework": "express" }} }} }}"#
            )
        };
        for config in [config("a$0pi", "API"), config("api", "A$0PI")] {
            let fixture = Fixture::new(&format!("//- /vercel.json\n{config}{project}"));
            let found = in_code(&fixture.snapshot, fixture.offset());
            let shown: Vec<_> =
                found.iter().map(|it| (it.file.as_str(), it.start.line, it.start.utf16, it.length)).collect();
            assert_eq!(shown, [("web/page.tsx", 0, 28, 3), ("web/page.tsx", 1, 12, 3)]);
        }
        let fixture = Fixture::new(&format!("//- /vercel.json\n{}{project}", config("api", "A$0PI")));
        let own = references(&fixture.snapshot, fixture.offset(), true);
        assert_eq!(own.iter().map(|it| &fixture.text[it.range]).collect::<Vec<_>>(), ["API"]);
        assert_eq!(references(&fixture.snapshot, fixture.offset(), false), []);
    }
}
