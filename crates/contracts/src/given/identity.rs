//! People, and what proves who they are.

use chrono::TimeDelta;
use hexmart_application::identity::ProviderAttempt;
use hexmart_application::platform::Entropy;
use hexmart_domain::identity::{
    Account, AccountState, AddressLine, ApiKey, ApiKeyName, CodePurpose, CustomsCode, Email, Fingerprint,
    Introduction, IssuedCode, LinkedIdentity, Nickname, PasswordHash, PersonalData, Phone, PostalAddress,
    PostalCode, Provider, RealName, RefreshToken, Role, SavedAddress, Scope, Session,
};
use hexmart_domain::shared::{Language, UserId};

use super::{CountingEntropy, count, id, now};

/// An active account of this address; whatever need not be known is not known.
pub fn account(email: &str) -> Account {
    Account {
        id: id(),
        personal: PersonalData {
            email: Some(address(email)),
            ..PersonalData::default()
        },
        nickname: Nickname::parse("감자칩 🥔").unwrap(),
        introduction: None,
        password: Some(PasswordHash::from_phc(
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        )),
        role: Role::User,
        state: AccountState::Active,
        language: Language::Korean,
        token_version: 1,
        version: 1,
        created_at: now(),
        updated_at: now(),
        last_sign_in_at: None,
        dormancy_notice_at: None,
        deleted_at: None,
    }
}

/// An account of this address that proved nothing yet.
pub fn unverified(email: &str) -> Account {
    Account {
        state: AccountState::Unverified,
        ..account(email)
    }
}

/// An active account with an address of its own.
pub fn person() -> Account {
    account(&email_of_its_own())
}

/// An account in this state, with an address of its own.
pub fn in_state(state: AccountState) -> Account {
    Account {
        state,
        deleted_at: (state == AccountState::Deleted).then(|| now() + TimeDelta::microseconds(14)),
        ..person()
    }
}

/// An address that nobody else has.
pub fn email_of_its_own() -> String {
    format!("person-{}@example.com", count())
}

/// An account of which everything is known that can be.
pub fn account_in_full(email: &str, number: &str) -> Account {
    let account = account(email);
    Account {
        personal: PersonalData {
            phone: Some(phone(number)),
            real_name: Some(RealName::parse("홍길동").unwrap()),
            customs_code: Some(CustomsCode::parse("P012345678901").unwrap()),
            ..account.personal
        },
        introduction: Some(Introduction::parse("안녕하세요 👋 'quoted' \\").unwrap()),
        language: Language::English,
        token_version: 7,
        updated_at: now() + TimeDelta::microseconds(11),
        last_sign_in_at: Some(now() + TimeDelta::microseconds(12)),
        dormancy_notice_at: Some(now() + TimeDelta::microseconds(13)),
        ..account
    }
}

/// An e-mail address.
pub fn address(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// A number.
pub fn phone(text: &str) -> Phone {
    Phone::parse(text).unwrap()
}

/// A hash of something that nobody else has.
pub fn hash() -> Fingerprint {
    Fingerprint::from_bytes(CountingEntropy.secret())
}

/// That an account is somebody at a provider.
pub fn identity(account: UserId, provider: Provider) -> LinkedIdentity {
    LinkedIdentity {
        provider,
        subject: hash(),
        account,
        linked_at: now(),
    }
}

/// A session that was opened now.
pub fn session(account: UserId) -> Session {
    Session {
        id: id(),
        account,
        client: Some("Firefox 🦊 우분투".to_owned()),
        created_at: now(),
        refreshed_at: now(),
        ended_at: None,
    }
}

/// The token that a session is opened with.
pub fn first_token(session: &Session) -> RefreshToken {
    RefreshToken {
        session: session.id,
        generation: 1,
        hash: hash(),
        issued_at: session.refreshed_at,
    }
}

/// The token that follows, a minute later.
pub fn next_token(token: &RefreshToken) -> RefreshToken {
    RefreshToken {
        generation: token.generation + 1,
        hash: hash(),
        issued_at: token.issued_at + TimeDelta::seconds(60),
        ..*token
    }
}

/// The first code of an account for a purpose.
pub fn code(account: UserId, purpose: CodePurpose) -> IssuedCode {
    IssuedCode {
        account,
        purpose,
        target: None,
        hash: hash(),
        issued_at: now(),
        misses: 0,
        version: 1,
        spent: false,
    }
}

/// Somebody who went to a provider now, to sign in.
pub fn provider_attempt(provider: Provider) -> ProviderAttempt {
    ProviderAttempt {
        state: hash(),
        provider,
        binding: hash(),
        redirect_uri: "https://shop.example/돌아오기?a=1&b=%20".to_owned(),
        link_to: None,
        began_at: now(),
    }
}

/// Where a parcel goes, with everything that can be said about it.
pub fn postal_address() -> PostalAddress {
    PostalAddress {
        recipient: RealName::parse("김민지").unwrap(),
        phone: Some(phone("010-9876-5432")),
        postal_code: PostalCode::parse("06236").unwrap(),
        line: AddressLine::parse("서울특별시 강남구 테헤란로 152").unwrap(),
        detail: Some(AddressLine::parse("🏢 12층 1203호").unwrap()),
    }
}

/// An address that somebody keeps.
pub fn saved_address() -> SavedAddress {
    SavedAddress {
        id: id(),
        address: postal_address(),
        created_at: now(),
        updated_at: now(),
    }
}

/// A key that lives for thirty days.
pub fn api_key(owner: UserId) -> ApiKey {
    ApiKey {
        id: id(),
        owner,
        name: ApiKeyName::parse("재고 동기화 🤖").unwrap(),
        scopes: [Scope::StockWrite, Scope::PeopleRead].into_iter().collect(),
        hash: hash(),
        created_at: now(),
        expires_at: now() + TimeDelta::days(30),
        last_used_at: None,
        revoked_at: None,
    }
}
