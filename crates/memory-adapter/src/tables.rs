use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use hexmart_application::identity::ProviderAttempt;
use hexmart_application::interchange::ImportRun;
use hexmart_application::platform::{AuditEntry, CompletedRequest, JobRun, StoreError};
use hexmart_application::search::FeedPosition;
use hexmart_domain::catalogue::{Category, ProductChange};
use hexmart_domain::funding::{Campaign, Pledge, Pocket};
use hexmart_domain::identity::{
    Account, AddressBook, ApiKey, IssuedCode, LinkedIdentity, Provider, RefreshToken, Session,
};
use hexmart_domain::inventory::{Rack, StockEvent, StockKey, StockLevel, Warehouse};
use hexmart_domain::marketplace::Seller;
use hexmart_domain::ordering::{Cart, Order, OrderEvent};
use hexmart_domain::payments::{self, Payment};
use hexmart_domain::points::{EntryKind, LedgerAccount, Reference, WalletEntry};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::reviews::{Review, ReviewTally, Wish};
use hexmart_domain::settlement::{SellerTally, Settlement, SettlementKind};
use hexmart_domain::shared::{
    ApiKeyId, CampaignId, CartId, CategoryId, CouponId, Day, DeliveryId, ImportId, Instant, ItemId,
    LocationId, NotificationId, OrderId, OrderLineId, PaymentId, PledgeId, ProductId, ReviewId, SellerId,
    SessionId, TierId, UserId, WarehouseId, WebhookId,
};
use hexmart_domain::subscription::Subscription;
use hexmart_domain::webhooks::{Delivery, WebhookEndpoint};

use crate::catalogue::{Fed, ProductRow, Tally};
use crate::funding::CampaignCounts;
use crate::inventory::Chains;
use crate::ordering::OwnerKey;
use crate::payments::Target;
use crate::platform::{HeldLease, Letter};
use crate::staged::{Staged, Table};

/// The 32 bytes of a fingerprint, which have an order.
pub(crate) type Hash = [u8; 32];

