//! The grammar of Annex B, without the flags `u` and `v`, into instructions. No recursion: nesting costs heap, not stack.

use std::ops::Range;

use super::{Inst, JsRegex, RegexError, RegexErrorKind, Set};
use super::{exec, prefilter};

const NO_LIMIT: u32 = u32::MAX;
/// V8's own limit.
const MAX_GROUPS: usize = 65_535;

type Code = Vec<Inst>;

/// A group that is open, the whole pattern being the outermost.
struct Frame {
    kind: Kind,
    /// Where its `(` stands.
    start: usize,
    /// Whether its terms are matched from right to left.
    backward: bool,
    alternatives: Vec<Code>,
    /// The current alternative's terms; those of a group that is matched forward are one.
    terms: Vec<Code>,
    /// How many groups captured before it.
    groups_before: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Whole,
    Capture(usize),
    Plain,
    Look { behind: bool, negative: bool },
}

struct Parser {
    units: Vec<u16>,
    at: usize,
    /// Groups seen so far.
    groups: usize,
    /// Groups of the whole pattern, and whether any has a name: both change what an escape means before they are reached.
    total_groups: usize,
    has_names: bool,
    loops: usize,
    names: Vec<(String, usize)>,
    named_references: Vec<(String, Range<usize>)>,
}

/// An escape's meaning.
enum Escape {
    Unit(u16),
    Set(Set),
}

pub(super) fn parse(pattern: &str, ignore_case: bool) -> Result<JsRegex, RegexError> {
    let (Parser { groups, loops, names, .. }, code) = read(pattern)?;
    let needle = prefilter::needle(&code);
    Ok(JsRegex { code, groups, loops, names, ignore_case, needle })
}

pub(super) fn check(pattern: &str) -> Result<(), RegexError> {
    read(pattern).map(drop)
}

/// Reads a pattern; answers what was learned from it, and its instructions.
fn read(pattern: &str) -> Result<(Parser, Code), RegexError> {
    let units = exec::utf16(pattern);
    let (total_groups, has_names) = count_groups(&units);
    let mut parser = Parser {
        units,
        at: 0,
        groups: 0,
        total_groups,
        has_names,
        loops: 0,
        names: Vec::new(),
        named_references: Vec::new(),
    };
    let code = parser.pattern().map_err(|(range, kind)| RegexError {
        range: byte_offset(pattern, range.start)..byte_offset(pattern, range.end),
        kind,
    })?;
    Ok((parser, code))
}

/// The byte at which the UTF-16 unit `unit` of `text` starts.
fn byte_offset(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (offset, char) in text.char_indices() {
        if units >= unit {
            return offset;
        }
        units += char.len_utf16();
    }
    text.len()
}

/// How many groups the pattern captures, and whether one of them has a name.
fn count_groups(units: &[u16]) -> (usize, bool) {
    let (mut count, mut named, mut in_class, mut at) = (0, false, false, 0);
    while let Some(unit) = units.get(at).copied().and_then(ascii) {
        match unit {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'(' if !in_class => {
                match (units.get(at + 1).copied().and_then(ascii), units.get(at + 2), units.get(at + 3)) {
                    (Some(b'?'), Some(&less), next) if less == u16::from(b'<') => {
                        if !next.copied().and_then(ascii).is_some_and(|next| matches!(next, b'=' | b'!')) {
                            count += 1;
                            named = true;
                        }
                    }
                    (Some(b'?'), ..) => {}
                    _ => count += 1,
                }
            }
            _ => {}
        }
        at += 1;
    }
    (count, named)
}

/// The unit as ASCII; every other unit as `0x80`, which is none.
fn ascii(unit: u16) -> Option<u8> {
    Some(u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(0x80))
}

type Fail = (Range<usize>, RegexErrorKind);

