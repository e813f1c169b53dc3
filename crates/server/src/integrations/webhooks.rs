use std::sync::Arc;

use hexmart_application::webhooks::WebhookSender;
use hexmart_webhook_adapter::{HttpWebhooks, Reach};

use crate::cli::WebhookArgs;
use crate::failure::{Exit, Failure};

/// What sends events, as the settings say.
pub(crate) fn webhooks(args: &WebhookArgs) -> Result<Arc<dyn WebhookSender>, Failure> {
    let reach = match &args.webhook_ports {
        _ if args.allow_private_webhooks => Reach::everything(),
        Some(ports) => Reach::ports(ports.clone())
            .map_err(|error| Failure::new(Exit::Config, "webhooks cannot be sent").because(&error))?,
        None => Reach::default(),
    };
    let sender = HttpWebhooks::new(reach)
        .map_err(|error| Failure::new(Exit::Config, "webhooks cannot be sent").because(&error))?;
    Ok(Arc::new(sender))
}
