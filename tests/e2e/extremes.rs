//! Files as large as they may be, each full of one thing. Checking one costs no more than a multiple of what it costs to parse the
//! same bytes, in time and in memory.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// Somewhat below the size at which a file is rejected (16 MiB).
const BYTES: usize = 14 * 1024 * 1024;
/// How many times as long as `serde_json` a check may take …
const TIMES: f64 = 30.0;
/// … and how long beside that: 10,000 errors are told, whatever the file.
const CONSTANT: f64 = 3.0;
const MOST_MEMORY_KIB: u64 = 1024 * 1024;

/// `before`, then as many of what `each` writes as have room, with `between`, then `after`.
fn filled(before: &str, between: &str, after: &str, each: impl Fn(usize, &mut String)) -> String {
    let mut text = before.to_owned();
    let mut entry = String::new();
    for number in 0.. {
        entry.clear();
        if number > 0 {
            entry.push_str(between);
        }
        each(number, &mut entry);
        if text.len() + entry.len() + after.len() > BYTES {
            break;
        }
        text.push_str(&entry);
    }
    text + after
}

fn repeated(before: &str, each: &str, between: &str, after: &str) -> String {
    filled(before, between, after, |_, text| text.push_str(each))
}

fn numbered(before: &str, after: &str, each: impl Fn(usize) -> String) -> String {
    filled(before, ",", after, |number, text| text.push_str(&each(number)))
}

