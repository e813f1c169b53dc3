//! Finding products by their ids, to take their earlier documents out of the index.

use std::collections::BTreeSet;
use std::sync::Arc;

use hexmart_domain::shared::ProductId;
use tantivy::index::SegmentReader;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, Score, Term};

use crate::document::{bucket, halves};
use crate::fields::{Fields, column};

/// Matches the documents of some products. Many at once, so that one change of many products is one deletion, not one
/// for each that every segment has to be asked for.
#[derive(Debug, Clone)]
pub(crate) struct Products {
    products: Arc<BTreeSet<ProductId>>,
    fields: Fields,
}

impl Products {
    pub(crate) fn new(products: BTreeSet<ProductId>, fields: Fields) -> Self {
        Self {
            products: Arc::new(products),
            fields,
        }
    }

    /// The documents of a segment.
    fn documents(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
        let high = reader
            .fast_fields()
            .column_first_or_default::<u64>(column::ID_HIGH)?;
        let low = reader
            .fast_fields()
            .column_first_or_default::<u64>(column::ID_LOW)?;
        let buckets = reader.inverted_index(self.fields.bucket)?;
        let mut found = BitSet::with_max_value(reader.max_doc());
        for product in self.products.iter() {
            let key = Term::from_field_bytes(self.fields.bucket, &bucket(*product));
            let Some(mut block) = buckets.read_block_postings(&key, IndexRecordOption::Basic)? else {
                continue;
            };
            while block.block_len() > 0 {
                for document in block.docs() {
                    if (high.get_val(*document), low.get_val(*document)) == halves(*product) {
                        found.insert(*document);
                    }
                }
                block.advance();
            }
        }
        Ok(found)
    }
}

impl Query for Products {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Products {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let documents = BitSetDocSet::from(self.documents(reader)?);
        Ok(Box::new(ConstScorer::new(documents, boost)))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let found = self.documents(reader)?.contains(document);
        Ok(Explanation::new(
            "one of the products",
            if found { 1.0 } else { 0.0 },
        ))
    }
}
