//! What platforms post, understood or refused field by field.

use domain::{
    Assignee, CategoryId, Channel, DepartmentId, ExternalId, Place, Priority, Timestamp, UnitId,
    Wgs84,
};
use feeds::webhook::{json_from_statement, statements_from_json};
use feeds::{BodyError, Caller, ElementError, Flaw, MOST_ELEMENTS, Report, Said, Shape, Statement};
use geodesy::{CoordinateSystem, gcj02_from_wgs84};
use proptest::prelude::*;
use serde_json::json;

fn read(body: &str) -> Vec<Result<Statement, ElementError>> {
    statements_from_json(body.as_bytes(), CoordinateSystem::Wgs84)
        .expect("the body is JSON of the right shape")
        .each
}

#[track_caller]
fn one(body: &str) -> Statement {
    let mut all = read(body);
    assert_eq!(all.len(), 1);
    all.remove(0).expect("the statement is understood")
}

/// The pointer and the words of what is wrong with a body's only element.
#[track_caller]
fn refused(body: &str) -> (String, String) {
    let mut all = read(body);
    assert_eq!(all.len(), 1);
    let error = all.remove(0).expect_err("the statement is refused");
    (error.pointer.clone(), error.flaw.to_string())
}

/// A report with other fields put in its place or beside it; `null` takes one away.
fn report_with(fields: serde_json::Value) -> String {
    let mut report = json!({"id": "0042", "occurred_at": "2026-11-23T14:26:41+08:00", "subject": "夜间噪声扰民"});
    if let (Some(report), serde_json::Value::Object(fields)) = (report.as_object_mut(), fields) {
        report.extend(fields);
    }
    report.to_string()
}

#[test]
fn a_report_is_understood_whole() {
    let body = r#"{"kind":"report","id":"110-0042","occurred_at":"2026-11-23T14:26:41+08:00","subject":"夜间噪声扰民",
        "category":"noise","priority":"urgent","lon":106.27,"lat":29.39,"coordinates":"wgs84","address":"米兰小镇 B 座",
        "details":"大声喧哗\n已半小时","caller":{"name":"王女士","phone":"023-0000"},"channel":"call","exercise":true,
        "desk":"指挥席 2","photos":["a1","b2"],"note":"第二次来电"}"#;
    let statement = one(body);
    assert_eq!(statement.external_id.as_str(), "110-0042");
    assert_eq!(statement.occurred_at, Timestamp(1_795_415_201_000));
    assert_eq!(
        statement.desk.as_ref().map(ToString::to_string),
        Some("指挥席 2".to_owned())
    );
    assert_eq!(statement.note.as_deref(), Some("第二次来电"));
    assert_eq!(statement.photos.len(), 2);
    let Said::Report(report) = statement.said else {
        panic!("it is a report")
    };
    assert_eq!(&*report.subject, "夜间噪声扰民");
    assert_eq!(report.priority, Some(Priority::Urgent));
    assert_eq!(report.channel, Channel::Call);
    assert_eq!(
        report.place.position,
        Wgs84::from_lon_lat(106.27, 29.39).ok()
    );
    assert_eq!(report.place.address.as_deref(), Some("米兰小镇 B 座"));
    assert_eq!(report.details.as_deref(), Some("大声喧哗\n已半小时"));
    assert_eq!(
        report.caller,
        Some(Caller {
            name: Some("王女士".into()),
            phone: Some("023-0000".into())
        })
    );
    assert!(report.exercise);
}

#[test]
fn a_report_needs_only_its_number_its_time_and_its_subject() {
    let statement = one(
        r#"{"id": 42, "occurred_at": 1795415201000, "subject": "井盖边缘翘起", "address": "", "lon": null, "caller": {}}"#,
    );
    assert_eq!(statement.external_id.as_str(), "42");
    let Said::Report(report) = statement.said else {
        panic!("a statement without a kind is a report")
    };
    assert_eq!(report.place, Place::default());
    assert_eq!(
        (report.priority, report.channel, report.caller),
        (None, Channel::Platform, None)
    );
}

