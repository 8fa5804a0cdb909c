//! A simulated user: makes typos, undoes them, moves lines, pastes, renames, undoes, takes suggestions and fixes. The
//! editor asks meanwhile, as editors do. What the server says of the edited text is what it says of the same text opened anew.

use std::collections::VecDeque;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde_json::{Value, json};

use crate::e2e::client::{Client, uri};
use crate::e2e::random::Random;

/// Edits of one run in `cargo test`; `cargo xtask soak` makes 400,000.
const EDITS: usize = 1_500;
/// Edits until another file is opened.
const PER_FILE: usize = 2_000;
/// Edits between comparisons with the text opened anew.
const PER_COMPARISON: usize = 40;
/// The longest text: of a longer one, the writer deletes half.
const MAX_BYTES: usize = 24 * 1024;
/// Requests that may be under way.
const UNDER_WAY: usize = 12;
/// Texts that can be taken back.
const UNDOS: usize = 50;

/// What is written at one go. `§` is a place where the writer pauses to look at suggestions.
const MEMBERS: &[&str] = &[
    r#""cleanUrls": true"#,
    r#""trailingSlash": false"#,
    r#""§framework": "§nextjs""#,
    r#""buildCommand": "npm run build""#,
    r#""outputDirectory": "dist/é🙂""#,
    r#""regions": ["§iad1", "fra1"]"#,
    r#""functions": {"api/*.ts": {"maxDuration": 30, "memory": 1024}}"#,
    r#""crons": [{"path": "/api/daily", "schedule": "§0 5 * * *"}]"#,
    r#""redirects": [{"source": "/old/:slug*", "destination": "/new/:slug*", "permanent": true}]"#,
    r#""rewrites": [{"source": "/api/(.*)", "destination": {"service": "§backend"}}]"#,
    r#""headers": [{"source": "/(.*)", "headers": [{"key": "x-frame-options", "value": "DENY"}]}]"#,
    r#""services": {"web": {"root": "§frontend", "framework": "vite"}, "api": {"root": "backend"}}"#,
    r#""§experimentalServices": {"web": {"entrypoint": "frontend", "routePrefix": "/"}}"#,
    r#""bindings": [{"type": "service", "service": "§api", "format": "url", "env": "API_URL"}]"#,
    r#""routePrefix": "/api""#,
    r#""has": [{"type": "query", "key": "a", "value": "(?<b>.*)"}]"#,
    r#""env": {"A_KEY": "@secret"}"#,
];
const WORDS: &[&str] =
    &["web", "api", "backend", "frontend", "/api/(.*)", "true", "null", "42", "nextjs", "", "x y", "ü"];

/// A text under the hands of its writer.
struct Typist {
    random: Random,
    text: String,
    /// Where the cursor is, in bytes.
    at: usize,
    /// What is about to be typed; `\u{8}` deletes the character before.
    keys: VecDeque<char>,
    undo: Vec<String>,
    redo: Vec<String>,
    clipboard: String,
    /// Whether the editor closes quotes and brackets.
    closes_pairs: bool,
}

/// An edit: what is replaced, and what by.
type Change = (Range<usize>, String);

