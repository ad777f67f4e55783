//! Recorded incidents planned by a mapping: small invented tables always, real ones where they are there.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use domain::{Channel, ExternalId, Network, Priority, Timestamp, Wgs84};
use feeds::csv_mapping::{Mapping, MappingError, Outcome, Plan, PlanError, RowFlaw, Tally, plan};
use feeds::geojson::{PropertyNames, grids_from_geojson};
use feeds::webhook::{json_from_statement, statements_from_json};
use feeds::{Said, Statement};
use geo::{BoundingRect as _, Contains as _, Point};
use geodesy::CoordinateSystem;
use proptest::prelude::*;

const UNITS: &str = include_str!("data/units.csv");
const UNITS_MAPPING: &str = include_str!("data/units.toml");
const REQUESTS: &str = include_str!("data/requests.csv");
const REQUESTS_MAPPING: &str = include_str!("data/requests.toml");
const SF_FIRE: &str = include_str!("../../../config/replay/sf-fire.toml");
const LA_311: &str = include_str!("../../../config/replay/la-311.toml");

fn mapping(toml: &str) -> Mapping {
    Mapping::from_toml(toml).expect("the mapping is usable")
}

fn planned(table: &str, toml: &str) -> Plan {
    plan(table.as_bytes(), &mapping(toml)).expect("the table can be planned")
}

/// Seconds from the plan's first statement, row, incident and kind: what a plan looks like at a glance.
fn glance(plan: &Plan) -> Vec<(i64, usize, &str, &'static str)> {
    let start = plan.planned.first().map_or(Timestamp(0), |first| first.due);
    let glance = plan.planned.iter().map(|planned| {
        let Statement {
            external_id, said, ..
        } = &planned.statement;
        (
            (planned.due - start).whole_secs(),
            planned.row,
            external_id.as_str(),
            said.kind(),
        )
    });
    glance.collect()
}

#[test]
fn every_crew_of_a_call_is_an_assignment_and_the_last_one_free_resolves_it() {
    let plan = planned(UNITS, UNITS_MAPPING);
    assert_eq!(
        glance(&plan),
        [
            (0, 1, "C1", "report"),
            (0, 2, "C1", "report"),
            (30, 3, "C1", "accept"),
            (40, 4, "C1", "assign"),
            (40, 5, "C1", "assign"),
            (60, 6, "C2", "report"),
            (70, 7, "C2", "assign"),
            (240, 9, "C1", "arrive"),
            (300, 8, "C1", "arrive"),
            (1200, 10, "C1", "clear"),
            (1800, 11, "C1", "resolve"),
            (1800, 11, "C1", "clear"),
        ]
    );
    // 08:00 in Shanghai is midnight UTC.
    assert_eq!(plan.planned[0].due, Timestamp(1_795_392_000_000));
    let Said::Report(report) = &plan.planned[0].statement.said else {
        panic!("the first row reports")
    };
    assert_eq!(
        (
            &*report.subject,
            report.category.as_ref().map(|id| id.as_str())
        ),
        ("Smoke", Some("fire"))
    );
    assert_eq!(
        (report.priority, report.channel),
        (Some(Priority::Emergency), Channel::Call)
    );
    assert_eq!(
        report.place.position,
        Wgs84::from_lon_lat(106.27, 29.39).ok()
    );
    let Said::Report(report) = &plan.planned[5].statement.said else {
        panic!("the sixth statement reports")
    };
    assert_eq!(
        report.category.as_ref().map(|id| id.as_str()),
        Some("Lift"),
        "a word that is not listed is its own category"
    );
}

#[test]
fn every_row_is_planned_or_refused_with_its_reason() {
    let plan = planned(UNITS, UNITS_MAPPING);
    assert_eq!(plan.rows, 18);
    let refused: Vec<_> = plan
        .refused
        .iter()
        .map(|error| (error.row, error.flaw.word()))
        .collect();
    let expected = [
        (12, "no_fact"),
        (13, "time_missing"),
        (14, "half_a_position"),
        (15, "position_out_of_range"),
        (16, "cell_count"),
        (17, "id"),
        (18, "nobody_named"),
    ];
    assert_eq!(refused, expected);
    assert_eq!(
        plan.refused[1].to_string(),
        "row 13: its time is missing: 'when' is blank"
    );
}

