//! Unsupported syntax in `source`.

use std::ops::Range;

use crate::routes::{Entry, EntryFacts, EntryKind, repair};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_syntax::value::Node;
use svc_vercel::patterns::path_to_regexp::{Name, Token};

rule! {
    /// # Unsupported syntax in `source`
    ///
    /// The rule never runs, because `source` matches this syntax literally.
    ///
    /// File-system routers write a parameter as `[id]`, and API descriptions as `{id}`. In `source`, a parameter is `:id`, and one
    /// that spans several segments is `:slug*`. Brackets match brackets, and braces only group.
    ///
    /// ```json bad
    /// { "rewrites": [{ "source": "/blog/[slug]", "destination": "/post" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/blog/:slug", "destination": "/post" }] }
    /// ```
    ///
    /// `$` is a dollar sign, and `|` outside a group is a vertical bar:
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/old$", "destination": "/new" }] }
    /// ```
    ///
    /// The entries of `routes` are the other way around: `src` is a regular expression, in which `:id` is only text.
    ///
    /// ```json bad
    /// { "routes": [{ "src": "/api/proxy/:path*", "dest": "https://api.example.com/:path*" }] }
    /// ```
    ///
    /// ```json good
    /// { "routes": [{ "src": "/api/proxy/(.*)", "dest": "https://api.example.com/$1" }] }
    /// ```
    pub static RULE = {
        code: "literal-source-syntax",
        severity: Warning,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let EntryFacts { entry, kind, .. } = facts;
    let examined = match kind {
        EntryKind::Pattern { examined, .. } => examined,
        EntryKind::Route(_) => return route(entry, findings),
    };
    let Some((node, source)) = examined.valid_source(&entry.node) else { return };
    let tokens = &examined.tokens;
    if source.starts_with('^') || !source.contains(['[', '{', '$', '|']) {
        return;
    }
    let plain_braces = |token: &Token| matches!(token, Token::Param(param) if param.name == Name::None && param.modifier.is_none());
    let text = |token: &Token, char: char| matches!(token, Token::Text(text) if text.contains(char));
    let mut start = 0;
    for segment in source.split('/') {
        let range = start..start + segment.len();
        start = range.end + 1;
        let Some(param) = repair::framework_segment(segment) else { continue };
        let literal = tokens
            .iter()
            .any(|token| if segment.starts_with('[') { text(token, '[') } else { plain_braces(token) });
        if !literal {
            continue;
        }
        let place = entry.place(node, range);
        let message = format!("`source` matches `{segment}` literally. Use `{param}` for a parameter.");
        findings.push(
            Finding::new(&RULE, place, message)
                .fix(Fix::preferred(format!("Change to `{param}`"), (place, param))),
        );
    }
    if source.ends_with('$')
        && matches!(tokens.last(), Some(Token::Text(text)) if text.ends_with('$'))
        && !source.ends_with("\\$")
    {
        let place = entry.place(node, source.len() - 1..source.len());
        let message =
            "`source` matches `$` as a dollar sign. Remove it; the pattern always matches the whole path.";
        findings.push(Finding::new(&RULE, place, message).fix(Fix::preferred("Remove the `$`", (place, ""))));
    }
    if let Some(at) = source.find('|')
        && tokens.iter().any(|token| text(token, '|'))
    {
        let message =
            "`source` matches `|` outside a group literally. Put alternatives in a group, such as `/(a|b)`.";
        findings.push(Finding::new(&RULE, entry.place(node, at..at + 1), message));
    }
}

/// An entry of `routes`: its source is a regular expression, in which the parameters of other rules mean nothing.
fn route(entry: &Entry, findings: &mut Vec<Finding>) {
    let Some(node) = entry.node.get("src").or_else(|| entry.node.get("source")) else { return };
    let Some(source) = node.as_str() else { return };
    let parameters = parameters(source);
    let Some((first, _)) = parameters.first() else { return };
    let written = source.get(first.clone()).unwrap_or_default();
    let place = entry.place(node, first.clone());
    let message = format!(
        "`src` is a regular expression, so it matches `{written}` literally. Use a group, such as `(.*)`, and `$1` in `dest`."
    );
    let mut finding = Finding::new(&RULE, place, message);
    // Groups that are there already would have to be counted.
    if !source.contains('(') {
        finding.fixes.extend(groups(entry, node, source, &parameters));
    }
    findings.push(finding);
}

/// The parameters in a source, with their colons and modifiers, and the groups that take their place.
fn parameters(source: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for segment in source.split('/') {
        let range = start..start + segment.len();
        start = range.end + 1;
        let Some(rest) = segment.strip_prefix(':') else { continue };
        let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let behind = rest.get(name..).unwrap_or_default();
        let star = usize::from(behind.starts_with(['*', '+']));
        if name == 0 || !matches!(behind.get(star..), Some("" | "$")) {
            continue;
        }
        found.push((range.start..range.start + 1 + name + star, if star == 1 { "(.*)" } else { "([^/]+)" }));
    }
    found
}

/// Makes groups of parameters, and of what the destination says of them.
fn groups(
    entry: &Entry,
    node: &Node,
    source: &str,
    parameters: &[(Range<usize>, &'static str)],
) -> Option<Fix> {
    let mut better = source.to_owned();
    let mut destination = entry.node.get("dest").or_else(|| entry.node.get("destination"));
    let mut filled = destination.and_then(Node::as_str).map(str::to_owned);
    for (number, (range, group)) in (1..).zip(parameters) {
        let name = source.get(range.clone())?;
        if let Some(filled) = &mut filled {
            *filled = filled.replace(name, &format!("${number}"));
        }
        let at = better.find(name)?;
        better.replace_range(at..at + name.len(), group);
    }
    let mut edits = vec![entry.change(node, &better)];
    destination = destination.filter(|it| it.as_str() != filled.as_deref());
    if let (Some(destination), Some(filled)) = (destination, filled) {
        edits.push(entry.change(destination, &filled));
    }
    Some(Fix { title: format!("Change to `{better}`"), edits, preferred: false })
}
