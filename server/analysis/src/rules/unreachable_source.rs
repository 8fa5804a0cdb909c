//! A `source` that no path can match.

use crate::routes::{EntryFacts, EntryKind, repair};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_vercel::patterns::js_regex::matches_no_path;
use svc_vercel::patterns::path_to_regexp::{Token, compile_source};

rule! {
    /// # A source that no path matches
    ///
    /// A request's path starts with `/`, and `source` has to match all of it. Vercel accepts a `source` that starts with anything
    /// else, and the rule then never applies.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "old/:page", "destination": "/new/:page" }] }
    /// ```
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/old/:page", "destination": "/new/:page" }] }
    /// ```
    ///
    /// `^` and `$` stand for themselves here; a source is matched from the start to the end anyway.
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "^/api/(.*)", "destination": "/server" }] }
    /// ```
    pub static RULE = {
        code: "unreachable-source",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let EntryFacts { entry, kind: EntryKind::Pattern { examined, .. }, .. } = facts else { return };
    let Some((node, source)) = examined.valid_source(&entry.node) else { return };
    let starts_with_slash = match examined.tokens.first() {
        Some(Token::Text(text)) => text.starts_with('/'),
        Some(Token::Param(param)) => param.prefix.starts_with('/'),
        None => false,
    };
    if starts_with_slash || !compile_source(source).is_ok_and(|compiled| matches_no_path(&compiled.regex)) {
        return;
    }
    let unanchored = source.strip_prefix('^').and_then(|_| repair::repair(source));
    let better = unanchored.map_or_else(|| format!("/{source}"), |repair| repair.pattern);
    let message = format!("No path matches `{source}`: a path starts with `/`");
    let better =
        Some(better).filter(|it| compile_source(it).is_ok_and(|compiled| !matches_no_path(&compiled.regex)));
    findings.push(match better {
        Some(better) => Finding::new(&RULE, node.range, format!("{message}. Write `{better}`.")).fix(Fix {
            title: format!("Write `{better}`"),
            edits: vec![entry.change(node, &better)],
            preferred: !source.is_empty(),
        }),
        None => Finding::new(&RULE, node.range, format!("{message}, and this does not.")),
    });
}
