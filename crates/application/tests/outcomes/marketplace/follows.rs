use futures_util::future::join_all;
use hexmart_application::marketplace::{FollowError, Following, Marketplace};
use hexmart_domain::marketplace::SellerState;
use hexmart_domain::shared::SellerId;

use super::Market;

#[tokio::test]
async fn followers_are_counted_exactly() {
    let market = Market::new().await;
    let seller = market.seller("ann").await;
    let mut people = Vec::new();
    for number in 0..6 {
        people.push(market.world.person(&format!("fan-{number}")).await.id);
    }
    // Everybody twice, all at once.
    let follows = people.iter().chain(&people);
    let follows = follows.map(|follower| market.service.follow(*follower, seller.id, true));
    for answer in join_all(follows).await {
        assert!(answer.unwrap().is_followed);
    }
    let card = market
        .service
        .card(seller.id, Some(people[0]))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((card.followers, card.is_followed), (6, true));
    let again = market.service.follow(people[0], seller.id, true).await.unwrap();
    assert_eq!(
        again,
        Following {
            is_followed: true,
            followers: 6
        }
    );
    for _ in 0..2 {
        let left = market.service.follow(people[0], seller.id, false).await.unwrap();
        assert_eq!(
            left,
            Following {
                is_followed: false,
                followers: 5
            }
        );
    }
    assert!(market.service.followed_by(people[0]).await.unwrap().is_empty());
    let followed = market.service.followed_by(people[1]).await.unwrap();
    assert_eq!(
        followed.iter().map(|card| card.id).collect::<Vec<_>>(),
        [seller.id]
    );
    // Not a change of the seller.
    assert_eq!(
        market.service.seller(seller.id).await.unwrap().unwrap().version,
        seller.version
    );
}

#[tokio::test]
async fn only_others_who_sell_are_followed() {
    let market = Market::new().await;
    let seller = market.seller("ann").await;
    let (_, pending) = market.applicant("bob").await;
    let own = market.service.follow(seller.account, seller.id, true).await;
    assert!(matches!(own, Err(FollowError::Oneself)), "{own:?}");
    let nobody: SellerId = market.world.mint.id(market.world.now());
    for id in [pending.id, nobody] {
        for wanted in [true, false] {
            let answer = market.service.follow(market.staff, id, wanted).await;
            assert!(matches!(answer, Err(FollowError::Unknown)), "{answer:?}");
        }
    }
    let page = market
        .service
        .page(Some(SellerState::Pending), None, 10)
        .await
        .unwrap();
    assert_eq!(page, [pending]);
}
