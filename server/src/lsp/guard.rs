//! The layer around the protocol's service.
//!
//! Messages reach [`Guard::call`] one after the other, in the order of their arrival. What changes the state is applied
//! right there, before anything is awaited; a request gets the file as it is at that moment, whatever edits arrive before
//! its answer is ready. A panic in a handler becomes an error answer and does not end the server.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::ls_types::Uri;

use super::file::File;
use super::progress;
use super::session::Session;
use super::task::Instant;
use super::{message, uri};
use crate::display::without_links;

tokio::task_local! {
    static FILE: Option<Arc<File>>;
    static WRITTEN: RefCell<Option<String>>;
}

/// The file that the current request is about, as it was when the request arrived; `None` if it is not an open
/// `vercel.json`.
#[must_use]
pub fn requested_file() -> Option<Arc<File>> {
    FILE.try_with(Clone::clone).ok().flatten()
}

/// Answers the current request with JSON that is written already, in place of what its handler returns: a large answer costs a
/// multiple of itself as a tree of values.
pub fn answer_with(json: String) {
    let _ = WRITTEN.try_with(|written| written.replace(Some(json)));
}

/// Applies state changes in arrival order and catches panics.
#[derive(Debug)]
pub struct Guard<S> {
    inner: S,
    session: Arc<Session>,
    shut_down: Arc<AtomicBool>,
}

impl<S> Guard<S> {
    /// Guards a service.
    pub fn new(inner: S, session: Arc<Session>) -> Guard<S> {
        Guard { inner, session, shut_down: Arc::default() }
    }

    /// Whether the client has asked the server to shut down.
    #[cfg(not(target_family = "wasm"))]
    pub fn shut_down(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.shut_down)
    }

    /// The error for a request that the server can't accept in its current state. (The protocol crate checks this only for
    /// methods that it knows, and doesn't answer requests that start with `$/`.)
    fn refusal(&self, method: &str) -> Option<Error> {
        const NOT_INITIALIZED: i64 = -32002;
        if self.shut_down.load(Ordering::SeqCst) {
            Some(Error::invalid_request())
        } else if !self.session.is_initialized() && method != "initialize" {
            let message = "The server isn't initialized. Send `initialize` first.".into();
            Some(Error { code: ErrorCode::ServerError(NOT_INITIALIZED), message, data: None })
        } else if method.starts_with("$/") {
            Some(Error::method_not_found())
        } else {
            None
        }
    }

    /// Takes the client's capabilities out of `initialize`: a single one of a shape that the protocol's types don't know
    /// would otherwise keep the whole server from starting.
    fn read_capabilities(&self, request: Request) -> Request {
        message::edit_params(request, |params| {
            let Some(params) = params else { return };
            self.session.read_capabilities(params);
            self.session.set_trace(params.get("trace"));
            if let Some(capabilities) = params.get_mut("capabilities") {
                *capabilities = Value::Object(serde_json::Map::default());
            }
        })
    }

    /// Applies a message that changes the state; gives back any other.
    fn apply(&self, request: Request) -> Option<Request> {
        let session = &self.session;
        match request.method() {
            "textDocument/didOpen" => with_params(request, |params| session.opened(params)),
            "textDocument/didChange" => with_params(request, |params| session.changed(params)),
            "textDocument/didClose" => with_params(request, |params| session.closed(&params)),
            "textDocument/didSave" => with_params(request, |params| session.saved(&params)),
            "workspace/didChangeWatchedFiles" => {
                with_params(request, |params| session.files_changed(&params));
            }
            "workspace/didChangeWorkspaceFolders" => {
                with_params(request, |params| session.folders_changed(params));
            }
            "workspace/didChangeConfiguration" => {
                with_params(request, |params| session.settings_changed(&params));
            }
            "$/setTrace" => with_params(request, |params: Value| session.set_trace(params.get("value"))),
            "shutdown" => {
                self.shut_down.store(true, Ordering::SeqCst);
                session.pulls.release();
                return Some(without_params(request));
            }
            "exit" => return Some(without_params(request)),
            _ => return Some(request),
        }
        None
    }
}

