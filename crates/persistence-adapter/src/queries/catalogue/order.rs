use hexmart_application::catalogue::{ListSort, Mark};

use hexmart_domain::shared::ProductId;

use super::condition::{Condition, Value};
use super::dialect;
use crate::columns::Key;

/// How a list is sorted, and by which index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// The column that counts before the id; none when the id alone does.
    pub(super) key: Option<&'static str>,
    /// Begins with the lifecycle, goes on with the column and ends with the id.
    pub(super) index: &'static str,
    pub(super) is_ascending: bool,
    /// How products without any of the column are told, which the index leaves out.
    left_out: Option<LeftOut>,
}

/// What an index says of its column, and what must be said of the column of those that it leaves out.
#[derive(Debug, Clone, Copy)]
struct LeftOut {
    of_the_index: &'static str,
    of_the_others: &'static str,
}

/// A piece of a list, all of it in one index.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bounds: Vec<Condition>,
    /// Whether it is not in the index of the order, but among the products in the order of their ids.
    pub(super) is_left_out: bool,
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
        let left_out = match sort {
            ListSort::Discount => Some(LeftOut {
                of_the_index: "products.deal > 0",
                of_the_others: "products.deal = 0",
            }),
            ListSort::Sales => Some(LeftOut {
                of_the_index: "products.sales > 0",
                of_the_others: "products.sales = 0",
            }),
            ListSort::Popularity => Some(LeftOut {
                of_the_index: "products.likes > 0",
                of_the_others: "products.likes = 0",
            }),
            ListSort::Stars => Some(LeftOut {
                of_the_index: "products.stars > 0",
                of_the_others: "products.stars = 0",
            }),
            ListSort::Oldest | ListSort::Recent | ListSort::PriceUp | ListSort::PriceDown => None,
        };
        Self {
            key,
            index,
            is_ascending: sort.is_ascending(),
            left_out: if dialect::INDEXES_LEAVE_ZEROS_OUT {
                left_out
            } else {
                None
            },
        }
    }

    /// Whether its index leaves products out.
    pub(super) const fn leaves_out(self) -> bool {
        self.left_out.is_some()
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

    /// What lies behind one mark and not behind another, in pieces. What an index leaves out has nothing of what counts, so it
    /// comes last, in the order of the ids.
    pub(super) fn between(self, id: &'static str, after: Option<Mark>, until: Option<Mark>) -> Vec<Piece> {
        let Some(left_out) = self.left_out else {
            let pieces = self.bounds(id, after, until).into_iter();
            return pieces.map(Piece::within).collect();
        };
        let is_out = |mark: &Mark| mark.key == 0;
        // Nothing has less than nothing: such a mark lies behind them all.
        let is_beyond = |mark: &Mark| mark.key < 0;
        let until = until.filter(|mark| !is_beyond(mark));
        let mut pieces = Vec::new();
        if !after.as_ref().is_some_and(is_out) {
            for mut bounds in self.bounds(id, after, until.filter(|mark| !is_out(mark))) {
                bounds.push(Condition::plain(left_out.of_the_index));
                pieces.push(Piece::within(bounds));
            }
        }
        if until.as_ref().is_none_or(is_out) && !after.as_ref().is_some_and(is_beyond) {
            let beyond = after
                .filter(is_out)
                .map(|mark| Condition::compare(id, self.behind(), key_of(mark)));
            let up_to = until.map(|mark| Condition::compare(id, self.up_to(), key_of(mark)));
            let bounds = std::iter::once(Condition::plain(left_out.of_the_others));
            pieces.push(Piece {
                bounds: bounds.chain(beyond).chain(up_to).collect(),
                is_left_out: true,
            });
        }
        pieces
    }

    /// What lies behind one mark and not behind another, as stretches that an index holds in one piece each: what has the
    /// key of a mark, and what lies between. A comparison of pairs would say the same, but MariaDB reads the whole index
    /// for one, and `key >= ? AND (key > ? OR id > ?)` reads all that has the same key, which may be nearly everything.
    fn bounds(self, id: &'static str, after: Option<Mark>, until: Option<Mark>) -> Vec<Vec<Condition>> {
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

impl Piece {
    const fn within(bounds: Vec<Condition>) -> Self {
        Self {
            bounds,
            is_left_out: false,
        }
    }
}

/// The place of a product where the id alone decides.
pub(super) const fn by_id(product: ProductId) -> Mark {
    Mark { key: 0, product }
}

fn key_of(mark: Mark) -> Value {
    Value::Key(Key::from(mark.product))
}
