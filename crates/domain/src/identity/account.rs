use super::{CustomsCode, Email, Introduction, Nickname, PasswordHash, Phone, RealName, Role};
use crate::shared::{Instant, Language, UserId};

/// Where an account is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountState {
    /// Signed up, but the e-mail address is not proved. May sign in and prove it; gone after two days.
    Unverified,
    /// Proved, and welcome.
    Active,
    /// Asleep, by wish or after a long absence. Cannot sign in until a code woke it.
    Dormant,
    /// Erased by its owner or by staff. Staff can restore it for a while.
    Deleted,
}

impl AccountState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Unverified, Self::Active, Self::Dormant, Self::Deleted];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "UNVERIFIED",
            Self::Active => "ACTIVE",
            Self::Dormant => "DORMANT",
            Self::Deleted => "DELETED",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether somebody in this state may sign in and stay signed in.
    pub const fn may_sign_in(self) -> bool {
        match self {
            Self::Unverified | Self::Active => true,
            Self::Dormant | Self::Deleted => false,
        }
    }
}

/// What is known about the person behind an account. Never stored in clear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalData {
    /// Where mail reaches them, and what they sign in with. None for those who came through a provider without one.
    pub email: Option<Email>,
    /// A number that was proved by a code.
    pub phone: Option<Phone>,
    /// The name in their papers.
    pub real_name: Option<RealName>,
    /// What customs knows them by.
    pub customs_code: Option<CustomsCode>,
}

/// Somebody known to the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: UserId,
    /// The person behind it.
    pub personal: PersonalData,
    /// What others see.
    pub nickname: Nickname,
    /// What they say about themselves, in public.
    pub introduction: Option<Introduction>,
    /// How they prove to be themselves; none for those who only sign in through a provider.
    pub password: Option<PasswordHash>,
    /// What they may do.
    pub role: Role,
    /// Where in its life it is.
    pub state: AccountState,
    /// What the shop writes to them in.
    pub language: Language,
    /// Counts the occasions on which all tokens lost their worth: sign-out everywhere, new password, new role.
    pub token_version: i64,
    /// Counts changes; the optimistic lock. 1 when new.
    pub version: i64,
    /// Since when.
    pub created_at: Instant,
    /// When it changed last.
    pub updated_at: Instant,
    /// When somebody last signed in, or came back with a refresh token; the latter to the day.
    pub last_sign_in_at: Option<Instant>,
    /// When a mail warned of dormancy; none once somebody signed in again.
    pub dormancy_notice_at: Option<Instant>,
    /// When it was erased.
    pub deleted_at: Option<Instant>,
}

impl Account {
    /// The account after a change at `now`: one version on.
    #[must_use]
    pub fn changed(mut self, now: Instant) -> Self {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
        self
    }

    /// Makes every token that was ever given out worthless.
    #[must_use]
    pub fn with_tokens_revoked(mut self) -> Self {
        self.token_version = self.token_version.saturating_add(1);
        self
    }

    /// The account of somebody who proved the e-mail address, or woke up.
    #[must_use]
    pub fn activated(mut self) -> Self {
        self.state = AccountState::Active;
        self.dormancy_notice_at = None;
        self
    }

    /// The account asleep, with no token left that works.
    #[must_use]
    pub fn asleep(mut self) -> Self {
        self.state = AccountState::Dormant;
        self.with_tokens_revoked()
    }

    /// The account erased, with no token left that works. Its data stays for as long as staff may restore it.
    #[must_use]
    pub fn erased(mut self, now: Instant) -> Self {
        self.state = AccountState::Deleted;
        self.deleted_at = Some(now);
        self.with_tokens_revoked()
    }

    /// The erased account back again: active when its address had been proved, and with nobody signed in.
    #[must_use]
    pub fn restored(mut self) -> Self {
        self.state = AccountState::Active;
        self.deleted_at = None;
        self
    }

    /// The erased account without anything that tells whose it was. The id stays, for orders and ledgers to point at.
    #[must_use]
    pub fn anonymised(mut self, nickname: Nickname) -> Self {
        self.personal = PersonalData::default();
        self.nickname = nickname;
        self.introduction = None;
        self.password = None;
        self
    }
}
