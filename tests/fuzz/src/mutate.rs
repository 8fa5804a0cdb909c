//! Mutations that know the structure of what they change.

use std::collections::BTreeSet;
use std::ops::Range;

use svc_syntax::{Parse, SyntaxKind};

use crate::Random;
use crate::edited::floor;
use crate::generate::FRAGMENTS;

/// The longest part of a seed that is put into another input, in bytes.
const MAX_PART: usize = 600;
/// The longest input, in bytes.
pub const MAX_INPUT: usize = 64 * 1024;

/// Mutates inputs with the parts of seeds.
#[derive(Debug)]
pub struct Mutator {
    seeds: Vec<Vec<u8>>,
    /// Keys, members, elements, values, words: every part of every seed that is not too long.
    parts: Vec<String>,
}

impl Mutator {
    /// A mutator that knows these seeds; there is at least one.
    #[must_use]
    pub fn new(mut seeds: Vec<Vec<u8>>) -> Mutator {
        if seeds.is_empty() {
            seeds.push(Vec::new());
        }
        let mut parts: BTreeSet<String> = FRAGMENTS.iter().map(|&part| part.to_owned()).collect();
        for seed in &seeds {
            let text = String::from_utf8_lossy(seed);
            for range in self::parts(&text) {
                parts.insert(text[range].to_owned());
            }
        }
        Mutator { seeds, parts: parts.into_iter().collect() }
    }

    /// One of the seeds.
    pub fn seed(&self, random: &mut Random) -> &[u8] {
        &self.seeds[random.below(self.seeds.len())]
    }

    /// The input with one or a few changes, at most `max` bytes.
    pub fn mutate(&self, input: &[u8], random: &mut Random, max: usize) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=random.below(4) {
            bytes = self.step(bytes, random);
            bytes.truncate(max.min(MAX_INPUT));
        }
        bytes
    }

    /// The input with some of its parts repeated, up to the longest that an input may be: thousands of redirects, of services,
    /// of keys. The copies are all the same, or differ by a number.
    #[must_use]
    pub fn grow(&self, input: &[u8], random: &mut Random) -> Vec<u8> {
        let mut text = String::from_utf8_lossy(input).into_owned();
        let size = random.below(MAX_INPUT);
        for _ in 0..=random.below(4) {
            let ranges = parts(&text);
            if ranges.is_empty() {
                break;
            }
            let range = ranges[random.below(ranges.len())].clone();
            let part = text[range.clone()].to_owned();
            let quotes: Vec<usize> = part.match_indices('"').map(|(at, _)| at + 1).collect();
            let numbered =
                (random.below(4) > 0 && !quotes.is_empty()).then(|| quotes[random.below(quotes.len())]);
            let copies = size.saturating_sub(text.len()) / (part.len() + 1);
            let copies = (0..random.below(copies + 1)).map(|number| match numbered {
                Some(at) => format!(",{}{number}{}", &part[..at], &part[at..]),
                None => format!(",{part}"),
            });
            let copies: String = copies.collect();
            text.insert_str(range.end, &copies);
        }
        text.truncate(floor(&text, MAX_INPUT));
        text.into_bytes()
    }

    fn step(&self, mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
        if random.below(8) == 0 {
            mutate_bytes(&mut bytes, random);
            return bytes;
        }
        let mut text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let mut bytes = error.into_bytes();
                mutate_bytes(&mut bytes, random);
                return bytes;
            }
        };
        let part = &self.parts[random.below(self.parts.len())];
        let anywhere = floor(&text, random.below(text.len() + 1));
        match random.below(10) {
            0 => text.insert_str(anywhere, part),
            1 => {
                let end = floor(&text, anywhere + random.below(20));
                text.replace_range(anywhere..end, "");
            }
            2 => {
                let other = String::from_utf8_lossy(self.seed(random)).into_owned();
                text.truncate(anywhere);
                text += &other[floor(&other, random.below(other.len() + 1))..];
            }
            // What explodes, explodes when it is repeated.
            3 => {
                let end = floor(&text, anywhere + random.below(12));
                let repeated = text[anywhere..end].repeat(random.below(200));
                text.insert_str(anywhere, &repeated);
            }
            change => {
                let ranges = parts(&text);
                if ranges.is_empty() {
                    return part.clone().into_bytes();
                }
                let range = ranges[random.below(ranges.len())].clone();
                match change {
                    4..=6 => text.replace_range(range, part),
                    7 => {
                        let copy = format!(",{}", &text[range.clone()]);
                        text.insert_str(range.end, &copy);
                    }
                    8 => text.replace_range(range, ""),
                    _ => {
                        let wrapped = format!("[{}]", &text[range.clone()]);
                        text.replace_range(range, &wrapped);
                    }
                }
            }
        }
        text.into_bytes()
    }
}

/// The places of the nodes and words of a text.
fn parts(text: &str) -> Vec<Range<usize>> {
    let parse = Parse::new(text);
    let in_tree = parse.syntax().descendants_with_tokens().filter(|element| {
        !matches!(element.kind(), SyntaxKind::Whitespace)
            && usize::from(element.text_range().len()) <= MAX_PART
    });
    let mut ranges: Vec<Range<usize>> = in_tree.map(|element| element.text_range().into()).collect();
    ranges.retain(|range| !range.is_empty());
    ranges
}

fn mutate_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    const EXTREME: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'\n', 0xc3];
    let at = random.below(bytes.len() + 1);
    match (random.below(4), bytes.get_mut(at)) {
        (0, Some(byte)) => *byte ^= 1 << random.below(8),
        (1, Some(byte)) => *byte = EXTREME[random.below(EXTREME.len())],
        (2, Some(_)) => {
            bytes.remove(at);
        }
        _ => bytes.insert(at, EXTREME[random.below(EXTREME.len())]),
    }
}
