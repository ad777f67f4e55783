//! What is worth a label: incidents, crews, cameras, stations, places, roads and tall buildings around a camera.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::{CameraId, IncidentRef, Name, Network, Priority, Wgs84};
use geodesy::{Elevated, Metres};
use leptos::prelude::{GetUntracked, untrack};

use super::skyline::Skyline;
use super::standing::Standing;
use crate::config::{Directory, LabelKind, PictureLayer, Surroundings, Writing};
use crate::connection::Freshness;
use crate::engine::Sign;
use crate::i18n::Language;
use crate::platform::PageTime;
use crate::store::Store;
use crate::symbology::{
    Circumstances, camera_sign, crew_sign, hand_sign, incident_sign, station_sign,
};

/// A crew behind a building is shown this near, in metres: farther away it says nothing of where it is.
const NEAR_CREW: f64 = 1_000.0;

/// A building from this height on is a landmark, in metres.
const LANDMARK: f64 = 60.0;

/// A thing that was named on a wall may lie so far within it, in metres.
const ON_THE_WALL: f64 = 10.0;

/// What a label stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A tall building with a name.
    Building,
    /// A road.
    Road,
    /// A named place.
    Place,
    /// A camera point.
    Camera,
    /// A patrol station.
    Station,
    /// A thing that an officer named.
    Hand,
    /// A crew.
    Crew,
    /// An incident.
    Incident,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Building,
        Self::Road,
        Self::Place,
        Self::Camera,
        Self::Station,
        Self::Hand,
        Self::Crew,
        Self::Incident,
    ];

    /// The word for `data-` attributes and tests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Road => "road",
            Self::Place => "place",
            Self::Camera => "camera",
            Self::Station => "station",
            Self::Hand => "hand",
            Self::Crew => "crew",
            Self::Incident => "incident",
        }
    }

    /// From how far away it is still labelled, in metres.
    const fn reach(self) -> f64 {
        match self {
            Self::Building => 1_300.0,
            Self::Road => 2_200.0,
            Self::Camera => 1_600.0,
            Self::Place => 4_500.0,
            Self::Station => 4_000.0,
            Self::Hand => 3_000.0,
            Self::Crew => 2_500.0,
            Self::Incident => 8_000.0,
        }
    }

    /// The most labels of the kind at once: 60 in all.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Building | Self::Road => 5,
            Self::Camera | Self::Place | Self::Crew => 7,
            Self::Station => 4,
            Self::Hand => 7,
            Self::Incident => 20,
        }
    }

    /// What goes before what where there is room for one.
    const fn weight(self) -> f64 {
        match self {
            Self::Building => 100.0,
            Self::Road => 150.0,
            Self::Place => 220.0,
            Self::Camera => 260.0,
            Self::Station => 300.0,
            Self::Hand => 350.0,
            Self::Crew => 400.0,
            Self::Incident => 500.0,
        }
    }
}

/// What a click on a label opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// An incident's card.
    Incident(IncidentRef),
    /// Another camera's picture.
    Camera(CameraId),
    /// The form that changes a label made by hand.
    Hand(Network, u64),
    /// Nothing.
    Nothing,
}

/// A thing that a label may stand on.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// The same for the same thing at all times.
    pub key: u64,
    /// What it is.
    pub kind: Kind,
    /// Where the label stands: on the roof of what has one.
    pub place: Elevated,
    /// How far that is from the camera, in metres.
    pub distance: f64,
    /// What is written.
    pub text: String,
    /// Its sign, where it has one.
    pub sign: Option<Sign>,
    /// What goes before what.
    pub weight: f64,
    /// Of several with the same word only one is labelled.
    pub one_of: Option<u64>,
    /// Whether a building stands before it.
    pub hidden: bool,
    /// Whether it is urgent and nobody must miss it, or selected.
    pub called: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// What a click on it opens.
    pub opens: Opens,
}

