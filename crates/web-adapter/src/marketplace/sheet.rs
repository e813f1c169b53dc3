//! What an application says, as it is sent and as the seller and staff see it.

use std::borrow::Cow;

use hexmart_domain::identity::{Phone, RealName, mask};
use hexmart_domain::marketplace::{
    AccountNumber, BankName, BusinessNumber, CompanyName, RejectionReason, Seller, SellerPrivate, SellerSheet,
};
use hexmart_domain::shared::{Instant, SellerId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, text};
use crate::identity::person::seen;
use crate::problem::Problem;
use crate::query::View;
use crate::wire::{self, example};

/// Who wants to sell.
#[derive(ToSchema)]
#[schema(as = SellerSheet)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct SheetBody {
    /// What buyers see; unique among sellers without regard to case.
    #[schema(min_length = 1, max_length = 60, example = "하나상회")]
    company_name: String,
    /// The business registration number (사업자등록번호), with hyphens or without.
    #[schema(example = "120-81-47521")]
    business_number: String,
    #[schema(min_length = 1, max_length = 60, example = "홍길동")]
    owner_name: String,
    /// A mobile number of Korea.
    #[schema(example = "010-1234-5678")]
    contact: String,
    #[schema(min_length = 1, max_length = 40, example = "국민은행")]
    bank_name: String,
    /// 6 to 20 digits, with hyphens or without.
    #[schema(example = "110-123-456789")]
    account_number: String,
    #[schema(min_length = 1, max_length = 60, example = "홍길동")]
    account_holder: String,
}

/// Reads a sheet.
pub(super) fn read(body: &[u8]) -> Result<SellerSheet, Problem> {
    let mut form = Form::of(body)?;
    let company = form.required("company_name", |raw| Ok(CompanyName::parse(text(raw)?)?));
    let business_number = form.required("business_number", |raw| Ok(BusinessNumber::parse(&text(raw)?)?));
    let owner_name = form.required("owner_name", |raw| Ok(RealName::parse(text(raw)?)?));
    let contact = form.required("contact", |raw| Ok(Phone::parse(&text(raw)?)?));
    let bank = form.required("bank_name", |raw| Ok(BankName::parse(text(raw)?)?));
    let account_number = form.required("account_number", |raw| Ok(AccountNumber::parse(&text(raw)?)?));
    let account_holder = form.required("account_holder", |raw| Ok(RealName::parse(text(raw)?)?));
    let read = || {
        let private = SellerPrivate {
            owner_name: owner_name?,
            contact: contact?,
            bank: bank?,
            account_number: account_number?,
            account_holder: account_holder?,
        };
        Some(SellerSheet {
            company: company?,
            business_number: business_number?,
            private,
        })
    };
    form.finish_strict(read())
}

/// A seller, or somebody who asks to be one.
#[derive(Serialize, ToSchema)]
#[schema(as = Seller)]
pub(crate) struct SellerBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::seller_id)]
    id: SellerId,
    #[schema(example = "하나상회")]
    company_name: &'a str,
    #[schema(example = "1208147521")]
    business_number: &'a str,
    #[schema(value_type = String, example = "홍*동")]
    owner_name: Option<Cow<'a, str>>,
    #[schema(value_type = String, example = "010****5678")]
    contact: Option<Cow<'a, str>>,
    #[schema(value_type = String, example = "국**행")]
    bank_name: Option<Cow<'a, str>>,
    #[schema(value_type = String, example = "********6789")]
    account_number: Option<Cow<'a, str>>,
    #[schema(value_type = String, example = "홍*동")]
    account_holder: Option<Cow<'a, str>>,
    /// `PENDING`, `APPROVED`, `REJECTED` or `WITHDRAWN`.
    #[schema(example = "PENDING")]
    state: &'static str,
    /// Why the application was turned down.
    reason: Option<&'a str>,
    #[schema(example = 0)]
    followers: i64,
    /// Counts changes.
    #[schema(example = 1)]
    version: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    applied_at: Instant,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    decided_at: Option<Instant>,
}

impl<'a> SellerBody<'a> {
    pub(crate) fn of(seller: &'a Seller, view: View) -> Self {
        let private = &seller.private;
        let name = |name| seen(Some(name), view, RealName::as_str, RealName::masked);
        Self {
            id: seller.id,
            company_name: seller.company.as_str(),
            business_number: seller.business_number.as_str(),
            owner_name: name(&private.owner_name),
            contact: seen(Some(&private.contact), view, Phone::as_str, Phone::masked),
            bank_name: seen(Some(&private.bank), view, BankName::as_str, |bank| {
                mask::name(bank.as_str())
            }),
            account_number: seen(
                Some(&private.account_number),
                view,
                AccountNumber::as_str,
                AccountNumber::masked,
            ),
            account_holder: name(&private.account_holder),
            state: seller.state.as_str(),
            reason: seller.reason.as_ref().map(RejectionReason::as_str),
            followers: seller.followers,
            version: seller.version,
            applied_at: seller.applied_at,
            decided_at: seller.decided_at,
        }
    }
}
