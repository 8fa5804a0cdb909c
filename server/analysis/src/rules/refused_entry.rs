//! Shared by the rules about invalid redirects, headers and rewrites.

use std::ops::Range;

use crate::routes::destination::{TemplateError, is_unnamed};
use crate::routes::repair::{self, Repair};
use crate::routes::{Block, Entry, EntryFacts, EntryKind, Examined, Fault};
use crate::rules::Rule;
use crate::rules::finding::{Finding, Fix};
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::patterns::path_to_regexp::PatternErrorKind;
use svc_vercel::spelling;

/// The findings for `rule` about an entry of `block`; offsets are the entry's own.
pub fn check(rule: &'static Rule, block: Block, facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let EntryKind::Pattern { examined, is_unfillable } = &facts.kind else { return };
    let entry = &facts.entry;
    let Some((source_node, source)) = entry.node.get("source").and_then(|node| Some((node, node.as_str()?)))
    else {
        return;
    };
    if facts.block != block {
        return;
    }
    findings.extend(source_finding(rule, entry, source_node, source, &examined.faults));
    for fault in &examined.faults {
        match fault {
            // Reported above, once for both.
            Fault::SourceRegex(_) | Fault::SourcePattern(_) => {}
            Fault::UnknownSegment(name) => findings.extend(unknown_segment(rule, entry, examined, name)),
            Fault::Transform(index, error) => {
                findings.extend(transform(rule, entry, examined, *index, error));
            }
            // A redirect's own.
            Fault::PermanentAndStatus => {}
        }
    }
    if *is_unfillable {
        let key = if block == Block::Headers { "headers" } else { "destination" };
        let place = entry.node.get(key).map_or(source_node.range, |node| node.range);
        let message = format!(
            "Vercel can't fill parameters into `{key}` because of a stray `:`, `(`, `{{`, `*` or `\\` in it or in a condition's `key`. Remove or percent-encode it."
        );
        findings.push(Finding::new(rule, place, message));
    }
}

/// What is wrong with `source`, if Vercel rejects it: one finding, although Vercel tests it twice.
fn source_finding(
    rule: &'static Rule,
    entry: &Entry,
    node: &Node,
    source: &str,
    faults: &[Fault],
) -> Option<Finding> {
    let pattern = faults
        .iter()
        .find_map(|fault| if let Fault::SourcePattern(error) = fault { Some(error) } else { None });
    let regex = faults
        .iter()
        .find_map(|fault| if let Fault::SourceRegex(error) = fault { Some(error) } else { None });
    if pattern.is_none() && regex.is_none() {
        return None;
    }
    let repair = repair::repair(source);
    let (range, mut message) = match (pattern, regex) {
        (Some(error), _) => {
            (error.range.clone(), pattern_message(&error.kind, source, error.range.clone(), repair.as_ref()))
        }
        (None, Some(error)) => (
            error.range.clone(),
            format!("Vercel can't read `source` as a regular expression: {}.", error.kind),
        ),
        (None, None) => return None,
    };
    let mut fix = None;
    if let Some(repair) = repair {
        if repair.certain {
            message += &format!(" Did you mean `{}`?", repair.pattern);
        }
        fix = source_fix(entry, node, &repair);
    }
    let mut finding = Finding::new(rule, entry.place(node, range), message);
    finding.fixes.extend(fix);
    Some(finding)
}

