//! The outline of the file, and its entries for a search over all files: services by name, rules by their source, crons by
//! their path.

use std::collections::HashMap;

use svc_syntax::{PathSegment, TextRange};

use crate::json::{Json, Node};
use crate::meaning::{self, Meaning};
use crate::snapshot::Snapshot;

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name; never empty.
    pub name: String,
    /// More about it, shown dim; may be empty.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// All of it.
    pub range: TextRange,
    /// What is selected when it is chosen; lies within `range`.
    pub selection: TextRange,
    /// What is in it.
    pub children: Vec<Symbol>,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A service.
    Service,
    /// A rewrite, redirect, route or rule of headers.
    Rule,
    /// A cron or another schedule.
    Schedule,
    /// An environment variable or binding.
    Variable,
    /// A file or a glob over files.
    File,
    /// Any other object.
    Object,
    /// Any other list.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`, or nothing yet.
    Null,
}

/// An entry of the search over all files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPlace {
    /// Its name.
    pub name: String,
    /// The key that it stands under.
    pub container: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where it stands.
    pub range: TextRange,
}

/// How long a name or detail may be, in characters.
const LONGEST: usize = 80;

/// The outline of the file.
#[must_use]
pub fn symbols(snapshot: &Snapshot) -> Vec<Symbol> {
    Outline::default().children(snapshot.config())
}

/// The services, rules, schedules and files that are named in the file and match `query`: its letters, in their order, in any
/// case. An empty query matches all.
#[must_use]
pub fn named_places(snapshot: &Snapshot, query: &str) -> Vec<NamedPlace> {
    fn collect(symbols: &[Symbol], container: &str, query: &str, found: &mut Vec<NamedPlace>) {
        for symbol in symbols {
            let is_name = matches!(
                symbol.kind,
                SymbolKind::Service | SymbolKind::Rule | SymbolKind::Schedule | SymbolKind::File
            );
            if is_name && is_subsequence(query, &symbol.name) {
                found.push(NamedPlace {
                    name: symbol.name.clone(),
                    container: container.to_owned(),
                    kind: symbol.kind,
                    range: symbol.selection,
                });
            }
            collect(&symbol.children, &symbol.name, query, found);
        }
    }
    let mut found = Vec::new();
    collect(&symbols(snapshot), "vercel.json", query, &mut found);
    found
}

/// Whether the letters of `query` stand in `text` in their order, in any case.
fn is_subsequence(query: &str, text: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}

/// The outline while it is made.
#[derive(Default)]
struct Outline {
    /// The path to what is looked at.
    path: Vec<PathSegment>,
    /// Which keys are deprecated, by their path, all indexes alike.
    deprecated: HashMap<String, bool>,
}

