use hexmart_domain::reviews::{Review, Stars};
use hexmart_domain::shared::ReviewId;

/// In which order. Among equals the newest first, except with [`ReviewSort::Worst`], which runs the other way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ReviewSort {
    /// The newest first.
    #[default]
    Newest,
    /// The most stars first.
    Best,
    /// The fewest stars first, and the oldest of them.
    Worst,
    /// What most people like first.
    MostLiked,
}

impl ReviewSort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Best, Self::Worst, Self::MostLiked];

    /// Whether it runs from the least to the most, by its own measure and then by id.
    pub const fn is_ascending(self) -> bool {
        matches!(self, Self::Worst)
    }
}

/// Which reviews of a product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// With so many stars only.
    pub stars: Option<Stars>,
    /// With a picture only.
    pub pictured: bool,
}

/// Which reviews, for staff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StaffFilter {
    /// Only hidden ones, or only those that everybody sees.
    pub hidden: Option<bool>,
}

/// A place in a sorted list of reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReviewMark {
    /// What the list is sorted by: stars or likes; 0 where the id alone decides.
    pub key: i64,
    /// Which review.
    pub review: ReviewId,
}

/// Which stretch of a sorted list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReviewWindow {
    /// Only what comes behind this place.
    pub after: Option<ReviewMark>,
    /// How many at most.
    pub limit: u64,
}

/// A review, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewCard {
    /// The review.
    pub review: Review,
    /// What its author is called here; none once the account is erased. Nothing else of them is ever shown.
    pub nickname: Option<String>,
    /// What the product is called.
    pub product_name: String,
    /// How many like it.
    pub likes: i64,
    /// Whether the viewer does.
    pub is_liked: bool,
}

impl ReviewCard {
    /// Where it stands in a list of this sort.
    pub fn mark(&self, sort: ReviewSort) -> ReviewMark {
        ReviewMark {
            key: match sort {
                ReviewSort::Newest => 0,
                ReviewSort::Best | ReviewSort::Worst => i64::from(self.review.sheet.stars.get()),
                ReviewSort::MostLiked => self.likes,
            },
            review: self.review.id,
        }
    }
}
