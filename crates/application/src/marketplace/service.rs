use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::identity::Account;
use hexmart_domain::marketplace::{RejectionReason, Seller, SellerError, SellerSheet, SellerState};
use hexmart_domain::shared::{Instant, SellerId, UserId};

use super::{ApplyError, DecideError, FollowError, Following, Marketplace, SellerCard, SellerQueries};
use crate::platform::{
    Abort, AuditAction, AuditEvent, Message, Mint, Notification, Recipient, Store, StoreError, UniqueKey,
    UnitOfWork, Vault, envelope, note, transact,
};

/// The most sellers that a list of the followed shows.
const FOLLOWED: u64 = 200;

/// The use cases of sellers.
pub struct MarketplaceService {
    store: Arc<dyn Store>,
    sellers: Arc<dyn SellerQueries>,
    vault: Arc<dyn Vault>,
    mint: Mint,
}

impl fmt::Debug for MarketplaceService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MarketplaceService")
    }
}

/// What staff decided.
#[derive(Clone)]
enum Decision {
    Approve,
    Reject(RejectionReason),
}

impl Decision {
    fn of(&self, seller: Seller, by: UserId, now: Instant) -> Result<Seller, SellerError> {
        match self {
            Self::Approve => seller.approved(by, now),
            Self::Reject(reason) => seller.rejected(reason.clone(), by, now),
        }
    }

    fn message(&self, seller: &Seller) -> Message {
        let company = seller.company.as_str().to_owned();
        match self {
            Self::Approve => Message::SellerApproved { company },
            Self::Reject(reason) => Message::SellerRejected {
                company,
                reason: reason.as_str().to_owned(),
            },
        }
    }

    /// The reason stays out of the audit log: people write names into reasons.
    const fn action(&self) -> AuditAction {
        match self {
            Self::Approve => AuditAction::SellerApproved,
            Self::Reject(_) => AuditAction::SellerRejected,
        }
    }
}

impl MarketplaceService {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        sellers: Arc<dyn SellerQueries>,
        vault: Arc<dyn Vault>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            sellers,
            vault,
            mint,
        }
    }

    async fn change<F>(&self, account: UserId, name: &'static str, change: F) -> Result<Seller, ApplyError>
    where
        F: Fn(Seller) -> Result<Seller, SellerError> + Clone + Send + Sync + 'static,
    {
        transact(&*self.store, name, move |uow| {
            let change = change.clone();
            Box::pin(async move {
                let seller = uow.sellers().find_by_account(account).await?;
                let seller = seller.ok_or(Abort::Refused(ApplyError::Unknown))?;
                let seller = change(seller).map_err(|refusal| Abort::Refused(refusal.into()))?;
                uow.sellers().save(&seller).await?;
                Ok(seller)
            })
        })
        .await
    }

    async fn decide(&self, actor: UserId, id: SellerId, decision: Decision) -> Result<Seller, DecideError> {
        let now = self.mint.now();
        let (mint, vault) = (self.mint.clone(), Arc::clone(&self.vault));
        transact(&*self.store, "decide_on_seller", move |uow| {
            let (decision, mint, vault) = (decision.clone(), mint.clone(), Arc::clone(&vault));
            Box::pin(async move {
                let seller = uow.sellers().find(id).await?;
                let seller = seller.ok_or(Abort::Refused(DecideError::Unknown))?;
                if seller.account == actor {
                    return Err(Abort::Refused(DecideError::Oneself));
                }
                let decided = decision.of(seller, actor, now);
                let seller = decided.map_err(|refusal| Abort::Refused(refusal.into()))?;
                uow.sellers().save(&seller).await?;
                if let Some(account) = uow.accounts().find(seller.account).await? {
                    tell(uow, &account, decision.message(&seller), &mint, now).await?;
                }
                let event = event(actor, decision.action(), id, String::new(), now);
                note(uow, event, &*vault).await?;
                Ok(seller)
            })
        })
        .await
    }
}

fn event(actor: UserId, action: AuditAction, id: SellerId, note: String, now: Instant) -> AuditEvent {
    AuditEvent {
        at: now,
        actor: Some(actor),
        action,
        subject: id.to_string(),
        note,
    }
}

async fn tell(
    uow: &mut dyn UnitOfWork,
    account: &Account,
    message: Message,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(email) = account.personal.email.clone() else {
        return Ok(());
    };
    let notification = Notification {
        id: mint.id(now),
        recipient: Recipient::Mail(email),
        language: account.language,
        message,
    };
    uow.outbox()
        .enqueue(&envelope(&notification, account.id, now)?)
        .await
}

