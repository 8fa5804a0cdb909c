//! What is a read in JavaScript and TypeScript, and what isn't.

use super::{check, is_needed};
use crate::{Language, Origin, reads};

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
    ("const { A } = globalThis.process.env; const { env: { B } } = window.process", "{A} {B}"),
    ("delete globalThis.process.env.A; global.process?.env.B; 'C' in globalThis.process.env", "=A B \"C\""),
    (
        "Object.assign(globalThis.process.env, { A: 1 }); f(global.process.env); globalThis.process.env = x",
        "=A = =",
    ),
    ("a.globalThis.process.env.A; f(globalThis).process.env.B; a.window.Bun.env.C", ""),
    ("globalThis.Bun.env.A; 'B' in global.Bun.env; globalThis.Deno?.env.get('C')", "A \"B\" \"C\""),
    ("const { process, Deno } = globalThis; process.env.A; 'B' in process?.env", "A \"B\""),
    ("const { process } = globalThis.config; process.env.A", ""),
    ("const { config: process } = globalThis; process.env.A", ""),
    ("import.meta.env.VITE_A; import.meta.env['VITE_B']", "VITE_A \"VITE_B\""),
    ("import.meta.env.MODE; import.meta.env.DEV; import.meta.env.BASE_URL", ""),
    ("Bun.env.A; Bun.env['B']; Deno.env.get('C')", "A \"B\" \"C\""),
    ("const { A, B: b, C = 1, 'D': d, E: { f } = {}, ...rest } = process.env;", "{A} B {C} \"D\" E"),
    ("const { ['A']: a, [`B`]: b, [c]: d } = process.env", "\"A\" \"B\""),
    ("const { env: { A, B: b, ...c }, argv } = process; const { env } = process", "{A} B"),
    ("const { env: { A } } = other; const { x: { env: { B } } } = process", ""),
    ("const {\n  A, // one\n  B = f({ x: 1, y }),\n  C,\n} = import.meta.env", "{A} {B} {C}"),
    ("({ A: this.a } = Bun.env)", "A"),
    ("function f({ A } = process.env) {}", "(A)"),
    ("const f = ({ A, B: b } = process.env, c) => {}; g({ 'C': c } = process.env)", "(A) (B) (C)"),
    ("class D { m(a, { env: { A } } = process) {} }", "(A)"),
    ("f(() => { const a = 1, { A } = process.env })", "{A}"),
    ("let A, B; ({ A, B } = process.env); const c = 1, { D } = process.env", "{A} {B} {D}"),
    (
        "process['env'].A; process[\"env\"]['B']; import.meta['env'].C; process?.['env'].D; globalThis.process[`env`].E",
        "A \"B\" C D E",
    ),
    (
        "process['env'].A = 1; const { B } = process['env']; 'C' in process['env']; process['x'].D",
        "=A {B} \"C\"",
    ),
    (
        "(process.env || {}).A; (process.env ?? {})['B']; (process['env'] ?? {}).C; (process.env || d).D",
        "A \"B\" C",
    ),
    (
        "const { A } = process.env || {}; const { B: b } = process.env ?? {}; let { C } = (process.env || {})",
        "{A} B {C}",
    ),
    ("f(process.env || {}).A; 'B' in (process.env ?? {}); (import.meta.env || {}).C", "= \"B\" C"),
    ("Deno.env.has('A'); Deno.env.has(b); globalThis.Deno['env'].has('C', d)", "\"A\" \"C\""),
    (
        "Deno.env.toObject().A; Deno.env.toObject()['B']; const { C, D: d } = Deno.env.toObject(); Deno.env.toObject()[e]",
        "A \"B\" {C} D *",
    ),
    ("const e = Deno.env.toObject(); f(Deno.env.toObject()); Deno.env.toObject; x.toObject().A", "* *"),
    // A computed name is no name.
    ("Deno.env.get('A' + b); Deno.env.get('B', c)", "\"B\""),
    (
        "process.env[name]; process.env[`A_${b}`]; process.env['A' + b]; const { [a]: b } = process.env",
        "* * *",
    ),
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
fn the_module_process() {
    for file in ["a.ts", "a.js"] {
        check(
            file,
            &[
                ("import { env } from 'process'; env.A; env['B']; const { C, D: d } = env", "A \"B\" {C} D"),
                (
                    "import { argv, env as e } from \"node:process\"\ne.A; env.B; (e as any).C; 'D' in e",
                    "A C \"D\"",
                ),
                ("import process from 'node:process'; process.env.A", "A"),
                ("import p, { env } from 'node:process'; p.env.A; env.B; p.cwd()", "A B"),
                ("import * as p from 'process'; p.env.A; const { env: { B } } = p", "A {B}"),
                ("import { default as p, type Env } from 'process'; p.env.A", "A"),
                ("const { env } = require('process'); env.A", "A"),
                (
                    "const { env: e, argv } = require('node:process'); const { A, B: b = 1 } = e; env.C",
                    "{A} B",
                ),
                (
                    "const { env: { A } } = require('process'); const { B } = require('process').env",
                    "{A} {B}",
                ),
                ("const p = require('process'); p.env.A; require('process').env.B", "A B"),
                ("import p = require('process'); p.env.A", "A"),
                (
                    "import { env } from 'process'; env.A = '1'; delete env.B; Object.assign(env, { C: 1 })",
                    "=A =B =C",
                ),
                (
                    "import { env } from 'process'; env.A ??= '1'; f(env); spawn(x, { env: { ...env, B: 1 } })",
                    "A = =B",
                ),
                // Another `env`.
                ("import { env } from './env'; env.A; import { env as e } from 'hono/adapter'; e.B", ""),
                (
                    "import { env } from 'process'; function f(env) { env.A } x.env.B; ({ env: 1 }).C; env.D",
                    "D",
                ),
                ("const { env } = require('./config'); env.A; const x = require('other'); x.env.B", ""),
                ("import { argv } from 'process'; env.A; import x from 'y'; env.B", ""),
                ("import { env } from '$env/dynamic/private'; env.A; const { B } = env", "A {B}"),
                ("import { env } from '$env/dynamic/public'; env.A", ""),
                // Taken from `process` itself.
                (
                    "const { env } = process; env.A; env['B']; const { C } = env; 'D' in env",
                    "A \"B\" {C} \"D\"",
                ),
                ("const { env: e, argv } = globalThis.process; e.A; env.B; e.C = 1; delete e.D", "A =C =D"),
                (
                    "import p from 'node:process'; const { env } = p; env.A; import * as q from 'process'; var { env: e } = q; e.B",
                    "A B",
                ),
                ("const { env } = process; env.A ||= '1'; f(env); env[b] = 1; const c = env", "A = = ="),
                (
                    "function f() { const { env } = process; env.A } function g() { const { env } = process; env.B } env.C",
                    "A B",
                ),
                (
                    "import { env } from './env'; env.A; function f() { const { env } = process; env.B; { let env = g(); env.C } env.D }",
                    "B D",
                ),
                (
                    "function f(process) { const { env } = process; env.A } const { env } = process.x; env.B",
                    "",
                ),
                (
                    "({ env } = process); function f({ env } = process) {} export const { env } = process",
                    "= = =",
                ),
                ("import 'process'; import('process'); env.A", ""),
                // Half typed.
                ("import { env } from 'process'\nenv.\nconst b = env.B", "const B"),
                ("import { env } from 'process\nprocess.env.A", "A"),
                ("import { env", ""),
            ],
        );
    }
    assert!(is_needed("a.ts", "import { env } from 'process'; fetch(env.A + '/a')"));
    assert!(is_needed(
        "a.ts",
        "fetch(globalThis.process.env.A + '/a'); fetch((process as any).env.A + '/a')"
    ));
}