impl Typist {
    fn new(seed: u64, text: &str) -> Typist {
        let mut random = Random::new(seed);
        let closes_pairs = random.below(2) == 0;
        Typist {
            random,
            text: text.to_owned(),
            at: 0,
            keys: VecDeque::new(),
            undo: Vec::new(),
            redo: Vec::new(),
            clipboard: String::new(),
            closes_pairs,
        }
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.random.below(from.len())]
    }

    /// The place as editors count: lines, and UTF-16 units in them.
    fn position(&self, at: usize) -> Value {
        let before = &self.text[..at];
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        json!({ "line": line, "character": before[start..].encode_utf16().count() })
    }

    /// Where a place is that the server names; no line of the texts ends with a carriage return.
    fn offset(&self, position: &Value) -> usize {
        let line = position["line"].as_u64().unwrap() as usize;
        let start = match line {
            0 => 0,
            line => self.text.match_indices('\n').nth(line - 1).map_or(self.text.len(), |(end, _)| end + 1),
        };
        let mut units = position["character"].as_u64().unwrap() as usize;
        let mut at = start;
        for char in self.text[start..].chars().take_while(|char| *char != '\n') {
            if units < char.len_utf16() {
                break;
            }
            units -= char.len_utf16();
            at += char.len_utf8();
        }
        at
    }

    /// Applies changes one after the other, and writes them down as the editor sends them.
    fn apply(&mut self, changes: Vec<Change>) -> Value {
        self.undo.push(self.text.clone());
        if self.undo.len() > UNDOS {
            self.undo.remove(0);
        }
        let mut sent = Vec::new();
        for (range, insert) in changes {
            sent.push(json!({
                "range": { "start": self.position(range.start), "end": self.position(range.end) },
                "text": insert,
            }));
            self.text.replace_range(range.clone(), &insert);
            self.at = range.start + insert.len();
        }
        sent.into()
    }

    /// The one change that leads to another text.
    fn change_to(&self, text: &str) -> Change {
        let boundary = |at: &usize| self.text.is_char_boundary(*at) && text.is_char_boundary(*at);
        let same = self.text.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        let start = (0..=same).rev().find(boundary).unwrap();
        let most = self.text.len().min(text.len()) - start;
        let same = self.text.bytes().rev().zip(text.bytes().rev()).take(most).take_while(|(a, b)| a == b);
        let is_boundary = |back: &usize| {
            self.text.is_char_boundary(self.text.len() - back) && text.is_char_boundary(text.len() - back)
        };
        let back = (0..=same.count()).rev().find(is_boundary).unwrap();
        (start..self.text.len() - back, text[start..text.len() - back].to_owned())
    }

    /// The line that a place is on, with its break.
    fn line(&self, at: usize) -> Range<usize> {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        start..self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    fn anywhere(&mut self) -> usize {
        let at = self.random.below(self.text.len() + 1);
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap()
    }

    /// What stands between two quotes near a place.
    fn string(&self, at: usize) -> Option<Range<usize>> {
        let start = self.text[..at].rfind('"')? + 1;
        let end = start + self.text[start..].find(['"', '\n'])?;
        Some(start..end)
    }

    /// Begins to type a member behind some line, with slips.
    fn begin(&mut self) {
        let at = self.anywhere();
        let line = self.line(at);
        let written = self.text[line.clone()].trim_end();
        self.at = line.start + written.len();
        let indent: String = written.chars().take_while(|char| *char == ' ').collect();
        let deeper = if written.ends_with(['{', '[']) { "  " } else { "" };
        if !written.is_empty() && !written.ends_with(['{', '[', ',']) {
            self.keys.push_back(',');
        }
        self.keys.push_back('\n');
        self.keys.extend(indent.chars().chain(deeper.chars()));
        for char in self.pick(MEMBERS).chars() {
            match self.random.below(40) {
                0 => self.keys.extend(['q', '\u{8}']),
                1 => self.keys.extend([char, char, '\u{8}']),
                2 => continue,
                _ => {}
            }
            self.keys.push_back(char);
        }
        if self.random.below(4) > 0 {
            self.keys.push_back(',');
        }
        if self.random.below(12) == 0 {
            self.keys.truncate(self.random.below(self.keys.len()));
        }
    }

    /// One key; nothing where the editor only moves the cursor.
    fn key(&mut self, key: char) -> Option<Vec<Change>> {
        if key == '\u{8}' {
            let before = self.text[..self.at].chars().next_back()?;
            return Some(vec![(self.at - before.len_utf8()..self.at, String::new())]);
        }
        let next = self.text[self.at..].chars().next();
        if self.closes_pairs && next == Some(key) && matches!(key, '"' | '}' | ']') {
            self.at += 1;
            return None;
        }
        let closing = match key {
            _ if !self.closes_pairs => "",
            '"' => "\"",
            '{' => "}",
            '[' => "]",
            _ => "",
        };
        Some(vec![(self.at..self.at, format!("{key}{closing}"))])
    }

    /// What the writer does next; nothing where that leaves the text as it is.
    fn next(&mut self) -> Option<Vec<Change>> {
        if let Some(key) = self.keys.pop_front() {
            if key == '§' {
                return None;
            }
            let closes = self.closes_pairs && matches!(key, '"' | '{' | '[');
            let changes = self.key(key)?;
            if closes {
                // The cursor stays between the two.
                self.keys.push_front('\u{1}');
            }
            return Some(changes);
        }
        if self.text.len() > MAX_BYTES {
            let (one, other) = (self.anywhere(), self.anywhere());
            return Some(vec![(one.min(other)..one.max(other), String::new())]);
        }
        let at = self.anywhere();
        let line = self.line(at);
        match self.random.below(24) {
            0..=9 => {
                self.begin();
                None
            }
            10 => Some(vec![(line, String::new())]),
            11 => {
                self.clipboard = self.text[line.clone()].to_owned();
                Some(vec![(line, String::new())])
            }
            12 if !self.clipboard.is_empty() => Some(vec![(line.start..line.start, self.clipboard.clone())]),
            // Alt+Shift+Down.
            13 => Some(vec![(line.start..line.start, self.text[line].to_owned())]),
            // Alt+Down.
            14 if line.end < self.text.len() => {
                let below = self.line(line.end);
                let moved = format!("{}{}", &self.text[below.clone()], &self.text[line.clone()]);
                Some(vec![(line.start..below.end, moved)])
            }
            15 => {
                let string = self.string(at)?;
                let word = self.pick(WORDS).to_owned();
                Some(vec![(string, word)])
            }
            // Every occurrence of a string at once, from the last to the first.
            16 => {
                let string = self.string(at)?;
                let old = format!("\"{}\"", &self.text[string]);
                let new = format!("\"{}\"", self.pick(WORDS));
                let places: Vec<usize> = self.text.match_indices(&old).map(|(at, _)| at).take(20).collect();
                Some(places.into_iter().rev().map(|at| (at..at + old.len(), new.clone())).collect())
            }
            17 => Some(vec![(line.start..line.start, "// ".to_owned())]),
            18 => {
                let comment = self.text[line.clone()].find("// ")? + line.start;
                Some(vec![(comment..comment + 3, String::new())])
            }
            19 | 20 => {
                let text = self.undo.pop()?;
                let change = self.change_to(&text);
                self.redo.push(self.text.clone());
                Some(vec![change])
            }
            21 => {
                let text = self.redo.pop()?;
                Some(vec![self.change_to(&text)])
            }
            22 => {
                let pasted = format!("{{ {} }}", self.pick(MEMBERS).replace('§', ""));
                Some(vec![(at..at, pasted)])
            }
            _ => {
                let end = (at + self.random.below(30)).min(self.text.len());
                let end = (at..=end).rev().find(|end| self.text.is_char_boundary(*end)).unwrap();
                Some(vec![(at..end, String::new())])
            }
        }
    }

    /// Edits of the server, applied as an editor applies them.
    fn take(&mut self, edits: &Value) -> Option<Vec<Change>> {
        let mut changes: Vec<Change> = edits
            .as_array()?
            .iter()
            .map(|edit| {
                let range = self.offset(&edit["range"]["start"])..self.offset(&edit["range"]["end"]);
                (range, edit["newText"].as_str().unwrap().to_owned())
            })
            .collect();
        changes.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
        (!changes.is_empty()).then_some(changes)
    }
}

