//! Which incidents the columns and the list show, and in which order.
#![cfg(target_arch = "wasm32")]

mod told;

use domain::{Incident, IncidentRef, Priority, Timestamp};
use furun::selectors::{ColumnRows, Room, WorkOrder, WorkView, column_rows, worklist};
use furun::store::Filter;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use world::{Event, World};

use told::{POLICE, accepted, closed, reference, reported, secs};

wasm_bindgen_test_configure!(run_in_browser);

fn world(events: &[Event]) -> World {
    let mut world = World::new();
    for event in events {
        world.apply(event);
    }
    world
}

fn room(rows: usize) -> Room {
    Room {
        open: rows,
        open_beside_more: rows.saturating_sub(1),
        heading: 1,
    }
}

fn shown(world: &World, at: i64, rows: usize) -> ColumnRows {
    column_rows(POLICE, world, &Filter::default(), secs(at), room(rows))
}

fn numbers(rows: &[IncidentRef]) -> Vec<u64> {
    rows.iter().map(|row| row.id.0).collect()
}

/// Five reports: the second is an emergency that nobody has taken, the others routine and taken.
fn five() -> World {
    world(&[
        reported(1, 1, 0, Priority::Routine),
        reported(2, 2, 10, Priority::Emergency),
        reported(3, 3, 20, Priority::Routine),
        reported(4, 4, 30, Priority::Routine),
        reported(5, 5, 40, Priority::Routine),
        accepted(6, 4, 41),
        accepted(7, 5, 42),
    ])
}

#[wasm_bindgen_test]
fn what_nobody_has_taken_keeps_its_row_however_full_the_column_is() {
    let shown = shown(&five(), 45, 3);
    assert_eq!(numbers(&shown.open), [2, 1]);
    assert_eq!(shown.more, 3);
    assert!(shown.ended.is_empty());
}

#[wasm_bindgen_test]
fn rows_stand_by_their_number_whatever_presses() {
    let at_ease = shown(&five(), 45, 9);
    let overdue = shown(&five(), 600, 9);
    assert_eq!(numbers(&at_ease.open), [5, 4, 3, 2, 1]);
    assert_eq!(at_ease, overdue);
}

#[wasm_bindgen_test]
fn what_ended_fills_the_room_that_is_left_and_no_more() {
    let world = world(&[
        reported(1, 1, 0, Priority::Routine),
        reported(2, 2, 10, Priority::Routine),
        reported(3, 3, 20, Priority::Routine),
        closed(4, 1, 30),
        closed(5, 2, 30),
    ]);
    assert_eq!(numbers(&shown(&world, 45, 3).ended), [2]);
    assert_eq!(numbers(&shown(&world, 45, 9).ended), [2, 1]);
    assert!(shown(&world, 45, 2).ended.is_empty());
    assert_eq!(shown(&world, 45, 0).more, 1);
}

fn listed(world: &World, at: Timestamp, view: WorkView) -> Vec<u64> {
    let incidents = world
        .incidents()
        .map(|incident: &Incident| (reference(incident.id.0), incident, at));
    numbers(&worklist(incidents, view, 100).rows)
}

#[wasm_bindgen_test]
fn a_list_is_worked_through_by_urgency_deadline_or_time() {
    let by = |order| WorkView {
        order,
        ..WorkView::default()
    };
    let world = five();
    assert_eq!(
        listed(&world, secs(65), by(WorkOrder::Urgency)),
        [2, 1, 3, 5, 4]
    );
    assert_eq!(
        listed(&world, secs(65), by(WorkOrder::Newest)),
        [5, 4, 3, 2, 1]
    );
    // All dispatch clocks run for a minute from the report.
    assert_eq!(
        listed(&world, secs(45), by(WorkOrder::Deadline)),
        [1, 2, 3, 4, 5]
    );
}

#[wasm_bindgen_test]
fn a_list_that_is_cut_says_how_many_there_are() {
    let world = five();
    let incidents = world
        .incidents()
        .map(|incident: &Incident| (reference(incident.id.0), incident, secs(65)));
    let cut = worklist(incidents, WorkView::default(), 2);
    assert_eq!((cut.rows.len(), cut.count), (2, 5));
}

#[wasm_bindgen_test]
fn a_list_leaves_out_what_ended_and_on_demand_what_is_in_time() {
    let mut world = five();
    world.apply(&closed(8, 3, 50));
    let usual = WorkView::default();
    assert!(!listed(&world, secs(65), usual).contains(&3));
    let with_ended = WorkView {
        with_ended: true,
        ..usual
    };
    assert_eq!(listed(&world, secs(65), with_ended).last(), Some(&3));
    let overdue = WorkView {
        only_overdue: true,
        ..usual
    };
    assert_eq!(listed(&world, secs(65), overdue), [1]);
}
