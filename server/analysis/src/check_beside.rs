//! Runs the checks of what belongs to a `vercel.json`: the source code of its project, and svc-lsp's own options.

use std::sync::Arc;

use crate::check::{apply_level, apply_levels, check_counting, leave_out_ignored};
use crate::migrate;
use crate::options::{self, Options, Unused};
use crate::reads::Reads;
use crate::rules::finding::{Finding, MAX_FINDINGS, SourceFinding};
use crate::rules::kinds::read;
use crate::rules::{self, Check, Rule, variable_lost_in_migration};
use crate::settings::{Ignored, RuleLevel};
use crate::snapshot::Snapshot;

/// The findings of the options, sorted by range, then code. `vercel_json` tells the file at a path from the options' folder, with the
/// editor's settings; `None` if there is none.
#[must_use]
pub fn check_options(snapshot: &Snapshot, vercel_json: impl Fn(&str) -> Option<Snapshot>) -> Vec<Finding> {
    let (options, problem) = match Options::read(&snapshot.text.to_string()) {
        Ok(options) => (Some(options), None),
        Err(problem) => (None, Some(problem)),
    };
    let files = options.iter().flat_map(|options| options.ignored.keys()).take(options::MAX_FILES);
    let unused = files.map(|file| {
        let unused = vercel_json(file).map_or(Unused::NoFile, |mut found| {
            let options = options.as_ref().into_iter();
            options.for_each(|options| found.settings = Arc::new(options.under(&found.settings, file)));
            let (_, used) = check_counting(&found);
            let (_, used_in_code) = check_sources_counting(&found, None);
            let is_unknown = |ignored: &Ignored| {
                found.reads().is_none() && rules::find(&ignored.code).is_some_and(Rule::is_about_code)
            };
            let ignored = found.settings.ignored.iter().zip(used.iter().zip(&used_in_code));
            let unused = ignored.filter(|(ignored, used)| *used == (&0, &0) && !is_unknown(ignored));
            Unused::Places(unused.map(|(ignored, _)| ignored.clone()).collect())
        });
        (file.clone(), unused)
    });
    let unused = unused.collect();
    let case = options::Case { snapshot, options, problem, unused };
    let mut findings = Vec::new();
    for check in rules::ALL.iter().flat_map(|rule| rule.checks) {
        if let Check::Options(check) = check {
            check(&case, &mut findings);
        }
    }
    apply_levels(&snapshot.settings, &mut findings);
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule.code));
    findings
}

/// The findings in the source code of a file's project, with the settings' levels applied, by file and position. `file` is the one source
/// file that is looked at, if not all are. Nothing if the [reads](Snapshot::reads) aren't known.
#[must_use]
pub fn check_sources(snapshot: &Snapshot, file: Option<&Arc<str>>) -> Vec<SourceFinding> {
    check_sources_counting(snapshot, file).0
}

/// The same, and how many findings each of the settings' ignored ones was.
fn check_sources_counting(snapshot: &Snapshot, file: Option<&Arc<str>>) -> (Vec<SourceFinding>, Vec<usize>) {
    let Some(reads) = Reads::of(snapshot) else {
        return (Vec::new(), vec![0; snapshot.settings.ignored.len()]);
    };
    let mut findings = read::findings(snapshot, &reads, file);
    findings.extend(dropped(snapshot, &reads, file));
    findings.sort_by(|one, other| {
        (&one.file, one.finding.range.start()).cmp(&(&other.file, other.finding.range.start()))
    });
    findings.truncate(MAX_FINDINGS);
    findings.retain_mut(|it| apply_level(&snapshot.settings, &mut it.finding));
    let used = leave_out_ignored(snapshot, &mut findings, |it| (it.finding.rule, it.about));
    (findings, used)
}

/// The findings about variables that the migration to `services` drops.
fn dropped(snapshot: &Snapshot, reads: &Reads<'_>, file: Option<&Arc<str>>) -> Vec<SourceFinding> {
    let rule = &variable_lost_in_migration::RULE;
    if snapshot.settings.rules.get(rule.code) == Some(&RuleLevel::Off) {
        return Vec::new();
    }
    let dropped = match file {
        Some(file) => migrate::dropped_reads(snapshot, reads, reads.of_file(file)),
        None => migrate::dropped_reads(snapshot, reads, reads.all()),
    };
    dropped.iter().map(variable_lost_in_migration::finding).collect()
}
