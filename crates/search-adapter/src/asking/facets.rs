//! How hits spread.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use hexmart_application::search::{Facet, Facets};
use hexmart_domain::shared::{CategoryId, SellerId};
use tantivy::DocId;

use crate::segment::Segment;
use crate::traits;
use crate::traits::Traits;

/// The longest list of a facet.
const LONGEST: usize = 50;

/// Counts, gathered from segment to segment.
#[derive(Debug, Default)]
pub(crate) struct Spread {
    categories: HashMap<CategoryId, u64>,
    sellers: HashMap<SellerId, u64>,
    traits: Vec<u64>,
}

/// Counts of one segment, by its own numbers.
#[derive(Debug)]
pub(crate) struct SegmentSpread<'a> {
    segment: &'a Segment,
    paths: Vec<u64>,
    sellers: Vec<u64>,
    traits: Vec<u64>,
}

fn count(counts: &mut [u64], number: u64) {
    if let Some(count) = usize::try_from(number)
        .ok()
        .and_then(|place| counts.get_mut(place))
    {
        *count += 1;
    }
}

impl<'a> SegmentSpread<'a> {
    pub(crate) fn of(segment: &'a Segment) -> Self {
        Self {
            segment,
            paths: vec![0; segment.contents.paths.len()],
            sellers: vec![0; segment.contents.sellers.len()],
            traits: vec![0; traits::COUNT],
        }
    }

    pub(crate) fn count(&mut self, documents: &[DocId]) {
        let contents = &self.segment.contents;
        let mut numbers = vec![0; documents.len()];
        let lists = [
            (&contents.path, &mut self.paths),
            (&contents.seller, &mut self.sellers),
            (&contents.traits, &mut self.traits),
        ];
        for (column, counts) in lists {
            column.get_vals(documents, &mut numbers);
            for number in &numbers {
                count(counts, *number);
            }
        }
    }

    /// Adds these to those of other segments.
    pub(crate) fn add_to(self, spread: &mut Spread) {
        let contents = &self.segment.contents;
        for (path, hits) in contents
            .paths
            .iter()
            .zip(self.paths)
            .filter(|(_, hits)| *hits > 0)
        {
            for category in path {
                *spread.categories.entry(*category).or_default() += hits;
            }
        }
        for (seller, hits) in contents
            .sellers
            .iter()
            .zip(self.sellers)
            .filter(|(_, hits)| *hits > 0)
        {
            if let Some(seller) = seller {
                *spread.sellers.entry(*seller).or_default() += hits;
            }
        }
        spread.traits.resize(traits::COUNT, 0);
        for (sum, hits) in spread.traits.iter_mut().zip(self.traits) {
            *sum += hits;
        }
    }
}

impl Spread {
    pub(crate) fn facets(self) -> Facets {
        let mut bands: HashMap<usize, u64> = HashMap::new();
        let mut in_stock = 0;
        for (number, hits) in (0..).zip(self.traits).filter(|(_, hits)| *hits > 0) {
            let traits = Traits(number);
            *bands.entry(traits.band()).or_default() += hits;
            in_stock += if traits.in_stock() { hits } else { 0 };
        }
        let mut price_bands = largest(bands);
        price_bands.sort_unstable_by_key(|facet| facet.value);
        Facets {
            categories: largest(self.categories),
            sellers: largest(self.sellers),
            price_bands,
            in_stock,
        }
    }
}

/// The largest first; of equals, the one that is older.
fn largest<T: Ord + Copy + Hash>(counts: HashMap<T, u64>) -> Vec<Facet<T>> {
    let mut facets: Vec<_> = counts
        .into_iter()
        .map(|(value, count)| Facet { value, count })
        .collect();
    facets.sort_unstable_by_key(|facet| (Reverse(facet.count), facet.value));
    facets.truncate(LONGEST);
    facets
}
