//! Reviews and wishes that ports answer in these tests.

use hexmart_application::reviews::{Liking, ReviewCard, WishCard, WishChange, Wishing};
use hexmart_domain::reviews::{
    Bought, Evaluations, Grade, Review, ReviewSheet, ReviewTally, ReviewText, ReviewTitle, RewardKind,
    Rewarded, Stars,
};

use crate::fixture::Ports;
use crate::goods::picture;
use crate::purchases::won;
use crate::samples::{LINE, PRODUCT, REVIEW, USER, listed, now};

/// A review of the caller `user`, of which everything is said that can be.
pub(crate) fn review() -> Review {
    Review {
        id: REVIEW.parse().unwrap(),
        product: PRODUCT.parse().unwrap(),
        author: USER.parse().unwrap(),
        sheet: ReviewSheet {
            stars: Stars::ALL[3],
            title: ReviewTitle::parse("소리가 좋아요").unwrap(),
            text: ReviewText::parse("하루 종일\n들어도 편합니다").unwrap(),
            evaluations: Evaluations {
                delivery: Grade::Good,
                service: Grade::Normal,
                feedback: Grade::Bad,
            },
        },
        picture: Some(picture()),
        bought: Bought {
            line: LINE.parse().unwrap(),
            options: vec!["색상: 흰색".to_owned()],
            unit_price: won(16_200),
        },
        hidden: None,
        rewarded: Some(Rewarded {
            kind: RewardKind::Photo,
            points: 810,
        }),
        version: 3,
        written_at: now(),
        edited_at: Some(now()),
    }
}

/// The same as it is shown.
pub(crate) fn card() -> ReviewCard {
    ReviewCard {
        review: review(),
        nickname: Some("귤".to_owned()),
        product_name: "무선 이어폰".to_owned(),
        likes: 12,
        is_liked: false,
    }
}

/// Five, four and four stars.
pub(crate) fn tally() -> ReviewTally {
    ReviewTally {
        by_stars: [0, 0, 0, 2, 1],
        pictured: 1,
        delivery: [2, 1, 0],
        service: [0, 3, 0],
        feedback: [0, 2, 1],
    }
}

pub(crate) fn wish() -> WishCard {
    WishCard {
        product: listed("10000", Some("12.5")).card,
        since: now(),
        notices: true,
    }
}

/// Lets everybody say and wish what they want.
pub(crate) fn speak(ports: &mut Ports) {
    let reviews = &mut ports.reviews;
    reviews.expect_write().returning(|_, _, _| Ok(card()));
    reviews.expect_edit().returning(|_, _, _, _| Ok(card()));
    reviews
        .expect_show_picture()
        .returning(|_, _, _, _, _| Ok(card()));
    reviews.expect_remove_picture().returning(|_, _, _| Ok(card()));
    reviews.expect_show().returning(|_, _| Ok(Some(card())));
    reviews
        .expect_of_product()
        .returning(|_, _, _, _, _| Ok(vec![card()]));
    reviews.expect_summary().returning(|_| Ok(Some(tally())));
    reviews.expect_own().returning(|_, _, _| Ok(vec![card()]));
    reviews.expect_page().returning(|_, _, _| Ok(vec![card()]));
    reviews.expect_hide().returning(|_, _, _| Ok(card()));
    reviews.expect_unhide().returning(|_, _, _| Ok(card()));
    reviews
        .expect_like()
        .returning(|_, _, is_liked| Ok(Liking { is_liked, likes: 13 }));
    let wishes = &mut ports.wishes;
    wishes.expect_change().returning(|_, _, change| {
        Ok(Wishing {
            is_wished: change != WishChange::Remove,
            notices: change == WishChange::Add,
            wishers: 310,
        })
    });
    wishes.expect_own().returning(|_, _, _| Ok(vec![wish()]));
}
