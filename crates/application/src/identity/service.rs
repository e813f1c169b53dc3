use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::identity::{Account, Principal};

use super::{
    AccessToken, AccountQueries, Identity, NewAccount, PasswordHasher, SignIn, SignInError, SignUpError,
    TokenIssuer,
};
use crate::platform::{Abort, Mint, Store, transact};

/// The use cases of accounts.
pub struct IdentityService {
    store: Arc<dyn Store>,
    accounts: Arc<dyn AccountQueries>,
    hasher: Arc<dyn PasswordHasher>,
    tokens: Arc<dyn TokenIssuer>,
    mint: Mint,
}

impl fmt::Debug for IdentityService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityService")
    }
}

impl IdentityService {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        accounts: Arc<dyn AccountQueries>,
        hasher: Arc<dyn PasswordHasher>,
        tokens: Arc<dyn TokenIssuer>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            accounts,
            hasher,
            tokens,
            mint,
        }
    }
}

#[async_trait]
impl Identity for IdentityService {
    async fn sign_up(&self, wanted: NewAccount) -> Result<Account, SignUpError> {
        let NewAccount {
            email,
            nickname,
            password,
            role,
        } = wanted;
        let password = self.hasher.hash(password.reveal().to_owned()).await?;
        let now = self.mint.now();
        let account = Account {
            id: self.mint.id(now),
            email,
            nickname,
            password,
            role,
            created_at: now,
        };
        transact(&*self.store, "sign_up", move |uow| {
            let account = account.clone();
            Box::pin(async move {
                uow.accounts().add(&account).await?;
                Ok::<_, Abort<SignUpError>>(account)
            })
        })
        .await
    }

    async fn sign_in(&self, claim: SignIn) -> Result<AccessToken, SignInError> {
        let account = self.accounts.by_email(&claim.email).await?;
        let hash = account.as_ref().map(|account| account.password.clone());
        let proved = self.hasher.verify(claim.password, hash).await?;
        match account {
            Some(account) if proved => {
                let principal = Principal {
                    user: account.id,
                    role: account.role,
                };
                Ok(self.tokens.issue(principal, self.mint.now()))
            }
            _ => Err(SignInError::InvalidCredentials),
        }
    }

    fn authenticate(&self, token: &str) -> Option<Principal> {
        self.tokens.verify(token, self.mint.now())
    }
}