fn pattern_message(
    kind: &PatternErrorKind,
    source: &str,
    range: Range<usize>,
    repair: Option<&Repair>,
) -> String {
    let rest = source.get(range.start..).unwrap_or_default();
    match kind {
        PatternErrorKind::NestedCapture => {
            "`source` can't have a capturing group inside another group. Start the inner group with `?:`."
                .to_owned()
        }
        PatternErrorKind::GroupStartsWithQuestion if rest.starts_with("(?:") => {
            "A group in `source` can't start with `?:`.".to_owned()
        }
        PatternErrorKind::GroupStartsWithQuestion if rest.starts_with("(?=") || rest.starts_with("(?!") => {
            "A lookahead in `source` must be inside a group that also matches what follows it, such as `((?!api).*)`.".to_owned()
        }
        PatternErrorKind::GroupStartsWithQuestion => "A group in `source` can't start with `?`.".to_owned(),
        PatternErrorKind::DanglingModifier(_) if repair.is_some_and(|repair| repair.query.is_some()) => {
            "`source` matches only the path. Use `has` for the query string.".to_owned()
        }
        PatternErrorKind::MissingName if repair.is_some_and(|repair| repair.host.is_some()) => {
            "`source` matches only the path. Use `has` for the host.".to_owned()
        }
        PatternErrorKind::DanglingModifier('*') => {
            "`*` isn't a wildcard in `source`: it must follow a parameter or a group.".to_owned()
        }
        PatternErrorKind::DanglingModifier('?') => {
            "`?` in `source` must follow the parameter or group that it makes optional.".to_owned()
        }
        PatternErrorKind::MissingName => {
            "A parameter's name (letters, digits, `_`) must follow `:`. For a literal colon, use `\\\\:`."
                .to_owned()
        }
        kind => {
            let text = kind.to_string();
            let mut chars = text.chars();
            let first: String = chars.next().map(|char| char.to_uppercase().collect()).unwrap_or_default();
            format!("`source` isn't a valid path pattern. {first}{}.", chars.as_str())
        }
    }
}

/// The fix that puts the repaired pattern into the file, and what stood in the source beside the path into `has`.
fn source_fix(entry: &Entry, node: &Node, repair: &Repair) -> Option<Fix> {
    let mut edits = vec![entry.change(node, &repair.pattern)];
    let mut title = format!("Change to `{}`", repair.pattern);
    let mut items = Vec::new();
    items.extend(
        repair.host.as_ref().map(|host| serde_json::json!({ "type": "host", "value": { "eq": host } })),
    );
    for pair in repair.query.iter().flat_map(|query| query.split('&')) {
        let (key, value) = pair.split_once('=').map_or((pair, None), |(key, value)| (key, Some(value)));
        if key.is_empty() || pair.contains([':', '(', '{', '*', '%', '+']) {
            return None;
        }
        items.push(match value {
            None => serde_json::json!({ "type": "query", "key": key }),
            Some(value) => serde_json::json!({ "type": "query", "key": key, "value": { "eq": value } }),
        });
    }
    if !items.is_empty() {
        if entry.node.get("has").is_some() {
            return None;
        }
        let items: Vec<String> = items.iter().map(edit::pretty::inline).collect();
        edits.push(edit::insert_member(
            &entry.text(),
            &entry.node,
            "has",
            &format!("[{}]", items.join(", ")),
        )?);
        title += " and add `has`";
    }
    let moved = repair.captures_more && entry.text().to_string().contains('$');
    Some(Fix { title, edits, preferred: repair.certain && !moved })
}

/// A segment in the destination that nothing binds.
fn unknown_segment(rule: &'static Rule, entry: &Entry, examined: &Examined, name: &str) -> Option<Finding> {
    let (node, text) = entry.destination()?;
    if is_unnamed(name) {
        let open = text.find('(').unwrap_or(0);
        let close = text.get(open..).and_then(|rest| rest.find(')')).map_or(text.len(), |len| open + len + 1);
        let message =
            "A destination can't have groups. Use `$1` for what the first group of `source` matched.";
        let mut finding = Finding::new(rule, entry.place(node, open..close), message);
        if examined.segments.source_len() == 1 && text.matches('(').count() == 1 {
            finding = finding.fix(Fix::preferred("Change to `$1`", (entry.place(node, open..close), "$1")));
        }
        return Some(finding);
    }
    let range = find_segment(text, name).unwrap_or(0..text.len());
    let place = entry.place(node, range.clone());
    let known: Vec<String> =
        examined.segments.names().filter(|name| is_name(name)).map(|name| format!("`:{name}`")).collect();
    let number: Option<usize> =
        name.parse().ok().filter(|number| (1..=examined.segments.source_len()).contains(number));
    if let Some(number) = number {
        let message = format!(
            "`:{name}` is not defined by `source` or `has`. Use `$1`, `$2` and so on for the groups of `source`."
        );
        let whole = entry.place(node, with_expression(text, range));
        let fix = Fix::preferred(format!("Change to `${number}`"), (whole, format!("${number}")));
        return Some(Finding::new(rule, place, message).fix(fix));
    }
    let has = match known.as_slice() {
        [] => "`source` has no named parameters".to_owned(),
        known => format!("Available: {}", known.join(", ")),
    };
    let message = format!("`:{name}` is not defined by `source` or `has`. {has}.");
    let mut finding = Finding::new(rule, place, message);
    let names: Vec<&str> = examined.segments.names().filter(|name| is_name(name)).collect();
    let only = match names.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    if let Some(near) = spelling::nearest(name, names.iter().copied()) {
        finding = finding.fix(Fix::preferred(format!("Change to `:{near}`"), (place, format!(":{near}"))));
    } else if let Some(only) = only {
        finding = finding.fix(Fix::offered(format!("Change to `:{only}`"), (place, format!(":{only}"))));
    } else if names.is_empty() && examined.segments.source_len() == 1 {
        finding = finding.fix(Fix::offered("Change to `$1`", (place, "$1")));
    }
    // `Wikipedia:Contents`: what stands before the colon shows that no parameter is meant. In a query, Vercel decodes it once more.
    let colon = text.get(..range.start).and_then(|before| before.chars().next_back());
    if colon.is_some_and(char::is_alphanumeric) {
        let is_query = text.get(..range.start).is_some_and(|before| before.contains('?'));
        let code = if is_query { "%253A" } else { "%3A" };
        let colon = entry.place(node, range.start..range.start + 1);
        finding = finding.fix(Fix::offered(format!("Write the colon as `{code}`"), (colon, code)));
    }
    Some(finding)
}

