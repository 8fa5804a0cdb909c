//! What a version answers, as far as versions are compared.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::options::Expectation;
use crate::request::{Answer, Found, Lookup, Outcome};

/// What a version answers a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// The service that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The path and query that the service receives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// The file or function that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The path whose build output answers, if there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where the request is redirected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// The address on another host that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// What the firewall does: `challenge` or `deny`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mitigate: Option<String>,
    /// The status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u64>,
    /// Paths at which the build may output a file, which then answers instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Headers that rules set on the request, for what answers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub request_headers: BTreeMap<String, String>,
    /// Headers of the response.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

impl Reply {
    /// What an answer comes to.
    #[must_use]
    pub fn of(answer: &Answer) -> Reply {
        let recorded = Expectation::default().recorded(answer);
        let received =
            answer.received.as_ref().filter(|_| recorded.service.is_some() || recorded.file.is_some());
        let received = received.map(|received| {
            let query = received.query.to_string();
            if query.is_empty() { received.path.clone() } else { format!("{}?{query}", received.path) }
        });
        let (path, mitigate) = match &answer.outcome {
            Outcome::Path { path, file: None, .. } | Outcome::BuildOutput { path } => {
                (Some(path.clone()), None)
            }
            Outcome::Mitigated { action } => (None, Some(action.clone())),
            _ => (None, None),
        };
        let own = path.as_deref().or(answer.received.as_ref().map(|received| received.path.as_str()));
        let is_unknown = |lookup: &&Lookup| lookup.found == Found::Unknown && Some(&*lookup.path) != own;
        let unless = answer.lookups.iter().filter(is_unknown).map(|lookup| lookup.path.clone()).collect();
        let of_request = answer.received.iter().flat_map(|received| received.headers.iter().cloned());
        let headers = answer.headers.iter().filter(|(name, _)| name != "location").cloned();
        Reply {
            service: recorded.service,
            received,
            file: recorded.file,
            unless,
            path,
            redirect: recorded.redirect,
            proxy: recorded.proxy,
            mitigate,
            status: recorded.status,
            request_headers: of_request.collect(),
            headers: headers.collect(),
        }
    }

    /// Whether the same is answered, apart from headers of the response.
    #[must_use]
    pub fn answers_like(&self, other: &Reply) -> bool {
        let plain = |reply: &Reply| Reply { headers: BTreeMap::new(), ..reply.clone() };
        plain(self) == plain(other)
    }

    /// The names of the headers that differ.
    pub(super) fn different_headers(&self, other: &Reply) -> Vec<String> {
        let mut names: Vec<&String> = self.headers.keys().chain(other.headers.keys()).collect();
        names.sort();
        names.dedup();
        names
            .into_iter()
            .filter(|name| self.headers.get(*name) != other.headers.get(*name))
            .cloned()
            .collect()
    }

    /// The same with one header of the response, or with none.
    pub(super) fn with_header(&self, name: Option<&str>) -> Reply {
        let header = name.and_then(|name| self.headers.get_key_value(name));
        let headers = header.map(|(name, value)| (name.clone(), value.clone()));
        Reply { headers: headers.into_iter().collect(), ..self.clone() }
    }
}
