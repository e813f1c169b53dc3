//! Which products a list shows, and in which order, as its query says.

use hexmart_application::catalogue::{Browse, ListFilter, ListSort, NameFilter, PageAt};
use hexmart_application::marketplace::Ownership;
use hexmart_domain::catalogue::{Lifecycle, Price, PriceError, ProductName, ProductState, Tag};
use hexmart_domain::shared::{Currency, Instant, ProductId, TextError};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::body::{Fault, instant_in, number_in};
use crate::cursor::{self, ListIdentity};
use crate::query::Query;

/// The most products that can be asked for by id.
const MOST_IDS: usize = 100;
/// What a cursor is bound to beside the list and its order.
const FILTERS: [&str; 12] = [
    "product_name",
    "category",
    "seller",
    "state",
    "price_min",
    "price_max",
    "in_stock",
    "on_sale",
    "tag",
    "created_after",
    "created_before",
    "ids",
];
const SORTS: [(&str, ListSort); 8] = [
    ("oldest", ListSort::Oldest),
    ("recent", ListSort::Recent),
    ("price", ListSort::PriceUp),
    ("-price", ListSort::PriceDown),
    ("discount", ListSort::Discount),
    ("sales", ListSort::Sales),
    ("popularity", ListSort::Popularity),
    ("stars", ListSort::Stars),
];
const SORT_WORDS: &str = "oldest, recent, price, -price, discount, sales, popularity, stars";

/// Which of the lists it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// What everybody sees.
    Everybody,
    /// What a seller sees of its own.
    Own,
    /// What staff see.
    Staff,
}

impl Shelf {
    const fn word(self) -> &'static str {
        match self {
            Self::Everybody => "products",
            Self::Own => "own",
            Self::Staff => "staff",
        }
    }

    /// The states that can be asked for.
    const fn states(self) -> (&'static [ProductState], &'static str) {
        match self {
            Self::Everybody => (
                &[ProductState::OnSale, ProductState::SoldOut],
                "on_sale, sold_out",
            ),
            Self::Own | Self::Staff => (
                &ProductState::ALL,
                "on_sale, sold_out, discontinued, private, blocked, deleted",
            ),
        }
    }

    /// What is shown when no state is asked for.
    fn lifecycles(self) -> Vec<Lifecycle> {
        match self {
            Self::Everybody => vec![Lifecycle::OnSale],
            Self::Own | Self::Staff => {
                let all = Lifecycle::ALL.into_iter();
                all.filter(|lifecycle| *lifecycle != Lifecycle::Deleted).collect()
            }
        }
    }
}

/// Reads which page of which list is asked for. What is bad is noted in the query; nothing else is to be done with the
/// answer then.
pub(super) fn read(query: &mut Query, shelf: Shelf, currency: Currency) -> (Browse, ListIdentity) {
    let filter = filter(query, shelf, currency);
    let (word, sort) = query
        .optional("sort", sort)
        .unwrap_or(("oldest", ListSort::Oldest));
    let (size, index) = (query.page_size(), query.number("page_index", 1..=u64::MAX, 1));
    let list = identity(query, shelf, word);
    let after = query.optional("cursor", |text| cursor::decode_mark(text, list));
    if query.last("cursor").and(query.last("page_index")).is_some() {
        query.refuse("cursor", Fault::CursorAndIndex);
    }
    let browse = Browse {
        filter,
        category: query.id("category"),
        sort,
        size,
        at: after.map_or(PageAt::Index(index), PageAt::After),
        with_total: query.flag("with_total").unwrap_or(false),
    };
    (browse, list)
}

/// What a cursor of this list is bound to: the words of the query, so that a client may send them again as they were.
fn identity(query: &Query, shelf: Shelf, sort: &'static str) -> ListIdentity {
    let said = FILTERS.into_iter().filter_map(|name| {
        let value = query.last(name).filter(|value| !value.is_empty())?;
        Some([name, value])
    });
    ListIdentity::of([shelf.word(), sort].into_iter().chain(said.flatten()))
}

