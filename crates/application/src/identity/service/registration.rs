use async_trait::async_trait;
use hexmart_domain::identity::{
    Account, AccountState, CodePurpose, CodeTry, Email, Nickname, Password, PasswordHash, PersonalData,
    Principal, Role,
};
use hexmart_domain::shared::{Instant, Language};

use super::super::{Caller, CodeError, CodeRequestError, NewAccount, Registration, SignUpError};
use super::IdentityService;
use super::codes::Pen;
use super::welcome::Host;
use crate::platform::{
    Abort, Message, OutboxMessage, StoreError, UniqueKey, UnitOfWork, blank, note, transact,
};

impl IdentityService {
    /// An account as it begins.
    pub(super) fn newborn(
        &self,
        email: Option<Email>,
        nickname: Nickname,
        password: Option<PasswordHash>,
        language: Language,
        now: Instant,
    ) -> Account {
        Account {
            id: self.ports.mint.id(now),
            personal: PersonalData {
                email,
                ..PersonalData::default()
            },
            nickname,
            introduction: None,
            password,
            role: Role::User,
            state: AccountState::Unverified,
            language,
            token_version: 1,
            version: 1,
            created_at: now,
            updated_at: now,
            last_sign_in_at: None,
            dormancy_notice_at: None,
            deleted_at: None,
        }
    }

    fn admit_password(
        &self,
        password: &Password,
        email: &Email,
        nickname: &Nickname,
    ) -> Result<(), SignUpError> {
        let hints = [email.as_str().to_owned(), nickname.as_str().to_owned()];
        if self.ports.screen.is_guessable(password, &hints) {
            return Err(SignUpError::GuessablePassword);
        }
        Ok(())
    }
}

/// Everything that a sign-up may write, made beforehand: which of it is written depends on who has the address.
#[derive(Clone)]
struct SignUp {
    newborn: Account,
    email: Email,
    code: String,
    pen: Pen,
    known: Option<OutboxMessage>,
    now: Instant,
}

impl SignUp {
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        match uow.accounts().find_by_email(&self.email).await? {
            None => {
                let added = uow.accounts().add(&self.newborn).await;
                // Somebody signs up with the same address right now: look again.
                added.map_err(|error| match error {
                    StoreError::Duplicate(UniqueKey::AccountEmail) => StoreError::Conflict,
                    other => other,
                })?;
                self.send_code(uow, &self.newborn).await
            }
            Some(account) if account.state == AccountState::Unverified => {
                // Of the account only the id stays, and the counts that make old tokens worthless.
                let revoked = account.with_tokens_revoked().changed(self.now);
                let taken_over = Account {
                    id: revoked.id,
                    token_version: revoked.token_version,
                    version: revoked.version,
                    ..self.newborn.clone()
                };
                uow.accounts().save(&taken_over).await?;
                // Whoever had it so far keeps no way in.
                uow.accounts().unlink_all(taken_over.id).await?;
                uow.sessions().end_all(taken_over.id, None, self.now).await?;
                self.send_code(uow, &taken_over).await
            }
            Some(_) => match &self.known {
                Some(letter) => uow.outbox().enqueue(letter).await,
                None => Ok(()),
            },
        }
    }

    async fn send_code(&self, uow: &mut dyn UnitOfWork, account: &Account) -> Result<(), StoreError> {
        let code = self.code.clone();
        let draft = self
            .pen
            .draft(account, CodePurpose::VerifyEmail, None, code, self.now)?;
        draft.issue(uow).await
    }
}

#[async_trait]
impl Registration for IdentityService {
    async fn sign_up(&self, wanted: NewAccount, caller: &Caller) -> Result<(), SignUpError> {
        let admitted = self.admit("sign-up", caller, self.settings.sign_ups).await;
        admitted.map_err(|retry_after| SignUpError::TooMany { retry_after })?;
        self.admit_password(&wanted.password, &wanted.email, &wanted.nickname)?;
        let password = self.hash(&wanted.password).await?;
        let now = self.now();
        let email = wanted.email;
        let newborn = self.newborn(
            Some(email.clone()),
            wanted.nickname,
            Some(password),
            wanted.language,
            now,
        );
        let sign_up = SignUp {
            known: self.mail(&newborn, Message::AlreadyRegistered, now)?,
            code: self.new_code(CodePurpose::VerifyEmail),
            pen: Pen::of(&self.ports),
            email,
            newborn,
            now,
        };
        transact(&*self.ports.store, "sign_up", move |uow| {
            let sign_up = sign_up.clone();
            Box::pin(async move { sign_up.attempt(uow).await.map_err(Abort::<SignUpError>::Store) })
        })
        .await
    }

    async fn make_account(&self, wanted: NewAccount, role: Role) -> Result<Account, SignUpError> {
        let password = self.hash(&wanted.password).await?;
        let now = self.now();
        let account = Account {
            role,
            ..self
                .newborn(
                    Some(wanted.email),
                    wanted.nickname,
                    Some(password),
                    wanted.language,
                    now,
                )
                .activated()
        };
        let audit = (role != Role::User).then(|| super::people::made_by_the_shop(&account, now));
        let vault = self.ports.vault.clone();
        transact(&*self.ports.store, "make_account", move |uow| {
            let (account, audit, vault) = (account.clone(), audit.clone(), vault.clone());
            Box::pin(async move {
                uow.accounts().add(&account).await?;
                if let Some(event) = audit {
                    note(uow, event, &*vault).await?;
                }
                Ok::<_, Abort<SignUpError>>(account)
            })
        })
        .await
    }

