//! The section `svcLsp` of an editor's settings.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// The settings of svc-lsp.
#[derive(Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Changes the severity of rules, by rule code: `off`, `hint`, `information`, `warning` or `error`.
    pub rules: BTreeMap<String, RuleLevel>,
    /// The host to use in generated URLs, such as `my-app.vercel.app`.
    pub deployment_host: Option<String>,
    /// Your Vercel plan. svc-lsp checks its limits; by default, it checks no plan's limits.
    pub plan: Option<Plan>,
    /// Inlay hints.
    pub inlay_hints: InlayHints,
}

/// A rule's level.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    /// Don't report.
    Off,
    /// Report as a hint.
    Hint,
    /// Report as information.
    Information,
    /// Report as a warning.
    Warning,
    /// Report as an error.
    Error,
}

/// A Vercel plan.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// Hobby.
    Hobby,
    /// Pro.
    Pro,
    /// Enterprise.
    Enterprise,
}

/// Inlay hint settings.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct InlayHints {
    /// Show inlay hints: detected frameworks, generated variables and the next runs of schedules.
    pub enable: bool,
}

impl Default for InlayHints {
    fn default() -> Self {
        InlayHints { enable: true }
    }
}
