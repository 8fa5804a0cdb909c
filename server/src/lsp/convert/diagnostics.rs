//! Findings as diagnostics.

use serde::{Deserialize, Serialize};
use svc_analysis::rules::finding::SourceFinding;
use svc_analysis::{Finding, Fix, Tag};
use svc_config::Severity;
use svc_ide::code_place::CodePlace;
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    NumberOrString, Range, TextEdit,
};

use super::navigation::code_range;
use crate::display::sentence;
use crate::lsp::file::File;
use crate::rule_page;

/// The most diagnostics that a file gets. Editors show no more of them, and stall over a hundred thousand.
const MAX_DIAGNOSTICS: usize = 5_000;

/// The `source` of every diagnostic.
pub const SOURCE: &str = "svc-lsp";

/// What a diagnostic carries to the code actions that fix it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiagnosticData {
    /// The version of the text that the edits are for.
    pub version: Option<i32>,
    /// The fixes, the best first.
    pub fixes: Vec<FixData>,
}

/// A fix of a diagnostic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FixData {
    /// What it does.
    pub title: String,
    /// Its edits.
    pub edits: Vec<TextEdit>,
    /// Whether it is the preferred fix.
    pub preferred: bool,
}

impl File {
    /// The diagnostics of the file; of very many, the most severe. Some wait while it is being typed.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut findings = self.told();
        if findings.len() > MAX_DIAGNOSTICS {
            findings.sort_by_key(|finding| finding.severity);
            findings.truncate(MAX_DIAGNOSTICS);
            findings.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
        }
        findings.into_iter().map(|finding| self.diagnostic(finding)).collect()
    }

    /// A finding, with as much of it as the client shows.
    #[must_use]
    pub fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
            location: self.location(related.range),
            message: sentence(&related.message),
        });
        let data = || {
            let fixes = finding.fixes.iter().map(|fix| self.fix(fix)).collect();
            serde_json::to_value(DiagnosticData { version: self.version, fixes }).ok()
        };
        Diagnostic {
            data: (self.client.diagnostic_data && !finding.fixes.is_empty()).then(data).flatten(),
            ..self.diagnostic_at(self.range(finding.range), finding, related)
        }
    }

    /// A finding in source code.
    #[must_use]
    pub fn source_diagnostic(&self, found: &SourceFinding) -> Diagnostic {
        let place = CodePlace {
            file: found.file.to_string(),
            start: found.start,
            length: found.finding.range.len().into(),
        };
        let about = DiagnosticRelatedInformation {
            location: self.location(found.about),
            message: "This is what the project declares.".to_owned(),
        };
        self.diagnostic_at(code_range(&place, self.encoding()), &found.finding, std::iter::once(about))
    }

    fn diagnostic_at(
        &self,
        range: Range,
        finding: &Finding,
        related: impl Iterator<Item = DiagnosticRelatedInformation>,
    ) -> Diagnostic {
        let code = finding.rule.code;
        let href = || rule_page::url(finding.rule)?.parse().ok().map(|href| CodeDescription { href });
        let tags: Vec<DiagnosticTag> = finding.rule.tags.iter().filter_map(|tag| self.tag(*tag)).collect();
        Diagnostic {
            range,
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(code.to_owned())),
            code_description: self.client.code_description.then(href).flatten(),
            source: Some(SOURCE.to_owned()),
            message: sentence(&finding.message),
            related_information: self
                .client
                .related_information
                .then(|| related.collect::<Vec<_>>())
                .filter(|related| !related.is_empty()),
            tags: (!tags.is_empty()).then_some(tags),
            data: None,
        }
    }

    /// A fix.
    #[must_use]
    pub fn fix(&self, fix: &Fix) -> FixData {
        FixData {
            title: fix.title.clone(),
            edits: fix.edits.iter().map(|edit| self.edit(edit)).collect(),
            preferred: fix.preferred,
        }
    }

    fn tag(&self, tag: Tag) -> Option<DiagnosticTag> {
        match tag {
            Tag::Unnecessary => self.client.tag_unnecessary.then_some(DiagnosticTag::UNNECESSARY),
            Tag::Deprecated => self.client.tag_deprecated.then_some(DiagnosticTag::DEPRECATED),
        }
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}
