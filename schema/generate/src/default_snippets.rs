//! `defaultSnippets` of the schema: for editors without the server, the required keys of an object, with places to fill.

use serde_json::{Map, Value, json};

/// Adds a snippet to every definition of an object with required keys.
pub(super) fn add(schema: &mut Value) {
    let definitions = schema.get("definitions").cloned().unwrap_or_default();
    let all = schema.get_mut("definitions").and_then(Value::as_object_mut);
    for definition in all.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        if let Some(body) = body(definition, &definitions) {
            definition
                .insert("defaultSnippets".to_owned(), json!([{ "label": "required keys", "body": body }]));
        }
    }
}

/// The required keys, each with its only value, an example, or an empty place.
fn body(definition: &Map<String, Value>, definitions: &Value) -> Option<Value> {
    let properties = definition.get("properties")?.as_object()?;
    let mut body = Map::new();
    for (index, key) in definition.get("required")?.as_array()?.iter().filter_map(Value::as_str).enumerate() {
        body.insert(key.to_owned(), value(properties.get(key)?, definitions, index + 1));
    }
    Some(Value::Object(body))
}

fn value(schema: &Value, definitions: &Value, place: usize) -> Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix("#/definitions/"));
    let target = name.and_then(|name| definitions.get(name)).unwrap_or(schema);
    let list = |schema: &Value, keyword: &str| {
        schema.get(keyword).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    if let [only] = list(target, "enum").as_slice() {
        return only.clone();
    }
    let examples = [list(schema, "examples"), list(target, "examples"), list(target, "enum")].concat();
    match examples.into_iter().next() {
        Some(Value::String(text)) if !text.contains(['$', '}', '\\']) => {
            json!(format!("${{{place}:{text}}}"))
        }
        Some(other) if !other.is_string() => other,
        _ => json!(format!("${place}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn required_keys_stand_in_the_snippet() {
        let schema = crate::schema::vercel_schema();
        let body = |name: &str| schema["definitions"][name]["defaultSnippets"][0]["body"].clone();
        assert_eq!(body("Cron"), json!({ "path": "${1:/api/daily}", "schedule": "${2:0 5 * * *}" }));
        assert_eq!(body("Binding"), json!({ "service": "$1", "format": "url", "env": "${3:API_URL}" }));
        assert_eq!(body("CronService"), json!({ "type": "cron", "schedule": "${2:0 5 * * *}" }));
        assert!(body("FunctionSettings").is_null());
    }
}