/// One list of the tables, for what is stored and for what an attempt stages.
macro_rules! tables {
    (
        attempts stage { $($(#[$doc:meta])* $table:ident: $key:ty => $row:ty,)* }
        nobody stages { $($(#[$single_doc:meta])* $single:ident: $single_key:ty => $single_row:ty,)* }
    ) => {
        /// Everything that is stored.
        #[derive(Default)]
        pub(crate) struct Tables {
            $($(#[$doc])* pub(crate) $table: Table<$key, $row>,)*
            $($(#[$single_doc])* pub(crate) $single: Table<$single_key, $single_row>,)*
            /// Up to where the feed was forgotten.
            pub(crate) forgotten_to: i64,
        }

        /// What one attempt saw and wants to write.
        #[derive(Default)]
        pub(crate) struct Changes {
            $(pub(crate) $table: Staged<$key, $row>,)*
            /// The messages it wrote, in their order.
            pub(crate) outgoing: Vec<NotificationId>,
            /// The products it changed as lists show them, and when.
            pub(crate) fed: BTreeMap<ProductId, Instant>,
            /// The items that ran low, of which product, and when.
            pub(crate) low: Vec<(ProductId, ItemId, Instant)>,
            /// The buildings that it opened for sale or closed, and when.
            pub(crate) toggled: BTreeMap<WarehouseId, Instant>,
        }

        impl Changes {
            /// Whether everything is stored as the attempt saw it.
            pub(crate) fn hold(&self, tables: &Tables) -> bool {
                $(self.$table.holds(&tables.$table))&&*
            }

            /// Places in the outbox and in the feed are given out here, under the lock: attempts do not compete for
            /// them, and what is written later never has a place before what somebody read.
            fn apply(self, tables: &mut Tables) {
                $(self.$table.apply(&mut tables.$table);)*
                tables.send(self.outgoing);
                let mut fed = self.fed;
                for (warehouse, at) in self.toggled {
                    let products = tables.to_be_had_in(warehouse).into_iter();
                    fed.extend(products.map(|product| (product, at)));
                }
                for (product, at) in fed {
                    tables.feed(product, None, at);
                }
                for (product, item, at) in self.low {
                    tables.feed(product, Some(item), at);
                }
            }
        }
    };
}

tables! {
    attempts stage {
        products: ProductId => ProductRow,
        /// Whose variant a SKU is: by seller, none for the shop itself, then in the form in which SKUs are compared.
        skus: (Option<SellerId>, String) => ProductId,
        /// Which product a variant is of.
        items: ItemId => ProductId,
        /// What was counted about products; none while nothing was.
        tallies: ProductId => Tally,
        /// By product and version.
        changes: (ProductId, i64) => ProductChange,
        categories: CategoryId => Category,
        /// One row: how often the tree of categories was changed.
        tree: () => i64,
        imports: ImportId => ImportRun,

        stock: (StockKey, i64) => StockEvent,
        /// Where an item lies, or once lay.
        chains: ItemId => Chains,
        warehouses: WarehouseId => Warehouse,
        racks: LocationId => Rack,

        discounts: (ProductId, i64) => Discount,
        /// By owner, then by code without regard to case.
        coupons: (UserId, String) => Coupon,
        /// Who owns a coupon code, without regard to case.
        coupon_codes: String => UserId,
        /// Where among the coupons one lies.
        coupon_places: CouponId => (UserId, String),
        /// What a coupon was redeemed for: its one slot.
        redemptions: CouponId => OrderId,

        carts: CartId => Cart,
        carts_of: OwnerKey => CartId,
        orders: OrderId => Order,
        order_numbers: String => OrderId,
        /// What a cart became.
        ordered_carts: CartId => OrderId,
        /// Timelines: by order, version, and place within the version.
        order_events: (OrderId, i64, i64) => OrderEvent,

        payments: PaymentId => Payment,
        /// The attempts to pay for something, by what that is and who pays, then by their numbers.
        payments_of: Target => BTreeMap<i64, PaymentId>,
        merchant_uids: String => PaymentId,
        /// Which attempt paid for an order.
        order_payments: OrderId => PaymentId,
        /// The messages of providers, with when they were heard.
        heard: (payments::Provider, String) => (payments::Provider, String, Instant),
        /// Chains, by version.
        wallet_entries: (UserId, i64) => WalletEntry,
        /// Which entry of a wallet belongs to what.
        wallet_references: (UserId, EntryKind, Reference) => i64,
        /// The halves of each entry in the books.
        wallet_postings: (UserId, i64, LedgerAccount) => i64,
        /// Whose points may be over after a day.
        wallet_lapses: (Day, UserId) => (),
        /// Who was welcomed, and when.
        welcomes: Hash => Instant,
        subscriptions: UserId => Subscription,
        reviews: ReviewId => Review,
        /// What somebody said of a product.
        reviews_by: (UserId, ProductId) => ReviewId,
        /// What the reviews of a product come to.
        review_tallies: ProductId => ReviewTally,
        /// Who likes a review, and since when.
        review_likes: ReviewId => BTreeMap<UserId, Instant>,
        wishes: (ProductId, UserId) => Wish,
        /// One row: up to where the feed was read on behalf of those who wish.
        wishes_read_to: () => FeedPosition,

        settlements: (OrderLineId, SettlementKind) => Settlement,
        /// What was counted of sellers, by the first days of months.
        seller_months: (SellerId, Day) => SellerTally,
        /// By scope, then by key.
        requests: (String, String) => CompletedRequest,

        pockets: UserId => Pocket,
        /// What is counted about them stands in a row beside them.
        campaigns: CampaignId => Campaign,
        campaign_counts: CampaignId => CampaignCounts,
        /// By campaign, so that those of one stand together.
        pledges: (CampaignId, PledgeId) => Pledge,
        pledge_keys: (CampaignId, UserId) => PledgeId,
        /// Who has a limited reward.
        tier_slots: (TierId, i64) => PledgeId,

        accounts: UserId => Account,
        /// Which live account an address belongs to, without regard to case.
        emails: String => UserId,
        /// Which live account a number belongs to.
        phones: String => UserId,
        /// Who somebody at a provider is here.
        identities: (Provider, Hash) => UserId,
        /// Who an account is elsewhere.
        links: UserId => Vec<LinkedIdentity>,
        sessions: SessionId => Session,
        sessions_of: UserId => Vec<SessionId>,
        /// Chains, by generation.
        refresh_tokens: (SessionId, i64) => RefreshToken,
        /// Where in which chain a token is.
        token_hashes: Hash => (SessionId, i64),
        /// By account and the word of the purpose.
        codes: (UserId, &'static str) => IssuedCode,
        /// By the hash of the state.
        provider_attempts: Hash => ProviderAttempt,
        address_books: UserId => AddressBook,
        api_keys: ApiKeyId => ApiKey,
        api_keys_of: UserId => Vec<ApiKeyId>,
        api_key_hashes: Hash => ApiKeyId,

        /// Their number of followers stays at zero here: it is counted where it is asked for.
        sellers: SellerId => Seller,
        /// By name, in the form in which texts are compared without regard to case.
        companies: String => SellerId,
        seller_accounts: UserId => SellerId,
        /// Who follows a seller, and since when.
        followers: SellerId => BTreeMap<UserId, Instant>,

        webhooks: WebhookId => WebhookEndpoint,
        deliveries: DeliveryId => Delivery,
        /// One row: up to where in the feed others were told of the catalogue.
        told_to: () => i64,
        /// The products that others believe to be sold out.
        sold_out: ProductId => (),

        letters: NotificationId => Letter,
        audit: i64 => AuditEntry,
    }
    nobody stages {
        /// The messages that were not delivered, in the order of their commits.
        line: u64 => NotificationId,
        /// The products that changed, in the order of the commits.
        feed: i64 => Fed,
        leases: &'static str => HeldLease,
        job_runs: (Instant, String) => JobRun,
    }
}

impl Tables {
    /// The level of a chain after its newest event.
    pub(crate) fn stock_level(&self, key: StockKey) -> Option<StockLevel> {
        let (_, newest) = self.stock.range((key, 0)..=(key, i64::MAX)).next_back()?;
        Some(StockLevel::default().evolve(newest))
    }

    /// Takes all changes or, when something is not as the attempt saw it, none.
    ///
    /// A lost race, even for a key that is a duplicate by now: the attempt runs again, reads what came first, and
    /// answers for itself.
    pub(crate) fn commit(&mut self, changes: Changes) -> Result<(), StoreError> {
        if !changes.hold(self) {
            return Err(StoreError::Conflict);
        }
        changes.apply(self);
        Ok(())
    }
}

/// Tables that everybody shares. A guard must not live across an `.await`.
pub(crate) struct Shared(RwLock<Tables>);

impl Default for Shared {
    fn default() -> Self {
        Self(RwLock::new(Tables::of_a_new_shop()))
    }
}

impl Shared {
    /// For reading; a panic elsewhere leaves the tables whole, because each change checks first and then only writes
    /// what it has in its hands.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Tables> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For changing.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Tables> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
