use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{Clock, DeliveryError, Entropy, Notification, Notifier};
use hexmart_notification_adapter::{
    BadSetting, CapturingNotifier, RoutingNotifier, SenderNumber, SensNotifier, SensSettings, ShopName, Sink,
    SmtpNotifier, SmtpSettings, SolapiNotifier, SolapiSettings, sink_to_directory,
};

use crate::cli::MessageArgs;
use crate::clock::SystemClock;
use crate::entropy::SystemEntropy;
use crate::failure::{Exit, Failure};

/// How messages go out.
pub(crate) enum Messages {
    /// By these transports.
    Sent(Arc<dyn Notifier>),
    /// Not at all: they wait in the outbox until a transport is set up.
    Kept,
}

impl Messages {
    /// What the settings say.
    pub(crate) fn of(args: &MessageArgs) -> Result<Self, Failure> {
        let shop = ShopName::parse(&args.shop_name).map_err(refused)?;
        if let Some(folder) = &args.messages_dir {
            let sink = sink_to_directory(folder).map_err(|error| {
                Failure::new(
                    Exit::Config,
                    format!("cannot write messages to {}", folder.display()),
                )
                .because(&error)
                .cure("a folder that this user can write to")
            })?;
            return Ok(Self::captured(shop, sink));
        }
        let (mail, sms) = (mail(args, &shop)?, sms(args, &shop)?);
        if mail.is_none() && sms.is_none() {
            return Ok(Self::Kept);
        }
        let or_unset =
            |notifier: Option<Arc<dyn Notifier>>, what| notifier.unwrap_or_else(|| Arc::new(Unset(what)));
        Ok(Self::Sent(Arc::new(RoutingNotifier {
            mail: or_unset(mail, "mail is not set up"),
            sms: or_unset(sms, "text messages are not set up"),
        })))
    }

    /// Into the hands of whoever develops or tests.
    pub(crate) fn captured(shop: ShopName, sink: Sink) -> Self {
        Self::Sent(Arc::new(CapturingNotifier::new(shop, sink)))
    }
}

/// A transport that is missing beside another: its messages are dead letters, and can be replayed once it is there.
struct Unset(&'static str);

#[async_trait]
impl Notifier for Unset {
    async fn deliver(&self, _notification: &Notification) -> Result<(), DeliveryError> {
        Err(DeliveryError::Refused {
            why: self.0.to_owned(),
        })
    }
}

fn mail(args: &MessageArgs, shop: &ShopName) -> Result<Option<Arc<dyn Notifier>>, Failure> {
    let Some(url) = &args.smtp_url else {
        return Ok(None);
    };
    let from = args.mail_from.clone().ok_or_else(|| missing("--mail-from"))?;
    let settings = SmtpSettings {
        url: url.clone().into(),
        from,
        shop: shop.clone(),
    };
    let notifier = SmtpNotifier::new(&settings, clock()).map_err(refused)?;
    Ok(Some(Arc::new(notifier)))
}

fn sms(args: &MessageArgs, shop: &ShopName) -> Result<Option<Arc<dyn Notifier>>, Failure> {
    let Some(number) = &args.sms_from else {
        return Ok(None);
    };
    let from = SenderNumber::parse(number).map_err(refused)?;
    if let Some(service_id) = &args.sens_service_id {
        let settings = SensSettings {
            base_url: SensSettings::BASE_URL.to_owned(),
            service_id: service_id.clone(),
            access_key: args
                .sens_access_key
                .clone()
                .ok_or_else(|| missing("--sens-access-key"))?,
            secret_key: secret(args.sens_secret_key.as_ref(), "--sens-secret-key")?,
            from,
            shop: shop.clone(),
        };
        let notifier = SensNotifier::new(&settings, clock()).map_err(refused)?;
        return Ok(Some(Arc::new(notifier)));
    }
    let settings = SolapiSettings {
        base_url: SolapiSettings::BASE_URL.to_owned(),
        api_key: args
            .solapi_api_key
            .clone()
            .ok_or_else(|| missing("--sens-service-id or --solapi-api-key"))?,
        api_secret: secret(args.solapi_api_secret.as_ref(), "--solapi-api-secret")?,
        from,
        shop: shop.clone(),
    };
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let notifier = SolapiNotifier::new(&settings, clock(), entropy).map_err(refused)?;
    Ok(Some(Arc::new(notifier)))
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

fn secret<S: From<String>>(given: Option<&String>, name: &str) -> Result<S, Failure> {
    given.cloned().map(S::from).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Failure {
    Failure::new(Exit::Config, format!("messages cannot be sent without {name}"))
}

fn refused(setting: BadSetting) -> Failure {
    Failure::new(Exit::Config, "messages cannot be sent").because(&setting)
}
