//! What there is in each micro-grid, in numbers that add up to the district's figures.

use domain::Elements;

use crate::chance::Chance;
use crate::divide::{Main, Plot, Plots};
use crate::figures::{FIRMS_ABOVE, HANDLED_ABOVE, REGISTERED, RESIDENTS_ABOVE};
use crate::land::parks;
use crate::mesh::Face;
use crate::plan::Plan;
use crate::plane::{Spot, centroid, doubled_area};

/// What a square kilometre of one sort of ground holds, and how its people live.
#[derive(Clone, Copy, Debug)]
struct Ground {
    people: u64,
    firms: u64,
    things: u64,
    events: u64,
    /// Of a thousand residents, so many are registered here.
    registered_per_mille: u64,
    /// Residents for each place with an address.
    people_a_place: u64,
}

const COUNTRY: Ground = Ground {
    people: 420,
    firms: 3,
    things: 160,
    events: 45,
    registered_per_mille: 820,
    people_a_place: 4,
};
const DWELLINGS: Ground = Ground {
    people: 15_000,
    firms: 190,
    things: 5_200,
    events: 1_800,
    registered_per_mille: 140,
    people_a_place: 34,
};
const CAMPUS: Ground = Ground {
    people: 26_000,
    firms: 12,
    things: 3_400,
    events: 700,
    registered_per_mille: 12,
    people_a_place: 260,
};
const QUARTER: Ground = Ground {
    people: 8_500,
    firms: 1_500,
    things: 6_800,
    events: 4_200,
    registered_per_mille: 90,
    people_a_place: 9,
};
const MARKET: Ground = Ground {
    people: 3_200,
    firms: 1_700,
    things: 4_600,
    events: 3_400,
    registered_per_mille: 40,
    people_a_place: 2,
};
const PARK: Ground = Ground {
    people: 0,
    firms: 2,
    things: 3_800,
    events: 500,
    registered_per_mille: 0,
    people_a_place: 1,
};

/// The elements of every micro-grid, plot by plot in the order of each plot's faces.
pub(crate) fn elements(plan: &Plan, plots: &Plots, chance: &mut Chance) -> Vec<Elements> {
    let parks: Vec<(f64, f64)> = parks(plan, plots)
        .iter()
        .map(|(_, ring)| centroid(ring))
        .collect();
    let parts: Vec<(Ground, u64)> = plots
        .plots
        .iter()
        .flat_map(|plot| plot.faces.iter().map(move |&face| (plot, face)))
        .map(|(plot, face)| part(plan, plot, face, &parks))
        .collect();
    let mut jitter = |spread: u64| -> Vec<u64> {
        parts
            .iter()
            .map(|_| 1_000 - spread + chance.below(2 * spread as usize + 1) as u64)
            .collect()
    };
    let weights = |of: fn(&Ground) -> u64, jitter: &[u64]| -> Vec<u64> {
        parts
            .iter()
            .zip(jitter)
            .map(|((ground, square_metres), jitter)| of(ground) * square_metres / 1_000 * jitter)
            .collect()
    };
    let (dense, busy, equipped, lively) = (jitter(280), jitter(450), jitter(200), jitter(400));
    let more = |above: u32, up_to: usize, chance: &mut Chance| {
        u64::from(above) + 1 + chance.below(up_to) as u64
    };
    let residents = more(RESIDENTS_ABOVE, 24_000, chance);
    let people = shared(residents, &weights(|ground| ground.people, &dense));
    let firms = shared(
        more(FIRMS_ABOVE, 900, chance),
        &weights(|ground| ground.firms, &busy),
    );
    let things: Vec<u64> = weights(|ground| ground.things, &equipped)
        .iter()
        .map(|weight| weight / 1_000_000)
        .collect();
    let events = shared(
        more(HANDLED_ABOVE, 1_200, chance),
        &weights(|ground| ground.events, &lively),
    );
    let registered = registered(&parts, &people);
    let mut counted = Vec::with_capacity(parts.len());
    for (index, (ground, _)) in parts.iter().enumerate() {
        let (people, firms) = (people[index], firms[index]);
        let places = people.div_ceil(ground.people_a_place) + firms * 2 / 3;
        let others = people / 900 + chance.below(3) as u64;
        let matters = people * 11 / 1_000 + firms / 9 + chance.below(4) as u64;
        counted.push(Elements {
            people: people as u32,
            registered: registered[index] as u32,
            places: places as u32,
            things: things[index] as u32,
            matters: matters as u32,
            events: events[index] as u32,
            bodies: (firms + others) as u32,
            firms: firms as u32,
        });
    }
    counted
}

/// The ground of a face and its size in square metres.
fn part(plan: &Plan, plot: &Plot, face: Face, parks: &[(f64, f64)]) -> (Ground, u64) {
    let ring = plan.mesh.ring(face);
    // Doubled square centimetres.
    let square_metres = (doubled_area(&ring).max(0) / 20_000) as u64;
    let middle = centroid(&ring);
    let ground = if parks.contains(&middle) {
        PARK
    } else if plot.university {
        CAMPUS
    } else {
        match plot.main {
            Main::Rural => COUNTRY,
            Main::Commercial => QUARTER,
            Main::Market => MARKET,
            Main::Residential => {
                // Towers in the middle of the town, low houses at its edge.
                let out = Spot::from_metres(middle.0, middle.1)
                    .distance(Spot::from_metres(0.0, 0.0))
                    .min(3_200.0) as u64;
                Ground {
                    people: DWELLINGS.people * (4_600 - out) / 3_000,
                    firms: DWELLINGS.firms * (4_600 - out) / 3_000,
                    ..DWELLINGS
                }
            }
        }
    };
    (ground, square_metres)
}

/// How many of each part's people are registered; in all as many as the report says.
fn registered(parts: &[(Ground, u64)], people: &[u64]) -> Vec<u64> {
    let weights: Vec<u64> = parts
        .iter()
        .zip(people)
        .map(|((ground, _), people)| ground.registered_per_mille * people)
        .collect();
    let mut registered = shared(u64::from(REGISTERED), &weights);
    // Where the share comes out larger than the whole, the rest is registered next door.
    let mut over = 0;
    for (registered, &people) in registered.iter_mut().zip(people) {
        let kept = (*registered).min(people);
        over += *registered - kept;
        *registered = kept;
    }
    for (registered, &people) in registered.iter_mut().zip(people) {
        let room = (people - *registered).min(over);
        *registered += room;
        over -= room;
    }
    registered
}

/// A whole divided by weights into whole parts that add up to it (largest remainder).
fn shared(whole: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u64| u128::from(whole) * u128::from(weight);
    let mut parts: Vec<u64> = weights
        .iter()
        .map(|&weight| (exact(weight) / sum) as u64)
        .collect();
    let left = whole - parts.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(exact(weights[index]) % sum), index));
    for &index in order.iter().take(left as usize) {
        parts[index] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_the_whole_and_follow_the_weights() {
        assert_eq!(shared(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(shared(7, &[0, 6, 1]), [0, 6, 1]);
        assert_eq!(shared(5, &[0, 0]), [0, 0]);
        assert_eq!(
            shared(1_000_003, &[17, 4, 99]).iter().sum::<u64>(),
            1_000_003
        );
    }
}
