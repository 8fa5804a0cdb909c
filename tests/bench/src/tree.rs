//! A large workspace, to check at once.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{Outcome, documents, project};

/// How many folders there are.
const FOLDERS: usize = 20_000;
/// How many of them hold a `vercel.json`.
const FILES: usize = 500;

/// The folder of the workspace, made once.
pub fn tree() -> Outcome<PathBuf> {
    let root = project("tree")?;
    let done = root.join("done");
    if done.exists() {
        return Ok(root);
    }
    let text = documents::text(6);
    for index in 0..FOLDERS {
        let folder = root.join(format!("{:02}/{:02}/{index}", index / 1_000, index / 50 % 20));
        write(&folder.join("package.json"), "{ \"dependencies\": { \"next\": \"16\" } }\n")?;
        if index % (FOLDERS / FILES) == 0 {
            write(&folder.join("vercel.json"), &text)?;
        }
    }
    write(&done, "")?;
    Ok(root)
}

fn write(file: &Path, text: &str) -> Outcome {
    file.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(file, text))
        .map_err(|error| format!("{} can't be written: {error}", file.display()))
}

/// The seconds that a command takes.
pub fn run(mut command: Command) -> Outcome<f64> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let took = start.elapsed().as_secs_f64();
    match status {
        Ok(status) if status.success() => Ok(took),
        Ok(status) => Err(format!("{command:?} ended with {status}")),
        Err(error) => Err(format!("{command:?} could not start: {error}")),
    }
}
