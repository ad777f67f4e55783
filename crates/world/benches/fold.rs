//! How fast the fold is: the hub replays a log with it, a screen folds a burst with it, and every request is decided by it.

#[path = "../tests/shared/mod.rs"]
#[expect(dead_code, reason = "the benches need the names, not the choices")]
mod shared;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use domain::{Assignee, IncidentId, Millis, Place, Rules, Wgs84};
use shared::{MIDNIGHT, Recording, at, category, number, report, request, rules, unit};
use world::{Act, Bounds, Manner, Register, Report, Snapshot, World, decide};

/// Incidents by the golden angle over a district, so that no two are at the same place and none follow a line.
fn position(incident: u64) -> Wgs84 {
    let turn = |step: f64| (incident as f64 * step).fract();
    at(
        106.20 + turn(0.618_033_988_749_894_9) * 0.14,
        29.30 + turn(0.754_877_666_246_692_7) * 0.16,
    )
}

fn crew(incident: u64) -> Assignee {
    unit(&format!("E{}", incident % 60))
}

/// The life of every incident from report to closing, eleven events each, interleaved as on a day: all incidents are a
/// step further before any is two.
fn recording(incidents: u64) -> Recording {
    let rules = rules();
    let mut recording = Recording::default();
    for incident in 1..=incidents {
        let told = Report {
            external_id: number(incident),
            category: Some(category("noise")),
            place: Place {
                grid: format!("G{}", incident % 133).as_str().try_into().ok(),
                position: Some(position(incident)),
                ..Place::default()
            },
            ..report(0)
        };
        take(&mut recording, &rules, None, Act::Report(Box::new(told)), 0);
    }
    let steps: [fn(u64) -> Act; 9] = [
        |_| Act::Acknowledge,
        |incident| Act::Assign(crew(incident)),
        |incident| Act::Receive(crew(incident)),
        |incident| Act::StartOut(crew(incident)),
        |incident| Act::Arrive(crew(incident)),
        |incident| Act::BeginHandling(Some(crew(incident))),
        |_| Act::Resolve,
        |incident| Act::Clear(crew(incident)),
        |_| Act::Verify { passed: true },
    ];
    for (step, act) in (1..).zip(steps) {
        for incident in 1..=incidents {
            take(
                &mut recording,
                &rules,
                Some(IncidentId(incident)),
                act(incident),
                step * 60,
            );
        }
    }
    recording
}

fn take(
    recording: &mut Recording,
    rules: &Rules,
    incident: Option<IncidentId>,
    act: Act,
    secs: i64,
) {
    let request = request(incident, act, MIDNIGHT + Millis::from_secs(secs));
    recording
        .take(rules, &request, Manner::Statement)
        .expect("a statement of the recording is not refused");
}

fn folds(c: &mut Criterion) {
    let mut group = c.benchmark_group("world/apply_batch");
    group.sample_size(10);
    for incidents in [1_000_u64, 10_000, 100_000] {
        let log = recording(incidents).log;
        group.throughput(Throughput::Elements(log.len() as u64));
        group.bench_with_input(BenchmarkId::new("world", incidents), &log, |b, log| {
            b.iter_with_large_drop(|| {
                let mut world = World::new();
                for event in black_box(log) {
                    world.apply(event);
                }
                world
            });
        });
        group.bench_with_input(BenchmarkId::new("register", incidents), &log, |b, log| {
            b.iter_with_large_drop(|| {
                let mut register = Register::new();
                for event in black_box(log) {
                    register.apply(event);
                }
                register
            });
        });
    }
    group.finish();
}

fn decisions(c: &mut Criterion) {
    let register = recording(10_000).register;
    let rules = rules();
    let mut group = c.benchmark_group("world/decide");
    let reopen = request(
        Some(IncidentId(5_000)),
        Act::Reopen,
        MIDNIGHT + Millis::from_hours(2),
    );
    group.bench_function(BenchmarkId::new("reopen/incidents", 10_000), |b| {
        b.iter(|| decide(&register, &rules, black_box(&reopen), Manner::Statement));
    });
    let again = request(
        None,
        Act::Report(Box::new(Report {
            external_id: number(5_000),
            ..report(0)
        })),
        MIDNIGHT,
    );
    group.bench_function(BenchmarkId::new("report_known/incidents", 10_000), |b| {
        b.iter(|| decide(&register, &rules, black_box(&again), Manner::Statement));
    });
    group.finish();
}

fn pictures(c: &mut Criterion) {
    let mut group = c.benchmark_group("world/read");
    group.sample_size(20);
    for incidents in [1_000_u64, 10_000, 100_000] {
        let recording = recording(incidents);
        let world = recording.world();
        let view = Bounds {
            west: 106.26,
            south: 29.36,
            east: 106.28,
            north: 29.40,
        };
        group.bench_with_input(
            BenchmarkId::new("within/incidents", incidents),
            world,
            |b, world| {
                b.iter(|| world.within(black_box(view)).count());
            },
        );
        group.bench_with_input(
            BenchmarkId::new("nearest_10/incidents", incidents),
            world,
            |b, world| {
                b.iter(|| world.nearest(black_box(at(106.27, 29.38)), 10).len());
            },
        );
    }
    group.finish();
}

fn snapshots(c: &mut Criterion) {
    let mut group = c.benchmark_group("world/snapshot");
    group.sample_size(10);
    for incidents in [1_000_u64, 10_000, 100_000] {
        let register = recording(incidents).register;
        let bytes = register.snapshot().to_bytes();
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("to_bytes/incidents", incidents),
            &register,
            |b, register| {
                b.iter_with_large_drop(|| register.snapshot().to_bytes());
            },
        );
        group.bench_with_input(
            BenchmarkId::new("from_bytes/incidents", incidents),
            &bytes,
            |b, bytes| {
                b.iter_with_large_drop(|| Snapshot::from_bytes(bytes).map(Register::from_snapshot));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, folds, decisions, pictures, snapshots);
criterion_main!(benches);
