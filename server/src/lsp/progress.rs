//! Work that takes a while is shown to the client.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tower_lsp::ls_types::ProgressToken;

use super::session::Session;
use super::task;

/// How long work may take before it is shown.
const SHOW_AFTER: Duration = Duration::from_millis(500);

static NEXT_TOKEN: AtomicU64 = AtomicU64::new(0);

/// Does the work, and shows progress if it takes longer than [`SHOW_AFTER`].
pub async fn with_progress<T>(session: &Session, title: &str, work: impl Future<Output = T>) -> T {
    tokio::pin!(work);
    tokio::select! {
        // Most work is done at once, and needs no timer.
        biased;
        done = &mut work => return done,
        () = task::sleep(SHOW_AFTER) => {}
    }
    if !session.state().client.shows_progress {
        return work.await;
    }
    let token = ProgressToken::String(format!("svc-lsp/{}", NEXT_TOKEN.fetch_add(1, Ordering::Relaxed)));
    let begin = async {
        session.client.create_work_done_progress(token.clone()).await.ok()?;
        Some(session.client.progress(token, title).begin().await)
    };
    tokio::pin!(begin);
    let progress = tokio::select! {
        done = &mut work => return done,
        progress = &mut begin => progress,
    };
    let done = work.await;
    if let Some(progress) = progress {
        progress.finish().await;
    }
    done
}
