use std::time::Duration;

use futures_util::future::join;
use hexmart_application::marketplace::{DecideError, Marketplace};
use hexmart_application::platform::{AuditAction, Message};
use hexmart_domain::identity::Account;
use hexmart_domain::marketplace::{SellerError, SellerState};
use hexmart_domain::shared::SellerId;

use super::{Market, reason};
use crate::given;

#[tokio::test]
async fn an_approved_applicant_is_told_and_sells() {
    let market = Market::new().await;
    let (account, seller) = market.applicant("ann").await;
    assert_eq!((seller.state, seller.version), (SellerState::Pending, 1));
    assert_eq!(
        market.service.own(account.id).await.unwrap(),
        Some(seller.clone())
    );
    assert_eq!(market.service.approved(account.id).await.unwrap(), None);
    assert_eq!(market.service.card(seller.id, None).await.unwrap(), None);

    market.world.turn(Duration::from_secs(1));
    let approved = market.service.approve(market.staff, seller.id).await.unwrap();
    assert_eq!(approved.decided_by, Some(market.staff));
    assert_eq!(approved.decided_at, Some(market.world.now()));
    assert_eq!(
        market.service.approved(account.id).await.unwrap(),
        Some(seller.id)
    );
    let card = market.service.card(seller.id, None).await.unwrap().unwrap();
    assert_eq!((card.company.as_str(), card.followers), ("ann", 0));
    let letters = market.world.letters().await;
    assert_eq!(letters.len(), 1);
    let company = "ann".to_owned();
    assert_eq!(letters[0].message, Message::SellerApproved { company });
    let log = market.world.audit().await;
    let entry = &log.last().unwrap().event;
    assert_eq!(
        (entry.actor, entry.action),
        (Some(market.staff), AuditAction::SellerApproved)
    );
    assert_eq!(entry.subject, seller.id.to_string());
}

#[tokio::test]
async fn a_rejected_applicant_is_told_why_and_may_apply_again() {
    let market = Market::new().await;
    let (account, seller) = market.applicant("ann").await;
    let why = "홍길동의 서류가 없습니다";
    market
        .service
        .reject(market.staff, seller.id, reason(why))
        .await
        .unwrap();
    let letters = market.world.letters().await;
    let expected = Message::SellerRejected {
        company: "ann".to_owned(),
        reason: why.to_owned(),
    };
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].message, expected);
    // The audit log is for ever, and reasons have names in them.
    let log = market.world.audit().await;
    assert_eq!(log.last().unwrap().event.action, AuditAction::SellerRejected);
    assert_eq!(log.last().unwrap().event.note, "");
    assert_eq!(market.service.approved(account.id).await.unwrap(), None);

    market.world.turn(Duration::from_secs(1));
    let again = market
        .service
        .apply(account.id, given::sheet("better"))
        .await
        .unwrap();
    assert_eq!((again.id, again.state), (seller.id, SellerState::Pending));
    assert_eq!(
        (again.reason, again.decided_at, again.decided_by),
        (None, None, None)
    );
    assert_eq!((again.applied_at, again.version), (market.world.now(), 3));
    market.service.approve(market.staff, seller.id).await.unwrap();
}

#[tokio::test]
async fn nothing_is_decided_twice() {
    let market = Market::new().await;
    let (_, seller) = market.applicant("ann").await;
    let (yes, no) = join(
        market.service.approve(market.staff, seller.id),
        market.service.reject(market.staff, seller.id, reason("no")),
    )
    .await;
    assert_eq!(yes.unwrap().state, SellerState::Approved);
    assert!(
        matches!(no, Err(DecideError::Refused(SellerError::NotPending))),
        "{no:?}"
    );
    assert_eq!(market.state(seller.id).await, SellerState::Approved);
    assert_eq!(
        market.world.sketches().await,
        [("ann@example.com".to_owned(), "seller_approved")]
    );
    assert_eq!(
        market.world.audit().await.len(),
        2,
        "the making of staff, and one decision"
    );

    market.service.withdraw(seller.account).await.unwrap();
    let late = market.service.approve(market.staff, seller.id).await;
    assert!(
        matches!(late, Err(DecideError::Refused(SellerError::NotPending))),
        "{late:?}"
    );
}

#[tokio::test]
async fn nobody_decides_about_themselves_or_about_nobody() {
    let market = Market::new().await;
    let own = market
        .service
        .apply(market.staff, given::sheet("staff"))
        .await
        .unwrap();
    let nobody: SellerId = market.world.mint.id(market.world.now());
    let service = &market.service;
    for answer in [
        service.approve(market.staff, own.id).await,
        service.reject(market.staff, own.id, reason("no")).await,
    ] {
        assert!(matches!(answer, Err(DecideError::Oneself)), "{answer:?}");
    }
    for answer in [
        service.approve(market.staff, nobody).await,
        service.reject(market.staff, nobody, reason("no")).await,
        service.seller_in_full(market.staff, nobody, "why").await,
    ] {
        assert!(matches!(answer, Err(DecideError::Unknown)), "{answer:?}");
    }
    assert_eq!(market.state(own.id).await, SellerState::Pending);
    assert_eq!(market.world.audit().await.len(), 1, "the making of staff");
    assert!(market.world.letters().await.is_empty());
}

#[tokio::test]
async fn a_full_look_is_written_down_and_a_masked_one_is_not() {
    let market = Market::new().await;
    let seller = market.seller("ann").await;
    let before = market.world.audit().await.len();
    let masked = market.service.seller(seller.id).await.unwrap();
    assert_eq!(market.world.audit().await.len(), before);
    let full = market
        .service
        .seller_in_full(market.staff, seller.id, "settlement")
        .await;
    assert_eq!(Some(full.unwrap()), masked);
    let log = market.world.audit().await;
    let entry = &log.last().unwrap().event;
    assert_eq!(
        (entry.action, entry.note.as_str()),
        (AuditAction::SellerReadFull, "settlement")
    );
}

#[tokio::test]
async fn an_applicant_who_is_gone_is_told_nothing() {
    let market = Market::new().await;
    let (account, seller) = market.applicant("ann").await;
    let without = |account: Account| account.erased(given::start()).anonymised(given::nickname("-"));
    market.world.rewrite(account.id, without).await;
    market.service.approve(market.staff, seller.id).await.unwrap();
    assert!(market.world.letters().await.is_empty());
}
