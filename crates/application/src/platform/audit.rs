//! What was done by whom, in a chain that shows when somebody tampered with it.

use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::shared::{Instant, UserId};

use super::{Abort, Store, StoreError, UnitOfWork, Vault, transact};

/// The audit log inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait AuditRepository: Send {
    /// The newest entry; none in an empty log.
    async fn head(&mut self) -> Result<Option<AuditEntry>, StoreError>;

    /// Adds an entry. MUST answer [`StoreError::Conflict`] when its position is taken, so that the chain never forks.
    async fn append(&mut self, entry: &AuditEntry) -> Result<(), StoreError>;
}

/// What is asked of the audit log.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait AuditQueries: Send + Sync {
    /// Entries after a position, in their order, at most `limit`.
    async fn after(&self, position: i64, limit: u64) -> Result<Vec<AuditEntry>, StoreError>;
}

/// Writes something down in the audit log, in the commit of what it tells.
pub async fn note(uow: &mut dyn UnitOfWork, event: AuditEvent, vault: &dyn Vault) -> Result<(), StoreError> {
    let head = uow.audit().head().await?;
    let entry = AuditEntry::following(head.as_ref(), event, vault);
    uow.audit().append(&entry).await
}

/// Writes something down that changes nothing else: that somebody looked, before they see anything.
pub async fn write_down(
    store: &dyn Store,
    event: AuditEvent,
    vault: &Arc<dyn Vault>,
) -> Result<(), StoreError> {
    let vault = Arc::clone(vault);
    transact(store, "write_down", move |uow| {
        let (event, vault) = (event.clone(), Arc::clone(&vault));
        Box::pin(async move {
            note(uow, event, &*vault)
                .await
                .map_err(Abort::<StoreError>::Store)
        })
    })
    .await
}

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place in the chain, from 1.
    pub position: i64,
    /// What happened.
    pub event: AuditEvent,
    /// The hash of the entry before; zeros for the first.
    pub previous: Fingerprint,
    /// The hash of this entry, the one before included.
    pub hash: Fingerprint,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When.
    pub at: Instant,
    /// Who did it; none for the shop itself and its command line.
    pub actor: Option<UserId>,
    /// What.
    pub action: AuditAction,
    /// To what: an id as clients see it.
    pub subject: String,
    /// Why or how, without personal data; at most 500 characters.
    pub note: String,
}

/// What can be done that is worth remembering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditAction {
    /// Staff read somebody's personal data in full.
    AccountReadFull,
    /// Staff gave somebody another role.
    RoleChanged,
    /// Staff erased an account.
    AccountErased,
    /// Staff restored an account.
    AccountRestored,
    /// Staff ended all sessions of somebody.
    SessionsEnded,
    /// Staff read a seller's private data in full.
    SellerReadFull,
    /// Staff approved a seller.
    SellerApproved,
    /// Staff turned a seller down.
    SellerRejected,
    /// Staff read where an order goes in full.
    OrderReadFull,
    /// The command line made an account with more than a user's rights.
    AccountMade,
    /// Somebody made an API key.
    ApiKeyMade,
    /// Somebody called an API key back.
    ApiKeyRevoked,
    /// Personal data was sealed with a new key.
    KeysRotated,
    /// Staff gave money back.
    PaymentRefunded,
    /// Somebody said where events are to be sent.
    WebhookMade,
    /// Somebody said something else about an endpoint.
    WebhookChanged,
    /// Somebody gave an endpoint another secret.
    WebhookSecretRotated,
    /// Nothing arrived at an endpoint any more, or it said to be gone: it is sent nothing until somebody switches it on.
    WebhookDisabled,
    /// Somebody removed an endpoint.
    WebhookRemoved,
    /// Staff called a campaign off, closed it or put it away.
    CampaignChanged,
    /// Staff gave or took points.
    PointsAdjusted,
    /// Staff hid a review.
    ReviewHidden,
    /// Staff showed a hidden review again.
    ReviewShown,
}

impl AuditAction {
    /// Every action.
    pub const ALL: [Self; 23] = [
        Self::AccountReadFull,
        Self::RoleChanged,
        Self::AccountErased,
        Self::AccountRestored,
        Self::SessionsEnded,
        Self::SellerReadFull,
        Self::SellerApproved,
        Self::SellerRejected,
        Self::OrderReadFull,
        Self::AccountMade,
        Self::ApiKeyMade,
        Self::ApiKeyRevoked,
        Self::KeysRotated,
        Self::PaymentRefunded,
        Self::WebhookMade,
        Self::WebhookChanged,
        Self::WebhookSecretRotated,
        Self::WebhookDisabled,
        Self::WebhookRemoved,
        Self::CampaignChanged,
        Self::PointsAdjusted,
        Self::ReviewHidden,
        Self::ReviewShown,
    ];

    /// The word in storage and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountReadFull => "account.read_full",
            Self::RoleChanged => "account.role_changed",
            Self::AccountErased => "account.erased",
            Self::AccountRestored => "account.restored",
            Self::SessionsEnded => "account.sessions_ended",
            Self::SellerReadFull => "seller.read_full",
            Self::SellerApproved => "seller.approved",
            Self::SellerRejected => "seller.rejected",
            Self::OrderReadFull => "order.read_full",
            Self::AccountMade => "account.made",
            Self::ApiKeyMade => "api_key.made",
            Self::ApiKeyRevoked => "api_key.revoked",
            Self::KeysRotated => "keys.rotated",
            Self::PaymentRefunded => "payment.refunded",
            Self::WebhookMade => "webhook.made",
            Self::WebhookChanged => "webhook.changed",
            Self::WebhookSecretRotated => "webhook.secret_rotated",
            Self::WebhookDisabled => "webhook.disabled",
            Self::WebhookRemoved => "webhook.removed",
            Self::CampaignChanged => "campaign.changed",
            Self::PointsAdjusted => "points.adjusted",
            Self::ReviewHidden => "review.hidden",
            Self::ReviewShown => "review.shown",
        }
    }

    /// The action of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}

impl AuditEntry {
    /// The entry that follows `head`.
    pub fn following(head: Option<&Self>, event: AuditEvent, vault: &dyn Vault) -> Self {
        let previous = head.map_or(Fingerprint::from_bytes([0; 32]), |head| head.hash);
        let position = head.map_or(1, |head| head.position.saturating_add(1));
        let hash = Self::hash_of(position, &event, previous, vault);
        Self {
            position,
            event,
            previous,
            hash,
        }
    }

    /// Whether the entry is what was written, and follows the entry whose hash is `previous`.
    pub fn is_sound(&self, position: i64, previous: Fingerprint, vault: &dyn Vault) -> bool {
        self.position == position
            && self.previous == previous
            && self.hash == Self::hash_of(position, &self.event, previous, vault)
    }

    /// Every field with its length before it, so that no two entries read alike.
    fn hash_of(position: i64, event: &AuditEvent, previous: Fingerprint, vault: &dyn Vault) -> Fingerprint {
        let actor = event.actor.map(|actor| actor.to_string()).unwrap_or_default();
        let fields = [
            position.to_string(),
            event.at.timestamp_micros().to_string(),
            actor,
            event.action.as_str().to_owned(),
            event.subject.clone(),
            event.note.clone(),
        ];
        let mut text = previous.as_bytes().to_vec();
        for field in fields {
            text.extend_from_slice(field.len().to_string().as_bytes());
            text.push(b':');
            text.extend_from_slice(field.as_bytes());
        }
        vault.fingerprint("audit", &text)
    }
}
