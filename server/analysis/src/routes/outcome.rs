//! What an entry does to the requests that it takes, so that entries can be compared.

use serde_json::{Map, Value};

use super::compile;
use super::scope::{EntryFacts, EntryKind};
use svc_syntax::value::Query;
use svc_vercel::patterns::path_to_regexp::{Name, Token};

/// What an entry does to the requests that it takes.
#[derive(Debug)]
pub struct Outcome {
    /// The paths that it takes, with `$1` for the first parameter; `None` where they can't be written like that.
    paths: Option<String>,
    /// Where requests go, with the same `$1`; empty if nowhere else.
    target: String,
    /// Everything else that it does: its status, its service, its transforms.
    rest: Map<String, Value>,
    /// Whether something in `rest` depends on the path.
    fills_rest: bool,
}

impl Query for Outcome {
    type Answer = Option<Outcome>;
}

impl Outcome {
    /// What an entry does; `None` where Vercel can't compile it.
    #[must_use]
    pub fn of(facts: &EntryFacts) -> Option<Outcome> {
        let (value, paths) = match &facts.kind {
            EntryKind::Route(route) => (route.value.clone(), None),
            EntryKind::Pattern { examined, .. } => {
                (compile::convert(facts.block, &facts.entry.node, examined).ok()?, paths(&examined.tokens))
            }
        };
        let Value::Object(mut rest) = value else { return None };
        for key in ["src", "has", "missing", "methods", "caseSensitive"] {
            rest.remove(key);
        }
        let location = || Some(rest.get("headers")?.get("Location")?.as_str()?.to_owned());
        let target = location().or_else(|| Some(rest.get("dest")?.as_str()?.to_owned())).unwrap_or_default();
        rest.remove("dest");
        if let Some(Value::Object(headers)) = rest.get_mut("headers") {
            headers.remove("Location");
        }
        let fills_rest = Value::from(rest.clone()).to_string().contains('$');
        Some(Outcome { paths, target, rest, fills_rest })
    }

    /// Whether requests keep their paths.
    #[must_use]
    pub fn keeps_path(&self) -> bool {
        self.target.is_empty() || self.paths.as_ref().is_some_and(|paths| is_same_target(paths, &self.target))
    }

    /// Whether it is proved that this entry does to every request that `later` takes what `later` would do, up to a slash at the end of
    /// the path. This entry must take all those requests.
    #[must_use]
    pub fn is_same_for(&self, later: &Outcome, has_same_source: bool) -> bool {
        if self.rest != later.rest {
            return false;
        }
        if has_same_source {
            return is_same_target(&self.target, &later.target);
        }
        let target = || self.target_for(later.paths.as_deref()?);
        !self.fills_rest
            && (is_constant(&self.target) && is_same_target(&self.target, &later.target)
                || target().is_some_and(|target| is_same_target(&target, &later.target)))
    }

    /// Where requests of these paths go. What the parameters match together is known where plain text surrounds them, whatever each
    /// of them matches.
    fn target_for(&self, paths: &str) -> Option<String> {
        let own = self.paths.as_deref()?;
        let (start, last) = (own.find('$')?, own.rfind('$')?);
        let digits = own.get(last + 1..)?.bytes().take_while(u8::is_ascii_digit).count();
        let (before, parameters) = own.get(..last + 1 + digits)?.split_at(start);
        let after = own.get(last + 1 + digits..)?;
        let target = self.target.replace(parameters, "\0");
        if !is_constant(&target) {
            return None;
        }
        let value = |paths: &str| Some(paths.strip_prefix(before)?.strip_suffix(after)?.to_owned());
        // `/docs/:path*` takes `/docs` too.
        let value = value(paths).or_else(|| value(&format!("{paths}/")))?;
        Some(target.replace('\0', &value))
    }
}

/// The paths that a source takes, with `$1` for its first parameter. A parameter that may be absent is written only at the end, where
/// that changes nothing but a slash.
fn paths(tokens: &[Token]) -> Option<String> {
    let (mut paths, mut count) = (String::new(), 0);
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) if !text.contains('$') => paths.push_str(text),
            Token::Param(param) if param.name != Name::None => {
                let may_be_absent = matches!(param.modifier, Some('?' | '*'));
                let is_last = index + 1 == tokens.len() && param.prefix == "/" && param.suffix.is_empty();
                if may_be_absent && !is_last {
                    return None;
                }
                count += 1;
                paths.push_str(&format!("{}${count}{}", param.prefix, param.suffix));
            }
            _ => return None,
        }
    }
    Some(paths)
}

