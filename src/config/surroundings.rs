//! The cameras of a deployment and the buildings around them: where they are read, by whoever needs the one or both.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;

use domain::{Camera, CameraId, CameraPoint, CameraPose, Name, PointKind, StreamId, Wgs84};
use futures_channel::oneshot::Canceled;
use leptos::prelude::{LocalStorage, StoredValue, UpdateValue, WithValue};
use serde::Deserialize;

use super::fetch::fetch_bytes;
use super::{Addresses, CameraList, FetchError, StreamState, Token};

/// What a hub, or a demo in its place, answers for cameras and for buildings.
pub type RawSurroundings = (Vec<u8>, Option<Vec<u8>>);

/// Where cameras and buildings are asked for.
#[derive(Clone)]
pub struct SurroundingsSource(Source);

#[derive(Clone)]
enum Source {
    Hub(Addresses, Option<Token>),
    Page(StoredValue<InPage, LocalStorage>),
    /// Nobody is asked: the hub has said that it would refuse.
    Closed,
}

/// What answers in the page, and what it answered: nothing of it changes.
struct InPage {
    ask: AskPage,
    told: Option<Rc<RawSurroundings>>,
}

/// Asks something in the page itself, which may have gone.
type AskPage = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Option<RawSurroundings>>>>>;

/// Why the cameras are not known.
#[derive(Debug, thiserror::Error)]
pub enum SurroundingsError {
    /// Whoever sits here may not see cameras: nothing was asked.
    #[error("whoever sits here may not see cameras")]
    NoRight,
    /// The hub did not give them: see there.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The page's demo has gone.
    #[error("the demo has ended")]
    Gone(#[from] Canceled),
    /// What was answered is not what this version of the screen reads.
    #[error("{what} cannot be read: {source}")]
    Unreadable {
        /// Which of the two answers.
        what: &'static str,
        /// Where reading stopped.
        #[source]
        source: serde_json::Error,
    },
    /// A footprint is no polygon on the earth, or has no height.
    #[error("building {number} has no footprint with a height")]
    Footprint {
        /// Its place in the document, from 1.
        number: usize,
    },
}

/// Cameras and buildings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// Camera points in the deployment's order.
    pub points: Vec<CameraPoint>,
    /// How the streams were that a gateway serves, when they were read; another one has no picture but a drawn one.
    pub states: BTreeMap<StreamId, StreamState>,
    /// Buildings; none where the deployment has no footprints.
    pub buildings: Vec<Footprint>,
}

/// A building: what it stands on, and how high it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Footprint {
    /// Longitude and latitude of its outer corners, in order; the first is not said again.
    pub corners: Vec<(f64, f64)>,
    /// From the ground at its foot to its roof, more than 0.
    pub height_metres: f64,
    /// How many storeys it has, where that is known.
    pub storeys: Option<u8>,
    /// What it is called, where it has a name.
    pub name: Option<Name>,
}

#[derive(Deserialize)]
struct RawBuildings {
    features: Vec<RawBuilding>,
}

#[derive(Deserialize)]
struct RawBuilding {
    geometry: RawGeometry,
    properties: RawProperties,
}

#[derive(Deserialize)]
struct RawGeometry {
    coordinates: Vec<Vec<Vec<f64>>>,
}

#[derive(Deserialize)]
struct RawProperties {
    height_metres: f64,
    storeys: Option<u8>,
    name_zh: Option<String>,
    name_en: Option<String>,
}

impl Surroundings {
    /// Reads both answers; without the second there are no buildings.
    ///
    /// # Errors
    /// When one of them is not what the contract says; the error names which.
    pub fn parse(cameras: &[u8], buildings: Option<&[u8]>) -> Result<Self, SurroundingsError> {
        let CameraList { points, states } = read_cameras(cameras)?;
        let buildings: Option<RawBuildings> = buildings
            .map(serde_json::from_slice)
            .transpose()
            .map_err(unreadable("the buildings' document"))?;
        let features = buildings.map(|read| read.features).unwrap_or_default();
        let buildings = (1..)
            .zip(features)
            .map(|(number, raw)| {
                Footprint::read(raw).ok_or(SurroundingsError::Footprint { number })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            points,
            states,
            buildings,
        })
    }

    /// A camera and the point that it is on.
    #[must_use]
    pub fn camera(&self, id: &CameraId) -> Option<(&CameraPoint, &Camera)> {
        self.cameras().find(|(_, camera)| camera.id == *id)
    }

