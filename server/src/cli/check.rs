//! `svc-lsp check`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use svc_analysis::settings::{Plan, RuleLevel};
use svc_analysis::{Finding, Settings, Snapshot, rules};
use svc_config::Severity;

use super::fixes::{self, Fixes};
use super::format::print_json;
use super::style::Style;
use super::{
    Failure, Outcome, github, gitlab, human, ignores, in_source, json, junit, place, print_error, rule,
    sarif, source, statistics, watch,
};
use crate::project::{CONFIG_FILE, ProjectFile, folder_of};

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// vercel.json files, or folders to search for them. `-` is standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Check standard input as if it were this file.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// Apply the preferred fixes.
    #[arg(long)]
    fix: bool,
    /// Show the fixes as a diff instead of applying them. Exit with status 1 if there are any, or if errors remain.
    #[arg(long, conflicts_with_all = ["format", "statistics"])]
    diff: bool,
    /// Set the level of a rule: off, hint, information, warning or error. Can be repeated.
    #[arg(long = "rule", value_name = "CODE=LEVEL", value_parser = rule_level)]
    rules: Vec<(String, RuleLevel)>,
    /// Also check the limits of this plan.
    #[arg(long, value_enum, value_name = "PLAN")]
    plan: Option<PlanName>,
    /// Add all findings to those that svc-lsp.jsonc ignores.
    #[arg(long, conflicts_with_all = ["stdin_filename", "format", "fix", "diff", "statistics", "watch", "output_file"])]
    write_ignores: bool,
    /// Exit with status 1 for warnings, too.
    #[arg(long)]
    deny_warnings: bool,
    /// Only report errors (and warnings, with --deny-warnings).
    #[arg(long, short)]
    quiet: bool,
    /// Count the problems of each rule instead of listing them.
    #[arg(long)]
    statistics: bool,
    /// Check again when files change. Stop with Ctrl+C.
    #[arg(long, conflicts_with_all = ["fix", "diff", "output_file", "stdin_filename"])]
    watch: bool,
}

/// A plan, as `--plan` names it.
#[derive(Debug, Clone, Copy, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlanName {
    /// Hobby.
    Hobby,
    /// Pro.
    Pro,
    /// Enterprise.
    Enterprise,
}

