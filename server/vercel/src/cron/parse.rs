//! Reads an expression field by field.

use std::ops::{Range, RangeInclusive};

use super::Schedule;

/// A field, in the order of the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// 0 to 59
    Minute,
    /// 0 to 23
    Hour,
    /// 1 to 31
    DayOfMonth,
    /// 1 to 12
    Month,
    /// 0 (Sunday) to 6
    DayOfWeek,
}

impl Field {
    /// Every field, in order.
    pub const ALL: [Field; 5] =
        [Field::Minute, Field::Hour, Field::DayOfMonth, Field::Month, Field::DayOfWeek];

    /// The values that it can have.
    #[must_use]
    pub fn range(self) -> RangeInclusive<u8> {
        match self {
            Field::Minute => 0..=59,
            Field::Hour => 0..=23,
            Field::DayOfMonth => 1..=31,
            Field::Month => 1..=12,
            Field::DayOfWeek => 0..=6,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Field::Minute => "minute",
            Field::Hour => "hour",
            Field::DayOfMonth => "day of the month",
            Field::Month => "month",
            Field::DayOfWeek => "day of the week",
        }
    }

    /// The names that other crons know, from the field's first value on.
    fn names(self) -> &'static [&'static str] {
        match self {
            Field::Month => {
                &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            }
            Field::DayOfWeek => &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
            _ => &[],
        }
    }
}

/// Something that Vercel rejects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Its bytes in the expression.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: MistakeKind,
    /// What to put there instead, if that is certain.
    pub replacement: Option<String>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MistakeKind {
    /// Not five fields, but so many.
    FieldCount(usize),
    /// `@daily` and the like.
    Shorthand,
    /// A name for a month or a day.
    Name(Field),
    /// `?`, `L`, `W`, `#` and whatever else is no number.
    Unreadable(Field),
    /// A number that the field can't have.
    OutOfRange(Field),
    /// `5-2`
    ReversedRange(Field),
    /// A step of zero.
    ZeroStep(Field),
    /// Nothing between two commas.
    EmptyItem(Field),
    /// A day of the month and a day of the week.
    BothDays,
    /// No month has such a day.
    Never,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let limits = |field: Field| format!("{} to {}", field.range().start(), field.range().end());
        match &self.kind {
            MistakeKind::FieldCount(6) => f.write_str(
                "A schedule has five fields, but this has six. Seconds and years aren't supported",
            ),
            MistakeKind::FieldCount(count) => {
                write!(
                    f,
                    "A schedule has five fields (minute, hour, day of the month, month, day of the week), but this has {count}"
                )
            }
            MistakeKind::Shorthand => {
                f.write_str("Schedules have five fields, and no shorthands such as `@daily`")
            }
            MistakeKind::Name(field) => write!(
                f,
                "Names of days or months aren't supported in cron expressions. The {} must be a number from {}",
                field.name(),
                limits(*field)
            ),
            MistakeKind::Unreadable(field) => write!(
                f,
                "The {} must be a number from {}, a list (`1,2`), a range (`1-3`), a step (`*/2`) or `*`",
                field.name(),
                limits(*field)
            ),
            MistakeKind::OutOfRange(Field::DayOfWeek) => {
                f.write_str("The day of the week must be from 0 (Sunday) to 6 (Saturday)")
            }
            MistakeKind::OutOfRange(field) => {
                write!(f, "The {} must be from {}", field.name(), limits(*field))
            }
            MistakeKind::ReversedRange(_) => f.write_str("This range ends before it starts"),
            MistakeKind::ZeroStep(_) => f.write_str("A step must be at least 1"),
            MistakeKind::EmptyItem(field) => {
                write!(f, "A value for the {} is missing from this list", field.name())
            }
            MistakeKind::BothDays => f.write_str(
                "The day of the month and the day of the week can't both be set. Set one of them to `*`",
            ),
            MistakeKind::Never => {
                f.write_str("This schedule never runs, because none of these months has that day")
            }
        }
    }
}

