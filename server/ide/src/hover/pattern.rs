//! What a `source` matches: its parameters, its expression, sample paths.

use serde_json::Value;
use svc_syntax::PathSegment;

use super::reported::Reported;
use super::requests;
use crate::markdown::{code, row};
use svc_analysis::request::{candidates, why_not_sent};
use svc_analysis::routes::{Block, Examined, compile, groups};
use svc_analysis::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::patterns::js_regex::JsRegex;
use svc_vercel::patterns::path_to_regexp::{self, Compiled, Name, Param};

/// The hover text for the pattern of a rule, in at most 15 lines; nothing where Vercel rejects it (the finding says why).
pub(super) fn source(
    snapshot: &Snapshot,
    path: &[PathSegment],
    pattern: &str,
    reported: &Reported,
) -> Option<String> {
    let config = snapshot.config();
    let compiled = path_to_regexp::compile_source(pattern).ok()?;
    let mut parts = vec![format!("**{}** — path pattern", code(pattern))];
    let params: Vec<String> =
        compiled.params().enumerate().map(|(index, param)| parameter(index, param)).collect();
    if !params.is_empty() {
        parts.push(params.join(" · "));
    }
    parts.extend(samples(&compiled, pattern, reported));
    parts.extend(requests::of_source(snapshot, path, reported));
    let route = compiled_route(config, path);
    let text = |key: &str| route.as_ref().and_then(|route| route.get(key)?.as_str());
    let expression = text("src").unwrap_or(&compiled.source);
    let target = text("dest").map(|dest| format!(" → {}", code(dest))).unwrap_or_default();
    parts.push(format!("Compiled: {}{target}", code(expression)));
    Some(parts.join("\n\n"))
}

/// The hover text for the regular expression of a route; nothing where it can't be read.
pub(super) fn expression(
    snapshot: &Snapshot,
    path: &[PathSegment],
    expression: &str,
    reported: &Reported,
) -> Option<String> {
    JsRegex::new(expression).ok()?;
    let mut parts = vec![format!("**{}** — regular expression for paths", code(expression))];
    let groups: Vec<String> = groups(expression)
        .into_iter()
        .enumerate()
        .map(|(index, name)| match name {
            Some(name) => format!("{} ({})", code(&format!("${name}")), code(&format!("${}", index + 1))),
            None => code(&format!("${}", index + 1)),
        })
        .collect();
    if !groups.is_empty() {
        parts.push(format!("Groups: {}", groups.join(", ")));
    }
    parts.extend(requests::of_source(snapshot, path, reported));
    parts.push("It must match the whole path: missing `^` and `$` are added.".to_owned());
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
    format!("{name}{end}")
}

/// Sample paths that match, with what is captured, and some that look alike and do not.
fn samples(compiled: &Compiled, pattern: &str, reported: &Reported) -> Option<String> {
    let regex = compiled.regex().ok()?;
    let mut rows = Vec::new();
    let mut tried = Vec::new();
    let mut other = Vec::new();
    for path in candidates(compiled) {
        if tried.contains(&path) || !path.starts_with('/') {
            continue;
        }
        match regex.exec(&path) {
            Ok(Some(captures)) if rows.len() < 2 => {
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
            Ok(None) if other.is_empty() => other.push(row([&code(&path), "✗", ""])),
            _ => {}
        }
        tried.push(path);
    }
    if rows.is_empty() {
        if reported.is_any() {
            return None;
        }
        if !pattern.starts_with('/') {
            return Some("It matches no request, because every path starts with `/`.".to_owned());
        }
        return why_not_sent(&compiled.tokens)
            .map(|reason| format!("Under `vercel dev`, it matches no request, because {reason}."));
    }
    rows.extend(other);
    Some(format!("| Path | Matches | Parameters |\n|:--|:--|:--|\n{}", rows.join("\n")))
}
