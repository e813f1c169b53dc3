use std::error::Error;
use std::sync::Arc;

use thiserror::Error;

/// A business key that must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueKey {
    /// The identifier of a row.
    Id,
    /// The SKU of a variant among those of one seller, without regard to case.
    Sku,
    /// The code of a coupon, without regard to case.
    CouponCode,
    /// The e-mail address of a live account, without regard to case.
    AccountEmail,
    /// The proved number of a live account.
    AccountPhone,
    /// Somebody at an identity provider.
    LinkedIdentity,
    /// The name of a company, without regard to case.
    CompanyName,
    /// That an account is one seller at most.
    SellerAccount,
    /// That a cart becomes one order.
    CartOrder,
    /// What people call an order by.
    OrderNumber,
    /// That one attempt pays for an order.
    OrderPayment,
    /// That an account pledges to a campaign once.
    Pledge,
    /// That a wallet has one entry of a kind for one thing.
    WalletReference,
    /// That somebody reviews a product once.
    Review,
    /// That a line is settled once, and reversed once.
    Settlement,
}

/// What can go wrong in a store. One type for all repositories and queries.
#[derive(Debug, Clone, Error)]
pub enum StoreError {
    /// Somebody else was faster; the whole attempt can run again from the start. The only error that is retried.
    #[error("a concurrent change came first")]
    Conflict,
    /// A row with this key is there already.
    #[error("{0:?} is taken")]
    Duplicate(UniqueKey),
    /// The store cannot be reached, or not in time. Nothing was written.
    #[error("the store is unavailable")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
    /// The connection broke while the change was being committed, and the store could not be asked in time whether it
    /// was. The change is whole or absent; repeating it may double it.
    #[error("the store did not say whether the change was written")]
    Unresolved(#[source] Arc<dyn Error + Send + Sync>),
    /// A stored row breaks a rule of the domain.
    #[error("{table} holds a value that no rule allows: {what}")]
    Corrupt {
        /// Where it is stored.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// Anything else, a bug most likely.
    #[error("the store failed")]
    Backend(#[source] Arc<dyn Error + Send + Sync>),
}

impl StoreError {
    /// Wraps the reason why the store cannot be reached.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Arc::from(source.into()))
    }

    /// Wraps the reason why nobody knows whether the change was written.
    pub fn unresolved(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unresolved(Arc::from(source.into()))
    }

    /// Wraps an unexpected failure.
    pub fn backend(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Backend(Arc::from(source.into()))
    }

    /// Says which stored value breaks a rule.
    pub fn corrupt(table: &'static str, what: impl Into<String>) -> Self {
        Self::Corrupt {
            table,
            what: what.into(),
        }
    }
}
