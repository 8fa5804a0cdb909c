//! What is a read in Vue, Svelte and Astro, and what isn't.

use super::{check, is_needed};

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
    check("a.svelte", &[("<p>{import.meta['env'].A}</p>", "A")]);
}

#[test]
fn markup_without_expressions() {
    check(
        "a.vue",
        &[
            (
                "<div :a=\"import.meta.env.X\" v-pre :b=\"import.meta.env.Y\"><div>{{ import.meta.env.Z }}</div>{{ import.meta.env.X }}<div /><div\nb='>'/></div>{{ import.meta.env.A }}",
                "A",
            ),
            ("<p v-pre>{{ import.meta.env.X }}<pre></pre></p><p :v-pre='1'>{{ import.meta.env.A }}</p>", "A"),
            (
                "<img v-pre :a='import.meta.env.X'>{{ import.meta.env.A }}<B v-pre />{{ import.meta.env.B }}",
                "A B",
            ),
            ("<p is:raw>{{ import.meta.env.A }}</p>", "A"),
            (
                "<template lang=\"pug\">\np {{ import.meta.env.X }}\na(:b='import.meta.env.Y')\n</template><script>import.meta.env.A</script>",
                "A",
            ),
            (
                "<template lang='html'>{{ import.meta.env.A }}</template><p lang='pug'>{{ import.meta.env.B }}</p>",
                "A B",
            ),
            // Half typed.
            ("<p v-pre>{{ import.meta.env.A }}", "A"),
            ("<template lang=pug>\np {{ import.meta.env.X }}", ""),
        ],
    );
    check(
        "a.astro",
        &[
            (
                "<Code is:raw a={import.meta.env.A}>{import.meta.env.X} <Code> { </Code>{import.meta.env.B}<p v-pre>{import.meta.env.C}</p>",
                "A B C",
            ),
            ("<p is:raw>{import.meta.env.A}", "A"),
        ],
    );
}
