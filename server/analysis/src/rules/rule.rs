//! What a rule is, and how one is declared.

use svc_config::{ServicesModel, Severity};

use crate::rules::finding::{Finding, Tag};
use crate::rules::services::Case;
use crate::services::Services;
use crate::snapshot::Snapshot;

/// What a rule is.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name, kebab-case: that of Vercel's own code where there is one.
    pub code: &'static str,
    /// Vercel's own code.
    pub vercel_code: Option<&'static str>,
    /// Its severity, unless a finding or the settings say otherwise.
    pub severity: Severity,
    /// How editors show its range.
    pub tags: &'static [Tag],
    /// Its documentation page, as Markdown.
    pub docs: &'static str,
    /// Who finds it.
    pub check: Check,
}

/// Who finds a rule's findings.
#[derive(Debug)]
pub enum Check {
    /// A pass that finds several rules' findings at once (the parser, the model's shape); it calls the rule's file for the
    /// finding and its fix.
    Pass,
    /// The services of the file: `services/` finds a problem as data, and the rule's file turns it into a finding
    /// (`rules/services/` says which).
    Problem,
    /// The rule's own function over one service of a model.
    Service(ServicesModel, fn(&Case<'_>, &mut Vec<Finding>)),
    /// The rule's own function over all services of a model.
    Services(ServicesModel, fn(&Snapshot, &Services<'_>, &mut Vec<Finding>)),
    /// The rule's own function over the whole file.
    File(fn(&Snapshot, &mut Vec<Finding>)),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// Declares a rule; its doc comment becomes its documentation page.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ pub static RULE = {
        code: $code:literal,
        $(vercel: $vercel:literal,)?
        severity: $severity:ident,
        $(tags: [$($tag:ident),*],)?
        check: $check:expr $(,)?
    }) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::rules::Rule = $crate::rules::Rule {
            code: $code,
            vercel_code: rule!(@option $($vercel)?),
            severity: svc_config::Severity::$severity,
            tags: &[$($($crate::rules::finding::Tag::$tag),*)?],
            docs: concat!($($doc, "\n"),+),
            check: $check,
        };
    };
    (@option $value:literal) => { Some($value) };
    (@option) => { None };
}