#[test]
fn modules_of_variables() {
    check(
        "a.ts",
        &[
            (
                "import { A, B as b, type C } from '$env/static/private'; import { D } from \"$env/static/public\"; A",
                "import A B import D",
            ),
            ("import {\n  A, // it's\n  B,\n} from '$env/static/private'", "import A import B"),
            (
                "import { type } from '$env/static/private'; import { type as A } from '$env/static/public'",
                "import type type",
            ),
            (
                "import { A, B as b } from 'astro:env/client'; import { C, getSecret } from 'astro:env/server'; getSecret('D')",
                "A~A B~B C~C \"D\"",
            ),
            ("import { getSecret as g } from 'astro:env/server'; getSecret(a); x.getSecret('A')", ""),
            ("import { getSecret } from './secrets'; getSecret('A')", ""),
            ("import { A } from './env'; import { B } from '$env/static'; import 'astro:env/server'", ""),
            ("import * as env from '$env/static/private'; export { A } from '$env/static/private'", ""),
            // Half typed.
            ("import { A, B from '$env/static/private'", "import A import B"),
            ("import { A, } from '$env/static/private\nprocess.env.B", "B"),
            ("import { A } from", ""),
        ],
    );
    assert_eq!(
        origins(
            "a.ts",
            "import { A } from '$env/static/private'; import { B } from 'astro:env/client'; import { C } from 'astro:env/server'"
        ),
        [Origin::Build, Origin::Build, Origin::Process]
    );
    assert!(is_needed("a.ts", "import { getSecret } from 'astro:env/server'; fetch(getSecret('A') + '/x')"));
    assert!(!is_needed("a.ts", "import { A } from '$env/static/private'; fetch(A + '/x')"));
}