/// Whether a segment of this name can be written in a destination: a condition's `key` can be anything.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The range of a segment with the expression and modifier that follow its name.
fn with_expression(text: &str, range: Range<usize>) -> Range<usize> {
    let mut end = range.end;
    if text.get(end..).is_some_and(|rest| rest.starts_with('('))
        && let Some(len) = repair::closing_parenthesis(text.get(end..).unwrap_or_default())
    {
        end += len + 1;
    }
    if text.get(end..).is_some_and(|rest| rest.starts_with(['*', '+', '?'])) {
        end += 1;
    }
    range.start..end
}

/// Where `:name` stands, case aside (hosts are read in lower case).
fn find_segment(text: &str, name: &str) -> Option<Range<usize>> {
    text.match_indices(':').find_map(|(start, _)| {
        let end = start + 1 + name.len();
        let found = text.get(start + 1..end)?;
        let after = text.get(end..)?.chars().next();
        let whole = !after.is_some_and(|char| char.is_ascii_alphanumeric() || char == '_');
        (found.eq_ignore_ascii_case(name) && whole).then_some(start..end)
    })
}

/// A `request.path` transform that Vercel rejects.
fn transform(
    rule: &'static Rule,
    entry: &Entry,
    examined: &Examined,
    index: usize,
    error: &TemplateError,
) -> Option<Finding> {
    let node = entry.node.get("transforms")?.as_array()?.get(index)?.get("args")?;
    let text = node.as_str()?;
    Some(match error {
        TemplateError::Unknown(name) => {
            let place = entry.place(node, find_segment(text, name).unwrap_or(0..text.len()));
            let message = format!("`:{name}` is not defined by `source` or `has`.");
            let mut finding = Finding::new(rule, place, message);
            if let Some(near) =
                spelling::nearest(name, examined.segments.names().filter(|name| is_name(name)))
            {
                finding =
                    finding.fix(Fix::preferred(format!("Change to `:{near}`"), (place, format!(":{near}"))));
            }
            finding
        }
        TemplateError::Dollar(name) => {
            let braced = format!("${{{name}}}");
            let plain = format!("${name}");
            let written = if text.contains(&braced) { braced } else { plain };
            let start = text.find(&written).unwrap_or(0);
            let place = entry.place(node, start..start + written.len());
            let message = format!(
                "`{written}` is an environment variable, and `env` doesn't list it. Use `:{name}` for the parameter of `source`."
            );
            Finding::new(rule, place, message)
                .fix(Fix::preferred(format!("Change to `:{name}`"), (place, format!(":{name}"))))
        }
        TemplateError::Unfillable => Finding::new(
            rule,
            node.range,
            "Vercel can't fill parameters into this path because of an unclosed `(`, `{` or `\\`.",
        ),
    })
}
