//! `transforms`: changes to the request that the application receives, and to its response.

use serde_json::{Value, json};

use super::answer::Received;
use super::fill::Bound;

/// The transforms of a rule with what it has bound filled in. Variables of the environment stay as they are written.
pub fn filled(route: &Value, bound: &Bound) -> Vec<Value> {
    let transforms = route.get("transforms").and_then(Value::as_array);
    let fill = |value: &mut Value| {
        if let Value::String(text) = value {
            *text = bound.fill(text);
        }
    };
    let mut filled = transforms.cloned().unwrap_or_default();
    for transform in &mut filled {
        if let Some(key) = transform.pointer_mut("/target/key") {
            fill(key);
        }
        match transform.get_mut("args") {
            Some(Value::Array(args)) => args.iter_mut().for_each(fill),
            Some(args) => fill(args),
            None => {}
        }
    }
    filled
}

/// Applies what concerns the request; the path that is set, if one is.
pub fn apply(transforms: &[Value], received: &mut Received) -> Option<String> {
    let mut path = None;
    for transform in transforms {
        match transform.get("type").and_then(Value::as_str) {
            Some("request.path") => {
                let args = transform.get("args").and_then(Value::as_str).unwrap_or_default();
                let is_path = args.starts_with('/')
                    && !args.starts_with("//")
                    && !args.contains(|char: char| matches!(char, '?' | '#' | '\x7f') || char <= ' ');
                if is_path {
                    path = Some(args.to_owned());
                }
            }
            Some("request.query") => change(transform, &mut received.query.pairs),
            Some("request.headers") => change(transform, &mut received.headers),
            _ => {}
        }
    }
    path
}

/// Applies what concerns the response.
pub fn apply_to_response(transforms: &[Value], headers: &mut Vec<(String, String)>) {
    for transform in transforms {
        if transform.get("type") == Some(&json!("response.headers")) {
            change(transform, headers);
        }
    }
    // A header that is there several times is one, with a list.
    let mut joined: Vec<(String, String)> = Vec::new();
    for (name, value) in headers.drain(..) {
        match joined.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => {
                all.push_str(", ");
                all.push_str(&value);
            }
            None => joined.push((name, value)),
        }
    }
    *headers = joined;
}

fn change(transform: &Value, pairs: &mut Vec<(String, String)>) {
    let Some(key) = transform.pointer("/target/key") else { return };
    let args: Vec<String> = match transform.get("args") {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(|arg| Some(arg.as_str()?.to_owned())).collect(),
        _ => Vec::new(),
    };
    let named = |name: &str| matches_key(key, name);
    match transform.get("op").and_then(Value::as_str) {
        Some("delete") if args.is_empty() => pairs.retain(|(name, _)| !named(name)),
        Some("delete") => pairs
            .retain(|(name, value)| !named(name) || !args.iter().any(|arg| arg.eq_ignore_ascii_case(value))),
        Some(op @ ("set" | "append")) if !args.is_empty() => {
            let mut names: Vec<String> = Vec::new();
            for (name, _) in pairs.iter().filter(|(name, _)| named(name)) {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            if op == "set" {
                pairs.retain(|(name, _)| !named(name));
            }
            if names.is_empty() {
                names.extend(key.as_str().map(str::to_owned));
            }
            for name in names {
                pairs.extend(args.iter().map(|arg| (name.clone(), arg.clone())));
            }
        }
        _ => {}
    }
}

/// Whether a transform's key (a name, or conditions on one) matches the header or parameter `name`.
fn matches_key(key: &Value, name: &str) -> bool {
    let name = name.to_lowercase();
    let Value::Object(conditions) = key else {
        return key.as_str().is_some_and(|key| key.to_lowercase() == name);
    };
    conditions.iter().all(|(operator, operand)| {
        let text = match operand {
            Value::String(text) => text.to_lowercase(),
            other => other.to_string(),
        };
        let listed = || {
            operand
                .as_array()
                .into_iter()
                .flatten()
                .any(|it| it.as_str().is_some_and(|it| it.to_lowercase() == name))
        };
        let compare = |holds: fn(f64, f64) -> bool| {
            name.parse::<f64>().ok().zip(operand.as_f64()).is_some_and(|(name, operand)| holds(name, operand))
        };
        match operator.as_str() {
            "eq" => name == text,
            "neq" => name != text,
            "pre" => name.starts_with(&text),
            "suf" => name.ends_with(&text),
            "inc" => listed(),
            "ninc" => !listed(),
            "gt" => compare(|name, operand| name > operand),
            "gte" => compare(|name, operand| name >= operand),
            "lt" => compare(|name, operand| name < operand),
            "lte" => compare(|name, operand| name <= operand),
            _ => true,
        }
    })
}
