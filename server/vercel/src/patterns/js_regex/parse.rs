//! The grammar of Annex B, without the flags `u` and `v`, into instructions, in time that grows in proportion to the pattern. No recursion:
//! nesting costs heap, not stack.

use std::collections::HashMap;
use std::ops::Range;

use super::set::{Set, digits, spaces, word};
use super::{Inst, JsRegex, RegexError, RegexErrorKind};
use super::{exec, prefilter};

const NO_LIMIT: u32 = u32::MAX;
/// The most groups that capture in V8.
const MAX_GROUPS: usize = 32_767;
/// V8 takes every larger number in a quantifier for this one.
const MAX_REPEAT: u32 = 0x7FFF_FFFF;
/// The instructions before the body of a loop.
const LOOP_START: usize = 3;

/// A group that is open, the whole pattern being the outermost.
struct Frame {
    kind: Kind,
    /// Where its `(` stands.
    start: usize,
    /// Whether its terms are matched from right to left.
    backward: bool,
    /// How many groups captured before it.
    groups_before: usize,
    /// Whether instructions of a loop precede it.
    is_loop: bool,
    /// Where its instructions begin.
    code: usize,
    /// The alternatives that are still to come after the current one.
    alternatives: usize,
    /// The choice between the current alternative and the next.
    split: Option<usize>,
    /// The jumps from the ends of alternatives to the end of the group.
    jumps: Vec<usize>,
    /// The current alternative's terms, if they are matched from right to left.
    terms: Terms,
}

/// Terms of an alternative that is matched from right to left. They stand in the order of the pattern: a jump before them goes to the
/// last one, one behind each goes to the term before it, and that of the first to the end.
#[derive(Default)]
struct Terms {
    /// The jump before them.
    entry: usize,
    /// The jump behind the first.
    exit: Option<usize>,
    /// Where the last begins.
    last: Option<usize>,
    /// Where the one begins that is being read.
    current: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Whole,
    Capture(usize),
    Plain,
    Look { behind: bool, negative: bool },
}

/// What parsing needs to know of the pattern in advance.
struct Outline {
    /// How many groups capture.
    captures: usize,
    /// Whether a group has a name: that changes what an escape means.
    has_names: bool,
    /// The whole pattern, then each group in the order of their `(`.
    groups: Vec<Group>,
}

#[derive(Default)]
struct Group {
    /// The group around it.
    parent: usize,
    /// How many alternatives it has beside the first.
    alternatives: usize,
    /// Whether a quantifier follows it.
    is_repeated: bool,
}

struct Parser {
    units: Vec<u16>,
    at: usize,
    outline: Outline,
    /// Groups seen so far, and those of them that capture.
    opened: usize,
    groups: usize,
    loops: usize,
    names: Vec<(String, usize)>,
    named_groups: HashMap<String, usize>,
    named_references: Vec<(String, Range<usize>)>,
    /// The instructions; none where only the verdict counts.
    code: Vec<Inst>,
    is_verdict: bool,
}

/// An escape's meaning.
enum Escape {
    Unit(u16),
    Set(Set),
}

pub(super) fn parse(pattern: &str, ignore_case: bool) -> Result<JsRegex, RegexError> {
    let Parser { groups, loops, names, mut code, .. } = read(pattern, false)?;
    code.shrink_to_fit();
    let needle = prefilter::needle(&code);
    Ok(JsRegex { code, groups, loops, names, ignore_case, needle })
}

pub(super) fn check(pattern: &str) -> Result<(), RegexError> {
    read(pattern, true).map(drop)
}

