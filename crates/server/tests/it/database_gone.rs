//! A server whose database dies or freezes, and comes back.

use std::time::{Duration, Instant};

use hexmart_test_mariadb::{Database, PrivateServer};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::client::{Answer, Client};
use crate::process::Hexmart;

/// Within this a caller hears that the database is gone.
const TWO_SECONDS: Duration = Duration::from_secs(2);
const PRODUCTS: &str = "/commerce/products/";
const WANTED: &str = r#"{"name": "머그", "description": "백자", "price": 1000, "stock": 10}"#;

/// A server on a database of its own, with a product.
struct Shop {
    client: Client,
    product: String,
    _server: Hexmart,
    _database: Database,
}

impl Shop {
    fn on(mysqld: &PrivateServer) -> Self {
        let database = Runtime::new().unwrap().block_on(Database::create(&mysqld.url()));
        let server = Hexmart::start(database.url(), &["--demo"]);
        let client = Client::of(&server);
        let created = client.post(PRODUCTS, WANTED).ok();
        Self {
            client,
            product: created["id"].as_str().unwrap().to_owned(),
            _server: server,
            _database: database,
        }
    }

    fn requests(&self) -> [(&'static str, String, Option<&'static [u8]>); 4] {
        let product = format!("{PRODUCTS}{}/", self.product);
        [
            ("GET", PRODUCTS.to_owned(), None),
            ("GET", product.clone(), None),
            ("POST", format!("{product}stock/"), Some(br#"{"change": 1}"#)),
            ("POST", PRODUCTS.to_owned(), Some(WANTED.as_bytes())),
        ]
    }

    /// The answers to a list, a detail, a change of stock and a new product.
    fn use_everything(&self) -> Vec<Answer> {
        let requests = self.requests().into_iter();
        requests
            .map(|(method, path, body)| {
                let begun = Instant::now();
                let answer = self.client.send(method, &path, body);
                let took = begun.elapsed();
                assert!(took < TWO_SECONDS, "{method} {path} took {took:?}");
                answer
            })
            .collect()
    }

    fn everything_is_unavailable(&self) {
        for answer in self.use_everything() {
            let problem = answer.problem(503, "unavailable");
            assert_eq!(problem["retryable"], true);
            assert_eq!(answer.header("retry-after"), Some("1"));
        }
        let begun = Instant::now();
        let ready = self.client.get("/health/ready");
        assert!(begun.elapsed() < TWO_SECONDS, "{:?}", begun.elapsed());
        ready.problem(503, "not_ready");
        assert_eq!(ready.header("retry-after"), Some("1"));
        assert_eq!(self.client.get("/health/live").ok(), json!({"status": "live"}));
    }

    /// Everything works, on a shop whose product was changed so often and that has so many products beside the demo's.
    fn everything_works(&self, changes: i64, products: usize) {
        let answers = self.use_everything().iter().map(Answer::ok).collect::<Vec<_>>();
        let [list, detail, stock, _created] = answers.as_slice() else {
            panic!("four answers")
        };
        assert_eq!(list["products"].as_array().unwrap().len(), 12 + products);
        assert_eq!(detail["product"]["stock_count"], 10 + changes);
        assert_eq!(
            *stock,
            json!({"new_stock_count": 11 + changes, "version": changes + 2})
        );
        assert_eq!(self.client.get("/health/ready").status, 200);
    }
}

#[test]
fn a_killed_database_is_said_to_be_unavailable_and_used_again_once_it_is_back() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let shop = Shop::on(&mysqld);
    shop.everything_works(0, 1);
    mysqld.kill();
    shop.everything_is_unavailable();
    shop.everything_is_unavailable();
    mysqld.launch();
    shop.everything_works(1, 2);
    shop.everything_works(2, 3);
}

#[test]
fn a_frozen_database_is_said_to_be_unavailable_and_used_again_once_it_thaws() {
    let Some(mysqld) = PrivateServer::start() else {
        return;
    };
    let shop = Shop::on(&mysqld);
    shop.everything_works(0, 1);
    mysqld.freeze();
    shop.everything_is_unavailable();
    shop.everything_is_unavailable();
    mysqld.thaw();
    shop.everything_works(1, 2);
    shop.everything_works(2, 3);
}

#[test]
fn a_server_does_not_start_without_its_database_and_says_so() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let database = Runtime::new().unwrap().block_on(Database::create(&mysqld.url()));
    mysqld.kill();
    let ended = crate::command::run(&["serve", "--database-url", database.url()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (4, ""), "{}", ended.stderr);
}
