//! Cron schedules that people write.

use super::item::{CompletionKind, Rank, Writer};
use svc_vercel::cron;

/// The daily ones first: every plan takes them.
const COMMON: &[&str] = &[
    "0 0 * * *",
    "0 5 * * *",
    "0 9 * * *",
    "0 9 * * 1-5",
    "0 0 * * 0",
    "0 9 * * 1",
    "0 0 1 * *",
    "0 0 1 1 *",
    "0 * * * *",
    "0 */6 * * *",
    "0 */12 * * *",
    "*/30 * * * *",
    "*/15 * * * *",
    "*/5 * * * *",
    "* * * * *",
];

/// Adds them, each with what it means.
pub(super) fn common(writer: &mut Writer<'_>) {
    for expression in COMMON {
        if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, expression)
            && let Ok(schedule) = cron::parse(expression)
        {
            item.description(schedule.describe());
        }
    }
}
