//! Services from the files of Railway, one in each service's folder.

use serde_json::Value;

use super::Note;
use super::{Detected, InferredService, several_frameworks};
use crate::detect::service_frameworks_in;
use crate::javascript;
use crate::posix_path;
use crate::project::{EntryKind, Folder, folder};
use crate::toml_text;

const FILES: [&str; 2] = ["railway.json", "railway.toml"];
/// How deep below the root they are looked for.
const DEPTH: usize = 5;
/// How many folders are looked at; Vercel has no limit.
const FOLDERS: usize = 20_000;
/// Folders that are not looked into.
const SKIPPED: [&str; 15] = [
    ".hg",
    ".git",
    ".svn",
    ".cache",
    ".next",
    ".now",
    ".vercel",
    ".venv",
    ".yarn",
    ".turbo",
    ".output",
    "node_modules",
    "__pycache__",
    "venv",
    "CVS",
];

/// A file that was read.
struct Found<'a> {
    folder: Folder<'a>,
    file: String,
    config: Value,
}

pub(super) fn detect(root: &Folder<'_>) -> Detected {
    let mut detected = Detected::default();
    let found = files(root, &mut detected.warnings);
    let mut folders: Vec<(String, &str)> = Vec::new();
    for found in &found {
        let path = found.folder.path();
        let name = if path == "." { "web" } else { posix_path::basename(path) };
        if let Some(schedule) = truthy(&found.config, "deploy", "cronSchedule") {
            detected.warnings.push(cron_hint(found, name, schedule));
            continue;
        }
        if let Some((_, other)) = folders.iter().find(|(known, _)| known == name) {
            let message = format!(
                "{} and {} would both become the service `{name}`. Rename one of the folders.",
                folder::named(other),
                folder::named(path)
            );
            detected.errors.push(Note::new("DUPLICATE_SERVICE", message).of(name));
            continue;
        }
        folders.push((name.to_owned(), path));
        match service_frameworks_in(&found.folder).as_slice() {
            [] => {
                let message = format!(
                    "`{}` is skipped: Vercel detects no framework in its folder. Add the service to `services` by hand.",
                    found.file
                );
                detected.warnings.push(Note::new("SERVICE_SKIPPED", message));
            }
            [only] => detected.services.insert(
                name.to_owned(),
                InferredService {
                    root: path.to_owned(),
                    kind: None,
                    framework: only.framework.slug(),
                    entrypoint: None,
                    runtime: None,
                    build_command: truthy(&found.config, "build", "buildCommand").cloned(),
                    pre_deploy_command: truthy(&found.config, "deploy", "preDeployCommand").map(joined),
                    mount_path: String::new(),
                    evidence: format!("`{}`, next to {}", found.file, only.framework.name),
                },
            ),
            several => {
                let note = several_frameworks("MULTIPLE_FRAMEWORKS_SERVICE", &found.folder, several);
                detected.errors.push(note.of(name));
            }
        }
    }
    detected
}

/// A list of commands as one; anything else as it is.
pub(super) fn joined(command: &Value) -> Value {
    match command {
        Value::Array(commands) => {
            let commands: Vec<String> = commands.iter().map(js_text).collect();
            commands.join(" && ").into()
        }
        other => other.clone(),
    }
}

/// A value as JavaScript joins it into a text.
pub(super) fn js_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(values) => values.iter().map(js_text).collect::<Vec<_>>().join(","),
        Value::Object(_) => "[object Object]".to_owned(),
        other => other.to_string(),
    }
}

fn cron_hint(found: &Found<'_>, name: &str, schedule: &Value) -> Note {
    let message = format!(
        "`{}` runs `{name}` on the schedule {schedule} and is skipped. On Vercel, give the job a route and add it to `crons`.",
        found.file
    );
    Note::new("RAILWAY_CRON_HINT", message)
}

/// A setting that JavaScript takes for true.
fn truthy<'a>(config: &'a Value, section: &str, key: &str) -> Option<&'a Value> {
    config.get(section)?.get(key).filter(|value| javascript::is_truthy(value))
}

/// The files of the root and of the folders below, in the order of their paths.
fn files<'a>(root: &Folder<'a>, warnings: &mut Vec<Note>) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    let mut left = vec![(root.clone(), 0)];
    let mut seen = 0;
    while let Some((folder, depth)) = left.pop() {
        seen += 1;
        if seen > FOLDERS {
            break;
        }
        found.extend(read(&folder, warnings));
        if depth < DEPTH {
            let below = folder.list("").into_iter().rev();
            let below =
                below.filter(|it| it.kind == EntryKind::Directory && !SKIPPED.contains(&it.name.as_str()));
            left.extend(below.map(|entry| (folder.folder(&entry.name), depth + 1)));
        }
    }
    found
}

fn read<'a>(folder: &Folder<'a>, warnings: &mut Vec<Note>) -> Option<Found<'a>> {
    let name = FILES.into_iter().find(|name| folder.is_file(name))?;
    let file = folder.resolve(name);
    let text = folder.read(name).unwrap_or_default();
    let parsed = if name.ends_with(".toml") {
        toml_text::parse(&text).map_err(|mistake| mistake.to_string())
    } else {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    };
    match parsed {
        Ok(config) => javascript::is_truthy(&config).then(|| Found { folder: folder.clone(), file, config }),
        Err(error) => {
            let message = format!("`{file}` can't be read: {}.", error.trim_end_matches(['.', '\n']));
            warnings.push(Note::new("RAILWAY_PARSE_ERROR", message));
            None
        }
    }
}
