//! What a `source` matches: its parameters, its expression, sample paths.

use serde_json::Value;
use svc_syntax::PathSegment;

use crate::markdown::{block, code, row};
use svc_analysis::request::candidates;
use svc_analysis::routes::{Block, Examined, compile};
use svc_analysis::snapshot::Snapshot;
use svc_config::model;
use svc_syntax::edit::pretty::pretty;
use svc_syntax::value::Node;
use svc_vercel::patterns::path_to_regexp::{self, Compiled, Name, Param};

/// The hover text for the pattern of a rule; nothing where Vercel rejects it (the finding says why).
pub(super) fn source(snapshot: &Snapshot, path: &[PathSegment], pattern: &str) -> Option<String> {
    let config = snapshot.config();
    let compiled = path_to_regexp::compile_source(pattern).ok()?;
    let mut parts = vec![format!("**{}** — path pattern", code(pattern))];
    let params: Vec<String> =
        compiled.params().enumerate().map(|(index, param)| parameter(index, param)).collect();
    if !params.is_empty() {
        parts.push(params.join("\n"));
    }
    parts.push(samples(&compiled, pattern));
    parts.extend(super::requests::of_source(snapshot, path));
    parts.push(match compiled_route(config, path) {
        Some(route) => format!("Compiled:\n{}", block("json", &pretty(&route))),
        None => format!("Compiled:\n{}", block("regex", &compiled.source)),
    });
    if matches!(path.first(), Some(PathSegment::Key(key)) if key == "rewrites") {
        parts.push(
            "Rewrites run in order, after redirects, headers and existing files. The first match wins."
                .to_owned(),
        );
    }
    if let Some(shape) = model().at(config, path) {
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
        Name::Named(name) => format!("{} (`${}`)", code(&format!(":{name}")), index + 1),
        Name::Unnamed(_) | Name::None => format!("`${}`", index + 1),
    };
    let times = match param.modifier {
        Some('?') => ", optional",
        Some('*') => ", any number of segments",
        Some('+') => ", one or more segments",
        _ => "",
    };
    let what = match param.pattern.as_str() {
        "[^\\/#\\?]+?" | "[^\\/]+?" => "one segment".to_owned(),
        ".*" => "anything".to_owned(),
        pattern => code(pattern),
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
                        Some(format!("{} = {}", code(&name), code(&value)))
                    })
                    .collect();
                rows.push(row([&code(&path), "✓", &values.join(", ")]));
            }
            Ok(None) if other.len() < 2 => other.push(row([&code(&path), "✗", ""])),
            _ => {}
        }
        tried.push(path);
    }
    if rows.is_empty() {
        return if pattern.starts_with('/') {
            String::new()
        } else {
            "It matches no request, because every path starts with `/`.".to_owned()
        };
    }
    rows.extend(other);
    format!("| Path | Matches | Parameters |\n|:--|:--|:--|\n{}", rows.join("\n"))
}
