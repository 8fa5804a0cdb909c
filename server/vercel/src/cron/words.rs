//! A schedule in words.

use super::{Field, Schedule};
use crate::words::joined;

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// More times of day than these are not listed.
const LISTED_TIMES: usize = 4;

impl Schedule {
    /// When it runs, in words: "At 05:00 on every Monday".
    #[must_use]
    pub fn describe(&self) -> String {
        let days = self.days_in_words();
        format!("{}{}{}", self.times(), if days.is_empty() { "" } else { " " }, days)
    }

    fn list(&self, field: Field) -> Vec<u8> {
        self.values(field).collect()
    }

    fn text(&self, field: Field) -> &str {
        let [minute, hour, day, month, weekday] = &self.fields;
        match field {
            Field::Minute => minute,
            Field::Hour => hour,
            Field::DayOfMonth => day,
            Field::Month => month,
            Field::DayOfWeek => weekday,
        }
    }

    /// The step of a field written `*/n`.
    fn step(&self, field: Field) -> Option<u8> {
        self.text(field).strip_prefix("*/")?.parse().ok().filter(|step| *step > 1)
    }

    /// The same, where the values are as far apart from one hour or day to the next as within it: 45 minutes are not.
    fn even_step(&self, field: Field) -> Option<u8> {
        let values = u8::try_from(field.range().count()).unwrap_or_default();
        self.step(field).filter(|step| values.is_multiple_of(*step))
    }

    fn times(&self) -> String {
        let (minutes, hours) = (self.list(Field::Minute), self.list(Field::Hour));
        if minutes.len() * hours.len() <= LISTED_TIMES {
            let times: Vec<String> = hours
                .iter()
                .flat_map(|hour| minutes.iter().map(move |minute| format!("{hour:02}:{minute:02}")))
                .collect();
            return format!("At {}", joined(&times, "and"));
        }
        let minute = match (minutes.as_slice(), self.even_step(Field::Minute)) {
            _ if self.is_any(Field::Minute) => "Every minute".to_owned(),
            (_, Some(step)) => format!("Every {step} minutes"),
            ([minute], None) => format!("At minute {minute}"),
            (minutes, None) => format!("At minutes {}", numbers(minutes)),
        };
        if self.is_any(Field::Hour) {
            return match minutes.as_slice() {
                [0] => "Every hour".to_owned(),
                _ if minute.starts_with("Every") => minute,
                _ => format!("{minute} of every hour"),
            };
        }
        match (minutes.as_slice(), self.even_step(Field::Hour)) {
            ([0], Some(step)) => format!("Every {step} hours"),
            (_, Some(step)) => format!("{minute} of every {} hour", ordinal(step)),
            _ => match hours.as_slice() {
                [hour] => format!("{minute} from {hour:02}:00 to {hour:02}:59"),
                hours if minute.starts_with("Every") && is_run(hours) => {
                    let (first, last) = (hours.first().unwrap_or(&0), hours.last().unwrap_or(&0));
                    format!("{minute} from {first:02}:00 to {last:02}:59")
                }
                hours => format!("{minute} of hours {}", numbers(hours)),
            },
        }
    }

    fn days_in_words(&self) -> String {
        let names = |values: Vec<u8>, names: &[&str], first: u8| -> Vec<String> {
            values
                .iter()
                .filter_map(|value| names.get(usize::from(value - first)))
                .map(|name| (*name).to_owned())
                .collect()
        };
        let months = self.list(Field::Month);
        let every_month = self.is_any(Field::Month);
        let month_names = if is_run(&months) && months.len() > 2 {
            let all = names(months.clone(), &MONTHS, 1);
            format!(
                "{} to {}",
                all.first().cloned().unwrap_or_default(),
                all.last().cloned().unwrap_or_default()
            )
        } else {
            joined(&names(months, &MONTHS, 1), "and")
        };
        if !self.is_any(Field::DayOfWeek) {
            let days = self.list(Field::DayOfWeek);
            let all = names(days.clone(), &WEEKDAYS, 0);
            let on = if is_run(&days) && days.len() > 2 {
                format!(
                    "from {} to {}",
                    all.first().cloned().unwrap_or_default(),
                    all.last().cloned().unwrap_or_default()
                )
            } else {
                format!("on every {}", joined(&all, "and"))
            };
            return if every_month { on } else { format!("{on} in {month_names}") };
        }
        if !self.is_any(Field::DayOfMonth) {
            let days = self.list(Field::DayOfMonth);
            let of = if every_month { "every month".to_owned() } else { month_names };
            return match (days.as_slice(), self.step(Field::DayOfMonth)) {
                (_, Some(step)) => format!("on every {} day of {of}, from day 1", ordinal(step)),
                ([day], None) => format!("on day {day} of {of}"),
                (days, None) => format!("on days {} of {of}", numbers(days)),
            };
        }
        let often = self.runs_per_day() > LISTED_TIMES;
        match (every_month, often) {
            (true, true) => String::new(),
            (true, false) => "every day".to_owned(),
            (false, true) => format!("in {month_names}"),
            (false, false) => format!("on every day in {month_names}"),
        }
    }
}

fn is_run(values: &[u8]) -> bool {
    values.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1))
}

/// `1, 2 and 5`, or `1 to 5`.
fn numbers(values: &[u8]) -> String {
    match values {
        [first, .., last] if values.len() > 2 && is_run(values) => format!("{first} to {last}"),
        _ => joined(&values.iter().map(u8::to_string).collect::<Vec<_>>(), "and"),
    }
}

fn ordinal(number: u8) -> String {
    let ending = match (number % 10, number % 100) {
        (1, last) if last != 11 => "st",
        (2, last) if last != 12 => "nd",
        (3, last) if last != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use crate::cron::parse;

    #[test]
    fn in_words() {
        for (expression, words) in [
            ("0 5 * * 1", "At 05:00 on every Monday"),
            ("0 5 * * *", "At 05:00 every day"),
            ("30 8,20 * * *", "At 08:30 and 20:30 every day"),
            ("* * * * *", "Every minute"),
            ("*/5 * * * *", "Every 5 minutes"),
            ("0 * * * *", "Every hour"),
            ("15 * * * *", "At minute 15 of every hour"),
            ("0,30 * * * *", "At minutes 0 and 30 of every hour"),
            ("0 */2 * * *", "Every 2 hours"),
            ("10 */3 * * *", "At minute 10 of every 3rd hour"),
            ("*/45 * * * *", "At minutes 0 and 45 of every hour"),
            ("0 */5 * * *", "At minute 0 of hours 0, 5, 10, 15 and 20"),
            ("*/10 9-17 * * 1-5", "Every 10 minutes from 09:00 to 17:59 from Monday to Friday"),
            ("0 9-17 * * *", "At minute 0 of hours 9 to 17"),
            ("0 0 1 * *", "At 00:00 on day 1 of every month"),
            ("0 0 1,15 * *", "At 00:00 on days 1 and 15 of every month"),
            ("0 0 1 1 *", "At 00:00 on day 1 of January"),
            ("0 0 */2 * *", "At 00:00 on every 2nd day of every month, from day 1"),
            ("0 0 * 6-8 *", "At 00:00 on every day in June to August"),
            ("0 0 * * 0,6", "At 00:00 on every Sunday and Saturday"),
            ("* 3 * * *", "Every minute from 03:00 to 03:59"),
            ("0 12 * 1 1", "At 12:00 on every Monday in January"),
        ] {
            assert_eq!(parse(expression).unwrap().describe(), words, "{expression}");
        }
    }
}
