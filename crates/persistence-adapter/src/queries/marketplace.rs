use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::RunQueryDsl;
use hexmart_application::marketplace::SellerCard;
use hexmart_application::platform::{Place, Sealed, StoreError, UniqueKey, Vault};
use hexmart_domain::identity::{Phone, RealName};
use hexmart_domain::marketplace::{
    AccountNumber, BankName, BusinessNumber, CompanyName, RejectionReason, Seller, SellerPrivate, SellerState,
};
use hexmart_domain::shared::{Instant, SellerId, UserId, fold_case};
use serde::{Deserialize, Serialize};

use super::{Conn, classify, pricing};
use crate::columns::{At, Key};
use crate::schema::{follows, sellers};
use crate::sealing::{open, seal};

/// The sealed part of a seller.
#[derive(Serialize, Deserialize)]
struct PrivateDocument {
    owner_name: String,
    contact: String,
    bank: String,
    account_number: String,
    account_holder: String,
}

const fn place(id: Key) -> Place {
    Place {
        table: "sellers",
        column: "private",
        row: id.bytes(),
    }
}

fn sealed(seller: &Seller, vault: &dyn Vault) -> Result<Vec<u8>, StoreError> {
    let SellerPrivate {
        owner_name,
        contact,
        bank,
        account_number,
        account_holder,
    } = &seller.private;
    let document = PrivateDocument {
        owner_name: owner_name.as_str().to_owned(),
        contact: contact.as_str().to_owned(),
        bank: bank.as_str().to_owned(),
        account_number: account_number.as_str().to_owned(),
        account_holder: account_holder.as_str().to_owned(),
    };
    seal(vault, place(seller.id.into()), &document)
}

fn opened(id: Key, private: Vec<u8>, vault: &dyn Vault) -> Result<SellerPrivate, StoreError> {
    let document: PrivateDocument = open(vault, place(id), private)?;
    let wrong = |_wrong| corrupt("private data");
    Ok(SellerPrivate {
        owner_name: RealName::parse(document.owner_name).map_err(wrong)?,
        contact: Phone::parse(&document.contact).map_err(wrong)?,
        bank: BankName::parse(document.bank).map_err(wrong)?,
        account_number: AccountNumber::parse(&document.account_number).map_err(wrong)?,
        account_holder: RealName::parse(document.account_holder).map_err(wrong)?,
    })
}

fn corrupt(what: &str) -> StoreError {
    StoreError::corrupt("sellers", what)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sellers)]
struct SellerRow {
    id: Key,
    account_id: Key,
    company: String,
    business_number: String,
    private: Vec<u8>,
    state: String,
    reason: Option<String>,
    applied_at: At,
    decided_at: Option<At>,
    decided_by: Option<Key>,
    followers: i64,
    version: i64,
}

impl SellerRow {
    fn seller(self, vault: &dyn Vault) -> Result<Seller, StoreError> {
        let private = opened(self.id, self.private, vault)?;
        Ok(Seller {
            id: self.id.id(),
            account: self.account_id.id(),
            company: CompanyName::parse(self.company).map_err(|_wrong| corrupt("company"))?,
            business_number: BusinessNumber::parse(&self.business_number)
                .map_err(|_wrong| corrupt("business number"))?,
            private,
            state: SellerState::from_word(&self.state).ok_or_else(|| corrupt("state"))?,
            reason: self
                .reason
                .map(RejectionReason::parse)
                .transpose()
                .map_err(|_wrong| corrupt("reason"))?,
            applied_at: self.applied_at.0,
            decided_at: self.decided_at.map(|at| at.0),
            decided_by: self.decided_by.map(Key::id),
            followers: self.followers,
            version: self.version,
        })
    }
}

/// Which of the two keys is taken is in the message alone: SQLite names the column, MySQL and MariaDB the key.
fn duplicate(error: Error) -> StoreError {
    match &error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            let text = information.message();
            if text.contains("sellers.company_key") || text.contains("sellers_company") {
                StoreError::Duplicate(UniqueKey::CompanyName)
            } else if text.contains("sellers.account_id") || text.contains("sellers_account") {
                StoreError::Duplicate(UniqueKey::SellerAccount)
            } else {
                StoreError::Duplicate(UniqueKey::Id)
            }
        }
        _ => classify(error),
    }
}

