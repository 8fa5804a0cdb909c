//! `svc-lsp completions` and `svc-lsp man-pages`: what the arguments say about themselves, for shells and for `man`.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Failure, Outcome, source};

/// The arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// The arguments of `man-pages`.
#[derive(Debug, Args)]
pub struct ManPages {
    /// An existing folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Prints the completion script of a shell.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_completions(
    arguments: &Completions,
    command: &Command,
    output: &mut impl Write,
) -> Result<Outcome, Failure> {
    // The generator panics where it can't write.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut visible(command), "svc-lsp", &mut script);
    output.write_all(&script)?;
    Ok(Outcome::Clean)
}

/// Writes a page for the program and one for each command: `svc-lsp.1`, `svc-lsp-check.1`.
///
/// # Errors
///
/// No such folder, or a page that can't be written.
pub fn write_man_pages(arguments: &ManPages, command: &Command) -> Result<Outcome, Failure> {
    let mut command = visible(command);
    command.build();
    let commands: Vec<Command> = command.get_subcommands().cloned().collect();
    let pages = commands.into_iter().map(|page| {
        let name = format!("svc-lsp-{}", page.get_name());
        (page.display_name(name.clone()), name)
    });
    for (page, name) in std::iter::once((command, "svc-lsp".to_owned())).chain(pages) {
        let mut text = Vec::new();
        Man::new(page).render(&mut text)?;
        source::write_report(&arguments.folder.join(format!("{name}.1")), &text)?;
    }
    Ok(Outcome::Clean)
}

/// The command without those that only packaging runs: some shells' scripts would name them.
fn visible(command: &Command) -> Command {
    let mut visible = Command::new("svc-lsp")
        .disable_help_subcommand(true)
        .version(env!("CARGO_PKG_VERSION"))
        .args(command.get_arguments())
        .subcommands(command.get_subcommands().filter(|command| !command.is_hide_set()));
    if let Some(about) = command.get_about() {
        visible = visible.about(about.clone());
    }
    if let Some(after) = command.get_after_help() {
        visible = visible.after_help(after.clone());
    }
    visible
}
