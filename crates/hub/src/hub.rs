//! What every door of the hub needs to reach.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::ws::WebSocket;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{
    AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, ORIGIN, SEC_WEBSOCKET_PROTOCOL,
};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method};
use bytes::Bytes;
use domain::{AreaId, Network, PlatformId};
use protocol::{Deployment, token_of_protocol};
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use crate::audit::{Entry, What};
use crate::auth::rights::{Ability, MissingRight};
use crate::auth::{Access, Denied, Person, Session};
use crate::cameras::Cameras;
use crate::claims::Claims;
use crate::clock::{DeploymentTime, system_now, uptime};
use crate::config::{AddressRange, Config, Right};
use crate::gateway::Gateways;
use crate::heads::Heads;
use crate::line::Line;
use crate::pace::{Bucket, Pace};
use crate::people::{Alive, People, SessionKey};
use crate::photos::Photos;
use crate::plays::{Owner, Plays};
use crate::problem::Problem;
use crate::survey::Survey;
use crate::tiles::Tiles;

/// A running hub.
pub struct Hub {
    /// How it is set up.
    pub config: Config,
    /// What time it is.
    pub clock: Arc<DeploymentTime>,
    /// Who may do what.
    pub access: Access,
    /// The line of every network it serves.
    pub lines: BTreeMap<Network, Arc<Line>>,
    /// People and their sessions.
    pub people: Arc<People>,
    /// Photos.
    pub photos: Photos,
    /// Calibrations of cameras, and names that people gave things.
    pub survey: Survey,
    /// Calls that somebody is just taking.
    pub claims: Claims,
    /// The basemap, when there is one.
    pub tiles: Option<Tiles>,
    /// The cameras of the deployment.
    pub cameras: Cameras,
    /// The gateways that serve their streams.
    pub gateways: Gateways,
    /// The heads that turn them.
    pub heads: Heads,
    /// Who may fetch which stream for now.
    pub plays: Arc<Plays>,
    /// `GET /api/v1/buildings`, ready to send, where the deployment knows any.
    pub buildings: Option<Prepared>,
    /// `GET /api/v1/deployment`, ready to send.
    pub deployment: Settings,
    /// `GET /api/v1/divisions`, ready to send.
    pub divisions: Prepared,
    /// What accounts and crews may be held to.
    pub ground: Arc<Ground>,
    /// One permit a password that is being hashed: each takes memory.
    pub hashing: Semaphore,
    /// One permit a feed.
    pub connections: Arc<Semaphore>,
    /// One permit a connection that passes on a stream or where a head looks.
    camera_connections: Arc<Semaphore>,
    /// Turns true when the hub begins to stop.
    pub stopping: watch::Receiver<bool>,
    buckets: BTreeMap<PlatformId, Mutex<Bucket>>,
}

/// How many passwords are hashed at a time.
const HASHED_AT_A_TIME: usize = 2;

/// What accounts may be held to.
#[derive(Debug, Default)]
pub struct Ground {
    /// The patrol areas.
    pub areas: BTreeSet<AreaId>,
}

/// A JSON document that does not change while the hub runs.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The document.
    pub json: Bytes,
    /// Its entity tag, with the quotes.
    pub etag: String,
}

impl Prepared {
    /// The document of a value.
    ///
    /// # Errors
    /// When the value holds something JSON cannot express.
    pub fn of(value: &impl serde::Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self::written(serde_json::to_vec(value)?))
    }

    /// A document that is written already.
    #[must_use]
    pub fn written(json: Vec<u8>) -> Self {
        let digest = Sha256::digest(&json);
        let tag: String = digest
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            json: json.into(),
            etag: format!("\"{tag}\""),
        }
    }
}

/// The deployment's settings, ready to send to whoever asks: they say whether one sees cameras, and nothing else of anybody.
pub struct Settings {
    for_viewers: Prepared,
    for_others: Prepared,
}

