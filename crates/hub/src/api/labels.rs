//! Names that people gave things in the pictures and on the map.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use domain::{LONGEST_LABEL, Name, Network, Wgs84};
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;
use utoipa::ToSchema;

use super::params::Params;
use super::settings::answer;
use super::{body, moment};
use crate::audit::{Entry, What};
use crate::auth::Session;
use crate::auth::rights::{Ability, MissingRight};
use crate::clock::system_now;
use crate::hub::{Hub, Prepared, Signed, Viewer};
use crate::problem::Problem;
use crate::survey::{Label, LabelText, Signature};

/// The lowest and the highest that a label may stand above the ground, in metres.
const HEIGHTS: (f64, f64) = (-100.0, 1_000.0);

/// A label.
#[derive(Serialize, ToSchema)]
pub(super) struct LabelJson {
    /// Its number.
    id: u64,
    /// How often it was changed, from 1.
    version: u64,
    /// What the thing is called.
    #[schema(value_type = serde_json::Value)]
    name: Name,
    /// Where it is.
    #[schema(value_type = serde_json::Value)]
    position: Wgs84,
    /// How far above the ground.
    height_metres: f64,
    /// When it was changed last.
    at: String,
    /// By whom; `null` for who may not see accounts.
    #[schema(value_type = Option<String>)]
    author: Option<Arc<str>>,
}

impl LabelJson {
    fn of(hub: &Hub, session: &Session, label: &Label) -> Self {
        let Signature { author, at } = &label.signature;
        Self {
            id: label.id,
            version: label.version,
            name: label.text.name.clone(),
            position: label.text.position,
            height_metres: label.text.height_metres,
            at: moment::written(*at),
            author: session.shows_accounts().then(|| hub.people.name(author)),
        }
    }
}

/// The labels of a network.
#[derive(Serialize, ToSchema)]
pub(super) struct LabelsJson {
    labels: Vec<LabelJson>,
}

/// What a label is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Naming {
    /// The version that whoever asks has seen; not for a new one.
    #[serde(default)]
    based_on: Option<u64>,
    /// What the thing is called in Chinese, at most 40 characters.
    name_zh: String,
    /// And in English; without it, the same.
    #[serde(default)]
    name_en: Option<String>,
    /// Degrees east.
    lon: f64,
    /// Degrees north.
    lat: f64,
    /// How far above the ground.
    height_metres: f64,
}

impl Naming {
    fn text(&self) -> Result<LabelText, Problem> {
        let (least, most) = HEIGHTS;
        if !(least..=most).contains(&self.height_metres) {
            let detail = format!("must be between {least} and {most}");
            return Err(Problem::invalid_field("/height_metres", detail));
        }
        for (pointer, degrees, most) in [("/lon", self.lon, 180.0), ("/lat", self.lat, 90.0)] {
            if !(-most..=most).contains(&degrees) {
                let detail = format!("must be between -{most} and {most}");
                return Err(Problem::invalid_field(pointer, detail));
            }
        }
        let position = Wgs84::from_lon_lat(self.lon, self.lat)
            .map_err(|_| Problem::invalid_field("/lat", "is no place on earth"))?;
        let zh = name("/name_zh", &self.name_zh)?;
        let en = self.name_en.as_deref().map(str::trim);
        let en = en.filter(|en| !en.is_empty());
        let en = en.map_or(Ok(zh), |en| name("/name_en", en))?;
        Ok(LabelText {
            name: Name::new(zh, en),
            position,
            height_metres: self.height_metres,
        })
    }
}

fn name<'a>(pointer: &str, text: &'a str) -> Result<&'a str, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if !(1..=LONGEST_LABEL).contains(&length) || text.chars().any(char::is_control) {
        let detail = format!("must have 1 to {LONGEST_LABEL} characters, and none that controls");
        return Err(Problem::invalid_field(pointer, detail));
    }
    Ok(text)
}

/// A network that this hub serves.
fn served(hub: &Hub, network: &str) -> Result<Network, Problem> {
    Ok(hub.line(network)?.network())
}

/// Somebody who may name things, on a network that is the person's.
fn names(hub: &Hub, signed: &Signed, network: &str) -> Result<Network, Problem> {
    signed.must(Ability::Label)?;
    let network = served(hub, network)?;
    if !signed.person.networks.contains(&network) {
        return Err(MissingRight::OtherNetwork { network }.into());
    }
    Ok(network)
}

/// The text of a label that is to stand within the person's areas.
fn within(hub: &Hub, signed: &Signed, naming: &Naming) -> Result<LabelText, Problem> {
    let text = naming.text()?;
    if !(signed.person.view()).sees(hub.survey.area(text.position).as_ref()) {
        let detail = "the place lies outside one's own patrol areas";
        return Err(Problem::right_missing(Ability::Label.as_str(), detail));
    }
    Ok(text)
}

