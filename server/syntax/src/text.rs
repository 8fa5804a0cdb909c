//! The text of an open document: a rope with offsets, lines and columns.

use std::borrow::Cow;
use std::fmt;

use ropey::iter::Lines;
use ropey::{Rope, RopeSlice};
use rowan::{TextRange, TextSize};

/// The size in bytes above which a caller should reject a file instead of parsing it (16 MiB).
pub const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// The unit in which columns are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the default of the Language Server Protocol.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

/// A place as an editor names it: both numbers count from 0, the column in units of an [`Encoding`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line. A line ends at LF, CRLF or a lone CR, and at nothing else.
    pub line: u32,
    /// The column, from the start of the line.
    pub column: u32,
}

/// The text of a document. A clone is cheap and shares what later edits leave alone.
///
/// No method panics: offsets and positions out of range are clamped to the nearest one before them that exists.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text {
    rope: Rope,
    /// The length in bytes. A rope of one piece goes over all of it to tell any of its counts.
    bytes: usize,
}

/// A piece of a text as the rope holds it, and an offset in it.
#[derive(Debug, Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    /// Bytes of the whole text before it.
    start: usize,
    /// Characters before it.
    chars: usize,
    /// Line breaks before it.
    lines: usize,
    /// Bytes of it before the offset, which is on a character boundary.
    at: usize,
}

impl<'t> Piece<'t> {
    fn before(&self) -> &'t str {
        self.text.get(..self.at).unwrap_or_default()
    }

    fn after(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The number of characters of the whole text before the offset.
    fn chars(&self) -> usize {
        self.chars + self.before().chars().count()
    }

    /// The line of the offset, and where it starts in the piece; `None` where that may be in a piece before.
    fn line(&self) -> (usize, Option<usize>) {
        let before = self.before();
        // Between the two characters of a line break, it is not over.
        let is_within_break = before.ends_with('\r') && self.after().starts_with('\n');
        let over = if is_within_break { before.strip_suffix('\r').unwrap_or_default() } else { before };
        let count = |byte: u8| over.bytes().filter(|it| *it == byte).count();
        let lone = if over.contains('\r') { count(b'\r') - over.matches("\r\n").count() } else { 0 };
        let start = over.rfind(['\n', '\r']).map(|at| at + 1);
        (self.lines + count(b'\n') + lone, start.or((self.start == 0).then_some(0)))
    }
}

impl Text {
    /// The text of a document.
    pub fn new(text: &str) -> Text {
        Text { rope: Rope::from_str(text), bytes: text.len() }
    }

