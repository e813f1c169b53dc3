//! Those who buy, and one who works for the shop.

use std::net::SocketAddr;
use std::thread;

use anyhow::{Result, bail};

use super::Shop;
use crate::account::Account;
use crate::server::Binary;

/// How many accounts buy; each buys on several connections.
const SHOPPERS: usize = 16;

/// Access tokens of so many new people, good for ten minutes.
pub(super) fn sign_up(address: SocketAddr) -> Result<Vec<String>> {
    thread::scope(|scope| {
        let joining: Vec<_> = (0..SHOPPERS)
            .map(|_| scope.spawn(move || Account::new(address)?.token(address)))
            .collect();
        let mut tokens = Vec::with_capacity(SHOPPERS);
        for person in joining {
            let Ok(token) = person.join() else {
                bail!("somebody who signed up panicked");
            };
            tokens.push(token?);
        }
        Ok(tokens)
    })
}

/// The access token of an administrator.
pub(super) fn staff(binary: &Binary, shop: &Shop) -> Result<String> {
    Account::administrator(binary, &shop.database.home().url)?.token(shop.server.address)
}