impl Subject {
    /// Whether its label has its text, and whether its sign: who is called for, or selected, has both.
    #[must_use]
    pub fn parts(&self, writing: Writing) -> (bool, bool) {
        let has_sign = self.sign.is_some();
        match writing {
            Writing::Text if !self.called => (true, false),
            Writing::Signs if has_sign && !self.selected => (false, true),
            _ => (true, has_sign),
        }
    }

    /// Whether it is shown although a building stands before it: as an outline.
    #[must_use]
    pub fn shows_through(&self) -> bool {
        match self.kind {
            Kind::Incident => true,
            Kind::Crew => self.distance < NEAR_CREW,
            _ => false,
        }
    }
}

/// Finds what is worth a label, and remembers what buildings hide: a camera stays where it is, so a thing that stands still is
/// looked for behind buildings once.
#[derive(Debug, Default)]
pub struct Gatherer {
    hidden: HashMap<u64, (Wgs84, Elevated, bool)>,
}

/// What subjects are gathered from.
pub struct Around<'a> {
    /// What the screen knows.
    pub store: Store,
    /// What codes are called.
    pub directory: &'a Directory,
    /// Cameras and buildings.
    pub surroundings: &'a Surroundings,
    /// The buildings, ready to be asked what hides what.
    pub skyline: &'a Skyline,
    /// The camera.
    pub standing: &'a Standing,
    /// The language.
    pub language: Language,
    /// Whether there is more news than anybody can take in.
    pub flood: bool,
    /// The page's time.
    pub at: PageTime,
}

impl Around<'_> {
    fn shows(&self, layer: PictureLayer) -> bool {
        self.store.view.layers.get_untracked().has(layer)
    }
}

impl Gatherer {
    /// Everything worth a label around a camera.
    pub fn gather(&mut self, around: &Around<'_>) -> Vec<Subject> {
        let mut all = Vec::new();
        self.incidents(around, &mut all);
        self.crews(around, &mut all);
        self.stations(around, &mut all);
        self.cameras(around, &mut all);
        self.named_by_hand(around, &mut all);
        self.places(around, &mut all);
        self.roads(around, &mut all);
        self.buildings(around, &mut all);
        all
    }

    fn incidents(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        let view = around.store.view;
        let filter = view.filter.get_untracked();
        let selected = view.selected.get_untracked();
        let is_switched_on = around.shows(PictureLayer::Incidents);
        around.store.with_feeds(|feeds| {
            for (network, feed) in feeds {
                let Some(clock) = feed.clock() else { continue };
                let circumstances = Circumstances {
                    now: clock.now(around.at),
                    freshness: freshness(around.store, *network),
                    flood: around.flood,
                };
                for incident in feed.world().incidents() {
                    let reference = IncidentRef {
                        network: *network,
                        id: incident.id,
                    };
                    let is_selected = selected == Some(reference);
                    let shown = incident.stage.is_open() && filter.lets_through(*network, incident);
                    let urgent =
                        incident.priority >= Priority::Urgent && !incident.stage.is_handled();
                    // What nobody must miss is not switched off with the rest.
                    let shown = shown && (urgent || is_switched_on);
                    let Some(at) = incident.place.position.filter(|_| shown || is_selected) else {
                        continue;
                    };
                    let key = key_of((Kind::Incident, *network, incident.id.0));
                    let text = around.directory.subject(incident);
                    let text = around.language.pick(&text);
                    if let Some(mut subject) = self.stand(around, Kind::Incident, key, at, text) {
                        subject.sign = Some(incident_sign(incident, circumstances));
                        subject.opens = Opens::Incident(reference);
                        subject.selected = is_selected;
                        subject.called = is_selected || urgent;
                        subject.weight += match incident.priority {
                            _ if is_selected => 1_000.0,
                            _ if incident.stage.is_handled() => -60.0,
                            Priority::Emergency => 500.0,
                            Priority::Urgent => 300.0,
                            Priority::Routine => 0.0,
                        };
                        all.push(subject);
                    }
                }
            }
        });
    }

