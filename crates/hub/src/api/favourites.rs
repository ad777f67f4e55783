//! One's own cameras.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use bytes::Bytes;
use domain::CameraId;
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;
use utoipa::ToSchema;

use super::body;
use crate::auth::rights::Ability;
use crate::hub::{Hub, Signed};
use crate::people::{Favourites, MOST_FAVOURITES};
use crate::problem::Problem;

/// One's own cameras.
#[derive(Serialize, ToSchema)]
pub(super) struct FavouritesJson {
    /// How often they have changed.
    version: u64,
    /// In the order in which they were chosen.
    #[schema(value_type = Vec<String>)]
    cameras: Vec<CameraId>,
}

/// What they are to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    /// The version that whoever asks has seen; 0 for none.
    based_on: u64,
    /// All of them, in the order in which they were chosen: at most 200, each once. One that there is no more may stay.
    cameras: Vec<String>,
}

impl Chosen {
    fn cameras(&self) -> Result<Vec<CameraId>, Problem> {
        if self.cameras.len() > MOST_FAVOURITES {
            let detail = format!("must be at most {MOST_FAVOURITES}");
            return Err(Problem::invalid_field("/cameras", detail));
        }
        let mut seen = BTreeSet::new();
        let cameras = self.cameras.iter().enumerate().map(|(at, text)| {
            let wrong = |detail| Problem::invalid_field(&format!("/cameras/{at}"), detail);
            let camera =
                CameraId::try_from(text.as_str()).map_err(|_| wrong("is no camera's code"))?;
            if !seen.insert(camera.clone()) {
                return Err(wrong("stands here a second time"));
            }
            Ok(camera)
        });
        cameras.collect()
    }
}

fn told(favourites: Favourites) -> Json<FavouritesJson> {
    let Favourites { version, cameras } = favourites;
    Json(FavouritesJson { version, cameras })
}

/// One's own cameras. Nobody else reads them.
#[utoipa::path(
    get,
    path = "/api/v1/me/favourites",
    tag = "people",
    responses(
        (status = 200, description = "one's own cameras", body = FavouritesJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"cameras\"", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn read(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
) -> Result<Json<FavouritesJson>, Problem> {
    signed.must(Ability::Cameras)?;
    let known = block_in_place(|| hub.people.favourites(&signed.person.id))?;
    Ok(told(known))
}

/// Keeps others as one's own cameras. The same again is answered as the first time.
#[utoipa::path(
    put,
    path = "/api/v1/me/favourites",
    tag = "people",
    request_body = Chosen,
    responses(
        (status = 200, description = "one's own cameras from now on", body = FavouritesJson),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"cameras\"; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`stale`: they have changed since `based_on`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a code is none, stands there twice, or there are too many", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn keep(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<FavouritesJson>, Problem> {
    signed.must(Ability::Cameras)?;
    let chosen: Chosen = body::read(body)?;
    let cameras = chosen.cameras()?;
    let kept = block_in_place(|| {
        (hub.people).keep_favourites(&signed.person.id, chosen.based_on, cameras)
    })?;
    Ok(told(kept))
}
