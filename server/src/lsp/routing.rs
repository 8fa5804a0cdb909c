//! `svcLsp/route` and the command `svcLsp.showRouting`: who answers a request.

use serde::Deserialize;
use serde_json::{Value, json};
use svc_analysis::inspect;
use svc_analysis::request::{Answer, Described};
use svc_analysis::services::names::{self, Role};
use svc_syntax::TextRange;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Range, ShowDocumentParams, TextDocumentIdentifier};

use super::commands::NO_FILE;
use super::file::File;
use super::server::{Server, invalid_params, on_file, request_failed};
use super::session::Session;

/// The parameters of `svcLsp/route`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteParams {
    /// The file.
    #[serde(rename = "textDocument")]
    _text_document: TextDocumentIdentifier,
    #[serde(flatten)]
    request: Described,
}

impl Server {
    /// `svcLsp/route`: what `svc-lsp route --format json` prints for an open file, or null.
    pub async fn route(&self, params: RouteParams) -> Result<Option<Value>> {
        on_file(move |file| match answer(file, &params.request) {
            Ok(answer) => file.routing(&answer),
            Err(reason) => json!({ "version": 1, "error": reason }),
        })
        .await
    }
}

/// What becomes of a request to the project of a file.
///
/// # Errors
///
/// A sentence: the request is none, or the file can't be read.
pub fn answer(file: &File, request: &Described) -> std::result::Result<Answer, String> {
    inspect::answer(&file.snapshot, &request.read()?)
}

impl File {
    fn routing(&self, answer: &Answer) -> Value {
        json!(answer.report(&|range| self.range(range)))
    }

    /// Where a service is declared.
    fn declaration(&self, service: &str) -> Option<TextRange> {
        let names = names::occurrences(self.snapshot.config());
        names
            .into_iter()
            .find(|name| name.role == Role::Declaration && name.name == service)
            .map(|name| name.range)
    }
}

/// Goes to the service that answers a request or that is named, and tells who answers: the request, or all of them.
///
/// # Errors
///
/// There is no such file, it can't be read, or the request is none.
pub async fn show(session: &Session, argument: Option<Value>) -> Result<Value> {
    let argument = argument.unwrap_or_default();
    let service = argument.get("service").and_then(Value::as_str).map(str::to_owned);
    let request =
        argument.get("url").is_some().then(|| serde_json::from_value::<Described>(argument)).transpose();
    let request = request.map_err(|error| invalid_params(&error.to_string()))?;
    let found = on_file(move |file| {
        let Some(request) = request else {
            let place = service.and_then(|name| file.declaration(&name));
            let place = place.map(|range| file.location(range));
            return Ok((
                json!({ "routing": inspect::inspect(&file.snapshot).routing, "location": place }),
                place,
            ));
        };
        let answer = answer(file, &request)?;
        let rule = answer.steps.iter().rev().find_map(|step| step.rule.place.as_ref());
        let rule = rule.map(|place| file.location(place.source_range.unwrap_or(place.range)));
        let service = answer.service.as_deref().and_then(|name| file.declaration(name));
        let service = service.map(|range| file.location(range));
        let place = service.clone().or_else(|| rule.clone());
        Ok((json!({ "answer": file.routing(&answer), "rule": rule, "location": service }), place))
    });
    let (answer, place) = found
        .await?
        .unwrap_or_else(|| Err(NO_FILE.to_owned()))
        .map_err(|reason: String| request_failed(&reason))?;
    if let Some(place) = place {
        show_document(session, place.uri, place.range).await?;
    }
    Ok(answer)
}

async fn show_document(session: &Session, uri: tower_lsp::ls_types::Uri, range: Range) -> Result<()> {
    if !session.state().client.shows_documents {
        return Ok(());
    }
    let params =
        ShowDocumentParams { uri, external: Some(false), take_focus: Some(true), selection: Some(range) };
    session.client.show_document(params).await.map(|_| ())
}