#[test]
fn what_sets_a_default() {
    let defaults = |file: &str, text: &str| -> Vec<bool> {
        reads(Language::of_path(file).unwrap(), text).iter().map(|it| it.sets_default).collect()
    };
    for (file, text) in [
        (
            "a.ts",
            "process.env.A ??= 'b'; process.env['A'] ||= 'b'; process.env.A &&= 'b'; process.env.A ?? 'b'",
        ),
        (
            "a.py",
            "import os\nos.environ.setdefault('A', 'b'); os.environ.setdefault(\"A\"); os.getenv('A', 'b'); os.environ.pop('A')",
        ),
        ("a.rb", "ENV['A'] ||= 'b'; ENV[\"A\"] ||= c; ENV['A'] || 'b'; ENV.fetch('A', 'b')"),
    ] {
        assert_eq!(defaults(file, text), [true, true, false, false], "{file}");
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
            (
                "const { A } = <any>process.env; const b = <string>process.env.B; a < b > process.env.C",
                "{A} B C",
            ),
            (
                "const { A }: { A: string } = process.env as any; const { B: b }: { B: string; C?: D } = process.env as unknown as E",
                "{A} B",
            ),
            ("const { A }: { A: string, E: string } = (process.env as any)", "{A}"),
            (
                "const { A }: F<X, { B: string }> = process.env; const { C }: { C: string } & { D: string } = process.env",
                "{A} {C}",
            ),
            (
                "const { A }: F<{ B: string }> = process.env; const { C }: { C: string }[] = process.env",
                "{A} {C}",
            ),
            ("function f({ A }: { A: string, B: string } = process.env as any) {}", "(A)"),
            (
                "const f = (x: number, { A, B }: { A: string; B: () => string } = process.env as any) => A",
                "(A) (B)",
            ),
            ("const {\n  A,\n  B = 'x',\n}: {\n  A: string\n  B?: string\n} = process.env as any", "{A} {B}"),
            ("const { A }: { A: string } = <any>process.env", "{A}"),
            ("const { A, env: { B } }: { A: string, env: { B: string, C: string } } = process", "{B}"),
            ("const { A }: { readonly A: string; [key: string]: string } = process.env!", "{A}"),
            ("let { A }: { A: typeof process.env.B } = process.env as any", "{A}"),
            ("const { A }: T = other; const x: T = process.env; const { B }: T; process.env", "="),
            (
                "(process.env as any).A; f((process.env as Record<string, string>)['B']); (<any>process.env).C",
                "A \"B\" C",
            ),
            ("const { A } = (process.env as any); return (process.env).B", "{A} B"),
            (
                "(import.meta as any).env.A; (process as any).env.B; (globalThis as any).process?.env?.C; (process).env.D",
                "A B C D",
            ),
            (
                "(<any>process).env.A; (<any>globalThis).process.env.B; (globalThis as X<{ a: () => B }>).process.env['C']",
                "A B \"C\"",
            ),
            (
                "const { A } = (import.meta as any).env; const { env: { B } } = process as any; const { C } = (globalThis as any).process.env",
                "{A} {B} {C}",
            ),
            (
                "(process as any).env.A = 1; delete (process as any).env.B; 'D' in (process as any).env; (globalThis as any).process.env = { C: 1 }",
                "=A =B \"D\" =C",
            ),
            (
                "((globalThis as any).process as B).env.A; ((process as any).env as B).C; (Deno as any).env.get('D')",
                "A C \"D\"",
            ),
            (
                "import p from 'process'; (p as any).env.A; f(process as any).env.B; f(globalThis as any).process.env.C",
                "A",
            ),
            (
                "(a, globalThis as any).process.env.A; (a.globalThis as any).process.env.B; (b as any).process.env.C",
                "",
            ),
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
            (
                "namespace NodeJS { interface ProcessEnv<T extends { A: string }> extends Readonly<Record<string, U>> { B: string } }",
                ":B",
            ),
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
        "fetch((process.env || {}).A + '/x'); new URL(process['env'].A)",
        "const a = process.env.A!.split(',')",
        "const { A } = process.env; export const get = () => fetch(`${A}/x`)",
        "const { A: base } = process.env\nfetch(base + '/x')",
        "export const url = process.env.A;\nexport async function get() { return await fetch(`${url}/x`) }",
        "const url: string = process.env.A as string\nconst get = (id) => { fetch(`${url}/${id}`) }",
        "const a = Deno.env.get('A'); fetch(`${a}/x`)",
        "fetch((process.env.A ?? 'http://localhost:8000') + '/a')",
        "const url = process.env.A || \"http://backend:8000\"; fetch(`${url}/x`)",
        "const { A = 'http://127.0.0.1:8000' } = process.env; fetch(`${A}/x`)",
        // What is asked of something else.
        "const url = process.env.A; fetch(`${url}/x`); b ?? c; if (!b) f(); request.url; process.env.B ?? 'b'",
        "const b = { url: x ? y : z }; const c = fetch(`${process.env.A}/x`)",
        "try { f() } finally { fetch(process.env.A) }",
        "const client = { baseURL: `${process.env.A}/v1`, key: process.env.B || '' }",
        "const all = await Promise.all([axios.get<A[]>(`${process.env.A}/${id}`)])",
        "const b = c === d; const url = process.env.A + '/x/' + b.c + `y`\nb === c",
        "return `${process.env.A}/${[`${b}`]}`; `x` === b",
        "const f = (url) => fetch(url); f('/x'); const g = () => fetch(`${process.env.A}/x`); worker({ fetch(b) { g() } })",
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
        "process.env.A ||= '/api'; fetch(process.env.A + '/x')",
        "if (Deno.env.has('A')) f(); fetch(Deno.env.get('A') + '/x')",
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
        // A text that nothing is requested with.
        "const is = `${process.env.A}/x` === b; const isNot = b != `${process.env.A}/x`",
        "const is = process.env.A + '/x/' + c.d(e) + `f` == b; const isNot = b !== process.env.A + '/x'",
        "const is = (process.env.A + '/x') === b || b === (`${process.env.A}/x`)",
        "const is = `${process.env.A}/x`.startsWith(b) || (process.env.A + '/x').length",
        "gql`${process.env.A}/x`; String.raw`${process.env.A}/x`; f()`${process.env.A}/x`",
        "const b = { [`${process.env.A}/x`]: 1, [process.env.A + '/y']: 2 }; b[`${process.env.A}/x`]",
        // A list may be empty.
        "ids.map((id) => fetch(`${process.env.A}/${id}`)); ids.forEach((id) => { fetch(`${process.env.A}/${id}`) })",
        "for (const id of ids) fetch(`${process.env.A}/${id}`)",
        "async () => { for await (const id of ids) { fetch(`${process.env.A}/${id}`) } }",
        // Another `fetch`.
        "import fetch from './fetch'; fetch(process.env.A)",
        "import { fetch } from './fetch'; fetch(process.env.A)",
        "const fetch = withBase('/x'); fetch(process.env.A)",
        "function fetch(url) { f(url) } fetch(process.env.A)",
        "export const load = async ({ fetch }) => { return fetch(process.env.A) }",
        "function f(fetch) { return fetch(process.env.A) }",
        "globalThis.fetch = mock; fetch(process.env.A)",
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
}

#[test]
fn assignments_are_found_beside_reads() {
    check(
        "a.ts",
        &[
            ("vi.stubEnv('A', 'b'); vi.stubEnv('B' + c, 'd'); stubEnv('E'); my.stubEnv('F', 'g')", "=A"),
            ("Deno.env.set('A', b); Deno.env.delete('C'); Deno.env.has('D')", "=A =C \"D\""),
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
                "=A *",
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
        "import 'dotenv/config'",
        "import '@dotenvx/dotenvx/config'",
        "import * as d from '@dotenvx/dotenvx'; d.config({ path: '../x' })",
        "require('dotenv-flow').config({ path: '../x' })",
        "require('dotenv-safe/config')",
        "export default process.env",
        "const f = () => process.env",
        "function f() { return process.env }",
        "f({ out: process.env })",
        "const env = options.env ?? process.env",
        "const env = options.env || process.env",
        "const env = options ? options.env : process.env",
        "require('dotenv/config')",
        "process.loadEnvFile('../x')",
    ] {
        check("a.ts", &[(text, "=")]);
    }
    check(
        "a.ts",
        &[
            ("process.env[k]; spawn(x, { env: { ...process.env, ...y } })", "*"),
            (
                "spawn(x, { env: process.env }); createEnv({ runtimeEnv: process.env, 'process.env': process.env })",
                "* *",
            ),
            (
                "return process.env.A; () => process.env['B']; ({ c: process.env.C }); x: typeof process.env",
                "A \"B\" C",
            ),
            ("require('dotenv').config(); typeof process.env; 'a' in process.env", "\"a\""),
        ],
    );
}

#[test]
fn tests_of_a_name_are_reads() {
    check(
        "a.ts",
        &[
            ("if ('A' in process.env && ('B' in import.meta.env)) {}; k in process.env", "\"A\" \"B\" *"),
            ("process.env.hasOwnProperty('A'); process.env.hasOwnProperty(b)", "\"A\""),
        ],
    );
}

#[test]
fn uses_without_names() {
    for text in [
        "process.env[`${name}_URL`]!",
        "const url = process.env[`${name}_URL`]",
        "const env = import.meta.env",
        "import.meta.env[name]",
        "process.env?.[name]",
        "createEnv({ runtimeEnv: process.env, server: {} })",
        "schema.parse({ ...process.env })",
        "for (const name in process.env) {}",
    ] {
        check("a.ts", &[(text, "*")]);
    }
    check("a.ts", &[("spawn('x', { env: process.env }); spawn('x', { env: { ...process.env } })", "")]);
    let uses = |text: &str| -> Vec<bool> {
        reads(Language::TypeScript, text).iter().map(|it| it.uses_others).collect()
    };
    assert_eq!(uses("import 'dotenv/config'; process.loadEnvFile()"), [false, false]);
    assert_eq!(
        uses("f(process.env); process.env[a] = b; process.env = { A: 1, ...b }"),
        [true, true, true, false]
    );
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
fn tags_that_are_half_typed() {
    for file in ["a.tsx", "a.jsx", "a.js"] {
        check(
            file,
            &[
                // An element that nothing closes.
                ("const a = <div>\nprocess.env.A", "A"),
                ("const a = <>\nprocess.env.A", "A"),
                ("const a = <div>\n<p>half\n</div>;\nprocess.env.A", "A"),
                ("<a.b><p>it's</a.b>; process.env.A", "A"),
                ("<><p>it's</>; process.env.A", "A"),
                ("function a() { return <div><br></div>; }\nexport const b = process.env.A", "A"),
                ("<ul>{all.map((it) => <li>it's)}</ul>; process.env.A", "A"),
                (
                    "<div>\n<div>\n<p>{process.env.A}</p>\n</div>;\nconst a = <p>it's</p>; process.env.B",
                    "A B",
                ),
                ("const a = `${<b>}`; process.env.A", "A"),
                ("const a = <div>; if (b <c && d <e) process.env.A; f(() => process.env.B)", "A B"),
                // The closing tag of another.
                ("<div>it's {process.env.A}</p></div>; process.env.B", "A B"),
                ("const a = <a>b</b>; c = process.env.A / process.env.B", "A B"),
                // A tag without its end.
                ("const a = <\nprocess.env.A", "A"),
                ("const a = <process.env.A", "A"),
                ("const a = <div\nprocess.env.A", "A"),
                ("const a = <div\nconst b = () => process.env.A;\nif (c > 1) process.env.B", "A B"),
                ("const a = <div\nprocess.env.A; const b = <div>it's</div>; process.env.B", "A B"),
                ("<div><B a={1} </div>; process.env.A", "A"),
                ("<div><B</div>; process.env.A", "A"),
                ("<div><b a={1} it's</b>;\nprocess.env.A", "A"),
                ("<div>\n<B a={1}\n<C />\n</div>;\nprocess.env.A", "A"),
                ("<div>it's</div\nprocess.env.A; f(() => process.env.B)", "A B"),
                ("f(<p>it's</p); process.env.A", "A"),
                // A string without its end.
                ("const a = <div className=\"x\nprocess.env.A", "A"),
                ("const a = <div className='x\nimport b from 'c'; const d = () => process.env.A", "A"),
                ("<p>\n<b c=\"x\n<i>it's {process.env.A}</i>\n</p>;\nconst d = \"e\"; process.env.B", "A B"),
                // Not half typed.
                ("<a b=<c d={process.env.A} /> e=<i>it's</i>>it's</a>; process.env.B", "A B"),
                ("<a-b.c:d>it's</ a-b.c:d /* ' */ >; process.env.A", "A"),
            ],
        );
    }
    check(
        "a.tsx",
        &[
            ("const f = <T>(x: T) => a < b; process.env.A; foo<T>(process.env.B)", "A B"),
            ("const a = b < c; process.env.A; d<E<F>>(process.env.B)", "A B"),
        ],
    );
    check("a.astro", &[("{a.map(() => <b>{import.meta.env.A}<i></b>)}{<p>{import.meta.env.B}}", "A B")]);
}

#[test]
fn reads_after_many_open_tags_are_found() {
    for piece in ["<a>", "a = <a b=\"", "a = <a\n", "<a>{", "f(<a b=<c>"] {
        for count in [1, 10, 100, 1_000] {
            let text = format!("{}\n\nprocess.env.A", piece.repeat(count));
            check("a.tsx", &[(&text, "A")]);
        }
    }
}

#[test]
fn a_template_that_is_not_closed_hides_its_line_only() {
    let table = [
        ("const a = `b\nconst c = process.env.A", "A"),
        (
            "const a = `b ${process.env.A}\nconst c = `${process.env.B}/d`; process.env.C\nf(`e`, process.env.D)",
            "A B C D",
        ),
        ("const a = `it's\nconst c = `/d`\nprocess.env.A", "A"),
        ("f(`a`); g(`b\nh(process.env.A, `c`)\ni(`d`, process.env.B)", "A B"),
        ("const a = `b ${c ? `d\n : `e`} `\nprocess.env.A", "A"),
        ("const a = `b ${process.env.\nconst c = `d`\nprocess.env.A", "const A"),
        // Templates with several lines.
        ("const a = `b\nprocess.env.A ${process.env.B}\n`; process.env.C", "B C"),
        ("const a = `b\n${c ? `d\n${e} process.env.A` : ''}\nprocess.env.B`\nconst f = `g\n`", ""),
        ("f(`a\nb`, `c\nprocess.env.A`); g`d\n`; process.env.B", "B"),
        ("const a = `b\nprocess.env.A`\n  .trim()\nprocess.env.B", "B"),
        (
            "const a = `b\n`as const; f(process.env.A); if (`c\n`in d || `e ${f}\n`instanceof G) process.env.B",
            "A B",
        ),
        ("const a = `b\nconst c = `of`; process.env.A", "A"),
        ("const a = [`b\n`]; const c = { d: `e\nprocess.env.A` }; `f\n`.g(process.env.B)", "B"),
    ];
    for file in ["a.ts", "a.jsx"] {
        check(file, &table);
    }
    check("a.tsx", &[("const a = <p className={`b\nc`}>it's {`d\n${e}`}{process.env.A}</p>", "A")]);
}
