//! An account, as its owner and staff see it.

use std::borrow::Cow;

use hexmart_application::identity::Profile;
use hexmart_domain::identity::{Account, CustomsCode, Email, Introduction, Phone, Provider, RealName};
use hexmart_domain::shared::{Instant, Language, UserId};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::body::{Fault, text};
use crate::query::View;
use crate::wire::{self, example};

/// An account.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    id: UserId,
    #[schema(value_type = Option<String>, example = "h**a@example.com")]
    email: Option<Cow<'a, str>>,
    #[schema(value_type = Option<String>, example = "010****5678")]
    phone: Option<Cow<'a, str>>,
    #[schema(value_type = Option<String>, example = "홍*동")]
    real_name: Option<Cow<'a, str>>,
    /// What customs knows its owner by (개인통관고유부호).
    #[schema(value_type = Option<String>, example = "P***********2")]
    customs_code: Option<Cow<'a, str>>,
    #[schema(example = "하나")]
    nickname: &'a str,
    #[schema(example = "커피와 자전거")]
    introduction: Option<&'a str>,
    /// `UNVERIFIED`, `ACTIVE`, `DORMANT` or `DELETED`.
    #[schema(example = "ACTIVE")]
    state: &'static str,
    /// `user`, `operator`, `staff` or `admin`.
    #[schema(example = "user")]
    role: &'static str,
    /// What the shop writes in: `ko` or `en`.
    #[schema(example = "ko")]
    language: &'static str,
    /// Counts changes; the `ETag`.
    #[schema(example = 3)]
    version: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    last_sign_in_at: Option<Instant>,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    deleted_at: Option<Instant>,
}

/// An account, and who it is elsewhere.
#[derive(Serialize, ToSchema)]
#[schema(as = Profile)]
pub(crate) struct ProfileBody<'a> {
    #[serde(flatten)]
    account: AccountBody<'a>,
    /// The identity providers that it is linked to.
    #[schema(example = json!(["kakao"]))]
    providers: Vec<&'static str>,
}

impl<'a> AccountBody<'a> {
    pub(crate) fn of(account: &'a Account, view: View) -> Self {
        let personal = &account.personal;
        Self {
            id: account.id,
            email: seen(personal.email.as_ref(), view, Email::as_str, Email::masked),
            phone: seen(personal.phone.as_ref(), view, Phone::as_str, Phone::masked),
            real_name: seen(
                personal.real_name.as_ref(),
                view,
                RealName::as_str,
                RealName::masked,
            ),
            customs_code: seen(
                personal.customs_code.as_ref(),
                view,
                CustomsCode::as_str,
                CustomsCode::masked,
            ),
            nickname: account.nickname.as_str(),
            introduction: account.introduction.as_ref().map(Introduction::as_str),
            state: account.state.as_str(),
            role: account.role.as_str(),
            language: account.language.tag(),
            version: account.version,
            created_at: account.created_at,
            last_sign_in_at: account.last_sign_in_at,
            deleted_at: account.deleted_at,
        }
    }
}

impl<'a> ProfileBody<'a> {
    pub(crate) fn of(profile: &'a Profile, view: View) -> Self {
        Self {
            account: AccountBody::of(&profile.account, view),
            providers: profile.providers.iter().copied().map(Provider::as_str).collect(),
        }
    }
}

/// Something personal, as much of it as the view shows.
pub(crate) fn seen<T>(
    value: Option<&T>,
    view: View,
    clear: fn(&T) -> &str,
    masked: fn(&T) -> String,
) -> Option<Cow<'_, str>> {
    value.map(|value| match view {
        View::Full => Cow::Borrowed(clear(value)),
        View::Masked => Cow::Owned(masked(value)),
    })
}

/// Reads the tag of a language.
pub(crate) fn language(raw: &RawValue) -> Result<Language, Fault> {
    Language::from_tag(&text(raw)?).ok_or(Fault::NotOneOf("ko, en"))
}
