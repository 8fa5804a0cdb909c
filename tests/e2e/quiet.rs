//! Someone types valid files from top to bottom: at no keystroke is more said than can be read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::e2e::client::{Client, codes, uri};

/// What a keystroke does: it writes at the caret and moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// The editor closes brackets and quotes by itself; what it closed is typed over.
    AutoClosing,
    /// Every character is typed.
    Plain,
}

impl Style {
    /// The most findings at a keystroke.
    fn limit(self) -> usize {
        match self {
            Style::AutoClosing => 2,
            Style::Plain => 3,
        }
    }
}

/// What stands before and after the caret.
struct Editor {
    before: String,
    after: String,
}

impl Editor {
    /// The keystrokes that write a text: for each, what it inserts and how much of that the caret is before.
    fn keystrokes(text: &str, style: Style) -> Vec<(String, usize)> {
        if style == Style::Plain {
            return text.chars().map(|char| (char.to_string(), 0)).collect();
        }
        let mut keys = Vec::new();
        let mut chars = text.char_indices().peekable();
        let (mut in_string, mut is_escaped) = (false, false);
        while let Some((at, char)) = chars.next() {
            match char {
                '"' if in_string && !is_escaped => {
                    // Typed over.
                    keys.push((String::new(), 1));
                    in_string = false;
                }
                _ if in_string => {
                    is_escaped = char == '\\' && !is_escaped;
                    keys.push((char.to_string(), 0));
                }
                '"' => {
                    (in_string, is_escaped) = (true, false);
                    keys.push(("\"\"".to_owned(), 1));
                }
                '{' => keys.push(("{}".to_owned(), 1)),
                '[' => keys.push(("[]".to_owned(), 1)),
                '}' | ']' => keys.push((String::new(), 1)),
                '\n' => {
                    let mut indent = String::new();
                    while let Some((_, space)) = chars.next_if(|(_, next)| matches!(next, ' ' | '\t')) {
                        indent.push(space);
                    }
                    let opens = text[..at].trim_end().ends_with(['{', '[']);
                    let closes = chars.peek().is_some_and(|(_, next)| matches!(next, '}' | ']'));
                    match (opens, closes) {
                        // The bracket goes to a line of its own at once; later, the caret goes down to it.
                        (true, false) => keys.push((format!("\n{indent}\n"), 1)),
                        (false, true) => {}
                        _ => keys.push((format!("\n{indent}"), 0)),
                    }
                }
                _ => keys.push((char.to_string(), 0)),
            }
        }
        keys
    }
}

/// Where an offset is, in UTF-16 units.
fn position(before: &str) -> Value {
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": line, "character": before[start..].encode_utf16().count() })
}

/// What names a finding: its rule and where it begins.
fn name(diagnostic: &Value) -> String {
    format!("{} {}", diagnostic["code"], diagnostic["range"]["start"])
}

