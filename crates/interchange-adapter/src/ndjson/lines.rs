use std::io::{BufRead, Read};

use hexmart_application::interchange::FileFault;

/// Reads lines, none longer than allowed.
pub(crate) struct Lines<R> {
    input: R,
    bytes: u64,
    breaks: u64,
}

/// A line of a file that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Which, from 1.
    pub(crate) number: u64,
    /// Without its line break.
    pub(crate) raw: Vec<u8>,
    /// Bytes of the file up to its end.
    pub(crate) bytes: u64,
    /// Line breaks up to there.
    pub(crate) breaks: u64,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl<R: BufRead> Lines<R> {
    /// Reads on behind `bytes` and `breaks` of lines of the file.
    pub(crate) const fn new(input: R, bytes: u64, breaks: u64) -> Self {
        Self { input, bytes, breaks }
    }

    /// The next line; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, FileFault> {
        loop {
            let limit = u64::try_from(FileFault::MAX_RECORD_BYTES).unwrap_or(u64::MAX) + 1;
            let mut raw = Vec::new();
            let read = self.input.by_ref().take(limit).read_until(b'\n', &mut raw);
            let read = read.map_err(|error| FileFault::Unreadable(error.to_string()))?;
            let number = self.breaks + 1;
            if read == 0 {
                return Ok(None);
            }
            let is_whole = raw.pop_if(|last| *last == b'\n').is_some();
            if raw.len() > FileFault::MAX_RECORD_BYTES {
                return Err(FileFault::TooLong { line: number });
            }
            let is_first = self.bytes == 0;
            self.bytes += u64::try_from(read).unwrap_or(u64::MAX);
            self.breaks += u64::from(is_whole);
            raw.pop_if(|last| *last == b'\r');
            if is_first && raw.starts_with(MARK) {
                raw.drain(..MARK.len());
            }
            if !raw.trim_ascii().is_empty() {
                return Ok(Some(Line {
                    number,
                    raw,
                    bytes: self.bytes,
                    breaks: self.breaks,
                }));
            }
        }
    }
}
