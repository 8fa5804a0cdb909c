//! `cargo xtask <job>`: the project's own jobs.

mod demo;
mod editors;
mod extension;
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
    /// Build the checker and show what it says about the sample projects: findings, routing, variables
    Demo,
    /// Package the VS Code extension with the server inside
    Extension,
    /// Install what the tests need and run all of them
    Test(test::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().job {
        Job::Demo => demo::demo(),
        Job::Extension => run::release_binary()
            .and_then(|server| extension::package(&server))
            .map(|path| println!("{}", path.display())),
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
