//! Redirect loop.

use crate::request::fill::Bound;
use crate::routes::compile::{self, Block, FirstRedirects};
use crate::routes::{EntryFacts, EntryKind, Scope};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Query};
use svc_syntax::{TextRange, TextSize};
use svc_vercel::patterns::js_regex::JsRegex;

rule! {
    /// # Redirect loop
    ///
    /// Browsers stop with "too many redirects".
    ///
    /// The destination matches the redirect's own source and conditions, so the next request is redirected again. Conditions on the
    /// query don't help: Vercel keeps the query of the request. Exclude the destination from `source`, or add a condition that the
    /// next request doesn't meet.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/(.*)", "destination": "/maintenance", "permanent": false }] }
    /// ```
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/((?!maintenance$).*)", "destination": "/maintenance", "permanent": false }] }
    /// ```
    ///
    /// svc-lsp reports a loop only after following it three times, and only if no earlier redirect matches the requests.
    pub static RULE = {
        code: "redirect-loop",
        severity: Warning,
        check: Check::Note(|entry| entry.remember::<Loops>(find)), Check::File(check),
    }
}

/// How often a request comes back before it counts as a loop.
const TURNS: usize = 3;

struct Loops;

impl Query for Loops {
    type Answer = Option<Loop>;
}

/// Where a redirect leads requests that it takes again.
#[derive(Debug, Clone, PartialEq)]
struct Loop {
    /// The destination, in the entry's own offsets.
    place: TextRange,
    paths: Vec<String>,
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let first = FirstRedirects::of(snapshot.config());
    for scope in Scope::all(snapshot) {
        for (base, found) in scope.answers::<Loops>(find) {
            if let Some(found) = found.as_ref().filter(|found| !is_broken(&scope, base, found)) {
                let leads_elsewhere = |path: &String| first.is_some_and(|first| first.takes(path).is_some());
                if found.paths.iter().any(leads_elsewhere) {
                    continue;
                }
                let message = "The destination matches this redirect's own source, so browsers stop with \"too many redirects\". Exclude it from `source`.";
                let mut finding = Finding::new(&RULE, found.place + base, message);
                finding.service = scope.service.map(str::to_owned);
                findings.push(finding);
            }
        }
    }
}

/// Whether a rule before the redirect may take one of its paths elsewhere.
fn is_broken(scope: &Scope<'_>, base: TextSize, found: &Loop) -> bool {
    let earlier = scope.entries().filter(|entry| {
        matches!(entry.block, Block::Routes) || entry.block == Block::Redirects && entry.base < base
    });
    earlier.into_iter().any(|entry| {
        let regex = entry.summary.source.as_ref().and_then(|source| source.regex());
        let may_take = |path: &String| regex.is_none_or(|regex| !matches!(regex.exec(path), Ok(None)));
        found.paths.iter().any(may_take)
    })
}

fn find(facts: &EntryFacts) -> Option<Loop> {
    let EntryKind::Pattern { examined, is_unfillable: false } = &facts.kind else { return None };
    if facts.block != Block::Redirects || !examined.faults.is_empty() {
        return None;
    }
    examined.valid_source(&facts.entry.node)?;
    let (node, _) = facts.entry.destination()?;
    let summary = facts.summary();
    let source = summary.source.as_ref()?;
    // Most destinations aren't what the source takes: that is seen before they are compiled.
    let differs = |start: &str| !start.starts_with(&source.prefix) && !source.prefix.starts_with(start);
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '/' | '-' | '_');
    let written = node.as_str().unwrap_or_default();
    let plain = written.split(|it| !is_plain(it)).next().unwrap_or_default();
    if differs(plain) {
        return None;
    }
    let regex = source.regex()?;
    let takes = |path: &str| matches!(regex.exec(path), Ok(Some(_)));
    if plain == written && !takes(plain) {
        return None;
    }
    let route = compile::convert(facts.block, &facts.entry.node, examined).ok()?;
    let location = route
        .pointer("/headers/Location")?
        .as_str()
        .filter(|it| it.starts_with('/') && !it.starts_with("//"))?;
    let (target, query) = location.split_once('?').unwrap_or((location, ""));
    if !holds_again(&facts.entry.node, query) {
        return None;
    }
    let start = target.split('$').next().unwrap_or_default();
    if differs(start) {
        return None;
    }
    if start == target && !takes(target) {
        return None;
    }
    let mut path = source.witness()?.to_owned();
    let mut paths = Vec::new();
    for _ in 0..TURNS {
        path = next(regex, &path, target)?;
        paths.push(path.clone());
    }
    regex.exec(&path).ok()??;
    Some(Loop { place: node.range, paths })
}

/// Where a request for a path is redirected to, if it is.
fn next(regex: &JsRegex, path: &str, target: &str) -> Option<String> {
    let captures = regex.exec(path).ok()??;
    let next = Bound::new(regex, &captures, Vec::new()).fill(target);
    let next = next.split('#').next()?.to_owned();
    (!next.contains('$')).then_some(next)
}

/// Whether the conditions that one request has met are met by the next one, whose query has that of the destination in addition.
fn holds_again(entry: &Node, query: &str) -> bool {
    let sets = |key: &str| query.split('&').any(|pair| pair.split('=').next() == Some(key));
    let conditions = ["has", "missing"].into_iter().filter_map(|key| entry.get(key)?.as_array()).flatten();
    conditions.into_iter().all(|item| {
        let text = |key: &str| item.get(key).and_then(Node::as_str);
        text("type") != Some("query") || text("key").is_some_and(|key| !sets(key))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"redirects":[{"source":"/:path*","destination":"/new/:path*"}]}"#,
                r#"{"redirects":[{"source":"/","has":[{"type":"query","key":"a"}],"destination":"/?b=:a"}]}"#,
                r#"{"redirects":[{"source":"/((?!en).*)","destination":"/de"}]}"#,
            ],
            &[
                r#"{"redirects":[{"source":"/:path*","destination":"https://www.example.com/:path*"}]}"#,
                r#"{"redirects":[{"source":"/","has":[{"type":"query","key":"a"}],"destination":"/?a=1"}]}"#,
                r#"{"redirects":[{"source":"/maintenance","destination":"https://status.example.com"},{"source":"/(.*)","destination":"/maintenance"}]}"#,
                r#"{"redirects":[{"source":"/blog/:id","destination":"/blog/posts/:id"}]}"#,
                r#"{"cleanUrls":true,"redirects":[{"source":"/:x*","destination":"/index.html"}]}"#,
                r#"{"trailingSlash":true,"redirects":[{"source":"/:a/:b","destination":"/b/1"}]}"#,
            ],
        );
    }
}
