//! What every home of the log promises.

use domain::{
    Actor, Channel, ExternalId, IncidentId, Millis, Network, PersonId, PhotoKey, Place, PlatformId,
    Priority, Seq, TextKey, Timestamp, UnitId, UnitPosition, Wgs84,
};
use hub::audit::{self, Entry, Query, What};
use hub::log::{
    Batch, Forgotten, KnownPhoto, Log, LogError, MemoryLog, NewText, RequestKey, SavedSnapshot,
    SqliteLog, StoredAnswer, Upload,
};
use protocol::LogId;
use world::{Body, Event, Fact, Order, Reported};

/// Runs a promise on every home, each empty.
fn on_every_home(promise: impl Fn(&str, &mut dyn Log)) {
    promise("memory", &mut MemoryLog::new(LogId(7)));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut sqlite = SqliteLog::open(&folder.path().join("log.sqlite")).expect("the log opens");
    promise("sqlite", &mut sqlite);
}

fn reported(seq: u64, incident: u64) -> Event {
    Event {
        seq: Seq(seq),
        recorded_at: Timestamp(1_000 * seq as i64),
        fact: Fact {
            incident: IncidentId(incident),
            occurred_at: Timestamp(17),
            by: Actor::Hub,
            order: Order::InOrder,
            note: None,
            photos: Vec::new(),
            from: None,
            body: Body::Reported(Box::new(Reported {
                platform: PlatformId::try_from("110").expect("an id"),
                external_id: ExternalId::try_from(format!("e{incident}").as_str()).expect("an id"),
                subject: "井盖边缘翘起".into(),
                category: None,
                priority: Priority::Urgent,
                channel: Channel::Call,
                place: Place {
                    // A position whose last bit is lost by a careless reader.
                    position: Wgs84::from_lon_lat(106.270_000_000_000_03, 29.390_000_000_000_004)
                        .ok(),
                    ..Place::default()
                },
                details: Some(TextKey::new(1)),
                caller: None,
                exercise: false,
                dispatch_within: Millis::from_secs(60),
            })),
        },
    }
}

fn events(from: u64, to: u64) -> Batch {
    Batch {
        events: (from..to).map(|seq| reported(seq, seq)).collect(),
        ..Batch::default()
    }
}

fn text(key: u64, incident: u64, text: &str) -> NewText {
    NewText {
        key: TextKey::new(key),
        incident: IncidentId(incident),
        text: text.to_owned(),
    }
}

#[test]
fn what_is_appended_is_read_again_bit_by_bit_and_in_order() {
    on_every_home(|home, log| {
        let batch = events(1, 8);
        log.append(&batch).expect(home);
        let reader = log.reader().expect(home);
        assert_eq!(reader.last().expect(home), Seq(7));
        assert_eq!(
            reader.events_after(Seq::START, 100).expect(home),
            batch.events,
            "{home}"
        );
        assert_eq!(
            reader.events_after(Seq(3), 2).expect(home),
            batch.events[3..5],
            "{home}"
        );
        assert_eq!(reader.events_after(Seq(7), 2).expect(home), [], "{home}");
    });
}

#[test]
fn a_reader_sees_what_was_appended_after_it_was_made() {
    on_every_home(|home, log| {
        let reader = log.reader().expect(home);
        assert_eq!(reader.last().expect(home), Seq::START);
        log.append(&events(1, 3)).expect(home);
        assert_eq!(reader.last().expect(home), Seq(2), "{home}");
    });
}

#[test]
fn events_that_do_not_follow_are_refused_and_nothing_of_their_batch_is_kept() {
    on_every_home(|home, log| {
        log.append(&events(1, 3)).expect(home);
        for wrong in [
            events(2, 3),
            events(4, 5),
            Batch {
                events: vec![reported(3, 3), reported(5, 5)],
                ..Batch::default()
            },
        ] {
            let wrong = Batch {
                texts: vec![text(1, 3, "kept?")],
                ..wrong
            };
            assert!(
                matches!(log.append(&wrong), Err(LogError::Gap { .. })),
                "{home}"
            );
        }
        let reader = log.reader().expect(home);
        assert_eq!(reader.last().expect(home), Seq(2), "{home}");
        assert!(
            reader.texts(&[TextKey::new(1)]).expect(home).is_empty(),
            "{home}"
        );
        log.append(&events(3, 4)).expect(home);
    });
}