impl Settings {
    /// Writes both documents.
    ///
    /// # Errors
    /// When the settings hold something JSON cannot express.
    pub fn of(deployment: Deployment) -> Result<Self, serde_json::Error> {
        let told = |sees_cameras| Deployment {
            sees_cameras,
            ..deployment.clone()
        };
        Ok(Self {
            for_viewers: Prepared::of(&told(true))?,
            for_others: Prepared::of(&told(false))?,
        })
    }

    /// Those of whoever reads; `None` is somebody to whom no door of reading opens.
    #[must_use]
    pub fn told_to(&self, reader: Option<&Session>) -> &Prepared {
        match reader {
            Some(session) if session.may(Right::Cameras) => &self.for_viewers,
            _ => &self.for_others,
        }
    }
}

/// What a hub is made of.
pub struct Furnishing {
    /// How it is set up.
    pub config: Config,
    /// What time it is.
    pub clock: Arc<DeploymentTime>,
    /// The line of every network it serves.
    pub lines: BTreeMap<Network, Arc<Line>>,
    /// People and their sessions.
    pub people: Arc<People>,
    /// Photos.
    pub photos: Photos,
    /// Calibrations of cameras, and names that people gave things.
    pub survey: Survey,
    /// The basemap, when there is one.
    pub tiles: Option<Tiles>,
    /// What accounts may be held to.
    pub ground: Ground,
    /// The cameras of the deployment.
    pub cameras: Cameras,
    /// The gateways that serve their streams.
    pub gateways: Gateways,
    /// The heads that turn them.
    pub heads: Heads,
    /// `GET /api/v1/buildings`, where the deployment knows any.
    pub buildings: Option<Prepared>,
    /// `GET /api/v1/deployment`.
    pub deployment: Settings,
    /// `GET /api/v1/divisions`.
    pub divisions: Prepared,
    /// Turns true when the hub begins to stop.
    pub stopping: watch::Receiver<bool>,
}

impl Hub {
    /// Joins the parts.
    #[must_use]
    pub fn new(parts: Furnishing) -> Self {
        let limits = &parts.config.limits;
        let pace = Pace {
            per_second: limits.requests_per_second,
            at_once: f64::from(limits.requests_at_once),
        };
        let platforms = parts.config.platforms.iter();
        let of_cameras = parts.config.cameras;
        Self {
            access: Access::of(&parts.config),
            buckets: platforms
                .map(|platform| (platform.id.clone(), Mutex::new(Bucket::full(pace))))
                .collect(),
            connections: Arc::new(Semaphore::new(limits.connections)),
            config: parts.config,
            clock: parts.clock,
            lines: parts.lines,
            people: parts.people,
            photos: parts.photos,
            survey: parts.survey,
            claims: Claims::default(),
            ground: Arc::new(parts.ground),
            hashing: Semaphore::new(HASHED_AT_A_TIME),
            tiles: parts.tiles,
            cameras: parts.cameras,
            gateways: parts.gateways,
            heads: parts.heads,
            plays: Arc::new(Plays::new(of_cameras)),
            camera_connections: Arc::new(Semaphore::new(of_cameras.connections)),
            buildings: parts.buildings,
            deployment: parts.deployment,
            divisions: parts.divisions,
            stopping: parts.stopping,
        }
    }

    /// Whoever reads: by a token, by the session of a cookie, or nobody in particular. A cookie whose session has ended is
    /// none: where everybody may read, so may whoever was signed in yesterday.
    ///
    /// # Errors
    /// When the token is not known, or something is needed and nothing was given.
    pub fn reader(&self, headers: &HeaderMap) -> Result<Session, Denied> {
        if let Some(token) = bearer(headers) {
            return self.access.session(Some(token)).cloned();
        }
        match self.signed_in(headers) {
            Some(alive) => Ok(Session::of(&alive.person)),
            None => self.access.session(None).cloned(),
        }
    }

