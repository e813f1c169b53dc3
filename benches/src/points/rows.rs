//! Rows as the shop would have written them, many in a statement.

use std::fmt::{Display, Write as _};

use anyhow::Result;

use crate::pen::Pen;

/// Rows of a statement.
const TOGETHER: usize = 1_000;
/// Statements of a commit.
const IN_A_COMMIT: usize = 20;
/// Milliseconds of the ids: the third of March of 2025.
const MADE_AT: u128 = 1_740_960_000_000;
/// Crockford's alphabet, in which ids are written.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Whose id: ids of one kind sort by their numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Id {
    Poster,
    Backer(u64),
    Campaign(u64),
    Pledge(u64),
    Gift(u64),
}

impl Id {
    /// A `UUIDv7`.
    fn bits(self) -> u128 {
        let (kind, number): (u128, u64) = match self {
            Self::Poster => (1, 0),
            Self::Backer(number) => (2, number),
            Self::Campaign(number) => (3, number),
            Self::Pledge(number) => (4, number),
            Self::Gift(number) => (5, number),
        };
        MADE_AT << 80 | 7 << 76 | kind << 64 | 2 << 62 | u128::from(number)
    }

    /// As a literal that both kinds of database read.
    pub(super) fn literal(self) -> String {
        format!("x'{:032x}'", self.bits())
    }

    /// As the shop writes it.
    pub(super) fn text(self) -> String {
        let prefix = match self {
            Self::Poster | Self::Backer(_) => "USER",
            Self::Campaign(_) => "CAMP",
            Self::Pledge(_) => "PLEDGE",
            Self::Gift(_) => "OP",
        };
        let digits = (0..26).rev().map(|place: u32| {
            let group = usize::try_from((self.bits() >> (5 * place)) & 31).unwrap_or_default();
            char::from(ALPHABET.get(group).copied().unwrap_or(b'0'))
        });
        prefix.chars().chain(digits).collect()
    }
}

/// Rows of one table that are still to be written.
struct Table {
    into: &'static str,
    rows: String,
    waiting: usize,
}

impl Table {
    const fn new(into: &'static str) -> Self {
        Self {
            into,
            rows: String::new(),
            waiting: 0,
        }
    }
}

/// Writes campaigns, pledges and wallets.
pub(super) struct Ledger {
    pen: Pen,
    campaigns: Table,
    pledges: Table,
    entries: Table,
    postings: Table,
    lapses: Table,
    /// Statements since the last commit.
    written: usize,
}

/// One of the tables of a ledger.
type Of = fn(&mut Ledger) -> &mut Table;

impl Ledger {
    pub(super) fn new(mut pen: Pen) -> Result<Self> {
        pen.write("BEGIN")?;
        Ok(Self {
            pen,
            campaigns: Table::new(
                "campaigns (id, poster_id, title, poster_name, content, target, unit_price, currency, tiers, closes_at, state, \
                 standing, backers, total, refunded_count, refunded, refunds_due, decided_at, fulfilled_at, created_at, \
                 updated_at, version)",
            ),
            pledges: Table::new(
                "pledges (id, campaign_id, backer_id, amount, currency, lots, state, pledged_at)",
            ),
            entries: Table::new(
                "wallet_entries (user_id, version, kind, amount, balance_after, reference, business_date, moved, lots, note, \
                 recorded_at)",
            ),
            postings: Table::new("wallet_postings (user_id, version, account, amount)"),
            lapses: Table::new("wallet_lapses (user_id, lapses_on, version)"),
            written: 0,
        })
    }

    pub(super) fn campaign(&mut self, row: impl Display) -> Result<()> {
        self.add(|ledger| &mut ledger.campaigns, row)
    }

    pub(super) fn pledge(&mut self, row: impl Display) -> Result<()> {
        self.add(|ledger| &mut ledger.pledges, row)
    }

    pub(super) fn entry(&mut self, row: impl Display) -> Result<()> {
        self.add(|ledger| &mut ledger.entries, row)
    }

    pub(super) fn posting(&mut self, row: impl Display) -> Result<()> {
        self.add(|ledger| &mut ledger.postings, row)
    }

    pub(super) fn lapse(&mut self, row: impl Display) -> Result<()> {
        self.add(|ledger| &mut ledger.lapses, row)
    }

    fn add(&mut self, of: Of, row: impl Display) -> Result<()> {
        let table = of(self);
        let comma = if table.waiting == 0 { "" } else { ", " };
        write!(table.rows, "{comma}({row})")?;
        table.waiting += 1;
        if table.waiting == TOGETHER {
            self.flush(of)?;
        }
        Ok(())
    }

    fn flush(&mut self, of: Of) -> Result<()> {
        let table = of(self);
        if table.waiting == 0 {
            return Ok(());
        }
        let statement = format!("INSERT INTO {} VALUES {}", table.into, table.rows);
        table.rows.clear();
        table.waiting = 0;
        self.pen.write(&statement)?;
        self.written += 1;
        if self.written.is_multiple_of(IN_A_COMMIT) {
            self.pen.write("COMMIT")?;
            self.pen.write("BEGIN")?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn close(mut self) -> Result<()> {
        let all: [Of; 5] = [
            |ledger| &mut ledger.campaigns,
            |ledger| &mut ledger.pledges,
            |ledger| &mut ledger.entries,
            |ledger| &mut ledger.postings,
            |ledger| &mut ledger.lapses,
        ];
        for of in all {
            self.flush(of)?;
        }
        self.pen.write("COMMIT")
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn ids_are_written_as_the_shop_writes_them() {
        assert_eq!(Id::Campaign(7).literal(), "x'0195594d680070038000000000000007'");
        assert_eq!(Id::Campaign(7).text(), "CAMP01JNCMTT00E01R000000000007");
    }
}
