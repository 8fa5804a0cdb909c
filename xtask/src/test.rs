//! `cargo xtask test`: every test, after installing what they need.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::dist;
use crate::editors::Editor;
use crate::flags::Test;
use crate::fuzz;
use crate::packages;
use crate::playground;
use crate::run::{Outcome, build_server, cargo, command, run, server};
use crate::site;
use crate::steps::Steps;
use crate::tools::{self, Packages};
use crate::wasm;

/// How many fresh projects are compared with Vercel's own code.
const FRESH: u32 = 5_000;

/// The tests that need an optimized server.
const OPTIMISED: &[&str] = &["test", "--profile", "fuzz", "--workspace", "--test", "product"];

/// Runs everything; stops at the first failure.
pub fn test(options: &Test) -> Outcome {
    if let Some(editor) = options.editor {
        let (title, takes) = editor.title();
        return Steps::default()
            .step("build the server", "about a minute", build_server)
            .step(title, takes, || editor.session(&server()))
            .run();
    }
    let mut steps = Steps::default()
        .step("build the server and its tests", "about three minutes", || rust(&["--no-run"]))
        .step("run the Rust tests", "about two minutes", || rust(&[]));
    if options.rust_only {
        return steps.run();
    }
    let fresh = options.fresh.unwrap_or(FRESH);
    steps = steps.step("hold the dependencies to deny.toml", "", dependencies);
    steps = steps.step("build the site and check its links", "", || site::build(false));
    steps = steps.step("compile each crate from its package", "", packages::compile_alone);
    steps = if cfg!(target_os = "linux") {
        steps.step("watch what the server asks the kernel for", "", system_calls)
    } else {
        steps.skip("watch what the server asks the kernel for", "strace is needed, which runs on Linux only.")
    };
    steps = steps
        .step("build an optimized server and the fuzz targets", "about three minutes", build_optimized)
        .step("check files of 16 MiB", "about two minutes", largest_files)
        .step("fuzz, first with what failed once", "about three minutes", fuzz::in_test)
        .step("compare projects with Vercel's own code", "about five minutes", || against_vercel(fresh))
        .step("build and serve projects with Vercel's command line", "about three minutes", || {
            builds(options.seed)
        })
        .step("compare the schema with Vercel's", "", || against_schema(fresh))
        .step("validate the reports with other programs", "", reports)
        .step("ask the server for agents through its protocol's own client", "", agents)
        .step("use every feature through pytest-lsp", "", through_pytest_lsp)
        .step("compare what source code reads with tree-sitter", "", || reads(options.seed));
    let steps = Editor::always().fold(steps, |steps, editor| {
        let (title, takes) = editor.title();
        match editor.missing() {
            Some(reason) => steps.skip(title, reason),
            None => steps.step(title, takes, move || editor.session(&server())),
        }
    });
    let steps = match wasm::missing() {
        Some(reason) => steps.skip("build the playground", reason),
        None => steps.step("build the playground", "several minutes", playground::build).step(
            "play a session in the playground",
            "",
            playground::session,
        ),
    };
    dist::rehearsal(steps).run()
}

/// The tests of the whole workspace: a package by itself would have some dependencies built again, with other features. What the
/// fuzz targets found once is run with them.
fn rust(arguments: &[&str]) -> Outcome {
    run(cargo(&[&["test", "--workspace", "--exclude", "svc-fuzz", "--tests"], arguments].concat()))
}

/// Every feature once, through a client that is not ours, as each of the editors that it knows.
fn through_pytest_lsp() -> Outcome {
    let mut pytest = command(tools::pytest_lsp()?, &["-m", "pytest", "--quiet", "tests/pytest-lsp"]);
    pytest.env("SVC_LSP", server()).env("PYTHONDONTWRITEBYTECODE", "1");
    run(pytest)
}

/// Finds reads of variables in source code a second time, in the trees of tree-sitter.
fn reads(seed: Option<u64>) -> Outcome {
    let mut compare = command(tools::tree_sitter()?, &["tests/reads/compare.py", "--files", "100"]);
    if let Some(seed) = seed {
        compare.args(["--seed", &seed.to_string()]);
    }
    compare.env("SVC_LSP", server()).env("PYTHONDONTWRITEBYTECODE", "1");
    run(compare)
}

