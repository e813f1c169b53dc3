//! Rivals whom a store reports as a duplicate or a conflict: the use case looks again, and finds them.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::{
    AccessToken, ApiKeyError, Arrival, Caller, ExternalIdentity, Federation, IdentityProvider, Machines,
    MockIdentityProvider, NewApiKey, ProviderAttempt, Registration, Return, SignUpError,
};
use hexmart_application::marketplace::{ApplyError, Marketplace, MarketplaceService, MockSellerQueries};
use hexmart_application::platform::{MockVault, StoreError, UniqueKey};
use hexmart_application::testing::{MockUnitOfWork, MockedStore};
use hexmart_domain::identity::{
    Account, ApiKey, ApiKeyName, Fingerprint, Phone, Provider, RealName, Role, Scopes,
};
use hexmart_domain::marketplace::{
    AccountNumber, BankName, BusinessNumber, CompanyName, Seller, SellerError, SellerPrivate, SellerSheet,
};
use hexmart_domain::shared::Language;
use mockall::Sequence;

use crate::given;
use crate::identity::{World, account, hash, wanted};

#[tokio::test]
async fn who_signs_up_a_moment_too_late_is_told_by_mail() {
    let mut uow = MockUnitOfWork::default();
    let mut order = Sequence::new();
    for (found, is_added) in [(None, true), (Some(account(Role::User)), false)] {
        uow.accounts
            .expect_find_by_email()
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_| Ok(found));
        if is_added {
            uow.accounts
                .expect_add()
                .times(1)
                .in_sequence(&mut order)
                .returning(|_| Err(StoreError::Duplicate(UniqueKey::AccountEmail)));
        }
    }
    // No code, for the account is verified.
    uow.outbox
        .expect_enqueue()
        .withf(|letter| letter.payload.contains("already_registered"))
        .times(1)
        .returning(|_| Ok(()));
    let mut world = World::new();
    world.screen.expect_is_guessable().return_const(false);
    world.hasher.expect_hash().returning(|_| Ok(hash()));
    world.store = MockedStore::new(uow);
    world.service().sign_up(wanted(), &Caller::local()).await.unwrap();
}

/// Somebody whom Kakao vouches for.
fn kakao() -> Arc<dyn IdentityProvider> {
    let mut provider = MockIdentityProvider::new();
    provider.expect_provider().return_const(Provider::Kakao);
    provider.expect_redeem().times(1).returning(|_| {
        Ok(ExternalIdentity {
            provider: Provider::Kakao,
            subject: "4711".to_owned(),
            verified_email: None,
            nickname: None,
        })
    });
    Arc::new(provider)
}

/// Somebody returns while they are becoming known: what each look finds, and how the store refuses to add them.
async fn return_too_late(found: Vec<Option<Account>>, refused: UniqueKey) {
    let mut uow = MockUnitOfWork::default();
    let fingerprint = Fingerprint::from_bytes([7; 32]);
    uow.provider_attempts
        .expect_take()
        .times(1)
        .return_once(move |_| {
            Ok(Some(ProviderAttempt {
                state: fingerprint,
                provider: Provider::Kakao,
                binding: fingerprint,
                redirect_uri: "https://shop.example/".to_owned(),
                link_to: None,
                began_at: given::now(),
            }))
        });
    let mut order = Sequence::new();
    for found in found {
        uow.accounts
            .expect_find_by_identity()
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_, _| Ok(found));
    }
    let links = usize::from(refused == UniqueKey::LinkedIdentity);
    uow.accounts
        .expect_add()
        .times(1)
        .returning(move |_| match refused {
            UniqueKey::LinkedIdentity => Ok(()),
            taken => Err(StoreError::Duplicate(taken)),
        });
    uow.accounts
        .expect_link()
        .times(links)
        .returning(move |_| Err(StoreError::Duplicate(refused)));
    uow.accounts.expect_save().times(1).returning(|_| Ok(()));
    let known = given::id(1);
    uow.sessions
        .expect_open()
        .withf(move |session, _| session.account == known)
        .times(1)
        .returning(|_, _| Ok(()));
    let mut world = World::new();
    world.tokens.expect_issue().return_const(AccessToken {
        token: "secret".to_owned(),
        expires_in: Duration::from_mins(10),
    });
    world.providers = vec![kakao()];
    world.store = MockedStore::new(uow);
    let comeback = Return {
        state: "state".to_owned(),
        code: "code".to_owned(),
        binding: "binding".to_owned(),
        language: Language::Korean,
    };
    let service = world.service();
    let arrival = service
        .complete(Provider::Kakao, comeback, &Caller::local())
        .await;
    assert!(matches!(arrival, Ok(Arrival::SignedIn(_))), "{arrival:?}");
}

