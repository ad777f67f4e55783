//! What a page waits for: the first picture of a day, and a jump in it against playing there.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use demo::{Days, Player};
use district::District;
use domain::{Millis, Network, Timestamp};
use protocol::{Coding, DemoAsked, DemoRequest};

/// 23 November 2026, midnight in Shuangfu.
const MIDNIGHT: Timestamp = Timestamp(1_795_363_200_000);

fn ask(player: &mut Player, request: DemoRequest) -> usize {
    let mut bytes = 0;
    player.answer(DemoAsked { turn: 1, request }, 0.0, |reply| {
        bytes += Coding::Postcard.encode(&reply).map_or(0, |told| told.len());
    });
    bytes
}

fn seek(criterion: &mut Criterion) {
    let late = MIDNIGHT + Millis::from_hours(20) + Millis::from_mins(59);
    let district = District::from_seed(1);
    criterion.bench_function("demo/district", |bench| {
        bench.iter(|| District::from_seed(black_box(1)));
    });
    criterion.bench_function("demo/plan_and_decide_two_days", |bench| {
        bench.iter(|| Days::new(&district, 1).chronicle(black_box(late)));
    });
    let mut days = Days::new(&district, 1);
    criterion.bench_function("demo/decide_again", |bench| {
        bench.iter(|| days.chronicle(black_box(late)));
    });
    let day = days.chronicle(late);
    criterion.bench_function("demo/jump/20:59", |bench| {
        bench.iter(|| {
            Network::ALL.map(|network| day.register(network, black_box(late)).world().len())
        });
    });
    criterion.bench_function("demo/play/20:59", |bench| {
        bench.iter(|| {
            Network::ALL.map(|network| {
                let mut register = day.register(network, MIDNIGHT);
                for event in day.events(network, MIDNIGHT, black_box(late)) {
                    register.apply(event);
                }
                register.world().len()
            })
        });
    });
    criterion.bench_function("demo/positions", |bench| {
        bench.iter(|| day.positions(black_box(late)));
    });
    let mut player = Player::new();
    let open = DemoRequest::Open {
        seed: 1,
        at: late,
        rate: 1.0,
        playing: false,
    };
    let bytes = ask(&mut player, open);
    eprintln!("settings and first picture: {bytes} bytes");
    let bytes = ask(&mut player, DemoRequest::Seek(late));
    eprintln!("a whole picture: {bytes} bytes");
    criterion.bench_function("demo/seek_told_and_encoded", |bench| {
        bench.iter(|| ask(&mut player, DemoRequest::Seek(black_box(late))));
    });
}

criterion_group!(benches, seek);
criterion_main!(benches);
