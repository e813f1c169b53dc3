use hexmart_application::points::{AdjustPointsError, PointChange, Points};
use hexmart_domain::identity::Role;
use hexmart_domain::points::{EntryKind, EntryNote, WalletEntry, WalletError};
use hexmart_domain::shared::{Points as Amount, UserId};

use super::Bank;
use crate::given::done;

fn amount(number: i64) -> Amount {
    Amount::try_from(number).unwrap()
}

async fn adjust(
    bank: &Bank,
    actor: UserId,
    user: UserId,
    change: PointChange,
) -> Result<WalletEntry, AdjustPointsError> {
    let note = EntryNote::parse("배송 지연 보상").unwrap();
    let adjusted = bank.points.adjust(actor, user, change, note, None);
    adjusted.await.map(done)
}

#[tokio::test]
async fn staff_give_and_take_and_it_is_written_down() {
    let bank = Bank::new();
    let mina = bank.world.person("mina").await.id;
    let staff = bank.world.employee("sue", Role::Staff).await.id;
    let given = adjust(&bank, staff, mina, PointChange::Give(amount(500)))
        .await
        .unwrap();
    assert_eq!(
        (given.actor, given.amount, given.kind),
        (Some(staff), 500, EntryKind::Adjustment)
    );
    let taken = adjust(&bank, staff, mina, PointChange::Take(amount(200)))
        .await
        .unwrap();
    assert_eq!((taken.amount, taken.balance_after), (-200, 300));
    let short = adjust(&bank, staff, mina, PointChange::Take(amount(301))).await;
    let is_short = matches!(
        short,
        Err(AdjustPointsError::Refused(WalletError::Short { usable: 300 }))
    );
    assert!(is_short, "{short:?}");
    let log = bank.world.storage.audit.after(0, 50).await.unwrap();
    let told: Vec<_> = log
        .iter()
        .filter(|entry| entry.event.action.as_str() == "points.adjusted")
        .map(|entry| (entry.event.subject.clone(), entry.event.note.as_str()))
        .collect();
    let subject = mina.to_string();
    assert_eq!(
        told,
        [
            (subject.clone(), "+500 points, entry 1"),
            (subject, "-200 points, entry 2")
        ]
    );
    bank.assert_sound().await;
}

#[tokio::test]
async fn nobody_gives_to_themselves_or_to_nobody() {
    let bank = Bank::new();
    let staff = bank.world.employee("sue", Role::Staff).await.id;
    let give = PointChange::Give(amount(1));
    let own = adjust(&bank, staff, staff, give).await;
    assert!(matches!(own, Err(AdjustPointsError::Oneself)), "{own:?}");
    let nobody = bank.world.mint.id(bank.world.now());
    let lost = adjust(&bank, staff, nobody, give).await;
    assert!(matches!(lost, Err(AdjustPointsError::UnknownUser)), "{lost:?}");
}
