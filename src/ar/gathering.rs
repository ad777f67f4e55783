//! What stands behind one another far away is gathered to one label with a count.
//!
//! The heaviest of a kind leads; others of the kind that stand close to it in the picture join it. What has joined stays until it is
//! clearly apart, so that a picture that pans changes as little as it can.

use std::collections::HashMap;

use super::declutter::Wish;

/// From how far away labels are gathered, in metres: nearer, what stands close together in the picture is apart on the ground.
pub const FAR: f64 = 1_000.0;

/// Within which reach of its leader a label joins, to the side and up or down, in pixels at scale 1; and how many times as far it
/// has to go to leave.
const REACH: (f64, f64) = (72.0, 30.0);
const LEAVES: f64 = 1.35;

/// What leads already weighs so much more.
const LEADS: f64 = 60.0;

/// Labels that are shown as one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// The wish that leads: its place in the list.
    pub leader: usize,
    /// How many there are, the leader among them.
    pub count: usize,
    /// Left, top, right, bottom of all their anchors.
    pub spread: [f64; 4],
}

/// Remembers who has joined whom.
#[derive(Debug, Default)]
pub struct Gathering {
    joined: HashMap<u64, u64>,
    before: HashMap<u64, u64>,
    order: Vec<usize>,
}

impl Gathering {
    /// Gathers those of the wishes that may be: `may_join` says which. Every wish is in one group, most of them alone.
    pub fn gather(
        &mut self,
        wishes: &[Wish],
        may_join: impl Fn(usize) -> bool,
        scale: f64,
        groups: &mut Vec<Group>,
    ) {
        groups.clear();
        std::mem::swap(&mut self.joined, &mut self.before);
        self.joined.clear();
        self.order.clear();
        self.order.extend(0..wishes.len());
        let before = &self.before;
        let leads = |key: u64| before.get(&key) == Some(&key);
        let weight = |wish: &Wish| wish.weight + if leads(wish.key) { LEADS } else { 0.0 };
        self.order.sort_by(|one, other| {
            let (one, other) = (&wishes[*one], &wishes[*other]);
            weight(other)
                .total_cmp(&weight(one))
                .then(one.key.cmp(&other.key))
        });
        for number in self.order.iter().copied() {
            let wish = &wishes[number];
            let (x, y) = wish.anchor;
            let apart = |group: &Group| {
                let leader = &wishes[group.leader];
                let stays = before.get(&wish.key) == Some(&leader.key);
                let reach = scale * if stays { LEAVES } else { 1.0 };
                let (dx, dy) = (
                    (x - leader.anchor.0) / (REACH.0 * reach),
                    (y - leader.anchor.1) / (REACH.1 * reach),
                );
                let joins = leader.kind == wish.kind && may_join(group.leader);
                let apart = dx.hypot(dy);
                (joins && apart < 1.0).then_some(apart)
            };
            let nearest = groups.iter_mut().filter(|_| may_join(number));
            let nearest = nearest.filter_map(|group| Some((apart(group)?, group)));
            match nearest.min_by(|one, other| one.0.total_cmp(&other.0)) {
                Some((_, group)) => {
                    group.count += 1;
                    let [left, top, right, bottom] = group.spread;
                    group.spread = [left.min(x), top.min(y), right.max(x), bottom.max(y)];
                    self.joined.insert(wish.key, wishes[group.leader].key);
                }
                None => {
                    self.joined.insert(wish.key, wish.key);
                    groups.push(Group {
                        leader: number,
                        count: 1,
                        spread: [x, y, x, y],
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(key: u64, x: f64, weight: f64, kind: usize) -> Wish {
        Wish {
            key,
            anchor: (x, 300.0),
            size: (120.0, 24.0),
            weight,
            one_of: None,
            kind,
        }
    }

    fn gathered(gathering: &mut Gathering, wishes: &[Wish]) -> Vec<(u64, usize)> {
        let mut groups = Vec::new();
        gathering.gather(wishes, |_| true, 1.0, &mut groups);
        let told = groups.iter();
        told.map(|group| (wishes[group.leader].key, group.count))
            .collect()
    }

    #[test]
    fn what_stands_close_together_is_led_by_the_heaviest_of_its_kind() {
        let wishes = [
            wish(1, 400.0, 10.0, 0),
            wish(2, 420.0, 90.0, 0),
            wish(3, 440.0, 20.0, 0),
            wish(4, 430.0, 15.0, 1),
            wish(5, 700.0, 50.0, 0),
        ];
        let mut groups = Vec::new();
        Gathering::default().gather(&wishes, |_| true, 1.0, &mut groups);
        let told: Vec<_> = groups
            .iter()
            .map(|one| (wishes[one.leader].key, one.count))
            .collect();
        assert_eq!(told, [(2, 3), (5, 1), (4, 1)]);
        assert_eq!(groups[0].spread, [400.0, 300.0, 440.0, 300.0]);
    }

    #[test]
    fn what_may_not_join_stands_alone_and_leads_nobody() {
        let wishes = [
            wish(1, 400.0, 90.0, 0),
            wish(2, 410.0, 10.0, 0),
            wish(3, 420.0, 5.0, 0),
        ];
        let mut groups = Vec::new();
        Gathering::default().gather(&wishes, |number| number != 0, 1.0, &mut groups);
        let counts: Vec<_> = groups.iter().map(|group| group.count).collect();
        assert_eq!(counts, [1, 2]);
    }

    #[test]
    fn what_has_joined_stays_until_it_is_clearly_apart_and_leaders_do_not_take_turns() {
        let mut gathering = Gathering::default();
        let at = |x: f64, sway: f64| [wish(1, 400.0, 50.0 + sway, 0), wish(2, x, 50.0 - sway, 0)];
        assert_eq!(gathered(&mut gathering, &at(470.0, 1.0)), [(1, 2)]);
        for step in 0..20 {
            let sway = if step % 2 == 0 { -9.0 } else { 9.0 };
            assert_eq!(
                gathered(&mut gathering, &at(480.0 - f64::from(step % 3), sway)),
                [(1, 2)]
            );
        }
        assert_eq!(gathered(&mut gathering, &at(500.0, 1.0)).len(), 2);
        assert_eq!(
            gathered(&mut gathering, &at(480.0, 1.0)).len(),
            2,
            "it has left"
        );
    }
}
