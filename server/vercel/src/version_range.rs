//! Ranges of versions as npm reads them (`semver` 7): `>=18`, `18.x || ^22.1`, `18 - 20`.

use std::cmp::Ordering;

use semver::{BuildMetadata, Prerelease, Version};

/// Versions that a range allows: one of several sets of conditions.
#[derive(Debug)]
pub struct VersionRange(Vec<Vec<Condition>>);

/// How a version compares with another; without any, every version will do.
#[derive(Debug, Clone, PartialEq)]
enum Condition {
    Any,
    Nothing,
    Compare(Operator, Version),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl VersionRange {
    /// Longer texts are invalid to npm.
    const LONGEST: usize = 256;

    /// Reads a range; `None` if it is invalid.
    #[must_use]
    pub fn parse(text: &str) -> Option<VersionRange> {
        if text.len() > VersionRange::LONGEST {
            return None;
        }
        text.split("||").map(conditions).collect::<Option<Vec<_>>>().map(VersionRange)
    }

    /// Whether some version is in both ranges, as npm decides it: by comparing their conditions in pairs.
    #[must_use]
    pub fn intersects(&self, other: &VersionRange) -> bool {
        let are_compatible =
            |a: &[Condition], b: &[Condition]| a.iter().all(|a| b.iter().all(|b| a.intersects(b)));
        let possible = |range: &VersionRange| -> Vec<Vec<Condition>> {
            range.0.iter().filter(|set| are_compatible(set, set)).cloned().collect()
        };
        let others = possible(other);
        possible(self).iter().any(|a| others.iter().any(|b| are_compatible(a, b)))
    }
}

impl Condition {
    fn intersects(&self, other: &Condition) -> bool {
        use Operator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
        let ((operator, version), (other_operator, other_version)) = match (self, other) {
            (Condition::Any, _) | (_, Condition::Any) => return true,
            (Condition::Nothing, _) | (_, Condition::Nothing) => return false,
            (Condition::Compare(a, version), Condition::Compare(b, other)) => ((*a, version), (*b, other)),
        };
        let order = version.cmp_precedence(other_version);
        match (operator, other_operator) {
            (Equal, _) => other_operator.allows(version, other_version),
            (_, Equal) => operator.allows(other_version, version),
            (Greater | GreaterOrEqual, Greater | GreaterOrEqual)
            | (Less | LessOrEqual, Less | LessOrEqual) => true,
            (GreaterOrEqual, LessOrEqual) | (LessOrEqual, GreaterOrEqual) if order == Ordering::Equal => true,
            (Greater | GreaterOrEqual, _) => order == Ordering::Less,
            (Less | LessOrEqual, _) => order == Ordering::Greater,
        }
    }
}

impl Operator {
    /// Whether a version compares with a bound like that. A prerelease does only where the bound is one of the same version.
    fn allows(self, version: &Version, bound: &Version) -> bool {
        let order = version.cmp_precedence(bound);
        let compares = match self {
            Operator::Equal => order == Ordering::Equal,
            Operator::Less => order == Ordering::Less,
            Operator::LessOrEqual => order != Ordering::Greater,
            Operator::Greater => order == Ordering::Greater,
            Operator::GreaterOrEqual => order != Ordering::Less,
        };
        let triple = |it: &Version| (it.major, it.minor, it.patch);
        compares && (version.pre.is_empty() || (!bound.pre.is_empty() && triple(version) == triple(bound)))
    }
}

/// The conditions of one set.
fn conditions(set: &str) -> Option<Vec<Condition>> {
    let words: Vec<&str> = set.split_whitespace().collect();
    if let Some((from, to)) = words.join(" ").split_once(" - ") {
        return hyphenated(from, to);
    }
    let mut found = Vec::new();
    let mut operator = "";
    for word in words {
        if !word.chars().all(|it| "<>=^~".contains(it)) {
            found.extend(comparator(&format!("{operator}{word}"))?);
            operator = "";
        } else if operator.is_empty() && OPERATORS.contains(&word) {
            // A space may follow it.
            operator = word;
        } else if word != "=" || !operator.starts_with(['^', '~']) {
            return None;
        }
    }
    if found.is_empty() {
        found.push(Condition::Any);
    }
    operator.is_empty().then_some(found)
}

const OPERATORS: [&str; 11] = ["<", "<=", ">", ">=", "=", "^", "^=", "~", "~=", "~>", "~>="];

/// The conditions of `from - to`.
fn hyphenated(from: &str, to: &str) -> Option<Vec<Condition>> {
    let (from, to) = (Partial::parse(from)?, Partial::parse(to)?);
    if !from.may_be_compared() || !to.may_be_compared() && to.pre.is_empty() {
        return None;
    }
    let lowest = from.major.map_or(Condition::Any, |_| at_least(from.whole()));
    let highest = match to.next() {
        None => Condition::Any,
        Some(_) if to.is_whole() => Condition::Compare(Operator::LessOrEqual, to.whole()),
        Some(next) => before(next),
    };
    Some(vec![lowest, highest])
}

/// The conditions of one word, such as `^22.1`.
fn comparator(word: &str) -> Option<Vec<Condition>> {
    if let Some(rest) = word.strip_prefix('^') {
        let partial = Partial::parse(rest)?;
        return Some(between(&partial, partial.next_breaking()));
    }
    if let Some(rest) = word.strip_prefix('~') {
        let partial = Partial::parse(rest.strip_prefix('>').unwrap_or(rest))?;
        let next = match (partial.major, partial.minor) {
            (Some(major), Some(minor)) => Some(Version::new(major, minor.saturating_add(1), 0)),
            _ => partial.next(),
        };
        return Some(between(&partial, next));
    }
    let (operator, rest) = ["<=", ">=", "<", ">", "="]
        .iter()
        .find_map(|operator| Some((*operator, word.strip_prefix(operator)?)))
        .unwrap_or(("=", word));
    let partial = Partial::parse(rest)?;
    if partial.is_whole() {
        let operator = match operator {
            "<=" => Operator::LessOrEqual,
            ">=" => Operator::GreaterOrEqual,
            "<" => Operator::Less,
            ">" => Operator::Greater,
            _ => Operator::Equal,
        };
        return partial.may_be_compared().then(|| vec![Condition::Compare(operator, partial.whole())]);
    }
    let lowest = partial.whole();
    Some(match (operator, partial.next()) {
        ("<" | ">", None) => vec![Condition::Nothing],
        (_, None) => vec![Condition::Any],
        ("<", _) => vec![before(lowest)],
        ("<=", Some(next)) => vec![before(next)],
        (">", Some(next)) => vec![at_least(next)],
        (">=", _) => vec![at_least(lowest)],
        (_, next) => between(&partial, next),
    })
}

fn between(partial: &Partial, next: Option<Version>) -> Vec<Condition> {
    match next {
        None => vec![Condition::Any],
        Some(next) => vec![at_least(partial.whole()), before(next)],
    }
}

fn at_least(version: Version) -> Condition {
    Condition::Compare(Operator::GreaterOrEqual, version)
}

/// Before a version and its prereleases.
fn before(mut version: Version) -> Condition {
    version.pre = Prerelease::new("0").unwrap_or_default();
    if (version.major, version.minor, version.patch) == (0, 0, 0) {
        return Condition::Nothing;
    }
    Condition::Compare(Operator::Less, version)
}

/// A version whose last parts may be left open: `22`, `22.x`, `22.1.0`.
#[derive(Debug)]
struct Partial {
    major: Option<u64>,
    minor: Option<u64>,
    patch: Option<u64>,
    pre: Prerelease,
    /// Whether more than a `v` precedes the numbers.
    has_prefix: bool,
}

impl Partial {
    fn parse(text: &str) -> Option<Partial> {
        let has_prefix = text.strip_prefix('v').unwrap_or(text).starts_with(['v', '=', ' ']);
        let text = text.trim_start_matches(['v', '=', ' ']);
        let (numbers, build) = text.split_once('+').map_or((text, None), |(it, build)| (it, Some(build)));
        let (numbers, pre) = numbers.split_once('-').map_or((numbers, None), |(it, pre)| (it, Some(pre)));
        let mut parts = numbers.split('.');
        let mut part = || parts.next().map(number).map_or(Some(None), |it| it.map(Some));
        let (major, minor, patch) = (part()??, part()?, part()?);
        if numbers.split('.').count() > 3 || patch.is_none() && (pre.is_some() || build.is_some()) {
            return None;
        }
        if build.is_some_and(|build| build.is_empty() || BuildMetadata::new(build).is_err()) {
            return None;
        }
        let pre = match pre {
            Some("") => return None,
            Some(pre) => Prerelease::new(pre).ok()?,
            None => Prerelease::EMPTY,
        };
        let minor = minor.flatten().filter(|_| major.is_some());
        let patch = patch.flatten().filter(|_| minor.is_some());
        Some(Partial { major, minor, patch, pre, has_prefix })
    }

