use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hexmart_domain::identity::Email;
use hexmart_web_adapter::{IpNet, Origin};

use super::{DatabaseArgs, KeysArgs, OrderArgs, PaymentArgs, PlaceArgs, PointsArgs, WebhookArgs};

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) listen: ListenArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// Put demo products into an empty shop, let anybody on this machine change it, and stand in for mail, SMS, Kakao,
    /// Naver and Google under /fake/; payments move no money
    #[arg(long)]
    pub(crate) demo: bool,
    /// Leave the pictures of the demo out: for tests, which start many of them
    #[arg(long, requires = "demo", hide = true)]
    pub(crate) demo_without_pictures: bool,
    /// Threads that answer requests; as many as there are cores unless said otherwise
    #[arg(long, env = "HEXMART_WORKERS", value_name = "N")]
    pub(crate) workers: Option<NonZeroUsize>,
    /// Requests that are worked on at once; when more come, looking around is turned away first (503), then carts, then new
    /// orders, and what settles orders and payments never
    #[arg(long, env = "HEXMART_AT_ONCE", value_name = "N", default_value = "512")]
    pub(crate) at_once: NonZeroUsize,
    #[command(flatten)]
    pub(crate) edges: EdgeArgs,
    #[command(flatten)]
    pub(crate) messages: MessageArgs,
    #[command(flatten)]
    pub(crate) providers: ProviderArgs,
    #[command(flatten)]
    pub(crate) payments: PaymentArgs,
    #[command(flatten)]
    pub(crate) orders: OrderArgs,
    #[command(flatten)]
    pub(crate) points: PointsArgs,
    #[command(flatten)]
    pub(crate) places: PlaceArgs,
    #[command(flatten)]
    pub(crate) webhooks: WebhookArgs,
    #[command(flatten)]
    pub(crate) passwords: PasswordArgs,
    #[command(flatten)]
    pub(crate) media: MediaArgs,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
}

/// Where the server is.
#[derive(Debug, Args)]
pub(crate) struct ListenArgs {
    /// Address and port; port 0 takes any free one
    #[arg(
        long = "listen",
        env = "HEXMART_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8000"
    )]
    pub(crate) address: SocketAddr,
}

/// Whether callers are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RateLimits {
    /// Every request takes from its caller's allowance
    On,
    /// Only sign-ins, sign-ups and codes are counted
    Off,
}

/// Who may come from where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Edges")]
pub(crate) struct EdgeArgs {
    #[arg(
        help = "A site whose pages may call from browsers, such as https://shop.example; can be repeated",
        long = "cors-origin",
        env = "HEXMART_CORS_ORIGINS",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub(crate) cors_origins: Vec<Origin>,
    /// A network whose X-Forwarded-For is believed, such as 10.0.0.0/8; can be repeated
    #[arg(
        long = "trusted-proxy",
        env = "HEXMART_TRUSTED_PROXIES",
        value_name = "NETWORK",
        value_delimiter = ','
    )]
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// The shop is reached by HTTPS alone: browsers are told so
    #[arg(long, env = "HEXMART_HTTPS")]
    pub(crate) https: bool,
    /// Whether requests are counted; on unless it is a demo
    #[arg(long, env = "HEXMART_RATE_LIMITS", value_enum)]
    pub(crate) rate_limits: Option<RateLimits>,
    #[arg(
        help = "Where servers of one shop count together: redis://HOST:6379; each for itself unless said",
        long,
        env = "HEXMART_REDIS_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) redis_url: Option<String>,
}

