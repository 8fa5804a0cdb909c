//! What is a read in each language, and what isn't.

use proptest::prelude::*;

use crate::{Index, Language, Origin, Read, ReadKind, Sender, reads, reads_in_bytes, request, slot};

/// The reads of a text, each as `NAME` with a mark for its kind, in the order of the text.
fn names(file: &str, text: &str) -> String {
    let found = reads(Language::of_path(file).unwrap(), text);
    let mut shown = Vec::new();
    for Read { name, range, start, kind, is_write, .. } in &found {
        let (from, to) = (range.start as usize, range.end as usize);
        let written = &text[from..to];
        assert_eq!(start.line as usize, text[..from].matches('\n').count(), "{text}");
        assert_eq!(start.bytes as usize, from - text[..from].rfind('\n').map_or(0, |at| at + 1), "{text}");
        shown.push(match kind {
            ReadKind::Type => format!(":{name}"),
            _ if *is_write => format!("={name}"),
            ReadKind::Field => format!("{name}~{written}"),
            _ if written != &**name => format!("{name} is not {written}"),
            ReadKind::Member => name.to_string(),
            ReadKind::String => format!("\"{name}\""),
            ReadKind::Shorthand => format!("{{{name}}}"),
        });
    }
    shown.join(" ")
}

fn check(file: &str, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(names(file, text), *expected, "{file}: {text}");
    }
}

/// What holds in every file with JavaScript.
const JAVASCRIPT: &[(&str, &str)] = &[
    ("const a = process.env.API_URL;", "API_URL"),
    ("process . env\n  . API_URL", "API_URL"),
    ("process.env?.A ?? process?.env.B ?? process.env!.C", "A B C"),
    (
        "f(process.env['A'], process.env[\"B\"], process.env[`C`], process.env?.['D'])",
        "\"A\" \"B\" \"C\" \"D\"",
    ),
    ("globalThis.process.env.A; global.process.env.B", "A B"),
    ("import.meta.env.VITE_A; import.meta.env['VITE_B']", "VITE_A \"VITE_B\""),
    ("import.meta.env.MODE; import.meta.env.DEV; import.meta.env.BASE_URL", ""),
    ("Bun.env.A; Bun.env['B']; Deno.env.get('C')", "A \"B\" \"C\""),
    ("const { A, B: b, C = 1, 'D': d, E: { f } = {}, ...rest } = process.env;", "{A} B {C} \"D\" E"),
    ("const { ['A']: a, [`B`]: b, [c]: d } = process.env", "\"A\" \"B\""),
    ("const { env: { A, B: b, ...c }, argv } = process; const { env } = process", "{A} B"),
    ("const { env: { A } } = other; const { x: { env: { B } } } = process", ""),
    ("const {\n  A, // one\n  B = f({ x: 1, y }),\n  C,\n} = import.meta.env", "{A} {B} {C}"),
    ("({ A: this.a } = Bun.env)", "A"),
    ("function f({ A } = process.env) {}", "{A}"),
    // A computed name is no name.
    ("Deno.env.get('A' + b); Deno.env.get('B', c)", "\"B\""),
    ("process.env[name]; process.env[`A_${b}`]; process.env['A' + b]; const { [a]: b } = process.env", ""),
    // Writing is no reading; with a default it is both.
    ("process.env.A = '1'; delete process.env.B; process.env['C'] = x", "=A =B =C"),
    ("process.env.A ??= '1'; if (process.env.B == 1 || process.env.C === 2) {}", "A B C"),
    // A property of something else.
    ("my.process.env.A; subprocess.env.B; process.environment.C; x.import.meta", ""),
    ("spawn('x', { env: { ...process.env, A: 1 } }); f(process.env)", "=A ="),
    // Comments and strings.
    ("// process.env.A\n/* process.env.B */ process.env.C /* ' */", "C"),
    ("'process.env.A'; \"process.env.B\"; `process.env.C`", ""),
    ("'it\\'s process.env.A'; process.env.B", "B"),
    ("`a ${process.env.A} b ${`c ${process.env['B']}`} process.env.C`", "A \"B\""),
    ("`\\${process.env.A}`; `$${process.env.B}$`", "B"),
    // Regular expressions.
    ("x = /['\"`]/; process.env.A", "A"),
    ("x.replace(/\\/[/'\"]+`/g, process.env.A)", "A"),
    ("(a & b) << 8 | b >>> 8; x = 1 <2; process.env.A", "A"),
    ("a / b / process.env.A; (a) / 2; b['x'] / process.env.B", "A B"),
    ("if (x) /'/.test(process.env.A)", "A"),
    ("return /process.env.A/", ""),
    ("const f = () => { return 1 }\n/'/.test(process.env.A)", "A"),
    // Half typed.
    ("const a = process.env.\nconst b = process.env.B", "const B"),
    ("f(process.env.A, { x: [process.env.B\n}\nfunction g() { process.env.C }", "A B C"),
    ("const a = 'not closed\nprocess.env.A", "A"),
    ("const { A, B } = process.env\nconst { C, ", "{A} {B}"),
    ("const { A = process.env", "="),
    ("} } ) ] process.env.A", "A"),
    ("process.env.", ""),
    ("process.env['", ""),
    ("#!/usr/bin/env node it's\nprocess.env.A", "A"),
    ("class A { #x = process.env.A; @d() y = process.env.B }", "A B"),
    ("const ä = 'ö'; process.env.A", "A"),
];

#[test]
fn javascript_and_typescript() {
    for file in ["a.ts", "a.mts", "a.cjs", "b/c.js", "a.jsx", "x.tsx"] {
        check(file, JAVASCRIPT);
    }
}

#[test]
fn typescript_without_tags() {
    check(
        "a.ts",
        &[
            ("const a = <string>process.env.A; const b = <T>(x: T) => process.env.B", "A B"),
            ("const a: string = process.env.A!; (process.env.B as string).length", "A B"),
            ("const { A, B: b }: T = process.env; const { C }: { C?: string } = process.env", "{A} B {C}"),
            ("const { A }: T = other; const x: T = process.env; const { B }: T; process.env", "="),
            (
                "(process.env as any).A; f((process.env as Record<string, string>)['B']); (<any>process.env).C",
                "A \"B\" C",
            ),
            ("const { A } = (process.env as any); return (process.env).B", "{A} B"),
            (
                "f(process.env as any).A; f(process.env).B; x[0](process.env).C; (process.env as any).D = 1",
                "= = = =D",
            ),
        ],
    );
}

