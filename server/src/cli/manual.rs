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
    mut command: Command,
    output: &mut impl Write,
) -> Result<Outcome, Failure> {
    // The generator panics where it can't write.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "svc-lsp", &mut script);
    output.write_all(&script)?;
    Ok(Outcome::Clean)
}

/// Writes a page for the program and one for each command: `svc-lsp.1`, `svc-lsp-check.1`.
///
/// # Errors
///
/// No such folder, or a page that can't be written.
pub fn write_man_pages(arguments: &ManPages, command: Command) -> Result<Outcome, Failure> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let commands: Vec<Command> = command.get_subcommands().filter(|it| !it.is_hide_set()).cloned().collect();
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
