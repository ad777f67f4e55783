//! `furun-hub`: serves a deployment.

use std::io::{IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hub::config::{Config, ConfigError, DEFAULT_TOML, DEMO_TOML, LogFormat, LoggingConfig};
use hub::people::DEMO_PASSWORD;
use hub::tiles::{PyramidError, write_pyramid};
use hub::{Running, StartError};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The hub of Furun: what platforms report comes in, is made durable, and goes out to every screen.
#[derive(Parser)]
#[command(name = "furun-hub", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve a deployment; without a configuration, the built-in demo on this machine.
    Serve(ServeArguments),
    /// Play a table of recorded incidents through a hub's POST /ingest/{platform}; ends with a JSON summary.
    Replay(hub::replay::Arguments),
    /// Paint the synthetic district from above into a PMTiles file.
    Tiles(TilesArguments),
    /// Print the documented default configuration, or the demo's.
    Config {
        /// The demo's.
        #[arg(long)]
        demo: bool,
    },
}

#[derive(clap::Args)]
struct ServeArguments {
    /// The deployment's configuration (TOML).
    #[arg(long)]
    config: Option<PathBuf>,
    /// The folder of the built app.
    #[arg(long)]
    app: Option<PathBuf>,
    /// The folder of logs, texts and snapshots.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The port to listen on; 0 takes a free one.
    #[arg(long)]
    port: Option<u16>,
    /// The address to listen on.
    #[arg(long)]
    address: Option<IpAddr>,
    /// Without the demo's own feed.
    #[arg(long)]
    no_demo: bool,
}

#[derive(clap::Args)]
struct TilesArguments {
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
    /// The district's seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The coarsest zoom, from 10.
    #[arg(long, default_value_t = 10)]
    min_zoom: u8,
    /// The finest zoom, up to 19; each has four times the tiles of the one before.
    #[arg(long, default_value_t = 17)]
    max_zoom: u8,
}