    /// The length in bytes.
    pub fn len(&self) -> TextSize {
        size(self.bytes)
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// The number of lines; a text that ends with a line break has an empty last line.
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.rope.len_lines()).unwrap_or(u32::MAX)
    }

    /// The nearest offset at or before `offset` that lies on a character boundary of the text.
    pub fn clamp(&self, offset: TextSize) -> TextSize {
        self.piece(offset).map_or(TextSize::default(), |piece| size(piece.start + piece.at))
    }

    /// Both ends of the range, clamped.
    pub fn clamp_range(&self, range: TextRange) -> TextRange {
        TextRange::new(self.clamp(range.start()), self.clamp(range.end()))
    }

    /// The line and column of an offset. Inside a character it is the place of the character's start.
    pub fn line_column(&self, offset: TextSize, encoding: Encoding) -> LineColumn {
        let Some(piece) = self.piece(offset) else { return LineColumn::default() };
        let (line, start) = piece.line();
        let column = match start.and_then(|start| piece.before().get(start..)) {
            Some(before) => count(before, encoding),
            // The line may be long: the rope knows how much is before each piece.
            None => {
                let start = self.line_start(to_u32(line));
                let char = |offset| self.byte_to_char(offset);
                match encoding {
                    Encoding::Utf8 => (piece.start + piece.at).saturating_sub(start.into()),
                    Encoding::Utf16 => {
                        self.char_to_utf16(piece.chars()).saturating_sub(self.char_to_utf16(char(start)))
                    }
                    Encoding::Utf32 => piece.chars().saturating_sub(char(start)),
                }
            }
        };
        LineColumn { line: to_u32(line), column: to_u32(column) }
    }

    /// Converts offsets one after the other: see [`LineColumns`].
    pub fn line_columns(&self, encoding: Encoding) -> LineColumns<'_> {
        LineColumns::new(self, encoding)
    }

    /// The offset of a line and column. A column past the end of its line is the line's end (before its line break),
    /// a line past the last one is the end of the text, a column inside a character is the character's start.
    pub fn offset(&self, position: LineColumn, encoding: Encoding) -> TextSize {
        let start = self.line_start(position.line);
        let column = position.column as usize;
        if let Some(piece) = self.piece(start)
            && let Some(line) = self.line_in(&piece)
        {
            return start + size(prefix(line, column, encoding));
        }
        let end = self.line_end(position.line);
        let offset = match encoding {
            Encoding::Utf8 => self.clamp(size(usize::from(start).saturating_add(column))),
            Encoding::Utf16 => {
                // Counts from the start of the rope, so the line's own start goes in and out again.
                let unit = self.char_to_utf16(self.byte_to_char(start)).saturating_add(column);
                match self.rope.try_utf16_cu_to_char(unit) {
                    Ok(char) => size(self.char_to_byte(char)),
                    Err(_) => end,
                }
            }
            Encoding::Utf32 => size(self.char_to_byte(self.byte_to_char(start).saturating_add(column))),
        };
        offset.min(end)
    }

    /// Replaces a range, and returns what the range is after clamping.
    pub fn replace(&mut self, range: TextRange, insert: &str) -> TextRange {
        let clamped = self.clamp_range(range);
        let start = self.byte_to_char(clamped.start());
        // Both are on character boundaries inside the rope, so ropey can't panic.
        if !clamped.is_empty() {
            let _ = self.rope.try_remove(start..self.byte_to_char(clamped.end()));
        }
        if !insert.is_empty() {
            let _ = self.rope.try_insert(start, insert);
        }
        self.bytes = self.rope.len_bytes();
        clamped
    }

    /// The text of a range; borrowed where the rope holds it in one piece.
    pub fn slice(&self, range: TextRange) -> Cow<'_, str> {
        let range = self.clamp_range(range);
        if let Some(piece) = self.piece(range.start())
            && let Some(text) = piece.after().get(..range.len().into())
        {
            return Cow::Borrowed(text);
        }
        let bytes = usize::from(range.start())..usize::from(range.end());
        self.rope.get_byte_slice(bytes).map_or(Cow::Borrowed(""), |slice: RopeSlice<'_>| slice.into())
    }

    /// The character that begins at an offset.
    pub fn char_at(&self, offset: TextSize) -> Option<char> {
        if offset >= self.len() { None } else { self.piece(offset)?.after().chars().next() }
    }

    /// Where a line begins; the end of the text for a line past the last one.
    pub fn line_start(&self, line: u32) -> TextSize {
        self.rope.try_line_to_byte(line as usize).map_or_else(|_| self.len(), size)
    }

    /// Where a line ends, before its line break; the end of the text for a line past the last one.
    pub fn line_end(&self, line: u32) -> TextSize {
        let start = self.line_start(line);
        if let Some(piece) = self.piece(start)
            && let Some(line) = self.line_in(&piece)
        {
            return start + size(line.len());
        }
        let end = self.line_start(line.saturating_add(1));
        let byte_before = |offset: TextSize| match usize::from(offset).checked_sub(1) {
            Some(index) if offset > start => self.rope.get_byte(index),
            _ => None,
        };
        let one = TextSize::new(1);
        match byte_before(end) {
            Some(b'\n') if byte_before(end - one) == Some(b'\r') => end - one - one,
            Some(b'\n' | b'\r') => end - one,
            _ => end,
        }
    }

    /// The range of a line without its line break.
    pub fn line_range(&self, line: u32) -> TextRange {
        TextRange::new(self.line_start(line), self.line_end(line))
    }

    /// A line without its line break.
    pub fn line(&self, line: u32) -> Cow<'_, str> {
        self.slice(self.line_range(line))
    }

    /// The piece that an offset is in: the last one, where it is past the end.
    fn piece(&self, offset: TextSize) -> Option<Piece<'_>> {
        let offset = usize::from(offset).min(self.bytes);
        let (text, start, chars, lines) = self.rope.get_chunk_at_byte(offset)?;
        let at = (0..=offset.saturating_sub(start)).rev().find(|at| text.is_char_boundary(*at))?;
        Some(Piece { text, start, chars, lines, at })
    }

    /// The rest of the offset's line, without its line break, where the piece has all of it.
    fn line_in<'t>(&self, piece: &Piece<'t>) -> Option<&'t str> {
        let rest = piece.after();
        match rest.find(['\n', '\r']) {
            Some(end) => rest.get(..end),
            None => (piece.start + piece.text.len() == self.bytes).then_some(rest),
        }
    }

    fn byte_to_char(&self, offset: TextSize) -> usize {
        self.piece(offset).map_or(0, |piece| piece.chars())
    }

    fn char_to_byte(&self, char: usize) -> usize {
        self.rope.try_char_to_byte(char.min(self.rope.len_chars())).unwrap_or(0)
    }

    fn char_to_utf16(&self, char: usize) -> usize {
        self.rope.try_char_to_utf16_cu(char.min(self.rope.len_chars())).unwrap_or(0)
    }
}

