//! A number for each document.

use tantivy::DocId;

use super::super::place;
use super::super::terms::Worth;
use super::{EXTRA, LAST, gain};

#[derive(Debug)]
pub(crate) struct Dense {
    numbers: Vec<u32>,
}

impl Dense {
    pub(super) fn of(documents: u32) -> Self {
        Self {
            numbers: vec![0; place(documents)],
        }
    }

    pub(super) fn meet(&mut self, word: u32, worth: Worth, documents: &[DocId]) {
        let gain = gain(worth);
        let extra = if worth.extra { EXTRA } else { 0 };
        for document in documents {
            if let Some(number) = self.numbers.get_mut(place(*document)) {
                let met = *number & LAST == word;
                *number = if met {
                    *number + extra
                } else {
                    (*number & !LAST) + gain + word
                };
            }
        }
    }

    pub(super) fn met(self) -> impl Iterator<Item = (DocId, u32)> {
        let numbered = (0..).zip(self.numbers);
        numbered.filter(|(_, number)| *number > 0)
    }
}
