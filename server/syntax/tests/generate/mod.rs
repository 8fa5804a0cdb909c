//! Random documents and edits, as likely to break something as possible and still mostly JSON.

/// What documents and edits are made of: every token, halves of tokens, and what people really type.
pub const FRAGMENTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "{}",
    "[]",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\n  ",
    "\t",
    "\"a\"",
    "\"b\": ",
    "\"c\": 1",
    "\"d\": \"x\"",
    "\"é\"",
    "'s'",
    "1",
    "0",
    "-",
    "2.5e3",
    "e",
    ".",
    "true",
    "tru",
    "null",
    "foo",
    "key: ",
    "é",
    "😀",
    "\u{FEFF}",
    "\u{A0}",
    "\u{2028}",
    "\u{1}",
    "//",
    "/*",
    "*/",
    "/",
    "*",
    "// c\n",
    "/* c */",
    "/*\n*/",
    "\\",
    "\\n",
    "\\u00e9",
    "\\ud800",
    "\\u1",
    "\\x",
    "\"\\\"",
    ";",
    "=",
    "{\"k\": [1, 2]}",
    ", \"m\": {\"n\": null}",
    "[[]]",
    "\"x}",
    "\"y]},",
    "\": ",
    "\",",
    ",\n",
    "\n\"z\": ",
];

/// Random numbers that are the same on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn space(&mut self, out: &mut String) {
        if self.below(3) == 0 {
            out.push_str(self.pick(&[" ", "\n", "\r\n", "\r", "\n  ", "\t", "  "]));
        }
    }

    /// A valid value.
    pub fn value(&mut self, depth: usize, out: &mut String) {
        self.space(out);
        match self.below(if depth == 0 { 4 } else { 8 }) {
            0 => out.push_str(self.pick(&["1", "-0.5", "2e9", "120", "1e999"])),
            1 => out.push_str(self.pick(&["true", "false", "null"])),
            2 | 3 => out.push_str(self.pick(&[
                "\"\"",
                "\"abc\"",
                "\"é😀\"",
                "\"\\n\\u00e9\\ud83d\\ude00\"",
                "\"/(.*)\"",
            ])),
            4 => self.array(depth - 1, out),
            _ => self.object(depth - 1, out),
        }
        self.space(out);
    }

    fn array(&mut self, depth: usize, out: &mut String) {
        self.list('[', ']', out, |random, out| random.value(depth, out));
    }

    fn object(&mut self, depth: usize, out: &mut String) {
        self.list('{', '}', out, |random, out| {
            random.space(out);
            out.push_str(random.pick(&["\"a\"", "\"services\"", "\"é\"", "\"\\\"q\\\"\""]));
            random.space(out);
            out.push(':');
            random.value(depth, out);
        });
    }

    fn list(&mut self, open: char, close: char, out: &mut String, entry: impl Fn(&mut Random, &mut String)) {
        out.push(open);
        for index in 0..self.below(6) {
            if index > 0 {
                out.push(',');
            }
            entry(self, out);
        }
        self.space(out);
        out.push(close);
    }

    /// A document: valid, valid with a few errors, or nothing but fragments.
    pub fn document(&mut self) -> String {
        let mut text = String::new();
        if self.below(5) == 0 {
            for _ in 0..self.below(20) {
                text.push_str(self.pick(FRAGMENTS));
            }
            return text;
        }
        let depth = self.below(4);
        match self.below(8) {
            0 => self.value(depth, &mut text),
            1..=3 => self.array(depth, &mut text),
            _ => self.object(depth, &mut text),
        }
        if self.below(2) == 0 {
            for _ in 0..self.below(4) {
                let (start, end, insert) = self.edit(&text);
                text.replace_range(start..end, insert);
            }
        }
        text
    }

    /// A range of whole characters and what takes its place: mostly a keystroke, sometimes a larger change.
    pub fn edit(&mut self, text: &str) -> (usize, usize, &'static str) {
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = boundary(self.below(text.len() + 1));
        let len = match self.below(6) {
            0..=2 => 0,
            3 => 1,
            4 => self.below(6),
            _ => self.below(text.len() - start + 1),
        };
        let end = boundary((start + len).min(text.len())).max(start);
        let insert = if start < end && self.below(2) == 0 { "" } else { self.pick(FRAGMENTS) };
        (start, end, insert)
    }
}
