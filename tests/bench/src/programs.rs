//! Whole programs, from their start to their verdict on a file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use svc_bench::documents::{Document, documents};

use crate::Outcome;
use crate::projects;
use crate::session::median;

/// How long svc-lsp and another program take from start to end, in seconds.
pub struct Duel {
    /// What both do.
    pub what: String,
    /// The other program.
    pub other: &'static str,
    /// The median of svc-lsp.
    pub ours: f64,
    /// The median of the other.
    pub theirs: f64,
}

/// What a program says about a file. A program that breaks ends as one that rejects does, which is why each of them also has to
/// accept a file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Accepted,
    Refused,
}

/// `check` on one file beside Vercel's own validation and a schema validator, and on a workspace beside `find`.
pub fn programs(binary: &Path, rounds: usize) -> Outcome<Vec<Duel>> {
    let mut duels = Vec::new();
    for document in documents() {
        if ["4 services", "with parameters", "5,048"].iter().any(|part| document.name.contains(part)) {
            duels.extend(verdicts(binary, &mistaken(document), Verdict::Refused, rounds)?);
        }
    }
    for document in documents() {
        if document.name.contains("with parameters") {
            duels.extend(verdicts(binary, &with_nothing_to_build(document), Verdict::Accepted, rounds)?);
        }
    }
    duels.push(workspace(binary, rounds)?);
    Ok(duels)
}

/// The document with a mistake that every program rejects, and nothing else is wrong with it.
fn mistaken(document: Document) -> Document {
    let text = document.text.replacen("{\n", "{\n  \"trailingSlash\": \"yes\",\n", 1);
    Document { name: format!("{}, with a mistake", document.name), text, ..document }
}

/// The document without a framework or a command, and without a project: `vercel build` is done when it has read the file.
fn with_nothing_to_build(document: Document) -> Document {
    let settings = "  \"framework\": \"nextjs\",\n  \"buildCommand\": \"npm run build\",\n";
    let text = document.text.replacen(settings, "", 1);
    Document { name: format!("{}, accepted", document.name), text, files: Vec::new(), ..document }
}

fn verdicts(binary: &Path, document: &Document, verdict: Verdict, rounds: usize) -> Outcome<Vec<Duel>> {
    let project = projects::write(document)?;
    let file = project.join("vercel.json");
    projects::write_file(
        &project.join(".vercel/project.json"),
        "{ \"projectId\": \"prj_x\", \"orgId\": \"team_x\", \"settings\": { \"framework\": null, \"nodeVersion\": \"24.x\" } }\n",
    )?;
    let (chunk, configuration) = (validator()?, projects::folder("vercel-configuration")?);
    let check = || {
        let mut command = Command::new(binary);
        command.arg("check").arg(&file);
        command
    };
    let build = || {
        let mut command = node("node_modules/vercel/dist/index.js");
        command.args(["build", "--yes", "--global-config"]).arg(&configuration);
        command.env("VERCEL_TELEMETRY_DISABLED", "1").env("NO_UPDATE_NOTIFIER", "1");
        command
    };
    let validate = || {
        let mut command = node("validate.mjs");
        command.arg(&chunk).arg(&file);
        command
    };
    let ajv = || {
        let mut command = node("ajv.mjs");
        command.arg(&file);
        command
    };
    let programs: [&dyn Fn() -> Command; 4] = [&check, &build, &validate, &ajv];
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..rounds.div_ceil(6) {
        // The command line may rewrite the file.
        projects::write_file(&file, &document.text)?;
        for (program, times) in programs.iter().zip(&mut times) {
            let mut command = program();
            times.push(run(command.current_dir(&project), verdict)?);
        }
    }
    let [ours, build, validate, ajv] = times.map(median);
    let duel = |(other, theirs)| Duel { what: format!("`check` of {}", document.name), other, ours, theirs };
    let others = [
        ("`vercel build`", build),
        ("the validator of `vercel build` alone", validate),
        ("`ajv` with the published schema", ajv),
    ];
    Ok(others.into_iter().map(duel).collect())
}

/// `check` on a large workspace, beside a program that looks at the same folders and does nothing.
fn workspace(binary: &Path, rounds: usize) -> Outcome<Duel> {
    let tree = projects::workspace()?;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds.div_ceil(6) {
        let mut check = Command::new(binary);
        check.arg("check").arg(&tree);
        let mut find = Command::new("find");
        find.arg(&tree).args(["-name", "vercel.json"]);
        for (mut command, times) in [check, find].into_iter().zip(&mut times) {
            times.push(run(&mut command, Verdict::Accepted)?);
        }
    }
    let [ours, theirs] = times.map(median);
    Ok(Duel { what: "`check` of 20,000 folders with 500 files".to_owned(), other: "`find`", ours, theirs })
}

/// Node.js with a script of this package's folder.
fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script));
    command
}

/// The file of Vercel's command line that exports its validator. Its name changes with every release.
fn validator() -> Outcome<PathBuf> {
    let chunks = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/vercel/dist/chunks");
    let files =
        std::fs::read_dir(&chunks).map_err(|error| format!("{} can't be read: {error}", chunks.display()))?;
    files
        .flatten()
        .map(|file| file.path())
        .find(|path| {
            std::fs::read_to_string(path).is_ok_and(|text| text.contains("SERVICE_GROUPS_WITHOUT_SERVICES"))
        })
        .ok_or_else(|| "the command line of Vercel has no validator that is known here".to_owned())
}

/// The seconds that a program takes until it ends with this verdict.
fn run(command: &mut Command, verdict: Verdict) -> Outcome<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status();
    let took = start.elapsed().as_secs_f64();
    let expected = if verdict == Verdict::Accepted { 0 } else { 1 };
    match status {
        Ok(status) if status.code() == Some(expected) => Ok(took),
        Ok(status) => Err(format!("{command:?} ended with {status} where {expected} was expected")),
        Err(error) => Err(format!("{command:?} could not start: {error}")),
    }
}
