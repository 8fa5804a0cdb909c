//! What is a read in each language, and what isn't; and what holds in all of them.

mod go;
mod javascript;
mod markup;
mod python;
mod requests;
mod ruby;
mod rust;

use proptest::prelude::*;

use crate::{Index, Language, Read, ReadKind, reads, reads_in_bytes, request, slot};

/// The reads of a text, each as `NAME` with a mark for its kind, in the order of the text. Without a name, `=` is what may set variables,
/// `*` what only uses them.
fn names(file: &str, text: &str) -> String {
    let found = reads(Language::of_path(file).unwrap(), text);
    let mut shown = Vec::new();
    for Read { name, range, start, kind, is_write, .. } in &found {
        let (from, to) = (range.start as usize, range.end as usize);
        let written = &text[from..to];
        assert_eq!(start.line as usize, text[..from].matches('\n').count(), "{text}");
        assert_eq!(start.bytes as usize, from - text[..from].rfind('\n').map_or(0, |at| at + 1), "{text}");
        shown.push(match kind {
            _ if !is_write && name.is_empty() => "*".to_owned(),
            ReadKind::Type => format!(":{name}"),
            _ if *is_write => format!("={name}"),
            ReadKind::Field => format!("{name}~{written}"),
            _ if written != &**name => format!("{name} is not {written}"),
            ReadKind::Member => name.to_string(),
            ReadKind::String => format!("\"{name}\""),
            ReadKind::Shorthand => format!("{{{name}}}"),
            ReadKind::Parameter => format!("({name})"),
            ReadKind::Import => format!("import {name}"),
        });
    }
    shown.join(" ")
}

fn check(file: &str, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(names(file, text), *expected, "{file}: {text}");
    }
}

/// Whether the code needs the variable `A`, at all of its reads.
fn is_needed(file: &str, text: &str) -> bool {
    let found = reads(Language::of_path(file).unwrap(), text);
    let mut of_a = found.iter().filter(|it| &*it.name == "A" && !it.is_write).map(|it| it.is_needed);
    let first = of_a.next().unwrap_or_else(|| panic!("{text} has no read"));
    assert!(of_a.all(|it| it == first), "{text}");
    first
}

#[test]
fn files_and_their_languages() {
    for (path, expected) in [
        ("a/b.test.ts", Some(Language::TypeScript)),
        ("types.d.ts", Some(Language::TypeScript)),
        ("vendor.min.js", None),
        (".ts", None),
        ("a.json", None),
        ("Makefile", None),
        ("lib/x.rake", Some(Language::Ruby)),
    ] {
        assert_eq!(Language::of_path(path), expected, "{path}");
    }
}

#[test]
fn positions_count_in_all_units() {
    let text = "x\nconst a = \"ä😀\" + process.env.A; process.env.B";
    let found = reads(Language::TypeScript, text);
    let columns: Vec<_> =
        found.iter().map(|it| (it.start.line, it.start.bytes, it.start.utf16, it.start.characters)).collect();
    assert_eq!(columns, [(1, 33, 30, 29), (1, 48, 45, 44)]);
}