    fn crews(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        if !around.shows(PictureLayer::Crews) {
            return;
        }
        around.store.with_feeds(|feeds| {
            for (network, feed) in feeds {
                let hollow = freshness(around.store, *network) != Freshness::Live;
                for crew in feed.units() {
                    let known = around.directory.crews.get(&crew.unit);
                    let text = known.map_or(crew.unit.as_str(), |known| {
                        around.language.pick(&known.name)
                    });
                    let key = key_of((Kind::Crew, crew.unit.as_str()));
                    if let Some(mut subject) =
                        self.stand(around, Kind::Crew, key, crew.position, text)
                    {
                        subject.sign = Some(crew_sign(hollow));
                        all.push(subject);
                    }
                }
            }
        });
    }

    fn stations(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        if !around.shows(PictureLayer::Stations) {
            return;
        }
        for station in around.directory.stations.values() {
            let key = key_of((Kind::Station, station.id.as_str()));
            let text = around.language.pick(&station.name);
            if let Some(mut subject) =
                self.stand(around, Kind::Station, key, station.position, text)
            {
                subject.sign = Some(station_sign());
                all.push(subject);
            }
        }
    }

    /// Each point once; what stands on the same mast as the camera itself is not in its picture.
    fn cameras(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        if !around.shows(PictureLayer::Cameras) {
            return;
        }
        for point in &around.surroundings.points {
            let own = point
                .cameras
                .iter()
                .any(|camera| camera.id == *around.standing.id());
            let looks = point
                .cameras
                .iter()
                .find(|camera| camera.pose.is_some() && !camera.fields_of_view.is_empty());
            let Some(camera) = looks.filter(|_| !own) else {
                continue;
            };
            let key = key_of((Kind::Camera, point.id.as_str()));
            let text = around.language.pick(&point.name);
            if let Some(mut subject) = self.stand(around, Kind::Camera, key, point.position, text) {
                // It hangs on its mast or stands on its roof.
                let height = Metres(point.mast_height_metres);
                self.raise(around, &mut subject, height);
                subject.sign = Some(camera_sign());
                subject.opens = Opens::Camera(camera.id.clone());
                all.push(subject);
            }
        }
    }

    fn named_by_hand(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        if !(around.store.view.labels.get_untracked()).has(LabelKind::Hand) {
            return;
        }
        let surveyed = around.store.surveyed.get_untracked();
        for label in &surveyed.labels {
            let key = key_of((Kind::Hand, label.network, label.id));
            let text = around.language.pick(&label.name);
            if let Some(mut subject) = self.stand(around, Kind::Hand, key, label.position, text) {
                // Where it was put, and not where its roof is: somebody pointed at a wall, maybe.
                subject.place.height = Metres(label.height_metres);
                let eye = around.standing.eye();
                // A wall that it stands on is not before it.
                let met = around.skyline.between(eye, subject.place);
                let before = met.map(|met| (1.0 - met.share) * subject.distance);
                subject.hidden = before.is_some_and(|metres| metres > ON_THE_WALL);
                subject.sign = Some(hand_sign());
                subject.opens = Opens::Hand(label.network, label.id);
                all.push(subject);
            }
        }
    }

    fn places(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        let shown = around.store.view.labels.get_untracked();
        if !shown.has(LabelKind::Places) {
            return;
        }
        for place in &around.directory.places {
            let key = key_of((Kind::Place, &*place.name.zh));
            let text = around.language.pick(&place.name);
            if let Some(mut subject) = self.stand(around, Kind::Place, key, place.position, text) {
                subject.weight -= f64::from(place.rank) * 20.0;
                all.push(subject);
            }
        }
    }

