//! One segment of the index, ready to be asked.

use std::cmp::Ordering;
use std::fmt;
use std::io;
use std::sync::Arc;

use hexmart_domain::shared::{CategoryId, ProductId, SellerId};
use tantivy::columnar::{BytesColumn, Column, ColumnValues};
use tantivy::index::SegmentReader;
use tantivy::{DocId, TantivyError};
use uuid::Uuid;

use crate::fields::{Fields, column};
use crate::traits::Traits;
use crate::vocabulary::Vocabulary;

/// A segment as of one moment: what is in it never changes, only which of it is still alive.
#[derive(Clone)]
pub(crate) struct Segment {
    pub(crate) reader: SegmentReader,
    pub(crate) contents: Arc<Contents>,
}

/// What was written into a segment.
pub(crate) struct Contents {
    pub(crate) vocabulary: Vocabulary,
    id_high: Arc<dyn ColumnValues<u64>>,
    id_low: Arc<dyn ColumnValues<u64>>,
    pub(crate) traits: Arc<dyn ColumnValues<u64>>,
    pub(crate) sale_price: Arc<dyn ColumnValues<i64>>,
    pub(crate) deal: Arc<dyn ColumnValues<i64>>,
    pub(crate) created_at: Arc<dyn ColumnValues<i64>>,
    pub(crate) sales: Arc<dyn ColumnValues<i64>>,
    pub(crate) likes: Arc<dyn ColumnValues<i64>>,
    pub(crate) stars: Arc<dyn ColumnValues<i64>>,
    /// The number of its path in `paths`.
    pub(crate) path: Arc<dyn ColumnValues<u64>>,
    /// The number of its seller in `sellers`.
    pub(crate) seller: Arc<dyn ColumnValues<u64>>,
    /// By the number of a path: its categories.
    pub(crate) paths: Vec<Vec<CategoryId>>,
    /// By the number of a seller: who it is; none is the shop itself.
    pub(crate) sellers: Vec<Option<SellerId>>,
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment")
            .field("id", &self.reader.segment_id())
            .finish_non_exhaustive()
    }
}

impl Segment {
    /// Reads a segment; what was in an earlier view of the same segment is still true.
    pub(crate) fn open(
        reader: &SegmentReader,
        earlier: Option<&Self>,
        fields: &Fields,
    ) -> tantivy::Result<Self> {
        let contents = match earlier {
            Some(earlier) => Arc::clone(&earlier.contents),
            None => Arc::new(Contents::read(reader, fields)?),
        };
        Ok(Self {
            reader: reader.clone(),
            contents,
        })
    }

    pub(crate) fn is_alive(&self, document: DocId) -> bool {
        !self.reader.is_deleted(document)
    }
}

impl Contents {
    fn read(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let (path, paths) = table(columns.bytes(column::PATH)?, |bytes| {
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|id| CategoryId::from_uuid(Uuid::from_bytes(*id)))
                .collect()
        })?;
        let (seller, sellers) = table(columns.bytes(column::SELLER)?, |bytes| {
            let id = bytes.try_into().ok().map(Uuid::from_bytes);
            id.map(SellerId::from_uuid)
        })?;
        Ok(Self {
            vocabulary: Vocabulary::of(reader, fields)?,
            id_high: values(columns.u64(column::ID_HIGH)?, 0),
            id_low: values(columns.u64(column::ID_LOW)?, 0),
            traits: values(columns.u64(column::TRAITS)?, 0),
            sale_price: values(columns.i64(column::SALE_PRICE)?, 0),
            deal: values(columns.i64(column::DEAL)?, 0),
            created_at: values(columns.i64(column::CREATED_AT)?, 0),
            sales: values(columns.i64(column::SALES)?, 0),
            likes: values(columns.i64(column::LIKES)?, 0),
            stars: values(columns.i64(column::STARS)?, 0),
            path,
            seller,
            paths,
            sellers,
        })
    }

    pub(crate) fn product(&self, document: DocId) -> ProductId {
        let (high, low) = (self.id_high.get_val(document), self.id_low.get_val(document));
        ProductId::from_uuid(Uuid::from_u64_pair(high, low))
    }

    /// Whether a document's product has a greater id than another, mostly seen from the first half of it.
    pub(crate) fn is_newer(&self, document: DocId, other: ProductId) -> bool {
        let (high, low) = other.as_uuid().as_u64_pair();
        match self.id_high.get_val(document).cmp(&high) {
            Ordering::Less => false,
            Ordering::Equal => self.id_low.get_val(document) > low,
            Ordering::Greater => true,
        }
    }

    pub(crate) fn traits(&self, document: DocId) -> Traits {
        Traits(self.traits.get_val(document))
    }
}

/// The values of a column, without asking for each whether there is one: every document has one of each.
fn values<T: PartialOrd + Copy + fmt::Debug + Send + Sync + 'static>(
    column: Column<T>,
    default: T,
) -> Arc<dyn ColumnValues<T>> {
    if column.get_cardinality().is_full() {
        column.values
    } else {
        column.first_or_default_col(default)
    }
}

/// A column of numbers, and what each of them stands for.
fn table<T>(
    column: Option<BytesColumn>,
    read: impl Fn(&[u8]) -> T,
) -> tantivy::Result<(Arc<dyn ColumnValues<u64>>, Vec<T>)> {
    let column = column.ok_or_else(|| TantivyError::SchemaError("a column is missing".to_owned()))?;
    let mut read_values = Vec::with_capacity(column.num_terms());
    let mut terms: io::Result<_> = column.dictionary().stream();
    if let Ok(terms) = &mut terms {
        while terms.advance() {
            read_values.push(read(terms.key()));
        }
    }
    terms?;
    Ok((values(column.ords().clone(), 0), read_values))
}
