use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{Account, AccountState, Credential, Email, Principal, RefreshToken, Session};
use hexmart_domain::shared::{Instant, SessionId, UserId};

use super::super::{AccessClaims, Caller, Credentials, KeyHolder, RefreshError, SignIn, SignInError, Tokens};
use super::IdentityService;
use super::secrets::{API_KEY, REFRESH};
use crate::platform::{Abort, StoreError, UnitOfWork, hex, transact};

/// How exactly the last use of an API key is remembered: a write per minute, not per call.
const KEY_USE: Duration = Duration::from_mins(1);

/// How exactly a refresh counts as being there.
const SEEN: Duration = Duration::from_hours(24);

/// A session that is about to be opened.
#[derive(Clone)]
pub(super) struct Opening {
    pub(super) session: Session,
    pub(super) token: RefreshToken,
    pub(super) secret: String,
}

impl IdentityService {
    /// A new session with its first refresh token.
    pub(super) fn opening(&self, account: UserId, client: Option<String>, now: Instant) -> Opening {
        let (secret, hash) = self.new_secret(REFRESH);
        let session = Session {
            id: self.ports.mint.id(now),
            account,
            client,
            created_at: now,
            refreshed_at: now,
            ended_at: None,
        };
        let token = RefreshToken {
            session: session.id,
            generation: 1,
            hash,
            issued_at: now,
        };
        Opening {
            session,
            token,
            secret,
        }
    }

    /// What the bearer of a session gets.
    pub(super) fn tokens(
        &self,
        account: &Account,
        session: &Session,
        refresh: String,
        now: Instant,
    ) -> Tokens {
        let claims = AccessClaims {
            user: account.id,
            role: account.role,
            state: account.state,
            session: session.id,
            token_version: account.token_version,
        };
        let age = now
            .signed_duration_since(session.created_at)
            .to_std()
            .unwrap_or_default();
        Tokens {
            access: self.ports.tokens.issue(claims, now),
            refresh,
            refresh_expires_in: Session::IDLE.min(Session::ABSOLUTE.saturating_sub(age)),
            session: session.id,
        }
    }

    /// Under which misses of an address from a network are counted.
    pub(super) fn miss_key(&self, email: &Email, network: &str) -> String {
        let address = self
            .ports
            .vault
            .fingerprint("miss", email.unique_key().as_bytes());
        format!("miss:{}:{network}", hex(address.as_bytes()))
    }

    async fn open(&self, account: Account, caller: &Caller) -> Result<Tokens, SignInError> {
        let now = self.now();
        let opening = self.opening(account.id, caller.client.clone(), now);
        let (session, secret) = (opening.session.clone(), opening.secret.clone());
        let proved = account.password.clone();
        let account = transact(&*self.ports.store, "sign_in", move |uow| {
            let (opening, proved) = (opening.clone(), proved.clone());
            Box::pin(async move {
                let account = uow.accounts().find(opening.session.account).await?;
                // While the password was being checked it may have been changed, and the account erased.
                let account =
                    account.filter(|account| account.state.may_sign_in() && account.password == proved);
                let account = account.ok_or(Abort::Refused(SignInError::InvalidCredentials))?;
                let account = Account {
                    last_sign_in_at: Some(now),
                    dormancy_notice_at: None,
                    ..account.changed(now)
                };
                uow.accounts().save(&account).await?;
                uow.sessions().open(&opening.session, &opening.token).await?;
                Ok::<_, Abort<SignInError>>(account)
            })
        })
        .await?;
        Ok(self.tokens(&account, &session, secret, now))
    }

    async fn key_principal(&self, key: &str) -> Result<Option<Principal>, StoreError> {
        let Some(holder) = self.ports.credentials.api_key(self.secret_hash(key)).await? else {
            return Ok(None);
        };
        let now = self.now();
        let KeyHolder { key, role, state } = holder;
        if !key.is_live(now) || state != AccountState::Active {
            return Ok(None);
        }
        let is_recent = |at: Instant| {
            now.signed_duration_since(at)
                .to_std()
                .is_ok_and(|age| age < KEY_USE)
        };
        if !key.last_used_at.is_some_and(is_recent) {
            self.ports.credentials.api_key_used(key.id, now).await?;
        }
        Ok(Some(Principal {
            user: key.owner,
            role,
            state,
            credential: Credential::ApiKey(key.id, key.scopes),
        }))
    }

    /// The claims as they stand right now.
    async fn checked(&self, claims: AccessClaims, now: Instant) -> Result<Option<AccessClaims>, StoreError> {
        let standing = self
            .ports
            .credentials
            .standing(claims.user, claims.session)
            .await?;
        let standing = standing.filter(|standing| {
            standing.token_version == claims.token_version
                && standing.state.may_sign_in()
                && standing.session.is_live(now)
        });
        Ok(standing.map(|standing| AccessClaims {
            role: standing.role,
            state: standing.state,
            ..claims
        }))
    }
}

/// Somebody who comes back every day without signing in anew is not away. Written down once a day.
async fn seen(uow: &mut dyn UnitOfWork, account: Account, now: Instant) -> Result<Account, StoreError> {
    let is_recent = |at: Instant| {
        let age = now.signed_duration_since(at).to_std();
        age.is_ok_and(|age| age < SEEN)
    };
    if account.last_sign_in_at.is_some_and(is_recent) {
        return Ok(account);
    }
    let account = Account {
        last_sign_in_at: Some(now),
        dormancy_notice_at: None,
        ..account.changed(now)
    };
    uow.accounts().save(&account).await?;
    Ok(account)
}

