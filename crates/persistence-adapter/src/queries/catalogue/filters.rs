use hexmart_application::marketplace::Ownership;
use hexmart_domain::shared::{Instant, ProductId};

use super::condition::{Condition, Value};
use super::route::{Question, Source};
use crate::columns::{At, Key};

/// What each filter says of a row.
impl Question<'_> {
    pub(super) fn lifecycles(&self) -> Condition {
        let words = self.filter.lifecycles.iter();
        Condition::among(
            "products.lifecycle",
            words.map(|word| text(word.as_str())).collect(),
        )
    }

    pub(super) fn among(&self) -> Option<Condition> {
        let products = self.filter.among.as_ref()?.iter();
        let keys = products.map(|id| Value::Key(Key::from(*id))).collect();
        Some(Condition::among("products.id", keys))
    }

    pub(super) fn categories(&self) -> Option<Condition> {
        let categories = self.filter.categories.as_ref()?.iter();
        let keys = categories.map(|id| Value::Key(Key::from(*id))).collect();
        Some(Condition::among("products.category_id", keys))
    }

    pub(super) fn owner(&self) -> Option<Condition> {
        Some(match self.filter.owner? {
            Ownership::Shop => Condition::plain("products.seller_id IS NULL"),
            Ownership::Seller(seller) => {
                Condition::compare("products.seller_id", " = ", Value::Key(seller.into()))
            }
        })
    }

    pub(super) fn name(&self, source: Source) -> Option<Condition> {
        let part = text(self.filter.name.as_ref()?.folded());
        let column = if source == Source::Names {
            "INSTR(named.name_folded"
        } else {
            "INSTR(products.name_folded"
        };
        Some(Condition::around(column, ", ", vec![part], ") > 0"))
    }

    /// The tag where its table is read.
    pub(super) fn tag(&self) -> Option<Condition> {
        let tag = text(self.filter.tag.as_ref()?.as_str());
        Some(Condition::compare("product_tags.tag", " = ", tag))
    }

    /// The tag where another table is read. Counted, because MariaDB would turn `EXISTS` into a join that begins there.
    pub(super) fn tagged(&self) -> Option<Condition> {
        let tag = text(self.filter.tag.as_ref()?.as_str());
        Some(Condition::around(
            "(SELECT COUNT(*) FROM product_tags WHERE product_tags.product_id = products.id",
            " AND product_tags.tag = ",
            vec![tag],
            ") > 0",
        ))
    }

    pub(super) fn stock(&self) -> Option<Condition> {
        let in_stock = i64::from(self.filter.in_stock?);
        Some(Condition::compare(
            "products.in_stock",
            " = ",
            Value::Number(in_stock),
        ))
    }

    /// What an index can tell of a discount: that there is one that has not been found to be over.
    pub(super) fn deal(&self) -> Option<Condition> {
        (self.filter.on_sale == Some(true)).then(|| Condition::plain("products.deal > 0"))
    }

    /// Whether the discount still runs.
    pub(super) fn running(&self) -> Option<Condition> {
        let ends_at = "products.discount_ends_at";
        let now = || Value::At(At(self.now));
        Some(if self.filter.on_sale? {
            Condition::compare(ends_at, " > ", now())
        } else {
            Condition::plain("products.deal = 0").either(vec![Condition::compare(ends_at, " <= ", now())])
        })
    }

    pub(super) fn price(&self) -> Vec<Condition> {
        let bound = |sign| move |price| Condition::compare("products.sale_price", sign, Value::Number(price));
        let from = self.filter.price_from.map(bound(" >= "));
        let to = self.filter.price_to.map(bound(" <= "));
        from.into_iter().chain(to).collect()
    }

    /// Ids begin with the time at which they were made, so where the id comes first, the time is a range of ids. Elsewhere it
    /// is not said of the id: SQLite would leave the order of the index for such a range, and sort everything.
    pub(super) fn created(&self, source: Source) -> Vec<Condition> {
        let filter = self.filter;
        let bounds = [(" >= ", filter.created_from), (" < ", filter.created_to)];
        let condition = |(sign, at): (_, Option<Instant>)| {
            let at = at?;
            Some(if source.is_by_id() {
                let smallest = ProductId::mint(at, [0; 10]);
                Condition::compare(source.id(), sign, Value::Key(smallest.into()))
            } else {
                Condition::compare("products.created_at", sign, Value::At(At(at)))
            })
        };
        bounds.into_iter().filter_map(condition).collect()
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
