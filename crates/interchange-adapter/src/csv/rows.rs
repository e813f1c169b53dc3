//! Rows of cells, one after another, none longer than allowed.

use std::io::BufRead;
use std::ops::Range;

use csv_core::{ReadRecordResult, Reader};
use hexmart_application::interchange::FileFault;

/// Reads rows, and knows where each begins and ends.
pub(crate) struct Rows<R> {
    input: R,
    parser: Reader,
    /// Bytes that were read, from the beginning of the file.
    bytes: u64,
    /// Line breaks among them.
    lines: u64,
    /// The cells of the row at hand, one behind the other.
    text: Vec<u8>,
    ends: Vec<usize>,
    raw: Vec<u8>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    /// As it is in the file, without its last line break.
    pub(crate) raw: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Bytes of the file up to its end.
    pub(crate) bytes: u64,
    /// Line breaks up to there.
    pub(crate) lines: u64,
}

impl Row {
    /// How many cells it has.
    pub(crate) fn width(&self) -> usize {
        self.ends.len()
    }

    /// A cell; what is not there is empty.
    pub(crate) fn cell(&self, place: usize) -> &[u8] {
        let from = place
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied());
        let range: Option<Range<usize>> = from.zip(self.ends.get(place)).map(|(from, to)| from..*to);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }
}

/// More cells than any header has.
const MOST_CELLS: usize = 1_000;

impl<R: BufRead> Rows<R> {
    /// Reads on behind `bytes` and `lines` of the file.
    pub(crate) fn new(input: R, bytes: u64, lines: u64) -> Self {
        Self {
            input,
            parser: Reader::new(),
            bytes,
            lines,
            text: vec![0; 4_096],
            ends: vec![0; 64],
            raw: Vec::new(),
        }
    }

    /// Whether the header comes next.
    pub(crate) const fn is_at_beginning(&self) -> bool {
        self.bytes == 0
    }

    /// The next row; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, FileFault> {
        let (mut written, mut ended) = (0, 0);
        self.raw.clear();
        loop {
            let input = self
                .input
                .fill_buf()
                .map_err(|error| FileFault::Unreadable(error.to_string()))?;
            let is_at_end = input.is_empty();
            // A last line without a break has one all the same, unless it has none because a quote is open.
            let rest = if is_at_end && !self.raw.is_empty() {
                b"\n"
            } else {
                input
            };
            let (text, ends) = (self.text.split_at_mut(written).1, self.ends.split_at_mut(ended).1);
            let (result, read, wrote, ends) = self.parser.read_record(rest, text, ends);
            self.raw.extend_from_slice(input.get(..read).unwrap_or_default());
            self.input.consume(if is_at_end { 0 } else { read });
            (written, ended) = (written + wrote, ended + ends);
            let too_long = self.raw.len() > FileFault::MAX_RECORD_BYTES;
            match result {
                ReadRecordResult::Record if !too_long => return Ok(Some(self.row(written, ended))),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if ended < MOST_CELLS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => return Err(self.too_long()),
                ReadRecordResult::InputEmpty if is_at_end && wrote > 0 => {
                    return Err(self.open_quote(written - wrote, ended));
                }
                ReadRecordResult::InputEmpty if is_at_end => return Ok(None),
                ReadRecordResult::InputEmpty | ReadRecordResult::Record => {}
            }
            if too_long {
                return Err(if self.is_quoted() {
                    self.open_quote(written, ended)
                } else {
                    self.too_long()
                });
            }
        }
    }

    /// Whether a line break would belong to a cell; the parser is of no use afterwards.
    fn is_quoted(&mut self) -> bool {
        let (mut text, mut ends) = ([0; 8], [0; 8]);
        let (_, _, wrote, _) = self.parser.read_record(b"\n", &mut text, &mut ends);
        wrote > 0
    }

    fn too_long(&self) -> FileFault {
        FileFault::TooLong {
            line: self.first_line(),
        }
    }

    fn row(&mut self, written: usize, ended: usize) -> Row {
        let line = self.first_line();
        self.bytes += count(self.raw.len());
        self.lines += breaks(&self.raw);
        let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let from = self.raw.iter().take_while(|byte| is_break(byte)).count();
        let behind = self.raw.iter().rev().take_while(|byte| is_break(byte)).count();
        let raw = self.raw.get(from..self.raw.len() - behind);
        Row {
            line,
            raw: raw.unwrap_or_default().to_vec(),
            text: self.text.get(..written).unwrap_or_default().to_vec(),
            ends: self.ends.get(..ended).unwrap_or_default().to_vec(),
            bytes: self.bytes,
            lines: self.lines,
        }
    }

    /// The line on which the row at hand begins: blank lines before it are skipped.
    fn first_line(&self) -> u64 {
        let blank = self.raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        self.lines + count(blank.filter(|byte| **byte == b'\n').count()) + 1
    }

    fn open_quote(&self, written: usize, ended: usize) -> FileFault {
        let cell = ended
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or_default();
        let inside = self.text.get(cell..written).unwrap_or_default();
        FileFault::OpenQuote {
            line: self.lines + breaks(&self.raw) - breaks(inside) + 1,
        }
    }
}

fn breaks(bytes: &[u8]) -> u64 {
    count(bytes.split(|byte| *byte == b'\n').count() - 1)
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
