use crate::shared::{CategoryId, Instant, Language, text_value};

text_value! {
    /// What a category is called in one language.
    CategoryLabel, max 100, One
}

/// What a category is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryName {
    /// In Korean, and wherever there is no other.
    pub ko: CategoryLabel,
    /// In English.
    pub en: Option<CategoryLabel>,
}

impl CategoryName {
    /// The name in a language, or the nearest there is.
    pub fn in_language(&self, language: Language) -> &CategoryLabel {
        match (language, &self.en) {
            (Language::English, Some(english)) => english,
            _ => &self.ko,
        }
    }
}

/// A place in the catalogue's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Which.
    pub id: CategoryId,
    /// Below which; none for a root.
    pub parent: Option<CategoryId>,
    /// Its place among its siblings, from 0, without gaps.
    pub position: i64,
    /// What it is called.
    pub name: CategoryName,
    /// When it was planted.
    pub created_at: Instant,
}
