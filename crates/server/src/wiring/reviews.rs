//! What buyers say of products, and what people wish for.

use std::sync::Arc;

use hexmart_application::catalogue::Freshness;
use hexmart_application::media::ObjectStore;
use hexmart_application::platform::{Job, Mint, Storage, Vault};
use hexmart_application::points::Bookkeeper;
use hexmart_application::reviews::{ReviewPorts, ReviewService, WishService, WishWatch, wish_jobs};
use hexmart_media_adapter::Developer;

/// What the rest of a shop lends to reviews and wishes.
pub(super) struct Lent<'s> {
    pub(super) storage: &'s Storage,
    pub(super) objects: &'s Arc<dyn ObjectStore>,
    pub(super) freshness: &'s Arc<dyn Freshness>,
    pub(super) vault: &'s Arc<dyn Vault>,
    pub(super) books: Bookkeeper,
    pub(super) mint: &'s Mint,
}

/// The use cases of reviews and wishes.
pub(crate) struct Voices {
    pub(crate) reviews: Arc<ReviewService>,
    pub(crate) wishes: Arc<WishService>,
    watch: Arc<WishWatch>,
}

impl Voices {
    pub(super) fn new(lent: Lent<'_>) -> Self {
        let Lent {
            storage,
            objects,
            freshness,
            vault,
            books,
            mint,
        } = lent;
        let reviews = ReviewService::new(ReviewPorts {
            store: Arc::clone(&storage.store),
            reviews: Arc::clone(&storage.reviews),
            imaging: Arc::new(Developer::new()),
            objects: Arc::clone(objects),
            freshness: Arc::clone(freshness),
            books,
            vault: Arc::clone(vault),
            mint: mint.clone(),
        });
        let wishes = WishService::new(
            Arc::clone(&storage.store),
            Arc::clone(&storage.wishes),
            Arc::clone(freshness),
            mint.clone(),
        );
        let watch = WishWatch::new(
            Arc::clone(&storage.store),
            Arc::clone(&storage.wishes),
            Arc::clone(&storage.feed),
            mint.clone(),
        );
        Self {
            reviews: Arc::new(reviews),
            wishes: Arc::new(wishes),
            watch: Arc::new(watch),
        }
    }

    pub(super) fn jobs(&self) -> Vec<Arc<dyn Job>> {
        wish_jobs(&self.watch)
    }
}
