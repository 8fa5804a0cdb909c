//! Unsupported syntax in `source`.

use crate::routes::{EntryFacts, EntryKind, repair};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
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
    pub static RULE = {
        code: "literal-source-syntax",
        severity: Warning,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let EntryFacts { entry, kind: EntryKind::Pattern { examined, .. }, .. } = facts else { return };
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