/// Reads an expression.
///
/// # Errors
/// Everything that Vercel rejects in it.
pub fn parse(expression: &str) -> Result<Schedule, Vec<Mistake>> {
    let fields = split(expression);
    let whole = || {
        fields.first().map_or(0, |field| field.start)
            ..fields.last().map_or(expression.len(), |field| field.end)
    };
    if let [field] = fields.as_slice()
        && let Some(shorthand) = expression.get(field.clone()).filter(|text| text.starts_with('@'))
    {
        let replacement = match shorthand.to_ascii_lowercase().as_str() {
            "@yearly" | "@annually" => Some("0 0 1 1 *"),
            "@monthly" => Some("0 0 1 * *"),
            "@weekly" => Some("0 0 * * 0"),
            "@daily" | "@midnight" => Some("0 0 * * *"),
            "@hourly" => Some("0 * * * *"),
            _ => None,
        };
        let replacement = replacement.map(str::to_owned);
        return Err(vec![Mistake { range: field.clone(), kind: MistakeKind::Shorthand, replacement }]);
    }
    if fields.len() != 5 {
        return Err(vec![Mistake {
            range: whole(),
            kind: MistakeKind::FieldCount(fields.len()),
            replacement: five_of(expression, &fields),
        }]);
    }
    let mut mistakes = Vec::new();
    let bits: Vec<u64> = Field::ALL
        .into_iter()
        .zip(&fields)
        .map(|(field, range)| read_field(field, expression, range.clone(), &mut mistakes))
        .collect();
    let text =
        |index: usize| fields.get(index).and_then(|range| expression.get(range.clone())).unwrap_or_default();
    if text(2) != "*" && text(4) != "*" {
        let range = fields.get(4).cloned().unwrap_or_default();
        mistakes.push(Mistake { range, kind: MistakeKind::BothDays, replacement: None });
    }
    let (&[minutes, hours, days, months, weekdays], true) = (bits.as_slice(), mistakes.is_empty()) else {
        return Err(mistakes);
    };
    let schedule = Schedule {
        minutes,
        hours,
        days,
        months,
        weekdays,
        fields: std::array::from_fn(|index| text(index).to_owned()),
    };
    let longest = schedule
        .values(Field::Month)
        .map(|month| if month == 2 { 29 } else { 30 + (month + month / 8) % 2 })
        .max();
    if schedule.values(Field::DayOfMonth).next() > longest {
        let range = fields.get(2).cloned().unwrap_or_default();
        return Err(vec![Mistake { range, kind: MistakeKind::Never, replacement: None }]);
    }
    Ok(schedule)
}

/// The ranges of the fields.
fn split(expression: &str) -> Vec<Range<usize>> {
    let mut fields: Vec<Range<usize>> = Vec::new();
    for (offset, char) in expression.char_indices().filter(|(_, char)| !char.is_whitespace()) {
        let end = offset + char.len_utf8();
        match fields.last_mut() {
            Some(last) if last.end == offset => last.end = end,
            _ => fields.push(offset..end),
        }
    }
    fields
}

/// Six fields are five with seconds before them, if those are `0` or `*` would mean nothing else.
fn five_of(expression: &str, fields: &[Range<usize>]) -> Option<String> {
    let [first, rest @ ..] = fields else { return None };
    let last = rest.last()?;
    let five = expression.get(rest.first()?.start..last.end)?;
    let seconds = expression.get(first.clone())?;
    let surely = fields.len() == 6 && matches!(seconds, "0" | "00") && parse(five).is_ok();
    surely.then(|| five.to_owned())
}

fn read_field(field: Field, expression: &str, range: Range<usize>, mistakes: &mut Vec<Mistake>) -> u64 {
    let text = expression.get(range.clone()).unwrap_or_default();
    let mut bits = 0;
    let mut start = range.start;
    let before = mistakes.len();
    for item in text.split(',') {
        let place = start..start + item.len();
        start = place.end + 1;
        match read_item(field, item) {
            Ok(values) => bits |= values,
            Err(fails) => mistakes.extend(fails.into_iter().map(|(part, kind, replacement)| {
                // Nothing between two commas has no width: the commas of the field are shown.
                let shown = if part.is_empty() {
                    let before = usize::from(place.start > range.start);
                    place.start - before..place.end + usize::from(place.end < range.end)
                } else {
                    place.start + part.start..place.start + part.end
                };
                Mistake { range: shown, kind, replacement }
            })),
        }
    }
    let of_field = mistakes.split_off(before);
    mistakes.extend(join_names(field, expression, of_field));
    bits
}

