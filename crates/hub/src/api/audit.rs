//! The audit trail: searched page by page, and exported as CSV.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::{IncidentRef, Network, PersonId, Timestamp};
use futures_util::{StreamExt as _, stream};
use protocol::csv_cell;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::moment;
use super::params::Params;
use crate::audit::{Entry, Noted, Order, Query, What};
use crate::auth::rights::Ability;
use crate::auth::{Person, View};
use crate::hub::{Hub, Signed};
use crate::problem::Problem;

/// How many entries an answer has when nothing is said.
const USUAL: usize = 100;
/// The most entries of one answer, and how many are read at a time for an export.
const MOST: usize = 1_000;

/// Which entries.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// From this moment on: RFC 3339, or milliseconds since 1970, by the machine's clock.
    from: Option<String>,
    /// Before this moment, as above.
    to: Option<String>,
    /// Only of this account: what it did, and what was done to it.
    person: Option<String>,
    /// Only what is about this network ("police"): its incidents, its photos, its watch.
    network: Option<String>,
    /// Only of this incident ("police/12").
    incident: Option<String>,
    /// Only of this kind ("sign_in_failed").
    what: Option<String>,
    /// "oldest_first", which is usual, or "newest_first".
    #[serde(default)]
    #[param(value_type = Option<String>)]
    order: Order,
    /// Those after this one in that order: `next` of the last answer.
    after: Option<String>,
    /// At most so many, 1 to 1000; 100 when absent.
    limit: Option<usize>,
}

/// A page of the trail, by time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditPage {
    /// The entries.
    entries: Vec<EntryJson>,
    /// What `after` has to be for the next page; `null` on the last. A page may be shorter than its limit and have one.
    next: Option<String>,
}

/// What somebody did.
#[derive(Debug, Serialize, ToSchema)]
struct EntryJson {
    /// When, by the machine's clock.
    at: String,
    /// What ("signed_in", "command_done").
    what: &'static str,
    /// By which account; `null` for the hub itself, and where an account was named that cannot be one.
    person: Option<String>,
    /// From which address.
    address: Option<String>,
    /// On which network.
    network: Option<&'static str>,
    /// On which incident.
    incident: Option<String>,
    /// What of: a command's verb, the account or wall that was changed.
    about: Option<String>,
    /// A command's idempotency key.
    key: Option<String>,
    /// Why it was refused, or what else there is to know.
    outcome: Option<String>,
}

impl EntryJson {
    fn of(entry: &Entry) -> Self {
        let incident = entry.network.zip(entry.incident);
        let incident = incident.map(|(network, id)| IncidentRef { network, id }.to_string());
        Self {
            at: moment::written(entry.at),
            what: entry.what.as_str(),
            person: entry.person.as_ref().map(ToString::to_string),
            address: entry.address.map(|address| address.to_string()),
            network: entry.network.map(Network::as_str),
            incident,
            about: entry.about.clone(),
            key: entry.key.clone(),
            outcome: entry.outcome.clone(),
        }
    }
}

/// Where an entry stands among those of all homes: by time, then by home (0 is the people's), then by its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    at: Timestamp,
    home: u8,
    id: i64,
}

impl Place {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let place = Self {
            at: Timestamp(parts.next()?.parse().ok()?),
            home: parts.next()?.parse().ok()?,
            id: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(place)
    }

    /// After which number a home goes on.
    const fn number_in(self, home: u8) -> i64 {
        if home < self.home {
            i64::MAX
        } else if home > self.home {
            i64::MIN
        } else {
            self.id
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at.0, self.home, self.id)
    }
}

const PEOPLE: u8 = 0;

fn home(network: Network) -> u8 {
    let place = Network::ALL.iter().position(|one| *one == network);
    place.map_or(u8::MAX, |place| place as u8 + 1)
}

/// What is looked for, and by whom.
#[derive(Clone)]
struct Search {
    hub: Arc<Hub>,
    reader: Arc<Person>,
    query: Query,
    after: Option<Place>,
}