/// The kinds of files, each with its name.
pub fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(990), close.repeat(990));
    let strings = |text: &str| format!("\"{text}\"");
    // As long as a source may be.
    let nested = |open: &str, close: &str| {
        let times = 4_000 / (open.len() + close.len());
        let source = open.repeat(times) + &close.repeat(times);
        numbered("{\"redirects\":[", "]}", |number| {
            format!("{{\"source\":\"/{number}{source}\",\"destination\":\"/\"}}")
        })
    };
    let kinds = [
        ("arrays", repeated("{\"x\":[", "[]", ",", "]}")),
        ("objects", repeated("{\"x\":[", "{}", ",", "]}")),
        ("strings", repeated("{\"x\":[", "\"ab\"", ",", "]}")),
        ("escapes", repeated("{\"x\":\"", "\\u00e9\\n", "", "\"}")),
        ("bad escapes", repeated("{\"x\":\"", "\\x", "", "\"}")),
        ("control characters", repeated("{\"x\":\"", "a\u{1}", "", "\"}")),
        ("keys", numbered("{\"x\":{", "}}", |number| format!("\"k{number}\":{number}"))),
        ("unknown keys", numbered("{", "}", |number| format!("\"k{number}\":1"))),
        ("duplicate keys", repeated("{\"x\":{", "\"a\":1", ",", "}}")),
        ("duplicate known keys", repeated("{", "\"cleanUrls\":true", ",", "}")),
        ("comments on one line", repeated("{\"x\":[", "/**/", "", "]}")),
        ("comments in between", repeated("{\"x\":[1", "/**/,1", "", "]}")),
        ("line comments", repeated("{", "//\n", "", "}")),
        ("numbers", repeated("{\"redirects\":[", "1", ",", "]}")),
        ("numbers with a comma", repeated("", "1,", "", "")),
        ("numbers without commas", repeated("{\"x\":[", "1", " ", "]}")),
        ("words", repeated("{\"x\":[", "tru", ",", "]}")),
        ("commas", repeated("{\"x\":[", ",", "", "]}")),
        ("colons", repeated("{\"x\":{", "\"a\"::", ",", "}}")),
        ("nests", repeated("{\"x\":[", &deep("[", "]"), ",", "]}")),
        ("nests of objects", repeated("{\"x\":[", &deep("{\"a\":[", "]}"), ",", "]}")),
        ("one nest", repeated("", "[", "", "")),
        ("brackets closed", repeated(&"[".repeat(900), "}", "", "")),
        ("quotes", repeated("{\"x\":[", "\"\n", "", "]}")),
        ("lines", repeated("{", "\n", "", "}")),
        ("a string", format!("{{\"framework\":\"{}\"}}", "a".repeat(BYTES - 20))),
        ("a root", format!("{{\"services\":{{\"a\":{{\"root\":\"{}\"}}}}}}", "a/".repeat(BYTES / 2 - 40))),
        (
            "a source",
            format!(
                "{{\"redirects\":[{{\"source\":\"/{}\",\"destination\":\"/\"}}]}}",
                "a".repeat(BYTES - 80)
            ),
        ),
        ("a condition", {
            let groups = "(?<a".repeat((BYTES - 140) / 4);
            format!(
                "{{\"redirects\":[{{\"source\":\"/a\",\"destination\":\"/\",\"has\":[{{\"type\":\"host\",\"value\":\"{groups}>\"}}]}}]}}"
            )
        }),
        ("nested groups", nested("(?:a", ")*")),
        ("nested lookbehinds", nested("(?<=a", ")")),
        ("a key", format!("{{\"{}\":1}}", "a".repeat(BYTES - 20))),
        ("a number", format!("{{\"x\":1{}}}", "0".repeat(BYTES - 20))),
        (
            "services",
            numbered("{\"services\":{", "}}", |number| {
                format!("\"s{number}\":{{\"root\":\"apps/{number}\"}}")
            }),
        ),
        (
            "services of the earlier model",
            numbered("{\"experimentalServices\":{", "}}", |number| {
                format!("\"s{number}\":{{\"entrypoint\":\"apps/{number}\",\"routePrefix\":\"/{number}\"}}")
            }),
        ),
        (
            "redirects",
            numbered("{\"redirects\":[", "]}", |number| {
                format!("{{\"source\":\"/a{number}/:x\",\"destination\":\"/b{number}/:x\"}}")
            }),
        ),
        (
            "patterns",
            numbered("{\"rewrites\":[", "]}", |number| {
                format!("{{\"source\":\"/(a|b)*{number}(.*)\",\"destination\":\"/:nothing\"}}")
            }),
        ),
        (
            "expressions",
            numbered("{\"redirects\":[", "]}", |number| {
                format!("{{\"source\":\"/:a((?:a+)+)b/:c((?:c|cc)+)d{number}\",\"destination\":\"/b\"}}")
            }),
        ),
        ("functions", numbered("{\"functions\":{", "}}", |number| format!("\"api/**/{number}*.js\":{{}}"))),
        (
            "crons",
            numbered("{\"crons\":[", "]}", |_| "{\"path\":\"/a\",\"schedule\":\"0 5 * * 8\"}".to_owned()),
        ),
        ("regions", numbered("{\"regions\":[", "]}", |number| strings(&format!("ia{number}")))),
    ];
    let mut kinds: Vec<_> = kinds.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let mut invalid = b"{\"x\":\"".to_vec();
    invalid.resize(BYTES, 0xFF);
    kinds.push(("invalid UTF-8", invalid));
    kinds
}