#[test]
fn a_call_with_a_crew_still_out_is_not_resolved() {
    let table: String = UNITS
        .lines()
        .filter(|line| !line.contains("E2,Available"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(
        planned(&table, UNITS_MAPPING)
            .planned
            .iter()
            .all(|planned| planned.statement.said != Said::Resolve)
    );
}

#[test]
fn one_row_tells_a_whole_life_and_nothing_of_it_before_its_report() {
    let plan = planned(REQUESTS, REQUESTS_MAPPING);
    let of = |id: &str| -> Vec<(i64, i64, &'static str)> {
        let of_it: Vec<_> = plan
            .planned
            .iter()
            .filter(|planned| planned.statement.external_id.as_str() == id)
            .collect();
        let reported = of_it[0].due;
        let seconds = |at: Timestamp| (at - reported).whole_secs();
        of_it
            .iter()
            .map(|one| {
                (
                    seconds(one.due),
                    seconds(one.statement.occurred_at),
                    one.statement.said.kind(),
                )
            })
            .collect()
    };
    let (hour, day) = (3_600, 86_400);
    assert_eq!(
        of("R1"),
        [
            (0, 0, "report"),
            (0, 0, "assign"),
            (day + hour, day + hour, "begin_handling"),
            (2 * day + 11 * hour, 2 * day + 11 * hour, "resolve")
        ]
    );
    // Closed before it was created: told after the report, with the time that the table gives. The service, of which only
    // the day is known, is not before the report.
    assert_eq!(
        of("R2"),
        [
            (0, 0, "report"),
            (0, 0, "assign"),
            (0, 0, "begin_handling"),
            (0, -22 * hour, "resolve")
        ]
    );
    assert_eq!(of("R3"), [(0, 0, "report"), (0, 0, "assign")]);
    assert_eq!(of("R4"), [(0, 0, "report"), (90 * 60, 90 * 60, "reject")]);
    let refused: Vec<_> = plan
        .refused
        .iter()
        .map(|error| (error.row, error.flaw.word()))
        .collect();
    assert_eq!(
        refused,
        [
            (5, "time_unreadable"),
            (6, "time_missing"),
            (7, "position_unreadable")
        ]
    );
}

#[test]
fn both_spellings_of_a_position_mean_the_same_place_and_unknown_is_none() {
    let plan = planned(REQUESTS, REQUESTS_MAPPING);
    let mut positions = BTreeMap::new();
    for planned in &plan.planned {
        if let Said::Report(report) = &planned.statement.said {
            positions.insert(
                planned.statement.external_id.as_str(),
                report.place.position,
            );
        }
    }
    let place = Wgs84::from_lon_lat(106.27, 29.39).ok();
    assert_eq!(
        positions,
        [("R1", place), ("R2", place), ("R3", None), ("R4", None)].into()
    );
    let grids: Vec<_> = plan
        .true_grids
        .iter()
        .map(|(id, grid)| (id.as_str(), grid.as_str()))
        .collect();
    assert_eq!(
        grids,
        [("R1", "G1"), ("R2", "G1")],
        "only what has a position can be checked"
    );
}

#[test]
fn a_packed_table_is_read_as_it_is() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer
        .write_all(UNITS.as_bytes())
        .expect("memory takes all");
    let packed = packer.finish().expect("memory takes all");
    assert_eq!(
        plan(&packed, &mapping(UNITS_MAPPING)).expect("the packed table can be planned"),
        planned(UNITS, UNITS_MAPPING)
    );
    assert!(matches!(
        plan(&packed[..packed.len() / 2], &mapping(UNITS_MAPPING)),
        Err(PlanError::Gzip(_))
    ));
}

#[test]
fn a_table_without_the_columns_is_refused_and_they_are_named() {
    let Err(PlanError::MissingColumns(columns)) =
        plan(b"when,call,step,what,x\n", &mapping(UNITS_MAPPING))
    else {
        panic!("columns are missing")
    };
    assert_eq!(columns, ["crew", "level", "y"]);
    assert!(matches!(
        plan(b"", &mapping(UNITS_MAPPING)),
        Err(PlanError::NoHeading)
    ));
}

#[test]
fn a_byte_order_mark_and_text_that_is_none_do_no_harm_to_other_rows() {
    let mut table = b"\xef\xbb\xbf".to_vec();
    table.extend(UNITS.lines().take(3).collect::<Vec<_>>().join("\n").bytes());
    table.extend(b"\n2026-11-23T08:00:30,C1,\xff\xfe,Entry,Smoke,3,106.27,29.39\n");
    let plan = plan(&table, &mapping(UNITS_MAPPING)).expect("the table can be planned");
    assert_eq!((plan.rows, plan.planned.len()), (3, 2));
    assert_eq!(plan.refused[0].flaw, RowFlaw::NotUtf8);
}

#[test]
fn the_tally_counts_every_row_once_by_the_worst_of_its_statements() {
    let plan = planned(UNITS, UNITS_MAPPING);
    let mut tally = Tally::new(&plan);
    let before = tally.summary();
    assert_eq!(
        (before.refused, before.unanswered, before.applied),
        (7, 11, 0)
    );
    for planned in &plan.planned {
        match planned.statement.said {
            _ if planned.row == 2 => tally.answered(2, Outcome::Duplicate),
            Said::Arrive(_) if planned.row == 8 => tally.answered(8, Outcome::OutOfOrder),
            Said::Resolve => tally.refused(
                planned.row,
                "not_in_this_stage",
                "not possible while the incident is closed",
            ),
            _ => tally.answered(planned.row, Outcome::Applied),
        }
    }
    let summary = tally.summary();
    assert_eq!(
        (
            summary.applied,
            summary.duplicates,
            summary.out_of_order,
            summary.refused,
            summary.unanswered
        ),
        (8, 1, 1, 8, 0)
    );
    assert_eq!(
        summary.rows,
        summary.applied + summary.duplicates + summary.out_of_order + summary.refused
    );
    assert_eq!(summary.refused_by_reason.values().sum::<usize>(), 8);
    assert_eq!(summary.refused_by_reason.get("not_in_this_stage"), Some(&1));
    assert_eq!(
        summary.refused_rows[0].row, 11,
        "the resolution and the clearing are one row, and one of them was refused"
    );
    assert_eq!(
        summary.refused_rows[1].reason,
        "no fact of the mapping speaks of it"
    );
}

#[test]
fn a_mapping_that_cannot_work_is_refused_before_any_table() {
    let check = |from: &str, to: &str| {
        assert!(UNITS_MAPPING.contains(from), "the mapping has no {from}");
        Mapping::from_toml(&UNITS_MAPPING.replacen(from, to, 1))
            .expect_err("the mapping cannot work")
    };
    assert!(matches!(
        check("Asia/Shanghai", "Asia/Shuangfu"),
        MappingError::UnknownTimeZone(_)
    ));
    assert!(matches!(
        check("%Y-%m-%dT%H:%M:%S", "%Q"),
        MappingError::TimeFormat(_)
    ));
    assert!(matches!(
        check(r#"["%Y-%m-%dT%H:%M:%S"]"#, "[]"),
        MappingError::NoTimeFormat
    ));
    assert!(matches!(check("lat = \"y\"", ""), MappingError::Location));
    assert!(matches!(
        check("kind = \"report\"", "kind = \"accept\""),
        MappingError::NoReport
    ));
    assert!(matches!(
        check("unit = \"crew\"", ""),
        MappingError::Party {
            number: 3,
            kind: "assign",
            ..
        }
    ));
    assert!(matches!(
        check("unit = \"crew\"", "unit = \"crew\"\nstation = \"crew\""),
        MappingError::Party { .. }
    ));
    assert!(matches!(
        check("call = \"call\" }", "call = \"telegram\" }"),
        MappingError::Channel(_)
    ));
    assert!(matches!(
        check("id = \"call\"", "ident = \"call\""),
        MappingError::Toml(_)
    ));
    assert!(matches!(
        check("kind = \"accept\"", "kind = \"merge\""),
        MappingError::Toml(_)
    ));
    let spelled = REQUESTS_MAPPING.replacen("(lat, lon)", "(lat, long)", 1);
    assert!(matches!(
        Mapping::from_toml(&spelled),
        Err(MappingError::Spelling(_))
    ));
}

#[test]
fn the_shipped_mappings_are_usable() {
    let (fire, requests) = (mapping(SF_FIRE), mapping(LA_311));
    assert_eq!(
        (fire.platform().as_str(), fire.network(), fire.time_zone()),
        ("sf-fire", Network::Government, "America/Los_Angeles")
    );
    assert_eq!(
        (requests.platform().as_str(), requests.time_zone()),
        ("la-311", "America/Los_Angeles")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_whatever_make_the_planner_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), with_heading in any::<bool>()) {
        let table = if with_heading { [b"when,call,crew,step,what,level,x,y\n", &bytes[..]].concat() } else { bytes };
        if let Ok(plan) = plan(&table, &mapping(UNITS_MAPPING)) {
            adds_up(&plan);
        }
    }

    #[test]
    fn no_cells_whatever_make_the_planner_panic(
        rows in proptest::collection::vec(("(2026-11-23T08:0[0-9]:00|[0-9TZ:+-]{0,8})", "C[0-3]", "(E[0-3])?", "(Received|Entry|Dispatch|On Scene|Available|Tea)", "[a-z,]{0,6}", "[-+.e0-9]{0,9}", "[-+.e0-9]{0,9}"), 0..30)
    ) {
        let mut table = String::from("when,call,crew,step,what,level,x,y\n");
        for (when, call, crew, step, what, x, y) in rows {
            table += &format!("{when},{call},{crew},{step},\"{what}\",3,{x},{y}\n");
        }
        adds_up(&planned(&table, UNITS_MAPPING));
    }
}

/// Every row is refused or planned, never both; the plan is in order; at most one resolution an incident.
fn adds_up(plan: &Plan) {
    let mut of_row = vec![0_usize; plan.rows + 1];
    for planned in &plan.planned {
        of_row[planned.row] += 1;
    }
    for error in &plan.refused {
        assert_eq!(of_row[error.row], 0, "{error} is planned too");
        of_row[error.row] = 1;
    }
    assert!(
        of_row.iter().skip(1).all(|statements| *statements > 0),
        "a row is lost"
    );
    assert!(
        plan.planned
            .windows(2)
            .all(|pair| pair[0].due <= pair[1].due),
        "the plan is not in order"
    );
    let summary = Tally::new(plan).summary();
    assert_eq!(summary.rows, summary.refused + summary.unanswered);
}

/// A shared real file; `None`, said aloud, where it is not there.
fn shared(file: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(file);
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        eprintln!("left out: {file} is not there");
    }
    bytes
}

