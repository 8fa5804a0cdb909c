//! Messages, as they are read and written.

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::lenient;

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of ours.
    Response(Response),
    /// Not a message; the answer says why.
    Malformed(Response),
}

/// A message as it is sent.
pub fn json(message: &impl serde::Serialize) -> String {
    serde_json::to_string(message).unwrap_or_default()
}

/// Reads a message.
#[must_use]
pub fn decode(body: &[u8]) -> Incoming {
    let mut value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => match serde_json::from_slice(&lenient::repaired(body)) {
            Ok(value) => value,
            Err(_) => return unreadable(body, &error),
        },
    };
    tracing::trace!("<- {value}");
    let id = value.get("id").cloned().and_then(|id| serde_json::from_value::<Id>(id).ok());
    let decoded = if value.get("method").is_some() {
        // They would be copied, value by value.
        let params = value.as_object_mut().and_then(|message| message.remove("params"));
        let request = serde_json::from_value(value);
        request.map(|request| Incoming::Request(edit_params(request, |it| *it = params)))
    } else if value.get("result").is_some() || value.get("error").is_some() {
        serde_json::from_value(value).map(Incoming::Response)
    } else {
        return malformed(
            Error::invalid_request(),
            id,
            "A message is neither a request nor a response.".to_owned(),
        );
    };
    decoded.unwrap_or_else(|error| {
        malformed(Error::invalid_request(), id, format!("A message isn't JSON-RPC: {error}."))
    })
}

/// A request with other parameters.
pub fn edit_params(request: Request, edit: impl FnOnce(&mut Option<Value>)) -> Request {
    let (method, id, mut params) = request.into_parts();
    edit(&mut params);
    let mut request = Request::build(method);
    if let Some(params) = params {
        request = request.params(params);
    }
    if let Some(id) = id {
        request = request.id(id);
    }
    request.finish()
}

/// Handles a message that isn't JSON. If it is a change whose document can be identified, that document is marked as out of sync
/// and the user is notified.
fn unreadable(body: &[u8], error: &serde_json::Error) -> Incoming {
    const CHANGE: &str = "textDocument/didChange";
    let outline = lenient::outline(body);
    match outline.uri {
        Some(uri) if outline.method.as_deref() == Some(CHANGE) && outline.id.is_none() => {
            tracing::warn!("A change of {uri} isn't JSON: {error}.");
            let params = serde_json::json!({ "textDocument": { "uri": uri } });
            Incoming::Request(Request::build(CHANGE).params(params).finish())
        }
        _ => malformed(Error::parse_error(), outline.id, format!("A message isn't JSON: {error}.")),
    }
}

/// Something that is no message.
#[must_use]
pub fn malformed(error: Error, id: Option<Id>, reason: String) -> Incoming {
    tracing::warn!("{reason}");
    Incoming::Malformed(Response::from_error(
        id.unwrap_or(Id::Null),
        Error { message: reason.into(), ..error },
    ))
}
