//! Our side: a hub, the platform that posts to it, and screens on its feed.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use futures_util::{SinkExt, StreamExt};
use protocol::{ClientFrame, Coding, Delta, ServerFrame};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use world::Body;

use crate::clock::now;
use crate::made::{LOT, Plan};
use crate::process::{Process, free_port};
use crate::receipt::{Receipt, Record, Sent};

/// Before the hub's clock, so that nothing is said to happen in the future.
const AN_HOUR_MS: i64 = 3_600_000;

const KEY: &str = "a platform that is measured";

/// Posts at a time: more than ever wait for the disk.
const POSTERS: u32 = 8;

/// Reports in one request while the hub is filled.
const REPORTS: usize = 1000;

/// A hub of one network with a log on disk.
pub(crate) struct Hub {
    pub(crate) process: Process,
    port: u16,
    incidents: u32,
    /// The time that the first lot's changes carry, in milliseconds since 1970; each further lot a millisecond more.
    first_lot_at_ms: i64,
    // The log, gone with the hub.
    _folder: TempDir,
}

impl Hub {
    /// Starts one for so many screens, and reports so many incidents to it.
    pub(crate) fn start(program: &Path, screens: usize, incidents: u32) -> Result<Self> {
        let folder = TempDir::new()?;
        let config = folder.path().join("furun.toml");
        std::fs::write(&config, configuration(screens))?;
        let port = free_port()?;
        let mut command = Command::new(program);
        command
            .args(["serve", "--no-demo", "--port", &port.to_string()])
            .arg("--config")
            .arg(&config)
            .arg("--data")
            .arg(folder.path().join("data"))
            .arg("--app")
            .arg(folder.path());
        let hub = Self {
            process: Process::start(&mut command, port)?,
            port,
            incidents,
            first_lot_at_ms: now_ms() - AN_HOUR_MS,
            _folder: folder,
        };
        hub.fill()?;
        Ok(hub)
    }

    fn fill(&self) -> Result<()> {
        let agent = agent();
        let reports: Vec<Value> = (0..self.incidents)
            .map(|number| {
                json!({
                    "kind": "report", "id": number.to_string(), "occurred_at": self.first_lot_at_ms - 1, "subject": "路灯不亮",
                    "priority": "routine", "category": "lamp",
                    "lon": 106.2 + f64::from(number % 1000) * 1e-4, "lat": 29.3 + f64::from(number / 1000) * 1e-4,
                })
            })
            .collect();
        for part in reports.chunks(REPORTS) {
            self.post(&agent, &serde_json::to_string(part)?)?;
        }
        Ok(())
    }

    fn post(&self, agent: &ureq::Agent, body: &str) -> Result<()> {
        let mut answer = agent
            .post(format!("http://127.0.0.1:{}/ingest/110", self.port))
            .header("authorization", format!("Bearer {KEY}"))
            .header("content-type", "application/json")
            .send(body)
            .context("the hub takes no post")?;
        let answer: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        let applied = answer["applied"].as_u64();
        let results = answer["results"].as_array().map_or(0, Vec::len) as u64;
        ensure!(applied == Some(results), "not all was applied: {answer}");
        Ok(())
    }

    /// Makes the changes of a plan; returns when the last is durable.
    pub(crate) fn make(self: &Arc<Self>, plan: Plan) -> Result<()> {
        let next = AtomicU32::new(0);
        std::thread::scope(|scope| {
            let posters: Vec<_> = (0..POSTERS)
                .map(|_| scope.spawn(|| self.make_some(plan, &next)))
                .collect();
            posters.into_iter().try_for_each(|poster| {
                poster
                    .join()
                    .unwrap_or_else(|_| anyhow::bail!("a poster broke off"))
            })
        })
    }

    fn make_some(&self, plan: Plan, next: &AtomicU32) -> Result<()> {
        let agent = agent();
        loop {
            let lot = next.fetch_add(1, Ordering::Relaxed);
            if lot >= plan.lots {
                return Ok(());
            }
            let wait = plan.made_at(lot).saturating_duration_since(now());
            std::thread::sleep(wait);
            self.post(&agent, &self.lot_body(lot))?;
        }
    }

