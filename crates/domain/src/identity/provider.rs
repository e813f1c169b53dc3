use super::Fingerprint;
use crate::shared::{Instant, UserId};

/// Somebody else who knows people: an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// 카카오.
    Kakao,
    /// 네이버.
    Naver,
    /// Google.
    Google,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 3] = [Self::Kakao, Self::Naver, Self::Google];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kakao => "kakao",
            Self::Naver => "naver",
            Self::Google => "google",
        }
    }

    /// The provider of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == word)
    }
}

/// That an account is somebody at a provider. Known by the provider's own id for them (its hash here), never by an e-mail
/// address: those change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedIdentity {
    /// Where.
    pub provider: Provider,
    /// The hash of the provider's id for them.
    pub subject: Fingerprint,
    /// Who they are here.
    pub account: UserId,
    /// Since when.
    pub linked_at: Instant,
}