#[test]
fn a_single_object_an_array_and_an_envelope_say_the_same() {
    let report = report_with(json!({}));
    assert_eq!(read(&report), read(&format!("[{report}]")));
    assert_eq!(
        read(&report),
        read(&format!(" {{\"statements\": [{report}]}}"))
    );
    assert!(read("[]").is_empty());
}

#[test]
fn degrees_are_taken_in_the_system_they_name_or_else_in_the_platforms() {
    let place = Wgs84::from_lon_lat(106.27, 29.39).expect("Shuangfu is on earth");
    let shifted = gcj02_from_wgs84(place);
    let named =
        report_with(json!({"lon": shifted.lon(), "lat": shifted.lat(), "coordinates": "gcj02"}));
    let unnamed = report_with(json!({"lon": shifted.lon(), "lat": shifted.lat()}));
    let from_the_platform = statements_from_json(unnamed.as_bytes(), CoordinateSystem::Gcj02)
        .expect("the body is JSON")
        .each;
    let Said::Report(report) = one(&named).said else {
        panic!("it is a report")
    };
    let found = report.place.position.expect("the report has a position");
    assert!((found.lon() - place.lon()).abs() < 1e-9 && (found.lat() - place.lat()).abs() < 1e-9);
    assert_eq!(from_the_platform, read(&named));
}

#[test]
fn one_bad_element_harms_no_other_and_is_named() {
    let good = report_with(json!({}));
    let bad = report_with(json!({"lat": 129.39, "lon": 106.27}));
    let all = read(&format!(
        "{{\"statements\": [{good}, {bad}, 7, {{\"id\": 1e999}}, {good}]}}"
    ));
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 2);
    let pointers: Vec<_> = all
        .iter()
        .filter_map(|one| one.as_ref().err())
        .map(|error| (error.index, error.pointer.as_str()))
        .collect();
    assert_eq!(
        pointers,
        [
            (1, "/statements/1/lat"),
            (2, "/statements/2"),
            (3, "/statements/3")
        ]
    );
}

