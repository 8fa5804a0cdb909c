//! Services from the processes of a Procfile.

use super::Note;
use super::{Detected, InferredService, several_frameworks};
use crate::detect::service_frameworks_in;
use crate::posix_path;
use crate::project::Folder;
use crate::url::is_space;

const PROCFILE: &str = "Procfile";
/// The ends of files that a command may start.
const EXTENSIONS: [&str; 11] =
    [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".py", ".go", ".rs", ".rb", ".ru"];
/// The workers that Vercel knows how to run.
const WORKERS: [&str; 2] = ["celery", "dramatiq"];

struct Process<'a> {
    name: &'a str,
    command: &'a str,
}

pub(super) fn detect(root: &Folder<'_>) -> Detected {
    let mut detected = Detected::default();
    let Some(text) = root.read(PROCFILE) else { return detected };
    let (releases, processes): (Vec<_>, Vec<_>) =
        text.split('\n').filter_map(process).partition(|process| process.name == "release");
    let release = releases.last();
    if processes.is_empty() {
        detected.warnings.extend(release.map(release_only));
        return detected;
    }
    let frameworks = service_frameworks_in(root);
    if frameworks.len() > 1 {
        detected.errors.push(several_frameworks("MULTIPLE_FRAMEWORKS_SERVICE", root, &frameworks));
        return detected;
    }
    let framework = frameworks.first().and_then(|only| only.framework.slug());
    let mut names: Vec<&str> = Vec::new();
    for process in &processes {
        if names.contains(&process.name) {
            let message =
                format!("The process `{}` is defined twice in the {PROCFILE}. Rename one.", process.name);
            detected.errors.push(Note::new("DUPLICATE_SERVICE", message).of(process.name));
            continue;
        }
        names.push(process.name);
        match service(root, process, framework) {
            // An assignment to this name adds no key to a JavaScript object.
            Ok(_) if process.name == "__proto__" => {}
            Ok(service) => detected.services.insert(process.name.to_owned(), service),
            Err(warning) => detected.warnings.push(warning),
        }
    }
    if let Some(release) = release {
        let first = detected.services.entries().first().map(|(name, _)| (*name).to_owned());
        let name = if detected.services.get("web").is_some() { Some("web".to_owned()) } else { first };
        if let Some(service) = name.and_then(|name| detected.services.get_mut(&name)) {
            service.build_command = Some(release.command.into());
        }
    }
    detected
}

/// A line `name: command`.
fn process(line: &str) -> Option<Process<'_>> {
    let (name, command) = line.trim_start_matches(is_space).split_once(':')?;
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let is_name = starts && name.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-'));
    let command = command.trim_start_matches(is_space);
    let command = command.split(['\r', '\u{2028}', '\u{2029}']).next().unwrap_or_default();
    let command = command.trim_end_matches(is_space);
    (is_name && !command.is_empty()).then_some(Process { name, command })
}

fn release_only(release: &Process<'_>) -> Note {
    let message = format!(
        "The {PROCFILE} has only a release process (`{}`). Add it to the end of a web service's `buildCommand`.",
        release.command
    );
    Note::new("PROCFILE_RELEASE_ONLY", message)
}

/// The service of a process, or why there is none.
fn service(
    root: &Folder<'_>,
    process: &Process<'_>,
    framework: Option<&'static str>,
) -> Result<InferredService, Note> {
    let Process { name, command } = *process;
    let tokens: Vec<&str> = command.split(is_space).filter(|token| !token.is_empty()).collect();
    let entrypoint = entrypoint(root, &tokens);
    let runs_worker = tokens.iter().any(|token| WORKERS.contains(&posix_path::basename(token)));
    let made = |kind: &str, framework, entrypoint, runtime| InferredService {
        root: ".".to_owned(),
        kind: Some(kind.to_owned()),
        framework,
        entrypoint: Some(entrypoint),
        runtime,
        build_command: None,
        pre_deploy_command: None,
        mount_path: String::new(),
        evidence: format!("`{name}: {command}` in the {PROCFILE}"),
    };
    if runs_worker || name.contains("worker") {
        return match entrypoint.filter(|it| it.ends_with(".py")) {
            Some(entrypoint) if runs_worker => Ok(made("worker", None, entrypoint, Some("python"))),
            _ => Err(worker_hint(process)),
        };
    }
    match (framework, entrypoint) {
        (None, None) => {
            let message = format!(
                "The process `{name}` is skipped: Vercel detects no framework, and `{command}` names no source file. Add it to `services` by hand."
            );
            Err(Note::new("SERVICE_SKIPPED", message))
        }
        (framework, entrypoint) => {
            Ok(made("web", framework, entrypoint.unwrap_or_else(|| ".".to_owned()), None))
        }
    }
}

fn worker_hint(process: &Process<'_>) -> Note {
    let message = format!(
        "The process `{}` (`{}`) looks like a worker and is skipped. Vercel runs only Python workers (Celery, Dramatiq, Django tasks) and needs their start file.",
        process.name, process.command
    );
    Note::new("PROCFILE_WORKER_HINT", message)
}

/// The file that a command starts: the first Python module that is there, else the last word that ends as a file does.
fn entrypoint(root: &Folder<'_>, tokens: &[&str]) -> Option<String> {
    let module = tokens.iter().find_map(|token| python_module(root, token));
    module.or_else(|| tokens.iter().rev().find(|token| is_file_name(token)).map(|token| (*token).to_owned()))
}

/// The file of `app.main` or `app.main:app`.
fn python_module(root: &Folder<'_>, token: &str) -> Option<String> {
    let is_identifier = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
    };
    let (module, attribute) = token.split_once(':').map_or((token, None), |(module, it)| (module, Some(it)));
    if !module.split('.').all(is_identifier) || !attribute.is_none_or(is_identifier) {
        return None;
    }
    let path = module.replace('.', "/");
    let file = format!("{path}.py");
    if root.is_file(&file) {
        return Some(file);
    }
    // Vercel comes to look for a package only where a folder is in the module's place.
    let package = format!("{path}/__init__.py");
    (root.exists(&file) && root.is_file(&package)).then_some(package)
}

fn is_file_name(token: &str) -> bool {
    token.rfind('.').is_some_and(|dot| dot > 0 && EXTENSIONS.iter().any(|end| token.get(dot..) == Some(end)))
}
