//! `source` matches no path.

use crate::request::{percent_encoded, sent, why_not_sent};
use crate::routes::{Entry, EntryFacts, EntryKind, repair};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_config::Severity;
use svc_syntax::value::Node;
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
    ///
    /// Browsers percent-encode spaces and characters that aren't ASCII, and `vercel dev` compares `source` with the path that they send.
    /// svc-lsp reports this as information, because deployments may differ:
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/café/:page", "destination": "/coffee/:page" }] }
    /// ```
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/caf%C3%A9/:page", "destination": "/coffee/:page" }] }
    /// ```
    pub static RULE = {
        code: "unreachable-source",
        severity: Warning,
        or: [Information],
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
    if starts_with_slash {
        findings.extend(unsent(entry, node, source, &examined.tokens));
        return;
    }
    if !compile_source(source)
        .is_ok_and(|compiled| compiled.regex().is_ok_and(|regex| matches_no_path(&regex)))
    {
        return;
    }
    let unanchored = source.strip_prefix('^').and_then(|_| repair::repair(source));
    let better = unanchored.map_or_else(|| format!("/{source}"), |repair| repair.pattern);
    let named = if source.is_empty() { "an empty `source`".to_owned() } else { format!("`{source}`") };
    let message = format!("No path matches {named}, because every path starts with `/`");
    let is_sent = compile_source(&better).is_ok_and(|it| why_not_sent(&it.tokens).is_none());
    let better = Some(if is_sent { better } else { escaped(&better) }).filter(|it| {
        compile_source(it).is_ok_and(|compiled| {
            why_not_sent(&compiled.tokens).is_none()
                && compiled.regex().is_ok_and(|regex| !matches_no_path(&regex))
        })
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

/// The finding for a pattern whose paths browsers send otherwise.
fn unsent(entry: &Entry, node: &Node, source: &str, tokens: &[Token]) -> Option<Finding> {
    let message =
        format!("Under `vercel dev`, no request matches `{source}`, because {}", why_not_sent(tokens)?);
    let is_plain = matches!(tokens, [Token::Text(text)] if text == source);
    let better = if is_plain { sent(source).into_owned() } else { escaped(source) };
    let matches_the_same = compile_source(&better).is_ok_and(|it| {
        why_not_sent(&it.tokens).is_none()
            && it.tokens.iter().filter_map(pattern_of).eq(tokens.iter().filter_map(pattern_of))
    });
    let finding = if matches_the_same {
        let edit = entry.change(node, &better);
        Finding::new(&RULE, node.range, format!("{message}. Use `{better}`."))
            .fix(Fix::offered(format!("Change to `{better}`"), edit))
    } else {
        Finding::new(&RULE, node.range, format!("{message}."))
    };
    // How the proxy of a deployment compares them isn't known, so the source isn't changed without being asked.
    Some(finding.severity(Severity::Information))
}

/// The expression of a parameter.
fn pattern_of(token: &Token) -> Option<&str> {
    match token {
        Token::Text(_) => None,
        Token::Param(param) => Some(&param.pattern),
    }
}

/// A pattern with its characters percent-encoded, without those of its syntax.
fn escaped(pattern: &str) -> String {
    let mut escaped = String::with_capacity(pattern.len());
    for char in pattern.chars() {
        match char {
            '{' | '}' | '\\' => escaped.push(char),
            _ => escaped.push_str(&percent_encoded(char.encode_utf8(&mut [0; 4]))),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_browsers_never_send() {
        let files = |block: &str, sources: &[&str]| -> Vec<String> {
            let file = |source| format!(r#"{{"{block}":[{{"source":"{source}","destination":"/b"}}]}}"#);
            sources.iter().map(file).collect()
        };
        fn texts(files: &[String]) -> Vec<&str> {
            files.iter().map(String::as_str).collect()
        }
        for block in ["redirects", "rewrites"] {
            let reported = files(block, &["/é", "/a b/:x", "/:x/é(é)", "/a/../b", "/a`"]);
            let silent = files(block, &["/%C3%A9", "/:x(é)", "/a{/é}?", "/.*", "/a-._~!$&'*,;=@^"]);
            assert_reports(&RULE, &texts(&reported), &texts(&silent));
        }
    }
}
