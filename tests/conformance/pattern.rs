//! Patterns: what path-to-regexp and V8 make of one, beside what we do.

use serde_json::{Value, json};
use svc_vercel::patterns::js_regex::JsRegex;
use svc_vercel::patterns::path_to_regexp::{Name, compile_source};

use crate::conformance::case::{Case, Comparison};

/// What Vercel calls a parameter without a name.
const UNNAMED: &str = "__UN_NAMED_SEGMENT__";

/// A `source`: whether it is a regular expression, what it compiles to, the names of its parameters.
pub fn compiled(case: &Case) -> Vec<Comparison> {
    let field = |field, got| Comparison { field, expected: case.expect[field].clone(), got };
    let compiled = compile_source(&case.source).ok();
    let mut compared = vec![
        field("regex", json!(JsRegex::new(&case.source).is_ok())),
        field("src", json!(compiled.as_ref().map(|it| &it.source))),
    ];
    if let Some(compiled) = compiled.filter(|_| !case.expect["src"].is_null()) {
        let names = compiled.params().map(|param| match &param.name {
            Name::Named(name) => name.as_str(),
            Name::Unnamed(_) | Name::None => UNNAMED,
        });
        compared.push(field("segments", names.collect()));
    }
    compared
}

/// A regular expression: whether it is one, what its groups match.
pub fn matched(case: &Case) -> Vec<Comparison> {
    let field = |field, got| Comparison { field, expected: case.expect[field].clone(), got };
    let regex = JsRegex::new(&case.regex);
    let mut compared = vec![field("valid", json!(regex.is_ok()))];
    if let Ok(regex) = regex
        && case.expect["valid"] == true
    {
        let matches = case.texts.iter().map(|text| match regex.exec(text) {
            Err(_) => json!("too complex"),
            Ok(None) => Value::Null,
            Ok(Some(captures)) => (0..captures.len()).map(|index| json!(captures.get(index))).collect(),
        });
        compared.push(field("matches", matches.collect()));
    }
    compared
}