#[test]
fn the_events_of_one_incident_are_found_among_the_others() {
    on_every_home(|home, log| {
        let batch = Batch {
            events: (1..=9).map(|seq| reported(seq, seq % 3)).collect(),
            ..Batch::default()
        };
        log.append(&batch).expect(home);
        let found = log
            .reader()
            .expect(home)
            .events_of(IncidentId(2))
            .expect(home);
        let seqs: Vec<u64> = found.iter().map(|event| event.seq.0).collect();
        assert_eq!(seqs, [2, 5, 8], "{home}");
    });
}

#[test]
fn texts_are_erased_for_good_and_their_keys_not_given_again() {
    on_every_home(|home, log| {
        let mut batch = events(1, 3);
        batch.texts = vec![
            text(1, 1, "Wang Fang"),
            text(2, 2, "Li Na"),
            text(3, 1, "called back"),
        ];
        log.append(&batch).expect(home);
        let reader = log.reader().expect(home);
        assert_eq!(reader.next_text().expect(home), TextKey::new(4), "{home}");
        assert_eq!(log.erase_texts(&[IncidentId(1)]).expect(home), 2, "{home}");
        assert_eq!(log.erase_texts(&[IncidentId(1)]).expect(home), 0, "{home}");
        let left = reader
            .texts(&[
                TextKey::new(1),
                TextKey::new(2),
                TextKey::new(3),
                TextKey::new(9),
            ])
            .expect(home);
        assert_eq!(
            left.into_iter().collect::<Vec<_>>(),
            [(TextKey::new(2), "Li Na".to_owned())],
            "{home}"
        );
        assert_eq!(log.erase_texts(&[IncidentId(2)]).expect(home), 1, "{home}");
        assert_eq!(reader.next_text().expect(home), TextKey::new(4), "{home}");
    });
}

#[test]
fn an_incident_with_texts_is_due_once_its_last_event_is_old_enough() {
    on_every_home(|home, log| {
        let mut batch = events(1, 4);
        batch.texts = vec![text(1, 1, "a"), text(2, 3, "b")];
        log.append(&batch).expect(home);
        let all = TextKey::new(0)..TextKey::new(9);
        let due = |log: &dyn Log, before| {
            log.with_texts_before(Timestamp(before), all.clone())
                .expect(home)
        };
        assert_eq!(due(log, 1_000), [], "{home}");
        assert_eq!(due(log, 1_001), [IncidentId(1)], "{home}");
        assert_eq!(due(log, 9_000), [IncidentId(1), IncidentId(3)], "{home}");
        let stretch = |from, to| {
            log.with_texts_before(Timestamp(9_000), TextKey::new(from)..TextKey::new(to))
                .expect(home)
        };
        assert_eq!(stretch(0, 2), [IncidentId(1)], "{home}");
        assert_eq!(stretch(2, 3), [IncidentId(3)], "{home}");
        log.erase_texts(&[IncidentId(1)]).expect(home);
        assert_eq!(due(log, 9_000), [IncidentId(3)], "{home}");
    });
}

#[test]
fn the_tracks_of_units_are_kept_until_they_are_old() {
    on_every_home(|home, log| {
        let sample = |unit: &str, at: i64, lon: f64| UnitPosition {
            unit: UnitId::try_from(unit).expect("an id"),
            position: Wgs84::from_lon_lat(lon, 29.39).expect("a place"),
            heading_degrees: (at == 2).then_some(274.5),
            sampled_at: Timestamp(at),
        };
        let samples = vec![
            sample("E1", 2, 106.2),
            sample("E1", 1, 106.1),
            sample("E2", 1, 106.5),
            sample("E1", 2, 100.0),
            sample("E1", 3, 106.3),
        ];
        log.append(&Batch {
            samples,
            ..Batch::default()
        })
        .expect(home);
        let reader = log.reader().expect(home);
        let unit = UnitId::try_from("E1").expect("an id");
        let track = |since, limit| reader.track(&unit, Timestamp(since), limit).expect(home);
        assert_eq!(
            track(0, 9),
            [
                sample("E1", 1, 106.1),
                sample("E1", 2, 106.2),
                sample("E1", 3, 106.3)
            ],
            "{home}"
        );
        assert_eq!(track(2, 1), [sample("E1", 2, 106.2)], "{home}");
        assert_eq!(
            reader.latest_samples().expect(home),
            [sample("E1", 3, 106.3), sample("E2", 1, 106.5)],
            "{home}"
        );
        assert_eq!(log.forget_samples(Timestamp(3)).expect(home), 3, "{home}");
        assert_eq!(track(0, 9), [sample("E1", 3, 106.3)], "{home}");
    });
}

