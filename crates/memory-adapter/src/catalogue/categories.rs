use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::catalogue::CategoryRepository;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Category, Forest};
use hexmart_domain::shared::CategoryId;

use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl CategoryRepository for MemoryUnit<'_> {
    async fn forest(&mut self) -> Result<Forest, StoreError> {
        let (mine, stored) = self.look();
        let version = mine.tree_version(&stored);
        let categories = mine.categories.every(&stored.categories, |_| true);
        Ok(planted(version, categories))
    }

    /// Who changes the tree touches its version, so of two changes at once the slower one loses its commit. That no
    /// product hangs on what goes is something that the attempt has seen, and must be so at the commit, too.
    async fn save(&mut self, before: &Forest, after: &Forest) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if mine.tree_version(&stored) != before.version {
            return Err(StoreError::Conflict);
        }
        for id in after.missing_from(before) {
            if !mine.hanging_on(&stored, &[id]).is_empty() {
                return Err(StoreError::Conflict);
            }
            mine.categories.remove(&stored.categories, &id);
        }
        for category in after.changed_since(before) {
            mine.categories
                .put(&stored.categories, &category.id, category.clone());
        }
        mine.tree.put(&stored.tree, &(), after.version);
        Ok(())
    }

    /// The attempt has seen the category, and rests on it: if it is gone by the commit, the attempt runs again.
    async fn exists(&mut self, category: CategoryId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.categories.has(&stored.categories, &category))
    }
}

impl Changes {
    fn tree_version(&mut self, stored: &Tables) -> i64 {
        self.tree.get(&stored.tree, &()).map_or(0, |version| *version)
    }
}

impl Tables {
    pub(super) fn forest(&self) -> Forest {
        let version = self.tree.get(&()).map_or(0, |version| **version);
        planted(version, self.categories.values().cloned())
    }
}

fn planted(version: i64, categories: impl IntoIterator<Item = Arc<Category>>) -> Forest {
    let categories = categories.into_iter().map(Arc::unwrap_or_clone);
    Forest::of(version, categories.collect())
}
