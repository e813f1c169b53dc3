//! Sellers, whose goods are among the shop's.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::account::Account;
use crate::client;
use crate::server::Binary;

const SELLERS: u32 = 4;
/// What the digits of a business number count in its last one, which is the check; the ninth counts once more.
const WEIGHTS: [u32; 9] = [1, 3, 7, 1, 3, 7, 1, 3, 5];

/// Has some people apply to sell and an administrator approve them; returns the ids of the sellers.
pub(super) fn approved(binary: &Binary, url: &str, address: SocketAddr) -> Result<Vec<String>> {
    let staff = Account::administrator(binary, url)?.token(address)?;
    (1..=SELLERS)
        .map(|number| {
            let seller = applied(address, number)?;
            let path = format!("/commerce/staff/sellers/{seller}/approval/");
            client::ask(address, &client::post_as(&path, &json!({}), &staff)?)?;
            Ok(seller)
        })
        .collect()
}

fn applied(address: SocketAddr, number: u32) -> Result<String> {
    let token = Account::new(address)?.token(address)?;
    let sheet = json!({
        "company_name": format!("상회 {number}"),
        "business_number": business_number(number),
        "owner_name": "홍길동",
        "contact": "010-1234-5678",
        "bank_name": "국민은행",
        "account_number": "110-123-456789",
        "account_holder": "홍길동",
    });
    let (status, body) = client::exchange(address, &client::post_as("/commerce/sellers/", &sheet, &token)?)?;
    ensure!(
        status == StatusCode::CREATED,
        "applying to sell answered {status}: {}",
        client::sample(&body)
    );
    let seller: Value = serde_json::from_slice(&body)?;
    let id = seller.get("id").and_then(Value::as_str);
    id.map(str::to_owned).context("the application has no id")
}

/// A business number that is right by its check digit.
fn business_number(number: u32) -> String {
    let digits = format!("1208{number:05}");
    let values: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = values
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    let carry = values.last().map_or(0, |last| last * 5 / 10);
    format!("{digits}{}", (10 - (sum + carry) % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::business_number;

    #[test]
    fn the_last_digit_checks_the_others() {
        assert_eq!(business_number(14_752), "1208147521");
    }
}