/// A label that the person sees.
fn label(
    hub: &Hub,
    signed: &Signed,
    path: Result<Path<(String, u64)>, PathRejection>,
) -> Result<Arc<Label>, Problem> {
    let none = || Problem::not_found("there is no such label for this session");
    let Path((network, id)) = path.map_err(|_| none())?;
    let network = names(hub, signed, &network)?;
    let label = hub.survey.label(network, id);
    let view = signed.person.view();
    let label = label.filter(|label| view.sees(label.area.as_ref()));
    label.ok_or_else(none)
}

fn signature(signed: &Signed) -> Signature {
    Signature {
        author: signed.person.id.clone(),
        at: system_now(),
    }
}

fn note(hub: &Hub, signed: &Signed, what: What, label: &Label) -> Result<(), Problem> {
    // The name is a text; the trail says which label, and its versions are kept.
    let about = format!("label {}: {}", label.id, label.version);
    hub.note(&Entry {
        network: Some(label.network),
        ..signed.entry(what).about(about)
    })
}

/// The labels of a network in one's patrol areas.
#[utoipa::path(
    get,
    path = "/api/v1/{network}/labels",
    tag = "cameras",
    params(("network" = String, Path, description = "police, government or internet")),
    responses(
        (status = 200, description = "the labels, in the order in which they were made", body = LabelsJson),
        (status = 304, description = "they are as If-None-Match says"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing, or not there", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let network = served(&hub, &network)?;
    let view = viewer.session.view(network);
    let view = view.ok_or(MissingRight::OtherNetwork { network })?;
    let labels = hub.survey.labels(network);
    let seen = labels.iter().filter(|label| view.sees(label.area.as_ref()));
    let labels = seen.map(|label| LabelJson::of(&hub, &viewer.session, label));
    let labels = labels.collect();
    let told = Prepared::of(&LabelsJson { labels })
        .map_err(|_| Problem::unavailable("the labels cannot be written as JSON"))?;
    Ok(answer(&told, &headers))
}

/// Names a thing.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/labels",
    tag = "cameras",
    params(("network" = String, Path, description = "police, government or internet")),
    request_body = Naming,
    responses(
        (status = 201, description = "the label", body = LabelJson),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"label\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`full`: there are as many as there may be", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn make(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<LabelJson>), Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let network = names(&hub, &signed, &network)?;
    let naming: Naming = body::read(body)?;
    let text = within(&hub, &signed, &naming)?;
    let made = block_in_place(|| hub.survey.name(network, text, signature(&signed)))?;
    note(&hub, &signed, What::LabelMade, &made)?;
    let told = LabelJson::of(&hub, &Session::of(&signed.person), &made);
    Ok((StatusCode::CREATED, Json(told)))
}

/// Gives a thing another name or place.
#[utoipa::path(
    put,
    path = "/api/v1/{network}/labels/{id}",
    tag = "cameras",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("id" = u64, Path, description = "the label's number"),
    ),
    request_body = Naming,
    responses(
        (status = 200, description = "the label", body = LabelJson),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"label\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such label for this session", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`stale`: somebody else has changed it since `based_on`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn change(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<(String, u64)>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<LabelJson>, Problem> {
    let known = label(&hub, &signed, path)?;
    let naming: Naming = body::read(body)?;
    let missing = || Problem::invalid_field("/based_on", "names the version that one has seen");
    let from = (known.id, naming.based_on.ok_or_else(missing)?);
    let text = within(&hub, &signed, &naming)?;
    let changed =
        block_in_place(|| (hub.survey).rename(known.network, from, text, signature(&signed)))?;
    note(&hub, &signed, What::LabelChanged, &changed)?;
    let told = LabelJson::of(&hub, &Session::of(&signed.person), &changed);
    Ok(Json(told))
}

/// Which version of a label is to be taken away.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RemovalQuery {
    /// The version that whoever asks has seen; in the address, since a body of a DELETE may be lost on the way.
    #[param(required = true)]
    based_on: Option<u64>,
}

/// Takes a label away, if nobody has changed it since. What it said is kept, and shown nowhere.
#[utoipa::path(
    delete,
    path = "/api/v1/{network}/labels/{id}",
    tag = "cameras",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("id" = u64, Path, description = "the label's number"),
        RemovalQuery,
    ),
    responses(
        (status = 204, description = "it is gone"),
        (status = 400, description = "`based_on` is missing, or no number", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"label\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such label for this session", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`stale`: somebody else has changed it since `based_on`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn remove(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<(String, u64)>, PathRejection>,
    Params(asked): Params<RemovalQuery>,
) -> Result<StatusCode, Problem> {
    let known = label(&hub, &signed, path)?;
    let missing = || Problem::invalid_parameter("based_on", "names the version that one has seen");
    let from = (known.id, asked.based_on.ok_or_else(missing)?);
    let removed = block_in_place(|| (hub.survey).remove(known.network, from, signature(&signed)))?;
    note(&hub, &signed, What::LabelRemoved, &removed)?;
    Ok(StatusCode::NO_CONTENT)
}
