//! What stock events change about products: statements that follow the events in the text that brings them.

use super::script::{ROWS, ids};
use crate::columns::{At, to_text};
use crate::rows::Crossing;

/// Counts the chains that crossed zero, and feeds their products.
///
/// The products are locked by a statement of their own, in the order of their ids, so that two who cross cannot lock each
/// other out, and the one after it sees which variants they have by then.
pub(super) fn statements(crossings: &[Crossing], at: At) -> Vec<String> {
    let mut statements = Vec::new();
    for some in crossings.chunks(ROWS) {
        let items: Vec<_> = some.iter().map(|crossing| crossing.item).collect();
        let changes: Vec<_> = some
            .iter()
            .map(|crossing| {
                format!(
                    "SELECT {} AS item_id, {} AS chains",
                    crossing.item.literal(),
                    crossing.chains
                )
            })
            .collect();
        statements.push(format!(
            "SELECT 1 FROM variants JOIN products ON products.id = variants.product_id \
             WHERE variants.item_id IN ({}) ORDER BY products.id FOR UPDATE",
            ids(&items)
        ));
        statements.push(format!(
            "UPDATE products JOIN (SELECT variants.product_id, SUM(crossed.chains) AS chains FROM ({}) AS crossed \
             JOIN variants ON variants.item_id = crossed.item_id GROUP BY variants.product_id) AS counted \
             ON counted.product_id = products.id SET products.stocked = products.stocked + counted.chains",
            changes.join(" UNION ALL ")
        ));
    }
    // One by one: of a statement whose rows are not known beforehand the server takes more positions than it needs.
    statements.extend(crossings.iter().map(|crossing| {
        format!(
            "INSERT INTO catalogue_feed (product_id, added_at) SELECT product_id, '{}' FROM variants WHERE item_id = {}",
            to_text(at.0),
            crossing.item.literal()
        )
    }));
    statements
}
