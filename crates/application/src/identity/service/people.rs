use async_trait::async_trait;
use hexmart_domain::identity::{Account, AccountState, Email, Nickname, Role};
use hexmart_domain::shared::{Id, Instant, Language, UserId};

use super::super::{People, PeopleError, Profile};
use super::IdentityService;
use crate::platform::{
    Abort, AuditAction, AuditEvent, Message, OutboxMessage, StoreError, note, transact, write_down,
};

pub(super) fn made_by_the_shop(account: &Account, now: Instant) -> AuditEvent {
    AuditEvent {
        at: now,
        actor: None,
        action: AuditAction::AccountMade,
        subject: account.id.to_string(),
        note: account.role.as_str().to_owned(),
    }
}

/// A change of an account by staff.
#[derive(Clone)]
enum Deed {
    Role(Role),
    EndSessions,
    Erase,
    Restore,
}

impl IdentityService {
    fn event(&self, actor: UserId, action: AuditAction, subject: UserId, note: String) -> AuditEvent {
        AuditEvent {
            at: self.now(),
            actor: Some(actor),
            action,
            subject: subject.to_string(),
            note,
        }
    }

    /// An account that does not exist, for an address that nobody has: always the same for the same address.
    pub(super) fn nobody(&self, email: &Email, now: Instant) -> Account {
        let print = self
            .ports
            .vault
            .fingerprint("nobody", email.unique_key().as_bytes());
        let bytes: [u8; 10] =
            std::array::from_fn(|place| print.as_bytes().get(place).copied().unwrap_or_default());
        Account {
            id: Id::mint(Instant::UNIX_EPOCH, bytes),
            ..self.newborn(None, Nickname::of_nobody(), None, Language::Korean, now)
        }
    }

    async fn act(&self, id: UserId, deed: Deed, event: AuditEvent) -> Result<Account, PeopleError> {
        if event.actor == Some(id) {
            return Err(PeopleError::Oneself);
        }
        let vault = self.ports.vault.clone();
        transact(&*self.ports.store, "act_on_account", move |uow| {
            let (deed, event, vault) = (deed.clone(), event.clone(), vault.clone());
            Box::pin(async move {
                let account = uow.accounts().find(id).await?;
                let account = account.ok_or(Abort::Refused(PeopleError::Unknown))?;
                let now = event.at;
                let account = match deed {
                    Deed::Role(role) => Account { role, ..account }.with_tokens_revoked(),
                    Deed::EndSessions => account.with_tokens_revoked(),
                    Deed::Erase if account.state == AccountState::Deleted => {
                        return Err(Abort::Refused(PeopleError::Unknown));
                    }
                    Deed::Erase => account.erased(now),
                    Deed::Restore if is_restorable(&account) => account.restored(),
                    Deed::Restore => return Err(Abort::Refused(PeopleError::NotRestorable)),
                }
                .changed(now);
                uow.accounts().save(&account).await?;
                if !matches!(deed, Deed::Role(_)) {
                    uow.sessions().end_all(id, None, now).await?;
                }
                note(uow, event, &*vault).await?;
                Ok::<_, Abort<PeopleError>>(account)
            })
        })
        .await
    }

    /// What tells the owner of an erased account how long it can be had back.
    pub(super) fn farewell(
        &self,
        account: &Account,
        now: Instant,
    ) -> Result<Option<OutboxMessage>, StoreError> {
        let until = super::lifecycle::shop_date(now + super::Lifecycle::RESTORABLE);
        self.mail(account, Message::Erased { until }, now)
    }
}

fn is_restorable(account: &Account) -> bool {
    let has_owner = account.password.is_some() || account.personal.email.is_some();
    account.state == AccountState::Deleted && has_owner
}

#[async_trait]
impl People for IdentityService {
    async fn page(
        &self,
        state: Option<AccountState>,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<Account>, StoreError> {
        self.ports.accounts.page(state, after, limit).await
    }

    async fn account(&self, id: UserId) -> Result<Profile, PeopleError> {
        self.ports.accounts.profile(id).await?.ok_or(PeopleError::Unknown)
    }

    async fn account_in_full(&self, actor: UserId, id: UserId, reason: &str) -> Result<Profile, PeopleError> {
        let profile = self.account(id).await?;
        let event = self.event(actor, AuditAction::AccountReadFull, id, reason.to_owned());
        write_down(&*self.ports.store, event, &self.ports.vault).await?;
        Ok(profile)
    }

    async fn change_role(&self, actor: UserId, id: UserId, role: Role) -> Result<Account, PeopleError> {
        let event = self.event(actor, AuditAction::RoleChanged, id, role.as_str().to_owned());
        self.act(id, Deed::Role(role), event).await
    }

    async fn end_sessions(&self, actor: UserId, id: UserId) -> Result<(), PeopleError> {
        let event = self.event(actor, AuditAction::SessionsEnded, id, String::new());
        self.act(id, Deed::EndSessions, event).await.map(drop)
    }

    async fn erase(&self, actor: UserId, id: UserId, reason: &str) -> Result<(), PeopleError> {
        let event = self.event(actor, AuditAction::AccountErased, id, reason.to_owned());
        self.act(id, Deed::Erase, event).await.map(drop)
    }

    async fn restore(&self, actor: UserId, id: UserId) -> Result<Account, PeopleError> {
        let event = self.event(actor, AuditAction::AccountRestored, id, String::new());
        self.act(id, Deed::Restore, event).await
    }
}
