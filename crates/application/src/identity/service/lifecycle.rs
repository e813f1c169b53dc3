//! What becomes of accounts as time goes by.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{Account, AccountState, Nickname, Role};
use hexmart_domain::shared::{Instant, SEOUL, UserId};

use super::super::Overdue;
use super::{IdentityPorts, IdentityService, IdentitySettings};
use crate::platform::{Abort, Job, Message, OutboxMessage, StoreError, UnitOfWork, transact};

/// How many accounts one round deals with; rounds go on until nothing is left.
const ROUND: u64 = 200;

/// A date in the shop's time zone: `2026-11-20`.
pub(super) fn shop_date(instant: Instant) -> String {
    (instant + SEOUL).date_naive().to_string()
}

/// A duty towards accounts that somebody has to remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Duty {
    /// Unverified accounts go after two days.
    PurgeUnverified,
    /// Accounts that sleep soon are told.
    WarnOfDormancy,
    /// Accounts that nobody used for long fall asleep.
    PutToSleep,
    /// Erased accounts lose what tells whose they were.
    Anonymise,
    /// Sessions, codes and provider attempts that nobody can use any more are forgotten.
    ForgetCredentials,
}

/// The jobs of accounts.
pub struct Lifecycle {
    service: IdentityService,
    duty: Duty,
}

impl fmt::Debug for Lifecycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lifecycle({:?})", self.duty)
    }
}

/// Every job of accounts.
pub fn lifecycle_jobs(ports: &IdentityPorts) -> Vec<Arc<dyn Job>> {
    let job = |duty| -> Arc<dyn Job> {
        Arc::new(Lifecycle {
            service: IdentityService::new(ports.clone(), IdentitySettings::default()),
            duty,
        })
    };
    [
        Duty::PurgeUnverified,
        Duty::WarnOfDormancy,
        Duty::PutToSleep,
        Duty::Anonymise,
        Duty::ForgetCredentials,
    ]
    .map(job)
    .to_vec()
}

impl Lifecycle {
    /// How long an address may stay unproved.
    pub const UNVERIFIED: Duration = Duration::from_hours(2 * 24);
    /// How long an account may be away before it falls asleep.
    pub const IDLE: Duration = Duration::from_hours(30 * 24);
    /// How long before that it is told.
    pub const NOTICE: Duration = Duration::from_hours(7 * 24);
    /// How long an erased account can be restored.
    pub const RESTORABLE: Duration = Duration::from_hours(30 * 24);
    /// How long credentials are remembered after their end: a used token that comes again is still known as such.
    pub const REMEMBERED: Duration = Duration::from_hours(30 * 24);

    fn overdue(&self, now: Instant) -> Option<Overdue> {
        match self.duty {
            Duty::PurgeUnverified => Some(Overdue::Verification {
                made_before: now - Self::UNVERIFIED,
            }),
            Duty::WarnOfDormancy => Some(Overdue::DormancyNotice {
                idle_before: now - Self::IDLE.saturating_sub(Self::NOTICE),
            }),
            Duty::PutToSleep => Some(Overdue::Dormancy {
                idle_before: now - Self::IDLE,
                warned_before: now - Self::NOTICE,
            }),
            Duty::Anonymise => Some(Overdue::Anonymisation {
                deleted_before: now - Self::RESTORABLE,
            }),
            Duty::ForgetCredentials => None,
        }
    }

    async fn forget(&self, before: Instant) -> Result<u64, StoreError> {
        let mut done: u64 = 0;
        loop {
            let gone = self.service.ports.credentials.purge(before, ROUND).await?;
            if gone == 0 {
                return Ok(done);
            }
            done = done.saturating_add(gone);
        }
    }

    async fn deal_with(&self, id: UserId, now: Instant) -> Result<bool, StoreError> {
        let profile = self.service.ports.accounts.profile(id).await?;
        let Some(account) = profile.map(|profile| profile.account) else {
            return Ok(false);
        };
        let letter = self.letter(&account, now)?;
        let duty = self.duty;
        transact(&*self.service.ports.store, self.name(), move |uow| {
            let letter = letter.clone();
            Box::pin(async move {
                let done = duty.fulfil(uow, id, now).await?;
                if let (true, Some(letter)) = (done, letter) {
                    uow.outbox().enqueue(&letter).await?;
                }
                Ok::<_, Abort<StoreError>>(done)
            })
        })
        .await
    }

    fn letter(&self, account: &Account, now: Instant) -> Result<Option<OutboxMessage>, StoreError> {
        let message = match self.duty {
            Duty::WarnOfDormancy => Message::DormancyAhead {
                on: shop_date(now + Self::NOTICE),
            },
            Duty::PutToSleep => Message::FellAsleep,
            Duty::PurgeUnverified | Duty::Anonymise | Duty::ForgetCredentials => return Ok(None),
        };
        self.service.mail(account, message, now)
    }
}

impl Duty {
    /// Looks again inside the transaction: since the list was made somebody may have signed in.
    async fn fulfil(self, uow: &mut dyn UnitOfWork, id: UserId, now: Instant) -> Result<bool, StoreError> {
        if self == Self::PurgeUnverified {
            return uow.accounts().remove_unverified(id).await;
        }
        let Some(account) = uow.accounts().find(id).await? else {
            return Ok(false);
        };
        let away_since = account.last_sign_in_at.unwrap_or(account.created_at);
        let idle = |limit: Duration| away_since < now - limit;
        let asleep_next = account.state == AccountState::Active && account.role == Role::User;
        let account = match self {
            Self::WarnOfDormancy
                if asleep_next
                    && account.dormancy_notice_at.is_none()
                    && idle(Lifecycle::IDLE.saturating_sub(Lifecycle::NOTICE)) =>
            {
                Account {
                    dormancy_notice_at: Some(now),
                    ..account
                }
            }
            Self::PutToSleep
                if asleep_next
                    && idle(Lifecycle::IDLE)
                    && account
                        .dormancy_notice_at
                        .is_some_and(|notice| notice <= now - Lifecycle::NOTICE) =>
            {
                uow.sessions().end_all(id, None, now).await?;
                account.asleep()
            }
            Self::Anonymise if account.state == AccountState::Deleted => {
                let book = uow.addresses().book(id).await?;
                uow.addresses().save(&book.cleared()).await?;
                uow.accounts().unlink_all(id).await?;
                account.anonymised(Nickname::of_nobody())
            }
            _ => return Ok(false),
        };
        uow.accounts().save(&account.changed(now)).await?;
        Ok(true)
    }
}

#[async_trait]
impl Job for Lifecycle {
    fn name(&self) -> &'static str {
        match self.duty {
            Duty::PurgeUnverified => "purge_unverified_accounts",
            Duty::WarnOfDormancy => "warn_of_dormancy",
            Duty::PutToSleep => "put_accounts_to_sleep",
            Duty::Anonymise => "anonymise_erased_accounts",
            Duty::ForgetCredentials => "forget_old_credentials",
        }
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let Some(overdue) = self.overdue(now) else {
            let before = now - Self::REMEMBERED;
            return self.forget(before).await;
        };
        let mut done: u64 = 0;
        loop {
            let accounts = self.service.ports.accounts.overdue(overdue, ROUND).await?;
            let mut progress = false;
            for id in accounts {
                let dealt_with = self.deal_with(id, now).await?;
                progress |= dealt_with;
                done = done.saturating_add(u64::from(dealt_with));
            }
            // What is left was not to be dealt with after all.
            if !progress {
                return Ok(done);
            }
        }
    }
}
