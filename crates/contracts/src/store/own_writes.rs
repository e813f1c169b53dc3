//! What an attempt wrote, as it sees it itself.

use std::slice::from_ref;

use hexmart_application::catalogue::{CounterChange, ListFilter, ListSort, Window};
use hexmart_application::identity::ProviderAttempt;
use hexmart_application::platform::{
    Abort, AuditEntry, OutboxMessage, Storage, StoreError, UniqueKey, UnitOfWork, transact,
};
use hexmart_domain::catalogue::{Forest, Lifecycle, Place, Product};
use hexmart_domain::identity::{
    Account, AddressBook, ApiKey, CodePurpose, IssuedCode, LinkedIdentity, Provider, RefreshToken, Session,
};
use hexmart_domain::marketplace::Seller;

use crate::given;

/// One of everything that belongs to a person.
#[derive(Clone)]
struct Belongings {
    account: Account,
    identity: LinkedIdentity,
    session: Session,
    token: RefreshToken,
    next: RefreshToken,
    code: IssuedCode,
    book: AddressBook,
    key: ApiKey,
    went: ProviderAttempt,
    seller: Seller,
    message: OutboxMessage,
    entry: AuditEntry,
}

impl Belongings {
    fn new() -> Self {
        let account = given::account_in_full("ann@example.com", "010-1234-5678");
        let session = given::session(account.id);
        let token = given::first_token(&session);
        let book = AddressBook::empty(account.id);
        Self {
            identity: given::identity(account.id, Provider::Kakao),
            next: given::next_token(&token),
            code: given::code(account.id, CodePurpose::VerifyEmail),
            book: book.with(given::saved_address(), true).unwrap(),
            key: given::api_key(account.id),
            went: given::provider_attempt(Provider::Kakao),
            seller: given::seller(account.id, "상회"),
            message: given::message(account.id),
            entry: AuditEntry::following(None, given::audit_event(), &given::Ring::default()),
            token,
            session,
            account,
        }
    }

    /// Writes everything; asserts after each step that it is seen.
    async fn write(self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        self.write_account(uow).await?;
        self.write_session(uow).await?;
        let account = self.account.id;

        uow.codes().save(&self.code).await?;
        let code = uow.codes().find(account, self.code.purpose).await?;
        assert_eq!(code.as_ref(), Some(&self.code));
        uow.addresses().save(&self.book).await?;
        assert_eq!(uow.addresses().book(account).await?, self.book);
        uow.api_keys().add(&self.key).await?;
        let key = uow.api_keys().find(account, self.key.id).await?;
        assert_eq!(key, Some(self.key));
        uow.provider_attempts().add(&self.went).await?;

        uow.sellers().add(&self.seller).await?;
        let follower = given::person();
        uow.accounts().add(&follower).await?;
        assert!(
            uow.sellers()
                .follow(self.seller.id, follower.id, given::now())
                .await?
        );
        let counted = Seller {
            followers: 1,
            ..self.seller
        };
        let found = uow.sellers().find_by_account(account).await?;
        assert_eq!(found, Some(counted));

        uow.outbox().enqueue(&self.message).await?;
        uow.audit().append(&self.entry).await?;
        assert_eq!(uow.audit().head().await?, Some(self.entry));
        Ok(())
    }

    async fn write_account(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        uow.accounts().add(&self.account).await?;
        let changed = self.account.clone().with_tokens_revoked().changed(given::now());
        uow.accounts().save(&changed).await?;
        uow.accounts().link(&self.identity).await?;

        let found = uow.accounts().find(changed.id).await?;
        assert_eq!(found.as_ref(), Some(&changed));
        let email = given::address("ANN@example.com");
        let found = uow.accounts().find_by_email(&email).await?;
        assert_eq!(found.as_ref(), Some(&changed));
        let LinkedIdentity {
            provider, subject, ..
        } = self.identity;
        let found = uow.accounts().find_by_identity(provider, subject).await?;
        assert_eq!(found, Some(changed));
        Ok(())
    }

    async fn write_session(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        uow.sessions().open(&self.session, &self.token).await?;
        uow.sessions().rotate(&self.next).await?;
        for (token, is_newest) in [(self.token, false), (self.next, true)] {
            let found = uow.sessions().find_by_token(token.hash).await?.unwrap();
            assert_eq!((found.token, found.is_newest), (token, is_newest));
            assert_eq!(found.session.refreshed_at, self.next.issued_at);
        }
        let (account, session) = (self.account.id, self.session.id);
        assert!(uow.sessions().end(account, session, given::now()).await?);
        assert!(!uow.sessions().end(account, session, given::now()).await?);
        Ok(())
    }
}

