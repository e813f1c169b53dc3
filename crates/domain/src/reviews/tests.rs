use super::*;
use crate::catalogue::Picture;
use crate::points::Rates;
use crate::shared::{Currency, Instant, Money};
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

const NOW: Instant = DateTime::UNIX_EPOCH;

fn number<K>(value: u128) -> crate::shared::Id<K> {
    crate::shared::Id::from_uuid(Uuid::from_u128(value))
}

fn won(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::KRW)
}

fn sheet(stars: i64) -> ReviewSheet {
    ReviewSheet {
        stars: Stars::try_from(stars).unwrap(),
        title: ReviewTitle::parse("좋아요").unwrap(),
        text: ReviewText::parse("소리가 맑습니다").unwrap(),
        evaluations: Evaluations::default(),
    }
}

fn review(stars: i64, price: i64) -> Review {
    let bought = Bought {
        line: number(1),
        options: Vec::new(),
        unit_price: won(price),
    };
    Review::written(number(1), (number(2), number(3)), sheet(stars), bought, NOW)
}

fn picture() -> Picture {
    Picture {
        id: number(7),
        alt: None,
        width: 40,
        height: 30,
        is_transparent: false,
    }
}

fn why() -> HidingReason {
    HidingReason::parse("광고").unwrap()
}

#[test]
fn there_are_one_to_five_stars() {
    for wrong in [i64::MIN, -1, 0, 6, i64::MAX] {
        assert_eq!(Stars::try_from(wrong), Err(StarsError), "{wrong}");
    }
    let all = (1..=5).map(|number| Stars::try_from(number).unwrap());
    assert_eq!(all.collect::<Vec<_>>(), Stars::ALL);
}

/// What is owed, as the number that it is.
fn owed(review: &Review, subscriber: bool) -> Option<(RewardKind, i64)> {
    let due = review.due(&Rates::default(), subscriber);
    due.map(|(kind, points)| (kind, points.get()))
}

/// The table of the rewards: rounded up to a whole point first, doubled then.
#[test]
fn a_review_is_thanked_with_a_share_of_what_a_piece_cost() {
    for (price, text, photo) in [(1_000, 10, 50), (1_001, 11, 51), (12_345, 124, 618), (1, 1, 1)] {
        for (times, subscriber) in [(1, false), (2, true)] {
            let written = review(5, price);
            let shown = review(5, price).pictured(picture(), NOW);
            assert_eq!(owed(&written, subscriber), Some((RewardKind::Text, text * times)));
            assert_eq!(owed(&shown, subscriber), Some((RewardKind::Photo, photo * times)));
        }
    }
    assert_eq!(owed(&review(5, 0), true), None);
    let mut dollars = review(5, 1_000);
    dollars.bought.unit_price = Money::new(Decimal::from(1_000), "USD".parse().unwrap());
    assert_eq!(owed(&dollars, false), None);
}

#[test]
fn a_picture_that_comes_later_earns_the_difference_once() {
    let written = review(5, 1_000);
    let thanked = written.thanked(RewardKind::Text, 10);
    assert_eq!(owed(&thanked, false), None);
    // Not even for somebody who subscribed meanwhile.
    assert_eq!(owed(&thanked, true), None);
    let pictured = thanked.pictured(picture(), NOW);
    assert_eq!(owed(&pictured, false), Some((RewardKind::Photo, 40)));
    assert_eq!(owed(&pictured, true), Some((RewardKind::Photo, 90)));
    let thanked = pictured.thanked(RewardKind::Photo, 40);
    let all = Rewarded {
        kind: RewardKind::Photo,
        points: 50,
    };
    assert_eq!(thanked.rewarded, Some(all));
    let again = thanked.unpictured(NOW).pictured(picture(), NOW);
    assert_eq!(owed(&again, true), None);
}

#[test]
fn what_is_hidden_earns_nothing() {
    let hidden = review(5, 1_000)
        .thanked(RewardKind::Text, 10)
        .hidden(why())
        .unwrap();
    let hidden = hidden.pictured(picture(), NOW);
    assert_eq!(owed(&hidden, false), None);
    // The way back is open.
    assert_eq!(
        owed(&hidden.shown().unwrap(), false),
        Some((RewardKind::Photo, 40))
    );
}

