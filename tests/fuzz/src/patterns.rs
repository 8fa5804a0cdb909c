//! The small languages inside strings: path patterns, expressions, globs, schedules.

use svc_vercel::cron::{self, Moment};
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::patterns::js_regex::{self, JsRegex};
use svc_vercel::patterns::path_to_regexp::{self, Delimiter};

use crate::timing::timed;

/// The first line is the pattern, the second what it is matched with.
pub fn path_to_regexp(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (pattern, path) = text.split_once('\n').unwrap_or((&text, "/api/users/7"));
    match timed("compile", || path_to_regexp::compile_source(pattern)) {
        Ok(compiled) => {
            let regex = compiled.regex();
            assert!(regex.is_ok(), "{regex:?}: {}", compiled.source);
            let _ = timed("match", || regex.map(|regex| regex.exec(path)));
        }
        Err(error) => assert!(pattern.get(error.range.clone()).is_some(), "{error:?} is no place"),
    }
    let _ = path_to_regexp::parse(pattern, Delimiter::UrlParts);
    let (keys, _) = path_to_regexp::keys(pattern);
    let _ = path_to_regexp::fill(pattern, |name| keys.iter().any(|key| key == name).then(|| path.to_owned()));
    match timed("expression", || JsRegex::new(pattern)) {
        Ok(regex) => {
            let _ = timed("match", || regex.exec(path));
            let _ = timed("replace", || regex.replace_all(path, "x"));
            let _ = timed("matches no path", || js_regex::matches_no_path(&regex));
            let _ = timed("samples", || js_regex::samples(&regex, "/"));
            if let Ok(other) = JsRegex::new(path) {
                let _ = timed("covers", || js_regex::covers(&regex, &other, &mut 60_000));
            }
        }
        Err(error) => assert!(pattern.get(error.range.clone()).is_some(), "{error:?} is no place"),
    }
    let mut steps = Steps::default();
    let glob = timed("glob", || Glob::new(pattern, &mut steps));
    let _ = (timed("match glob", || glob.matches(path, &mut steps)), glob.base());
}

/// A schedule describes itself and knows its next runs, each later than the one before.
pub fn cron(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match cron::parse(&text) {
        Ok(schedule) => {
            assert!(!schedule.describe().is_empty());
            let now = Moment::from_unix_seconds(1_795_737_600);
            let runs = schedule.next_runs(now, 5);
            assert!(runs.iter().all(|run| run.unix_seconds() > now.unix_seconds()));
            assert!(runs.windows(2).all(|pair| pair[0].unix_seconds() < pair[1].unix_seconds()));
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                assert!(text.get(mistake.range.clone()).is_some(), "{mistake:?} is no place");
            }
        }
    }
}
