use async_trait::async_trait;
use hexmart_domain::identity::{
    Account, AddressBook, CodePurpose, CodeTarget, CodeTry, Email, Password, Phone, PostalAddress, Principal,
    SavedAddress,
};
use hexmart_domain::shared::{AddressId, UserId};

use super::super::{
    AddressError, CodeError, CodeRequestError, Profile, ProfileChange, ProfileError, Profiles,
};
use super::IdentityService;
use super::codes::Pen;
use super::people::erase;
use crate::platform::{Abort, Message, StoreError, UnitOfWork, transact};

/// The account, if it is one that can be worked with.
async fn present(uow: &mut dyn UnitOfWork, id: UserId) -> Result<Option<Account>, StoreError> {
    let account = uow.accounts().find(id).await?;
    Ok(account.filter(|account| account.state.may_sign_in()))
}

/// An account of the staff is ended by an administrator.
fn may_leave(account: &Account) -> Result<(), ProfileError> {
    if account.role.is_employed() {
        return Err(ProfileError::Employed);
    }
    Ok(())
}

impl IdentityService {
    async fn own(&self, id: UserId) -> Result<Option<Account>, StoreError> {
        let profile = self.ports.accounts.profile(id).await?;
        let account = profile.map(|profile| profile.account);
        Ok(account.filter(|account| account.state.may_sign_in()))
    }

    /// The account whose password was proved. Tries are counted, for a stolen session must not become a stolen password.
    async fn proved(&self, id: UserId, password: Option<String>) -> Result<Account, ProfileError> {
        let account = self.own(id).await?.ok_or(ProfileError::Unknown)?;
        let tries = self.take(&format!("password:{id}"), self.settings.sign_ins).await;
        tries.map_err(|retry_after| ProfileError::TooMany { retry_after })?;
        if self.is_password_of(&account, password).await? {
            Ok(account)
        } else {
            Err(ProfileError::WrongPassword)
        }
    }

    async fn rewrite_book<F>(&self, account: UserId, change: F) -> Result<AddressBook, AddressError>
    where
        F: Fn(AddressBook) -> Result<AddressBook, AddressError> + Clone + Send + Sync + 'static,
    {
        transact(&*self.ports.store, "change_address_book", move |uow| {
            let change = change.clone();
            Box::pin(async move {
                let book = uow.addresses().book(account).await?;
                let book = change(book).map_err(Abort::Refused)?;
                uow.addresses().save(&book).await?;
                Ok(book)
            })
        })
        .await
    }
}

#[async_trait]
impl Profiles for IdentityService {
    async fn profile(&self, account: UserId) -> Result<Option<Profile>, StoreError> {
        self.ports.accounts.profile(account).await
    }

    async fn change(&self, account: UserId, change: ProfileChange) -> Result<Account, ProfileError> {
        let now = self.now();
        transact(&*self.ports.store, "change_profile", move |uow| {
            let change = change.clone();
            Box::pin(async move {
                let account = present(uow, account).await?;
                let mut account = account.ok_or(Abort::Refused(ProfileError::Unknown))?;
                if change
                    .expected_version
                    .is_some_and(|expected| expected != account.version)
                {
                    return Err(Abort::Refused(ProfileError::Stale));
                }
                account.nickname = change.nickname.unwrap_or(account.nickname);
                account.language = change.language.unwrap_or(account.language);
                account.introduction = change.introduction.apply_to(account.introduction);
                let personal = &mut account.personal;
                personal.real_name = change.real_name.apply_to(personal.real_name.take());
                personal.customs_code = change.customs_code.apply_to(personal.customs_code.take());
                let account = account.changed(now);
                uow.accounts().save(&account).await?;
                Ok(account)
            })
        })
        .await
    }

