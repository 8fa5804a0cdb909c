//! Texts that tell expressions apart: for each combination of expressions that match together, some texts that they match.
//!
//! All expressions read the same text at once. Each is a finite automaton whose states are found when they are needed; texts after
//! which all of them are in the same states as after a shorter text are not followed.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::language::{Automaton, Set, State, spend};
use super::{Inst, JsRegex};

/// The longest text, in characters.
const MAX_LENGTH: usize = 200;
/// Characters of a text, the most readable first. Those that no expression tells apart from one before are left out.
const CHARACTERS: &str = "abcdefghijklmnopqrstuvwxyz1234567890/-._~ABCDEFGHIJKLMNOPQRSTUVWXYZ!$&'()*+,;=:@%";

/// A text, and the expressions that match it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The text.
    pub text: String,
    /// The indices of the expressions, in ascending order.
    pub matching: Vec<usize>,
}

/// Up to `each` short texts that begin with `start` for each combination of expressions that some text matches. What it costs is taken
/// from `budget`; where nothing of it is left, combinations may be missing. Expressions that are no automata are never among those
/// that match.
#[must_use]
pub fn combinations(
    expressions: &[&JsRegex],
    start: &str,
    each: usize,
    budget: &mut usize,
) -> Vec<Combination> {
    let mut automata: Vec<Lazy> = expressions.iter().filter_map(|regex| Lazy::new(regex)).collect();
    let indices: Vec<usize> = (0..expressions.len())
        .filter(|index| expressions.get(*index).is_some_and(|regex| Automaton::superset(regex).is_some()))
        .collect();
    let characters = characters(expressions);
    // The automata that can still match, each with its state.
    let mut states: Vec<(usize, usize)> = (0..automata.len()).map(|index| (index, Lazy::START)).collect();
    for unit in start.encode_utf16() {
        states = step(&mut automata, &states, unit, budget);
    }
    let (mut found, mut counts, mut seen) = (Vec::new(), HashMap::new(), HashSet::new());
    let mut work = VecDeque::from([(states, start.to_owned())]);
    while let Some((states, text)) = work.pop_front() {
        let matching = states.iter().filter(|(index, state)| {
            automata.get(*index).is_some_and(|automaton| automaton.accepts(*state, &text))
        });
        let matching: Vec<usize> = matching.filter_map(|(index, _)| indices.get(*index).copied()).collect();
        if !matching.is_empty() {
            let count = counts.entry(matching.clone()).or_insert(0_usize);
            if *count < each {
                *count += 1;
                found.push(Combination { text: text.clone(), matching });
            }
        }
        if text.len() >= MAX_LENGTH {
            continue;
        }
        for &char in &characters {
            if *budget == 0 {
                return found;
            }
            let next = step(&mut automata, &states, char as u16, budget);
            if !next.is_empty() && seen.insert(next.clone()) {
                work.push_back((next, format!("{text}{char}")));
            }
        }
    }
    found
}

fn step(
    automata: &mut [Lazy<'_>],
    states: &[(usize, usize)],
    unit: u16,
    budget: &mut usize,
) -> Vec<(usize, usize)> {
    spend(budget, states.len() + 1);
    let mut next = Vec::with_capacity(states.len());
    for &(index, state) in states {
        if let Some(automaton) = automata.get_mut(index) {
            let after = automaton.step(state, unit, budget);
            if after != Lazy::DEAD {
                next.push((index, after));
            }
        }
    }
    next
}

/// A character for each way in which the atoms of the expressions take or don't take it.
fn characters(expressions: &[&JsRegex]) -> Vec<char> {
    let mut atoms: Vec<(&JsRegex, &Inst)> = Vec::new();
    let mut units = HashSet::new();
    for regex in expressions {
        for inst in &regex.code {
            let is_new = match inst {
                Inst::Char(unit) => units.insert((*unit, regex.ignore_case)),
                Inst::Set(_) | Inst::Any => {
                    !atoms.iter().any(|(known, atom)| known.ignore_case == regex.ignore_case && *atom == inst)
                }
                _ => false,
            };
            if is_new {
                atoms.push((regex, inst));
            }
        }
    }
    let mut kinds = HashSet::new();
    let is_new = |char: &char| {
        let kind: Vec<bool> =
            atoms.iter().map(|(regex, atom)| regex.atom_matches(atom, *char as u16)).collect();
        kinds.insert(kind)
    };
    CHARACTERS.chars().filter(is_new).collect()
}

/// An expression as an automaton whose states have numbers.
struct Lazy<'a> {
    regex: &'a JsRegex,
    automaton: Automaton<'a>,
    is_exact: bool,
    sets: Vec<Set>,
    numbers: HashMap<(BTreeSet<State>, bool, bool), usize>,
    next: HashMap<(usize, u16), usize>,
}

