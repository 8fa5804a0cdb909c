//! The names and details of entries.

use std::borrow::Cow;

use svc_syntax::TextRange;
use svc_syntax::value::{Json, Node};

use super::SymbolKind;

/// How long a name or detail may be, in characters.
const LONGEST: usize = 80;

/// What identifies an element of a list: the value of one of these keys, and what is next to it.
pub(super) fn label(node: &Node, index: usize) -> (Cow<'_, str>, Cow<'_, str>, TextRange) {
    const NAMES: &[&str] = &[
        "source",
        "src",
        "path",
        "handle",
        "key",
        "env",
        "name",
        "topic",
        "hostname",
        "pathname",
        "domain",
        "type",
        "function",
        "entrypoint",
        "service",
    ];
    const DETAILS: &[&str] =
        &["destination", "dest", "schedule", "value", "service", "use", "op", "protocol"];
    if let Some(object) = node.as_object() {
        let name =
            NAMES.iter().find_map(|key| object.member(key).filter(|member| member.value.as_str().is_some()));
        let Some(name) = name else { return (format!("{index}").into(), "".into(), node.range) };
        let detail = DETAILS.iter().filter(|key| **key != name.key).find_map(|key| {
            let value = object.get(key)?;
            let target = value.get("service").and_then(Node::as_str);
            let target = target.map(|service| Cow::Owned(format!("service {service}")));
            target.or_else(|| value.as_str().map(Cow::Borrowed))
        });
        let detail = detail.map(|detail| shorten(detail, "")).map(|detail| match name.key.as_str() {
            "source" | "src" => Cow::Owned(format!("→ {detail}")),
            _ => detail,
        });
        let value = Cow::Borrowed(name.value.as_str().unwrap_or_default());
        return (shorten(value, "\"\""), detail.unwrap_or_default(), name.value.range);
    }
    (shorten(text(node), "\"\""), "".into(), node.range)
}

pub(super) fn detail(node: &Node, kind: SymbolKind) -> Cow<'_, str> {
    let field = |key: &str| node.get(key).and_then(Node::as_str);
    let text = match kind {
        SymbolKind::Service => {
            let prefix = field("routePrefix")
                .or_else(|| field("mount"))
                .or_else(|| node.get("mount")?.get("path")?.as_str());
            let what = field("framework").or_else(|| field("runtime")).or_else(|| field("type"));
            let parts = [what, field("root").or_else(|| field("entrypoint")), prefix];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ").into()
        }
        _ => text(node),
    };
    shorten(text, "")
}

/// A value in a word: scalars as they are, containers by their size.
fn text(node: &Node) -> Cow<'_, str> {
    match &node.json {
        Json::String(text) => text.into(),
        Json::Array(elements) => match elements.len() {
            1 => "1 entry".into(),
            count => format!("{count} entries").into(),
        },
        Json::Object(_) | Json::Missing => "".into(),
        _ => node.to_value().to_string().into(),
    }
}

/// One line of at most [`LONGEST`] characters; `empty` where nothing is left.
pub(super) fn shorten<'a>(text: Cow<'a, str>, empty: &'static str) -> Cow<'a, str> {
    let is_printable = |byte: u8| (b' '..=b'~').contains(&byte);
    // Most are; what follows comes to the same.
    let is_fine = text.len() <= LONGEST
        && text.bytes().all(is_printable)
        && !text.starts_with(' ')
        && !text.ends_with(' ');
    if is_fine && !text.is_empty() {
        return text;
    }
    let line: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    let line = line.trim();
    if line.is_empty() {
        return empty.into();
    }
    if line.chars().count() <= LONGEST {
        return line.to_owned().into();
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}
