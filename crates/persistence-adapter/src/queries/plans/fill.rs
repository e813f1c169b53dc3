//! A shop with enough rows for an index to be worth it.

use diesel_async::SimpleAsyncConnection;

use super::super::trial::ANALYZE;
use super::Conn;

/// Rows of each table.
const ROWS: u32 = 3_000;
/// Buyers, sellers, items, racks.
const FEW: u32 = 40;

pub(super) fn id(number: u32) -> String {
    format!("x'{number:032x}'")
}

/// One each hour.
pub(super) fn at(number: u32) -> String {
    format!(
        "'2026-{:02}-{:02} {:02}:00:00.000000'",
        1 + number / 24 / 28,
        1 + number / 24 % 28,
        number % 24
    )
}

fn word<'w>(number: u32, words: &[&'w str]) -> &'w str {
    let place = usize::try_from(number).unwrap() % words.len();
    words[place]
}

pub(super) async fn insert(conn: &mut Conn, into: &str, rows: impl Iterator<Item = String>) {
    let rows: Vec<_> = rows.collect();
    for some in rows.chunks(500) {
        let text = format!("INSERT INTO {into} VALUES ({})", some.join("), ("));
        conn.batch_execute(&text).await.unwrap();
    }
}

/// Orders of which a tenth still waits to be paid, each with two lines and a payment; carts, requests and stock.
pub(super) async fn fill(conn: &mut Conn) {
    let state = |n| {
        word(
            n,
            &[
                "pending_payment",
                "paid",
                "delivered",
                "confirmed",
                "confirmed",
                "cancelled",
            ],
        )
    };
    let orders = (0..ROWS).map(|n| {
        let (id, buyer, at) = (id(n), id(n % FEW), at(n));
        format!(
            "{id}, 'N{n}', {buyer}, '{}', x'00', 0, 'KRW', '[]', {at}, {at}, 1, {at}",
            state(n)
        )
    });
    let columns = "orders (id, number, buyer_id, state, destination_sealed, shipping_fee, currency, shipments, pay_by, \
                   placed_at, version, updated_at)";
    insert(conn, columns, orders).await;
    let lines = (0..2 * ROWS).map(|n| {
        let (order, line, item) = (id(n / 2), id(n), id(n % FEW));
        let seller = if n % 3 == 0 { "NULL".to_owned() } else { id(n % FEW) };
        let (state, at) = (state(n / 2), at(n / 2));
        format!(
            "{order}, {}, {line}, {item}, {item}, {seller}, '{state}', 1, 1, 0, 0, 1, 0, 0, 1, '[]', '{{}}', {at}",
            n % 2
        )
    });
    let columns = "order_lines (order_id, place, id, product_id, item_id, seller_id, state, quantity, unit_price, \
                   unit_discount, unit_coupon, list, discount, coupon, payable, picks, snapshot, delivered_at)";
    insert(conn, columns, lines).await;
    let payments = (0..ROWS).map(|n| {
        let (id, buyer, at) = (id(n), id(n % FEW), at(n));
        // What is rare is looked up; what is common is met on the way from the newest.
        let state = if n % 400 == 3 {
            "failed"
        } else {
            word(n, &["captured", "captured", "expired", "created", "prepared"])
        };
        let ask_at = if n % 10 == 0 { at.as_str() } else { "NULL" };
        format!("{id}, 'order', {id}, 1, {buyer}, 'toss', 'uid{n}', 1, 0, 'KRW', '{state}', '[]', 0, {ask_at}, 0, {at}, {at}, 1, {at}")
    });
    let columns = "payments (id, purpose, target_id, attempt, buyer_id, provider, merchant_uid, amount, points, currency, state, \
                   refunds, refunded, ask_at, asked, expires_at, created_at, version, updated_at)";
    insert(conn, columns, payments).await;
    let carts = (0..ROWS).map(|n| {
        let guest = format!("x'{n:064x}'");
        let (owner, token) = if n % 2 == 0 {
            (id(n), "NULL".to_owned())
        } else {
            ("NULL".to_owned(), guest)
        };
        format!("{}, {owner}, {token}, '[]', 1, {}", id(n), at(n))
    });
    insert(
        conn,
        "carts (id, owner_id, token_hash, `lines`, version, updated_at)",
        carts,
    )
    .await;
    let requests = (0..ROWS).map(|n| {
        let (id, at) = (id(n), at(n));
        format!("{id}, 's', 'k{n}', {id}, 201, '[]', x'00', {at}, {at}")
    });
    insert(conn, "completed_requests", requests).await;
    stock(conn).await;
    points(conn).await;
    products(conn, ROWS).await;
    reviews(conn).await;
    conn.batch_execute(ANALYZE).await.unwrap();
}

