use tempfile::TempDir;

use super::*;
use crate::audit::{Order, What};

const LIMITS: SessionsConfig = SessionsConfig {
    idle_secs: 60,
    absolute_secs: 300,
    wall_days: 2,
};

const PASSWORD: &str = "correct horse battery";
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn id(text: &str) -> PersonId {
    PersonId::try_from(text).expect("an id")
}

fn person(text: &str, role: Role) -> Person {
    Person {
        id: id(text),
        name: text.into(),
        role,
        networks: BTreeSet::from([Network::Police]),
        areas: None,
        station: None,
        unit: None,
        department: None,
        disabled: false,
        disabled_because: None,
        demo: false,
        enrolled: None,
    }
}

fn open(folder: &TempDir, demo: bool) -> (People, Option<String>) {
    let demo_people = || {
        let mut boss = person("demo-boss", Role::Administrator);
        boss.demo = true;
        vec![boss]
    };
    let file = folder.path().join("people.sqlite");
    People::open(&file, LIMITS, demo, demo_people).expect("the store opens")
}

fn with_officer() -> (TempDir, People) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (people, _) = open(&folder, false);
    people
        .add(person("officer", Role::DutyOfficer), PASSWORD)
        .expect("added");
    (folder, people)
}

fn sign_in(people: &People, who: &str, password: &str, secs: i64) -> Result<Begun, SignInRefusal> {
    people.sign_in(
        &id(who),
        password,
        HERE,
        at(secs),
        Duration::from_secs(secs.unsigned_abs()),
    )
}

const fn at(secs: i64) -> Timestamp {
    Timestamp(secs * 1_000)
}

#[test]
fn a_session_that_is_not_used_ends_and_one_that_is_used_ends_all_the_same_in_the_end() {
    let (_folder, people) = with_officer();
    let idle = sign_in(&people, "officer", PASSWORD, 0).expect("signed in");
    assert!(people.session(&idle.secret, at(59)).is_some());
    assert!(people.session(&idle.secret, at(118)).is_some());
    assert!(people.session(&idle.secret, at(178)).is_none());
    assert!(people.session(&idle.secret, at(119)).is_none(), "for good");
    let busy = sign_in(&people, "officer", PASSWORD, 200).expect("signed in");
    for secs in (200..500).step_by(30) {
        assert!(people.session(&busy.secret, at(secs)).is_some(), "{secs}");
    }
    assert!(people.session(&busy.secret, at(500)).is_none());
    assert_eq!(busy.ends_at, at(500));
}

#[test]
fn a_session_outlives_a_restart_and_its_secret_is_nowhere_in_the_file() {
    let (folder, people) = with_officer();
    let begun = sign_in(&people, "officer", PASSWORD, 0).expect("signed in");
    drop(people);
    for file in std::fs::read_dir(folder.path()).expect("the folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("readable");
        for secret in [begun.secret.as_bytes(), PASSWORD.as_bytes()] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret));
        }
    }
    let (people, _) = open(&folder, false);
    let alive = people.session(&begun.secret, at(30)).expect("alive");
    assert_eq!(alive.person.id, id("officer"));
    assert!(people.session("another secret", at(30)).is_none());
}

#[test]
fn signing_out_ends_one_session_and_signing_out_everywhere_all_of_them() {
    let (folder, people) = with_officer();
    let mut begun = (0..3).map(|_| sign_in(&people, "officer", PASSWORD, 0).expect("signed in"));
    let [a, b, c] = [begun.next(), begun.next(), begun.next()].map(|one| one.expect("three"));
    let endings = people.endings();
    let key = people.session(&a.secret, at(1)).expect("alive").key;
    people.sign_out(key).expect("signed out");
    assert!(endings.has_changed().expect("people are there"));
    assert!(people.session(&a.secret, at(1)).is_none());
    assert!(people.session(&b.secret, at(1)).is_some());
    people
        .sign_out_everywhere(&id("officer"))
        .expect("signed out");
    drop(people);
    let (people, _) = open(&folder, false);
    for session in [b, c] {
        assert!(people.session(&session.secret, at(1)).is_none());
    }
}

