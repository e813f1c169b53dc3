//! The hot questions are answered by indexes: said by the databases themselves.

use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use hexmart_contracts::given;
use hexmart_persistence_adapter::{mysql, sqlite};
use hexmart_test_mariadb::{Database, execute, rows, server};

const HEAD: &str = "SELECT version FROM stock_events WHERE item_id = x'01' AND location_id = x'02' \
                    ORDER BY version DESC LIMIT 1";
const DISCOUNT: &str =
    "SELECT percentage FROM product_discounts WHERE product_id = x'01' ORDER BY version DESC LIMIT 1";
const PAGE: &str = "SELECT name FROM products WHERE id > x'01' ORDER BY id LIMIT 30";
const COUPON: &str = "SELECT percentage FROM coupons WHERE owner_id = x'01' AND active = 1 AND redeemed = 0 \
                      AND valid_from <= '2026-01-01 00:00:00.000000' AND valid_to >= '2026-01-01 00:00:00.000000' \
                      ORDER BY percentage DESC LIMIT 1";

/// Each with the index that answers it on MariaDB, and with what SQLite says of its way.
const PLANS: [(&str, &str, &str); 4] = [
    (
        HEAD,
        "PRIMARY",
        "SEARCH stock_events USING PRIMARY KEY (item_id=? AND location_id=?)",
    ),
    (
        DISCOUNT,
        "PRIMARY",
        "SEARCH product_discounts USING PRIMARY KEY (product_id=?)",
    ),
    (
        PAGE,
        "PRIMARY",
        "SEARCH products USING INDEX sqlite_autoindex_products_1 (id>?)",
    ),
    (
        COUPON,
        "coupons_best",
        "SEARCH coupons USING COVERING INDEX coupons_best (owner_id=?)",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn mariadb_answers_from_indexes() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    fill(database.url()).await;
    for (query, index, _) in PLANS {
        let plan = rows(database.url(), &format!("EXPLAIN {query}")).await.remove(0);
        assert!(
            plan["type"] == "ref" || plan["type"] == "range",
            "{query}: {plan:?}"
        );
        assert_eq!(plan["key"], index, "{query}: {plan:?}");
        assert!(
            !plan["Extra"].contains("filesort") && !plan["Extra"].contains("temporary"),
            "{query}: {plan:?}"
        );
    }
}

/// Enough rows for an index to be worth it.
async fn fill(url: &str) {
    let now = given::now().format("%Y-%m-%d %H:%M:%S").to_string();
    let numbers =
        "WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 900)";
    let id = "UNHEX(LPAD(HEX(n), 32, '0'))";
    let few = "UNHEX(LPAD(HEX(n MOD 40), 32, '0'))";
    let fill = format!(
        "INSERT INTO products (id, lifecycle, name, name_folded, description, price, currency, created_at, updated_at, \
         variants, version, sale_price) {numbers} \
         SELECT {id}, 'on_sale', 'n', 'n', 'd', 1, 'KRW', '{now}', '{now}', 1, 1, 1 FROM numbers; \
         INSERT INTO stock_events (item_id, location_id, version, kind, `change`, reserved_change, on_hand_after, \
         reserved_after, op_id, recorded_at) {numbers} \
         SELECT {few}, {id}, n, 'adjusted', 1, 0, n, 0, {id}, '{now}' FROM numbers; \
         INSERT INTO product_discounts {numbers} \
         SELECT {few}, n, {id}, 100, '{now}', '{now}', '{now}' FROM numbers; \
         INSERT INTO coupons {numbers} \
         SELECT {id}, {few}, n, n, 100, '{now}', '{now}', TRUE, '{now}', FALSE FROM numbers; \
         ANALYZE TABLE products, stock_events, product_discounts, coupons"
    );
    execute(url, &fill).await.unwrap();
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[tokio::test]
async fn sqlite_answers_from_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    sqlite::migrate(&path).await.unwrap();
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    for (query, _, way) in PLANS {
        let plan: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {query}"))
            .load(&mut conn)
            .unwrap();
        let steps: Vec<_> = plan.into_iter().map(|step| step.detail).collect();
        assert!(
            steps.len() == 1 && steps[0].starts_with(way),
            "{query}: {steps:?}"
        );
    }
}
