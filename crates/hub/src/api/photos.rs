//! Photos: sent by those who report and act, shown to those who may see texts about people.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest as _, FromRequestParts, Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::{IncidentId, PhotoKey};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::rights::{Ability, MissingRight};
use crate::config::Right;
use crate::hub::{Hub, Reader, Signed};
use crate::photos::{Size, UnderWay};
use crate::problem::Problem;

/// A photo that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Taken {
    /// Its name, for `photos` of a command: SHA-256 of what is kept.
    photo: String,
}

/// Somebody who may send photos, and has begun to send one: found out before its body is read.
pub(super) struct Sending {
    signed: Signed,
    /// Counts until the photo is taken in.
    _under_way: UnderWay,
}

impl FromRequestParts<Arc<Hub>> for Sending {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let signed = Signed::from_request_parts(parts, hub).await?;
        signed.must(Ability::Photos)?;
        let under_way = hub.photos.begin_upload(&signed.person.id)?;
        Ok(Self {
            signed,
            _under_way: under_way,
        })
    }
}

/// Sends a photo. It belongs to nothing yet: a command of the same person within a day attaches it.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/photos",
    tag = "incidents",
    params(("network" = String, Path, description = "police, government or internet")),
    request_body(content = String, content_type = "image/jpeg", description = "JPEG, PNG or WebP; what it is is found by its content"),
    responses(
        (status = 201, description = "it is kept, without what the camera added", body = Taken),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"photos\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "it did not come in within photos.upload_secs: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "too many photos wait to be attached", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "too many bytes or pixels", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "it is neither JPEG nor PNG nor WebP", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "the picture is damaged", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "it was not kept, or as many are being sent as may be: Retry-After says when to send it again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn send(
    State(hub): State<Arc<Hub>>,
    sending: Sending,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let signed = &sending.signed;
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = Arc::clone(hub.line(&network)?);
    let network = line.network();
    if !signed.person.networks.contains(&network) {
        return Err(MissingRight::OtherNetwork { network }.into());
    }
    // A connection that died in the middle of a body says nothing, and would hold its place for ever.
    let within = hub.photos.upload_within();
    let body = tokio::time::timeout(within, Bytes::from_request(request, &hub))
        .await
        .map_err(|_| {
            let secs = within.as_secs();
            Problem::too_slow(format!("the photo did not come in within {secs} s"))
        })?;
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large("the photo has more bytes than photos.max_bytes")
        } else {
            Problem::malformed_body("the body broke off")
        }
    })?;
    let person = signed.person.id.clone();
    let photo = hub
        .photos
        .take_in(&line, person, signed.address, body)
        .await?;
    let photo = photo.to_string();
    Ok((StatusCode::CREATED, Json(Taken { photo })))
}

/// A photo of an incident.
#[utoipa::path(
    get,
    path = "/api/v1/{network}/incidents/{number}/photos/{photo}",
    tag = "incidents",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("number" = u64, Path, description = "the incident's number within the network"),
        ("photo" = String, Path, description = "the photo's name, from the incident's history"),
    ),
    responses(
        (status = 200, description = "the photo", body = String, content_type = "image/jpeg"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"texts\" is missing: photos show people", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "the incident has no such photo (any more), or there is no such incident for this reader", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "it cannot be read at the moment", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []), ("token" = []))
)]
pub(super) async fn whole(
    hub: State<Arc<Hub>>,
    reader: Reader,
    path: Result<Path<(String, u64, String)>, PathRejection>,
) -> Result<Response, Problem> {
    picture(hub, reader, path, Size::Whole).await
}

/// A photo of an incident, at most 320 pixels long.
#[utoipa::path(
    get,
    path = "/api/v1/{network}/incidents/{number}/photos/{photo}/thumbnail",
    tag = "incidents",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("number" = u64, Path, description = "the incident's number within the network"),
        ("photo" = String, Path, description = "the photo's name, from the incident's history"),
    ),
    responses(
        (status = 200, description = "the photo, small", body = String, content_type = "image/jpeg"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"texts\" is missing: photos show people", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "the incident has no such photo (any more), or there is no such incident for this reader", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "it cannot be read at the moment", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []), ("token" = []))
)]
pub(super) async fn thumbnail(
    hub: State<Arc<Hub>>,
    reader: Reader,
    path: Result<Path<(String, u64, String)>, PathRejection>,
) -> Result<Response, Problem> {
    picture(hub, reader, path, Size::Thumbnail).await
}

async fn picture(
    State(hub): State<Arc<Hub>>,
    Reader(session): Reader,
    path: Result<Path<(String, u64, String)>, PathRejection>,
    size: Size,
) -> Result<Response, Problem> {
    if !session.may(Right::Texts) {
        return Err(Problem::right_missing(
            Ability::Texts.as_str(),
            "photos show people: the right 'texts' is needed",
        ));
    }
    let none = || Problem::not_found("the incident has no such photo, or not for this reader");
    let Path((network, number, photo)) = path.map_err(|_| none())?;
    let line = Arc::clone(hub.line(&network)?);
    let network = line.network();
    let photo = PhotoKey::try_from(photo.as_str()).map_err(|_| none())?;
    let id = IncidentId(number);
    let view = session.view(network).ok_or_else(none)?;
    {
        let picture = line.picture();
        let found = picture.world().incident(id);
        let found = found.filter(|found| view.sees(found.place.area.as_ref()));
        found.ok_or_else(none)?;
    }
    let known = tokio::task::block_in_place(|| line.photo(&photo))?;
    if !known.incidents.contains(&id) {
        return Err(none());
    }
    let bytes = hub.photos.picture(network, &photo, size).await?;
    let about = [
        (CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
    ];
    Ok((about, bytes.ok_or_else(none)?).into_response())
}