fn project(folder: &Path) {
    for (path, text) in [
        ("frontend/package.json", r#"{ "devDependencies": { "vite": "7" } }"#),
        ("backend/requirements.txt", "fastapi"),
        ("backend/main.py", "app = FastAPI()"),
        ("api/daily.ts", ""),
        ("package.json", "{}"),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The editor and its server.
struct Session {
    client: Client,
    document: Value,
    under_way: VecDeque<(i64, &'static str)>,
    asked: usize,
}

impl Session {
    fn ask(&mut self, method: &'static str, mut params: Value) {
        params["textDocument"] = self.document.clone();
        let id = self.client.send_request(method, params);
        self.under_way.push_back((id, method));
        self.asked += 1;
        while self.under_way.len() > UNDER_WAY {
            self.answer();
        }
    }

    fn answer(&mut self) {
        let Some((id, method)) = self.under_way.pop_front() else { return };
        if let Err(error) = self.client.answer(id) {
            // What the text no longer is, or what was cancelled; a name that is none, or nothing to rename.
            let is_expected = matches!(error["code"].as_i64(), Some(-32_801 | -32_800 | -32_803 | -32_602));
            assert!(is_expected, "{method}: {error}");
        }
    }

    /// The answer to a request now, with everything before it.
    fn now(&mut self, method: &'static str, mut params: Value) -> Value {
        while !self.under_way.is_empty() {
            self.answer();
        }
        params["textDocument"] = self.document.clone();
        self.asked += 1;
        self.client.request(method, params).unwrap_or_default()
    }
}

/// What is asked while somebody types, at the cursor.
const AT_CURSOR: [&str; 8] = [
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/documentHighlight",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/prepareRename",
    "textDocument/linkedEditingRange",
    "textDocument/selectionRange",
];
/// What is asked about the whole text.
const ABOUT_ALL: [&str; 9] = [
    "textDocument/diagnostic",
    "textDocument/documentSymbol",
    "textDocument/semanticTokens/full",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/codeLens",
    "textDocument/inlayHint",
    "textDocument/codeAction",
    "svcLsp/inspect",
];
/// What is compared with the text opened anew: what does not depend on the time.
const COMPARED: [&str; 7] = [
    "textDocument/diagnostic",
    "textDocument/documentSymbol",
    "textDocument/semanticTokens/full",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/codeLens",
    "svcLsp/inspect",
];

fn about_all(typist: &Typist) -> Value {
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": typist.position(typist.text.len()) });
    json!({ "range": whole, "context": { "diagnostics": [] }, "options": { "tabSize": 2, "insertSpaces": true } })
}

/// A report, without what names the version that it is of.
fn plain(mut answer: Value) -> Value {
    if let Some(members) = answer.as_object_mut() {
        members.remove("resultId");
    }
    answer
}

#[test]
fn answers_after_edits_equal_those_of_a_fresh_document() {
    let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<usize>().ok());
    let edits = number("SVC_LSP_EDITS").unwrap_or(EDITS);
    let seed: usize = number("SVC_LSP_SEED").unwrap_or(20_261_129);
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    let file = uri(&dir.path().join("vercel.json"));
    let capabilities = json!({ "workspace": { "diagnostics": { "refreshSupport": true } }, "textDocument": { "diagnostic": {}, "inlayHint": {}, "codeAction": {
        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } } } });
    let params = json!({ "rootUri": uri(dir.path()), "capabilities": capabilities });
    let document = json!({ "uri": file });
    let mut session = Session {
        client: Client::with_params(params.clone()),
        document: document.clone(),
        under_way: VecDeque::new(),
        asked: 0,
    };
    let mut fresh =
        Session { client: Client::with_params(params), document, under_way: VecDeque::new(), asked: 0 };
    let starts = ["", "{}\n", "{\n  \"cleanUrls\": true\n}\n", include_str!("typist.json")];
    let (mut typed, mut version, mut compared) = (0, 1, 0);
    let mut random = Random::new(seed as u64 ^ 0x5EED);
    while typed < edits {
        let mut typist = Typist::new((seed + typed) as u64, starts[random.below(starts.len())]);
        session.client.open(&file, &typist.text);
        let end = edits.min(typed + PER_FILE);
        let mut since_comparison = 0;
        while typed < end {
            let looks = typist.keys.front() == Some(&'§');
            if typist.keys.front() == Some(&'\u{1}') {
                typist.keys.pop_front();
                let closing = typist.text[..typist.at].chars().next_back().map_or(0, char::len_utf8);
                typist.at -= closing;
            }
            let mut changes = typist.next();
            if looks || random.below(40) == 0 {
                changes = taken(&mut session, &mut typist, &mut random, looks);
            }
            if let Some(changes) = changes {
                let sent = typist.apply(changes);
                version += 1;
                typed += 1;
                since_comparison += 1;
                session.client.change(&file, version, sent);
            }
            if random.below(16) < 10 {
                let params = json!({
                    "position": typist.position(typist.at), "positions": [typist.position(typist.at)],
                    "context": { "triggerKind": 1, "includeDeclaration": true },
                });
                session.ask(AT_CURSOR[random.below(AT_CURSOR.len())], params);
            }
            if random.below(16) < 10 {
                let params = about_all(&typist);
                session.ask(ABOUT_ALL[random.below(ABOUT_ALL.len())], params);
            }
            if random.below(30) == 0
                && let Some((id, _)) = session.under_way.back()
            {
                let id = *id;
                session.client.notify("$/cancelRequest", json!({ "id": id }));
            }
            if since_comparison >= PER_COMPARISON {
                since_comparison = 0;
                compared += 1;
                // Nothing waits for what may be typed next.
                session.client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file } }));
                fresh.client.open(&file, &typist.text);
                for method in COMPARED {
                    let edited = plain(session.now(method, about_all(&typist)));
                    let anew = plain(fresh.now(method, about_all(&typist)));
                    assert_eq!(edited, anew, "{method} after {typed} edits of seed {seed}: {}", typist.text);
                }
                fresh.client.close(&file);
            }
        }
        session.client.close(&file);
    }
    while !session.under_way.is_empty() {
        session.answer();
    }
    println!("{typed} edits, {} requests, {compared} comparisons", session.asked + fresh.asked);
    assert!(compared >= edits / PER_COMPARISON / 2);
    assert_eq!(session.client.shut_down(), Some(0));
    assert_eq!(fresh.client.shut_down(), Some(0));
}

