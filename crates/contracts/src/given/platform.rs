//! Messages, runs of jobs, entries of the audit log, requests that were carried out, and a vault.

use std::sync::atomic::{AtomicU8, Ordering};

use hexmart_application::platform::{
    AuditAction, AuditEvent, CompletedRequest, JobRun, Lane, OutboxMessage, Place, REMEMBERED, RequestKey,
    Sealed, StoredAnswer, Vault, VaultError,
};
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::shared::UserId;

use super::{count, id, now};

/// A message about an account.
pub fn message(about: UserId) -> OutboxMessage {
    OutboxMessage {
        id: id(),
        aggregate: about.as_uuid().into_bytes(),
        topic: "notification",
        payload: r#"{"to":"ann@example.com","text":"안녕하세요 👋 \"'\\"}"#.to_owned(),
        written_at: now(),
    }
}

/// The lane of [`message`].
pub fn lane() -> Lane {
    Lane {
        topics: &["notification", "another_topic"],
        spared: Vec::new(),
    }
}

/// Something that somebody did.
pub fn audit_event() -> AuditEvent {
    AuditEvent {
        at: now(),
        actor: Some(id()),
        action: AuditAction::AccountReadFull,
        subject: id::<hexmart_domain::shared::User>().to_string(),
        note: "분실 신고 확인 📞 'quoted' \\".to_owned(),
    }
}

/// A request of this key that was carried out, and is remembered for fifteen days.
pub fn completed_request(scope: &str, key: &str) -> CompletedRequest {
    CompletedRequest {
        key: RequestKey {
            scope: scope.to_owned(),
            key: key.to_owned(),
            fingerprint: [7; 16],
        },
        answer: StoredAnswer {
            status: 201,
            headers: vec![
                ("location".to_owned(), "/orders/가".to_owned()),
                ("etag".to_owned(), "\"1\"".to_owned()),
            ],
            body: r#"{"name":"홍길동 👋 \"'\\","total":12900.50}"#.to_owned(),
        },
        completed_at: now(),
        keep_until: now() + REMEMBERED,
    }
}

/// A run of a job that dealt with three things.
pub fn job_run(job: &str) -> JobRun {
    JobRun {
        job: job.to_owned(),
        began_at: now(),
        ended_at: now() + super::TICK,
        done: Some(3),
    }
}

/// A vault for tests of storage: it keeps the promises of [`Vault`], except that anybody could open it.
///
/// Sealed texts are unreadable to those who look for the clear text, open in their own place alone, and tell which
/// key sealed them.
#[derive(Debug, Default)]
pub struct Ring {
    newest: AtomicU8,
}

impl Ring {
    /// Puts another key in use for sealing. What was sealed before still opens.
    pub fn turn(&self) {
        self.newest.fetch_add(1, Ordering::SeqCst);
    }
}

/// Where the text begins: behind the key, the nonce, and the tag.
const HEAD: usize = 1 + 8 + 8;

impl Vault for Ring {
    fn seal(&self, place: Place, clear: &[u8]) -> Result<Sealed, VaultError> {
        let key = self.newest.load(Ordering::SeqCst);
        let nonce = count().to_be_bytes();
        let mut sealed = vec![key];
        sealed.extend(nonce);
        sealed.extend(tag(key, nonce, place, clear));
        sealed.extend(masked(key, nonce, clear));
        Ok(Sealed(sealed))
    }

    fn open(&self, place: Place, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        let (head, text) = sealed.0.split_at_checked(HEAD).ok_or(VaultError::Broken)?;
        if head[0] > self.newest.load(Ordering::SeqCst) {
            return Err(VaultError::UnknownKey);
        }
        let nonce = std::array::from_fn(|byte| head[1 + byte]);
        let clear = masked(head[0], nonce, text);
        if tag(head[0], nonce, place, &clear) == head[9..] {
            Ok(clear)
        } else {
            Err(VaultError::Broken)
        }
    }

    fn is_current(&self, sealed: &Sealed) -> bool {
        sealed.0.first() == Some(&self.newest.load(Ordering::SeqCst))
    }

    fn fingerprint(&self, purpose: &str, text: &[u8]) -> Fingerprint {
        let parts = (0..4).flat_map(|part| digest(&[&[part], purpose.as_bytes(), text]));
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        Fingerprint::from_bytes(bytes)
    }
}

fn tag(key: u8, nonce: [u8; 8], place: Place, clear: &[u8]) -> [u8; 8] {
    let (table, column) = (place.table.as_bytes(), place.column.as_bytes());
    digest(&[&[key], &nonce, table, column, &place.row, clear])
}

fn masked(key: u8, nonce: [u8; 8], text: &[u8]) -> Vec<u8> {
    let blocks = (0_u64..).flat_map(|block| digest(&[&[key], &nonce, &block.to_be_bytes()]));
    text.iter().zip(blocks).map(|(byte, mask)| byte ^ mask).collect()
}

/// FNV-1a over the parts and their lengths, stirred: no two tests meet by chance, and no attacker is kept out.
fn digest(parts: &[&[u8]]) -> [u8; 8] {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.len().to_be_bytes().iter().chain(*part) {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    state ^= state >> 32;
    state = state.wrapping_mul(0xd6e8_feb8_6659_fd93);
    (state ^ (state >> 32)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place {
        table: "accounts",
        column: "email",
        row: [7; 16],
    };

    #[test]
    fn the_ring_keeps_the_promises_of_a_vault() {
        let ring = Ring::default();
        let sealed = ring.seal(PLACE, b"ann@example.com").unwrap();
        assert_ne!(sealed, ring.seal(PLACE, b"ann@example.com").unwrap());
        ring.turn();
        assert!(!ring.is_current(&sealed));
        assert!(ring.is_current(&ring.seal(PLACE, b"").unwrap()));
        assert_eq!(ring.open(PLACE, &sealed).unwrap(), b"ann@example.com");

        let elsewhere = Place {
            row: [8; 16],
            ..PLACE
        };
        assert_eq!(ring.open(elsewhere, &sealed), Err(VaultError::Broken));
        for byte in 1..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[byte] ^= 1;
            assert_eq!(ring.open(PLACE, &changed), Err(VaultError::Broken), "{byte}");
        }
    }

    #[test]
    fn fingerprints_differ_by_purpose_and_text() {
        let ring = Ring::default();
        let print = ring.fingerprint("audit", b"text");
        assert_eq!(print, ring.fingerprint("audit", b"text"));
        assert_ne!(print, ring.fingerprint("code", b"text"));
        assert_ne!(print, ring.fingerprint("audit", b"tex"));
    }
}
