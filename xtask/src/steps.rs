//! A job's steps: which one is running, why one is skipped, and at the end a line for each with its time.

use std::time::{Duration, Instant};

use crate::run::Outcome;

/// What a job does, one step after another.
#[derive(Default)]
pub struct Steps<'a> {
    planned: Vec<Step<'a>>,
}

struct Step<'a> {
    title: String,
    work: Work<'a>,
}

enum Work<'a> {
    Run { takes: &'static str, run: Box<dyn FnOnce() -> Outcome + 'a> },
    Skip { reason: String },
}

impl<'a> Steps<'a> {
    /// Plans a step. `title` says what it does ("build the server"), `takes` how long on a fresh clone if that is long
    /// ("about a minute").
    pub fn step(
        mut self,
        title: impl Into<String>,
        takes: &'static str,
        run: impl FnOnce() -> Outcome + 'a,
    ) -> Self {
        self.planned.push(Step { title: title.into(), work: Work::Run { takes, run: Box::new(run) } });
        self
    }

    /// Plans to say that a step is skipped, and why, in a sentence.
    pub fn skip(mut self, title: impl Into<String>, reason: impl Into<String>) -> Self {
        self.planned.push(Step { title: title.into(), work: Work::Skip { reason: reason.into() } });
        self
    }

    /// Runs the steps up to the first that fails, and prints the summary.
    pub fn run(self) -> Outcome {
        let count = self.planned.len();
        let start = Instant::now();
        let mut summary: Vec<(String, String)> = Vec::new();
        let mut outcome = Ok(());
        for (index, Step { title, work }) in self.planned.into_iter().enumerate() {
            let result = match work {
                _ if outcome.is_err() => "not run".to_owned(),
                Work::Skip { reason } => {
                    eprintln!("\nStep {} of {count}: {title} (skipped)\n{reason}", index + 1);
                    "skipped".to_owned()
                }
                Work::Run { takes, run } => {
                    let takes = if takes.is_empty() { String::new() } else { format!(" ({takes})") };
                    eprintln!("\nStep {} of {count}: {title}{takes}", index + 1);
                    let start = Instant::now();
                    outcome = run();
                    let failed = if outcome.is_err() { ", failed" } else { "" };
                    format!("{}{failed}", spell(start.elapsed()))
                }
            };
            summary.push((title, result));
        }
        let width = summary.iter().map(|(title, _)| title.chars().count()).max().unwrap_or_default();
        let end = if outcome.is_ok() { "Finished" } else { "Failed" };
        eprintln!("\n{end} after {}:", spell(start.elapsed()));
        for (title, result) in &summary {
            eprintln!("  {title:width$}  {result}");
        }
        outcome
    }
}

/// A duration as people say it: `0.4 s`, `52 s`, `3 min 7 s`.
fn spell(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_spelled_as_people_say_them() {
        let spelled = [400, 9_960, 52_400, 187_000].map(|time| spell(Duration::from_millis(time)));
        assert_eq!(spelled, ["0.4 s", "10.0 s", "52 s", "3 min 7 s"]);
    }

    #[test]
    fn a_failure_ends_the_job() {
        let mut ran = Vec::new();
        let outcome = {
            let ran = std::cell::RefCell::new(&mut ran);
            Steps::default()
                .step("build", "a second", || {
                    ran.borrow_mut().push("build");
                    Ok(())
                })
                .skip("install", "It is installed.")
                .step("test", "", || Err("a test failed".to_owned()))
                .step("deploy", "", || {
                    ran.borrow_mut().push("deploy");
                    Ok(())
                })
                .run()
        };
        assert_eq!((outcome, ran), (Err("a test failed".to_owned()), vec!["build"]));
    }
}
