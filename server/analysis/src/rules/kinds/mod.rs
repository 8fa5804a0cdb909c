//! Runs the rules of each kind.

pub mod entry;
pub mod read;
pub mod service;
pub mod shape;
pub mod syntax;

use crate::rules::{ALL, Check, Rule, invalid_json, refused_by_platform};

/// Rules that run before the others of their kind, because they handle some of the same mistakes.
static FIRST: [&Rule; 1] = [&refused_by_platform::RULE];

/// Rules that run after the others of their kind, because they handle the rest.
static LAST: [&Rule; 1] = [&invalid_json::RULE];

/// The rules with a check of one kind, in the order in which they run. Where a mistake has one finding, the first rule that
/// claims it makes that finding.
fn in_order<T>(of_kind: impl Fn(&'static Check) -> Option<T>) -> Vec<(&'static Rule, T)> {
    let is_listed = |rule: &&Rule| FIRST.contains(rule) || LAST.contains(rule);
    let others = ALL.iter().copied().filter(|rule| !is_listed(rule));
    let rules = FIRST.into_iter().chain(others).chain(LAST);
    rules.filter_map(|rule| Some((rule, rule.checks.iter().find_map(&of_kind)?))).collect()
}
