//! Who sells in the shop.

use std::fmt;

use thiserror::Error;

use crate::identity::{Phone, RealName, mask};
use crate::shared::{Instant, SellerId, TextError, UserId, text_value};

text_value! {
    /// The name of a company.
    CompanyName, max 60, One
}

text_value! {
    /// The name of a bank.
    personal BankName, max 40, One
}

text_value! {
    /// Why an application was turned down, for the applicant to read.
    RejectionReason, max 500, Many
}

/// A business registration number (사업자등록번호): ten digits, of which the last checks the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessNumber(String);

impl BusinessNumber {
    const WEIGHTS: [u32; 9] = [1, 3, 7, 1, 3, 7, 1, 3, 5];

    /// Takes ten digits, with hyphens or without, whose check digit is right.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text: String = text.trim().chars().filter(|c| *c != '-').collect();
        if text.is_empty() {
            return Err(TextError::Blank);
        }
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
        match digits.as_deref() {
            Some(digits) if digits.len() == 10 && Self::checks(digits) => Ok(Self(text)),
            _ => Err(TextError::Malformed {
                expected: "a business registration number such as 123-45-67891",
            }),
        }
    }

    /// The rule of the National Tax Service: weighted sum, with the tens of the ninth product added.
    fn checks(digits: &[u32]) -> bool {
        let weighted: u32 = digits
            .iter()
            .zip(Self::WEIGHTS)
            .map(|(digit, weight)| digit * weight)
            .sum();
        let carry = digits.get(8).map_or(0, |ninth| ninth * 5 / 10);
        let check = (10 - (weighted + carry) % 10) % 10;
        digits.get(9) == Some(&check)
    }

    /// The ten digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A bank account number: 6 to 20 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

impl AccountNumber {
    /// Takes the digits, with hyphens or without.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
        if digits.is_empty() {
            Err(TextError::Blank)
        } else if (6..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(TextError::Malformed {
                expected: "a bank account number of 6 to 20 digits",
            })
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits, the rest stars.
    pub fn masked(&self) -> String {
        let hidden = self.0.len().saturating_sub(4);
        self.0
            .chars()
            .enumerate()
            .map(|(place, digit)| if place < hidden { '*' } else { digit })
            .collect()
    }
}

impl fmt::Debug for AccountNumber {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountNumber(…)")
    }
}

/// What only the seller and staff may see. Never stored in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct SellerPrivate {
    /// Who owns the company.
    pub owner_name: RealName,
    /// Whom to call.
    pub contact: Phone,
    /// Where settlements go.
    pub bank: BankName,
    /// To which account.
    pub account_number: AccountNumber,
    /// In whose name.
    pub account_holder: RealName,
}

impl SellerPrivate {
    /// The holder's name, masked.
    pub fn masked_holder(&self) -> String {
        mask::name(self.account_holder.as_str())
    }
}

impl fmt::Debug for SellerPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SellerPrivate(…)")
    }
}

/// Where an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SellerState {
    /// Waits for staff.
    Pending,
    /// Sells.
    Approved,
    /// Was turned down; may apply again.
    Rejected,
    /// Gave up selling; may apply again.
    Withdrawn,
}

impl SellerState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Rejected, Self::Withdrawn];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Somebody who sells, or asks to. An account is at most one seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// Which.
    pub id: SellerId,
    /// Whose.
    pub account: UserId,
    /// What buyers see; unique among all sellers without regard to case.
    pub company: CompanyName,
    /// What the tax office knows it by.
    pub business_number: BusinessNumber,
    /// The rest.
    pub private: SellerPrivate,
    /// Where the application is.
    pub state: SellerState,
    /// Why it was turned down.
    pub reason: Option<RejectionReason>,
    /// When it was made.
    pub applied_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// By whom.
    pub decided_by: Option<UserId>,
    /// How many follow; changed by following alone.
    pub followers: i64,
    /// Counts changes; the optimistic lock. 1 when new; following does not count.
    pub version: i64,
}

