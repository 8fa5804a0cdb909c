//! Malicious projects. `SECURITY.md` names these tests.
//!
//! Pipes stand where nothing must be opened: whoever opens one waits until the test fails.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::e2e::client::{Client, codes, uri};

/// A key that is written twice: a finding tells that the file was read.
const TWICE: &str = r#"{ "cleanUrls": true, "cleanUrls": true }"#;

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn sparse(path: &Path, bytes: u64) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().set_len(bytes).unwrap();
}

/// A project, and beside it a folder that it reaches for.
fn project() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let outside = dir.path().join("outside");
    for name in ["package.json", "main.py", "requirements.txt", "Dockerfile", "src/index.ts"] {
        pipe(&outside.join(name));
    }
    write(&outside.join("secret/vercel.json"), TWICE);
    let root = dir.path().join("project");
    fs::create_dir(&root).unwrap();
    let paths = [
        "../outside/main.py",
        "../outside",
        "../../../../../../etc/passwd",
        outside.to_str().unwrap(),
        "/etc/passwd",
        "\\\\host\\share\\main.py",
        "//host/share/main.py",
        "C:\\windows\\main.py",
        "file:///etc/passwd",
        "link/main.py",
        "link",
        "self/self/self/api",
        "loop-a/x",
        "api",
        "pipe.py",
        "zero",
        "apps/huge",
        "a\u{0}b",
        "..",
        "../",
        "./../outside/main.py",
        "api/../../outside/main.py",
        "self/../../outside/main.py",
        "self/link/main.py",
        "link/../secret",
        "link/secret/vercel.json",
        "apps/linked/vercel.json",
        "apps/../link/src/index.ts",
        "..\\outside\\main.py",
        "%2e%2e/outside/main.py",
        "$HOME/.ssh/id_rsa",
        "~/.ssh/id_rsa",
        "{../outside,api}/main.py",
        "../**",
        "/**/main.py",
        "/proc/self/environ",
        "/proc/1/root/etc/shadow",
        "/dev/stdin",
        "/dev/tty",
        "loop-a",
        "self/pipe.py",
    ];
    assert!(paths.len() > 40);
    let v1: serde_json::Map<String, Value> = paths
        .iter()
        .enumerate()
        .map(|(index, path)| {
            (
                format!("s{index}"),
                json!({ "entrypoint": path, "workspace": path, "routePrefix": format!("/{index}") }),
            )
        })
        .collect();
    let v2: serde_json::Map<String, Value> = paths
        .iter()
        .enumerate()
        .map(|(index, path)| (format!("t{index}"), json!({ "root": path, "entrypoint": "../main.py" })))
        .collect();
    let functions: serde_json::Map<String, Value> = paths
        .iter()
        .map(|path| ((*path).to_owned(), json!({ "maxDuration": 5 })))
        .chain([("../**/*.py".to_owned(), json!({})), ("/**".to_owned(), json!({}))])
        .collect();
    let config = json!({ "experimentalServices": v1, "services": v2, "functions": functions,
        "crons": [{ "path": "/../../../etc/passwd", "schedule": "0 5 * * *" }],
        "rewrites": [{ "source": "/a", "destination": "../outside/main.py" }] });
    write(&root.join("vercel.json"), &serde_json::to_string_pretty(&config).unwrap());
    symlink("../outside", root.join("link")).unwrap();
    symlink("loop-b", root.join("loop-a")).unwrap();
    symlink("loop-a", root.join("loop-b")).unwrap();
    symlink(".", root.join("self")).unwrap();
    symlink("/dev/zero", root.join("zero")).unwrap();
    for name in [
        "pipe.py",
        "api/requirements.txt",
        "api/main.py",
        "api/package.json",
        "apps/piped/vercel.json",
        "apps/ignores/.gitignore",
    ] {
        pipe(&root.join(name));
    }
    sparse(&root.join("package.json"), 1 << 30);
    sparse(&root.join("apps/huge/package.json"), 1 << 30);
    sparse(&root.join("apps/huge/vercel.json"), 1 << 30);
    sparse(&root.join("apps/large-ignores/.gitignore"), 1 << 30);
    write(&root.join("apps/ignores/vercel.json"), TWICE);
    write(&root.join("apps/sound/vercel.json"), TWICE);
    fs::create_dir_all(root.join("apps/linked")).unwrap();
    symlink("../../../outside/secret/vercel.json", root.join("apps/linked/vercel.json")).unwrap();
    symlink("../../../outside/secret/vercel.json", root.join("apps/linked/svc-lsp.jsonc")).unwrap();
    (dir, root)
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_svc-lsp"))
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn parsed(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn commands_open_nothing_outside_and_wait_for_no_pipe() {
    let (_dir, root) = project();
    let report = parsed(&run(&root, &["check", "vercel.json", "--format", "json"]));
    assert!(report["summary"]["error"].as_u64() > Some(0));
    for command in ["inspect", "migrate"] {
        parsed(&run(&root, &[command, "--format", "json"]));
    }
    let text = report.to_string();
    assert!(!text.contains("root:x:0"), "no line of /etc/passwd");
}

#[test]
fn a_search_leaves_out_what_is_not_a_file_of_the_project() {
    let (_dir, root) = project();
    let output = run(&root, &["check", "apps/sound", "apps/piped/..", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "the file of 1 GB is named and not read");
    assert!(String::from_utf8_lossy(&output.stderr).contains("is larger than 16 MiB"), "{output:?}");
    fs::remove_file(root.join("apps/huge/vercel.json")).unwrap();
    let report = parsed(&run(&root, &["check", "--format", "json"]));
    let paths: Vec<&str> =
        report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["apps/ignores/vercel.json", "apps/sound/vercel.json", "vercel.json"]);
}

#[test]
fn a_device_or_a_pipe_instead_of_the_file_is_refused() {
    let (_dir, root) = project();
    let output = run(&root, &["check", "/dev/zero"]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(&root, &["inspect", "apps/piped"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stderr).trim(),
        "svc-lsp: apps/piped/vercel.json can't be read: it is a pipe, not a regular file."
    );
}

/// Asks everything about a file, at a place in its middle.
fn ask_everything(client: &mut Client, file: &str, text: &str) {
    client.open(file, text);
    client.published(file);
    let lines = u32::try_from(text.lines().count()).unwrap();
    let position = json!({ "line": lines / 2, "character": 20 });
    client.ask_everything(file, &position);
}

#[test]
fn the_server_opens_nothing_outside_and_waits_for_no_pipe() {
    let (_dir, root) = project();
    let mut client = Client::with_params(json!({
        "rootUri": uri(&root), "capabilities": { "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } },
    }));
    let file = uri(&root.join("vercel.json"));
    let text = fs::read_to_string(root.join("vercel.json")).unwrap();
    client.open(&file, &text);
    assert!(!client.pull(&file, None)["items"].as_array().unwrap().is_empty());
    let mut client = Client::with_params(json!({ "rootUri": uri(&root) }));
    ask_everything(&mut client, &file, &text);
    #[cfg(target_os = "linux")]
    assert!(client.memory_kib("VmHWM") < 200 * 1024, "{} KiB", client.memory_kib("VmHWM"));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_folder_of_a_hundred_thousand_files_is_no_trouble() {
    let dir = tempfile::tempdir().unwrap();
    let api = dir.path().join("api");
    fs::create_dir(&api).unwrap();
    for number in 0..100_000 {
        File::create(api.join(format!("{number}.ts"))).unwrap();
    }
    let text = r#"{ "functions": { "api/*.ts": { "maxDuration": 5 }, "api/+(+(0|00)|+(0|0))x.ts": {} }, "rewrites": [{ "source": "/a", "destination": "/api/0" }] }"#;
    write(&dir.path().join("vercel.json"), text);
    assert!(run(dir.path(), &["check"]).status.code().is_some());
    let mut client = Client::with_params(json!({ "rootUri": uri(dir.path()) }));
    ask_everything(&mut client, &uri(&dir.path().join("vercel.json")), text);
    #[cfg(target_os = "linux")]
    assert!(client.memory_kib("VmHWM") < 200 * 1024, "{} KiB", client.memory_kib("VmHWM"));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn patterns_that_are_made_to_explode_are_given_up() {
    let explosive = [
        "/:a((?:a+)+)b",
        "/((a|a)*)*c",
        "/(.*)*(.*)*(.*)*x",
        "/(a{1,1000}){1,1000}b",
        "/((((((((((a?)?)?)?)?)?)?)?)?)?)?aaaaaaaaaaaaaaaaaaaaaaaab",
        "/(?=(a+)+$)(?=(a+)+$)b",
        "/:a?/:b?/:c?/:d?/:e?/:f?/:g?/:h?/:i?/:j?/:k?/:l?",
    ];
    let rules: Vec<Value> = (0..1_000)
        .map(|index| {
            let source = format!("{}{}", explosive[index % explosive.len()], "a".repeat(index % 40));
            json!({ "source": source, "destination": "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
        })
        .collect();
    let functions: serde_json::Map<String, Value> = [
        "{a,b}".repeat(40),
        "{1..100000}".repeat(4),
        "+(+(a|aa)|+(aa|a))b".repeat(5),
        "**/".repeat(200),
        "?(a)".repeat(60),
    ]
    .into_iter()
    .map(|glob| (format!("api/{glob}.ts"), json!({ "maxDuration": 5 })))
    .collect();
    let text = serde_json::to_string_pretty(&json!({ "rewrites": rules, "functions": functions })).unwrap();
    let dir = tempfile::tempdir().unwrap();
    for name in 0..200 {
        write(&dir.path().join(format!("api/{}{name}.ts", "a".repeat(100))), "");
    }
    write(&dir.path().join("vercel.json"), &text);
    let mut client = Client::with_params(json!({ "rootUri": uri(dir.path()) }));
    ask_everything(&mut client, &uri(&dir.path().join("vercel.json")), &text);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn very_many_elements_and_very_long_keys_are_no_trouble() {
    let mut client = Client::with(json!({}));
    let long_key =
        format!("{{ \"{}\": 1, \"cleanUrls\": true, \"cleanUrls\": true }}", "k".repeat(1_000_000));
    let wide = format!("[{}1]", "1,".repeat(500_000));
    let keys: String = (0..50_000).map(|index| format!("\"k{index}\": {index}, ")).collect();
    let many_keys = format!("{{ {keys} \"cleanUrls\": true, \"cleanUrls\": true }}");
    for text in [long_key.as_str(), &wide, &many_keys, &"[".repeat(100_000), &"{\"a\":".repeat(100_000)] {
        let file = "file:///app/vercel.json";
        client.open(file, text);
        assert!(!client.published(file).1.is_empty(), "{} bytes", text.len());
        client.change(file, 2, json!([{ "range": { "start": { "line": 0, "character": 1 }, "end": { "line": 0, "character": 1 } }, "text": " " }]));
        client.published(file);
        client.close(file);
        client.published(file);
    }
    client.open("file:///alive/vercel.json", TWICE);
    assert!(codes(&client.published("file:///alive/vercel.json").1).contains(&"duplicate-key"));
    assert_eq!(client.shut_down(), Some(0));
}

/// As large as a file may be. Without optimization it takes minutes: `cargo xtask test`.
#[test]
#[ignore = "takes long without optimization"]
fn sixteen_mebibytes_are_no_trouble() {
    const BYTES: usize = 16 * 1024 * 1024;
    let mut redirects = "{ \"cleanUrls\": true, \"cleanUrls\": true, \"redirects\": [".to_owned();
    for number in 0.. {
        let entry = format!("{{ \"source\": \"/a{number}\", \"destination\": \"/b{number}\" }}, ");
        if redirects.len() + entry.len() + 100 > BYTES {
            break;
        }
        redirects += &entry;
    }
    redirects += "{ \"source\": \"/last\", \"destination\": \"/b\" }] }";
    redirects += &" ".repeat(BYTES - redirects.len() - 1);
    let keys: String = (0..200_000).map(|index| format!("\"k{index}\": {index}, ")).collect();
    let keys = format!("{{ {keys} \"cleanUrls\": true, \"cleanUrls\": true }}");
    // Millions of mistakes.
    let numbers = format!("{{ \"redirects\": [1{}] }}", ",1".repeat(BYTES / 2 - 20));
    let objects = format!("{{ \"redirects\": [{{}}{}] }}", ",{}".repeat(BYTES / 3 - 20));
    let no_commas = format!("{{ \"redirects\": [1{}] }}", " 1".repeat(BYTES / 2 - 20));
    let unknown = format!("{{ \"x\": [1{}] }}", ",1".repeat(BYTES / 2 - 20));
    let mut client = Client::with(json!({}));
    for text in [redirects, keys, numbers, objects, no_commas, unknown] {
        let file = "file:///app/vercel.json";
        client.open(file, &text);
        assert!(!client.published(file).1.is_empty(), "{} bytes", text.len());
        client.change(file, 2, json!([{ "range": { "start": { "line": 0, "character": 1 }, "end": { "line": 0, "character": 1 } }, "text": " " }]));
        client.published(file);
        let place = json!({ "textDocument": { "uri": file }, "position": { "line": 0, "character": 5 } });
        assert!(client.request("textDocument/hover", place.clone()).is_ok());
        assert!(client.request("textDocument/completion", place).is_ok());
        client.close(file);
        client.published(file);
    }
    #[cfg(target_os = "linux")]
    {
        let most = client.memory_kib("VmHWM");
        assert!(most < 3 * 1024 * 1024, "{most} KiB");
    }
    assert_eq!(client.shut_down(), Some(0));
}

/// What the kernel was asked for: no file outside, no socket, no process. Needs strace: `cargo xtask test`.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs strace"]
fn the_kernel_is_asked_for_nothing_outside() {
    let (dir, root) = project();
    fs::remove_file(root.join("apps/huge/vercel.json")).unwrap();
    let text = fs::read_to_string(root.join("vercel.json")).unwrap();
    let file = json!({ "uri": uri(&root.join("vercel.json")) });
    let mut messages = vec![
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "processId": null, "rootUri": uri(&root), "capabilities": { "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } } } }),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": { "uri": file["uri"], "languageId": "json", "version": 1, "text": text } } }),
    ];
    let command = |name: &str, rest: Value| {
        let mut argument = json!({ "uri": file["uri"] });
        argument.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        ("workspace/executeCommand", json!({ "command": name, "arguments": [argument] }))
    };
    let position = json!({ "line": 4, "character": 24 });
    for (id, (method, params)) in (2..).zip([
        ("textDocument/diagnostic", json!({})),
        ("workspace/diagnostic", json!({ "previousResultIds": [] })),
        ("textDocument/hover", json!({ "position": position })),
        ("textDocument/completion", json!({ "position": position })),
        ("textDocument/documentLink", json!({})),
        ("textDocument/definition", json!({ "position": position })),
        ("workspace/symbol", json!({ "query": "" })),
        ("svcLsp/inspect", json!({})),
        ("svcLsp/generate", json!({})),
        ("svcLsp/generate", json!({ "textDocument": null, "folder": { "uri": uri(&root) } })),
        ("svcLsp/generate", json!({ "textDocument": null, "folder": { "uri": "file:///etc" } })),
        ("svcLsp/route", json!({ "url": "/0/api/../../../etc/passwd" })),
        ("svcLsp/requestTests", json!({})),
        ("svcLsp/runRequestTests", json!({})),
        ("svcLsp/addRequestTest", json!({ "url": "/0/api/../../../etc/passwd" })),
        command("svcLsp.showRouting", json!({})),
        command("svcLsp.showRouting", json!({ "url": "/link/main.py" })),
        command("svcLsp.showRouting", json!({ "service": "s1" })),
        command("svcLsp.showRouting", json!({ "uri": "file:///etc/vercel.json" })),
        command("svcLsp.migrateServices", json!({})),
        command("svcLsp.showReferences", json!({})),
        command("svcLsp.showNotes", json!({})),
        command("svcLsp.runDev", json!({})),
    ]) {
        let mut all = json!({ "textDocument": file });
        all.as_object_mut().unwrap().extend(params.as_object().unwrap().clone());
        messages.push(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": all }));
    }
    let requests = messages.iter().filter(|message| message.get("id").is_some()).count();
    let session: String = messages
        .iter()
        .map(|message| {
            let body = message.to_string();
            format!("Content-Length: {}\r\n\r\n{body}", body.len())
        })
        .collect();
    let log = dir.path().join("strace.log");
    let mut opened = 0;
    for arguments in [
        &["check"][..],
        &["check", "vercel.json"],
        &["inspect"],
        &["init", "--print"],
        &["migrate"],
        &["route", "/link/main.py"],
        &["schema"],
        &["rule"],
        &["rule", "../../outside/main.py"],
        &["rule", "duplicate-key"],
        &["completions", "bash"],
        &["test"],
        &["check", "--diff"],
        &["format", "--check"],
        &["--stdio"],
        // These write.
        &["check", "--write-ignores"],
        &["check", "--output-file", "report.txt"],
        &["check", "--fix"],
        &["format"],
        &["migrate", "apps/linked", "--write"],
        &["migrate", "--write"],
        &["init", "apps/linked", "--force"],
        &["init", "--force"],
    ] {
        let mut traced = Command::new("strace")
            .args(["-f", "-y", "-s", "4096", "-e", "trace=open,openat,openat2,creat,%network,%process", "-o"])
            .arg(&log)
            .arg(env!("CARGO_BIN_EXE_svc-lsp"))
            .args(arguments)
            .current_dir(&root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = traced.stdin.take().unwrap();
        let mut output = traced.stdout.take().unwrap();
        if arguments == ["--stdio"] {
            input.write_all(session.as_bytes()).unwrap();
            // Every request is answered before the input ends, which ends the server.
            let (mut answers, mut buffer) = (Vec::new(), [0; 4096]);
            while answers.windows(5).filter(|bytes| bytes == b"\"id\":").count() < requests {
                let read = output.read(&mut buffer).unwrap();
                assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answers));
                answers.extend(&buffer[..read]);
            }
        }
        drop(input);
        std::io::copy(&mut output, &mut std::io::sink()).unwrap();
        traced.wait().unwrap();
        let trace = fs::read_to_string(&log).unwrap();
        assert!(trace.contains("exited with"), "{arguments:?}");
        opened +=
            trace.lines().map(|line| usize::from(is_of_the_project(line, &root, arguments))).sum::<usize>();
    }
    assert!(opened > 10, "strace saw how the project was read: {opened}");
}

/// Whether a line of strace tells that a file of the project was opened. Panics if it tells what must not be.
#[cfg(target_os = "linux")]
fn is_of_the_project(line: &str, root: &Path, arguments: &[&str]) -> bool {
    /// What the loader, the C library and Rust's runtime read of the system.
    const SYSTEM: [&str; 7] = [
        "/etc/ld.so",
        "/lib/",
        "/lib64/",
        "/usr/lib",
        "/proc/",
        "/sys/fs/cgroup/",
        "/sys/devices/system/cpu/",
    ];
    let call = line.split_once(' ').map_or(line, |(_, call)| call.trim_start());
    // A call that another thread interrupts takes two lines. The first holds the arguments, and the second, which begins
    // with `<... openat resumed>`, the answer.
    let resumed = call.strip_prefix("<... ");
    let call = resumed.unwrap_or(call);
    let name = call.split(['(', ' ']).next().unwrap_or_default();
    let is_start = name == "execve" && call.contains(env!("CARGO_BIN_EXE_svc-lsp"));
    let is_thread = name.starts_with("clone") && call.contains("CLONE_THREAD");
    match name {
        "open" | "openat" | "openat2" | "creat" => {
            // With -y, the answer names the file that a link led to.
            let Some(path) = call
                .rsplit_once(" = ")
                .and_then(|(_, answer)| Some(answer.split_once('<')?.1.split_once('>')?.0))
            else {
                return false;
            };
            let is_inside = Path::new(path).starts_with(root);
            assert!(
                is_inside || SYSTEM.iter().any(|system| path.starts_with(system)),
                "{arguments:?}: {line}"
            );
            is_inside
        }
        "exit_group" | "exit" | "wait4" | "waitid" | "kill" | "tgkill" | "tkill" => false,
        // A thread that was gone, with its process, before strace could read what it had called.
        "???" => false,
        _ if is_start || is_thread || resumed.is_some() || call.starts_with(['+', '-']) => false,
        _ => panic!("{arguments:?}: {line}"),
    }
}
