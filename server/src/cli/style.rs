//! Colors, on terminals only, and text that is harmless there.

use std::io::IsTerminal as _;

use anstyle::{AnsiColor, Effects, Style as Ansi};

use crate::display;

/// Whether and how to color.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether there is a terminal that shows colors and line-drawing characters.
    pub rich: bool,
}

impl Style {
    /// For standard output: rich on a terminal, unless `NO_COLOR` is set.
    #[must_use]
    pub fn of_stdout() -> Style {
        let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Style { rich: std::io::stdout().is_terminal() && !forbidden && !dumb }
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
