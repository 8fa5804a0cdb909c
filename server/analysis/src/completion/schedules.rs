//! Cron schedules that people write.

/// Expressions with their meaning, the daily ones first: every plan takes them.
pub(super) const COMMON: &[(&str, &str)] = &[
    ("0 0 * * *", "every day at midnight"),
    ("0 5 * * *", "every day at 05:00"),
    ("0 9 * * *", "every day at 09:00"),
    ("0 9 * * 1-5", "every working day at 09:00"),
    ("0 0 * * 0", "every Sunday at midnight"),
    ("0 9 * * 1", "every Monday at 09:00"),
    ("0 0 1 * *", "on the first of every month"),
    ("0 0 1 1 *", "on the first of January"),
    ("0 * * * *", "every hour"),
    ("0 */6 * * *", "every six hours"),
    ("0 */12 * * *", "every twelve hours"),
    ("*/30 * * * *", "every 30 minutes"),
    ("*/15 * * * *", "every 15 minutes"),
    ("*/5 * * * *", "every five minutes"),
    ("* * * * *", "every minute"),
];
