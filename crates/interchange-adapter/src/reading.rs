//! Records, in batches.

use std::io::BufRead;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::interchange::{
    Batch, FileFault, FileRecord, ProductRecord, RecordFault, RecordReader,
};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::csv::{Columns, Group, Row, Rows};
use crate::ndjson::{self, Lines};
use crate::source::Source;
use crate::survey::{Seen, is_same_product};

/// A record, and where it ends.
struct Placed {
    record: FileRecord,
    bytes: u64,
    lines: u64,
}

/// Reads records one after another.
trait Records {
    fn next(&mut self) -> Result<Option<Placed>, FileFault>;
}

/// Receives what a thread of its own reads.
pub(crate) struct Reading {
    batches: Receiver<Result<Option<Batch>, FileFault>>,
}

impl Reading {
    /// Begins to read behind a place.
    pub(crate) fn begin(
        source: &Source,
        seen: &Seen,
        bytes: u64,
        lines: u64,
        batch: usize,
    ) -> Result<Self, FileFault> {
        let unreadable = |error: std::io::Error| FileFault::Unreadable(error.to_string());
        let input = source.read_from(bytes).map_err(unreadable)?;
        // One is imported, one waits, one is read.
        let (sender, batches) = channel(1);
        let seen = seen.clone();
        std::thread::Builder::new()
            .name("import".to_owned())
            .spawn(move || match &seen.columns {
                Some(columns) => {
                    let rows = Rows::new(input, bytes, lines);
                    let columns = Arc::clone(columns);
                    send(Groups::new(rows, columns, &seen), &sender, batch);
                }
                None => send(
                    Objects {
                        lines: Lines::new(input, bytes, lines),
                        seen: &seen,
                    },
                    &sender,
                    batch,
                ),
            })
            .map_err(unreadable)?;
        Ok(Self { batches })
    }
}

#[async_trait]
impl RecordReader for Reading {
    async fn next(&mut self) -> Result<Option<Batch>, FileFault> {
        let stopped = || Err(FileFault::Unreadable("the reader stopped".to_owned()));
        self.batches.recv().await.unwrap_or_else(stopped)
    }
}

/// Sends batches until the end, a fault, or nobody wants more.
fn send(mut records: impl Records, sender: &Sender<Result<Option<Batch>, FileFault>>, most: usize) {
    loop {
        let mut batch = Batch::default();
        let mut fault = None;
        while batch.records.len() < most.max(1) {
            match records.next() {
                Ok(Some(placed)) => {
                    (batch.bytes, batch.lines) = (placed.bytes, placed.lines);
                    batch.records.push(placed.record);
                }
                Ok(None) => break,
                Err(error) => {
                    fault = Some(error);
                    break;
                }
            }
        }
        let is_last = batch.records.is_empty() || fault.is_some();
        let message = match fault {
            Some(fault) => Err(fault),
            None => Ok((!batch.records.is_empty()).then_some(batch)),
        };
        if sender.blocking_send(message).is_err() || is_last {
            return;
        }
    }
}

fn checked(
    seen: &Seen,
    line: u64,
    product: Result<ProductRecord, RecordFault>,
) -> Result<ProductRecord, RecordFault> {
    if seen.repeats.contains(&line) {
        return Err(RecordFault::new("sku", "came before in this file"));
    }
    product
}

struct Objects<'s, R> {
    lines: Lines<R>,
    seen: &'s Seen,
}

impl<R: BufRead> Records for Objects<'_, R> {
    fn next(&mut self) -> Result<Option<Placed>, FileFault> {
        let Some(line) = self.lines.next()? else {
            return Ok(None);
        };
        let raw = self.seen.encoding.decode(&line.raw).into_owned();
        let product = checked(self.seen, line.number, ndjson::record(&raw));
        Ok(Some(Placed {
            record: FileRecord {
                line: line.number,
                raw,
                product,
            },
            bytes: line.bytes,
            lines: line.breaks,
        }))
    }
}

struct Groups<'s, R> {
    rows: Rows<R>,
    columns: Arc<Columns>,
    seen: &'s Seen,
    /// Read already, and the first of the next group.
    ahead: Option<Row>,
    /// Whether the header lies behind.
    begun: bool,
}

impl<'s, R: BufRead> Groups<'s, R> {
    fn new(rows: Rows<R>, columns: Arc<Columns>, seen: &'s Seen) -> Self {
        Self {
            begun: !rows.is_at_beginning(),
            rows,
            columns,
            seen,
            ahead: None,
        }
    }
}

impl<R: BufRead> Records for Groups<'_, R> {
    fn next(&mut self) -> Result<Option<Placed>, FileFault> {
        if !std::mem::replace(&mut self.begun, true) {
            self.rows.next()?;
        }
        let first = match self.ahead.take() {
            Some(row) => Some(row),
            None => self.rows.next()?,
        };
        let Some(first) = first else {
            return Ok(None);
        };
        let mut rows = vec![first];
        while let Some(row) = self.rows.next()? {
            let goes_on = rows
                .last()
                .is_some_and(|before| is_same_product(before, &row, &self.columns));
            if !goes_on {
                self.ahead = Some(row);
                break;
            }
            rows.push(row);
            check_length(&rows)?;
        }
        let group = Group {
            rows: &rows,
            columns: &self.columns,
            encoding: self.seen.encoding,
        };
        let record = group.record();
        let line = rows.first().map_or(0, |row| row.line);
        let texts: Vec<_> = rows
            .iter()
            .map(|row| self.seen.encoding.decode(&row.raw))
            .collect();
        let last = rows.last();
        Ok(Some(Placed {
            record: FileRecord {
                line,
                raw: texts.join("\n"),
                product: checked(self.seen, line, record),
            },
            bytes: last.map_or(0, |row| row.bytes),
            lines: last.map_or(0, |row| row.lines),
        }))
    }
}

/// All rows of a product together are no longer than one may be.
fn check_length(rows: &[Row]) -> Result<(), FileFault> {
    let bytes: usize = rows.iter().map(|row| row.raw.len()).sum();
    match rows.first() {
        Some(first) if bytes > FileFault::MAX_RECORD_BYTES => Err(FileFault::TooLong { line: first.line }),
        _ => Ok(()),
    }
}
