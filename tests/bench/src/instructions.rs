//! Instructions of a keystroke, counted by callgrind. A count is the same on a busy machine and on an idle one.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use serde_json::Value;
use svc_bench::documents::{FAMILIES, Family, Place};

use crate::{Outcome, projects};

/// How many keystrokes are counted; the table shows their mean.
const KEYSTROKES: u32 = 3;

/// How a keystroke's instructions grow with the file.
pub struct Growth {
    /// The family of documents.
    pub family: &'static str,
    /// Where it is typed.
    pub place: Place,
    /// Entries, and instructions of a keystroke.
    pub counts: Vec<(usize, f64)>,
}

/// Counts every family, size and place.
pub fn instructions() -> Outcome<Vec<Growth>> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err("valgrind counts the instructions, and it is not installed".to_owned());
    }
    let program = &build()?;
    // Counts don't depend on what else runs.
    let families: Vec<Outcome<Vec<Growth>>> = thread::scope(|scope| {
        let running = FAMILIES.map(|family| scope.spawn(move || growths(program, family)));
        let ended = |_| Err("counting ended early".to_owned());
        running.into_iter().map(|family| family.join().unwrap_or_else(ended)).collect()
    });
    families.into_iter().collect::<Outcome<Vec<_>>>().map(|families| families.into_iter().flatten().collect())
}

/// Counts every size and place of a family.
fn growths(program: &Path, family: Family) -> Outcome<Vec<Growth>> {
    let [smallest, ..] = family.sizes;
    let mut growths = Vec::new();
    for typing in (family.document)(smallest).typed {
        let start = Instant::now();
        let counts: Outcome<Vec<(usize, f64)>> = family
            .sizes
            .into_iter()
            .map(|size| Ok((size, count(program, family, size, typing.place)?)))
            .collect();
        growths.push(Growth { family: family.name, place: typing.place, counts: counts? });
        eprintln!("{}, in {}: counted for {:.0?}", family.name, typing.place, start.elapsed());
    }
    Ok(growths)
}

/// Builds the program that types, with the names of its functions.
fn build() -> Outcome<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["bench", "--profile", "profiling", "--package", "svc-bench", "--bench", "keystroke"])
        .args(["--no-run", "--message-format", "json-render-diagnostics"])
        .current_dir(projects::root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo could not start: {error}"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    artifacts
        .find_map(|artifact| {
            let is_it = artifact.pointer("/target/name").is_some_and(|name| name == "keystroke");
            is_it.then(|| artifact.get("executable")?.as_str().map(PathBuf::from)).flatten()
        })
        .ok_or_else(|| "the program that types could not be built".to_owned())
}

/// The mean of the instructions of a keystroke.
fn count(program: &Path, family: Family, size: usize, place: Place) -> Outcome<f64> {
    let profile = projects::folder("callgrind")?.join(family.name);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*Typist*keystroke*"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(program)
        .args([family.name, &size.to_string(), place.name(), &KEYSTROKES.to_string()])
        .output()
        .map_err(|error| format!("valgrind could not start: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines()
        .find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<f64>().ok())
        .filter(|count| *count > 0.0)
        .map(|count| count / f64::from(KEYSTROKES))
        .ok_or_else(|| format!("callgrind counted nothing: {said}"))
}
