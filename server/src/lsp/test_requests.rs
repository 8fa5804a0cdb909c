//! `svcLsp/requestTests`, `svcLsp/runRequestTests` and `svcLsp/addRequestTest`: the requests of `svc-lsp.jsonc` in an editor's test
//! view.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use svc_analysis::options::{self, Expectation};
use svc_analysis::request::{Described, Router};
use svc_analysis::test_requests::{self, RequestTest, Tested};
use svc_syntax::Text;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Location, Range, TextDocumentIdentifier, WorkspaceEdit};

use super::convert;
use super::file::{About, File, OptionsTarget};
use super::routing::answer;
use super::server::{Server, on_file, request_failed, work};
use super::{uri, workspace_files};
use crate::display::sentence;
use crate::project::CONFIG_FILE;

/// The parameters of `svcLsp/requestTests`: none.
#[derive(Debug, Deserialize)]
pub struct ListParams {}

/// The parameters of `svcLsp/runRequestTests`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunParams {
    /// The file, open or not.
    text_document: TextDocumentIdentifier,
}

/// The parameters of `svcLsp/addRequestTest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddParams {
    /// The file.
    #[serde(rename = "textDocument")]
    _text_document: TextDocumentIdentifier,
    #[serde(flatten)]
    request: Described,
}

/// The request tests of a `vercel.json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileTests {
    /// The `vercel.json`.
    text_document: TextDocumentIdentifier,
    /// The `svc-lsp.jsonc` with the requests.
    options: TextDocumentIdentifier,
    /// The requests, in their order.
    tests: Vec<Test>,
}

/// A request test.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    /// What is expected, as it is written; of something else than a request, an empty one.
    expected: Expectation,
    /// Where it is written.
    range: Range,
    /// What came of it, if it was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<TestResult>,
}

/// What came of a request test.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    /// Whether all is as expected.
    passed: bool,
    /// What isn't, as sentences.
    differences: Vec<String>,
    /// What becomes of the request, as a sentence without a period; null if it can't be asked.
    summary: Option<String>,
    /// The rule that decided it; null if there is none.
    rule: Option<DecidingRule>,
}

/// The rule that decided what becomes of a request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecidingRule {
    /// What it is called.
    title: String,
    /// Where it is written; null if Vercel generates it.
    location: Option<Location>,
}

impl Server {
    /// `svcLsp/requestTests`: the request tests of every `vercel.json` of the workspace and every other that is open.
    pub async fn request_tests(&self, _: ListParams) -> Result<Vec<FileTests>> {
        let session = Arc::clone(&self.session);
        work(move || {
            let files = with_requests(workspace_files::all(&session));
            files.iter().filter_map(|file| file.request_tests(|_| None)).collect()
        })
        .await
    }

    /// `svcLsp/runRequestTests`: the request tests of a `vercel.json` with their results; null if there is no such file, or it has none.
    pub async fn run_request_tests(&self, params: RunParams) -> Result<Option<FileTests>> {
        if let Some(tests) = on_file(File::run_request_tests).await? {
            return Ok(tests);
        }
        let session = Arc::clone(&self.session);
        let wanted = uri::key(&params.text_document.uri);
        work(move || {
            let files = workspace_files::all(&session);
            files.iter().find(|file| uri::key(&file.uri) == wanted)?.run_request_tests()
        })
        .await
    }

    /// `svcLsp/addRequestTest`: the edit that adds a request to `svc-lsp.jsonc`, with what becomes of it now as what is expected; null
    /// if the file is not open.
    pub async fn add_request_test(&self, params: AddParams) -> Result<Option<WorkspaceEdit>> {
        let edit = on_file(move |file| file.add_request_test(&params.request));
        edit.await?.transpose().map_err(|reason| request_failed(&sentence(&reason)))
    }
}

