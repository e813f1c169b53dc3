//! Generated products, the same in a model and in a database.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::SimpleAsyncConnection;
use hexmart_application::catalogue::{ListFilter, ListSort, Mark, NameFilter};
use hexmart_application::marketplace::Ownership;
use hexmart_domain::catalogue::{Lifecycle, Tag};
use hexmart_domain::shared::{CategoryId, Id, Instant, ProductId, SellerId};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::{Conn, trial};
use crate::columns::{Key, to_text};

/// A product as far as lists are concerned.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) id: ProductId,
    lifecycle: Lifecycle,
    name: String,
    category: Option<CategoryId>,
    seller: Option<SellerId>,
    sale_price: i64,
    deal: i64,
    ends_at: Instant,
    in_stock: bool,
    sales: i64,
    likes: i64,
    stars: i64,
    tag: Option<&'static str>,
    created_at: Instant,
}

pub(super) fn now() -> Instant {
    DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap()
}

fn numbered<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

/// Products of 41 categories, of which one has three and one the dearest; of 12 sellers; many of them equal in everything
/// but their ids.
pub(super) fn items(count: u32) -> Vec<Item> {
    let mut dice = StdRng::seed_from_u64(7);
    (0..count).map(|number| item(number, &mut dice)).collect()
}

fn item(number: u32, dice: &mut StdRng) -> Item {
    let created_at = now() - TimeDelta::days(400) + TimeDelta::minutes(i64::from(number));
    let sale_price = dice.random_range(1..500_i64) * 1_000_000;
    let category = match number {
        0..3 => Some(99),
        _ if sale_price > 450_000_000 => Some(50),
        _ if dice.random_bool(0.8) => Some(dice.random_range(1..40)),
        _ => None,
    };
    let states = [
        (Lifecycle::OnSale, 18),
        (Lifecycle::Private, 1),
        (Lifecycle::Deleted, 1),
    ];
    let has_deal = dice.random_bool(0.1);
    Item {
        id: ProductId::mint(created_at, dice.random()),
        lifecycle: *pick(dice, &states),
        name: format!("{} {number}", pick(dice, &[("사과", 1), ("배", 2), ("귤", 40)])),
        category: category.map(numbered),
        seller: dice.random_bool(0.7).then(|| numbered(dice.random_range(1..13))),
        sale_price,
        deal: if has_deal {
            dice.random_range(1..40) * 50
        } else {
            0
        },
        ends_at: now() + TimeDelta::hours(dice.random_range(-20..100)),
        in_stock: dice.random_bool(0.9),
        sales: dice.random_range(0..300_i64).saturating_sub(250).max(0),
        likes: dice.random_range(0..30),
        stars: *pick(dice, &[(0, 9), (450, 1), (500, 1)]),
        tag: *pick(dice, &[(None, 10), (Some("new"), 3), (Some("rare%"), 1)]),
        created_at,
    }
}

/// One of some choices, each as likely as it weighs.
fn pick<'a, T>(dice: &mut StdRng, choices: &'a [(T, usize)]) -> &'a T {
    let tickets: Vec<_> = choices
        .iter()
        .flat_map(|(choice, weight)| std::iter::repeat_n(choice, *weight))
        .collect();
    tickets[dice.random_range(0..tickets.len())]
}

impl Item {
    /// Where it stands in a list of a sort.
    pub(super) fn mark(&self, sort: ListSort) -> Mark {
        let key = match sort {
            ListSort::Oldest | ListSort::Recent => 0,
            ListSort::PriceUp | ListSort::PriceDown => self.sale_price,
            ListSort::Discount => self.deal,
            ListSort::Sales => self.sales,
            ListSort::Popularity => self.likes,
            ListSort::Stars => self.stars,
        };
        Mark {
            key,
            product: self.id,
        }
    }

    pub(super) fn passes(&self, filter: &ListFilter) -> bool {
        let has_deal = self.deal > 0 && self.ends_at > now();
        let owner = self.seller.map_or(Ownership::Shop, Ownership::Seller);
        let hangs = |ids: &Vec<_>| self.category.is_some_and(|id| ids.contains(&id));
        let is_called = |name: &NameFilter| self.name.contains(name.folded());
        filter.lifecycles.contains(&self.lifecycle)
            && filter.name.as_ref().is_none_or(is_called)
            && filter.among.as_ref().is_none_or(|ids| ids.contains(&self.id))
            && filter.categories.as_ref().is_none_or(hangs)
            && filter.owner.is_none_or(|wanted| wanted == owner)
            && filter.price_from.is_none_or(|from| self.sale_price >= from)
            && filter.price_to.is_none_or(|to| self.sale_price <= to)
            && filter.in_stock.is_none_or(|wanted| wanted == self.in_stock)
            && filter.on_sale.is_none_or(|wanted| wanted == has_deal)
            && filter
                .tag
                .as_ref()
                .is_none_or(|tag| self.tag == Some(tag.as_str()))
            && filter.created_from.is_none_or(|from| self.created_at >= from)
            && filter.created_to.is_none_or(|to| self.created_at < to)
    }

    /// The row of `products`, in the order of [`COLUMNS`].
    fn literals(&self) -> String {
        let key = |key: Option<Key>| key.map_or_else(|| "NULL".to_owned(), Key::literal);
        let (id, seller) = (Key::from(self.id).literal(), key(self.seller.map(Key::from)));
        let category = key(self.category.map(Key::from));
        let (created_at, ends_at) = (to_text(self.created_at), to_text(self.ends_at));
        let Self {
            name,
            sale_price,
            deal,
            sales,
            likes,
            stars,
            ..
        } = self;
        let terms = if *deal > 0 {
            format!("{}, '2026-01-01 00:00:00.000000', '{ends_at}'", deal * 100)
        } else {
            "NULL, NULL, NULL".to_owned()
        };
        let (lifecycle, stocked) = (self.lifecycle.as_str(), i64::from(self.in_stock));
        let rated = i64::from(*stars > 0);
        format!(
            "{id}, {seller}, {category}, '{lifecycle}', '{name}', '{name}', 'd', {sale_price}, 'KRW', \
             '{created_at}', '{created_at}', {terms}, 1, 1, {sale_price}, {deal}, {stocked}, {sales}, {likes}, \
             {}, {}",
            rated * 2,
            rated * stars / 50
        )
    }
}