/// How often each kind is planned.
fn kinds(plan: &Plan) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for planned in &plan.planned {
        *kinds.entry(planned.statement.said.kind()).or_default() += 1;
    }
    kinds
}

/// Everything planned can be posted and is understood.
fn can_be_posted(plan: &Plan) {
    for part in plan.planned.chunks(1_000) {
        let body = serde_json::to_vec(
            &part
                .iter()
                .map(|one| json_from_statement(&one.statement))
                .collect::<Vec<_>>(),
        );
        let read = statements_from_json(&body.expect("values are JSON"), CoordinateSystem::Wgs84)
            .expect("the body is understood")
            .each;
        for (planned, read) in part.iter().zip(read) {
            assert_eq!(read.as_ref(), Ok(&planned.statement));
        }
    }
}

#[test]
fn five_days_of_san_francisco_are_planned_whole_where_their_file_is_there() {
    let Some(table) = shared("incidents/sf_fire_transitions_2016-12-31_2017-01-04.csv.gz") else {
        return;
    };
    let plan = plan(&table, &mapping(SF_FIRE)).expect("the table can be planned");
    adds_up(&plan);
    assert_eq!((plan.rows, plan.refused.len()), (30_523, 0));
    let kinds = kinds(&plan);
    assert_eq!(
        (kinds["report"], kinds["assign"], kinds["clear"]),
        (4_794, 4_792, 4_773)
    );
    let calls: std::collections::BTreeSet<_> = plan
        .planned
        .iter()
        .map(|planned| &planned.statement.external_id)
        .collect();
    assert_eq!(calls.len(), 2_261);
    // All but the calls with a crew still out when the table ends.
    assert!((2_220..2_261).contains(&kinds["resolve"]), "{kinds:?}");
    can_be_posted(&plan);
}