impl From<PlanName> for Plan {
    fn from(name: PlanName) -> Plan {
        match name {
            PlanName::Hobby => Plan::Hobby,
            PlanName::Pro => Plan::Pro,
            PlanName::Enterprise => Plan::Enterprise,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Code frames, for reading.
    #[default]
    Human,
    /// Stable JSON, for scripts.
    Json,
    /// GitHub Actions annotations.
    Github,
    /// GitLab Code Quality.
    Gitlab,
    /// JUnit XML.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
}

/// A file and what was found in it.
#[derive(Debug)]
pub struct Checked {
    /// The path as it is shown: `/` between names.
    pub path: String,
    /// The path from the repository's root.
    pub place: String,
    /// The file.
    pub snapshot: Snapshot,
    /// What was found, sorted.
    pub findings: Vec<Finding>,
    /// What was fixed, where that was asked for.
    pub fixes: Option<Fixes>,
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
pub struct Summary {
    /// Files checked.
    pub files: usize,
    /// Those of them with findings.
    #[serde(skip)]
    pub files_with_findings: usize,
    /// Errors found.
    pub error: usize,
    /// Warnings found.
    pub warning: usize,
    /// Pieces of information found.
    pub information: usize,
    /// Hints found.
    pub hint: usize,
}

impl Arguments {
    fn settings(&self) -> Arc<Settings> {
        let rules: BTreeMap<String, RuleLevel> = self.rules.iter().cloned().collect();
        Arc::new(Settings { rules, plan: self.plan.map(Plan::from), ..Settings::default() })
    }

    /// The least severe findings that make the command fail.
    fn least(&self) -> Severity {
        if self.deny_warnings { Severity::Warning } else { Severity::Error }
    }

    /// The file, with its fixes applied if that is asked for. Nothing is written.
    fn fixed(&self, file: Checked) -> Checked {
        if self.fix || self.diff { fixes::fixed(file) } else { file }
    }
}

/// Checks the files and prints what is found.
///
/// # Errors
///
/// A path that means no file, or an output that can't be written. A single file that can't be read is reported on standard error;
/// the others are still checked.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let is_for_reading = matches!(arguments.format, Format::Human | Format::Json);
    if arguments.statistics && !is_for_reading {
        return Err(Failure::message("`--statistics` can only be used with `--format human` or `json`."));
    }
    let is_configuration = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name == CONFIG_FILE || name == svc_analysis::options::FILE)
    };
    if let Some(path) = arguments.output_file.as_ref().filter(|path| is_configuration(path)) {
        let name = path.display();
        return Err(Failure::Message(format!("`--output-file {name}` would overwrite a configuration.")));
    }
    let settings = arguments.settings();
    let stdin = source::stdin_name(&arguments.paths, arguments.stdin_filename.as_deref())?;
    if arguments.watch {
        if stdin.is_some() || !is_for_reading {
            return Err(Failure::message("`--watch` needs files, and `--format human` or `json`."));
        }
        return watch::run(&arguments.paths, matches!(arguments.format, Format::Human), |files| {
            let mut results = in_parallel(files, |(file, project)| {
                source::read_in(file, project, &settings).map(|it| checked(file, it))
            });
            add_sources(files.iter().map(|(file, _)| file), &mut results);
            results.extend(options(files.iter().map(|(file, _)| file), &settings));
            report(arguments, results, Style::of_stdout(), output)?;
            Ok(output.flush()?)
        });
    }
    let results = match stdin {
        Some(path) => with_sources(source::read_stdin(path, &settings), |file| arguments.fixed(file)),
        None => {
            let found = source::find(&arguments.paths)?;
            found.problems.iter().for_each(print_error);
            if arguments.write_ignores {
                return ignore(&found.files, &settings, output);
            }
            let mut results = in_parallel(&found.files, |file| {
                let checked = arguments.fixed(checked(file, source::read(file, &settings)?));
                if !arguments.diff {
                    fixes::write(file, &checked)?;
                }
                Ok(checked)
            });
            add_sources(found.files.iter(), &mut results);
            results.extend(options(found.files.iter(), &settings));
            results
        }
    };
    let prints_text = stdin.is_some() && arguments.fix && !arguments.diff;
    if let ([Ok(file), ..], true) = (&results[..], prints_text) {
        output.write_all(file.snapshot.text.to_string().as_bytes())?;
        output.flush()?;
    }
    match &arguments.output_file {
        Some(path) => {
            let mut text = Vec::new();
            let outcome = report(arguments, results, Style::of_file(), &mut text)?;
            source::write_report(path, &text)?;
            Ok(outcome)
        }
        None if prints_text => report(arguments, results, Style::of_stderr(), &mut io::stderr().lock()),
        None => report(arguments, results, Style::of_stdout(), output),
    }
}

