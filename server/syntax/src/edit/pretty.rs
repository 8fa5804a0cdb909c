//! JSON as a user writes it: what is short stays on one line, the rest is opened.

use rowan::TextSize;
use serde_json::Value;

use crate::text::Text;

use crate::edit::{indent_unit, line_break, line_indent, quoted};

/// How many characters a line may have, its indentation counted as two a step.
const WIDTH: usize = 76;

/// JSON over several lines, indented by tabs. An object or array at the top is opened unless it is empty.
#[must_use]
pub fn pretty(value: &Value) -> String {
    write(value, 0, 0, true)
}

/// The value of a member in a file's own style, for the line of `offset`: its line ends, its indentation.
#[must_use]
pub fn pretty_at(value: &Value, text: &Text, offset: TextSize) -> String {
    let base = line_indent(text, offset);
    write(value, 0, 1, true)
        .replace('\t', &indent_unit(text))
        .replace('\n', &format!("{}{base}", line_break(text)))
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

/// `depth` counts the objects and arrays that are open in this text, `level` those of the file. Entries that are all objects or
/// arrays look alike: when one is too long for its line, all are opened.
fn write(value: &Value, depth: usize, level: usize, is_opened: bool) -> String {
    if is_empty(value) || !is_opened && is_short(value, level) {
        return inline(value);
    }
    let (open, shut) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    let opens_all =
        children(value).all(is_container) && children(value).any(|child| !is_short(child, level + 1));
    let inner = |child| write(child, depth + 1, level + 1, opens_all);
    let entries: Vec<String> = match value {
        Value::Object(members) => {
            members.iter().map(|(key, value)| format!("{}: {}", quoted(key), inner(value))).collect()
        }
        other => children(other).map(inner).collect(),
    };
    let (indent, close) = ("\t".repeat(depth + 1), "\t".repeat(depth));
    format!("{open}\n{indent}{}\n{close}{shut}", entries.join(&format!(",\n{indent}")))
}

/// Whether a value is on one line.
fn is_short(value: &Value, level: usize) -> bool {
    let nested = children(value).any(is_container);
    is_empty(value) || (level > 1 || !nested) && inline(value).chars().count() + 2 * level < WIDTH
}

/// Whether a value has nothing in it: a string or number, an empty object or array.
fn is_empty(value: &Value) -> bool {
    children(value).next().is_none()
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Object(members) => Box::new(members.values()),
        Value::Array(elements) => Box::new(elements.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}
