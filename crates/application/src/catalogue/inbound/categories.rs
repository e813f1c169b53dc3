use async_trait::async_trait;
use hexmart_domain::catalogue::{Category, CategoryName, ForestError, Place};
use hexmart_domain::shared::{CategoryId, UserId};
use thiserror::Error;

use crate::platform::StoreError;

/// What can be done with the tree of categories.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Categories: Send + Sync {
    /// All categories: each before what lies below it, siblings in their order.
    async fn all(&self) -> Result<Vec<PlacedCategory>, StoreError>;

    /// Plants a category.
    async fn create(&self, category: NewCategory) -> Result<PlacedCategory, CategoriesError>;

    /// Gives a category another name.
    async fn rename(
        &self,
        category: CategoryId,
        name: CategoryName,
    ) -> Result<PlacedCategory, CategoriesError>;

    /// Moves a category, and everything below it.
    async fn relocate(&self, category: CategoryId, place: Place) -> Result<PlacedCategory, CategoriesError>;

    /// Removes a category that has none below it. Its products hang on `heir` afterwards; without one there must be none.
    /// Answers how many changed over.
    async fn remove(
        &self,
        category: CategoryId,
        heir: Option<CategoryId>,
        actor: Option<UserId>,
    ) -> Result<u64, CategoriesError>;
}

/// A wanted category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCategory {
    /// What it is called.
    pub name: CategoryName,
    /// Where it goes.
    pub place: Place,
}

/// A category, and how deep it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedCategory {
    /// The category.
    pub category: Category,
    /// How many lie above it.
    pub depth: usize,
}

/// Why the tree stays as it is.
#[derive(Debug, Clone, Error)]
pub enum CategoriesError {
    /// A rule of the tree said no.
    #[error(transparent)]
    Refused(#[from] ForestError),
    /// Products hang on it, and nobody said where they go.
    #[error("products hang on it")]
    InUse,
    /// The category that is to take over its products does not exist, or is the one that goes.
    #[error("there is no such heir")]
    UnknownHeir,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
