//! Tasks and time: Tokio's, or the event loop's of a browser.

pub use running::{Instant, seconds_since_1970, sleep, spawn, spawn_blocking};

/// Work on another thread panicked.
#[derive(Debug, thiserror::Error)]
#[error("it panicked")]
pub struct Panicked;

#[cfg(not(target_family = "wasm"))]
mod running {
    use std::time::{Duration, SystemTime};

    pub use std::time::Instant;

    use super::Panicked;

    /// Runs a task.
    pub fn spawn(task: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(task);
    }

    /// Works on a thread that may wait.
    pub fn spawn_blocking<T: Send + 'static>(
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = Result<T, Panicked>> {
        let task = tokio::task::spawn_blocking(work);
        async { task.await.map_err(|_| Panicked) }
    }

    /// Waits.
    pub async fn sleep(duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    /// Seconds since 1970.
    pub fn seconds_since_1970() -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or_default()
    }
}

#[cfg(target_family = "wasm")]
mod running {
    use std::time::Duration;

    pub use web_time::Instant;
    use web_time::SystemTime;

    use super::Panicked;

    /// Runs a task.
    pub fn spawn(task: impl Future<Output = ()> + 'static) {
        wasm_bindgen_futures::spawn_local(task);
    }

    /// Works right here: there is one thread, and a panic ends it.
    pub fn spawn_blocking<T>(work: impl FnOnce() -> T) -> impl Future<Output = Result<T, Panicked>> {
        std::future::ready(Ok(work()))
    }

    /// Waits.
    pub async fn sleep(duration: Duration) {
        let (send, receive) = tokio::sync::oneshot::channel();
        let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
        gloo_timers::callback::Timeout::new(milliseconds, || _ = send.send(())).forget();
        let _ = receive.await;
    }

    /// Seconds since 1970.
    pub fn seconds_since_1970() -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or_default()
    }
}
