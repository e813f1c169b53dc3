use futures_util::future::join_all;
use hexmart_application::marketplace::{ApplyError, Marketplace};
use hexmart_domain::marketplace::{SellerError, SellerState};

use super::{Market, assert_refused};
use crate::given;

#[tokio::test]
async fn an_account_applies_once_at_a_time() {
    let market = Market::new().await;
    let (account, seller) = market.applicant("ann").await;
    let again = market.service.apply(account.id, given::sheet("other")).await;
    assert_refused(&again, SellerError::AlreadyApplied);
    market.service.approve(market.staff, seller.id).await.unwrap();
    let again = market.service.apply(account.id, given::sheet("other")).await;
    assert_refused(&again, SellerError::AlreadyApplied);

    let bob = market.world.person("bob").await.id;
    let applications = (0..5).map(|_| market.service.apply(bob, given::sheet("bob")));
    let answers = join_all(applications).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for answer in answers.iter().filter(|answer| answer.is_err()) {
        assert_refused(answer, SellerError::AlreadyApplied);
    }
}

#[tokio::test]
async fn the_name_of_a_company_is_its_own() {
    let market = Market::new().await;
    let (_, first) = market.applicant("ann").await;
    let bob = market.world.person("bob").await.id;
    for name in ["ann", "ANN"] {
        let answer = market.service.apply(bob, given::sheet(name)).await;
        assert!(matches!(answer, Err(ApplyError::CompanyTaken)), "{answer:?}");
    }
    market.service.apply(bob, given::sheet("bob")).await.unwrap();
    let answer = market.service.amend(bob, given::sheet("Ann")).await;
    assert!(matches!(answer, Err(ApplyError::CompanyTaken)), "{answer:?}");
    assert_eq!(
        market.service.own(bob).await.unwrap().unwrap().company.as_str(),
        "bob"
    );
    // One's own name in other letters is no conflict.
    let amended = market.service.amend(first.account, given::sheet("ANN")).await;
    assert_eq!(amended.unwrap().company.as_str(), "ANN");
}

#[tokio::test]
async fn a_seller_amends_and_gives_up() {
    let market = Market::new().await;
    let seller = market.seller("ann").await;
    let amended = market
        .service
        .amend(seller.account, given::sheet("renamed"))
        .await
        .unwrap();
    assert_eq!(
        (amended.state, amended.company.as_str()),
        (SellerState::Approved, "renamed")
    );
    let gone = market.service.withdraw(seller.account).await.unwrap();
    assert_eq!(gone.state, SellerState::Withdrawn);
    assert_eq!(market.service.approved(seller.account).await.unwrap(), None);
    assert_eq!(market.service.card(seller.id, None).await.unwrap(), None);
    for answer in [
        market.service.withdraw(seller.account).await,
        market.service.amend(seller.account, given::sheet("again")).await,
    ] {
        assert_refused(&answer, SellerError::NotActive);
    }
    let again = market
        .service
        .apply(seller.account, given::sheet("again"))
        .await
        .unwrap();
    assert_eq!((again.id, again.state), (seller.id, SellerState::Pending));
    let nobody = market.world.person("nobody").await.id;
    for answer in [
        market.service.withdraw(nobody).await,
        market.service.amend(nobody, given::sheet("x")).await,
    ] {
        assert!(matches!(answer, Err(ApplyError::Unknown)), "{answer:?}");
    }
}
