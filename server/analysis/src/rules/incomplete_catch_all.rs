//! Incomplete catch-all.

use crate::functions::framework;
use crate::routes::overlaps::{self, Missed};
use crate::routes::{Block, EntryFacts, EntryKind, Scope, compile};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::value::{Json, Query};
use svc_syntax::{TextEdit, TextRange, TextSize};
use svc_vercel::detect;
use svc_vercel::patterns::js_regex::JsRegex;
use svc_vercel::patterns::path_to_regexp::{self, Name, Token};
use svc_vercel::project::Folder;

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
    /// many applications have no such paths, and as a hint below `/api`, where only the application's own requests go. With `"trailingSlash": true`, every page has a trailing slash, so svc-lsp reports a warning. With `false`,
    /// no path has one, so svc-lsp reports nothing. The same goes for a project without services that Next.js builds: it redirects paths with a trailing
    /// slash to those without, unless `next.config` sets `trailingSlash` or `skipTrailingSlashRedirect`.
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
        or: [Information, Hint],
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
    /// The expression of the source.
    expression: String,
    fix: Option<Fix>,
}

impl Gap {
    fn missed(&self) -> Missed<'_> {
        Missed { path: &self.missed, by: &self.expression }
    }

    /// Whether what is missed is below `/api/`: only the application's own code requests that, while anyone may add a slash to a page.
    fn is_of_api(&self) -> bool {
        self.missed.starts_with("/api/")
    }

    /// What is missed, and what to do.
    fn message(&self, advice: &str) -> String {
        format!("`{}` doesn't match paths that end in `/`, such as `{}`. {advice}", self.star, self.missed)
    }

    fn finding(&self, base: TextSize, severity: Severity, message: String) -> Finding {
        let mut finding = Finding::new(&RULE, self.place, message).severity(severity);
        finding.fixes.extend(self.fix.clone());
        finding.shifted(base)
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let slash = snapshot.config().get("trailingSlash").map(|node| &node.json);
    let Some(scope) = Scope::of_file(snapshot) else { return };
    let gaps = scope.answers::<Gaps>(find);
    let gaps: Vec<(TextSize, &Gap)> = gaps.filter_map(|(base, gap)| Some((base, gap.as_ref()?))).collect();
    let mut takes_root = None;
    let mut loses_root = |gap: &Gap| gap.is_root && !*takes_root.get_or_insert_with(|| is_root_taken(&scope));
    let (of_root, mut others): (Vec<_>, Vec<_>) = gaps.into_iter().partition(|(_, gap)| loses_root(gap));
    for (base, gap) in not_taken(snapshot, &of_root) {
        let message =
            format!("`{}` doesn't match `/`, so no rule handles the home page. Use `/(.*)`.", gap.written);
        findings.push(gap.finding(base, Severity::Warning, message));
    }
    match slash {
        Some(Json::Bool(false)) => {}
        None if !others.is_empty() && next_removes_slash(snapshot) => {}
        Some(Json::Bool(true)) => {
            findings.extend(not_taken(snapshot, &others).into_iter().map(|(base, gap)| {
                let message = gap.message("With `trailingSlash`, every page is such a path. Use `(.*)`.");
                gap.finding(base, Severity::Warning, message)
            }));
        }
        _ => {
            others.sort_by_cached_key(|(_, gap)| (gap.is_of_api(), gap.missed.len()));
            // As many as are shown are enough.
            let mut shown = Vec::new();
            for gaps in others.chunks(MAX_RELATED + 1) {
                shown.extend(not_taken(snapshot, gaps));
                if shown.len() > MAX_RELATED {
                    break;
                }
            }
            findings.extend(merged(shown));
        }
    }
}

/// Those of which no other rule takes the paths.
fn not_taken<'a>(snapshot: &Snapshot, gaps: &[(TextSize, &'a Gap)]) -> Vec<(TextSize, &'a Gap)> {
    let missed: Vec<Missed<'_>> = gaps.iter().map(|(_, gap)| gap.missed()).collect();
    let are_taken = overlaps::are_taken(snapshot, &missed);
    gaps.iter().zip(are_taken).filter_map(|(gap, is_taken)| (!is_taken).then_some(*gap)).collect()
}

