//! What patrols and grid workers do when nobody calls them: they make their rounds, and are home before the next order.

use domain::{Millis, Timestamp};

use crate::chance::Chance;
use crate::mesh::Corner;
use crate::organisation::Crew;

use super::job::Job;
use super::watch::{Engaged, Post, Watch};

/// A round is driven so much slower than an order.
const LEISURE: f64 = 1.7;
/// How far a round goes, in milliseconds of a quick drive: from, to.
const REACH: (u32, u32) = (50_000, 170_000);

/// The rounds of all units within a day, in the gaps between their orders.
pub(crate) fn rounds(watch: &Watch, engaged: &Engaged, chance: &mut Chance) -> Vec<Job> {
    let mut rounds = vec![];
    for (index, post) in watch.posts.iter().enumerate() {
        if !matches!(post.crew, Crew::Patrol | Crew::GridWorkers) {
            continue;
        }
        let goals: Vec<Corner> = watch
            .network
            .corners()
            .filter(|&corner| {
                let millis = post.ways.millis(corner);
                millis.is_some_and(|millis| (REACH.0..=REACH.1).contains(&millis))
            })
            .collect();
        let mut chance = chance.fork(index as u64);
        for (from, until) in engaged.gaps(index) {
            let mut at = from + pause(&mut chance, 2.0, 9.0);
            while let Some(round) = round(watch, index, post, &goals, at, &mut chance) {
                if round.back_at >= until {
                    break;
                }
                at = round.back_at + pause(&mut chance, 4.0, 14.0);
                rounds.push(round);
            }
        }
    }
    rounds
}

fn pause(chance: &mut Chance, from_mins: f64, to_mins: f64) -> Millis {
    Millis(libm::round(chance.between(from_mins, to_mins) * 60_000.0) as i64)
}

/// A round that begins at a moment; `None` where there is nowhere to go.
fn round(
    watch: &Watch,
    index: usize,
    post: &Post,
    goals: &[Corner],
    at: Timestamp,
    chance: &mut Chance,
) -> Option<Job> {
    let &corner = chance.one_of(goals)?;
    let millis = f64::from(post.ways.millis(corner)?);
    let drive = Millis(libm::round(millis * LEISURE) as i64);
    let arrived_at = at + drive;
    let cleared_at = arrived_at + pause(chance, 1.0, 5.0);
    let kerb = watch.network.spot(corner);
    Some(Job {
        post: index,
        corner,
        kerb,
        spot: kerb,
        started_at: at,
        arrived_at,
        cleared_at,
        back_at: cleared_at + drive,
    })
}
