//! The figures of the day, as the wall shows them.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::{Network, Stage};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use world::{Rates, Ratio};

use super::moment;
use super::params::Params;
use crate::hub::{Hub, Reader};
use crate::problem::Problem;

/// Which figures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RatesQuery {
    /// Only this network; all that may be read when absent.
    network: Option<String>,
}

/// A part of a whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Share {
    /// How many of the whole.
    part: u64,
    /// How many in all.
    whole: u64,
    /// The share, 0 to 1; `null` when there is nothing to share.
    share: Option<f64>,
}

impl From<Ratio> for Share {
    fn from(ratio: Ratio) -> Self {
        Self {
            part: ratio.part,
            whole: ratio.whole,
            share: ratio.share(),
        }
    }
}

/// The figures of the incidents reported since a moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Figures {
    /// Reported, void ones too.
    reported: u64,
    /// How many of them stand at each stage.
    at_stage: std::collections::BTreeMap<&'static str, u64>,
    /// Open.
    open: u64,
    /// Open, with a clock beyond its limit.
    overdue: u64,
    /// Urgent or higher, and nobody has accepted or acknowledged them.
    unattended: u64,
    /// 处置率: handled / to be handled.
    handled: Share,
    /// 按期处置率: handled within the handling clock / to be handled.
    handled_on_time: Share,
    /// 按期结案率: closed on time / to be handled.
    closed_on_time: Share,
    /// 准确派遣率: dispatched without return / dispatched.
    right_first_dispatch: Share,
    /// Given to somebody within the dispatch clock / given to somebody, or overdue.
    dispatched_on_time: Share,
    /// Assignments that arrived within the arrival clock / those that arrived, or are overdue.
    arrived_on_time: Share,
}

impl From<Rates> for Figures {
    fn from(rates: Rates) -> Self {
        let at_stage = Stage::ALL.into_iter();
        Self {
            reported: rates.reported,
            at_stage: at_stage
                .map(|stage| (stage.as_str(), rates.at(stage)))
                .collect(),
            open: rates.open,
            overdue: rates.overdue,
            unattended: rates.unattended,
            handled: rates.handled.into(),
            handled_on_time: rates.handled_on_time.into(),
            closed_on_time: rates.closed_on_time.into(),
            right_first_dispatch: rates.right_first_dispatch.into(),
            dispatched_on_time: rates.dispatched_on_time.into(),
            arrived_on_time: rates.arrived_on_time.into(),
        }
    }
}

/// The figures of the incidents reported since the deployment's midnight.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DayRates {
    /// When the day began.
    since: String,
    /// The deployment's now.
    now: String,
    /// The networks that are counted.
    networks: Vec<&'static str>,
    #[serde(flatten)]
    figures: Figures,
}

/// The figures of the day.
#[utoipa::path(
    get,
    path = "/api/v1/rates",
    tag = "incidents",
    params(RatesQuery),
    responses(
        (status = 200, description = "the figures of the incidents reported since the deployment's midnight", body = DayRates),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn rates(
    State(hub): State<Arc<Hub>>,
    Reader(session): Reader,
    Params(wanted): Params<RatesQuery>,
) -> Result<Json<DayRates>, Problem> {
    let only: Option<Network> = match &wanted.network {
        Some(word) => Some(hub.line(word)?.network()),
        None => None,
    };
    let clock = hub.clock.reading();
    let lines: Vec<_> = hub
        .lines
        .values()
        .filter(|line| only.is_none_or(|only| only == line.network()))
        .filter_map(|line| Some((line, session.view(line.network())?)))
        .collect();
    let pictures: Vec<_> = lines
        .iter()
        .map(|(line, view)| (line.picture(), *view))
        .collect();
    let seen = pictures
        .iter()
        .flat_map(|(picture, view)| picture.seen_by(view));
    let rates = Rates::of(seen, clock.day_started_at, clock.now);
    drop(pictures);
    Ok(Json(DayRates {
        since: moment::written(clock.day_started_at),
        now: moment::written(clock.now),
        networks: lines
            .iter()
            .map(|(line, _)| line.network().as_str())
            .collect(),
        figures: rates.into(),
    }))
}
