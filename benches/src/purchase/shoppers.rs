//! Those who buy.

use std::net::SocketAddr;
use std::thread;

use anyhow::{Result, bail};

use crate::account::Account;

/// How many sign up at a time: few enough that nobody is told to come back later.
const AT_A_TIME: usize = 16;

/// Access tokens of so many new people, good for ten minutes.
pub(super) fn sign_up(address: SocketAddr, people: usize) -> Result<Vec<String>> {
    let mut tokens = Vec::with_capacity(people);
    while tokens.len() < people {
        let some = AT_A_TIME.min(people - tokens.len());
        tokens.extend(together(address, some)?);
    }
    Ok(tokens)
}

fn together(address: SocketAddr, people: usize) -> Result<Vec<String>> {
    thread::scope(|scope| {
        let joining: Vec<_> = (0..people)
            .map(|_| scope.spawn(move || Account::new(address)?.token(address)))
            .collect();
        let mut tokens = Vec::with_capacity(people);
        for person in joining {
            let Ok(token) = person.join() else {
                bail!("somebody who signed up panicked");
            };
            tokens.push(token?);
        }
        Ok(tokens)
    })
}
