//! The editor's process: the server ends with it, even if it leaves the pipes open.

use std::time::Duration;

use super::task;

/// How often it is looked for.
const INTERVAL: Duration = Duration::from_secs(1);

/// Resolves once the process is gone.
///
/// On Linux `/proc` tells. Other systems have no such file, and nothing here may start a process or call the system
/// directly, so there the end of the input alone tells that the editor is gone. The same holds if the process is not
/// visible at the start: the editor then runs outside of the container in which the server runs.
pub fn wait_for_exit(id: u32) -> impl Future<Output = ()> {
    // It may be gone before anyone waits.
    let started = start_time(id);
    async move {
        let Some(started) = started else {
            tracing::debug!(
                "The client's process {id} isn't visible here, so the server stops when its input ends."
            );
            return std::future::pending().await;
        };
        loop {
            task::sleep(INTERVAL).await;
            if start_time(id).as_ref() != Some(&started) {
                tracing::info!("The client's process {id} has ended.");
                return;
            }
        }
    }
}

/// When a living process started, in the kernel's ticks. It tells two processes with the same id apart.
fn start_time(id: u32) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the kernel's file, named by a number")]
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // "id (name) state …": the name may hold spaces and brackets. The state is field 3, the start time field 22.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    (!matches!(state, "Z" | "X")).then(|| fields.nth(18).map(str::to_owned))?
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_living_process_has_a_start_time() {
        assert!(start_time(std::process::id()).is_some_and(|time| time.parse::<u64>().is_ok()));
        assert_eq!(start_time(u32::MAX), None);
    }
}
