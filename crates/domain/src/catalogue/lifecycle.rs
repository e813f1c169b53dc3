/// What somebody decided about a product. Whether it is sold out is nobody's decision: see [`ProductState`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lifecycle {
    /// To be bought, as long as there is stock.
    OnSale,
    /// Not made any more: everybody sees it, nobody can buy it.
    Discontinued,
    /// Seen by nobody but its seller and the shop's staff.
    Private,
    /// Taken out by the shop's staff, and for them alone to put back.
    Blocked,
    /// Thrown away, and restorable.
    Deleted,
}

impl Lifecycle {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::OnSale,
        Self::Discontinued,
        Self::Private,
        Self::Blocked,
        Self::Deleted,
    ];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnSale => "on_sale",
            Self::Discontinued => "discontinued",
            Self::Private => "private",
            Self::Blocked => "blocked",
            Self::Deleted => "deleted",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lifecycle| lifecycle.as_str() == word)
    }

    /// Whether lists and searches show it to everybody.
    pub const fn is_listed(self) -> bool {
        matches!(self, Self::OnSale)
    }

    /// Whether everybody may look at it who knows where it is.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::OnSale | Self::Discontinued)
    }
}

/// How a product stands, decisions and stock together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProductState {
    /// To be bought.
    OnSale,
    /// It would be, but not a piece is left.
    SoldOut,
    /// See [`Lifecycle::Discontinued`].
    Discontinued,
    /// See [`Lifecycle::Private`].
    Private,
    /// See [`Lifecycle::Blocked`].
    Blocked,
    /// See [`Lifecycle::Deleted`].
    Deleted,
}

impl ProductState {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::OnSale,
        Self::SoldOut,
        Self::Discontinued,
        Self::Private,
        Self::Blocked,
        Self::Deleted,
    ];

    /// How a product stands that is in stock or is not. Nothing but being on sale can be sold out: stock that comes back
    /// revives nothing that somebody took away.
    pub const fn of(lifecycle: Lifecycle, in_stock: bool) -> Self {
        match lifecycle {
            Lifecycle::OnSale if in_stock => Self::OnSale,
            Lifecycle::OnSale => Self::SoldOut,
            Lifecycle::Discontinued => Self::Discontinued,
            Lifecycle::Private => Self::Private,
            Lifecycle::Blocked => Self::Blocked,
            Lifecycle::Deleted => Self::Deleted,
        }
    }

    /// The decision and, where it matters, the stock that make this state.
    pub const fn parts(self) -> (Lifecycle, Option<bool>) {
        match self {
            Self::OnSale => (Lifecycle::OnSale, Some(true)),
            Self::SoldOut => (Lifecycle::OnSale, Some(false)),
            Self::Discontinued => (Lifecycle::Discontinued, None),
            Self::Private => (Lifecycle::Private, None),
            Self::Blocked => (Lifecycle::Blocked, None),
            Self::Deleted => (Lifecycle::Deleted, None),
        }
    }

    /// The word that is answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnSale => "on_sale",
            Self::SoldOut => "sold_out",
            Self::Discontinued => "discontinued",
            Self::Private => "private",
            Self::Blocked => "blocked",
            Self::Deleted => "deleted",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_revives_nothing_that_was_taken_away() {
        for lifecycle in [
            Lifecycle::Discontinued,
            Lifecycle::Private,
            Lifecycle::Blocked,
            Lifecycle::Deleted,
        ] {
            assert_eq!(
                ProductState::of(lifecycle, true),
                ProductState::of(lifecycle, false)
            );
        }
        assert_eq!(ProductState::of(Lifecycle::OnSale, false), ProductState::SoldOut);
    }

    #[test]
    fn a_state_comes_apart_into_what_makes_it() {
        for state in ProductState::ALL {
            let (lifecycle, in_stock) = state.parts();
            assert_eq!(ProductState::of(lifecycle, in_stock.unwrap_or(true)), state);
            assert_eq!(ProductState::from_word(state.as_str()), Some(state));
        }
    }
}
