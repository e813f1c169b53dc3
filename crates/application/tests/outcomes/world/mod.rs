//! A shop in memory, with everything around it.

mod doubles;
mod kakao;
mod mailbox;
mod overlapping;
mod throttle;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use hexmart_application::identity::{
    Caller, IdentityPorts, IdentityProvider, IdentityService, IdentitySettings, Registration, SignIn, Tokens,
};
use hexmart_application::platform::{
    Abort, AuditEntry, Letters, Mint, Notification, Postman, Storage, StoreError, UnitOfWork, transact,
};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_domain::identity::{Account, AccountState, CodePurpose, IssuedCode, Principal, Provider, Role};
use hexmart_domain::shared::{Instant, UserId, WebhookId};
use hexmart_domain::webhooks::{EventPatterns, WebhookEndpoint, WebhookSecret, WebhookSheet, WebhookUrl};

pub(crate) use doubles::{Backwards, Dice, OpenVault, TurnedClock};
pub(crate) use kakao::{Kakao, somebody, somebody_with_mail};
pub(crate) use mailbox::{Delivery, Mailbox, code_in, sketch};
pub(crate) use overlapping::Overlapping;
pub(crate) use throttle::Counting;

use crate::given;

/// The shop, and what a test turns or looks at.
pub(crate) struct World {
    pub(crate) identity: Arc<IdentityService>,
    pub(crate) ports: IdentityPorts,
    pub(crate) storage: Storage,
    pub(crate) clock: Arc<TurnedClock>,
    pub(crate) mint: Mint,
    pub(crate) throttle: Arc<Counting>,
    pub(crate) hasher: Arc<Backwards>,
    pub(crate) kakao: Arc<Kakao>,
    mailbox: Arc<Mailbox>,
    postman: Postman,
}

/// Where browsers may come back to.
pub(crate) const BACK: &str = "https://shop.example/back";