#[test]
fn what_is_wrong_is_said_of_the_field_it_is_wrong_with() {
    let check = |fields: serde_json::Value, pointer: &str, words: &str| {
        let (found, said) = refused(&report_with(fields));
        assert!(
            found == pointer && said.contains(words),
            "{found}: {said} (expected {pointer}: {words})"
        );
    };
    check(json!({"lon": 106.27}), "/lat", "lon and lat, or neither");
    check(json!({"lat": 29.39}), "/lon", "lon and lat, or neither");
    check(
        json!({"lon": 106.27, "lat": -91}),
        "/lat",
        "not between -90 and 90",
    );
    check(
        json!({"lon": "106.27", "lat": 29.39}),
        "/lon",
        "must be a number, not a text",
    );
    check(
        json!({"lon": 106.27, "lat": 29.39, "coordinates": "utm"}),
        "/coordinates",
        "wgs84, gcj02, bd09",
    );
    check(json!({"occurred_at": null}), "/occurred_at", "is missing");
    check(
        json!({"occurred_at": "yesterday"}),
        "/occurred_at",
        "RFC 3339",
    );
    check(
        json!({"occurred_at": "2026-11-23T14:26:41"}),
        "/occurred_at",
        "RFC 3339",
    );
    check(
        json!({"occurred_at": 1_795_415_201}),
        "/occurred_at",
        "not seconds",
    );
    check(json!({"occurred_at": 1.5}), "/occurred_at", "RFC 3339");
    check(json!({"id": ""}), "/id", "is missing");
    check(json!({"id": "x".repeat(97)}), "/id", "at most 96 bytes");
    check(json!({"subject": "  "}), "/subject", "is missing");
    check(
        json!({"subject": "声".repeat(201)}),
        "/subject",
        "201 characters, the limit is 200",
    );
    check(
        json!({"details": "x".repeat(4001)}),
        "/details",
        "the limit is 4000",
    );
    check(
        json!({"details": "bell \u{7}"}),
        "/details",
        "control characters",
    );
    check(
        json!({"priority": "asap"}),
        "/priority",
        "routine, urgent, emergency",
    );
    check(
        json!({"channel": 1}),
        "/channel",
        "must be a text, not a number",
    );
    check(
        json!({"exercise": "no"}),
        "/exercise",
        "true or false, not a text",
    );
    check(
        json!({"caller": {"name": "王", "number": 1}}),
        "/caller/number",
        "no such field in 'caller'",
    );
    check(
        json!({"photos": ["a", 3]}),
        "/photos/1",
        "must be a text, not a number",
    );
    check(
        json!({"photos": vec!["p"; 21]}),
        "/photos",
        "21 members, the limit is 20",
    );
    check(
        json!({"adress": "米兰小镇"}),
        "/adress",
        "no such field in 'report'",
    );
    check(json!({"a/b~c": 1}), "/a~1b~0c", "no such field");
    check(
        json!({"kind": "report!"}),
        "/kind",
        "report, acknowledge, accept",
    );
    check(json!({"unit": "E41"}), "/unit", "no such field in 'report'");
    assert_eq!(
        refused(r#"{"id":"1","id":"2"}"#),
        ("/id".to_owned(), "stands there twice".to_owned())
    );
}

#[test]
fn later_statements_are_refused_when_they_do_not_say_who_or_what() {
    let check = |body: &str, pointer: &str, words: &str| {
        let body = body.replacen('{', r#"{"id":"7","occurred_at":1795415201000,"#, 1);
        let (found, said) = refused(&body);
        assert!(
            found == pointer && said.contains(words),
            "{found}: {said} (expected {pointer}: {words})"
        );
    };
    check(
        r#"{"kind":"assign"}"#,
        "/unit",
        "one of unit, station, department is needed",
    );
    check(
        r#"{"kind":"assign","unit":"E41","station":"S1"}"#,
        "/station",
        "only one of",
    );
    check(
        r#"{"kind":"claim","unit":"E41"}"#,
        "/department",
        "is missing",
    );
    check(
        r#"{"kind":"receive","department":"D"}"#,
        "/unit",
        "one of unit, station is needed",
    );
    check(
        r#"{"kind":"hand_over","unit":"E41"}"#,
        "/to_unit",
        "to_unit, to_station, to_department is needed",
    );
    check(r#"{"kind":"merge"}"#, "/into", "is missing");
    check(r#"{"kind":"set_priority"}"#, "/priority", "is missing");
    check(r#"{"kind":"rate","rating":6}"#, "/rating", "from 1 to 5");
    check(r#"{"kind":"rate","rating":2.5}"#, "/rating", "from 1 to 5");
    check(r#"{"kind":"amend"}"#, "/lon", "nothing to amend");
    check(
        r#"{"kind":"verify","passed":1}"#,
        "/passed",
        "true or false",
    );
    check(
        r#"{"kind":"reject","note":"private matter"}"#,
        "/note",
        "no such field in 'reject'",
    );
    check(
        r#"{"kind":"feedback","reason":"none"}"#,
        "/reason",
        "no such field in 'feedback'",
    );
}

#[test]
fn a_body_without_any_use_is_refused_as_a_whole() {
    let refused = |body: &[u8]| {
        statements_from_json(body, CoordinateSystem::Wgs84).expect_err("the body is of no use")
    };
    let BodyError::NotJson { line, column, .. } = refused(b"[{\"id\": 1},\n {\"id\" 2}]") else {
        panic!("it is no JSON")
    };
    assert_eq!((line, column), (2, 8));
    assert!(matches!(refused(b""), BodyError::NotJson { .. }));
    assert_eq!(
        refused(b"\"report\""),
        BodyError::WrongShape {
            envelope: "statements"
        }
    );
    assert_eq!(
        refused(b"{\"statements\": 3}"),
        BodyError::WrongShape {
            envelope: "statements"
        }
    );
    assert_eq!(refused(b"[\"\xff\"]"), BodyError::NotUtf8 { byte: 2 });
    let many = format!("[{}]", vec!["0"; MOST_ELEMENTS + 1].join(","));
    assert_eq!(
        refused(many.as_bytes()),
        BodyError::TooMany {
            count: 1001,
            limit: 1000
        }
    );
}

#[test]
fn an_envelope_with_another_field_is_one_object_and_its_fields_are_refused() {
    let report = report_with(json!({}));
    let (pointer, _) = refused(&format!(
        "{{\"statements\": [{report}], \"id\": \"1\", \"occurred_at\": 1795415201000, \"kind\": \"close\"}}"
    ));
    assert_eq!(pointer, "/statements");
}

fn id<T: for<'t> TryFrom<&'t str, Error = domain::InvalidId> + std::fmt::Debug>()
-> impl Strategy<Value = T> {
    "[A-Za-z0-9巡警-][A-Za-z0-9巡警 -]{0,8}[A-Z0-9]"
        .prop_map(|text| T::try_from(&text).expect("the pattern makes ids"))
}

fn words(limit: usize) -> impl Strategy<Value = String> {
    // Every character that may stand in a text, and never a blank text.
    proptest::collection::vec(
        any::<char>().prop_filter("prints", |c| !c.is_control() || *c == '\n'),
        0..limit - 1,
    )
    .prop_map(|characters| format!("声{}", characters.into_iter().collect::<String>()))
}

fn position() -> impl Strategy<Value = Wgs84> {
    (-180.0..=180.0, -90.0..=90.0)
        .prop_map(|(lon, lat)| Wgs84::from_lon_lat(lon, lat).expect("the ranges are the type's"))
}

fn assignee() -> impl Strategy<Value = Assignee> {
    prop_oneof![
        id::<UnitId>().prop_map(Assignee::Unit),
        id().prop_map(Assignee::Station),
        id::<DepartmentId>().prop_map(Assignee::Department),
    ]
}

fn priority() -> impl Strategy<Value = Priority> {
    prop_oneof![
        Just(Priority::Routine),
        Just(Priority::Urgent),
        Just(Priority::Emergency)
    ]
}

fn report() -> impl Strategy<Value = Report> {
    let channel = prop_oneof![
        Just(Channel::Platform),
        Just(Channel::Call),
        Just(Channel::GridWorker),
        Just(Channel::Citizen),
        Just(Channel::Camera)
    ];
    let caller = (
        proptest::option::of(words(20)),
        proptest::option::of(words(20)),
    )
        .prop_map(|(name, phone)| {
            (name.is_some() || phone.is_some()).then_some(Caller { name, phone })
        });
    let place = (
        proptest::option::of(position()),
        proptest::option::of(words(60)),
    )
        .prop_map(|(position, address)| Place {
            position,
            address: address.map(Into::into),
            grid: None,
            area: None,
        });
    (
        words(100),
        proptest::option::of(id()),
        proptest::option::of(priority()),
        channel,
        place,
        proptest::option::of(words(200)),
        caller,
        any::<bool>(),
    )
        .prop_map(
            |(subject, category, priority, channel, place, details, caller, exercise)| Report {
                subject: subject.into(),
                category,
                priority,
                channel,
                place,
                details,
                caller,
                exercise,
            },
        )
}

fn said() -> impl Strategy<Value = Said> {
    let amend = (
        proptest::option::of(position()),
        proptest::option::of(words(60)),
        proptest::option::of(id::<CategoryId>()),
        words(60),
    )
        .prop_map(|(position, address, category, subject)| Said::Amend {
            position,
            address: address.map(Into::into),
            category,
            subject: Some(subject.into()),
        });
    prop_oneof![
        4 => report().prop_map(|report| Said::Report(Box::new(report))),
        1 => (proptest::option::of(id()), proptest::option::of(priority())).prop_map(|(category, priority)| Said::Accept { category, priority }),
        1 => id::<ExternalId>().prop_map(Said::MergeInto),
        1 => assignee().prop_map(Said::Assign),
        1 => assignee().prop_map(Said::Receive),
        1 => assignee().prop_map(Said::Decline),
        1 => assignee().prop_map(Said::Withdraw),
        1 => assignee().prop_map(Said::StartOut),
        1 => assignee().prop_map(Said::Arrive),
        1 => assignee().prop_map(Said::Clear),
        1 => proptest::option::of(assignee()).prop_map(Said::BeginHandling),
        1 => (assignee(), assignee()).prop_map(|(from, to)| Said::HandOver { from, to }),
        1 => any::<bool>().prop_map(|passed| Said::Verify { passed }),
        1 => any::<bool>().prop_map(Said::Supervise),
        1 => priority().prop_map(Said::SetPriority),
        1 => (1_u8..=5).prop_map(Said::Rate),
        1 => amend,
        4 => prop_oneof![
            Just(Said::Acknowledge), Just(Said::Reject), Just(Said::Unmerge), Just(Said::Feedback), Just(Said::Resolve),
            Just(Said::Close), Just(Said::Suspend), Just(Said::Resume), Just(Said::Escalate), Just(Said::Reopen),
            Just(Said::NobodyFree), Just(Said::Reply)
        ],
    ]
}

fn statement() -> impl Strategy<Value = Statement> {
    let photos = proptest::collection::vec(id(), 0..4);
    (
        id(),
        946_684_800_000_i64..4_102_444_800_000,
        proptest::option::of(id()),
        proptest::option::of(words(80)),
        photos,
        said(),
    )
        .prop_map(
            |(external_id, occurred_at, desk, note, photos, said)| Statement {
                external_id,
                occurred_at: Timestamp(occurred_at),
                desk,
                note,
                photos,
                said,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_statement_reads_as_it_is_written(statements in proptest::collection::vec(statement(), 1..5)) {
        let written: Vec<_> = statements.iter().map(json_from_statement).collect();
        let body = serde_json::to_vec(&json!({ "statements": written })).expect("values are JSON");
        // A platform whose own system is another one changes nothing: what is written names its system.
        let read = statements_from_json(&body, CoordinateSystem::Bd09).expect("the body has the right shape");
        prop_assert_eq!(read.shape, Shape::Envelope("statements"));
        prop_assert_eq!(read.each, statements.into_iter().map(Ok).collect::<Vec<_>>());
    }

    #[test]
    fn no_bytes_whatever_make_the_readers_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = statements_from_json(&bytes, CoordinateSystem::Gcj02).is_ok();
        let _ = feeds::positions::positions_from_json(&bytes, CoordinateSystem::Gcj02).is_ok();
    }

    #[test]
    fn no_json_whatever_makes_the_readers_panic(statement in statement(), cut in any::<proptest::sample::Index>(), noise in "[\\[\\]{}\",:0-9e.+-]{0,6}") {
        let written = json_from_statement(&statement).to_string();
        let at = (0..=written.len()).rev().find(|at| *at <= cut.index(written.len() + 1) && written.is_char_boundary(*at)).unwrap_or(0);
        let damaged = format!("{}{noise}{}", &written[..at], &written[at..]);
        if let Ok(all) = statements_from_json(damaged.as_bytes(), CoordinateSystem::Bd09) {
            for error in all.each.into_iter().filter_map(Result::err) {
                prop_assert!(error.index == 0 || damaged.starts_with('['), "{error}");
            }
        }
    }
}

#[test]
fn a_body_says_where_each_of_its_elements_stands() {
    let report = report_with(json!({}));
    let check = |body: &str, second: &str| {
        let read = statements_from_json(body.as_bytes(), CoordinateSystem::Wgs84);
        assert_eq!(read.expect("JSON").shape.pointer(1), second, "{body}");
    };
    check(&report, "");
    check(&format!("[{report}]"), "/1");
    check(&format!("{{\"statements\": [{report}]}}"), "/statements/1");
}

#[test]
fn a_flaw_is_told_with_its_place() {
    let error = read(&format!("[{}]", report_with(json!({"lat": 29.39}))))
        .remove(0)
        .expect_err("half a position");
    assert_eq!(error.flaw, Flaw::HalfAPosition);
    assert_eq!(
        error.to_string(),
        "/0/lon: is missing: a position has lon and lat, or neither"
    );
}
