//! A Milly database is read as it is, on both kinds of servers.

use std::path::Path;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, SimpleAsyncConnection};
use hexmart_application::interchange::{LegacyInventory, LegacyShop};
use hexmart_persistence_adapter::milly::open;
use hexmart_test_mariadb::{Database, server};

/// As Django makes them.
const TABLES: &str = "
CREATE TABLE auth_user (id INTEGER PRIMARY KEY, password VARCHAR(128) NOT NULL);
CREATE TABLE shop_product (id VARCHAR(18) NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL, description TEXT NOT NULL,
    price DECIMAL(10, 2) NOT NULL, created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL);
CREATE TABLE shop_productstockevent (id VARCHAR(20) NOT NULL PRIMARY KEY, `change` INTEGER NOT NULL,
    total_after_change INTEGER NOT NULL, created_at DATETIME NOT NULL, version INTEGER NOT NULL,
    product_id VARCHAR(18) NOT NULL);
CREATE TABLE shop_productdiscount (id VARCHAR(20) NOT NULL PRIMARY KEY, percentage DECIMAL(5, 2) NOT NULL,
    start_date DATETIME NOT NULL, end_date DATETIME NOT NULL, is_active BOOL NOT NULL, product_id VARCHAR(18) NOT NULL);
CREATE TABLE shop_cupon (id VARCHAR(20) NOT NULL PRIMARY KEY, code VARCHAR(50) NOT NULL,
    discount_percentage DECIMAL(5, 2) NOT NULL, valid_from DATETIME NOT NULL, valid_to DATETIME NOT NULL,
    active BOOL NOT NULL, user_id INTEGER NOT NULL);
INSERT INTO shop_product VALUES
    ('1700000000001-0001', '이어폰', '소리', 19.99, '2025-11-20 05:36:02.148000', '2025-11-20 05:36:02'),
    ('1700000000002-0002', 'Cup', 'Tea', 12000, '2025-11-21 05:36:02', '2025-11-21 05:36:02'),
    ('1700000000003-0003', 'New', 'Nothing yet', 0.5, '2025-11-22 00:00:00', '2025-11-22 00:00:00');
INSERT INTO shop_productstockevent VALUES
    ('a', 100, 100, '2025-11-20 05:36:02', 1, '1700000000001-0001'),
    ('b', 20, 120, '2025-11-20 05:36:03', 10, '1700000000001-0001'),
    ('c', -7, 93, '2025-11-20 05:36:03', 2, '1700000000001-0001'),
    ('d', 0, 0, '2025-11-20 05:36:03', 1, '1700000000002-0002');
INSERT INTO shop_productdiscount VALUES
    ('a', 10, '2025-11-20 00:00:00', '2025-12-20 00:00:00', 0, '1700000000001-0001'),
    ('b', 33.33, '2025-11-21 00:00:00', '2025-12-21 00:00:00', 1, '1700000000001-0001'),
    ('c', 50, '2025-11-19 00:00:00', '2025-12-19 00:00:00', 1, '1700000000001-0001'),
    ('d', 50, '2025-11-19 00:00:00', '2025-12-19 00:00:00', 0, '1700000000002-0002');
INSERT INTO shop_cupon VALUES ('a', 'HELLO', 10, '2025-11-20 00:00:00', '2025-12-20 00:00:00', 1, 7);
";

async fn is_read_as_it_is(shop: Arc<dyn LegacyShop>) {
    let inventory = LegacyInventory {
        products: 3,
        coupons: 1,
    };
    assert_eq!(shop.inventory().await.unwrap(), inventory);
    let first = shop.products(None, 2).await.unwrap();
    assert_eq!(first.len(), 2, "{first:?}");
    let (earphones, cup) = (first.first().unwrap(), first.get(1).unwrap());
    assert_eq!(
        (earphones.name.as_str(), earphones.price.as_str()),
        ("이어폰", "19.99")
    );
    assert_eq!(earphones.created_at.to_rfc3339(), "2025-11-20T05:36:02.148+00:00");
    assert_eq!((earphones.stock, cup.stock), (120, 0));
    let discount = earphones.discount.as_ref().unwrap();
    assert_eq!(discount.percentage, "33.33");
    assert_eq!(discount.ends_at.to_rfc3339(), "2025-12-21T00:00:00+00:00");
    assert_eq!(cup.discount, None);

    let rest = shop.products(Some(cup.id.clone()), 2).await.unwrap();
    assert_eq!(rest.len(), 1);
    let last = rest.first().unwrap();
    assert_eq!((last.name.as_str(), last.stock), ("New", 0));
    assert_eq!(shop.place(1).await.unwrap(), Some(cup.id.clone()));
    assert_eq!(shop.place(3).await.unwrap(), None);
}

fn file(path: &Path, sql: &str) {
    SqliteConnection::establish(path.to_str().unwrap())
        .unwrap()
        .batch_execute(sql)
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db.sqlite3");
    file(&path, TABLES);
    let url = format!("sqlite://{}", path.display());
    is_read_as_it_is(open(&url).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_mysql() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    let mut conn = AsyncMysqlConnection::establish(database.url()).await.unwrap();
    // Django keeps microseconds.
    conn.batch_execute(&TABLES.replace("DATETIME", "DATETIME(6)"))
        .await
        .unwrap();
    is_read_as_it_is(open(database.url()).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_something_else_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let url = format!("sqlite://{}", path.display());
    let missing = open(&url).await.err().unwrap().to_string();
    assert!(
        missing.contains("there is no file") && !path.exists(),
        "{missing}"
    );
    file(&path, "CREATE TABLE a (b INTEGER)");
    let other = open(&url).await.err().unwrap().to_string();
    assert!(other.contains("no table of id, name"), "{other}");
}
