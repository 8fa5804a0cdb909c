//! Linked editing: while a service's name is typed, its other places follow.

use svc_syntax::{TextRange, TextSize};

use crate::references::references;
use svc_analysis::snapshot::Snapshot;

/// What names consist of, for editors: anything else ends the linked edit.
pub const WORD_PATTERN: &str = "[a-zA-Z0-9_-]*";

/// The ranges that are edited together with the name at an offset, that one included; none if it is the only one.
#[must_use]
pub fn linked_ranges(snapshot: &Snapshot, offset: TextSize) -> Vec<TextRange> {
    let ranges: Vec<TextRange> = references(snapshot, offset, true).into_iter().map(|it| it.range).collect();
    let same = |range: &TextRange| {
        snapshot.text.slice(*range) == snapshot.text.slice(ranges.first().copied().unwrap_or(*range))
    };
    // The protocol requires identical text; an escape in one of them breaks that.
    let linked = ranges.len() > 1
        && ranges.iter().all(same)
        && ranges.iter().any(|range| range.contains_inclusive(offset));
    if linked { ranges } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_analysis::testing::Fixture;

    #[test]
    fn names_that_say_the_same_are_linked() {
        let count = |json: &str| {
            let fixture = Fixture::new(json);
            linked_ranges(&fixture.snapshot, fixture.offset()).len()
        };
        assert_eq!(
            count(r#"{ "services": { "a$0pi": {}, "b": { "bindings": [{ "service": "api" }] } } }"#),
            2
        );
        assert_eq!(
            count(r#"{ "services": { "a$0pi": {}, "b": { "bindings": [{ "service": "\u0061pi" }] } } }"#),
            0
        );
        assert_eq!(count(r#"{ "services": { "a$0pi": {} } }"#), 0);
        assert_eq!(count(r#"{ "services": { "": {}, "b": { "bindings": [{ "service": "$0" }] } } }"#), 2);
    }
}