#[tokio::test]
async fn who_returns_a_moment_too_late_is_who_returned_before() {
    let found = vec![None, Some(account(Role::User))];
    return_too_late(found, UniqueKey::LinkedIdentity).await;
}

/// Their own address stands in the way, a moment after they got it.
#[tokio::test]
async fn who_returns_with_an_address_a_moment_too_late_is_who_returned_before() {
    let found = vec![None, Some(account(Role::User)), Some(account(Role::User))];
    return_too_late(found, UniqueKey::AccountEmail).await;
}

#[tokio::test]
async fn an_id_that_is_taken_is_no_rival() {
    let mut uow = MockUnitOfWork::default();
    uow.accounts
        .expect_find_by_email()
        .times(1)
        .returning(|_| Ok(None));
    uow.accounts
        .expect_add()
        .times(1)
        .returning(|_| Err(StoreError::Duplicate(UniqueKey::Id)));
    let mut world = World::new();
    world.screen.expect_is_guessable().return_const(false);
    world.hasher.expect_hash().returning(|_| Ok(hash()));
    world.store = MockedStore::new(uow);
    let answer = world.service().sign_up(wanted(), &Caller::local()).await;
    assert!(
        matches!(
            answer,
            Err(SignUpError::Store(StoreError::Duplicate(UniqueKey::Id)))
        ),
        "{answer:?}"
    );
}

/// A live key.
fn key(dice: u8) -> ApiKey {
    ApiKey {
        id: given::id(dice),
        owner: given::id(1),
        name: ApiKeyName::parse("robot").unwrap(),
        scopes: Scopes::default(),
        hash: Fingerprint::from_bytes([dice; 32]),
        created_at: given::now(),
        expires_at: given::now() + ApiKey::LONGEST,
        last_used_at: None,
        revoked_at: None,
    }
}

#[tokio::test]
async fn keys_are_counted_behind_a_new_version_of_their_owner() {
    let mut uow = MockUnitOfWork::default();
    let mut order = Sequence::new();
    // Somebody else makes the twentieth key at the same time: it is there at the second look.
    for saved in [Err(StoreError::Conflict), Ok(())] {
        uow.accounts
            .expect_find()
            .times(1)
            .in_sequence(&mut order)
            .returning(|_| Ok(Some(account(Role::User))));
        uow.accounts
            .expect_save()
            .withf(|account| account.version == 2)
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_| saved);
    }
    uow.api_keys
        .expect_live_of()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok((1..=20).map(key).collect()));
    // No key is expected to be added.
    let mut world = World::new();
    world.store = MockedStore::new(uow);
    let wanted = NewApiKey {
        name: key(1).name,
        scopes: Scopes::default(),
        lifetime: ApiKey::LONGEST,
    };
    let answer = world.service().make_key(given::id(1), wanted).await;
    assert!(matches!(answer, Err(ApiKeyError::TooMany)), "{answer:?}");
}

fn sheet() -> SellerSheet {
    SellerSheet {
        company: CompanyName::parse("과자 가게").unwrap(),
        business_number: BusinessNumber::parse("124-81-00998").unwrap(),
        private: SellerPrivate {
            owner_name: RealName::parse("이순신").unwrap(),
            contact: Phone::parse("010-2222-3333").unwrap(),
            bank: BankName::parse("국민은행").unwrap(),
            account_number: AccountNumber::parse("110-123-456789").unwrap(),
            account_holder: RealName::parse("이순신").unwrap(),
        },
    }
}

#[tokio::test]
async fn who_applies_twice_at_once_has_applied_already() {
    let mut uow = MockUnitOfWork::default();
    let mut order = Sequence::new();
    let rival = Seller::applying(given::id(9), given::id(50), sheet(), given::now());
    for found in [None, Some(rival)] {
        let is_added = found.is_none();
        uow.sellers
            .expect_find_by_account()
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_| Ok(found));
        if is_added {
            uow.sellers
                .expect_add()
                .times(1)
                .in_sequence(&mut order)
                .returning(|_| Err(StoreError::Duplicate(UniqueKey::SellerAccount)));
        }
    }
    let (queries, vault) = (MockSellerQueries::new(), MockVault::new());
    let store = MockedStore::new(uow);
    let service = MarketplaceService::new(store, Arc::new(queries), Arc::new(vault), given::mint());
    let answer = service.apply(given::id(50), sheet()).await;
    assert!(
        matches!(answer, Err(ApplyError::Refused(SellerError::AlreadyApplied))),
        "{answer:?}"
    );
}