impl<'a> Lazy<'a> {
    /// The state in which nothing matches any more.
    const DEAD: usize = 0;
    /// The state before the first character.
    const START: usize = 1;

    fn new(regex: &'a JsRegex) -> Option<Lazy<'a>> {
        let automaton = Automaton::superset(regex)?.following_lookaheads();
        let start = automaton.start();
        Some(Lazy {
            regex,
            automaton,
            is_exact: Automaton::exact(regex).is_some(),
            sets: vec![Set::default(), start],
            numbers: HashMap::new(),
            next: HashMap::new(),
        })
    }

    fn step(&mut self, state: usize, unit: u16, budget: &mut usize) -> usize {
        if let Some(known) = self.next.get(&(state, unit)) {
            return *known;
        }
        let Some(set) = self.sets.get(state) else { return Lazy::DEAD };
        let read = self.automaton.step(set, unit);
        let mut after = self.automaton.closure(&read.states, false);
        after.done |= read.done;
        spend(budget, after.cost + 1);
        if after.done && self.is_exact {
            // Whatever follows, it matches.
            after.states.clear();
        }
        let is_dead = after.states.is_empty() && !after.done && !after.at_end;
        let number = if is_dead {
            Lazy::DEAD
        } else {
            let new = self.sets.len();
            let number = *self.numbers.entry((after.states.clone(), after.at_end, after.done)).or_insert(new);
            if number == new {
                self.sets.push(after);
            }
            number
        };
        self.next.insert((state, unit), number);
        number
    }

    fn accepts(&self, state: usize, text: &str) -> bool {
        self.sets.get(state).is_some_and(|set| set.at_end || set.done)
            && (self.is_exact || matches!(self.regex.exec(text), Ok(Some(_))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::path_to_regexp::compile_source;

    fn found(sources: &[&str]) -> Vec<String> {
        let regexes: Vec<JsRegex> =
            sources.iter().map(|source| compile_source(source).unwrap().regex().unwrap()).collect();
        let mut budget = 1_000_000;
        let found = combinations(&regexes.iter().collect::<Vec<_>>(), "/", 1, &mut budget);
        assert!(budget > 0);
        for Combination { text, matching } in &found {
            let matches = |regex: &JsRegex| regex.exec(text).unwrap().is_some();
            let expected: Vec<usize> = (0..regexes.len()).filter(|index| matches(&regexes[*index])).collect();
            assert_eq!(*matching, expected, "{text}");
        }
        found.into_iter().map(|it| format!("{} {:?}", it.text, it.matching)).collect()
    }

    #[test]
    fn each_combination_is_found() {
        assert_eq!(
            found(&["/:path*", "/docs/:id", "/:lang(en|de)/:rest*"]),
            ["/a [0]", "/de [0, 2]", "/docs/a [0, 1]"]
        );
        assert_eq!(found(&["/(.*)", "/a{b}?"]), ["/ [0]", "/a [0, 1]"]);
    }

    #[test]
    fn lookaheads_are_told_apart() {
        assert_eq!(found(&["/((?!api/).*)", "/(.*)"]), ["/ [0, 1]", "/api/ [1]"]);
        assert_eq!(found(&["/((?!api$).*)", "/(.*)"]), ["/ [0, 1]", "/api [1]"]);
        assert_eq!(found(&["/((?=x).*)", "/:a"]), ["/a [1]", "/x [0, 1]", "/x/ [0]"]);
    }
}