/// Prints what was found as the arguments say.
fn report(
    arguments: &Arguments,
    results: Vec<Result<Checked, Failure>>,
    style: Style,
    output: &mut impl Write,
) -> Result<Outcome, Failure> {
    let (mut files, failures) = separated(results);
    failures.iter().for_each(print_error);
    let is_complete = failures.is_empty();
    let least = arguments.least();
    if arguments.quiet {
        files.iter_mut().for_each(|file| file.findings.retain(|finding| finding.severity <= least));
    }
    let summary = Summary::of(&files);
    let fails = files.iter().flat_map(|file| &file.findings).any(|finding| finding.severity <= least);
    let mut outcome = if fails { Outcome::Found } else { Outcome::Clean };
    match arguments.format {
        _ if arguments.diff => {
            fixes::print_diff(&files, style, output)?;
            output.flush()?;
            let (fixes, changed) = fixes::count(&files);
            if fixes > 0 {
                outcome = Outcome::Found;
            }
            if !arguments.quiet && !files.is_empty() {
                let would = match fixes {
                    0 => "Nothing to fix".to_owned(),
                    _ => format!("{} in {} would be fixed", fixes::problems(fixes), human::files(changed)),
                };
                let left = human::counts(&summary, Style { rich: false });
                let left = left.map(|left| format!(" Remaining: {left}.")).unwrap_or_default();
                print_error(format!("{would}.{left}"));
            }
        }
        Format::Human if arguments.quiet && !fails => {}
        // Why nothing was checked is said already.
        Format::Human if files.is_empty() => {}
        Format::Human if arguments.statistics => statistics::print(&files, &summary, style, output)?,
        Format::Json if arguments.statistics => statistics::print_json(&files, &summary, output)?,
        Format::Human => human::print(&files, &summary, style, output)?,
        Format::Json => print_json(&json::report(&files, summary, failures), output)?,
        Format::Github => github::print(&files, output)?,
        Format::Gitlab => gitlab::print(&files, output)?,
        Format::Junit => junit::print(&files, least, output)?,
        Format::Sarif => sarif::print(&files, output)?,
    }
    Ok(if is_complete { outcome } else { Outcome::Failed })
}

