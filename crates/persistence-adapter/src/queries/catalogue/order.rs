use hexmart_application::catalogue::{ListSort, Mark};

use hexmart_domain::shared::ProductId;

use super::condition::{Condition, Value};
use crate::columns::Key;

/// How a list is sorted, and by which index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// The column that counts before the id; none when the id alone does.
    pub(super) key: Option<&'static str>,
    /// Begins with the lifecycle, goes on with the column and ends with the id.
    pub(super) index: &'static str,
    pub(super) is_ascending: bool,
}

impl Order {
    pub(super) const fn of(sort: ListSort) -> Self {
        let (key, index) = match sort {
            ListSort::Oldest | ListSort::Recent => (None, "products_by_lifecycle"),
            ListSort::PriceUp | ListSort::PriceDown => (Some("products.sale_price"), "products_by_price"),
            ListSort::Discount => (Some("products.deal"), "products_by_deal"),
            ListSort::Sales => (Some("products.sales"), "products_by_sales"),
            ListSort::Popularity => (Some("products.likes"), "products_by_likes"),
            ListSort::Stars => (Some("products.stars"), "products_by_stars"),
        };
        Self {
            key,
            index,
            is_ascending: sort.is_ascending(),
        }
    }

    /// What follows a column in `ORDER BY`.
    pub(super) const fn direction(self) -> &'static str {
        if self.is_ascending { " ASC" } else { " DESC" }
    }

    const fn behind(self) -> &'static str {
        if self.is_ascending { " > " } else { " < " }
    }

    const fn before(self) -> &'static str {
        if self.is_ascending { " < " } else { " > " }
    }

    const fn up_to(self) -> &'static str {
        if self.is_ascending { " <= " } else { " >= " }
    }

    /// What lies behind one mark and not behind another, as stretches that an index holds in one piece each: what has the
    /// key of a mark, and what lies between. A comparison of pairs would say the same, but MariaDB reads the whole index
    /// for one, and `key >= ? AND (key > ? OR id > ?)` reads all that has the same key, which may be nearly everything.
    pub(super) fn between(
        self,
        id: &'static str,
        after: Option<Mark>,
        until: Option<Mark>,
    ) -> Vec<Vec<Condition>> {
        let beyond = |mark: Mark| Condition::compare(id, self.behind(), key_of(mark));
        let up_to = |mark: Mark| Condition::compare(id, self.up_to(), key_of(mark));
        let Some(key) = self.key else {
            return vec![after.map(beyond).into_iter().chain(until.map(up_to)).collect()];
        };
        let equal = |mark: Mark| Condition::compare(key, " = ", Value::Number(mark.key));
        if let (Some(first), Some(last)) = (after, until)
            && first.key == last.key
        {
            return vec![vec![equal(first), beyond(first), up_to(last)]];
        }
        let behind = |mark: Mark| Condition::compare(key, self.behind(), Value::Number(mark.key));
        let before = |mark: Mark| Condition::compare(key, self.before(), Value::Number(mark.key));
        let between = after.map(behind).into_iter().chain(until.map(before)).collect();
        let first = after.map(|mark| vec![equal(mark), beyond(mark)]);
        let last = until.map(|mark| vec![equal(mark), up_to(mark)]);
        first.into_iter().chain([between]).chain(last).collect()
    }

    /// What lies behind a mark, as one condition that no index is needed for.
    pub(super) fn behind_mark(self, id: &'static str, after: Mark) -> Condition {
        let Some(key) = self.key else {
            return Condition::compare(id, self.behind(), key_of(after));
        };
        let number = || Value::Number(after.key);
        Condition::compare(key, self.behind(), number()).either(vec![
            Condition::compare(key, " = ", number()),
            Condition::compare(id, self.behind(), key_of(after)),
        ])
    }
}

/// The place of a product where the id alone decides.
pub(super) const fn by_id(product: ProductId) -> Mark {
    Mark { key: 0, product }
}

fn key_of(mark: Mark) -> Value {
    Value::Key(Key::from(mark.product))
}
