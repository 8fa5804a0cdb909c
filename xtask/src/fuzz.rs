//! `cargo xtask fuzz`: runs the fuzz targets.

use std::path::Path;
use std::process::Command;

use crate::flags::Fuzz;
use crate::house::CRATES;
use crate::run::{Outcome, binary, cargo, command, root, run};
use crate::tools;

/// The crate that gives the targets to libFuzzer.
const LIBFUZZER: &str = "tests/fuzz/libfuzzer";
/// The longest input, in bytes.
const MAX_INPUT: &str = "-max_len=65536";

/// Runs the targets on seeds and their mutations.
pub fn fuzz(options: &Fuzz) -> Outcome {
    if let Some(seconds) = options.coverage_led {
        if options.targets.is_empty() {
            return Err("Which target? `cargo xtask fuzz TARGET --coverage-led SECONDS`.".to_owned());
        }
        return options.targets.iter().try_for_each(|target| coverage_led(target, seconds));
    }
    let executions = options.executions.unwrap_or(100_000).to_string();
    let mut arguments = vec!["--executions", &executions];
    let seed = options.seed.map(|seed| seed.to_string());
    if let Some(seed) = &seed {
        arguments.extend(["--seed", seed]);
    }
    if options.deny_slow {
        arguments.push("--deny-slow");
    }
    arguments.extend(options.targets.iter().map(String::as_str));
    if options.coverage { coverage(&arguments) } else { run(runner(&arguments)) }
}

/// Runs the targets that `cargo xtask test` has built: as much as a run of all tests has time for, and the same each time.
/// A failure comes from the change, not from a new seed.
pub fn in_test() -> Outcome {
    run(cargo(&["test", "--profile", "fuzz", "--workspace", "--test", "regressions"]))?;
    run(command(binary("fuzz", "svc-fuzz"), &["--executions", "3000", "--seed", "1"]))
}

fn runner(arguments: &[&str]) -> Command {
    let mut command = cargo(&["run", "--profile", "fuzz", "--package", "svc-fuzz", "--"]);
    command.args(arguments);
    command
}

/// Runs the targets with counters in the code, in a build of its own, and prints what was reached.
fn coverage(arguments: &[&str]) -> Outcome {
    let folder = root().join("target/coverage");
    let (raw, merged) = (folder.join("svc-fuzz.profraw"), folder.join("svc-fuzz.profdata"));
    let mut runner = runner(arguments);
    runner.env("RUSTFLAGS", "-C instrument-coverage").env("CARGO_TARGET_DIR", &folder);
    // Of the programs that run while it is built, and write their counts too, the runner is the last to end.
    runner.env("LLVM_PROFILE_FILE", &raw);
    run(runner)?;
    let mut merge = command(tools::llvm("llvm-profdata")?, &["merge", "--sparse", "--output"]);
    merge.args([&merged, &raw]);
    run(merge)?;
    let ours = CRATES.map(|house| root().join(house.folder).join("src"));
    let mut report = command(tools::llvm("llvm-cov")?, &["report", "--show-region-summary=false"]);
    report.arg(folder.join("fuzz/svc-fuzz")).arg("--instr-profile").arg(&merged).args(ours);
    run(report)
}

/// Nothing in the project is unsafe: there is nothing for an address sanitizer to find, and without one a stable Rust will do.
fn coverage_led(target: &str, seconds: u32) -> Outcome {
    let seeds = root().join("target/fuzz/seeds");
    if !seeds.join(target).exists() {
        run(runner(&[target, "--write-seeds", &seeds.to_string_lossy()]))?;
    }
    let found = root().join("target/fuzz/corpus").join(target);
    std::fs::create_dir_all(&found)
        .map_err(|error| format!("{} could not be made: {error}", found.display()))?;
    let mut fuzz = command(
        tools::cargo_fuzz()?,
        &["fuzz", "run", "--fuzz-dir", LIBFUZZER, "--sanitizer", "none", target],
    );
    fuzz.args([&found, &seeds.join(target)].map(Path::new));
    fuzz.args(["--", MAX_INPUT, "-timeout=10", "-print_final_stats=1"]);
    fuzz.arg(format!("-max_total_time={seconds}"));
    run(fuzz)
}
