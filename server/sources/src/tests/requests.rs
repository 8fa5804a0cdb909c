//! Which paths code requests.

use crate::{Language, Sender, request};

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
        (
            "fetch('/a', { method: 'POST', ...b }); fetch('/c', { ...b, method: 'PUT', d }); fetch('/e', { method: 'PUT', [f]: g })",
            "? /a, PUT /c, ? /e",
        ),
        ("fetch<A<B>>('/a')", "GET /a"),
        // What isn't a path, and what isn't known.
        ("fetch('//a.com/b'); fetch('a'); fetch('https://a.com/b'); fetch('/a' + b)", ""),
        ("fetch('/a/../b'); fetch(\"/a b?c=d|e\", {}); fetch(`/é `)", "GET /a/../b, GET /a b?c=d|e, GET /é "),
        ("fetch(`/a/${b}`); fetch('/a\\'b'); f('/a'); x.fetch('/a'); fetch(x, '/a')", ""),
        ("// fetch('/a')\n\"fetch('/b')\"; const c = '/d'", ""),
        ("import { fetch } from 'undici'; fetch('/a')", ""),
        ("const fetch = withBase('/x'); fetch('/a')", ""),
        ("const { fetch } = withBase('/x'); fetch('/a')", ""),
        ("function f(fetch) { fetch('/a') } fetch('/b')", "GET /b"),
        ("export async function load({ fetch }) { fetch('/a') }", "GET /a"),
        (
            "const load = ({ fetch }) => { fetch('/a') }; function f(fetch) { fetch('/b') } fetch('/c')",
            "GET /a, GET /c",
        ),
        ("const f = ({ fetch }) => {}; const fetch = withBase('/x'); fetch('/a')", ""),
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
        (
            "import axios from 'axios'; axios({ url: '/a' }); axios.request<A>({ method: 'post', 'url': '/b', data: { url: '/c' } })",
            "GET /a Axios, POST /b Axios",
        ),
        ("import axios from 'axios'; await axios({\n  url: '/a',\n  method,\n})", "? /a Axios"),
        (
            "import axios from 'axios'; axios({ url: '/a', ...b }); axios({ url: '/a' + b }); axios({ c: { url: '/d' } })",
            "",
        ),
        ("import axios from 'axios'; axios({ url: '/a', baseURL: '/b' })", ""),
        (
            "import axios from 'axios'; f({ url: '/a' }); axios.create({ url: '/a' }); my.axios({ url: '/a' })",
            "",
        ),
        ("import axios from './axios'; axios({ url: '/a' }); fetch({ url: '/b' })", ""),
        ("import ky from 'ky'; ky('/a'); await ky.post('/b', { json: c }).json()", "GET /a Ky, POST /b Ky"),
        (
            "import ky from 'ky'; ky('/a', { prefix: '/x' }); ky.get('/b', { json: { prefix: c } }); ky.create({ prefix: '/x' })",
            "GET /b Ky",
        ),
        ("import ky from 'ky'; ky('/a', { baseUrl: 'https://b.com' })", ""),
        ("import ky from 'ky'; const a = ky.extend({ prefixUrl }); ky('/a')", ""),
    ];
    for file in ["a.ts", "a.tsx", "a.js"] {
        check_requests(file, &in_scripts);
    }
    check_requests("a.py", &[("fetch('/a')", "")]);
    let text = "fetch('/é/🙂?q=ü&r=%20#ä')";
    let found = request(Language::TypeScript, text, 10).unwrap();
    assert_eq!((&*found.url, &text[found.range.clone()]), ("/é/🙂?q=ü&r=%20#ä", "/é/🙂?q=ü&r=%20#ä"));
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
        ("<a href=\"/a?b=1&amp;c=2\">", ""),
    ];
    check_requests("a.vue", &in_templates);
    check_requests("a.svelte", &in_templates);
    check_requests("a.astro", &in_templates);
    let braces = "<p>{a}<a b={c} href={\"/d\"}><link href={ '/e' }/>{#if f}<use href={`/g`} />";
    let other = "<a href={'/a' + b}>{'/c'}<a href={f('/d')}><a data-href={'/e'} title={'/f'}><A href={'/g'}><a h href={'/i\n>";
    for file in ["a.svelte", "a.astro"] {
        check_requests(file, &[(braces, "GET /d, GET /e, GET /g"), (other, "")]);
    }
    check_requests("a.vue", &[(braces, ""), (other, "")]);
    check_requests("a.astro", &[("---\nfetch('/a')\n---\n{b && <a href=\"/c\">}", "GET /a, GET /c")]);
    check_requests("a.ts", &[("\u{FEFF}const a = 'ä';\nfetch('/a')", "GET /a")]);
}
