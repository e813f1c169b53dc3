//! What comes first among hits.

use std::cmp::{Ordering, Reverse};
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
    /// Some more than wanted before the worse ones are given up.
    hits: Vec<(Rank, ProductId)>,
    /// What a hit must surpass to be among the best; none as long as they are too few.
    least: Option<(Rank, ProductId)>,
}

/// So many more than wanted are kept before the worse ones are given up, at least.
const SPARE: usize = 256;

impl Best {
    pub(crate) fn of(wanted: usize, sort: SearchSort) -> Self {
        Self {
            sort,
            wanted,
            hits: Vec::new(),
            least: None,
        }
    }

    /// Takes documents of a segment that match so well. Of equals, the newest id is best. The last document is looked at
    /// first, and of each no more than it takes to see that it is not among the best.
    pub(crate) fn offer(&mut self, contents: &Contents, documents: &[DocId], matches: &[u32]) {
        let firsts = self.firsts(contents, documents, matches);
        for (document, first) in documents.iter().zip(firsts).rev() {
            if self.least.is_some_and(|((least, _), _)| first < least) {
                continue;
            }
            let rank = (first, i64_to_u64(contents.sales.get_val(*document)));
            let is_among_the_best = self.least.is_none_or(|(least, product)| match rank.cmp(&least) {
                Ordering::Less => false,
                Ordering::Equal => contents.is_newer(*document, product),
                Ordering::Greater => true,
            });
            if is_among_the_best && self.wanted > 0 {
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
        let most = self.wanted.saturating_add(self.wanted.max(SPARE));
        if self.hits.len() < most {
            return;
        }
        if let Some(last) = self.wanted.checked_sub(1) {
            let (_, least, _) = self.hits.select_nth_unstable_by_key(last, |hit| Reverse(*hit));
            self.least = Some(*least);
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
