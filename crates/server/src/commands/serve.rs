use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::IdentitySettings;
use hexmart_application::ordering::{OrderSettings, ShippingTerms};
use hexmart_application::payments::PaymentSettings;
use hexmart_application::platform::{Rate, Vault};
use hexmart_application::search::SearchIndex;
use hexmart_cache_adapter::CachedSearch;
use hexmart_domain::ordering::RefundPolicy;
use hexmart_domain::shared::Money;
use hexmart_security_adapter::{Argon2Settings, KeyVault};
use hexmart_web_adapter::{Access, Limits, NOTHING_MOUNTED, RunningServer, Settings};

use crate::background::Background;
use crate::cli::{EdgeArgs, OrderArgs, PasswordArgs, RateLimits, ServeArgs};
use crate::database::Database;
use crate::failure::{Exit, Failure};
use crate::integrations::{
    self, Demo, Messages, Places, gateways, objects, providers, sandbox, throttle, webhooks,
};
use crate::keys::Keys;
use crate::seed::demo;
use crate::signals::StopSignals;
use crate::terminal;
use crate::wiring::{CURRENCY, Shop, Surroundings, Trade, cores};

/// How long running requests may take once the server is told to stop; whoever told it waits 25 s before using force.
const GRACE: Duration = Duration::from_secs(20);
/// More than anybody takes: what a demo allows.
const PLENTY: Rate = Rate {
    burst: 1_000_000,
    per: Duration::from_secs(1),
};

/// Serves until told to stop.
pub(super) async fn run(args: ServeArgs) -> Result<ExitCode, Failure> {
    let address = args.listen.address;
    if args.demo && !address.ip().is_loopback() {
        return Err(Failure::new(
            Exit::Config,
            format!("--demo lets anybody change the shop, and {address} can be reached from other machines"),
        )
        .cure("--listen 127.0.0.1:8000, or leave --demo out"));
    }
    let mut signals = StopSignals::listen()
        .map_err(|error| Failure::new(Exit::Failed, "cannot listen for signals").because(&error))?;
    let (listener, address) = listen(address)?;
    let demo = args.demo.then(|| Demo::at(address, &args)).transpose()?;
    let database = Database::parse(&args.database.url)?;
    let index: Arc<dyn SearchIndex> =
        Arc::new(CachedSearch::new(integrations::index(&database, &args.search)?));
    let shop = open(&args, &database, &index, demo.as_ref(), address).await?;
    if demo.is_some() {
        demo::fill(&shop, !args.demo_without_pictures).await?;
    }
    let background = work(&shop, &index, &args, demo.as_ref())?;
    let mut server = start(listener, &shop, settings(&args), demo.as_ref())?;
    tracing::info!(%address, %database, demo = args.demo, "ready");
    terminal::say(&format!("listening on http://{address}"))?;
    tokio::select! {
        ended = server.wait() => ended.map_err(|error| stopped(&error))?,
        () = signals.next() => return Ok(drain(&mut server, background, &mut signals).await),
    }
    Ok(ExitCode::SUCCESS)
}

async fn open(
    args: &ServeArgs,
    database: &Database,
    index: &Arc<dyn SearchIndex>,
    demo: Option<&Demo>,
    address: SocketAddr,
) -> Result<Shop, Failure> {
    let keys = Keys::of(database, args.keys.keys_file.as_deref())?;
    let vault: Arc<dyn Vault> = Arc::new(KeyVault::new(Arc::clone(&keys.ring)));
    let storage = database.prepare(vault).await?;
    keys.must_open(&storage).await?;
    let surroundings = Surroundings {
        throttle: throttle(args.edges.redis_url.as_deref()).await?,
        providers: match demo {
            Some(demo) => demo.providers()?,
            None => providers(&args.providers)?,
        },
        identity: identity_settings(args, address),
        passwords: hashing(&args.passwords)?,
        objects: objects(database, &args.media)?,
        trade: trade(args, database, demo)?,
        webhooks: webhooks(&args.webhooks)?,
        points: args.points.points(),
        subscription: args.points.subscription(),
        index: Some(Arc::clone(index)),
    };
    Shop::new(storage, &keys.ring, surroundings)
}

/// A demo takes play money and nothing else, and asks the doubles of maps and couriers.
fn trade(args: &ServeArgs, database: &Database, demo: Option<&Demo>) -> Result<Trade, Failure> {
    let gateways = match demo {
        Some(_) => vec![sandbox(&args.payments, database)?],
        None => gateways(&args.payments)?,
    };
    let Places {
        geocoder,
        roads,
        tracking,
    } = match demo {
        Some(demo) => Places::of(&demo.places())?,
        None => Places::of(&args.places)?,
    };
    Ok(Trade {
        gateways,
        geocoder,
        roads,
        tracking,
        payments: PaymentSettings {
            takes_test_money: args.payments.test_money || demo.is_some(),
            least_top_up: args.payments.least_top_up,
            most_top_up: args.payments.most_top_up,
        },
        orders: order_settings(&args.orders),
        commission: args.points.commission(),
    })
}