#[test]
fn an_answer_is_remembered_until_it_is_old() {
    on_every_home(|home, log| {
        let key = |key: &str| RequestKey {
            sender: "110".to_owned(),
            key: key.to_owned(),
        };
        let answer = |at: i64| StoredAnswer {
            fingerprint: [at as u8; 32],
            answered_at: Timestamp(at),
            answer: "[]".to_owned(),
        };
        log.append(&Batch {
            answers: vec![(key("a"), answer(1)), (key("b"), answer(2))],
            ..Batch::default()
        })
        .expect(home);
        let reader = log.reader().expect(home);
        assert_eq!(
            reader.answer(&key("a")).expect(home),
            Some(answer(1)),
            "{home}"
        );
        log.append(&Batch {
            answers: vec![(key("a"), answer(1))],
            ..Batch::default()
        })
        .expect("an answer may be given anew");
        let before = |of_platforms: i64, of_people: i64| Forgotten {
            of_platforms: Timestamp(of_platforms),
            of_people: Timestamp(of_people),
        };
        let forgotten = log.forget_answers(before(2, 9)).expect(home);
        assert_eq!(forgotten, 1, "{home}");
        assert_eq!(reader.answer(&key("a")).expect(home), None, "{home}");
        assert_eq!(
            reader.answer(&key("b")).expect(home),
            Some(answer(2)),
            "{home}"
        );
    });
}

#[test]
fn answers_to_people_and_to_platforms_are_forgotten_each_in_its_own_time() {
    on_every_home(|home, log| {
        let officer = PersonId::try_from("officer").expect("an id");
        let person = RequestKey::of_person(&officer, "k".to_owned());
        let platform = RequestKey {
            sender: "person".to_owned(),
            key: "k".to_owned(),
        };
        let answer = StoredAnswer {
            fingerprint: [1; 32],
            answered_at: Timestamp(5),
            answer: "[]".to_owned(),
        };
        let answers = [&person, &platform].map(|key| (key.clone(), answer.clone()));
        let batch = Batch {
            answers: answers.into(),
            ..Batch::default()
        };
        log.append(&batch).expect(home);
        let reader = log.reader().expect(home);
        let known = || [&person, &platform].map(|key| reader.answer(key).expect(home).is_some());
        let mut forget = |of_people: i64, of_platforms: i64| {
            let before = Forgotten {
                of_people: Timestamp(of_people),
                of_platforms: Timestamp(of_platforms),
            };
            log.forget_answers(before).expect(home)
        };
        assert_eq!(forget(5, 5), 0, "{home}");
        assert_eq!((forget(5, 6), known()), (1, [true, false]), "{home}");
        assert_eq!((forget(6, 6), known()), (1, [false, false]), "{home}");
    });
}

#[test]
fn the_newest_snapshot_that_goes_no_further_is_found_and_old_ones_are_dropped() {
    on_every_home(|home, log| {
        for through in [10, 20, 30, 40, 50, 60] {
            let snapshot = SavedSnapshot {
                through: Seq(through),
                bytes: vec![through as u8],
            };
            log.save_snapshot(&snapshot).expect(home);
        }
        let reader = log.reader().expect(home);
        let found = |seq| {
            reader
                .snapshot_up_to(Seq(seq))
                .expect(home)
                .map(|snapshot| snapshot.through.0)
        };
        assert_eq!(
            (found(60), found(59), found(1_000)),
            (Some(60), Some(50), Some(60)),
            "{home}"
        );
        assert_eq!(
            (found(30), found(29)),
            (Some(30), None),
            "{home}: four are kept"
        );
    });
}