/// Whether nothing of the request's path is filled in.
fn is_constant(target: &str) -> bool {
    !without_query_of_page(target).contains('$')
}

fn is_same_target(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|target| {
        let target = without_query_of_page(target);
        let (path, rest) = target.split_at(target.find(['?', '#']).unwrap_or(target.len()));
        (path.trim_end_matches('/'), rest)
    });
    one == other
}

/// A static page is the same whatever the query, to which rewrites append the parameters that the destination doesn't use.
fn without_query_of_page(target: &str) -> &str {
    let path = target.split('?').next().unwrap_or_default();
    if path.ends_with(".html") && !compile::is_url(target) { path } else { target }
}

#[cfg(test)]
mod tests {
    use super::super::compile::Block;
    use crate::routes::Scope;
    use crate::testing::snapshot;

    /// Whether the second of two entries does nothing else than the first.
    #[track_caller]
    fn is_same(block: Block, entries: [(&str, &str); 2]) -> bool {
        let entries =
            entries.map(|(source, rest)| format!("{{ \"source\": \"{source}\", \"destination\": {rest} }}"));
        let snapshot = snapshot(&format!("{{ \"{}\": [{}] }}", block.key(), entries.join(", ")));
        let scope = Scope::of_file(&snapshot).unwrap();
        let [one, other] = [0, 1].map(|index| scope.entry(index).unwrap());
        let source = |index| scope.entry(index).unwrap().summary.source.as_ref().unwrap().expression.clone();
        one.outcome().unwrap().is_same_for(other.outcome().unwrap(), source(0) == source(1))
    }

    #[test]
    fn outcomes_are_compared() {
        for (entries, expected) in [
            ([("/docs/:path*", "/d/:path*"), ("/docs", "/d")], true),
            ([("/docs/:path*", "/d/:path*"), ("/docs/:slug", "/d/:slug")], true),
            ([("/docs/:path*", "/d/:path*"), ("/docs/a/:b/:c", "/d/a/:b/:c")], true),
            ([("/:lang/docs/:path*", "/d/:lang/docs/:path*"), ("/en/docs/a", "/d/en/docs/a")], true),
            ([("/(.*)", "/$1.html"), ("/a", "/a.html")], true),
            ([("/blog/:slug", "/posts?slug=:slug"), ("/blog/a", "/posts?slug=a")], true),
            ([("/:path*", "/index.html"), ("/about", "/index.html")], true),
            ([("/(.*)", "/x"), ("/a", "/x/")], true),
            ([("/docs/:path*", "/d/:path*"), ("/docs/:slug", "/e/:slug")], false),
            ([("/docs/:path*", "/d/:path*"), ("/docs/a", "/d/b")], false),
            ([("/docs/:path*", "/d/:path*"), ("/docs/:a/:b", "/d/:b/:a")], false),
            ([("/:a-:b", "/:a/:b"), ("/x-:b", "/x/:b")], false),
            ([("/:path*", "/api"), ("/about", "/api")], false),
            ([("/a/:x?/b", "/c/:x?/b"), ("/a/b", "/c/b")], false),
        ] {
            let quoted = entries.map(|(source, to)| (source, format!("\"{to}\"")));
            let entries = [0, 1].map(|index| (quoted[index].0, quoted[index].1.as_str()));
            assert_eq!(is_same(Block::Rewrites, entries), expected, "{entries:?}");
        }
    }

    #[test]
    fn what_else_an_entry_does_counts() {
        let service = r#"{ "service": "api" }"#;
        let with_path = r#"{ "service": "api", "path": "/$1" }"#;
        assert!(is_same(Block::Rewrites, [("/api/(.*)", service), ("/api/health", service)]));
        assert!(!is_same(Block::Rewrites, [("/api/(.*)", service), ("/api/health", with_path)]));
        assert!(!is_same(Block::Rewrites, [("/api/(.*)", with_path), ("/api/:x", with_path)]));
        let [permanent, temporary] = [true, false].map(|it| format!("\"/b\", \"permanent\": {it}"));
        assert!(is_same(Block::Redirects, [("/(.*)", &permanent), ("/a", &permanent)]));
        assert!(is_same(Block::Redirects, [("/(.*)", &permanent), ("/a", "\"/b\"")]));
        assert!(!is_same(Block::Redirects, [("/(.*)", &permanent), ("/a", &temporary)]));
    }
}
