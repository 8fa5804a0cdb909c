//! Commands run from the repository's root, with what they print passed through.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a job ends with; the error is a sentence for the person who ran it.
pub type Outcome<T = ()> = Result<T, String>;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A command that will run in the repository's root.
pub fn command(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// `cargo` with these arguments: the very one that runs this job.
pub fn cargo(arguments: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// Prints the command, runs it and requires success.
pub fn run(mut command: Command) -> Outcome {
    let line = spelled(&command);
    eprintln!("\n$ {line}");
    let status = command.status().map_err(|error| format!("`{line}` could not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// Runs the command silently; its standard output if it succeeded.
pub fn output(mut command: Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn spelled(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| {
            let word = Path::new(word);
            word.strip_prefix(root()).unwrap_or(word).display().to_string()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Builds the release binary; its path.
pub fn release_binary() -> Outcome<PathBuf> {
    run(cargo(&["build", "--release", "--quiet", "--package", "svc-lsp"]))?;
    Ok(root().join("target/release").join(format!("svc-lsp{}", std::env::consts::EXE_SUFFIX)))
}
