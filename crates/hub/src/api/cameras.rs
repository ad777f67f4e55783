//! Cameras: which there are, and whether their streams are live.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{CameraPoint, StreamId};
use protocol::StreamState;
use serde::Serialize;

use super::settings::answer;
use crate::hub::{Hub, Prepared, Viewer};
use crate::problem::Problem;

/// The cameras that somebody may see.
#[derive(Serialize)]
struct CamerasJson<'a> {
    points: Vec<&'a CameraPoint>,
    states: BTreeMap<&'a StreamId, StreamState>,
}

/// Which points somebody sees, by their numbers in the deployment's order.
type Seen = Vec<usize>;

/// For how many different views answers are kept; beyond that, those of streams' earlier states go first.
const MOST_VIEWS: usize = 64;

/// The answers that are written already: one for all who see the same points, until a stream's state changes.
#[derive(Clone, Default)]
pub(super) struct CameraAnswers(Arc<Mutex<BTreeMap<Seen, Written>>>);

struct Written {
    /// Which state of the streams it tells ([`Gateways::version`](crate::gateway::Gateways::version)).
    version: u64,
    answer: Arc<Prepared>,
}

impl CameraAnswers {
    /// The answer for these points in this state of the streams; `write` makes it where there is none yet.
    fn get<E>(
        &self,
        seen: Seen,
        version: u64,
        write: impl FnOnce(&Seen) -> Result<Prepared, E>,
    ) -> Result<Arc<Prepared>, E> {
        // Held while it is written: others who wait for the lock want the same answer, or the next one.
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = written.get(&seen).filter(|known| known.version == version) {
            return Ok(Arc::clone(&known.answer));
        }
        let answer = Arc::new(write(&seen)?);
        if written.len() >= MOST_VIEWS && !written.contains_key(&seen) {
            written.retain(|_, known| known.version == version);
            if written.len() >= MOST_VIEWS {
                written.pop_first();
            }
        }
        let kept = Arc::clone(&answer);
        written.insert(
            seen,
            Written {
                version,
                answer: kept,
            },
        );
        Ok(answer)
    }
}

/// The camera points within one's networks and patrol areas, each with its cameras and their streams, and under `states`
/// whether the streams that a gateway serves are "live", "down" or "unknown". A stream without a state has no gateway.
#[utoipa::path(
    get,
    path = "/api/v1/cameras",
    tag = "cameras",
    responses(
        (status = 200, description = "the camera points that one may see", body = serde_json::Value),
        (status = 304, description = "they are as If-None-Match says"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    Extension(answers): Extension<CameraAnswers>,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let count = hub.cameras.points().len();
    let seen = (0..count).filter(|point| hub.cameras.sees(&viewer.session, *point));
    // Before the states are read: what changes meanwhile is written anew the next time.
    let version = hub.gateways.version();
    let prepared = answers.get(seen.collect(), version, |seen| write(&hub, seen));
    let prepared =
        prepared.map_err(|_| Problem::unavailable("the cameras cannot be written as JSON"))?;
    Ok(answer(&prepared, &headers))
}

fn write(hub: &Hub, seen: &Seen) -> Result<Prepared, serde_json::Error> {
    let all = hub.cameras.points();
    let points: Vec<&CameraPoint> = seen.iter().filter_map(|point| all.get(*point)).collect();
    let cameras = points.iter().flat_map(|point| &point.cameras);
    let streams = cameras.flat_map(|camera| &camera.streams);
    let states = streams.filter_map(|stream| {
        let state = hub.gateways.state(&stream.id)?;
        Some((&stream.id, state))
    });
    Prepared::of(&CamerasJson {
        states: states.collect(),
        points,
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::convert::Infallible;

    use super::*;

    /// Asks for what these points are told at a version, and says how often an answer was written.
    fn ask(answers: &CameraAnswers, written: &Cell<usize>, seen: &[usize], version: u64) -> usize {
        let write = |seen: &Seen| {
            written.set(written.get() + 1);
            Ok::<_, Infallible>(Prepared::written(format!("{seen:?}").into_bytes()))
        };
        let Ok(answer) = answers.get(seen.to_vec(), version, write);
        assert_eq!(answer.json, format!("{seen:?}").into_bytes());
        written.get()
    }

    #[test]
    fn an_answer_is_written_once_for_all_who_see_the_same_until_a_stream_changes() {
        let (answers, written) = (CameraAnswers::default(), Cell::new(0));
        assert_eq!(ask(&answers, &written, &[0, 1], 7), 1);
        assert_eq!(ask(&answers, &written, &[0, 1], 7), 1, "the same again");
        assert_eq!(ask(&answers, &written, &[0], 7), 2, "who sees less");
        assert_eq!(ask(&answers, &written, &[0, 1], 8), 3, "a stream changed");
        assert_eq!(ask(&answers, &written, &[0, 1], 8), 3);
    }

    #[test]
    fn no_more_answers_are_kept_than_there_may_be() {
        let (answers, written) = (CameraAnswers::default(), Cell::new(0));
        for view in 0..3 * MOST_VIEWS {
            ask(&answers, &written, &[view], 1);
        }
        assert_eq!(answers.0.lock().expect("nobody panicked").len(), MOST_VIEWS);
    }
}
