//! Colors, on terminals only, and text that is harmless there.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::sync::OnceLock;

use anstyle::{AnsiColor, Effects, Style as Ansi};
use clap::ValueEnum;

use crate::display;

/// Whether and how to color.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether there is a terminal that shows colors and line-drawing characters.
    pub rich: bool,
}

/// When output is colored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals, unless an environment variable decides.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What `--color` says.
static CHOICE: OnceLock<Color> = OnceLock::new();

impl Color {
    /// Makes this the choice for everything that is printed from now on.
    pub fn choose(self) {
        let _ = CHOICE.set(self);
    }

    /// The choice in arguments that are not parsed yet: for clap's own help and errors.
    pub fn in_arguments(mut arguments: impl Iterator<Item = OsString>) -> Color {
        let mut choice = None;
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--") => break,
                Some("--color") => choice = arguments.next(),
                Some(argument) => choice = argument.strip_prefix("--color=").map(OsString::from).or(choice),
                None => {}
            }
        }
        let choice = choice.and_then(|choice| Color::from_str(choice.to_str()?, false).ok());
        match choice.unwrap_or_default() {
            Color::Auto => Color::of_environment().unwrap_or_default(),
            chosen => chosen,
        }
    }

    /// What the environment says: `NO_COLOR` first, then the variables that ask for colors.
    fn of_environment() -> Option<Color> {
        let value = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let is_on = |name| Some(value(name)? != "0");
        match (value("NO_COLOR"), is_on("FORCE_COLOR"), is_on("CLICOLOR_FORCE"), is_on("CLICOLOR")) {
            (Some(_), ..) | (None, Some(false), ..) => Some(Color::Never),
            (None, Some(true), ..) | (None, None, Some(true), _) => Some(Color::Always),
            (None, None, _, Some(false)) => Some(Color::Never),
            _ => None,
        }
    }

    /// Whether what goes to a place that is a terminal, or isn't, is colored.
    fn applies(is_terminal: bool) -> bool {
        let chosen = CHOICE.get().copied().filter(|choice| *choice != Color::Auto);
        match chosen.or_else(Color::of_environment) {
            Some(choice) => choice == Color::Always,
            None => is_terminal && std::env::var_os("TERM").is_none_or(|value| value != "dumb"),
        }
    }
}

impl Style {
    /// For standard output.
    #[must_use]
    pub fn of_stdout() -> Style {
        Style { rich: Color::applies(io::stdout().is_terminal()) }
    }

    /// For standard error.
    #[must_use]
    pub fn of_stderr() -> Style {
        Style { rich: Color::applies(io::stderr().is_terminal()) }
    }

    /// For a file.
    #[must_use]
    pub fn of_file() -> Style {
        Style { rich: CHOICE.get() == Some(&Color::Always) }
    }

    /// Bold text.
    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.paint(Ansi::new().effects(Effects::BOLD), text)
    }

    /// Dimmed text.
    #[must_use]
    pub fn dim(self, text: &str) -> String {
        self.paint(Ansi::new().effects(Effects::DIMMED), text)
    }

    /// Text in a color.
    #[must_use]
    pub fn color(self, color: AnsiColor, text: &str) -> String {
        self.paint(color.on_default().effects(Effects::BOLD), text)
    }

    fn paint(self, style: Ansi, text: &str) -> String {
        let text = display::line(text);
        if self.rich { format!("{style}{text}{style:#}") } else { text.into_owned() }
    }
}