    async fn change_password(
        &self,
        principal: Principal,
        current: Option<String>,
        new: Password,
    ) -> Result<(), ProfileError> {
        let account = self.proved(principal.user, current).await?;
        if self.is_guessable(&new, &account) {
            return Err(ProfileError::GuessablePassword);
        }
        let hash = self.hash(&new).await?;
        let now = self.now();
        let letter = self.mail(&account, Message::PasswordChanged, now)?;
        let (id, before, keep) = (account.id, account.password, principal.session());
        transact(&*self.ports.store, "change_password", move |uow| {
            let (hash, before, letter) = (hash.clone(), before.clone(), letter.clone());
            Box::pin(async move {
                let account = present(uow, id).await?;
                let account = account.ok_or(Abort::Refused(ProfileError::Unknown))?;
                if account.password != before {
                    return Err(Abort::Refused(ProfileError::WrongPassword));
                }
                let account = Account {
                    password: Some(hash),
                    ..account.with_tokens_revoked().changed(now)
                };
                uow.accounts().save(&account).await?;
                uow.sessions().end_all(id, keep, now).await?;
                if let Some(letter) = letter {
                    uow.outbox().enqueue(&letter).await?;
                }
                Ok(())
            })
        })
        .await
    }

    async fn request_email_change(
        &self,
        account: UserId,
        password: Option<String>,
        new: Email,
    ) -> Result<(), CodeRequestError> {
        let account = self.proved(account, password).await.map_err(code_refusal)?;
        if self.ports.accounts.by_email(&new).await?.is_some() {
            return Err(CodeRequestError::Taken);
        }
        self.admit_code(account.id, CodePurpose::ChangeEmail).await?;
        let draft = self.draft(
            &account,
            CodePurpose::ChangeEmail,
            Some(CodeTarget::Email(new)),
            self.now(),
        )?;
        Ok(self.send(draft).await?)
    }

    async fn confirm_email_change(&self, principal: Principal, code: &str) -> Result<(), CodeError> {
        let tried = self.tried(principal.user, CodePurpose::ChangeEmail, code);
        let account = self.own(principal.user).await?.ok_or(CodeError::Invalid)?;
        let keep = principal.session();
        // To the old address. It does not name the new one: whoever reads it there need not know.
        let letter = self.mail(&account, Message::EmailChanged, tried.now)?;
        let answer = transact(&*self.ports.store, "confirm_email_change", move |uow| {
            let letter = letter.clone();
            Box::pin(async move {
                let (answer, target) = tried.count(uow).await?;
                if let (CodeTry::Right, Some(CodeTarget::Email(email))) = (answer, target) {
                    let account = present(uow, tried.account).await?;
                    let account = account.ok_or(Abort::Refused(CodeError::Invalid))?;
                    let mut account = account.with_tokens_revoked().activated().changed(tried.now);
                    account.personal.email = Some(email);
                    uow.accounts().save(&account).await?;
                    uow.sessions().end_all(account.id, keep, tried.now).await?;
                    if let Some(letter) = letter {
                        uow.outbox().enqueue(&letter).await?;
                    }
                }
                Ok::<_, Abort<CodeError>>(answer)
            })
        })
        .await?;
        match answer {
            CodeTry::Right => Ok(()),
            other => Err(CodeError::of(other)),
        }
    }

    async fn request_phone(&self, account: UserId, phone: Phone) -> Result<(), CodeRequestError> {
        let account = self
            .own(account)
            .await?
            .ok_or(CodeRequestError::NothingToVerify)?;
        self.admit_code(account.id, CodePurpose::VerifyPhone).await?;
        let draft = self.draft(
            &account,
            CodePurpose::VerifyPhone,
            Some(CodeTarget::Phone(phone)),
            self.now(),
        )?;
        Ok(self.send(draft).await?)
    }