    async fn request_email_code(&self, principal: Principal) -> Result<(), CodeRequestError> {
        let profile = self.ports.accounts.profile(principal.user).await?;
        let account = profile.map(|profile| profile.account);
        let account = account.filter(|account| account.state == AccountState::Unverified);
        let account = account.ok_or(CodeRequestError::NothingToVerify)?;
        self.admit_code(account.id, CodePurpose::VerifyEmail).await?;
        let draft = self.draft(&account, CodePurpose::VerifyEmail, None, self.now())?;
        Ok(self.send(draft).await?)
    }

    async fn verify_email(&self, principal: Principal, code: &str) -> Result<(), CodeError> {
        let tried = self.tried(principal.user, CodePurpose::VerifyEmail, code);
        let session = principal.session();
        let host = Host::of(&self.ports);
        let answer = transact(&*self.ports.store, "verify_email", move |uow| {
            let host = host.clone();
            Box::pin(async move {
                let account = uow.accounts().find(tried.account).await?;
                let account = account.filter(|account| account.state == AccountState::Unverified);
                let account = account.ok_or(Abort::Refused(CodeError::Invalid))?;
                // Somebody else may have signed up with the address meanwhile: the code may be theirs, the session is not.
                let knows_password = match session {
                    Some(session) => uow.sessions().is_open(tried.account, session).await?,
                    None => false,
                };
                if !knows_password {
                    return Err(Abort::Refused(CodeError::Invalid));
                }
                let (answer, _) = tried.count(uow).await?;
                if answer == CodeTry::Right {
                    let account = account.activated().changed(tried.now);
                    uow.accounts().save(&account).await?;
                    uow.sessions().end_all(tried.account, session, tried.now).await?;
                    host.welcome(uow, &account, None, tried.now).await?;
                }
                Ok::<_, Abort<CodeError>>(answer)
            })
        })
        .await?;
        match answer {
            CodeTry::Right => Ok(()),
            other => Err(CodeError::of(other)),
        }
    }

    async fn request_reset(&self, email: &Email, caller: &Caller) -> Result<(), CodeRequestError> {
        let busy = |retry_after| CodeRequestError::TooMany { retry_after };
        self.admit("reset", caller, self.settings.sign_ins)
            .await
            .map_err(busy)?;
        let now = self.now();
        let known = self.ports.accounts.by_email(email).await?;
        // For an address that nobody has, the same is written about an account that does not exist: the answer takes
        // the same time, and a wrong code later is counted the same way.
        let account = known.unwrap_or_else(|| self.nobody(email, now));
        self.admit_code(account.id, CodePurpose::ResetPassword).await?;
        let mut draft = self.draft(&account, CodePurpose::ResetPassword, None, now)?;
        if draft.letter.is_none() {
            draft.letter = Some(blank(self.ports.mint.id(now), account.id, now));
        }
        Ok(self.send(draft).await?)
    }

    async fn reset_password(
        &self,
        email: &Email,
        code: &str,
        password: Password,
        caller: &Caller,
    ) -> Result<(), CodeError> {
        let busy = |retry_after| CodeError::TooMany { retry_after };
        self.admit("reset", caller, self.settings.sign_ins)
            .await
            .map_err(busy)?;
        let hints = [email.as_str().to_owned()];
        if self.ports.screen.is_guessable(&password, &hints) {
            return Err(CodeError::GuessablePassword);
        }
        // Before anything is known, so that the time it takes tells nothing.
        let hash = self.hash(&password).await?;
        let account = self.ports.accounts.by_email(email).await?;
        let account = account.unwrap_or_else(|| self.nobody(email, self.now()));
        let tried = self.tried(account.id, CodePurpose::ResetPassword, code);
        let letter = self.mail(&account, Message::PasswordChanged, tried.now)?;
        let host = Host::of(&self.ports);
        let answer = transact(&*self.ports.store, "reset_password", move |uow| {
            let (hash, letter, host) = (hash.clone(), letter.clone(), host.clone());
            Box::pin(async move {
                let (answer, _) = tried.count(uow).await?;
                let account = uow.accounts().find(tried.account).await?;
                let account = account.filter(|account| account.state != AccountState::Deleted);
                if let (CodeTry::Right, Some(account)) = (answer, account) {
                    let is_proved_now = account.state == AccountState::Unverified;
                    let account = Account {
                        password: Some(hash),
                        ..account.activated().with_tokens_revoked().changed(tried.now)
                    };
                    uow.accounts().save(&account).await?;
                    uow.sessions().end_all(account.id, None, tried.now).await?;
                    if is_proved_now {
                        host.welcome(uow, &account, None, tried.now).await?;
                    }
                    if let Some(letter) = letter {
                        uow.outbox().enqueue(&letter).await?;
                    }
                }
                Ok::<_, Abort<CodeError>>(answer)
            })
        })
        .await?;
        match answer {
            CodeTry::Right => {
                if let Some(network) = &caller.network {
                    self.ports.throttle.forgive(&self.miss_key(email, network)).await;
                }
                Ok(())
            }
            // Nobody learns how many tries are left of a code that may not exist.
            CodeTry::Wrong { .. } | CodeTry::Expired => Err(CodeError::Invalid),
        }
    }
}
