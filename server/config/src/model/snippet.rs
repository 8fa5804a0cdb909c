//! What completion inserts for a value: a snippet with the required keys and places to fill.

use serde_json::Value;

use super::Shape;
use super::compile::JsonType;

/// The snippet of a shape.
pub(super) fn snippet(shape: Shape) -> String {
    let mut next = 1;
    let text = write(shape, &mut next, 0);
    if next == 1 { format!("{text}$0") } else { text }
}

fn write(shape: Shape, next: &mut usize, depth: usize) -> String {
    let shape = first_form(shape);
    if let Some(constant) = shape.constant() {
        return snippet_text(&constant.to_string());
    }
    let values = shape.values();
    if !values.is_empty() {
        let choices: Vec<String> = values
            .iter()
            .map(|value| value.value.to_string().replace(',', "\\,").replace('|', "\\|"))
            .collect();
        return place(next, &format!("|{}|", choices.join(",")), true);
    }
    match shape.types().first() {
        Some(JsonType::Object) => object(shape, next, depth),
        Some(JsonType::Array) => match shape.items() {
            Some(item) if first_form(item).types().first() == Some(&JsonType::Object) => {
                let indent = "\t".repeat(depth + 1);
                format!("[\n{indent}{}\n{}]", write(item, next, depth + 1), "\t".repeat(depth))
            }
            Some(item) => format!("[{}]", write(item, next, depth)),
            None => format!("[{}]", place(next, "", false)),
        },
        Some(JsonType::String) => {
            let inner = example(shape).and_then(Value::as_str).unwrap_or_default();
            format!("\"{}\"", place(next, &snippet_text(inner), false))
        }
        Some(JsonType::Boolean) => {
            // What one writes is what differs from the default.
            let choices =
                if shape.default() == Some(&Value::Bool(true)) { "|false,true|" } else { "|true,false|" };
            place(next, choices, true)
        }
        Some(JsonType::Integer | JsonType::Number) => {
            let inner = example(shape).map(ToString::to_string).unwrap_or_default();
            place(next, &inner, false)
        }
        Some(JsonType::Null) => "null".to_owned(),
        None => place(next, "", false),
    }
}

fn object(shape: Shape, next: &mut usize, depth: usize) -> String {
    let required: Vec<_> = shape.properties().filter(|property| property.required).collect();
    if required.is_empty() {
        return format!("{{{}}}", place(next, "", false));
    }
    let indent = "\t".repeat(depth + 1);
    let members: Vec<String> = required
        .iter()
        .map(|property| format!("{indent}\"{}\": {}", property.key, write(property.shape, next, depth + 1)))
        .collect();
    format!("{{\n{}\n{}}}", members.join(",\n"), "\t".repeat(depth))
}

fn first_form(shape: Shape) -> Shape {
    shape.alternatives().next().unwrap_or(shape)
}

fn example(shape: Shape) -> Option<&'static Value> {
    shape.examples().first().or_else(|| shape.default())
}

/// A place to fill, numbered; `choice` where the text is a list of choices.
fn place(next: &mut usize, text: &str, choice: bool) -> String {
    let number = *next;
    *next += 1;
    match (choice, text) {
        (true, choices) => format!("${{{number}{choices}}}"),
        (false, "") => format!("${number}"),
        (false, text) => format!("${{{number}:{text}}}"),
    }
}

/// Text as a snippet that means just that.
#[must_use]
pub fn snippet_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
