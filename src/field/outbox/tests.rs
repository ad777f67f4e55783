//! Whatever happens to a report on its way, the hub makes at most one incident of what it was asked under keys that may still
//! be alive.

use domain::{CategoryId, IncidentId, IncidentRef, Network, PersonId, PhotoKey, Timestamp};

use super::entry::{Content, Entry, EntryState, Keys, PhotoCourse, Step};
use super::fault::{Fault, Verdict};
use crate::commands::understood;

fn content(words: &str) -> Content {
    Content {
        category: CategoryId::try_from("manhole").expect("an id"),
        subject: "井盖缺损".into(),
        position: None,
        address: "福城西苑 17 栋".into(),
        words: words.into(),
    }
}

fn keys(number: usize) -> Keys {
    Keys {
        photo: format!("photo-{number}").into(),
        command: format!("command-{number}").into(),
    }
}

fn entry() -> Entry {
    Entry {
        id: "one".into(),
        owner: PersonId::try_from("worker").expect("an id"),
        network: Network::Government,
        made_at: Timestamp(0),
        content: content(""),
        photo: PhotoCourse::Here,
        keys: keys(0),
        body: None,
        state: EntryState::Waiting,
        seen: None,
    }
}

fn photo() -> PhotoKey {
    PhotoKey::try_from("9f86").expect("a name")
}

fn incident(id: u64) -> IncidentRef {
    IncidentRef {
        network: Network::Government,
        id: IncidentId(id),
    }
}

#[test]
fn the_photo_goes_first_and_the_command_follows() {
    let mut report = entry();
    assert_eq!(
        report.take_up(),
        Some(Step::Photo {
            key: "photo-0".into()
        })
    );
    report.photo_is_kept(photo());
    let Some(Step::Command { key, body }) = report.take_up() else {
        panic!("no command after the photo");
    };
    assert_eq!(&*key, "command-0");
    assert!(body.contains("manhole") && body.contains("9f86"), "{body}");
    report.is_sent(incident(7));
    assert_eq!(report.incident(), Some(incident(7)));
    assert_eq!(report.take_up(), None);
}

#[test]
fn a_photo_that_the_hub_has_forgotten_goes_out_again_by_itself_and_the_report_after_it() {
    let mut report = entry();
    report.take_up();
    report.photo_is_kept(photo());
    let Some(Step::Command { body, .. }) = report.take_up() else {
        panic!("no command after the photo");
    };
    let answer = r#"{"detail": "is not known", "pointer": "/photos/0"}"#;
    let Verdict::Refused(fault) = Verdict::from(understood(422, None, answer)) else {
        panic!("a wrong field is a refusal");
    };
    assert!(fault.is_about_photo());
    report.photo_is_forgotten(keys(1));
    let key = "photo-1".into();
    assert_eq!(report.take_up(), Some(Step::Photo { key }));
    report.photo_is_kept(PhotoKey::try_from("7ac1").expect("a name"));
    let Some(Step::Command { key, body: anew }) = report.take_up() else {
        panic!("no command after the photo");
    };
    assert_eq!(&*key, "command-1");
    assert_eq!(*anew, *body.replace("9f86", "7ac1"));
}

#[test]
fn a_photo_of_a_report_that_may_have_arrived_is_left_as_it_is() {
    let mut report = entry();
    report.photo = PhotoCourse::AtHub(photo());
    let before = report.clone();
    report.photo_is_forgotten(keys(1));
    assert_eq!(report, before);
}

#[test]
fn a_page_that_was_closed_under_way_asks_again_with_the_same_key_and_body() {
    let mut report = entry();
    report.photo = PhotoCourse::None;
    let first = report.take_up();
    let kept = serde_json::to_string(&report).expect("text");
    let mut reopened: Entry = serde_json::from_str(&kept).expect("a report");
    assert_eq!(reopened.state, EntryState::Sending);
    assert_eq!(reopened.take_up(), first);
}

#[test]
fn what_may_have_arrived_cannot_be_mended() {
    for unsettled in [
        EntryState::Waiting,
        EntryState::Sending,
        EntryState::Sent(incident(1)),
    ] {
        let mut report = entry();
        report.state = unsettled;
        let before = report.clone();
        assert!(!report.mend(content("x"), PhotoCourse::None, keys(1)));
        assert_eq!(report, before);
    }
}

