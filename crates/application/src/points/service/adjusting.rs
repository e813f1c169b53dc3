//! Points that employees give and take.

use std::sync::Arc;

use hexmart_domain::identity::AccountState;
use hexmart_domain::points::{EntryKind, EntryNote, Reference, WalletEntry};
use hexmart_domain::shared::{Instant, Operation, UserId};

use super::PointsService;
use crate::platform::{Abort, Answered, AuditAction, AuditEvent, Once, UnitOfWork, Vault, note, transact};
use crate::points::{AdjustPointsError, Booking, Bookkeeper, PointChange};

#[derive(Clone)]
struct Adjustment {
    actor: UserId,
    user: UserId,
    change: PointChange,
    note: EntryNote,
    once: Option<Once<WalletEntry>>,
    reference: Reference,
    bookkeeper: Bookkeeper,
    vault: Arc<dyn Vault>,
    now: Instant,
}

impl PointsService {
    pub(super) async fn adjusted(
        &self,
        actor: UserId,
        user: UserId,
        change: PointChange,
        note: EntryNote,
        once: Option<Once<WalletEntry>>,
    ) -> Result<Answered<WalletEntry>, AdjustPointsError> {
        if actor == user {
            return Err(AdjustPointsError::Oneself);
        }
        let now = self.ports.mint.now();
        let adjustment = Adjustment {
            actor,
            user,
            change,
            note,
            once,
            reference: Reference::to(self.ports.mint.id::<Operation>(now)),
            bookkeeper: self.bookkeeper.clone(),
            vault: Arc::clone(&self.ports.vault),
            now,
        };
        transact(&*self.ports.store, "adjust_points", move |uow| {
            Box::pin(adjustment.clone().carry_out(uow))
        })
        .await
    }
}

impl Adjustment {
    async fn carry_out(
        self,
        uow: &mut dyn UnitOfWork,
    ) -> Result<Answered<WalletEntry>, Abort<AdjustPointsError>> {
        if let Some(answer) = Once::replay(self.once.as_ref(), uow).await? {
            return Ok(Answered::Replayed(answer));
        }
        let account = uow.accounts().find(self.user).await?;
        if account.is_none_or(|account| account.state == AccountState::Deleted) {
            return Err(Abort::Refused(AdjustPointsError::UnknownUser));
        }
        let booking = Booking {
            note: Some(self.note),
            actor: Some(self.actor),
            ..Booking::new(self.user, EntryKind::Adjustment, self.reference, self.now)
        };
        let entry = match self.change {
            PointChange::Give(points) => self.bookkeeper.credit(uow, points, booking).await,
            PointChange::Take(points) => self.bookkeeper.debit(uow, points, booking).await,
        };
        let entry = entry.map_err(Abort::because)?;
        let event = AuditEvent {
            at: self.now,
            actor: Some(self.actor),
            action: AuditAction::PointsAdjusted,
            subject: self.user.to_string(),
            // The reason stays out of the audit log: people write names into reasons.
            note: format!("{:+} points, entry {}", entry.amount, entry.version),
        };
        note(uow, event, &*self.vault).await?;
        Once::remember(self.once.as_ref(), uow, &entry, self.now).await?;
        Ok(Answered::Done(entry))
    }
}
