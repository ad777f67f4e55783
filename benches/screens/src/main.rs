//! A thousand screens on one hub, and on a message broker beside it: from making a change to its receipt on every screen.
//!
//! `cargo xtask bench screens` runs it; docs/performance.md says what it measures.

mod broker;
mod clock;
mod hub;
mod latency;
mod made;
mod process;
mod receipt;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::broker::{Broker, Publishing};
use crate::clock::now;
use crate::hub::Hub;
use crate::latency::Latencies;
use crate::made::Plan;
use crate::process::Used;
use crate::receipt::{Receipt, Record, Sent};

/// What our hub gathers before it sends (`limits.tick_ms`).
const TICK: Duration = Duration::from_millis(80);

/// From the last screen's word to the first change.
const CALM: Duration = Duration::from_secs(1);

/// How long a screen may take to be told the whole picture.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Parser)]
#[command(about = "A thousand screens on one hub, beside a message broker on the same work")]
struct Options {
    /// The hub's binary.
    #[arg(long)]
    hub: PathBuf,
    /// Screens that listen.
    #[arg(long, default_value_t = 1000)]
    screens: usize,
    /// Changes a second.
    #[arg(long, default_value_t = 1000)]
    changes: u32,
    /// How long changes are made, in seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Incidents there are.
    #[arg(long, default_value_t = 1000)]
    incidents: u32,
    /// Incidents there are where screens join in the middle.
    #[arg(long, default_value_t = 100_000)]
    many_incidents: u32,
}

/// Who is there besides the screens that are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nobody,
    /// So many screens that never read.
    Stalled(usize),
    /// A screen that joins each second, is told the whole picture, and goes.
    Joining,
}

/// What every screen received, and the messages of the first.
struct Received {
    screens: Vec<Vec<Receipt>>,
    messages: Vec<Vec<u8>>,
}

/// What one way was like.
struct Outcome {
    name: &'static str,
    latencies: Latencies,
    screens: usize,
    changes: u64,
    lasting: Duration,
    /// Bytes to one screen.
    bytes: usize,
    /// Before anybody had joined, when everybody had, and when every change was told.
    used: [Used; 3],
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let options = Options::parse();
    let (few, many) = (options.incidents, options.many_incidents);
    let mut outcomes = Vec::new();
    for (name, incidents, beside) in [
        ("hub, log durable", few, Beside::Nobody),
        (
            "the same, 20 screens beside never read",
            few,
            Beside::Stalled(20),
        ),
        ("hub with many incidents", many, Beside::Nobody),
        (
            "the same, a screen joins each second",
            many,
            Beside::Joining,
        ),
    ] {
        eprintln!("{name} …");
        let outcome = measure_hub(&options, name, incidents, beside).await;
        outcomes.push(outcome.context(name)?);
    }
    let change_bytes = outcomes[0].bytes / outcomes[0].changes as usize;
    for (name, publishing) in [
        ("nats-server, a message a change", Publishing::Each),
        (
            "nats-server, gathered for 80 ms",
            Publishing::Gathered(TICK),
        ),
    ] {
        eprintln!("{name} …");
        match measure_broker(&options, name, publishing, change_bytes).await {
            Ok(outcome) => outcomes.push(outcome),
            // What a broker does not bear is a result, too.
            Err(error) => println!("{name}: {error:#}\n"),
        }
    }
    print(&outcomes, change_bytes);
    Ok(())
}

async fn measure_hub(
    options: &Options,
    name: &'static str,
    incidents: u32,
    beside: Beside,
) -> Result<Outcome> {
    let (program, most) = (options.hub.clone(), options.screens + 100);
    let starting = tokio::task::spawn_blocking(move || Hub::start(&program, most, incidents));
    let hub = Arc::new(starting.await??);
    let before = hub.process.used()?;
    let (end, over) = watch::channel(());
    let (told, mut up_to_date) = mpsc::channel(options.screens);
    let mut screens = JoinSet::new();
    for number in 0..options.screens {
        let (hub, told, over) = (Arc::clone(&hub), told.clone(), over.clone());
        screens.spawn(async move { (number, hub.screen(told, over, number == 0).await) });
    }
    everybody(&mut up_to_date, options.screens).await?;
    let mut others = JoinSet::new();
    if let Beside::Stalled(count) = beside {
        for _ in 0..count {
            let (hub, over) = (Arc::clone(&hub), over.clone());
            others.spawn(async move { hub.stalled(over).await });
        }
    }
    let joined = hub.process.used()?;
    let plan = options.plan();
    if beside == Beside::Joining {
        let (hub, over) = (Arc::clone(&hub), over.clone());
        others.spawn(async move { join_each_second(&hub, plan, over).await });
    }
    let making = Arc::clone(&hub);
    tokio::task::spawn_blocking(move || making.make(plan)).await??;
    tokio::time::sleep(TICK + CALM).await;
    let after = hub.process.used()?;
    // Whoever listens hears of it; nobody is no fault.
    let _ = end.send(());
    while let Some(ended) = others.join_next().await {
        ended??;
    }
    let received = gather(screens).await?;
    let sent = hub.read(&received.messages)?;
    outcome(name, &received, &sent, &plan, [before, joined, after])
}