#[test]
fn a_seventeenth_session_ends_the_one_that_was_not_used_longest() {
    let (_folder, people) = with_officer();
    let begun: Vec<Begun> = (0..17)
        .map(|n| sign_in(&people, "officer", PASSWORD, n).expect("signed in"))
        .collect();
    assert!(people.session(&begun[0].secret, at(17)).is_none());
    assert!(people.session(&begun[1].secret, at(17)).is_some());
}

#[test]
fn a_wrong_password_and_an_account_that_there_is_not_are_refused_alike_and_then_wait() {
    let (_folder, people) = with_officer();
    for who in ["officer", "nobody"] {
        for _ in 0..5 {
            let refused = sign_in(&people, who, "not the password", 10);
            assert!(matches!(refused, Err(SignInRefusal::Wrong)), "{who}");
        }
        let waits = sign_in(&people, who, PASSWORD, 10);
        assert!(matches!(waits, Err(SignInRefusal::Wait(_))), "{who}");
    }
    assert!(sign_in(&people, "officer", PASSWORD, 11).is_ok());
}

#[test]
fn a_disabled_account_is_signed_out_and_does_not_come_in_again_until_it_is_enabled() {
    let (_folder, people) = with_officer();
    let begun = sign_in(&people, "officer", PASSWORD, 0).expect("signed in");
    people
        .set_disabled(&id("officer"), true, None)
        .expect("disabled");
    assert!(people.session(&begun.secret, at(1)).is_none());
    let refused = sign_in(&people, "officer", PASSWORD, 1);
    assert!(matches!(refused, Err(SignInRefusal::Wrong)));
    people
        .set_disabled(&id("officer"), false, None)
        .expect("enabled");
    assert!(sign_in(&people, "officer", PASSWORD, 2).is_ok());
}

#[test]
fn a_reset_password_ends_the_sessions_and_the_old_one_opens_nothing() {
    let (_folder, people) = with_officer();
    let begun = sign_in(&people, "officer", PASSWORD, 0).expect("signed in");
    people
        .reset_password(&id("officer"), "another horse")
        .expect("reset");
    assert!(people.session(&begun.secret, at(1)).is_none());
    assert!(sign_in(&people, "officer", PASSWORD, 1).is_err());
    assert!(sign_in(&people, "officer", "another horse", 1).is_ok());
    let weak = people.reset_password(&id("officer"), "short");
    assert!(matches!(
        weak,
        Err(ChangeRefusal::Weak(WeakPassword::Short))
    ));
}

#[test]
fn the_printed_secret_makes_one_administrator_who_cannot_be_disabled_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (people, secret) = open(&folder, false);
    let secret = secret.expect("nobody administers yet");
    let first = |secret: &str, who: &str| {
        people.add_first(secret, id(who), "Boss".into(), BTreeSet::new(), PASSWORD)
    };
    assert!(matches!(
        first("a guess", "boss"),
        Err(ChangeRefusal::Secret)
    ));
    assert!(first(&secret, "boss").is_ok());
    assert!(matches!(
        first(&secret, "boss2"),
        Err(ChangeRefusal::Secret)
    ));
    assert!(matches!(
        people.set_disabled(&id("boss"), true, None),
        Err(ChangeRefusal::LastAdministrator)
    ));
    drop(people);
    let (_, secret) = open(&folder, false);
    assert_eq!(secret, None, "there is an administrator");
}

