use std::ops::Deref;

use serde_json::{Value, json};

use super::letters::VERIFY;
use super::person::Person;
use crate::client::{Answer, Client};
use crate::process::{Hexmart, Stopped};

pub(super) const PRODUCTS: &str = "/commerce/products/";
pub(super) const CATEGORIES: &str = "/commerce/categories/";
pub(super) const COUPONS: &str = "/commerce/coupons/";
pub(super) const USERS: &str = "/commerce/users/";
pub(super) const TOKENS: &str = "/commerce/auth/token/";
pub(super) const REFRESH: &str = "/commerce/auth/refresh/";
pub(super) const ME: &str = "/commerce/users/me/";
pub(super) const PROVE_EMAIL: &str = "/commerce/users/me/email-verification/";
pub(super) const EMAIL_CODE: &str = "/commerce/users/me/email-code/";
pub(super) const ADDRESSES: &str = "/commerce/users/me/addresses/";
pub(super) const SESSIONS: &str = "/commerce/users/me/sessions/";
pub(super) const API_KEYS: &str = "/commerce/users/me/api-keys/";
pub(super) const RESETS: &str = "/commerce/auth/password-resets/";
pub(super) const SIGN_OUT: &str = "/commerce/auth/sign-out/";
pub(super) const SIGN_OUT_EVERYWHERE: &str = "/commerce/auth/sign-out-everywhere/";
pub(super) const PROVIDERS: &str = "/commerce/auth/providers/";
pub(super) const SELLERS: &str = "/commerce/sellers/";
pub(super) const STAFF_USERS: &str = "/commerce/staff/users/";
pub(super) const STAFF_SELLERS: &str = "/commerce/staff/sellers/";
pub(super) const AUDIT: &str = "/commerce/staff/audit/";
/// What people of the tests sign in with.
pub(super) const PASSWORD: &str = "correct horse";
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

    /// Asks the server to stop, and waits until it has.
    pub(super) fn stop(self) -> Stopped {
        self.server.terminate()
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

    /// Asks for an account.
    #[track_caller]
    pub(super) fn register(&self, email: &str) {
        let wanted = json!({"email": email, "password": PASSWORD, "nickname": "하나", "language": "en"});
        self.post_json(USERS, &wanted).created();
    }

    /// Makes an account over HTTP and signs it in. Its address is not proved.
    #[track_caller]
    pub(super) fn sign_up(&self, email: &str) -> Person {
        self.register(email);
        self.sign_in(email, PASSWORD)
    }

    /// Makes an account over HTTP whose address is proved, and signs it in; in a demo, where mails can be read.
    #[track_caller]
    pub(super) fn join(&self, email: &str) -> Person {
        let person = self.sign_up(email);
        let code = json!({"code": self.mailed_code(email, VERIFY, 1)});
        person.post_json(PROVE_EMAIL, &code).done();
        person.refreshed(self)
    }

    /// Somebody who has signed in.
    #[track_caller]
    pub(super) fn sign_in(&self, email: &str, password: &str) -> Person {
        Person::signed_in(self, email, password)
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