/// How mails and text messages go out.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct MessageArgs {
    /// What the shop calls itself in messages
    #[arg(
        long,
        env = "HEXMART_SHOP_NAME",
        value_name = "NAME",
        default_value = "Hexmart"
    )]
    pub(crate) shop_name: String,
    #[arg(
        long,
        help = "The mail relay: smtps://USER:PASSWORD@HOST, or smtp:// for STARTTLS",
        env = "HEXMART_SMTP_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) smtp_url: Option<String>,
    /// The address that mails come from
    #[arg(long, env = "HEXMART_MAIL_FROM", value_name = "ADDRESS", value_parser = Email::parse, requires = "smtp_url")]
    pub(crate) mail_from: Option<Email>,
    /// Write messages into this folder instead of sending them
    #[arg(long, env = "HEXMART_MESSAGES_DIR", value_name = "DIR", conflicts_with_all = ["smtp_url", "sms_from"])]
    pub(crate) messages_dir: Option<PathBuf>,
    /// The registered number that text messages come from
    #[arg(long, env = "HEXMART_SMS_FROM", value_name = "NUMBER")]
    pub(crate) sms_from: Option<String>,
    /// Naver Cloud SENS: the id of the SMS service
    #[arg(
        long,
        env = "HEXMART_SENS_SERVICE_ID",
        value_name = "ID",
        requires = "sms_from"
    )]
    pub(crate) sens_service_id: Option<String>,
    /// Naver Cloud SENS: the id of the key
    #[arg(
        long,
        env = "HEXMART_SENS_ACCESS_KEY",
        value_name = "KEY",
        requires = "sens_service_id"
    )]
    pub(crate) sens_access_key: Option<String>,
    /// Naver Cloud SENS: the key
    #[arg(
        long,
        env = "HEXMART_SENS_SECRET_KEY",
        hide_env_values = true,
        value_name = "SECRET",
        requires = "sens_service_id"
    )]
    pub(crate) sens_secret_key: Option<String>,
    /// Solapi: the id of the key
    #[arg(
        long,
        env = "HEXMART_SOLAPI_API_KEY",
        value_name = "KEY",
        requires = "sms_from",
        conflicts_with = "sens_service_id"
    )]
    pub(crate) solapi_api_key: Option<String>,
    /// Solapi: the key
    #[arg(
        long,
        env = "HEXMART_SOLAPI_API_SECRET",
        hide_env_values = true,
        value_name = "SECRET",
        requires = "solapi_api_key"
    )]
    pub(crate) solapi_api_secret: Option<String>,
}

/// By whom people may sign in.
#[derive(Debug, Args)]
#[command(next_help_heading = "Identity providers")]
pub(crate) struct ProviderArgs {
    /// Where a provider may send browsers back to, letter by letter; can be repeated
    #[arg(
        long = "redirect-uri",
        env = "HEXMART_REDIRECT_URIS",
        value_name = "URI",
        value_delimiter = ','
    )]
    pub(crate) redirect_uris: Vec<String>,
    /// Kakao: the REST API key
    #[arg(long, env = "HEXMART_KAKAO_CLIENT_ID", value_name = "ID")]
    pub(crate) kakao_client_id: Option<String>,
    /// Kakao: the client secret
    #[arg(
        long,
        env = "HEXMART_KAKAO_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub(crate) kakao_client_secret: Option<String>,
    /// Kakao: another place than its own
    #[arg(long, env = "HEXMART_KAKAO_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) kakao_base_url: Option<String>,
    /// Naver: the client id
    #[arg(long, env = "HEXMART_NAVER_CLIENT_ID", value_name = "ID")]
    pub(crate) naver_client_id: Option<String>,
    /// Naver: the client secret
    #[arg(
        long,
        env = "HEXMART_NAVER_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub(crate) naver_client_secret: Option<String>,
    /// Naver: another place than its own
    #[arg(long, env = "HEXMART_NAVER_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) naver_base_url: Option<String>,
    /// Google: the client id
    #[arg(long, env = "HEXMART_GOOGLE_CLIENT_ID", value_name = "ID")]
    pub(crate) google_client_id: Option<String>,
    /// Google: the client secret
    #[arg(
        long,
        env = "HEXMART_GOOGLE_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub(crate) google_client_secret: Option<String>,
    /// Google: another place than its own
    #[arg(long, env = "HEXMART_GOOGLE_BASE_URL", value_name = "URL", hide = true)]
    pub(crate) google_base_url: Option<String>,
}

