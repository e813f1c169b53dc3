//! Campaigns as they are sent.

use hexmart_application::funding::{EditCampaign, NewCampaign, NewTier};
use hexmart_application::identity::Change;
use hexmart_domain::funding::{
    CampaignContent, CampaignTitle, FinalDate, FinalDateError, PictureUrl, PosterName, Target, Tier,
    TierContent, TierLimit, TierTitle, UnitPrice, Won,
};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::body::{Fault, Form, text, whole};
use crate::problem::Problem;

/// A campaign that is to be. Amounts are whole won.
#[derive(ToSchema)]
#[schema(as = NewCampaign)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewCampaignBody {
    #[schema(min_length = 1, max_length = 50, example = "제주 귤잼")]
    title: String,
    /// Who collects, as everybody reads it.
    #[schema(min_length = 1, max_length = 50, example = "귤밭지기")]
    poster_name: String,
    #[schema(min_length = 1, max_length = 20_000, example = "첫 수확을 졸입니다.")]
    content: String,
    /// Where a picture of it is: an address of HTTPS.
    #[schema(nullable = false, max_length = 500, example = "https://example.com/jam.jpg")]
    picture_url: Option<String>,
    /// What is to be collected at least; never changes.
    #[schema(minimum = 10_000, maximum = 9_999_999_999_i64, example = 600_000)]
    target_amount: i64,
    /// What a pledge without a reward is.
    #[schema(minimum = 1, maximum = 9_999_999_999_i64, example = 4_500)]
    unit_price: i64,
    /// The last day on which it collects, by Seoul's calendar: tomorrow or later.
    #[schema(format = Date, example = "2026-12-31")]
    final_date: String,
    /// The rewards that backers may choose.
    #[schema(nullable = false, max_items = 20)]
    tiers: Option<Vec<NewTierBody>>,
}

/// A reward that is to be.
#[derive(ToSchema)]
#[schema(as = NewCampaignTier)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewTierBody {
    #[schema(min_length = 1, max_length = 50, example = "귤잼 두 병")]
    title: String,
    #[schema(nullable = false, max_length = 500)]
    content: Option<String>,
    /// What whoever chooses it pays.
    #[schema(minimum = 1, maximum = 9_999_999_999_i64, example = 9_000)]
    price: i64,
    /// How many get it; as many as are wanted when nothing is said.
    #[schema(nullable = false, minimum = 1, maximum = 1_000_000, example = 100)]
    limit: Option<i64>,
}

/// What is to be otherwise about a campaign; what is left out stays.
#[derive(ToSchema)]
#[schema(as = CampaignEdit)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct EditBody {
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    title: Option<String>,
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    poster_name: Option<String>,
    #[schema(nullable = false, min_length = 1, max_length = 20_000)]
    content: Option<String>,
    /// Null takes it away.
    #[schema(max_length = 500)]
    picture_url: Option<String>,
    /// Until somebody pledged.
    #[schema(nullable = false, minimum = 1, maximum = 9_999_999_999_i64)]
    unit_price: Option<i64>,
    #[schema(nullable = false, format = Date, example = "2027-01-31")]
    final_date: Option<String>,
    /// All rewards, until somebody pledged.
    #[schema(nullable = false, max_items = 20)]
    tiers: Option<Vec<NewTierBody>>,
}

fn most() -> u64 {
    Won::LARGEST_VALUE.get().unsigned_abs()
}

fn target(raw: &RawValue) -> Result<Target, Fault> {
    let least = Target::LEAST.unsigned_abs();
    let outside = Fault::NotWithin { least, most: most() };
    Target::try_from(whole(raw)?).or(Err(outside))
}

fn price(raw: &RawValue) -> Result<UnitPrice, Fault> {
    let least = UnitPrice::LEAST.unsigned_abs();
    let outside = Fault::NotWithin { least, most: most() };
    UnitPrice::try_from(whole(raw)?).or(Err(outside))
}

fn limit(raw: &RawValue) -> Result<TierLimit, Fault> {
    let most = TierLimit::MOST.unsigned_abs();
    TierLimit::try_from(whole(raw)?).or(Err(Fault::NotWithin { least: 1, most }))
}

fn final_date(raw: &RawValue) -> Result<FinalDate, Fault> {
    Ok(FinalDate::parse(&text(raw)?)?)
}

fn picture(raw: &RawValue) -> Result<PictureUrl, Fault> {
    Ok(PictureUrl::parse(text(raw)?)?)
}

fn tier(form: &mut Form<'_>) -> Option<NewTier> {
    let title = form.required("title", |raw| Ok(TierTitle::parse(text(raw)?)?));
    let content = form.optional("content", |raw| Ok(TierContent::parse(text(raw)?)?));
    let price = form.required("price", price);
    let limit = form.optional("limit", limit);
    Some(NewTier {
        title: title?,
        content,
        price: price?,
        limit,
    })
}

fn tiers(form: &mut Form<'_>) -> Option<Vec<NewTier>> {
    let tiers = form.objects("tiers", Tier::MOST, tier);
    let all = tiers.as_deref().unwrap_or_default();
    let is_repeated =
        |(place, tier): (usize, &NewTier)| all.iter().take(place).any(|other| other.title == tier.title);
    if let Some(place) = all.iter().enumerate().position(is_repeated) {
        form.refuse_inside(&format!("tiers/{place}/title"), Fault::Repeated);
    }
    tiers
}

/// Reads a campaign that is to be.
pub(super) fn read_new(body: &[u8]) -> Result<NewCampaign, Problem> {
    let mut form = Form::of(body)?;
    let title = form.required("title", |raw| Ok(CampaignTitle::parse(text(raw)?)?));
    let poster_name = form.required("poster_name", |raw| Ok(PosterName::parse(text(raw)?)?));
    let content = form.required("content", |raw| Ok(CampaignContent::parse(text(raw)?)?));
    let picture = form.optional("picture_url", picture);
    let target = form.required("target_amount", target);
    let unit_price = form.required("unit_price", price);
    let final_date = form.required("final_date", final_date);
    let tiers = tiers(&mut form);
    let read = || {
        Some(NewCampaign {
            title: title?,
            poster_name: poster_name?,
            content: content?,
            picture,
            target: target?,
            unit_price: unit_price?,
            final_date: final_date?,
            tiers: tiers.unwrap_or_default(),
        })
    };
    let read = read();
    form.finish_strict(read)
}

/// Reads what is to be otherwise.
pub(super) fn read_edit(body: &[u8]) -> Result<EditCampaign, Problem> {
    let mut form = Form::of(body)?;
    if form.has("target_amount") {
        // Whatever it says: what backers were told is to be collected stays.
        form.optional("target_amount", |_| Err::<(), _>(Fault::Settled));
    }
    let edit = EditCampaign {
        title: form.optional("title", |raw| Ok(CampaignTitle::parse(text(raw)?)?)),
        poster_name: form.optional("poster_name", |raw| Ok(PosterName::parse(text(raw)?)?)),
        content: form.optional("content", |raw| Ok(CampaignContent::parse(text(raw)?)?)),
        picture: match form.clearable("picture_url", picture) {
            Change::Keep => None,
            Change::Clear => Some(None),
            Change::Set(url) => Some(Some(url)),
        },
        unit_price: form.optional("unit_price", price),
        final_date: form.optional("final_date", final_date),
        tiers: tiers(&mut form),
    };
    form.finish_strict(Some(edit))
}

impl From<FinalDateError> for Fault {
    fn from(error: FinalDateError) -> Self {
        Self::FinalDate(error)
    }
}