    /// Each named road at several places along it: one of them is labelled.
    fn roads(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        let shown = around.store.view.labels.get_untracked();
        let features = around.directory.ground.get("features");
        let Some(features) = features.and_then(|all| all.as_array()) else {
            return;
        };
        if !shown.has(LabelKind::Roads) {
            return;
        }
        for feature in features {
            let properties = &feature["properties"];
            let word = |key: &str| properties[key].as_str();
            let (Some("road_major"), Some(zh)) = (word("kind"), word("name_zh")) else {
                continue;
            };
            let name = Name::new(zh, word("name_en").unwrap_or(zh));
            let text = around.language.pick(&name);
            let corners = feature["geometry"]["coordinates"].as_array();
            for (number, corner) in corners.into_iter().flatten().enumerate() {
                let (Some(lon), Some(lat)) = (corner[0].as_f64(), corner[1].as_f64()) else {
                    continue;
                };
                let Ok(at) = Wgs84::from_lon_lat(lon, lat) else {
                    continue;
                };
                let key = key_of((Kind::Road, zh, number, lon.to_bits()));
                if let Some(mut subject) = self.stand(around, Kind::Road, key, at, text) {
                    subject.one_of = Some(key_of((Kind::Road, zh)));
                    all.push(subject);
                }
            }
        }
    }

    fn buildings(&mut self, around: &Around<'_>, all: &mut Vec<Subject>) {
        let shown = around.store.view.labels.get_untracked();
        if !shown.has(LabelKind::Places) {
            return;
        }
        for (number, building) in around.surroundings.buildings.iter().enumerate() {
            let tall = building.height_metres >= LANDMARK;
            // A block of an estate with a number is one of many.
            let landmark = |name: &&Name| tall && !name.zh.contains(|c: char| c.is_ascii_digit());
            let Some(name) = building.name.as_ref().filter(landmark) else {
                continue;
            };
            let count = building.corners.len() as f64;
            let sum = building.corners.iter().fold((0.0, 0.0), |sum, corner| {
                (sum.0 + corner.0 / count, sum.1 + corner.1 / count)
            });
            let Ok(at) = Wgs84::from_lon_lat(sum.0, sum.1) else {
                continue;
            };
            let key = key_of((Kind::Building, number));
            let text = around.language.pick(name);
            if let Some(mut subject) = self.stand(around, Kind::Building, key, at, text) {
                self.raise(around, &mut subject, Metres(building.height_metres));
                subject.weight += building.height_metres / 10.0;
                all.push(subject);
            }
        }
    }

    /// A subject where it stands, unless it is too far away to be labelled.
    fn stand(
        &mut self,
        around: &Around<'_>,
        kind: Kind,
        key: u64,
        at: Wgs84,
        text: &str,
    ) -> Option<Subject> {
        let distance = around.standing.distance(at);
        if distance > kind.reach() {
            return None;
        }
        let (place, hidden) = self.look(around, key, at);
        Some(Subject {
            key,
            kind,
            place,
            distance,
            text: text.to_owned(),
            sign: None,
            weight: kind.weight() - distance / 100.0,
            one_of: None,
            hidden,
            called: false,
            selected: false,
            opens: Opens::Nothing,
        })
    }

    /// Puts a subject higher than it stood.
    fn raise(&mut self, around: &Around<'_>, subject: &mut Subject, height: Metres) {
        if subject.place.height.0 < height.0 {
            subject.place.height = height;
            subject.hidden = around
                .skyline
                .between(around.standing.eye(), subject.place)
                .is_some();
        }
    }

    /// Where a label on a place stands, on the roof where there is one, and whether a building is before it.
    fn look(&mut self, around: &Around<'_>, key: u64, at: Wgs84) -> (Elevated, bool) {
        if let Some((known, place, hidden)) = self.hidden.get(&key)
            && *known == at
        {
            return (*place, *hidden);
        }
        let place = Elevated {
            position: at,
            height: Metres(around.skyline.roof(at)),
        };
        let hidden = around
            .skyline
            .between(around.standing.eye(), place)
            .is_some();
        self.hidden.insert(key, (at, place, hidden));
        (place, hidden)
    }
}

fn freshness(store: Store, network: Network) -> Freshness {
    untrack(|| store.health(network)).freshness
}

fn key_of(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}
