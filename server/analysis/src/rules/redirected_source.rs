//! Source redirected before the rule runs.

use crate::routes::compile::FirstRedirects;
use crate::routes::{Block, EntryFacts, EntryKind, Scope};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::value::Query;
use svc_syntax::{TextEdit, TextRange, edit};
use svc_vercel::patterns::path_to_regexp::Token;

rule! {
    /// # Source redirected before the rule runs
    ///
    /// This rule never runs, because every path that it matches is redirected before Vercel tries the rule.
    ///
    /// `cleanUrls` redirects paths with `.html`, and `trailingSlash: true` redirects paths without a slash at the end, before any other
    /// rule. Match the path that they redirect to.
    ///
    /// ```json bad
    /// { "cleanUrls": true, "redirects": [{ "source": "/old.html", "destination": "/new" }] }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true, "redirects": [{ "source": "/old", "destination": "/new" }] }
    /// ```
    ///
    /// ```json bad
    /// { "trailingSlash": true, "redirects": [{ "source": "/old", "destination": "/new/" }] }
    /// ```
    ///
    /// Source: `getTransformedRoutes` in `@vercel/routing-utils`, which puts these redirects first.
    pub static RULE = {
        code: "redirected-source",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Note(|entry| entry.remember::<Sources>(find)), Check::File(check),
    }
}

struct Sources;

impl Query for Sources {
    type Answer = Option<Source>;
}

/// A source of which a setting may redirect every path.
#[derive(Debug, Clone, PartialEq)]
struct Source {
    /// In the entry's own offsets.
    place: TextRange,
    written: String,
    /// A path that it takes: the only one, where nothing else is in the source.
    path: String,
    is_literal: bool,
    /// The settings that do.
    taken_by: Vec<FirstRedirects>,
    /// Where a redirect leads.
    destination: Option<String>,
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(first) = FirstRedirects::of(snapshot.config()) else { return };
    // A service's own blocks come after those of the file.
    let Some(scope) = Scope::of_file(snapshot) else { return };
    for (base, source) in scope.answers::<Sources>(find) {
        let Some(source) = source.as_ref().filter(|source| source.taken_by.contains(&first)) else {
            continue;
        };
        let Some((key, location)) = first.takes(&source.path) else { continue };
        let redirects = if source.is_literal {
            format!("`{key}` redirects `{}` to `{location}` first", source.path)
        } else {
            format!("`{key}` first redirects every path that `{}` matches", source.written)
        };
        let is_done = source.destination.as_ref() == Some(&location);
        let remedy = if is_done { "Remove this rule." } else { "Match the path that it redirects to." };
        let message = format!("This rule never runs: {redirects}. {remedy}");
        let mut finding = Finding::new(&RULE, source.place, message);
        if source.is_literal && !is_done {
            let edit = TextEdit::new(source.place, edit::quoted(&location));
            finding = finding.fix(Fix::offered(format!("Change to `{location}`"), edit));
        }
        findings.push(finding.shifted(base));
    }
}

/// Rewrites aren't reported: the path that one rewrite sets reaches the next without a redirect.
fn find(facts: &EntryFacts) -> Option<Source> {
    let EntryKind::Pattern { examined, .. } = &facts.kind else { return None };
    if !matches!(facts.block, Block::Redirects | Block::Headers) {
        return None;
    }
    let (node, written) = examined.valid_source(&facts.entry.node)?;
    let text = |token: &Token| if let Token::Text(text) = token { Some(text.clone()) } else { None };
    let is_literal = examined.tokens.iter().all(|token| matches!(token, Token::Text(_)));
    let is_html = matches!(examined.tokens.last(), Some(Token::Text(text)) if text.ends_with(".html"));
    if !is_literal && !is_html {
        return None;
    }
    let path = if is_literal {
        examined.tokens.iter().filter_map(text).collect()
    } else {
        facts.summary().source.as_ref()?.witness()?.to_owned()
    };
    let taken_by = FirstRedirects::ALL.into_iter().filter(|first| first.takes(&path).is_some());
    let taken_by: Vec<FirstRedirects> = taken_by.collect();
    if taken_by.is_empty() {
        return None;
    }
    let destination = facts.entry.destination().map(|(_, destination)| destination.to_owned());
    Some(Source { place: node.range, written: written.to_owned(), path, is_literal, taken_by, destination })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"cleanUrls":true,"redirects":[{"source":"/a/:x.html","destination":"/b"}]}"#,
                r#"{"cleanUrls":true,"headers":[{"source":"/docs/index","headers":[{"key":"a","value":"b"}]}]}"#,
                r#"{"trailingSlash":true,"redirects":[{"source":"/a/b","destination":"/c/"}]}"#,
            ],
            &[
                r#"{"cleanUrls":true,"redirects":[{"source":"/a","destination":"/b"}]}"#,
                r#"{"trailingSlash":true,"redirects":[{"source":"/a.png","destination":"/b.png"},{"source":"/:x","destination":"/b/"},{"source":"/.well-known/a","destination":"/b/"}]}"#,
                r#"{"trailingSlash":true,"rewrites":[{"source":"/b/","destination":"/c"},{"source":"/c","destination":"https://e.example/"}]}"#,
                r#"{"cleanUrls":false,"redirects":[{"source":"/a.html","destination":"/b"}]}"#,
            ],
        );
    }
}
