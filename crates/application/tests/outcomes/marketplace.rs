//! Who sells, and who follows whom.

use std::time::Duration;

use futures_util::future::{join, join_all};
use hexmart_application::marketplace::{
    ApplyError, DecideError, FollowError, Following, Marketplace, MarketplaceService,
};
use hexmart_application::platform::{AuditAction, Message};
use hexmart_domain::identity::{Account, Role};
use hexmart_domain::marketplace::{RejectionReason, Seller, SellerError, SellerState};
use hexmart_domain::shared::{SellerId, UserId};

use crate::given;
use crate::world::World;

/// A shop with somebody of the staff.
struct Market {
    world: World,
    service: MarketplaceService,
    staff: UserId,
}

impl Market {
    async fn new() -> Self {
        let world = World::new();
        let (store, sellers) = (world.ports.store.clone(), world.storage.sellers.clone());
        let service = MarketplaceService::new(store, sellers, world.ports.vault.clone(), world.mint.clone());
        let staff = world.employee("staff", Role::Staff).await.id;
        Self {
            world,
            service,
            staff,
        }
    }

    async fn applicant(&self, local: &str) -> (Account, Seller) {
        let account = self.world.person(local).await;
        let seller = self.service.apply(account.id, given::sheet(local)).await.unwrap();
        (account, seller)
    }

    async fn seller(&self, local: &str) -> Seller {
        let (_, seller) = self.applicant(local).await;
        let approved = self.service.approve(self.staff, seller.id).await.unwrap();
        self.world.letters().await;
        approved
    }

    async fn state(&self, id: SellerId) -> SellerState {
        self.service.seller(id).await.unwrap().unwrap().state
    }
}

fn reason(text: &str) -> RejectionReason {
    RejectionReason::parse(text).unwrap()
}

#[track_caller]
fn assert_refused(answer: &Result<Seller, ApplyError>, refusal: SellerError) {
    assert!(
        matches!(answer, Err(ApplyError::Refused(no)) if *no == refusal),
        "{answer:?}"
    );
}

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
