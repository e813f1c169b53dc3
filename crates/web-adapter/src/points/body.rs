//! Wallets as answers show them.

use actix_web::http::StatusCode;
use hexmart_application::points::{DayMark, EntryFilter};
use hexmart_domain::points::{EntryKind, Lots, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, Instant, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::cursor::{ListIdentity, decode_day, encode_day};
use crate::cursor_page::{CursorPageBody, with_one_more};
use crate::problem::Problem;
use crate::query::Query;
use crate::wire::{self, example, json};

/// The kinds, for whoever asks for another.
const KINDS: &str = "attendance, text_review, photo_review, accrual, accrual_reversal, top_up, top_up_bonus, \
    top_up_reversal, subscription_fee, payment, refund, settlement, settlement_reversal, sign_up, adjustment, expiry, \
    pledge, pledge_refund";

/// Reads a day.
pub(super) fn day_of(text: &str) -> Result<Day, Fault> {
    // Nothing but the form in which days are answered: no blanks, no signs, no short months.
    let day = text.parse::<Day>().ok().filter(|day| day.to_string() == text);
    day.ok_or(Fault::NotADay)
}

/// Points that last until the same day.
#[derive(Serialize, ToSchema)]
#[schema(as = PointLot)]
pub(crate) struct LotBody {
    #[schema(example = 29_900)]
    points: i64,
    /// The last day on which they can be used; null when they last for ever.
    #[schema(example = "2027-11-30")]
    until: Option<String>,
}

fn lots(lots: &Lots) -> impl Iterator<Item = LotBody> {
    lots.as_slice().iter().map(|lot| LotBody {
        points: lot.points,
        until: lot.until.map(|day| day.to_string()),
    })
}

/// What an account holds.
#[derive(Serialize, ToSchema)]
#[schema(as = Wallet)]
pub(crate) struct WalletBody {
    /// Points that can be used.
    #[schema(example = 29_900)]
    balance: i64,
    /// The same points by how long they last, what ends first first. They are used in this order.
    lots: Vec<LotBody>,
    /// Number of the newest entry; 0 before the first.
    #[schema(example = 1)]
    version: i64,
}

impl WalletBody {
    pub(crate) fn of(wallet: &Wallet, today: Day) -> Self {
        let over: Vec<_> = wallet.lots.over(today).map(|(day, _)| day.to_string()).collect();
        let is_usable = |lot: &LotBody| lot.until.as_ref().is_none_or(|until| !over.contains(until));
        Self {
            balance: wallet.usable(today),
            lots: lots(&wallet.lots).filter(is_usable).collect(),
            version: wallet.version,
        }
    }
}

/// One entry of a wallet. Never changed, never removed.
#[derive(Serialize, ToSchema)]
#[schema(as = PointEntry)]
pub(crate) struct EntryBody {
    /// Its number in the wallet, from 1.
    #[schema(example = 1)]
    version: i64,
    /// `attendance`, `text_review`, `photo_review`, `accrual`, `accrual_reversal`, `top_up`, `top_up_bonus`,
    /// `top_up_reversal`, `subscription_fee`, `payment`, `refund`, `settlement`, `settlement_reversal`, `sign_up`,
    /// `adjustment`, `expiry`, `pledge` or `pledge_refund`.
    #[schema(example = "sign_up")]
    kind: &'static str,
    /// Points that came, or went when negative.
    #[schema(example = 29_900)]
    points: i64,
    /// Points that there were after it.
    #[schema(example = 29_900)]
    balance_after: i64,
    /// The points that came or went, by how long they last.
    lots: Vec<LotBody>,
    /// What it belongs to: an order, a payment, a day.
    #[schema(example = example::user_id)]
    reference: String,
    /// The day that it was in the shop.
    #[schema(example = "2026-11-20")]
    date: String,
    /// Why, when an employee said so.
    #[schema(example = "배송 지연 보상")]
    note: Option<String>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    at: Instant,
}

impl From<&WalletEntry> for EntryBody {
    fn from(entry: &WalletEntry) -> Self {
        Self {
            version: entry.version,
            kind: entry.kind.as_str(),
            points: entry.amount,
            balance_after: entry.balance_after,
            lots: lots(&entry.moved).collect(),
            reference: entry.reference.to_string(),
            date: entry.business_date.to_string(),
            note: entry.note.as_ref().map(|note| note.as_str().to_owned()),
            at: entry.at,
        }
    }
}

/// One page of a wallet.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryPage<E> {
    entries: Vec<E>,
    page: CursorPageBody,
}

/// Which entries are asked for, and from where on.
struct Wanted {
    filter: EntryFilter,
    list: ListIdentity,
    before: Option<DayMark>,
    size: u64,
}

impl Wanted {
    fn of(call: &Call, user: UserId) -> Result<Self, Problem> {
        let mut query = Query::of(&call.request)?;
        let filter = EntryFilter {
            from: query.optional("from", day_of),
            until: query.optional("until", day_of),
            kind: query.optional("kind", |word| {
                EntryKind::from_word(word).ok_or(Fault::NotOneOf(KINDS))
            }),
        };
        if filter
            .from
            .zip(filter.until)
            .is_some_and(|(from, until)| until < from)
        {
            query.refuse("until", Fault::BelowStart("from"));
        }
        let list = identity(user, &filter);
        let wanted = Self {
            filter,
            list,
            before: query.optional("cursor", |text| decode_day(text, list)),
            size: query.page_size(),
        };
        query.finish_strict()?;
        Ok(wanted)
    }
}

/// Which list that is: a place in one is none in another.
fn identity(user: UserId, filter: &EntryFilter) -> ListIdentity {
    let words = [
        Some(user.to_string()),
        filter.from.map(|day| day.to_string()),
        filter.until.map(|day| day.to_string()),
        filter.kind.map(|kind| kind.as_str().to_owned()),
    ];
    let words: Vec<_> = words.into_iter().map(Option::unwrap_or_default).collect();
    ListIdentity::of(["points"].into_iter().chain(words.iter().map(String::as_str)))
}

/// A page of somebody's entries, each as `E` shows it.
pub(crate) async fn page_of_entries<E>(call: &Call, user: UserId) -> Answer
where
    E: for<'e> From<&'e WalletEntry> + Serialize,
{
    let Wanted {
        filter,
        list,
        before,
        size,
    } = Wanted::of(call, user)?;
    let points = &call.state.services.points;
    let mut entries = points.entries(user, filter, before, with_one_more(size)).await?;
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let is_last = entries.len() <= length;
    entries.truncate(length);
    let mark = entries.last().filter(|_| !is_last).map(|entry| DayMark {
        on: entry.business_date,
        version: entry.version,
    });
    let page = CursorPageBody::new(size, mark.map(|mark| encode_day(mark, list)));
    let entries: Vec<E> = entries.iter().map(Into::into).collect();
    json(StatusCode::OK, 4096, &EntryPage { entries, page })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_named() {
        assert_eq!(KINDS, EntryKind::ALL.map(EntryKind::as_str).join(", "));
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        assert_eq!(
            day_of("2026-11-20").map(|day| day.to_string()),
            Ok("2026-11-20".to_owned())
        );
        for wrong in [
            "",
            "2026-11-31",
            "2026-1-2",
            " 2026-11-20",
            "+2026-11-20",
            "20261120",
            "2026-11-20T00:00:00Z",
        ] {
            assert_eq!(day_of(wrong), Err(Fault::NotADay), "{wrong}");
        }
    }
}