#[test]
fn both_weeks_of_los_angeles_are_planned_whole_where_their_files_are_there() {
    for (file, rows, without_position) in [
        ("incidents/la311_2017-12-27_31.csv.gz", 9_999, 1_753),
        ("incidents/la311_2018-01-01_04.csv.gz", 10_000, 1_102),
    ] {
        let Some(table) = shared(file) else { continue };
        let plan = plan(&table, &mapping(LA_311)).expect("the table can be planned");
        adds_up(&plan);
        assert_eq!((plan.rows, &plan.refused), (rows, &Vec::new()));
        let kinds = kinds(&plan);
        assert_eq!((kinds["report"], kinds["accept"]), (rows, rows));
        assert_eq!(
            kinds["close"] + kinds["reject"] + kinds.get("open").unwrap_or(&0) + still_open(&plan),
            rows
        );
        let nowhere = plan.planned.iter().filter(|planned| matches!(&planned.statement.said, Said::Report(report) if report.place.position.is_none()));
        assert_eq!(nowhere.count(), without_position);
        let early = plan.planned.iter().filter(|planned| {
            planned.statement.said == Said::Close && planned.statement.occurred_at < planned.due
        });
        assert!(
            (12..=13).contains(&early.count()),
            "a dozen are closed before they are created"
        );
        can_be_posted(&plan);
    }
}