impl Outline {
    fn children(&mut self, node: &Node) -> Vec<Symbol> {
        match &node.json {
            Json::Object(object) => object
                .members
                .iter()
                .map(|member| {
                    let names = meaning::of_key(&self.path);
                    self.path.push(PathSegment::Key(member.key.clone()));
                    let kind = match names {
                        Some(Meaning::Service(_)) => SymbolKind::Service,
                        Some(Meaning::Glob) => SymbolKind::File,
                        Some(Meaning::EnvName) => SymbolKind::Variable,
                        _ => kind(&member.value),
                    };
                    let deprecated = self.path.len() < 4 && self.is_deprecated(&member.value);
                    let symbol = Symbol {
                        name: shorten(&member.key, "\"\""),
                        detail: detail(&member.value, kind),
                        kind,
                        deprecated,
                        range: member.range,
                        selection: member.key_range,
                        children: self.children(&member.value),
                    };
                    self.path.pop();
                    symbol
                })
                .collect(),
            Json::Array(elements) => elements
                .iter()
                .enumerate()
                .map(|(index, element)| {
                    self.path.push(index.into());
                    let (name, detail, selection) = label(element, index);
                    let symbol = Symbol {
                        name,
                        detail,
                        kind: element_kind(element, &self.path),
                        deprecated: false,
                        range: element.range,
                        selection,
                        children: self.children(element),
                    };
                    self.path.pop();
                    symbol
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the key that the path leads to is deprecated.
    fn is_deprecated(&mut self, value: &Node) -> bool {
        // The shapes of keys up to here depend on nothing that is written, but for the kinds of services.
        let name = self.path.iter().fold(String::new(), |name, segment| match segment {
            PathSegment::Key(key) => name + key + "\0",
            PathSegment::Index(_) => name + "\0",
        });
        *self.deprecated.entry(name).or_insert_with(|| {
            let root = Node { range: value.range, json: Json::Missing };
            crate::config::model().at(&root, &self.path).is_some_and(|shape| shape.deprecated().is_some())
        })
    }
}

fn kind(node: &Node) -> SymbolKind {
    match node.json {
        Json::Object(_) => SymbolKind::Object,
        Json::Array(_) => SymbolKind::Array,
        Json::String(_) => SymbolKind::String,
        Json::Number(_) => SymbolKind::Number,
        Json::Bool(_) => SymbolKind::Boolean,
        Json::Null | Json::Missing => SymbolKind::Null,
    }
}

fn element_kind(node: &Node, path: &[PathSegment]) -> SymbolKind {
    let list = path.iter().rev().find_map(|segment| match segment {
        PathSegment::Key(key) => Some(key.as_str()),
        PathSegment::Index(_) => None,
    });
    match list {
        _ if node.as_object().is_none() => kind(node),
        Some("rewrites" | "redirects" | "routes") => SymbolKind::Rule,
        // `headers` in `headers` are the headers themselves.
        Some("headers") if node.get("source").is_some() => SymbolKind::Rule,
        Some("crons" | "schedules") => SymbolKind::Schedule,
        Some("bindings") => SymbolKind::Variable,
        Some("builds") => SymbolKind::File,
        _ => SymbolKind::Object,
    }
}

/// What identifies an element of a list: the value of one of these keys, and what stands beside it.
fn label(node: &Node, index: usize) -> (String, String, TextRange) {
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
        let Some(name) = name else { return (format!("{index}"), String::new(), node.range) };
        let detail = DETAILS.iter().filter(|key| **key != name.key).find_map(|key| {
            let value = object.get(key)?;
            let target =
                value.get("service").and_then(Node::as_str).map(|service| format!("service {service}"));
            target.or_else(|| value.as_str().map(str::to_owned))
        });
        let arrow = if matches!(name.key.as_str(), "source" | "src") { "→ " } else { "" };
        let detail = detail.map(|detail| format!("{arrow}{}", shorten(&detail, ""))).unwrap_or_default();
        return (shorten(name.value.as_str().unwrap_or_default(), "\"\""), detail, name.value.range);
    }
    (shorten(&text(node), "\"\""), String::new(), node.range)
}

fn detail(node: &Node, kind: SymbolKind) -> String {
    let field = |key: &str| node.get(key).and_then(Node::as_str);
    let text = match kind {
        SymbolKind::Service => {
            let prefix = field("routePrefix")
                .or_else(|| field("mount"))
                .or_else(|| node.get("mount")?.get("path")?.as_str());
            let what = field("framework").or_else(|| field("runtime")).or_else(|| field("type"));
            [what, field("root").or_else(|| field("entrypoint")), prefix]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        }
        _ => text(node),
    };
    shorten(&text, "")
}

/// A value in a word: scalars as they are, containers by their size.
fn text(node: &Node) -> String {
    match &node.json {
        Json::String(text) => text.clone(),
        Json::Array(elements) => match elements.len() {
            1 => "1 entry".to_owned(),
            count => format!("{count} entries"),
        },
        Json::Object(_) | Json::Missing => String::new(),
        _ => node.to_value().to_string(),
    }
}

/// One line of at most [`LONGEST`] characters; `empty` where nothing is left.
fn shorten(text: &str, empty: &str) -> String {
    let line: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    let line = line.trim();
    if line.is_empty() {
        return empty.to_owned();
    }
    if line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::Fixture;

    fn check(json: &str, expect: &Expect) {
        fn show(symbols: &[Symbol], depth: usize, text: &str, out: &mut String) {
            for symbol in symbols {
                assert!(symbol.range.contains_range(symbol.selection), "{symbol:?}");
                let mark = if symbol.deprecated { " (deprecated)" } else { "" };
                out.push_str(&format!(
                    "{}{} | {} | {:?}{mark} | {}\n",
                    "  ".repeat(depth),
                    symbol.name,
                    symbol.detail,
                    symbol.kind,
                    &text[symbol.selection]
                ));
                show(&symbol.children, depth + 1, text, out);
            }
        }
        let fixture = Fixture::new(json);
        let mut out = String::new();
        show(&symbols(&fixture.snapshot), 0, &fixture.text, &mut out);
        expect.assert_eq(&out);
    }

    #[test]
    fn services_by_name_and_rules_by_source() {
        check(
            r#"{
  "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } },
  "rewrites": [{ "source": "/a", "destination": { "service": "web" } }, { "source": "/b", "destination": "/c" }],
  "crons": [{ "path": "/api/x", "schedule": "0 5 * * *" }],
  "headers": [{ "source": "/(.*)", "headers": [{ "key": "X-A", "value": "b" }] }],
  "functions": { "api/*.ts": { "maxDuration": 10 } },
  "regions": ["iad1"],
  "name": "x",
  "": 
}"#,
            &expect![[r#"
                experimentalServices |  | Object | "experimentalServices"
                  web | nextjs · / | Service | "web"
                    framework | nextjs | String | "framework"
                    routePrefix | / | String | "routePrefix"
                rewrites | 2 entries | Array | "rewrites"
                  /a | → service web | Rule | "/a"
                    source | /a | String | "source"
                    destination |  | Object | "destination"
                      service | web | String | "service"
                  /b | → /c | Rule | "/b"
                    source | /b | String | "source"
                    destination | /c | String | "destination"
                crons | 1 entry | Array | "crons"
                  /api/x | 0 5 * * * | Schedule | "/api/x"
                    path | /api/x | String | "path"
                    schedule | 0 5 * * * | String | "schedule"
                headers | 1 entry | Array | "headers"
                  /(.*) |  | Rule | "/(.*)"
                    source | /(.*) | String | "source"
                    headers | 1 entry | Array | "headers"
                      X-A | b | Object | "X-A"
                        key | X-A | String | "key"
                        value | b | String | "value"
                functions |  | Object | "functions"
                  api/*.ts |  | File | "api/*.ts"
                    maxDuration | 10 | Number | "maxDuration"
                regions | 1 entry | Array | "regions"
                  iad1 |  | String | "iad1"
                name | x | String (deprecated) | "name"
                "" |  | Null | ""
            "#]],
        );
    }

    #[test]
    fn the_search_takes_letters_in_their_order() {
        let fixture = Fixture::new(
            r#"{ "services": { "web-shop": {} }, "rewrites": [{ "source": "/Shop", "destination": "/" }], "regions": ["shop"] }"#,
        );
        let names = |query: &str| -> Vec<String> {
            named_places(&fixture.snapshot, query)
                .into_iter()
                .map(|it| format!("{} in {}", it.name, it.container))
                .collect()
        };
        assert_eq!(names("shp"), ["web-shop in services", "/Shop in rewrites"]);
        assert_eq!(names("WS"), ["web-shop in services"]);
        assert_eq!(names("").len(), 2);
        assert_eq!(names("zz"), Vec::<String>::new());
    }
}