/// Holds the dependencies to `deny.toml`. (Advisories are another job's: their database is fetched from GitHub.)
fn dependencies() -> Outcome {
    let checks = ["check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    run(command(tools::cargo_deny()?, &checks))
}

/// Builds an optimized server and the fuzz targets. The targets' binary is built with their own test.
fn build_optimized() -> Outcome {
    run(cargo(&[OPTIMISED, &["--test", "regressions", "--no-run"]].concat()))
}

/// Opens and checks files as large as they may be, with an optimized server and within bounds of time and memory.
fn largest_files() -> Outcome {
    run(cargo(&[OPTIMISED, &["--", "--ignored", "sixteen_mebibytes", "extremes::"]].concat()))
}

/// Watches what the server asks the kernel for: no file outside the project, no socket, no process.
fn system_calls() -> Outcome {
    tools::system("strace", &["strace"])?;
    run(cargo(&["test", "--workspace", "--test", "product", "the_kernel_", "--", "--ignored"]))
}

/// Compares fresh random projects and files with the answers of Vercel's own code.
fn against_vercel(fresh: u32) -> Outcome {
    tools::npm_ci("tests/conformance", Packages::All)?;
    run(command("node", &["--test", "tests/conformance/changes.test.mjs"]))?;
    run(command("node", &["tests/conformance/cover.mjs"]))?;
    // A tree to infer from, or a migration, costs both sides more than once.
    // A case of `route` has four requests.
    for (mode, count) in [("any", fresh), ("route", fresh), ("detect", fresh / 4), ("migrate", fresh / 4)] {
        let count = count.max(1).to_string();
        run(command("node", &["tests/conformance/live.mjs", "--mode", mode, "--count", &count]))?;
    }
    Ok(())
}

/// Builds made-up projects with the real `vercel build`, serves some with `vercel dev`, and asks both sides who answers.
fn builds(seed: Option<u64>) -> Outcome {
    tools::npm_ci("tests/conformance/build", Packages::All)?;
    let uv = tools::uv()?;
    let path = tools::path_with(uv.parent().unwrap_or(&uv))?;
    run(command("node", &["--test", "tests/conformance/build/output.test.mjs"]))?;
    // Other projects each time. Each script prints its seed, and how to run it again.
    let seed = seed.unwrap_or_else(of_the_clock).to_string();
    for (script, options) in [
        ("tests/conformance/dev/check-facts.mjs", [].as_slice()),
        ("tests/conformance/build/run.mjs", &["--count", "30", "--requests", "18", "--seed", &seed]),
        ("tests/conformance/build/run.mjs", &["--mode", "check", "--count", "60", "--seed", &seed]),
        // `vercel dev` sometimes differs from the build's output in a way that isn't listed yet, whatever our code does.
        (
            "tests/conformance/dev/run.mjs",
            &["--count", "10", "--requests", "22", "--unnamed", "2", "--seed", &seed],
        ),
    ] {
        let mut node = command("node", &[&[script], options].concat());
        node.env("SVC_LSP", server()).env("PATH", &path);
        run(node)?;
    }
    Ok(())
}

/// A seed that no earlier run had.
fn of_the_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// Has other programs look at the reports of `check`.
fn reports() -> Outcome {
    tools::npm_ci("tests/reports", Packages::All)?;
    let mut node = command("node", &["tests/reports/validate.mjs"]);
    node.env("SVC_LSP", server());
    run(node)
}

/// Asks `svc-lsp mcp` through a client that is not ours, which checks the answers against their schemas.
fn agents() -> Outcome {
    tools::npm_ci("tests/agents", Packages::All)?;
    let mut node = command("node", &["tests/agents/ask.mjs"]);
    node.env("SVC_LSP", server());
    run(node)
}

/// Compares our schema with Vercel's own on fresh random files.
fn against_schema(fresh: u32) -> Outcome {
    tools::npm_ci("tests/schema", Packages::All)?;
    run(command("node", &["tests/schema/limits.mjs"]))?;
    run(command("node", &["tests/schema/agree.mjs", "--count", &fresh.to_string()]))
}
