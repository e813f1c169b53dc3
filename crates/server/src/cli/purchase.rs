use std::path::PathBuf;

use clap::Args;
use hexmart_domain::shared::Points;
use rust_decimal::Decimal;

/// Who takes the money.
#[derive(Debug, Args)]
#[command(next_help_heading = "Payments")]
pub(crate) struct PaymentArgs {
    /// Toss Payments: the secret key (`live_gsk_…`); with one that begins with test_ no money moves
    #[arg(
        long,
        env = "HEXMART_TOSS_SECRET_KEY",
        hide_env_values = true,
        value_name = "KEY",
        requires = "toss_client_key"
    )]
    pub(crate) toss_secret_key: Option<String>,
    /// Toss Payments: the client key, which browsers begin with
    #[arg(
        long,
        env = "HEXMART_TOSS_CLIENT_KEY",
        value_name = "KEY",
        requires = "toss_secret_key"
    )]
    pub(crate) toss_client_key: Option<String>,
    /// Toss Payments: another place than its own
    #[arg(long, env = "HEXMART_TOSS_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) toss_base_url: Option<String>,
    /// PortOne: the V2 API secret
    #[arg(
        long,
        env = "HEXMART_PORTONE_API_SECRET",
        hide_env_values = true,
        value_name = "SECRET",
        requires_all = ["portone_store_id", "portone_channel_key", "portone_webhook_secrets"]
    )]
    pub(crate) portone_api_secret: Option<String>,
    /// PortOne: which shop (`store-…`)
    #[arg(
        long,
        env = "HEXMART_PORTONE_STORE_ID",
        value_name = "ID",
        requires = "portone_api_secret"
    )]
    pub(crate) portone_store_id: Option<String>,
    /// PortOne: by which channel buyers pay (`channel-key-…`)
    #[arg(
        long,
        env = "HEXMART_PORTONE_CHANNEL_KEY",
        value_name = "KEY",
        requires = "portone_api_secret"
    )]
    pub(crate) portone_channel_key: Option<String>,
    /// PortOne: what its messages are signed with (`whsec_…`); two while one replaces the other
    #[arg(
        long = "portone-webhook-secret",
        env = "HEXMART_PORTONE_WEBHOOK_SECRETS",
        hide_env_values = true,
        value_name = "SECRET",
        value_delimiter = ',',
        requires = "portone_api_secret"
    )]
    pub(crate) portone_webhook_secrets: Vec<String>,
    /// PortOne: the shop takes the money itself once the buyer agreed, as is set up there
    #[arg(
        long,
        env = "HEXMART_PORTONE_MANUAL_APPROVAL",
        requires = "portone_api_secret"
    )]
    pub(crate) portone_manual_approval: bool,
    /// PortOne: another place than its own
    #[arg(long, env = "HEXMART_PORTONE_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) portone_base_url: Option<String>,
    /// PortOne V1: the key of the REST interface
    #[arg(
        long,
        env = "HEXMART_PORTONE_V1_KEY",
        value_name = "KEY",
        requires_all = ["portone_v1_secret", "portone_v1_customer_code", "portone_v1_channel_key"]
    )]
    pub(crate) portone_v1_key: Option<String>,
    /// PortOne V1: what belongs to the key
    #[arg(
        long,
        env = "HEXMART_PORTONE_V1_SECRET",
        hide_env_values = true,
        value_name = "SECRET",
        requires = "portone_v1_key"
    )]
    pub(crate) portone_v1_secret: Option<String>,
    /// PortOne V1: what browsers begin with (`imp00000000`)
    #[arg(
        long,
        env = "HEXMART_PORTONE_V1_CUSTOMER_CODE",
        value_name = "CODE",
        requires = "portone_v1_key"
    )]
    pub(crate) portone_v1_customer_code: Option<String>,
    /// PortOne V1: by which channel buyers pay
    #[arg(
        long,
        env = "HEXMART_PORTONE_V1_CHANNEL_KEY",
        value_name = "KEY",
        requires = "portone_v1_key"
    )]
    pub(crate) portone_v1_channel_key: Option<String>,
    /// PortOne V1: another place than its own
    #[arg(long, env = "HEXMART_PORTONE_V1_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) portone_v1_base_url: Option<String>,
    /// Take payments that move no money for real ones: while a shop is tried out. A demo does
    #[arg(long, env = "HEXMART_TEST_MONEY")]
    pub(crate) test_money: bool,
    /// The sandbox of a demo: the file it remembers in; beside a database in a file by default, else only while it runs
    #[arg(long, env = "HEXMART_SANDBOX_FILE", value_name = "FILE", requires = "demo")]
    pub(crate) sandbox_file: Option<PathBuf>,
    /// The fewest points that somebody buys at once
    #[arg(long, env = "HEXMART_LEAST_TOP_UP", value_name = "POINTS", default_value = "1000", value_parser = points)]
    pub(crate) least_top_up: Points,
    /// The most points that somebody buys at once
    #[arg(long, env = "HEXMART_MOST_TOP_UP", value_name = "POINTS", default_value = "2000000", value_parser = points)]
    pub(crate) most_top_up: Points,
}