#[test]
fn what_is_hidden_stays_so_whatever_its_author_says() {
    let later = NOW + TimeDelta::hours(1);
    let hidden = review(1, 1_000).hidden(why()).unwrap();
    let edited = hidden.edited(sheet(5), later);
    assert_eq!((edited.hidden.clone(), edited.version), (Some(why()), 3));
    assert_eq!(edited.edited_at, Some(later));
    assert_eq!(edited.clone().hidden(why()), Err(ReviewError::Hidden));
    let shown = edited.shown().unwrap();
    assert_eq!(shown.shown(), Err(ReviewError::Shown));
}

#[test]
fn nobody_likes_their_own() {
    let review = review(5, 1_000);
    assert_eq!(review.likeable_by(review.author), Err(ReviewError::Own));
    assert_eq!(review.likeable_by(number(9)), Ok(()));
}

#[test]
fn a_mean_has_one_decimal() {
    let mean = |stars: &[i64]| {
        let each = stars.iter().map(|stars| ReviewTally::of(&review(*stars, 1)));
        each.fold(ReviewTally::default(), ReviewTally::plus)
            .mean()
            .to_string()
    };
    assert_eq!(mean(&[5, 4, 4]), "4.3");
    assert_eq!(mean(&[]), "0");
    assert_eq!(mean(&[4, 4, 4, 5]), "4.3", "4.25");
    assert_eq!(mean(&[5, 5]).parse::<Decimal>().unwrap(), Decimal::from(5));
}

#[test]
fn titles_are_short() {
    assert!(ReviewTitle::parse("가".repeat(20)).is_ok());
    assert!(ReviewTitle::parse("가".repeat(21)).is_err());
}

fn wish(on_offer: bool, price: i64) -> Wish {
    Wish {
        account: number(1),
        product: number(2),
        since: NOW,
        notices: true,
        seen: glance(on_offer, price),
    }
}

fn glance(on_offer: bool, price: i64) -> Glance {
    Glance {
        on_offer,
        price: won(price),
    }
}

#[test]
fn people_hear_of_what_comes_back_and_of_what_costs_less() {
    let back = |price| Some(WishNews::BackInStock { price: won(price) });
    for (seen, now, news) in [
        ((false, 100), (true, 100), back(100)),
        ((false, 100), (true, 90), back(90)),
        ((true, 100), (false, 90), None),
        ((true, 100), (true, 100), None),
        ((true, 100), (true, 101), None),
        (
            (true, 101),
            (true, 100),
            Some(WishNews::PriceDropped {
                from: won(101),
                to: won(100),
            }),
        ),
        ((false, 100), (false, 1), None),
    ] {
        let wish = wish(seen.0, seen.1);
        assert_eq!(wish.news(glance(now.0, now.1)), news, "{seen:?} {now:?}");
        let mute = Wish {
            notices: false,
            ..wish
        };
        assert_eq!(mute.news(glance(now.0, now.1)), None);
    }
}

proptest! {
    /// However often somebody looks, a product is told to be back once for each time it left.
    #[test]
    fn each_crossing_is_told_once(looks in prop::collection::vec((any::<bool>(), 1_i64..5), 0..40)) {
        let (mut wish, mut was, mut told, mut crossed) = (wish(true, 3), true, 0, 0);
        for (on_offer, price) in looks {
            crossed += usize::from(on_offer && !was);
            was = on_offer;
            for _ in 0..2 {
                let now = glance(on_offer, price);
                told += usize::from(matches!(wish.news(now), Some(WishNews::BackInStock { .. })));
                wish.seen = wish.seeing(now);
            }
        }
        prop_assert_eq!(told, crossed);
    }

    /// What is added review by review is what all of them are.
    #[test]
    fn counting_changes_is_counting_all(steps in prop::collection::vec((0_usize..4, 1_i64..=5, 0_u8..4), 0..40)) {
        let mut reviews: Vec<Option<Review>> = vec![None; 4];
        let mut tally = ReviewTally::default();
        for (place, stars, what) in steps {
            let before = reviews[place].clone();
            let after = match (before.clone(), what) {
                (None, _) => review(stars, 1_000),
                (Some(old), 0) => old.edited(sheet(stars), NOW),
                (Some(old), 1) => old.pictured(picture(), NOW),
                (Some(old), 2) => old.unpictured(NOW),
                (Some(old), _) => old.clone().hidden(why()).or_else(|_| old.shown()).unwrap(),
            };
            tally = tally.plus(ReviewTally::change(before.as_ref(), &after));
            reviews[place] = Some(after);
        }
        let all = reviews.iter().flatten().map(ReviewTally::of);
        prop_assert_eq!(tally, all.fold(ReviewTally::default(), ReviewTally::plus));
    }
}
