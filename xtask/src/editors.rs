//! A person's session in every editor that can run here, each with the server that was just built.

use std::path::Path;

use crate::extension;
use crate::run::{Outcome, command, run};
use crate::tools;

/// The editors, as `--editor` names them.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Editor {
    /// Neovim: the system's, and 0.11
    Nvim,
    /// Emacs with eglot
    Emacs,
    /// Helix in a terminal
    Hx,
    /// VS Code in a browser
    Code,
}

impl Editor {
    /// Installs the editor if need be and plays its session against `server`.
    pub fn session(self, server: &Path) -> Outcome {
        match self {
            Editor::Nvim => {
                tools::system("nvim", &["neovim"])?;
                neovim(Path::new("nvim"), server)?;
                neovim(&tools::new_neovim()?, server)
            }
            Editor::Emacs => {
                tools::system("emacs", &["emacs-nox", "elpa-eglot"])?;
                let mut session = command("emacs", &["--batch", "-l", "tests/editors/emacs/session.el"]);
                session.env("SVC_LSP", server);
                run(session)
            }
            Editor::Hx => {
                tools::system("tmux", &["tmux"])?;
                let helix = tools::helix()?;
                run(command(
                    "tests/editors/helix/session.sh",
                    &[&helix.to_string_lossy(), &server.to_string_lossy()],
                ))
            }
            Editor::Code => {
                extension::test()?;
                let vsix = extension::package(server)?;
                tools::system("chromium", &["chromium", "fonts-dejavu-core"])?;
                let node = tools::code_server()?;
                run(command(node, &["tests/editors/vscode/session.mjs", &vsix.to_string_lossy()]))
            }
        }
    }
}

fn neovim(neovim: &Path, server: &Path) -> Outcome {
    let mut session =
        command(neovim, &["--clean", "--headless", "-c", "luafile tests/editors/neovim/session.lua"]);
    session.env("SVC_LSP", server);
    run(session)
}
