//! Which products a list shows, and in which order.

use hexmart_application::catalogue::{ListFilter, ListSort, Mark, Window};
use hexmart_domain::shared::{Instant, Money, Percentage};

use super::ProductRow;
use crate::tables::Tables;
use crate::to_usize;

impl Tables {
    /// The products that pass the filter, with their places, in the order of the sort. Sorted anew for each list: what an
    /// index would be for is left to databases.
    pub(super) fn list(&self, filter: &ListFilter, sort: ListSort, now: Instant) -> Vec<(Mark, &ProductRow)> {
        let rows = self.products.values().map(|row| &**row);
        let passing = rows.filter(|row| self.passes(row, filter, now));
        let mut list: Vec<_> = passing.map(|row| (self.mark(row, sort, now), row)).collect();
        list.sort_by_key(|(mark, _)| (mark.key, mark.product));
        if !sort.is_ascending() {
            list.reverse();
        }
        list
    }

    /// The stretch of the list that lies in the window.
    pub(super) fn stretch(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        window: Window,
        now: Instant,
    ) -> impl Iterator<Item = (Mark, &ProductRow)> {
        let is_before = move |mark: Mark| {
            window.after.is_some_and(|after| {
                let (place, after) = ((mark.key, mark.product), (after.key, after.product));
                place == after || (place < after) == sort.is_ascending()
            })
        };
        let list = self.list(filter, sort, now).into_iter();
        list.skip_while(move |(mark, _)| is_before(*mark))
            .skip(to_usize(window.skip))
            .take(to_usize(window.limit))
    }

    /// Where the product stands in a list of this sort.
    pub(super) fn mark(&self, row: &ProductRow, sort: ListSort, now: Instant) -> Mark {
        let product = &row.product;
        let key = match sort {
            ListSort::Oldest | ListSort::Recent => 0,
            ListSort::PriceUp | ListSort::PriceDown => ten_thousandths(product.sale_price(now)),
            ListSort::Discount => hundredths(product.deal(now)),
            ListSort::Sales => self.counters(product.id).sales,
            ListSort::Popularity => self.counters(product.id).likes,
            ListSort::Stars => self.counters(product.id).stars,
        };
        Mark {
            key,
            product: product.id,
        }
    }

    /// What costs nothing to look at comes first.
    fn passes(&self, row: &ProductRow, filter: &ListFilter, now: Instant) -> bool {
        let ProductRow {
            product, folded_name, ..
        } = row;
        let sale_price = || ten_thousandths(product.sale_price(now));
        filter.lifecycles.contains(&product.lifecycle)
            && asked(filter.among.as_ref(), |ids| ids.contains(&product.id))
            && asked(filter.owner, |owner| owner == row.owner())
            && asked(filter.created_from, |from| product.created_at >= from)
            && asked(filter.created_to, |to| product.created_at < to)
            && asked(filter.categories.as_ref(), |categories| {
                product.category.is_some_and(|on| categories.contains(&on))
            })
            && asked(filter.tag.as_ref(), |tag| product.tags.contains(tag))
            && asked(filter.name.as_ref(), |name| folded_name.contains(name.folded()))
            && asked(filter.on_sale, |on_sale| product.deal(now).is_some() == on_sale)
            && asked(filter.price_from, |from| sale_price() >= from)
            && asked(filter.price_to, |to| sale_price() <= to)
            && asked(filter.in_stock, |in_stock| self.is_in_stock(product) == in_stock)
    }
}

/// Whether a part of a filter lets something pass; what is none does not matter.
fn asked<T>(part: Option<T>, passes: impl FnOnce(T) -> bool) -> bool {
    part.is_none_or(passes)
}

/// An amount in ten thousandths. Prices have two decimals, so nothing is lost.
pub(super) fn ten_thousandths(money: Money) -> i64 {
    let amount = money.amount();
    scaled(amount.mantissa(), amount.scale(), 4)
}

/// A share in hundredths of a percent; 0 for none.
pub(super) fn hundredths(share: Option<Percentage>) -> i64 {
    share.map_or(0, |share| scaled(share.get().mantissa(), share.get().scale(), 2))
}

/// The decimal number `mantissa` / 10^`scale` in units of 10^-`decimals`, cut off.
fn scaled(mantissa: i128, scale: u32, decimals: u32) -> i64 {
    let units = if scale > decimals {
        mantissa / 10_i128.pow(scale - decimals)
    } else {
        mantissa * 10_i128.pow(decimals - scale)
    };
    i64::try_from(units).unwrap_or(i64::MAX)
}
