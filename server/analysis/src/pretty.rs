//! JSON as a person writes it: what is short stays on one line, the rest is opened.

use serde_json::Value;
use svc_syntax::{Text, TextSize};

use crate::edit::{indent_unit, line_break, line_indent, quoted};

/// How many characters a line may have, its indentation counted as two a step.
const WIDTH: usize = 76;

/// JSON over several lines, indented by tabs. An object or array at the top is opened unless it is empty.
#[must_use]
pub fn pretty(value: &Value) -> String {
    write(value, 0, 0)
}

/// The value of a member in a file's own style, to stand in the line of `offset`: its line ends, its indentation.
#[must_use]
pub fn pretty_at(value: &Value, text: &Text, offset: TextSize) -> String {
    let base = line_indent(text, offset);
    write(value, 0, 1).replace('\t', &indent_unit(text)).replace('\n', &format!("{}{base}", line_break(text)))
}

/// JSON on one line, with spaces.
#[must_use]
pub fn inline(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("{}: {}", quoted(key), inline(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(elements) => format!("[{}]", elements.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// `depth` counts the objects and arrays that are open in this text, `level` those of the file.
fn write(value: &Value, depth: usize, level: usize) -> String {
    let nested = match value {
        Value::Object(members) if !members.is_empty() => members.values().any(is_container),
        Value::Array(elements) if !elements.is_empty() => elements.iter().any(is_container),
        _ => return inline(value),
    };
    let short = inline(value);
    if depth > 0 && (level > 1 || !nested) && short.chars().count() + 2 * level < WIDTH {
        return short;
    }
    let indent = "\t".repeat(depth + 1);
    let close = "\t".repeat(depth);
    let (open, entries, shut): (char, Vec<String>, char) = match value {
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                format!("{indent}{}: {}", quoted(key), write(value, depth + 1, level + 1))
            };
            ('{', members.iter().map(member).collect(), '}')
        }
        Value::Array(elements) => (
            '[',
            elements.iter().map(|it| format!("{indent}{}", write(it, depth + 1, level + 1))).collect(),
            ']',
        ),
        _ => return short,
    };
    format!("{open}\n{}\n{close}{shut}", entries.join(",\n"))
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}
