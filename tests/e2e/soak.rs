//! Someone types, for very long.

use serde_json::{Value, json};

use crate::e2e::client::Client;
use crate::e2e::random::{FRAGMENTS, Random};

const URI: &str = "file:///app/vercel.json";
/// Edits between two looks at the server's text.
const BATCH: usize = 500;
/// A longer text is begun anew, in bytes.
const MAX_BYTES: usize = 6_000;

/// What is typed, over and over.
const TYPED: &str = r#"{
  "experimentalServices": {
    "api": { "entrypoint": "api/main.py", "routePrefix": "/api", "memory": 1024 },
    "web": { "entrypoint": "apps/web", "framework": "nextjs", "mount": { "path": "/" } }
  },
  "redirects": [{ "source": "/old/:path*", "destination": "/né😀w/:path*", "permanent": true }],
  "crons": [{ "path": "/api/cron", "schedule": "0 5 * * *" }]
}
"#;

/// The client's copy of the text, and its cursor.
struct Editor {
    text: String,
    cursor: usize,
    typed: usize,
    random: Random,
}

impl Editor {
    /// The next edit: its range in the text before it, and what is put there. It is done here.
    fn edit(&mut self) -> Value {
        let (start, end, insert) = match self.random.below(20) {
            // Now and then, delete everything and start over.
            _ if self.text.len() > MAX_BYTES => (0, self.text.len(), ""),
            0 => {
                let (start, end, insert) = self.random.edit(&self.text);
                // Mostly a keystroke; a long range now and then.
                (start, if end - start > 100 { start } else { end }, insert)
            }
            1 => (self.cursor, self.cursor, self.random.pick(FRAGMENTS)),
            2..=4 => (self.before_cursor(), self.cursor, ""),
            _ => {
                let from = self.typed % TYPED.len();
                let len = TYPED[from..].chars().next().map_or(1, char::len_utf8);
                self.typed += len;
                (self.cursor, self.cursor, &TYPED[from..from + len])
            }
        };
        let (start, end) = (place(&self.text, start), place(&self.text, end));
        let range = json!({ "start": position(&self.text, start), "end": position(&self.text, end) });
        self.text.replace_range(start..end, insert);
        self.cursor = start + insert.len();
        json!({ "range": range, "text": insert })
    }

    fn before_cursor(&self) -> usize {
        self.text[..self.cursor].char_indices().next_back().map_or(0, |(at, _)| at)
    }
}

/// Between the two characters of one line break there is no place: it is before it.
fn place(text: &str, offset: usize) -> usize {
    if text[..offset].ends_with('\r') && text[offset..].starts_with('\n') { offset - 1 } else { offset }
}

/// Line and UTF-16 column.
fn position(text: &str, offset: usize) -> Value {
    let (mut line, mut column) = (0, 0);
    let mut chars = text[..offset].chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => (line, column) = (line + 1, 0),
            char => column += char.len_utf16(),
        }
    }
    json!({ "line": line, "character": column })
}

fn type_into(client: &mut Client, edits: usize, mut each_tenth: impl FnMut(&mut Client)) {
    let seed = std::env::var("SVC_LSP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    client.open(URI, "");
    let mut editor = Editor { text: String::new(), cursor: 0, typed: 0, random: Random::new(seed) };
    for done in 1..=edits {
        let change = editor.edit();
        client.change(URI, i64::try_from(done).unwrap(), json!([change]));
        if done % BATCH == 0 || done == edits {
            assert_eq!(
                client.text(URI).as_deref(),
                Some(editor.text.as_str()),
                "after edit {done} of seed {seed}"
            );
            // What was published in between is of no interest.
            client.forget("textDocument/publishDiagnostics");
        }
        if done % (edits / 10).max(1) == 0 {
            each_tenth(client);
        }
    }
}

#[test]
fn the_text_is_the_client_s_after_very_many_edits() {
    let mut client = Client::with(json!({}));
    type_into(&mut client, 10_000, |_| {});
    assert_eq!(client.shut_down(), Some(0));
}

/// A million edits: `cargo xtask soak`.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes minutes"]
fn memory_stays_where_it_was_after_the_first_tenth() {
    let edits = std::env::var("SVC_LSP_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(1_000_000);
    let mut client = Client::with(json!({}));
    let mut levels = Vec::new();
    type_into(&mut client, edits, |client| {
        // At rest: the same text each time, checked.
        client.open("file:///rest/vercel.json", TYPED);
        client.published("file:///rest/vercel.json");
        client.close("file:///rest/vercel.json");
        client.published("file:///rest/vercel.json");
        levels.push(client.memory_kib("VmRSS"));
        println!("{:>3} %: {} KiB", levels.len() * 10, levels.last().unwrap());
    });
    let (first, last) = (levels[0], levels[levels.len() - 1]);
    assert!(last * 10 <= first * 11, "{first} KiB after a tenth of {edits} edits, {last} KiB after all");
    assert_eq!(client.shut_down(), Some(0));
}
