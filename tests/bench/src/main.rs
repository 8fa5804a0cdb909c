//! Compares the server with VS Code's JSON language server with Vercel's schema, and beside Vercel's own command line:
//! `cargo xtask bench` builds and installs them and runs this.
//!
//! All are measured in one run, in turn, by the same client; the ratios say more than the times, which are this machine's.

mod client;
mod flags;
mod goals;
mod instructions;
mod page;
mod programs;
mod projects;
mod session;
mod sources;
mod tables;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use svc_bench::documents::{Place, documents};

use flags::SvcBench;
use goals::Row;
use session::{Contestant, Session, median};

/// What a measurement ends with; the error is a sentence for the person who ran it.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    match bench(&SvcBench::from_env_or_exit()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, prints the tables and writes them into the page.
fn bench(options: &SvcBench) -> Outcome {
    let start = Instant::now();
    let (part, text) = if options.instructions {
        (&page::INSTRUCTIONS, tables::growth(&instructions::instructions()?))
    } else {
        let server = options.server.as_deref().ok_or("the server's binary is needed")?;
        let server = &server.canonicalize().map_err(|error| format!("{}: {error}", server.display()))?;
        if options.sources {
            let rows = sources::rows(server, options.rounds.unwrap_or(30).max(1))?;
            (&page::SOURCES, tables::sources(&rows))
        } else {
            (&page::MEASURED, measure(server, options)?)
        }
    };
    println!("{text}");
    eprintln!("Measured for {:.0?}.", start.elapsed());
    if options.dry || options.only.is_some() {
        return Ok(());
    }
    page::write(part, &text, options.profile.as_deref().unwrap_or("release"))
}

/// The tables of everything that a clock measures.
fn measure(binary: &Path, options: &SvcBench) -> Outcome<String> {
    let rounds = options.rounds.unwrap_or(60).max(1);
    let (ours, peer) = (Contestant::ours(binary), Contestant::peer());
    let progress = |what: &str| eprintln!("{what} ...");
    progress("start");
    let started = start([&ours, &peer], rounds)?;
    let mut documents = documents();
    if let Some(part) = &options.only {
        // The small file is always measured: the others are compared with it.
        let mut index = 0..;
        documents.retain(|document| index.next() == Some(0) || document.name.contains(part.as_str()));
    }
    let (count, mut small, mut results) = (documents.len(), None, Vec::new());
    for (index, document) in documents.iter().enumerate() {
        progress(&format!("document {} of {count}: {document}", index + 1));
        let clock = Instant::now();
        let failed = |error| format!("{document}: {error}");
        let ours = ours.session(document, rounds).map_err(failed)?;
        let peer = peer.session(document, rounds).map_err(failed)?;
        let small = *small.get_or_insert_with(|| keystroke(&ours));
        results.push(goals::result(document, &ours, &peer, small));
        eprintln!("  {:.0?}", clock.elapsed());
    }
    let programs = if options.only.is_none() {
        progress("whole programs");
        programs::programs(binary, rounds)?
    } else {
        Vec::new()
    };
    Ok(tables::measured(&started, results, &programs))
}

/// The keystroke of the small file that all others are compared with: in a service's `routePrefix`.
fn keystroke(session: &Session) -> f64 {
    let found = session.keystrokes.iter().find(|(place, _)| *place == Place::RoutePrefix);
    found.map_or(f64::NAN, |(_, spread)| spread.median)
}

fn start(contestants: [&Contestant; 2], rounds: usize) -> Outcome<Row> {
    let mut times = [Vec::new(), Vec::new()];
    let project = projects::folder("start")?;
    for _ in 0..rounds.div_ceil(3) {
        for (contestant, times) in contestants.iter().zip(&mut times) {
            times.push(contestant.start(&project)?.1.as_secs_f64());
        }
    }
    Ok(goals::start(times.map(median)))
}
