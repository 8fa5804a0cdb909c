//! Requests that let the end-to-end tests see and provoke what a client can't. Debug builds only.

use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use super::guard::requested_file;
use super::server::{Server, on_file};

/// A document that has this text, or an edit that inserts it, panics.
pub const PANICKING_TEXT: &str = "svc-lsp-test: panic";

impl Server {
    /// The text, version and revision of the requested file.
    pub async fn test_text(&self, _: Value) -> Result<Value> {
        Ok(requested_file().map_or(Value::Null, |file| {
            json!({ "text": file.snapshot.text.to_string(), "version": file.version, "revision": file.revision })
        }))
    }

    /// Panics while the answer is awaited, or in the work on the file.
    #[expect(clippy::panic, reason = "that is what it is for")]
    pub async fn test_panic(&self, params: Value) -> Result<Option<Value>> {
        if params.get("inWork").is_none() {
            panic!("as the test wishes");
        }
        on_file(|_| panic!("as the test wishes")).await
    }

    /// Answers after some milliseconds of work.
    pub async fn test_work(&self, params: Value) -> Result<Option<Value>> {
        let time =
            Duration::from_millis(params.get("milliseconds").and_then(Value::as_u64).unwrap_or_default());
        on_file(move |_| {
            std::thread::sleep(time);
            Value::Bool(true)
        })
        .await
    }
}
