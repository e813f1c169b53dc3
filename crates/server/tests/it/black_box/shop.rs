use std::ops::Deref;

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::process::Hexmart;

pub(super) const PRODUCTS: &str = "/commerce/products/";
pub(super) const COUPONS: &str = "/commerce/coupons/";
pub(super) const USERS: &str = "/commerce/users/";
pub(super) const TOKENS: &str = "/commerce/auth/token/";
/// A product that nobody ever created.
pub(super) const NOBODYS: &str = "PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP";

/// A server that runs, and a client of it who has not signed in.
pub(super) struct Shop {
    server: Hexmart,
    stranger: Client,
}

impl Deref for Shop {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.stranger
    }
}

impl Shop {
    pub(super) fn of(server: Hexmart) -> Self {
        let stranger = Client::of(&server);
        Self { server, stranger }
    }

    pub(super) fn server(&self) -> &Hexmart {
        &self.server
    }

    /// Creates a product and answers its id.
    #[track_caller]
    pub(super) fn create(&self, name: &str, price: &str, stock: i64) -> String {
        let answer = self.post(
            PRODUCTS,
            product(&json!(name).to_string(), r#""백자""#, price, stock),
        );
        answer.ok()["id"].as_str().unwrap().to_owned()
    }

    /// Changes the stock of a product.
    #[track_caller]
    pub(super) fn change(&self, id: &str, change: i64) -> Answer {
        self.post(&stock_of(id), format!(r#"{{"change": {change}}}"#))
    }

    /// Sets a discount.
    #[track_caller]
    pub(super) fn discount(&self, id: &str, percentage: &str) -> Value {
        let body = format!(r#"{{"percentage": {percentage}}}"#);
        self.post(&discounts_of(id), body).ok()
    }

    /// The products of one page of the list.
    #[track_caller]
    pub(super) fn products(&self, query: &str) -> Vec<Value> {
        let list = self.get(&format!("{PRODUCTS}?{query}")).ok();
        list["products"].as_array().unwrap().clone()
    }

    /// Every product there is; a test makes fewer than a page holds.
    pub(super) fn all_products(&self) -> Vec<Value> {
        let products = self.products("page_size=200");
        assert!(products.len() < 200);
        products
    }

    /// A product in the list.
    #[track_caller]
    pub(super) fn listed(&self, id: &str) -> Value {
        let found = self
            .all_products()
            .into_iter()
            .find(|product| product["id"] == id);
        found.unwrap_or_else(|| panic!("{id} is not listed"))
    }

    /// Makes an account over HTTP and signs it in.
    #[track_caller]
    pub(super) fn sign_up(&self, email: &str) -> Client {
        let account = json!({"email": email, "password": "correct horse", "nickname": "하나"});
        let answer = self.post_json(USERS, &account);
        assert_eq!(answer.status, 201, "{}", answer.text());
        self.sign_in(email, "correct horse")
    }

    /// Somebody who has signed in.
    #[track_caller]
    pub(super) fn sign_in(&self, email: &str, password: &str) -> Client {
        let claim = json!({"email": email, "password": password});
        let token = self.post_json(TOKENS, &claim).ok();
        self.bearing(token["access_token"].as_str().unwrap())
    }
}

/// A body that creates a product; each member but the last as JSON.
pub(super) fn product(name: &str, description: &str, price: &str, stock: impl std::fmt::Display) -> String {
    format!(r#"{{"name": {name}, "description": {description}, "price": {price}, "stock": {stock}}}"#)
}

/// A body that creates a coupon which is valid now.
pub(super) fn coupon(percentage: &str, code: &str) -> String {
    format!(
        r#"{{"discount_percentage": {percentage}, "valid_from": "2026-01-01", "valid_to": "2099-12-31", "code": "{code}"}}"#
    )
}

pub(super) fn path_of(id: &str) -> String {
    format!("{PRODUCTS}{id}/")
}

pub(super) fn stock_of(id: &str) -> String {
    format!("{PRODUCTS}{id}/stock/")
}

pub(super) fn discounts_of(id: &str) -> String {
    format!("{PRODUCTS}{id}/discounts/")
}

/// Whether a text is an instant as the API writes it: UTC, with microseconds, and `Z` at the end.
pub(super) fn is_instant(value: &Value) -> bool {
    let form = b"0000-00-00T00:00:00.000000Z";
    value.as_str().is_some_and(|text| {
        text.len() == form.len()
            && text.bytes().zip(form).all(|(byte, expected)| match expected {
                b'0' => byte.is_ascii_digit(),
                other => byte == *other,
            })
    })
}

/// Whether a text is an id of a kind: its prefix, and 26 characters of Crockford's alphabet.
pub(super) fn is_id(value: &Value, prefix: &str) -> bool {
    let digits = value.as_str().and_then(|text| text.strip_prefix(prefix));
    digits.is_some_and(|digits| {
        digits.len() == 26
            && digits
                .bytes()
                .all(|byte| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&byte))
    })
}
