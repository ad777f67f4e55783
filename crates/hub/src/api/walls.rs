//! Walls: they ask to be let in, somebody confirms the code on the glass, and they come for their session.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::{AreaId, Network, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::{is_here, name};
use super::{body, moment, session};
use crate::audit::{Entry, What};
use crate::auth::Person;
use crate::auth::rights::Ability;
use crate::clock::{system_now, uptime};
use crate::hub::{Hub, OwnPage, Signed};
use crate::people::{AskRefusal, CODE_LASTS, ChangeRefusal, Claimed, NewWall, Wall};
use crate::problem::Problem;

/// A wall that waits to be let in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WaitingJson {
    /// What the wall shows.
    #[schema(example = "K7P-3XD")]
    code: String,
    /// What it comes with for its session: `POST /api/v1/walls/session`.
    secret: String,
    /// How long the code may be confirmed.
    expires_in_secs: u64,
}

/// Asks to be let in. The answer's code is shown on the wall until somebody has confirmed it.
#[utoipa::path(
    post,
    path = "/api/v1/walls",
    tag = "walls",
    responses(
        (status = 201, description = "the wall waits", body = WaitingJson),
        (status = 403, description = "no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many wait already; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn ask(
    State(hub): State<Arc<Hub>>,
    page: OwnPage,
) -> Result<(StatusCode, Json<WaitingJson>), Problem> {
    let asked = hub.people.ask_in(page.address, uptime());
    let waiting = asked.map_err(|refusal| match refusal {
        AskRefusal::TooMany(wait) => {
            Problem::too_many_requests(wait.as_secs_f64().ceil().max(1.0) as u32)
        }
        AskRefusal::Failed(error) => error.into(),
    })?;
    let waiting = WaitingJson {
        code: waiting.code,
        secret: waiting.secret,
        expires_in_secs: CODE_LASTS.as_secs(),
    };
    Ok((StatusCode::CREATED, Json(waiting)))
}

/// Who comes for its session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    /// What the wall was given when it asked.
    secret: String,
}

/// Not yet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StillWaiting {
    /// How long the code may still be confirmed.
    expires_in_secs: u64,
}

/// The wall comes for its session: every few seconds, until it is let in.
#[utoipa::path(
    post,
    path = "/api/v1/walls/session",
    tag = "walls",
    request_body = Claim,
    responses(
        (status = 200, description = "the wall is signed in; Set-Cookie holds the session", body = session::Me),
        (status = 202, description = "nobody has confirmed the code yet", body = StillWaiting),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "the code has run out: ask anew", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn claim(
    State(hub): State<Arc<Hub>>,
    page: OwnPage,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let Claim { secret } = body::read(body)?;
    let claimed =
        tokio::task::block_in_place(|| hub.people.claim_wall(&secret, system_now(), uptime()));
    let claimed = claimed.map_err(|refusal| match refusal {
        ChangeRefusal::Unknown => Problem::not_found("nobody waits with this secret: ask anew"),
        refusal => refusal.into(),
    })?;
    match claimed {
        Claimed::Waiting(left) => {
            let waiting = StillWaiting {
                expires_in_secs: left.as_secs(),
            };
            Ok((StatusCode::ACCEPTED, Json(waiting)).into_response())
        }
        Claimed::Begun(begun) => {
            let wall = Some(begun.person.id.clone());
            hub.note(&Entry::of(
                What::WallSignedIn,
                wall,
                page.address,
                system_now(),
            ))?;
            session::begun_with(&hub, &headers, &begun)
        }
    }
}

/// What a wall is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmation {
    /// What it is called ("command hall, left").
    name: String,
    /// Which networks it shows.
    #[schema(value_type = Vec<String>)]
    networks: BTreeSet<Network>,
    /// Which patrol areas; all when absent.
    #[schema(value_type = Option<Vec<String>>)]
    areas: Option<BTreeSet<AreaId>>,
}

/// A wall.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WallJson {
    /// Its account.
    id: String,
    /// What it is called.
    name: String,
    /// Which networks it shows.
    networks: Vec<&'static str>,
    /// Which patrol areas; all when absent.
    areas: Option<Vec<String>>,
    /// Who let it in.
    confirmed_by: Option<String>,
    /// When.
    confirmed_at: Option<String>,
    /// Since when it is signed in; `null` until it came for its session.
    signed_in_since: Option<String>,
}

