//! The two languages that problems are told in.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, AcceptLanguage, Header, Preference};
use hexmart_domain::shared::Language;

/// What the caller asked for; English when that is neither or nothing, since programs ask for nothing.
pub(crate) fn asked_for(request: &HttpRequest) -> Language {
    if !request.headers().contains_key(ACCEPT_LANGUAGE) {
        return Language::English;
    }
    let ranked = AcceptLanguage::parse(request).map(|accepted| accepted.ranked());
    ranked
        .unwrap_or_default()
        .iter()
        .find_map(|preference| match preference {
            Preference::Specific(tag) => Language::from_tag(&tag.primary_language().to_ascii_lowercase()),
            Preference::Any => Some(Language::English),
        })
        .unwrap_or(Language::English)
}

/// The same sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    english: Cow<'static, str>,
    korean: Cow<'static, str>,
}

impl Phrase {
    /// A sentence that is known beforehand.
    pub(crate) const fn fixed(english: &'static str, korean: &'static str) -> Self {
        Self {
            english: Cow::Borrowed(english),
            korean: Cow::Borrowed(korean),
        }
    }

    /// A sentence with something in it.
    pub(crate) const fn new(english: String, korean: String) -> Self {
        Self {
            english: Cow::Owned(english),
            korean: Cow::Owned(korean),
        }
    }

    /// Words that programs know, and that are therefore never translated.
    pub(crate) fn untranslated(words: &str) -> Self {
        Self::new(words.to_owned(), words.to_owned())
    }

    /// The sentence with what it is about before it.
    pub(crate) fn about(&self, subject: &str) -> Self {
        Self::new(
            format!("{subject} {}", self.english),
            format!("{subject}: {}", self.korean),
        )
    }

    pub(crate) fn told_in(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Korean => &self.korean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_most_wanted_language_that_there_is_wins() {
        for (wanted, expected) in [
            ("ko", Language::Korean),
            ("ko-KR,ko;q=0.9,en;q=0.8", Language::Korean),
            ("en;q=0.5, ko;q=0.9", Language::Korean),
            ("de, ko;q=0.1", Language::Korean),
            ("en-GB, ko;q=0.9", Language::English),
            ("*", Language::English),
            ("de", Language::English),
            ("", Language::English),
            (";;;,q=9", Language::English),
        ] {
            let request = TestRequest::default()
                .insert_header((ACCEPT_LANGUAGE, wanted))
                .to_http_request();
            assert_eq!(asked_for(&request), expected, "{wanted}");
        }
        assert_eq!(
            asked_for(&TestRequest::default().to_http_request()),
            Language::English
        );
    }
}
