//! Lists of reviews.

use hexmart_application::platform::Storage;
use hexmart_application::reviews::{ReviewFilter, ReviewSort, ReviewWindow, StaffFilter};
use hexmart_domain::identity::AccountState;
use hexmart_domain::reviews::Review;
use hexmart_domain::shared::{ProductId, ReviewId, UserId};

use super::{add, card, like, product};
use crate::given;
use crate::writes::{add_account, crowd, joined};

/// Reviews of one product: five, four, four, one and three stars, the last one hidden, in the order of their ids; the second
/// has a picture and the third is liked by two, the first by one. And one of another product.
async fn reviewed(storage: &Storage) -> (ProductId, Vec<Review>) {
    let (of, readers) = (product(storage).await, crowd(storage, 2).await);
    let mut reviews = Vec::new();
    for (place, count) in [5, 4, 4, 1, 3].into_iter().enumerate() {
        let mut review = given::rated(joined(storage).await.id, of, count);
        review.picture = (place == 1).then(|| given::picture(None));
        review.hidden = (place == 4).then(given::why);
        add(storage, &review).await.unwrap();
        reviews.push(review);
    }
    for (place, reader) in [(0, 0), (2, 0), (2, 1)] {
        like(storage, reviews[place].id, readers[reader], true).await;
    }
    let elsewhere = given::review(joined(storage).await.id, product(storage).await);
    add(storage, &elsewhere).await.unwrap();
    (of, reviews)
}

/// A list, read a page of this length after the other.
async fn listed(
    storage: &Storage,
    of: ProductId,
    filter: ReviewFilter,
    sort: ReviewSort,
    limit: u64,
) -> Vec<ReviewId> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let window = ReviewWindow { after, limit };
        let page = storage
            .reviews
            .of_product(of, filter, sort, window, None)
            .await
            .unwrap();
        let Some(last) = page.last() else {
            return all;
        };
        after = Some(last.mark(sort));
        all.extend(page.iter().map(|card| card.review.id));
    }
}

fn at(reviews: &[Review], places: &[usize]) -> Vec<ReviewId> {
    places.iter().map(|place| reviews[*place].id).collect()
}

/// However long a page is, nothing is skipped and nothing repeated; what is hidden is in none.
pub async fn reviews_are_listed_in_each_order(storage: Storage) {
    let (of, reviews) = reviewed(&storage).await;
    for (sort, places) in [
        (ReviewSort::Newest, [3, 2, 1, 0]),
        (ReviewSort::Best, [0, 2, 1, 3]),
        (ReviewSort::Worst, [3, 1, 2, 0]),
        (ReviewSort::MostLiked, [2, 0, 3, 1]),
    ] {
        for limit in [1, 2, 3, 9] {
            let list = listed(&storage, of, ReviewFilter::default(), sort, limit).await;
            assert_eq!(list, at(&reviews, &places), "{sort:?} {limit}");
        }
    }
    let nowhere = listed(
        &storage,
        given::id(),
        ReviewFilter::default(),
        ReviewSort::Best,
        9,
    )
    .await;
    assert_eq!(nowhere, []);
}

/// By stars, by pictures, and by both, in every order.
pub async fn reviews_can_be_of_what_is_wanted(storage: Storage) {
    let (of, reviews) = reviewed(&storage).await;
    let wanted = |stars: Option<i64>, pictured| ReviewFilter {
        stars: stars.map(given::stars),
        pictured,
    };
    for sort in ReviewSort::ALL {
        for (filter, places) in [
            (wanted(Some(5), false), vec![0]),
            (wanted(Some(3), false), vec![]),
            (wanted(None, true), vec![1]),
            (wanted(Some(4), true), vec![1]),
            (wanted(Some(5), true), vec![]),
        ] {
            let list = listed(&storage, of, filter, sort, 1).await;
            assert_eq!(list, at(&reviews, &places), "{sort:?} {filter:?}");
        }
    }
    let four = listed(&storage, of, wanted(Some(4), false), ReviewSort::MostLiked, 1).await;
    assert_eq!(four, at(&reviews, &[2, 1]));
}

/// One's own are all there, hidden ones too, and tell of which product they are.
pub async fn reviews_of_an_author_are_told_newest_first(storage: Storage) {
    let (author, other) = (joined(&storage).await.id, joined(&storage).await.id);
    let mut written = Vec::new();
    for place in 0..4 {
        let mut review = given::review(author, product(&storage).await);
        review.hidden = (place == 2).then(given::why);
        add(&storage, &review).await.unwrap();
        written.push(review);
    }
    add(&storage, &given::review(other, written[0].product))
        .await
        .unwrap();
    let own = storage.reviews.of_author(author, None, 9).await.unwrap();
    let ids: Vec<_> = own.iter().map(|card| card.review.id).collect();
    assert_eq!(ids, at(&written, &[3, 2, 1, 0]));
    assert_eq!(own[0].product_name, "무선 이어폰 Pro");
    let before = storage
        .reviews
        .of_author(author, Some(written[3].id), 2)
        .await
        .unwrap();
    let ids: Vec<_> = before.iter().map(|card| card.review.id).collect();
    assert_eq!(ids, at(&written, &[2, 1]));
}

/// Staff reads everything, or what is hidden, or what is not.
pub async fn staff_finds_what_is_hidden(storage: Storage) {
    let (_, reviews) = reviewed(&storage).await;
    let found = |hidden, before| {
        let storage = storage.clone();
        async move {
            let filter = StaffFilter { hidden };
            let page = storage.reviews.for_staff(filter, before, 9).await.unwrap();
            page.iter().map(|card| card.review.id).collect::<Vec<_>>()
        }
    };
    assert_eq!(found(Some(true), None).await, at(&reviews, &[4]));
    assert_eq!(found(None, None).await.len(), 6);
    assert_eq!(found(Some(false), None).await.len(), 5);
    assert_eq!(
        found(Some(false), Some(reviews[3].id)).await,
        at(&reviews, &[2, 1, 0])
    );
}

/// Readers see what an author is called here, and of one who is gone not even that.
pub async fn a_card_names_its_author_by_nickname_alone(storage: Storage) {
    let author = given::account_in_full("reader@example.com", "010-1234-5678");
    add_account(&storage, &author).await.unwrap();
    let gone = given::in_state(AccountState::Deleted);
    add_account(&storage, &gone).await.unwrap();
    let nobody: UserId = given::id();
    for (by, nickname) in [
        (author.id, Some(author.nickname.as_str())),
        (gone.id, None),
        (nobody, None),
    ] {
        let review = given::review(by, product(&storage).await);
        add(&storage, &review).await.unwrap();
        let shown = card(&storage, review.id, None).await.unwrap();
        assert_eq!(shown.nickname.as_deref(), nickname);
    }
}