#[test]
fn a_sqlite_log_is_the_same_log_when_it_is_opened_again_and_another_file_is_another() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = |name: &str| SqliteLog::open(&folder.path().join(name)).expect("the log opens");
    let first = open("a.sqlite").id();
    assert_eq!(open("a.sqlite").id(), first);
    assert_ne!(open("b.sqlite").id(), first);
}

#[test]
fn an_erased_text_is_in_none_of_the_logs_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut log = SqliteLog::open(&folder.path().join("log.sqlite")).expect("the log opens");
    let mut batch = events(1, 2);
    batch.texts = vec![text(1, 1, "a name that nobody else has")];
    log.append(&batch).expect("durable");
    let found = || {
        let files = std::fs::read_dir(folder.path()).expect("the folder");
        let holds = |file: std::io::Result<std::fs::DirEntry>| {
            let bytes = std::fs::read(file.expect("a file").path()).expect("readable");
            bytes
                .windows(27)
                .any(|part| part == b"a name that nobody else has")
        };
        files.map(holds).filter(|found| *found).count()
    };
    assert!(found() > 0, "before it is erased it is there");
    let reader = rusqlite::Connection::open(folder.path().join("log.sqlite")).expect("a reader");
    let reading = reader.unchecked_transaction().expect("it reads");
    let count: i64 = reading
        .query_row("SELECT count(*) FROM texts", [], |row| row.get(0))
        .expect("it reads");
    assert_eq!(log.erase_texts(&[IncidentId(1)]).expect("erased"), 1);
    assert!(count == 1 && found() > 0, "somebody still reads it");
    drop(reading);
    assert_eq!(log.erase_texts(&[]).expect("cleared"), 0);
    assert_eq!(found(), 0);
}

#[test]
fn a_log_of_a_later_release_is_not_touched() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("log.sqlite");
    drop(SqliteLog::open(&file).expect("the log opens"));
    let connection = rusqlite::Connection::open(&file).expect("a database");
    connection
        .pragma_update(None, "user_version", 99)
        .expect("written");
    drop(connection);
    assert!(matches!(
        SqliteLog::open(&file),
        Err(LogError::Layout { found: 99, .. })
    ));
}

fn everything() -> Query {
    Query {
        from: Timestamp(i64::MIN),
        to: Timestamp(i64::MAX),
        person: None,
        network: None,
        incident: None,
        what: None,
        after: None,
        order: audit::Order::OldestFirst,
        limit: 100,
    }
}

#[test]
fn what_was_done_is_noted_with_the_events_it_made_and_found_by_time() {
    on_every_home(|home, log| {
        let note = |at: i64, incident: u64| Entry {
            network: Some(Network::Police),
            incident: Some(IncidentId(incident)),
            ..Entry::of_hub(What::TextsErased, Timestamp(at))
        };
        let mut batch = events(1, 2);
        batch.audit = vec![note(30, 1), note(10, 2)];
        log.append(&batch).expect("durable");
        let mut wrong = events(9, 10);
        wrong.audit = vec![note(20, 3)];
        assert!(log.append(&wrong).is_err(), "{home}");
        let reader = log.reader().expect("a reader");
        let found = |query: Query| -> Vec<i64> {
            let found = reader.audit(&query).expect("readable");
            found.iter().map(|noted| noted.entry.at.0).collect()
        };
        assert_eq!(found(everything()), [10, 30], "{home}");
        let check = |query: Query, expected: &[i64]| assert_eq!(found(query), expected, "{home}");
        check(
            Query {
                from: Timestamp(11),
                ..everything()
            },
            &[30],
        );
        check(
            Query {
                to: Timestamp(30),
                ..everything()
            },
            &[10],
        );
        check(
            Query {
                limit: 1,
                ..everything()
            },
            &[10],
        );
        check(
            Query {
                incident: Some(IncidentId(1)),
                ..everything()
            },
            &[30],
        );
        for (network, expected) in [(Network::Police, &[10, 30][..]), (Network::Government, &[])] {
            check(
                Query {
                    network: Some(network),
                    ..everything()
                },
                expected,
            );
        }
        check(
            Query {
                what: Some(What::SignedIn),
                ..everything()
            },
            &[],
        );
        let after = reader.audit(&everything()).expect("readable")[0].id;
        let after = Some((Timestamp(10), after));
        check(
            Query {
                after,
                ..everything()
            },
            &[30],
        );
        let newest_first = Query {
            order: audit::Order::NewestFirst,
            ..everything()
        };
        check(newest_first.clone(), &[30, 10]);
        let last = reader.audit(&newest_first).expect("readable")[0].id;
        check(
            Query {
                after: Some((Timestamp(30), last)),
                ..newest_first
            },
            &[10],
        );
    });
}

