//! What can be proved of the paths that an expression matches: that there are none, or that another expression matches them
//! all too. Where it can't be proved within a budget, the answer is no.
//!
//! An expression without references back is a finite automaton, whose states are its instructions. Lookarounds are taken for
//! always true in the expression whose paths are gone through, and are not understood in the one that has to match them.

use std::collections::{BTreeSet, HashSet, VecDeque};

use super::{Inst, JsRegex};

/// States looked at for one answer.
const BUDGET: usize = 200_000;
/// States looked at for samples.
const SAMPLES_BUDGET: usize = 60_000;
/// Samples of an expression.
const SAMPLES: usize = 8;
/// Repetitions counted one by one.
const MAX_COUNT: u32 = 32;

/// An instruction, and how often a single-character repetition has been there (up to what matters).
pub(super) type State = (usize, u32);

/// The count of a lookahead's last instruction: its body matched somewhere before, or matches where the text ends here.
const LOOKED_AHEAD: u32 = u32::MAX;
const LOOKED_AHEAD_AT_END: u32 = u32::MAX - 1;

/// Whether every path that `later` matches is matched by `earlier` too: proved, or `false`. What the proof costs is taken from
/// `budget`, which many proofs may share.
#[must_use]
pub fn covers(earlier: &JsRegex, later: &JsRegex, budget: &mut usize) -> bool {
    let mut left = BUDGET.min(*budget);
    let rest = *budget - left;
    let is_proved = prove(earlier, later, &mut left);
    *budget = rest + left;
    is_proved
}

fn prove(earlier: &JsRegex, later: &JsRegex, budget: &mut usize) -> bool {
    let (Some(earlier), Some(later)) = (Automaton::exact(earlier), Automaton::superset(later)) else {
        return false;
    };
    let alphabet = alphabet(&[earlier.regex, later.regex]);
    // Pairs of a state of `later` and all the states that `earlier` is in after the same characters.
    let mut seen: HashSet<(State, BTreeSet<State>)> = HashSet::new();
    let mut work = Vec::new();
    let start = u16::from(b'/');
    let (first, later_start) = (earlier.step(&earlier.start(), start), later.start());
    if later_start.done {
        return false;
    }
    for state in later.step(&later_start, start).states {
        work.push((state, first.clone()));
    }
    while let Some((state, before)) = work.pop() {
        let inside = BTreeSet::from([state]);
        let here = later.closure(&inside, false);
        let there = earlier.closure(&before.states, false);
        // Following the empty transitions costs too, also to a state that was seen.
        if !spend(budget, here.cost + there.cost) {
            return false;
        }
        if before.done || there.done {
            continue;
        }
        if (here.done || here.at_end) && !there.at_end {
            return false;
        }
        if !seen.insert((state, there.states.clone())) {
            continue;
        }
        for &unit in &alphabet {
            if !spend(budget, 1 + there.states.len()) {
                return false;
            }
            let nexts = if here.done { inside.clone() } else { later.step(&here, unit).states };
            if nexts.is_empty() {
                continue;
            }
            let after = earlier.step(&there, unit);
            work.extend(nexts.into_iter().map(|next| (next, after.clone())));
        }
    }
    true
}

/// Takes the cost from the budget; whether there was enough.
pub(super) fn spend(budget: &mut usize, cost: usize) -> bool {
    let left = budget.checked_sub(cost);
    *budget = left.unwrap_or_default();
    left.is_some()
}

/// Whether it is proved that the expression matches no path: nothing that starts with `/`.
#[must_use]
pub fn matches_no_path(regex: &JsRegex) -> bool {
    let Some(automaton) = Automaton::superset(regex) else { return false };
    let alphabet = alphabet(&[regex]);
    let mut budget = BUDGET;
    let mut seen = HashSet::new();
    let mut work = vec![automaton.step(&automaton.start(), u16::from(b'/'))];
    while let Some(set) = work.pop() {
        if set.done {
            return false;
        }
        let set = automaton.closure(&set.states, false);
        if set.done || set.at_end || !spend(&mut budget, set.cost) {
            return false;
        }
        if !seen.insert(set.states.clone()) {
            continue;
        }
        for &unit in &alphabet {
            if !spend(&mut budget, 1 + set.states.len()) {
                return false;
            }
            let next = automaton.step(&set, unit);
            if !next.states.is_empty() || next.done {
                work.push(next);
            }
        }
    }
    true
}