    /// Every camera with its point.
    pub fn cameras(&self) -> impl Iterator<Item = (&CameraPoint, &Camera)> {
        let of_point = |point: &CameraPoint| point.cameras.len();
        self.points
            .iter()
            .flat_map(move |point| (0..of_point(point)).map(move |at| (point, &point.cameras[at])))
    }

    /// The first camera of each lookout that can be turned and whose pose is known.
    pub fn lookouts(&self) -> impl Iterator<Item = (&CameraPoint, &Camera, &CameraPose)> {
        let lookouts = self.points.iter();
        let lookouts = lookouts.filter(|point| point.kind == PointKind::Lookout);
        lookouts.filter_map(|point| {
            let camera = point.cameras.iter().find(|camera| {
                camera.steerable && camera.pose.is_some() && camera.horizontal_field(1.0).is_some()
            })?;
            Some((point, camera, camera.pose.as_ref()?))
        })
    }
}

impl Footprint {
    fn read(raw: RawBuilding) -> Option<Self> {
        let outline = raw.geometry.coordinates.into_iter().next()?;
        let mut corners = outline
            .iter()
            .map(|corner| match corner.as_slice() {
                [lon, lat, ..] => Wgs84::from_lon_lat(*lon, *lat)
                    .ok()
                    .map(|at| (at.lon(), at.lat())),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()?;
        if corners.first() == corners.last() {
            corners.pop();
        }
        let RawProperties {
            height_metres,
            storeys,
            name_zh,
            name_en,
        } = raw.properties;
        let name = match (name_zh, name_en) {
            (Some(zh), Some(en)) => Some(Name::new(&zh, &en)),
            (Some(only), None) | (None, Some(only)) => Some(Name::same(&only)),
            (None, None) => None,
        };
        (corners.len() >= 3 && height_metres > 0.0 && height_metres.is_finite()).then_some(Self {
            corners,
            height_metres,
            storeys,
            name,
        })
    }
}

impl SurroundingsSource {
    /// Asks the hub that serves the page.
    #[must_use]
    pub const fn new(addresses: Addresses, token: Option<Token>) -> Self {
        Self(Source::Hub(addresses, token))
    }

    /// Asks nobody: whoever sits here may not see cameras.
    #[must_use]
    pub const fn closed() -> Self {
        Self(Source::Closed)
    }

    /// Asks something in the page itself: a demo has no hub.
    #[must_use]
    pub fn in_page<Answer>(ask: impl Fn() -> Answer + 'static) -> Self
    where
        Answer: Future<Output = Option<RawSurroundings>> + 'static,
    {
        let ask: AskPage = Box::new(move || Box::pin(ask()));
        Self(Source::Page(StoredValue::new_local(InPage {
            ask,
            told: None,
        })))
    }

    /// Whether an answer may be another one later: a demo's cameras never change.
    #[must_use]
    pub const fn changes(&self) -> bool {
        matches!(self.0, Source::Hub(..))
    }

    /// The cameras, as they were answered: [`read_cameras`] reads them.
    ///
    /// # Errors
    /// When whoever sits here may not see them, the hub cannot be reached or refuses, or the demo has ended.
    pub async fn cameras(&self) -> Result<Rc<[u8]>, SurroundingsError> {
        Ok(match &self.0 {
            Source::Hub(addresses, token) => fetch_bytes(addresses.of(CAMERAS), token.as_ref())
                .await?
                .into(),
            Source::Page(page) => told_in_page(*page).await?.0.as_slice().into(),
            Source::Closed => return Err(SurroundingsError::NoRight),
        })
    }

    /// Cameras and buildings. A hub that has no footprints says so, and there are none.
    ///
    /// # Errors
    /// When whoever sits here may not see them, the hub cannot be reached, refuses, or says something unreadable, or the demo has
    /// ended.
    pub async fn read(&self) -> Result<Surroundings, SurroundingsError> {
        match &self.0 {
            Source::Hub(addresses, token) => {
                let ask = |relative| fetch_bytes(addresses.of(relative), token.as_ref());
                let cameras = ask(CAMERAS).await?;
                let buildings = match ask("api/v1/buildings").await {
                    Ok(buildings) => Some(buildings),
                    Err(FetchError::Status { status: 404, .. }) => None,
                    Err(error) => return Err(error.into()),
                };
                Surroundings::parse(&cameras, buildings.as_deref())
            }
            Source::Page(page) => {
                let told = told_in_page(*page).await?;
                Surroundings::parse(&told.0, told.1.as_deref())
            }
            Source::Closed => Err(SurroundingsError::NoRight),
        }
    }
}

/// Where a hub tells its cameras.
const CAMERAS: &str = "api/v1/cameras";

/// Reads what was answered for cameras.
///
/// # Errors
/// When it is not what the contract says.
pub fn read_cameras(answer: &[u8]) -> Result<CameraList, SurroundingsError> {
    serde_json::from_slice(answer).map_err(unreadable("the list of cameras"))
}

fn unreadable(what: &'static str) -> impl FnOnce(serde_json::Error) -> SurroundingsError {
    move |source| SurroundingsError::Unreadable { what, source }
}

/// What the page itself answers: asked once, since a demo grows its district anew for it.
async fn told_in_page(
    page: StoredValue<InPage, LocalStorage>,
) -> Result<Rc<RawSurroundings>, SurroundingsError> {
    if let Some(Some(told)) = page.try_with_value(|page| page.told.clone()) {
        return Ok(told);
    }
    let answer = page.try_with_value(|page| (page.ask)()).ok_or(Canceled)?;
    let told = Rc::new(answer.await.ok_or(Canceled)?);
    page.try_update_value(|page| page.told = Some(Rc::clone(&told)));
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMERAS: &str = r#"{"points": [{"id": "L-001", "name": {"zh": "李子山高空瞭望", "en": "Lizi Hill lookout"},
        "kind": "lookout", "position": {"lon": 106.3, "lat": 29.4}, "mast_height_metres": 38.7, "area": null, "grid": null,
        "platform": null, "cameras": [{"id": "L-001-01", "name": {"zh": "云台", "en": "Head"}, "steerable": true,
        "pose": {"position": {"lon": 106.3, "lat": 29.4}, "height_metres": 38.7, "pan_degrees": 213.7, "tilt_degrees": -1.0,
        "roll_degrees": 0.2}, "fields_of_view": [{"zoom": 1.0, "horizontal_degrees": 58.2}], "streams": []}]}],
        "states": {}}"#;

