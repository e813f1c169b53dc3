use hexmart_application::catalogue::ProductRepository;
use hexmart_application::identity::AccountRepository;
use hexmart_application::inventory::StockRepository;
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_application::pricing::{CouponRepository, DiscountRepository};

use crate::tables::{Shared, Tables};

/// One attempt. It reads its own writes first and then the tables, and is every repository itself.
///
/// Dropping it is the rollback: nothing it wrote has left it.
pub(crate) struct MemoryUnit<'s> {
    pub(crate) shared: &'s Shared,
    pub(crate) staged: Tables,
}

impl<'s> MemoryUnit<'s> {
    pub(crate) fn begin(shared: &'s Shared) -> Self {
        Self {
            shared,
            staged: Tables::default(),
        }
    }

    /// Makes everything visible at once, or answers a conflict and makes nothing visible.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        self.shared.write().commit(self.staged)
    }

    /// Whether the attempt itself or somebody before it wrote such a row.
    pub(crate) fn either(&self, is_there: impl Fn(&Tables) -> bool) -> bool {
        is_there(&self.staged) || is_there(&self.shared.read())
    }
}

impl UnitOfWork for MemoryUnit<'_> {
    fn products(&mut self) -> &mut dyn ProductRepository {
        self
    }
    fn stock(&mut self) -> &mut dyn StockRepository {
        self
    }
    fn discounts(&mut self) -> &mut dyn DiscountRepository {
        self
    }
    fn coupons(&mut self) -> &mut dyn CouponRepository {
        self
    }
    fn accounts(&mut self) -> &mut dyn AccountRepository {
        self
    }
}
