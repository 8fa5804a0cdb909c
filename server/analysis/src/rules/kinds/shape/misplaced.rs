//! Keys whose object isn't certain, because a bracket is missing.

use svc_syntax::value::Member;
use svc_syntax::{SyntaxErrorKind, TextSize};

use crate::snapshot::Snapshot;

/// Where a file lacks brackets.
#[derive(Debug, Clone, Copy)]
pub struct Misplaced {
    /// The first place that lacks a bracket: what is behind it may belong elsewhere.
    from: Option<TextSize>,
    /// The last bracket that closes nothing: what is before it may belong elsewhere.
    to: Option<TextSize>,
}

impl Misplaced {
    /// Of a file.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Misplaced {
        use SyntaxErrorKind::{
            ExtraContent, UnclosedArray, UnclosedObject, UnmatchedBracket, UnopenedObject,
        };
        let errors = snapshot.parse.errors().iter();
        let starts = |kinds: &'static [SyntaxErrorKind]| {
            errors.clone().filter(|error| kinds.contains(&error.kind)).map(|error| error.range.start())
        };
        Misplaced {
            from: starts(&[UnclosedObject, UnclosedArray, UnopenedObject]).next(),
            to: starts(&[UnmatchedBracket, ExtraContent]).next_back(),
        }
    }

    /// Whether a member may belong to an object around its own: it isn't removed then.
    #[must_use]
    pub fn may_hold(self, member: &Member) -> bool {
        let start = member.range.start();
        self.from.is_some_and(|from| from < start) || self.to.is_some_and(|to| start < to)
    }
}
