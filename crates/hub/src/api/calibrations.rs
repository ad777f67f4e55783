//! Calibrations of cameras: how each stands and sees, with every version there was.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::CameraId;
use geodesy::Calibration;
use protocol::{ControlSheet, SheetView};
use serde::Serialize;
use serde_json::Value;
use tokio::task::block_in_place;

use super::settings::answer;
use super::{body, moment};
use crate::audit::{Entry, What};
use crate::auth::Session;
use crate::auth::rights::Ability;
use crate::cameras::SeenCamera;
use crate::clock::system_now;
use crate::hub::{Hub, Prepared, Signed, Viewer};
use crate::problem::Problem;
use crate::survey::{CalibrationVersion, Signature};

/// A version of a calibration.
#[derive(Serialize)]
struct VersionJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    camera: Option<&'a CameraId>,
    version: u64,
    at: String,
    /// What the author is called; `null` for who may not see accounts.
    author: Option<Arc<str>>,
    restores: Option<u64>,
    /// What was pointed at; only in a camera's history.
    #[serde(skip_serializing_if = "Option::is_none")]
    views: Option<&'a [SheetView]>,
    result: Option<&'a Calibration>,
}

impl<'a> VersionJson<'a> {
    fn of(hub: &Hub, session: &Session, version: &'a CalibrationVersion) -> Self {
        let CalibrationVersion {
            version,
            signature,
            restores,
            sheet,
            result,
        } = version;
        Self {
            camera: None,
            version: *version,
            at: moment::written(signature.at),
            author: session
                .shows_accounts()
                .then(|| hub.people.name(&signature.author)),
            restores: *restores,
            views: Some(&sheet.views),
            result: result.as_ref(),
        }
    }
}

#[derive(Serialize)]
struct Newest<'a> {
    calibrations: Vec<VersionJson<'a>>,
}

#[derive(Serialize)]
struct History<'a> {
    versions: Vec<VersionJson<'a>>,
}

fn unwritable(_: serde_json::Error) -> Problem {
    Problem::unavailable("the calibrations cannot be written as JSON")
}

fn seen<'a>(
    hub: &'a Hub,
    session: &Session,
    path: Result<Path<String>, PathRejection>,
) -> Result<SeenCamera<'a>, Problem> {
    let none = || Problem::not_found("there is no such camera, or not for this session");
    let Path(id) = path.map_err(|_| none())?;
    let id = CameraId::try_from(id.as_str()).map_err(|_| none())?;
    hub.cameras.camera(session, &id).ok_or_else(none)
}

/// The newest calibration of every camera that one may see and that has one: what labels in its pictures stand by. A camera
/// that is not in it stands as its catalogue says.
#[utoipa::path(
    get,
    path = "/api/v1/calibrations",
    tag = "cameras",
    responses(
        (status = 200, description = "the calibrations; see docs/cameras.md", body = serde_json::Value),
        (status = 304, description = "they are as If-None-Match says"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn newest(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let cameras = hub.cameras.cameras().map(|camera| &camera.id);
    let seen = cameras.filter(|id| hub.cameras.camera(&viewer.session, id).is_some());
    let kept: Vec<_> = seen
        .filter_map(|id| Some((id, hub.survey.calibration(id)?)))
        .filter(|(_, kept)| kept.result.is_some())
        .collect();
    let calibrations = kept.iter().map(|(id, kept)| VersionJson {
        camera: Some(id),
        views: None,
        ..VersionJson::of(&hub, &viewer.session, kept)
    });
    let calibrations = calibrations.collect();
    let told = Prepared::of(&Newest { calibrations }).map_err(unwritable)?;
    Ok(answer(&told, &headers))
}

/// Every version of a camera's calibration, the newest first, with what was pointed at.
#[utoipa::path(
    get,
    path = "/api/v1/cameras/{camera}/calibrations",
    tag = "cameras",
    params(("camera" = String, Path, description = "its id, from GET /api/v1/cameras")),
    responses(
        (status = 200, description = "the versions; see docs/cameras.md", body = serde_json::Value),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such camera for this session", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn history(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let camera = &seen(&hub, &viewer.session, path)?.camera.id;
    let kept = block_in_place(|| hub.survey.history(camera))?;
    let versions = kept.iter();
    let versions = versions.map(|version| VersionJson::of(&hub, &viewer.session, version));
    let versions = versions.collect();
    let told = Prepared::of(&History { versions }).map_err(unwritable)?;
    Ok(answer(&told, &headers))
}

/// What is asked: points to calibrate from, or a version to put back.
enum Asked {
    Sheet(ControlSheet),
    Restore(u64),
}

fn understood(body: &Value) -> Result<(u64, Asked), Problem> {
    let number = |pointer: &str| {
        let number = body.pointer(pointer).and_then(Value::as_u64);
        number.ok_or_else(|| Problem::invalid_field(pointer, "must be a whole number, 0 or more"))
    };
    let fields = body.as_object().into_iter().flatten();
    for (name, _) in fields {
        if !["based_on", "views", "restores"].contains(&name.as_str()) {
            let pointer = format!("/{name}");
            return Err(Problem::invalid_field(&pointer, "is not known here"));
        }
    }
    let based_on = number("/based_on")?;
    let asked =
        match (body.get("views"), body.get("restores")) {
            (Some(_), Some(_)) => {
                let detail = "names a version to put back: send that, or points";
                return Err(Problem::invalid_field("/restores", detail));
            }
            (_, Some(_)) => Asked::Restore(number("/restores")?),
            _ => {
                let sheet = ControlSheet::read(body);
                Asked::Sheet(sheet.map_err(|error| {
                    Problem::invalid_field(&error.pointer, error.fault.to_string())
                })?)
            }
        };
    Ok((based_on, asked))
}

/// Calibrates a camera from `views` (the hub does it itself), or with `restores` puts an earlier version back, 0 being what
/// the catalogue says. Either is a new version; `based_on` names the newest that whoever asks has seen, 0 for none.
#[utoipa::path(
    post,
    path = "/api/v1/cameras/{camera}/calibrations",
    tag = "cameras",
    params(("camera" = String, Path, description = "its id, from GET /api/v1/cameras")),
    request_body = serde_json::Value,
    responses(
        (status = 201, description = "the new version", body = serde_json::Value),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"calibrate\"; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such camera for this session", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`stale`: somebody else has saved a version since", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong, or `/views`: the points make no calibration", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many requests; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn save(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    signed.must(Ability::Calibrate)?;
    let session = Session::of(&signed.person);
    let SeenCamera {
        camera, network, ..
    } = seen(&hub, &session, path)?;
    let asked: Value = body::read(body)?;
    let (based_on, asked) = understood(&asked)?;
    let signature = Signature {
        author: signed.person.id.clone(),
        at: system_now(),
    };
    let what = match asked {
        Asked::Sheet(_) => What::CameraCalibrated,
        Asked::Restore(_) => What::CalibrationRestored,
    };
    let kept = block_in_place(|| match asked {
        Asked::Sheet(sheet) => hub.survey.calibrate(camera, based_on, sheet, signature),
        Asked::Restore(version) => {
            let from = (based_on, version);
            hub.survey.restore(&camera.id, from, signature)
        }
    })?;
    let about = match kept.restores {
        Some(restored) => format!("{}: {} = {restored}", camera.id, kept.version),
        None => format!("{}: {}", camera.id, kept.version),
    };
    hub.note(&Entry {
        network,
        ..signed.entry(what).about(about)
    })?;
    let told = VersionJson::of(&hub, &session, &kept);
    Ok((StatusCode::CREATED, Json(&told)).into_response())
}