/// What the writer takes from the server: a suggestion, a fix, the layout or a name.
fn taken(
    session: &mut Session,
    typist: &mut Typist,
    random: &mut Random,
    looks: bool,
) -> Option<Vec<Change>> {
    let position = typist.position(typist.at);
    let kind = if looks { 0 } else { random.below(4) };
    match kind {
        0 => {
            let answer = session.now("textDocument/completion", json!({ "position": position }));
            let items = answer["items"].as_array().or(answer.as_array())?;
            let item = items.get(random.below(items.len().max(1)))?;
            let edit = item.get("textEdit")?;
            let range = edit.get("range").or(edit.get("replace"))?;
            typist.take(&json!([{ "range": range, "newText": edit["newText"] }]))
        }
        1 => {
            let all = about_all(typist);
            let report = session.now("textDocument/diagnostic", all.clone());
            let found = report["items"].as_array()?;
            let diagnostic = found.get(random.below(found.len().max(1)))?;
            let params = json!({ "range": diagnostic["range"], "context": { "diagnostics": [diagnostic] } });
            let actions = session.now("textDocument/codeAction", params);
            let actions = actions.as_array()?;
            let action = actions.get(random.below(actions.len().max(1)))?;
            let edit = action.get("edit")?;
            let document = edit["documentChanges"].as_array().and_then(|changes| changes.first());
            let uri = session.document["uri"].as_str()?.to_owned();
            typist.take(document.map_or(&edit["changes"][uri], |document| &document["edits"]))
        }
        2 => {
            let edits = session.now("textDocument/formatting", about_all(typist));
            typist.take(&edits)
        }
        _ => {
            let edit = session.now("textDocument/rename", json!({ "position": position, "newName": "shop" }));
            let document = edit["documentChanges"].as_array().and_then(|changes| changes.first());
            let uri = session.document["uri"].as_str()?.to_owned();
            typist.take(document.map_or(&edit["changes"][uri], |document| &document["edits"]))
        }
    }
}
