//! Wrong type.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::shape::Case;
use svc_config::convert::conversion;
use svc_config::describe;
use svc_config::model::JsonType;
use svc_config::model::validate::MistakeKind;
use svc_syntax::value::Json;

rule! {
    /// # Wrong type
    ///
    /// Vercel rejects the deployment because a value has the wrong type.
    ///
    /// Vercel doesn't convert values: `"1024"` isn't a number, `"true"` isn't a boolean, and `null` is allowed only where the
    /// schema lists it. Change the value to the expected type.
    ///
    /// ```json bad
    /// { "cleanUrls": "true" }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    ///
    /// `headers` is a list of objects with `key` and `value`; only `routes` uses a map of headers:
    ///
    /// ```json bad
    /// { "headers": [{ "source": "/(.*)", "headers": { "X-Frame-Options": "DENY" } }] }
    /// ```
    ///
    /// ```json good
    /// { "headers": [{ "source": "/(.*)", "headers": [{ "key": "X-Frame-Options", "value": "DENY" }] }] }
    /// ```
    ///
    /// In `functions`, `includeFiles` and `excludeFiles` each take a single pattern:
    ///
    /// ```files
    /// //- /api/report.ts
    /// //- /data/a.csv
    /// //- /views/a.html
    /// ```
    /// ```json bad
    /// { "functions": { "api/*.ts": { "includeFiles": ["data/**", "views/**"] } } }
    /// ```
    pub static RULE = {
        code: "wrong-type",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    (case.mistake.kind == MistakeKind::WrongType).then(|| finding(case))
}

/// The finding for a value of the wrong type.
fn finding(case: &Case<'_>) -> Finding {
    let shape = case.mistake.place;
    let expected = if shape.types().is_empty() {
        // The CLI takes any type here, the platform does not.
        "a number".to_owned()
    } else {
        describe::expected(shape)
    };
    // Of a number that must be an integer, the kind says nothing.
    let is_fraction =
        matches!(case.value.json, Json::Number(..)) && shape.types().contains(&JsonType::Integer);
    let found = if is_fraction {
        case.snapshot.text.slice(case.value.range).to_string()
    } else {
        case.value.kind().to_owned()
    };
    let message = format!("{} must be {expected}, not {found}.", capital(&case.place()));
    let mut finding = case.report(&RULE, message);
    match conversion(&case.snapshot.text, shape, case.value) {
        Some(json) if json != *case.snapshot.text.slice(case.value.range) => {
            finding.fixes.push(case.replacement(json));
        }
        _ => {
            if shape.types() == [JsonType::Boolean] && !case.value.is_null() {
                finding.fixes.extend(
                    ["true", "false"]
                        .map(|json| Fix::offered(format!("Change to `{json}`"), (case.value.range, json))),
                );
            }
            finding.fixes.extend(case.removal().map(|fix| Fix { preferred: case.value.is_null(), ..fix }));
        }
    }
    finding
}

fn capital(text: &str) -> String {
    text.strip_prefix("the ").map_or_else(|| text.to_owned(), |rest| format!("The {rest}"))
}
