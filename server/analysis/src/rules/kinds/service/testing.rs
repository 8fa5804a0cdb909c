//! What the tests of both models ask.

use svc_config::ServicesModel;

use super::{findings, rejections};
use crate::rules::finding::Finding;
use crate::testing::Fixture;

/// Of each error of Vercel's resolver the service and Vercel's code.
pub fn services_and_codes(source: &str, model: ServicesModel) -> String {
    let line = |it: &Finding| {
        format!("{}: {}", it.service.as_deref().unwrap_or("-"), it.vercel_code.unwrap_or(it.rule.code))
    };
    let errors = rejections(&Fixture::new(source).snapshot, model);
    errors.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What is reported of the services of a fixture, in the order of the text: the code, the bytes.
pub fn reported(source: &str) -> String {
    let fixture = Fixture::new(source);
    let mut findings = findings(&fixture.snapshot);
    findings.sort_by_key(|it| (it.range.start(), it.rule.code));
    let line = |it: &Finding| format!("{} at {}", it.rule.code, &fixture.text[it.range]);
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
