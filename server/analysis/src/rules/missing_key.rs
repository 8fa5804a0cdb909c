//! Missing required key.

use serde_json::{Value, json};

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::shape::Case;
use svc_config::meaning::{Meaning, PathKind};
use svc_config::model::JsonType;
use svc_config::model::validate::{Mistake, MistakeKind, accepts};
use svc_config::{Shape, describe};
use svc_syntax::edit;
use svc_syntax::edit::pretty::inline;

rule! {
    /// # Missing required key
    ///
    /// Vercel rejects an object without its required keys.
    ///
    /// Some objects require one of several keys: a route needs `src` or `source`, and a schedule needs exactly one of `path`,
    /// `function`, `topic` and `entrypoint`. Add the key that the message names.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/old" }] }
    /// ```
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/old", "destination": "/new" }] }
    /// ```
    pub static RULE = {
        code: "missing-key",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    match &case.mistake.kind {
        MistakeKind::MissingKey(key) => {
            let missing = |mistake: &Mistake| match mistake.kind {
                MistakeKind::MissingKey(key) if mistake.range == case.mistake.range => Some(key),
                _ => None,
            };
            match case.all.iter().filter_map(missing).take(MOST_NAMED).collect::<Vec<_>>().as_slice() {
                [_] => Some(finding(case, key)),
                all if all.first() == Some(key) => Some(of_all(case, all)),
                // The first of them says it.
                _ => None,
            }
        }
        MistakeKind::MissingOneOf(keys) => Some(one_of(case, keys)),
        _ => None,
    }
}

/// How many keys of one object are named.
const MOST_NAMED: usize = 20;

/// The finding for all keys that are missing in one object.
fn of_all(case: &Case<'_>, keys: &[&str]) -> Finding {
    let names = describe::named(keys.iter().copied(), "and");
    let mut finding = case.report(&RULE, format!("{} is missing {names}.", capital(&case.place())));
    let values: Option<Vec<(&str, String)>> =
        keys.iter().map(|key| Some((*key, inline(&value(case.mistake.shape.property(key)?)?)))).collect();
    let edit = values.and_then(|values| edit::insert_members(&case.snapshot.text, case.value, &values));
    finding.fixes.extend(edit.map(|edit| Fix::offered("Add all missing keys", edit)));
    finding
}

/// The finding for a missing key.
fn finding(case: &Case<'_>, key: &str) -> Finding {
    let mut message = format!("{} is missing `{key}`.", capital(&case.place()));
    if let Some(shape) = case.mistake.shape.property(key) {
        // Of a key that names a kind, the values of all kinds.
        let kinds = describe::listed(case.mistake.place.values_of(key));
        let expected = if kinds.is_empty() { describe::expected(shape) } else { kinds };
        message = format!("{} is missing `{key}` ({expected}).", capital(&case.place()));
    }
    let mut finding = case.report(&RULE, message);
    finding.fixes.extend(insertion(case, key));
    finding
}

/// The finding for several keys of which one is missing.
fn one_of(case: &Case<'_>, keys: &[String]) -> Finding {
    let names = describe::named(keys.iter().map(String::as_str), "or");
    let mut finding = case.report(&RULE, format!("{} must have {names}.", capital(&case.place())));
    let deprecated =
        |key: &str| case.mistake.shape.property(key).is_some_and(|shape| shape.deprecated().is_some());
    finding.fixes.extend(keys.iter().filter(|key| !deprecated(key)).filter_map(|key| insertion(case, key)));
    finding
}

fn insertion(case: &Case<'_>, key: &str) -> Option<Fix> {
    let shape = case.mistake.shape.property(key)?;
    let value = value(shape)?;
    // An example of a path is a name that the project has, or a bad guess.
    let is_path = matches!(shape.meaning(), Some(Meaning::Path(PathKind::Root | PathKind::Folder)));
    let is_there = |path: &str| case.snapshot.project.exists(path);
    if is_path && !value.as_str().is_some_and(is_there) {
        return None;
    }
    let json = inline(&value);
    let edit = edit::insert_member(&case.snapshot.text, case.value, key, &json)?;
    let preferred = shape.constant().is_some();
    Some(Fix { title: format!("Add `\"{key}\": {json}`"), edits: vec![edit], preferred })
}

/// A value that the shape accepts: its only one, its default, an example, or an empty list or object.
pub fn value(shape: Shape) -> Option<Value> {
    let first = shape.alternatives().next();
    // The parameters of another key's example aren't those of what is written there.
    let has_parameters = |example: &&Value| example.as_str().is_some_and(|text| text.contains("/:"));
    let example =
        |shape: Shape| shape.examples().iter().find(|it| !has_parameters(it)).or(shape.examples().first());
    let empty = match shape.types().first() {
        Some(JsonType::Array) => Some(json!([])),
        Some(JsonType::Object) => Some(json!({})),
        Some(JsonType::Boolean) => Some(json!(true)),
        _ => None,
    };
    shape
        .constant()
        .or_else(|| shape.default())
        .or_else(|| example(shape))
        .or_else(|| first.and_then(example))
        .or_else(|| shape.values().first().map(|value| &value.value))
        .cloned()
        .or(empty)
        .filter(|value| accepts(shape, value))
}

fn capital(text: &str) -> String {
    text.strip_prefix("the ").map_or_else(|| text.to_owned(), |rest| format!("The {rest}"))
}
