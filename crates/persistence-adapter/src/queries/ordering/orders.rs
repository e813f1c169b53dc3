use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey, Vault};
use hexmart_domain::ordering::{Order, OrderChange, OrderEvent};
use hexmart_domain::shared::{CartId, OrderId};

use super::super::{lost, violated_key};
use super::{Conn, classify, insert_order, update_order};
use crate::columns::Key;
use crate::rows::{LineRow, OrderRow, OrderRows, open_orders};
use crate::schema::{order_lines, orders};

/// See [`OrderRepository::add`](hexmart_application::ordering::OrderRepository::add).
pub(super) async fn add(
    conn: &mut Conn,
    order: &Order,
    events: &[OrderEvent],
    vault: &dyn Vault,
) -> Result<(), StoreError> {
    let rows = OrderRows::seal(order, events, vault)?;
    insert_order(conn, rows).await.map_err(taken)
}

/// Which key is taken is in the message alone: SQLite names the column, MySQL and MariaDB the key.
fn taken(error: Error) -> StoreError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            StoreError::Duplicate(match violated_key(information.message()) {
                "cart_id" | "orders_cart" => UniqueKey::CartOrder,
                "number" | "orders_number" => UniqueKey::OrderNumber,
                _id => UniqueKey::Id,
            })
        }
        other => classify(other),
    }
}

/// See [`OrderRepository::find`](hexmart_application::ordering::OrderRepository::find).
pub(super) async fn order(
    conn: &mut Conn,
    id: OrderId,
    vault: &dyn Vault,
) -> Result<Option<Order>, StoreError> {
    let rows: Vec<(OrderRow, LineRow)> = orders::table
        .inner_join(order_lines::table.on(order_lines::order_id.eq(orders::id)))
        .filter(orders::id.eq(Key::from(id)))
        .select((OrderRow::as_select(), LineRow::as_select()))
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(open_orders(rows, vault)?.pop())
}

/// See [`OrderRepository::of_cart`](hexmart_application::ordering::OrderRepository::of_cart).
pub(super) async fn of_cart(conn: &mut Conn, cart: CartId) -> Result<Option<OrderId>, StoreError> {
    let order: Option<Key> = orders::table
        .filter(orders::cart_id.eq(Key::from(cart)))
        .select(orders::id)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(order.map(Key::id))
}

/// See [`OrderRepository::save`](hexmart_application::ordering::OrderRepository::save).
pub(super) async fn save(conn: &mut Conn, change: &OrderChange, vault: &dyn Vault) -> Result<(), StoreError> {
    let rows = OrderRows::seal(&change.order, &change.events, vault)?;
    update_order(conn, rows).await.map_err(lost)
}