/// Seconds of processor time that this thread took.
fn processor_time() -> f64 {
    let times = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    times.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// What a process took.
struct Took {
    status: ExitStatus,
    /// Processor time in seconds.
    seconds: f64,
    /// The most memory that it ever held, in KiB.
    memory: u64,
}

/// Runs a process to its end. Its own times are read before it is waited for: those of all children together hold what other tests
/// start meanwhile.
fn measured(command: &mut Command) -> Took {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let folder = format!("/proc/{}", child.id());
    let mut memory = 0;
    let seconds = loop {
        let stat = fs::read_to_string(format!("{folder}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        if fields[0] == "Z" {
            // Its own, and what it waited for.
            let ticks = fields[11..=14].iter().map(|field| field.parse::<f64>().unwrap());
            break ticks.sum::<f64>() / 100.0;
        }
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        memory = memory.max(peak.unwrap_or_default());
        std::thread::sleep(Duration::from_millis(5));
    };
    Took { status: child.wait().unwrap(), seconds, memory }
}

/// Seconds that `serde_json` takes for the bytes; nothing where it rejects them.
fn parsing(bytes: &[u8]) -> Option<f64> {
    let start = processor_time();
    serde_json::from_slice::<serde_json::Value>(bytes).ok()?;
    Some(processor_time() - start)
}

/// `EXTREME=name` runs one kind. Bytes that `serde_json` rejects are measured against as many that it takes.
#[test]
#[ignore = "takes long without optimization"]
fn extremes_cost_a_multiple_of_parsing() {
    let folder = tempfile::tempdir().unwrap();
    let only = std::env::var("EXTREME").unwrap_or_default();
    let kinds = kinds();
    let ordinary =
        kinds.iter().find(|(name, _)| *name == "strings").and_then(|(_, bytes)| parsing(bytes)).unwrap();
    let mut report = String::new();
    let mut is_over = false;
    for (name, bytes) in kinds.iter().filter(|(name, _)| name.contains(&only)) {
        assert!(bytes.len() > 10 * 1024 * 1024 && bytes.len() <= 16 * 1024 * 1024, "{name}: {}", bytes.len());
        fs::write(folder.path().join("vercel.json"), bytes).unwrap();
        let parsing = parsing(bytes).unwrap_or(ordinary);
        let run = || {
            measured(
                Command::new("prlimit")
                    .args([
                        "--cpu=60",
                        "--as=2147483648",
                        env!("CARGO_BIN_EXE_svc-lsp"),
                        "check",
                        "--format",
                        "json",
                    ])
                    .current_dir(folder.path()),
            )
        };
        let limit = TIMES * parsing + CONSTANT;
        let Took { status, seconds: mut took, memory } = run();
        if took > limit {
            // What else runs can only add to it.
            took = took.min(run().seconds);
        }
        let is_bad = took > limit || memory > MOST_MEMORY_KIB || status.code().is_none_or(|code| code > 2);
        is_over |= is_bad;
        let line = format!(
            "{} {name}: {took:.2} s of {limit:.2} s ({parsing:.3} s to parse), {} MiB, {status}",
            if is_bad { "✗" } else { "✓" },
            memory / 1024
        );
        println!("{line}");
        report += &format!("{line}\n");
    }
    assert!(!is_over, "\n{report}");
}

/// Keys of `functions` that expand to hundreds of globs each, over 40 files, beside as many that are plain paths.
#[test]
#[ignore = "takes long without optimization"]
fn globs_cost_a_multiple_of_plain_keys() {
    const RUNS: usize = 60;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("api")).unwrap();
    for number in 0..40 {
        fs::write(folder.path().join(format!("api/acegijkm{number}nn.ts")), "").unwrap();
    }
    let took = |key: &dyn Fn(usize) -> String| {
        let keys: serde_json::Map<String, serde_json::Value> =
            (0..50).map(|number| (key(number), serde_json::json!({ "maxDuration": 5 }))).collect();
        let config = serde_json::json!({ "functions": keys }).to_string();
        fs::write(folder.path().join("vercel.json"), config).unwrap();
        // The system rounds the time of a process down to a hundredth of a second, which is more than a run takes, but it adds up
        // exactly what a process waited for.
        let runs =
            format!("for run in $(seq {RUNS}); do \"$0\" check --format json; [ $? -lt 2 ] || exit 2; done");
        let mut shell = Command::new("sh");
        let took =
            measured(shell.args(["-c", &runs, env!("CARGO_BIN_EXE_svc-lsp")]).current_dir(folder.path()));
        assert!(took.status.success(), "{}", took.status);
        took.seconds
    };
    let plain = took(&|number| format!("api/{number}.ts"));
    for glob in [
        "{a,b,c}{d,e,f}{g,h,i}{j,k,l}{m,n,o}/**/*N*{x,y}*",
        // None of these can be told from a file's first name.
        "**/{a,b,c}{d,e,f}{g,h,i}{j,k,l}{m,n,o}*N*{x,y}*",
        "**/*{a,b}*{c,d}*{e,f}*{g,h}*{i,j}*N*{k,l}*",
        "**/+(+(a|c|e)|+(g|i))N{a,b,c,d}{e,f,g,h}{i,j,k,l}",
    ] {
        let globs = took(&|number| glob.replace('N', &number.to_string()));
        println!("{glob}: {globs:.2} s, plain keys {plain:.2} s");
        assert!(globs <= 10.0 * plain, "{glob}: {globs} s, plain keys {plain} s");
    }
}
