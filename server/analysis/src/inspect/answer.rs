//! Who answers a request, with what Vercel says of the file: the answer of `svc-lsp route`.

use svc_config::ServicesModel;

use crate::inspect::config_error;
use crate::request::{Answer, Request, Router};
use crate::rules::kinds::service::rejections;
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;

/// Who answers `request`. [`Router`] answers many requests to one file, without notes about the file.
///
/// # Errors
/// A sentence, where the file can't be read or Vercel refuses its rules.
pub fn answer(snapshot: &Snapshot, request: &Request) -> Result<Answer, String> {
    let mut answer = Router::new(snapshot)?.answer(request);
    if let Some(error) = config_error(snapshot) {
        answer.notes.push(format!("Vercel refuses this file: {}", error.message));
    }
    let unknown = [
        (
            "proxy",
            "The file's `proxy` runs after the rules of the first phase; what it does to a request can't be known.",
        ),
        ("bulkRedirectsPath", "The redirects of `bulkRedirectsPath` are not looked at."),
        ("builds", "What the builders of `builds` add to the rules can't be known."),
    ];
    let is_set = |key| snapshot.config().get(key).is_some_and(Node::is_truthy);
    answer.notes.extend(unknown.into_iter().filter(|(key, _)| is_set(*key)).map(|(_, note)| note.to_owned()));
    let model = match configured(snapshot.config()) {
        Configured::V1 => Some(ServicesModel::V1),
        Configured::V2 => Some(ServicesModel::V2),
        Configured::None | Configured::Both => None,
    };
    for error in model.into_iter().flat_map(|model| rejections(snapshot, model)) {
        let service = error.service.as_deref().unwrap_or_default();
        answer.notes.push(format!("Vercel refuses the service `{service}`: {}", error.message));
    }
    Ok(answer)
}
