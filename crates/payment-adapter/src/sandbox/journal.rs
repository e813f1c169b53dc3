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