/// How many lines are gone over before a line is looked for from the text's start.
const NEAR: u32 = 8;

/// Lines and columns of offsets that come about in their order: one on the line of the offset before, or a few lines behind it,
/// is found without a look at the whole rope.
#[derive(Clone, Debug)]
pub struct LineColumns<'t> {
    text: &'t Text,
    encoding: Encoding,
    /// The lines behind this one.
    lines: Lines<'t>,
    /// The line of the offset before, and its bytes with its line break.
    line: u32,
    range: TextRange,
    is_ascii: bool,
}

impl<'t> LineColumns<'t> {
    fn new(text: &'t Text, encoding: Encoding) -> LineColumns<'t> {
        let lines = text.rope.lines();
        let mut new =
            LineColumns { text, encoding, lines, line: 0, range: TextRange::default(), is_ascii: false };
        new.enter();
        new
    }

    /// The same as [`Text::line_column`].
    pub fn of(&mut self, offset: TextSize) -> LineColumn {
        if !self.range.contains(offset) {
            self.go_to(offset);
        }
        if self.is_ascii && self.range.contains(offset) {
            return LineColumn { line: self.line, column: (offset - self.range.start()).into() };
        }
        self.text.line_column(offset, self.encoding)
    }

    /// Whether an offset is on the line of the one before.
    pub fn is_on_line(&self, offset: TextSize) -> bool {
        self.range.contains(offset)
    }

    /// Goes to the line of an offset.
    fn go_to(&mut self, offset: TextSize) {
        for _ in 0..NEAR {
            if offset < self.range.end() {
                break;
            }
            self.line += 1;
            self.enter();
        }
        if !self.range.contains(offset) {
            self.line = self.text.line_column(offset, self.encoding).line;
            self.lines = self.text.rope.lines_at(self.line as usize);
            self.range = TextRange::empty(self.text.line_start(self.line));
            self.enter();
        }
    }

    /// Takes the next line as the one that we are on.
    fn enter(&mut self) {
        let line = self.lines.next().unwrap_or_else(|| "".into());
        self.range = TextRange::at(self.range.end(), size(line.len_bytes()));
        self.is_ascii = line.chunks().all(str::is_ascii);
    }
}

/// The whole text, without copying it into one piece first.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new(text)
    }
}

/// The length of a text in units.
fn count(text: &str, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
        Encoding::Utf32 => text.chars().count(),
    }
}

/// The bytes of the longest start of a text that has at most so many units.
fn prefix(text: &str, most: usize, encoding: Encoding) -> usize {
    let mut units = 0;
    let past = text.char_indices().find(|(_, char)| {
        units += count(char.encode_utf8(&mut [0; 4]), encoding);
        units > most
    });
    past.map_or(text.len(), |(at, _)| at)
}

fn size(bytes: usize) -> TextSize {
    TextSize::new(to_u32(bytes))
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
