//! JavaScript, as far as Vercel's code and a project's files depend on it.

mod object;

use serde_json::Value;

pub use object::{JsObject, OBJECT_PROTOTYPE_PROPERTIES};

/// Whether JavaScript takes a value as true.
#[must_use]
pub fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0 && !number.is_nan()),
        Value::String(text) => !text.is_empty(),
        Value::Bool(true) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// JavaScript without its comments. (A `//` in a string stays: it is not at the start of a word that is a comment.)
#[must_use]
pub fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match (quote, char, chars.peek()) {
            (Some(_), '\\', _) => {
                code.push(char);
                code.extend(chars.next());
                continue;
            }
            (Some(open), _, _) if open == char || (char == '\n' && open != '`') => quote = None,
            (None, '\'' | '"' | '`', _) => quote = Some(char),
            (None, '/', Some('/')) => {
                while chars.peek().is_some_and(|it| *it != '\n') {
                    chars.next();
                }
                continue;
            }
            (None, '/', Some('*')) => {
                let mut last = ' ';
                chars.next();
                for char in chars.by_ref() {
                    if last == '*' && char == '/' {
                        break;
                    }
                    last = char;
                }
                code.push(' ');
                continue;
            }
            _ => {}
        }
        code.push(char);
    }
    code
}
