use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::points::{EntryKind, EntryNote, Lot, Lots, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, UserId};

use crate::columns::{At, Key};
use crate::schema::{wallet_entries, wallet_lapses, wallet_postings};

/// An entry of a wallet as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = wallet_entries, treat_none_as_default_value = false)]
pub(crate) struct WalletRow {
    user_id: Key,
    version: i64,
    kind: String,
    amount: i64,
    balance_after: i64,
    reference: String,
    business_date: String,
    moved: String,
    lots: String,
    note: Option<String>,
    actor_id: Option<Key>,
    recorded_at: At,
}

/// One half of an entry in the books.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = wallet_postings)]
pub(crate) struct PostingRow {
    user_id: Key,
    version: i64,
    account: &'static str,
    amount: i64,
}

/// That points may be over after a day.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = wallet_lapses)]
pub(crate) struct LapseRow {
    user_id: Key,
    lapses_on: String,
    version: i64,
}

/// Entries with everything that is written with them.
#[derive(Debug)]
pub(crate) struct WalletRows {
    pub(crate) entries: Vec<WalletRow>,
    pub(crate) postings: Vec<PostingRow>,
    pub(crate) lapses: Vec<LapseRow>,
}

/// What a wallet is, as its newest entry says.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = wallet_entries)]
pub(crate) struct HeadOfWallet {
    user_id: Key,
    version: i64,
    balance_after: i64,
    lots: String,
}

/// A lot in JSON: until when, and how many.
type LotDocument = (Option<String>, i64);

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("wallet_entries", what.to_string())
}

/// The day of a stored text.
fn shop_day(text: &str) -> Result<Day, StoreError> {
    text.parse().map_err(wrong)
}

/// Lots as they lie in a column.
pub(crate) fn document(lots: &Lots) -> Result<String, StoreError> {
    let lots = lots.as_slice().iter();
    let lots: Vec<LotDocument> = lots
        .map(|lot| (lot.until.map(|day| day.to_string()), lot.points))
        .collect();
    serde_json::to_string(&lots).map_err(StoreError::backend)
}

/// The lots of a column.
pub(crate) fn lots(document: &str) -> Result<Lots, StoreError> {
    let lots: Vec<LotDocument> = serde_json::from_str(document).map_err(wrong)?;
    let lot = |(until, points): LotDocument| {
        let until = until.as_deref().map(shop_day).transpose()?;
        Ok(Lot { until, points })
    };
    let lots = lots.into_iter().map(lot).collect::<Result<_, StoreError>>()?;
    Lots::new(lots).map_err(wrong)
}

impl WalletRows {
    pub(crate) fn new(entries: &[WalletEntry]) -> Result<Self, StoreError> {
        let postings = entries.iter().flat_map(|entry| {
            entry.postings().map(|posting| PostingRow {
                user_id: entry.user.into(),
                version: entry.version,
                account: posting.account.as_str(),
                amount: posting.amount,
            })
        });
        let lapses = entries.iter().flat_map(|entry| {
            entry.opened().map(|day| LapseRow {
                user_id: entry.user.into(),
                lapses_on: day.to_string(),
                version: entry.version,
            })
        });
        Ok(Self {
            postings: postings.collect(),
            lapses: lapses.collect(),
            entries: entries.iter().map(WalletRow::new).collect::<Result<_, _>>()?,
        })
    }
}

impl WalletRow {
    fn new(entry: &WalletEntry) -> Result<Self, StoreError> {
        Ok(Self {
            user_id: entry.user.into(),
            version: entry.version,
            kind: entry.kind.as_str().to_owned(),
            amount: entry.amount,
            balance_after: entry.balance_after,
            reference: entry.reference.as_str().to_owned(),
            business_date: entry.business_date.to_string(),
            moved: document(&entry.moved)?,
            lots: document(&entry.lots)?,
            note: entry.note.as_ref().map(|note| note.as_str().to_owned()),
            actor_id: entry.actor.map(Key::from),
            recorded_at: At(entry.at),
        })
    }

    pub(crate) fn entry(self) -> Result<WalletEntry, StoreError> {
        Ok(WalletEntry {
            user: self.user_id.id(),
            version: self.version,
            kind: EntryKind::from_word(&self.kind).ok_or_else(|| wrong("kind"))?,
            amount: self.amount,
            balance_after: self.balance_after,
            reference: Reference::parse(self.reference).map_err(wrong)?,
            business_date: shop_day(&self.business_date)?,
            moved: lots(&self.moved)?,
            lots: lots(&self.lots)?,
            note: self.note.map(EntryNote::parse).transpose().map_err(wrong)?,
            actor: self.actor_id.map(Key::id),
            at: self.recorded_at.0,
        })
    }
}

impl HeadOfWallet {
    pub(crate) fn wallet(self) -> Result<Wallet, StoreError> {
        Ok(Wallet {
            user: self.user_id.id(),
            version: self.version,
            balance: self.balance_after,
            lots: lots(&self.lots)?,
        })
    }

    pub(crate) fn or_empty(head: Option<Self>, user: UserId) -> Result<Wallet, StoreError> {
        head.map_or_else(|| Ok(Wallet::empty(user)), Self::wallet)
    }
}
