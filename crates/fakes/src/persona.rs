use hexmart_domain::identity::Provider;

/// Somebody who signs in. The same person comes back each time, with the same id at a provider and the same address at
/// all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persona {
    /// Has an address that the provider proved.
    Verified,
    /// Keeps the address back.
    NoEmail,
    /// Has an address that the provider took on trust.
    UnverifiedEmail,
    /// Somebody else with a proved address.
    Second,
    /// Does not agree to sign in.
    Refuses,
    /// Agrees, but then the provider's token endpoint says nothing.
    Hang,
    /// Agrees, but then the provider's token endpoint is broken: Kakao's answers 500, Naver's a page, Google's half an
    /// answer.
    Breaks,
}

impl Persona {
    /// Every persona.
    pub const ALL: [Self; 7] = [
        Self::Verified,
        Self::NoEmail,
        Self::UnverifiedEmail,
        Self::Second,
        Self::Refuses,
        Self::Hang,
        Self::Breaks,
    ];

    /// The word in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::NoEmail => "no-email",
            Self::UnverifiedEmail => "unverified-email",
            Self::Second => "second",
            Self::Refuses => "refuses",
            Self::Hang => "hang",
            Self::Breaks => "breaks",
        }
    }

    /// The persona of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|persona| persona.as_str() == word)
    }

    /// What they call themselves.
    pub const fn nickname(self) -> &'static str {
        match self {
            Self::Verified => "김민지",
            Self::NoEmail => "박지우",
            Self::UnverifiedEmail => "최하준",
            Self::Second => "이서준",
            Self::Refuses => "정수빈",
            Self::Hang => "강도윤",
            Self::Breaks => "조예은",
        }
    }

    /// Their address; none when they keep it back.
    pub const fn email(self) -> Option<&'static str> {
        match self {
            Self::Verified => Some("minji.kim@example.com"),
            Self::NoEmail => None,
            Self::UnverifiedEmail => Some("hajun.choi@example.com"),
            Self::Second => Some("seojun.lee@example.com"),
            Self::Refuses => Some("subin.jung@example.com"),
            Self::Hang => Some("doyun.kang@example.com"),
            Self::Breaks => Some("yeeun.cho@example.com"),
        }
    }

    /// Whether Kakao and Google say that the address is theirs. Naver never says.
    pub const fn email_is_verified(self) -> bool {
        !matches!(self, Self::NoEmail | Self::UnverifiedEmail)
    }

    /// A provider's id for them.
    pub fn subject(self, provider: Provider) -> String {
        let number = self.number();
        match provider {
            Provider::Kakao => number.to_string(),
            Provider::Naver => format!("nv-{number}-Zk3uV0mQ8yRw5sXc2aTd7fGh1jLp6bNe"),
            Provider::Google => format!("10000000000{number}"),
        }
    }

    /// Kakao's id for them, on which the others build.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Verified => 4_100_000_001,
            Self::NoEmail => 4_100_000_002,
            Self::UnverifiedEmail => 4_100_000_003,
            Self::Second => 4_100_000_004,
            Self::Refuses => 4_100_000_005,
            Self::Hang => 4_100_000_006,
            Self::Breaks => 4_100_000_007,
        }
    }

    /// What happens when they are chosen, in Korean and English.
    pub(crate) const fn description(self) -> (&'static str, &'static str) {
        match self {
            Self::Verified => ("인증된 이메일", "with a verified e-mail address"),
            Self::NoEmail => ("이메일 제공 안 함", "without an e-mail address"),
            Self::UnverifiedEmail => ("인증되지 않은 이메일", "with an unverified e-mail address"),
            Self::Second => ("또 다른 인증된 사용자", "another verified person"),
            Self::Refuses => ("동의하지 않음", "does not agree"),
            Self::Hang => ("제공자가 응답하지 않음", "the provider never answers"),
            Self::Breaks => ("제공자가 고장 남", "the provider is broken"),
        }
    }
}
