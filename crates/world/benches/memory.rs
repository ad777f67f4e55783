//! How many bytes the folded world has for an incident: counted at the allocator, so with everything that hangs on it.
//!
//! `cargo bench -p world --bench memory`

#[path = "../tests/lives/mod.rs"]
mod lives;
#[path = "../tests/shared/mod.rs"]
#[expect(dead_code, reason = "the benches need the names, not the choices")]
mod shared;

use std::alloc::System;

use domain::{Assignment, Clock, Incident, Place, StageTimes};
use lives::{STEPS, life};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use world::{Event, Register, World};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How many bytes there are for each incident once all have been folded.
fn bytes_each<T>(
    incidents: u64,
    steps: usize,
    new: T,
    mut fold: impl FnMut(&mut T, &Event),
) -> f64 {
    let before = Region::new(ALLOCATOR);
    let mut folded = new;
    for incident in 1..=incidents {
        for event in life(incident, steps) {
            fold(&mut folded, &event);
        }
    }
    let counted = before.change();
    drop(folded);
    (counted.bytes_allocated - counted.bytes_deallocated) as f64 / incidents as f64
}

fn main() {
    println!("bytes of one, without what it points to:");
    println!("  incident {}", size_of::<Incident>());
    println!("  assignment {}", size_of::<Assignment>());
    println!("  clock {}", size_of::<Clock>());
    println!("  times of the stages {}", size_of::<StageTimes>());
    println!("  place {}", size_of::<Place>());
    println!("bytes for each incident, with everything:");
    for incidents in [100_000, 1_000_000] {
        for (what, steps) in [("reported", 0), ("closed", STEPS.len())] {
            let world = bytes_each(incidents, steps, World::new(), |world, event| {
                world.apply(event);
            });
            let register = bytes_each(incidents, steps, Register::new(), |register, event| {
                register.apply(event);
            });
            println!("  {incidents} {what}: world {world:.0}, register {register:.0}");
        }
    }
}
