//! What comes first among hits.

use std::cmp::Reverse;
use std::sync::Arc;

use hexmart_application::search::SearchSort;
use hexmart_domain::shared::ProductId;
use tantivy::columnar::ColumnValues;
use tantivy::{DocId, i64_to_u64};

use crate::segment::Contents;

/// The rank of a hit, the best being the greatest: by what was asked for, then by sales.
type Rank = (u64, u64);

/// The best hits so far.
#[derive(Debug)]
pub(crate) struct Best {
    sort: SearchSort,
    wanted: usize,
    /// Twice as many as wanted before the worse half is given up.
    hits: Vec<(Rank, ProductId)>,
    least: Rank,
}

impl Best {
    pub(crate) fn of(wanted: usize, sort: SearchSort) -> Self {
        Self {
            sort,
            wanted,
            hits: Vec::new(),
            least: (0, 0),
        }
    }

    /// Takes documents of a segment that match so well. Of equals, the newest id is best. What would not be among the
    /// best is not looked up.
    pub(crate) fn offer(&mut self, contents: &Contents, documents: &[DocId], matches: &[u32]) {
        for (document, first) in documents.iter().zip(self.firsts(contents, documents, matches)) {
            if first < self.least.0 {
                continue;
            }
            let rank = (first, i64_to_u64(contents.sales.get_val(*document)));
            if rank >= self.least && self.wanted > 0 {
                self.hits.push((rank, contents.product(*document)));
                self.cut();
            }
        }
    }

    fn firsts(&self, contents: &Contents, documents: &[DocId], matches: &[u32]) -> Vec<u64> {
        let values = |column: &Arc<dyn ColumnValues<i64>>, read: fn(i64) -> u64| {
            let mut values = vec![0; documents.len()];
            column.get_vals(documents, &mut values);
            values.into_iter().map(read).collect()
        };
        match self.sort {
            SearchSort::Relevance => matches.iter().map(|matches| u64::from(*matches)).collect(),
            SearchSort::Recent => values(&contents.created_at, i64_to_u64),
            SearchSort::PriceUp => values(&contents.sale_price, |price| !i64_to_u64(price)),
            SearchSort::PriceDown => values(&contents.sale_price, i64_to_u64),
            SearchSort::Discount => values(&contents.deal, i64_to_u64),
            SearchSort::Sales => vec![0; documents.len()],
            SearchSort::Popularity => values(&contents.likes, i64_to_u64),
            SearchSort::Stars => values(&contents.stars, i64_to_u64),
        }
    }

    fn cut(&mut self) {
        if self.hits.len() < self.wanted.saturating_mul(2) {
            return;
        }
        if let Some(last) = self.wanted.checked_sub(1) {
            let (_, least, _) = self.hits.select_nth_unstable_by_key(last, |hit| Reverse(*hit));
            self.least = least.0;
        }
        self.hits.truncate(self.wanted);
    }

    /// The hits in order, the first ones left out.
    pub(crate) fn behind(mut self, skip: usize) -> Vec<ProductId> {
        self.hits.sort_unstable_by_key(|hit| Reverse(*hit));
        let hits = self.hits.into_iter().take(self.wanted).skip(skip);
        hits.map(|(_, product)| product).collect()
    }
}
