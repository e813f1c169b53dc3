//! What a provider says about somebody, as far as it can be taken.

use hexmart_domain::identity::Email;

use crate::errors::Outage;

/// The longest id of a person, in bytes: what OIDC allows.
const LONGEST_SUBJECT: usize = 255;

/// An id that can stand for somebody for ever.
pub(crate) fn subject(text: String) -> Result<String, Outage> {
    let sound =
        (1..=LONGEST_SUBJECT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if sound {
        Ok(text)
    } else {
        Err(Outage::Nonsense("no id of a person"))
    }
}

/// An address that the provider proved; one that is no address is none.
pub(crate) fn email(text: Option<&str>, proved: bool) -> Option<Email> {
    text.filter(|_| proved).and_then(|text| Email::parse(text).ok())
}

/// A name, unless it is blank.
pub(crate) fn nickname(text: Option<String>) -> Option<String> {
    let name = text?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_visible_and_there() {
        assert!(subject("1".repeat(255)).is_ok());
        for bad in ["", " ", "a b", "a\n", "가", &"1".repeat(256)] {
            assert!(subject(bad.to_owned()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn only_a_proved_address_counts() {
        assert!(email(Some("a@b.co"), true).is_some());
        assert!(email(Some("a@b.co"), false).is_none());
        assert!(email(Some("nobody"), true).is_none());
        assert!(email(None, true).is_none());
    }

    #[test]
    fn a_blank_name_is_none() {
        assert_eq!(nickname(Some(" 민지 ".to_owned())), Some("민지".to_owned()));
        assert_eq!(nickname(Some(" \n".to_owned())), None);
    }
}