/// One finding for rules of which each misses only paths that the application may not have, at the one that counts most.
fn merged(gaps: Vec<(TextSize, &Gap)>) -> Option<Finding> {
    let mut gaps = gaps.into_iter();
    let (base, gap) = gaps.next()?;
    let severity = if gap.is_of_api() { Severity::Hint } else { Severity::Information };
    let message = gap.message("Use `(.*)` if your application has such paths.");
    let mut first = gap.finding(base, severity, message);
    for (base, other) in gaps.take(MAX_RELATED) {
        first = first.related(other.place + base, "This rule doesn't match such paths either.");
        if let ([fix], Some(more)) = (&mut *first.fixes, &other.fix) {
            "Change these sources".clone_into(&mut fix.title);
            fix.edits.extend(more.edits.iter().map(|edit| TextEdit::new(edit.range + base, &*edit.insert)));
        }
    }
    Some(first)
}

/// How many other places are shown.
const MAX_RELATED: usize = 50;

/// Whether Next.js redirects a path that ends in a slash before a rewrite is tried. In a project with services, only the requests that
/// reach its own service get there.
fn next_removes_slash(snapshot: &Snapshot) -> bool {
    let is_next = framework::builds_whole_project(snapshot)
        && framework::of(snapshot).flatten().is_some_and(|it| it.slug() == Some("nextjs"));
    is_next && detect::next_removes_slash(&Folder::root(&*snapshot.project))
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
    let expression = compile::anchored(&examined.expression);
    let regex = JsRegex::new(&expression).ok()?;
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
        expression,
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
    use super::Severity;
    use crate::rules::tests::assert_reports;
    use crate::testing::{Fixture, apply, snapshot};

    #[test]
    fn rules_that_miss_only_a_slash_are_one_finding() {
        let fixture = Fixture::new(
            r#"{ "rewrites": [
                { "source": "/in/static/:path*", "destination": "https://a.example/static/:path*" },
                { "source": "/in/:path*", "destination": "https://b.example/:path*" }
            ] }"#,
        );
        let mut findings = Vec::new();
        super::check(&fixture.snapshot, &mut findings);
        let [finding] = &*findings else { panic!("{findings:?}") };
        assert_eq!(&fixture.text[finding.range], r#""/in/:path*""#);
        assert_eq!(&fixture.text[finding.related[0].range], r#""/in/static/:path*""#);
        assert_eq!(finding.severity, Severity::Information);
        assert_eq!(
            apply(&fixture.text, &finding.fixes[0].edits),
            r#"{ "rewrites": [
                { "source": "/in/static{/:path(.*)}?", "destination": "https://a.example/static/:path" },
                { "source": "/in{/:path(.*)}?", "destination": "https://b.example/:path" }
            ] }"#
        );
    }

    #[test]
    fn rules_of_an_api_are_a_hint() {
        let severity = |source: &str| {
            let rewrites = format!(r#"[{{"source":"{source}","destination":"https://a.example/:path*"}}]"#);
            let mut findings = Vec::new();
            super::check(&snapshot(&format!(r#"{{"rewrites":{rewrites}}}"#)), &mut findings);
            findings.first().map(|finding| finding.severity)
        };
        assert_eq!(severity("/api/v1/:path*"), Some(Severity::Hint));
        assert_eq!(severity("/apis/:path*"), Some(Severity::Information));
        assert_eq!(severity("/:path*"), Some(Severity::Warning));
    }

    /// Next.js redirects `/docs/a/` to `/docs/a` before a rewrite of the file is tried.
    #[test]
    fn next_redirects_paths_that_end_in_a_slash() {
        let count = |vercel: &str, files: &str| {
            let rewrites =
                r#""rewrites":[{"source":"/docs/:path*","destination":"https://a.example/:path*"}]"#;
            let source = format!("//- /vercel.json\n{{{vercel}{rewrites}}}\n{files}");
            let mut findings = Vec::new();
            super::check(&snapshot(&source), &mut findings);
            findings.len()
        };
        let next = "//- /package.json\n{\"dependencies\":{\"next\":\"16\"}}\n";
        assert_eq!(count("", next), 0);
        assert_eq!(count("", "//- /package.json\n{\"dependencies\":{\"vite\":\"7\"}}\n"), 1);
        assert_eq!(count(r#""builds":[{"src":"a.js","use":"@vercel/node"}],"#, next), 1);
        assert_eq!(count(r#""trailingSlash":true,"#, next), 1);
        for (config, expected) in [("// trailingSlash", 0), ("skipTrailingSlashRedirect: true,", 1)] {
            let config = format!("{next}//- /next.config.ts\nexport default {{ {config}\n}}\n");
            assert_eq!(count("", &config), expected, "{config}");
        }
    }

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
