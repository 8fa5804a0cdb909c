//! Runs fuzz targets on any toolchain: seeds and their mutations, a bounded number of times, the same for the same seed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Parser;
use svc_fuzz::mutate::{MAX_INPUT, Mutator};
use svc_fuzz::timing::{longest, processor_time};
use svc_fuzz::{Random, TARGETS, Target, seeds};

/// How long a single request may take on a processor.
const SLOW: Duration = Duration::from_millis(100);
/// How long one execution may take before the run ends with its input.
const HANGS: Duration = Duration::from_secs(60);

#[derive(Parser)]
#[command(about = "Runs fuzz targets on seeds and their mutations")]
struct Arguments {
    /// The targets; all of them by default
    targets: Vec<String>,
    /// How often each target runs; its regressions come first
    #[arg(long, default_value_t = 10_000)]
    executions: u64,
    /// Where random numbers start; by default the time
    #[arg(long)]
    seed: Option<u64>,
    /// Only run this input, and print how long its longest request takes
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// One input in so many is grown to as much as 64 KiB
    #[arg(long, default_value_t = 400)]
    grown: usize,
    /// Fail where a single request takes more than 100 ms on a processor
    #[arg(long)]
    deny_slow: bool,
    /// Where inputs that fail, or that are slow, are written
    #[arg(long, default_value = "target/fuzz")]
    artifacts: PathBuf,
    /// Only write each target's seeds into a folder of its name in here
    #[arg(long)]
    write_seeds: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let chosen: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| {
            arguments.targets.is_empty() || arguments.targets.iter().any(|name| name == target.name)
        })
        .collect();
    if let Some(unknown) = arguments.targets.iter().find(|name| svc_fuzz::target(name).is_none()) {
        let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("There is no target `{unknown}`. There are {}.", known.join(", "));
        return ExitCode::from(2);
    }
    if let Some(folder) = &arguments.write_seeds {
        for target in chosen {
            for input in (target.seeds)() {
                write(&folder.join(target.name), &input);
            }
        }
        return ExitCode::SUCCESS;
    }
    if let Some(path) = &arguments.replay {
        return replay(path, &chosen);
    }
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let seed = arguments.seed.unwrap_or(since_1970.as_secs());
    println!("seed {seed}");
    let failures: u64 = chosen.into_iter().map(|target| run(target, &arguments, seed)).sum();
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one input, the panics in sight.
fn replay(path: &Path, targets: &[&Target]) -> ExitCode {
    let input = match fs::read(path) {
        Ok(input) => input,
        Err(error) => {
            eprintln!("{} could not be read: {error}", path.display());
            return ExitCode::from(2);
        }
    };
    let mut outcome = ExitCode::SUCCESS;
    for target in targets {
        let ((request, took), result) = measured(target, &input);
        println!("{}: {request}, {:.1} ms", target.name, took.as_secs_f64() * 1_000.0);
        if result.is_err() {
            outcome = ExitCode::FAILURE;
        }
    }
    outcome
}

/// What is being executed, for the watchdog.
#[derive(Default)]
struct Current {
    number: AtomicU64,
    input: Mutex<Vec<u8>>,
}

/// Ends the run if one execution does not end.
fn watch(current: Arc<Current>, folder: PathBuf) {
    std::thread::spawn(move || {
        let mut last = u64::MAX;
        while Arc::strong_count(&current) > 1 {
            std::thread::sleep(HANGS);
            let number = current.number.load(Ordering::SeqCst);
            if number == last && Arc::strong_count(&current) > 1 {
                let input = current.input.lock().unwrap_or_else(PoisonError::into_inner);
                eprintln!("An execution does not end: {}", write(&folder, &input).display());
                std::process::exit(1);
            }
            last = number;
        }
    });
}

/// Runs one target and prints one line about it; how many inputs failed.
fn run(target: &Target, arguments: &Arguments, seed: u64) -> u64 {
    let folder = |kind: &str| arguments.artifacts.join(kind).join(target.name);
    let (mutator, mut random) = (Mutator::new((target.seeds)()), Random::new(seed));
    let mut first = seeds::regressions(target.name).into_iter().map(|(_, input)| input);
    let current = Arc::<Current>::default();
    watch(Arc::clone(&current), folder("hangs"));
    std::panic::set_hook(Box::new(|_| {}));
    let (start, mut executions, mut failures, mut slow) = (Instant::now(), 0, 0, 0);
    let (mut slowest, mut slowest_size, mut bytes) = (("", Duration::ZERO), 0, 0);
    let mut input: Vec<u8> = Vec::new();
    while executions < arguments.executions {
        input = match first.next() {
            Some(input) => input,
            // Some mutations go on from what came out of the last.
            None if random.below(4) > 0 && !input.is_empty() => {
                mutator.mutate(&input, &mut random, MAX_INPUT)
            }
            None => {
                let seed = mutator.seed(&mut random);
                let mutated = mutator.mutate(seed, &mut random, MAX_INPUT);
                // The mutations that go on from it are as large.
                let grows = random.below(arguments.grown.div_ceil(4).max(1)) == 0;
                if grows { mutator.grow(&mutated, &mut random) } else { mutated }
            }
        };
        if let Ok(mut current) = current.input.lock() {
            current.clone_from(&input);
        }
        current.number.fetch_add(1, Ordering::SeqCst);
        executions += 1;
        bytes += input.len();
        let (took, outcome) = measured(target, &input);
        if let Err(message) = outcome {
            failures += 1;
            eprintln!("{} fails: {}\n{message}", target.name, write(&folder("failures"), &input).display());
        }
        let mut took = took;
        if took.1 > SLOW {
            // The least of some measurements is the nearest to what the input costs.
            let again = (0..3).map(|_| measured(target, &input).0);
            took = again.min_by_key(|(_, time)| *time).unwrap_or(took);
        }
        if took.1 > SLOW {
            slow += 1;
            let path = write(&folder("slow"), &input);
            eprintln!("{}: {} takes {} ms: {}", target.name, took.0, took.1.as_millis(), path.display());
        }
        if took.1 > slowest.1 {
            (slowest, slowest_size) = (took, input.len());
        }
    }
    if arguments.deny_slow {
        failures += slow;
    }
    let _ = std::panic::take_hook();
    let rate = executions as f64 / start.elapsed().as_secs_f64();
    println!(
        "{:16} {executions:>10} executions, {rate:>8.0} a second, {:>5} bytes on average; {failures} failed, {slow} slow; \
         the slowest request: {}, {:.1} ms for {slowest_size} bytes",
        target.name,
        bytes / usize::try_from(executions).unwrap_or(1).max(1),
        slowest.0,
        slowest.1.as_secs_f64() * 1_000.0
    );
    let _ = std::io::stdout().flush();
    failures
}

/// Executes; its longest request, and the panic's message if it failed.
fn measured(target: &Target, input: &[u8]) -> ((&'static str, Duration), Result<(), String>) {
    let before = processor_time();
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let took = longest().unwrap_or_else(|| ("all", processor_time().saturating_sub(before)));
    let message = |panic: Box<dyn std::any::Any + Send>| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or(panic.downcast_ref::<&str>().map(|&text| text.to_owned())).unwrap_or_default()
    };
    (took, outcome.map_err(message))
}

/// Writes an input under the hash of its bytes; where.
fn write(folder: &Path, input: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let path = folder.join(format!("{:016x}", hasher.finish()));
    if let Err(error) = fs::create_dir_all(folder).and_then(|()| fs::write(&path, input)) {
        eprintln!("{} could not be written: {error}", path.display());
    }
    path
}
