//! What a provider says, as far as it is kept.

use hexmart_domain::payments::{Failure, MerchantUid, PaymentKey};
use sha2::{Digest as _, Sha256};

/// The longest code, in characters.
const CODE: usize = 64;
/// The longest message, in characters.
const MESSAGE: usize = 200;
/// The longest message of a provider to us, in bytes: real ones have some hundred.
pub(crate) const LONGEST_WEBHOOK: usize = 64 * 1024;

/// Why a provider said no, cut to what a page can show.
pub(crate) fn failure(code: &str, message: Option<&str>) -> Failure {
    Failure {
        code: self::code(code),
        message: short(message.unwrap_or_default(), MESSAGE),
    }
}

/// A code of a provider: `REJECT_CARD_COMPANY`.
pub(crate) fn code(code: &str) -> String {
    let plain = |character: &char| character.is_ascii_alphanumeric() || "_-.:".contains(*character);
    let code: String = code.chars().filter(plain).take(CODE).collect();
    if code.is_empty() {
        "refused".to_owned()
    } else {
        code
    }
}

/// A line of text of a provider.
pub(crate) fn short(text: &str, longest: usize) -> String {
    let printable = text.chars().filter(|character| !character.is_control());
    printable.take(longest).collect()
}

/// A line that may be missing, or blank.
pub(crate) fn line(text: Option<String>) -> Option<String> {
    text.map(|text| short(&text, MESSAGE))
        .filter(|text| !text.trim().is_empty())
}

/// The payment of ours that a name of a message is, if it can be one.
pub(crate) fn ours(name: &str) -> Option<String> {
    MerchantUid::parse(name).ok().map(|uid| uid.as_str().to_owned())
}

/// Whether a text can be the key of a payment.
pub(crate) fn is_key(text: &str) -> bool {
    PaymentKey::parse(text).is_ok()
}

/// A name for a message that has none of its own. Whoever sends the same bytes before the provider does can have them
/// taken for old news when they come; that is the buyer at most, for nobody else knows the name of the payment, and what
/// nobody hears of is asked about all the same.
pub(crate) fn checksum(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    digest
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_provider_says_is_cut_to_what_can_be_shown() {
        let failure = failure(
            "A B\r\n<script>",
            Some(&format!("거절\u{0}되었습니다{}", "!".repeat(500))),
        );
        assert_eq!(failure.code, "ABscript");
        assert_eq!(failure.message.chars().count(), 200);
        assert!(failure.message.starts_with("거절되었습니다!"));
        assert_eq!(code("<>"), "refused");
    }

    #[test]
    fn a_checksum_is_that_of_the_bytes() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            checksum(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
