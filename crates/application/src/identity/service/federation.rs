use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{
    Account, AccountState, Fingerprint, LinkedIdentity, Nickname, Principal, Provider,
};
use hexmart_domain::shared::{Instant, Language, UserId};

use super::super::{
    Arrival, AuthorizationRequest, Caller, Departure, ExternalIdentity, Federation, FederationError,
    IdentityProvider, ProviderAttempt, Redemption, Return,
};
use super::IdentityService;
use super::sign_in::Opening;
use super::welcome::Host;
use crate::platform::{Abort, StoreError, UniqueKey, UnitOfWork, hex, transact};

/// How long somebody may stay at a provider.
const JOURNEY: Duration = Duration::from_mins(10);

/// Somebody came back, and everything that may be written about it.
#[derive(Clone)]
struct Newcomer {
    identity: LinkedIdentity,
    link_to: Option<UserId>,
    newborn: Account,
    client: Option<String>,
    host: Host,
    now: Instant,
}

/// Who they turned out to be.
enum Known {
    Linked,
    Here(Account),
    New(Account),
}

impl Newcomer {
    async fn attempt(
        &self,
        uow: &mut dyn UnitOfWork,
        opening: &Opening,
    ) -> Result<Known, Abort<FederationError>> {
        let LinkedIdentity {
            provider, subject, ..
        } = self.identity;
        let known = uow.accounts().find_by_identity(provider, subject).await?;
        if let Some(wanted) = self.link_to {
            let account = uow.accounts().find(wanted).await?;
            if !account.is_some_and(|account| account.state == AccountState::Active) {
                return Err(Abort::Refused(FederationError::NotActive));
            }
            return match known {
                Some(account) if account.id == wanted => Ok(Known::Linked),
                Some(_) => Err(Abort::Refused(FederationError::IdentityTaken)),
                None => {
                    self.link(uow, wanted).await?;
                    Host::remember(uow, subject, self.now).await?;
                    Ok(Known::Linked)
                }
            };
        }
        let (account, is_new) = match known {
            Some(account) if account.state == AccountState::Deleted => {
                return Err(Abort::Refused(FederationError::Refused));
            }
            Some(account) => {
                let awake = if account.state == AccountState::Dormant {
                    account.activated()
                } else {
                    account
                };
                let account = Account {
                    last_sign_in_at: Some(self.now),
                    dormancy_notice_at: None,
                    ..awake.changed(self.now)
                };
                uow.accounts().save(&account).await?;
                (account, false)
            }
            None => {
                if let Err(refused) = uow.accounts().add(&self.newborn).await {
                    return Err(self.why_not_added(uow, refused).await.into());
                }
                self.link(uow, self.newborn.id).await?;
                self.host
                    .welcome(uow, &self.newborn, Some(subject), self.now)
                    .await?;
                (self.newborn.clone(), true)
            }
        };
        let mut opening = opening.clone();
        opening.session.account = account.id;
        uow.sessions().open(&opening.session, &opening.token).await?;
        Ok(if is_new {
            Known::New(account)
        } else {
            Known::Here(account)
        })
    }

    /// A taken address is somebody else's, unless they themselves came back twice at once: then look again who they are.
    async fn why_not_added(&self, uow: &mut dyn UnitOfWork, refused: StoreError) -> StoreError {
        if !matches!(refused, StoreError::Duplicate(UniqueKey::AccountEmail)) {
            return refused;
        }
        let LinkedIdentity {
            provider, subject, ..
        } = self.identity;
        match uow.accounts().find_by_identity(provider, subject).await {
            Ok(Some(_)) => StoreError::Conflict,
            Ok(None) => refused,
            Err(error) => error,
        }
    }

    async fn link(&self, uow: &mut dyn UnitOfWork, account: UserId) -> Result<(), Abort<FederationError>> {
        let identity = LinkedIdentity {
            account,
            ..self.identity
        };
        let linked = uow.accounts().link(&identity).await;
        // They came back twice at once: look again who they are.
        Ok(linked.map_err(|error| match error {
            StoreError::Duplicate(UniqueKey::LinkedIdentity) => StoreError::Conflict,
            other => other,
        })?)
    }
}

impl IdentityService {
    fn provider(&self, provider: Provider) -> Result<&Arc<dyn IdentityProvider>, FederationError> {
        let mut providers = self.ports.providers.iter();
        providers
            .find(|known| known.provider() == provider)
            .ok_or(FederationError::NotSetUp)
    }

    fn state_hash(&self, state: &str) -> Fingerprint {
        self.ports.vault.fingerprint("state", state.as_bytes())
    }

    /// The nonce and the PKCE verifier belong to a state, and nobody can tell them without the key: nothing to store.
    fn derived(&self, state: &str, redirect_uri: &str) -> AuthorizationRequest {
        let of = |purpose| hex(self.ports.vault.fingerprint(purpose, state.as_bytes()).as_bytes());
        AuthorizationRequest {
            state: state.to_owned(),
            nonce: of("nonce"),
            code_verifier: of("code_verifier"),
            redirect_uri: redirect_uri.to_owned(),
        }
    }

