//! The first error of the configuration itself, as Vercel's validator reports it.

use super::structure;
use crate::finding::Severity;
use crate::snapshot::Snapshot;

/// An error of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ConfigError {
    /// Vercel's code.
    pub code: &'static str,
    /// A sentence.
    pub message: String,
}

/// The first error of the configuration: of its form, then of what goes together.
#[must_use]
pub fn config_error(snapshot: &Snapshot) -> Option<ConfigError> {
    let findings = structure::findings(snapshot);
    let first = findings.into_iter().find(|finding| finding.severity == Severity::Error)?;
    Some(ConfigError { code: "INVALID_VERCEL_CONFIG", message: first.message })
}
