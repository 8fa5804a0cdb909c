//! `cargo xtask <job>`: the project's own jobs.

mod bench;
mod demo;
mod editors;
mod extension;
mod flags;
mod fuzz;
mod house;
mod new_rule;
mod packages;
mod run;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

use flags::{Xtask, XtaskCmd};
use steps::Steps;
use tools::Packages;

fn main() -> ExitCode {
    let outcome = match Xtask::from_env_or_exit().subcommand {
        XtaskCmd::Bench(options) => bench::bench(&options),
        XtaskCmd::Demo(options) => demo::demo(&options),
        XtaskCmd::Extension(_) => package(),
        XtaskCmd::Fuzz(options) => fuzz::fuzz(&options),
        XtaskCmd::House(_) => house::house(),
        XtaskCmd::NewRule(options) => new_rule::new_rule(&options),
        XtaskCmd::Soak(_) => soak(),
        XtaskCmd::SyncVercel(options) => sync_vercel(&options.version),
        XtaskCmd::Test(options) => test::test(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn package() -> run::Outcome {
    Steps::default()
        .step("build the server as it is released", "several minutes", run::build_release)
        .step("package the extension", "half a minute", || {
            extension::package(&run::released_server()).map(|path| println!("{}", path.display()))
        })
        .run()
}

fn soak() -> run::Outcome {
    let test = ["test", "--workspace", "--test", "product", "memory_stays", "--", "--ignored", "--nocapture"];
    run::run(run::cargo(&test))?;
    let typist = [
        "test",
        "--profile",
        "fuzz",
        "--workspace",
        "--test",
        "product",
        "whoever_writes",
        "--",
        "--nocapture",
    ];
    let mut typist = run::cargo(&typist);
    typist.env("SVC_LSP_EDITS", "400000");
    run::run(typist)
}

fn sync_vercel(version: &str) -> run::Outcome {
    tools::npm_ci("tests/conformance", Packages::All)?;
    run::run(run::command("node", &["tests/conformance/sync-vercel.mjs", version]))
}
