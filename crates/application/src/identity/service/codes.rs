//! Sending codes, and trying them.

use std::sync::Arc;

use hexmart_domain::identity::{Account, CodePurpose, CodeTarget, CodeTry, Fingerprint, IssuedCode};
use hexmart_domain::shared::{Instant, UserId};

use super::super::CodeRequestError;
use super::secrets::code_hash;
use super::{IdentityPorts, IdentityService};
use crate::platform::{
    Abort, Message, Mint, Notification, OutboxMessage, Recipient, StoreError, UnitOfWork, Vault, envelope,
    transact,
};

/// A code that is about to be sent. Made once; the attempt that writes it may run again.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) account: UserId,
    pub(super) purpose: CodePurpose,
    pub(super) target: Option<CodeTarget>,
    pub(super) hash: Fingerprint,
    pub(super) letter: Option<OutboxMessage>,
    pub(super) now: Instant,
}

impl Draft {
    /// Writes the code in place of an earlier one, and the message that carries it.
    pub(super) async fn issue(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        let before = uow.codes().find(self.account, self.purpose).await?;
        let code = IssuedCode {
            account: self.account,
            purpose: self.purpose,
            target: self.target.clone(),
            hash: self.hash,
            issued_at: self.now,
            misses: 0,
            version: before.map_or(1, |before| before.version.saturating_add(1)),
            spent: false,
        };
        uow.codes().save(&code).await?;
        match &self.letter {
            Some(letter) => uow.outbox().enqueue(letter).await,
            None => Ok(()),
        }
    }
}

/// What it takes to write codes and letters, wherever it is found out to whom.
#[derive(Clone)]
pub(super) struct Pen {
    mint: Mint,
    vault: Arc<dyn Vault>,
}

impl Pen {
    pub(super) fn of(ports: &IdentityPorts) -> Self {
        Self {
            mint: ports.mint.clone(),
            vault: Arc::clone(&ports.vault),
        }
    }

    /// A code for an account, by mail to its own address or to the target.
    pub(super) fn draft(
        &self,
        account: &Account,
        purpose: CodePurpose,
        target: Option<CodeTarget>,
        code: String,
        now: Instant,
    ) -> Result<Draft, StoreError> {
        let hash = code_hash(&*self.vault, account.id, purpose, &code);
        let message = match purpose {
            CodePurpose::VerifyEmail => Message::VerifyEmail { code },
            CodePurpose::ResetPassword => Message::ResetPassword { code },
            CodePurpose::ChangeEmail => Message::ChangeEmail { code },
            CodePurpose::VerifyPhone => Message::VerifyPhone { code },
        };
        let to = match &target {
            Some(CodeTarget::Email(email)) => Some(Recipient::Mail(email.clone())),
            Some(CodeTarget::Phone(phone)) => Some(Recipient::Sms(phone.clone())),
            None => account.personal.email.clone().map(Recipient::Mail),
        };
        let letter = to.map(|to| self.letter(account, to, message, now)).transpose()?;
        Ok(Draft {
            account: account.id,
            purpose,
            target,
            hash,
            letter,
            now,
        })
    }

    /// A mail to an account as a row of the outbox; none when the account has no address.
    pub(super) fn mail(
        &self,
        account: &Account,
        message: Message,
        now: Instant,
    ) -> Result<Option<OutboxMessage>, StoreError> {
        let to = account.personal.email.clone().map(Recipient::Mail);
        to.map(|to| self.letter(account, to, message, now)).transpose()
    }

    fn letter(
        &self,
        account: &Account,
        recipient: Recipient,
        message: Message,
        now: Instant,
    ) -> Result<OutboxMessage, StoreError> {
        let notification = Notification {
            id: self.mint.id(now),
            recipient,
            language: account.language,
            message,
        };
        envelope(&notification, account.id, now)
    }
}

/// A code that somebody typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tried {
    pub(super) account: UserId,
    pub(super) purpose: CodePurpose,
    pub(super) hash: Fingerprint,
    pub(super) now: Instant,
}

impl Tried {
    /// Counts the try. The answer is Right only once; a wrong try MUST be committed, or it would not count.
    pub(super) async fn count(
        self,
        uow: &mut dyn UnitOfWork,
    ) -> Result<(CodeTry, Option<CodeTarget>), StoreError> {
        let Some(code) = uow.codes().find(self.account, self.purpose).await? else {
            return Ok((CodeTry::Expired, None));
        };
        let version = code.version;
        let (code, answer) = code.tried(self.hash, self.now);
        if code.version != version {
            uow.codes().save(&code).await?;
        }
        Ok((answer, code.target))
    }
}

impl IdentityService {
    /// A code for an account, by mail to its own address or to the target.
    pub(super) fn draft(
        &self,
        account: &Account,
        purpose: CodePurpose,
        target: Option<CodeTarget>,
        now: Instant,
    ) -> Result<Draft, StoreError> {
        let code = self.new_code(purpose);
        let pen = Pen::of(&self.ports);
        pen.draft(account, purpose, target, code, now)
    }

    /// What somebody typed, ready to be compared.
    pub(super) fn tried(&self, account: UserId, purpose: CodePurpose, code: &str) -> Tried {
        Tried {
            account,
            purpose,
            hash: code_hash(&*self.ports.vault, account, purpose, code),
            now: self.now(),
        }
    }

    /// Takes one from the codes that an account may be sent for a purpose.
    pub(super) async fn admit_code(
        &self,
        account: UserId,
        purpose: CodePurpose,
    ) -> Result<(), CodeRequestError> {
        let key = format!("code:{}:{account}", purpose.as_str());
        let admitted = self.take(&key, self.settings.codes).await;
        admitted.map_err(|retry_after| CodeRequestError::TooMany { retry_after })
    }

    /// Sends a code.
    pub(super) async fn send(&self, draft: Draft) -> Result<(), StoreError> {
        transact(&*self.ports.store, "send_code", move |uow| {
            let draft = draft.clone();
            Box::pin(async move { draft.issue(uow).await.map_err(Abort::<StoreError>::Store) })
        })
        .await
    }
}
