use diesel::prelude::*;
use hexmart_application::platform::{Place, StoreError, Vault};
use hexmart_domain::identity::{CodePurpose, CodeTarget, Email, IssuedCode, Phone};
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key, Print};
use crate::schema::codes;
use crate::sealing;

/// A code as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = codes, primary_key(account_id, purpose))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct CodeRow {
    pub(crate) account_id: Key,
    pub(crate) purpose: String,
    target: Option<Vec<u8>>,
    hash: Print,
    issued_at: At,
    misses: i64,
    pub(crate) version: i64,
    spent: bool,
}

/// What is sealed in `codes.target`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    Email(String),
    Phone(String),
}

/// Where the target of a code is sealed for. An account has a row per purpose, so the purpose is part of the place.
pub(crate) const fn target_place(account: Key, purpose: CodePurpose) -> Place {
    Place {
        table: "codes",
        column: match purpose {
            CodePurpose::VerifyEmail => "target of VERIFY_EMAIL",
            CodePurpose::ResetPassword => "target of RESET_PASSWORD",
            CodePurpose::ChangeEmail => "target of CHANGE_EMAIL",
            CodePurpose::VerifyPhone => "target of VERIFY_PHONE",
        },
        row: account.bytes(),
    }
}

impl CodeRow {
    /// The row of a code.
    pub(crate) fn seal(code: &IssuedCode, vault: &dyn Vault) -> Result<Self, StoreError> {
        let target = code.target.as_ref().map(|target| match target {
            CodeTarget::Email(email) => Target::Email(email.as_str().to_owned()),
            CodeTarget::Phone(phone) => Target::Phone(phone.as_str().to_owned()),
        });
        let sealed = target
            .map(|target| sealing::seal(vault, target_place(code.account.into(), code.purpose), &target));
        Ok(Self {
            account_id: code.account.into(),
            purpose: code.purpose.as_str().to_owned(),
            target: sealed.transpose()?,
            hash: Print(code.hash),
            issued_at: At(code.issued_at),
            misses: code.misses.into(),
            version: code.version,
            spent: code.spent,
        })
    }

    /// The code of the row.
    pub(crate) fn open(self, vault: &dyn Vault) -> Result<IssuedCode, StoreError> {
        let purpose = purpose(&self.purpose)?;
        let sealed = self
            .target
            .map(|sealed| sealing::open(vault, target_place(self.account_id, purpose), sealed));
        Ok(IssuedCode {
            account: self.account_id.id(),
            purpose,
            target: sealed.transpose()?.map(Target::read).transpose()?,
            hash: self.hash.0,
            issued_at: self.issued_at.0,
            misses: u32::try_from(self.misses).map_err(|_negative| corrupt("misses"))?,
            version: self.version,
            spent: self.spent,
        })
    }
}

impl Target {
    fn read(self) -> Result<CodeTarget, StoreError> {
        let read = match self {
            Self::Email(text) => Email::parse(&text).map(CodeTarget::Email),
            Self::Phone(text) => Phone::parse(&text).map(CodeTarget::Phone),
        };
        read.map_err(|_refused| corrupt("target"))
    }
}

/// The purpose of a stored word.
pub(crate) fn purpose(word: &str) -> Result<CodePurpose, StoreError> {
    CodePurpose::from_word(word).ok_or_else(|| corrupt("purpose"))
}

/// Says which value is wrong, never what it is.
fn corrupt(what: &str) -> StoreError {
    StoreError::corrupt("codes", what)
}