#[test]
fn only_a_plain_no_is_a_refusal() {
    let verdict = |status| Verdict::from(understood(status, None, "?"));
    for unsettled in [200, 408, 500] {
        assert_eq!(verdict(unsettled), Verdict::Again(None), "{unsettled}");
    }
    assert_eq!(verdict(415), Verdict::Refused(Fault::Unreadable(415)));
    assert_eq!(verdict(403), Verdict::Refused(Fault::NoRight));
    assert_eq!(verdict(401), Verdict::SignInNeeded);
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    /// A hub as the protocol promises it: a key is answered as the first time, and another body under it is a fault.
    #[derive(Default)]
    struct Hub {
        answered: BTreeMap<Arc<str>, (Arc<str>, bool)>,
        made: u64,
        broken: bool,
    }

    impl Hub {
        /// Whether it takes the report.
        fn hear(&mut self, key: &Arc<str>, body: &Arc<str>, wants: bool) -> bool {
            if let Some((first, took)) = self.answered.get(key) {
                self.broken |= first != body;
                return *took;
            }
            self.answered
                .insert(Arc::clone(key), (Arc::clone(body), wants));
            self.made += u64::from(wants);
            wants
        }
    }

    /// What may happen next to a report.
    #[derive(Clone, Debug)]
    enum Happening {
        /// It is sent; whether the hub takes it if it hears it, whether it does hear it, and whether its answer comes back.
        Sent {
            taken: bool,
            heard: bool,
            answered: bool,
        },
        /// The page is closed before the answer is kept, and opened again.
        Closed { taken: bool, heard: bool },
        /// The person says something else.
        Mended,
    }

    fn happening() -> impl Strategy<Value = Happening> {
        prop_oneof![
            (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(taken, heard, answered)| {
                Happening::Sent {
                    taken,
                    heard,
                    answered,
                }
            }),
            (any::<bool>(), any::<bool>())
                .prop_map(|(taken, heard)| Happening::Closed { taken, heard }),
            Just(Happening::Mended),
        ]
    }

    /// Lets the hub hear the next step of a report; `None` when there is none.
    fn post(report: &mut Entry, hub: &mut Hub, taken: bool, heard: bool) -> Option<(Step, bool)> {
        let step = report.take_up()?;
        let took = match &step {
            Step::Photo { .. } => true,
            Step::Command { key, body } if heard => hub.hear(key, body, taken),
            Step::Command { .. } => false,
        };
        Some((step, took))
    }

    fn happens(report: &mut Entry, hub: &mut Hub, happening: &Happening, number: usize) {
        match *happening {
            Happening::Sent {
                taken,
                heard,
                answered,
            } => match post(report, hub, taken, heard) {
                Some((Step::Photo { .. }, _)) if heard && answered => {
                    report.photo_is_kept(photo());
                }
                Some((Step::Command { .. }, took)) if heard && answered => {
                    if took {
                        report.is_sent(incident(1));
                    } else {
                        report.is_refused(Fault::NoRight);
                    }
                }
                Some(_) => report.put_back(),
                None => {}
            },
            Happening::Closed { taken, heard } => {
                // The report is kept when it is taken up; what the hub says is lost with the page.
                post(report, hub, taken, heard);
                let kept = serde_json::to_string(report).expect("text");
                *report = serde_json::from_str(&kept).expect("a report");
            }
            Happening::Mended => {
                report.mend(
                    content(&format!("{number}")),
                    report.photo.clone(),
                    keys(number),
                );
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_happens_a_report_is_made_at_most_once(
            happenings in proptest::collection::vec(happening(), 1..60),
        ) {
            let mut report = entry();
            let mut hub = Hub::default();
            for (number, happening) in happenings.iter().enumerate() {
                happens(&mut report, &mut hub, happening, number + 1);
                prop_assert!(hub.made <= 1, "made {} times", hub.made);
                prop_assert!(!hub.broken, "a key went with another body");
                if report.incident().is_some() {
                    prop_assert_eq!(hub.made, 1);
                }
            }
            // Whatever has happened, a way that stays open brings it home, or to a plain no.
            for _ in 0..3 {
                happens(
                    &mut report,
                    &mut hub,
                    &Happening::Sent { taken: true, heard: true, answered: true },
                    0,
                );
            }
            prop_assert!(!report.is_due());
            prop_assert_eq!(report.incident().is_some(), hub.made == 1);
        }
    }
}