const COLUMNS: &str = "id, seller_id, category_id, lifecycle, name, name_folded, description, price, currency, \
                       created_at, updated_at, discount_percentage, discount_starts_at, discount_ends_at, variants, \
                       version, sale_price, deal, stocked, sales, likes, ratings, stars_sum";

const HERE: &str = "x'00000000000070008000000000000001'";
const MAIN: &str = "x'00000000000070008000000000000002'";

/// Fills a database with the items, one piece of each in stock that is.
pub(super) async fn fill(conn: &mut Conn, items: &[Item]) {
    let at = "'2026-01-01 00:00:00.000000'";
    let categories: BTreeSet<_> = items.iter().filter_map(|item| item.category).collect();
    let category = |id| format!("{}, NULL, 0, '과일', NULL, {at}", Key::from(id).literal());
    let columns = "categories (id, parent_id, position, name_ko, name_en, created_at)";
    insert(conn, columns, categories.into_iter().map(category).collect()).await;
    for some in items.chunks(500) {
        let products = some.iter().map(Item::literals).collect();
        insert(conn, &format!("products ({COLUMNS})"), products).await;
        let level = |item: &Item| {
            let (id, pieces) = (Key::from(item.id).literal(), i64::from(item.in_stock));
            format!("{id}, {HERE}, 1, 'opened', {pieces}, 0, {pieces}, 0, {id}, {at}")
        };
        let columns = "stock_events (item_id, location_id, version, kind, `change`, reserved_change, on_hand_after, \
                       reserved_after, op_id, recorded_at)";
        insert(conn, columns, some.iter().map(level).collect()).await;
        let chain = |item: &Item| format!("{}, {HERE}, {MAIN}, TRUE", Key::from(item.id).literal());
        insert(conn, "stock_chains", some.iter().map(chain).collect()).await;
        let tag = |item: &Item| Some(format!("'{}', {}", item.tag?, Key::from(item.id).literal()));
        let tags = some.iter().filter_map(tag).collect();
        insert(conn, "product_tags (tag, product_id)", tags).await;
    }
    conn.batch_execute(trial::ANALYZE).await.unwrap();
}

async fn insert(conn: &mut Conn, table: &str, rows: Vec<String>) {
    let text = format!("INSERT INTO {table} VALUES ({})", rows.join("), ("));
    conn.batch_execute(&text).await.unwrap();
}

/// Every filter by itself, and some that are often asked for together.
pub(super) fn filters(items: &[Item]) -> Vec<ListFilter> {
    let hanging_on = |numbers: Range<u128>| Some(numbers.map(numbered).collect());
    let early = Some(now() - TimeDelta::days(399));
    let late = Some(now() - TimeDelta::days(398));
    let seller = Some(Ownership::Seller(numbered(3)));
    let some_ids: Vec<_> = items.iter().step_by(97).map(|item| item.id).collect();
    let all_states = Lifecycle::ALL.to_vec();
    let with = |set: &dyn Fn(&mut ListFilter)| {
        let mut filter = ListFilter::default();
        set(&mut filter);
        filter
    };
    vec![
        with(&|_| ()),
        with(&|f| f.lifecycles = all_states.clone()),
        with(&|f| f.name = NameFilter::containing("사과")),
        with(&|f| f.among = Some(some_ids.clone())),
        with(&|f| f.categories = hanging_on(99..100)),
        with(&|f| f.categories = hanging_on(50..51)),
        with(&|f| f.categories = hanging_on(1..30)),
        with(&|f| f.categories = hanging_on(1..90)),
        with(&|f| f.owner = seller),
        with(&|f| f.owner = Some(Ownership::Shop)),
        with(&|f| f.price_from = Some(300_000_000)),
        with(&|f| f.price_to = Some(2_000_000)),
        with(&|f| (f.price_from, f.price_to) = (Some(100_000_000), Some(105_000_000))),
        with(&|f| f.in_stock = Some(true)),
        with(&|f| f.in_stock = Some(false)),
        with(&|f| f.on_sale = Some(true)),
        with(&|f| f.on_sale = Some(false)),
        with(&|f| f.tag = Tag::parse("new").ok()),
        with(&|f| f.tag = Tag::parse("rare%").ok()),
        with(&|f| f.created_from = early),
        with(&|f| f.created_to = early),
        with(&|f| (f.created_from, f.created_to) = (early, late)),
        with(&|f| (f.categories, f.in_stock) = (hanging_on(1..5), Some(true))),
        with(&|f| (f.categories, f.price_to) = (hanging_on(1..5), Some(50_000_000))),
        with(&|f| (f.categories, f.lifecycles) = (hanging_on(1..50), all_states.clone())),
        with(&|f| (f.owner, f.tag, f.lifecycles) = (seller, Tag::parse("new").ok(), all_states.clone())),
        with(&|f| (f.in_stock, f.on_sale) = (Some(false), Some(true))),
        with(&|f| (f.name, f.owner) = (NameFilter::containing("사과"), seller)),
        with(&|f| (f.name, f.in_stock) = (NameFilter::containing("1"), Some(false))),
        with(&|f| (f.tag, f.created_from) = (Tag::parse("new").ok(), early)),
    ]
}
