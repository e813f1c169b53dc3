use super::WalletEntry;

/// An account of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerAccount {
    /// What the shop owes to those who hold points.
    Wallets,
    /// What the shop gave away to bring people back.
    Marketing,
    /// What came in for points that were bought.
    Cash,
    /// What was paid by points for orders.
    Sales,
    /// What the shop owed to its sellers.
    Sellers,
    /// Fees of the subscription.
    Subscriptions,
    /// What campaigns hold.
    Funding,
    /// What employees gave and took.
    Adjustments,
    /// What nobody used in time.
    Expired,
}

impl LedgerAccount {
    /// Every account.
    pub const ALL: [Self; 9] = [
        Self::Wallets,
        Self::Marketing,
        Self::Cash,
        Self::Sales,
        Self::Sellers,
        Self::Subscriptions,
        Self::Funding,
        Self::Adjustments,
        Self::Expired,
    ];

    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wallets => "wallets",
            Self::Marketing => "marketing",
            Self::Cash => "cash",
            Self::Sales => "sales",
            Self::Sellers => "sellers",
            Self::Subscriptions => "subscriptions",
            Self::Funding => "funding",
            Self::Adjustments => "adjustments",
            Self::Expired => "expired",
        }
    }

    /// The account of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|account| account.as_str() == word)
    }
}

/// One half of an entry in the books. All halves together are zero, at every commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Where it is booked.
    pub account: LedgerAccount,
    /// Points that the account gained (positive) or gave (negative).
    pub amount: i64,
}

impl WalletEntry {
    /// The two halves of the entry: that of the wallet, then that of the shop.
    pub const fn postings(&self) -> [Posting; 2] {
        [
            Posting {
                account: LedgerAccount::Wallets,
                amount: self.amount,
            },
            Posting {
                account: self.kind.contra(),
                amount: -self.amount,
            },
        ]
    }
}
