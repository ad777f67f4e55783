//! What a picture of many marks costs the page's thread before anything is drawn: changes, groups, the order of drawing, a pick.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use marks::order::DrawOrder;
use marks::{
    Camera, Ground, Grouping, LonLat, MarkSet, Pointing, Rgb, ScreenPoint, Shape, Sight, Sign,
    Size, View,
};

const COUNTS: [u64; 3] = [10_000, 100_000, 1_000_000];
const HOME: LonLat = LonLat::new(106.27, 29.39);
const COLOURS: [Rgb; 2] = [Rgb(46, 204, 64), Rgb(255, 65, 54)];

/// Small discs all over a district, of which `view` shows all.
fn district(count: u64) -> MarkSet {
    let mut state = 7_u64;
    let mut draw = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    let mut set = MarkSet::default();
    for id in 0..count {
        let at = LonLat::new(HOME.lon + draw() * 0.42, HOME.lat + draw() * 0.2);
        set.upsert(id, Ground::from(at), &disc(id));
    }
    set
}

fn disc(number: u64) -> Sign {
    Sign {
        size: Size::Dot,
        ..Sign::plain(Shape::Circle, COLOURS[(number % 2) as usize])
    }
}

fn view() -> View {
    View::new(Camera::over(HOME, 11.0), 1280.0, 720.0)
}

fn changes(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("a thousand changes of colour");
    for count in COUNTS {
        let mut set = district(count);
        let mut round = 0;
        group.bench_function(BenchmarkId::from_parameter(count), |bench| {
            bench.iter(|| {
                round += 1;
                for number in 0..1_000 {
                    black_box(set.restyle(number * 7 % count, &disc(number + round)));
                }
                set.dirty_looks.clear();
            });
        });
    }
}

fn groups(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("groups computed anew");
    for count in COUNTS {
        let set = district(count);
        let mut grouping = Grouping::default();
        let step = Grouping::step_for(11.0, 1.0);
        group.bench_function(BenchmarkId::from_parameter(count), |bench| {
            bench.iter(|| grouping.compute(black_box(&set), step));
        });
    }
}

fn order(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("order of drawing, without what lies below others");
    for count in COUNTS {
        let set = district(count);
        let (grouping, view) = (Grouping::default(), view());
        for moving in [true, false] {
            let sight = Sight {
                view: &view,
                moving,
                pixel_ratio: 1.0,
                unit: 1.0,
            };
            let mut order = DrawOrder::default();
            order.compute(&set, &grouping, &sight);
            let motion = if moving { "moving" } else { "at rest" };
            println!("{count} marks, {motion}: {} are seen", order.drawn());
            group.bench_function(BenchmarkId::new(motion, count), |bench| {
                bench.iter(|| order.compute(black_box(&set), &grouping, &sight));
            });
        }
    }
}

fn pick(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("a pick");
    for count in COUNTS {
        let set = district(count);
        let (grouping, view) = (Grouping::default(), view());
        let pointing = Pointing {
            set: &set,
            grouping: &grouping,
            view: &view,
            scale: 1.0,
            selected: None,
        };
        let mut at = 0.0;
        group.bench_function(BenchmarkId::from_parameter(count), |bench| {
            bench.iter(|| {
                at = (at + 37.0) % 700.0;
                black_box(pointing.pick(ScreenPoint { x: 2.0 * at, y: at }, 0.0))
            });
        });
    }
}

criterion_group!(picture, changes, groups, order, pick);
criterion_main!(picture);
