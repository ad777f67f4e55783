//! What the hub counts, for Prometheus.

use std::sync::OnceLock;
use std::time::Duration;

use domain::{Network, PlatformId, Seq};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use world::World;

/// The process's recorder: there is one, however many hubs run in it.
///
/// # Panics
/// Never: a second recorder is not installed by anybody else in this process.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("Another recorder counts already; /metrics stays empty");
        }
        describe();
        handle
    })
}

fn describe() {
    describe_counter!(
        "furun_ingest_statements_total",
        "Statements of platforms, by what became of them"
    );
    describe_counter!(
        "furun_ingest_rejected_total",
        "Requests and statements that were not understood or not taken, by reason"
    );
    describe_counter!(
        "furun_ingest_positions_total",
        "Position samples, by what became of them"
    );
    describe_counter!(
        "furun_samples_left_out_total",
        "Position samples that are missing in their unit's track"
    );
    describe_counter!("furun_log_events_total", "Events made durable");
    describe_counter!(
        "furun_log_failures_total",
        "Groups that the log did not keep"
    );
    describe_histogram!(
        "furun_log_append_seconds",
        "How long it took to make a group durable"
    );
    describe_gauge!("furun_log_last_seq", "The last event that is durable");
    describe_gauge!("furun_incidents", "Incidents in the picture");
    describe_gauge!(
        "furun_out_of_order_facts",
        "Facts that came late or against the order"
    );
    describe_gauge!("furun_screens", "Screens that read a feed");
    describe_counter!("furun_frames_total", "Frames given to screens");
    describe_counter!(
        "furun_frame_bytes_total",
        "Bytes of frames given to screens"
    );
    describe_counter!(
        "furun_screens_sent_away_total",
        "Screens that read too slowly"
    );
    describe_counter!(
        "furun_connections_closed_total",
        "Feeds closed by the hub, by close code"
    );
    describe_counter!(
        "furun_tiles_total",
        "Tiles of the basemap, by what became of them"
    );
    describe_gauge!(
        "furun_gateway_up",
        "Whether a video gateway answers, by its id"
    );
    describe_gauge!(
        "furun_gateway_live_paths",
        "Paths that a video gateway says are live, by its id"
    );
    describe_gauge!("furun_plays", "Streams that may be fetched for now");
    describe_counter!(
        "furun_http_requests_total",
        "HTTP requests, by route and status"
    );
    describe_histogram!(
        "furun_http_seconds",
        "How long HTTP requests took, by route"
    );
}

/// The meters of one network's line.
#[derive(Clone, Copy, Debug)]
pub struct Meters {
    network: &'static str,
}

impl Meters {
    /// The meters of a network.
    #[must_use]
    pub const fn of(network: Network) -> Self {
        Self {
            network: network.as_str(),
        }
    }

    /// A group was made durable, or not, in that time.
    pub fn appended(self, events: usize, took: Duration) {
        counter!("furun_log_events_total", "network" => self.network).increment(events as u64);
        histogram!("furun_log_append_seconds", "network" => self.network).record(took);
    }

    /// The log did not keep a group.
    pub fn append_failed(self) {
        counter!("furun_log_failures_total", "network" => self.network).increment(1);
    }

    /// The picture goes up to that event now.
    pub fn folded(self, through: Seq, world: &World) {
        gauge!("furun_log_last_seq", "network" => self.network).set(through.0 as f64);
        gauge!("furun_incidents", "network" => self.network).set(world.len() as f64);
        gauge!("furun_out_of_order_facts", "network" => self.network)
            .set(world.out_of_order() as f64);
    }

    /// So many screens read the feed.
    pub fn screens(self, screens: usize) {
        gauge!("furun_screens", "network" => self.network).set(screens as f64);
    }

    /// A frame was given to so many screens.
    pub fn frames_sent(self, screens: u64, bytes: usize) {
        counter!("furun_frames_total", "network" => self.network).increment(screens);
        counter!("furun_frame_bytes_total", "network" => self.network)
            .increment(screens * bytes as u64);
    }

    /// A screen read too slowly.
    pub fn sent_away(self) {
        counter!("furun_screens_sent_away_total", "network" => self.network).increment(1);
    }

    /// Position samples have no place in their units' tracks: too much waited.
    pub fn samples_left_out(self, count: usize) {
        counter!("furun_samples_left_out_total", "network" => self.network).increment(count as u64);
    }

    /// The hub closed a feed.
    pub fn closed(self, code: u16) {
        counter!("furun_connections_closed_total", "network" => self.network, "code" => code.to_string())
            .increment(1);
    }
}

/// What became of so many statements of a platform.
pub fn statements(platform: &PlatformId, outcome: &'static str, count: u64) {
    counter!("furun_ingest_statements_total", "platform" => platform.to_string(), "outcome" => outcome)
        .increment(count);
}

/// What became of so many position samples of a platform.
pub fn positions(platform: &PlatformId, outcome: &'static str, count: u64) {
    counter!("furun_ingest_positions_total", "platform" => platform.to_string(), "outcome" => outcome)
        .increment(count);
}

/// A platform's request or statement was not understood or not taken. `platform` is one that is configured, or
/// "unknown": a stranger cannot make new series.
pub fn rejected(platform: &str, reason: &'static str, count: u64) {
    counter!("furun_ingest_rejected_total", "platform" => platform.to_owned(), "reason" => reason)
        .increment(count);
}

/// An HTTP request was answered.
pub fn http(route: &str, status: u16, took: Duration) {
    counter!("furun_http_requests_total", "route" => route.to_owned(), "status" => status.to_string()).increment(1);
    histogram!("furun_http_seconds", "route" => route.to_owned()).record(took);
}

/// A tile of the basemap was asked for: "given", "absent" (the source has none there) or "failed".
pub fn tile(outcome: &'static str) {
    counter!("furun_tiles_total", "outcome" => outcome).increment(1);
}

/// A video gateway says that so many paths are live; `None` when it says nothing.
pub fn gateway(id: &str, live: Option<usize>) {
    gauge!("furun_gateway_up", "gateway" => id.to_owned()).set(f64::from(u8::from(live.is_some())));
    gauge!("furun_gateway_live_paths", "gateway" => id.to_owned()).set(live.unwrap_or(0) as f64);
}

/// So many streams may be fetched for now.
pub fn plays(count: usize) {
    gauge!("furun_plays").set(count as f64);
}
