//! Values that tests work with.

use chrono::{DateTime, TimeDelta};
use hexmart_application::identity::{Caller, Credentials, NewAccount};
use hexmart_application::platform::{Answered, EVENT, LETTER, Lane, NOTIFICATION};
use hexmart_domain::identity::{
    AddressLine, Email, Nickname, Password, Phone, PostalAddress, PostalCode, RealName,
};
use hexmart_domain::marketplace::{
    AccountNumber, BankName, BusinessNumber, CompanyName, SellerPrivate, SellerSheet,
};
use hexmart_domain::shared::{Instant, Language};

/// What everybody's password is at first.
pub(crate) const PASSWORD: &str = "correct horse";
/// The smallest step of time.
pub(crate) const TICK: TimeDelta = TimeDelta::microseconds(1);

/// What a clock says at first.
pub(crate) fn start() -> Instant {
    DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap()
}

/// What is answered when nothing was repeated.
pub(crate) fn done<T>(answer: Answered<T>) -> T {
    let done = match answer {
        Answered::Done(done) => Some(done),
        Answered::Replayed(_) => None,
    };
    done.unwrap()
}

/// Everything that is written to anybody.
pub(crate) fn every_lane() -> Lane {
    Lane {
        topics: &[NOTIFICATION, LETTER, EVENT],
        spared: Vec::new(),
    }
}

/// [`PASSWORD`], as it was typed.
pub(crate) fn right() -> String {
    PASSWORD.to_owned()
}

pub(crate) fn email(local: &str) -> Email {
    Email::parse(&format!("{local}@example.com")).unwrap()
}

pub(crate) fn phone(text: &str) -> Phone {
    Phone::parse(text).unwrap()
}

pub(crate) fn nickname(text: &str) -> Nickname {
    Nickname::parse(text).unwrap()
}

pub(crate) fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

/// A sign-up of somebody who is called like the local part of their address.
pub(crate) fn wanted(local: &str) -> NewAccount {
    NewAccount {
        email: email(local),
        nickname: nickname(local),
        password: password(PASSWORD),
        language: Language::English,
    }
}

pub(crate) fn claim(local: &str, password: &str) -> Credentials {
    Credentials {
        email: email(local),
        password: password.to_owned(),
    }
}

/// Somebody who calls from a network.
pub(crate) fn caller(network: &str) -> Caller {
    Caller {
        network: Some(network.to_owned()),
        client: Some("Firefox".to_owned()),
    }
}

pub(crate) fn postal_address(line: &str) -> PostalAddress {
    PostalAddress {
        recipient: RealName::parse("홍길동").unwrap(),
        phone: None,
        postal_code: PostalCode::parse("04524").unwrap(),
        line: AddressLine::parse(line).unwrap(),
        detail: None,
    }
}

/// What an application as a seller says.
pub(crate) fn sheet(company: &str) -> SellerSheet {
    SellerSheet {
        company: CompanyName::parse(company).unwrap(),
        business_number: BusinessNumber::parse("124-81-00998").unwrap(),
        private: SellerPrivate {
            owner_name: RealName::parse("이순신").unwrap(),
            contact: phone("010-2222-3333"),
            bank: BankName::parse("국민은행").unwrap(),
            account_number: AccountNumber::parse("110-123-456789").unwrap(),
            account_holder: RealName::parse("이순신").unwrap(),
        },
    }
}