#[test]
fn a_log_of_an_earlier_release_is_brought_up_with_all_that_is_in_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("log.sqlite");
    let mut log = SqliteLog::open(&file).expect("the log opens");
    log.append(&events(1, 3)).expect("durable");
    let id = log.id();
    drop(log);
    let connection = rusqlite::Connection::open(&file).expect("a database");
    connection
        .execute_batch("DROP TABLE audit; DROP TABLE uploads; DROP TABLE photos; DROP TABLE doomed; PRAGMA user_version = 1;")
        .expect("as 0.1.0 made it");
    drop(connection);
    let log = SqliteLog::open(&file).expect("the log opens");
    assert_eq!(log.id(), id);
    let reader = log.reader().expect("a reader");
    assert_eq!(reader.last().expect("readable"), Seq(2));
    assert_eq!(reader.audit(&everything()).expect("readable"), []);
}

#[test]
fn a_photo_is_kept_as_long_as_an_incident_has_it_or_its_sender_may_attach_it() {
    on_every_home(|home, log| {
        let photo = |name: &str| PhotoKey::try_from(name).expect("an id");
        let person = |name: &str| PersonId::try_from(name).expect("an id");
        let upload = |name: &str, by: &str, at: i64| Upload {
            photo: photo(name),
            person: person(by),
            at: Timestamp(at),
        };
        let mut batch = events(1, 3);
        batch.uploads = vec![
            upload("shared", "one", 10),
            upload("shared", "two", 20),
            upload("lost", "one", 10),
            upload("both", "one", 10),
        ];
        batch.photos = vec![
            (photo("both"), IncidentId(1)),
            (photo("both"), IncidentId(2)),
        ];
        log.append(&batch).expect("durable");
        let reader = log.reader().expect("a reader");
        let waiting = |by: &str| reader.waiting_uploads(&person(by)).expect("readable");
        assert_eq!((waiting("one"), waiting("two")), (2, 1), "{home}");
        let both = reader.photo(&photo("both")).expect("readable");
        assert_eq!(both.people.len(), 1, "{home}");
        assert!(both.incidents.iter().map(|id| id.0).eq([1, 2]), "{home}");
        let due = |before: i64, to: u64| {
            let due = log.with_photos_before(Timestamp(before), IncidentId(0)..IncidentId(to));
            due.expect("readable")
        };
        // The events of 1 and 2 were recorded at 1000 and 2000.
        assert_eq!(due(1_500, 10), [IncidentId(1)], "{home}");
        assert_eq!(due(5_000, 2), [IncidentId(1)], "{home}");
        assert_eq!(log.doom_photos(Timestamp(15)).expect("doomed"), 1, "{home}");
        let doomed = || reader.doomed(10).expect("readable");
        assert_eq!(doomed(), [photo("lost")], "{home}");
        assert_eq!((waiting("one"), waiting("two")), (0, 1), "{home}");
        log.erase_texts(&[IncidentId(1)]).expect("erased");
        assert_eq!(doomed(), [photo("lost")], "{home}: another has it");
        log.erase_texts(&[IncidentId(2)]).expect("erased");
        assert_eq!(doomed(), [photo("both"), photo("lost")], "{home}");
        let known = reader.photo(&photo("both")).expect("readable");
        assert_eq!(known, KnownPhoto::default(), "{home}");
        log.forget_doomed(&[photo("lost")]).expect("forgotten");
        let again = Batch {
            uploads: vec![upload("both", "two", 30)],
            ..Batch::default()
        };
        log.append(&again).expect("durable");
        assert_eq!(doomed(), [], "{home}: who comes again is not doomed");
    });
}