/// Somebody wants to hear of everything, so that events can be looked at in the outbox.
pub(crate) fn listen(storage: &Storage) {
    let sheet = WebhookSheet {
        url: WebhookUrl::parse("https://erp.example/hooks").unwrap(),
        description: None,
        events: EventPatterns::parse(["*"]).unwrap(),
        enabled: true,
    };
    let secret = WebhookSecret::from_bytes([1; 32]);
    let endpoint = WebhookEndpoint::new(
        WebhookId::mint(given::start(), [1; 10]),
        sheet,
        secret,
        given::start(),
    );
    let added = transact(&*storage.store, "listen", move |uow| {
        let endpoint = endpoint.clone();
        Box::pin(async move {
            uow.webhooks().add(&endpoint).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    });
    // Nothing in memory has to wait.
    added.now_or_never().unwrap().unwrap();
}

impl World {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(TurnedClock(Mutex::new(given::start())));
        let mint = Mint::new(clock.clone(), Arc::new(Dice::default()));
        let storage = hexmart_memory_adapter::open();
        listen(&storage);
        let (throttle, hasher) = (Arc::new(Counting::default()), Arc::new(Backwards::default()));
        let (kakao, mailbox) = (Arc::new(Kakao::default()), Arc::new(Mailbox::default()));
        let provider = |known| -> Arc<dyn IdentityProvider> { Arc::new(kakao.port(known)) };
        let ports = IdentityPorts {
            store: Arc::new(Overlapping(storage.store.clone())),
            accounts: storage.accounts.clone(),
            credentials: storage.credentials.clone(),
            hasher: hasher.clone(),
            screen: Arc::new(doubles::Screen),
            tokens: Arc::new(doubles::Tickets::default()),
            vault: Arc::new(OpenVault),
            throttle: throttle.clone(),
            providers: vec![provider(Provider::Kakao), provider(Provider::Naver)],
            bookkeeper: Bookkeeper::new(PointsSettings::default(), mint.clone()),
            mint: mint.clone(),
        };
        let settings = IdentitySettings {
            redirect_uris: vec![BACK.to_owned()],
            ..IdentitySettings::default()
        };
        let notifier = Arc::new(Delivery(mailbox.clone()));
        let letters = Letters::new(notifier, mint.clone()).with_accounts(storage.accounts.clone());
        let (outbox, leases) = (storage.outbox.clone(), storage.leases.clone());
        Self {
            identity: Arc::new(IdentityService::new(ports.clone(), settings)),
            ports,
            postman: Postman::new(outbox, leases, Arc::new(letters), mint.clone()),
            storage,
            clock,
            mint,
            throttle,
            hasher,
            kakao,
            mailbox,
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.mint.now()
    }

    /// Turns the clock on.
    pub(crate) fn turn(&self, by: Duration) {
        *self.clock.0.lock().unwrap() += by;
    }

    /// Turns the clock to an instant.
    pub(crate) fn turn_to(&self, instant: Instant) {
        *self.clock.0.lock().unwrap() = instant;
    }

    /// Everything that was sent since the last look, in its order.
    pub(crate) async fn letters(&self) -> Vec<Notification> {
        while self.postman.tick().await.unwrap() > 0 {}
        self.mailbox.empty()
    }

    /// The same, as recipients and kinds.
    pub(crate) async fn sketches(&self) -> Vec<(String, &'static str)> {
        self.letters().await.iter().map(sketch).collect()
    }

    /// The code in the one message that was sent since the last look.
    pub(crate) async fn code(&self) -> String {
        let letters = self.letters().await;
        assert_eq!(letters.len(), 1, "messages");
        let code = letters.first().map(code_in).unwrap();
        assert!(!code.is_empty(), "the message carries no code");
        code
    }

    /// An active account.
    pub(crate) async fn person(&self, local: &str) -> Account {
        self.employee(local, Role::User).await
    }

    /// An active account with this role.
    pub(crate) async fn employee(&self, local: &str, role: Role) -> Account {
        let made = self.identity.make_account(given::wanted(local), role).await;
        made.unwrap()
    }

    /// An unverified account, and the code that was sent to it.
    pub(crate) async fn newcomer(&self, local: &str) -> (Account, String) {
        let caller = Caller::local();
        self.identity
            .sign_up(given::wanted(local), &caller)
            .await
            .unwrap();
        let code = self.code().await;
        (self.live(local).await.unwrap(), code)
    }

    /// Signs in with the first password.
    pub(crate) async fn sign_in(&self, local: &str) -> (Principal, Tokens) {
        let claim = given::claim(local, given::PASSWORD);
        let tokens = self.identity.sign_in(claim, &Caller::local()).await.unwrap();
        let principal = self.whose(&tokens).await.unwrap();
        (principal, tokens)
    }

    /// Whom an access token proves.
    pub(crate) async fn whose(&self, tokens: &Tokens) -> Option<Principal> {
        self.identity.authenticate(&tokens.access.token).await.unwrap()
    }

    /// Whether a refresh token is good; uses it up.
    pub(crate) async fn refreshes(&self, tokens: &Tokens) -> bool {
        self.identity.refresh(&tokens.refresh).await.is_ok()
    }

    /// The live account of an address.
    pub(crate) async fn live(&self, local: &str) -> Option<Account> {
        self.storage
            .accounts
            .by_email(&given::email(local))
            .await
            .unwrap()
    }

    /// An account, in whatever state.
    pub(crate) async fn account(&self, id: UserId) -> Account {
        let profile = self.storage.accounts.profile(id).await.unwrap();
        profile.unwrap().account
    }

    /// In which state an account is.
    pub(crate) async fn state(&self, id: UserId) -> AccountState {
        self.account(id).await.state
    }

    /// Changes an account as no use case would.
    pub(crate) async fn rewrite(&self, id: UserId, change: fn(Account) -> Account) -> Account {
        let now = self.now();
        self.transact(move |uow| {
            Box::pin(async move {
                let account = uow.accounts().find(id).await?.unwrap();
                let account = change(account).changed(now);
                uow.accounts().save(&account).await?;
                Ok(account)
            })
        })
        .await
    }

    /// The code of an account for a purpose, as it is stored.
    pub(crate) async fn issued(&self, id: UserId, purpose: CodePurpose) -> Option<IssuedCode> {
        self.transact(move |uow| Box::pin(async move { Ok(uow.codes().find(id, purpose).await?) }))
            .await
    }

    /// Writes a code in place of the one before, as no use case would.
    pub(crate) async fn plant(&self, code: IssuedCode) {
        let before = self.issued(code.account, code.purpose).await;
        let version = before.map_or(0, |before| before.version) + 1;
        let code = IssuedCode { version, ..code };
        self.transact(move |uow| {
            let code = code.clone();
            Box::pin(async move { Ok(uow.codes().save(&code).await?) })
        })
        .await;
    }

    /// Everything in the audit log.
    pub(crate) async fn audit(&self) -> Vec<AuditEntry> {
        self.storage.audit.after(0, 1_000).await.unwrap()
    }

    /// Writes what no use case would, or reads what none shows.
    pub(crate) async fn transact<T, F>(&self, attempt: F) -> T
    where
        F: for<'u> Fn(
                &'u mut dyn UnitOfWork,
            ) -> futures_util::future::BoxFuture<'u, Result<T, Abort<StoreError>>>
            + Send
            + Sync
            + 'static,
        T: Send + 'static,
    {
        transact(&*self.storage.store, "test", attempt).await.unwrap()
    }
}