fn still_open(plan: &Plan) -> usize {
    let mut open: std::collections::BTreeSet<&ExternalId> = plan
        .planned
        .iter()
        .map(|planned| &planned.statement.external_id)
        .collect();
    for planned in plan
        .planned
        .iter()
        .filter(|planned| matches!(planned.statement.said, Said::Close | Said::Reject))
    {
        open.remove(&planned.statement.external_id);
    }
    open.len()
}

#[test]
fn los_angeles_own_councils_agree_with_our_outlines_in_98_of_100_where_the_files_are_there() {
    let Some(outlines) = shared("grids/la_neighborhood_councils_2019.geojson.gz") else {
        return;
    };
    let names = PropertyNames {
        id: Some("nc_id".into()),
        name: Some("name".into()),
        ..PropertyNames::default()
    };
    let grids = grids_from_geojson(&outlines, &names).expect("the outlines are whole");
    let boxed: Vec<_> = grids
        .iter()
        .filter_map(|grid| Some((grid, grid.boundary.bounding_rect()?)))
        .collect();
    for file in [
        "incidents/la311_2017-12-27_31.csv.gz",
        "incidents/la311_2018-01-01_04.csv.gz",
    ] {
        let Some(table) = shared(file) else { continue };
        let plan = plan(&table, &mapping(LA_311)).expect("the table can be planned");
        let mut agreed = 0;
        for planned in &plan.planned {
            let Said::Report(report) = &planned.statement.said else {
                continue;
            };
            let (Some(position), Some(truth)) = (
                report.place.position,
                plan.true_grids.get(&planned.statement.external_id),
            ) else {
                continue;
            };
            let point = Point::new(position.lon(), position.lat());
            agreed += usize::from(boxed.iter().any(|(grid, bounds)| {
                grid.id == *truth && bounds.contains(&point) && grid.boundary.contains(&point)
            }));
        }
        let checked = plan.true_grids.len();
        assert!(
            checked > 8_000 && agreed * 100 >= checked * 98,
            "{agreed} of {checked} agree in {file}"
        );
    }
}
