//! `cargo xtask bench`: how fast the server is, beside others, and how many instructions a keystroke takes.

use crate::flags::Bench;
use crate::run::{Outcome, binary, cargo, run};
use crate::steps::Steps;
use crate::tools::{self, Packages};

/// Builds the server as it is released, or with another profile, installs what it is measured beside and measures all of
/// them; or counts the instructions of keystrokes.
pub fn bench(options: &Bench) -> Outcome {
    let profile = options.profile.as_deref().unwrap_or("release");
    let measurer =
        Steps::default().step("build what measures", "", || run(cargo(&["build", "--package", "svc-bench"])));
    if options.instructions {
        return measurer
            .step("count instructions", "about ten minutes", || measure(options, &["--instructions"]))
            .run();
    }
    let takes = if profile == "release" { "several minutes" } else { "" };
    measurer
        .step("build the server", takes, || {
            run(cargo(&["build", "--profile", profile, "--package", "svc-lsp"]))
        })
        .step("install what it is measured beside", "", || tools::npm_ci("tests/bench", Packages::All))
        .step("measure", "about five minutes", || {
            let server = binary(profile, "svc-lsp");
            measure(options, &[&server.to_string_lossy(), "--profile", profile])
        })
        .run()
}

fn measure(options: &Bench, arguments: &[&str]) -> Outcome {
    let mut measure = cargo(&["run", "--package", "svc-bench", "--"]);
    measure.args(arguments);
    if let Some(rounds) = options.rounds {
        measure.args(["--rounds", &rounds.to_string()]);
    }
    if let Some(part) = &options.only {
        measure.args(["--only", part]);
    }
    measure.args(options.sources.then_some("--sources"));
    measure.args(options.dry.then_some("--dry"));
    run(measure)
}
