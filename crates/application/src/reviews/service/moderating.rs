//! What staff does about reviews, and what readers think of them.

use std::sync::Arc;

use hexmart_domain::reviews::{HidingReason, Review, ReviewError};
use hexmart_domain::shared::{ReviewId, UserId};

use super::reviews::{ReviewService, card};
use super::writing::count;
use crate::platform::{Abort, AuditAction, AuditEvent, note, transact};
use crate::reviews::{ChangeReviewError, LikeError, Liking, ReviewCard};

/// What staff decided.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verdict {
    Hide,
    Show,
}

impl Verdict {
    fn of(self, review: Review, reason: HidingReason) -> Result<Review, ReviewError> {
        match self {
            Self::Hide => review.hidden(reason),
            Self::Show => review.shown(),
        }
    }

    const fn action(self) -> AuditAction {
        match self {
            Self::Hide => AuditAction::ReviewHidden,
            Self::Show => AuditAction::ReviewShown,
        }
    }
}

pub(super) async fn judge(
    service: &ReviewService,
    actor: UserId,
    id: ReviewId,
    verdict: Verdict,
    reason: HidingReason,
) -> Result<ReviewCard, ChangeReviewError> {
    let ports = &service.ports;
    let event = AuditEvent {
        at: ports.mint.now(),
        actor: Some(actor),
        action: verdict.action(),
        subject: id.to_string(),
        note: reason.as_str().to_owned(),
    };
    let vault = Arc::clone(&ports.vault);
    let product = transact(&*ports.store, "judge_review", move |uow| {
        let (reason, event, vault) = (reason.clone(), event.clone(), Arc::clone(&vault));
        Box::pin(async move {
            let before = uow.reviews().find(id).await?;
            let before = before.ok_or(Abort::Refused(ChangeReviewError::Unknown))?;
            let after = verdict.of(before.clone(), reason);
            let after = after.map_err(|refusal| Abort::Refused(ChangeReviewError::from(refusal)))?;
            uow.reviews().save(&after).await?;
            count(uow, Some(&before), &after).await?;
            note(uow, event, &*vault).await?;
            Ok::<_, Abort<ChangeReviewError>>(after.product)
        })
    })
    .await?;
    ports.freshness.product_changed(product);
    card(ports, id, actor).await
}

pub(super) async fn like(
    service: &ReviewService,
    account: UserId,
    id: ReviewId,
    wanted: bool,
) -> Result<Liking, LikeError> {
    let ports = &service.ports;
    let now = ports.mint.now();
    transact(&*ports.store, "like_review", move |uow| {
        Box::pin(async move {
            let review = uow.reviews().find(id).await?;
            let review = review.filter(|review| review.hidden.is_none());
            let review = review.ok_or(Abort::Refused(LikeError::Unknown))?;
            let allowed = review.likeable_by(account);
            allowed.map_err(|refusal| Abort::Refused(LikeError::from(refusal)))?;
            if wanted {
                uow.reviews().like(id, account, now).await?;
            } else {
                uow.reviews().unlike(id, account).await?;
            }
            Ok(Liking {
                is_liked: wanted,
                likes: uow.reviews().likes(id).await?,
            })
        })
    })
    .await
}