    async fn confirm_phone(&self, account: UserId, code: &str) -> Result<(), CodeError> {
        let tried = self.tried(account, CodePurpose::VerifyPhone, code);
        let answer = transact(&*self.ports.store, "confirm_phone", move |uow| {
            Box::pin(async move {
                let (answer, target) = tried.count(uow).await?;
                if let (CodeTry::Right, Some(CodeTarget::Phone(phone))) = (answer, target) {
                    let account = present(uow, tried.account).await?;
                    let account = account.ok_or(Abort::Refused(CodeError::Invalid))?;
                    let mut account = account.changed(tried.now);
                    account.personal.phone = Some(phone);
                    uow.accounts().save(&account).await?;
                }
                Ok::<_, Abort<CodeError>>(answer)
            })
        })
        .await?;
        match answer {
            CodeTry::Right => Ok(()),
            other => Err(CodeError::of(other)),
        }
    }

    async fn sleep(&self, account: UserId, password: Option<String>) -> Result<(), ProfileError> {
        let account = self.proved(account, password).await?;
        may_leave(&account)?;
        let (id, now) = (account.id, self.now());
        let letter = self.mail(&account, Message::FellAsleep, now)?;
        transact(&*self.ports.store, "sleep", move |uow| {
            let letter = letter.clone();
            Box::pin(async move {
                let account = present(uow, id).await?;
                let account = account.ok_or(Abort::Refused(ProfileError::Unknown))?;
                uow.accounts().save(&account.asleep().changed(now)).await?;
                uow.sessions().end_all(id, None, now).await?;
                if let Some(letter) = letter {
                    uow.outbox().enqueue(&letter).await?;
                }
                Ok::<_, Abort<ProfileError>>(())
            })
        })
        .await
    }

    async fn erase(&self, account: UserId, password: Option<String>) -> Result<(), ProfileError> {
        let account = self.proved(account, password).await?;
        may_leave(&account)?;
        let (id, now, pen) = (account.id, self.now(), Pen::of(&self.ports));
        transact(&*self.ports.store, "erase", move |uow| {
            let pen = pen.clone();
            Box::pin(async move {
                let account = present(uow, id).await?;
                let account = account.ok_or(Abort::Refused(ProfileError::Unknown))?;
                erase(uow, account, &pen, now).await?;
                Ok::<_, Abort<ProfileError>>(())
            })
        })
        .await
    }

    async fn address_book(&self, account: UserId) -> Result<AddressBook, StoreError> {
        self.ports.accounts.address_book(account).await
    }

    async fn add_address(
        &self,
        account: UserId,
        address: PostalAddress,
        default: bool,
    ) -> Result<(AddressId, AddressBook), AddressError> {
        let now = self.now();
        let entry = SavedAddress {
            id: self.ports.mint.id(now),
            address,
            created_at: now,
            updated_at: now,
        };
        let id = entry.id;
        let book = self
            .rewrite_book(account, move |book| Ok(book.with(entry.clone(), default)?))
            .await?;
        Ok((id, book))
    }

    async fn replace_address(
        &self,
        account: UserId,
        id: AddressId,
        address: PostalAddress,
        default: bool,
    ) -> Result<AddressBook, AddressError> {
        let now = self.now();
        self.rewrite_book(account, move |book| {
            Ok(book.replacing(id, address.clone(), default, now)?)
        })
        .await
    }

    async fn remove_address(&self, account: UserId, id: AddressId) -> Result<AddressBook, AddressError> {
        self.rewrite_book(account, move |book| Ok(book.without(id)?))
            .await
    }
}

fn code_refusal(refusal: ProfileError) -> CodeRequestError {
    match refusal {
        ProfileError::WrongPassword => CodeRequestError::WrongPassword,
        ProfileError::TooMany { retry_after } => CodeRequestError::TooMany { retry_after },
        ProfileError::Busy(busy) => CodeRequestError::Busy(busy),
        ProfileError::Store(error) => CodeRequestError::Store(error),
        ProfileError::Unknown
        | ProfileError::Stale
        | ProfileError::GuessablePassword
        | ProfileError::Employed => CodeRequestError::NothingToVerify,
    }
}
