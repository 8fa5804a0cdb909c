//! Brackets and what is between them, as far as they are closed.

use std::iter;
use std::ops::Range;

use crate::read::small;
use crate::scan::Tokens;

/// How many brackets are skipped that nothing closes.
const MAX_OPEN: usize = 50;
/// How many brackets around a token are looked at.
const MAX_AROUND: usize = 100;

/// The brackets of a text, by the indexes of their tokens.
#[derive(Debug)]
pub struct Brackets {
    /// Of each token, the innermost bracket around it.
    parents: Vec<Option<u32>>,
    /// Of each token that opens, the one that closes, and the other way around.
    partners: Vec<Option<u32>>,
}

impl Brackets {
    /// The brackets of these tokens. A brace closes what is open in it.
    pub fn of(tokens: &Tokens<'_>) -> Brackets {
        let mut found = Brackets { parents: vec![None; tokens.len()], partners: vec![None; tokens.len()] };
        let mut open: Vec<usize> = Vec::new();
        // Which of the open brackets are braces.
        let mut braces: Vec<usize> = Vec::new();
        for at in 0..tokens.len() {
            let mark = tokens.mark(at);
            let closed = match mark {
                "}" => braces.pop(),
                ")" | "]" => {
                    let opener = if mark == ")" { "(" } else { "[" };
                    let inside = braces.last().map_or(0, |brace| brace + 1);
                    let mut near = (inside..open.len()).rev().take(MAX_OPEN);
                    near.find(|index| open.get(*index).is_some_and(|opening| tokens.is(*opening, opener)))
                }
                _ => None,
            };
            if let Some(index) = closed {
                if let Some(opening) = open.get(index).copied() {
                    for (one, other) in [(opening, at), (at, opening)] {
                        found.partners.get_mut(one).into_iter().for_each(|it| *it = Some(small(other)));
                    }
                }
                open.truncate(index);
            }
            if let Some(parent) = found.parents.get_mut(at) {
                *parent = open.last().copied().map(small);
            }
            match mark {
                "{" | "${" | "#{" => {
                    braces.push(open.len());
                    open.push(at);
                }
                "(" | "[" => open.push(at),
                _ => {}
            }
        }
        found
    }

    /// The index of the innermost bracket that is open around an index.
    pub fn around(&self, at: usize) -> Option<usize> {
        self.parents.get(at).copied().flatten().map(|it| it as usize)
    }

    /// The index of the bracket that closes the one at an index.
    pub fn closing(&self, opening: usize) -> Option<usize> {
        self.partner(opening).filter(|closing| *closing > opening)
    }

    /// The index of the bracket that the one at an index closes.
    pub fn opening(&self, closing: usize) -> Option<usize> {
        self.partner(closing).filter(|opening| *opening < closing)
    }

    fn partner(&self, at: usize) -> Option<usize> {
        self.partners.get(at).copied().flatten().map(|it| it as usize)
    }

    /// The brackets around an index, from the innermost one, as far as they are looked at.
    pub fn all_around(&self, at: usize) -> impl Iterator<Item = usize> {
        iter::successors(self.around(at), |opening| self.around(*opening)).take(MAX_AROUND)
    }

    /// What is in the innermost braces around an index, or the whole text.
    pub fn block(&self, tokens: &Tokens<'_>, at: usize) -> Range<usize> {
        let opening = self.all_around(at).find(|opening| tokens.is(*opening, "{"));
        opening.map_or(0..tokens.len(), |opening| opening..self.closing(opening).unwrap_or(tokens.len()))
    }

    /// The tokens from an index, without those in brackets that start at or after it.
    pub fn beside(&self, at: usize) -> impl Iterator<Item = usize> {
        iter::successors(Some(at), |at| Some(self.closing(*at).unwrap_or(*at) + 1))
    }

    /// The tokens between a bracket and the one that closes it, without those in other brackets; none if nothing closes it.
    pub fn inside(&self, opening: usize) -> impl Iterator<Item = usize> {
        let end = self.closing(opening).unwrap_or(opening);
        self.beside(opening + 1).take_while(move |at| *at < end)
    }
}

/// Ranges of tokens that don't overlap, in order.
#[derive(Debug, Default)]
pub struct Ranges(Vec<Range<usize>>);

impl Ranges {
    /// These ranges, with those that overlap joined.
    pub fn new(mut ranges: Vec<Range<usize>>) -> Ranges {
        ranges.sort_unstable_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        Ranges(joined)
    }

    /// Whether an index is in one of them.
    pub fn contain(&self, at: usize) -> bool {
        let after = self.0.partition_point(|range| range.start <= at);
        after.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|range| range.contains(&at))
    }
}
