//! `has` and `missing`, asked of a request.

use serde_json::Value;

use super::Request;
use svc_vercel::patterns::js_regex::{JsRegex, TooComplex};

/// What the conditions bind for the destination: names and values.
pub type Bindings = Vec<(String, String)>;

/// Whether a condition holds for a request.
enum Evaluated {
    /// It does, and binds this.
    Met(Bindings),
    /// It doesn't.
    NotMet,
    /// It depends on this expression, which isn't one of JavaScript.
    Unknown(String),
}

/// Whether a compiled route's `has` all hold and none of its `missing` does, and what `has` binds. An expression that can't be evaluated
/// matches nothing and is the second value, if the result depends on it.
pub fn evaluate(
    route: &Value,
    request: &Request,
    budget: &mut usize,
) -> Result<(Option<Bindings>, Option<String>), TooComplex> {
    let mut bindings = Bindings::new();
    let (mut is_met, mut unknown) = (true, None);
    let items = |key: &str| route.get(key).and_then(Value::as_array).into_iter().flatten();
    for item in items("has") {
        match evaluate_condition(item, request, budget)? {
            Evaluated::Met(bound) => bindings.extend(bound),
            Evaluated::NotMet => return Ok((None, None)),
            Evaluated::Unknown(expression) => (is_met, unknown) = (false, Some(expression)),
        }
    }
    for item in items("missing") {
        match evaluate_condition(item, request, budget)? {
            Evaluated::Met(_) => return Ok((None, None)),
            Evaluated::NotMet => {}
            Evaluated::Unknown(expression) => unknown = unknown.or(Some(expression)),
        }
    }
    Ok((is_met.then_some(bindings), unknown))
}

fn evaluate_condition(item: &Value, request: &Request, budget: &mut usize) -> Result<Evaluated, TooComplex> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
    let key = text("key");
    let find = |pairs: &[(String, String)]| {
        pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
    };
    let kind = text("type");
    let actual = match kind {
        "host" => request.host.clone(),
        "header" => find(&request.headers),
        "cookie" => find(&request.cookies),
        "query" => request.query.get(key).map(str::to_owned),
        _ => None,
    };
    let Some(actual) = actual else { return Ok(Evaluated::NotMet) };
    let mut bindings = Bindings::new();
    let wanted = item.get("value");
    if wanted.is_none_or(|value| value.is_null() || value == "") && kind != "host" {
        bindings.push((key.to_owned(), actual.clone()));
    }
    let expression = match wanted {
        Some(Value::String(expression)) => Some(expression),
        Some(Value::Object(operators)) => {
            if !operators.iter().all(|(operator, operand)| satisfies(operator, operand, &actual)) {
                return Ok(Evaluated::NotMet);
            }
            match operators.get("re") {
                Some(Value::String(expression)) => Some(expression),
                _ => None,
            }
        }
        _ => None,
    };
    if let Some(expression) = expression {
        let Ok(regex) = JsRegex::new(expression) else { return Ok(Evaluated::Unknown(expression.clone())) };
        let Some(captures) = regex.exec_within(&actual, budget)? else { return Ok(Evaluated::NotMet) };
        let named = regex.names().iter();
        bindings.extend(named.filter_map(|(name, group)| Some((name.clone(), captures.get(*group)?))));
        if kind == "host" {
            bindings.push(("host".to_owned(), actual));
        }
    }
    Ok(Evaluated::Met(bindings))
}

