use std::sync::Arc;

use hexmart_application::payments::PaymentGateway;
use hexmart_application::platform::Entropy;
use hexmart_payment_adapter::portone_v1::{PortoneV1, PortoneV1Settings};
use hexmart_payment_adapter::portone_v2::{PortoneV2, PortoneV2Settings};
use hexmart_payment_adapter::sandbox::SandboxGateway;
use hexmart_payment_adapter::toss::{Toss, TossSettings};
use hexmart_payment_adapter::{BadSetting, HttpClient};

use crate::cli::PaymentArgs;
use crate::clock::SystemClock;
use crate::database::Database;
use crate::entropy::SystemEntropy;
use crate::failure::{Exit, Failure};

/// Those who take money for this shop, the one it proposes first.
pub(crate) fn gateways(args: &PaymentArgs) -> Result<Vec<Arc<dyn PaymentGateway>>, Failure> {
    let mut gateways: Vec<Arc<dyn PaymentGateway>> = Vec::new();
    let bad = |setting: BadSetting| Failure::new(Exit::Config, "payments cannot be taken").because(&setting);
    let http = || {
        HttpClient::new()
            .map_err(|error| Failure::new(Exit::Config, "payment providers cannot be asked").because(&error))
    };
    if let Some(settings) = toss(args) {
        gateways.push(Arc::new(Toss::new(settings, http()?).map_err(bad)?));
    }
    if let Some(settings) = portone(args) {
        gateways.push(Arc::new(PortoneV2::new(settings, http()?).map_err(bad)?));
    }
    if let Some(settings) = portone_v1(args) {
        let gateway = PortoneV1::new(settings, http()?, Arc::new(SystemClock));
        gateways.push(Arc::new(gateway.map_err(bad)?));
    }
    Ok(gateways)
}

/// The provider of a demo, which moves no money. It remembers where it is told to, else beside a database in a file.
pub(crate) fn sandbox(args: &PaymentArgs, database: &Database) -> Result<Arc<dyn PaymentGateway>, Failure> {
    let (clock, secret) = (Arc::new(SystemClock), SystemEntropy.secret());
    let beside = || Some(database.file()?.with_extension("payments"));
    let Some(path) = args.sandbox_file.clone().or_else(beside) else {
        return Ok(Arc::new(SandboxGateway::new(clock, secret)));
    };
    let opened = SandboxGateway::open(&path, clock, secret).map_err(|error| {
        Failure::new(Exit::Config, format!("cannot open {}", path.display())).because(&error)
    })?;
    Ok(Arc::new(opened))
}

fn toss(args: &PaymentArgs) -> Option<TossSettings> {
    Some(TossSettings {
        base_url: place(args.toss_base_url.as_ref(), TossSettings::BASE_URL),
        secret_key: args.toss_secret_key.clone()?.into(),
        client_key: args.toss_client_key.clone()?,
    })
}

fn portone(args: &PaymentArgs) -> Option<PortoneV2Settings> {
    let secrets = args.portone_webhook_secrets.iter();
    Some(PortoneV2Settings {
        base_url: place(args.portone_base_url.as_ref(), PortoneV2Settings::BASE_URL),
        api_secret: args.portone_api_secret.clone()?.into(),
        store_id: args.portone_store_id.clone()?,
        channel_key: args.portone_channel_key.clone()?,
        webhook_secrets: secrets.map(|secret| secret.clone().into()).collect(),
        manual_approval: args.portone_manual_approval,
    })
}

fn portone_v1(args: &PaymentArgs) -> Option<PortoneV1Settings> {
    Some(PortoneV1Settings {
        base_url: place(args.portone_v1_base_url.as_ref(), PortoneV1Settings::BASE_URL),
        imp_key: args.portone_v1_key.clone()?,
        imp_secret: args.portone_v1_secret.clone()?.into(),
        customer_code: args.portone_v1_customer_code.clone()?,
        channel_key: args.portone_v1_channel_key.clone()?,
    })
}

fn place(given: Option<&String>, own: &str) -> String {
    given.map_or(own, String::as_str).to_owned()
}
