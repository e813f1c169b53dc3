use clap::{Args, Subcommand};
use hexmart_domain::shared::{DeliveryId, WebhookId};

use super::ShopArgs;

/// Where events may be sent.
#[derive(Debug, Args)]
#[command(next_help_heading = "Webhooks")]
pub(crate) struct WebhookArgs {
    /// Ports that events may be sent to; 443 and 8443 unless said otherwise
    #[arg(
        long,
        env = "HEXMART_WEBHOOK_PORTS",
        value_name = "PORT,…",
        value_delimiter = ','
    )]
    pub(crate) webhook_ports: Option<Vec<u16>>,
    /// Send events to this machine and its network too, to any port, also without TLS
    #[arg(long, requires = "demo", conflicts_with = "webhook_ports")]
    pub(crate) allow_private_webhooks: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WebhooksCommand {
    /// List who is sent events, and what did not arrive
    #[command(after_help = "\
Example:
  hexmart webhooks list")]
    List(ShopArgs),
    /// Have a running server send a webhook a test
    #[command(after_help = "\
Example:
  hexmart webhooks test HOOK01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    Test(WebhookIdArgs),
    /// Have a running server send deliveries again
    #[command(after_help = "\
Example:
  hexmart webhooks replay DLVR01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    Replay(DeliveryIdsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct WebhookIdArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    /// Which, as `list` shows it
    #[arg(value_name = "ID")]
    pub(crate) id: WebhookId,
}

#[derive(Debug, Args)]
pub(crate) struct DeliveryIdsArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    /// Which, as `list` shows them
    #[arg(value_name = "ID", required = true)]
    pub(crate) ids: Vec<DeliveryId>,
}
