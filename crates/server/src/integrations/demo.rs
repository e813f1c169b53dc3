use std::net::SocketAddr;
use std::sync::Arc;

use hexmart_application::identity::IdentityProvider;
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::identity::Provider;
use hexmart_fakes::{Channel as FakeChannel, FakeClient, Fakes, FakesSettings, Inbox, Letter, maps, parcels};
use hexmart_identity_provider_adapter::ProviderSettings;
use hexmart_notification_adapter::{Captured, Channel, ShopName, Sink};

use super::messages::Messages;
use super::providers::{client, provider};
use crate::cli::{PlaceArgs, ServeArgs};
use crate::clock::SystemClock;
use crate::entropy::SystemEntropy;
use crate::failure::{Exit, Failure};

/// The doubles of outside services that a demo brings along, at the server's own address.
pub(crate) struct Demo {
    pub(crate) fakes: Fakes,
    address: SocketAddr,
}

impl Demo {
    /// Doubles for a server at `address`. Refuses settings of the real services: a demo lets anybody be anybody.
    pub(crate) fn at(address: SocketAddr, args: &ServeArgs) -> Result<Self, Failure> {
        let real = [
            &args.providers.kakao_client_id,
            &args.providers.naver_client_id,
            &args.providers.google_client_id,
            &args.messages.smtp_url,
            &args.messages.sms_from,
            &args.payments.toss_secret_key,
            &args.payments.portone_api_secret,
            &args.payments.portone_v1_key,
            &args.places.kakao_rest_api_key,
            &args.places.sweettracker_key,
        ];
        if real.into_iter().any(Option::is_some) {
            return Err(Failure::new(
                Exit::Config,
                "--demo stands in for mail, SMS, identity providers, payments, maps and couriers, and real ones are set up",
            )
            .cure("leave --demo out, or the settings of the real services"));
        }
        let client = |name: &str| FakeClient {
            id: format!("demo-{name}"),
            secret: format!("demo-{name}-secret"),
            redirect_uris: Self::redirect_uris_at(address, args),
        };
        let settings = FakesSettings {
            kakao: client("kakao"),
            naver: client("naver"),
            google: client("google"),
        };
        let (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>) =
            (Arc::new(SystemClock), Arc::new(SystemEntropy));
        Ok(Self {
            fakes: Fakes::new(settings, clock, entropy),
            address,
        })
    }

    /// Where browsers come back to: what the settings say, or a page at the server's own address.
    pub(crate) fn redirect_uris_at(address: SocketAddr, args: &ServeArgs) -> Vec<String> {
        match args.providers.redirect_uris.as_slice() {
            [] => vec![format!("http://{address}/demo/sign-in")],
            given => given.to_vec(),
        }
    }

    /// The three providers, at their doubles.
    pub(crate) fn providers(&self) -> Result<Vec<Arc<dyn IdentityProvider>>, Failure> {
        let (address, http) = (self.address, client()?);
        Provider::ALL
            .into_iter()
            .map(|known| {
                let name = known.as_str();
                let settings = ProviderSettings {
                    client_id: format!("demo-{name}"),
                    client_secret: format!("demo-{name}-secret").into(),
                    base_url: Some(format!("http://{address}/fake/{name}")),
                };
                provider(known, settings, http.clone())
            })
            .collect()
    }

    /// Maps and couriers, at their doubles.
    pub(crate) fn places(&self) -> PlaceArgs {
        let at = |name: &str| Some(format!("http://{}/fake/{name}", self.address));
        PlaceArgs {
            kakao_rest_api_key: Some(maps::KAKAO_REST_API_KEY.to_owned()),
            kakao_local_base_url: at("kakaolocal"),
            kakao_mobility_base_url: at("kakaonavi"),
            sweettracker_key: Some(parcels::SWEETTRACKER_KEY.to_owned()),
            sweettracker_base_url: at("sweettracker"),
        }
    }

    /// Messages into the inbox at `/fake/inbox/`.
    pub(crate) fn messages(&self, shop_name: &str) -> Result<Messages, Failure> {
        let shop = ShopName::parse(shop_name)
            .map_err(|setting| Failure::new(Exit::Config, "messages cannot be written").because(&setting))?;
        let inbox = self.fakes.inbox();
        let sink: Sink = Arc::new(move |captured| {
            keep(&inbox, captured);
            Ok(())
        });
        Ok(Messages::captured(shop, sink))
    }
}

fn keep(inbox: &Inbox, captured: Captured) {
    inbox.push(Letter {
        id: captured.id.to_string(),
        channel: match captured.channel {
            Channel::Mail => FakeChannel::Mail,
            Channel::Sms => FakeChannel::Sms,
        },
        to: captured.to,
        subject: captured.subject,
        body: captured.text,
        at: SystemClock.now(),
    });
}
