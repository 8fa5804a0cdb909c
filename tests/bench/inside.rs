//! Benchmarks inside the process: `cargo bench --package svc-bench --bench inside`.

use divan::{Bencher, black_box};
use svc_syntax::{Encoding, Parse, Text, TextSize};

mod document;
mod typist;

use typist::Typist;

/// How many redirects the documents have: 1 KB, 140 KB and 640 KB.
const SIZES: [usize; 3] = [6, 1_000, 5_000];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher, redirects: usize) {
    let text = document::text(redirects);
    bencher.bench_local(|| Parse::new(black_box(&text)));
}

fn typist(redirects: usize) -> Typist {
    let text = document::text(redirects);
    let at = text.rfind(&format!("/{:04}/", redirects / 2)).unwrap_or_default() + 3;
    Typist::new(&text, at)
}

#[divan::bench(args = SIZES)]
fn reparse(bencher: Bencher, redirects: usize) {
    let mut typist = typist(redirects);
    bencher.bench_local(|| typist.reparse());
}

/// The first look at a file.
#[divan::bench(args = SIZES, sample_count = 20)]
fn analyse(bencher: Bencher, redirects: usize) {
    bencher.with_inputs(|| typist(redirects)).bench_local_values(|typist| typist.look());
}

/// A keystroke and the look that follows.
#[divan::bench(args = SIZES)]
fn keystroke(bencher: Bencher, redirects: usize) {
    let mut typist = typist(redirects);
    typist.keystroke();
    bencher.bench_local(|| typist.keystroke());
}

/// The lines and columns of as many places as there are bytes, but of a hundred thousand at most, in their order.
#[divan::bench(args = SIZES)]
fn convert(bencher: Bencher, redirects: usize) {
    let text = Text::new(&document::text(redirects));
    let count = u32::from(text.len()).min(100_000);
    let step = u32::from(text.len()) / count;
    bencher.bench_local(|| {
        let mut places = text.line_columns(Encoding::Utf16);
        (0..count).map(|place| places.of(TextSize::new(place * step)).column).max()
    });
}