#[async_trait]
impl SignIn for IdentityService {
    async fn sign_in(&self, claim: Credentials, caller: &Caller) -> Result<Tokens, SignInError> {
        let busy = |retry_after| SignInError::TooMany { retry_after };
        self.admit("sign-in", caller, self.settings.sign_ins)
            .await
            .map_err(busy)?;
        let misses = caller
            .network
            .as_ref()
            .map(|network| self.miss_key(&claim.email, network));
        if let Some(key) = &misses {
            let wait = self.ports.throttle.waiting_time(key, self.now()).await;
            if !wait.is_zero() {
                return Err(busy(wait));
            }
        }
        let account = self.ports.accounts.by_email(&claim.email).await?;
        let hash = account.as_ref().and_then(|account| account.password.clone());
        let proved = self.ports.hasher.verify(claim.password, hash).await?;
        let Some(account) = account.filter(|_| proved) else {
            if let Some(key) = &misses {
                self.ports
                    .throttle
                    .miss(key, self.settings.misses, self.now())
                    .await;
            }
            return Err(SignInError::InvalidCredentials);
        };
        if let Some(key) = &misses {
            self.ports.throttle.forgive(key).await;
        }
        if account.state == AccountState::Dormant {
            return Err(SignInError::Dormant);
        }
        self.open(account, caller).await
    }

    async fn refresh(&self, token: &str) -> Result<Tokens, RefreshError> {
        let hash = self.secret_hash(token);
        let now = self.now();
        let presented = self.ports.credentials.refresh_token(hash).await?;
        let presented = presented.ok_or(RefreshError::Invalid)?;
        // Who presents the newest token, and finds it used in the end, lost a race against the same client: nothing was
        // stolen. Who presents an old one from the start has it from somewhere else.
        let arrived_in_time = presented.is_newest;
        let (secret, next_hash) = self.new_secret(REFRESH);
        let refreshed = transact(&*self.ports.store, "refresh", move |uow| {
            Box::pin(async move {
                let presented = uow.sessions().find_by_token(hash).await?;
                let presented = presented.filter(|presented| presented.session.is_live(now));
                let presented = presented.ok_or(Abort::Refused(RefreshError::Invalid))?;
                let session = presented.session;
                if !presented.is_newest {
                    if arrived_in_time {
                        return Err(Abort::Refused(RefreshError::Invalid));
                    }
                    uow.sessions().end(session.account, session.id, now).await?;
                    return Ok(None);
                }
                let account = uow.accounts().find(session.account).await?;
                let account = account.filter(|account| account.state.may_sign_in());
                let account = account.ok_or(Abort::Refused(RefreshError::Invalid))?;
                let next = RefreshToken {
                    session: session.id,
                    generation: presented.token.generation.saturating_add(1),
                    hash: next_hash,
                    issued_at: now,
                };
                uow.sessions().rotate(&next).await?;
                let account = seen(uow, account, now).await?;
                Ok(Some((account, session)))
            })
        })
        .await?;
        let Some((account, session)) = refreshed else {
            tracing::warn!(session = %presented.session.id, "a used refresh token came again: its session is ended");
            return Err(RefreshError::Invalid);
        };
        Ok(self.tokens(&account, &session, secret, now))
    }

    async fn authenticate(&self, token: &str) -> Result<Option<Principal>, StoreError> {
        if token.starts_with(API_KEY) {
            return self.key_principal(token).await;
        }
        let now = self.now();
        let mut claims = self.ports.tokens.verify(token, now);
        // Employees may lose their rights at any moment, and the unverified gain theirs. Everybody else costs no question.
        let changing =
            |claims: &AccessClaims| claims.role.is_employed() || claims.state == AccountState::Unverified;
        if let Some(changing) = claims.filter(changing) {
            claims = self.checked(changing, now).await?;
        }
        Ok(claims.map(|claims| Principal {
            user: claims.user,
            role: claims.role,
            state: claims.state,
            credential: Credential::Session(claims.session),
        }))
    }

    async fn still_holds(&self, principal: Principal) -> Result<bool, StoreError> {
        // A key was looked up when it was shown.
        let Some(session) = principal.session() else {
            return Ok(true);
        };
        let now = self.now();
        let standing = self.ports.credentials.standing(principal.user, session).await?;
        Ok(standing.is_some_and(|standing| standing.state.may_sign_in() && standing.session.is_live(now)))
    }

    async fn sessions(&self, account: UserId) -> Result<Vec<Session>, StoreError> {
        let now = self.now();
        let sessions = self.ports.credentials.sessions(account).await?;
        Ok(sessions
            .into_iter()
            .filter(|session| session.is_live(now))
            .collect())
    }

    async fn end_session(&self, account: UserId, session: SessionId) -> Result<bool, StoreError> {
        let now = self.now();
        transact(&*self.ports.store, "end_session", move |uow| {
            Box::pin(async move {
                let ended = uow.sessions().end(account, session, now).await?;
                Ok::<_, Abort<StoreError>>(ended)
            })
        })
        .await
    }

    async fn end_all_sessions(&self, account: UserId) -> Result<(), StoreError> {
        let now = self.now();
        transact(&*self.ports.store, "end_all_sessions", move |uow| {
            Box::pin(async move {
                if let Some(account) = uow.accounts().find(account).await? {
                    let account = account.with_tokens_revoked().changed(now);
                    uow.accounts().save(&account).await?;
                }
                uow.sessions().end_all(account, None, now).await?;
                Ok::<_, Abort<StoreError>>(())
            })
        })
        .await
    }
}
