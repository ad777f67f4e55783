//! Whole lives of many incidents, for what is measured.

use domain::{AreaId, Assignee, GridId, IncidentId, Millis, Place, Seq, Wgs84};
use world::{Act, Event, Manner, Report};

use crate::shared::{MIDNIGHT, Recording, at, category, number, report, request, rules, unit};

/// Incidents by the golden angle over a district, so that no two are at the same place and none follow a line.
pub fn position(incident: u64) -> Wgs84 {
    let turn = |step: f64| (incident as f64 * step).fract();
    at(
        106.20 + turn(0.618_033_988_749_894_9) * 0.14,
        29.30 + turn(0.754_877_666_246_692_7) * 0.16,
    )
}

fn crew(incident: u64) -> Assignee {
    unit(&format!("E{}", incident % 60))
}

/// What a platform reports: with a category, a grid, an area and a position, as it usually is.
pub fn reported(incident: u64) -> Report {
    Report {
        external_id: number(incident),
        category: Some(category("noise")),
        place: Place {
            grid: GridId::try_from(format!("G{}", incident % 133).as_str()).ok(),
            area: AreaId::try_from(format!("A{}", incident % 12).as_str()).ok(),
            position: Some(position(incident)),
            ..Place::default()
        },
        ..report(0)
    }
}

/// What a life has after its report, to its closing.
pub const STEPS: [fn(u64) -> Act; 9] = [
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

/// The most events that one life has.
const MOST_EVENTS: u64 = 16;

/// The events of one incident's life, from its report through as many steps: those of the incident before come before them.
pub fn life(incident: u64, steps: usize) -> Vec<Event> {
    let mut alone = Recording::default();
    let rules = rules();
    let report = Act::Report(Box::new(reported(incident)));
    let acts = STEPS.iter().take(steps).map(|act| act(incident));
    for (step, act) in (0..).zip(std::iter::once(report).chain(acts)) {
        let asked = request(
            Some(IncidentId(1)),
            act,
            MIDNIGHT + Millis::from_secs(step * 60),
        );
        alone
            .take(&rules, &asked, Manner::Statement)
            .expect("a statement of a life is not refused");
    }
    let mut events = alone.log;
    for event in &mut events {
        event.fact.incident = IncidentId(incident);
        event.seq = Seq(incident * MOST_EVENTS + event.seq.0);
    }
    events
}
