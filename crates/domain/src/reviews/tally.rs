use rust_decimal::{Decimal, RoundingStrategy};

use super::{Grade, Review, Stars};

/// What the reviews of a product come to that everybody sees; or by how much that changes, and is negative then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewTally {
    /// How many gave one star, two, up to five.
    pub by_stars: [i64; 5],
    /// How many show a picture.
    pub pictured: i64,
    /// How many found the delivery good, normal, bad.
    pub delivery: [i64; 3],
    /// The same of the service.
    pub service: [i64; 3],
    /// The same of the feedback.
    pub feedback: [i64; 3],
}

impl ReviewTally {
    /// What one review adds.
    pub fn of(review: &Review) -> Self {
        if review.hidden.is_some() {
            return Self::default();
        }
        let sheet = &review.sheet;
        let graded = |given: Grade| Grade::ALL.map(|grade| i64::from(grade == given));
        Self {
            by_stars: Stars::ALL.map(|stars| i64::from(stars == sheet.stars)),
            pictured: i64::from(review.picture.is_some()),
            delivery: graded(sheet.evaluations.delivery),
            service: graded(sheet.evaluations.service),
            feedback: graded(sheet.evaluations.feedback),
        }
    }

    /// What changes when a review that was like this becomes one like that.
    pub fn change(before: Option<&Review>, after: &Review) -> Self {
        before.map_or_else(Self::default, Self::of).until(Self::of(after))
    }

    /// By how much another one is more.
    fn until(self, other: Self) -> Self {
        self.with(other, |before, after| after - before)
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, |one, more| one + more)
    }

    fn with(self, other: Self, join: fn(i64, i64) -> i64) -> Self {
        fn each<const N: usize>(one: [i64; N], two: [i64; N], join: fn(i64, i64) -> i64) -> [i64; N] {
            let mut all = one;
            for (sum, two) in all.iter_mut().zip(two) {
                *sum = join(*sum, two);
            }
            all
        }
        Self {
            by_stars: each(self.by_stars, other.by_stars, join),
            pictured: join(self.pictured, other.pictured),
            delivery: each(self.delivery, other.delivery, join),
            service: each(self.service, other.service, join),
            feedback: each(self.feedback, other.feedback, join),
        }
    }

    /// How many reviews there are.
    pub fn count(&self) -> i64 {
        self.by_stars.iter().sum()
    }

    /// All their stars.
    pub fn stars(&self) -> i64 {
        Stars::ALL
            .into_iter()
            .zip(self.by_stars)
            .map(|(stars, count)| i64::from(stars.get()) * count)
            .sum()
    }

    /// The mean of their stars to one decimal, rounded half-up; 0 without any.
    pub fn mean(&self) -> Decimal {
        let mean = Decimal::from(self.stars()).checked_div(Decimal::from(self.count()));
        mean.unwrap_or_default()
            .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
    }
}
