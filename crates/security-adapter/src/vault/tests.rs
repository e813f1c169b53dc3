use std::path::Path;

use hexmart_domain::shared::Instant;

use super::*;

const PLACE: Place = Place {
    table: "accounts",
    column: "email",
    row: [7; 16],
};

fn noon() -> Instant {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn vault() -> KeyVault {
    KeyVault::new(Arc::new(KeyRing::ephemeral(noon()).unwrap()))
}

fn on(file: &Path) -> KeyVault {
    KeyVault::new(Arc::new(KeyRing::open_or_create(file, noon()).unwrap().0))
}

/// Numbers that look random and come again in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }
}

#[test]
fn what_is_sealed_opens_in_its_place() {
    let vault = vault();
    for clear in [&b""[..], b"ann@example.com", &[0; 10_000], "서울시".as_bytes()] {
        let sealed = vault.seal(PLACE, clear).unwrap();
        assert_eq!(vault.open(PLACE, &sealed).unwrap(), clear);
        assert_eq!(sealed.0.len(), 1 + 4 + 12 + clear.len() + 16);
        assert_eq!(sealed.0[..5], [1, 0, 0, 0, 1]);
    }
}

#[test]
fn sealing_twice_gives_different_bytes() {
    let vault = vault();
    let mut nonces: Vec<Vec<u8>> = (0..2_000)
        .map(|_| vault.seal(PLACE, b"ann@example.com").unwrap().0[5..17].to_vec())
        .collect();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 2_000);
}

#[test]
fn no_bit_can_be_flipped() {
    let vault = vault();
    let sealed = vault.seal(PLACE, b"ann@example.com").unwrap();
    for place in 0..sealed.0.len() {
        for bit in 0..8 {
            let mut bent = sealed.clone();
            bent.0[place] ^= 1 << bit;
            assert!(vault.open(PLACE, &bent).is_err(), "byte {place}, bit {bit}");
        }
    }
}

#[test]
fn ten_thousand_tricks_open_nothing() {
    let vault = vault();
    vault.ring.add_field_key(noon()).unwrap();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..10_000 {
        let clear: Vec<u8> = (0..numbers.below(40))
            .map(|byte| u8::try_from(byte).unwrap())
            .collect();
        let mut sealed = vault.seal(PLACE, &clear).unwrap();
        let mut place = PLACE;
        let len = sealed.0.len();
        match round % 5 {
            0 => sealed.0[numbers.below(len)] ^= 1 << numbers.below(8),
            1 => sealed.0.truncate(numbers.below(len)),
            2 => sealed.0.push(u8::try_from(numbers.below(256)).unwrap()),
            3 => place.row[numbers.below(16)] ^= 1 << numbers.below(8),
            // The number of the other key, which is in the ring, too.
            _ => sealed.0[4] = 1,
        }
        assert!(vault.open(place, &sealed).is_err(), "round {round}");
    }
}

#[test]
fn a_sealed_text_opens_nowhere_else() {
    let vault = vault();
    let sealed = vault.seal(PLACE, b"ann@example.com").unwrap();
    let table = Place {
        table: "addresses",
        ..PLACE
    };
    let column = Place {
        column: "phone",
        ..PLACE
    };
    let row = Place {
        row: [8; 16],
        ..PLACE
    };
    let moved = Place {
        table: "account",
        column: "semail",
        ..PLACE
    };
    for other in [table, column, row, moved] {
        assert_eq!(vault.open(other, &sealed), Err(VaultError::Broken), "{other:?}");
    }
}

#[test]
fn another_shops_key_opens_nothing() {
    let sealed = vault().seal(PLACE, b"ann@example.com").unwrap();
    assert_eq!(vault().open(PLACE, &sealed), Err(VaultError::Broken));
}

#[test]
fn an_older_key_still_opens_and_is_not_current() {
    let vault = vault();
    let before = vault.seal(PLACE, b"ann@example.com").unwrap();
    assert!(vault.is_current(&before));
    vault.ring.add_field_key(noon()).unwrap();
    let after = vault.seal(PLACE, b"ann@example.com").unwrap();
    assert!(!vault.is_current(&before));
    assert!(vault.is_current(&after));
    assert!(!vault.is_current(&Sealed(Vec::new())));
    assert_eq!(vault.open(PLACE, &before).unwrap(), b"ann@example.com");

    vault.ring.retire_field_key(1).unwrap();
    assert_eq!(vault.open(PLACE, &before), Err(VaultError::UnknownKey));
    assert_eq!(vault.open(PLACE, &after).unwrap(), b"ann@example.com");
}

#[test]
fn a_key_that_another_process_added_opens_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.keys");
    let (one, other) = (on(&file), on(&file));
    one.ring.add_field_key(noon()).unwrap();
    let sealed = one.seal(PLACE, b"ann@example.com").unwrap();
    assert_eq!(sealed.0[..5], [1, 0, 0, 0, 2]);
    assert_eq!(other.open(PLACE, &sealed).unwrap(), b"ann@example.com");
    assert!(other.is_current(&sealed));
}

#[test]
fn fingerprints_are_hmacs_that_stay_the_same() {
    let elsewhere = vault().fingerprint("email", b"ann@example.com");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.keys");
    let vault = on(&file);
    let first = vault.fingerprint("email", b"ann@example.com");
    let mut expected = Hmac::<Sha256>::new_from_slice(vault.ring.keys().index.reveal()).unwrap();
    expected.update(b"\0\0\0\0\0\0\0\x05emailann@example.com");
    assert_eq!(first.as_bytes()[..], expected.finalize().into_bytes()[..]);

    vault.ring.add_field_key(noon()).unwrap();
    vault.ring.retire_field_key(1).unwrap();
    assert_eq!(on(&file).fingerprint("email", b"ann@example.com"), first);
    assert_ne!(vault.fingerprint("phone", b"ann@example.com"), first);
    assert_ne!(vault.fingerprint("emaila", b"nn@example.com"), first);
    assert_ne!(vault.fingerprint("email", b"ann@example.co"), first);
    assert_ne!(elsewhere, first);
}

#[test]
fn nothing_secret_is_printed() {
    assert_eq!(format!("{:?}", vault()), "KeyVault(…)");
}
