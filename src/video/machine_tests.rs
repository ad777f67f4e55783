use super::*;

const WAYS: [Transport; 3] = [Transport::Whep, Transport::Fmp4, Transport::Hls];

fn offer(transport: Transport, codec: Codec) -> Offer {
    Offer {
        transport,
        codec,
        address: format!("plays/t/{}", transport.as_str()),
    }
}

fn offers(codec: Codec) -> Vec<Offer> {
    // The worst first: a hub may list them in any order.
    WAYS.into_iter()
        .rev()
        .map(|way| offer(way, codec))
        .collect()
}

/// A machine and its clock.
struct Bench {
    machine: Machine,
    now: PageTime,
    counts: Counts,
}

impl Bench {
    fn new() -> Self {
        let (machine, first) = Machine::begin();
        assert_eq!(first, Order::Ask);
        Self {
            machine,
            now: PageTime(1_000.0),
            counts: Counts::default(),
        }
    }

    fn tell(&mut self, told: Told) -> Option<Order> {
        let order = self.machine.step(told, self.now, 0.5);
        if matches!(order, Some(Order::Open(_))) {
            self.counts = Counts::default();
        }
        order
    }

    fn offered() -> Self {
        let mut bench = Self::new();
        let order = bench.tell(Told::Offered(offers(Codec::H264)));
        assert_eq!(
            order,
            Some(Order::Open(offer(Transport::Whep, Codec::H264)))
        );
        bench
    }

    fn playing() -> Self {
        let mut bench = Self::offered();
        assert_eq!(bench.pass(500.0, true, true), None);
        assert_eq!(bench.state(), "playing");
        bench
    }

    /// Lets time pass in which bytes or pictures come, or do not.
    fn pass(&mut self, millis: f64, bytes: bool, pictures: bool) -> Option<Order> {
        let mut left = millis;
        while left > 0.0 {
            self.now = self.now + 250.0;
            left -= 250.0;
            self.counts.bytes += u64::from(bytes) * 1_000;
            self.counts.pictures += u64::from(pictures) * 4;
            let order = self.tell(Told::Counted(self.counts));
            if order.is_some() {
                return order;
            }
        }
        None
    }

    fn state(&self) -> &'static str {
        self.machine.state().as_str()
    }
}

#[test]
fn the_youngest_picture_is_tried_first_and_the_next_way_when_nothing_comes() {
    let mut bench = Bench::offered();
    for next in [Transport::Fmp4, Transport::Hls] {
        let order = bench.pass(CONNECT_MS, false, false);
        assert_eq!(order, Some(Order::Open(offer(next, Codec::H264))));
    }
    assert_eq!(bench.pass(CONNECT_MS, false, false), Some(Order::Close));
    assert_eq!(bench.state(), "gone");
}

#[test]
fn a_way_that_brought_nothing_stands_behind_the_others_the_next_time() {
    let mut bench = Bench::offered();
    bench.pass(CONNECT_MS, false, false);
    assert_eq!(
        bench.pass(1_000.0, true, true),
        None,
        "the second way plays"
    );
    assert_eq!(bench.tell(Told::Lost(Loss::Ended)), Some(Order::Close));
    bench.now = bench.now + 1_000.0;
    assert_eq!(bench.tell(Told::Nothing), Some(Order::Ask));
    let order = bench.tell(Told::Offered(offers(Codec::H264)));
    assert_eq!(
        order,
        Some(Order::Open(offer(Transport::Fmp4, Codec::H264)))
    );
}

#[test]
fn a_stream_in_h265_alone_is_refused_for_that_reason() {
    let mut bench = Bench::new();
    assert_eq!(bench.tell(Told::Offered(offers(Codec::H265))), None);
    assert_eq!(bench.machine.state(), State::Refused(Refusal::OnlyH265));
    let mut bench = Bench::new();
    assert_eq!(bench.tell(Told::Offered(Vec::new())), None);
    assert_eq!(bench.machine.state(), State::Refused(Refusal::NoWay));
}

#[test]
fn a_picture_that_stands_still_is_told_and_goes_on_when_pictures_come_again() {
    let mut bench = Bench::playing();
    assert_eq!(bench.pass(SILENT_MS, false, false), None);
    assert_eq!(bench.state(), "stalled");
    assert_eq!(bench.pass(250.0, true, true), None);
    assert_eq!(bench.state(), "playing");
}

#[test]
fn a_picture_that_stands_still_for_long_is_asked_for_anew() {
    let mut bench = Bench::playing();
    assert_eq!(bench.pass(GIVE_UP_MS, false, false), Some(Order::Close));
    assert!(matches!(
        bench.machine.state(),
        State::Gone {
            why: Loss::Silent,
            ..
        }
    ));
    bench.now = bench.now + 500.0;
    assert_eq!(bench.tell(Told::Nothing), Some(Order::Ask));
}

#[test]
fn nothing_is_concluded_from_time_in_which_nobody_looked() {
    let mut bench = Bench::playing();
    bench.now = bench.now + 60_000.0;
    assert_eq!(bench.tell(Told::Unwatched), None);
    assert_eq!(bench.pass(SILENT_MS - 250.0, false, false), None);
    assert_eq!(bench.state(), "playing");
}