impl Search {
    fn of(hub: Arc<Hub>, reader: Arc<Person>, asked: &AuditQuery) -> Result<Self, Problem> {
        let wrong = |field: &str, detail: &str| Problem::invalid_parameter(field, detail);
        let limit = asked.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(wrong("limit", &format!("must be 1 to {MOST}")));
        }
        let person = asked.person.as_deref().map(PersonId::try_from).transpose();
        let incident = asked.incident.as_deref().map(str::parse).transpose();
        let incident: Option<IncidentRef> =
            incident.map_err(|_| wrong("incident", "must be network/number"))?;
        let network = asked.network.as_deref().map(str::parse).transpose();
        let network: Option<Network> =
            network.map_err(|_| wrong("network", "must be police, government or internet"))?;
        if let (Some(network), Some(incident)) = (network, incident)
            && incident.network != network
        {
            return Err(wrong("incident", "is of another network than `network`"));
        }
        let what = |word: &String| {
            let known = What::ALL.into_iter().find(|what| what.as_str() == word);
            known.ok_or_else(|| {
                let words = What::ALL.map(What::as_str).join(", ");
                wrong("what", &format!("is none of {words}"))
            })
        };
        let place = |text: &String| {
            Place::read(text).ok_or_else(|| wrong("after", "must be `next` of an earlier answer"))
        };
        let from = moment::parameter("from", asked.from.as_deref())?;
        let to = moment::parameter("to", asked.to.as_deref())?;
        Ok(Self {
            hub,
            reader,
            query: Query {
                from: from.unwrap_or(Timestamp(i64::MIN)),
                to: to.unwrap_or(Timestamp(i64::MAX)),
                person: person.map_err(|error| wrong("person", &error.to_string()))?,
                network: network.or(incident.map(|incident| incident.network)),
                incident: incident.map(|incident| incident.id),
                what: asked.what.as_ref().map(what).transpose()?,
                after: None,
                order: asked.order,
                limit,
            },
            after: asked.after.as_ref().map(place).transpose()?,
        })
    }

    /// The entries of the next page, and where the one after it goes on. For a thread that may wait.
    fn page(&mut self) -> Result<Vec<Entry>, Problem> {
        let mut found: Vec<(Place, Entry)> = Vec::new();
        let mut take = |home: u8, noted: Vec<Noted>| {
            let placed = noted.into_iter().map(|Noted { id, entry }| {
                let at = entry.at;
                (Place { at, home, id }, entry)
            });
            found.extend(placed);
        };
        let of = |home: u8| {
            let mut query = self.query.clone();
            query.after = self.after.map(|after| (after.at, after.number_in(home)));
            query
        };
        take(PEOPLE, self.hub.people.audit(&of(PEOPLE))?);
        for (network, line) in &self.hub.lines {
            let asked = self.query.network.is_none_or(|asked| asked == *network);
            if asked && self.reader.networks.contains(network) {
                take(home(*network), line.audit(&of(home(*network)))?);
            }
        }
        found.sort_by_key(|(place, _)| *place);
        if self.query.order == Order::NewestFirst {
            found.reverse();
        }
        found.truncate(self.query.limit);
        let is_full = found.len() == self.query.limit;
        self.after = found.last().filter(|_| is_full).map(|(place, _)| *place);
        let view = self.reader.view();
        let entries = found.into_iter().map(|(_, entry)| entry);
        Ok(entries
            .filter(|entry| self.may_read(entry, &view))
            .collect())
    }

    /// Whoever is held to networks and patrol areas reads of those. Accounts are everybody's who administers people.
    fn may_read(&self, entry: &Entry, view: &View) -> bool {
        let networks = &self.reader.networks;
        if let Some(network) = entry.network {
            let seen = |id| {
                let line = self.hub.lines.get(&network);
                line.is_some_and(|line| match line.picture().world().incident(id) {
                    Some(incident) => view.sees(incident.place.area.as_ref()),
                    // Where an archived incident lay is not known any more.
                    None => view.areas().is_none(),
                })
            };
            return networks.contains(&network) && entry.incident.is_none_or(seen);
        }
        let named = entry.person.as_ref().map(PersonId::as_str);
        let mut named = named.into_iter().chain(entry.about.as_deref());
        self.reader.has(Ability::People) || named.all(|id| self.hub.people.is_of(id, networks))
    }
}