/// See [`SellerRepository::add`](hexmart_application::marketplace::SellerRepository::add).
pub(super) async fn add(conn: &mut Conn, seller: &Seller, vault: &dyn Vault) -> Result<(), StoreError> {
    diesel::insert_into(sellers::table)
        .values((
            sellers::id.eq(Key::from(seller.id)),
            sellers::account_id.eq(Key::from(seller.account)),
            sellers::company.eq(seller.company.as_str()),
            sellers::company_key.eq(fold_case(seller.company.as_str())),
            sellers::business_number.eq(seller.business_number.as_str()),
            sellers::private.eq(sealed(seller, vault)?),
            sellers::state.eq(seller.state.as_str()),
            sellers::reason.eq(seller.reason.as_ref().map(RejectionReason::as_str)),
            sellers::applied_at.eq(At(seller.applied_at)),
            sellers::decided_at.eq(seller.decided_at.map(At)),
            sellers::decided_by.eq(seller.decided_by.map(Key::from)),
            sellers::followers.eq(seller.followers),
            sellers::version.eq(seller.version),
        ))
        .execute(conn)
        .await
        .map_err(duplicate)?;
    Ok(())
}

/// See [`SellerRepository::save`](hexmart_application::marketplace::SellerRepository::save).
pub(super) async fn save(conn: &mut Conn, seller: &Seller, vault: &dyn Vault) -> Result<(), StoreError> {
    let written = diesel::update(sellers::table)
        .filter(sellers::id.eq(Key::from(seller.id)))
        .filter(sellers::version.eq(seller.version.saturating_sub(1)))
        .set((
            sellers::company.eq(seller.company.as_str()),
            sellers::company_key.eq(fold_case(seller.company.as_str())),
            sellers::business_number.eq(seller.business_number.as_str()),
            sellers::private.eq(sealed(seller, vault)?),
            sellers::state.eq(seller.state.as_str()),
            sellers::reason.eq(seller.reason.as_ref().map(RejectionReason::as_str)),
            sellers::applied_at.eq(At(seller.applied_at)),
            sellers::decided_at.eq(seller.decided_at.map(At)),
            sellers::decided_by.eq(seller.decided_by.map(Key::from)),
            sellers::version.eq(seller.version),
        ))
        .execute(conn)
        .await
        .map_err(duplicate)?;
    if written == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

/// The seller of an id.
pub(crate) async fn seller_by_id(
    conn: &mut Conn,
    id: SellerId,
    vault: &dyn Vault,
) -> Result<Option<Seller>, StoreError> {
    let row: Option<SellerRow> = sellers::table
        .filter(sellers::id.eq(Key::from(id)))
        .select(SellerRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|row| row.seller(vault)).transpose()
}

/// The seller that an account is.
pub(crate) async fn seller_of_account(
    conn: &mut Conn,
    account: UserId,
    vault: &dyn Vault,
) -> Result<Option<Seller>, StoreError> {
    let row: Option<SellerRow> = sellers::table
        .filter(sellers::account_id.eq(Key::from(account)))
        .select(SellerRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|row| row.seller(vault)).transpose()
}

/// See [`SellerQueries::page`](hexmart_application::marketplace::SellerQueries::page). Each variant is a query of its own,
/// so that it stays prepared.
pub(crate) async fn seller_page(
    conn: &mut Conn,
    state: Option<SellerState>,
    after: Option<SellerId>,
    limit: u64,
    vault: &dyn Vault,
) -> Result<Vec<Seller>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let listed = sellers::table
        .filter(sellers::id.gt(after.map_or(Key::NONE, Key::from)))
        .order(sellers::id.asc())
        .limit(limit)
        .select(SellerRow::as_select());
    let rows: Vec<SellerRow> = match state {
        None => listed.load(conn).await,
        Some(state) => listed.filter(sellers::state.eq(state.as_str())).load(conn).await,
    }
    .map_err(classify)?;
    rows.into_iter().map(|row| row.seller(vault)).collect()
}

type CardRow = (Key, String, i64, Option<At>, At, Option<Key>);

fn card(row: CardRow) -> Result<SellerCard, StoreError> {
    let (id, company, followers, decided_at, applied_at, follower) = row;
    Ok(SellerCard {
        id: id.id(),
        company: CompanyName::parse(company).map_err(|_wrong| corrupt("company"))?,
        followers,
        is_followed: follower.is_some(),
        since: decided_at.unwrap_or(applied_at).0,
    })
}

