use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use hexmart_web_adapter::{Access, RunningServer, Settings};

use crate::cli::ServeArgs;
use crate::database::Database;
use crate::failure::{Exit, Failure};
use crate::secret::TokenSecret;
use crate::seed::demo;
use crate::signals::StopSignals;
use crate::terminal;
use crate::wiring::{CURRENCY, Shop, cores};

/// How long running requests may take once the server is told to stop; whoever told it waits 25 s before using force.
const GRACE: Duration = Duration::from_secs(20);

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
    let database = Database::parse(&args.database.url)?;
    let storage = database.prepare().await?;
    let shop = Shop::new(storage, &TokenSecret::of(&database)?)?;
    if args.demo {
        demo::fill(&shop).await?;
    }
    let settings = Settings {
        currency: CURRENCY,
        access: if args.demo { Access::Open } else { Access::Guarded },
        workers: args.workers.unwrap_or_else(cores).get(),
    };
    let (mut server, address) = start(address, &shop, settings)?;
    tracing::info!(%address, %database, demo = args.demo, "ready");
    terminal::say(&format!("listening on http://{address}"))?;
    tokio::select! {
        ended = server.wait() => ended.map_err(|error| stopped(&error))?,
        () = signals.next() => return Ok(drain(&mut server, &mut signals).await),
    }
    Ok(ExitCode::SUCCESS)
}

fn start(
    address: SocketAddr,
    shop: &Shop,
    settings: Settings,
) -> Result<(RunningServer, SocketAddr), Failure> {
    let listener = TcpListener::bind(address).map_err(|error| {
        Failure::new(Exit::Config, format!("cannot listen on {address}"))
            .because(&error)
            .cure("another port, or --listen 127.0.0.1:0 for any free one")
    })?;
    let address = listener.local_addr().map_err(|error| stopped(&error))?;
    let server =
        hexmart_web_adapter::start(listener, shop.services(), settings).map_err(|error| stopped(&error))?;
    Ok((server, address))
}

fn stopped(error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, "the web server stopped").because(error)
}

async fn drain(server: &mut RunningServer, signals: &mut StopSignals) -> ExitCode {
    tracing::info!("stopping: running requests may finish");
    tokio::select! {
        () = server.drain(GRACE) => {
            tracing::info!("stopped");
            ExitCode::SUCCESS
        }
        () = signals.next() => {
            tracing::warn!("stopped at once, by a second signal");
            ExitCode::FAILURE
        }
    }
}
