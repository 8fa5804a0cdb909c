//! `transforms` ignored.

use crate::routes::EntryFacts;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_syntax::value::Elements;

rule! {
    /// # `transforms` ignored
    ///
    /// The request reaches the service unchanged.
    ///
    /// If a rule's destination is a service, the rule only passes the request on, and its `transforms` don't run. Put the
    /// transforms in a rule before it, or change the request in the service.
    ///
    /// ```files
    /// //- /api/main.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// //- /api/requirements.txt
    /// fastapi
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/rw/:path*", "destination": { "service": "api" },
    ///     "transforms": [{ "type": "request.path", "op": "set", "args": "/api/:path*" }] }] }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// //- /api/requirements.txt
    /// fastapi
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/rw/:path*", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// Source: `vercel dev -L` and the routes of `vercel build`, CLI 64.0.2.
    pub static RULE = {
        code: "ignored-transforms",
        severity: Information,
        tags: [Unnecessary],
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let entry = &facts.entry;
    let destination = entry.node.get("destination").or_else(|| entry.node.get("dest"));
    let is_service =
        destination.and_then(|it| it.get("service")).is_some_and(|service| service.as_str().is_some());
    let transforms = entry.node.as_object().and_then(|object| object.member("transforms"));
    let Some(transforms) = transforms.filter(|_| is_service) else { return };
    if transforms.value.as_array().is_none_or(Elements::is_empty) {
        return;
    }
    let message =
        "`transforms` is ignored: a rule whose destination is a service only passes the request on.";
    let mut finding = Finding::new(&RULE, transforms.key_range, message);
    if let Some(edit) = entry.remove("transforms") {
        finding = finding.fix(Fix::offered("Remove `transforms`", edit));
    }
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"rewrites":[{"source":"/a","destination":{"service":"x"},"transforms":[{"type":"request.headers","op":"set","target":{"key":"a"},"args":"b"}]}]}"#,
                r#"{"routes":[{"src":"/a","destination":{"service":"x"},"transforms":[{"type":"request.headers","op":"set","target":{"key":"a"},"args":"b"}]}]}"#,
                r#"{"rewrites":[{"source":"/a","destination":{"type":"service","service":"x"},"transforms":[{"type":"response.headers","op":"delete","target":{"key":"a"}}]}]}"#,
            ],
            &[
                r#"{"rewrites":[{"source":"/a","destination":"/b","transforms":[{"type":"request.headers","op":"set","target":{"key":"a"},"args":"b"}]}]}"#,
                r#"{"rewrites":[{"source":"/a","destination":{"service":"x"},"transforms":[]}]}"#,
            ],
        );
    }
}
