//! What a tick's changes cost on the wire: packed and written by a hub, read by a screen, and unpacked for the fold.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use domain::{Actor, Assignee, IncidentId, Millis, Seq, Timestamp};
use protocol::{Coding, Delta, Deltas, ServerFrame};
use world::{Body, Event, Fact, Order};

/// The steps that follow a report, for many incidents at once, by the seats and crews of a centre.
fn steps(changes: u64) -> Vec<Delta> {
    let limit = Millis::from_mins(30);
    let crew = |number: u64| {
        let name = format!("E{}", number % 60);
        Assignee::Unit(name.as_str().try_into().expect("a name"))
    };
    (1..=changes)
        .map(|number| {
            let body = match number % 8 {
                0 => Body::Acknowledged,
                1 => Body::Assigned {
                    to: crew(number),
                    receive_within: limit,
                },
                2 => Body::Received {
                    assignee: crew(number),
                    arrive_within: Some(limit),
                },
                3 => Body::StartedOut {
                    assignee: crew(number),
                },
                4 => Body::Arrived {
                    assignee: crew(number),
                },
                5 => Body::HandlingBegan {
                    assignee: Some(crew(number)),
                    feedback_within: limit,
                },
                6 => Body::Resolved {
                    verify_within: limit,
                },
                _ => Body::Verified,
            };
            let desk = format!("desk {}", number % 6);
            Delta::Event(Event {
                seq: Seq(number),
                recorded_at: Timestamp(1_795_443_000_000 + number as i64),
                fact: Fact {
                    incident: IncidentId(number * 7_919 % 10_000),
                    occurred_at: Timestamp(1_795_442_990_000 + number as i64),
                    by: Actor::Platform {
                        platform: "110".try_into().expect("a name"),
                        desk: desk.as_str().try_into().ok(),
                    },
                    order: Order::InOrder,
                    note: None,
                    photos: Vec::new(),
                    from: None,
                    body,
                },
            })
        })
        .collect()
}

fn deltas(c: &mut Criterion) {
    let sizes = [100_u64, 500, 100_000];
    let each = |c: &mut Criterion, name: &str, run: &dyn Fn(&[Delta], &[u8])| {
        let mut group = c.benchmark_group(name);
        for changes in sizes {
            let steps = steps(changes);
            let bytes = written(&steps);
            group.throughput(Throughput::Elements(changes));
            group.bench_function(BenchmarkId::new("changes", changes), |b| {
                b.iter(|| run(black_box(&steps), black_box(&bytes)));
            });
        }
    };
    each(c, "protocol/write_deltas", &|steps, _| {
        black_box(written(steps));
    });
    each(c, "protocol/read_deltas", &|_, bytes| {
        black_box(read(bytes));
    });
    each(c, "protocol/read_and_unpack_deltas", &|_, bytes| {
        for delta in read(bytes) {
            black_box(delta);
        }
    });
}

fn written(steps: &[Delta]) -> Vec<u8> {
    let frame = ServerFrame::Deltas(Deltas::pack(Seq(steps.len() as u64), steps.iter().cloned()));
    Coding::Postcard.encode(&frame).expect("a frame")
}

fn read(bytes: &[u8]) -> Deltas {
    match Coding::Postcard.decode(bytes) {
        Ok(ServerFrame::Deltas(deltas)) => deltas,
        other => panic!("it was written as changes: {other:?}"),
    }
}

criterion_group!(benches, deltas);
criterion_main!(benches);