    /// The session of a request's cookie, when it is alive. A cookie that is not bound to this host may come from another
    /// host of its domain: it is a session's only where the browser is on the hub's own machine.
    #[must_use]
    pub fn signed_in(&self, headers: &HeaderMap) -> Option<Alive> {
        let name = self.people.cookie();
        let plain = is_local(headers);
        let is_ours = |known: &str| match known.strip_prefix(SECURE_PREFIX) {
            Some(known) => known == name,
            None => plain && known == name,
        };
        let cookies = headers.get_all(COOKIE).into_iter();
        let cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
        let mut secrets = cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .filter(|(known, _)| is_ours(known))
            .map(|(_, secret)| secret);
        secrets.find_map(|secret| self.people.session(secret, system_now()))
    }

    /// Whether whoever plays something is still there, without counting it as use.
    #[must_use]
    pub fn is_alive(&self, owner: &Owner) -> bool {
        match owner {
            Owner::Session(key) => self.people.is_alive(*key, system_now()),
            Owner::Machine(_) | Owner::Nobody => true,
        }
    }

    /// The same, and counts it as use: whoever watches is not idle.
    #[must_use]
    pub fn use_session(&self, owner: &Owner) -> bool {
        match owner {
            Owner::Session(key) => self.people.use_session(*key, system_now()).is_some(),
            Owner::Machine(_) | Owner::Nobody => true,
        }
    }

    /// Room for a connection that passes on a stream or where a head looks.
    ///
    /// # Errors
    /// When there are as many as may be.
    pub fn camera_connection(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let connections = Arc::clone(&self.camera_connections);
        connections.try_acquire_owned().map_err(|_| {
            Problem::unavailable("as many streams as allowed are passed on (cameras.connections)")
        })
    }

    /// Where a request comes from.
    fn sender(&self, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
        sender(headers, extensions, &self.config.server.trusted_proxies)
    }

    /// Counts a request of a platform.
    ///
    /// # Errors
    /// When it has sent more than it may.
    pub fn keep_pace(&self, platform: &PlatformId) -> Result<(), Problem> {
        let Some(bucket) = self.buckets.get(platform) else {
            return Ok(());
        };
        let taken = bucket
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(uptime());
        taken.map_err(|wait| Problem::too_many_requests(wait.as_secs_f64().ceil().max(1.0) as u32))
    }

    /// Counts a request for a change.
    fn keep_session_pace(&self, key: SessionKey) -> Result<(), Problem> {
        let kept = self.people.keep_pace(key, uptime());
        kept.map_err(|wait| Problem::too_many_requests(wait.as_secs_f64().ceil().max(1.0) as u32))
    }

    /// Notes what was done, durably: whoever did it is answered only then. For the threads of doors that may wait.
    ///
    /// # Errors
    /// When it cannot be noted; what was done stands.
    pub fn note(&self, entry: &Entry) -> Result<(), Problem> {
        Ok(tokio::task::block_in_place(|| self.people.note(entry))?)
    }

    /// The line of a network by its word, if this hub serves it.
    ///
    /// # Errors
    /// When there is no such network here.
    pub fn line(&self, network: &str) -> Result<&Arc<Line>, Problem> {
        network
            .parse::<Network>()
            .ok()
            .and_then(|network| self.lines.get(&network))
            .ok_or_else(|| Problem::not_found(format!("this hub serves no network '{network}'")))
    }
}

/// Ends when the hub begins to stop.
pub async fn stops(stopping: &mut watch::Receiver<bool>) {
    // Whoever would tell us has gone: that is a stop, too.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// How long the other side may take to hang up, too.
const HANG_UP_WITHIN: Duration = Duration::from_secs(2);

/// Ends a WebSocket in order: what was said last goes out, and the other side hangs up, too.
pub async fn hang_up(socket: &mut WebSocket) {
    let rest = async { while let Some(Ok(_)) = socket.recv().await {} };
    // Whoever does not hang up is cut off.
    let _ = timeout(HANG_UP_WITHIN, rest).await;
}

/// The token or key of `Authorization: Bearer …`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| secret.trim())
        .filter(|secret| !secret.is_empty())
}

/// The token that a page offers as a subprotocol when it opens a WebSocket.
fn offered_token(headers: &HeaderMap) -> Option<String> {
    let offered = headers.get_all(SEC_WEBSOCKET_PROTOCOL).into_iter();
    let offered = offered.filter_map(|words| words.to_str().ok());
    let mut words = offered.flat_map(|words| words.split(','));
    words.find_map(|word| token_of_protocol(word.trim()))
}

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 200;