fn order_settings(args: &OrderArgs) -> OrderSettings {
    let money = |amount| Money::new(amount, CURRENCY);
    OrderSettings {
        shipping: args.shipping_fee.map(|fee| ShippingTerms {
            fee: money(fee),
            free_from: args.free_shipping_from.map(money),
        }),
        pay_within: chrono::TimeDelta::minutes(args.pay_within),
        refunds: RefundPolicy {
            after_dispatch: !args.no_refund_after_dispatch,
        },
        ..OrderSettings::default()
    }
}

fn identity_settings(args: &ServeArgs, address: SocketAddr) -> IdentitySettings {
    let settings = IdentitySettings::default();
    if args.demo {
        return IdentitySettings {
            sign_ups: PLENTY,
            sign_ins: PLENTY,
            codes: PLENTY,
            redirect_uris: Demo::redirect_uris_at(address, args),
            ..settings
        };
    }
    IdentitySettings {
        redirect_uris: args.providers.redirect_uris.clone(),
        ..settings
    }
}

/// Hashes at once are fewer than cores by default: sign-ins must leave room for everything else.
fn hashing(args: &PasswordArgs) -> Result<Argon2Settings, Failure> {
    let defaults = Argon2Settings::default();
    let half = std::num::NonZeroUsize::new(cores().get() / 2).unwrap_or(std::num::NonZeroUsize::MIN);
    let settings = Argon2Settings {
        memory_kib: args.memory_kib.unwrap_or(defaults.memory_kib),
        passes: args.passes.unwrap_or(defaults.passes),
        parallel_hashes: args.parallel_hashes.unwrap_or(half),
        queue: defaults.queue,
    };
    if settings.memory_kib < defaults.memory_kib || settings.passes < defaults.passes {
        return Err(
            Failure::new(Exit::Config, "password hashes would be too cheap to break").cure(format!(
                "at least {} KiB and {} passes",
                defaults.memory_kib, defaults.passes
            )),
        );
    }
    Ok(settings)
}

fn work(
    shop: &Shop,
    index: &Arc<dyn SearchIndex>,
    args: &ServeArgs,
    demo: Option<&Demo>,
) -> Result<Background, Failure> {
    let messages = match demo {
        Some(demo) if args.messages.messages_dir.is_none() => demo.messages(&args.messages.shop_name)?,
        _ => Messages::of(&args.messages)?,
    };
    let mut postmen = Vec::from(shop.heralds());
    match messages {
        Messages::Sent(notifier) => postmen.push(shop.postman(notifier)),
        Messages::Kept => tracing::warn!(
            "neither mail nor SMS is set up: messages wait in the outbox, and nobody can verify an address"
        ),
    }
    let indexer = shop.indexer(Arc::clone(index));
    // One each: a job that has much to do keeps no other waiting.
    let schedulers = shop.jobs().into_iter().map(|job| shop.scheduler(vec![job]));
    Ok(Background::start(
        Arc::clone(&shop.turns),
        postmen,
        schedulers.collect(),
        indexer,
        shop.import_worker(),
    ))
}

fn settings(args: &ServeArgs) -> Settings {
    Settings {
        currency: CURRENCY,
        access: if args.demo { Access::Open } else { Access::Guarded },
        workers: args.workers.unwrap_or_else(cores).get(),
        at_once: args.at_once.get(),
        trusted_proxies: args.edges.trusted_proxies.clone(),
        limits: limits(&args.edges, args.demo),
        cors_origins: args.edges.cors_origins.clone(),
        https: args.edges.https,
    }
}

fn limits(args: &EdgeArgs, demo: bool) -> Option<Limits> {
    let by_default = if demo { RateLimits::Off } else { RateLimits::On };
    let per_minute = |burst| Rate {
        burst,
        per: Duration::from_mins(1),
    };
    match args.rate_limits.unwrap_or(by_default) {
        RateLimits::Off => None,
        RateLimits::On => Some(Limits {
            anonymous: per_minute(1_200),
            account: per_minute(2_400),
            trusted: per_minute(10_000_000),
        }),
    }
}

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let listener = TcpListener::bind(address).map_err(|error| {
        Failure::new(Exit::Config, format!("cannot listen on {address}"))
            .because(&error)
            .cure("another port, or --listen 127.0.0.1:0 for any free one")
    })?;
    let address = listener.local_addr().map_err(|error| stopped(&error))?;
    Ok((listener, address))
}

fn start(
    listener: TcpListener,
    shop: &Shop,
    settings: Settings,
    demo: Option<&Demo>,
) -> Result<RunningServer, Failure> {
    let services = shop.services()?;
    let started = match demo {
        Some(demo) => hexmart_web_adapter::start(listener, services, settings, Some(demo.fakes.configure())),
        None => hexmart_web_adapter::start(listener, services, settings, NOTHING_MOUNTED),
    };
    started.map_err(|error| stopped(&error))
}

fn stopped(error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, "the web server stopped").because(error)
}

async fn drain(server: &mut RunningServer, background: Background, signals: &mut StopSignals) -> ExitCode {
    tracing::info!("stopping: running requests may finish");
    let stopping = async {
        tokio::join!(server.drain(GRACE), background.stop());
    };
    tokio::select! {
        () = stopping => {
            tracing::info!("stopped");
            ExitCode::SUCCESS
        }
        () = signals.next() => {
            tracing::warn!("stopped at once, by a second signal");
            ExitCode::FAILURE
        }
    }
}
