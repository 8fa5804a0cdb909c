//! A backtracking matcher with a budget of steps.

use std::ops::Range;

use super::{Inst, JsRegex};

/// Steps that one search may take, every instruction and every character looked at being one. A harmless pattern takes
/// a few for each character of a path.
pub(super) const MAX_STEPS: usize = 400_000;
/// Lookarounds inside lookarounds.
const MAX_DEPTH: usize = 100;

/// The search would take too many steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooComplex;

/// What a match captured.
#[derive(Debug, Clone, PartialEq)]
pub struct Captures {
    text: Vec<u16>,
    groups: Vec<Option<Range<usize>>>,
}

impl Captures {
    /// What group `index` captured (0 is the whole match); `None` where it took no part.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<String> {
        let range = self.groups.get(index)?.clone()?;
        Some(String::from_utf16_lossy(self.text.get(range)?))
    }

    /// How many groups there are, the whole match included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Never: the whole match is always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// The units of a text. How many there are is known at once for ASCII, as nearly all paths are.
pub(super) fn utf16(text: &str) -> Vec<u16> {
    if text.is_ascii() { text.bytes().map(u16::from).collect() } else { text.encode_utf16().collect() }
}

pub(super) fn exec(regex: &JsRegex, text: &str, steps: &mut usize) -> Result<Option<Captures>, TooComplex> {
    if !regex.may_match(text) {
        return Ok(None);
    }
    let text = utf16(text);
    let mut machine = Machine::new(regex, &text);
    // To look at all costs something too.
    machine.steps = MAX_STEPS.saturating_sub(*steps).saturating_add(text.len());
    let found = machine.search(0);
    *steps = MAX_STEPS.saturating_sub(machine.steps);
    let Some(whole) = found? else { return Ok(None) };
    let mut groups = std::mem::take(&mut machine.groups);
    if let Some(first) = groups.first_mut() {
        *first = Some(whole);
    }
    Ok(Some(Captures { text, groups }))
}

pub(super) fn replace_all(regex: &JsRegex, text: &str, replacement: &str) -> Result<String, TooComplex> {
    let units = utf16(text);
    let mut machine = Machine::new(regex, &units);
    let (mut out, mut copied, mut from) = (Vec::new(), 0, 0);
    while let Some(found) = machine.search(from)? {
        out.extend_from_slice(units.get(copied..found.start).unwrap_or_default());
        out.extend(replacement.encode_utf16());
        copied = found.end;
        from = if found.is_empty() { found.end + 1 } else { found.end };
        machine.backtrack.clear();
        machine.groups.fill(None);
    }
    out.extend_from_slice(units.get(copied..).unwrap_or_default());
    Ok(String::from_utf16_lossy(&out))
}

#[derive(Debug, Clone, Copy, Default)]
struct Turns {
    count: u32,
    start: usize,
}

/// What to do when a path fails: go on elsewhere, or take back a change and fail further.
enum Back {
    Go {
        pc: usize,
        at: usize,
    },
    /// A greedy repetition gives back one character at a time, down to `least` of them.
    Fewer {
        pc: usize,
        from: usize,
        count: u32,
        least: u32,
    },
    /// A lazy repetition takes one character more.
    More {
        pc: usize,
        at: usize,
        left: u32,
    },
    Opened(usize, usize),
    Group(usize, Option<Range<usize>>),
    Loop(usize, Turns),
}

struct Machine<'a> {
    regex: &'a JsRegex,
    text: &'a [u16],
    opened: Vec<usize>,
    groups: Vec<Option<Range<usize>>>,
    loops: Vec<Turns>,
    backtrack: Vec<Back>,
    steps: usize,
}