    /// A screen: notes what it receives until it is `over`. It says when it is up to date.
    pub(crate) async fn screen(
        &self,
        up_to_date: mpsc::Sender<()>,
        mut over: watch::Receiver<()>,
        keep: bool,
    ) -> Result<Record> {
        let mut socket = self.open().await?;
        let mut record = Record::new(keep);
        let mut joined = false;
        loop {
            let message = tokio::select! {
                message = socket.next() => message.context("the hub closed the feed")??,
                _ = over.changed() => return Ok(record),
            };
            let Message::Binary(bytes) = message else {
                continue;
            };
            record.note(&bytes);
            if !joined && is_heartbeat(&bytes)? {
                joined = true;
                record.clear();
                up_to_date.send(()).await?;
            }
        }
    }

    /// Opens the feed and never reads it.
    pub(crate) async fn stalled(&self, mut over: watch::Receiver<()>) -> Result<()> {
        let socket = self.open().await?;
        // Its sender's end is the end, too.
        let _ = over.changed().await;
        drop(socket);
        Ok(())
    }

    async fn open(
        &self,
    ) -> Result<
        tokio_tungstenite::WebSocketStream<
            tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>,
        >,
    > {
        let address = format!("ws://127.0.0.1:{}/feeds/police", self.port);
        let mut request = address.into_client_request()?;
        request.headers_mut().insert(
            "sec-websocket-protocol",
            HeaderValue::from_static(Coding::ALL[0].subprotocol()),
        );
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
        let open = ClientFrame::Open {
            token: None,
            resume: None,
        };
        let open = Coding::ALL[0].encode(&open)?;
        socket.send(Message::Binary(open.into())).await?;
        Ok(socket)
    }

    /// What was sent, read from one screen's messages.
    pub(crate) fn read(&self, messages: &[Vec<u8>]) -> Result<Sent> {
        let mut sent = Sent::default();
        for message in messages {
            let ServerFrame::Deltas(deltas) = Coding::ALL[0].decode(message)? else {
                continue;
            };
            let mut told: Vec<(u32, u32)> = Vec::new();
            for delta in deltas {
                let Delta::Event(event) = delta else {
                    continue;
                };
                if !matches!(event.fact.body, Body::PrioritySet { .. }) {
                    continue;
                }
                // The source's own time is the lot's number after the first.
                let lot = (event.fact.occurred_at.0 - self.first_lot_at_ms) as u32;
                match told.last_mut() {
                    Some((last, count)) if *last == lot => *count += 1,
                    _ => told.push((lot, 1)),
                }
            }
            sent.push(Receipt::of(message).digest, told);
        }
        Ok(sent)
    }

    /// A lot's statements: another priority for some incidents, never the one that each has.
    fn lot_body(&self, lot: u32) -> String {
        let mut body = String::from("[");
        for place in 0..LOT {
            let change = lot * LOT + place;
            let (round, number) = (change / self.incidents, change % self.incidents);
            let priority = if round.is_multiple_of(2) {
                "urgent"
            } else {
                "routine"
            };
            let comma = if place == 0 { "" } else { "," };
            let at = self.first_lot_at_ms + i64::from(lot);
            // A string takes whatever is written to it.
            let _ = write!(
                body,
                r#"{comma}{{"kind":"set_priority","id":"{number}","occurred_at":{at},"priority":"{priority}"}}"#
            );
        }
        body.push(']');
        body
    }
}

/// Whether a message is a heartbeat, the first of which says that a screen has been told everything. Larger ones are not read:
/// a thousand snapshots would take longer to read than to send.
fn is_heartbeat(message: &[u8]) -> Result<bool> {
    const LARGEST: usize = 128;
    Ok(message.len() <= LARGEST
        && matches!(
            Coding::ALL[0].decode(message)?,
            ServerFrame::Heartbeat { .. }
        ))
}

fn configuration(screens: usize) -> String {
    format!(
        r#"
name = {{ zh = "测量", en = "Measured" }}
time_zone = "Asia/Chongqing"

[home]
lon = 106.27
lat = 29.39
zoom = 14.0

[[feeds]]
network = "police"
name = {{ zh = "公安网", en = "Police network" }}

[[platforms]]
id = "110"
name = {{ zh = "110", en = "110" }}
network = "police"
key = "{KEY}"

[limits]
connections = {}
requests_per_second = 100000.0
requests_at_once = 100000
"#,
        screens + 100
    )
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

#[expect(
    clippy::disallowed_methods,
    reason = "platforms have clocks of their own"
)]
fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_millis() as i64)
}