/// Joins, is told everything, and goes; again in the next second.
async fn join_each_second(hub: &Hub, plan: Plan, over: watch::Receiver<()>) -> Result<()> {
    let seconds = plan.made_at(plan.lots).saturating_duration_since(now());
    for _ in 0..seconds.as_secs() {
        let begun = now();
        let (told, mut whole) = mpsc::channel(1);
        tokio::select! {
            joined = hub.screen(told, over.clone(), false) => { joined?; }
            _ = whole.recv() => {}
        }
        tokio::time::sleep_until((begun + Duration::from_secs(1)).into()).await;
    }
    Ok(())
}

async fn measure_broker(
    options: &Options,
    name: &'static str,
    publishing: Publishing,
    change_bytes: usize,
) -> Result<Outcome> {
    let broker = Arc::new(Broker::start()?);
    let before = broker.process.used()?;
    let (told, mut up_to_date) = mpsc::channel(options.screens);
    let mut screens = JoinSet::new();
    for number in 0..options.screens {
        let (broker, told) = (Arc::clone(&broker), told.clone());
        screens.spawn(async move { (number, broker.screen(told, number == 0).await) });
    }
    everybody(&mut up_to_date, options.screens).await?;
    let joined = broker.process.used()?;
    let plan = options.plan();
    broker.make(plan, publishing, change_bytes).await?;
    let received = gather(screens).await?;
    let after = broker.process.used()?;
    let sent = broker::read(&received.messages)?;
    outcome(name, &received, &sent, &plan, [before, joined, after])
}

impl Options {
    fn plan(&self) -> Plan {
        Plan::new(
            now() + CALM,
            self.changes,
            Duration::from_secs(self.seconds),
        )
    }
}

/// Waits until so many have said that they are up to date.
async fn everybody(up_to_date: &mut mpsc::Receiver<()>, count: usize) -> Result<()> {
    for _ in 0..count {
        let word = tokio::time::timeout(PATIENCE, up_to_date.recv()).await;
        word.context("a screen does not come up to date")?;
    }
    Ok(())
}

async fn gather(mut screens: JoinSet<(usize, Result<Record>)>) -> Result<Received> {
    let mut received = Received {
        screens: Vec::new(),
        messages: Vec::new(),
    };
    while let Some(ended) = screens.join_next().await {
        let (number, got) = ended?;
        let record = got.with_context(|| format!("screen {number}"))?;
        received.screens.push(record.receipts);
        received.messages.extend(record.messages);
    }
    Ok(received)
}

fn outcome(
    name: &'static str,
    received: &Received,
    sent: &Sent,
    plan: &Plan,
    used: [Used; 3],
) -> Result<Outcome> {
    sent.is_complete(plan)?;
    Ok(Outcome {
        name,
        latencies: sent.latencies(&received.screens, plan)?,
        screens: received.screens.len(),
        changes: plan.changes(),
        lasting: plan.beat * plan.lots,
        bytes: received.messages.iter().map(Vec::len).sum(),
        used,
    })
}

fn print(outcomes: &[Outcome], change_bytes: usize) {
    let Some(first) = outcomes.first() else {
        return;
    };
    println!(
        "{} screens, {} changes in {} s, {change_bytes} bytes a change, {} receipts each way: every screen got every change once \
         and in order.\n",
        first.screens,
        first.changes,
        first.lasting.as_secs(),
        first.latencies.count(),
    );
    println!(
        "| | p50 ms | p99 ms | most ms | server's CPU, cores | KiB a screen | MiB at the end |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for outcome in outcomes {
        let [before, joined, after] = &outcome.used;
        let quantile = |share| outcome.latencies.quantile_ms(share).unwrap_or(f64::NAN);
        let a_screen =
            joined.resident.saturating_sub(before.resident) as f64 / outcome.screens as f64;
        println!(
            "| {} | {:.1} | {:.1} | {:.1} | {:.2} | {:.1} | {:.0} |",
            outcome.name,
            quantile(0.5),
            quantile(0.99),
            quantile(1.0),
            (after.cpu_secs - joined.cpu_secs) / outcome.lasting.as_secs_f64(),
            a_screen / 1024.0,
            after.resident as f64 / 1024.0 / 1024.0,
        );
    }
}