fn filter(query: &mut Query, shelf: Shelf, currency: Currency) -> ListFilter {
    let state = query.optional("state", |word| state(word, shelf));
    let (lifecycle, stocked) = state.map(ProductState::parts).unzip();
    let in_stock = query.flag("in_stock");
    let stocked = stocked.flatten();
    if in_stock
        .zip(stocked)
        .is_some_and(|(asked, implied)| asked != implied)
    {
        query.refuse("in_stock", Fault::RuledOut("state"));
    }
    let (price_from, price_to) = prices(query, currency);
    let (created_from, created_to) = period(query);
    ListFilter {
        lifecycles: lifecycle.map_or_else(|| shelf.lifecycles(), |lifecycle| vec![lifecycle]),
        name: name(query),
        among: query.optional("ids", ids),
        // Filled by the catalogue, from the category of the request.
        categories: None,
        owner: match shelf {
            Shelf::Everybody | Shelf::Staff => query.optional("seller", owner),
            // Decided by who asks.
            Shelf::Own => None,
        },
        price_from,
        price_to,
        in_stock: in_stock.or(stocked),
        on_sale: query.flag("on_sale"),
        tag: query.optional("tag", tag),
        created_from,
        created_to,
    }
}

fn name(query: &mut Query) -> Option<NameFilter> {
    let max = ProductName::MAX;
    let read = |text: &str| match text.chars().nth(max) {
        Some(_) => Err(Fault::Text(TextError::TooLong { max })),
        None => Ok(NameFilter::containing(text)),
    };
    query.optional("product_name", read).flatten()
}

fn sort(word: &str) -> Result<(&'static str, ListSort), Fault> {
    let known = SORTS.into_iter().find(|(known, _)| *known == word);
    known.ok_or(Fault::NotOneOf(SORT_WORDS))
}

fn state(word: &str, shelf: Shelf) -> Result<ProductState, Fault> {
    let (allowed, words) = shelf.states();
    let state = ProductState::from_word(word).filter(|state| allowed.contains(state));
    state.ok_or(Fault::NotOneOf(words))
}

fn owner(text: &str) -> Result<Ownership, Fault> {
    if text == "shop" {
        return Ok(Ownership::Shop);
    }
    let seller = text.parse().or(Err(Fault::NotAnOwner))?;
    Ok(Ownership::Seller(seller))
}

fn ids(text: &str) -> Result<Vec<ProductId>, Fault> {
    if text.split(',').nth(MOST_IDS).is_some() {
        return Err(Fault::TooMany { most: MOST_IDS });
    }
    let ids = text.split(',').map(str::parse).collect::<Result<_, _>>();
    ids.or(Err(Fault::NotAnId("PROD")))
}

/// Reads a tag, in the form in which tags are kept.
pub(super) fn tag(text: &str) -> Result<Tag, Fault> {
    Ok(Tag::parse(text)?.folded())
}

/// Reads from where to where prices are to lie, scaled by 10,000.
pub(super) fn prices(query: &mut Query, currency: Currency) -> (Option<i64>, Option<i64>) {
    let from = query.optional("price_min", |text| amount(text, currency));
    let to = query.optional("price_max", |text| amount(text, currency));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        query.refuse("price_max", Fault::BelowStart("price_min"));
    }
    (from, to)
}

fn amount(text: &str, currency: Currency) -> Result<i64, Fault> {
    let amount = match number_in(text) {
        Ok(amount) => amount,
        Err(Fault::TooFine) => return Err(PriceError::TooManyDecimals.into()),
        Err(_) => return Err(Fault::NotAnAmount),
    };
    // From 0 up to what a price can be, with as many decimals as that can have.
    match Price::new(amount, currency) {
        Err(PriceError::NotPositive) if amount.is_zero() => {}
        Err(PriceError::NotPositive | PriceError::TooHigh) => return Err(Fault::NotAnAmount),
        Err(error @ PriceError::TooManyDecimals) => return Err(error.into()),
        Ok(_) => {}
    }
    let scaled = amount * Decimal::from(10_000);
    scaled.to_i64().ok_or(Fault::NotAnAmount)
}

fn period(query: &mut Query) -> (Option<Instant>, Option<Instant>) {
    let from = query.optional("created_after", instant_in);
    let to = query.optional("created_before", instant_in);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        query.refuse("created_before", Fault::BelowStart("created_after"));
    }
    (from, to)
}
