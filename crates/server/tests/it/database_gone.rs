//! A server whose database dies or freezes, and comes back.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use hexmart_test_mariadb::{PrivateServer, execute};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::client::{Answer, Client};
use crate::command::run_with;
use crate::premises::Premises;
use crate::process::Hexmart;

/// Within this a caller hears that the database is gone. Two seconds are promised; a machine that does something else
/// beside is given more.
const IN_TIME: Duration = Duration::from_secs(6);
const PRODUCTS: &str = "/commerce/products/";
const LIST: &str = "/commerce/products/?page_size=200";
const WANTED: &str = r#"{"name": "머그", "description": "백자", "price": 1000, "stock": 10}"#;

/// Makes a database and answers its address. It goes with its server: a frozen one could not be asked to drop it.
pub(crate) fn database_on(mysqld: &PrivateServer) -> String {
    let (url, create) = (
        format!("{}mysql", mysqld.url()),
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
    );
    let created = Runtime::new().unwrap().block_on(execute(&url, create));
    created.unwrap();
    format!("{}shop", mysqld.url())
}

/// A server on a database of its own, with a product.
struct Shop {
    client: Client,
    product: String,
    _server: Hexmart,
    _premises: Premises,
}

impl Shop {
    fn on(mysqld: &PrivateServer) -> Self {
        let premises = Premises::on(database_on(mysqld));
        let server = premises.serve(&[]);
        let client = Client::of(&server);
        let created = client.post(PRODUCTS, WANTED).ok();
        Self {
            client,
            product: created["id"].as_str().unwrap().to_owned(),
            _server: server,
            _premises: premises,
        }
    }

    /// The answers to a list, a detail, a change of stock and a new product, each in time.
    fn use_everything(&self) -> [Answer; 4] {
        let product = format!("{PRODUCTS}{}/", self.product);
        let stock = format!("{product}stock/");
        [
            ("GET", LIST, None),
            ("GET", &product, None),
            ("POST", &stock, Some(r#"{"change": 1}"#)),
            ("POST", PRODUCTS, Some(WANTED)),
        ]
        .map(|(method, path, body)| {
            let begun = Instant::now();
            let answer = self.client.send(method, path, body.map(str::as_bytes));
            let took = begun.elapsed();
            assert!(took < IN_TIME, "{method} {path} took {took:?}");
            answer
        })
    }

    /// Every answer says so; answers how many changes of stock and new products are said to be in doubt.
    fn everything_is_unavailable(&self) -> (i64, i64) {
        let answers = self.use_everything();
        let doubt = answers.each_ref().map(|answer| {
            assert_eq!(answer.header("retry-after"), Some("1"), "{}", answer.text());
            let code = answer.json()["code"].as_str().unwrap().to_owned();
            let problem = answer.problem(503, &code);
            let in_doubt = code == "outcome_unknown";
            assert!(in_doubt || code == "unavailable", "{code}");
            assert_eq!(problem["retryable"], !in_doubt);
            i64::from(in_doubt)
        });
        let [list, detail, change, creation] = doubt;
        assert_eq!((list, detail), (0, 0), "reading leaves no doubt");

        let begun = Instant::now();
        let ready = self.client.get("/health/ready");
        assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
        ready.problem(503, "not_ready");
        assert_eq!(ready.header("retry-after"), Some("1"));
        assert_eq!(self.client.get("/health/live").ok(), json!({"status": "live"}));
        (change, creation)
    }

    /// Everything works again; so many times the stock was changed before, and so many products were created. Answers
    /// these numbers as they are afterwards.
    fn everything_works(&self, changes: RangeInclusive<i64>, products: RangeInclusive<i64>) -> (i64, i64) {
        let [list, detail, stock, created] = self.use_everything();
        let listed = i64::try_from(list.ok()["products"].as_array().unwrap().len()).unwrap() - 60;
        assert!(products.contains(&listed), "{listed} products, not {products:?}");
        let shown = detail.ok()["product"]["stock_count"].as_i64().unwrap() - 10;
        assert!(changes.contains(&shown), "{shown} changes, not {changes:?}");
        let stock = stock.ok();
        let done = stock["version"].as_i64().unwrap() - 1;
        assert!(
            changes.contains(&(done - 1)),
            "{done} changes, one more than {changes:?}"
        );
        assert_eq!(stock["new_stock_count"], 10 + done);
        created.ok();
        assert_eq!(self.client.get("/health/ready").status, 200);
        (done, listed + 1)
    }
}

#[test]
fn a_killed_database_is_said_to_be_unavailable_and_used_again_once_it_is_back() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let shop = Shop::on(&mysqld);
    assert_eq!(shop.everything_works(0..=0, 1..=1), (1, 2));
    mysqld.kill();
    shop.everything_is_unavailable();
    assert_eq!(shop.everything_is_unavailable(), (0, 0), "by now it is known");
    mysqld.launch();
    // What is in doubt of a killed database was not done.
    assert_eq!(shop.everything_works(1..=1, 2..=2), (2, 3));
    assert_eq!(shop.everything_works(2..=2, 3..=3), (3, 4));
}

#[test]
fn a_frozen_database_is_said_to_be_unavailable_and_used_again_once_it_thaws() {
    let Some(mysqld) = PrivateServer::start() else {
        return;
    };
    let shop = Shop::on(&mysqld);
    assert_eq!(shop.everything_works(0..=0, 1..=1), (1, 2));
    mysqld.freeze();
    let (first, second) = (shop.everything_is_unavailable(), shop.everything_is_unavailable());
    mysqld.thaw();
    // What is in doubt may be done after all.
    let (changes, products) = (first.0 + second.0, first.1 + second.1);
    let done = shop.everything_works(1..=1 + changes, 2..=2 + products);
    shop.everything_works(done.0..=2 + changes, done.1..=3 + products);
}

#[test]
fn a_server_does_not_start_without_its_database_and_says_so() {
    let Some(mut mysqld) = PrivateServer::start() else {
        return;
    };
    let premises = Premises::on(database_on(&mysqld));
    mysqld.kill();
    let ended = run_with("", &mut premises.command(&["serve"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (4, ""), "{}", ended.stderr);
}
