//! Duplicate key.

use crate::options::Case;
use crate::rules::Check;
use crate::rules::finding::{Finding, MAX_FINDINGS};
use crate::snapshot::Snapshot;
use svc_syntax::TextSize;
use svc_syntax::value::{Json, Node, Nodes, Query};

rule! {
    /// # Duplicate key
    ///
    /// Only the last of several identical keys counts; Vercel ignores the others without a warning.
    ///
    /// For example, of two services with the same name, only the last is deployed. Rename or remove the duplicate. The same applies
    /// to `svc-lsp.jsonc`.
    ///
    /// ```json bad
    /// { "cleanUrls": true, "cleanUrls": false }
    /// ```
    ///
    /// Keep one:
    ///
    /// ```json good
    /// { "cleanUrls": false }
    /// ```
    pub static RULE = {
        code: "duplicate-key",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Note(|entry| entry.remember::<HasDuplicates>(|entry| has_duplicates(&entry.entry.node))),
        Check::File(check), Check::Options(check_options),
    }
}

/// Whether a key is repeated in an element of an array.
struct HasDuplicates;

impl Query for HasDuplicates {
    type Answer = bool;
}

/// The least bytes that hold a repeated key: `{"":1,"":1}`.
const LEAST_BYTES: TextSize = TextSize::new(11);

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut found = Vec::new();
    visit(snapshot.config(), Some(snapshot.in_project()), &mut found);
    findings.append(&mut found);
}

fn check_options(case: &Case<'_>, findings: &mut Vec<Finding>) {
    check(case.snapshot, findings);
}

fn has_duplicates(element: &Node) -> bool {
    let mut found = Vec::new();
    visit(element, None, &mut found);
    !found.is_empty()
}

/// `known` is what is remembered of objects, for those that are not in an array.
fn visit(node: &Node, known: Option<&Nodes>, findings: &mut Vec<Finding>) {
    if findings.len() >= MAX_FINDINGS {
        return;
    }
    match &node.json {
        Json::Array(elements) => {
            let is_short = |index| elements.green(index).is_some_and(|tree| tree.text_len() < LEAST_BYTES);
            let known = |index| Some(*elements.facts(index)?.of::<HasDuplicates>().get()?);
            let is_usual =
                |index| !elements.is_container(index) || is_short(index) || known(index) == Some(false);
            for index in elements.unusual::<HasDuplicates>(false, is_usual) {
                // Where nothing is remembered, a look in passing would cost as much again at every depth.
                let look = || elements.peek(index).is_some_and(|element| has_duplicates(&element));
                let visits =
                    elements.facts(index).is_none_or(|facts| *facts.of::<HasDuplicates>().get_or_init(look));
                if let Some(element) = visits.then(|| elements.get(index)).flatten() {
                    visit(element, None, findings);
                }
            }
        }
        Json::Object(object) => {
            let mut last = std::collections::HashMap::new();
            for member in object.members().iter().rev() {
                if findings.len() >= MAX_FINDINGS {
                    return;
                }
                visit_member(&member.value, known, findings);
                if object.is_plain() || !member.is_quoted() {
                    continue;
                }
                let Some(winner) = last.get(member.key.as_str()) else {
                    last.insert(member.key.as_str(), member.key_range);
                    continue;
                };
                let message = format!(
                    "`{}` is defined again below, and only the last one counts. Remove or rename one.",
                    member.key
                );
                findings.push(
                    Finding::new(&RULE, member.key_range, message).related(*winner, "This one counts."),
                );
            }
        }
        _ => {}
    }
}

/// Visits the value of a member, unless it is remembered that nothing is repeated in it.
fn visit_member(value: &Node, known: Option<&Nodes>, findings: &mut Vec<Finding>) {
    let facts = known.zip(value.as_object()).map(|(known, object)| known.facts(object));
    if facts.as_ref().is_some_and(|facts| facts.of::<HasDuplicates>().get() == Some(&false)) {
        return;
    }
    let before = findings.len();
    visit(value, known, findings);
    if let (Some(facts), true) = (facts, before == findings.len() && before < MAX_FINDINGS) {
        let _ = facts.of::<HasDuplicates>().set(false);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::snapshot;

    /// A file whose quotes are escaped has one mistake, not a second one for each key.
    #[test]
    fn keys_without_quotes_are_only_a_syntax_error() {
        let findings = check(&snapshot(r#"{ \"framework\": null, \"version\": 2 }"#));
        let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        assert!(codes.contains(&"invalid-json"), "{codes:?}");
        assert!(!codes.contains(&"duplicate-key"), "{codes:?}");
    }
}