#[test]
fn packets_without_pictures_are_told_apart_from_silence() {
    let mut bench = Bench::playing();
    assert_eq!(bench.pass(SILENT_MS, true, false), None);
    assert_eq!(bench.state(), "no-pictures");
    let order = bench.pass(GIVE_UP_MS, true, false);
    assert_eq!(order, Some(Order::Close));
    assert!(matches!(
        bench.machine.state(),
        State::Gone {
            why: Loss::Undecodable,
            ..
        }
    ));
}

#[test]
fn a_way_of_which_no_picture_can_be_made_gives_way_to_the_next() {
    let mut bench = Bench::offered();
    assert_eq!(bench.pass(SILENT_MS, true, false), None);
    assert_eq!(bench.state(), "no-pictures");
    let order = bench.pass(GIVE_UP_MS + 250.0, true, false);
    assert_eq!(
        order,
        Some(Order::Open(offer(Transport::Fmp4, Codec::H264)))
    );
}

#[test]
fn pauses_grow_while_the_gateway_is_away_and_are_short_again_after_a_while_of_playing() {
    let mut bench = Bench::new();
    let mut pauses = Vec::new();
    for _ in 0..8 {
        assert_eq!(bench.tell(Told::Away), None);
        let State::Gone { retry_at, .. } = bench.machine.state() else {
            panic!("{:?}", bench.machine.state());
        };
        pauses.push(retry_at.millis_since(bench.now));
        bench.now = retry_at;
        assert_eq!(bench.tell(Told::Nothing), Some(Order::Ask));
    }
    assert!(pauses.is_sorted(), "{pauses:?}");
    assert!(
        pauses[7] <= 10_000.0 && pauses[7] > 10.0 * pauses[0],
        "{pauses:?}"
    );
    bench.tell(Told::Offered(offers(Codec::H264)));
    bench.pass(SETTLED_MS + 500.0, true, true);
    bench.tell(Told::Lost(Loss::Ended));
    let State::Gone { retry_at, .. } = bench.machine.state() else {
        panic!("{:?}", bench.machine.state());
    };
    assert_eq!(retry_at.millis_since(bench.now), pauses[0]);
}

/// Native only: proptest is no part of the browser's build.
#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Happening {
        Offered(Codec),
        Refused,
        Away,
        Lost,
        Passed {
            quarters: u8,
            bytes: bool,
            pictures: bool,
        },
    }

    fn happening() -> impl Strategy<Value = Happening> {
        prop_oneof![
            3 => Just(Happening::Offered(Codec::H264)),
            1 => Just(Happening::Offered(Codec::H265)),
            1 => Just(Happening::Refused),
            2 => Just(Happening::Away),
            2 => Just(Happening::Lost),
            6 => (1_u8..60, any::<bool>(), any::<bool>())
                .prop_map(|(quarters, bytes, pictures)| Happening::Passed { quarters, bytes, pictures }),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_it_asks_once_opens_only_what_was_offered_and_is_never_stuck(
            happenings in proptest::collection::vec(happening(), 0..40),
        ) {
            let mut bench = Bench::new();
            let mut asked = true;
            let mut open = false;
            let see = |bench: &Bench, order: Option<Order>, asked: &mut bool, open: &mut bool| {
                match order {
                    Some(Order::Ask) => {
                        prop_assert!(!*asked, "asked while an answer is awaited");
                        prop_assert!(!*open, "asked beside an open link");
                        *asked = true;
                    }
                    Some(Order::Open(offer)) => {
                        prop_assert_eq!(offer.codec, Codec::H264);
                        *open = true;
                    }
                    Some(Order::Close) => {
                        prop_assert!(*open, "closed what was not open");
                        *open = false;
                    }
                    None => {}
                }
                prop_assert_eq!(bench.machine.state().transport().is_some(), *open);
                Ok(())
            };
            for happening in happenings {
                let told = match happening {
                    Happening::Passed { quarters, bytes, pictures } => {
                        for _ in 0..quarters {
                            let order = bench.pass(250.0, bytes || pictures, pictures);
                            see(&bench, order, &mut asked, &mut open)?;
                            if open && pictures && bench.counts.pictures > 0 {
                                prop_assert_eq!(bench.state(), "playing");
                            }
                        }
                        continue;
                    }
                    // A hub answers only what it was asked.
                    Happening::Offered(_) | Happening::Refused | Happening::Away if !asked => continue,
                    Happening::Offered(codec) => Told::Offered(offers(codec)),
                    Happening::Refused => Told::Refused(Refusal::NoRight),
                    Happening::Away => Told::Away,
                    Happening::Lost => Told::Lost(Loss::Ended),
                };
                if !matches!(told, Told::Lost(_)) {
                    asked = false;
                }
                let order = bench.tell(told);
                see(&bench, order, &mut asked, &mut open)?;
            }
            // However it was left: with a hub that offers and links that bring nothing it asks again, unless it was refused.
            if matches!(bench.machine.state(), State::Refused(_)) {
                return Ok(());
            }
            let mut asks = 0;
            for _ in 0..8 {
                if asked {
                    asks += 1;
                    asked = false;
                    let order = bench.tell(Told::Offered(offers(Codec::H264)));
                    see(&bench, order, &mut asked, &mut open)?;
                }
                let order = bench.pass(3.0 * CONNECT_MS, false, false);
                see(&bench, order, &mut asked, &mut open)?;
            }
            prop_assert!(asks >= 1);
        }
    }
}