#[test]
fn a_demos_people_are_there_in_a_demo_and_nowhere_else() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (people, secret) = open(&folder, true);
    assert_eq!(secret, None);
    let begun = sign_in(&people, "demo-boss", DEMO_PASSWORD, 0).expect("signed in");
    drop(people);
    let (people, secret) = open(&folder, false);
    assert!(
        secret.is_some(),
        "a demo's administrator administers nothing else"
    );
    assert!(people.session(&begun.secret, at(1)).is_none());
    assert!(sign_in(&people, "demo-boss", DEMO_PASSWORD, 1).is_err());
}

#[test]
fn a_change_that_cannot_end_the_sessions_changes_nothing() {
    let (folder, people) = with_officer();
    let officer = id("officer");
    let begun = sign_in(&people, "officer", PASSWORD, 0).expect("signed in");
    let beside = rusqlite::Connection::open(folder.path().join("people.sqlite")).expect("opens");
    let refuse =
        "CREATE TRIGGER refuses BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'no'); END";
    beside.execute_batch(refuse).expect("made");
    let own = Own {
        id: &officer,
        session: SessionKey::of("another session"),
        address: HERE,
    };
    let changed = people.change_password(own, PASSWORD, "another horse", Duration::ZERO);
    assert!(matches!(changed, Err(ChangeRefusal::Failed(_))));
    let reset = people.reset_password(&officer, "another horse");
    assert!(matches!(reset, Err(ChangeRefusal::Failed(_))));
    let disabled = people.set_disabled(&officer, true, None);
    assert!(matches!(disabled, Err(ChangeRefusal::Failed(_))));
    drop(people);
    let (people, _) = open(&folder, false);
    assert!(people.session(&begun.secret, at(1)).is_some());
    assert!(sign_in(&people, "officer", "another horse", 1).is_err());
    assert!(sign_in(&people, "officer", PASSWORD, 1).is_ok());
}

#[test]
fn whose_session_it_is_is_known_while_the_file_is_being_written() {
    let (_folder, people) = with_officer();
    let begun = sign_in(&people, "officer", PASSWORD, 0).expect("signed in");
    let written = people.store();
    assert!(people.session(&begun.secret, at(1)).is_some());
    assert!(people.session("another secret", at(1)).is_none());
    let everything = Query {
        from: at(0),
        to: at(1),
        person: None,
        network: None,
        incident: None,
        what: None,
        after: None,
        order: Order::OldestFirst,
        limit: 1,
    };
    assert_eq!(people.audit(&everything).expect("readable"), []);
    drop(written);
}

#[test]
fn the_use_of_a_session_is_kept_with_the_house_and_outlives_a_restart() {
    let (folder, people) = with_officer();
    let begun = sign_in(&people, "officer", PASSWORD, 0).expect("signed in");
    assert!(people.session(&begun.secret, at(50)).is_some());
    people.keep_house(at(50), Duration::ZERO);
    drop(people);
    let (people, _) = open(&folder, false);
    assert!(people.session(&begun.secret, at(109)).is_some());
    assert!(people.session(&begun.secret, at(200)).is_none());
    people.keep_house(at(200), Duration::ZERO);
    drop(people);
    let (people, _) = open(&folder, false);
    assert!(people.session(&begun.secret, at(110)).is_none(), "for good");
}

#[test]
fn attempts_while_an_account_waits_are_noted_together() {
    let (_folder, people) = with_officer();
    for _ in 0..12 {
        let _ = sign_in(&people, "officer", "not the password", 10);
    }
    people.keep_house(at(20), Duration::from_secs(20));
    people.keep_house(at(400), Duration::from_secs(400));
    let turned_away = Query {
        from: at(0),
        to: at(1_000),
        person: Some(id("officer")),
        network: None,
        incident: None,
        what: Some(What::SignInTurnedAway),
        after: None,
        order: Order::OldestFirst,
        limit: 10,
    };
    let noted = people.audit(&turned_away).expect("readable");
    let [noted] = noted.as_slice() else {
        panic!("one entry: {noted:?}")
    };
    assert_eq!(noted.entry.address, Some(HERE));
    assert_eq!(noted.entry.outcome.as_deref(), Some("7"));
}

