//! How much a mistake matters.

/// How much a mistake or finding matters. The order is LSP's, most severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Vercel rejects the file or the deployment.
    Error,
    /// Accepted, and very likely wrong.
    Warning,
    /// Accepted and worth knowing.
    Information,
    /// A suggestion.
    Hint,
}

impl Severity {
    /// Its name, as settings and reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
            Severity::Hint => "hint",
        }
    }
}