/// What goes wrong before the hub runs.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Replay(#[from] hub::replay::ReplayError),
    #[error(transparent)]
    Pyramid(#[from] PyramidError),
    #[error("logging.filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("the system gives no threads or signals")]
    System(#[from] std::io::Error),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Serve(arguments) => serve(&arguments),
        Task::Replay(arguments) => {
            let (mut out, mut progress) = (std::io::stdout().lock(), std::io::stderr());
            hub::replay::carry_out(&arguments, &mut out, &mut progress).map_err(Failure::from)
        }
        Task::Tiles(arguments) => paint(&arguments),
        Task::Config { demo } => {
            let text = if demo { DEMO_TOML } else { DEFAULT_TOML };
            std::io::stdout()
                .write_all(text.as_bytes())
                .map_err(Failure::from)
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("furun-hub: {failure}");
            let mut cause = std::error::Error::source(&failure);
            while let Some(error) = cause {
                eprintln!("  because {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn paint(arguments: &TilesArguments) -> Result<(), Failure> {
    let zooms = arguments.min_zoom..=arguments.max_zoom;
    let mut progress = |done, all| eprint!("\r{done} of {all} tiles");
    let written = write_pyramid(&arguments.out, arguments.seed, zooms, &mut progress)?;
    println!(
        "\n{} tiles, {:.1} MB, in {}",
        written.tiles,
        written.bytes as f64 / 1e6,
        arguments.out.display()
    );
    Ok(())
}

fn serve(arguments: &ServeArguments) -> Result<(), Failure> {
    let config = configured(arguments)?;
    start_logging(&config.logging)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let logs = hub::sqlite_homes(&config)?;
        let running = hub::start(config, logs).await?;
        welcome(&running);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("Stopping");
        running.stop().await;
        Ok(())
    })
}

/// The configuration with what the command line says on top.
fn configured(arguments: &ServeArguments) -> Result<Config, ConfigError> {
    let mut config = match &arguments.config {
        Some(file) => Config::read(file)?,
        None => Config::demo()?,
    };
    // What is typed is meant from where it is typed, not from the configuration's folder.
    let here = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Some(app) = &arguments.app {
        config.server.app = Some(here(app));
    }
    if let Some(data) = &arguments.data {
        config.server.data = here(data);
    }
    if let Some(port) = arguments.port {
        config.server.port = port;
    }
    if let Some(address) = arguments.address {
        config.server.address = address;
    }
    config.demo_feed &= !arguments.no_demo;
    Ok(config)
}

fn start_logging(logging: &LoggingConfig) -> Result<(), Failure> {
    let filter = EnvFilter::builder().parse(&logging.filter)?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match logging.format {
        LogFormat::Text => {
            let in_colour = std::io::stderr().is_terminal();
            subscriber.with_target(false).with_ansi(in_colour).init();
        }
        LogFormat::Json => subscriber.json().init(),
    }
    Ok(())
}

/// Says on standard output where it can be seen. Whether anybody listens is no matter to the hub.
fn welcome(running: &Running) {
    let _ = std::io::stdout().write_all(welcome_text(running).as_bytes());
}

/// Where the first administrator's browser finds the hub. One that listens on loopback only is reached through a proxy, if its
/// configuration names an origin besides its own: that of the first. Elsewhere the origins are other hubs' pages, which the
/// secret must not lead to: it is where the hub listens; on every address of the machine, that is this machine too.
fn first_base(config: &Config, listens: SocketAddr) -> String {
    let proxy = config.server.origins.first();
    if let Some(origin) = proxy.filter(|_| listens.ip().is_loopback()) {
        return origin.clone();
    }
    let address = match listens.ip() {
        IpAddr::V4(all) if all.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(all) if all.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        one => one,
    };
    format!("http://{}", SocketAddr::new(address, listens.port()))
}

/// The addresses, and the demo's keys.
fn welcome_text(running: &Running) -> String {
    let config = &running.hub.config;
    let base = format!("http://{}", running.address);
    let mut lines = vec![
        config.name.en.to_string(),
        format!("  wall     {base}/wall"),
        format!("  console  {base}/console"),
        format!("  API      {base}/api/v1/openapi.json"),
    ];
    if let Some(secret) = &running.first_secret {
        lines.push(
            "  Nobody administers this hub yet. Once, this link makes the administrator:"
                .to_owned(),
        );
        // In the fragment: browsers send it to nobody, so that it stands in no log and no Referer.
        let base = first_base(config, running.address);
        lines.push(format!("    {base}/first#secret={secret}"));
    }
    if config.demo {
        lines.push(format!(
            "  Demo people (everybody knows their password, {DEMO_PASSWORD}):"
        ));
        let people = running.hub.people.list();
        let accounts = people.iter().filter(|person| person.demo);
        lines.extend(accounts.map(|person| format!("    {} ({})", person.id, person.role)));
        lines.push("  Demo keys (everybody knows them):".to_owned());
        let keys = config.platforms.iter().filter_map(|platform| {
            let (id, key) = (&platform.id, platform.key.as_ref()?.reveal());
            Some(format!(
                "    POST {base}/ingest/{id}  Authorization: Bearer {key}"
            ))
        });
        let tokens = config.tokens.iter().filter_map(|token| {
            let secret = token.secret.as_ref()?.reveal();
            Some(format!("    {}: {secret}", token.name))
        });
        lines.extend(keys.chain(tokens));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_link_leads_to_where_a_browser_finds_the_hub() {
        let mut config = Config::demo().expect("the demo's");
        let check = |config: &Config, listens: &str, base: &str| {
            let listens = listens.parse().expect("an address");
            assert_eq!(first_base(config, listens), base);
        };
        check(&config, "10.0.0.7:8080", "http://10.0.0.7:8080");
        check(&config, "0.0.0.0:8080", "http://127.0.0.1:8080");
        check(&config, "[::]:8080", "http://[::1]:8080");
        config.server.origins = vec!["https://wall.example".to_owned()];
        check(&config, "127.0.0.1:8080", "https://wall.example");
        check(&config, "[::1]:8080", "https://wall.example");
        check(&config, "10.0.0.7:8080", "http://10.0.0.7:8080");
        check(&config, "0.0.0.0:8080", "http://127.0.0.1:8080");
    }
}