/// See [`SellerQueries::card`](hexmart_application::marketplace::SellerQueries::card).
pub(crate) async fn seller_card(
    conn: &mut Conn,
    id: SellerId,
    viewer: Option<UserId>,
) -> Result<Option<SellerCard>, StoreError> {
    // Nobody's id is in no row.
    let viewer = viewer.map_or(Key::NONE, Key::from);
    let row: Option<CardRow> = sellers::table
        .left_join(
            follows::table.on(follows::seller_id
                .eq(sellers::id)
                .and(follows::account_id.eq(viewer))),
        )
        .filter(sellers::id.eq(Key::from(id)))
        .filter(sellers::state.eq(SellerState::Approved.as_str()))
        .select((
            sellers::id,
            sellers::company,
            sellers::followers,
            sellers::decided_at,
            sellers::applied_at,
            follows::account_id.nullable(),
        ))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(card).transpose()
}

/// See [`SellerQueries::followed_by`](hexmart_application::marketplace::SellerQueries::followed_by).
pub(crate) async fn followed_by(
    conn: &mut Conn,
    account: UserId,
    limit: u64,
) -> Result<Vec<SellerCard>, StoreError> {
    let rows: Vec<CardRow> = follows::table
        .inner_join(sellers::table.on(sellers::id.eq(follows::seller_id)))
        .filter(follows::account_id.eq(Key::from(account)))
        .filter(sellers::state.eq(SellerState::Approved.as_str()))
        .order(follows::seller_id.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            sellers::id,
            sellers::company,
            sellers::followers,
            sellers::decided_at,
            sellers::applied_at,
            follows::account_id.nullable(),
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(card).collect()
}

async fn count_followers(conn: &mut Conn, seller: SellerId, change: i64) -> Result<(), StoreError> {
    diesel::update(sellers::table)
        .filter(sellers::id.eq(Key::from(seller)))
        .set(sellers::followers.eq(sellers::followers + change))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(())
}

/// See [`SellerRepository::follow`](hexmart_application::marketplace::SellerRepository::follow).
pub(super) async fn follow(
    conn: &mut Conn,
    seller: SellerId,
    follower: UserId,
    now: Instant,
) -> Result<bool, StoreError> {
    let key = (Key::from(seller), Key::from(follower));
    let known: Option<Key> = follows::table
        .find(key)
        .select(follows::seller_id)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    if known.is_some() {
        return Ok(false);
    }
    diesel::insert_into(follows::table)
        .values((
            follows::seller_id.eq(key.0),
            follows::account_id.eq(key.1),
            follows::followed_at.eq(At(now)),
        ))
        .execute(conn)
        .await
        .map_err(pricing::chain_taken)?;
    count_followers(conn, seller, 1).await?;
    Ok(true)
}

/// See [`SellerRepository::unfollow`](hexmart_application::marketplace::SellerRepository::unfollow).
pub(super) async fn unfollow(
    conn: &mut Conn,
    seller: SellerId,
    follower: UserId,
) -> Result<bool, StoreError> {
    let gone = diesel::delete(follows::table.find((Key::from(seller), Key::from(follower))))
        .execute(conn)
        .await
        .map_err(classify)?;
    if gone == 0 {
        return Ok(false);
    }
    count_followers(conn, seller, -1).await?;
    Ok(true)
}

/// Seals at most `limit` rows behind `after` anew; answers the last row looked at, and how many were sealed.
pub(super) async fn reseal(
    conn: &mut Conn,
    after: Key,
    limit: i64,
    vault: &dyn Vault,
) -> Result<(Option<Key>, u64), StoreError> {
    let rows: Vec<(Key, Vec<u8>)> = sellers::table
        .filter(sellers::id.gt(after))
        .order(sellers::id.asc())
        .limit(limit)
        .select((sellers::id, sellers::private))
        .load(conn)
        .await
        .map_err(classify)?;
    let last = rows.last().map(|(id, _)| *id);
    let mut done = 0_u64;
    for (id, private) in rows {
        let old = Sealed(private);
        if vault.is_current(&old) {
            continue;
        }
        let new = crate::sealing::anew(vault, place(id), &old)?;
        let written = diesel::update(sellers::table)
            .filter(sellers::id.eq(id))
            .filter(sellers::private.eq(old.0))
            .set(sellers::private.eq(new))
            .execute(conn)
            .await
            .map_err(classify)?;
        done = done.saturating_add(u64::try_from(written).unwrap_or(0));
    }
    Ok((last, done))
}
