use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::identity::AddressRepository;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::AddressBook;
use hexmart_domain::shared::UserId;

use super::pricing::{chain_taken, duplicate};
use super::{Conn, Transaction, classify, guarded};
use crate::columns::Key;
use crate::rows::{AddressRow, BookRow, open_book, seal_addresses};
use crate::schema::{address_books, addresses};

#[async_trait]
impl AddressRepository for Transaction<'_> {
    async fn book(&mut self, account: UserId) -> Result<AddressBook, StoreError> {
        let rows = address_book(self.conn, account).await?;
        open_book(account, rows, self.vault)
    }

    /// Whoever writes the book's version has the addresses to themselves, which are few enough to be written anew.
    async fn save(&mut self, book: &AddressBook) -> Result<(), StoreError> {
        let rows = seal_addresses(book, self.vault)?;
        write_version(self.conn, BookRow::from(book)).await?;
        let old = addresses::table.filter(addresses::account_id.eq(Key::from(book.account)));
        diesel::delete(old).execute(self.conn).await.map_err(classify)?;
        for row in rows {
            diesel::insert_into(addresses::table)
                .values(row)
                .execute(self.conn)
                .await
                .map_err(duplicate(UniqueKey::Id))?;
        }
        Ok(())
    }
}

async fn write_version(conn: &mut Conn, row: BookRow) -> Result<(), StoreError> {
    if row.version == 1 {
        diesel::insert_into(address_books::table)
            .values(row)
            .execute(conn)
            .await
            .map_err(chain_taken)?;
        return Ok(());
    }
    let read = address_books::table
        .filter(address_books::account_id.eq(row.account_id))
        .filter(address_books::version.eq(row.version.saturating_sub(1)));
    let written = diesel::update(read).set(row).execute(conn).await;
    guarded(written.map_err(classify)?)
}

/// See [`AccountQueries::address_book`](hexmart_application::identity::AccountQueries::address_book). In no order: MariaDB
/// would sort a temporary table for it.
pub(super) async fn address_book(
    conn: &mut Conn,
    account: UserId,
) -> Result<Vec<(BookRow, Option<AddressRow>)>, StoreError> {
    address_books::table
        .left_join(addresses::table.on(addresses::account_id.eq(address_books::account_id)))
        .filter(address_books::account_id.eq(Key::from(account)))
        .select((BookRow::as_select(), Option::<AddressRow>::as_select()))
        .load(conn)
        .await
        .map_err(classify)
}