    async fn take_attempt(&self, state: &str) -> Result<Option<ProviderAttempt>, StoreError> {
        let state = self.state_hash(state);
        transact(&*self.ports.store, "take_provider_attempt", move |uow| {
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.provider_attempts().take(state).await?) })
        })
        .await
    }

    async fn returned(
        &self,
        provider: Provider,
        comeback: &Return,
    ) -> Result<ProviderAttempt, FederationError> {
        let attempt = self.take_attempt(&comeback.state).await?;
        let binding = self.secret_hash(&comeback.binding);
        let now = self.now();
        let in_time = |since: Instant| {
            now.signed_duration_since(since)
                .to_std()
                .is_ok_and(|age| age < JOURNEY)
        };
        attempt
            .filter(|attempt| {
                attempt.provider == provider && attempt.binding == binding && in_time(attempt.began_at)
            })
            .ok_or(FederationError::InvalidReturn)
    }

    fn newcomer(
        &self,
        known_as: &ExternalIdentity,
        link_to: Option<UserId>,
        language: Language,
        client: Option<String>,
    ) -> Newcomer {
        let now = self.now();
        let nickname = known_as.nickname.as_deref().map(str::trim).map(Nickname::parse);
        let nickname = nickname
            .and_then(Result::ok)
            .unwrap_or_else(|| self.random_nickname());
        let email = known_as.verified_email.clone();
        let newborn = Account {
            last_sign_in_at: Some(now),
            ..self.newborn(email, nickname, None, language, now).activated()
        };
        Newcomer {
            identity: LinkedIdentity {
                provider: known_as.provider,
                subject: self.subject(known_as.provider, &known_as.subject),
                account: newborn.id,
                linked_at: now,
            },
            link_to,
            newborn,
            client,
            host: Host::of(&self.ports),
            now,
        }
    }

    fn random_nickname(&self) -> Nickname {
        let [a, b, c, ..] = self.ports.mint.secret();
        Nickname::parse(format!("guest-{}", hex(&[a, b, c]))).unwrap_or_else(|_| Nickname::of_nobody())
    }
}

#[async_trait]
impl Federation for IdentityService {
    fn providers(&self) -> Vec<Provider> {
        self.ports
            .providers
            .iter()
            .map(|provider| provider.provider())
            .collect()
    }

    async fn begin(
        &self,
        provider: Provider,
        redirect_uri: &str,
        link_to: Option<Principal>,
    ) -> Result<Departure, FederationError> {
        let authority = self.provider(provider)?;
        if !self
            .settings
            .redirect_uris
            .iter()
            .any(|known| known == redirect_uri)
        {
            return Err(FederationError::UnknownRedirect);
        }
        if link_to.is_some_and(|principal| principal.state != AccountState::Active) {
            return Err(FederationError::NotActive);
        }
        let now = self.now();
        let state = self.ports.mint.token("");
        let (binding, binding_hash) = self.new_secret("");
        let attempt = ProviderAttempt {
            state: self.state_hash(&state),
            provider,
            binding: binding_hash,
            redirect_uri: redirect_uri.to_owned(),
            link_to: link_to.map(|principal| principal.user),
            began_at: now,
        };
        transact(&*self.ports.store, "begin_federation", move |uow| {
            let attempt = attempt.clone();
            Box::pin(async move {
                uow.provider_attempts().add(&attempt).await?;
                Ok::<_, Abort<FederationError>>(())
            })
        })
        .await?;
        let request = self.derived(&state, redirect_uri);
        Ok(Departure {
            authorization_url: authority.authorization_url(&request),
            state,
            binding,
        })
    }

    async fn complete(
        &self,
        provider: Provider,
        comeback: Return,
        caller: &Caller,
    ) -> Result<Arrival, FederationError> {
        let authority = Arc::clone(self.provider(provider)?);
        let attempt = self.returned(provider, &comeback).await?;
        let sent = self.derived(&comeback.state, &attempt.redirect_uri);
        let redemption = Redemption {
            code: comeback.code,
            state: sent.state,
            nonce: sent.nonce,
            code_verifier: sent.code_verifier,
            redirect_uri: sent.redirect_uri,
        };
        let known_as = authority.redeem(&redemption).await?;
        let newcomer = self.newcomer(
            &known_as,
            attempt.link_to,
            comeback.language,
            caller.client.clone(),
        );
        let opening = self.opening(newcomer.newborn.id, newcomer.client.clone(), newcomer.now);
        let (refresh, mut session, now) = (opening.secret.clone(), opening.session.clone(), newcomer.now);
        let known = transact(&*self.ports.store, "complete_federation", move |uow| {
            let (newcomer, opening) = (newcomer.clone(), opening.clone());
            Box::pin(async move { newcomer.attempt(uow, &opening).await })
        })
        .await?;
        Ok(match known {
            Known::Linked => Arrival::Linked,
            Known::Here(account) => {
                session.account = account.id;
                Arrival::SignedIn(self.tokens(&account, &session, refresh, now))
            }
            Known::New(account) => Arrival::SignedUp(self.tokens(&account, &session, refresh, now)),
        })
    }
}
