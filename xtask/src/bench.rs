//! `cargo xtask bench`: how fast the server is, beside another.

use crate::flags::Bench;
use crate::run::{Outcome, build_release, cargo, released_server, run};
use crate::steps::Steps;
use crate::tools::{self, Packages};

/// Builds the server as it is released, installs the peer and measures both.
pub fn bench(options: &Bench) -> Outcome {
    Steps::default()
        .step("build the server as it is released", "several minutes", build_release)
        .step("install the server it is measured beside", "", || tools::npm_ci("tests/bench", Packages::All))
        .step("build what measures", "", || run(cargo(&["build", "--package", "svc-bench"])))
        .step("measure", "about two minutes", || {
            let mut measure = cargo(&["run", "--package", "svc-bench", "--"]);
            measure.arg(released_server());
            measure.args(options.rounds.map(|rounds| format!("--rounds={rounds}")));
            measure.args(options.dry.then_some("--dry"));
            run(measure)
        })
        .run()
}