#[test]
fn lines_end_at_any_line_break() {
    for (file, lines) in [
        ("a.ts", ["// it's", "const a = 'ä\\", "b'; process.env.A", "", "", "process.env.B /'"]),
        ("a.py", ["import os # it's", "class S(BaseSettings):", "  a: str", "  x = 1", "", "os.getenv('B')"]),
    ] {
        let text = |end: &str| lines.join(end);
        let found = |text: &str| -> Vec<_> {
            let found = reads(Language::of_path(file).unwrap(), text);
            found.iter().map(|it| (it.name.to_string(), it.start)).collect()
        };
        let expected = found(&text("\n"));
        assert_eq!(
            expected.iter().map(|(name, at)| (&**name, at.line)).collect::<Vec<_>>(),
            [("A", 2), ("B", 5)]
        );
        for end in ["\r", "\r\n"] {
            assert_eq!(found(&text(end)), expected, "{file} {end:?}");
        }
    }
    let mixed = request(Language::TypeScript, "a\rb\r\nc\n\rfetch('/a')", 17).unwrap();
    assert_eq!((mixed.start.line, mixed.start.bytes), (4, 7));
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let found = reads_in_bytes(Language::Go, b"// \xFF\nos.Getenv(\"A\")");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_name_that_is_being_typed_has_a_slot() {
    for (file, text, expected) in [
        ("a.ts", "const a = process.env.|\nconst b = 1", Some("")),
        ("a.ts", "process.env.AP|I_URL", Some("API_URL")),
        ("a.tsx", "<a b={process.env['|']}>it's</a>", Some("")),
        ("a.ts", "const { A, | } = process.env", Some("")),
        ("a.ts", "const { B| } = import.meta.env", Some("B")),
        ("a.ts", "process['env'].|", Some("")),
        ("a.ts", "(process.env ?? {}).A|", Some("A")),
        ("a.ts", "if (Deno.env.has('|", Some("")),
        ("a.ts", "Deno.env.toObject().|", Some("")),
        ("a.ts", "import { A, | } from '$env/static/private'", Some("")),
        ("a.ts", "import { getSecret } from 'astro:env/server'; getSecret('|')", Some("")),
        ("a.ts", "process.env|", None),
        ("a.ts", "'process.env.|'", None),
        ("a.ts", "process.env.A |", None),
        ("a.py", "import os\nos.environ[\"|\"]", Some("")),
        ("a.go", "os.Getenv(\"A|\")", Some("A")),
        ("a.go", "os.ExpandEnv(\"a/$|\")", Some("")),
        ("a.go", "os.ExpandEnv(\"a/${A|B}/$C\")", Some("AB")),
        ("a.rs", "std::env::var(\"|\")", Some("")),
        ("a.rs", "env!(\"|\")", Some("")),
        ("a.rb", "ENV['|']", Some("")),
        ("a.rb", "# ENV['|']", None),
        // Quotes and brackets that are yet to be closed.
        ("a.ts", "const a = process.env[\"|\nconst b = 'c'", Some("")),
        ("a.ts", "f(process.env['AP|I)", Some("API")),
        ("a.ts", "f(process.env['AP|I'", Some("API")),
        ("a.ts", "f(process.env[`|], x)", Some("")),
        ("a.tsx", "<a b={import.meta.env[\"|}>it's</a>", Some("")),
        ("a.ts", "Deno.env.get('|", Some("")),
        ("a.py", "import os\na = os.getenv('|\nb = 'c'", Some("")),
        ("a.py", "import os\na = os.environ[\"A|\nb = 1", Some("A")),
        ("a.py", "import os\na = os.environ.get('|)", Some("")),
        ("a.py", "import os\na = os.environ[\"|\"\nb = 1", Some("")),
        ("a.go", "\ta := os.Getenv(\"|\n\tb()", Some("")),
        ("a.go", "\ta := os.Getenv(\"|)\n", Some("")),
        ("a.rs", "let a = env::var(\"|;\nlet b = \"c\";", Some("")),
        ("a.rs", "let a = env::var(\"A|PI\nlet b = 1;", Some("API")),
        ("a.rb", "a = ENV[\"|\nb = 'c'", Some("")),
        ("a.rb", "a = ENV.fetch('A|\n", Some("A")),
        ("a.ts", "other[\"|", None),
        ("a.ts", "'process.env[\"|'", None),
        ("a.ts", "process.env[\"A\" + \"|\"]", None),
    ] {
        let at = text.find('|').unwrap();
        let text = text.replace('|', "");
        let found = slot(Language::of_path(file).unwrap(), &text, at);
        assert_eq!(found.map(|it| &text[it.range]), expected, "{file}: {text}");
    }
    assert_eq!(slot(Language::TypeScript, "ä", 1), None);
}

#[test]
fn work_is_bounded_whatever_closes_and_however_many_names_there_are() {
    let start = std::time::Instant::now();
    for (language, piece) in [
        (Language::Python, "class A(BaseSettings):\n x:\n"),
        (Language::Python, "os.environ.update(f(os.environ["),
        (Language::Python, "env={**os.environ, 'A': os.environ | {"),
        (Language::Python, "import os as № # environ\n"),
        (Language::Python, "from os import environ as №\n"),
        (Language::Python, "class №(BaseSettings):\n"),
        (Language::Python, "from pydantic import BaseSettings as №\n"),
        (Language::Python, "№ = os.getenv('№')\n"),
        (Language::Go, "import № \"os\" // env(\n"),
        (Language::Go, "func(os os os.Getenv(\"№\")"),
        (Language::Rust, "use std::env::var as №;"),
        (Language::Rust, "use std::env as №;"),
        (Language::Rust, "use {std::env::{self as №,"),
        (Language::Ruby, "f(<<№)\nENV\n"),
        (Language::Ruby, "ENV.slice('№', ["),
    ] {
        let numbers = 0..crate::MAX_FILE_BYTES / piece.len();
        let text: String = numbers.map(|number| piece.replace('№', &format!("a{number}"))).collect();
        let (whole, half) = (text.get(..crate::MAX_FILE_BYTES), text.get(..crate::MAX_FILE_BYTES / 2));
        let _ = reads(language, whole.unwrap_or(&text));
        let end = ")})]}".repeat(crate::MAX_FILE_BYTES / 10);
        let _ = reads(language, &(half.unwrap_or(&text).to_owned() + &end));
    }
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn an_index_follows_its_files() {
    let of = |text: &str| reads(Language::TypeScript, text);
    let mut index = Index::new([
        ("web/a.ts", of("process.env.A")),
        ("web/b.ts", of("")),
        ("webx/c.ts", of("process.env.C")),
    ]);
    let names =
        |index: &Index| index.all().map(|(path, read)| format!("{path} {}", read.name)).collect::<Vec<_>>();
    assert_eq!(names(&index), ["web/a.ts A", "webx/c.ts C"]);
    index.set(&"web/b.ts".into(), of("process.env.B"));
    assert_eq!(names(&index), ["web/a.ts A", "web/b.ts B", "webx/c.ts C"]);
    index.set(&"web/a.ts".into(), Vec::new());
    index.set(&"web/b.ts".into(), of("process.env.NEW"));
    assert_eq!(names(&index), ["web/b.ts NEW", "webx/c.ts C"]);
    assert!(!index.is_empty() && Index::default().is_empty());
}

#[test]
fn work_is_bounded() {
    assert_eq!(reads(Language::Tsx, &"process.env.A;".repeat(90_000)), []);
    assert_eq!(reads(Language::Tsx, &"process.env.A;".repeat(20_000)).len(), crate::MAX_READS);
    let before = std::time::Instant::now();
    for (language, piece) in [
        (Language::Tsx, "= <T>(process.env."),
        (Language::Tsx, "} = process.env "),
        (Language::Tsx, "<a b=\"process.env' "),
        (Language::Tsx, "<a b=<c>process.env</d>"),
        (Language::Tsx, "<a<process.env"),
        (Language::Tsx, "=<a b='process.env\n"),
        (Language::Tsx, "`${process.env"),
        (Language::Tsx, "/[process.env"),
        (Language::Tsx, "(/[process.env"),
        (Language::Python, "class A(BaseSettings, \n"),
        (Language::Python, "class A(BaseSettings):\n x:\n"),
        (Language::Python, "f'{BaseSettings"),
        (Language::Ruby, "ENV <<~A\n"),
        (Language::Ruby, "%w[#{ENV "),
        (Language::Rust, "/*env r#\""),
        (Language::Vue, "<script process.env<!--"),
        (Language::Svelte, "{import.meta.env.A\n"),
        (Language::Svelte, "<a b=\"{import.meta.env.A\" "),
        (Language::Vue, "<a :b='import.meta.env.A {{"),
        (Language::Astro, "{<a b={import.meta.env.A}>"),
        (Language::Astro, "<style import.meta.env.A "),
        (Language::TypeScript, "(process,process.env.A"),
        (Language::TypeScript, "try{process.env.A;{process=>"),
        (Language::TypeScript, "a=process.env.A;f(f(f(a.a.a"),
        (Language::Python, "def f(os def os.environ['A'] "),
        (Language::TypeScript, "return{process.env.A;(config("),
        (Language::TypeScript, "process.env={...process.env.A,x:f(y=>{throw "),
        (Language::TypeScript, "Object.assign(process.env,process.env,{A:"),
        (Language::TypeScript, "namespace NodeJS{interface ProcessEnv{A:"),
        (Language::Python, "def f():\n if os.environ['A']: return\n"),
        (Language::Python, "os.environ.update(f(os.environ["),
        (Language::Python, "os=\ntry:\n os.environ['A']\n"),
        (Language::Go, "func(os os os.Getenv(\"A\")"),
        (Language::TypeScript, "process=>process.env=>"),
        (Language::TypeScript, "process,import process.env,"),
        (Language::TypeScript, "fetch=>process.env;fetch,import fetch "),
        (Language::TypeScript, "{[process,process.env.A,"),
        (Language::TypeScript, "(const process=1;process.env.A,"),
        (Language::TypeScript, "process.env[}"),
        (Language::TypeScript, "process.env)${"),
        (Language::TypeScript, "import process.env "),
        (Language::TypeScript, "import{process,env,"),
        (Language::Go, "os.ExpandEnv(`$A${"),
        (Language::Python, "import os.environ,"),
        (Language::Vue, "<a v-pre :b='import.meta.env.A'>"),
        (Language::Vue, "<a v-pre><a \""),
        (Language::Astro, "<a is:raw>{import.meta.env.A}"),
        (Language::Vue, "<template lang='pug'>{{ import.meta.env.A"),
    ] {
        let text = piece.repeat(crate::MAX_FILE_BYTES / piece.len());
        let _ = reads(language, &text);
    }
    let text = "import ky ".repeat(100_000) + "ky('/a')";
    assert_eq!(request(Language::TypeScript, &text, text.len() - 3), None);
    // Without a bound, one of them alone takes minutes.
    assert!(before.elapsed().as_secs() < 30, "{:?}", before.elapsed());
}

#[test]
fn work_is_bounded_with_many_names_and_deep_nests() {
    let before = std::time::Instant::now();
    for (language, piece) in [
        (Language::TypeScript, "import № from\"process\";№.env"),
        (Language::TypeScript, "import{env as №}from\"process\";№.A;"),
        (Language::TypeScript, "const{env:№}=require(\"process\");№.A,"),
        (Language::TypeScript, "const №=require(\"process\");№.env.A;"),
        (Language::TypeScript, "const №=process.env.№;fetch(№);"),
        (Language::TypeScript, "const{env:№}=process;№.A;"),
        (Language::TypeScript, "import № from\"process\";const{env}=№;"),
    ] {
        let numbers = 0..crate::MAX_FILE_BYTES / piece.len();
        let text: String = numbers.map(|number| piece.replace('№', &format!("a{number}"))).collect();
        let _ = reads(language, text.get(..crate::MAX_FILE_BYTES).unwrap_or(&text));
    }
    // With as many ends as there are starts.
    for (start, end) in [
        ("({A,", "}=process.env)"),
        ("({env:", "}=process)"),
        ("const{env,a:{", "}}=require(\"process\");"),
        ("process.env={A,", "}"),
        ("process.env={...a,", "}"),
        ("({env:({", "})=process})"),
        ("{const{env}=process;env.A;", "}"),
        ("(process as a).env.A;((", "))"),
        ("interface ProcessEnv{A:string;", "}"),
    ] {
        let count = crate::MAX_FILE_BYTES / (start.len() + end.len());
        let _ = reads(Language::TypeScript, &(start.repeat(count) + &end.repeat(count)));
    }
    assert!(before.elapsed().as_secs() < 30, "{:?}", before.elapsed());
}

/// Pieces that change what the lexers are in.
const PIECES: [&str; 57] = [
    "const { env } = process",
    "import { env } from 'process'",
    "(globalThis as any)",
    ".process",
    "process.env.A",
    "process",
    ".env",
    "import.meta.env",
    "Deno.env.get(",
    "const {",
    "} = ",
    "os.environ[",
    "os.getenv(",
    "class S(BaseSettings):",
    "ENV[",
    "ENV.fetch",
    "env::var(",
    "os.Getenv(",
    "\"",
    "'",
    "`",
    "${",
    "#{",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "/",
    "//",
    "/*",
    "*/",
    "<",
    "</",
    ">",
    "\\",
    "\n",
    " ",
    "ä",
    "=begin",
    "<<~A",
    "f'",
    "\"\"\"",
    "fetch('/a')",
    "<a href=\"/b\">",
    " :c=\"",
    "{{",
    "process['env']",
    " || {})",
    "import { A, B as b } from '$env/static/private'",
    "getSecret('A') 'astro:env/server'",
    "os.ExpandEnv(\"$A${",
    "env!(",
    " v-pre>",
    " is:raw>",
    "<template lang='pug'>",
];

const ALL: [Language; 9] = [
    Language::TypeScript,
    Language::Tsx,
    Language::Vue,
    Language::Svelte,
    Language::Astro,
    Language::Python,
    Language::Go,
    Language::Rust,
    Language::Ruby,
];

proptest! {
    #[test]
    fn any_text_has_reads_within_it(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60), any in "\\PC{0,20}") {
        let text = format!("process env environ getenv Getenv ENV <script>{any}{}", pieces.concat());
        for language in ALL {
            for read in reads(language, &text) {
                let written = text.get(read.range.start as usize..read.range.end as usize);
                prop_assert!(written.is_some(), "{language:?} {read:?}");
                prop_assert!(!read.is_verbatim() || written == Some(&*read.name), "{language:?} {read:?}");
            }
            for found in (0..=text.len()).filter_map(|offset| request(language, &text, offset)) {
                prop_assert_eq!(text.get(found.range), Some(&*found.url));
            }
        }
    }

    #[test]
    fn what_comes_before_a_read_in_a_finished_statement_does_not_hide_it(
        before in prop::sample::select(vec!["x = a / b / c;", "f(/'/g);", "y = `'${z}'`;", "// '", "/* ` */", "if (a) /`/.test(b);", "o = { 'a': \"`\" };"]),
        count in 1_usize..5,
    ) {
        let text = format!("{}\nprocess.env.LAST", format!("{before}\n").repeat(count));
        for language in [Language::TypeScript, Language::Tsx] {
            prop_assert_eq!(reads(language, &text).len(), 1);
        }
    }
}

#[test]
fn columns_do_not_count_a_byte_order_mark() {
    for (file, text) in [
        ("a.ts", "\u{FEFF}process.env.A; process.env.B"),
        ("a.py", "\u{FEFF}import os; os.getenv('A'); os.getenv('B')"),
    ] {
        let found = reads(Language::of_path(file).unwrap(), text);
        let at: Vec<_> = found
            .iter()
            .map(|it| (&text[it.range.start as usize..it.range.end as usize], it.start))
            .collect();
        let plain = reads(Language::of_path(file).unwrap(), &text[3..]);
        assert_eq!(at.len(), 2);
        assert_eq!(at, plain.iter().map(|it| (&*it.name, it.start)).collect::<Vec<_>>(), "{file}");
    }
}
