//! `cargo xtask demo`: the main job on the sample projects, and the same in an editor.

use std::cell::RefCell;
use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command};
use std::str::FromStr;

use crate::flags::{Demo, named};
use crate::run::{Outcome, build_server, command, copy, root, run, server, start};
use crate::steps::Steps;
use crate::{extension, tools};

/// Where to try it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoEditor {
    /// VS Code in a browser, at an address that is printed; ends with Ctrl+C
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

impl FromStr for DemoEditor {
    type Err = String;

    fn from_str(word: &str) -> Result<DemoEditor, String> {
        let names = [
            ("code", DemoEditor::Code),
            ("nvim", DemoEditor::Nvim),
            ("hx", DemoEditor::Hx),
            ("emacs", DemoEditor::Emacs),
            ("none", DemoEditor::None),
        ];
        named(word, &names)
    }
}

/// Builds the server, prints what it says about the sample projects, and opens the one with mistakes in an editor.
pub fn demo(options: &Demo) -> Outcome {
    let at_a_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let missing = missing_for_code(at_a_terminal);
    let default = if missing.is_none() { DemoEditor::Code } else { DemoEditor::None };
    let editor = options.editor.unwrap_or(default);
    let mut steps = Steps::default().step("build the server", "about a minute", build_server);
    if options.editor.is_none() || editor == DemoEditor::None {
        steps = steps.step("check the sample projects", "", || check(&server()));
    }
    match editor {
        DemoEditor::None => match missing.filter(|_| options.editor.is_none()) {
            Some(missing) => steps.skip("open VS Code in your browser", missing).run(),
            None => steps.run(),
        },
        DemoEditor::Code => {
            let code = RefCell::new(None);
            steps
                .step("build the VS Code extension", "", || extension::build(Some(&server())))
                .step("install VS Code for the browser", "half a minute", tools::code_server)
                .step("start VS Code", "", || Code::start().map(|started| drop(code.replace(Some(started)))))
                .run()?;
            code.into_inner().map_or(Ok(()), Code::wait)
        }
        _ if !at_a_terminal => Err("This editor needs a terminal: run the command in one.".to_owned()),
        DemoEditor::Nvim | DemoEditor::Hx | DemoEditor::Emacs => {
            let command = RefCell::new(None);
            steps
                .step("install the editor", "", || {
                    in_terminal(editor).map(|found| drop(command.replace(Some(found))))
                })
                .run()?;
            command.into_inner().map_or(Ok(()), |command| open(command, &server()))
        }
    }
}

/// What VS Code in a browser doesn't have here, as a sentence.
fn missing_for_code(at_a_terminal: bool) -> Option<&'static str> {
    // The VS Code that comes from npm, with the Node.js that it needs, is built for these machines.
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        Some("It is available on Linux (x86_64) only. `--editor nvim`, `hx` or `emacs` opens another editor.")
    } else if !tools::on_path("npm") {
        Some("Node.js 20 or newer with npm is needed. Install it and run this again.")
    } else if !at_a_terminal {
        Some("It runs until Ctrl+C, so it needs a terminal. `--editor code` opens it anyway.")
    } else {
        None
    }
}

/// A VS Code that serves the sample projects.
struct Code {
    process: Child,
    /// Its standard input: VS Code ends when it is closed, however this program ends.
    _input: Option<ChildStdin>,
    address: String,
}

impl Code {
    /// Starts it and waits for its address.
    fn start() -> Outcome<Code> {
        let (mut process, address) =
            start(command(tools::code_server_node(), &["tests/editors/vscode/demo.mjs", extension::FOLDER]))?;
        let input = process.stdin.take();
        Ok(Code { address, process, _input: input })
    }

    /// Shows the address and serves until Ctrl+C.
    fn wait(mut self) -> Outcome {
        println!(
            "\nVS Code with svc-lsp is ready. Open this in your browser:\n\n  {}\n\nPress Ctrl+C to stop.",
            self.address
        );
        let status =
            self.process.wait().map_err(|error| format!("VS Code could not be waited for: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("VS Code ended ({status})")) }
    }
}

/// The command that opens an editor for terminals, which is installed if need be.
fn in_terminal(editor: DemoEditor) -> Outcome<Command> {
    match editor {
        DemoEditor::Nvim => {
            let neovim = if tools::on_path("nvim") { PathBuf::from("nvim") } else { tools::new_neovim()? };
            let setup = "lua require('svc_lsp').setup()";
            Ok(command(neovim, &["--clean", "--cmd", "set rtp^=editors/neovim", "-c", setup]))
        }
        DemoEditor::Hx => {
            let helix = if tools::on_path("hx") { PathBuf::from("hx") } else { tools::helix()? };
            let mut helix = command(helix, &[]);
            let config = folder().join("config");
            let languages = config.join("helix/languages.toml");
            copy(&root().join("editors/helix/languages.toml"), &languages)?;
            helix.env("XDG_CONFIG_HOME", config);
            Ok(helix)
        }
        DemoEditor::Emacs => {
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
            Ok(command("emacs", &[["-nw", "-q"].as_slice(), &settings].concat()))
        }
        DemoEditor::Code | DemoEditor::None => Err("this is no editor for a terminal".to_owned()),
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
fn open(mut editor: Command, server: &Path) -> Outcome {
    let project = folder().join("broken");
    let _ = fs::remove_dir_all(&project);
    copy(&root().join("examples/broken"), &project)?;
    let paths = tools::path_with(server.parent().unwrap_or(server))?;
    run({
        editor.arg(project.join("vercel.json")).env("PATH", paths);
        editor
    })
}

fn folder() -> PathBuf {
    root().join("target/demo")
}