/// Short texts that begin with `start` and that the expression matches, of different forms; few or none where it is too wide
/// to be gone through.
#[must_use]
pub fn samples(regex: &JsRegex, start: &str) -> Vec<String> {
    let Some(automaton) = Automaton::superset(regex) else { return Vec::new() };
    let mut alphabet: Vec<u16> = "a1/-.".encode_utf16().collect();
    for inst in &regex.code {
        let unit = match inst {
            Inst::Char(unit) => Some(*unit),
            Inst::Set(set) if !set.negated => set.ranges.first().map(|range| range.0),
            _ => None,
        };
        alphabet.extend(unit.filter(|unit| !alphabet.contains(unit)));
    }
    let (mut found, mut seen, mut budget) = (Vec::new(), HashSet::new(), SAMPLES_BUDGET);
    let mut set = automaton.start();
    for unit in start.encode_utf16() {
        set = automaton.closure(&automaton.step(&set, unit).states, false);
    }
    let mut work = VecDeque::from([(set, start.to_owned())]);
    while let Some((set, text)) = work.pop_front() {
        if (set.at_end || set.done) && matches!(regex.exec(&text), Ok(Some(_))) {
            found.push(text.clone());
        }
        if found.len() == SAMPLES {
            break;
        }
        for &unit in &alphabet {
            let next = automaton.closure(&automaton.step(&set, unit).states, false);
            if !spend(&mut budget, set.states.len() + next.cost) {
                return found;
            }
            if let Some(char) = char::from_u32(u32::from(unit))
                && !next.states.is_empty() | next.at_end | next.done
                && seen.insert((next.states.clone(), next.at_end, next.done))
            {
                work.push_back((next, format!("{text}{char}")));
            }
        }
    }
    found
}

/// A character of each kind that the expressions tell apart, of those that a path can hold.
fn alphabet(regexes: &[&JsRegex]) -> Vec<u16> {
    let mut starts =
        BTreeSet::from([0u16, 0x23, 0x24, 0x2F, 0x30, 0x3F, 0x40, 0x0A, 0x0B, 0x0D, 0x0E, 0x2028, 0x202A]);
    let mut add = |first: u16, last: u16| {
        starts.insert(first);
        starts.extend(last.checked_add(1));
    };
    for regex in regexes {
        for inst in &regex.code {
            match inst {
                Inst::Char(unit) => add(*unit, *unit),
                Inst::Set(set) => set.ranges.iter().for_each(|&(first, last)| add(first, last)),
                _ => {}
            }
        }
        if regex.ignore_case {
            (0x41..0x5B).chain(0x61..0x7B).for_each(|unit| add(unit, unit));
        }
    }
    starts.into_iter().filter(|unit| !matches!(unit, 0x0A | 0x0D | 0x23 | 0x3F | 0x2028 | 0x2029)).collect()
}

/// The states that an expression can be in.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    /// Those from which more can be read.
    pub(super) states: BTreeSet<State>,
    /// It matches if the text ends here.
    pub(super) at_end: bool,
    /// It has matched, whatever follows.
    pub(super) done: bool,
    /// How many states were looked at to find them.
    pub(super) cost: usize,
}

#[derive(Debug)]
pub(super) struct Automaton<'a> {
    regex: &'a JsRegex,
    /// The last instructions of the lookaheads whose bodies are followed, too; empty where they are not.
    lookaheads: BTreeSet<usize>,
}