/// The files whose request tests are listed. Requests are about the `vercel.json` beside them; only if there is none, about those below.
fn with_requests(files: Vec<Arc<File>>) -> Vec<Arc<File>> {
    let target = |file: &Arc<File>| Some(uri::key(&file.options_target()?.uri));
    let beside = files.iter().filter(|file| file.options_target().is_some_and(|it| it.config == CONFIG_FILE));
    let beside: HashSet<String> = beside.filter_map(target).collect();
    let is_meant = |file: &Arc<File>| {
        let is_beside = file.options_target().is_some_and(|it| it.config == CONFIG_FILE);
        is_beside || target(file).is_some_and(|target| !beside.contains(&target))
    };
    files.into_iter().filter(is_meant).collect()
}

impl File {
    fn options_target(&self) -> Option<&OptionsTarget> {
        match &self.about {
            About::Config(target) => target.as_ref(),
            About::Options(_) => None,
        }
    }

    /// Its request tests; `None` if it has none.
    fn request_tests(&self, result: impl Fn(&RequestTest) -> Option<TestResult>) -> Option<FileTests> {
        let target = self.options_target()?;
        let text = target.text.as_ref()?;
        let tests = test_requests::read(&text.to_string());
        let tests: Vec<Test> = tests
            .into_iter()
            .map(|test| Test {
                range: self.range_in(text, &test),
                result: result(&test),
                expected: test.expectation,
            })
            .collect();
        (!tests.is_empty()).then(|| FileTests {
            text_document: TextDocumentIdentifier { uri: self.uri.clone() },
            options: TextDocumentIdentifier { uri: target.uri.clone() },
            tests,
        })
    }

    fn range_in(&self, text: &Text, test: &RequestTest) -> Range {
        let at = |offset| convert::position(text, offset, self.encoding());
        Range::new(at(test.range.start()), at(test.range.end()))
    }

    fn run_request_tests(&self) -> Option<FileTests> {
        match Router::new(&self.snapshot) {
            Ok(router) => {
                self.request_tests(|test| Some(self.test_result(&test_requests::run(&router, test))))
            }
            Err(reason) => self.request_tests(|_| {
                let differences = vec![sentence(&reason)];
                Some(TestResult { passed: false, differences, summary: None, rule: None })
            }),
        }
    }

    fn test_result(&self, tested: &Tested<'_>) -> TestResult {
        let answer = tested.answer.as_ref().ok();
        let rule = answer.and_then(|answer| answer.deciding_rule()).map(|rule| DecidingRule {
            title: sentence(&rule.title()),
            location: rule
                .place
                .as_ref()
                .map(|place| self.location(place.source_range.unwrap_or(place.range))),
        });
        TestResult {
            passed: tested.differences.is_empty(),
            differences: tested.differences.iter().map(|difference| sentence(difference)).collect(),
            summary: answer.map(|answer| sentence(&answer.summary())),
            rule,
        }
    }

    fn add_request_test(&self, request: &Described) -> std::result::Result<WorkspaceEdit, String> {
        let target = self.options_target().ok_or("The file isn't in a folder.")?;
        let answer = answer(self, request)?;
        let expectation = expectation(request).recorded(&answer);
        if !expectation.expects_something() {
            let reason = answer.error().unwrap_or_else(|| answer.summary());
            return Err(format!("There is nothing to expect of this request. {reason}"));
        }
        let text = target.text.as_ref().map(Text::to_string).unwrap_or_default();
        let added = options::add_request(&text, &expectation)?;
        let cannot_create =
            || format!("This editor can't create {}. Create it and try again.", options::FILE);
        self.options_edit(target, |_| Ok(added)).ok_or_else(cannot_create)
    }
}

/// A request as `svc-lsp.jsonc` has it, with nothing expected.
fn expectation(request: &Described) -> Expectation {
    let mut headers = request.headers.clone();
    if !request.cookies.is_empty() {
        let cookies = request.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = headers.remove("cookie").into_iter().chain(cookies);
        headers.insert("cookie".to_owned(), cookies.collect::<Vec<_>>().join("; "));
    }
    Expectation {
        request: request.url.clone(),
        method: request.method.as_ref().map(|method| method.to_uppercase()).filter(|method| method != "GET"),
        host: request.host.clone(),
        headers,
        ..Expectation::default()
    }
}
