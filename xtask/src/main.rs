//! `cargo xtask <job>`: the project's own jobs.

mod bench;
mod demo;
mod editors;
mod extension;
mod fuzz;
mod house;
mod run;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own jobs")]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Measure the server beside VS Code's JSON language server, and write docs/performance.md
    Bench(bench::Options),
    /// Show what it says about the sample projects, and try it in an editor: VS Code in your browser, or another
    Demo(demo::Options),
    /// Package the VS Code extension with the server inside
    Extension,
    /// Fuzz the parser, the analysis, the small languages and the protocol
    Fuzz(fuzz::Options),
    /// Draw the crates and their rooms into ARCHITECTURE.md, and report broken walls
    House,
    /// Type a million edits into the server: its text stays the client's, its memory where it was
    Soak,
    /// Move the judge and the framework table to another version of Vercel's CLI, and print what changed
    SyncVercel {
        /// The version, such as 64.0.2
        version: String,
    },
    /// Install what the tests need and run all of them
    Test(test::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().job {
        Job::Bench(options) => bench::bench(&options),
        Job::Demo(options) => demo::demo(&options),
        Job::Extension => run::release_binary()
            .and_then(|server| extension::package(&server))
            .map(|path| println!("{}", path.display())),
        Job::Fuzz(options) => fuzz::fuzz(&options),
        Job::House => house::house(),
        Job::Soak => soak(),
        Job::SyncVercel { version } => sync_vercel(&version),
        Job::Test(options) => test::test(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn soak() -> run::Outcome {
    let test =
        ["test", "--package", "svc-lsp", "--test", "e2e", "memory_stays", "--", "--ignored", "--nocapture"];
    run::run(run::cargo(&test))
}

fn sync_vercel(version: &str) -> run::Outcome {
    tools::npm_ci("tests/conformance")?;
    run::run(run::command("node", &["tests/conformance/sync-vercel.mjs", version]))
}
