//! Who reports from this device: who is signed in, else who was last, so that a session that ended and a day without a network
//! stop nobody from writing a report down.

use std::sync::Arc;

use domain::{AreaId, Network, PersonId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use world::Verb;

use crate::config::Me;
use crate::platform::{Storage, keep, kept};
use crate::store::{Session, Store};

const KEPT_AS: &str = "furun.field.author";

/// Somebody who reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The account.
    pub id: PersonId,
    /// What the person is called.
    pub name: Arc<str>,
    /// Where reports go.
    pub network: Network,
    /// In which patrol areas; everywhere when absent.
    pub areas: Option<Vec<AreaId>>,
}

/// Who reports here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reporter {
    /// It is being found out, and nobody was here before.
    Awaited,
    /// Nobody.
    Nobody,
    /// Somebody who may not report.
    NoRight,
    /// This one.
    Known(Author),
}

impl Reporter {
    /// The one who reports.
    #[must_use]
    pub const fn author(&self) -> Option<&Author> {
        match self {
            Self::Known(author) => Some(author),
            _ => None,
        }
    }
}

/// Who reports here, by the session; `last` was here before.
#[must_use]
pub fn reporter_of(session: &Session, last: Option<Author>) -> Reporter {
    match session {
        Session::SignedIn(me) => author_of(me).map_or(Reporter::NoRight, Reporter::Known),
        Session::Awaited => last.map_or(Reporter::Awaited, Reporter::Known),
        Session::Ended => last.map_or(Reporter::Nobody, Reporter::Known),
        Session::Nobody | Session::NoDoor => Reporter::Nobody,
    }
}

/// A grid worker's reports are the government's (一网统管); whoever may not report there reports on another network of theirs.
fn author_of(me: &Me) -> Option<Author> {
    let network = [Network::Government, Network::Internet, Network::Police]
        .into_iter()
        .find(|network| me.reach(*network, Verb::Report).is_some())?;
    let person = &me.person;
    Some(Author {
        id: person.id.clone(),
        name: Arc::clone(&person.name),
        network,
        areas: person.areas.clone(),
    })
}

/// Follows who reports here, and keeps it for a page that is opened without a network.
pub fn follow_reporter(store: Store) -> Memo<Reporter> {
    let last = kept(Storage::Machine, KEPT_AS);
    let last = StoredValue::new(last.and_then(|text| serde_json::from_str::<Author>(&text).ok()));
    let session = store.session;
    let reporter = Memo::new(move |_| {
        let reporter = reporter_of(&session.read(), last.get_value());
        if let Reporter::Known(author) = &reporter {
            last.set_value(Some(author.clone()));
        }
        reporter
    });
    Effect::new(move |_| {
        if let Some(author) = reporter.read().author()
            && let Ok(text) = serde_json::to_string(author)
        {
            keep(Storage::Machine, KEPT_AS, Some(&text));
        }
    });
    reporter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me(networks: &str, commands: &str) -> Session {
        let text = format!(
            r#"{{"person": {{"id": "worker", "name": "网格员", "role": "grid_worker", "networks": {networks}}}, "commands": {commands}}}"#
        );
        Session::SignedIn(Arc::new(
            serde_json::from_str(&text).expect("a hub's answer"),
        ))
    }

    const REPORT: &str = r#"[{"command": "report", "reach": "all"}]"#;

    #[test]
    fn reports_go_to_the_government_network_where_the_person_may_report_there() {
        let network = |session: &Session| {
            let reporter = reporter_of(session, None);
            reporter.author().map(|author| author.network)
        };
        let both = me(r#"["police", "government"]"#, REPORT);
        assert_eq!(network(&both), Some(Network::Government));
        assert_eq!(network(&me(r#"["police"]"#, REPORT)), Some(Network::Police));
        assert_eq!(
            reporter_of(&me(r#"["police"]"#, "[]"), None),
            Reporter::NoRight
        );
    }

    #[test]
    fn whoever_was_here_last_still_writes_when_the_session_has_ended_and_not_after_signing_out() {
        let signed_in = reporter_of(&me(r#"["government"]"#, REPORT), None);
        let last = signed_in.author().cloned();
        assert_eq!(reporter_of(&Session::Ended, last.clone()), signed_in);
        assert_eq!(reporter_of(&Session::Awaited, last.clone()), signed_in);
        assert_eq!(reporter_of(&Session::Nobody, last), Reporter::Nobody);
        assert_eq!(reporter_of(&Session::Awaited, None), Reporter::Awaited);
    }
}
