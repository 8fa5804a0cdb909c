//! `cargo xtask demo`: the main job on the sample projects, and the same in an editor.

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Outcome, command, release_binary, root, run};
use crate::{extension, tools};

/// What to show.
#[derive(clap::Args)]
pub struct Options {
    /// The editor to try it in; without it VS Code, where there is a terminal and Node.js (on Linux, x86_64), else none
    #[arg(long)]
    editor: Option<Editor>,
}

/// Where to try it.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Editor {
    /// VS Code in your browser, at an address that is printed; ends with Ctrl+C
    Code,
    /// Neovim
    Nvim,
    /// Helix
    Hx,
    /// Emacs
    Emacs,
    /// No editor: what the checker prints, and it ends
    None,
}

/// Builds everything, prints what the checker says about the sample projects, and opens the one with mistakes in an editor.
pub fn demo(options: &Options) -> Outcome {
    let server = release_binary()?;
    let at_a_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    // The VS Code that comes from npm, with the Node.js that it needs, is built for these machines.
    let has_vs_code = cfg!(all(target_os = "linux", target_arch = "x86_64")) && tools::on_path("npm");
    let editor =
        options.editor.unwrap_or(if at_a_terminal && has_vs_code { Editor::Code } else { Editor::None });
    if options.editor.is_none() || editor == Editor::None {
        check(&server)?;
    }
    match editor {
        Editor::None => Ok(()),
        Editor::Code => {
            let vsix = extension::package(&server)?;
            let node = tools::code_server()?;
            run(command(node, &["tests/editors/vscode/demo.mjs", &vsix.to_string_lossy()]))
        }
        _ if !at_a_terminal => Err("this editor needs a terminal: run the command in one".to_owned()),
        Editor::Nvim => {
            let neovim = if tools::on_path("nvim") { PathBuf::from("nvim") } else { tools::new_neovim()? };
            let setup = "lua require('svc_lsp').setup()";
            in_terminal(
                command(neovim, &["--clean", "--cmd", "set rtp^=editors/neovim", "-c", setup]),
                &server,
            )
        }
        Editor::Hx => {
            let helix = if tools::on_path("hx") { PathBuf::from("hx") } else { tools::helix()? };
            let mut helix = command(helix, &[]);
            let config = folder().join("config");
            let languages = config.join("helix/languages.toml");
            copy(&root().join("editors/helix/languages.toml"), &languages)?;
            helix.env("XDG_CONFIG_HOME", config);
            in_terminal(helix, &server)
        }
        Editor::Emacs => {
            tools::system("emacs", &["emacs-nox", "elpa-eglot"])?;
            // Emacs compiles its own files in the background, and would cover the sample with what it thinks of them.
            let quiet = "(setq native-comp-async-report-warnings-errors nil)";
            let hook = "(add-hook 'vercel-json-mode-hook #'eglot-ensure)";
            let settings = [
                "--eval",
                quiet,
                "-f",
                "package-initialize",
                "-l",
                "editors/emacs/svc-lsp.el",
                "--eval",
                hook,
            ];
            let arguments = [["-nw", "-q"].as_slice(), &settings].concat();
            in_terminal(command("emacs", &arguments), &server)
        }
    }
}

/// The checker's findings in a project with mistakes, then services, routing and variables of a sound one.
fn check(server: &Path) -> Outcome {
    // The project has mistakes on purpose: `check` ends with 1.
    let _ = run(command(server, &["check", "examples/broken"]));
    run(command(server, &["check", "examples/shop"]))?;
    run(command(server, &["inspect", "examples/shop"]))
}

/// Opens a copy of the project with mistakes; the editor finds the server on its `PATH`.
fn in_terminal(mut editor: Command, server: &Path) -> Outcome {
    let project = folder().join("broken");
    let _ = fs::remove_dir_all(&project);
    copy(&root().join("examples/broken"), &project)?;
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = server.parent().map(Path::to_path_buf).into_iter().chain(std::env::split_paths(&paths));
    let paths = std::env::join_paths(paths).map_err(|error| format!("can't extend the PATH: {error}"))?;
    run({
        editor.arg(project.join("vercel.json")).env("PATH", paths);
        editor
    })
}

fn folder() -> PathBuf {
    root().join("target/demo")
}

/// Copies a file, or a folder with what is in it.
fn copy(from: &Path, to: &Path) -> Outcome {
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