    fn is_whole(&self) -> bool {
        self.patch.is_some()
    }

    /// Whether an operator may precede it: before a whole version, npm reads no second `v` or `=`.
    fn may_be_compared(&self) -> bool {
        !self.is_whole() || !self.has_prefix
    }

    /// The version, with 0 for what is left open.
    fn whole(&self) -> Version {
        let [major, minor, patch] = [self.major, self.minor, self.patch].map(Option::unwrap_or_default);
        let pre = if self.is_whole() { self.pre.clone() } else { Prerelease::EMPTY };
        Version { pre, ..Version::new(major, minor, patch) }
    }

    /// The first version after all that it stands for; `None` if it stands for all.
    fn next(&self) -> Option<Version> {
        let (major, minor) = (self.major?, self.minor);
        Some(match (minor, self.patch) {
            (None, _) => Version::new(major.saturating_add(1), 0, 0),
            (Some(minor), None) => Version::new(major, minor.saturating_add(1), 0),
            (Some(minor), Some(patch)) => Version::new(major, minor, patch.saturating_add(1)),
        })
    }

    /// The first version that may break what worked with it: the first number that isn't 0 changes.
    fn next_breaking(&self) -> Option<Version> {
        match (self.major?, self.minor) {
            (0, Some(0)) => self.next(),
            (0, Some(minor)) => Some(Version::new(0, minor.saturating_add(1), 0)),
            (major, _) => Some(Version::new(major.saturating_add(1), 0, 0)),
        }
    }
}

/// A number, or a mark that leaves it open.
fn number(part: &str) -> Option<Option<u64>> {
    if matches!(part, "x" | "X" | "*") {
        return Some(None);
    }
    let is_number = !part.is_empty()
        && part.bytes().all(|it| it.is_ascii_digit())
        && (part == "0" || !part.starts_with('0'));
    // What doesn't fit is more than any version.
    is_number.then(|| Some(part.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meets(range: &str, other: &str) -> Option<bool> {
        Some(VersionRange::parse(range)?.intersects(&VersionRange::parse(other)?))
    }

    /// Each answer is that of `semver` 7.
    #[test]
    fn ranges_that_meet_22() {
        for range in [
            "",
            "*",
            "x",
            "22",
            "v22",
            "=22",
            "==22",
            "vv22",
            "22.x",
            "22.*.*",
            "22.1.0",
            "v22.1.0",
            ">=18",
            ">= 18",
            "<=22",
            "<24",
            ">21",
            "^22",
            "^22.1",
            "~22",
            "~>22.1",
            "^ 22",
            "18 - 22",
            "18 - 23.1.0",
            "18 || 22",
            ">18 <24",
            "<22.0.1",
            "18 || >=20 <23",
            "22.x.x-beta",
            "<=22.0.0",
            ">=22.99",
            " 22 ",
            ">=22.1.0 <22.1.1",
            "22.1.0+build",
        ] {
            assert_eq!(meets(range, "22.x"), Some(true), "{range}");
        }
        for range in [
            "18",
            ">22",
            "<22",
            "<22.0.0",
            "^21",
            "~21.9",
            "18 - 21",
            "16 || 18 || 20",
            ">=24",
            "<18 >20",
            ">*",
            "<*",
            ">=20 <22",
            "22.1.0-rc.1",
            "0",
            "^0.22",
            "<0",
        ] {
            assert_eq!(meets(range, "22.x"), Some(false), "{range}");
        }
        for range in [
            "lts",
            "latest",
            "lts/*",
            "22,24",
            "22.1.0.0",
            "022",
            "22-beta",
            "==22.1.0",
            "vv22.1.0",
            ">=",
            "22 ||| 18",
            ">=18 and <22",
            "node22",
            "22.1.0-",
            "22.1.0+",
            "a || 22",
        ] {
            assert!(VersionRange::parse(range).is_none(), "{range}");
        }
    }
}
