//! Benchmarks inside the process: `cargo bench --package svc-bench --bench inside`.

use divan::{Bencher, black_box};
use svc_bench::documents::{Document, documents};
use svc_syntax::{Encoding, Parse, Text, TextSize};

mod typist;

use typist::Typist;

fn main() {
    divan::main();
}

#[divan::bench(args = documents())]
fn parse(bencher: Bencher, document: &Document) {
    bencher.bench_local(|| Parse::new(black_box(&document.text)));
}

/// Someone who types at the document's first place.
fn typist(document: &Document) -> Option<Typist> {
    document.typed.first().map(|typing| Typist::new(document, *typing))
}

#[divan::bench(args = documents())]
fn reparse(bencher: Bencher, document: &Document) {
    if let Some(mut typist) = typist(document) {
        bencher.bench_local(|| typist.reparse());
    }
}

/// The first look at a file.
#[divan::bench(args = documents(), sample_count = 20)]
fn analyse(bencher: Bencher, document: &Document) {
    bencher.with_inputs(|| typist(document)).bench_local_values(|typist| typist.map(|typist| typist.look()));
}

/// A keystroke and the look that follows.
#[divan::bench(args = documents())]
fn keystroke(bencher: Bencher, document: &Document) {
    if let Some(mut typist) = typist(document) {
        typist.keystroke();
        bencher.bench_local(|| typist.keystroke());
    }
}

/// The lines and columns of as many places as there are bytes, but of a hundred thousand at most, in their order.
#[divan::bench(args = documents())]
fn convert(bencher: Bencher, document: &Document) {
    let text = Text::new(&document.text);
    let count = u32::from(text.len()).min(100_000);
    let step = u32::from(text.len()) / count;
    bencher.bench_local(|| {
        let mut places = text.line_columns(Encoding::Utf16);
        (0..count).map(|place| places.of(TextSize::new(place * step)).column).max()
    });
}