/// Why an application stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SellerError {
    /// There is one already that waits or was approved.
    #[error("there is an application already")]
    AlreadyApplied,
    /// It was decided already, or given up.
    #[error("the application does not wait for a decision")]
    NotPending,
    /// Nothing to withdraw.
    #[error("there is nothing to withdraw")]
    NotActive,
}

/// What an application says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerSheet {
    /// What buyers see.
    pub company: CompanyName,
    /// What the tax office knows it by.
    pub business_number: BusinessNumber,
    /// The rest.
    pub private: SellerPrivate,
}

impl Seller {
    /// A first application.
    pub fn applying(id: SellerId, account: UserId, sheet: SellerSheet, now: Instant) -> Self {
        Self {
            id,
            account,
            company: sheet.company,
            business_number: sheet.business_number,
            private: sheet.private,
            state: SellerState::Pending,
            reason: None,
            applied_at: now,
            decided_at: None,
            decided_by: None,
            followers: 0,
            version: 1,
        }
    }

    /// Another application of somebody who was turned down or gave up.
    pub fn applying_again(mut self, sheet: SellerSheet, now: Instant) -> Result<Self, SellerError> {
        match self.state {
            SellerState::Pending | SellerState::Approved => return Err(SellerError::AlreadyApplied),
            SellerState::Rejected | SellerState::Withdrawn => {}
        }
        self.state = SellerState::Pending;
        self.reason = None;
        self.applied_at = now;
        self.decided_at = None;
        self.decided_by = None;
        Ok(self.describing(sheet))
    }

    /// The application, or the seller, with other data.
    pub fn amended(self, sheet: SellerSheet) -> Result<Self, SellerError> {
        match self.state {
            SellerState::Pending | SellerState::Approved => Ok(self.describing(sheet)),
            SellerState::Rejected | SellerState::Withdrawn => Err(SellerError::NotActive),
        }
    }

    fn describing(mut self, sheet: SellerSheet) -> Self {
        self.company = sheet.company;
        self.business_number = sheet.business_number;
        self.private = sheet.private;
        self.changed()
    }

    /// Accepted.
    pub fn approved(self, by: UserId, now: Instant) -> Result<Self, SellerError> {
        self.decided(SellerState::Approved, None, by, now)
    }

    /// Turned down.
    pub fn rejected(self, reason: RejectionReason, by: UserId, now: Instant) -> Result<Self, SellerError> {
        self.decided(SellerState::Rejected, Some(reason), by, now)
    }

    fn decided(
        mut self,
        state: SellerState,
        reason: Option<RejectionReason>,
        by: UserId,
        now: Instant,
    ) -> Result<Self, SellerError> {
        if self.state != SellerState::Pending {
            return Err(SellerError::NotPending);
        }
        self.state = state;
        self.reason = reason;
        self.decided_at = Some(now);
        self.decided_by = Some(by);
        Ok(self.changed())
    }

    /// Given up by the applicant, or by the seller.
    pub fn withdrawn(mut self) -> Result<Self, SellerError> {
        match self.state {
            SellerState::Pending | SellerState::Approved => {
                self.state = SellerState::Withdrawn;
                Ok(self.changed())
            }
            SellerState::Rejected | SellerState::Withdrawn => Err(SellerError::NotActive),
        }
    }

    fn changed(mut self) -> Self {
        self.version = self.version.saturating_add(1);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_numbers_carry_a_check_digit() {
        // Samsung Electronics and Kakao, as printed at the foot of their pages.
        for good in ["124-81-00998", "1248100998", "120-81-47521"] {
            assert!(BusinessNumber::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "124-81-00997", "12481009", "124810099a", "12481009981"] {
            assert!(BusinessNumber::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn account_numbers_show_their_end_alone() {
        assert_eq!(
            AccountNumber::parse("110-123-456789").unwrap().masked(),
            "********6789"
        );
        for bad in ["", "12345", "123456789012345678901", "12345x"] {
            assert!(AccountNumber::parse(bad).is_err(), "{bad}");
        }
    }
}
