//! A number for each document of a window, which goes through the segment: all numbers at once would leave the processor's
//! cache, and whoever has met nothing would be looked at, too.

use tantivy::DocId;

use super::super::place;
use super::meeting::Meeting;
use super::{EXTRA, LAST, gain};

/// So many documents are in a window.
const WINDOW: u32 = 1 << 14;

/// The documents of a word of bits.
const BITS: u32 = u64::BITS;

/// Who has met a word, and how well, in the order of documents.
pub(crate) struct Dense {
    /// In the order in which they count.
    meetings: Vec<Meeting>,
    documents: DocId,
    /// The first document behind the window.
    next: DocId,
    numbers: Vec<u32>,
    /// A bit for each document of the window that has met a word, and has not been handed over.
    met: Vec<u64>,
    /// The place of the bits that are handed over.
    at: usize,
}

impl Dense {
    pub(super) fn of(documents: DocId, meetings: Vec<Meeting>) -> Self {
        let window = WINDOW.min(documents.next_multiple_of(BITS));
        let words = place(window / BITS);
        Self {
            meetings,
            documents,
            next: 0,
            numbers: vec![0; place(window)],
            met: vec![0; words],
            at: words,
        }
    }

    /// Goes to the next window.
    fn turn(&mut self) {
        let Self { numbers, met, .. } = self;
        let start = self.next;
        self.next = start.saturating_add(WINDOW);
        self.at = 0;
        for meeting in &mut self.meetings {
            let (word, gain) = (meeting.word, gain(meeting.worth));
            let extra = if meeting.worth.extra { EXTRA } else { 0 };
            meeting.until(self.next, |documents| {
                for document in documents {
                    let place = place(document.wrapping_sub(start));
                    if let Some(number) = numbers.get_mut(place) {
                        let has_met = *number & LAST == word;
                        *number = if has_met {
                            *number + extra
                        } else {
                            (*number & !LAST) + gain + word
                        };
                    }
                    if let Some(bits) = met.get_mut(place / 64) {
                        *bits |= 1 << (place % 64);
                    }
                }
            });
        }
    }
}

impl Iterator for Dense {
    type Item = (DocId, u32);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while let Some(bits) = self.met.get_mut(self.at) {
                if *bits != 0 {
                    let place = self.at * 64 + place(bits.trailing_zeros());
                    *bits &= *bits - 1;
                    // The next window finds it as it was.
                    let number = std::mem::take(self.numbers.get_mut(place)?);
                    let start = self.next.saturating_sub(WINDOW);
                    return Some((start + u32::try_from(place).ok()?, number));
                }
                self.at += 1;
            }
            if self.next >= self.documents {
                return None;
            }
            self.turn();
        }
    }
}
