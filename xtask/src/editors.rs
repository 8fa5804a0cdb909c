//! A user's session in every editor that can run here, each with the server that was just built.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::str::FromStr;

use crate::extension;
use crate::flags::named;
use crate::run::{Outcome, command, root, run};
use crate::tools;
use crate::wasm;

/// An editor whose session can be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editor {
    /// Neovim: the system's, and 0.11
    Nvim,
    /// Emacs: with eglot, and with lsp-mode
    Emacs,
    /// Vim with ALE
    Vim,
    /// Helix in a terminal
    Hx,
    /// Kakoune with kak-lsp; not among the tests that always run, because building kak-lsp takes minutes
    Kak,
    /// VS Code in a browser, with the server beside it
    Code,
    /// VS Code in a browser, with the server in the page
    Web,
}

/// The editors, as `--editor` names them.
const NAMES: [(&str, Editor); 7] = [
    ("nvim", Editor::Nvim),
    ("emacs", Editor::Emacs),
    ("vim", Editor::Vim),
    ("hx", Editor::Hx),
    ("kak", Editor::Kak),
    ("code", Editor::Code),
    ("web", Editor::Web),
];

impl FromStr for Editor {
    type Err = String;

    fn from_str(word: &str) -> Result<Editor, String> {
        named(word, &NAMES)
    }
}

impl Editor {
    /// The editors whose sessions belong to `cargo xtask test`.
    pub fn always() -> impl Iterator<Item = Editor> {
        NAMES.into_iter().map(|(_, editor)| editor).filter(|editor| *editor != Editor::Kak)
    }

    /// The session as a step is titled, and how long it takes the first time.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Editor::Nvim => ("play a session in Neovim", ""),
            Editor::Emacs => ("play a session in Emacs", ""),
            Editor::Vim => ("play a session in Vim", ""),
            Editor::Hx => ("play a session in Helix", ""),
            Editor::Kak => ("play a session in Kakoune", "several minutes"),
            Editor::Code => ("play a session in VS Code", "about three minutes"),
            Editor::Web => ("play a session in VS Code on the web", "several minutes"),
        }
    }

    /// Why it can't be tested here, as a sentence.
    pub fn missing(self) -> Option<String> {
        if self == Editor::Web { wasm::missing() } else { None }
    }

    /// Installs the editor if need be and plays its session against `server`.
    pub fn session(self, server: &Path) -> Outcome {
        match self {
            Editor::Nvim => {
                tools::system("nvim", &["neovim"])?;
                neovim(Path::new("nvim"), server)?;
                neovim(&tools::new_neovim()?, server)
            }
            Editor::Emacs => {
                tools::system("emacs", &["emacs-nox", "elpa-eglot", "elpa-lsp-mode"])?;
                for client in ["eglot", "lsp-mode"] {
                    let session = format!("tests/editors/emacs/{client}.el");
                    run(with_server("emacs", &["--batch", "-l", &session], server))?;
                }
                Ok(())
            }
            Editor::Vim => {
                tools::system("vim", &["vim", "vim-ale"])?;
                let clean =
                    ["-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", "tests/editors/vim/session.vim"];
                run(with_server("vim", &clean, server))
            }
            Editor::Hx => {
                tools::system("tmux", &["tmux"])?;
                let helix = tools::helix()?;
                run(command(
                    "tests/editors/helix/session.sh",
                    &[&helix.to_string_lossy(), &server.to_string_lossy()],
                ))
            }
            Editor::Kak => {
                tools::system("kak", &["kakoune"])?;
                tools::system("tmux", &["tmux"])?;
                let client = tools::kak_lsp()?;
                let files = [client.as_path(), server].map(Path::to_string_lossy);
                run(command("tests/editors/kakoune/session.sh", &files.each_ref().map(AsRef::as_ref)))
            }
            Editor::Code => {
                extension::test()?;
                let vsix = extension::package(server)?;
                in_code_server("session.mjs", &vsix)
            }
            Editor::Web => {
                extension::test_web()?;
                let vsix = root().join(extension::FOLDER).join("svc-lsp-web.vsix");
                extension::package_as(None, &vsix)?;
                in_code_server("web.mjs", &vsix)
            }
        }
    }
}

/// Plays a session in VS Code with an extension.
fn in_code_server(session: &str, vsix: &Path) -> Outcome {
    tools::system("chromium", &["chromium", "fonts-dejavu-core"])?;
    tools::code_server()?;
    let session = [&*format!("tests/editors/vscode/{session}"), &vsix.to_string_lossy()];
    run(command(tools::code_server_node(), &session))
}

fn neovim(neovim: &Path, server: &Path) -> Outcome {
    let clean = ["--clean", "--headless", "-c", "luafile tests/editors/neovim/session.lua"];
    run(with_server(neovim, &clean, server))
}

/// An editor that finds the server's path in `SVC_LSP`.
fn with_server(editor: impl AsRef<OsStr>, arguments: &[&str], server: &Path) -> Command {
    let mut command = command(editor, arguments);
    command.env("SVC_LSP", server);
    command
}
