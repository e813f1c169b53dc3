use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{FieldChange, ProductChange};
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key};
use crate::schema::product_changes;

/// An edit in a product's history.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = product_changes, treat_none_as_default_value = false)]
pub(crate) struct ChangeRow {
    pub(crate) product_id: Key,
    pub(crate) version: i64,
    pub(crate) actor_id: Option<Key>,
    pub(crate) changed_at: At,
    pub(crate) fields: String,
}

impl ChangeRow {
    pub(crate) fn new(change: &ProductChange) -> Result<Self, StoreError> {
        Ok(Self {
            product_id: change.product.into(),
            version: change.version,
            actor_id: change.actor.map(Key::from),
            changed_at: At(change.changed_at),
            fields: close_fields(&change.fields)?,
        })
    }
}

/// What became of one field, in `product_changes.fields`. [`field_needle`] relies on the order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldDocument {
    field: String,
    from: String,
    to: String,
}

/// The stored form of what an edit changed.
pub(crate) fn close_fields(fields: &[FieldChange]) -> Result<String, StoreError> {
    let documents: Vec<_> = fields
        .iter()
        .map(|change| FieldDocument {
            field: change.field.to_owned(),
            from: change.from.clone(),
            to: change.to.clone(),
        })
        .collect();
    serde_json::to_string(&documents).map_err(StoreError::backend)
}

/// What an edit changed, of its stored form.
pub(crate) fn open_fields(stored: &str) -> Result<Vec<FieldChange>, StoreError> {
    let corrupt = |what: String| StoreError::corrupt("product_changes", what);
    let documents: Vec<FieldDocument> =
        serde_json::from_str(stored).map_err(|error| corrupt(error.to_string()))?;
    documents
        .into_iter()
        .map(|FieldDocument { field, from, to }| {
            let known =
                FieldChange::field_of(&field).ok_or_else(|| corrupt(format!("an unknown field {field}")))?;
            Ok(FieldChange {
                field: known,
                from,
                to,
            })
        })
        .collect()
}

/// What the stored form contains if, and only if, this field was changed: a quotation mark within a value has a
/// backslash before it.
pub(crate) fn field_needle(field: &str) -> String {
    format!(r#"{{"field":"{field}","#)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(field: &'static str, to: &str) -> FieldChange {
        FieldChange::between(field, "", to).unwrap()
    }

    #[test]
    fn a_history_reads_back_and_is_found_by_its_fields() {
        let needle = field_needle("price");
        let stored = close_fields(&[
            change("name", &format!("{needle} \"사과\"")),
            change("tags", "price"),
        ]);
        let stored = stored.unwrap();
        assert!(!stored.contains(&needle), "{stored}");
        assert_eq!(open_fields(&stored).unwrap()[1], change("tags", "price"));
        let stored = close_fields(&[change("name", "a"), change("price", "1 KRW")]).unwrap();
        assert!(stored.contains(&needle), "{stored}");
    }

    #[test]
    fn what_nobody_wrote_is_corrupt() {
        for stored in ["", "{}", r#"[{"field":"colour","from":"","to":"red"}]"#] {
            assert!(
                matches!(open_fields(stored), Err(StoreError::Corrupt { .. })),
                "{stored}"
            );
        }
    }
}
