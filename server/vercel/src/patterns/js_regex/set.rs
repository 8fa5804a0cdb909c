//! Characters, as ranges of UTF-16 units.

/// The characters of a class.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Set {
    /// In order, none touching another, once the class is whole.
    pub(super) ranges: Vec<(u16, u16)>,
    /// Whether it is all the others.
    pub(super) negated: bool,
}

impl Set {
    /// The characters from one to another.
    pub(super) fn of(first: u16, last: u16) -> Set {
        Set { ranges: vec![(first, last)], negated: false }
    }

    /// Whether a character is in the ranges.
    pub(super) fn has(&self, unit: u16) -> bool {
        let after = self.ranges.partition_point(|&(first, _)| first <= unit);
        after.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|&(_, last)| unit <= last)
    }

    /// Adds characters to the ranges.
    pub(super) fn add(&mut self, other: Set) {
        self.ranges.extend(if other.negated { complement(other.ranges) } else { other.ranges });
    }

    /// The same with its ranges in order.
    pub(super) fn in_order(self) -> Set {
        Set { ranges: merged(self.ranges), negated: self.negated }
    }
}

/// The same ranges in order, those that touch as one.
fn merged(mut ranges: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, last| {
        let touches = next.0 <= last.1.saturating_add(1);
        if touches {
            last.1 = last.1.max(next.1);
        }
        touches
    });
    ranges
}

/// All characters that aren't in these ranges.
fn complement(ranges: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    let mut next = Some(0u16);
    let mut out = Vec::new();
    for (first, last) in merged(ranges) {
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

/// `\d` or `\D`
pub(super) fn digits(negated: bool) -> Set {
    Set { ranges: vec![(0x30, 0x39)], negated }
}

/// `\w` or `\W`
pub(super) fn word(negated: bool) -> Set {
    Set { ranges: vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)], negated }
}

/// `\s` or `\S`
pub(super) fn spaces(negated: bool) -> Set {
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