/// Types a text; the number of keystrokes, and what was too much.
fn type_all(client: &mut Client, uri: &str, text: &str, style: Style) -> (usize, Vec<String>) {
    let items =
        |client: &mut Client| -> Vec<Value> { client.pull(uri, None)["items"].as_array().unwrap().clone() };
    let write = |client: &mut Option<&mut Client>,
                 is_kept: &dyn Fn(&Value) -> bool|
     -> (Editor, usize, Vec<String>) {
        let mut editor = Editor { before: String::new(), after: String::new() };
        let (mut typed, mut excess) = (0, Vec::new());
        for (version, (insert, ahead)) in (2..).zip(Editor::keystrokes(text, style)) {
            if insert.is_empty() {
                // The caret goes over what the editor closed.
                let closing = editor.after.trim_start_matches(['\n', ' ', '\t']);
                let end = editor.after.len() - closing.len() + ahead;
                let over: String = editor.after.drain(..end).collect();
                editor.before.push_str(&over);
                continue;
            }
            let at = position(&editor.before);
            let (before, after) = insert.split_at(insert.len() - ahead);
            editor.before.push_str(before);
            editor.after.insert_str(0, after);
            let Some(client) = client else { continue };
            typed += 1;
            client.change(uri, version, json!([{ "range": { "start": at, "end": at }, "text": insert }]));
            let found: Vec<Value> = items(client).into_iter().filter(|it| !is_kept(it)).collect();
            if found.len() > style.limit() {
                excess.push(format!("{:?} at {}|{}", codes(&found), editor.before, editor.after));
            }
        }
        (editor, typed, excess)
    };
    // What is said of the whole is there to stay.
    let (whole, ..) = write(&mut None, &|_| true);
    let whole = whole.before + &whole.after;
    client.open(uri, &whole);
    let kept: Vec<String> = items(client).iter().map(name).collect();
    client.close(uri);
    client.open(uri, "");
    let (editor, typed, excess) = write(&mut Some(client), &|diagnostic| kept.contains(&name(diagnostic)));
    assert_eq!(editor.before + &editor.after, whole);
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(items(client).iter().map(name).collect::<Vec<_>>(), kept, "{whole}");
    client.close(uri);
    (typed, excess)
}

fn client(root: &Path) -> Client {
    Client::with_params(json!({ "rootUri": uri(root), "capabilities": {
        "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } }
    } }))
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// A file of the corpus that Vercel accepts, as far as that can be told without its project.
fn is_valid(client: &mut Client, text: &str) -> bool {
    let uri = "untitled:valid/vercel.json";
    client.open(uri, text);
    let report = client.pull(uri, None);
    client.close(uri);
    report["items"].as_array().unwrap().iter().all(|diagnostic| diagnostic["severity"] != 1)
}

/// A finding in what is finished is said at once; one about what is being typed waits until nothing is typed for a moment, or the
/// file is saved.
#[test]
fn findings_wait_for_what_is_typed() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    let mut client = client(&root);
    let file = uri(&root.join("vercel.json"));
    let of = |client: &mut Client| -> Vec<String> {
        let report = client.pull(&file, None);
        codes(report["items"].as_array().unwrap()).into_iter().map(str::to_owned).collect()
    };
    let text = "{ \"images\": {}, \"rewrites\": [{ \"source\": \"/a\", \"destination\": \"/b\" }] }";
    let slash = text.find("/a").unwrap();
    client.open(&file, text);
    assert_eq!(of(&mut client), ["missing-key"]);
    let mut version = 1;
    let mut key = |client: &mut Client, at: usize, end: usize, text: &str| {
        version += 1;
        let range =
            json!({ "start": { "line": 0, "character": at }, "end": { "line": 0, "character": end } });
        client.change(&file, version, json!([{ "range": range, "text": text }]));
    };
    // The slash goes: what was said before stays, what is new waits.
    key(&mut client, slash, slash + 1, "");
    assert_eq!(of(&mut client), ["missing-key"]);
    client.asked("workspace/diagnostic/refresh");
    assert_eq!(of(&mut client), ["missing-key", "unreachable-source"]);
    // And stays while the entry is typed into, until it is put right.
    let destination = text.find("/b").unwrap();
    key(&mut client, destination, destination, "c");
    assert_eq!(of(&mut client), ["missing-key", "unreachable-source"]);
    key(&mut client, slash, slash, "/");
    assert_eq!(of(&mut client), ["missing-key"]);
    // A pasted block, or a fix of one, isn't typed.
    key(&mut client, slash, slash + 1, "");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file } }));
    assert_eq!(of(&mut client), ["missing-key", "unreachable-source"]);
    key(&mut client, 2, 14, "\n  \"images\": 1");
    assert_eq!(of(&mut client), ["wrong-type", "unreachable-source"]);
}

