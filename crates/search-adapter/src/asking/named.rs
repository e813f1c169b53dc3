//! Products by a part of their name.

use std::collections::BTreeSet;
use std::io;

use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::NameCandidates;
use hexmart_domain::shared::ProductId;

use super::View;
use super::tally::{MOST_WORDS, Tally};
use super::terms::{Lexicon, Whereabouts};
use crate::segment::Segment;
use hexmart_search_words::{Piece, fold_apart, pieces};

/// The candidates behind a product. Every word and symbol of the part stands within one of the name, so none is missed;
/// in which order they stand is for the caller to see.
pub(crate) fn named(
    view: &View,
    part: &NameFilter,
    after: Option<ProductId>,
    limit: usize,
) -> tantivy::Result<NameCandidates> {
    let folded = fold_apart(part.folded());
    let asked: BTreeSet<&str> = pieces(&folded).map(Piece::text).take(MOST_WORDS).collect();
    let mut first = First {
        after,
        wanted: limit.saturating_add(1),
        products: Vec::new(),
    };
    for segment in &view.segments {
        if asked.is_empty() {
            (0..segment.reader.max_doc()).for_each(|document| first.offer(segment, document));
            continue;
        }
        let lexicon = Lexicon::of(segment, &view.fields)?;
        let tally = tally(segment, &lexicon, &asked)?;
        for document in tally.met_all(asked.len()) {
            first.offer(segment, document);
        }
    }
    let mut products = first.sorted();
    let more = products.len() > limit;
    products.truncate(limit);
    Ok(NameCandidates {
        products,
        more,
        known_to: view.position.unwrap_or(0),
    })
}

fn tally(segment: &Segment, lexicon: &Lexicon<'_>, asked: &BTreeSet<&str>) -> io::Result<Tally> {
    let mut meetings = Vec::new();
    for (word, part) in (1..).zip(asked) {
        for meant in lexicon.containing(part, &[Whereabouts::Name])? {
            meetings.push(lexicon.meeting(word, &meant)?);
        }
    }
    Ok(Tally::of(segment.reader.max_doc(), meetings))
}

/// The first products behind one.
struct First {
    after: Option<ProductId>,
    wanted: usize,
    /// Twice as many as wanted before the later half is given up.
    products: Vec<ProductId>,
}

impl First {
    fn offer(&mut self, segment: &Segment, document: tantivy::DocId) {
        if !segment.is_alive(document) {
            return;
        }
        let product = segment.contents.product(document);
        if self.after.is_none_or(|after| product > after) {
            self.products.push(product);
            if self.products.len() >= self.wanted.saturating_mul(2).max(1024) {
                self.products.select_nth_unstable(self.wanted.saturating_sub(1));
                self.products.truncate(self.wanted);
            }
        }
    }

    fn sorted(mut self) -> Vec<ProductId> {
        self.products.sort_unstable();
        self.products.truncate(self.wanted);
        self.products
    }
}
