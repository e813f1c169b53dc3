//! Where a page of a list starts, in a form that clients hand back and do not look into.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hexmart_domain::shared::{Id, Kind};

/// The first byte, so that what a cursor holds can change one day.
const VERSION: u8 = 1;

/// The cursor of the page that starts behind an id.
pub(crate) fn encode<K: Kind>(after: Id<K>) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(after.to_string().as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The id behind which the page of a cursor starts; none when it is no cursor of such a list.
pub(crate) fn decode<K: Kind>(cursor: &str) -> Option<Id<K>> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let id = bytes.strip_prefix(&[VERSION])?;
    std::str::from_utf8(id).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_domain::shared::{Product, ProductId};

    #[test]
    fn only_what_was_given_out_is_read() {
        let id: ProductId = "PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP".parse().unwrap();
        let cursor = encode(id);
        assert_eq!(decode(&cursor), Some(id));
        for wrong in [
            "",
            "1",
            "not base64!",
            &cursor[1..],
            &format!("{cursor}A"),
            &URL_SAFE_NO_PAD.encode(b"\x02PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP"),
            &URL_SAFE_NO_PAD.encode(b"\x01DISC01KAFXN1QM4C8N4R2B3M6YQ0ZP"),
        ] {
            assert_eq!(decode::<Product>(wrong), None, "{wrong}");
        }
    }
}
