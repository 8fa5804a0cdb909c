//! Errors of the parser, as findings.

use std::sync::LazyLock;

use svc_config::model::validate::MAX_ERRORS;
use svc_syntax::SyntaxError;

use super::in_order;
use crate::rules::finding::Finding;
use crate::rules::{Check, Rule};
use crate::snapshot::Snapshot;

type Ask = fn(&Snapshot, &SyntaxError) -> Option<Finding>;

static RULES: LazyLock<Vec<(&Rule, Ask)>> =
    LazyLock::new(|| in_order(|check| if let Check::Syntax(ask) = check { Some(*ask) } else { None }));

/// The findings for the parser's errors.
#[must_use]
pub fn findings(snapshot: &Snapshot) -> Vec<Finding> {
    let errors = snapshot.parse.errors().iter().take(MAX_ERRORS);
    errors.filter_map(|error| RULES.iter().find_map(|(_, ask)| ask(snapshot, error))).collect()
}
