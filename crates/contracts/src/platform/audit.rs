//! The audit log, a chain.

use hexmart_application::platform::{
    Abort, AuditAction, AuditEntry, AuditEvent, Storage, StoreError, transact,
};
use hexmart_domain::identity::Fingerprint;

use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, once};

async fn head(storage: &Storage) -> Option<AuditEntry> {
    let head = attempt(storage, (), |uow, ()| {
        Box::pin(async move { uow.audit().head().await })
    });
    head.await.unwrap()
}

async fn append(storage: &Storage, entry: &AuditEntry) -> Result<(), StoreError> {
    once(storage, entry.clone(), |uow, entry| {
        Box::pin(async move { uow.audit().append(&entry).await })
    })
    .await
}

async fn entries(storage: &Storage) -> Vec<AuditEntry> {
    storage.audit.after(0, 1_000).await.unwrap()
}

/// Asserts that the log is one chain of so many entries.
async fn assert_sound(storage: &Storage, count: usize) {
    let entries = entries(storage).await;
    assert_eq!(entries.len(), count);
    let mut previous = Fingerprint::from_bytes([0; 32]);
    for (position, entry) in (1..).zip(&entries) {
        assert!(
            entry.is_sound(position, previous, &given::Ring::default()),
            "entry {position}"
        );
        previous = entry.hash;
    }
    assert_eq!(head(storage).await.as_ref(), entries.last());
}

/// Writes an event down behind the newest entry.
async fn note(storage: Storage, event: AuditEvent) -> Result<i64, StoreError> {
    attempt(&storage, event, |uow, event| {
        Box::pin(async move {
            let head = uow.audit().head().await?;
            let entry = AuditEntry::following(head.as_ref(), event, &given::Ring::default());
            uow.audit().append(&entry).await?;
            Ok(entry.position)
        })
    })
    .await
}

/// An entry reads back to the last field, whatever was done and by whom; the newest is the head.
pub async fn an_audit_entry_is_kept_as_it_was_written(storage: Storage) {
    assert_eq!(head(&storage).await, None);
    let mut written: Vec<AuditEntry> = Vec::new();
    for (number, action) in AuditAction::ALL.into_iter().enumerate() {
        let event = given::audit_event();
        let event = AuditEvent {
            action,
            actor: event.actor.filter(|_| number % 2 == 0),
            note: ["", "💥".repeat(500).as_str(), "한 줄\r\n두 줄\t'\\ %_"][number % 3].to_owned(),
            at: given::now() + given::TICK,
            ..event
        };
        let entry = AuditEntry::following(written.last(), event, &given::Ring::default());
        append(&storage, &entry).await.unwrap();
        assert_eq!(head(&storage).await.as_ref(), Some(&entry));
        written.push(entry);
    }
    assert_eq!(entries(&storage).await, written);
    assert_sound(&storage, AuditAction::ALL.len()).await;
}

/// A position that is taken is a conflict, and the entry that has it stays.
pub async fn an_audit_log_never_forks(storage: Storage) {
    for _ in 0..3 {
        note(storage.clone(), given::audit_event()).await.unwrap();
    }
    let before = entries(&storage).await;
    for follows in [None, Some(&before[0]), Some(&before[1])] {
        let fork = AuditEntry::following(follows, given::audit_event(), &given::Ring::default());
        let answer = append(&storage, &fork).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    assert_eq!(entries(&storage).await, before);
}

/// The log is read page by page, in the order of its positions.
pub async fn an_audit_log_is_read_in_pages(storage: Storage) {
    assert_eq!(storage.audit.after(0, 10).await.unwrap(), []);
    for _ in 0..12 {
        note(storage.clone(), given::audit_event()).await.unwrap();
    }
    let all = entries(&storage).await;
    let page = async |position, limit| storage.audit.after(position, limit).await.unwrap();
    assert_eq!(page(0, 5).await, all[..5]);
    assert_eq!(page(5, 5).await, all[5..10]);
    assert_eq!(page(10, 5).await, all[10..]);
    assert_eq!(page(12, 5).await, []);
}

/// 16 callers write down what they did at once: positions have no gap, and the chain is sound.
pub async fn audit_entries_that_race_make_one_chain(storage: Storage) {
    let answers = at_once(16, |_| note(storage.clone(), given::audit_event())).await;
    let mut positions: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    positions.sort_unstable();
    assert_eq!(positions, (1..=16).collect::<Vec<_>>());
    assert_sound(&storage, 16).await;
}

/// A rival writes down what it did while an attempt under way has: both are there, one behind the other.
pub async fn audit_entries_of_attempts_that_overlap_make_one_chain(storage: Storage) {
    let event = given::audit_event();
    let underway = Underway::begin(&storage, move |uow| {
        let event = event.clone();
        Box::pin(async move {
            let head = uow.audit().head().await?;
            let entry = AuditEntry::following(head.as_ref(), event, &given::Ring::default());
            uow.audit().append(&entry).await?;
            Ok(entry.position)
        })
    })
    .await;
    let (own, rival) = underway
        .overtaken(note(storage.clone(), given::audit_event()))
        .await;
    let mut positions = [own.unwrap(), rival.unwrap()];
    positions.sort_unstable();
    assert_eq!(positions, [1, 2]);
    assert_sound(&storage, 2).await;
}

/// An attempt that is refused leaves no entry, and no gap for the next.
pub async fn a_refused_attempt_leaves_no_audit_entry(storage: Storage) {
    note(storage.clone(), given::audit_event()).await.unwrap();
    let refused = transact(&*storage.store, "refused", |uow| {
        Box::pin(async move {
            let mut head = uow.audit().head().await?;
            for _ in 0..2 {
                let ring = given::Ring::default();
                let entry = AuditEntry::following(head.as_ref(), given::audit_event(), &ring);
                uow.audit().append(&entry).await?;
                head = uow.audit().head().await?;
                assert_eq!(head.as_ref(), Some(&entry));
            }
            Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
        })
    })
    .await;
    assert!(refused.is_err());
    assert_eq!(note(storage.clone(), given::audit_event()).await.unwrap(), 2);
    assert_sound(&storage, 2).await;
}