#[test]
fn types_of_environments() {
    check(
        "env.d.ts",
        &[
            ("declare global { namespace NodeJS { interface ProcessEnv { A: string } } }", ":A"),
            (
                "declare namespace NodeJS {\n  interface ProcessEnv extends X {\n    readonly A?: 'a' | 'b'\n    // C\n    \"B\": { c: string }\n    D: string, E: F extends 'g' ? H : I\n    J?: K\n      | L\n  }\n}",
                ":A :B :D :E :J",
            ),
            (
                "interface ImportMetaEnv {\n  readonly VITE_A: string;\n  readonly VITE_B: string;\n}",
                ":VITE_A :VITE_B",
            ),
            ("interface ProcessEnv { A: string; process }; interface Env { B: string } process.env.C", "C"),
            ("namespace NodeJS { interface ProcessEnv<T extends { A: string }> { B: string } }", ""),
        ],
    );
    // They give it no value.
    let declared = "declare global { namespace NodeJS { interface ProcessEnv { A: string } } }\nfetch(process.env.A + '/a')";
    assert!(is_needed("a.ts", declared));
}

/// Where the code reads each variable from.
fn origins(file: &str, text: &str) -> Vec<Origin> {
    reads(Language::of_path(file).unwrap(), text).iter().map(|it| it.origin).collect()
}

