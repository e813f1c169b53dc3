//! Which words of a segment a word of a question means, and what each is worth.

use std::io;
use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};

use super::tally::Meeting;
use crate::fields::Fields;
use crate::segment::Segment;
use crate::vocabulary::{Parts, Standing};
use hexmart_search_words::typos;

/// Where in a product a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whereabouts {
    Name,
    Label,
    Description,
}

/// How well a word of a product meets a word of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Worth {
    /// From 1 to 100; more is better.
    pub(crate) points: u32,
    /// Whether it has the very letters.
    pub(crate) exact: bool,
    /// Whether it stands in the name.
    pub(crate) named: bool,
    /// Whether it counts a little even for who has met the word already, elsewhere.
    pub(crate) extra: bool,
}

impl Worth {
    pub(crate) fn exact(whereabouts: Whereabouts, standing: Standing) -> Self {
        let of_place = match whereabouts {
            Whereabouts::Name => 70,
            Whereabouts::Label => 40,
            Whereabouts::Description => 10,
        };
        let points = of_place
            + match standing {
                Standing::Whole => 20,
                Standing::End => 15,
                Standing::Beginning => 12,
                Standing::Inside => 5,
            };
        Self {
            points,
            exact: true,
            named: whereabouts == Whereabouts::Name,
            extra: whereabouts == Whereabouts::Label && standing == Standing::Whole,
        }
    }

    /// Its parts stand by themselves: `블루투스이어폰` was asked for, `블루투스 이어폰` is there.
    pub(crate) fn apart(whereabouts: Whereabouts) -> Self {
        Self {
            points: if whereabouts == Whereabouts::Name { 70 } else { 10 },
            exact: true,
            named: whereabouts == Whereabouts::Name,
            extra: false,
        }
    }

    fn similar(whereabouts: Whereabouts, standing: Standing) -> Self {
        let points = match whereabouts {
            Whereabouts::Name => 6,
            Whereabouts::Label => 4,
            Whereabouts::Description => 2,
        };
        Self {
            points: points - u32::from(standing != Standing::Whole),
            exact: false,
            named: whereabouts == Whereabouts::Name,
            extra: false,
        }
    }
}

/// A word of a segment that is meant.
#[derive(Debug)]
pub(crate) struct Meant {
    pub(crate) worth: Worth,
    pub(crate) standing: Standing,
    pub(crate) whereabouts: Whereabouts,
    pub(crate) info: TermInfo,
}

/// The words of a segment, field by field.
pub(crate) struct Lexicon<'a> {
    lists: [(Whereabouts, &'a Parts, Arc<InvertedIndexReader>); 3],
}

impl<'a> Lexicon<'a> {
    pub(crate) fn of(segment: &'a Segment, fields: &Fields) -> tantivy::Result<Self> {
        let vocabulary = &segment.contents.vocabulary;
        let list = |whereabouts, parts, field: Field| -> tantivy::Result<_> {
            Ok((whereabouts, parts, segment.reader.inverted_index(field)?))
        };
        let name = list(Whereabouts::Name, &vocabulary.name, fields.name)?;
        let label = list(Whereabouts::Label, &vocabulary.label, fields.label)?;
        let description = list(
            Whereabouts::Description,
            &vocabulary.description,
            fields.description,
        )?;
        Ok(Self {
            lists: [name, label, description],
        })
    }

    /// The words that contain a word, in the places that are asked for.
    pub(crate) fn containing(&self, word: &str, places: &[Whereabouts]) -> io::Result<Vec<Meant>> {
        let mut meant = Vec::new();
        for (whereabouts, parts, postings) in self.lists.iter().filter(|(place, ..)| places.contains(place)) {
            for (found, standing) in parts.containing(word) {
                let worth = Worth::exact(*whereabouts, standing);
                meant.extend(mean(postings, found, *whereabouts, standing, worth)?);
            }
        }
        Ok(meant)
    }

    /// The words that only look similar.
    pub(crate) fn similar(&self, word: &str) -> io::Result<Vec<Meant>> {
        let mut meant = Vec::new();
        for typo in typos(word) {
            // A short word is similar to too many parts of words.
            let within = typo.chars().count() > 2;
            for (whereabouts, parts, postings) in &self.lists {
                let found = if within {
                    parts.containing(&typo)
                } else {
                    vec![(typo.as_bytes(), Standing::Whole)]
                };
                for (found, standing) in found {
                    let worth = Worth::similar(*whereabouts, standing);
                    meant.extend(mean(postings, found, *whereabouts, standing, worth)?);
                }
            }
        }
        Ok(meant)
    }

    /// Whether a word stands by itself in names, tags or names of categories.
    pub(crate) fn knows(&self, word: &str) -> io::Result<bool> {
        for (whereabouts, _, postings) in &self.lists {
            if *whereabouts != Whereabouts::Description && postings.terms().get(word)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The documents of a word as they meet it.
    pub(crate) fn meeting(&self, word: u32, meant: &Meant) -> io::Result<Meeting> {
        let [name, label, description] = &self.lists;
        let (_, _, postings) = match meant.whereabouts {
            Whereabouts::Name => name,
            Whereabouts::Label => label,
            Whereabouts::Description => description,
        };
        let documents = postings.read_block_postings_from_terminfo(&meant.info, IndexRecordOption::Basic)?;
        Ok(Meeting::posted(word, meant.worth, documents))
    }
}

fn mean(
    postings: &InvertedIndexReader,
    word: &[u8],
    whereabouts: Whereabouts,
    standing: Standing,
    worth: Worth,
) -> io::Result<Option<Meant>> {
    let info = postings.terms().get(word)?;
    Ok(info.map(|info| Meant {
        worth,
        standing,
        whereabouts,
        info,
    }))
}
