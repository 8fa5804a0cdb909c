//! What a new key is given: values that fit what is around it, the likely one first.

use serde_json::Value;
use svc_config::Shape;
use svc_config::meaning::Meaning;
use svc_config::model::{JsonType, snippet_text};
use svc_syntax::edit::pretty::{inline, pretty};
use svc_syntax::edit::slot::Slot;
use svc_syntax::{KeyPath, PathSegment};

use super::item::{CompletionKind, Writer};
use super::values;

/// How many values of a key can be chosen from.
const CHOICES: usize = 100;

/// How many of them are tried until one is no mistake.
const TRIED: usize = 5;

/// Snippets for the value of a new key in the slot's object, the best first. The caller uses the first that causes no finding.
pub(super) fn values(writer: &Writer<'_>, key: &str, shape: Shape) -> Vec<String> {
    let mut path = writer.slot.path.clone();
    path.0.push(PathSegment::Key(key.to_owned()));
    let meaning = writer.snapshot.model().meaning(&path);
    if matches!(&*path.0, [_] if matches!(key, "experimentalServices" | "services")) {
        return vec!["{\n\t$0\n}".to_owned()].into_iter().chain(snippets(shape)).collect();
    }
    let is_string = shape.types().first() == Some(&JsonType::String);
    let mut snippets = snippets(shape);
    if !is_string && let Some(filled) = filled(writer, &path, shape) {
        snippets.insert(1, filled);
    }
    if is_string && shape.values().is_empty() && meaning.is_some_and(names_values) {
        snippets.splice(0..0, choices(&offered(writer, path)));
    }
    snippets
}

/// The strings that completion offers at a path, as JSON.
fn offered(writer: &Writer<'_>, path: KeyPath) -> Vec<String> {
    let slot = Slot::for_value(path, writer.slot.cursor);
    let mut inner = Writer::new(writer.snapshot, &slot);
    values::complete(&mut inner);
    inner.items.sort_by(|a, b| a.sort.cmp(&b.sort));
    let values =
        inner.items.into_iter().filter(|item| item.kind != CompletionKind::Snippet && !item.deprecated);
    values.map(|item| item.plain).filter(|text| text.starts_with('"')).take(CHOICES).collect()
}

/// The snippet of an object at a path, or of a list of one, with what completion offers for its required keys. `None` where it offers
/// nothing of its own.
pub(super) fn filled(writer: &Writer<'_>, path: &KeyPath, shape: Shape) -> Option<String> {
    let form = shape.alternatives().next().unwrap_or(shape);
    if form.types().first() == Some(&JsonType::Array) {
        let mut element = path.clone();
        element.0.push(PathSegment::Index(0));
        let inner = filled(writer, &element, form.items()?)?;
        return Some(format!("[\n\t{}\n]", inner.replace('\n', "\n\t")));
    }
    let mut place = 0;
    let mut is_own = false;
    let mut members = Vec::new();
    for property in form.properties().filter(|property| property.required) {
        let mut path = path.clone();
        path.0.push(PathSegment::Key(property.key.to_owned()));
        let example = |shape: Shape| shape.constant().or(shape.default()).or(shape.examples().first());
        let known = writer.snapshot.model().meaning(&path).filter(|meaning| names_values(*meaning));
        let value = match known.and_then(|_| offered(writer, path).into_iter().next()) {
            Some(value) => {
                is_own = true;
                value
            }
            None => example(property.shape).map(inline)?,
        };
        place += 1;
        let text = snippet_text(&value);
        let text = match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) => format!("\"${{{place}:{text}}}\""),
            None => text,
        };
        members.push(format!("\t\"{}\": {text}", property.key));
    }
    is_own.then(|| format!("{{\n{}\n}}", members.join(",\n")))
}

/// The snippets of a value of this shape: its required keys, its examples, nothing.
pub(super) fn snippets(shape: Shape) -> Vec<String> {
    let mut snippets = vec![shape.snippet()];
    for example in shape.examples() {
        let text = match example {
            Value::Object(_) | Value::Array(_) => pretty(example),
            other => inline(other),
        };
        snippets.push(format!("{}$0", snippet_text(&text)));
    }
    snippets.extend(shape.alternatives().map(Shape::snippet));
    let types = shape.types();
    for (kind, empty) in [(JsonType::Array, "[$0]"), (JsonType::Object, "{$0}")] {
        if types.contains(&kind) {
            snippets.push(empty.to_owned());
        }
    }
    let mut seen = Vec::new();
    snippets.retain(|snippet| {
        !seen.contains(snippet) && {
            seen.push(snippet.clone());
            true
        }
    });
    snippets
}

/// A choice between values, once for each that may be the first.
pub(super) fn choices(values: &[String]) -> Vec<String> {
    let choice = |values: &[String]| match values {
        [only] => {
            let text = snippet_text(only);
            match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                Some(text) => format!("\"${{1:{text}}}\""),
                None => format!("${{1:{text}}}"),
            }
        }
        several => {
            let escape = |text: &String| text.replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|");
            format!("${{1|{}|}}", several.iter().map(escape).collect::<Vec<_>>().join(","))
        }
    };
    (0..values.len().min(TRIED))
        .map(|first| {
            let mut turned = values.to_vec();
            if let Some(turned) = turned.get_mut(..=first) {
                turned.rotate_right(1);
            }
            choice(&turned)
        })
        .collect()
}

/// Whether completion knows values for it that stand by themselves.
fn names_values(meaning: Meaning) -> bool {
    !matches!(meaning, Meaning::RouteSource | Meaning::HeaderValue)
}
