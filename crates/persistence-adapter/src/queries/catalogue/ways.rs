use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::Mark;
use hexmart_application::platform::StoreError;

use super::count;
use super::route::{Question, Sieve, Source, Stretch};
use super::statement::{Places, Weights};
use super::{Conn, classify};
use crate::columns::Key;

/// How a list is read.
pub(super) struct Way {
    pub(super) stretches: Vec<Stretch>,
    /// Whether the list may go on where the stretches end: then there is a next way, which brings everything again.
    pub(super) ends_early: bool,
}

/// Ways to read a list, the most promising first.
///
/// With one index for everything, there is one way: along it. With several, the list can be walked in its order, leaving out
/// what a filter does not let pass, or everything can be fetched that one filter lets pass, and be sorted: the one reads
/// nearly the whole catalogue when little passes, the other when much does. So the filters are weighed, by counting entries
/// of their indexes up to where the walk is the better way. The walk is given up where it has cost several times what was
/// to be expected, as when all that hangs on a category is dear and the cheapest is asked for; then, when fetching would cost
/// much more than that, it goes some way further, and then everything is fetched.
pub(super) struct Ways<'q, 'f> {
    question: &'q Question<'f>,
    few: u64,
    turn: Turn,
}

enum Turn {
    First,
    Longer,
    Last(Source),
}

/// How many times longer than expected a walk may be at first.
const PATIENCE: u64 = 4;

/// How far what a filter lets pass is counted, once it is worth knowing.
const MOST: u64 = 1_000_000;

/// How many rows are worth fetching before all names are looked at.
const NAMES: u64 = 50_000;

/// How many entries of an index that covers the question are sorted while a walk looks at one row.
const STEP_AND_FETCH: u64 = 20;

/// From how many rows on it is cheaper to walk than to fetch all that passes a filter: of a million products, the walk to
/// the `reach`th of `n` reads `reach * 1,000,000 / n`, and the other way reads `n`.
pub(super) fn worth_fetching(reach: u64) -> u64 {
    reach.saturating_mul(1_000_000).isqrt()
}

impl<'q, 'f> Ways<'q, 'f> {
    /// To fetch fewer than `few` rows is cheap.
    pub(super) const fn new(question: &'q Question<'f>, few: u64) -> Self {
        Self {
            question,
            few,
            turn: Turn::First,
        }
    }

    /// The first way, or the next after one that ended early.
    pub(super) async fn next(&mut self, conn: &mut Conn) -> Result<Way, StoreError> {
        match self.turn {
            Turn::First => self.first(conn).await,
            Turn::Longer => self.longer(conn).await,
            Turn::Last(source) => Ok(self.fetch(source)),
        }
    }

    async fn first(&mut self, conn: &mut Conn) -> Result<Way, StoreError> {
        let sieves = self.question.left_over();
        if !sieves.is_empty() {
            let (thinnest, weight) = weighed(conn, sieves, self.few).await?;
            if weight < self.few {
                return Ok(self.fetch(thinnest));
            }
        } else if !self.question.leaves_names_over() {
            return Ok(self.walk(None));
        }
        self.turn = Turn::Longer;
        self.walk_for(conn, self.few.saturating_mul(PATIENCE)).await
    }

    async fn longer(&mut self, conn: &mut Conn) -> Result<Way, StoreError> {
        let sieves = self.question.left_over();
        if self.question.leaves_names_over() {
            let thinnest = if sieves.is_empty() {
                Source::Names
            } else {
                let (thinnest, weight) = weighed(conn, sieves, NAMES).await?;
                if weight < NAMES { thinnest } else { Source::Names }
            };
            return Ok(self.fetch(thinnest));
        }
        let (thinnest, weight) = weighed(conn, sieves, MOST).await?;
        let budget = weight / STEP_AND_FETCH;
        if budget <= self.few.saturating_mul(PATIENCE) {
            return Ok(self.fetch(thinnest));
        }
        self.turn = Turn::Last(thinnest);
        self.walk_for(conn, budget).await
    }

    /// A walk past so many rows.
    async fn walk_for(&self, conn: &mut Conn, budget: u64) -> Result<Way, StoreError> {
        if !self.question.can_be_cut() {
            // It goes through what one filter lets pass, and is no longer than that.
            return Ok(self.walk(None));
        }
        for stretch in self.question.bare_walk() {
            let end = mark(conn, self.question, vec![stretch], budget).await?;
            if end.is_some() {
                return Ok(self.walk(end));
            }
        }
        Ok(self.walk(None))
    }

    fn walk(&self, until: Option<Mark>) -> Way {
        Way {
            stretches: self.question.walk(until),
            ends_early: until.is_some(),
        }
    }

    fn fetch(&self, source: Source) -> Way {
        Way {
            stretches: vec![self.question.through(source)],
            ends_early: false,
        }
    }
}

/// What passes the filter that lets the least pass, or everything when there is none.
pub(super) async fn shortest(conn: &mut Conn, question: &Question<'_>) -> Result<Stretch, StoreError> {
    let sieves = question.sieves();
    let source = match sieves.as_slice() {
        [] => question.walked(),
        [only] => only.source,
        [among, ..] if among.source == Source::Ids => Source::Ids,
        _ => weighed(conn, sieves, MOST / 10).await?.0,
    };
    Ok(question.through(source))
}

/// The sieve that lets the least pass, and how much; counted no further than to `most`.
async fn weighed(conn: &mut Conn, sieves: Vec<Sieve>, most: u64) -> Result<(Source, u64), StoreError> {
    let sources: Vec<_> = sieves.iter().map(|sieve| sieve.source).collect();
    let weights = Weights {
        sieves,
        most: count(most),
    };
    let weights: Vec<(i64, i64)> = weights.load(conn).await.map_err(classify)?;
    let thinnest = weights
        .into_iter()
        .min_by_key(|(place, weight)| (*weight, *place));
    let (place, weight) = thinnest.ok_or_else(|| StoreError::backend("no sieve was weighed"))?;
    let source = usize::try_from(place)
        .ok()
        .and_then(|place| sources.get(place).copied());
    let source = source.ok_or_else(|| StoreError::backend("a sieve was weighed that there is not"))?;
    Ok((source, u64::try_from(weight).unwrap_or_default()))
}

/// The mark `skip` places into the stretches.
pub(super) async fn mark(
    conn: &mut Conn,
    question: &Question<'_>,
    stretches: Vec<Stretch>,
    skip: u64,
) -> Result<Option<Mark>, StoreError> {
    let statement = Places::new(stretches, question.order, skip, 1);
    let found: Vec<(i64, Key)> = statement.load(conn).await.map_err(classify)?;
    Ok(found.into_iter().next().map(|(key, id)| Mark {
        key,
        product: id.id(),
    }))
}
