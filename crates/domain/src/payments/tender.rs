/// By what something was paid, and goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tender {
    /// Money, by the provider.
    Provider,
    /// Points, from the buyer's wallet.
    Points,
}

impl Tender {
    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Points => "points",
        }
    }

    /// The tender of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Provider, Self::Points]
            .into_iter()
            .find(|tender| tender.as_str() == word)
    }
}
