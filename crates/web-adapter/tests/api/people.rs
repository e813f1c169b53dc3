//! People, sellers and keys that ports answer in these tests.

use hexmart_application::identity::{AccessToken, MadeApiKey, Profile, Tokens};
use hexmart_application::marketplace::SellerCard;
use hexmart_domain::identity::{
    Account, AccountState, AddressBook, AddressLine, ApiKey, ApiKeyName, CustomsCode, Email, Fingerprint,
    Introduction, Nickname, PasswordHash, PersonalData, Phone, PostalAddress, PostalCode, Provider, RealName,
    Role, SavedAddress, Scope, Session,
};
use hexmart_domain::marketplace::{
    AccountNumber, BankName, BusinessNumber, CompanyName, Seller, SellerPrivate, SellerSheet,
};
use hexmart_domain::shared::Language;
use std::time::Duration;

use crate::samples::{ADDRESS, API_KEY, SELLER, SESSION, USER, now};

/// Somebody with everything that can be known about them.
pub(crate) fn account() -> Account {
    Account {
        id: USER.parse().unwrap(),
        personal: PersonalData {
            email: Some(Email::parse("hongkil@example.com").unwrap()),
            phone: Some(Phone::parse("010-1234-5678").unwrap()),
            real_name: Some(RealName::parse("홍길동").unwrap()),
            customs_code: Some(CustomsCode::parse("P123456789012").unwrap()),
        },
        nickname: Nickname::parse("하나").unwrap(),
        introduction: Some(Introduction::parse("커피와 자전거").unwrap()),
        password: Some(PasswordHash::from_phc("$secret$")),
        role: Role::User,
        state: AccountState::Active,
        language: Language::Korean,
        token_version: 1,
        version: 3,
        created_at: now(),
        updated_at: now(),
        last_sign_in_at: Some(now()),
        dormancy_notice_at: None,
        deleted_at: None,
    }
}

pub(crate) fn profile() -> Profile {
    Profile {
        account: account(),
        providers: vec![Provider::Kakao],
    }
}

pub(crate) fn tokens() -> Tokens {
    Tokens {
        access: AccessToken {
            token: "header.claims.signature".to_owned(),
            expires_in: Duration::from_mins(10),
        },
        refresh: "next".to_owned(),
        refresh_expires_in: Session::IDLE,
        session: SESSION.parse().unwrap(),
    }
}

pub(crate) fn session() -> Session {
    Session {
        id: SESSION.parse().unwrap(),
        account: USER.parse().unwrap(),
        client: Some("curl/8".to_owned()),
        created_at: now(),
        refreshed_at: now(),
        ended_at: None,
    }
}

pub(crate) fn postal_address() -> PostalAddress {
    PostalAddress {
        recipient: RealName::parse("홍길동").unwrap(),
        phone: Some(Phone::parse("010-1234-5678").unwrap()),
        postal_code: PostalCode::parse("04524").unwrap(),
        line: AddressLine::parse("세종대로 110").unwrap(),
        detail: None,
    }
}

/// A book of one address, which is the default.
pub(crate) fn book() -> AddressBook {
    let entry = SavedAddress {
        id: ADDRESS.parse().unwrap(),
        address: postal_address(),
        created_at: now(),
        updated_at: now(),
    };
    AddressBook::empty(USER.parse().unwrap())
        .with(entry, true)
        .unwrap()
}

pub(crate) fn api_key() -> ApiKey {
    ApiKey {
        id: API_KEY.parse().unwrap(),
        owner: USER.parse().unwrap(),
        name: ApiKeyName::parse("scanner").unwrap(),
        scopes: [Scope::StockWrite].into_iter().collect(),
        hash: Fingerprint::from_bytes([7; 32]),
        created_at: now(),
        expires_at: now(),
        last_used_at: None,
        revoked_at: None,
    }
}

pub(crate) fn made_key() -> MadeApiKey {
    MadeApiKey {
        key: api_key(),
        secret: "hxk_secret".to_owned(),
    }
}

pub(crate) fn sheet() -> SellerSheet {
    SellerSheet {
        company: CompanyName::parse("하나상회").unwrap(),
        business_number: BusinessNumber::parse("120-81-47521").unwrap(),
        private: SellerPrivate {
            owner_name: RealName::parse("홍길동").unwrap(),
            contact: Phone::parse("010-1234-5678").unwrap(),
            bank: BankName::parse("국민은행").unwrap(),
            account_number: AccountNumber::parse("110-123-456789").unwrap(),
            account_holder: RealName::parse("홍길동").unwrap(),
        },
    }
}

pub(crate) fn seller() -> Seller {
    Seller::applying(SELLER.parse().unwrap(), USER.parse().unwrap(), sheet(), now())
}

pub(crate) fn card() -> SellerCard {
    SellerCard {
        id: SELLER.parse().unwrap(),
        company: CompanyName::parse("하나상회").unwrap(),
        followers: 128,
        is_followed: true,
        since: now(),
    }
}
