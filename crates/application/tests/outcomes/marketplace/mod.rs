//! Who sells, and who follows whom.

mod applications;
mod decisions;
mod follows;

use hexmart_application::marketplace::{ApplyError, Marketplace, MarketplaceService};
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
