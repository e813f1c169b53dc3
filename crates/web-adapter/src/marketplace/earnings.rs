//! What sellers earned.

use actix_web::http::StatusCode;
use hexmart_application::platform::StoreError;
use hexmart_domain::settlement::{SellerStatistics, SellerTally, Settlement};
use hexmart_domain::shared::{Currency, Day, Instant, OrderId, OrderLineId, SettlementId};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::download::download;
use crate::ordering::desk::seller;
use crate::query::Query;
use crate::wire::{self, Number, example, instant_text, json};

/// Entries of a part of a file.
const PART: u64 = 1_000;
const COLUMNS: &str =
    "id,kind,order_id,line_id,gross,commission,net,currency,points,business_date,settled_at\n";

/// One page of an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct SettlementList {
    /// The first day that is told of.
    #[schema(example = "2026-11-01")]
    from: String,
    /// The last.
    #[schema(example = "2026-11-30")]
    until: String,
    settlements: Vec<SettlementBody>,
    page: CursorPageBody,
}

/// An entry of a seller's account with the shop.
#[derive(Serialize, ToSchema)]
#[schema(as = Settlement)]
struct SettlementBody {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::settlement_id)]
    id: SettlementId,
    /// `sale`, or `reversal` where something of the price went back to the buyer.
    #[schema(example = "sale")]
    kind: &'static str,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::order_id)]
    order_id: OrderId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::line_id)]
    line_id: OrderLineId,
    /// What the buyer paid for the line; negative in a reversal, as the others are.
    #[schema(value_type = f64, example = 35_910)]
    gross: Number,
    /// What the shop keeps.
    #[schema(value_type = f64, example = 897)]
    commission: Number,
    /// What the seller gets.
    #[schema(value_type = f64, example = 35_013)]
    net: Number,
    /// What it is counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// Points that came into the seller's wallet, or went out of it.
    #[schema(example = 35_013)]
    points: i64,
    /// The day in the shop.
    #[schema(example = "2026-11-20")]
    business_date: String,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    settled_at: Instant,
}

impl From<&Settlement> for SettlementBody {
    fn from(settlement: &Settlement) -> Self {
        Self {
            id: settlement.id,
            kind: settlement.kind.as_str(),
            order_id: settlement.order,
            line_id: settlement.line,
            gross: settlement.gross.into(),
            commission: settlement.commission.into(),
            net: settlement.net.into(),
            currency: settlement.gross.currency(),
            points: settlement.points,
            business_date: settlement.business_date.to_string(),
            settled_at: settlement.at,
        }
    }
}

/// How a seller is doing.
#[derive(Serialize, ToSchema)]
#[schema(as = SellerStatistics)]
pub(crate) struct StatisticsBody {
    /// What the seller got, of all time.
    #[schema(value_type = f64, example = 250_000)]
    profit_total: Number,
    /// What the seller got this month.
    #[schema(value_type = f64, example = 25_000)]
    profit_month: Number,
    /// By how many percent that is above last month; null when there was nothing.
    #[schema(value_type = Option<f64>, example = 25.0)]
    growth_percent: Option<Number>,
    /// Lines that were confirmed and settled, of all time.
    #[schema(example = 12)]
    sent_total: i64,
    /// Those of this month.
    #[schema(example = 3)]
    sent_month: i64,
    /// Lines that are paid for and wait to be sent.
    #[schema(example = 2)]
    unsent: i64,
    /// Lines that were sent, and not settled yet.
    #[schema(example = 1)]
    unpaid: i64,
}

impl From<SellerStatistics> for StatisticsBody {
    fn from(statistics: SellerStatistics) -> Self {
        let SellerStatistics { total, month, growth } = statistics;
        let profit = |tally: SellerTally| -> Number { tally.profit.into() };
        Self {
            profit_total: profit(total),
            profit_month: profit(month),
            growth_percent: growth.map(Number::from),
            sent_total: total.sent,
            sent_month: month.sent,
            unsent: total.unsent,
            unpaid: total.unpaid,
        }
    }
}

