//! Writing what was planned, together with how far the run has come.

use super::planning::Plan;
use crate::interchange::{ImportRun, InterchangeError};
use crate::platform::{Abort, StoreError, UnitOfWork};

/// Why a plan was not written.
#[derive(Debug)]
pub(super) enum Unwritten {
    /// Somebody changed what it is about: it is to be made anew.
    Stale(StoreError),
    /// Somebody else is at this run.
    Overtaken,
    Store(StoreError),
}

impl From<StoreError> for Unwritten {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Unwritten {
    pub(super) fn into_error(self) -> InterchangeError {
        match self {
            Self::Overtaken => InterchangeError::Overtaken,
            Self::Stale(error) | Self::Store(error) => error.into(),
        }
    }
}

/// A lost race is answered, not run again: what it would write would be as stale as before.
fn stale(error: StoreError) -> Abort<Unwritten> {
    match error {
        StoreError::Conflict | StoreError::Duplicate(_) => Abort::Refused(Unwritten::Stale(error)),
        other => Abort::Store(other),
    }
}

/// Writes a plan, unless somebody else brought the run further.
pub(super) async fn write(
    uow: &mut dyn UnitOfWork,
    run: &ImportRun,
    plan: &Plan,
) -> Result<(), Abort<Unwritten>> {
    let stored = uow.imports().find(run.id).await?;
    if stored.is_none_or(|stored| stored.version + 1 != run.version) {
        return Err(Abort::Refused(Unwritten::Overtaken));
    }
    if let Some(tree) = plan.tree.as_ref().filter(|tree| tree.grew()) {
        uow.categories()
            .save(&tree.before, &tree.after)
            .await
            .map_err(stale)?;
    }
    for category in &plan.categories {
        if !uow.categories().exists(*category).await? {
            return Err(stale(StoreError::Conflict));
        }
    }
    if !plan.drafts.products.is_empty() {
        uow.products().add(&plan.drafts.products).await.map_err(stale)?;
        uow.stock().append(&plan.drafts.openings).await.map_err(stale)?;
    }
    for discount in &plan.discounts {
        uow.discounts().append(discount).await.map_err(stale)?;
    }
    if !plan.edited.is_empty() {
        uow.products().save(&plan.edited).await.map_err(stale)?;
        uow.products().note(&plan.changes).await.map_err(stale)?;
    }
    if !plan.events.is_empty() {
        uow.stock().append(&plan.events).await.map_err(stale)?;
    }
    uow.imports().save(run).await.map_err(stale)
}
