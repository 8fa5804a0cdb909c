//! The command line.
//!
//! Results go to standard output, everything else to standard error. Exit status: 0 if no error was found, 1 if one was,
//! 2 if the command could not run.

mod check;
mod diff;
mod fingerprint;
mod fixes;
mod format;
mod github;
mod gitlab;
mod human;
mod ignores;
mod in_source;
mod init;
mod inspect;
mod json;
mod junit;
mod layout;
mod manual;
mod mcp;
mod migrate;
mod place;
mod route;
mod rule;
mod sarif;
mod source;
mod statistics;
mod style;
mod table;
mod test;
mod watch;
mod write;

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{LazyLock, Mutex};
use std::thread::{self, JoinHandle};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// The environment variable that says what is logged, for example `debug`.
const LOG_VARIABLE: &str = "SVC_LSP_LOG";

/// The version of svc-lsp, and that of Vercel's CLI whose behaviour it knows.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    format!("{} (Vercel CLI {})", env!("CARGO_PKG_VERSION"), svc_vercel::frameworks::source().cli)
});

/// The language server and checker for vercel.json.
#[derive(Debug, Parser)]
#[command(
    // The terminal wraps lines; a crate of the workspace would have clap do it in some builds and not in others.
    term_width = 0,
    version = VERSION.as_str(),
    disable_help_subcommand = true,
    after_help = "Exit status: 0 on success, 1 if there are errors (route: if nothing answers the request), 2 if the command failed."
)]
struct Arguments {
    /// Start the language server on standard input and output.
    #[arg(long)]
    stdio: bool,
    /// Write the log to this file instead of standard error. Set SVC_LSP_LOG=debug for more detail.
    #[arg(long, value_name = "FILE", global = true, help_heading = "Global options")]
    log_file: Option<PathBuf>,
    /// Use colors: auto, always or never.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        global = true,
        hide_possible_values = true,
        help_heading = "Global options"
    )]
    color: style::Color,
    /// End with this process: the editor's.
    #[arg(long = "clientProcessId", value_name = "ID", requires = "stdio", hide = true)]
    client_process: Option<u32>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check vercel.json files for errors.
    Check(check::Arguments),
    /// Format vercel.json files.
    Format(layout::Arguments),
    /// Show how Vercel reads a project: services, routing, variables.
    Inspect(inspect::Arguments),
    /// Show what answers a request: the rules that apply, and what the application receives.
    Route(route::Arguments),
    /// Ask the requests of svc-lsp.jsonc and compare the answers.
    Test(test::Arguments),
    /// Compare two versions of a vercel.json: which requests and variables change.
    Diff(diff::Arguments),
    /// Generate a vercel.json with the services that Vercel detects.
    Init(init::Arguments),
    /// Migrate experimentalServices to services, as Vercel's CLI does.
    Migrate(migrate::Arguments),
    /// Answer an agent over the Model Context Protocol, on standard input and output.
    Mcp(mcp::Arguments),
    /// Print the JSON Schema of vercel.json.
    Schema,
    /// List the rules, or explain one.
    Rule(rule::Arguments),
    /// Print a completion script for a shell.
    Completions(manual::Completions),
    /// Write the man pages into a folder.
    #[command(hide = true)]
    ManPages(manual::ManPages),
}

/// What a command comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// No error found.
    Clean,
    /// Errors found.
    Found,
    /// The command could not do all that was asked; standard error says why.
    Failed,
}

/// Why a command could not run, as a sentence that names the path and the reason.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Message(String),
    /// The output can't be written.
    #[error("The output could not be written: {0}.")]
    Output(#[from] io::Error),
}

impl Failure {
    fn message(message: impl Into<String>) -> Failure {
        Failure::Message(message.into())
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    // The main thread's stack is as large as the system likes, and a deeply nested file needs a large one.
    let started = thread::Builder::new().stack_size(svc_syntax::STACK_BYTES).spawn(run_command);
    match started.map(JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        Err(_) => run_command(),
    }
}

fn run_command() -> ExitCode {
    let arguments = parse();
    arguments.color.choose();
    if let Err(failure) = log_to(arguments.log_file.as_ref(), arguments.stdio) {
        return fail(&failure);
    }
    if arguments.stdio {
        return match crate::lsp::run(arguments.client_process) {
            Ok(code) => code,
            Err(error) => fail(&Failure::Message(format!("The server could not start: {error}."))),
        };
    }
    let Some(command) = arguments.command else {
        let _ = write!(io::stderr(), "{}", Arguments::command().render_help());
        return ExitCode::from(2);
    };
    let mut output = io::BufWriter::new(io::stdout());
    let result = match command {
        Command::Check(arguments) => check::run(&arguments, &mut output),
        Command::Format(arguments) => layout::run(&arguments, &mut output),
        Command::Inspect(arguments) => inspect::run(&arguments, &mut output),
        Command::Route(arguments) => route::run(&arguments, &mut output),
        Command::Test(arguments) => test::run(&arguments, &mut output),
        Command::Diff(arguments) => diff::run(&arguments, &mut output),
        Command::Init(arguments) => init::run(&arguments, &mut output),
        Command::Migrate(arguments) => migrate::run(&arguments, &mut output),
        Command::Mcp(arguments) => mcp::run(&arguments),
        Command::Schema => print_schema(&mut output),
        Command::Rule(arguments) => rule::run(&arguments, &mut output),
        Command::Completions(arguments) => {
            manual::print_completions(&arguments, &Arguments::command(), &mut output)
        }
        Command::ManPages(arguments) => manual::write_man_pages(&arguments, &Arguments::command()),
    };
    match result.and_then(|outcome| Ok(output.flush().map(|()| outcome)?)) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::FAILURE,
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

/// The arguments. Help and errors are colored as `--color` says.
fn parse() -> Arguments {
    let color = match style::Color::in_arguments(std::env::args_os()) {
        style::Color::Auto => clap::ColorChoice::Auto,
        style::Color::Always => clap::ColorChoice::Always,
        style::Color::Never => clap::ColorChoice::Never,
    };
    let matches = Arguments::command().color(color).get_matches();
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

fn print_schema(output: &mut impl Write) -> Result<Outcome, Failure> {
    output.write_all(svc_config::VERCEL_SCHEMA.as_bytes())?;
    Ok(Outcome::Clean)
}

fn fail(failure: &Failure) -> ExitCode {
    print_error(failure);
    ExitCode::from(2)
}

/// Says on standard error what could not be done.
fn print_error(message: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "svc-lsp: {}", crate::display::line(&message.to_string()));
}

fn log_to(file: Option<&PathBuf>, stdio: bool) -> Result<(), Failure> {
    // An agent's mistakes are reported in its answers.
    let default = if stdio { "info" } else { "warn,rmcp=error" };
    let filter = EnvFilter::try_from_env(LOG_VARIABLE).unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_target(false);
    match file {
        None => log.with_writer(io::stderr).init(),
        Some(path) => {
            #[expect(clippy::disallowed_methods, reason = "the file that --log-file names, in no project")]
            let file = File::options().create(true).append(true).open(path).map_err(|error| {
                Failure::Message(format!("The log file {} could not be opened: {error}.", path.display()))
            })?;
            log.with_writer(Mutex::new(file)).init();
        }
    }
    Ok(())
}