#[test]
fn of_more_entries_than_are_asked_for_those_are_told_that_come_first_in_the_order_asked_for() {
    let (_folder, people) = with_officer();
    for secs in 0..7 {
        let officer = Some(id("officer"));
        let given = Entry::of(What::WatchGiven, officer, HERE, at(secs)).about("officer");
        people.note(&given).expect("noted");
    }
    for person in [None, Some(id("officer"))] {
        let times = |order: Order| {
            let query = Query {
                from: at(0),
                to: at(100),
                person: person.clone(),
                network: None,
                incident: None,
                what: Some(What::WatchGiven),
                after: None,
                order,
                limit: 3,
            };
            let noted = people.audit(&query).expect("readable");
            noted.iter().map(|one| one.entry.at).collect::<Vec<_>>()
        };
        assert_eq!(times(Order::NewestFirst), [at(6), at(5), at(4)]);
        assert_eq!(times(Order::OldestFirst), [at(0), at(1), at(2)]);
    }
}

fn note_with_remark(people: &People, remark: &str) {
    let given = Entry::of(What::WatchGiven, Some(id("officer")), HERE, at(1));
    people
        .note_with_remark(&given, Some(remark))
        .expect("noted");
}

#[test]
fn a_remark_that_is_erased_while_somebody_reads_leaves_the_disk_with_the_next_time() {
    let (folder, people) = with_officer();
    note_with_remark(&people, "13800000000");
    let reader = rusqlite::Connection::open(folder.path().join("people.sqlite")).expect("opens");
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM remarks;")
        .expect("reads");
    let stands = || {
        let files = std::fs::read_dir(folder.path()).expect("a folder");
        files.into_iter().any(|file| {
            let bytes = std::fs::read(file.expect("a file").path()).expect("readable");
            bytes.windows(11).any(|part| part == b"13800000000")
        })
    };
    assert_eq!(people.erase_remarks(at(2)).expect("erased"), 1);
    assert!(stands(), "the reader holds it");
    reader.execute_batch("COMMIT").expect("has read");
    assert_eq!(people.erase_remarks(at(2)).expect("erased"), 0);
    assert!(!stands(), "it is gone from the disk");
}

#[test]
fn a_hub_that_ends_in_order_leaves_one_file() {
    let (folder, people) = with_officer();
    note_with_remark(&people, "three calls wait");
    assert_eq!(people.remarks(&[1]).expect("read").len(), 1);
    drop(people);
    let files = std::fs::read_dir(folder.path()).expect("a folder");
    let names: Vec<_> = files
        .map(|file| file.expect("a file").file_name())
        .collect();
    assert_eq!(names, ["people.sqlite"]);
}

#[test]
fn wrong_passwords_waiting_walls_and_readers_of_remarks_do_not_wait_for_the_disk() {
    let (_folder, people) = with_officer();
    let people = Arc::new(people);
    let waiting = people.ask_in(HERE, Duration::ZERO).expect("asked");
    let writes = people.store();
    let (answered, answers) = std::sync::mpsc::sync_channel(1);
    let asking = Arc::clone(&people);
    let asked = std::thread::spawn(move || {
        let refused = sign_in(&asking, "officer", "not the password", 0);
        assert!(matches!(refused, Err(SignInRefusal::Wrong)), "{refused:?}");
        let waits = asking.claim_wall(&waiting.secret, at(0), Duration::ZERO);
        assert!(matches!(waits, Ok(Claimed::Waiting(_))), "{waits:?}");
        assert_eq!(asking.remarks(&[1]).expect("read"), BTreeMap::new());
        answered.send(()).expect("somebody listens");
    });
    let in_time = answers.recv_timeout(Duration::from_secs(20));
    drop(writes);
    asked.join().expect("answered as it should be");
    in_time.expect("nobody waited for the store");
}
