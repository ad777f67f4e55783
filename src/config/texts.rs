//! What people wrote about an incident: read when its card is open, and kept nowhere.

use std::collections::BTreeMap;
use std::pin::Pin;

use domain::{IncidentRef, Network, Timestamp};
use leptos::prelude::{LocalStorage, StoredValue, WithValue};
use serde::Deserialize;

use super::fetch::fetch;
use super::{Addresses, FetchError, Token};

/// Where texts are asked for.
#[derive(Clone)]
pub struct TextSource(Source);

#[derive(Clone)]
enum Source {
    Hubs(Hubs),
    Page(StoredValue<AskPage, LocalStorage>),
}

/// Asks something in the page itself, which may have gone.
type AskPage = Box<dyn Fn(IncidentRef) -> Pin<Box<dyn Future<Output = Option<IncidentTexts>>>>>;

/// Each network's own hub, asked with this screen's token.
#[derive(Clone, Debug)]
struct Hubs {
    addresses: Addresses,
    token: Option<Token>,
    hubs: BTreeMap<Network, String>,
}

/// The texts of an incident that this screen's token may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentTexts {
    /// The report's free text.
    pub details: Option<String>,
    /// Who reported it.
    pub caller: Option<String>,
    /// Reasons and notes in the order of the log, with the moment they are about.
    pub notes: Vec<(Timestamp, String)>,
    /// Whether there are texts that this token may not see.
    pub withheld: bool,
}

/// What the hub answers; the rest of it the screen knows already.
#[derive(Deserialize)]
struct RawDetail {
    details: Option<String>,
    caller: Option<String>,
    #[serde(default)]
    texts_withheld: bool,
    #[serde(default)]
    history: Vec<RawEntry>,
}

#[derive(Deserialize)]
struct RawEntry {
    occurred_at: chrono::DateTime<chrono::FixedOffset>,
    note: Option<String>,
}

impl From<RawDetail> for IncidentTexts {
    fn from(raw: RawDetail) -> Self {
        let notes = raw.history.into_iter().filter_map(|entry| {
            let at = Timestamp(entry.occurred_at.timestamp_millis());
            Some((at, entry.note?))
        });
        Self {
            details: raw.details,
            caller: raw.caller,
            notes: notes.collect(),
            withheld: raw.texts_withheld,
        }
    }
}

impl TextSource {
    /// Asks the hubs of `hubs`, and for other networks the hub that serves the page.
    #[must_use]
    pub const fn new(
        addresses: Addresses,
        token: Option<Token>,
        hubs: BTreeMap<Network, String>,
    ) -> Self {
        Self(Source::Hubs(Hubs {
            addresses,
            token,
            hubs,
        }))
    }

    /// Asks something in the page itself: a demo has no hub.
    #[must_use]
    pub fn in_page<Answer>(ask: impl Fn(IncidentRef) -> Answer + 'static) -> Self
    where
        Answer: Future<Output = Option<IncidentTexts>> + 'static,
    {
        let ask: AskPage = Box::new(move |incident| Box::pin(ask(incident)));
        Self(Source::Page(StoredValue::new_local(ask)))
    }

    /// The texts of an incident; none when the page has nobody to ask any more.
    ///
    /// # Errors
    /// When the hub cannot be reached, refuses, does not know the incident, or says something unreadable.
    pub async fn texts(&self, incident: IncidentRef) -> Result<IncidentTexts, FetchError> {
        match &self.0 {
            Source::Hubs(hubs) => hubs.texts(incident).await,
            Source::Page(ask) => {
                let answer = ask.try_with_value(|ask| ask(incident));
                Ok(match answer {
                    Some(answer) => answer.await.unwrap_or_default(),
                    None => IncidentTexts::default(),
                })
            }
        }
    }
}

impl Hubs {
    /// The address of an incident's texts.
    fn address(&self, incident: IncidentRef) -> String {
        let relative = format!("api/v1/incidents/{incident}");
        match self.hubs.get(&incident.network) {
            Some(hub) => format!("{}/{relative}", hub.trim_end_matches('/')),
            None => self.addresses.of(&relative),
        }
    }

    async fn texts(&self, incident: IncidentRef) -> Result<IncidentTexts, FetchError> {
        let raw: RawDetail = fetch(self.address(incident), self.token.as_ref()).await?;
        Ok(raw.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_what_has_no_note_is_left_out() {
        let json = r#"{"id": "police/1", "details": "两车刮擦", "texts_withheld": true, "history": [
            {"occurred_at": "2026-11-23T06:26:41Z", "kind": "reported"},
            {"occurred_at": "2026-11-23T14:30:00+08:00", "kind": "feedback", "note": "民警调解中"}]}"#;
        let raw: RawDetail = serde_json::from_str(json).expect("a hub's answer");
        let texts = IncidentTexts::from(raw);
        assert_eq!(texts.details.as_deref(), Some("两车刮擦"));
        assert!(texts.withheld);
        assert_eq!(
            texts.notes,
            [(Timestamp(1_795_415_400_000), "民警调解中".to_owned())]
        );
    }

    #[test]
    fn each_network_is_asked_at_its_own_hub() {
        let hubs = [(Network::Police, "https://police.example/".to_owned())];
        let source = Hubs {
            addresses: Addresses::below("https://hub.example/demo/"),
            token: None,
            hubs: hubs.into(),
        };
        let incident = |network| IncidentRef {
            network,
            id: domain::IncidentId(12),
        };
        assert_eq!(
            source.address(incident(Network::Police)),
            "https://police.example/api/v1/incidents/police/12"
        );
        assert_eq!(
            source.address(incident(Network::Internet)),
            "https://hub.example/demo/api/v1/incidents/internet/12"
        );
    }
}
