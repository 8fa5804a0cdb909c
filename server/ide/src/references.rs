//! References and highlights of a service's name.

use svc_syntax::{TextRange, TextSize};

use svc_analysis::services::names::{self, Role};
use svc_analysis::snapshot::Snapshot;

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
    names::occurrences_at(snapshot, offset)
        .into_iter()
        .map(|it| Reference {
            range: snapshot.without_quotes(it.range),
            declares: it.role == Role::Declaration,
        })
        .filter(|reference| include_declaration || !reference.declares)
        .collect()
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
}