impl<'a> Machine<'a> {
    fn new(regex: &'a JsRegex, text: &'a [u16]) -> Machine<'a> {
        Machine {
            regex,
            text,
            opened: vec![0; regex.groups + 1],
            groups: vec![None; regex.groups + 1],
            loops: vec![Turns::default(); regex.loops],
            // Most searches need no more.
            backtrack: Vec::with_capacity(24),
            steps: 0,
        }
    }

    /// The first match that starts at `from` or later.
    fn search(&mut self, from: usize) -> Result<Option<Range<usize>>, TooComplex> {
        let is_anchored = matches!(self.regex.code.first(), Some(Inst::Start));
        for start in from..=if is_anchored { 0 } else { self.text.len() } {
            if let Some(end) = self.run(0, start, false, 0)? {
                return Ok(Some(start..end));
            }
        }
        Ok(None)
    }

    /// Runs from `pc` at `at` to `Accept`; answers where the match ends. What it captured stays, and can still be taken
    /// back by what is on the stack; if it fails, nothing of it is left.
    fn run(
        &mut self,
        mut pc: usize,
        mut at: usize,
        backward: bool,
        depth: usize,
    ) -> Result<Option<usize>, TooComplex> {
        if depth > MAX_DEPTH {
            return Err(TooComplex);
        }
        let base = self.backtrack.len();
        loop {
            self.step(1)?;
            let Some(inst) = self.regex.code.get(pc) else { return Ok(None) };
            let next = match inst {
                Inst::Accept => {
                    // The choices of a lookaround are made for good; the changes can still be taken back.
                    if depth > 0 {
                        let above = self.backtrack.split_off(base);
                        self.backtrack.extend(above.into_iter().filter(|back| {
                            !matches!(back, Back::Go { .. } | Back::Fewer { .. } | Back::More { .. })
                        }));
                    }
                    return Ok(Some(at));
                }
                Inst::Char(_) | Inst::Any | Inst::Set(_) => {
                    self.advance(inst, at, backward).map(|at| (pc + 1, at))
                }
                Inst::Start => (at == 0).then_some((pc + 1, at)),
                Inst::End => (at == self.text.len()).then_some((pc + 1, at)),
                Inst::WordBoundary(wanted) => (self.is_boundary(at) == *wanted).then_some((pc + 1, at)),
                Inst::Jump(distance) => Some((pc.saturating_add_signed(*distance), at)),
                Inst::Split(first, second) => {
                    self.backtrack.push(Back::Go { pc: pc.saturating_add_signed(*second), at });
                    Some((pc.saturating_add_signed(*first), at))
                }
                Inst::GroupOpen(group) => {
                    if let Some(opened) = self.opened.get_mut(*group) {
                        self.backtrack.push(Back::Opened(*group, *opened));
                        *opened = at;
                    }
                    Some((pc + 1, at))
                }
                Inst::GroupClose(group) => {
                    let opened = self.opened.get(*group).copied().unwrap_or(at);
                    self.set_group(*group, Some(opened.min(at)..opened.max(at)));
                    Some((pc + 1, at))
                }
                Inst::Backreference(group) => self.same_as(*group, at, backward)?.map(|at| (pc + 1, at)),
                Inst::Repeat { min, max, greedy } => self.repeat(pc, at, (*min, *max), *greedy, backward)?,
                Inst::LoopStart(id) => {
                    self.set_loop(*id, Turns { count: 0, start: at });
                    Some((pc + 1, at))
                }
                Inst::LoopTest { id, min, max, greedy, exit } => {
                    let turns = self.loops.get(*id).copied().unwrap_or_default();
                    let exit = pc.saturating_add_signed(*exit);
                    if turns.count > *min && turns.start == at {
                        None // A turn that matched nothing counts for nothing.
                    } else if turns.count >= *max {
                        Some((exit, at))
                    } else if turns.count < *min {
                        Some((pc + 1, at))
                    } else if *greedy {
                        self.backtrack.push(Back::Go { pc: exit, at });
                        Some((pc + 1, at))
                    } else {
                        self.backtrack.push(Back::Go { pc: pc + 1, at });
                        Some((exit, at))
                    }
                }
                Inst::LoopTurn { id, first_group, end_group } => {
                    let count = self.loops.get(*id).map_or(0, |turns| turns.count);
                    self.set_loop(*id, Turns { count: count.saturating_add(1), start: at });
                    self.step(end_group.saturating_sub(*first_group))?;
                    for group in *first_group..*end_group {
                        self.set_group(group, None);
                    }
                    Some((pc + 1, at))
                }
                Inst::Look { behind, negative, len } => {
                    let before = self.backtrack.len();
                    let found = self.run(pc + 1, at, *behind, depth + 1)?.is_some();
                    if *negative && found {
                        self.undo_to(before);
                    }
                    (found != *negative).then_some((pc + 1 + len, at))
                }
            };
            match next {
                Some(next) => (pc, at) = next,
                None => match self.fail(base, backward)? {
                    Some(next) => (pc, at) = next,
                    None => return Ok(None),
                },
            }
        }
    }

    fn step(&mut self, steps: usize) -> Result<(), TooComplex> {
        self.steps += steps;
        if self.steps > MAX_STEPS { Err(TooComplex) } else { Ok(()) }
    }

    /// Takes back changes down to the last choice above `base`, and makes it differently.
    fn fail(&mut self, base: usize, backward: bool) -> Result<Option<(usize, usize)>, TooComplex> {
        while self.backtrack.len() > base {
            self.step(1)?;
            match self.backtrack.pop() {
                None => break,
                Some(Back::Go { pc, at }) => return Ok(Some((pc, at))),
                Some(Back::Fewer { pc, from, count, least }) => {
                    if count > least {
                        let count = count - 1;
                        if count > least {
                            self.backtrack.push(Back::Fewer { pc, from, count, least });
                        }
                        let moved = usize::try_from(count).unwrap_or(usize::MAX);
                        return Ok(Some((
                            pc,
                            if backward { from.saturating_sub(moved) } else { from.saturating_add(moved) },
                        )));
                    }
                }
                Some(Back::More { pc, at, left }) => {
                    let Some(inst) = self.regex.code.get(pc.saturating_sub(1)) else { continue };
                    if let Some(at) = self.advance(inst, at, backward) {
                        if left > 1 {
                            self.backtrack.push(Back::More { pc, at, left: left - 1 });
                        }
                        return Ok(Some((pc, at)));
                    }
                }
                Some(change) => self.undo(change),
            }
        }
        Ok(None)
    }

    fn undo_to(&mut self, base: usize) {
        while self.backtrack.len() > base {
            if let Some(change) = self.backtrack.pop() {
                self.undo(change);
            }
        }
    }

    fn undo(&mut self, change: Back) {
        match change {
            Back::Opened(group, before) => {
                if let Some(slot) = self.opened.get_mut(group) {
                    *slot = before;
                }
            }
            Back::Group(group, before) => {
                if let Some(slot) = self.groups.get_mut(group) {
                    *slot = before;
                }
            }
            Back::Loop(id, before) => {
                if let Some(slot) = self.loops.get_mut(id) {
                    *slot = before;
                }
            }
            Back::Go { .. } | Back::Fewer { .. } | Back::More { .. } => {}
        }
    }

    fn set_group(&mut self, group: usize, range: Option<Range<usize>>) {
        if let Some(slot) = self.groups.get_mut(group)
            && *slot != range
        {
            let before = std::mem::replace(slot, range);
            self.backtrack.push(Back::Group(group, before));
        }
    }

    fn set_loop(&mut self, id: usize, turns: Turns) {
        if let Some(slot) = self.loops.get_mut(id) {
            let before = std::mem::replace(slot, turns);
            self.backtrack.push(Back::Loop(id, before));
        }
    }

    fn repeat(
        &mut self,
        pc: usize,
        at: usize,
        (min, max): (u32, u32),
        greedy: bool,
        backward: bool,
    ) -> Result<Option<(usize, usize)>, TooComplex> {
        let Some(atom) = self.regex.code.get(pc + 1) else { return Ok(None) };
        let after = pc + 2;
        let wanted = if greedy { max } else { min };
        let (mut count, mut end) = (0, at);
        while count < wanted {
            self.step(1)?;
            match self.advance(atom, end, backward) {
                Some(next) => end = next,
                None => break,
            }
            count += 1;
        }
        if count < min {
            return Ok(None);
        }
        if greedy && count > min {
            self.backtrack.push(Back::Fewer { pc: after, from: at, count, least: min });
        } else if !greedy && max > min {
            self.backtrack.push(Back::More { pc: after, at: end, left: max - min });
        }
        Ok(Some((after, end)))
    }

    /// Reads one character in the direction of the match.
    fn advance(&self, atom: &Inst, at: usize, backward: bool) -> Option<usize> {
        let index = if backward { at.checked_sub(1)? } else { at };
        let unit = *self.text.get(index)?;
        self.regex.atom_matches(atom, unit).then_some(if backward { index } else { at + 1 })
    }

    fn is_boundary(&self, at: usize) -> bool {
        let is_word = |index: Option<usize>| {
            index.and_then(|index| self.text.get(index)).is_some_and(|&unit| {
                u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            })
        };
        is_word(at.checked_sub(1)) != is_word(Some(at))
    }

    /// Matches what `group` captured; a group that captured nothing matches the empty string.
    fn same_as(&mut self, group: usize, at: usize, backward: bool) -> Result<Option<usize>, TooComplex> {
        let Some(range) = self.groups.get(group).cloned().flatten() else { return Ok(Some(at)) };
        let len = range.len();
        self.step(len)?;
        let here = if backward {
            let Some(start) = at.checked_sub(len) else { return Ok(None) };
            start..at
        } else {
            at..at + len
        };
        let (Some(wanted), Some(found)) = (self.text.get(range), self.text.get(here.clone())) else {
            return Ok(None);
        };
        let ignore_case = self.regex.ignore_case;
        let same =
            wanted.iter().zip(found).all(|(a, b)| a == b || ignore_case && canonical(*a) == canonical(*b));
        Ok(same.then_some(if backward { here.start } else { here.end }))
    }
}

