//! Secrets as people and programs get them, and what is kept of them.

use hexmart_domain::identity::{CodePurpose, Fingerprint};
use hexmart_domain::shared::UserId;

use super::IdentityService;
use crate::platform::Vault;

/// Starts a refresh token.
pub(super) const REFRESH: &str = "hxr_";
/// Starts an API key.
pub(super) const API_KEY: &str = "hxk_";
/// No I, L, O or U: people type this.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code that is mailed: 50 bits.
const CODE_LENGTH: usize = 10;

impl IdentityService {
    /// 256 bits with a prefix that says what they are for, and the hash that is kept of them.
    pub(super) fn new_secret(&self, prefix: &'static str) -> (String, Fingerprint) {
        let secret = self.ports.mint.token(prefix);
        let hash = self.secret_hash(&secret);
        (secret, hash)
    }

    pub(super) fn secret_hash(&self, secret: &str) -> Fingerprint {
        self.ports.vault.fingerprint("secret", secret.as_bytes())
    }

    /// A code as its owner types it: ten characters by mail, six digits by text message.
    pub(super) fn new_code(&self, purpose: CodePurpose) -> String {
        let secret = self.ports.mint.secret();
        match purpose {
            CodePurpose::VerifyPhone => {
                let number = secret
                    .iter()
                    .take(8)
                    .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
                format!("{:06}", number % 1_000_000)
            }
            CodePurpose::VerifyEmail | CodePurpose::ResetPassword | CodePurpose::ChangeEmail => secret
                .iter()
                .take(CODE_LENGTH)
                .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
                .map(|character| char::from(*character))
                .collect(),
        }
    }
}

/// What is kept of a code. Bound to whom and what it is for: it proves nothing else.
pub(super) fn code_hash(vault: &dyn Vault, account: UserId, purpose: CodePurpose, code: &str) -> Fingerprint {
    let code = code.trim().to_ascii_uppercase();
    let text = format!("{account} {} {code}", purpose.as_str());
    vault.fingerprint("code", text.as_bytes())
}