/// The files that were checked, and sentences about those that could not be read.
fn separated(results: Vec<Result<Checked, Failure>>) -> (Vec<Checked>, Vec<String>) {
    let mut files = Vec::with_capacity(results.len());
    let mut failures = Vec::new();
    for result in results {
        match result {
            Ok(checked) => files.push(checked),
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    (files, failures)
}

/// What `--format json` prints about the files that a path means, or about a text in the place of one file.
///
/// # Errors
///
/// A path that means no file.
pub fn answer(path: &Path, text: Option<String>, plan: Option<PlanName>) -> Result<json::Report, Failure> {
    let settings = Arc::new(Settings { plan: plan.map(Plan::from), ..Settings::default() });
    let (results, mut failures) = match text {
        Some(text) => (with_sources(source::with_text(path, &text, &settings), |it| it), Vec::new()),
        None => {
            let found = source::find(&[path.to_owned()])?;
            let read = |file: &ProjectFile| source::read(file, &settings).map(|it| checked(file, it));
            let mut results = in_parallel(&found.files, read);
            add_sources(found.files.iter(), &mut results);
            results.extend(options(found.files.iter(), &settings));
            (results, found.problems)
        }
    };
    let (files, unread) = separated(results);
    failures.extend(unread);
    let summary = Summary::of(&files);
    Ok(json::report(&files, summary, failures))
}

/// What work makes of each item, in the order of the items. All processors take part.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let spawn =
            |_| thread::Builder::new().stack_size(svc_syntax::STACK_BYTES).spawn_scoped(scope, worker);
        // Where the system gives no more threads, those that run do all of it.
        let others: Vec<_> = (1..workers).map_while(|index| spawn(index).ok()).collect();
        let mut done = worker();
        for other in others {
            match other.join() {
                Ok(results) => done.extend(results),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn checked(file: &ProjectFile, snapshot: Snapshot) -> Checked {
    let findings = svc_analysis::check::check(&snapshot);
    Checked { path: shown(&file.path), place: place::in_repository(file), snapshot, findings, fixes: None }
}

/// Adds what is found in the source code of the projects of these files, whose results come first.
fn add_sources<'a>(
    files: impl Iterator<Item = &'a ProjectFile>,
    results: &mut Vec<Result<Checked, Failure>>,
) {
    let checked =
        files.zip(&*results).filter_map(|(file, result)| Some((file, &result.as_ref().ok()?.snapshot)));
    let found = in_source::checked(&checked.collect::<Vec<_>>());
    results.extend(found.into_iter().map(Ok));
}

/// What is found in a file that need not be there, and in the source code of its project.
fn with_sources(
    read: Result<(ProjectFile, Snapshot), Failure>,
    fixed: impl FnOnce(Checked) -> Checked,
) -> Vec<Result<Checked, Failure>> {
    let (file, snapshot) = match read {
        Ok(read) => read,
        Err(failure) => return vec![Err(failure)],
    };
    let mut results = vec![Ok(fixed(checked(&file, snapshot)))];
    add_sources(std::iter::once(&file), &mut results);
    results
}

/// A path as it is shown: `/` between names.
pub fn shown(path: &Path) -> String {
    let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
    if path.has_root() { path.to_string_lossy().replace('\\', "/") } else { names.join("/") }
}

/// Checks the files and has all that is found ignored from now on.
fn ignore(
    files: &[ProjectFile],
    settings: &Arc<Settings>,
    output: &mut impl Write,
) -> Result<Outcome, Failure> {
    let results = in_parallel(files, |file| source::read(file, settings).map(|it| checked(file, it)));
    let mut found = Vec::new();
    let mut outcome = Outcome::Clean;
    for (file, result) in files.iter().zip(results) {
        match result {
            Ok(mut checked) => {
                let in_source = in_source::findings(file, &checked.snapshot).into_iter();
                // They are ignored where `vercel.json` has what they follow from.
                checked.findings.extend(in_source.map(|it| Finding { range: it.about, ..it.finding }));
                found.push((file, checked));
            }
            Err(failure) => {
                print_error(failure);
                outcome = Outcome::Failed;
            }
        }
    }
    ignores::write(&found, output)?;
    Ok(outcome)
}

/// The files with svc-lsp's own options that are in force for some files, where there is anything to say about them.
fn options<'a>(
    files: impl Iterator<Item = &'a ProjectFile>,
    settings: &Arc<Settings>,
) -> Vec<Result<Checked, Failure>> {
    let mut options: Vec<ProjectFile> = files.filter_map(source::options_of).collect();
    options.sort_by(|one, other| one.path.cmp(&other.path));
    options.dedup_by(|one, other| one.path == other.path);
    let check = |file: &ProjectFile| {
        let snapshot = source::read_options(file, settings)?;
        let folder = folder_of(&file.path);
        let vercel_json = |path: &str| {
            source::read(&ProjectFile { path: folder.join(path), root: Arc::clone(&file.root) }, settings)
                .ok()
        };
        let findings = svc_analysis::check_beside::check_options(&snapshot, vercel_json);
        Ok(Checked {
            path: shown(&file.path),
            place: place::in_repository(file),
            snapshot,
            findings,
            fixes: None,
        })
    };
    let has_findings =
        |result: &Result<Checked, _>| result.as_ref().map_or(true, |it| !it.findings.is_empty());
    options.iter().map(check).filter(has_findings).collect()
}

fn rule_level(argument: &str) -> Result<(String, RuleLevel), String> {
    let (code, level) = argument.split_once('=').ok_or("expected CODE=LEVEL, such as duplicate-key=off")?;
    if rules::find(code).is_none() {
        let nearest = rule::nearest(code).map(|code| format!(" did you mean `{code}`?")).unwrap_or_default();
        return Err(format!("unknown rule `{code}`;{nearest} run `svc-lsp rule` for a list"));
    }
    let level = serde_json::from_value(level.into())
        .map_err(|_| format!("unknown level `{level}`; use off, hint, information, warning or error"))?;
    Ok((code.to_owned(), level))
}

impl Summary {
    fn of(files: &[Checked]) -> Summary {
        let files_with_findings = files.iter().filter(|file| !file.findings.is_empty()).count();
        let mut summary = Summary { files: files.len(), files_with_findings, ..Summary::default() };
        for finding in files.iter().flat_map(|file| &file.findings) {
            match finding.severity {
                Severity::Error => summary.error += 1,
                Severity::Warning => summary.warning += 1,
                Severity::Information => summary.information += 1,
                Severity::Hint => summary.hint += 1,
            }
        }
        summary
    }
}