/// Who knows where places are, and parcels.
#[derive(Debug, Args)]
#[command(next_help_heading = "Maps and couriers")]
pub(crate) struct PlaceArgs {
    /// Kakao: the REST API key of its maps; without it, the way to a buyer is guessed
    #[arg(
        long,
        env = "HEXMART_KAKAO_REST_API_KEY",
        hide_env_values = true,
        value_name = "KEY"
    )]
    pub(crate) kakao_rest_api_key: Option<String>,
    /// Kakao Local: another place than its own
    #[arg(long, env = "HEXMART_KAKAO_LOCAL_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) kakao_local_base_url: Option<String>,
    /// Kakao Mobility: another place than its own
    #[arg(
        long,
        env = "HEXMART_KAKAO_MOBILITY_BASE_URL",
        value_name = "URL",
        hide = true
    )]
    pub(crate) kakao_mobility_base_url: Option<String>,
    /// SweetTracker: the key, by which parcels are looked up
    #[arg(
        long,
        env = "HEXMART_SWEETTRACKER_KEY",
        hide_env_values = true,
        value_name = "KEY"
    )]
    pub(crate) sweettracker_key: Option<String>,
    /// SweetTracker: another place than its own
    #[arg(long, env = "HEXMART_SWEETTRACKER_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) sweettracker_base_url: Option<String>,
}

/// What the shop's owner decides about orders.
#[derive(Debug, Args)]
#[command(next_help_heading = "Orders")]
pub(crate) struct OrderArgs {
    /// What the way to the buyer costs, for each order
    #[arg(long, env = "HEXMART_SHIPPING_FEE", value_name = "AMOUNT", value_parser = amount)]
    pub(crate) shipping_fee: Option<Decimal>,
    /// From which price of the goods on the way costs nothing
    #[arg(
        long,
        env = "HEXMART_FREE_SHIPPING_FROM",
        value_name = "AMOUNT",
        value_parser = amount,
        requires = "shipping_fee"
    )]
    pub(crate) free_shipping_from: Option<Decimal>,
    /// Minutes that a buyer may take to pay, before what was promised is anybody's again
    #[arg(
        long,
        env = "HEXMART_PAY_WITHIN",
        value_name = "MINUTES",
        default_value_t = 30,
        value_parser = clap::value_parser!(i64).range(1..=10_080)
    )]
    pub(crate) pay_within: i64,
    /// Take nothing back that has left
    #[arg(long, env = "HEXMART_NO_REFUND_AFTER_DISPATCH")]
    pub(crate) no_refund_after_dispatch: bool,
}

fn points(text: &str) -> Result<Points, String> {
    let number = text.parse::<i64>().ok();
    let points = number.and_then(|number| Points::try_from(number).ok());
    points.ok_or_else(|| format!("a whole number from 1 to {}", Points::MAX.get()))
}

fn amount(text: &str) -> Result<Decimal, String> {
    match text.parse::<Decimal>() {
        Ok(amount) if amount >= Decimal::ZERO && amount.scale() <= 2 => Ok(amount),
        _ => Err("an amount of at least 0 with at most two decimals".to_owned()),
    }
}
