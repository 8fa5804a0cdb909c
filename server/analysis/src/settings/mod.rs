//! What a user sets: the section `svcLsp` of an editor's settings, and the command line's flags.

mod ignored;

use std::collections::BTreeMap;

use svc_config::Severity;

pub use ignored::{Ignored, Place};

/// Settings of analysis, as `svcLsp` spells them.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Changes the severity of rules, by rule code: `off`, `hint`, `information`, `warning` or `error`.
    pub rules: BTreeMap<String, RuleLevel>,
    /// The host to use in generated URLs, such as `my-app.vercel.app`.
    pub deployment_host: Option<String>,
    /// Your Vercel plan. Its limits are checked; by default, none are.
    pub plan: Option<Plan>,
    /// Inlay hints.
    pub inlay_hints: InlayHints,
    /// Findings that are not reported.
    #[serde(skip)]
    pub ignored: Vec<Ignored>,
}

/// A rule's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

impl RuleLevel {
    /// Its name in settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RuleLevel::Off => "off",
            RuleLevel::Hint => "hint",
            RuleLevel::Information => "information",
            RuleLevel::Warning => "warning",
            RuleLevel::Error => "error",
        }
    }

    /// The severity that it means; `None` for `off`.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            RuleLevel::Off => None,
            RuleLevel::Hint => Some(Severity::Hint),
            RuleLevel::Information => Some(Severity::Information),
            RuleLevel::Warning => Some(Severity::Warning),
            RuleLevel::Error => Some(Severity::Error),
        }
    }
}

impl Settings {
    /// The host in generated URLs.
    #[must_use]
    pub fn deployment_host(&self) -> &str {
        self.deployment_host.as_deref().filter(|host| !host.is_empty()).unwrap_or("your-deploy.vercel.app")
    }
}
