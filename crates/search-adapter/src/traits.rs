//! What facets and filters ask of a product, in one small number.

use hexmart_application::search::{PRICE_BANDS, SearchDocument};

/// How many units of a price make one unit of the currency.
const SCALE: i64 = 10_000;

const BAND: u64 = 0b111;
const IN_STOCK: u64 = 0b1000;
const ON_SALE: u64 = 0b1_0000;

/// How many numbers there are.
pub(crate) const COUNT: usize = 32;

/// A price band, and whether it is in stock and on sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traits(pub(crate) u64);

impl Traits {
    /// Those of a product.
    pub(crate) fn of(document: &SearchDocument) -> Self {
        let below = PRICE_BANDS
            .iter()
            .filter(|end| **end * SCALE <= document.sale_price)
            .count();
        let mut traits = u64::try_from(below).unwrap_or(0);
        if document.in_stock {
            traits |= IN_STOCK;
        }
        if document.deal > 0 {
            traits |= ON_SALE;
        }
        Self(traits)
    }

    pub(crate) fn band(self) -> usize {
        usize::try_from(self.0 & BAND).unwrap_or(0)
    }

    pub(crate) fn in_stock(self) -> bool {
        self.0 & IN_STOCK != 0
    }

    pub(crate) fn on_sale(self) -> bool {
        self.0 & ON_SALE != 0
    }
}
