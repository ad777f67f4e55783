//! A unit's way to an incident, its time there, and its way back.

use domain::{Millis, Timestamp, UnitPosition};

use crate::code::position;
use crate::mesh::Corner;
use crate::plane::Spot;

use super::watch::Watch;

/// One drive out and back. The jobs of one unit never overlap.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) post: usize,
    pub(crate) corner: Corner,
    pub(crate) kerb: Spot,
    pub(crate) spot: Spot,
    pub(crate) started_at: Timestamp,
    pub(crate) arrived_at: Timestamp,
    pub(crate) cleared_at: Timestamp,
    pub(crate) back_at: Timestamp,
}

/// Between two samples of a unit that drives.
const DRIVING: Millis = Millis::from_secs(5);
/// Between two samples of a unit that stands.
const STANDING: Millis = Millis::from_secs(60);

/// The samples of every unit within `from` ≤ t < `until`, in order of time and unit: every five seconds of those that drive,
/// every minute of those that stand.
pub(crate) fn samples(
    watch: &Watch,
    jobs: &[&Job],
    from: Timestamp,
    until: Timestamp,
) -> Vec<UnitPosition> {
    let mut samples = vec![];
    for (index, post) in watch.posts.iter().enumerate() {
        let own: Vec<&Job> = jobs
            .iter()
            .copied()
            .filter(|job| job.post == index && job.started_at < until && job.back_at > from)
            .collect();
        let drives: Vec<_> = own
            .iter()
            .map(|job| {
                watch
                    .network
                    .drive(&post.ways, job.corner, job.kerb, job.spot)
            })
            .collect();
        let mut at = Timestamp(from.0 + (DRIVING.0 - from.0.rem_euclid(DRIVING.0)) % DRIVING.0);
        while at < until {
            let on = own
                .iter()
                .zip(&drives)
                .find(|(job, _)| job.started_at <= at && at < job.back_at);
            let standing = at.0.rem_euclid(STANDING.0) == 0;
            let seen = match on {
                Some((job, Some(drive))) if at < job.arrived_at => drive
                    .at(share(job.started_at, job.arrived_at, at))
                    .map(|(spot, heading)| (spot, Some(heading))),
                Some((job, Some(drive))) if at > job.cleared_at => drive
                    .at(1.0 - share(job.cleared_at, job.back_at, at))
                    .map(turned),
                Some((job, _)) => standing.then_some((job.spot, None)),
                None => standing.then_some((post.ways.home(), None)),
            };
            if let Some((spot, heading_degrees)) = seen {
                samples.push(UnitPosition {
                    unit: post.unit.clone(),
                    position: position(&watch.plane, spot),
                    heading_degrees,
                    sampled_at: at,
                });
            }
            at = at + DRIVING;
        }
    }
    samples.sort_by_key(|sample| sample.sampled_at);
    samples
}

fn share(start: Timestamp, end: Timestamp, at: Timestamp) -> f64 {
    let span = (end - start).0.max(1);
    (at - start).0 as f64 / span as f64
}

/// On the way back a unit heads the other way.
fn turned((spot, heading): (Spot, f32)) -> (Spot, Option<f32>) {
    (spot, Some((heading + 180.0) % 360.0))
}
