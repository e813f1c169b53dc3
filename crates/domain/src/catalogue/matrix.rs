//! Options and the variants they make.

use thiserror::Error;

use super::{Price, Sku};
use crate::shared::{ItemId, Quantity, text_value};

text_value! {
    /// What can be chosen: "Size", "색상".
    OptionName, max 50, One
}

text_value! {
    /// One of the choices: "XL", "빨강".
    OptionValue, max 100, One
}

/// Something to choose, and the choices in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionGroup {
    /// What is chosen.
    pub name: OptionName,
    /// The choices.
    pub values: Vec<OptionValue>,
}

/// A sellable unit of a product: one choice of each option. It has a stock ledger of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// What is stocked.
    pub item: ItemId,
    /// Under which number.
    pub sku: Sku,
    /// The choices, in the order of the options; empty for a product without any.
    pub values: Vec<OptionValue>,
    /// What one piece costs, if not what the product does.
    pub price: Option<Price>,
}

/// A variant as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantDraft {
    /// Under which number: an existing variant with this SKU is the one that is meant.
    pub sku: Sku,
    /// The choices, in the order of the options.
    pub values: Vec<OptionValue>,
    /// What one piece costs, if not what the product does.
    pub price: Option<Price>,
    /// Pieces a new variant starts with; an existing one keeps its stock.
    pub stock: Quantity,
}

/// Why options and variants do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MatrixError {
    /// More options than [`OptionGroup::MOST`].
    #[error("at most {} options", OptionGroup::MOST)]
    TooManyOptions,
    /// Two options with one name.
    #[error("each option once")]
    OptionTwice {
        /// The place of the second one, from 0.
        option: usize,
    },
    /// No choice at all, more than [`OptionGroup::MOST_VALUES`], or one of them twice.
    #[error("an option has 1 to {} different values", OptionGroup::MOST_VALUES)]
    Values {
        /// The place of the option, from 0.
        option: usize,
    },
    /// A product has 1 to [`Variant::MOST`] variants, and without options exactly one.
    #[error(
        "a product has 1 to {} variants, and exactly one without options",
        Variant::MOST
    )]
    Count,
    /// A variant that does not choose one value of each option.
    #[error("a variant chooses one value of each option")]
    NotAChoice {
        /// The place of the variant, from 0.
        variant: usize,
    },
    /// Two variants that choose the same.
    #[error("two variants choose the same")]
    SameChoice {
        /// The place of the second one, from 0.
        variant: usize,
    },
    /// Two variants with one SKU.
    #[error("two variants have the same SKU")]
    SameSku {
        /// The place of the second one, from 0.
        variant: usize,
    },
    /// A variant in another currency than the product.
    #[error("a product has one currency")]
    Currency {
        /// The place of the variant, from 0.
        variant: usize,
    },
}

impl OptionGroup {
    /// The most options a product has.
    pub const MOST: usize = 5;
    /// The most values an option has.
    pub const MOST_VALUES: usize = 100;
}

impl Variant {
    /// The most variants a product has. Combinations nobody sells need not be among them.
    pub const MOST: usize = 1_000;
}

/// Checks that drafts are variants of these options: each chooses one value of every option, none chooses what another
/// chose, and no SKU comes twice.
pub fn arrange(options: &[OptionGroup], drafts: &[VariantDraft]) -> Result<(), MatrixError> {
    check_options(options)?;
    let count_is_right = if options.is_empty() {
        drafts.len() == 1
    } else {
        (1..=Variant::MOST).contains(&drafts.len())
    };
    if !count_is_right {
        return Err(MatrixError::Count);
    }
    let mut choices = std::collections::HashSet::new();
    let mut skus = std::collections::HashSet::new();
    for (variant, draft) in drafts.iter().enumerate() {
        let fits = draft.values.len() == options.len()
            && draft
                .values
                .iter()
                .zip(options)
                .all(|(value, option)| option.values.contains(value));
        if !fits {
            return Err(MatrixError::NotAChoice { variant });
        }
        let choice: Vec<_> = draft.values.iter().map(OptionValue::as_str).collect();
        if !choices.insert(choice) {
            return Err(MatrixError::SameChoice { variant });
        }
        if !skus.insert(draft.sku.key()) {
            return Err(MatrixError::SameSku { variant });
        }
    }
    Ok(())
}

fn check_options(options: &[OptionGroup]) -> Result<(), MatrixError> {
    if options.len() > OptionGroup::MOST {
        return Err(MatrixError::TooManyOptions);
    }
    for (option, group) in options.iter().enumerate() {
        if options.iter().take(option).any(|other| other.name == group.name) {
            return Err(MatrixError::OptionTwice { option });
        }
        let different: std::collections::HashSet<_> = group.values.iter().map(OptionValue::as_str).collect();
        let all = group.values.len();
        if all == 0 || all > OptionGroup::MOST_VALUES || different.len() != all {
            return Err(MatrixError::Values { option });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, values: &[&str]) -> OptionGroup {
        OptionGroup {
            name: OptionName::parse(name).unwrap(),
            values: values
                .iter()
                .map(|value| OptionValue::parse(*value).unwrap())
                .collect(),
        }
    }

    fn draft(sku: &str, values: &[&str]) -> VariantDraft {
        VariantDraft {
            sku: Sku::parse(sku).unwrap(),
            values: values
                .iter()
                .map(|value| OptionValue::parse(*value).unwrap())
                .collect(),
            price: None,
            stock: Quantity::default(),
        }
    }

    #[test]
    fn variants_choose_one_value_of_each_option() {
        let options = [group("색상", &["빨강", "파랑"]), group("크기", &["S", "L"])];
        let good = [draft("a", &["빨강", "S"]), draft("b", &["파랑", "L"])];
        assert_eq!(arrange(&options, &good), Ok(()));
        for (bad, error) in [
            (
                vec![draft("a", &["빨강"])],
                MatrixError::NotAChoice { variant: 0 },
            ),
            (
                vec![draft("a", &["S", "빨강"])],
                MatrixError::NotAChoice { variant: 0 },
            ),
            (
                vec![draft("a", &["빨강", "S"]), draft("b", &["빨강", "S"])],
                MatrixError::SameChoice { variant: 1 },
            ),
            (
                vec![draft("a", &["빨강", "S"]), draft("A", &["빨강", "L"])],
                MatrixError::SameSku { variant: 1 },
            ),
            (vec![], MatrixError::Count),
        ] {
            assert_eq!(arrange(&options, &bad), Err(error));
        }
    }

    #[test]
    fn a_product_without_options_has_one_variant() {
        assert_eq!(arrange(&[], &[draft("a", &[])]), Ok(()));
        assert_eq!(
            arrange(&[], &[draft("a", &[]), draft("b", &[])]),
            Err(MatrixError::Count)
        );
    }

    #[test]
    fn options_and_their_values_differ() {
        let one = [draft("a", &["x"])];
        assert_eq!(
            arrange(&[group("o", &["x", "x"])], &one),
            Err(MatrixError::Values { option: 0 })
        );
        assert_eq!(
            arrange(&[group("o", &[])], &one),
            Err(MatrixError::Values { option: 0 })
        );
        let twice = [group("o", &["x"]), group("o", &["y"])];
        assert_eq!(arrange(&twice, &one), Err(MatrixError::OptionTwice { option: 1 }));
    }
}