impl Parser {
    /// The unit at `self.at + ahead`, as ASCII.
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.units.get(self.at + ahead).copied().and_then(ascii)
    }

    fn fail<T>(&self, start: usize, kind: RegexErrorKind) -> Result<T, Fail> {
        Err((start..self.at.max(start + 1).min(self.units.len().max(start)), kind))
    }

    fn pattern(&mut self) -> Result<Code, Fail> {
        let mut frames = vec![Frame {
            kind: Kind::Whole,
            start: 0,
            backward: false,
            alternatives: Vec::new(),
            terms: Vec::new(),
            groups_before: 0,
        }];
        loop {
            let start = self.at;
            let groups_before = self.groups;
            let Some(frame) = frames.last_mut() else { return self.fail(start, RegexErrorKind::TooLarge) };
            let Some(unit) = self.peek(0) else { break };
            self.at += 1;
            let (atom, quantifiable) = match unit {
                b'|' => {
                    let alternative = frame.take_terms();
                    frame.alternatives.push(alternative);
                    continue;
                }
                b'(' => {
                    let kind = self.group_kind(start)?;
                    let backward = match kind {
                        Kind::Look { behind, .. } => behind,
                        _ => frame.backward,
                    };
                    frames.push(Frame {
                        kind,
                        start,
                        backward,
                        alternatives: Vec::new(),
                        terms: Vec::new(),
                        groups_before,
                    });
                    continue;
                }
                b')' => {
                    if frame.kind == Kind::Whole {
                        return self.fail(start, RegexErrorKind::UnmatchedParenthesis);
                    }
                    let (kind, groups_before, code) = (frame.kind, frame.groups_before, frame.close());
                    frames.pop();
                    let Some(parent) = frames.last_mut() else {
                        return self.fail(start, RegexErrorKind::UnmatchedParenthesis);
                    };
                    let quantifiable = !matches!(kind, Kind::Look { behind: true, .. });
                    let code = if quantifiable { self.quantify(code, groups_before)? } else { code };
                    parent.push(code);
                    continue;
                }
                b'^' => (Inst::Start, false),
                b'$' => (Inst::End, false),
                b'*' | b'+' | b'?' => return self.fail(start, RegexErrorKind::NothingToRepeat),
                b'{' => {
                    self.at = start;
                    if self.interval().is_some() {
                        return self.fail(start, RegexErrorKind::NothingToRepeat);
                    }
                    self.at = start + 1;
                    (Inst::Char(u16::from(b'{')), true)
                }
                b'.' => (Inst::Any, true),
                b'[' => (Inst::Set(self.class(start)?), true),
                b'\\' => self.escape_outside_class(start)?,
                _ => (Inst::Char(self.units.get(start).copied().unwrap_or_default()), true),
            };
            let Some(frame) = frames.last_mut() else { return self.fail(start, RegexErrorKind::TooLarge) };
            if quantifiable && matches!(self.peek(0), Some(b'*' | b'+' | b'?' | b'{')) {
                frame.push(self.quantify(vec![atom], groups_before)?);
            } else {
                frame.push([atom]);
            }
        }
        let Some(mut frame) = frames.pop() else { return self.fail(0, RegexErrorKind::TooLarge) };
        if frame.kind != Kind::Whole {
            return Err((frame.start..frame.start + 1, RegexErrorKind::UnterminatedGroup));
        }
        for (name, range) in &self.named_references {
            if !self.names.iter().any(|(known, _)| known == name) {
                return Err((range.clone(), RegexErrorKind::UnknownNamedReference));
            }
        }
        let mut code = frame.close();
        code.push(Inst::Accept);
        let placeholders = self.total_groups;
        for inst in &mut code {
            if let Inst::Backreference(group) = inst
                && *group > placeholders
                && let Some((name, _)) = self.named_references.get(*group - placeholders - 1)
                && let Some((_, target)) = self.names.iter().find(|(known, _)| known == name)
            {
                *group = *target;
            }
        }
        Ok(code)
    }

    /// After `(`: what kind of group it opens.
    fn group_kind(&mut self, start: usize) -> Result<Kind, Fail> {
        if self.peek(0) != Some(b'?') {
            return Ok(Kind::Capture(self.open_capture(start)?));
        }
        self.at += 1;
        let kind = match (self.peek(0), self.peek(1)) {
            (Some(b':'), _) => (1, Kind::Plain),
            (Some(b'='), _) => (1, Kind::Look { behind: false, negative: false }),
            (Some(b'!'), _) => (1, Kind::Look { behind: false, negative: true }),
            (Some(b'<'), Some(b'=')) => (2, Kind::Look { behind: true, negative: false }),
            (Some(b'<'), Some(b'!')) => (2, Kind::Look { behind: true, negative: true }),
            (Some(b'<'), _) => {
                self.at += 1;
                let name_start = self.at;
                let Some(name) = self.group_name() else {
                    return self.fail(name_start, RegexErrorKind::InvalidGroupName);
                };
                if self.names.iter().any(|(known, _)| *known == name) {
                    return self.fail(name_start, RegexErrorKind::DuplicateGroupName);
                }
                let group = self.open_capture(start)?;
                self.names.push((name, group));
                return Ok(Kind::Capture(group));
            }
            _ => return self.fail(start, RegexErrorKind::InvalidGroup),
        };
        self.at += kind.0;
        Ok(kind.1)
    }

    fn open_capture(&mut self, start: usize) -> Result<usize, Fail> {
        self.groups += 1;
        if self.groups > MAX_GROUPS {
            return self.fail(start, RegexErrorKind::TooLarge);
        }
        Ok(self.groups)
    }

    /// After `<`: an identifier and `>`. Reads nothing and answers `None` where there is none.
    fn group_name(&mut self) -> Option<String> {
        let before = self.at;
        let name = self.identifier();
        if name.is_none() {
            self.at = before;
        }
        name
    }

    fn identifier(&mut self) -> Option<String> {
        let mut name = String::new();
        loop {
            let char = self.code_point()?;
            let char = match char {
                '>' => return (!name.is_empty()).then_some(name),
                '\\' => {
                    if self.peek(0) != Some(b'u') {
                        return None;
                    }
                    self.at += 1;
                    self.unicode_escape()?
                }
                char => char,
            };
            let start = char.is_alphabetic() || matches!(char, '$' | '_');
            let part = start
                || !name.is_empty() && (char.is_alphanumeric() || matches!(char, '\u{200c}' | '\u{200d}'));
            if !part {
                return None;
            }
            name.push(char);
        }
    }

    fn code_point(&mut self) -> Option<char> {
        let rest = self.units.get(self.at..)?;
        let char = char::decode_utf16(rest.iter().copied()).next()?.ok()?;
        self.at += char.len_utf16();
        Some(char)
    }

    /// After `\u` in a group's name: `XXXX`, a pair of surrogates, or `{X…}`.
    fn unicode_escape(&mut self) -> Option<char> {
        if self.peek(0) == Some(b'{') {
            self.at += 1;
            let mut value = 0u32;
            let mut digits = 0;
            while let Some(digit) = self.peek(0).and_then(|unit| char::from(unit).to_digit(16)) {
                value = value.checked_mul(16)?.checked_add(digit)?;
                digits += 1;
                self.at += 1;
            }
            if digits == 0 || self.peek(0) != Some(b'}') {
                return None;
            }
            self.at += 1;
            return char::from_u32(value);
        }
        let first = self.hex(4)?;
        if (0xD800..0xDC00).contains(&first) && self.peek(0) == Some(b'\\') && self.peek(1) == Some(b'u') {
            self.at += 2;
            let second = self.hex(4)?;
            return char::decode_utf16([u16::try_from(first).ok()?, u16::try_from(second).ok()?])
                .next()?
                .ok();
        }
        char::from_u32(first)
    }

    /// Exactly `count` hexadecimal digits; reads nothing where they are not there.
    fn hex(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for ahead in 0..count {
            value = value * 16 + self.peek(ahead).and_then(|unit| char::from(unit).to_digit(16))?;
        }
        self.at += count;
        Some(value)
    }

    /// `{1}`, `{1,}`, `{1,2}` at this place; reads nothing where there is none.
    fn interval(&mut self) -> Option<(u32, u32)> {
        let before = self.at;
        let interval = self.try_interval();
        if interval.is_none() {
            self.at = before;
        }
        interval
    }

    fn try_interval(&mut self) -> Option<(u32, u32)> {
        if self.peek(0) != Some(b'{') {
            return None;
        }
        self.at += 1;
        let min = self.decimal()?;
        let max = if self.peek(0) == Some(b',') {
            self.at += 1;
            if self.peek(0) == Some(b'}') { NO_LIMIT } else { self.decimal()? }
        } else {
            min
        };
        (self.peek(0) == Some(b'}')).then(|| {
            self.at += 1;
            (min, max)
        })
    }

    fn decimal(&mut self) -> Option<u32> {
        let mut value: Option<u32> = None;
        while let Some(digit) = self.peek(0).filter(u8::is_ascii_digit) {
            value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(u32::from(digit - b'0')));
            self.at += 1;
        }
        value
    }

    /// Applies the quantifier that follows, if any, to an atom.
    fn quantify(&mut self, atom: Code, groups_before: usize) -> Result<Code, Fail> {
        let start = self.at;
        let (min, max) = match self.peek(0) {
            Some(b'*') => (0, NO_LIMIT),
            Some(b'+') => (1, NO_LIMIT),
            Some(b'?') => (0, 1),
            Some(b'{') => match self.interval() {
                Some((min, max)) if min > max => {
                    return self.fail(start, RegexErrorKind::QuantifierOutOfOrder);
                }
                Some(interval) => interval,
                None => return Ok(atom),
            },
            _ => return Ok(atom),
        };
        if self.at == start {
            self.at += 1;
        }
        let greedy = self.peek(0) != Some(b'?');
        if !greedy {
            self.at += 1;
        }
        let mut code = Vec::with_capacity(atom.len() + 4);
        if matches!(atom.as_slice(), [Inst::Char(_) | Inst::Any | Inst::Set(_)]) {
            code.push(Inst::Repeat { min, max, greedy });
            code.extend(atom);
            return Ok(code);
        }
        let id = self.loops;
        self.loops += 1;
        let len = distance(atom.len());
        code.push(Inst::LoopStart(id));
        code.push(Inst::LoopTest { id, min, max, greedy, exit: len + 3 });
        code.push(Inst::LoopTurn { id, first_group: groups_before + 1, end_group: self.groups + 1 });
        code.extend(atom);
        code.push(Inst::Jump(-(len + 2)));
        Ok(code)
    }

    /// After `\`: an assertion, a reference, a set or a character.
    fn escape_outside_class(&mut self, start: usize) -> Result<(Inst, bool), Fail> {
        match self.peek(0) {
            None => self.fail(start, RegexErrorKind::TrailingBackslash),
            Some(b'b') => {
                self.at += 1;
                Ok((Inst::WordBoundary(true), false))
            }
            Some(b'B') => {
                self.at += 1;
                Ok((Inst::WordBoundary(false), false))
            }
            Some(b'k') if self.has_names => {
                self.at += 1;
                if self.peek(0) != Some(b'<') {
                    return self.fail(start, RegexErrorKind::InvalidNamedReference);
                }
                self.at += 1;
                let Some(name) = self.group_name() else {
                    return self.fail(start, RegexErrorKind::InvalidNamedReference);
                };
                // The group may be further on: a number beyond all groups stands for the reference until the end.
                self.named_references.push((name, start..self.at));
                Ok((Inst::Backreference(self.total_groups + self.named_references.len()), true))
            }
            Some(b'1'..=b'9') => {
                let before = self.at;
                match self.decimal().and_then(|number| usize::try_from(number).ok()) {
                    Some(number) if number <= self.total_groups => Ok((Inst::Backreference(number), true)),
                    _ => {
                        self.at = before;
                        self.character_escape(start)
                    }
                }
            }
            Some(_) => self.character_escape(start),
        }
    }

    fn character_escape(&mut self, start: usize) -> Result<(Inst, bool), Fail> {
        Ok(match self.escape(start, false)? {
            Escape::Unit(unit) => (Inst::Char(unit), true),
            Escape::Set(set) => (Inst::Set(set), true),
        })
    }

    /// After `\`: a set or a character.
    fn escape(&mut self, start: usize, in_class: bool) -> Result<Escape, Fail> {
        let Some(unit) = self.peek(0) else { return self.fail(start, RegexErrorKind::TrailingBackslash) };
        self.at += 1;
        let value = match unit {
            b'd' => return Ok(Escape::Set(digits(false))),
            b'D' => return Ok(Escape::Set(digits(true))),
            b's' => return Ok(Escape::Set(spaces(false))),
            b'S' => return Ok(Escape::Set(spaces(true))),
            b'w' => return Ok(Escape::Set(word(false))),
            b'W' => return Ok(Escape::Set(word(true))),
            b'b' if in_class => 0x08,
            b'f' => 0x0C,
            b'n' => 0x0A,
            b'r' => 0x0D,
            b't' => 0x09,
            b'v' => 0x0B,
            b'c' => match self.peek(0) {
                Some(letter)
                    if letter.is_ascii_alphabetic()
                        || in_class && (letter.is_ascii_digit() || letter == b'_') =>
                {
                    self.at += 1;
                    u16::from(letter & 0x1F)
                }
                _ => {
                    self.at -= 1;
                    u16::from(b'\\')
                }
            },
            b'0'..=b'7' => {
                let mut value = u16::from(unit - b'0');
                for _ in 0..2 {
                    match self.peek(0) {
                        Some(digit @ b'0'..=b'7') if value < 32 => {
                            value = value * 8 + u16::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                value
            }
            b'x' => self.hex(2).and_then(|value| u16::try_from(value).ok()).unwrap_or(u16::from(b'x')),
            b'u' => self.hex(4).and_then(|value| u16::try_from(value).ok()).unwrap_or(u16::from(b'u')),
            b'k' if self.has_names => return self.fail(start, RegexErrorKind::InvalidEscape),
            _ => self.units.get(self.at - 1).copied().unwrap_or_default(),
        };
        Ok(Escape::Unit(value))
    }

    /// After `[`: the class, up to and with its `]`.
    fn class(&mut self, start: usize) -> Result<Set, Fail> {
        let mut set = Set::default();
        if self.peek(0) == Some(b'^') {
            self.at += 1;
            set.negated = true;
        }
        loop {
            let from = self.at;
            let Some(unit) = self.peek(0) else { break };
            if unit == b']' {
                self.at += 1;
                return Ok(set);
            }
            let first = self.class_atom()?;
            if self.peek(0) != Some(b'-') {
                set.add(first);
                continue;
            }
            self.at += 1;
            match self.peek(0) {
                None => break,
                Some(b']') => {
                    set.add(first);
                    set.add(Escape::Unit(u16::from(b'-')));
                    continue;
                }
                Some(_) => {}
            }
            match (first, self.class_atom()?) {
                (Escape::Unit(first), Escape::Unit(last)) if first > last => {
                    return self.fail(from, RegexErrorKind::ClassOutOfOrder);
                }
                (Escape::Unit(first), Escape::Unit(last)) => set.ranges.push((first, last)),
                (first, last) => {
                    set.add(first);
                    set.add(Escape::Unit(u16::from(b'-')));
                    set.add(last);
                }
            }
        }
        Err((start..start + 1, RegexErrorKind::UnterminatedClass))
    }

    fn class_atom(&mut self) -> Result<Escape, Fail> {
        let start = self.at;
        self.at += 1;
        if self.units.get(start) == Some(&u16::from(b'\\')) {
            return self.escape(start, true);
        }
        Ok(Escape::Unit(self.units.get(start).copied().unwrap_or_default()))
    }
}

impl Frame {
    /// Adds a term to the current alternative.
    fn push(&mut self, term: impl IntoIterator<Item = Inst>) {
        match self.terms.last_mut() {
            Some(terms) if !self.backward => terms.extend(term),
            _ => self.terms.push(term.into_iter().collect()),
        }
    }

    /// The current alternative's terms in matching order.
    fn take_terms(&mut self) -> Code {
        let mut terms = std::mem::take(&mut self.terms);
        match terms.pop() {
            Some(only) if terms.is_empty() => only,
            last => last.into_iter().chain(terms.into_iter().rev()).flatten().collect(),
        }
    }

    /// The whole group's code.
    fn close(&mut self) -> Code {
        let last = self.take_terms();
        self.alternatives.push(last);
        let body = alternate(std::mem::take(&mut self.alternatives));
        match self.kind {
            Kind::Whole | Kind::Plain => body,
            Kind::Capture(group) => {
                let mut code = Vec::with_capacity(body.len() + 2);
                code.push(Inst::GroupOpen(group));
                code.extend(body);
                code.push(Inst::GroupClose(group));
                code
            }
            Kind::Look { behind, negative } => {
                let mut code = Vec::with_capacity(body.len() + 2);
                code.push(Inst::Look { behind, negative, len: body.len() + 1 });
                code.extend(body);
                code.push(Inst::Accept);
                code
            }
        }
    }
}

/// `a|b|c`: each alternative but the last is `split, a…, jump to the end`.
fn alternate(mut alternatives: Vec<Code>) -> Code {
    if alternatives.len() == 1 {
        return alternatives.pop().unwrap_or_default();
    }
    let total: usize = alternatives.iter().map(|code| code.len() + 2).sum::<usize>() - 2;
    let last = alternatives.len().saturating_sub(1);
    let mut code = Vec::with_capacity(total);
    for (index, alternative) in alternatives.into_iter().enumerate() {
        if index == last {
            code.extend(alternative);
        } else {
            code.push(Inst::Split(1, distance(alternative.len()) + 2));
            code.extend(alternative);
            code.push(Inst::Jump(distance(total) - distance(code.len())));
        }
    }
    code
}

fn distance(len: usize) -> isize {
    isize::try_from(len).unwrap_or(isize::MAX)
}

impl Set {
    fn add(&mut self, escape: Escape) {
        match escape {
            Escape::Unit(unit) => self.ranges.push((unit, unit)),
            Escape::Set(set) if set.negated => self.ranges.extend(complement(set.ranges)),
            Escape::Set(set) => self.ranges.extend(set.ranges),
        }
    }
}

fn complement(mut ranges: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    ranges.sort_unstable();
    let mut next = Some(0u16);
    let mut out = Vec::new();
    for (first, last) in ranges {
        if let Some(from) = next
            && let Some(until) = first.checked_sub(1)
            && from <= until
        {
            out.push((from, until));
        }
        next = last.checked_add(1);
    }
    if let Some(from) = next {
        out.push((from, u16::MAX));
    }
    out
}

fn digits(negated: bool) -> Set {
    Set { ranges: vec![(0x30, 0x39)], negated }
}

fn word(negated: bool) -> Set {
    Set { ranges: vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)], negated }
}

fn spaces(negated: bool) -> Set {
    Set {
        ranges: vec![
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ],
        negated,
    }
}
