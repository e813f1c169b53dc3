use hexmart_domain::shared::{ProductId, UserId};

/// Told after each commit what is not to be answered from memory any more.
///
/// Adapters that keep answers implement it; use cases call it before they answer whoever made the change, so that
/// everybody sees their own changes at once. A process elsewhere learns of them by the age of its answers.
pub trait Freshness: Send + Sync {
    /// Something about the product changed: itself, its stock, its discount; and with it every list it may be in. Also when
    /// nobody knows whether it did.
    fn product_changed(&self, product: ProductId);

    /// Something changed about many products, or about nobody knows which, or about the tree of categories.
    fn catalogue_changed(&self);

    /// The user's coupons changed.
    fn coupons_changed(&self, user: UserId);
}

/// For shops that keep no answers.
#[derive(Debug, Clone, Copy, Default)]
pub struct AlwaysFresh;

impl Freshness for AlwaysFresh {
    fn product_changed(&self, _product: ProductId) {}
    fn catalogue_changed(&self) {}
    fn coupons_changed(&self, _user: UserId) {}
}
