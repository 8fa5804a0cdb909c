//! Requests and who must answer them: the `requests` of `svc-lsp.jsonc`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::request::{Answer, Described, Outcome, Request};

/// A request and who must answer it. What is `None` is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expectation {
    /// The path that is requested, with its query.
    pub request: String,
    /// The method; `GET` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Headers of the request.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The service that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The path that the service receives, with its query if that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// The file or function that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where the request is redirected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// The address on another host that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u64>,
}

impl Expectation {
    /// The request.
    ///
    /// # Errors
    ///
    /// A sentence, if the path is none.
    pub fn request(&self) -> Result<Request, String> {
        let described = Described {
            url: self.request.clone(),
            method: self.method.clone(),
            host: self.host.clone(),
            headers: self.headers.clone(),
            ..Described::default()
        };
        described.read()
    }

    /// The same request with what becomes of it now: what was expected before if that still says it, else all.
    #[must_use]
    pub fn recorded(&self, answer: &Answer) -> Expectation {
        if self.expects_something() && self.differences(answer).is_empty() {
            return self.clone();
        }
        let actual = Actual::of(answer);
        Expectation {
            request: self.request.clone(),
            method: self.method.clone(),
            host: self.host.clone(),
            headers: self.headers.clone(),
            received: actual.received.map(|(path, _)| path).filter(|_| actual.service.is_some()),
            service: actual.service,
            file: actual.file,
            redirect: actual.redirect,
            proxy: actual.proxy,
            status: actual.status,
        }
    }

    /// Whether the requests are the same, whatever is expected of them.
    pub(super) fn asks_the_same(&self, other: &Expectation) -> bool {
        let (one, other) = (self.request(), other.request());
        one.is_ok() && one == other
    }

    /// Whether it expects anything.
    #[must_use]
    pub fn expects_something(&self) -> bool {
        [&self.service, &self.received, &self.file, &self.redirect, &self.proxy].iter().any(|it| it.is_some())
            || self.status.is_some()
    }

    /// What of it doesn't hold, as sentences.
    #[must_use]
    pub fn differences(&self, answer: &Answer) -> Vec<String> {
        let actual = Actual::of(answer);
        let received = actual.received.map(|(path, with_query)| {
            let counts = self.received.as_ref().is_some_and(|expected| expected.contains('?'));
            if counts { with_query } else { path }
        });
        let number = |status: Option<u64>| status.map(|status| status.to_string());
        let members = [
            ("service", self.service.clone(), actual.service),
            ("received path", self.received.clone(), received),
            ("file", self.file.clone(), actual.file),
            ("redirect", self.redirect.clone(), actual.redirect),
            ("proxy", self.proxy.clone(), actual.proxy),
            ("status", number(self.status), number(actual.status)),
        ];
        let differs = |(name, expected, actual): (&str, Option<String>, Option<String>)| {
            let expected = expected.filter(|expected| actual.as_ref() != Some(expected))?;
            Some(match actual {
                Some(actual) => format!("Expected {name} `{expected}`, got `{actual}`."),
                None => format!("Expected {name} `{expected}`, got none."),
            })
        };
        members.into_iter().filter_map(differs).collect()
    }
}

/// What became of a request, in the terms of an [`Expectation`].
struct Actual {
    service: Option<String>,
    /// Without and with its query.
    received: Option<(String, String)>,
    file: Option<String>,
    redirect: Option<String>,
    proxy: Option<String>,
    status: Option<u64>,
}

impl Actual {
    fn of(answer: &Answer) -> Actual {
        let received = answer.received.as_ref().map(|received| {
            let query = received.query.to_string();
            let separator = if query.is_empty() { "" } else { "?" };
            (received.path.clone(), format!("{}{separator}{query}", received.path))
        });
        let mut actual =
            Actual { service: None, received, file: None, redirect: None, proxy: None, status: None };
        match &answer.outcome {
            Outcome::Service { name, .. } => actual.service = Some(name.clone()),
            Outcome::Path { file, status, .. } => {
                actual.file.clone_from(file);
                // A function chooses its own.
                actual.status = status.or_else(|| answer.received.is_none().then_some(200));
            }
            Outcome::Redirect { status, location } => {
                actual.redirect = Some(location.clone());
                actual.status = Some(*status);
            }
            Outcome::External { url } => actual.proxy = Some(url.clone()),
            Outcome::Status { status } => actual.status = Some(*status),
            // Unless the build outputs something there, which no rule decides.
            Outcome::NotFound | Outcome::BuildOutput { .. } => actual.status = Some(404),
            Outcome::Mitigated { .. } | Outcome::Undecided { .. } => {}
        }
        actual
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect;
    use crate::testing::snapshot;

    fn answer(request: &str) -> Answer {
        let snapshot = snapshot(
            r#"
//- /vercel.json
{
  "experimentalServices": {
    "web": { "framework": "vite", "entrypoint": "web", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "routePrefix": "/svc/api" }
  },
  "redirects": [{ "source": "/old", "destination": "/new" }],
  "rewrites": [{ "source": "/docs/:path*", "destination": "https://docs.example/:path*" }]
}
//- /web/package.json
{ "devDependencies": { "vite": "7" } }
//- /api/main.py
from fastapi import FastAPI
app = FastAPI()
//- /api/requirements.txt
fastapi
"#,
        );
        let expectation = Expectation { request: request.to_owned(), ..Expectation::default() };
        inspect::answer(&snapshot, &expectation.request().unwrap()).unwrap()
    }

    #[test]
    fn what_is_recorded_holds() {
        for (request, recorded) in [
            ("/old", r#"{"request":"/old","redirect":"/new","status":308}"#),
            ("/svc/api/users?a=1", r#"{"request":"/svc/api/users?a=1","service":"api","received":"/users"}"#),
            ("/docs/a", r#"{"request":"/docs/a","proxy":"https://docs.example/a"}"#),
        ] {
            let answer = answer(request);
            let plain = Expectation { request: request.to_owned(), ..Expectation::default() };
            let expectation = plain.recorded(&answer);
            assert_eq!(serde_json::to_string(&expectation).unwrap(), recorded);
            assert_eq!(expectation.differences(&answer), Vec::<String>::new());
        }
    }

    #[test]
    fn what_differs_is_told_member_by_member() {
        let expectation: Expectation =
            serde_json::from_str(r#"{ "request": "/svc/api/users?a=1", "service": "web", "received": "/svc/api/users?a=1", "status": 200 }"#)
                .unwrap();
        assert_eq!(
            expectation.differences(&answer("/svc/api/users?a=1")),
            [
                "Expected service `web`, got `api`.",
                "Expected received path `/svc/api/users?a=1`, got `/users?a=1`.",
                "Expected status `200`, got none."
            ]
        );
    }
}
