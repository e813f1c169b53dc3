use std::sync::Arc;

use hexmart_application::platform::{
    Abort, AuditAction, AuditEntry, AuditEvent, StoreError, Vault, note, transact, write_down,
};
use hexmart_domain::identity::Fingerprint;

use crate::given;
use crate::world::{OpenVault, World};

fn event(world: &World, subject: &str, why: &str) -> AuditEvent {
    AuditEvent {
        at: world.now(),
        actor: Some(world.mint.id(world.now())),
        action: AuditAction::AccountReadFull,
        subject: subject.to_owned(),
        note: why.to_owned(),
    }
}

fn vault() -> Arc<dyn Vault> {
    Arc::new(OpenVault)
}

const NOTHING: Fingerprint = Fingerprint::from_bytes([0; 32]);

/// Whether every entry is what was written, in an unbroken chain.
fn is_sound(log: &[AuditEntry]) -> bool {
    let mut previous = NOTHING;
    (1..).zip(log).all(|(position, entry)| {
        let sound = entry.is_sound(position, previous, &OpenVault);
        previous = entry.hash;
        sound
    })
}

#[tokio::test]
async fn entries_that_are_written_at_once_are_one_chain() {
    let world = World::new();
    let writers = (0..9).map(|number| {
        let event = event(&world, &format!("subject {number}"), "why");
        async { write_down(&*world.ports.store, event, &vault()).await.unwrap() }
    });
    futures_util::future::join_all(writers).await;
    let log = world.audit().await;
    assert_eq!(log.len(), 9);
    assert!(is_sound(&log));
    let subjects: std::collections::BTreeSet<_> = log.iter().map(|entry| &entry.event.subject).collect();
    assert_eq!(subjects.len(), 9);
}

#[tokio::test]
async fn whatever_is_changed_in_a_chain_shows() {
    let world = World::new();
    for subject in ["a", "b", "c"] {
        let event = event(&world, subject, "why");
        write_down(&*world.ports.store, event, &vault()).await.unwrap();
    }
    let log = world.audit().await;
    assert!(is_sound(&log));
    let tampering: [fn(&mut AuditEntry); 7] = [
        |entry| entry.event.at += given::TICK,
        |entry| entry.event.actor = None,
        |entry| entry.event.action = AuditAction::RoleChanged,
        |entry| entry.event.subject.push('x'),
        |entry| entry.event.note.clear(),
        |entry| entry.position += 1,
        |entry| entry.previous = NOTHING,
    ];
    for (number, tamper) in tampering.into_iter().enumerate() {
        let mut log = log.clone();
        tamper(&mut log[1]);
        assert!(!is_sound(&log), "change {number}");
    }
    // Left out, put in twice, put elsewhere, and begun later.
    assert!(!is_sound(&[log[0].clone(), log[2].clone()]));
    assert!(!is_sound(&[log[0].clone(), log[0].clone(), log[1].clone()]));
    assert!(!is_sound(&[log[1].clone(), log[0].clone(), log[2].clone()]));
    assert!(!is_sound(&log[1..]));
}

#[tokio::test]
async fn no_two_events_read_alike() {
    let world = World::new();
    let at = world.now();
    let entry = |subject: &str, why: &str| {
        let event = AuditEvent {
            at,
            actor: None,
            ..event(&world, subject, why)
        };
        AuditEntry::following(None, event, &OpenVault).hash
    };
    assert_ne!(entry("ab", "c"), entry("a", "bc"));
    assert_ne!(entry("a:b", "c"), entry("a", "b:c"));
    assert_ne!(entry("1:a", ""), entry("", "1:a"));
    assert_eq!(entry("a", "b"), entry("a", "b"));
}

#[tokio::test]
async fn what_was_refused_is_not_written_down() {
    let world = World::new();
    let event = event(&world, "a", "why");
    let answer: Result<(), StoreError> = transact(&*world.ports.store, "refused", move |uow| {
        let event = event.clone();
        Box::pin(async move {
            note(uow, event, &OpenVault).await?;
            Err(Abort::Refused(StoreError::backend("no")))
        })
    })
    .await;
    assert!(answer.is_err());
    assert!(world.audit().await.is_empty());
}