/// What a request is known again by.
///
/// # Errors
/// When it is empty, too long, or not of visible characters.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    const NAME: &str = "Idempotency-Key";
    let Some(value) = headers.get(NAME) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=LONGEST_KEY).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Problem::invalid_parameter(
            NAME,
            format!("1 to {LONGEST_KEY} visible ASCII characters are needed"),
        )),
    }
}

/// Whoever reads, by token, by cookie or without one.
pub struct Reader(pub Session);

impl FromRequestParts<Arc<Hub>> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        Ok(Self(hub.reader(&parts.headers)?))
    }
}

/// Whoever sees cameras, by token, by cookie or without one. What changes something needs a page of ours, unless a machine's
/// token asks.
pub struct Viewer {
    /// What may be seen.
    pub session: Session,
    /// Whose plays are begun.
    pub owner: Owner,
}

impl FromRequestParts<Arc<Hub>> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let headers = &parts.headers;
        let token = bearer(headers).map(Cow::Borrowed);
        let token = token.or_else(|| offered_token(headers).map(Cow::Owned));
        let signed_in = match token {
            Some(_) => None,
            None => hub.signed_in(headers),
        };
        let (session, owner) = match &signed_in {
            Some(alive) => (Session::of(&alive.person), Owner::Session(alive.key)),
            None => {
                let session = hub.access.session(token.as_deref())?.clone();
                let machine = session.name.clone();
                (session, machine.map_or(Owner::Nobody, Owner::Machine))
            }
        };
        if !session.may(Right::Cameras) {
            return Err(match session.name {
                None => Denied::Missing.into(),
                Some(_) => Problem::right_missing(
                    Ability::Cameras.as_str(),
                    "the right 'cameras' is needed to see cameras and their pictures",
                ),
            });
        }
        if !matches!(owner, Owner::Machine(_)) {
            OwnPage::check(&parts.method, headers, hub)?;
        }
        if let Owner::Session(key) = owner
            && parts.method != Method::GET
        {
            hub.keep_session_pace(key)?;
        }
        Ok(Self { session, owner })
    }
}

/// What browsers take only over TLS, for this host and every path.
pub const SECURE_PREFIX: &str = "__Host-";

/// Somebody who has signed in, in a request that one of our own pages sent: by cookie alone, a foreign page could send it
/// in the person's name.
pub struct Signed {
    /// Who.
    pub person: Arc<Person>,
    /// The session.
    pub session: Alive,
    /// From where.
    pub address: IpAddr,
}

impl Signed {
    /// Goes on only with an ability.
    ///
    /// # Errors
    /// When the person's role does not have it.
    pub fn must(&self, ability: Ability) -> Result<(), Problem> {
        if self.person.has(ability) {
            return Ok(());
        }
        let role = self.person.role;
        Err(MissingRight::Ability { role, ability }.into())
    }

    /// What the person does now, for the audit trail.
    #[must_use]
    pub fn entry(&self, what: What) -> Entry {
        Entry::of(
            what,
            Some(self.person.id.clone()),
            self.address,
            system_now(),
        )
    }

    /// What the session is known by.
    #[must_use]
    pub const fn key(&self) -> SessionKey {
        self.session.key
    }
}

impl FromRequestParts<Arc<Hub>> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let Some(session) = hub.signed_in(&parts.headers) else {
            // A machine's token is known, and no command of a machine's is taken here.
            let known =
                bearer(&parts.headers).is_some_and(|token| hub.access.session(Some(token)).is_ok());
            return Err(if known {
                Denied::NotEntitled.into()
            } else {
                Problem::sign_in_needed()
            });
        };
        OwnPage::check(&parts.method, &parts.headers, hub)?;
        if parts.method != Method::GET {
            hub.keep_session_pace(session.key)?;
        }
        Ok(Self {
            person: Arc::clone(&session.person),
            address: hub.sender(&parts.headers, &parts.extensions),
            session,
        })
    }
}

