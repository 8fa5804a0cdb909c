//! `cargo xtask <job>`: the project's own jobs.

mod bench;
mod demo;
mod dist;
mod editors;
mod extension;
mod flags;
mod fuzz;
mod house;
mod new_rule;
mod packages;
mod playground;
mod run;
mod site;
mod steps;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use flags::{Xtask, XtaskCmd};
use steps::Steps;
use tools::Packages;

fn main() -> ExitCode {
    let outcome = match Xtask::from_env_or_exit().subcommand {
        XtaskCmd::Bench(options) => bench::bench(&options),
        XtaskCmd::Demo(options) => demo::demo(&options),
        XtaskCmd::Dist(options) => dist::dist(&options),
        XtaskCmd::Extension(_) => package(),
        XtaskCmd::Fuzz(options) => fuzz::fuzz(&options),
        XtaskCmd::House(_) => house::house(),
        XtaskCmd::NewRule(options) => new_rule::new_rule(&options),
        XtaskCmd::Upload(options) => dist::upload(&options),
        XtaskCmd::Rehearse(_) => {
            dist::rehearsal(Steps::default().step("build the server", "about a minute", run::build_server))
                .run()
        }
        XtaskCmd::ReleaseNotes(options) => dist::print_release_notes(&options.tag),
        XtaskCmd::SetVersion(options) => dist::set_version(&options.version),
        XtaskCmd::Playground(_) => playground::playground(),
        XtaskCmd::Site(options) => site::site(&options),
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

/// Moves the judges to another version of the CLI, writes anew what follows from it, and lists what is left to do by hand.
fn sync_vercel(version: &str) -> run::Outcome {
    let node =
        |script: &str, arguments: &[&str]| run::run(run::command("node", &[&[script], arguments].concat()));
    let install = |folder: &str| tools::npm_ci(folder, Packages::All);
    Steps::default()
        .step("pin the packages", "half a minute", || {
            node("tests/conformance/sync-vercel.mjs", &["pin", version])
        })
        .step("install them", "about a minute", || {
            ["tests/conformance", "tests/conformance/build", "tests/schema"].into_iter().try_for_each(install)
        })
        .step("read the framework table and the codes of errors", "", || {
            node("tests/conformance/frameworks.mjs", &[])?;
            node("tests/conformance/build/cli-codes.mjs", &[])
        })
        .step("make the goldens", "about two minutes", || node("tests/conformance/make-goldens.mjs", &[]))
        .step("judge the cases of the last commit, and list what is left", "half a minute", || {
            node("tests/conformance/sync-vercel.mjs", &["list"])
        })
        .run()
}
