//! Who calls, and what they may do.

use std::fmt;

use super::AccountState;
use crate::shared::{ApiKeyId, SessionId, UserId};

/// What an account may do in the shop. Selling is not a role: it follows from an approved application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Buys.
    User,
    /// Runs warehouses and the stock.
    Operator,
    /// Runs the catalogue, prices and people.
    Staff,
    /// Runs the shop.
    Admin,
}

impl Role {
    /// Every role, from the least to the most allowed.
    pub const ALL: [Self; 4] = [Self::User, Self::Operator, Self::Staff, Self::Admin];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Operator => "operator",
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether the holder works for the shop, so that a change of their rights must be felt at once.
    pub const fn is_employed(self) -> bool {
        match self {
            Self::User => false,
            Self::Operator | Self::Staff | Self::Admin => true,
        }
    }
}

/// Something an API key may be allowed to do, beside reading what is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Products, made and changed.
    CatalogueWrite,
    /// Stock, changed.
    StockWrite,
    /// Discounts and coupons, made.
    PricingWrite,
    /// The own account, read.
    AccountRead,
    /// Accounts and applications of others, read as staff.
    PeopleRead,
    /// Orders and payments, read: one's own, those of what one sells, as staff all.
    OrdersRead,
    /// Orders, placed and moved on.
    OrdersWrite,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 7] = [
        Self::CatalogueWrite,
        Self::StockWrite,
        Self::PricingWrite,
        Self::AccountRead,
        Self::PeopleRead,
        Self::OrdersRead,
        Self::OrdersWrite,
    ];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CatalogueWrite => "catalogue:write",
            Self::StockWrite => "stock:write",
            Self::PricingWrite => "pricing:write",
            Self::AccountRead => "account:read",
            Self::PeopleRead => "people:read",
            Self::OrdersRead => "orders:read",
            Self::OrdersWrite => "orders:write",
        }
    }

    /// The scope of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    const fn bit(self) -> u8 {
        match self {
            Self::CatalogueWrite => 1,
            Self::StockWrite => 2,
            Self::PricingWrite => 4,
            Self::AccountRead => 8,
            Self::PeopleRead => 16,
            Self::OrdersRead => 32,
            Self::OrdersWrite => 64,
        }
    }
}

/// A set of scopes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// Whether the set holds the scope.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes of the set, in their order.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }

    /// The words, with blanks between them.
    pub fn to_words(self) -> String {
        let words: Vec<_> = self.iter().map(Scope::as_str).collect();
        words.join(" ")
    }

    /// The set of words with blanks between them; none when a word is unknown.
    pub fn from_words(words: &str) -> Option<Self> {
        words.split_whitespace().map(Scope::from_word).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// With what a caller proved to be themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// An access token of this session.
    Session(SessionId),
    /// An API key, which may do no more than its scopes.
    ApiKey(ApiKeyId, Scopes),
}

/// Who is calling, as far as it was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// Whether they proved their e-mail address, and are welcome.
    pub state: AccountState,
    /// How it was proved.
    pub credential: Credential,
}

impl Principal {
    /// The session, when there is one: a machine has none.
    pub const fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(session) => Some(session),
            Credential::ApiKey(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_word("root"), None);
        let scopes: Scopes = [Scope::PeopleRead, Scope::StockWrite].into_iter().collect();
        assert_eq!(scopes.to_words(), "stock:write people:read");
        assert_eq!(Scopes::from_words(&scopes.to_words()), Some(scopes));
        assert_eq!(Scopes::from_words("stock:write root"), None);
        assert_eq!(Scopes::from_words(""), Some(Scopes::default()));
    }

    #[test]
    fn no_two_scopes_are_the_same_bit() {
        let all: Scopes = Scope::ALL.into_iter().collect();
        assert_eq!(all.iter().count(), Scope::ALL.len());
        for scope in Scope::ALL {
            assert_eq!(Scopes::from_iter([scope]).iter().collect::<Vec<_>>(), [scope]);
        }
    }
}
