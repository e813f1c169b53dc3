use rust_decimal::Decimal;
use thiserror::Error;

use crate::shared::text_value;

text_value! {
    /// What is said about a product: "Colour", "무게".
    AttributeName, max 50, One
}

text_value! {
    /// What is said of it, in words.
    AttributeText, max 255, One
}

/// Something about a product that can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// What.
    pub name: AttributeName,
    /// How it is.
    pub value: AttributeValue,
}

/// How it is, by type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeValue {
    /// In words.
    Text(AttributeText),
    /// In figures; exact.
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
}

/// Why attributes do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttributesError {
    /// More than [`Attribute::MOST`].
    #[error("at most {} attributes", Attribute::MOST)]
    TooMany,
    /// Two with one name.
    #[error("each attribute once")]
    Twice {
        /// The place of the second one, from 0.
        place: usize,
    },
}

impl Attribute {
    /// The most a product has.
    pub const MOST: usize = 50;
}

/// Checks that there are not too many attributes, and none of them twice.
pub fn check_attributes(attributes: &[Attribute]) -> Result<(), AttributesError> {
    if attributes.len() > Attribute::MOST {
        return Err(AttributesError::TooMany);
    }
    let again = |place: &usize| {
        let (before, rest) = attributes.split_at(*place);
        rest.first()
            .is_some_and(|this| before.iter().any(|other| other.name == this.name))
    };
    match (0..attributes.len()).find(again) {
        Some(place) => Err(AttributesError::Twice { place }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_said_once() {
        let attribute = |name: &str| Attribute {
            name: AttributeName::parse(name).unwrap(),
            value: AttributeValue::Flag(true),
        };
        assert_eq!(check_attributes(&[attribute("a"), attribute("b")]), Ok(()));
        assert_eq!(
            check_attributes(&[attribute("a"), attribute("b"), attribute("a")]),
            Err(AttributesError::Twice { place: 2 })
        );
        let many: Vec<_> = (0..=Attribute::MOST)
            .map(|number| attribute(&number.to_string()))
            .collect();
        assert_eq!(check_attributes(&many), Err(AttributesError::TooMany));
    }
}