/// What a password hash costs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Passwords")]
pub(crate) struct PasswordArgs {
    /// Memory of one password hash (argon2id), in KiB
    #[arg(
        long = "argon2-memory-kib",
        env = "HEXMART_ARGON2_MEMORY_KIB",
        value_name = "KIB"
    )]
    pub(crate) memory_kib: Option<u32>,
    /// Passes of one password hash
    #[arg(long = "argon2-passes", env = "HEXMART_ARGON2_PASSES", value_name = "N")]
    pub(crate) passes: Option<u32>,
    /// Password hashes at once
    #[arg(long = "argon2-parallel", env = "HEXMART_ARGON2_PARALLEL", value_name = "N")]
    pub(crate) parallel_hashes: Option<NonZeroUsize>,
}

/// Where pictures and uploads are kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct MediaArgs {
    /// The folder of pictures and uploads; beside an SQLite database unless said otherwise, data/hexmart.media for others
    #[arg(
        long,
        env = "HEXMART_MEDIA_DIR",
        value_name = "DIR",
        conflicts_with = "s3_bucket"
    )]
    pub(crate) media_dir: Option<PathBuf>,
    /// An S3 bucket instead of a folder; the servers of one shop share it
    #[arg(long, env = "HEXMART_S3_BUCKET", value_name = "NAME")]
    pub(crate) s3_bucket: Option<String>,
    /// Where the bucket is
    #[arg(
        long,
        env = "HEXMART_S3_ENDPOINT",
        value_name = "URL",
        default_value = "https://s3.ap-northeast-2.amazonaws.com"
    )]
    pub(crate) s3_endpoint: String,
    /// The region of the bucket
    #[arg(
        long,
        env = "HEXMART_S3_REGION",
        value_name = "REGION",
        default_value = "ap-northeast-2"
    )]
    pub(crate) s3_region: String,
    /// The id of the key to the bucket
    #[arg(
        long,
        env = "HEXMART_S3_ACCESS_KEY",
        value_name = "KEY",
        requires = "s3_bucket"
    )]
    pub(crate) s3_access_key: Option<String>,
    /// The key to the bucket
    #[arg(
        long,
        env = "HEXMART_S3_SECRET_KEY",
        hide_env_values = true,
        value_name = "SECRET",
        requires = "s3_bucket"
    )]
    pub(crate) s3_secret_key: Option<String>,
    /// The bucket is a part of the path, not of the host: for servers that are not Amazon's
    #[arg(long, env = "HEXMART_S3_PATH_STYLE")]
    pub(crate) s3_path_style: bool,
}

/// What finds products.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub(crate) struct SearchArgs {
    /// The folder of the search index; beside an SQLite database unless said otherwise, data/hexmart.search for others
    #[arg(
        long,
        env = "HEXMART_SEARCH_DIR",
        value_name = "DIR",
        conflicts_with = "opensearch_url"
    )]
    pub(crate) search_dir: Option<PathBuf>,
    #[arg(
        help = "An OpenSearch or Elasticsearch cluster with the plugin analysis-nori instead: https://HOST:9200",
        long,
        env = "HEXMART_OPENSEARCH_URL",
        value_name = "URL"
    )]
    pub(crate) opensearch_url: Option<String>,
    /// Who asks the cluster
    #[arg(
        long,
        env = "HEXMART_OPENSEARCH_USER",
        value_name = "NAME",
        requires = "opensearch_password"
    )]
    pub(crate) opensearch_user: Option<String>,
    /// With which password
    #[arg(
        long,
        env = "HEXMART_OPENSEARCH_PASSWORD",
        hide_env_values = true,
        value_name = "SECRET",
        requires = "opensearch_user"
    )]
    pub(crate) opensearch_password: Option<String>,
    /// What the names of the shop's indices begin with
    #[arg(
        long,
        env = "HEXMART_OPENSEARCH_PREFIX",
        value_name = "NAME",
        default_value = "hexmart"
    )]
    pub(crate) opensearch_prefix: String,
}
