//! Cron expressions as Vercel runs them: five fields of numbers, in UTC.
//!
//! The CLI accepts any text of 9 to 256 characters; the platform rejects what is not understood here.

mod parse;
mod time;
mod words;

pub use parse::{Field, Mistake, MistakeKind, parse};
pub use time::Moment;

/// A schedule: the values that each field allows, as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// The fields as they are written.
    fields: [String; 5],
}

impl Schedule {
    fn bits(&self, field: Field) -> u64 {
        match field {
            Field::Minute => self.minutes,
            Field::Hour => self.hours,
            Field::DayOfMonth => self.days,
            Field::Month => self.months,
            Field::DayOfWeek => self.weekdays,
        }
    }

    /// The values that a field allows, ascending.
    pub fn values(&self, field: Field) -> impl Iterator<Item = u8> + use<> {
        let bits = self.bits(field);
        field.range().filter(move |value| bits & (1 << value) != 0)
    }

    /// Whether a field allows every value.
    #[must_use]
    pub fn is_any(&self, field: Field) -> bool {
        self.values(field).eq(field.range())
    }

    /// How often it runs on a day on which it runs.
    #[must_use]
    pub fn runs_per_day(&self) -> usize {
        self.values(Field::Minute).count() * self.values(Field::Hour).count()
    }
}
