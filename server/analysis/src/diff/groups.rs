//! Differences by the rule that causes them: what is shown to people.

use std::collections::{BTreeSet, HashMap};

use super::{Change, Diff, Difference, label, name};

/// The differences that one rule causes.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The differences; there is at least one.
    pub differences: Vec<&'a Difference>,
    /// How many of the compared requests they stand for: one in which several headers differ counts once.
    pub samples: usize,
}

impl Diff {
    /// The differences by the rule that causes them, those with the most requests first.
    #[must_use]
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let mut known = HashMap::new();
        for difference in &self.requests {
            let cause = &difference.cause;
            let key = match (cause.change, &cause.subject) {
                (Change::Changed, Some((_, rule))) => (None, Some(label(rule))),
                // A setting brings several rules.
                (_, Some((_, rule))) => {
                    let written = rule.place.as_ref().map(|place| place.pointer.clone());
                    (None, Some(written.unwrap_or_else(|| name(rule))))
                }
                (_, None) => (cause.old.as_ref().map(name), cause.new.as_ref().map(name)),
            };
            let index = *known.entry((cause.change, key)).or_insert(groups.len());
            if index == groups.len() {
                groups.push(Group { differences: Vec::new(), samples: 0 });
            }
            if let Some(group) = groups.get_mut(index) {
                group.differences.push(difference);
            }
        }
        for group in &mut groups {
            let samples = group.differences.iter().flat_map(|difference| &difference.samples);
            group.samples = samples.collect::<BTreeSet<_>>().len();
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.samples));
        groups
    }
}
