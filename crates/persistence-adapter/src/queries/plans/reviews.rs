//! Every list of reviews and wishes is read by an index, and so is what tells who may write one.

use hexmart_application::reviews::{
    ReviewFilter, ReviewMark, ReviewSort, ReviewWindow, StaffFilter, WishMark,
};
use hexmart_domain::reviews::{Glance, REVIEWABLE, Stars};
use hexmart_domain::shared::{Currency, Money};
use rust_decimal::Decimal;

use super::super::reviews::statements as reviews;
use super::super::trial;
use super::purchase::{May, assert_by, numbered};
use super::{Conn, fill, steps};

fn window(after: Option<ReviewMark>) -> ReviewWindow {
    ReviewWindow { after, limit: 30 }
}

/// Whatever filter goes with it, no list reads all reviews, nor sorts more than a few.
async fn assert_never_reads_everything(conn: &mut Conn, filter: ReviewFilter, sort: ReviewSort) {
    let which = reviews::which(numbered(7), filter, sort, window(None));
    let way = steps(conn, which).await;
    let by_product = |index: &str| index.starts_with("reviews_");
    let sound = way
        .iter()
        .filter(|step| step.table.is_some())
        .all(|step| !step.reads_everything && step.index.as_deref().is_some_and(by_product));
    assert!(sound && !way.is_empty(), "{filter:?} {sort:?}: {way:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reviews_are_listed_by_the_index_of_their_order() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    for (sort, index) in [
        (ReviewSort::Newest, "reviews_by_product"),
        (ReviewSort::Best, "reviews_by_stars"),
        (ReviewSort::Worst, "reviews_by_stars"),
        (ReviewSort::MostLiked, "reviews_by_likes"),
    ] {
        let mark = ReviewMark {
            key: 3,
            review: numbered(2_000),
        };
        for after in [None, Some(mark)] {
            let which = || reviews::which(numbered(7), ReviewFilter::default(), sort, window(after));
            assert_by(conn, which(), index, May::Nothing).await;
            let way = steps(conn, reviews::listed(which(), Some(numbered(3)))).await;
            let of = |table: &str| {
                way.iter()
                    .filter(|step| step.table.as_deref() == Some(table))
                    .count()
            };
            assert_eq!(of("products") + of("accounts") + of("review_likes"), 3, "{way:?}");
        }
        for stars in [None, Some(Stars::ALL[1])] {
            for pictured in [false, true] {
                assert_never_reads_everything(conn, ReviewFilter { stars, pictured }, sort).await;
            }
        }
    }
    for before in [None, Some(numbered(5_000))] {
        let own = reviews::by_author(numbered(fill::BUSY_AUTHOR.into()), before, 30);
        assert_by(conn, own, "reviews_by_author", May::Nothing).await;
        let any = reviews::all(StaffFilter::default(), before, 30);
        assert_by(conn, any, "PRIMARY", May::Walk).await;
        let hidden = StaffFilter { hidden: Some(true) };
        let hidden = reviews::all(hidden, before, 30);
        assert_by(conn, hidden, "reviews_by_visibility", May::Nothing).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_bought_is_found_among_their_orders() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    let bought = reviews::bought_lines(numbered(7), numbered(7), &REVIEWABLE);
    let way = steps(conn, bought).await;
    let reads: Vec<_> = way.iter().filter(|step| step.table.is_some()).collect();
    let sound = reads
        .iter()
        .all(|step| !step.reads_everything && step.index.is_some());
    assert!(sound && reads.len() == 2, "{way:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_are_found_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    for on_offer in [false, true] {
        let glance = Glance {
            on_offer,
            price: Money::new(Decimal::ONE, Currency::KRW),
        };
        let unseen = reviews::unseen(numbered(7), glance, 30);
        assert_by(conn, unseen, "PRIMARY", May::Nothing).await;
    }
    let mark = WishMark {
        since: "2026-02-01T00:00:00Z".parse().unwrap(),
        product: numbered(7),
    };
    for after in [None, Some(mark)] {
        let way = steps(conn, reviews::own(numbered(7), after, 30)).await;
        let by = |index: &str| way.iter().any(|step| step.index.as_deref() == Some(index));
        let reads = |step: &&trial::Step| step.table.is_some() && step.reads_everything;
        assert!(
            by("wishes_by_account") && !way.iter().any(|step| reads(&step)),
            "{way:?}"
        );
    }
}
