use async_trait::async_trait;
use hexmart_domain::identity::{Account, AccountState, Email, Nickname, Role};
use hexmart_domain::shared::{Id, Instant, Language, UserId};

use super::super::{People, PeopleError, Profile};
use super::IdentityService;
use super::codes::Pen;
use crate::platform::{
    Abort, AuditAction, AuditEvent, Message, StoreError, UnitOfWork, note, transact, write_down,
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
        let (vault, pen) = (self.ports.vault.clone(), Pen::of(&self.ports));
        transact(&*self.ports.store, "act_on_account", move |uow| {
            let (deed, event, vault, pen) = (deed.clone(), event.clone(), vault.clone(), pen.clone());
            Box::pin(async move {
                let account = uow.accounts().find(id).await?;
                let account = account.ok_or(Abort::Refused(PeopleError::Unknown))?;
                let now = event.at;
                let account = match deed {
                    Deed::Role(role) => {
                        let account = Account { role, ..account }.with_tokens_revoked().changed(now);
                        uow.accounts().save(&account).await?;
                        account
                    }
                    Deed::EndSessions => {
                        let account = account.with_tokens_revoked().changed(now);
                        uow.accounts().save(&account).await?;
                        uow.sessions().end_all(id, None, now).await?;
                        account
                    }
                    Deed::Erase if account.state != AccountState::Deleted => {
                        erase(uow, account, &pen, now).await?
                    }
                    Deed::Erase => return Err(Abort::Refused(PeopleError::Unknown)),
                    Deed::Restore if is_restorable(&account) => {
                        let account = account.restored().changed(now);
                        uow.accounts().save(&account).await?;
                        account
                    }
                    Deed::Restore => return Err(Abort::Refused(PeopleError::NotRestorable)),
                };
                note(uow, event, &*vault).await?;
                Ok::<_, Abort<PeopleError>>(account)
            })
        })
        .await
    }
}

/// Erases an account, whoever wants it: its sessions end, its links to providers go, and its owner is told. One whose
/// address was never proved goes at once, for there is nothing to restore it to.
pub(super) async fn erase(
    uow: &mut dyn UnitOfWork,
    account: Account,
    pen: &Pen,
    now: Instant,
) -> Result<Account, StoreError> {
    let (id, was) = (account.id, account.state);
    let erased = account.erased(now).changed(now);
    if was == AccountState::Unverified {
        uow.accounts().remove_unverified(id).await?;
        return Ok(erased);
    }
    uow.accounts().save(&erased).await?;
    uow.accounts().unlink_all(id).await?;
    uow.sessions().end_all(id, None, now).await?;
    let until = super::lifecycle::shop_date(now + super::Lifecycle::RESTORABLE);
    if let Some(letter) = pen.mail(&erased, Message::Erased { until }, now)? {
        uow.outbox().enqueue(&letter).await?;
    }
    Ok(erased)
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