/// Whether a value passes one operator; `re` is asked elsewhere.
fn satisfies(operator: &str, operand: &Value, actual: &str) -> bool {
    let text = || operand.as_str().unwrap_or_default();
    let listed = || operand.as_array().into_iter().flatten().filter_map(Value::as_str);
    let number = || {
        let actual = Some(actual.trim()).filter(|it| !it.is_empty())?.parse::<f64>().ok()?;
        actual.is_finite().then_some(actual).zip(operand.as_f64())
    };
    match operator {
        "eq" => match operand {
            Value::Number(number) => number.to_string() == actual,
            _ => text() == actual,
        },
        "neq" => text() != actual,
        "inc" => listed().any(|it| it == actual),
        "ninc" => !listed().any(|it| it == actual),
        "pre" => actual.starts_with(text()),
        "suf" => actual.ends_with(text()),
        "gt" => number().is_some_and(|(actual, wanted)| actual > wanted),
        "gte" => number().is_some_and(|(actual, wanted)| actual >= wanted),
        "lt" => number().is_some_and(|(actual, wanted)| actual < wanted),
        "lte" => number().is_some_and(|(actual, wanted)| actual <= wanted),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(has: &Value) -> Option<Bindings> {
        let mut request = Request::get("https://Shop.example.com:3000/?page=12&lang=de").unwrap();
        request.set_header("X-Plan", "pro-2024");
        request.set_header("Cookie", "session=abc; theme=dark");
        evaluate(&json!({ "has": [has] }), &request, &mut 100_000).unwrap().0
    }

    #[test]
    fn operators() {
        for (value, holds) in [
            (json!({ "eq": "12" }), true),
            (json!({ "eq": 12 }), true),
            (json!({ "eq": "1" }), false),
            (json!({ "neq": "1" }), true),
            (json!({ "neq": "12" }), false),
            (json!({ "inc": ["x", "12"] }), true),
            (json!({ "inc": ["2"] }), false),
            (json!({ "ninc": ["1"] }), true),
            (json!({ "ninc": ["12"] }), false),
            (json!({ "pre": "1", "suf": "2" }), true),
            (json!({ "pre": "2" }), false),
            (json!({ "suf": "1" }), false),
            (json!({ "re": "^\\d+$" }), true),
            (json!({ "re": "^\\d$" }), false),
            (json!({ "gt": 11, "lt": 13, "gte": 12, "lte": 12 }), true),
            (json!({ "gt": 12 }), false),
            (json!({ "lt": 12 }), false),
            (json!("2"), true),
            (json!("^2"), false),
        ] {
            let found = asked(&json!({ "type": "query", "key": "page", "value": value })).is_some();
            assert_eq!(found, holds, "{value}");
        }
    }

    #[test]
    fn expressions_that_only_other_engines_know() {
        let known = json!({ "type": "header", "key": "x-plan", "value": "pro.*" });
        let other = json!({ "type": "header", "key": "x-plan", "value": "free" });
        let unknown = json!({ "type": "header", "key": "x-plan", "value": { "re": "(?i)PRO.*" } });
        let absent = json!({ "type": "header", "key": "x-none", "value": "(?i)PRO.*" });
        for (route, is_met, depends) in [
            (json!({ "has": [known, unknown] }), false, true),
            (json!({ "has": [unknown, other] }), false, false),
            (json!({ "has": [absent] }), false, false),
            (json!({ "missing": [unknown] }), true, true),
            (json!({ "missing": [unknown, known] }), false, false),
            (json!({ "has": [known], "missing": [unknown, other] }), true, true),
            (json!({ "has": [unknown], "missing": [known] }), false, false),
        ] {
            let mut request = Request::get("/").unwrap();
            request.set_header("X-Plan", "pro-2024");
            let (bindings, unknown) = evaluate(&route, &request, &mut 100_000).unwrap();
            assert_eq!((bindings.is_some(), unknown.is_some()), (is_met, depends), "{route}");
        }
    }

    #[test]
    fn bindings() {
        let bound = |has: Value| asked(&has).map(|bindings| format!("{bindings:?}"));
        assert_eq!(
            bound(json!({ "type": "host", "value": "(?<shop>\\w+)\\.example" })).as_deref(),
            Some(r#"[("shop", "Shop"), ("host", "Shop.example.com")]"#.to_lowercase().as_str())
        );
        assert_eq!(bound(json!({ "type": "query", "key": "lang" })).as_deref(), Some(r#"[("lang", "de")]"#));
        assert_eq!(
            bound(json!({ "type": "cookie", "key": "theme", "value": "dark" })).as_deref(),
            Some("[]")
        );
        assert_eq!(
            bound(json!({ "type": "header", "key": "x-plan", "value": "(?<plan>.*)-" })).as_deref(),
            Some(r#"[("plan", "pro")]"#)
        );
        assert_eq!(bound(json!({ "type": "header", "key": "x-other" })), None);
    }
}
