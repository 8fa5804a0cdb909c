//! The outline of the file, and its entries for a search over all files: services by name, rules by their source, crons by
//! their path.

mod label;
mod search;

use std::borrow::Cow;

use svc_syntax::{PathSegment, TextRange};

use svc_analysis::snapshot::Snapshot;
use svc_config::Shape;
use svc_config::meaning::Meaning;
use svc_config::walk::{self, At, Scope, walk};
use svc_syntax::value::{Json, Member, Node};

pub use search::{NamedPlace, named_places};

use label::{detail, label, shorten};

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// Its name; never empty.
    pub name: Cow<'a, str>,
    /// More about it, shown dim; may be empty.
    pub detail: Cow<'a, str>,
    /// What it is.
    pub kind: SymbolKind,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// All of it.
    pub range: TextRange,
    /// What is selected when it is chosen; lies within `range`.
    pub selection: TextRange,
}

/// Receives the outline entry by entry, so that a large file's is never in memory as a whole.
pub trait Visitor {
    /// An entry begins; those in it follow.
    fn begin(&mut self, symbol: &Symbol<'_>);
    /// The innermost open entry ends.
    fn end(&mut self);
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

/// Visits the outline of the file.
pub fn visit(snapshot: &Snapshot, visitor: &mut impl Visitor) {
    walk(snapshot.config(), Scope::default(), &mut Outline { visitor });
}

/// How deep the keys are that may be shown as deprecated: their shapes depend on nothing that is written, but for the kinds of
/// services.
const DEEPEST_DEPRECATED: usize = 3;

/// Turns what the walk shows into entries.
struct Outline<'v, V> {
    visitor: &'v mut V,
}

impl<V: Visitor> walk::Visitor for Outline<'_, V> {
    fn member(&mut self, at: &At<'_>, member: &Member) -> bool {
        let kind = match at.key_meaning {
            Some(Meaning::Service(_)) => SymbolKind::Service,
            Some(Meaning::Glob) => SymbolKind::File,
            Some(Meaning::EnvName) => SymbolKind::Variable,
            _ => kind(&member.value),
        };
        self.visitor.begin(&Symbol {
            name: shorten(Cow::Borrowed(&member.key), "\"\""),
            detail: detail(&member.value, kind),
            kind,
            deprecated: at.path.len() <= DEEPEST_DEPRECATED
                && at.shape.is_some_and(|shape| shape.deprecated().is_some()),
            range: member.range,
            selection: member.key_range,
        });
        true
    }

    fn element(&mut self, at: &At<'_>, element: &Node) -> bool {
        let index = at.path.last().and_then(PathSegment::index).unwrap_or_default();
        let (name, detail, selection) = label(element, index);
        let kind = element_kind(element, at.shape);
        let range = element.range;
        self.visitor.begin(&Symbol { name, detail, kind, deprecated: false, range, selection });
        true
    }

    fn end(&mut self) {
        self.visitor.end();
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

/// What an element is: an object is what its keys make it.
fn element_kind(node: &Node, shape: Option<Shape>) -> SymbolKind {
    if node.as_object().is_none() {
        return kind(node);
    }
    shape.and_then(kind_of_keys).unwrap_or(SymbolKind::Object)
}

fn kind_of_keys(shape: Shape) -> Option<SymbolKind> {
    let own = shape.properties().find_map(|property| match property.shape.meaning()? {
        Meaning::Source | Meaning::RouteSource => Some(SymbolKind::Rule),
        Meaning::Schedule => Some(SymbolKind::Schedule),
        Meaning::EnvName => Some(SymbolKind::Variable),
        Meaning::Glob => Some(SymbolKind::File),
        _ => None,
    });
    own.or_else(|| shape.alternatives().find_map(kind_of_keys))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use svc_analysis::testing::Fixture;

    fn check(json: &str, expect: &Expect) {
        struct Show<'t> {
            text: &'t str,
            depth: usize,
            out: String,
        }
        impl Visitor for Show<'_> {
            fn begin(&mut self, symbol: &Symbol<'_>) {
                assert!(symbol.range.contains_range(symbol.selection), "{symbol:?}");
                let mark = if symbol.deprecated { " (deprecated)" } else { "" };
                self.out.push_str(&format!(
                    "{}{} | {} | {:?}{mark} | {}\n",
                    "  ".repeat(self.depth),
                    symbol.name,
                    symbol.detail,
                    symbol.kind,
                    &self.text[symbol.selection]
                ));
                self.depth += 1;
            }

            fn end(&mut self) {
                self.depth -= 1;
            }
        }
        let fixture = Fixture::new(json);
        let mut show = Show { text: &fixture.text, depth: 0, out: String::new() };
        visit(&fixture.snapshot, &mut show);
        expect.assert_eq(&show.out);
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
