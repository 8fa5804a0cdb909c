//! `svc-lsp check`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::{Args, ValueEnum};
use svc_analysis::settings::{Plan, RuleLevel};
use svc_analysis::{Finding, Settings, Snapshot, rules};
use svc_config::Severity;

use super::style::Style;
use super::{Failure, Outcome, github, human, json, print_error, sarif, source};

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// vercel.json files, or folders to search for them.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Check standard input as if it were this file.
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    stdin_filename: Option<PathBuf>,
    /// Set the level of a rule: off, hint, information, warning or error. Can be repeated.
    #[arg(long = "rule", value_name = "CODE=LEVEL", value_parser = rule_level)]
    rules: Vec<(String, RuleLevel)>,
    /// Also check the limits of this plan.
    #[arg(long, value_enum, value_name = "PLAN")]
    plan: Option<PlanName>,
    /// Exit with status 1 for warnings, too.
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlanName {
    Hobby,
    Pro,
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
    /// SARIF 2.1.0.
    Sarif,
}

/// A file and what was found in it.
#[derive(Debug)]
pub struct Checked {
    /// The path as it is shown: `/` between names.
    pub path: String,
    /// The file.
    pub snapshot: Snapshot,
    /// What was found, sorted.
    pub findings: Vec<Finding>,
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
pub struct Summary {
    /// Files checked.
    pub files: usize,
    /// Errors found.
    pub error: usize,
    /// Warnings found.
    pub warning: usize,
    /// Pieces of information found.
    pub information: usize,
    /// Hints found.
    pub hint: usize,
}

/// Checks the files and prints what is found.
///
/// # Errors
///
/// A path that means no file, or an output that can't be written. A single file that can't be read is reported on standard error;
/// the others are still checked.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let rules: BTreeMap<String, RuleLevel> = arguments.rules.iter().cloned().collect();
    let settings = Arc::new(Settings { rules, plan: arguments.plan.map(Plan::from), ..Settings::default() });
    let results = match &arguments.stdin_filename {
        Some(path) => vec![source::read_stdin(path, &settings).map(|snapshot| checked(path, snapshot))],
        None => in_parallel(&source::find(&arguments.paths)?, |file| {
            source::read(file, &settings).map(|snapshot| checked(&file.path, snapshot))
        }),
    };
    let mut unreadable = false;
    let mut files = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(checked) => files.push(checked),
            Err(failure) => {
                print_error(failure);
                unreadable = true;
            }
        }
    }
    let summary = Summary::of(&files);
    match arguments.format {
        Format::Human => human::print(&files, &summary, Style::of_stdout(), output)?,
        Format::Json => json::print(&files, &summary, output)?,
        Format::Github => github::print(&files, output)?,
        Format::Sarif => sarif::print(&files, output)?,
    }
    Ok(match summary {
        _ if unreadable => Outcome::Failed,
        Summary { error: 1.., .. } => Outcome::Found,
        Summary { warning: 1.., .. } if arguments.deny_warnings => Outcome::Found,
        _ => Outcome::Clean,
    })
}

/// What work makes of each item, in the order of the items. All processors take part.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
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

fn checked(path: &Path, snapshot: Snapshot) -> Checked {
    let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
    let path = if path.has_root() { path.to_string_lossy().replace('\\', "/") } else { names.join("/") };
    let findings = svc_analysis::check::check(&snapshot);
    Checked { path, snapshot, findings }
}

fn rule_level(argument: &str) -> Result<(String, RuleLevel), String> {
    let (code, level) = argument.split_once('=').ok_or("expected CODE=LEVEL, such as duplicate-key=off")?;
    if rules::find(code).is_none() {
        return Err(format!("unknown rule `{code}`; run `svc-lsp rule` for a list"));
    }
    let level = serde_json::from_value(level.into())
        .map_err(|_| format!("unknown level `{level}`; use off, hint, information, warning or error"))?;
    Ok((code.to_owned(), level))
}

impl Summary {
    fn of(files: &[Checked]) -> Summary {
        let mut summary = Summary { files: files.len(), ..Summary::default() };
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
