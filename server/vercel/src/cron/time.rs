//! When a schedule runs: the civil calendar in UTC, without a clock.

use super::{Field, Schedule};

const MINUTES_PER_DAY: i64 = 24 * 60;

/// A minute in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Minutes since 1970-01-01 00:00.
    minutes: i64,
}

impl Moment {
    /// The minute that holds an instant, given in seconds since 1970.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Moment {
        Moment { minutes: seconds.div_euclid(60) }
    }

    /// A minute by its date and time; the parts have to be those of a real date.
    #[must_use]
    pub fn new(year: i64, month: u8, day: u8, hour: u8, minute: u8) -> Moment {
        let days = days_from_date(year, month, day);
        Moment { minutes: days * MINUTES_PER_DAY + i64::from(hour) * 60 + i64::from(minute) }
    }

    /// Seconds since 1970 at which it begins.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.minutes * 60
    }

    fn days(self) -> i64 {
        self.minutes.div_euclid(MINUTES_PER_DAY)
    }

    /// Year, month and day of the month.
    #[must_use]
    pub fn date(self) -> (i64, u8, u8) {
        date_from_days(self.days())
    }

    /// Hour and minute.
    #[must_use]
    pub fn time(self) -> (u8, u8) {
        let minute = self.minutes.rem_euclid(MINUTES_PER_DAY);
        (byte(minute / 60), byte(minute % 60))
    }

    /// The day of the week, 0 for Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        byte((self.days() + 4).rem_euclid(7))
    }
}

impl std::fmt::Display for Moment {
    /// `2026-11-22 05:00`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((year, month, day), (hour, minute)) = (self.date(), self.time());
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
    }
}

impl Schedule {
    /// The next `count` runs after a minute, that minute itself left out.
    #[must_use]
    pub fn next_runs(&self, after: Moment, count: usize) -> Vec<Moment> {
        let mut runs = Vec::with_capacity(count);
        let mut last = after;
        while runs.len() < count {
            let Some(run) = self.next_run(last) else { break };
            runs.push(run);
            last = run;
        }
        runs
    }

    /// The next run after a minute.
    #[must_use]
    pub fn next_run(&self, after: Moment) -> Option<Moment> {
        // 29 February can be eight years away.
        const DAYS: i64 = 8 * 366 + 1;
        let start = Moment { minutes: after.minutes + 1 };
        let (hour, minute) = start.time();
        let first_day = start.days();
        (first_day..first_day + DAYS).find_map(|day| {
            let midnight = Moment { minutes: day * MINUTES_PER_DAY };
            let (_, month, day_of_month) = midnight.date();
            let allowed = |field, value: u8| self.bits(field) & (1 << value) != 0;
            if !allowed(Field::Month, month)
                || !allowed(Field::DayOfMonth, day_of_month)
                || !allowed(Field::DayOfWeek, midnight.weekday())
            {
                return None;
            }
            let earliest = if day == first_day { (hour, minute) } else { (0, 0) };
            let (hour, minute) = self
                .values(Field::Hour)
                .filter(|hour| *hour >= earliest.0)
                .flat_map(|hour| self.values(Field::Minute).map(move |minute| (hour, minute)))
                .find(|time| *time >= earliest)?;
            Some(Moment { minutes: midnight.minutes + i64::from(hour) * 60 + i64::from(minute) })
        })
    }
}

fn byte(value: i64) -> u8 {
    u8::try_from(value).unwrap_or_default()
}

