//! What stock events change about products: statements that follow the events in the text that brings them.

use super::script::{ROWS, ids};
use crate::columns::{At, Key, to_text};
use crate::rows::{Crossings, RAN_LOW};

/// Counts the chains that can be sold and crossed zero, and feeds the products of which something can be had now and could
/// not before, or the opposite, and those that ran low.
///
/// The products are locked by a statement of their own, in the order of their ids, so that two who cross cannot lock each
/// other out, and those after it see which variants they have by then, and which of their chains can be sold.
pub(super) fn statements(crossings: &Crossings, at: At) -> Vec<String> {
    let at = to_text(at.0);
    let mut statements = Vec::new();
    for some in crossings.chains.chunks(ROWS) {
        let items: Vec<_> = some.iter().map(|crossing| crossing.item).collect();
        statements.push(format!(
            "SELECT 1 FROM variants JOIN products ON products.id = variants.product_id \
             WHERE variants.item_id IN ({}) ORDER BY products.id FOR UPDATE",
            ids(&items)
        ));
    }
    // One by one: of a statement whose rows are not known beforehand the server takes more positions than it needs.
    for crossing in &crossings.chains {
        let [item, location] = [crossing.item, crossing.location].map(Key::literal);
        let crossed = format!(
            "variants JOIN stock_chains ON stock_chains.item_id = variants.item_id \
             AND stock_chains.location_id = {location} AND stock_chains.sellable \
             JOIN products ON products.id = variants.product_id"
        );
        let (change, stocked) = if crossing.began { ("+", 1) } else { ("-", 0) };
        statements.push(format!(
            "UPDATE {crossed} SET products.stocked = products.stocked {change} 1 WHERE variants.item_id = {item}"
        ));
        statements.push(format!(
            "INSERT INTO catalogue_feed (product_id, added_at) SELECT products.id, '{at}' FROM {crossed} \
             WHERE variants.item_id = {item} AND products.stocked = {stocked}"
        ));
    }
    statements.extend(crossings.low.iter().map(|item| {
        let item = item.literal();
        format!(
            "INSERT INTO catalogue_feed (product_id, added_at, what, item_id) \
             SELECT product_id, '{at}', '{RAN_LOW}', item_id FROM variants WHERE item_id = {item}"
        )
    }));
    statements
}