impl<S> Service<Request> for Guard<S>
where
    S: Service<Request, Response = Option<Response>, Error: Send, Future: Send + 'static>,
{
    /// The JSON of the answer.
    type Response = Option<String>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Option<String>, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let mut request = with_readable_uris(request);
        let (id, method) = (request.id().cloned(), request.method().to_owned());
        if let (Some(id), Some(error)) = (&id, self.refusal(&method)) {
            let answer = Response::from_error(id.clone(), error);
            return async move { Ok(Some(message::json(&answer))) }.boxed();
        }
        if method == "initialize" {
            request = self.read_capabilities(request);
        } else if self.session.is_initialized() {
            request = match catch_unwind(AssertUnwindSafe(|| self.apply(request))) {
                Ok(Some(request)) => request,
                // Sent with an id, a notification is a request, and gets an answer.
                Ok(None) => {
                    let answer = id.map(|id| message::json(&Response::from_ok(id, Value::Null)));
                    return async { Ok(answer) }.boxed();
                }
                Err(_) => {
                    tracing::error!("`{method}` could not be applied.");
                    return async { Ok(internal_error(id)) }.boxed();
                }
            };
        }
        // A command carries the file in its argument.
        let uri = |params: &Value| {
            let places = ["/textDocument/uri", "/arguments/0/uri"];
            places.iter().find_map(|place| params.pointer(place)).cloned()
        };
        let uri = request.params().and_then(uri);
        let uri = uri.and_then(|uri| uri.as_str()?.parse().ok());
        let file = || uri.and_then(|uri: Uri| self.session.state().file(&uri));
        let file = catch_unwind(AssertUnwindSafe(file)).unwrap_or_default();
        let Ok(answer) = catch_unwind(AssertUnwindSafe(|| self.inner.call(request))) else {
            return async { Ok(internal_error(id)) }.boxed();
        };
        let answer = async { answer.await.map(|answer| answer.as_ref().map(sent)) };
        let answer = WRITTEN.scope(RefCell::default(), FILE.scope(file, answer));
        let answer = AssertUnwindSafe(answer).catch_unwind();
        let session = Arc::clone(&self.session);
        let start = Instant::now();
        async move {
            let is_request = id.is_some();
            // It may be held for long, with nothing going on.
            let shown = is_request && method != "workspace/diagnostic";
            let answer = if shown {
                progress::with_progress(&session, "Working on vercel.json", answer).await
            } else {
                answer.await
            };
            let answer = answer.unwrap_or_else(|_| Ok(internal_error(id)));
            if is_request {
                session.trace(|| format!("{method} took {:.1?}.", start.elapsed())).await;
            }
            answer
        }
        .boxed()
    }
}

/// An answer as it is sent.
fn sent(response: &Response) -> String {
    match WRITTEN.try_with(RefCell::take).unwrap_or_default() {
        Some(mut answer) if response.is_ok() => {
            answer.insert_str(0, r#"{"jsonrpc":"2.0","result":"#);
            answer.push_str(&format!(r#","id":{}}}"#, message::json(response.id())));
            answer
        }
        _ => match response.error() {
            // The sentence may quote the request, and editors show it as a notification.
            Some(error) => {
                let error = Error { message: without_links(&error.message).into(), ..error.clone() };
                message::json(&Response::from_error(response.id().clone(), error))
            }
            None => message::json(response),
        },
    }
}

fn internal_error(id: Option<Id>) -> Option<String> {
    Some(message::json(&Response::from_error(id?, super::server::internal_error())))
}

/// Acts on the typed parameters of a notification; logs why if it has none.
fn with_params<T: DeserializeOwned>(request: Request, act: impl FnOnce(T)) {
    let (method, _, params) = request.into_parts();
    match serde_json::from_value(params.unwrap_or_default()) {
        Ok(params) => act(params),
        Err(error) => tracing::warn!("`{method}` could not be read: {error}."),
    }
}

/// The request without parameters: some clients send empty ones where the protocol has none.
fn without_params(request: Request) -> Request {
    message::edit_params(request, |params| *params = None)
}

/// The request with URIs that the protocol's types accept.
fn with_readable_uris(request: Request) -> Request {
    message::edit_params(request, |params| params.iter_mut().for_each(repair_uris))
}

fn repair_uris(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(repair_uris),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if matches!(key.as_str(), "uri" | "rootUri") => {
                        if text.parse::<Uri>().is_err() {
                            *text = uri::repair(text);
                        }
                    }
                    _ => repair_uris(value),
                }
            }
        }
        _ => {}
    }
}