impl JsRegex {
    /// Whether an atom matches a character.
    pub(super) fn atom_matches(&self, atom: &Inst, unit: u16) -> bool {
        match atom {
            Inst::Char(wanted) => {
                unit == *wanted || self.ignore_case && canonical(unit) == canonical(*wanted)
            }
            Inst::Any => !matches!(unit, 0x0A | 0x0D | 0x2028 | 0x2029),
            Inst::Set(set) => {
                let has = set.has(unit)
                    || self.ignore_case && other_cases(unit).into_iter().any(|unit| set.has(unit));
                has != set.negated
            }
            _ => false,
        }
    }
}

/// ECMAScript's `Canonicalize` without the flag `u`: the upper case where it is one unit and not a step into ASCII.
fn canonical(unit: u16) -> u16 {
    let Some(char) = char::from_u32(u32::from(unit)) else { return unit };
    let mut upper = char.to_uppercase();
    let (Some(first), None) = (upper.next(), upper.next()) else { return unit };
    match u16::try_from(u32::from(first)) {
        Ok(upper) if unit < 128 || upper >= 128 => upper,
        _ => unit,
    }
}

/// The other characters that a class may list for `unit` when case does not count.
fn other_cases(unit: u16) -> [u16; 2] {
    let lower = char::from_u32(u32::from(unit)).map_or(unit, |char| {
        let mut lower = char.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(first), None) => u16::try_from(u32::from(first)).unwrap_or(unit),
            _ => unit,
        }
    });
    [canonical(unit), if canonical(lower) == canonical(unit) { lower } else { unit }]
}
