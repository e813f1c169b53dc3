use crate::shared::{Instant, ProductId, UserId};

/// One edit of a product, as its history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductChange {
    /// Of which product.
    pub product: ProductId,
    /// The version it made.
    pub version: i64,
    /// Who made it; none when the shop did by itself.
    pub actor: Option<UserId>,
    /// When.
    pub changed_at: Instant,
    /// What it changed, at least one thing.
    pub fields: Vec<FieldChange>,
}

/// What became of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which, by its name in the API.
    pub field: &'static str,
    /// What it was before, as text; shortened to [`FieldChange::LONGEST`] characters.
    pub from: String,
    /// What it is since, likewise.
    pub to: String,
}

impl FieldChange {
    /// The most characters of a value that are kept.
    pub const LONGEST: usize = 1_000;
    /// Every field there is.
    pub const FIELDS: [&'static str; 11] = [
        "name",
        "description",
        "price",
        "discount",
        "sku",
        "category",
        "tags",
        "attributes",
        "variants",
        "pictures",
        "state",
    ];

    /// What became of a field; none when it is as before.
    pub fn between(field: &'static str, from: &str, to: &str) -> Option<Self> {
        (from != to).then(|| Self {
            field,
            from: shortened(from),
            to: shortened(to),
        })
    }

    /// The field of a stored word.
    pub fn field_of(word: &str) -> Option<&'static str> {
        Self::FIELDS.into_iter().find(|field| *field == word)
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= FieldChange::LONGEST {
        return text.to_owned();
    }
    text.chars().take(FieldChange::LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_no_change() {
        assert_eq!(FieldChange::between("name", "a", "a"), None);
        let change = FieldChange::between("description", "", &"가".repeat(1_001)).unwrap();
        assert_eq!(change.to.chars().count(), 1_000);
        assert!(change.to.ends_with('…'));
        assert_eq!(
            FieldChange::between("name", "", &"가".repeat(1_000)).unwrap().to,
            "가".repeat(1_000)
        );
    }
}
