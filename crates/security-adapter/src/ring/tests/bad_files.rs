//! Files that are no key ring, or none that anybody should trust.

use std::error::Error;

use super::*;

/// The file of a new ring after a change, and why it is refused.
fn refusal(change: impl FnOnce(&mut Value)) -> KeyRingError {
    let (_folder, file) = folder();
    opened(&file);
    let mut value = json(&file);
    change(&mut value);
    put(&file, &value.to_string());
    let error = KeyRing::open(&file).unwrap_err();
    let text = fs::read_to_string(&file).unwrap();
    assert_silent(&error, &text);
    error
}

/// No secret of the file is in the error, nor in what caused it.
fn assert_silent(error: &KeyRingError, file: &str) {
    let mut said = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        said = format!("{said} {error} {error:?}");
        cause = error.source();
    }
    let words =
        file.split(|character: char| !character.is_alphanumeric() && character != '-' && character != '_');
    for secret in words.filter(|word| word.len() >= 20) {
        assert!(!said.contains(secret), "{said}");
    }
}

fn weak(change: impl FnOnce(&mut Value)) -> (KeyKind, usize, Weakness) {
    match refusal(change) {
        KeyRingError::Weak { kind, place, why } => (kind, place, why),
        other => panic!("{other}"),
    }
}

fn misnamed(change: impl FnOnce(&mut Value)) -> (KeyKind, usize) {
    match refusal(change) {
        KeyRingError::Misnamed { kind, place } => (kind, place),
        other => panic!("{other}"),
    }
}

