//! The sandbox's memory on disk: each account as a line of JSON whenever it changed; the last line of an account counts.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::account::Account;

#[derive(Debug)]
pub(super) struct Journal(File);

impl Journal {
    /// Opens the file, which is made if it is missing, and reads what is in it.
    pub(super) fn open(path: &Path) -> io::Result<(Self, BTreeMap<String, Account>)> {
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let mut accounts = BTreeMap::new();
        // A process may have died in the middle of its last line: then nobody heard of what that says.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for line in text.split_at(whole).0.lines() {
            let account: Account = serde_json::from_str(line)?;
            accounts.insert(account.merchant_uid.clone(), account);
        }
        file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
        file.seek(SeekFrom::End(0))?;
        Ok((Self(file), accounts))
    }

    /// Writes an account down. A kill of the process loses nothing of it; a power cut may.
    pub(super) fn write(&mut self, account: &Account) -> io::Result<()> {
        let mut line = serde_json::to_vec(account)?;
        line.push(b'\n');
        self.0.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use hexmart_domain::payments::PaymentKey;
    use hexmart_domain::shared::{Currency, Money};
    use rust_decimal::Decimal;

    fn paid(uid: &str) -> Account {
        let amount = Money::new(Decimal::new(12_345, 1), Currency::KRW);
        let mut account = Account::new(uid.to_owned(), amount, DateTime::UNIX_EPOCH);
        account.agree(&PaymentKey::parse("sandbox_ok").unwrap(), DateTime::UNIX_EPOCH);
        account
    }

    #[test]
    fn what_was_written_is_read_back_and_half_a_line_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sandbox.ndjson");
        let (mut journal, accounts) = Journal::open(&path).unwrap();
        assert!(accounts.is_empty());
        let announced = Account::new("b".to_owned(), Money::zero(Currency::KRW), DateTime::UNIX_EPOCH);
        for account in [&announced, &paid("a"), &paid("b")] {
            journal.write(account).unwrap();
        }
        // The process dies in the middle of a line.
        journal.0.write_all(b"{\"merchant_uid\":\"c\"").unwrap();
        drop(journal);
        for _ in 0..2 {
            let (mut journal, accounts) = Journal::open(&path).unwrap();
            assert_eq!(accounts.into_values().collect::<Vec<_>>(), [paid("a"), paid("b")]);
            journal.write(&paid("a")).unwrap();
        }
    }
}