/// Each item in each rack, ten racks in a building, and some events for each.
async fn stock(conn: &mut Conn) {
    let pairs = || (0..FEW).flat_map(|item| (0..FEW).map(move |rack| (item, rack)));
    let chains = pairs().map(|(item, rack)| format!("{}, {}, {}, TRUE", id(item), id(rack), id(rack / 10)));
    insert(conn, "stock_chains", chains).await;
    let events = pairs().flat_map(|(item, rack)| {
        (1..=4).map(move |version| {
            let at = at(item * FEW + rack);
            format!(
                "{}, {}, {version}, 'adjusted', 1, 0, {version}, 0, {}, {at}",
                id(item),
                id(rack),
                id(version)
            )
        })
    });
    let columns = "stock_events (item_id, location_id, version, kind, `change`, reserved_change, on_hand_after, \
                   reserved_after, op_id, recorded_at)";
    insert(conn, columns, events).await;
}

/// Each account has entries on many days, some of which begin a lot.
async fn points(conn: &mut Conn) {
    let entries = (0..ROWS).map(|n| {
        let (user, version, at) = (id(n % FEW), 1 + n / FEW, at(n));
        let day = at.get(1..11).unwrap_or_default();
        format!("{user}, {version}, 'payment', 1, {version}, 'r{n}', '{day}', '[]', '[]', {at}")
    });
    let columns = "wallet_entries (user_id, version, kind, amount, balance_after, reference, business_date, moved, lots, \
                   recorded_at)";
    insert(conn, columns, entries).await;
    let lapses = (0..ROWS).map(|n| {
        let at = at(n);
        let day = at.get(1..11).unwrap_or_default();
        format!("{}, '{day}', {n}", id(n % FEW))
    });
    insert(conn, "wallet_lapses", lapses).await;
    let settlements = (0..ROWS).map(|n| {
        let (id, seller, at) = (id(n), id(n % FEW), at(n));
        let day = format!("2026-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        format!("{id}, {seller}, 'sale', {id}, {id}, 1, 0, 1, 'KRW', 1, '{day}', {at}")
    });
    insert(conn, "settlements", settlements).await;
    let subscriptions = (0..ROWS).map(|n| {
        let at = at(n);
        let day = at.get(1..11).unwrap_or_default();
        format!("{}, 'active', 1, 9900, '{day}', '{day}', '{day}', 1, {at}", id(n))
    });
    insert(conn, "subscriptions", subscriptions).await;
}

pub(super) async fn products(conn: &mut Conn, count: u32) {
    let products = (0..count).map(|n| {
        let (id, at) = (id(n), at(n));
        format!("{id}, 'on_sale', 'p{n}', 'p{n}', {n} + 1, 'KRW', {at}, {at}, 1, 1, {n} + 1, ''")
    });
    let columns = "products (id, lifecycle, name, name_folded, price, currency, created_at, updated_at, variants, version, \
                   sale_price, description)";
    insert(conn, columns, products).await;
}

/// Who has written so much that to sort it would be a burden.
pub(super) const BUSY_AUTHOR: u32 = ROWS;

/// Each product is reviewed by many, and wished for by many: a tenth of the reviews are hidden, and a tenth have a picture.
async fn reviews(conn: &mut Conn) {
    let by_many = (0..ROWS).map(|n| (n, n % FEW, n / FEW));
    let by_one = (0..ROWS).map(|n| (ROWS + n, FEW + n, BUSY_AUTHOR));
    let reviews = by_many.chain(by_one).map(|(n, product, author)| {
        let (id, product, author, at) = (id(n), id(product), id(author), at(n % ROWS));
        let (stars, hidden, pictured) = (1 + n / FEW % 5, n % 10 == 3, n % 10 == 7);
        format!(
            "{id}, {product}, {author}, {stars}, 't', 'b', 'good', 'good', 'good', {id}, '[]', 1, 'KRW', {pictured}, {}, 0, {}, \
             1, {at}",
            !hidden,
            n / FEW % 20
        )
    });
    let columns = "reviews (id, product_id, author_id, stars, title, body, delivery, service, feedback, line_id, options, \
                   unit_price, currency, pictured, visible, reward_points, likes, version, written_at)";
    insert(conn, columns, reviews).await;
    let likes = (0..ROWS).map(|n| format!("{}, {}, {}", id(n / 3), id(n % 3), at(n)));
    insert(conn, "review_likes", likes).await;
    let wishes = (0..ROWS).map(|n| {
        let (product, account, at) = (id(n % FEW), id(n / FEW), at(n));
        format!("{product}, {account}, {at}, TRUE, {}, 100, 'KRW'", n % 10 != 0)
    });
    insert(conn, "wishes", wishes).await;
}
