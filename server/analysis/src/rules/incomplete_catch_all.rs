//! Incomplete catch-all.

use crate::routes::{Block, EntryFacts, EntryKind, Scope, SourcePattern, compile};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::TextRange;
use svc_syntax::value::{Json, Query};
use svc_vercel::patterns::js_regex::JsRegex;
use svc_vercel::patterns::path_to_regexp::{self, Name, Token};

rule! {
    /// # Incomplete catch-all
    ///
    /// Some requests that this rule seems to match return 404 or go elsewhere.
    ///
    /// `/:path*` matches `/a` and `/a/b`, but neither `/` nor a path that ends in `/`. A pattern with `(.*)` matches all of them.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/:path*", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// If a rewrite to another host or to a service misses only paths with a trailing slash, svc-lsp reports it as information, because
    /// many applications have no such paths. With `"trailingSlash": true`, every page has a trailing slash, so svc-lsp reports a warning. With `false`,
    /// no path has one, so svc-lsp reports nothing.
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "/docs/:path*", "destination": "https://docs.example.com/:path*" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/docs{/:path(.*)}?", "destination": "https://docs.example.com/:path" }] }
    /// ```
    pub static RULE = {
        code: "incomplete-catch-all",
        severity: Warning,
        check: Check::Note(|entry| entry.remember::<Gaps>(find)), Check::File(check),
    }
}

struct Gaps;

impl Query for Gaps {
    type Answer = Option<Gap>;
}

/// A source that ends in `/:name*`, and what it doesn't match.
#[derive(Debug, Clone, PartialEq)]
struct Gap {
    /// The source, in the entry's own offsets.
    place: TextRange,
    written: String,
    /// The part that repeats.
    star: String,
    /// A path that it doesn't match because of the slash at its end.
    missed: String,
    /// Whether it is all of the source.
    is_root: bool,
    fix: Option<Fix>,
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let slash = snapshot.config().get("trailingSlash").map(|node| &node.json);
    let Some(scope) = Scope::of_file(snapshot) else { return };
    let (mut takes_root, mut looks) = (None, 0);
    for (base, gap) in scope.answers::<Gaps>(find) {
        let Some(gap) = gap else { continue };
        looks += scope.count();
        if looks > MAX_LOOKS || takes_missed(&scope, &gap.missed) {
            continue;
        }
        let loses_root = gap.is_root && !*takes_root.get_or_insert_with(|| is_root_taken(&scope));
        let (severity, message) = if loses_root {
            let message = format!(
                "`{}` doesn't match `/`, so no rule handles the home page. Use `/(.*)`.",
                gap.written
            );
            (Severity::Warning, message)
        } else {
            let missed =
                format!("`{}` doesn't match paths that end in `/`, such as `{}`.", gap.star, gap.missed);
            match slash {
                Some(Json::Bool(false)) => continue,
                Some(Json::Bool(true)) => (
                    Severity::Warning,
                    format!("{missed} With `trailingSlash`, every page is such a path. Use `(.*)`."),
                ),
                _ => (
                    Severity::Information,
                    format!("{missed} Use `(.*)` if your application has such paths."),
                ),
            }
        };
        let mut finding = Finding::new(&RULE, gap.place, message).severity(severity);
        finding.fixes.extend(gap.fix.clone());
        findings.push(finding.shifted(base));
    }
}

/// How many rules are looked at for what others miss; in a file with more, nothing more is said.
const MAX_LOOKS: usize = 100_000;

/// Whether another rule takes the path that a gap leaves.
fn takes_missed(scope: &Scope<'_>, path: &str) -> bool {
    scope.entries().filter(|entry| entry.block != Block::Headers).any(|entry| {
        let source = entry.summary.source.as_ref();
        let starts_so = |source: &&SourcePattern| {
            path.get(..source.prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&source.prefix))
        };
        let regex = source.filter(starts_so).and_then(SourcePattern::regex);
        regex.is_some_and(|regex| regex.may_match(path) && !matches!(regex.exec(path), Ok(None)))
    })
}

/// Whether a rule of the file matches `/`.
fn is_root_taken(scope: &Scope<'_>) -> bool {
    scope.entries().filter(|entry| entry.block != Block::Headers).any(|entry| {
        let source = entry.summary.source.as_ref();
        source.is_none_or(|source| {
            source.prefix.len() <= 1
                && source.regex().is_none_or(|regex| !matches!(regex.exec("/"), Ok(None)))
        }) && entry.summary.handle.is_none()
    })
}

fn find(facts: &EntryFacts) -> Option<Gap> {
    let EntryFacts { block: Block::Rewrites, entry, kind: EntryKind::Pattern { examined, .. }, .. } = facts
    else {
        return None;
    };
    let (node, written) = examined.valid_source(&entry.node)?;
    let destination = entry.node.get("destination")?;
    let leaves = destination.get("service").is_some() || destination.as_str().is_some_and(compile::is_url);
    let Some(Token::Param(param)) = examined.tokens.last().filter(|_| leaves) else { return None };
    let Name::Named(name) = &param.name else { return None };
    let star = format!(":{name}*");
    let before = written.strip_suffix(&format!("/{star}"))?;
    // With other parameters before it, what it doesn't match is no path that can be shown.
    if !examined.tokens.iter().rev().skip(1).all(|token| matches!(token, Token::Text(_))) {
        return None;
    }
    // The expression tells what it doesn't match.
    let regex = JsRegex::new(&compile::anchored(&examined.expression)).ok()?;
    let missed = format!("{before}/a/");
    if !matches!(regex.exec(&missed), Ok(None)) {
        return None;
    }
    let better = if before.is_empty() { "/(.*)".to_owned() } else { format!("{before}{{/:{name}(.*)}}?") };
    path_to_regexp::compile_source(&better).ok()?;
    let fix = fix(facts, &better, &star, before.is_empty());
    Some(Gap {
        place: node.range,
        written: written.to_owned(),
        star,
        missed,
        is_root: before.is_empty(),
        fix,
    })
}

/// Changes the source, and the destination with it.
fn fix(facts: &EntryFacts, better: &str, star: &str, is_root: bool) -> Option<Fix> {
    let entry = &facts.entry;
    let source = entry.node.get("source")?;
    let mut edits = vec![entry.change(source, better)];
    if let Some((node, written)) = entry.destination() {
        let value = if is_root { "$1" } else { star.strip_suffix('*')? };
        if written.matches(star).count() != written.matches(star.strip_suffix('*')?).count() {
            return None;
        }
        if written.contains(star) {
            edits.push(entry.change(node, &written.replace(star, value)));
        }
    }
    Some(Fix { title: format!("Change to `{better}`"), edits, preferred: false })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"rewrites":[{"source":"/:all*","destination":"https://a.example/:all*"}]}"#,
                r#"{"rewrites":[{"source":"/docs/v2/:match*","destination":"https://a.example/:match*"}]}"#,
                r#"{"trailingSlash":true,"rewrites":[{"source":"/a/:path*","destination":"https://a.example/:path*/"}]}"#,
            ],
            &[
                r#"{"trailingSlash":false,"rewrites":[{"source":"/a/:path*","destination":"https://a.example/:path*"}]}"#,
                r#"{"rewrites":[{"source":"/:path*","destination":"/index.html"}]}"#,
                r#"{"rewrites":[{"source":"/a/:path*","destination":"https://a.example/:path*"},{"source":"/a/:path*/","destination":"https://a.example/:path*/"}]}"#,
                r#"{"rewrites":[{"source":"/a/:path(.*)","destination":"https://a.example/:path"}]}"#,
            ],
        );
    }
}
