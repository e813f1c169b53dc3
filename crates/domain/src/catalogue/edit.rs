use thiserror::Error;

use super::{
    Attribute, AttributeValue, Description, FieldChange, Lifecycle, OptionGroup, Price, Product, ProductName,
    Sku, Tag, Variant,
};
use crate::shared::{CategoryId, Instant};

/// What is to be different about a product. What is none stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductEdit {
    /// What it is called.
    pub name: Option<ProductName>,
    /// What there is to say about it.
    pub description: Option<Description>,
    /// What one piece costs.
    pub price: Option<Price>,
    /// The SKU of its first variant.
    pub sku: Option<Sku>,
    /// Where it hangs in the tree; `Some(None)` takes it off.
    pub category: Option<Option<CategoryId>>,
    /// Words it shares with others, all of them.
    pub tags: Option<Vec<Tag>>,
    /// What can be compared, all of it.
    pub attributes: Option<Vec<Attribute>>,
    /// What can be chosen and what is sold, all of it; both are checked by [`arrange`](super::arrange).
    pub matrix: Option<(Vec<OptionGroup>, Vec<Variant>)>,
    /// What is decided about it.
    pub lifecycle: Option<Lifecycle>,
}

/// Who edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editor {
    /// The shop's staff.
    Staff,
    /// The seller whose product it is.
    Owner,
}

/// Why a product stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EditError {
    /// A seller blocks nothing, and puts nothing back that was blocked.
    #[error("only the shop's staff blocks products and puts them back")]
    StaffOnly,
    /// What was thrown away can be restored, but not edited.
    #[error("a deleted product can only be restored")]
    Deleted,
    /// Another currency than the product's.
    #[error("a product has one currency")]
    Currency,
}

impl ProductEdit {
    /// An edit of nothing but what is decided about the product.
    pub fn to(lifecycle: Lifecycle) -> Self {
        Self {
            lifecycle: Some(lifecycle),
            ..Self::default()
        }
    }
}

impl Product {
    /// The product after an edit, with what it changed; none when it changes nothing.
    ///
    /// What was deleted comes back by an edit to [`Lifecycle::Private`] and nothing else, so that nothing is for sale again
    /// before somebody has looked at it.
    pub fn edit(
        &self,
        edit: ProductEdit,
        editor: Editor,
        now: Instant,
    ) -> Result<Option<(Self, Vec<FieldChange>)>, EditError> {
        self.admit(&edit, editor)?;
        let mut next = self.clone();
        let ProductEdit {
            name,
            description,
            price,
            sku,
            category,
            tags,
            attributes,
            matrix,
            lifecycle,
        } = edit;
        replace(&mut next.name, name);
        replace(&mut next.description, description);
        replace(&mut next.price, price);
        replace(&mut next.category, category);
        replace(&mut next.tags, tags);
        replace(&mut next.attributes, attributes);
        replace(&mut next.lifecycle, lifecycle);
        if let Some((options, variants)) = matrix {
            (next.options, next.variants) = (options, variants);
        }
        if let (Some(first), Some(sku)) = (next.variants.first_mut(), sku) {
            first.sku = sku;
        }
        Ok(next.succeeding(self, now))
    }

    /// This product as the next version of `before`, with what differs; none when nothing does.
    pub fn succeeding(mut self, before: &Self, now: Instant) -> Option<(Self, Vec<FieldChange>)> {
        let changes = differences(before, &self);
        if changes.is_empty() {
            return None;
        }
        self.version = before.version + 1;
        self.updated_at = now;
        Some((self, changes))
    }

    fn admit(&self, edit: &ProductEdit, editor: Editor) -> Result<(), EditError> {
        let only_restored = *edit == ProductEdit::to(Lifecycle::Private);
        if self.lifecycle == Lifecycle::Deleted && !only_restored {
            return Err(EditError::Deleted);
        }
        if let Some(to) = edit.lifecycle
            && editor == Editor::Owner
            && to != self.lifecycle
            && (to == Lifecycle::Blocked || self.lifecycle == Lifecycle::Blocked)
        {
            return Err(EditError::StaffOnly);
        }
        let currency = self.price.money().currency();
        let variants = edit
            .matrix
            .iter()
            .flat_map(|(_, variants)| variants)
            .filter_map(|variant| variant.price);
        if edit
            .price
            .into_iter()
            .chain(variants)
            .any(|price| price.money().currency() != currency)
        {
            return Err(EditError::Currency);
        }
        Ok(())
    }
}

fn replace<T>(value: &mut T, by: Option<T>) {
    if let Some(by) = by {
        *value = by;
    }
}

/// What differs between two versions, as a history tells it.
fn differences(before: &Product, after: &Product) -> Vec<FieldChange> {
    let texts = |product: &Product| {
        let price = product.price.money();
        [
            ("name", product.name.as_str().to_owned()),
            ("description", product.description.as_str().to_owned()),
            (
                "price",
                format!("{} {}", price.amount().normalize(), price.currency().code()),
            ),
            ("discount", discount_text(product)),
            (
                "sku",
                product
                    .principal()
                    .map(|first| first.sku.as_str().to_owned())
                    .unwrap_or_default(),
            ),
            (
                "category",
                product
                    .category
                    .map(|category| category.to_string())
                    .unwrap_or_default(),
            ),
            (
                "tags",
                joined(product.tags.iter().map(|tag| tag.as_str().to_owned())),
            ),
            (
                "attributes",
                joined(product.attributes.iter().map(attribute_text)),
            ),
            ("variants", matrix_text(product)),
            ("pictures", pictures_text(product)),
            ("state", product.lifecycle.as_str().to_owned()),
        ]
    };
    let (before, after) = (texts(before), texts(after));
    before
        .iter()
        .zip(&after)
        .filter_map(|((field, from), (_, to))| FieldChange::between(field, from, to))
        .collect()
}

/// The share and the day it ends.
fn discount_text(product: &Product) -> String {
    product.discount.map_or_else(String::new, |terms| {
        let share = terms.percentage.get().normalize();
        format!(
            "{share} % from {} until {}",
            terms.starts_at.to_rfc3339(),
            terms.ends_at.to_rfc3339()
        )
    })
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("; ")
}

fn attribute_text(attribute: &Attribute) -> String {
    let value = match &attribute.value {
        AttributeValue::Text(text) => text.as_str().to_owned(),
        AttributeValue::Number(number) => number.normalize().to_string(),
        AttributeValue::Flag(flag) => flag.to_string(),
    };
    format!("{}: {value}", attribute.name.as_str())
}

/// Options and variants; nothing for a product that is its only variant.
fn matrix_text(product: &Product) -> String {
    if product.options.is_empty() {
        return String::new();
    }
    let values = |group: &OptionGroup| {
        group
            .values
            .iter()
            .map(super::OptionValue::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let groups = product
        .options
        .iter()
        .map(|group| format!("{} = {}", group.name.as_str(), values(group)));
    let variants = product.variants.iter().map(|variant| {
        let choice: Vec<_> = variant.values.iter().map(super::OptionValue::as_str).collect();
        let price = variant
            .price
            .map(|price| format!(" at {}", price.money().amount().normalize()));
        format!(
            "{} ({}){}",
            variant.sku.as_str(),
            choice.join(", "),
            price.unwrap_or_default()
        )
    });
    joined(groups.chain(variants))
}

fn pictures_text(product: &Product) -> String {
    joined(product.pictures.iter().map(|picture| {
        let alt = picture.alt.as_ref().map(|alt| format!(" ({})", alt.as_str()));
        format!("{}{}", picture.id, alt.unwrap_or_default())
    }))
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
