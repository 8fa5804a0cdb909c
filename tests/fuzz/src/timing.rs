//! How long a user would wait: the longest single request of an execution, which makes many.

use std::cell::Cell;
use std::time::Duration;

thread_local! {
    static LONGEST: Cell<Option<(&'static str, Duration)>> = const { Cell::new(None) };
}

/// Runs one request: one feature at one place, one step of the parser, one analysis.
pub fn timed<T>(request: &'static str, run: impl FnOnce() -> T) -> T {
    let before = processor_time();
    let outcome = run();
    let took = processor_time().saturating_sub(before);
    if LONGEST.get().is_none_or(|(_, longest)| took > longest) {
        LONGEST.set(Some((request, took)));
    }
    outcome
}

/// The longest request since this was asked last, by name; none if nothing was timed.
pub fn longest() -> Option<(&'static str, Duration)> {
    LONGEST.take()
}

/// The time that this process has spent on a processor: other processes don't count.
#[cfg(unix)]
#[must_use]
pub fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// The time that has passed.
#[cfg(not(unix))]
#[must_use]
pub fn processor_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}