async fn next_page(mut search: Search) -> Result<(Vec<Entry>, Search), Problem> {
    let reading = tokio::task::spawn_blocking(move || {
        let page = search.page()?;
        Ok((page, search))
    });
    reading
        .await
        .map_err(|_| Problem::unavailable("the audit trail could not be read"))?
}

/// What people did, by time: who, when, from where. Reading it is noted in it.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    tag = "audit",
    params(AuditQuery),
    responses(
        (status = 200, description = "a page of the trail, of the reader's networks and patrol areas", body = AuditPage),
        (status = 400, description = "a parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"audit\"", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn read(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    Params(asked): Params<AuditQuery>,
) -> Result<Json<AuditPage>, Problem> {
    signed.must(Ability::Audit)?;
    let search = Search::of(Arc::clone(&hub), Arc::clone(&signed.person), &asked)?;
    let (page, search) = next_page(search).await?;
    hub.note(&signed.entry(What::AuditRead))?;
    Ok(Json(AuditPage {
        entries: page.iter().map(EntryJson::of).collect(),
        next: search.after.map(|place| place.to_string()),
    }))
}

/// All that a search finds, as CSV in UTF-8: sent as it is read. `limit` and `after` are for pages and mean nothing here.
#[utoipa::path(
    get,
    path = "/api/v1/audit.csv",
    tag = "audit",
    params(AuditQuery),
    responses(
        (status = 200, description = "the trail", body = String, content_type = "text/csv"),
        (status = 400, description = "a parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"audit\"", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn export(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    Params(asked): Params<AuditQuery>,
) -> Result<Response, Problem> {
    signed.must(Ability::Audit)?;
    let asked = AuditQuery {
        limit: Some(MOST),
        after: None,
        ..asked
    };
    let mut search = Search::of(Arc::clone(&hub), Arc::clone(&signed.person), &asked)?;
    let entry = signed.entry(What::AuditExported);
    // What is noted while it is read would be read, too, and it would have no end under load.
    search.query.to = search.query.to.min(entry.at);
    hub.note(&entry)?;
    // The mark tells spreadsheets that it is UTF-8.
    let head = format!("\u{feff}{}\r\n", COLUMNS.join(","));
    let pages = stream::unfold(
        (Some(search), VecDeque::from([head])),
        |(search, mut waiting)| async move {
            if let Some(text) = waiting.pop_front() {
                return Some((Ok::<_, std::io::Error>(text), (search, waiting)));
            }
            match next_page(search?).await {
                Ok((page, search)) => {
                    let text: String = page.iter().map(row).collect();
                    let goes_on = search.after.is_some();
                    Some((Ok(text), (goes_on.then_some(search), waiting)))
                }
                // The connection breaks off: nobody takes half a trail for a whole one.
                Err(_) => Some((
                    Err(std::io::Error::other("the audit trail cannot be read")),
                    (None, waiting),
                )),
            }
        },
    );
    // Whoever compresses an answer asks once more after its end.
    let pages = pages.fuse();
    let about = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"audit.csv\""),
        ),
    ];
    Ok((about, Body::from_stream(pages)).into_response())
}

const COLUMNS: [&str; 9] = [
    "at", "what", "person", "address", "network", "incident", "about", "key", "outcome",
];

fn row(entry: &Entry) -> String {
    let entry = EntryJson::of(entry);
    let cell = |text: Option<&str>| csv_cell(text.unwrap_or_default());
    let cells = [
        cell(Some(&entry.at)),
        cell(Some(entry.what)),
        cell(entry.person.as_deref()),
        cell(entry.address.as_deref()),
        cell(entry.network),
        cell(entry.incident.as_deref()),
        cell(entry.about.as_deref()),
        cell(entry.key.as_deref()),
        cell(entry.outcome.as_deref()),
    ];
    cells.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_it_is_written_and_orders_the_homes() {
        let place = Place {
            at: Timestamp(12),
            home: 2,
            id: 7,
        };
        assert_eq!(Place::read(&place.to_string()), Some(place));
        assert_eq!(Place::read("1.2"), None);
        assert_eq!(Place::read("1.2.3.4"), None);
        assert_eq!(
            [1, 2, 3].map(|home| place.number_in(home)),
            [i64::MAX, 7, i64::MIN]
        );
    }
}