/// Reads a pattern.
fn read(pattern: &str, is_verdict: bool) -> Result<Parser, RegexError> {
    let units = exec::utf16(pattern);
    let outline = Outline::read(&units);
    let mut parser = Parser {
        code: if is_verdict { Vec::new() } else { Vec::with_capacity(units.len()) },
        units,
        at: 0,
        outline,
        opened: 0,
        groups: 0,
        loops: 0,
        names: Vec::new(),
        named_groups: HashMap::new(),
        named_references: Vec::new(),
        is_verdict,
    };
    parser.pattern().map_err(|(range, kind)| RegexError {
        range: byte_offset(pattern, range.start)..byte_offset(pattern, range.end),
        kind,
    })?;
    Ok(parser)
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

impl Outline {
    fn read(units: &[u16]) -> Outline {
        let mut outline = Outline { captures: 0, has_names: false, groups: vec![Group::default()] };
        let (mut current, mut in_class, mut at) = (0, false, 0);
        while let Some(unit) = unit_at(units, at) {
            match unit {
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                _ if in_class => {}
                b'(' => {
                    match [1, 2, 3].map(|ahead| unit_at(units, at + ahead)) {
                        [Some(b'?'), Some(b'<'), Some(b'=' | b'!')] => {}
                        [Some(b'?'), Some(b'<'), _] => {
                            outline.captures += 1;
                            outline.has_names = true;
                        }
                        [Some(b'?'), ..] => {}
                        _ => outline.captures += 1,
                    }
                    let group = Group { parent: current, ..Group::default() };
                    current = outline.groups.len();
                    outline.groups.push(group);
                }
                b')' => {
                    if let Some(group) = outline.groups.get_mut(current) {
                        group.is_repeated = match unit_at(units, at + 1) {
                            Some(b'{') => interval(units, at + 1).is_some(),
                            next => matches!(next, Some(b'*' | b'+' | b'?')),
                        };
                        current = group.parent;
                    }
                }
                b'|' => {
                    if let Some(group) = outline.groups.get_mut(current) {
                        group.alternatives += 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        outline
    }
}

/// The unit at a place, as ASCII; every other unit as `0x80`, which is none.
fn unit_at(units: &[u16], at: usize) -> Option<u8> {
    units.get(at).map(|unit| u8::try_from(*unit).ok().filter(u8::is_ascii).unwrap_or(0x80))
}

/// `{1}`, `{1,}`, `{1,2}` at a place, and where it ends.
fn interval(units: &[u16], at: usize) -> Option<((u32, u32), usize)> {
    if unit_at(units, at) != Some(b'{') {
        return None;
    }
    let (min, at) = decimal(units, at + 1)?;
    let (max, at) = match (unit_at(units, at), unit_at(units, at + 1)) {
        (Some(b','), Some(b'}')) => (NO_LIMIT, at + 1),
        (Some(b','), _) => decimal(units, at + 1)?,
        _ => (min, at),
    };
    (unit_at(units, at) == Some(b'}')).then_some(((min, max), at + 1))
}

/// The number at a place, and where it ends.
fn decimal(units: &[u16], mut at: usize) -> Option<(u32, usize)> {
    let mut value: Option<u32> = None;
    while let Some(digit) = unit_at(units, at).filter(u8::is_ascii_digit) {
        value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(u32::from(digit - b'0')));
        at += 1;
    }
    Some((value?.min(MAX_REPEAT), at))
}

type Fail = (Range<usize>, RegexErrorKind);

impl Parser {
    /// The unit at `self.at + ahead`, as ASCII.
    fn peek(&self, ahead: usize) -> Option<u8> {
        unit_at(&self.units, self.at + ahead)
    }

    fn fail<T>(&self, start: usize, kind: RegexErrorKind) -> Result<T, Fail> {
        Err((start..self.at.max(start + 1).min(self.units.len().max(start)), kind))
    }

    fn pattern(&mut self) -> Result<(), Fail> {
        let mut outer: Vec<Frame> = Vec::new();
        let mut frame = self.open(Kind::Whole, 0, false, 0);
        while let Some(unit) = self.peek(0) {
            let start = self.at;
            let groups_before = self.groups;
            self.at += 1;
            let (atom, quantifiable) = match unit {
                b'|' => {
                    self.end_alternative(&mut frame);
                    self.begin_alternative(&mut frame);
                    continue;
                }
                b'(' => {
                    let kind = self.group_kind(start)?;
                    let backward = match kind {
                        Kind::Look { behind, .. } => behind,
                        _ => frame.backward,
                    };
                    self.begin_term(&mut frame);
                    let inner = self.open(kind, start, backward, groups_before);
                    outer.push(std::mem::replace(&mut frame, inner));
                    continue;
                }
                b')' => {
                    let Some(parent) = outer.pop() else {
                        return self.fail(start, RegexErrorKind::UnmatchedParenthesis);
                    };
                    self.close(std::mem::replace(&mut frame, parent))?;
                    self.end_term(&mut frame);
                    continue;
                }
                b'^' => (Inst::Start, false),
                b'$' => (Inst::End, false),
                b'*' | b'+' | b'?' => return self.fail(start, RegexErrorKind::NothingToRepeat),
                b'{' => {
                    if let Some((_, end)) = interval(&self.units, start) {
                        self.at = end;
                        return self.fail(start, RegexErrorKind::NothingToRepeat);
                    }
                    (Inst::Char(u16::from(b'{')), true)
                }
                b'.' => (Inst::Any, true),
                b'[' => (Inst::Set(self.class(start)?), true),
                b'\\' => self.escape_outside_class(start)?,
                _ => (Inst::Char(self.units.get(start).copied().unwrap_or_default()), true),
            };
            self.begin_term(&mut frame);
            match if quantifiable { self.quantifier()? } else { None } {
                None => self.emit(atom),
                Some(quantifier) => {
                    let code = self.code.len();
                    if !is_one_character(&atom) {
                        self.begin_loop();
                    }
                    self.emit(atom);
                    self.repeat(code, quantifier, groups_before);
                }
            }
            self.end_term(&mut frame);
        }
        if !outer.is_empty() {
            return Err((frame.start..frame.start + 1, RegexErrorKind::UnterminatedGroup));
        }
        for (name, range) in &self.named_references {
            if !self.named_groups.contains_key(name) {
                return Err((range.clone(), RegexErrorKind::UnknownNamedReference));
            }
        }
        self.close(frame)?;
        self.emit(Inst::Accept);
        let placeholders = self.outline.captures;
        for inst in &mut self.code {
            if let Inst::Backreference(group) = inst
                && *group > placeholders
                && let Some((name, _)) = self.named_references.get(*group - placeholders - 1)
                && let Some(target) = self.named_groups.get(name)
            {
                *group = *target;
            }
        }
        Ok(())
    }

    /// Opens the next group.
    fn open(&mut self, kind: Kind, start: usize, backward: bool, groups_before: usize) -> Frame {
        let outlined = self.outline.groups.get(self.opened);
        self.opened += 1;
        let alternatives = outlined.map_or(0, |it| it.alternatives);
        let is_loop = outlined.is_some_and(|it| it.is_repeated) && kind.is_quantifiable();
        let code = self.code.len();
        if is_loop {
            self.begin_loop();
        }
        match kind {
            Kind::Whole | Kind::Plain => {}
            Kind::Capture(group) => self.emit(Inst::GroupOpen(group)),
            Kind::Look { behind, negative } => self.emit(Inst::Look { behind, negative, len: 0 }),
        }
        let mut frame = Frame {
            kind,
            start,
            backward,
            groups_before,
            is_loop,
            code,
            alternatives,
            split: None,
            jumps: Vec::new(),
            terms: Terms::default(),
        };
        self.begin_alternative(&mut frame);
        frame
    }

    /// After its `)`: the end of a group, with the quantifier that follows.
    fn close(&mut self, mut frame: Frame) -> Result<(), Fail> {
        self.end_alternative(&mut frame);
        let end = self.code.len();
        for jump in frame.jumps {
            self.set(jump, Inst::Jump(distance(jump, end)));
        }
        match frame.kind {
            Kind::Whole | Kind::Plain => {}
            Kind::Capture(group) => self.emit(Inst::GroupClose(group)),
            Kind::Look { behind, negative } => {
                self.emit(Inst::Accept);
                let look = if frame.is_loop { frame.code + LOOP_START } else { frame.code };
                let len = (end + 1).saturating_sub(look + 1);
                self.set(look, Inst::Look { behind, negative, len });
            }
        }
        if frame.is_loop
            && let Some(quantifier) = self.quantifier()?
        {
            self.repeat(frame.code, quantifier, frame.groups_before);
        }
        Ok(())
    }

    /// `a|b|c`: each alternative but the last is `split, a…, jump to the end`.
    fn begin_alternative(&mut self, frame: &mut Frame) {
        if let Some(left) = frame.alternatives.checked_sub(1) {
            frame.alternatives = left;
            frame.split = Some(self.code.len());
            self.emit(Inst::Split(1, 1));
        }
        if frame.backward {
            frame.terms = Terms { entry: self.code.len(), ..Terms::default() };
            self.emit(Inst::Jump(1));
        }
    }

    fn end_alternative(&mut self, frame: &mut Frame) {
        if let Terms { entry, exit: Some(exit), last: Some(last), .. } = frame.terms {
            self.set(entry, Inst::Jump(distance(entry, last)));
            self.set(exit, Inst::Jump(distance(exit, self.code.len())));
        }
        if let Some(split) = frame.split.take() {
            frame.jumps.push(self.code.len());
            self.emit(Inst::Jump(1));
            self.set(split, Inst::Split(1, distance(split, self.code.len())));
        }
    }

    fn begin_term(&mut self, frame: &mut Frame) {
        frame.terms.current = self.code.len();
    }

    fn end_term(&mut self, frame: &mut Frame) {
        if frame.backward {
            let terms = &mut frame.terms;
            let end = self.code.len();
            let jump = terms.last.map_or(1, |before| distance(end, before));
            terms.exit.get_or_insert(end);
            terms.last = Some(terms.current);
            self.emit(Inst::Jump(jump));
        }
    }

    /// Makes room for the instructions before the body of a loop.
    fn begin_loop(&mut self) {
        for _ in 0..LOOP_START {
            self.emit(Inst::Jump(1));
        }
    }

    /// Repeats what begins at `code`: a character, or the body of a loop behind the room for its first instructions.
    fn repeat(&mut self, code: usize, (min, max, greedy): (u32, u32, bool), groups_before: usize) {
        let body = if self.code.get(code).is_some_and(is_one_character) { code } else { code + LOOP_START };
        if body + 1 == self.code.len() && self.code.last().is_some_and(is_one_character) {
            let atom = self.code.pop();
            self.code.truncate(code);
            self.emit(Inst::Repeat { min, max, greedy });
            self.code.extend(atom);
            return;
        }
        let id = self.loops;
        self.loops += 1;
        let end = self.code.len();
        self.set(code, Inst::LoopStart(id));
        self.set(code + 1, Inst::LoopTest { id, min, max, greedy, exit: distance(code, end) });
        self.set(code + 2, Inst::LoopTurn { id, first_group: groups_before + 1, end_group: self.groups + 1 });
        self.emit(Inst::Jump(distance(end, code + 1)));
    }

    fn emit(&mut self, inst: Inst) {
        if !self.is_verdict {
            self.code.push(inst);
        }
    }

    fn set(&mut self, at: usize, inst: Inst) {
        if let Some(place) = self.code.get_mut(at) {
            *place = inst;
        }
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
                if self.named_groups.contains_key(&name) {
                    return self.fail(name_start, RegexErrorKind::DuplicateGroupName);
                }
                let group = self.open_capture(start)?;
                self.names.push((name.clone(), group));
                self.named_groups.insert(name, group);
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

    /// The quantifier that follows, if any: how often at least and at most, and whether as often as possible.
    fn quantifier(&mut self) -> Result<Option<(u32, u32, bool)>, Fail> {
        let start = self.at;
        let ((min, max), end) = match self.peek(0) {
            Some(b'*') => ((0, NO_LIMIT), start + 1),
            Some(b'+') => ((1, NO_LIMIT), start + 1),
            Some(b'?') => ((0, 1), start + 1),
            Some(b'{') => match interval(&self.units, start) {
                Some(interval) => interval,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.at = end;
        if min > max {
            return self.fail(start, RegexErrorKind::QuantifierOutOfOrder);
        }
        let greedy = self.peek(0) != Some(b'?');
        if !greedy {
            self.at += 1;
        }
        Ok(Some((min, max, greedy)))
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
            Some(b'k') if self.outline.has_names => {
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
                Ok((Inst::Backreference(self.outline.captures + self.named_references.len()), true))
            }
            Some(b'1'..=b'9') => {
                let number = decimal(&self.units, self.at)
                    .and_then(|(number, end)| Some((usize::try_from(number).ok()?, end)));
                match number {
                    Some((number, end)) if number <= self.outline.captures => {
                        self.at = end;
                        Ok((Inst::Backreference(number), true))
                    }
                    _ => self.character_escape(start),
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
            b'k' if self.outline.has_names => return self.fail(start, RegexErrorKind::InvalidEscape),
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
                return Ok(set.in_order());
            }
            let first = self.class_atom()?;
            if self.peek(0) != Some(b'-') {
                set.add(first.into_set());
                continue;
            }
            self.at += 1;
            match self.peek(0) {
                None => break,
                Some(b']') => {
                    set.add(first.into_set());
                    set.add(Set::of(u16::from(b'-'), u16::from(b'-')));
                    continue;
                }
                Some(_) => {}
            }
            match (first, self.class_atom()?) {
                (Escape::Unit(first), Escape::Unit(last)) if first > last => {
                    return self.fail(from, RegexErrorKind::ClassOutOfOrder);
                }
                (Escape::Unit(first), Escape::Unit(last)) => set.add(Set::of(first, last)),
                (first, last) => {
                    set.add(first.into_set());
                    set.add(Set::of(u16::from(b'-'), u16::from(b'-')));
                    set.add(last.into_set());
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

impl Escape {
    /// The characters that it stands for.
    fn into_set(self) -> Set {
        match self {
            Escape::Unit(unit) => Set::of(unit, unit),
            Escape::Set(set) => set,
        }
    }
}

impl Kind {
    fn is_quantifiable(self) -> bool {
        !matches!(self, Kind::Whole | Kind::Look { behind: true, .. })
    }
}

fn is_one_character(inst: &Inst) -> bool {
    matches!(inst, Inst::Char(_) | Inst::Any | Inst::Set(_))
}

/// How far a jump goes.
fn distance(from: usize, to: usize) -> isize {
    let len = |from: usize, to: usize| isize::try_from(to.saturating_sub(from)).unwrap_or(isize::MAX);
    if from <= to { len(from, to) } else { -len(to, from) }
}
