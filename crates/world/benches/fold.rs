//! How fast the fold is: the hub replays a log with it, a screen folds a burst with it, and every request is decided by it.

#[path = "../tests/lives/mod.rs"]
#[expect(
    dead_code,
    reason = "whole days are folded here, not one life after the other"
)]
mod lives;
#[path = "../tests/shared/mod.rs"]
#[expect(dead_code, reason = "the benches need the names, not the choices")]
mod shared;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use domain::{IncidentId, Millis, Rules};
use lives::{STEPS, reported};
use shared::{MIDNIGHT, Recording, at, number, report, request, rules};
use world::{Act, Bounds, Manner, Register, Report, Snapshot, World, decide};

/// The life of every incident from report to closing, eleven events each, interleaved as on a day: all incidents are a
/// step further before any is two.
fn recording(incidents: u64) -> Recording {
    let rules = rules();
    let mut recording = Recording::default();
    for incident in 1..=incidents {
        let told = Act::Report(Box::new(reported(incident)));
        take(&mut recording, &rules, None, told, 0);
    }
    for (step, act) in (1..).zip(STEPS) {
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