/// The bodies that our pages send. A form can send none of them, and a foreign page's script only after it was allowed to.
const NO_FORM_SENDS: [&str; 6] = [
    "application/json",
    "application/sdp",
    "application/trickle-ice-sdpfrag",
    "image/jpeg",
    "image/png",
    "image/webp",
];

/// A request that a page of ours sent, whoever sits before it.
pub struct OwnPage {
    /// From where.
    pub address: IpAddr,
}

impl OwnPage {
    /// What would change something needs the origin of a page of ours; with a body, JSON, which no form can send.
    fn check(method: &Method, headers: &HeaderMap, hub: &Hub) -> Result<(), Problem> {
        if method == Method::GET {
            return Ok(());
        }
        let ours = headers.contains_key(ORIGIN) && is_welcome(headers, &hub.config.server.origins);
        if !ours {
            return Err(Problem::foreign_page());
        }
        let media = headers
            .get(CONTENT_TYPE)
            .and_then(|media| media.to_str().ok())
            .and_then(|media| media.split(';').next())
            .map(|media| media.trim().to_ascii_lowercase());
        let beyond_forms = media.is_some_and(|media| NO_FORM_SENDS.contains(&media.as_str()));
        if method != Method::DELETE && !beyond_forms {
            return Err(Problem::json_needed());
        }
        Ok(())
    }
}

impl FromRequestParts<Arc<Hub>> for OwnPage {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        Self::check(&parts.method, &parts.headers, hub)?;
        let address = hub.sender(&parts.headers, &parts.extensions);
        Ok(Self { address })
    }
}

/// A page of our own, of an origin on the list, or no page at all.
#[must_use]
pub fn is_welcome(headers: &HeaderMap, origins: &[String]) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let own = authority.is_some() && authority == host;
    own || origins.iter().any(|welcome| welcome == origin)
}

/// Where a request comes from. Only a proxy on this machine, or one that the configuration names, is believed when it says
/// for whom it asks.
fn sender(headers: &HeaderMap, extensions: &Extensions, proxies: &[AddressRange]) -> IpAddr {
    let mut sender = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let passed_on = headers.get_all("x-forwarded-for").into_iter();
    let passed_on: Vec<&str> = passed_on
        .filter_map(|addresses| addresses.to_str().ok())
        .flat_map(|addresses| addresses.split(','))
        .collect();
    // Each proxy adds at the end whom it saw itself; whoever asked may have written what stands before.
    for seen in passed_on.into_iter().rev() {
        let is_proxy = sender.to_canonical().is_loopback()
            || proxies.iter().any(|range| range.contains(sender));
        match seen.trim().parse() {
            Ok(address) if is_proxy => sender = address,
            _ => break,
        }
    }
    sender
}

/// Whether a browser reached the hub on its own machine, without TLS.
#[must_use]
pub fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let name = host.map_or("", |host| match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    });
    let number = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || number
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_believed_where_it_is_named_and_whoever_asked_is_never() {
        let named = [AddressRange::try_from("10.0.0.0/24".to_owned()).expect("a range")];
        let sent_by = |peer: [u8; 4], passed_on: &[&str]| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(SocketAddr::from((peer, 4711))));
            let mut headers = HeaderMap::new();
            for addresses in passed_on {
                let addresses = addresses.parse().expect("a header");
                headers.append("x-forwarded-for", addresses);
            }
            sender(&headers, &extensions, &named).to_string()
        };
        assert_eq!(sent_by([10, 0, 0, 7], &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(sent_by([127, 0, 0, 1], &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(
            sent_by([192, 0, 2, 9], &["192.0.2.1"]),
            "192.0.2.9",
            "a stranger"
        );
        let forged = ["203.0.113.5, 192.0.2.1", "10.0.0.8"];
        assert_eq!(sent_by([10, 0, 0, 7], &forged), "192.0.2.1", "two proxies");
        assert_eq!(sent_by([10, 0, 0, 7], &["unknown"]), "10.0.0.7");
        assert_eq!(sent_by([10, 0, 0, 7], &[]), "10.0.0.7");
    }
}
