//! The requests of `svc-lsp.jsonc`, asked and compared with what is expected.

use std::sync::Arc;

use svc_syntax::value::Node;
use svc_syntax::{PathSegment, Source, TextRange};
use svc_vercel::project::MemoryFs;

use crate::check_beside::check_options;
use crate::options::Expectation;
use crate::request::{Answer, Router};
use crate::settings::Settings;
use crate::snapshot::Snapshot;

/// A request of the options.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestTest {
    /// The request and who must answer it.
    pub expectation: Expectation,
    /// Where it is written.
    pub range: TextRange,
    /// A mistake in it, as a sentence: it would pass although it was never compared.
    pub mistake: Option<String>,
}

/// A request that was asked, and what doesn't hold.
#[derive(Debug)]
pub struct Tested<'a> {
    /// The request.
    pub test: &'a RequestTest,
    /// Who answered; a sentence if the request can't be asked.
    pub answer: Result<Answer, String>,
    /// What doesn't hold, as sentences; empty if it passed.
    pub differences: Vec<String>,
}

/// The requests that the text of a `svc-lsp.jsonc` has, as far as it can be read.
#[must_use]
pub fn read(text: &str) -> Vec<RequestTest> {
    let snapshot =
        Snapshot::new(Source::new(text), Arc::new(MemoryFs::default()), Arc::<Settings>::default());
    let snapshot = snapshot.of_options();
    let Some(requests) = snapshot.config().get("requests").and_then(Node::as_array) else {
        return Vec::new();
    };
    let findings = check_options(&snapshot, |_| None);
    let mut mistakes = Vec::new();
    for finding in findings.iter().filter(|finding| finding.rule.code == "invalid-options") {
        let path = snapshot.config().path_around(finding.range);
        if let [PathSegment::Key(key), PathSegment::Index(index), ..] = &path.0[..]
            && key == "requests"
        {
            mistakes.push((*index, &finding.message));
        }
    }
    let test = |(index, request): (usize, &Node)| {
        let mistake = mistakes.iter().find(|(at, _)| *at == index);
        RequestTest {
            expectation: serde_json::from_value(request.to_value()).unwrap_or_default(),
            range: request.range,
            mistake: mistake.map(|(_, message)| (*message).clone()),
        }
    };
    requests.iter().enumerate().map(test).collect()
}

/// Asks a request and compares the answer.
#[must_use]
pub fn run<'a>(router: &Router<'_>, test: &'a RequestTest) -> Tested<'a> {
    let request = match &test.mistake {
        Some(mistake) => Err(mistake.clone()),
        None => test.expectation.request(),
    };
    let answer = request.map(|request| router.answer(&request));
    let differences = match &answer {
        Ok(answer) => test.expectation.differences(answer),
        Err(problem) => vec![problem.clone()],
    };
    Tested { test, answer, differences }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_keeps_its_place_and_its_own_mistake() {
        let text = r#"{
  "requests": [
    { "request": "/old", "status": 308 }, // a comment
    { "request": "/x", "servce": "api" },
    7,
    { "request": "/y", "status": "404" },
  ],
  "plan": "gold"
}"#;
        let tests = read(text);
        let shown: Vec<(&str, bool)> =
            tests.iter().map(|test| (&text[test.range], test.mistake.is_some())).collect();
        assert_eq!(
            shown,
            [
                (r#"{ "request": "/old", "status": 308 }"#, false),
                (r#"{ "request": "/x", "servce": "api" }"#, true),
                ("7", true),
                (r#"{ "request": "/y", "status": "404" }"#, true),
            ]
        );
        assert_eq!(tests[0].expectation.request, "/old");
        assert!(tests[1].mistake.as_deref().is_some_and(|mistake| mistake.contains("servce")), "{tests:?}");
    }

    #[test]
    fn a_text_without_requests_has_none() {
        for text in ["", "[]", r#"{ "requests": {} }"#, r#"{ "requests": "#, "{}"] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_being_typed_does_not_hide_the_others() {
        let tests = read(r#"{ "requests": [{ "request": "/a", "status": 404 }, { "reque"#);
        assert_eq!(tests.first().map(|test| test.expectation.request.as_str()), Some("/a"));
    }
}
