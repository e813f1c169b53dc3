//! What can be suggested: words and phrases in the order of the keys that write them.

use std::collections::BTreeMap;
use std::io;

use tantivy::directory::OwnedBytes;
use tantivy::termdict::TermDictionary;

use super::numbers::{Numbers, bytes_of, number};
use crate::document::PHRASE;
use hexmart_search_words::{Typed, initials, keystrokes};

/// The words and phrases of a segment that are worth suggesting.
#[derive(Debug, Clone)]
pub(crate) struct Completions {
    /// The texts in the order of their keystrokes.
    texts: OwnedBytes,
    /// Where each text begins, and where the last one ends.
    starts: Numbers,
    /// In how many products each occurs.
    weights: Numbers,
    /// The numbers of the texts in the order of their initials.
    by_initials: Numbers,
}

/// What is written of them: the texts, the starts, the weights, the order by initials.
pub(super) type Written = [Vec<u8>; 4];

/// A segment of many products leaves out what is rare: of phrases there are as many as products.
fn least_of_words(products: u32) -> u32 {
    1 + products / 500_000
}

fn least_of_phrases(products: u32) -> u32 {
    1 + products / 50_000
}

impl Completions {
    /// What there is to write for the words of names and for the phrases of a segment of so many products.
    pub(super) fn write(
        names: &TermDictionary,
        phrases: &TermDictionary,
        products: u32,
    ) -> io::Result<Written> {
        let mut known = BTreeMap::new();
        collect(&mut known, names, products)?;
        collect(&mut known, phrases, products)?;
        let mut texts = Vec::new();
        let mut starts = vec![0];
        let mut weights = Vec::with_capacity(known.len());
        let mut by_initials = Vec::with_capacity(known.len());
        for ((_, text), weight) in known {
            by_initials.push((initials(&text), number(weights.len())));
            weights.push(weight);
            texts.extend_from_slice(text.as_bytes());
            starts.push(number(texts.len()));
        }
        by_initials.sort_unstable();
        let by_initials = by_initials.into_iter().map(|(_, text)| text);
        Ok([texts, bytes_of(starts), bytes_of(weights), bytes_of(by_initials)])
    }

    /// Reads what was written.
    pub(super) fn read([texts, starts, weights, by_initials]: [OwnedBytes; 4]) -> Self {
        Self {
            texts,
            starts: Numbers(starts),
            weights: Numbers(weights),
            by_initials: Numbers(by_initials),
        }
    }

    /// The heaviest texts that what was typed may become, the heaviest first.
    pub(crate) fn heaviest(&self, typed: &Typed, limit: usize) -> Vec<(String, u32)> {
        let number_at = |place| match typed {
            Typed::Keys(_) => place,
            Typed::Initials { .. } => self.by_initials.place(place),
        };
        let place_of = |place| typed.place_of(self.text(number_at(place)));
        let prefix = typed.prefix();
        let from = self
            .by_initials
            .count_before(|place| place_of(place).as_slice() < prefix);
        let to = self.by_initials.count_before(|place| {
            let at = place_of(place);
            at.as_slice() < prefix || at.starts_with(prefix)
        });
        let mut heaviest: Vec<(u32, usize)> = Vec::with_capacity(limit.saturating_mul(2));
        let mut least = 0;
        for place in from..to {
            let text = number_at(place);
            let weight = self.weights.get(text);
            if weight > least && typed.fits(self.text(text)) {
                heaviest.push((weight, text));
                if heaviest.len() == limit.saturating_mul(2) {
                    least = keep(&mut heaviest, limit);
                }
            }
        }
        keep(&mut heaviest, limit);
        heaviest
            .into_iter()
            .map(|(weight, text)| (self.text(text).to_owned(), weight))
            .collect()
    }

    fn text(&self, number: usize) -> &str {
        let range = self.starts.place(number)..self.starts.place(number.saturating_add(1));
        let bytes = self.texts.get(range).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// Keeps the heaviest, in order; answers the weight that another must exceed.
fn keep(heaviest: &mut Vec<(u32, usize)>, limit: usize) -> u32 {
    heaviest.sort_unstable_by_key(|(weight, text)| (std::cmp::Reverse(*weight), *text));
    heaviest.truncate(limit);
    heaviest.last().map_or(0, |(weight, _)| *weight)
}

/// By keystrokes and text: the weight.
type Known = BTreeMap<(Vec<u8>, String), u32>;

fn collect(known: &mut Known, dictionary: &TermDictionary, products: u32) -> io::Result<()> {
    let mut terms = dictionary.stream()?;
    while terms.advance() {
        let weight = terms.value().doc_freq;
        let Ok(term) = std::str::from_utf8(terms.key()) else {
            continue;
        };
        let is_phrase = term.contains(PHRASE);
        let least = if is_phrase {
            least_of_phrases(products)
        } else {
            least_of_words(products)
        };
        if weight < least || !(is_phrase || is_worth_suggesting(term)) {
            continue;
        }
        let text = term.replace(PHRASE, " ");
        let heaviest = known.entry((keystrokes(&text), text)).or_default();
        *heaviest = weight.max(*heaviest);
    }
    Ok(())
}

/// Numbers, symbols and single letters complete nothing.
fn is_worth_suggesting(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && (!word.is_ascii() || word.len() > 1)
}