#[test]
fn modules_for_browsers() {
    let origin = |text: &str| origins("a.tsx", text).first().copied();
    for text in [
        "\"use client\"\nprocess.env.A",
        "// a\n'use strict'; 'use client';\nprocess.env.A",
        "'use client'; window.x; document.title; process.env.A",
    ] {
        assert_eq!(origin(text), Some(Origin::BrowserModule), "{text}");
    }
    for text in [
        "process.env.A; 'use client'",
        "f('use client'); process.env.A",
        "'use client'; if (typeof window === 'undefined') process.env.A",
        "'use client'; const isServer = x; process.env.A",
        "'use client'; 'window' in globalThis; process.env.A",
        "'use client'; async function f() { 'use server'; process.env.A }",
        "'use client'; globalThis.window ?? process.env.A",
        "'use client'; if (process.env.NEXT_RUNTIME) process.env.A",
    ] {
        assert_eq!(origin(text), Some(Origin::Process), "{text}");
    }
    assert_eq!(origin("'use client'; import.meta.env.A"), Some(Origin::ImportMeta));
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
fn scripts_that_fail_without_a_variable() {
    for text in [
        "fetch(process.env.A + '/a')",
        "await fetch(`${process.env.A}/users/${id}`, { method })",
        "const url = `${process.env.A!}/users`; fetch(url)",
        "return <a href={`${process.env.A}/login`}>it's</a>",
        "new URL('/a', process.env.A)",
        "const url = new URL(process.env.A as string)",
        "axios.get(process.env.A); new WebSocket((process.env.A))",
        "process.env.A.replace(/a/, 'b')",
        "const a = process.env.A!.split(',')",
        "const { A } = process.env; export const get = () => fetch(`${A}/x`)",
        "const { A: base } = process.env\nfetch(base + '/x')",
        "export const url = process.env.A;\nexport async function get() { return await fetch(`${url}/x`) }",
        "const url: string = process.env.A as string\nfor (const id of ids) { fetch(`${url}/${id}`) }",
        "const a = Deno.env.get('A'); fetch(`${a}/x`)",
        "fetch((process.env.A ?? 'http://localhost:8000') + '/a')",
        "const url = process.env.A || \"http://backend:8000\"; fetch(`${url}/x`)",
        "const { A = 'http://127.0.0.1:8000' } = process.env; fetch(`${A}/x`)",
        // What is asked of something else.
        "const url = process.env.A; fetch(`${url}/x`); b ?? c; if (!b) f(); request.url; process.env.B ?? 'b'",
        "const b = { url: x ? y : z }; const c = fetch(`${process.env.A}/x`)",
        "try { f() } finally { fetch(process.env.A) }",
        "const client = { baseURL: `${process.env.A}/v1`, key: process.env.B || '' }",
        "const all = await Promise.all(ids.map((id) => axios.get<A[]>(`${process.env.A}/${id}`)))",
        "useEffect(() => { fetch(`${process.env.A}/x`).then((it) => it.json()) }, [])",
        "function f() { if (b) { return 1 } throw c }\nasync function g() {\n  return (\n    <a href={`${process.env.A}/x`} />\n  )\n}",
        "list.filter((it) => { return it }); const f = (b) => { return fetch(`${process.env.A}/x`) }",
    ] {
        assert!(is_needed("a.tsx", text), "{text}");
    }
}

#[test]
fn scripts_that_may_do_without_a_variable() {
    for text in [
        "process.env.A",
        "const a = process.env.A",
        "const { A } = process.env",
        "f(process.env.A as string); f(x, process.env.A)",
        "process.env.A || 'http://localhost:8000'",
        "export const url = process.env.A ?? 'http://localhost:8000'",
        "fetch((process.env.A ?? 'https://api.example.com') + '/a')",
        "fetch((process.env.A || '') + '/a'); fetch((process.env.A || other) + '/a')",
        "fetch((process.env.B ?? process.env.A ?? 'http://localhost') + '/a')",
        "(process.env.A ?? 'http://localhost:8000').replace('a', 'b')",
        "console.log(`${process.env.A}/users`); logger.info({ url: process.env.A + '/users' })",
        "console.log(`API: ${process.env.A}`, process.env.A + '!'); f(`${process.env.A}-x`)",
        // What asks for it, wherever it is.
        "process.env.A ? fetch(`${process.env.A}/x`) : f()",
        "if (process.env.A) fetch(process.env.A)",
        "if (!process.env.A) { f() } else { fetch(process.env.A) }",
        "const a = process.env.A; if (!a) { return [] } fetch(`${a}/x`)",
        "const a = process.env.A; fetch(`${a ?? '/api'}/x`)",
        "const a = process.env.A; const b = a?.trim(); fetch(`${a}/x`)",
        "let a = process.env.A; a ||= '/api'; fetch(`${a}/x`)",
        "const { A: a = '/api' } = process.env; fetch(`${a}/x`)",
        "invariant(process.env.A); fetch(process.env.A + '/x')",
        "assertDefined(process.env.A, 'A'); new URL(process.env.A)",
        "'A' in process.env; fetch(process.env.A + '/x')",
        "process.env.A ??= '/api'; fetch(process.env.A + '/x')",
        "process.env.A = '/api'; fetch(process.env.A + '/x')",
        // Where it goes, something else may take its place.
        "const env = z.object({ A: z.string().default('/api') }).parse({ A: process.env.A }); fetch(env.A + '/x')",
        "export const env = createEnv({ server: { A: z.string().url() }, runtimeEnv: { A: process.env.A } })",
        "z.string().default('/api').parse(process.env.A)",
        "const get = (u?: string) => u ?? '/api'; fetch(get(process.env.A) + '/x')",
        "const base = [process.env.A, '/api'].filter(Boolean)[0]; fetch(`${base}/x`)",
        "const [url] = useState(process.env.A); if (url) fetch(`${url}/x`)",
        "const config = { url: process.env.A }; const { url = '/api' } = config; fetch(`${url}/x`)",
        "this.url = process.env.A; fetch(`${this.url}/x`)",
        "function f(a = process.env.A) { fetch(`${a}/x`) } function g({ A } = process.env) { fetch(`${A}/x`) }",
        "let url = process.env.A; if (mock) url = '/mock'; fetch(`${url}/x`)",
        // Only under a condition, or with its failure handled.
        "x && fetch(`${process.env.A}/x`)",
        "const url = x ? `${process.env.A}/x` : '/x'",
        "const url = x ? '/x' : `${process.env.A}/x`",
        "f({ url: x ? y : `${process.env.A}/x`, ...(z && { b: `${process.env.A}/x` }) })",
        "if (x) { fetch(`${process.env.A}/x`) }",
        "if (x) fetch(`${process.env.A}/x`); else f()",
        "if (x) { f() } else { list.map(() => { return fetch(`${process.env.A}/x`) }) }",
        "switch (x) { case 1: fetch(`${process.env.A}/x`) }",
        "try { await fetch(`${process.env.A}/x`) } catch { return [] }",
        "const a = process.env.A; try { f(() => { new URL(a) }) } catch (error) { log(error) }",
        "fetch(`${process.env.A}/x`).then((it) => it.json()).catch(() => [])",
        "Promise.allSettled([fetch(`${process.env.A}/x`)])",
        "fetch(`${process.env.A}/x`).then((it) => it.json(), () => [])",
        "const f = () => fetch(`${process.env.A}/x`); const g = async () => { try { return await f() } catch { return [] } }",
        // Only if the code before it goes on.
        "if (!user) { return } fetch(`${process.env.A}/x`)",
        "async function f() {\n  if (!b) return []\n  return fetch(`${process.env.A}/x`)\n}",
        "async function f() {\n  if (!b) return\n  await fetch(`${process.env.A}/x`)\n}",
        "async function f() { if (!isConfigured()) throw new Error('b'); const g = () => { return fetch(`${process.env.A}/x`) } }",
        "for (const b of list) { if (!b) continue; fetch(`${process.env.A}/x`) }",
        "if (!b) process.exit(1)\nfetch(`${process.env.A}/x`)",
        "async function f() { const b = await g(); if (!b) notFound(); return fetch(`${process.env.A}/x`) }",
        "assertEnv('A'); export const f = () => fetch(`${process.env.A}/x`)",
        // What it is given to may handle its failure.
        "const [e, b] = await to(fetch(`${process.env.A}/x`))",
        "await retry(() => fetch(`${process.env.A}/x`)); await withFallback(() => fetch(`${process.env.A}/x`), [])",
        "export const f = () => tryCatch(async () => (await fetch(`${process.env.A}/x`)).json())",
        "const client = createClient({ baseURL: `${process.env.A}/v1` })",
        // The code runs in more than one place.
        "export const getServerSideProps = async () => ({ props: await fetch(`${process.env.A}/x`) })",
        "export async function generateStaticParams() { return (await fetch(`${process.env.A}/x`)).json() }",
        "if (process.env.NODE_ENV !== 'production') return '/api'; return fetch(`${process.env.A}/x`)",
        "if (import.meta.env.SSR) f(); fetch(`${process.env.A}/x`)",
        "if (isProduction) return []; fetch(`${process.env.A}/x`)",
    ] {
        assert!(!is_needed("a.tsx", text), "{text}");
    }
}

#[test]
fn python_that_fails_without_a_variable() {
    for text in [
        "url = os.environ['A']",
        "class C:\n  def f(self):\n    self.url = os.environ['A']",
        "client = Client(\n  base_url=os.environ['A'],\n)",
        "requests.get(os.environ['A'])",
        "requests.get(os.getenv('A'), timeout=1)",
        "requests.get(os.getenv('A') + '/a')",
        "url = f\"{os.getenv('A')}/users\"",
        "url = os.environ.get('A').rstrip('/')",
        "url: str = os.getenv('A', None)\nasync def f():\n  return httpx.post(f'{url}/x', json=y)",
        "url = os.getenv('A', 'http://localhost:3000')\nrequests.get(f'{url}/x')",
        "url = (os.getenv('A') or 'http://web:3000')\nrequests.get(url + '/x')",
        "a = os.environ['A']\nif b: pass",
        "with open(x) as f:\n  a = os.environ['A']",
        "def f():\n  return (\n    os.environ['A']\n  )",
        "def f():\n  if b:\n    return 1\n  raise c\n\ndef g():\n  return os.environ['A']",
        "try:\n  import b\nexcept ImportError:\n  pass\nurl = os.environ['A']",
    ] {
        assert!(is_needed("a.py", &format!("import os\n{text}")), "{text}");
    }
}

#[test]
fn python_that_may_do_without_a_variable() {
    for text in [
        "os.getenv('A')",
        "url = os.getenv('A')",
        "f(os.getenv('A'))",
        "print(f\"{os.getenv('A')}/users\"); logging.info('x', {'url': os.getenv('A') + '/users'})",
        "requests.get(os.getenv('A', '') + '/x')",
        "requests.get(os.getenv('A', b) + '/x')",
        "requests.get(os.getenv('A') or b)",
        "url = os.getenv('A', 'http://localhost:3000').rstrip('/')",
        "url = os.environ['A'] if b else c",
        "url = b or os.environ['A']",
        "if 'A' in os.environ:\n  url = os.environ['A']",
        "'A' in os.environ\nurl = os.environ['A']",
        "if b:\n  url = os.environ['A']",
        "if b: url = os.environ['A']",
        "if b:\n  pass\nelse:\n  def f():\n    return os.environ['A']",
        "match b:\n  case 1:\n    url = os.environ['A']",
        "match os.getenv('A'):\n  case None: pass\nurl = os.environ['A']",
        "url = os.getenv('A')\nif not url:\n  url = '/api'\nrequests.get(f'{url}/x')",
        "if a := os.getenv('A'):\n  f(a)",
        "url = next((u for u in [os.getenv('A'), '/api'] if u), None)",
        "urls = list(filter(None, [os.getenv('A'), '/api']))",
        "urls = [u for u in (os.getenv('A'), '/api') if u]",
        "url = {'a': os.getenv('A')}.get('a') or '/api'",
        "url = next(iter([os.getenv('A')]) or ['/api'])",
        "try:\n  url = os.environ['A']\nexcept KeyError:\n  url = 'b'",
        "with contextlib.suppress(KeyError):\n  url = os.environ['A']",
        "with (\n  suppress(KeyError),\n):\n  url = os.environ['A']",
        "f = lambda: os.environ['A']",
        "os.environ.setdefault('A', 'b')\nf(os.environ['A'])",
        "os.environ['A'] = 'b'\nf(os.environ['A'])",
        "os.environ.pop('A', None)",
        "def f():\n  if local():\n    return 'b'\n  return os.environ['A']",
        "def f():\n  for b in c:\n    if not b: continue\n    requests.get(b)\n  return requests.get(os.getenv('A'))",
        "async def f():\n  if not b:\n    raise X\n  def g():\n    return os.environ['A']",
        "if not b:\n  sys.exit(1)\nurl = os.environ['A']",
        "assert is_configured()\nurl = os.environ['A']",
        "def f():\n  return os.environ['A']\n\ndef g():\n  try:\n    return f()\n  except KeyError:\n    return None",
        "if os.environ.get('VERCEL'):\n  url = '/api'\nelse:\n  url = os.environ['A']",
        "if os.environ.get('VERCEL'):\n  exit()\nurl = os.environ['A']",
        "class S(BaseSettings):\n  a: str",
    ] {
        assert!(!is_needed("a.py", &format!("import os\n{text}")), "{text}");
    }
}

#[test]
fn a_name_of_the_file_is_not_the_environment() {
    check(
        "a.ts",
        &[
            ("function f(process: P) { return process.env.A } process.env.B", "B"),
            ("const f = ({ process }) => process.env.A; process.env.B", "B"),
            ("const f = process => { process.env.A }; process.env.B", "B"),
            ("f(async (x, process = y): Promise<Z> => { process.env.A }, process.env.B)", "B"),
            ("import { process } from './p'; process.env.A", ""),
            ("import process from './p'; process.env.A; globalThis.process.env.B", "B"),
            ("import process from 'node:process'; import * as p from 'p'; process.env.A", "A"),
            ("const process = require('process'); process.env.A", "A"),
            ("{ const process = f(); process.env.A } process.env.B", "B"),
            ("for (const { process } of list) { process.env.A }", "A"),
            ("class A { run({ process }) { process.env.A } stop() { process.env.B } }", "B"),
            ("declare const process: { env: Record<string, string> }; process.env.A", "A"),
            (
                "if (process) { process.env.A } f(process, process.env.B); ({ process: process.env.C })",
                "A B C",
            ),
            ("type A = typeof process.env.A; let b: typeof process.env.B; c as typeof process.env.C", ""),
            (
                "let a: X | typeof process.env.A; f<typeof process.env.B>(); x.y<keyof typeof process.env.C>()",
                "",
            ),
            ("typeof process.env.A === 'string' || typeof process.env.B; f(typeof process.env.C)", "A B C"),
            ("type E = (typeof process.env)['A']; type F = typeof process.env['B']", ""),
        ],
    );
    check(
        "a.py",
        &[
            ("import os\ndef f(os):\n  os.getenv('A')\n\nos.getenv('B')", "\"B\""),
            ("def f(\n  x,\n  os=y,\n) -> str:\n  return os.environ['A']\nos.environ['B']", "\"B\""),
            ("from mine import os\nos.getenv('A')", ""),
            ("import mine as os\nos.getenv('A')", ""),
            ("import os.path\nimport os as os\nos.getenv('A')", "\"A\""),
            ("import os\ndef f():\n  os = g()\n  os.getenv('A')\nf(os=os.getenv('B'))", "\"B\""),
        ],
    );
    check(
        "a.go",
        &[
            ("import sys \"os\"\nfunc f() { sys.Getenv(\"A\") }", "\"A\""),
            ("import (\n\"fmt\"\n\"x/os\"\n)\nfunc f() { os.Getenv(\"A\") }", ""),
            (
                "import \"os\"\nfunc f(os, arch T) { os.Getenv(\"A\") }\nfunc g() { os.Getenv(\"B\") }",
                "\"B\"",
            ),
            ("func f() { os := g(); os.Getenv(\"A\") }\nfunc g() { f(os.Getenv(\"B\"), os.Args) }", "\"B\""),
        ],
    );
    check("a.rs", &[("use crate::env; env::var(\"A\"); std::env::var(\"B\")", "\"B\"")]);
    check("a.rb", &[("module A\n  ENV = load\n  ENV['A']\nend", "")]);
}

#[test]
fn assignments_are_found_beside_reads() {
    check(
        "a.ts",
        &[
            ("vi.stubEnv('A', 'b'); vi.stubEnv('B' + c, 'd'); stubEnv('E'); my.stubEnv('F', 'g')", "=A"),
            ("Deno.env.set('A', b); Deno.env.delete('C'); Deno.env.has('D')", "=A =C"),
            (
                "process.env = { ...process.env, A: '1', 'B': f({ c: 1 }), D, ['E']: 2, [f]: 3 }",
                "=A =B =D =E",
            ),
            ("Object.assign(process.env, { A: '1', B }); Object.assign(x, process.env, { C: 1 })", "=A =B ="),
            ("process.env = Object.assign({}, process.env, { A: '1' }, { B: f({ c: 1 }) })", "=A =B"),
            (
                "process.env = Object.assign({}, old, { A: '1' }); Object.assign(process.env, x, { B: 1 })",
                "= =A = =B",
            ),
            ("spawn('x', { env: Object.assign({}, process.env, x, { A: '1' }) })", "=A"),
            ("jest.replaceProperty(process, 'env', { ...process.env, A: '1' })", "=A"),
            (
                "jest.replaceProperty(process, 'env', { ...old, A: '1' }); jest.replaceProperty(process, 'argv', { B: 1 })",
                "= =A",
            ),
            (
                "jest.replaceProperty(process.env, 'A', '1'); jest.spyOn(process, 'env', 'get').mockReturnValue({ ...process.env, B: 1 })",
                "=A =B",
            ),
            (
                "Reflect.deleteProperty(process.env, \"A\"); Object.defineProperty(process.env, 'B', { value: 1 })",
                "=A =B",
            ),
            ("Reflect.deleteProperty(process.env, name); f(process.env, 'B')", "= ="),
            ("Reflect.has(process.env, 'A'); Object.hasOwn(process.env, 'B')", "\"A\" \"B\""),
            (
                "spawn('x', { env: { ...process.env, A: '1' }, B: 2 }); const c = { ...process.env, D: 1 }",
                "=A",
            ),
            ("const process = f(); process.env.A = 1; process.env = { B: 1 }; process.env[b] = c", ""),
        ],
    );
    // Of variables that the code doesn't name.
    for text in [
        "process.env[k] = v",
        "process.env[`${n}_URL`] ??= 'x'",
        "Object.assign(process.env, x)",
        "Object.assign(process.env, { ...x })",
        "process.env = x",
        "dotenv.populate(process.env, parsed)",
        "const env = process.env",
        "import { config } from 'dotenv'; config({ path: '../x' })",
        "require('dotenv').config({ path: '../x' })",
    ] {
        check("a.ts", &[(text, "=")]);
    }
    check(
        "a.ts",
        &[
            ("import 'dotenv/config'; process.env[k]; spawn(x, { env: { ...process.env, ...y } })", ""),
            ("require('dotenv').config(); typeof process.env; 'a' in process.env", "\"a\""),
        ],
    );
    for text in [
        "os.environ |= x",
        "os.environ[k] = v",
        "os.environ.update(x)",
        "f(os.environ)",
        "env = os.environ",
        "load_dotenv('../x')",
    ] {
        check("a.py", &[(&format!("import os\n{text}"), "=")]);
    }
    check(
        "a.py",
        &[("import os\nload_dotenv(); os.environ[k]; dict(os.environ); for k in os.environ: pass", "")],
    );
    for (text, expected) in [
        (
            "def f(monkeypatch):\n  monkeypatch.setenv('A', 'b')\n  monkeypatch.delenv(\"C\", raising=False)",
            "=A =C",
        ),
        ("with mock.patch.dict(os.environ, {'A': '1', 'B': f('c', d=1)}, clear=True): pass", "=A =B"),
        (
            "@patch.dict('os.environ', {\"A\": '1'})\n@patch.dict(\"os.environ\", B='2')\ndef f(): pass",
            "=A =B",
        ),
        ("@patch.dict(os.environ, A='1')\ndef f(): pass\npatch.dict(other, {'B': 1})", "=A"),
        ("os.environ.update({'A': 'b'}); os.environ.update(C='d', **e)", "=A = =C"),
        ("os.putenv('A', 'b'); os.unsetenv('C'); os.environ[d]", "=A =C"),
        ("os.environ |= {'A': '1', b: 2}\nx = os.environ | {'C': 1}", "=A"),
        ("monkeypatch.setitem(os.environ, 'A', 'b'); self.mp.delitem(os.environ, 'C')", "=A =C"),
        ("cache.setenv('A', 'b'); other.setitem(b, 'C')", ""),
        ("run(x, env={**os.environ, 'A': '1'}); run(x, env=dict(os.environ, B='1'), C=2)", "=A =B"),
        ("a = {**os.environ, 'A': 1}; b = dict(os.environ, B=1); f(os.environ, C=1)", "="),
    ] {
        check("a.py", &[(&format!("import os\n{text}"), expected)]);
    }
    check(
        "a_test.go",
        &[("t.Setenv(\"A\", \"b\"); os.Unsetenv(\"C\"); t.Setenv(d, \"e\"); Setenv(\"F\", \"\")", "=A =C")],
    );
    check(
        "a.rs",
        &[(
            "unsafe { std::env::set_var(\"A\", \"b\") }; env::remove_var(\"C\"); x::set_var(\"D\", \"e\")",
            "=A =C",
        )],
    );
    check("a.rb", &[("ENV.store('A', 'b'); ENV['C'] = 'd'; x.store('E', 1); ENV[k] = v", "=A =C")]);
}

#[test]
fn tests_of_a_name_are_reads() {
    check(
        "a.ts",
        &[("if ('A' in process.env && ('B' in import.meta.env)) {}; k in process.env", "\"A\" \"B\"")],
    );
    check(
        "a.py",
        &[(
            "import os\n'A' in os.environ; \"B\" not in os.environ; os.environ.pop('C'); os.environ.setdefault('D', e)\nfor x in os.environ: pass\n'E' in os.environ.values()",
            "\"A\" \"B\" \"C\" \"D\"",
        )],
    );
    check("a.rb", &[("ENV.key?('A'); ENV.delete(\"B\"); ENV.include? 'C'", "\"A\" \"B\" \"C\"")]);
}

#[test]
fn tags() {
    for file in ["a.tsx", "a.jsx", "a.js"] {
        check(
            file,
            &[
                ("const a = <p>It's {process.env.A}</p>; process.env.B", "A B"),
                ("return <p title=\"process.env.X\" id={process.env.A}>process.env.Y `</p>", "A"),
                ("f(<a href=\"//x\">http://x {process.env.A}</a>, process.env.B)", "A B"),
                ("<><B c={<D e='/' />} />{/* process.env.X */}{`${process.env.A}`}</>; process.env.C", "A C"),
                ("x && <a.b {...process.env.A}>'</a.b>; '/'; process.env.B", "A B"),
                ("a < b; c<d>(process.env.A); '<'; if (a <b) process.env.B", "A B"),
                ("list.map((it) => <li>It's</li>)\nprocess.env.A", "A"),
                ("cond ? <a>'</a> : <b>'</b>; process.env.A", "A"),
                ("const f = () => <a\n  b='\n'\n// it's\n>'</a>\nprocess.env.A", "A"),
                // Half typed: a tag without its end.
                ("function a() { return <div>it's }\nfunction b() { return process.env.A }", "A"),
                ("<a b={process.env.A", "A"),
            ],
        );
    }
    check(
        "a.tsx",
        &[
            ("const f = <T,>(x: T) => process.env.A; const g = <T extends B>(x: T) => process.env.C", "A C"),
            ("type F = <T>(x: T) => T; // it's\nprocess.env.A", "A"),
            ("useState<string>(process.env.A); <B<string> c={process.env.D}>'</B>; process.env.E", "A D E"),
            ("const f = async <T,>() => <p>(it's)</p>; process.env.A", "A"),
        ],
    );
}

#[test]
fn scripts_in_markup() {
    let vue = "<!-- <script>process.env.X</script> -->\n<template>it's {{ y }} process.env.Y</template>\n\
               <script setup lang=\"ts\">\nconst a: string = import.meta.env.VITE_A // it's\n</script>\n\
               <SCRIPT>process.env.B</SCRIPT><scripts>process.env.Z</scripts>";
    check(
        "a.vue",
        &[(vue, "VITE_A B"), ("<script>process.env.A", "A"), ("<script", ""), ("process.env.A", "")],
    );
    check("a.svelte", &[("<script context=\">\">process.env.A</script>process.env.X", "A")]);
    check(
        "a.astro",
        &[
            (
                "---\nconst a = import.meta.env.PUBLIC_A\n---\n<p>process.env.X</p><script>process.env.B</script>",
                "PUBLIC_A B",
            ),
            ("\n---\nprocess.env.A", "A"),
            ("<p>---\nprocess.env.A\n---</p>", ""),
        ],
    );
}

#[test]
fn expressions_in_templates() {
    check(
        "a.vue",
        &[
            (
                "<template>{{ import.meta.env.VITE_A }} { import.meta.env.X } import.meta.env.Y</template>",
                "VITE_A",
            ),
            (
                "<a :href=\"`${import.meta.env.VITE_A}/x`\" @click='f(import.meta.env.VITE_B)' v-bind:c.sync=\"{ d: import.meta.env.VITE_D }\" #e=\"import.meta.env.VITE_E\">",
                "VITE_A VITE_B VITE_D VITE_E",
            ),
            (
                "<a href=\"import.meta.env.X\" title='{{ import.meta.env.Y }}' :b=import.meta.env.VITE_B v-else>",
                "VITE_B",
            ),
            (
                "<!-- {{ import.meta.env.X }} --><style>a { b: v-bind('import.meta.env.Y') }</style>{{ import.meta.env.VITE_A }}",
                "VITE_A",
            ),
            (
                "<script setup>const a = '<p>{{'; f(import.meta.env.VITE_A)</script><p>{{ a ?? import.meta.env.VITE_B }}</p>",
                "VITE_A VITE_B",
            ),
            // Half typed.
            (
                "<p>{{ import.meta.env.VITE_A\n</p><a :b=\"import.meta.env.VITE_B\n<p>{{ import.meta.env.VITE_C }}</p>",
                "VITE_A VITE_B VITE_C",
            ),
            ("<a :b=\n<script>f(import.meta.env.VITE_A)</script>{{", "VITE_A"),
            ("{{ import.meta.env. }}<a \"<b ='x' :c=\"import.meta.env.VITE_C\"", "VITE_C"),
        ],
    );
    check(
        "a.svelte",
        &[
            (
                "<p class=\"a {import.meta.env.VITE_A} b\" {...import.meta.env.VITE_B} on:c={() => f({ d: import.meta.env.VITE_D })}>it's {import.meta.env.VITE_E}</p>",
                "VITE_A VITE_B VITE_D VITE_E",
            ),
            (
                "{#if import.meta.env.VITE_A === '}'}import.meta.env.X{:else if import.meta.env.VITE_B}{/if}{@html import.meta.env.VITE_C}",
                "VITE_A VITE_B VITE_C",
            ),
            ("{import.meta.env.VITE_A\n{import.meta.env.VITE_B}", "VITE_A VITE_B"),
            ("<a b=\"{import.meta.env.VITE_A\" c={import.meta.env.VITE_C}>", "VITE_A VITE_C"),
        ],
    );
    check(
        "a.astro",
        &[
            (
                "---\nconst { b } = Astro.props; // it's {\n---\n<a href={import.meta.env.A} b=`${import.meta.env.B}` c=\"{import.meta.env.X}\">{b.map((c) => <p>it's {import.meta.env.C} import.meta.env.Y</p>)}</a><style define:vars={{ d: import.meta.env.D }}>{import.meta.env.Z}</style>",
                "A B C D",
            ),
            ("<p>{import.meta.env.A</p>\n<script>import.meta.env.B</script>", "A B"),
        ],
    );
    assert!(!is_needed("a.vue", "<a :b=\"import.meta.env.A.split('/')\">"));
}

#[test]
fn python() {
    check(
        "a.py",
        &[
            (
                "import os\na = os.environ[\"A\"]; b = os.environ.get('B', ''); c = os.getenv(\"C\", d)",
                "\"A\" \"B\" \"C\"",
            ),
            (
                "from os import environ, getenv as get\nenviron['A']; environ.get(\"B\"); get('C')",
                "\"A\" \"B\" \"C\"",
            ),
            ("from os import (\n  path,\n  getenv,\n)\ngetenv('A')", "\"A\""),
            ("import os as system\nsystem.getenv('A')", "\"A\""),
            ("from os import *\ngetenv('A'); environ['B']", "\"A\" \"B\""),
            (
                "import os\nos.getenv(key='A'); os.getenv(key='B', default='c'); os.getenv(default='D')",
                "\"A\" \"B\"",
            ),
            ("getenv('A'); environ['B']; x.os.environ['C']; my.getenv('D')", ""),
            (
                "import os\nos.environ['A'] = '1'\ndel os.environ['B']\nif os.environ['C'] == 1: pass",
                "=A =B \"C\"",
            ),
            ("import os\nos.environ[name]; os.environ[f'A_{b}']; os.getenv('A' 'B')", ""),
            (
                "# os.environ['A']\n\"\"\"os.environ['B'] it's\"\"\"\n'os.getenv(\"C\")'\nos.getenv('D')",
                "\"D\"",
            ),
            (
                "x = f\"{os.environ['A']} {{os.environ['B']}} {os.getenv('C'):>10}\"; os.getenv('D')",
                "\"A\" \"C\" \"D\"",
            ),
            ("x = f'''{\n  os.environ['A']\n} it's'''\nos.getenv('B')", "\"A\" \"B\""),
            ("x = f\"{f'{os.getenv(\"A\")}'}\" + rb'\\'; os.getenv('B')\nos.getenv('C')", "\"A\" \"C\""),
            ("r'\\'; os.getenv('A')'\nos.getenv(r'B', rb'C')", "\"B\""),
            // Half typed.
            ("def f(\n  a = os.environ['A'\n  b = os.getenv('B')", "\"B\""),
            ("a = os.environ['A\nb = os.getenv('B')", "\"B\""),
            ("x = f'{os.getenv(\nos.getenv('B')", "\"B\""),
            ("os.environ.", ""),
            ("os.environ[", ""),
        ],
    );
}

#[test]
fn settings_of_pydantic() {
    let settings = "from pydantic_settings import BaseSettings\n\
        class Settings(BaseSettings):\n    \"\"\"It's all.\"\"\"\n    model_config = SettingsConfigDict(env_prefix='APP_')\n\
        \x20   backend_url: str\n    port: int = Field(\n        default=1,\n        alias=\"PORT\",\n    )\n    _own: str\n\
        \x20   kind: ClassVar[str] = 'x'\n    other: str = Field(validation_alias=AliasChoices('A', 'B'))\n\
        \x20   @property\n    def x(self):\n        y: int = 1\n        return os.environ['A']\n\n    last: str\nafter: str = ''\n";
    check(
        "a.py",
        &[
            (settings, "APP_BACKEND_URL~backend_url \"PORT\" \"A\" \"B\" \"A\" APP_LAST~last"),
            ("class S(p.BaseSettings):\n  url: str\n  class Config:\n    env_file = '.env'\n", "URL~url"),
            (
                "class S(BaseSettings):\n  model_config = SettingsConfigDict(env_prefix=PREFIX)\n  url: str",
                "",
            ),
            ("class S(BaseModel):\n  url: str\nBaseSettings", ""),
            (
                "class S(BaseSettings, env_prefix='APP_', case_sensitive=True):\n  url: str\n  B: str",
                "APP_url~url APP_B~B",
            ),
            (
                "class S(BaseSettings):\n  url: str\n  class Config:\n    env_prefix = 'APP_'\n    case_sensitive = True",
                "APP_url~url",
            ),
            (
                "from pydantic_settings import BaseSettings as Base\nclass A(Base):\n  model_config = {}\n  a: str\nclass B(A, env_prefix=\"B_\"):\n  b: str\nclass C(Other):\n  c: str",
                "A~a B_B~b",
            ),
            ("class A(BaseSettings, env_prefix=X):\n  a: str\nclass B(A):\n  b: str", ""),
            (
                "class S(BaseSettings):\n  a: str = Field(validation_alias=AliasChoices('A', AliasPath('B', 0), \"C\"))\n  b: str = Field(alias=f())",
                "\"A\" \"C\"",
            ),
            ("class S(BaseSettings):\n  url: str = ", "URL~url"),
            ("class S(BaseSettings", ""),
            ("class S(BaseSettings):", ""),
        ],
    );
}

#[test]
fn go() {
    check(
        "main.go",
        &[
            ("a := os.Getenv(\"A\"); b, ok := os.LookupEnv(`B`)", "\"A\" \"B\""),
            (
                "// os.Getenv(\"A\")\n/* os.Getenv(\"B\") */ x := `os.Getenv(\"C\")` + \"os.Getenv(\\\"D\\\")\"",
                "",
            ),
            ("c := '\"'; os.Getenv(\"A\"); d := '\\''; os.Getenv(\"B\")", "\"A\" \"B\""),
            ("os.Getenv(name); os.Setenv(\"A\", \"1\"); x.os.Getenv(\"B\"); os.Getenv(\"C\" + x)", "=A"),
            ("f(os.Getenv(\"A\nos.Getenv(\"B\")", "\"B\""),
        ],
    );
}

#[test]
fn rust() {
    check(
        "src/main.rs",
        &[
            (
                "std::env::var(\"A\"); env::var(\"B\"); env::var_os(r#\"C\"#); ::std::env::var(\"D\")",
                "\"A\" \"B\" \"C\" \"D\"",
            ),
            ("/* /* env::var(\"A\") */ env::var(\"B\") */ // env::var(\"C\")\nenv::var(\"D\")", "\"D\""),
            ("r#\"env::var(\"A\")\"#; \"env::var(\\\"B\\\")\n\"; env::var(\"C\")", "\"C\""),
            ("'\"'; env::var(\"A\"); fn f<'a>(x: &'a str) {} '\\''; 'ä'; env::var(\"B\")", "\"A\" \"B\""),
            ("my::env::var(\"A\"); env::set_var(\"B\", \"1\"); env::var(name); x.env::var(\"C\")", "=B"),
            ("fn f( { env::var(\"A\") } env::var(\"B", "\"A\""),
        ],
    );
}

#[test]
fn ruby() {
    check(
        "config.ru",
        &[
            (
                "a = ENV[\"A\"]; b = ENV.fetch('B', 1); c = ENV.fetch \"C\"; ::ENV['D']",
                "\"A\" \"B\" \"C\" \"D\"",
            ),
            ("ENV['A'] = '1'; ENV['B'] ||= '1'; ENV['C'] == 1; My::ENV['D']; x.ENV['E']", "=A \"B\" \"C\""),
            ("# ENV['A']\n=begin\nENV['B']\n=end\nENV['C']\n__END__\nENV['D']", "\"C\""),
            ("\"a #{ENV['A']} 'b' #{\"c #{ENV[\"B\"]}\"}\" + '#{ENV[\"C\"]}'", "\"A\" \"B\""),
            ("x = <<~SQL + ENV['A']\n  it's ENV['B'] #{ENV['C']}\nSQL\nENV['D']", "\"A\" \"C\" \"D\""),
            ("x = <<-'TEXT'\n#{ENV['A']}'\n  TEXT\nENV['B']", "\"B\""),
            ("%w[it's ENV['A'] [b]]; x = %q('); y % 2; ENV['C']", "\"C\""),
            ("x =~ /'\\/#{ENV['A']}/; a / b; ENV['B'] / c; ENV['D']", "\"A\" \"B\" \"D\""),
            ("x.empty? ? ENV['A'] : 'b'; c = ?'; ENV['D']", "\"A\" \"D\""),
            ("list << ENV['A']; $' ; ENV['B']", "\"A\" \"B\""),
            ("ENV[name]; ENV[\"A_#{b}\"]; ENV.fetch(", ""),
            ("def f\n  x = { a: [ENV['A']\nend\nENV['B']", "\"A\" \"B\""),
        ],
    );
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
        ("a.ts", "process.env|", None),
        ("a.ts", "'process.env.|'", None),
        ("a.ts", "process.env.A |", None),
        ("a.py", "import os\nos.environ[\"|\"]", Some("")),
        ("a.go", "os.Getenv(\"A|\")", Some("A")),
        ("a.rs", "std::env::var(\"|\")", Some("")),
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
    let start = std::time::Instant::now();
    for (language, piece) in [
        (Language::Tsx, "= <T>(process.env."),
        (Language::Tsx, "} = process.env "),
        (Language::Tsx, "<a b=\"process.env' "),
        (Language::Tsx, "`${process.env"),
        (Language::Tsx, "/[process.env"),
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
    ] {
        let text = piece.repeat(crate::MAX_FILE_BYTES / piece.len());
        let _ = reads(language, &text);
    }
    // Without a bound, one of them alone takes minutes.
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

/// Pieces that change what the lexers are in.
const PIECES: [&str; 44] = [
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
fn a_computed_name_is_no_name() {
    check("a.go", &[(r#"os.Getenv("A" + "B"); os.LookupEnv("C" + d); os.Getenv("E")"#, "\"E\"")]);
    check("a.rs", &[(r#"env::var("A".to_owned() + "B"); env::var("C")"#, "\"C\"")]);
    check(
        "a.py",
        &[(
            "import os\nos.getenv('A' + b); os.environ.get('C' if d else 'E', 'f'); os.getenv('G' 'H'); os.getenv('I', 'j')",
            "\"I\"",
        )],
    );
    check(
        "a.rb",
        &[("ENV.fetch('A' + b); ENV.fetch 'C' + d; ENV.fetch 'E'\nENV.fetch('F') { 1 }", "\"E\" \"F\"")],
    );
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

/// The requests of a text, each as `METHOD url sender`, in the order of the text.
fn requests(file: &str, text: &str) -> String {
    let language = Language::of_path(file).unwrap();
    let mut shown: Vec<String> = Vec::new();
    for offset in 0..=text.len() {
        let Some(found) = request(language, text, offset) else { continue };
        assert_eq!(&text[found.range.clone()], &*found.url);
        assert_eq!(
            found.start.bytes as usize + text[..found.range.start].rfind('\n').map_or(0, |at| at + 1),
            found.range.start
        );
        let method = found.method.as_deref().unwrap_or("?");
        let sender = match found.sender {
            Sender::Element | Sender::Fetch => String::new(),
            sender => format!(" {sender:?}"),
        };
        let line = format!("{method} {}{sender}", found.url);
        if shown.last() != Some(&line) {
            shown.push(line);
        }
    }
    shown.join(", ")
}

fn check_requests(file: &str, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(requests(file, text), *expected, "{file}: {text}");
    }
}

#[test]
fn paths_that_scripts_request() {
    let in_scripts = [
        ("fetch('/a'); await fetch(\"/b?c=1#d\", ); window.fetch(`/e`)", "GET /a, GET /b?c=1#d, GET /e"),
        ("fetch('/a', { method: 'post', body })", "POST /a"),
        ("fetch('/a', { headers: { method: 'x' } })", "GET /a"),
        ("fetch('/a', { method }); fetch('/b', options); fetch('/c', { ...options })", "? /a, ? /b, ? /c"),
        ("fetch('/a', { body: f({ x: [1] }), 'method': \"PUT\" })", "PUT /a"),
        ("fetch<A<B>>('/a')", "GET /a"),
        // What isn't a path, and what isn't known.
        ("fetch('//a.com/b'); fetch('a'); fetch('https://a.com/b'); fetch('/a' + b); fetch('/a/../b')", ""),
        ("fetch(`/a/${b}`); fetch('/a\\'b'); fetch('/a b'); f('/a'); x.fetch('/a'); fetch(x, '/a')", ""),
        ("// fetch('/a')\n\"fetch('/b')\"; const c = '/d'", ""),
        ("import { fetch } from 'undici'; fetch('/a')", ""),
        ("const fetch = withBase('/x'); fetch('/a')", ""),
        ("export async function load({ fetch }) { fetch('/a') }", "GET /a"),
        // Half typed.
        ("fetch('/a'\nconst b = 1", ""),
        ("fetch('/a', { method: 'POST'", "? /a"),
        ("fetch('/a'", "GET /a"),
        // Clients by their own names alone.
        (
            "import axios, { type A } from 'axios'; axios.get<A[]>('/a'); axios.post('/b', c); axios('/d', { method: 'PUT' })",
            "GET /a Axios, POST /b Axios, PUT /d Axios",
        ),
        ("const axios = require('axios'); axios.delete('/a')", "DELETE /a Axios"),
        ("import axios from '@/lib/axios'; axios.get('/a')", ""),
        ("import axios from 'axios'; axios.create({ baseURL: '/x' }); axios.get('/a')", ""),
        ("import axios from 'axios'; axios.isCancel('/a'); my.axios.get('/a')", ""),
        ("import ky from 'ky'; ky('/a'); await ky.post('/b', { json: c }).json()", "GET /a Ky, POST /b Ky"),
    ];
    for file in ["a.ts", "a.tsx", "a.js"] {
        check_requests(file, &in_scripts);
    }
    check_requests("a.py", &[("fetch('/a')", "")]);
    let text = "fetch('/é/🙂?q=ü&r=%20#ä')";
    let found = request(Language::TypeScript, text, 10).unwrap();
    assert_eq!((&*found.url, &text[found.range.clone()]), ("/é/🙂?q=ü&r=%20#ä", "/é/🙂?q=ü&r=%20#ä"));
    assert_eq!(found.sent(), "/%C3%A9/%F0%9F%99%82?q=%C3%BC&r=%20");
}

#[test]
fn paths_that_tags_request() {
    check_requests(
        "a.tsx",
        &[
            ("<a className=\"x\" href=\"/a\">b</a>", "GET /a"),
            ("<p><a {...b} c={<d href='/x' />} href={'/e'}>f</a></p>", "GET /e"),
            ("<a data-href=\"/a\" xlink:href=\"/b\" title=\"/c\">/d</a>; const href = '/e'", ""),
            (
                "<a href=\"/a?b=1&amp;c=2\" /> ; <Link href=\"/d\" />; <a.b href=\"/e\" />; <my-a href=\"/f\" />",
                "",
            ),
            ("import Link from 'next/link'; <Link<A> href=\"/a\" />", "GET /a NextLink"),
            ("import L from \"next/link\";\n<L href={`/a`}>b</L>", "GET /a NextLink"),
            ("import { Link } from '@/navigation'; <Link href=\"/a\" />", ""),
            ("<a onClick={() => fetch('/a')} href={`/b/${c}`} />", "GET /a"),
        ],
    );
    let in_templates = [
        ("<a class=\"x\" href=\"/a\">b</a>", "GET /a"),
        ("<script>\nfetch('/a')\n</script>\n<p>it's</p>\n<link\n  href='/b'>", "GET /a, GET /b"),
        ("<a :href=\"/a\" data-href=\"/b\" href=\"{c}\" title=\"/d\">'/e' href=\"/f\"</a>", ""),
        ("<!-- <a href=\"/a\"> --><style>a { b: url('/c') }</style><Link href=\"/d\" />", ""),
        ("<b on:c={() => d('>')}><a e={() => f} href=\"/g\">", "GET /g"),
        ("<a title='x href=\"/a\"'>", ""),
    ];
    check_requests("a.vue", &in_templates);
    check_requests("a.svelte", &in_templates);
    check_requests("a.astro", &in_templates);
    check_requests("a.astro", &[("---\nfetch('/a')\n---\n{b && <a href=\"/c\">}", "GET /a, GET /c")]);
    check_requests("a.ts", &[("\u{FEFF}const a = 'ä';\nfetch('/a')", "GET /a")]);
}
