//! What a rule is, and how one is declared.

use svc_config::{ServicesModel, Severity};

use svc_syntax::SyntaxError;

use crate::options;
use crate::routes::EntryFacts;
use crate::rules::finding::{Finding, SourceFinding, Tag};
use crate::rules::kinds::{read, service, shape};
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
    /// The severities of those of its findings that are more or less severe.
    pub other_severities: &'static [Severity],
    /// How editors show its range.
    pub tags: &'static [Tag],
    /// Its documentation page, as Markdown.
    pub docs: &'static str,
    /// Whether its errors replace schema violations at the same place.
    pub owns_form: bool,
    /// The service keys that it reports as missing. A schema violation in one of them replaces its finding.
    pub misses: &'static [&'static str],
    /// Who calls it, and for what. Most rules have one check.
    pub checks: &'static [Check],
}

/// Who calls a rule, and for what.
#[derive(Debug)]
pub enum Check {
    /// Runs on each syntax error.
    Syntax(fn(&Snapshot, &SyntaxError) -> Option<Finding>),
    /// Runs on each schema violation.
    Shape(fn(&shape::Case<'_>) -> Option<Finding>),
    /// Runs on each entry of a routing block, once until its text changes. Offsets are the entry's own.
    Entry(fn(&EntryFacts, &mut Vec<Finding>)),
    /// Precomputes what the rule needs to know about each entry when it runs on the file: see [`EntryFacts::remember`].
    Note(fn(&EntryFacts)),
    /// Doesn't run: `services` finds the problem as data, and [`service`] hands the problem to the rule.
    Problem,
    /// Runs on each service of a model.
    Service(ServicesModel, fn(&service::Case<'_>, &mut Vec<Finding>)),
    /// Runs on some services of a model, of which each counts by itself: whether something is found about one depends only on its
    /// name, its value and the project's files. Those about which nothing is found alone are left out.
    EachService(ServicesModel, fn(&Snapshot, &Services<'_>, &mut Vec<Finding>)),
    /// Runs on all services of a model.
    Services(ServicesModel, fn(&Snapshot, &Services<'_>, &mut Vec<Finding>)),
    /// Runs on the whole file.
    File(fn(&Snapshot, &mut Vec<Finding>)),
    /// Runs on each read of a variable in source code.
    Read(fn(&read::Case<'_>) -> Option<SourceFinding>),
    /// Doesn't run: [`migrate`](crate::migrate) finds the reads whose variable the migration drops, and
    /// [`check_beside`](crate::check_beside) hands them to the rule.
    DroppedRead,
    /// Asked about svc-lsp's own options.
    Options(fn(&options::Case<'_>, &mut Vec<Finding>)),
}

impl Rule {
    /// Whether single findings can be ignored: not errors of the syntax, behind which anything may be hidden.
    #[must_use]
    pub fn can_be_ignored(&self) -> bool {
        !self.is_about_syntax()
    }

    /// Whether it is about what keeps the file from being JSON.
    #[must_use]
    pub fn is_about_syntax(&self) -> bool {
        self.checks.iter().any(|check| matches!(check, Check::Syntax(_)))
    }

    /// Whether it is only about values that don't match the model.
    #[must_use]
    pub fn is_about_shape(&self) -> bool {
        self.checks.iter().all(|check| matches!(check, Check::Shape(_)))
    }
}

impl Rule {
    /// Whether it looks at source code.
    #[must_use]
    pub fn is_about_code(&self) -> bool {
        self.checks.iter().any(|check| matches!(check, Check::Read(_) | Check::DroppedRead))
    }
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
        $(or: [$($other:ident),+],)?
        $(tags: [$($tag:ident),*],)?
        $(owns_form: $owns_form:literal,)?
        $(misses: [$($missed:literal),*],)?
        check: $($check:expr),+ $(,)?
    }) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::rules::Rule = $crate::rules::Rule {
            code: $code,
            vercel_code: rule!(@option $($vercel)?),
            severity: svc_config::Severity::$severity,
            other_severities: &[$($(svc_config::Severity::$other),+)?],
            tags: &[$($($crate::rules::finding::Tag::$tag),*)?],
            docs: concat!($($doc, "\n"),+),
            owns_form: rule!(@flag $($owns_form)?),
            misses: &[$($($missed),*)?],
            checks: &[$($check),+],
        };
    };
    (@option $value:literal) => { Some($value) };
    (@option) => { None };
    (@flag $value:literal) => { $value };
    (@flag) => { false };
}
