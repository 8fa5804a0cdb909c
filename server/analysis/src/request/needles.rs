//! Finds the rules that may match a path without a look at each of them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use super::table::Rule;

/// The rules of a phase in their order, and how to find those that may match a path.
#[derive(Debug, Default)]
pub struct PhaseRules {
    rules: Vec<Rule>,
    needles: OnceLock<Needles>,
}

/// A text that every path has which a rule matches, of each rule.
#[derive(Debug, Default)]
struct Needles {
    /// The hash of the last bytes of a rule's text, and the rule's index; sorted.
    hashes: Vec<(u64, usize)>,
    /// How many bytes are hashed, sorted.
    lengths: Vec<usize>,
    /// The indexes of the rules of which no such text is known.
    others: Vec<usize>,
}

impl PhaseRules {
    /// The rules.
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// Adds a rule behind the others.
    pub fn push(&mut self, rule: Rule) {
        self.needles = OnceLock::new();
        self.rules.push(rule);
    }

    /// The rules from an index on that may match a path, with their indexes: of thousands, few.
    pub fn candidates(&self, path: &str, from: usize) -> impl Iterator<Item = (usize, &Rule)> + use<'_> {
        // Fewer are looked at sooner than searched.
        const FEW: usize = 32;
        let indexes = if self.rules.len() < FEW {
            (from..self.rules.len()).collect()
        } else {
            self.needles.get_or_init(|| Needles::new(&self.rules)).candidates(path, from)
        };
        indexes.into_iter().filter_map(|index| Some((index, self.rules.get(index)?)))
    }
}

impl Needles {
    fn new(rules: &[Rule]) -> Needles {
        // Most rules differ in the last bytes; more lengths would cost more look-ups.
        const MAX_LEN: usize = 16;
        let mut needles = Needles::default();
        for (index, rule) in rules.iter().enumerate() {
            let needle = rule.needle().as_bytes();
            let end = needle.get(needle.len().saturating_sub(MAX_LEN)..).unwrap_or_default();
            // Every path has a slash.
            if end.len() < 2 {
                needles.others.push(index);
                continue;
            }
            needles.hashes.push((hash(&end.to_ascii_lowercase()), index));
            if let Err(at) = needles.lengths.binary_search(&end.len()) {
                needles.lengths.insert(at, end.len());
            }
        }
        needles.hashes.sort_unstable();
        needles
    }

    fn candidates(&self, path: &str, from: usize) -> Vec<usize> {
        let path = path.to_ascii_lowercase();
        let mut found = self.others.clone();
        for part in self.lengths.iter().flat_map(|len| path.as_bytes().windows(*len)) {
            let hash = hash(part);
            let start = self.hashes.partition_point(|(known, _)| *known < hash);
            let same = self.hashes.iter().skip(start).take_while(|(known, _)| *known == hash);
            found.extend(same.map(|(_, index)| *index));
        }
        found.retain(|index| *index >= from);
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::table::{Router, RoutingPhase};
    use super::*;
    use crate::testing::Fixture;

    #[test]
    fn candidates_are_all_rules_that_match() {
        let sources = |count: usize| {
            let source = |index: usize| match index % 5 {
                0 => format!("/old/Path-{index}/:slug"),
                1 => format!("/:lang/p-{index}"),
                2 => "/(.*)".to_owned(),
                3 => format!("/:a(x{index}|y)"),
                _ => format!("/é/{index}"),
            };
            (0..count).map(source).collect::<Vec<_>>()
        };
        for count in [3, 200] {
            let redirects = sources(count);
            let redirects = redirects.iter().map(|source| {
                format!(r#"{{ "source": "{source}", "destination": "/", "has": [{{ "type": "host", "value": "h" }}] }}"#)
            });
            let fixture = Fixture::new(&format!(
                r#"{{ "redirects": [{}] }}"#,
                redirects.collect::<Vec<_>>().join(", ")
            ));
            let router = Router::new(&fixture.snapshot).unwrap();
            let phase = RoutingPhase::First;
            let rules = router.rules(phase);
            for path in
                ["/old/Path-5/x", "/old/path-5/x", "/de/p-11", "/x13", "/y", "/%C3%A9/4", "/é/4", "/", ""]
            {
                for from in [0, 2, 150] {
                    let found: Vec<usize> =
                        router.top.candidates(phase, path, from).map(|(index, _)| index).collect();
                    let matches =
                        |rule: &Rule| rule.regex().is_some_and(|it| matches!(it.exec(path), Ok(Some(_))));
                    let matching = rules.iter().enumerate().skip(from).filter(|(_, rule)| matches(rule));
                    let lacking: Vec<usize> =
                        matching.map(|(index, _)| index).filter(|index| !found.contains(index)).collect();
                    assert_eq!(lacking, [0; 0], "{path} from {from} of {count}");
                    assert!(found.is_sorted() && found.iter().all(|index| *index >= from));
                    assert!(count < 32 || found.len() < count / 2 + 1, "{path}: {found:?}");
                }
            }
        }
    }
}
