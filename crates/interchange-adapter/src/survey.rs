//! Looking through a file before anything of it is used.

use std::cell::RefCell;
use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::rc::Rc;
use std::sync::Arc;

use hexmart_application::interchange::{FileFault, FileFormat, FileSurvey};
use sha2::{Digest, Sha256};

use crate::csv::{Columns, Row, Rows};
use crate::encoding::{Detector, Encoding};
use crate::ndjson::{Lines, skus};
use crate::source::{Overheard, Source};

/// What was seen of a file, and what is needed to read it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) survey: FileSurvey,
    pub(crate) encoding: Encoding,
    /// Of CSV.
    pub(crate) columns: Option<Arc<Columns>>,
    /// The lines on which records begin that speak of a SKU that came before.
    pub(crate) repeats: Arc<HashSet<u64>>,
}

/// Reads a file from beginning to end.
pub(crate) fn survey(source: &Source, format: FileFormat) -> Result<Seen, FileFault> {
    let unreadable = |error: std::io::Error| FileFault::Unreadable(error.to_string());
    let (digest, bytes) = (Rc::new(RefCell::new(Sha256::new())), Rc::new(RefCell::new(0_u64)));
    let (hashed, counted) = (Rc::clone(&digest), Rc::clone(&bytes));
    let overheard = Overheard {
        inner: source.read_from(0).map_err(unreadable)?,
        listener: move |chunk: &[u8]| {
            hashed.borrow_mut().update(chunk);
            *counted.borrow_mut() += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        },
    };
    let mut look = Look::default();
    let input = BufReader::with_capacity(256 * 1024, overheard);
    let columns = match format {
        FileFormat::Csv => Some(look.through_rows(Rows::new(input, 0, 0))?),
        FileFormat::Ndjson => {
            look.through_lines(Lines::new(input, 0, 0))?;
            None
        }
    };
    let bytes = *bytes.borrow();
    if bytes == 0 {
        return Err(FileFault::Empty);
    }
    let fingerprint = digest.borrow().clone().finalize().into();
    Ok(Seen {
        survey: FileSurvey {
            format,
            fingerprint,
            bytes,
            records: look.records,
        },
        encoding: look.encoding.verdict()?,
        columns: columns.map(Arc::new),
        repeats: Arc::new(look.repeats),
    })
}

#[derive(Default)]
struct Look {
    records: u64,
    encoding: Detector,
    /// SKUs that came before, as numbers: two of millions that fall together are less likely than a broken disk.
    skus: HashSet<u64>,
    repeats: HashSet<u64>,
}

impl Look {
    fn through_rows<R: BufRead>(&mut self, mut rows: Rows<R>) -> Result<Columns, FileFault> {
        let header = rows.next()?.ok_or(FileFault::Empty)?;
        self.encoding.look_at(header.line, &header.raw);
        let columns = Columns::read(&header)?;
        let mut before: Option<Row> = None;
        let mut begun = 0;
        while let Some(row) = rows.next()? {
            self.encoding.look_at(row.line, &row.raw);
            let goes_on = before
                .as_ref()
                .is_some_and(|before| is_same_product(before, &row, &columns));
            let seller = columns.seller.map(|column| row.cell(column)).unwrap_or_default();
            let product = row.cell(columns.product_sku);
            if !goes_on {
                self.records += 1;
                begun = row.line;
                self.note(begun, seller, product);
            }
            let own = columns.sku.map(|column| row.cell(column)).unwrap_or_default();
            if !own.is_empty() && !own.eq_ignore_ascii_case(product) {
                self.note(begun, seller, own);
            }
            before = Some(row);
        }
        Ok(columns)
    }

    fn through_lines<R: BufRead>(&mut self, mut lines: Lines<R>) -> Result<(), FileFault> {
        while let Some(line) = lines.next()? {
            self.encoding.look_at(line.number, &line.raw);
            self.records += 1;
            let Some((seller, mut skus)) = skus(&line.raw) else {
                continue;
            };
            // A product's own SKU is that of its first variant.
            let own = skus.first().cloned().unwrap_or_default();
            let mut first = true;
            skus.retain(|sku| std::mem::take(&mut first) || !sku.eq_ignore_ascii_case(&own));
            for sku in skus {
                self.note(line.number, seller.as_bytes(), sku.as_bytes());
            }
        }
        Ok(())
    }

    fn note(&mut self, line: u64, seller: &[u8], sku: &[u8]) {
        let mut hasher = DefaultHasher::new();
        (seller, sku.to_ascii_uppercase()).hash(&mut hasher);
        if !self.skus.insert(hasher.finish()) {
            self.repeats.insert(line);
        }
    }
}

/// Whether a row goes on with the product of the one before it.
pub(crate) fn is_same_product(before: &Row, row: &Row, columns: &Columns) -> bool {
    let sku = row.cell(columns.product_sku);
    !sku.is_empty() && before.cell(columns.product_sku).eq_ignore_ascii_case(sku)
}