/// Inside an attempt, the repositories of people see what the attempt wrote; when it is refused in the end, nothing of
/// that stands in the way of an attempt that writes the same again.
pub async fn an_attempt_sees_what_it_wrote_about_people(storage: Storage) {
    let belongings = Belongings::new();
    for is_refused in [true, false] {
        let belongings = belongings.clone();
        let answer = transact(&*storage.store, "people", move |uow| {
            let belongings = belongings.clone();
            Box::pin(async move {
                belongings.write(uow).await?;
                if is_refused {
                    return Err(Abort::Refused(StoreError::backend("a rule said no")));
                }
                Ok(())
            })
        })
        .await;
        assert_eq!(answer.is_err(), is_refused, "{answer:?}");
    }
    let session = &belongings.session;
    let standing = storage.credentials.standing(session.account, session.id).await;
    let ended = standing.unwrap().unwrap().session.ended_at;
    assert_eq!(ended, Some(given::now()));
    let due = storage
        .outbox
        .due(&given::lane(), given::now(), 10)
        .await
        .unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(storage.audit.after(0, 10).await.unwrap(), [belongings.entry]);
}

/// Plants a category, adds a product on it, edits it, counts about it, and lets both go; asserts after each step that it is
/// seen.
async fn write_products(uow: &mut dyn UnitOfWork, product: &Product) -> Result<(), StoreError> {
    let category = given::id();
    let name = given::category_name("과일", None);
    let before = Forest::default();
    let planted = before
        .plant(category, name, Place::LastRoot, given::now())
        .unwrap();
    uow.categories().save(&before, &planted).await?;
    assert_eq!(uow.categories().forest().await?, planted);
    assert!(uow.categories().exists(category).await?);

    uow.products().add(from_ref(product)).await?;
    uow.stock().append(&[given::opening(product, 0)]).await?;
    assert_eq!(uow.products().find(product.id).await?.as_ref(), Some(product));
    assert_eq!(uow.products().taken(&[product.id]).await?, [product.id]);
    let again = uow.products().add(from_ref(product)).await;
    assert!(matches!(again, Err(StoreError::Duplicate(UniqueKey::Id))));
    assert!(!uow.products().hangs_on(category).await?);
    let skus = [given::sku("A-1"), given::sku("A-2")];
    let changed = Product {
        category: Some(category),
        version: 2,
        ..given::with_sku(product, skus[1].as_str())
    };
    assert_eq!(
        uow.products().find_by_skus(None, &skus[..1]).await?,
        from_ref(product)
    );
    uow.products().save(from_ref(&changed)).await?;
    assert_eq!(uow.products().find_by_skus(None, &skus[..1]).await?, []);
    assert_eq!(
        uow.products().find_by_skus(None, &skus[1..]).await?,
        from_ref(&changed)
    );
    assert!(uow.products().hangs_on(category).await?);
    assert_eq!(uow.products().feed(&[category], given::now()).await?, 1);

    let sold = CounterChange {
        sales: 2,
        ..CounterChange::default()
    };
    for _ in 0..3 {
        assert!(uow.products().count(product.id, sold).await?);
    }
    let deleted = Product {
        category: None,
        lifecycle: Lifecycle::Deleted,
        version: 3,
        ..changed
    };
    uow.products().save(from_ref(&deleted)).await?;
    assert_eq!(uow.products().owner(product.id).await?, None);
    let felled = planted.fell(category).unwrap();
    uow.categories().save(&planted, &felled).await?;
    assert!(!uow.categories().exists(category).await?);
    assert_eq!(uow.categories().forest().await?, felled);
    Ok(())
}

/// Inside an attempt, the repositories of products and categories see what the attempt wrote; when it is refused in the end,
/// nothing of that stands in the way of an attempt that writes the same again.
pub async fn an_attempt_sees_what_it_wrote_about_products(storage: Storage) {
    let product = given::with_sku(&given::product(), "A-1");
    let id = product.id;
    for is_refused in [true, false] {
        let product = product.clone();
        let answer = transact(&*storage.store, "products", move |uow| {
            let product = product.clone();
            Box::pin(async move {
                write_products(uow, &product).await?;
                if is_refused {
                    return Err(Abort::Refused(StoreError::backend("a rule said no")));
                }
                Ok(())
            })
        })
        .await;
        assert_eq!(answer.is_err(), is_refused, "{answer:?}");
    }
    let (kept, _) = storage.catalogue.product(id).await.unwrap().unwrap();
    assert_eq!((kept.version, kept.lifecycle), (3, Lifecycle::Deleted));
    let filter = ListFilter {
        lifecycles: vec![Lifecycle::Deleted],
        ..ListFilter::default()
    };
    let window = Window {
        after: None,
        skip: 0,
        limit: 9,
    };
    let cards = storage
        .catalogue
        .browse(&filter, ListSort::Sales, window, given::now());
    assert_eq!(cards.await.unwrap()[0].counters.sales, 6);
}