fn encoded(bytes: &[u8]) -> Value {
    use base64::Engine as _;
    json!(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

fn drawn() -> Value {
    json!(*Secret::draw().unwrap().encode())
}

/// One more entry like the first, with a secret of its own.
fn doubled(list: &mut Value) {
    let mut entry = list[0].clone();
    entry["secret"] = drawn();
    list.as_array_mut().unwrap().push(entry);
}

#[test]
fn weak_secrets_are_refused() {
    let typed = (KeyKind::Index, 1, Weakness::Typed);
    assert_eq!(weak(|file| file["index_key"] = encoded(&[0; 32])), typed);
    assert_eq!(
        weak(|file| file["index_key"] = encoded(b"abababababababababababababababab")),
        typed
    );
    assert_eq!(
        weak(|file| file["index_key"] = encoded(b"change-me-01234567890-abcdefghij")),
        typed
    );
    assert_eq!(
        weak(|file| file["index_key"] = encoded(b"my-SECRET-for-the-shop-012345678")),
        typed
    );
    for bytes in [0, 16, 31, 33, 64] {
        let long: Vec<u8> = (0..bytes).collect();
        let why = Weakness::Length { bytes: long.len() };
        let found = weak(|file| file["token_keys"][0]["secret"] = encoded(&long));
        assert_eq!(found, (KeyKind::Token, 1, why));
    }
    for text in [
        "not base64!",
        "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=",
        "비밀",
    ] {
        let found = weak(|file| file["field_keys"][0]["secret"] = json!(text));
        assert_eq!(found, (KeyKind::Field, 1, Weakness::Encoding));
    }
    let reused = weak(|file| file["field_keys"][0]["secret"] = file["token_keys"][0]["secret"].clone());
    assert_eq!(reused, (KeyKind::Field, 1, Weakness::Reused));
    let reused = weak(|file| file["token_keys"][0]["secret"] = file["index_key"].clone());
    assert_eq!(reused, (KeyKind::Token, 1, Weakness::Reused));
}

#[test]
fn names_are_plain_and_lead_to_one_key() {
    let long = "k".repeat(65);
    for kid in ["", "../../etc/passwd", "1' OR '1'='1", "a b", "키", "a\n", &long] {
        let found = misnamed(|file| file["token_keys"][0]["kid"] = json!(kid));
        assert_eq!(found, (KeyKind::Token, 1), "{kid}");
    }
    assert_eq!(
        misnamed(|file| doubled(&mut file["token_keys"])),
        (KeyKind::Token, 2)
    );
    assert_eq!(
        misnamed(|file| doubled(&mut file["field_keys"])),
        (KeyKind::Field, 2)
    );
    let backwards = misnamed(|file| {
        doubled(&mut file["field_keys"]);
        file["field_keys"][1]["id"] = json!(0);
    });
    assert_eq!(backwards, (KeyKind::Field, 2));
}

#[test]
fn a_ring_has_a_key_of_every_kind() {
    for (list, kind) in [("token_keys", KeyKind::Token), ("field_keys", KeyKind::Field)] {
        let error = refusal(|file| file[list] = json!([]));
        assert!(matches!(error, KeyRingError::Incomplete { kind: missing } if missing == kind));
    }
    let error = refusal(|file| drop(file.as_object_mut().unwrap().remove("index_key")));
    assert!(matches!(error, KeyRingError::Malformed { .. }));
}

#[test]
fn what_is_no_key_ring_is_refused() {
    // The secret stands where serde would quote it.
    let error = refusal(|file| file["field_keys"][0]["id"] = file["index_key"].clone());
    assert!(
        matches!(error, KeyRingError::Malformed { line: 1, column: 2.. }),
        "{error}"
    );
    let error = refusal(|file| {
        let misplaced = file["index_key"].as_str().unwrap().to_owned();
        file[misplaced] = json!(1);
    });
    assert!(matches!(error, KeyRingError::Malformed { .. }), "{error}");
    let error = refusal(|file| file["field_keys"][0]["id"] = json!(1_u64 << 32));
    assert!(matches!(error, KeyRingError::Malformed { .. }), "{error}");
    let error = refusal(|file| *file = json!([]));
    assert!(matches!(error, KeyRingError::Malformed { .. }), "{error}");
    let error = refusal(|file| file["format"] = json!(2));
    assert!(
        matches!(error, KeyRingError::Format { found: 2, known: 1 }),
        "{error}"
    );

    let (folder, file) = folder();
    private(folder.path(), 0o700);
    let error = KeyRing::open(folder.path()).unwrap_err();
    assert!(matches!(error, KeyRingError::File(_)), "{error}");
    let nowhere = folder.path().join("none").join("shop.keys");
    let error = KeyRing::open_or_create(nowhere, noon()).unwrap_err();
    assert!(matches!(error, KeyRingError::File(_)), "{error}");
    fs::write(&file, [0xFF; 40]).unwrap();
    private(&file, 0o600);
    assert!(matches!(
        KeyRing::open(&file),
        Err(KeyRingError::Malformed { .. })
    ));
    assert!(
        KeyRing::open_or_create(&file, noon()).is_err(),
        "never written over"
    );
    assert_eq!(fs::read(&file).unwrap(), [0xFF; 40]);
}

#[test]
fn the_last_number_is_the_last_key() {
    let (_folder, file) = folder();
    opened(&file);
    let mut value = json(&file);
    value["field_keys"][0]["id"] = json!(u32::MAX);
    put(&file, &value.to_string());
    let error = KeyRing::open(&file).unwrap().add_field_key(noon()).unwrap_err();
    assert!(matches!(error, KeyRingError::Exhausted), "{error}");
}

fn private(file: &Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_that_others_have_a_right_to_is_refused() {
    let (_folder, file) = folder();
    let ring = opened(&file);
    for mode in [0o604, 0o640, 0o620, 0o602, 0o644, 0o601, 0o666] {
        private(&file, mode);
        let error = KeyRing::open(&file).unwrap_err();
        assert!(
            matches!(error, KeyRingError::Exposed { mode: found } if found == mode),
            "{error}"
        );
        assert!(error.to_string().contains("chmod 600"));
        assert!(ring.add_token_key(noon()).is_err());
    }
    for mode in [0o600, 0o400] {
        private(&file, mode);
        assert!(KeyRing::open(&file).is_ok());
    }
}
