//! `source` matches no path.

use crate::routes::{EntryFacts, EntryKind, repair};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_vercel::patterns::js_regex::matches_no_path;
use svc_vercel::patterns::path_to_regexp::{Token, compile_source};

rule! {
    /// # `source` matches no path
    ///
    /// This rule never runs, because no request path can match its `source`.
    ///
    /// A request path starts with `/`, and `source` must match all of it. Start `source` with `/`.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "old/:page", "destination": "/new/:page" }] }
    /// ```
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/old/:page", "destination": "/new/:page" }] }
    /// ```
    ///
    /// `source` matches `^` and `$` literally, and always matches the whole path:
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "^/api/(.*)", "destination": "/server" }] }
    /// ```
    ///
    /// Browsers don't send the part of a URL after `#`:
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/docs#install", "destination": "/docs/install" }] }
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
    if let Some(at) = source.find('#')
        && examined.tokens.iter().any(|token| matches!(token, Token::Text(text) if text.contains('#')))
    {
        let message = "No path matches this: browsers don't send the part of a URL after `#`.";
        findings.push(Finding::new(&RULE, entry.place(node, at..source.len()), message));
        return;
    }
    let starts_with_slash = match examined.tokens.first() {
        Some(Token::Text(text)) => text.starts_with('/'),
        Some(Token::Param(param)) => param.prefix.starts_with('/'),
        None => false,
    };
    if starts_with_slash
        || !compile_source(source)
            .is_ok_and(|compiled| compiled.regex().is_ok_and(|regex| matches_no_path(&regex)))
    {
        return;
    }
    let unanchored = source.strip_prefix('^').and_then(|_| repair::repair(source));
    let better = unanchored.map_or_else(|| format!("/{source}"), |repair| repair.pattern);
    let named = if source.is_empty() { "an empty `source`".to_owned() } else { format!("`{source}`") };
    let message = format!("No path matches {named}, because every path starts with `/`");
    let better = Some(better).filter(|it| {
        compile_source(it).is_ok_and(|compiled| compiled.regex().is_ok_and(|regex| !matches_no_path(&regex)))
    });
    findings.push(match better {
        Some(better) => Finding::new(&RULE, node.range, format!("{message}. Use `{better}`.")).fix(Fix {
            title: format!("Change to `{better}`"),
            edits: vec![entry.change(node, &better)],
            preferred: !source.is_empty(),
        }),
        None => Finding::new(&RULE, node.range, format!("{message}.")),
    });
}
