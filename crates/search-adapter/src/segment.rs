//! One segment of the index, ready to be asked.

use std::fmt;
use std::io;
use std::sync::Arc;

use hexmart_domain::shared::{CategoryId, ProductId, SellerId};
use tantivy::columnar::{BytesColumn, ColumnValues};
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
            id_high: columns.column_first_or_default(column::ID_HIGH)?,
            id_low: columns.column_first_or_default(column::ID_LOW)?,
            traits: columns.column_first_or_default(column::TRAITS)?,
            sale_price: columns.column_first_or_default(column::SALE_PRICE)?,
            deal: columns.column_first_or_default(column::DEAL)?,
            created_at: columns.column_first_or_default(column::CREATED_AT)?,
            sales: columns.column_first_or_default(column::SALES)?,
            likes: columns.column_first_or_default(column::LIKES)?,
            stars: columns.column_first_or_default(column::STARS)?,
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

    pub(crate) fn traits(&self, document: DocId) -> Traits {
        Traits(self.traits.get_val(document))
    }
}

/// A column of numbers, and what each of them stands for.
fn table<T>(
    column: Option<BytesColumn>,
    read: impl Fn(&[u8]) -> T,
) -> tantivy::Result<(Arc<dyn ColumnValues<u64>>, Vec<T>)> {
    let column = column.ok_or_else(|| TantivyError::SchemaError("a column is missing".to_owned()))?;
    let mut values = Vec::with_capacity(column.num_terms());
    let mut terms: io::Result<_> = column.dictionary().stream();
    if let Ok(terms) = &mut terms {
        while terms.advance() {
            values.push(read(terms.key()));
        }
    }
    terms?;
    Ok((column.ords().clone().first_or_default_col(0), values))
}