/// Days since 1970-01-01 of a date of the Gregorian calendar. Years are counted from March, so that the leap day is their last.
fn days_from_date(year: i64, month: u8, day: u8) -> i64 {
    let month = i64::from(month);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn date_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, byte(month), byte(day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cron::parse;

    fn runs(expression: &str, after: Moment, count: usize) -> Vec<String> {
        parse(expression).unwrap().next_runs(after, count).iter().map(Moment::to_string).collect()
    }

    #[test]
    fn the_next_runs() {
        let after = Moment::new(2026, 11, 22, 5, 0);
        assert_eq!(runs("0 5 * * 1", after, 2), ["2026-11-23 05:00", "2026-11-30 05:00"]);
        assert_eq!(runs("0 5 * * *", after, 1), ["2026-11-23 05:00"], "not the minute itself");
        assert_eq!(
            runs("*/20 * * * *", after, 3),
            ["2026-11-22 05:20", "2026-11-22 05:40", "2026-11-22 06:00"]
        );
        assert_eq!(runs("0 0 31 * *", after, 2), ["2026-12-31 00:00", "2027-01-31 00:00"]);
        assert_eq!(runs("30 6 29 2 *", after, 2), ["2028-02-29 06:30", "2032-02-29 06:30"]);
        assert_eq!(
            runs("0 0 29 2 *", Moment::new(2096, 3, 1, 0, 0), 1),
            ["2104-02-29 00:00"],
            "2100 is no leap year"
        );
    }

    #[test]
    fn dates() {
        assert_eq!(Moment::from_unix_seconds(0).to_string(), "1970-01-01 00:00");
        assert_eq!(Moment::from_unix_seconds(-1).to_string(), "1969-12-31 23:59");
        assert_eq!(Moment::from_unix_seconds(1_700_000_000).to_string(), "2023-11-14 22:13");
        assert_eq!(Moment::from_unix_seconds(0).weekday(), 4);
        for day in -200_000..200_000 {
            let (year, month, date) = date_from_days(day);
            assert_eq!(days_from_date(year, month, date), day);
        }
    }

    fn field(range: std::ops::RangeInclusive<u8>) -> impl Strategy<Value = String> {
        let value = range.clone();
        let (low, high) = (*range.start(), *range.end());
        prop_oneof![
            3 => Just("*".to_owned()),
            2 => value.clone().prop_map(|value| value.to_string()),
            1 => (value.clone(), value.clone()).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
            1 => (value.clone(), value.clone()).prop_map(|(a, b)| format!("{a},{b}")),
            1 => (1..=high).prop_map(|step| format!("*/{step}")),
            1 => (value, 1..=high).prop_map(move |(from, step)| format!("{}-{high}/{step}", from.max(low))),
        ]
    }

    fn expression() -> impl Strategy<Value = String> {
        let days = prop_oneof![
            field(1..=31).prop_map(|day| (day, "*".to_owned())),
            field(0..=6).prop_map(|day| ("*".to_owned(), day)),
        ];
        (field(0..=59), field(0..=23), days, field(1..=12)).prop_map(
            |(minute, hour, (day, weekday), month)| format!("{minute} {hour} {day} {month} {weekday}"),
        )
    }

    /// What a field allows, read in the plainest way.
    fn allows(field: &str, value: u8, low: u8, high: u8) -> bool {
        field.split(',').any(|item| {
            let (base, step) =
                item.split_once('/').map_or((item, 1), |(base, step)| (base, step.parse().unwrap()));
            let (from, to) = match base.split_once('-') {
                Some((from, to)) => (from.parse().unwrap(), to.parse().unwrap()),
                None if base == "*" => (low, high),
                None => (base.parse().unwrap(), base.parse().unwrap()),
            };
            (from..=to).contains(&value) && (value - from).is_multiple_of(step)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

        /// Goes through the minutes one by one for 40 days.
        #[test]
        fn equals_a_search_minute_by_minute(expression in expression(), start in 0i64..4_000_000_000) {
            let Ok(schedule) = parse(&expression) else { return Ok(()) };
            let fields: Vec<&str> = expression.split(' ').collect();
            let after = Moment::from_unix_seconds(start);
            let found = (1..40 * MINUTES_PER_DAY).map(|ahead| Moment { minutes: after.minutes + ahead }).find(|moment| {
                let ((_, month, day), (hour, minute)) = (moment.date(), moment.time());
                allows(fields[0], minute, 0, 59)
                    && allows(fields[1], hour, 0, 23)
                    && allows(fields[2], day, 1, 31)
                    && allows(fields[3], month, 1, 12)
                    && allows(fields[4], moment.weekday(), 0, 6)
            });
            let next = schedule.next_run(after);
            match found {
                Some(found) => prop_assert_eq!(next, Some(found)),
                None => prop_assert!(next.is_none_or(|next| next.minutes >= after.minutes + 40 * MINUTES_PER_DAY)),
            }
        }
    }
}