    fn building(coordinates: &str, height: &str) -> String {
        format!(
            r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "geometry": {{"type": "Polygon",
            "coordinates": {coordinates}}}, "properties": {{"height_metres": {height}, "name_zh": "米兰小镇 A 座"}}}}]}}"#
        )
    }

    #[test]
    fn a_hubs_answers_are_cameras_and_footprints() {
        let square = "[[[106.27,29.39],[106.271,29.39],[106.271,29.391],[106.27,29.39]]]";
        let buildings = building(square, "99.5");
        let read = Surroundings::parse(CAMERAS.as_bytes(), Some(buildings.as_bytes()));
        let read = read.expect("both answers are well formed");
        let house = &read.buildings[0];
        assert_eq!(house.corners.len(), 3, "the first corner is not said again");
        assert_eq!(house.name, Some(Name::same("米兰小镇 A 座")));
        let names: Vec<_> = read.lookouts().map(|(point, ..)| &*point.name.zh).collect();
        assert_eq!(names, ["李子山高空瞭望"]);
        let id = CameraId::try_from("L-001-01").expect("an id");
        assert!(read.camera(&id).is_some());
    }

    #[test]
    fn a_deployment_without_footprints_has_cameras_all_the_same() {
        let read = Surroundings::parse(CAMERAS.as_bytes(), None).expect("cameras");
        assert!(read.buildings.is_empty());
        assert_eq!(read.cameras().count(), 1);
    }

    #[test]
    fn what_is_no_building_is_named_by_its_place_in_the_document() {
        let square = "[[[106.27,29.39],[106.271,29.39],[106.271,29.391],[106.27,29.39]]]";
        for (coordinates, height) in [
            ("[[[106.27,29.39],[106.271,29.39]]]", "9"),
            ("[[[306.27,29.39],[106.271,29.39],[106.2,29.1]]]", "9"),
            ("[]", "9"),
            (square, "0"),
        ] {
            let buildings = building(coordinates, height);
            let read = Surroundings::parse(CAMERAS.as_bytes(), Some(buildings.as_bytes()));
            assert!(matches!(
                read,
                Err(SurroundingsError::Footprint { number: 1 })
            ));
        }
        let read = Surroundings::parse(b"{", None);
        assert!(matches!(
            read,
            Err(SurroundingsError::Unreadable {
                what: "the list of cameras",
                ..
            })
        ));
    }
}
