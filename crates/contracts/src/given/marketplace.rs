//! Sellers.

use hexmart_domain::identity::RealName;
use hexmart_domain::marketplace::{
    AccountNumber, BankName, BusinessNumber, CompanyName, Seller, SellerPrivate, SellerSheet,
};
use hexmart_domain::shared::UserId;

use super::{id, now, phone};

/// A first application under this name.
pub fn seller(account: UserId, name: &str) -> Seller {
    Seller::applying(id(), account, sheet(name), now())
}

/// What an application says.
pub fn sheet(name: &str) -> SellerSheet {
    SellerSheet {
        company: company(name),
        business_number: BusinessNumber::parse("124-81-00998").unwrap(),
        private: SellerPrivate {
            owner_name: RealName::parse("이순신").unwrap(),
            contact: phone("010-2222-3333"),
            bank: BankName::parse("국민은행 🏦").unwrap(),
            account_number: AccountNumber::parse("110-123-456789").unwrap(),
            account_holder: RealName::parse("Yi Sun-sin").unwrap(),
        },
    }
}

/// The name of a company.
pub fn company(name: &str) -> CompanyName {
    CompanyName::parse(name).unwrap()
}