impl WallJson {
    fn of(wall: &Wall) -> Self {
        let person = &wall.person;
        let enrolled = person.enrolled.as_ref();
        let areas = person.areas.as_ref();
        Self {
            id: person.id.to_string(),
            name: person.name.to_string(),
            networks: person.networks.iter().map(|one| one.as_str()).collect(),
            areas: areas.map(|areas| areas.iter().map(ToString::to_string).collect()),
            confirmed_by: enrolled.map(|enrolled| enrolled.by.to_string()),
            confirmed_at: enrolled.map(|enrolled| moment::written(enrolled.at)),
            signed_in_since: wall.since.map(moment::written),
        }
    }
}

/// The walls that were let in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WallsJson {
    /// By account.
    walls: Vec<WallJson>,
}

/// The walls that were let in.
#[utoipa::path(
    get,
    path = "/api/v1/walls",
    tag = "walls",
    responses(
        (status = 200, description = "the walls, by account", body = WallsJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"walls\"", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
) -> Result<Json<WallsJson>, Problem> {
    signed.must(Ability::Walls)?;
    let walls = hub.people.walls().iter().map(WallJson::of).collect();
    Ok(Json(WallsJson { walls }))
}

/// Lets in the wall that shows a code. Nobody lets a wall see what it may not see itself.
#[utoipa::path(
    post,
    path = "/api/v1/walls/{code}/confirm",
    tag = "walls",
    params(("code" = String, Path, description = "what the wall shows, in capitals or not, with the dash or without")),
    request_body = Confirmation,
    responses(
        (status = 201, description = "the wall, which is signed in when it next comes for its session", body = WallJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"walls\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no wall shows this code, or it has run out", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "there are as many accounts as there may be", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn confirm(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<WallJson>), Problem> {
    signed.must(Ability::Walls)?;
    let unknown = || Problem::not_found("no wall shows this code, or it has run out");
    let Path(code) = path.map_err(|_| unknown())?;
    let new: Confirmation = body::read(body)?;
    let wall = NewWall {
        name: name(&new.name)?,
        networks: new.networks,
        areas: new.areas,
    };
    is_here(&hub, &wall.networks, wall.areas.as_ref())?;
    within_own(&signed.person, &wall)?;
    let by = signed.person.id.clone();
    let confirmed = tokio::task::block_in_place(|| {
        let people = &hub.people;
        people.confirm_wall(&code, wall, by, system_now(), uptime())
    });
    let (person, address) = confirmed.map_err(|refusal| match refusal {
        ChangeRefusal::Unknown => unknown(),
        refusal => refusal.into(),
    })?;
    hub.note(&Entry {
        outcome: Some(format!("asked from {address}")),
        ..signed.entry(What::WallConfirmed).about(person.id.as_str())
    })?;
    let wall = Wall {
        person,
        since: None,
    };
    Ok((StatusCode::CREATED, Json(WallJson::of(&wall))))
}

/// Nobody gives away more than it has; whoever administers people could give itself anything.
fn within_own(person: &Person, wall: &NewWall) -> Result<(), Problem> {
    if person.has(Ability::People) {
        return Ok(());
    }
    let mut networks = wall.networks.iter();
    if let Some(network) = networks.find(|network| !person.networks.contains(network)) {
        let detail = format!("the account is not for the {network} network itself");
        return Err(Problem::invalid_field("/networks", detail));
    }
    let inside = match (&person.areas, &wall.areas) {
        (None, _) => true,
        (Some(own), Some(given)) => given.is_subset(own),
        (Some(_), None) => false,
    };
    if inside {
        return Ok(());
    }
    let detail = "the account is for some patrol areas only: name areas of its own";
    Err(Problem::invalid_field("/areas", detail))
}

/// Sends a wall away: its session ends, and its feeds with it.
#[utoipa::path(
    delete,
    path = "/api/v1/walls/{id}",
    tag = "walls",
    params(("id" = String, Path, description = "its account")),
    responses(
        (status = 204, description = "it is no wall any more"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"walls\", or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such wall", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn revoke(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    signed.must(Ability::Walls)?;
    let unknown = || Problem::not_found("there is no such wall");
    let Path(id) = path.map_err(|_| unknown())?;
    let id = PersonId::try_from(id.as_str()).map_err(|_| unknown())?;
    let revoked = tokio::task::block_in_place(|| hub.people.revoke_wall(&id));
    let wall = revoked.map_err(|refusal| match refusal {
        ChangeRefusal::Unknown => unknown(),
        refusal => refusal.into(),
    })?;
    hub.note(&signed.entry(What::WallRevoked).about(wall.id.as_str()))?;
    Ok(StatusCode::NO_CONTENT)
}
