use diesel::prelude::*;
use hexmart_application::identity::Profile;
use hexmart_application::platform::{Place, StoreError, Vault};
use hexmart_domain::identity::{
    Account, AccountState, CustomsCode, Email, Fingerprint, Introduction, Nickname, PasswordHash,
    PersonalData, Phone, Provider, RealName, Role,
};
use hexmart_domain::shared::Language;
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key, Print};
use crate::schema::accounts;
use crate::sealing;

/// An account as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = accounts, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct AccountRow {
    pub(crate) id: Key,
    email_print: Option<Print>,
    phone_print: Option<Print>,
    personal: Option<Vec<u8>>,
    nickname: String,
    introduction: Option<String>,
    password_hash: Option<String>,
    role: String,
    state: String,
    language: String,
    token_version: i64,
    pub(crate) version: i64,
    created_at: At,
    updated_at: At,
    last_sign_in_at: Option<At>,
    dormancy_notice_at: Option<At>,
    deleted_at: Option<At>,
    idle_since: At,
    to_forget_since: Option<At>,
}

/// What is sealed in `accounts.personal`.
#[derive(Serialize, Deserialize)]
struct Personal {
    email: Option<String>,
    phone: Option<String>,
    real_name: Option<String>,
    customs_code: Option<String>,
}

/// Where the personal data of an account is sealed for.
pub(crate) const fn personal_place(id: Key) -> Place {
    Place {
        table: "accounts",
        column: "personal",
        row: id.bytes(),
    }
}

/// By what the live account of an address is found.
pub(crate) fn email_print(vault: &dyn Vault, email: &Email) -> Fingerprint {
    vault.fingerprint("email", email.unique_key().as_bytes())
}

fn phone_print(vault: &dyn Vault, phone: &Phone) -> Fingerprint {
    vault.fingerprint("phone", phone.as_str().as_bytes())
}

impl AccountRow {
    /// The row of an account.
    pub(crate) fn seal(account: &Account, vault: &dyn Vault) -> Result<Self, StoreError> {
        let personal = &account.personal;
        let is_live = account.state != AccountState::Deleted;
        let findable_email = personal.email.as_ref().filter(|_| is_live);
        let findable_phone = personal.phone.as_ref().filter(|_| is_live);
        let sealed = seal_personal(account, vault)?;
        let is_known =
            sealed.is_some() || account.password.is_some() || account.nickname != Nickname::of_nobody();
        let seen_at = account.last_sign_in_at.unwrap_or(account.created_at);
        Ok(Self {
            id: account.id.into(),
            email_print: findable_email.map(|email| Print(email_print(vault, email))),
            phone_print: findable_phone.map(|phone| Print(phone_print(vault, phone))),
            personal: sealed,
            nickname: account.nickname.as_str().to_owned(),
            introduction: account.introduction.as_ref().map(|text| text.as_str().to_owned()),
            password_hash: account.password.as_ref().map(|hash| hash.as_phc().to_owned()),
            role: account.role.as_str().to_owned(),
            state: account.state.as_str().to_owned(),
            language: account.language.tag().to_owned(),
            token_version: account.token_version,
            version: account.version,
            created_at: At(account.created_at),
            updated_at: At(account.updated_at),
            last_sign_in_at: account.last_sign_in_at.map(At),
            dormancy_notice_at: account.dormancy_notice_at.map(At),
            deleted_at: account.deleted_at.map(At),
            idle_since: At(seen_at.max(account.created_at)),
            to_forget_since: account.deleted_at.filter(|_| !is_live && is_known).map(At),
        })
    }

    /// The account of the row.
    pub(crate) fn open(self, vault: &dyn Vault) -> Result<Account, StoreError> {
        let id = self.id.id();
        let sealed = self
            .personal
            .map(|sealed| sealing::open(vault, personal_place(self.id), sealed));
        let personal = sealed.transpose()?.map(Personal::read).transpose()?;
        let nickname = Nickname::parse(self.nickname).map_err(|_refused| corrupt("nickname"))?;
        let introduction = self.introduction.map(Introduction::parse).transpose();
        Ok(Account {
            id,
            personal: personal.unwrap_or_default(),
            nickname,
            introduction: introduction.map_err(|_refused| corrupt("introduction"))?,
            password: self.password_hash.map(PasswordHash::from_phc),
            role: role(&self.role)?,
            state: state(&self.state)?,
            language: Language::from_tag(&self.language).ok_or_else(|| corrupt("language"))?,
            token_version: self.token_version,
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
            last_sign_in_at: self.last_sign_in_at.map(|at| at.0),
            dormancy_notice_at: self.dormancy_notice_at.map(|at| at.0),
            deleted_at: self.deleted_at.map(|at| at.0),
        })
    }
}

/// An account beside each of the providers it is linked to; once, beside none, when there are none.
pub(crate) type ProfileRows = Vec<(AccountRow, Option<String>)>;

/// The profile of its rows; none when there are none.
pub(crate) fn open_profile(rows: ProfileRows, vault: &dyn Vault) -> Result<Option<Profile>, StoreError> {
    let unknown = || StoreError::corrupt("linked_identities", "provider");
    let (mut account, mut providers) = (None, Vec::new());
    for (row, provider) in rows {
        account = Some(row);
        if let Some(word) = provider {
            providers.push(Provider::from_word(&word).ok_or_else(unknown)?);
        }
    }
    providers.sort_unstable();
    providers.dedup();
    let Some(account) = account else {
        return Ok(None);
    };
    let account = account.open(vault)?;
    Ok(Some(Profile { account, providers }))
}

/// None when there is nothing to seal: then nothing is left to forget either.
fn seal_personal(account: &Account, vault: &dyn Vault) -> Result<Option<Vec<u8>>, StoreError> {
    let PersonalData {
        email,
        phone,
        real_name,
        customs_code,
    } = &account.personal;
    if account.personal == PersonalData::default() {
        return Ok(None);
    }
    let document = Personal {
        email: email.as_ref().map(|email| email.as_str().to_owned()),
        phone: phone.as_ref().map(|phone| phone.as_str().to_owned()),
        real_name: real_name.as_ref().map(|name| name.as_str().to_owned()),
        customs_code: customs_code.as_ref().map(|code| code.as_str().to_owned()),
    };
    sealing::seal(vault, personal_place(account.id.into()), &document).map(Some)
}

impl Personal {
    fn read(self) -> Result<PersonalData, StoreError> {
        let email = self.email.as_deref().map(Email::parse).transpose();
        let phone = self.phone.as_deref().map(Phone::parse).transpose();
        let real_name = self.real_name.map(RealName::parse).transpose();
        let customs_code = self.customs_code.as_deref().map(CustomsCode::parse).transpose();
        Ok(PersonalData {
            email: email.map_err(|_refused| corrupt("e-mail address"))?,
            phone: phone.map_err(|_refused| corrupt("number"))?,
            real_name: real_name.map_err(|_refused| corrupt("real name"))?,
            customs_code: customs_code.map_err(|_refused| corrupt("customs code"))?,
        })
    }
}

/// The role of a stored word.
pub(crate) fn role(word: &str) -> Result<Role, StoreError> {
    Role::from_word(word).ok_or_else(|| corrupt("role"))
}

/// The state of a stored word.
pub(crate) fn state(word: &str) -> Result<AccountState, StoreError> {
    AccountState::from_word(word).ok_or_else(|| corrupt("state"))
}

/// Says which value is wrong, never what it is.
fn corrupt(what: &str) -> StoreError {
    StoreError::corrupt("accounts", what)
}