impl<'a> Automaton<'a> {
    /// The expression as it is; `None` where it is no automaton, or one that counts too far.
    pub(super) fn exact(regex: &'a JsRegex) -> Option<Automaton<'a>> {
        let understood = regex.code.iter().all(|inst| match inst {
            Inst::Look { .. } | Inst::Backreference(_) | Inst::WordBoundary(_) => false,
            Inst::Repeat { min, max, .. } => *min <= MAX_COUNT && (*max <= MAX_COUNT || *max == u32::MAX),
            Inst::LoopTest { min, max, .. } => *min <= 1 && (*max == 1 || *max == u32::MAX),
            _ => true,
        });
        if understood { Automaton::superset(regex) } else { None }
    }

    /// An automaton that matches at least what the expression matches.
    pub(super) fn superset(regex: &'a JsRegex) -> Option<Automaton<'a>> {
        let known = regex.code.iter().all(|inst| match inst {
            Inst::Backreference(_) => false,
            // The alphabet distinguishes case only for ASCII characters.
            Inst::Char(unit) => *unit < 0x80 || !regex.ignore_case,
            Inst::Set(set) => !regex.ignore_case || set.ranges.iter().all(|&(_, last)| last < 0x80),
            _ => true,
        });
        known.then_some(Automaton { regex, lookaheads: BTreeSet::new() })
    }

    /// The same, with states that tell apart what lookaheads do.
    pub(super) fn following_lookaheads(mut self) -> Automaton<'a> {
        let last = |(pc, inst): (usize, &Inst)| match inst {
            Inst::Look { behind: false, len, .. } => Some(pc + len),
            _ => None,
        };
        self.lookaheads = self.regex.code.iter().enumerate().filter_map(last).collect();
        self
    }

    pub(super) fn start(&self) -> Set {
        self.closure(&BTreeSet::from([(0, 0)]), true)
    }

    /// What can be reached without reading. A search may begin anywhere, so its first instruction is always among it.
    pub(super) fn closure(&self, states: &BTreeSet<State>, at_start: bool) -> Set {
        let mut set = Set::default();
        let mut seen: HashSet<(State, bool)> = HashSet::new();
        let mut work: Vec<(State, bool)> = states.iter().map(|&state| (state, false)).collect();
        work.push(((0, 0), false));
        while let Some((state, ended)) = work.pop() {
            if !seen.insert((state, ended)) {
                continue;
            }
            let (pc, count) = state;
            let Some(inst) = self.regex.code.get(pc) else { continue };
            let mut go = |pc: usize| work.push(((pc, 0), ended));
            match inst {
                Inst::Accept if count >= LOOKED_AHEAD_AT_END || self.lookaheads.contains(&pc) => {
                    let is_kept = count == LOOKED_AHEAD || !ended && count == 0;
                    set.states.insert((pc, if is_kept { LOOKED_AHEAD } else { LOOKED_AHEAD_AT_END }));
                }
                Inst::Accept if ended => set.at_end = true,
                Inst::Accept => set.done = true,
                Inst::Char(_) | Inst::Any | Inst::Set(_) => {
                    if !ended {
                        set.states.insert(state);
                    }
                }
                Inst::Start => {
                    if at_start {
                        go(pc + 1);
                    }
                }
                Inst::End => work.push(((pc + 1, 0), true)),
                Inst::GroupOpen(_) | Inst::GroupClose(_) | Inst::WordBoundary(_) | Inst::LoopTurn { .. } => {
                    go(pc + 1);
                }
                Inst::Backreference(_) => {}
                Inst::Jump(distance) => {
                    // Only a loop jumps back to a test, which knows now that one turn is over. (The terms of a lookbehind jump
                    // backwards, too; those aren't followed.)
                    let to = pc.saturating_add_signed(*distance);
                    match self.regex.code.get(to) {
                        Some(Inst::LoopTest { max, exit, .. }) if to < pc => {
                            go(to.saturating_add_signed(*exit));
                            if *max > 1 {
                                go(to + 1);
                            }
                        }
                        _ => go(to),
                    }
                }
                Inst::Split(first, second) => {
                    go(pc.saturating_add_signed(*first));
                    go(pc.saturating_add_signed(*second));
                }
                Inst::Repeat { min, max, .. } => {
                    if count >= *min || *min > MAX_COUNT {
                        go(pc + 2);
                    }
                    if (count < *max || *max > MAX_COUNT) && !ended {
                        set.states.insert(state);
                    }
                }
                Inst::LoopStart(_) => match self.regex.code.get(pc + 1) {
                    Some(Inst::LoopTest { min, max, exit, .. }) => {
                        if *min != 1 {
                            go((pc + 1).saturating_add_signed(*exit));
                        }
                        if *max > 0 {
                            go(pc + 2);
                        }
                    }
                    _ => go(pc + 1),
                },
                Inst::LoopTest { exit, .. } => {
                    go(pc.saturating_add_signed(*exit));
                    go(pc + 1);
                }
                Inst::Look { len, .. } => {
                    go(pc + 1 + len);
                    if self.lookaheads.contains(&(pc + len)) {
                        go(pc + 1);
                    }
                }
            }
        }
        set.cost = seen.len();
        set
    }

    /// Reads a character. The result still wants its closure.
    pub(super) fn step(&self, set: &Set, unit: u16) -> Set {
        let mut next = Set { done: set.done, ..Set::default() };
        for &(pc, count) in &set.states {
            match self.regex.code.get(pc) {
                Some(Inst::Accept) if count == LOOKED_AHEAD => {
                    next.states.insert((pc, count));
                }
                Some(Inst::Repeat { min, max, .. }) => {
                    let matches =
                        self.regex.code.get(pc + 1).is_some_and(|atom| self.regex.atom_matches(atom, unit));
                    if matches {
                        let limit = if *max > MAX_COUNT { *min } else { *max };
                        next.states.insert((pc, (count + 1).min(limit.min(MAX_COUNT))));
                    }
                }
                Some(atom) if self.regex.atom_matches(atom, unit) => {
                    next.states.insert((pc + 1, 0));
                }
                _ => {}
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::path_to_regexp::compile_source;

    fn regex(source: &str) -> JsRegex {
        compile_source(source).unwrap().regex().unwrap()
    }

    fn is_covered(earlier: &JsRegex, later: &JsRegex) -> bool {
        covers(earlier, later, &mut BUDGET.clone())
    }

    #[test]
    fn proofs_share_a_budget() {
        let (earlier, later) = (regex("/:a((?:a+)+)b"), regex("/:a((?:a+)+)b/aaaa"));
        let mut budget = 2 * BUDGET;
        let before = budget;
        let _ = covers(&earlier, &later, &mut budget);
        assert!(budget < before && budget >= BUDGET);
        let mut spent = 0;
        assert!(!covers(&regex("/(.*)"), &regex("/a"), &mut spent));
    }

    #[test]
    fn covers_what_it_can_prove() {
        let cases = [
            ("/(.*)", "/api/(.*)", true),
            ("/(.*)", "/", true),
            ("/:path*", "/", false),
            ("/:path*", "/a/b", true),
            ("/:path*", "/a/", false),
            ("/docs/:path*", "/docs/:id", true),
            ("/docs/:path*", "/docs", true),
            ("/docs/:path+", "/docs", false),
            ("/docs/:path(.*)", "/docs/a/:id", true),
            ("/docs/:path(.*)", "/docs", false),
            ("/docs(/.*)?", "/docs", true),
            ("/api/(.*)", "/(.*)", false),
            ("/:id", "/:slug", true),
            ("/:id", "/a-:slug", true),
            ("/:id(\\d+)", "/:slug", false),
            ("/:id", "/:slug(\\d+)", true),
            ("/:id(\\d{1,3})", "/12", true),
            ("/:id(\\d{1,3})", "/:a(\\d{2})", true),
            ("/:id(\\d{1,3})", "/:a(\\d{2,4})", false),
            ("/((?!api).*)", "/x", false),
            ("/(.*)", "/((?!api).*)", true),
            ("/:a/:b", "/x/:b?", false),
            ("/:a/:b?", "/x/:b?", true),
            ("/(en|de|fr)/:p*", "/(de|en)/x", true),
            ("/(en|de)/:p*", "/(de|fr)/x", false),
        ];
        for (earlier, later, expected) in cases {
            assert_eq!(is_covered(&regex(earlier), &regex(later)), expected, "{earlier} covers {later}");
        }
        let raw = |expression: &str| JsRegex::new(expression).unwrap();
        assert!(is_covered(&raw("^/a"), &raw("^/a/b$")));
        assert!(!is_covered(&raw("^/a/b$"), &raw("^/a")));
        assert!(is_covered(&raw("b"), &raw("^/abc$")), "not anchored");
        assert!(!is_covered(&raw("^/a$"), &raw("")));
    }

    #[test]
    fn samples_match() {
        let raw = |expression: &str| JsRegex::new(expression).unwrap();
        assert_eq!(samples(&raw("^/(a|b)c?$"), "/"), ["/a", "/ac"]);
        assert_eq!(samples(&raw("^/api/(.*)$"), "/").first().map(String::as_str), Some("/api/"));
        assert_eq!(samples(&raw("^/(?!a)\\d+$"), "/").first().map(String::as_str), Some("/1"));
        assert!(samples(&raw("^api$"), "/").is_empty());
        assert_eq!(samples(&raw("(?<shop>.*)\\.example\\.com"), ""), [".example.com"]);
    }

    #[test]
    fn knows_what_never_matches() {
        for source in ["api/:path", "", ":id", "^/api(/.*)?", "{a}?b"] {
            assert!(matches_no_path(&regex(source)), "{source}");
        }
        for source in ["/", "/a", "(.*)", ":lang?/x", "/(.*)", "{a}?/b", "([^x]*)"] {
            assert!(!matches_no_path(&regex(source)), "{source}");
        }
    }

    mod proof {
        use proptest::prelude::*;

        use super::*;

        fn part() -> impl Strategy<Value = &'static str> {
            prop::sample::select(vec![
                "/a",
                "/b",
                "/",
                "a",
                "/:x",
                "/:x*",
                "/:x+",
                "/:x?",
                "(.*)",
                "/(a|b)",
                "{/a}?",
                "/:x(a*)",
                "(a{1,2})",
                "/((?!a).*)",
                "-:y",
                "([^b]+)",
                "/:z(b?a)",
            ])
        }

        fn source() -> impl Strategy<Value = String> {
            prop::collection::vec(part(), 1..4).prop_map(|parts| parts.concat())
        }

        proptest! {
            #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

            /// What is called covered has no path that only the later expression matches.
            #[test]
            fn is_never_contradicted(earlier in source(), later in source(), paths in prop::collection::vec("/[ab/-]{0,5}", 40)) {
                let (earlier, later) = (regex(&earlier), regex(&later));
                let matches = |regex: &JsRegex, path: &str| regex.exec(path).unwrap().is_some();
                if is_covered(&earlier, &later) {
                    for path in &paths {
                        prop_assert!(!matches(&later, path) || matches(&earlier, path), "{}", path);
                    }
                }
                if matches_no_path(&later) {
                    prop_assert!(!paths.iter().any(|path| matches(&later, path)));
                }
            }
        }
    }
}