/// Takes the names of a field together, as `MON-FRI` is one mistake; the fix puts numbers for all of them, if that makes a field.
fn join_names(field: Field, expression: &str, mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let (names, mut others): (Vec<Mistake>, Vec<Mistake>) =
        mistakes.into_iter().partition(|it| it.kind == MistakeKind::Name(field));
    let [first, .., last] = &names[..] else {
        others.extend(names);
        return others;
    };
    let range = first.range.start..last.range.end;
    let mut replacement = String::new();
    let mut end = range.start;
    for name in &names {
        replacement.push_str(expression.get(end..name.range.start).unwrap_or_default());
        replacement.push_str(name.replacement.as_deref().unwrap_or_default());
        end = name.range.end;
    }
    let mut left = Vec::new();
    read_field(field, &replacement, 0..replacement.len(), &mut left);
    let replacement = left.is_empty().then_some(replacement);
    others.push(Mistake { range, kind: MistakeKind::Name(field), replacement });
    others
}

type Fail = (Range<usize>, MistakeKind, Option<String>);

/// One item of a list: `*`, `1`, `1-3`, each perhaps with a step.
fn read_item(field: Field, item: &str) -> Result<u64, Vec<Fail>> {
    let whole = 0..item.len();
    if item.is_empty() {
        return Err(vec![(whole, MistakeKind::EmptyItem(field), None)]);
    }
    let names = field.names();
    let (first_value, last_value) = (u32::from(*field.range().start()), u32::from(*field.range().end()));
    let (base, step) = match item.split_once('/') {
        Some((base, step)) => (base, Some(step)),
        None => (item, None),
    };
    let number = |text: &str, at: usize| -> Result<u32, Fail> {
        let place = at..at + text.len();
        if text.is_empty() {
            return Err((whole.clone(), MistakeKind::Unreadable(field), None));
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map_err(|_| (place, MistakeKind::OutOfRange(field), None));
        }
        let lower = text.to_ascii_lowercase();
        match names.iter().position(|name| lower.starts_with(name) && lower.len() <= 9) {
            Some(index) => {
                let value = first_value + u32::try_from(index).unwrap_or_default();
                Err((place, MistakeKind::Name(field), Some(value.to_string())))
            }
            None => Err((
                place,
                MistakeKind::Unreadable(field),
                if text == "?" { Some("*".to_owned()) } else { None },
            )),
        }
    };
    let in_range = |value: u32, at: Range<usize>| -> Result<u32, Fail> {
        if (first_value..=last_value).contains(&value) {
            return Ok(value);
        }
        let sunday = field == Field::DayOfWeek && value == 7 && item.len() == 1;
        Err((at, MistakeKind::OutOfRange(field), sunday.then(|| "0".to_owned())))
    };
    let step = match step {
        None => None,
        Some(text) => {
            let at = base.len() + 1;
            let place = at..item.len();
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(vec![(place, MistakeKind::Unreadable(field), None)]);
            }
            match text.parse::<u32>() {
                Ok(0) => return Err(vec![(place, MistakeKind::ZeroStep(field), Some("1".to_owned()))]),
                Ok(step) if step <= last_value => Some(step),
                _ => return Err(vec![(place, MistakeKind::OutOfRange(field), None)]),
            }
        }
    };
    let (from, to) = if base == "*" {
        (first_value, last_value)
    } else if let Some((from, to)) = base.split_once('-') {
        let low = number(from, 0).and_then(|value| in_range(value, 0..from.len()));
        let at = from.len() + 1;
        let high = number(to, at).and_then(|value| in_range(value, at..base.len()));
        match (low, high) {
            (Ok(low), Ok(high)) if low > high => {
                return Err(vec![(0..base.len(), MistakeKind::ReversedRange(field), None)]);
            }
            (Ok(low), Ok(high)) => (low, high),
            (low, high) => return Err(low.err().into_iter().chain(high.err()).collect()),
        }
    } else {
        let value =
            number(base, 0).and_then(|value| in_range(value, 0..base.len())).map_err(|fail| vec![fail])?;
        (value, if step.is_some() { last_value } else { value })
    };
    let step = usize::try_from(step.unwrap_or(1)).unwrap_or(1);
    Ok((from..=to).step_by(step).fold(0, |bits, value| bits | 1 << value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first mistake: what it shows, and what it puts there.
    #[track_caller]
    fn fails(expression: &str, shown: &str, kind: &MistakeKind, replacement: Option<&str>) {
        let mistakes = parse(expression).unwrap_err();
        let mistake = &mistakes[0];
        assert_eq!((&expression[mistake.range.clone()], &mistake.kind), (shown, kind), "{expression}");
        assert_eq!(mistake.replacement.as_deref(), replacement, "{expression}");
    }

    #[test]
    fn mistakes_have_their_place() {
        use Field::*;
        use MistakeKind::*;
        fails("0 0 * * MON", "MON", &Name(DayOfWeek), Some("1"));
        fails("0 9 * * MON-FRI", "MON-FRI", &Name(DayOfWeek), Some("1-5"));
        fails("0 9 * * mon,3,Friday", "mon,3,Friday", &Name(DayOfWeek), Some("1,3,5"));
        fails("0 9 * * FRI-MON", "FRI-MON", &Name(DayOfWeek), None);
        fails("0 0 1 January *", "January", &Name(Month), Some("1"));
        fails("0 0 * * 7", "7", &OutOfRange(DayOfWeek), Some("0"));
        fails("60 0 * * *", "60", &OutOfRange(Minute), None);
        fails("0 5,24 * * *", "24", &OutOfRange(Hour), None);
        fails("0 0 0 * *", "0", &OutOfRange(DayOfMonth), None);
        fails("0 0 1 * 1", "1", &BothDays, None);
        fails("0 0 */2 * 1", "1", &BothDays, None);
        fails("0 0 ? * 1", "?", &Unreadable(DayOfMonth), Some("*"));
        fails("0 0 L * *", "L", &Unreadable(DayOfMonth), None);
        fails("0 9-5 * * *", "9-5", &ReversedRange(Hour), None);
        fails("*/0 0 * * *", "0", &ZeroStep(Minute), Some("1"));
        fails("1,,2 0 * * *", ",,", &EmptyItem(Minute), None);
        fails(",1 0 * * *", ",", &EmptyItem(Minute), None);
        fails("0\u{2028}4, * * *", ",", &EmptyItem(Hour), None);
        fails("0 0 * * * *", "0 0 * * * *", &FieldCount(6), Some("0 * * * *"));
        fails("* * * * * *", "* * * * * *", &FieldCount(6), None);
        fails(" 0 0 * *", "0 0 * *", &FieldCount(4), None);
        fails("@daily", "@daily", &Shorthand, Some("0 0 * * *"));
        fails("0 0 30 2 *", "30", &Never, None);
        fails("0 0 31 4,6,9,11 *", "31", &Never, None);
    }

    #[test]
    fn what_is_right() {
        for expression in [
            "* * * * *",
            "*/15 0-6,12 * * 1-5",
            "5/10 0 1,15 */3 *",
            "0  5 * * *",
            "0 0 29 2 *",
            "0 0 31 1-4 *",
            "00 05 * * *",
        ] {
            assert!(parse(expression).is_ok(), "{expression}: {:?}", parse(expression));
        }
        let minutes = |expression: &str| parse(expression).unwrap().values(Field::Minute).collect::<Vec<_>>();
        assert_eq!(minutes("10-30/10 0 * * *"), [10, 20, 30]);
        assert_eq!(minutes("50/5 0 * * *"), [50, 55]);
    }

    #[test]
    fn several_mistakes_are_told_at_once() {
        assert_eq!(parse("60 24 32 13 MON").unwrap_err().len(), 6);
        assert_eq!(parse("0 9 * * MON-FRI").unwrap_err().len(), 1);
    }
}