/// Show what one earned
///
/// For approved sellers: the account with the shop, as JSON in pages or as a file.
#[utoipa::path(get, path = "/commerce/sellers/me/settlements/", operation_id = "list_settlements", tag = "marketplace",
    params(
        ("from" = Option<String>, Query, description = "The first day; the first of the last day's month unless said",
            example = "2026-11-01"),
        ("until" = Option<String>, Query, description = "The last day; today unless said", example = "2026-11-30"),
        ("format" = Option<String>, Query, description = "`json`, or `csv` for all of the period in a file; `json` unless said",
            example = "json"),
        ("page_size" = Option<u64>, Query, description = "Entries per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, oldest first, or the file.",
        content((SettlementList = "application/json"), (String = "text/csv")))))]
pub(crate) async fn settlements(call: Call) -> Answer {
    let (_, seller) = seller(&call).await?;
    let mut query = Query::of(&call.request)?;
    let (from, until) = (query.optional("from", day), query.optional("until", day));
    let is_file = query.optional("format", format).unwrap_or(false);
    let (size, after) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let accounts = &call.state.services.seller_accounts;
    let period = accounts.period(from, until);
    if is_file {
        let accounts = accounts.clone();
        let start = after;
        let part = move |after: Option<SettlementId>| {
            let accounts = accounts.clone();
            async move {
                let entries = accounts.statement(seller, period, after, PART).await?;
                let is_full = u64::try_from(entries.len()).is_ok_and(|found| found >= PART);
                let next = entries.last().filter(|_| is_full).map(|last| Some(last.id));
                let head = if after == start { COLUMNS } else { "" };
                Ok::<_, StoreError>((head.to_owned() + &rows(&entries), next))
            }
        };
        let name = format!("settlements-{}-{}.csv", period.from, period.until);
        return download("text/csv; charset=utf-8", &name, start, part).await;
    }
    let mut found = accounts
        .statement(seller, period, after, with_one_more(size))
        .await?;
    let page = cut(&mut found, size, |settlement| settlement.id);
    let body = SettlementList {
        from: period.from.to_string(),
        until: period.until.to_string(),
        settlements: found.iter().map(SettlementBody::from).collect(),
        page,
    };
    json(StatusCode::OK, 4096, &body)
}

/// Show how one is doing as a seller
#[utoipa::path(get, path = "/commerce/sellers/me/statistics/", operation_id = "show_seller_statistics", tag = "marketplace",
    responses((status = 200, description = "Figures of all time and of this month.", body = StatisticsBody)))]
pub(crate) async fn statistics(call: Call) -> Answer {
    let (_, seller) = seller(&call).await?;
    let statistics = call.state.services.seller_accounts.statistics(seller).await?;
    json(StatusCode::OK, 192, &StatisticsBody::from(statistics))
}

fn day(text: &str) -> Result<Day, Fault> {
    text.parse().or(Err(Fault::NotADay))
}

fn format(word: &str) -> Result<bool, Fault> {
    match word {
        "json" => Ok(false),
        "csv" => Ok(true),
        _ => Err(Fault::NotOneOf("json, csv")),
    }
}

/// Words, numbers and days, none of which needs quotes.
fn rows(entries: &[Settlement]) -> String {
    entries.iter().map(row).collect()
}

fn row(entry: &Settlement) -> String {
    let [gross, commission, net] =
        [entry.gross, entry.commission, entry.net].map(|money| plain(money.amount()));
    let (kind, currency) = (entry.kind.as_str(), entry.gross.currency());
    let fields = [
        entry.id.to_string(),
        kind.to_owned(),
        entry.order.to_string(),
        entry.line.to_string(),
        gross,
        commission,
        net,
        currency.code().to_owned(),
        entry.points.to_string(),
        entry.business_date.to_string(),
        instant_text(entry.at),
    ];
    fields.join(",") + "\n"
}

fn plain(amount: Decimal) -> String {
    amount.normalize().to_string()
}
