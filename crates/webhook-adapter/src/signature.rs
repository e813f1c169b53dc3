use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The header by which a receiver knows who sent a message: HMAC-SHA256 with each key, the newest first.
pub(crate) fn signatures<'k>(keys: impl IntoIterator<Item = &'k [u8]>, content: &str) -> String {
    let signed = keys.into_iter().filter_map(|key| {
        // There is no key that HMAC does not take.
        let keyed = Hmac::<Sha256>::new_from_slice(key).ok()?;
        let mac = keyed.chain_update(content.as_bytes()).finalize();
        Some(format!("v1,{}", STANDARD.encode(mac.into_bytes())))
    });
    signed.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_domain::webhooks::signed_content;

    /// The one that Standard Webhooks tests its own libraries with.
    const KEY: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIME: i64 = 1_614_265_330;
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn sign(key: &[u8], id: &str, time: i64, body: &str) -> String {
        signatures([key], &signed_content(id, time, body))
    }

    #[test]
    fn a_signature_is_what_the_standard_says() {
        let key = STANDARD.decode(KEY).unwrap();
        assert_eq!(sign(&key, ID, TIME, BODY), SIGNATURE);
    }

    #[test]
    fn whatever_is_changed_changes_the_signature() {
        let key = STANDARD.decode(KEY).unwrap();
        let mut other = key.clone();
        other[0] ^= 1;
        for tampered in [
            sign(&other, ID, TIME, BODY),
            sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJeK", TIME, BODY),
            sign(&key, ID, TIME + 1, BODY),
            sign(&key, ID, TIME, r#"{"test":2432232314}"#),
            sign(&key, ID, TIME, r#"{"test": 2432232315}"#),
            sign(&key, "", TIME, BODY),
        ] {
            assert_ne!(tampered, SIGNATURE);
        }
    }

    #[test]
    fn every_live_key_signs() {
        let key = STANDARD.decode(KEY).unwrap();
        let both = signatures([&[7; 32], &key[..]], &signed_content(ID, TIME, BODY));
        let (new, old) = both.split_once(' ').unwrap();
        assert_eq!(old, SIGNATURE);
        assert!(new.starts_with("v1,") && new != old);
    }
}
