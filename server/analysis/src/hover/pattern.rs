//! What a `source` matches: its parameters, its expression, sample paths.

use serde_json::Value;
use svc_syntax::PathSegment;

use crate::json::Node;
use crate::patterns::path_to_regexp::{self, Compiled, Name, Param, Token};
use crate::pretty::pretty;
use crate::routes::{Block, Examined, compile};

/// What is told about the pattern of a rule; nothing where Vercel refuses it (the finding says why).
pub(super) fn source(config: &Node, path: &[PathSegment], pattern: &str) -> Option<String> {
    let compiled = path_to_regexp::compile_source(pattern).ok()?;
    let mut parts = vec![format!("**`{}`** — pattern of paths", pattern.replace('`', "'"))];
    let params: Vec<String> =
        compiled.params().enumerate().map(|(index, param)| parameter(index, param)).collect();
    if !params.is_empty() {
        parts.push(params.join("\n"));
    }
    parts.push(samples(&compiled, pattern));
    parts.push(match compiled_route(config, path) {
        Some(route) => format!("Compiled:\n```json\n{}\n```", pretty(&route).replace('\t', "  ")),
        None => format!("Compiled:\n```regex\n{}\n```", compiled.source),
    });
    if matches!(path.first(), Some(PathSegment::Key(key)) if key == "rewrites") {
        parts.push("Rewrites are tried in their order, after redirects, headers and files that exist; the first that matches wins.".to_owned());
    }
    if let Some(shape) = super::shape_at(config, path) {
        parts.push("---".to_owned());
        parts.push(super::shape(shape));
    }
    Some(parts.join("\n\n"))
}

/// The route that the rule compiles to.
fn compiled_route(config: &Node, path: &[PathSegment]) -> Option<Value> {
    let (_, rule) = path.split_last()?;
    let list = rule.iter().rev().find_map(|segment| match segment {
        PathSegment::Key(key) => Some(key),
        PathSegment::Index(_) => None,
    })?;
    let block = Block::ALL.into_iter().find(|block| block.key() == list)?;
    let entry = config.at(rule)?;
    compile::convert(block, entry, &Examined::new(block, entry)).ok()
}

fn parameter(index: usize, param: &Param) -> String {
    let name = match &param.name {
        Name::Named(name) => format!("`:{name}` (`${}`)", index + 1),
        Name::Unnamed(_) | Name::None => format!("`${}`", index + 1),
    };
    let times = match param.modifier {
        Some('?') => ", may be absent",
        Some('*') => ", any number of segments",
        Some('+') => ", one segment or more",
        _ => "",
    };
    let what = match param.pattern.as_str() {
        "[^\\/#\\?]+?" | "[^\\/]+?" => "one segment".to_owned(),
        ".*" => "anything".to_owned(),
        pattern => format!("`{}`", pattern.replace('`', "'")),
    };
    let what = if param.is_repeated() && what == "one segment" { String::new() } else { format!(": {what}") };
    let end = if what.is_empty() { times.replacen(", ", ": ", 1) } else { format!("{what}{times}") };
    format!("- {name}{end}")
}

/// Sample paths that match, with what is captured, and some that look alike and do not.
fn samples(compiled: &Compiled, pattern: &str) -> String {
    let mut rows = Vec::new();
    let mut tried = Vec::new();
    let mut other = Vec::new();
    for path in candidates(compiled) {
        if tried.contains(&path) || !path.starts_with('/') {
            continue;
        }
        match compiled.regex.exec(&path) {
            Ok(Some(captures)) if rows.len() < 3 => {
                let values: Vec<String> = compiled
                    .params()
                    .enumerate()
                    .filter_map(|(index, param)| {
                        let value = captures.get(index + 1).filter(|value| !value.is_empty())?;
                        let name = match &param.name {
                            Name::Named(name) => format!(":{name}"),
                            Name::Unnamed(_) | Name::None => format!("${}", index + 1),
                        };
                        Some(format!("`{name}` = `{value}`"))
                    })
                    .collect();
                rows.push(format!("| `{path}` | ✓ | {} |", values.join(", ")));
            }
            Ok(None) if other.len() < 2 => other.push(format!("| `{path}` | ✗ | |")),
            _ => {}
        }
        tried.push(path);
    }
    if rows.is_empty() {
        return if pattern.starts_with('/') {
            String::new()
        } else {
            "It matches no request: paths begin with a slash.".to_owned()
        };
    }
    rows.extend(other);
    format!("| Path | Matches | Parameters |\n|:--|:--|:--|\n{}", rows.join("\n"))
}

/// Paths that the pattern may match: its parameters filled with samples; then some near to it.
fn candidates(compiled: &Compiled) -> Vec<String> {
    const VALUES: &[&str] = &["hello", "a/b", "", "1", "en", "style.css", "/hello", "2024", "api"];
    let write = |value: &dyn Fn(&Param) -> String| -> String {
        compiled
            .tokens
            .iter()
            .map(|token| match token {
                Token::Text(text) => text.clone(),
                Token::Param(param) => {
                    let value = value(param);
                    let absent = value.is_empty() && param.is_optional();
                    if absent { String::new() } else { format!("{}{value}{}", param.prefix, param.suffix) }
                }
            })
            .collect()
    };
    let mut paths: Vec<String> = VALUES.iter().map(|value| write(&|_| (*value).to_owned())).collect();
    // Each parameter with the first sample that its own expression takes.
    let fitting = |param: &Param| {
        let regex = crate::patterns::js_regex::JsRegex::new(&format!("^(?:{})$", param.pattern)).ok();
        let fits =
            |value: &&&str| regex.as_ref().is_some_and(|regex| matches!(regex.exec(value), Ok(Some(_))));
        VALUES.iter().find(fits).map_or_else(|| literal(&param.pattern), |value| (*value).to_owned())
    };
    paths.insert(0, write(&fitting));
    let first = paths.first().cloned().unwrap_or_default();
    paths.extend([
        format!("{first}/"),
        format!("{first}/more"),
        format!("{first}x"),
        "/".to_owned(),
        "/other".to_owned(),
    ]);
    paths
}

/// The first alternative of an expression that lists words: `en|fr` gives `en`.
fn literal(pattern: &str) -> String {
    let inner = pattern.strip_prefix("?:").unwrap_or(pattern);
    let first = inner.split('|').next().unwrap_or_default();
    first.chars().filter(|char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.' | '/')).collect()
}
