//! Commands, run from the repository's root.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What a job ends with; the error is a sentence for the person who ran it.
pub type Outcome<T = ()> = Result<T, String>;

/// How many of the last lines of a command that failed are shown.
const LAST_LINES: usize = 20;
/// How often a silent command shows on a terminal that it is still running, and elsewhere.
const TICK: Duration = Duration::from_secs(1);
const LINE: Duration = Duration::from_secs(15);

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A command that will run in the repository's root.
pub fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// `cargo` with these arguments: the very one that runs this job.
pub fn cargo(arguments: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// Prints the command, runs it with its output passed through, and requires success.
pub fn run(mut command: Command) -> Outcome {
    let line = announce(&command);
    let status = command.status().map_err(|error| not_started(&line, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// Prints the command and runs it, for what installs something: shows how long it has been running, and its last lines
/// if it fails.
pub fn install(mut command: Command) -> Outcome {
    let line = announce(&command);
    let pipe = std::io::pipe().and_then(|(reader, writer)| Ok((reader, writer.try_clone()?, writer)));
    let (reader, stdout, stderr) = pipe.map_err(|error| not_started(&line, &error))?;
    command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
    let child = command.spawn();
    // The command holds the pipe's other end; while this one does too, reading never ends.
    drop(command);
    let mut child = child.map_err(|error| not_started(&line, &error))?;
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            if sender.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                break;
            }
            line.clear();
        }
    });
    let mut last = VecDeque::new();
    let mut waiting = Waiting::new();
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => {
                last.truncate(LAST_LINES - 1);
                last.push_front(line);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        waiting.show();
    }
    waiting.clear();
    let status = child.wait().map_err(|error| format!("`{line}` could not be waited for: {error}"))?;
    if status.success() {
        return Ok(());
    }
    for line in last.iter().rev() {
        eprintln!("  {line}");
    }
    Err(format!("`{line}` failed ({status})"))
}

/// Runs the command silently; its standard output if it succeeded.
pub fn output(mut command: Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Starts a server that prints its address as its first line, and waits for that line.
pub fn start(mut command: Command) -> Outcome<(Child, String)> {
    let line = announce(&command);
    let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut process = process.map_err(|error| not_started(&line, &error))?;
    let mut address = String::new();
    if let Some(output) = process.stdout.take() {
        BufReader::new(output)
            .read_line(&mut address)
            .map_err(|error| format!("`{line}` can't be read: {error}"))?;
    }
    if address.trim().is_empty() {
        let status = process.wait().map_err(|error| format!("`{line}` could not be waited for: {error}"))?;
        return Err(format!("`{line}` failed ({status})"));
    }
    Ok((process, address.trim().to_owned()))
}

/// Shows that a silent command is still running.
struct Waiting {
    start: Instant,
    shown: Instant,
    on_terminal: bool,
}

impl Waiting {
    fn new() -> Waiting {
        let start = Instant::now();
        Waiting { start, shown: start, on_terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self) {
        let every = if self.on_terminal { TICK } else { LINE };
        if self.shown.elapsed() < every {
            return;
        }
        self.shown = Instant::now();
        let seconds = self.start.elapsed().as_secs();
        if self.on_terminal {
            eprint!("\r  still running ({seconds} s)");
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("  still running ({seconds} s)");
        }
    }

    fn clear(&self) {
        if self.on_terminal {
            eprint!("\r\x1b[K");
        }
    }
}

/// Prints the command as a user would type it.
pub fn announce(command: &Command) -> String {
    let short = |word: &OsStr| {
        let word = Path::new(word);
        match word.strip_prefix(root()) {
            Ok(inside) if inside.as_os_str().is_empty() => ".".to_owned(),
            Ok(inside) => inside.display().to_string(),
            Err(_) => word.display().to_string(),
        }
    };
    let program = Path::new(command.get_program());
    // The toolchain's cargo has a long path.
    let program = if program.file_stem() == Some(OsStr::new("cargo")) {
        "cargo".to_owned()
    } else {
        short(program.as_os_str())
    };
    let line = std::iter::once(program).chain(command.get_args().map(short)).collect::<Vec<_>>().join(" ");
    eprintln!("$ {line}");
    line
}

fn not_started(line: &str, error: &std::io::Error) -> String {
    format!("`{line}` could not start: {error}")
}

/// Builds the server as the demo and the editors' sessions need it: quick to build, with its checks.
pub fn build_server() -> Outcome {
    run(cargo(&["build", "--package", "svc-lsp"]))
}

/// The server that [`build_server`], or a build of the tests, has built.
pub fn server() -> PathBuf {
    binary("debug", "svc-lsp")
}

/// Builds the server as it is released.
pub fn build_release() -> Outcome {
    run(cargo(&["build", "--release", "--package", "svc-lsp"]))
}

/// The server that [`build_release`] has built.
pub fn released_server() -> PathBuf {
    binary("release", "svc-lsp")
}

/// A program that a build with this profile leaves behind.
pub fn binary(profile: &str, name: &str) -> PathBuf {
    root().join("target").join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Copies a file, or a folder with what is in it.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    let told = |error: std::io::Error| format!("can't copy {} to {}: {error}", from.display(), to.display());
    if from.is_dir() {
        fs::create_dir_all(to).map_err(told)?;
        for entry in fs::read_dir(from).map_err(told)? {
            let entry = entry.map_err(told)?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        to.parent().map(fs::create_dir_all).transpose().map_err(told)?;
        fs::copy(from, to).map_err(told)?;
    }
    Ok(())
}