#[async_trait]
impl Marketplace for MarketplaceService {
    async fn apply(&self, account: UserId, sheet: SellerSheet) -> Result<Seller, ApplyError> {
        let now = self.mint.now();
        let id = self.mint.id(now);
        transact(&*self.store, "apply_as_seller", move |uow| {
            let sheet = sheet.clone();
            Box::pin(async move {
                let Some(before) = uow.sellers().find_by_account(account).await? else {
                    let seller = Seller::applying(id, account, sheet, now);
                    let added = uow.sellers().add(&seller).await;
                    // The same account applies twice at once: look again.
                    added.map_err(|error| match error {
                        StoreError::Duplicate(UniqueKey::SellerAccount) => StoreError::Conflict,
                        other => other,
                    })?;
                    return Ok(seller);
                };
                let again = before.applying_again(sheet, now);
                let seller = again.map_err(|refusal| Abort::Refused(ApplyError::from(refusal)))?;
                uow.sellers().save(&seller).await?;
                Ok(seller)
            })
        })
        .await
    }

    async fn amend(&self, account: UserId, sheet: SellerSheet) -> Result<Seller, ApplyError> {
        let amend = move |seller: Seller| seller.amended(sheet.clone());
        self.change(account, "amend_seller", amend).await
    }

    async fn withdraw(&self, account: UserId) -> Result<Seller, ApplyError> {
        self.change(account, "withdraw_seller", Seller::withdrawn).await
    }

    async fn own(&self, account: UserId) -> Result<Option<Seller>, StoreError> {
        self.sellers.of_account(account).await
    }

    async fn approved(&self, account: UserId) -> Result<Option<SellerId>, StoreError> {
        let seller = self.sellers.of_account(account).await?;
        let seller = seller.filter(|seller| seller.state == SellerState::Approved);
        Ok(seller.map(|seller| seller.id))
    }

    async fn card(&self, id: SellerId, viewer: Option<UserId>) -> Result<Option<SellerCard>, StoreError> {
        self.sellers.card(id, viewer).await
    }

    async fn page(
        &self,
        state: Option<SellerState>,
        after: Option<SellerId>,
        limit: u64,
    ) -> Result<Vec<Seller>, StoreError> {
        self.sellers.page(state, after, limit).await
    }

    async fn seller(&self, id: SellerId) -> Result<Option<Seller>, StoreError> {
        self.sellers.by_id(id).await
    }

    async fn seller_in_full(&self, actor: UserId, id: SellerId, reason: &str) -> Result<Seller, DecideError> {
        let now = self.mint.now();
        let event = event(actor, AuditAction::SellerReadFull, id, reason.to_owned(), now);
        let vault = Arc::clone(&self.vault);
        transact(&*self.store, "note_look", move |uow| {
            let (event, vault) = (event.clone(), Arc::clone(&vault));
            Box::pin(async move {
                let seller = uow.sellers().find(id).await?;
                let seller = seller.ok_or(Abort::Refused(DecideError::Unknown))?;
                note(uow, event, &*vault).await?;
                Ok(seller)
            })
        })
        .await
    }

    async fn approve(&self, actor: UserId, id: SellerId) -> Result<Seller, DecideError> {
        self.decide(actor, id, Decision::Approve).await
    }

    async fn reject(
        &self,
        actor: UserId,
        id: SellerId,
        reason: RejectionReason,
    ) -> Result<Seller, DecideError> {
        self.decide(actor, id, Decision::Reject(reason)).await
    }

    async fn follow(&self, follower: UserId, id: SellerId, wanted: bool) -> Result<Following, FollowError> {
        let now = self.mint.now();
        transact(&*self.store, "follow_seller", move |uow| {
            Box::pin(async move {
                let seller = uow.sellers().find(id).await?;
                let seller = seller.filter(|seller| seller.state == SellerState::Approved);
                let seller = seller.ok_or(Abort::Refused(FollowError::Unknown))?;
                if seller.account == follower {
                    return Err(Abort::Refused(FollowError::Oneself));
                }
                if wanted {
                    uow.sellers().follow(id, follower, now).await?;
                } else {
                    uow.sellers().unfollow(id, follower).await?;
                }
                let seller = uow.sellers().find(id).await?.unwrap_or(seller);
                Ok(Following {
                    is_followed: wanted,
                    followers: seller.followers,
                })
            })
        })
        .await
    }

    async fn followed_by(&self, account: UserId) -> Result<Vec<SellerCard>, StoreError> {
        self.sellers.followed_by(account, FOLLOWED).await
    }
}
