//! What people wrote about an incident, and the photos that prove what was done: read when its card is open, and kept nowhere.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use domain::{IncidentRef, Network, PhotoKey, Timestamp};
use leptos::prelude::{LocalStorage, StoredValue, WithValue};
use serde::Deserialize;

use super::fetch::{fetch, fetch_jpeg};
use super::{Addresses, FetchError, Hubs, Token};

/// Where texts and photos are asked for.
#[derive(Clone)]
pub struct TextSource(Source);

#[derive(Clone)]
enum Source {
    Hubs(AskHubs),
    Page(StoredValue<AskPage, LocalStorage>),
}

/// Asks something in the page itself, which may have gone.
type AskPage = Box<dyn Fn(IncidentRef) -> Pin<Box<dyn Future<Output = Option<IncidentTexts>>>>>;

/// Each network's own hub, asked with this screen's token.
#[derive(Clone, Debug)]
struct AskHubs {
    hubs: Hubs,
    token: Option<Token>,
}

/// The texts of an incident that this screen's token may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentTexts {
    /// The report's free text.
    pub details: Option<String>,
    /// Who reported it.
    pub caller: Option<String>,
    /// Reasons and notes in the order of the log, with the moment they are about; not what was said to the citizen.
    pub notes: Vec<(Timestamp, String)>,
    /// What was said to the citizen.
    pub replies: Vec<(Timestamp, String)>,
    /// What the citizen said when asked how content they are.
    pub opinion: Option<(Timestamp, String)>,
    /// The photos, in the order in which they were taken in.
    pub photos: Vec<Proof>,
    /// Whether there are texts that this token may not see.
    pub withheld: bool,
}

/// A photo that proves something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Under which name the hub keeps it.
    pub photo: PhotoKey,
    /// When that was done.
    pub at: Timestamp,
    /// What was done, in the hub's word: "reported", "fed_back", "resolved".
    pub of: Arc<str>,
    /// Who did it, as far as this screen may know: a platform, an account, or a role.
    pub by: Arc<str>,
}

/// Which of the two pictures of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSize {
    /// At most 320 pixels long.
    Thumbnail,
    /// As it was sent.
    Whole,
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
    kind: Arc<str>,
    #[serde(default)]
    by: Arc<str>,
    note: Option<String>,
    #[serde(default)]
    photos: Vec<PhotoKey>,
}

impl From<RawDetail> for IncidentTexts {
    fn from(raw: RawDetail) -> Self {
        let mut texts = Self {
            details: raw.details,
            caller: raw.caller,
            withheld: raw.texts_withheld,
            ..Self::default()
        };
        for entry in raw.history {
            let at = Timestamp(entry.occurred_at.timestamp_millis());
            for photo in entry.photos {
                let (of, by) = (Arc::clone(&entry.kind), Arc::clone(&entry.by));
                // A photo may prove several acts; it is shown where it was first.
                if texts.photos.iter().all(|known| known.photo != photo) {
                    texts.photos.push(Proof { photo, at, of, by });
                }
            }
            let Some(note) = entry.note else { continue };
            match &*entry.kind {
                "replied" => texts.replies.push((at, note)),
                "rated" => texts.opinion = Some((at, note)),
                _ => texts.notes.push((at, note)),
            }
        }
        texts
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
        Self(Source::Hubs(AskHubs {
            hubs: Hubs::new(addresses, hubs),
            token,
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

    /// A picture of an incident's photo, a JPEG.
    ///
    /// # Errors
    /// [`FetchError::Refused`] for who may not see photos; else when the hub cannot be reached or has it no longer.
    pub async fn photo(
        &self,
        incident: IncidentRef,
        photo: &PhotoKey,
        size: PhotoSize,
    ) -> Result<Vec<u8>, FetchError> {
        match &self.0 {
            Source::Hubs(hubs) => hubs.photo(incident, photo, size).await,
            Source::Page(_) => Ok(Vec::new()),
        }
    }
}

impl AskHubs {
    async fn photo(
        &self,
        IncidentRef { network, id }: IncidentRef,
        photo: &PhotoKey,
        size: PhotoSize,
    ) -> Result<Vec<u8>, FetchError> {
        let which = match size {
            PhotoSize::Thumbnail => "/thumbnail",
            PhotoSize::Whole => "",
        };
        let relative = format!("api/v1/{network}/incidents/{id}/photos/{photo}{which}");
        fetch_jpeg(self.hubs.at(network, &relative), self.token.as_ref()).await
    }

    async fn texts(&self, incident: IncidentRef) -> Result<IncidentTexts, FetchError> {
        let relative = format!("api/v1/incidents/{incident}");
        let address = self.hubs.at(incident.network, &relative);
        let raw: RawDetail = fetch(address, self.token.as_ref()).await?;
        Ok(raw.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_photos_are_read_and_what_was_said_to_the_citizen_stands_apart() {
        let json = r#"{"id": "police/1", "details": "两车刮擦", "texts_withheld": true, "history": [
            {"occurred_at": "2026-11-23T06:26:41Z", "kind": "reported", "by": "110", "photos": ["9f86d081"]},
            {"occurred_at": "2026-11-23T14:30:00+08:00", "kind": "fed_back", "by": "station", "note": "民警调解中", "photos": ["9f86d081"]},
            {"occurred_at": "2026-11-23T14:40:00+08:00", "kind": "replied", "by": "duty_officer", "note": "已处理", "photos": []},
            {"occurred_at": "2026-11-23T14:50:00+08:00", "kind": "rated", "by": "duty_officer", "note": "很快", "photos": []}]}"#;
        let raw: RawDetail = serde_json::from_str(json).expect("a hub's answer");
        let texts = IncidentTexts::from(raw);
        assert_eq!(texts.details.as_deref(), Some("两车刮擦"));
        assert!(texts.withheld);
        assert_eq!(
            texts.notes,
            [(Timestamp(1_795_415_400_000), "民警调解中".to_owned())]
        );
        let said = |texts: &[(Timestamp, String)]| {
            texts
                .iter()
                .map(|(_, text)| text.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(said(&texts.replies), ["已处理"]);
        assert_eq!(texts.opinion.map(|(_, text)| text).as_deref(), Some("很快"));
        let photos: Vec<_> = texts
            .photos
            .iter()
            .map(|proof| (&*proof.of, &*proof.by))
            .collect();
        assert_eq!(
            photos,
            [("reported", "110")],
            "each once, where it was first"
        );
    }
}
