use std::fmt;

use crate::shared::{Instant, Money, TextError, TextLines, text_check};

/// Who takes the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Nobody: payments of demos and tests.
    Sandbox,
    /// `PortOne`, by the older of its interfaces ("iamport").
    PortoneV1,
    /// `PortOne`.
    PortoneV2,
    /// Toss Payments.
    Toss,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 4] = [Self::Sandbox, Self::PortoneV1, Self::PortoneV2, Self::Toss];

    /// The word in paths, answers and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::PortoneV1 => "portone_v1",
            Self::PortoneV2 => "portone",
            Self::Toss => "toss",
        }
    }

    /// The provider of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == word)
    }
}

/// What a provider knows one of our attempts by: 20 letters and digits that nobody can guess.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MerchantUid(String);

impl MerchantUid {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    const LENGTH: usize = 20;

    /// A new one: a hundred bits of chance.
    pub fn mint(random: [u8; 32]) -> Self {
        let letter = |byte: &u8| {
            Self::ALPHABET
                .get(usize::from(byte & 31))
                .copied()
                .unwrap_or(b'0')
        };
        Self(
            random
                .iter()
                .take(Self::LENGTH)
                .map(letter)
                .map(char::from)
                .collect(),
        )
    }

    /// One that was stored, or that somebody claims to know.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.len() == Self::LENGTH && text.bytes().all(|byte| Self::ALPHABET.contains(&byte)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TextError::Malformed {
                expected: "the number of a payment",
            })
        }
    }

    /// The letters and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What we know a payment at a provider by: at most 200 characters of its own making.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PaymentKey(String);

impl PaymentKey {
    /// The longest, in characters.
    pub const MAX: usize = 200;

    /// Takes what the provider made, and the buyer's browser brought. Printable ASCII without blanks, for it becomes part of
    /// an address.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        text_check(text, Self::MAX, TextLines::One)?;
        if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TextError::Malformed {
                expected: "the key of a payment",
            })
        }
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PaymentKey {
    /// Whoever has it can ask a provider about the payment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentKey(…)")
    }
}

/// A payment as its provider tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPayment {
    /// Which of our attempts it says it is.
    pub merchant_uid: String,
    /// How the provider knows it.
    pub key: PaymentKey,
    /// How it stands.
    pub status: ProviderStatus,
    /// What was, or is to be, paid.
    pub amount: Money,
    /// What went back of that.
    pub cancelled: Money,
    /// Whether no real money was moved.
    pub test: bool,
    /// The number of the last transaction.
    pub transaction: Option<String>,
    /// By what it was paid, in the provider's words.
    pub method: Option<String>,
    /// Where the buyer's receipt is.
    pub receipt_url: Option<String>,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// Why it failed, in the provider's words.
    pub failure: Option<super::Failure>,
}

/// How a payment stands at its provider, in the words that all of them have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderStatus {
    /// Begun, and nothing decided: also a deposit that is waited for, and words a provider made up since.
    Pending,
    /// The money is there.
    Paid,
    /// It was there, and some of it went back.
    PartiallyCancelled,
    /// All of it went back.
    Cancelled,
    /// It was refused, or given up.
    Failed,
}