/// What waits is said once nothing is typed into the file, whatever happens around it meanwhile.
#[test]
fn findings_wait_for_no_other_file() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    let mut client = client(&root);
    let [file, package] = ["vercel.json", "package.json"].map(|name| uri(&root.join(name)));
    let text = r#"{ "rewrites": [{ "source": "/a", "destination": "/b" }] }"#;
    let slash = text.find("/a").unwrap();
    client.open(&file, text);
    client.open(&package, "{}");
    let of = |client: &mut Client| client.pull(&file, None)["items"].as_array().unwrap().len();
    let place = |at: usize| json!({ "line": 0, "character": at });
    let edit =
        |from, to, text| json!([{ "range": { "start": place(from), "end": place(to) }, "text": text }]);
    assert_eq!(of(&mut client), 0);
    client.change(&file, 2, edit(slash, slash + 1, ""));
    client.change(&package, 2, edit(1, 1, " "));
    assert_eq!(of(&mut client), 0);
    while of(&mut client) == 0 {
        client.asked("workspace/diagnostic/refresh");
    }
}

/// A file that was never saved may end up anywhere: nothing is missing from its project.
#[test]
fn nothing_is_said_about_the_files_of_no_project() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    let mut client = client(&root);
    let text = "{ \"services\": { \"web\": { \"root\": \"web\" } }, \"x\": 1 }";
    let untitled = format!("untitled:{}/vercel.json", root.display());
    for (uri, expected) in [
        (uri(&root.join("vercel.json")), vec!["root-not-found", "unknown-top-level-key"]),
        (untitled, vec!["unknown-top-level-key"]),
        ("untitled:Untitled-1/vercel.json".to_owned(), vec!["unknown-top-level-key"]),
        ("vscode-vfs://github/a/b/vercel.json".to_owned(), vec!["unknown-top-level-key"]),
    ] {
        client.open(&uri, text);
        let report = client.pull(&uri, None);
        assert_eq!(codes(report["items"].as_array().unwrap()), expected, "{uri}");
    }
}

/// How many bytes of the corpus are typed, in each style. `SVC_LSP_TYPED` sets another number.
const TYPED: usize = 4_000;

#[test]
fn little_is_said_while_a_file_is_typed() {
    let limit = std::env::var("SVC_LSP_TYPED").ok().and_then(|number| number.parse().ok()).unwrap_or(TYPED);
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    let mut client = client(&root);
    let folders = ["services", "plain"].map(|kind| repository().join("tests/corpus").join(kind));
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    // In an order that mixes the kinds, whatever the limit.
    files.sort_by_key(|path| {
        path.file_name().map(|name| name.to_string_lossy().chars().rev().collect::<String>())
    });
    let mut texts: Vec<(String, String)> = vec![
        (
            "examples/shop".to_owned(),
            std::fs::read_to_string(repository().join("examples/shop/vercel.json")).unwrap(),
        ),
        ("services".to_owned(), include_str!("typist.json").to_owned()),
    ];
    let mut bytes = 0;
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        if bytes + text.len() <= limit && is_valid(&mut client, &text) {
            bytes += text.len();
            texts.push((path.display().to_string(), text));
        }
    }
    let mut excess: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut typed = 0;
    for style in [Style::AutoClosing, Style::Plain] {
        for (index, (name, text)) in texts.iter().enumerate() {
            // Alone in its folder: nothing that it names exists, unless it is typed before it is saved.
            let folder = root.join(format!("{style:?}{index}"));
            std::fs::create_dir_all(&folder).unwrap();
            let (keystrokes, found) = type_all(&mut client, &uri(&folder.join("vercel.json")), text, style);
            typed += keystrokes;
            if !found.is_empty() {
                excess.insert(format!("{style:?} {name}"), found);
            }
        }
    }
    println!("{} files, {typed} keystrokes", texts.len());
    let too_much: usize = excess.values().map(Vec::len).sum();
    let first: Vec<_> =
        excess.iter().map(|(name, found)| format!("{name}: {}\n{}", found.len(), found[0])).collect();
    assert!(excess.is_empty(), "{too_much} of {typed} keystrokes:\n{}", first.join("\n\n"));
    assert!(typed > TYPED, "{typed} keystrokes");
}
