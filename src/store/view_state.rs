//! What the person is looking at: selected, filtered, hovered. Never part of a world.

use domain::{AreaId, CameraId, Incident, IncidentRef, Network, PointId, Priority, Stage};
use leptos::prelude::*;

use super::sight::{Sight, Spot};
use crate::config::{LabelKind, LabelSet, PictureLayers};

/// Which incidents are in the picture. Empty parts let everything through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Networks that are left out.
    pub without_networks: Vec<Network>,
    /// Stages that are left out.
    pub without_stages: Vec<Stage>,
    /// Nothing less pressing than this.
    pub at_least: Priority,
    /// Only this patrol area.
    pub area: Option<AreaId>,
    /// Only what has this text, without regard to case, in its subject, number, address or category.
    pub text: String,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            without_networks: Vec::new(),
            without_stages: Vec::new(),
            at_least: Priority::Routine,
            area: None,
            text: String::new(),
        }
    }
}

impl Filter {
    /// Whether everything is let through.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an incident of a network is in the picture.
    #[must_use]
    pub fn lets_through(&self, network: Network, incident: &Incident) -> bool {
        !self.without_networks.contains(&network)
            && !self.without_stages.contains(&incident.stage)
            && incident.priority >= self.at_least
            && self
                .area
                .as_ref()
                .is_none_or(|area| incident.place.area.as_ref() == Some(area))
            && self.has_text(incident)
    }

    fn has_text(&self, incident: &Incident) -> bool {
        let text = self.text.trim();
        if text.is_empty() {
            return true;
        }
        let text = text.to_lowercase();
        let has = |words: &str| words.to_lowercase().contains(&text);
        has(&incident.subject)
            || has(incident.external_id.as_str())
            || incident.place.address.as_deref().is_some_and(has)
            || incident
                .category
                .as_ref()
                .is_some_and(|category| has(category.as_str()))
    }
}

/// What the person is looking at, each part a signal of its own.
#[derive(Clone, Copy, Debug)]
pub struct ViewState {
    /// The incident whose card is open.
    pub selected: RwSignal<Option<IncidentRef>>,
    /// The incident under the pointer, on the map or in a list.
    pub hovered: RwSignal<Option<IncidentRef>>,
    /// Which incidents are in the picture.
    pub filter: RwSignal<Filter>,
    /// The last place that the map was asked to show (a search hit, a row's "show on map"); setting it again asks again.
    pub wanted: RwSignal<Option<Wanted>>,
    /// Which names stand on the map.
    pub labels: RwSignal<LabelSet>,
    /// What is written into cameras' pictures besides.
    pub layers: RwSignal<PictureLayers>,
    /// Through which camera the person looks.
    pub camera: RwSignal<Option<CameraId>>,
    /// What that camera sees at this moment.
    pub sight: RwSignal<Option<Sight>>,
    /// Whether the map shows where cameras stand.
    pub camera_points: RwSignal<bool>,
    /// The point whose cameras are listed.
    pub camera_point: RwSignal<Option<PointId>>,
    /// The place that was pointed at in its picture last.
    pub spot: RwSignal<Option<Spot>>,
    /// The label made by hand that is to be changed, by its network and number.
    pub hand_label: RwSignal<Option<(Network, u64)>>,
    /// The places that forms are about to name; the last one stands on the map.
    lent: RwSignal<Vec<LentPlace>>,
    /// The middle of the map where it came to rest last: a pin put by key begins there.
    pub middle: StoredValue<Option<domain::Wgs84>>,
    labels_before: StoredValue<LabelSet>,
}

/// The place that a form is about to name, as it is lent to the map: the form keeps it, the map shows it and puts it.
#[derive(Clone, Copy, Debug)]
pub struct LentPlace {
    /// Where it is.
    pub at: Signal<Option<domain::Wgs84>>,
    /// Called with where it is put.
    pub on_put: Callback<domain::Wgs84>,
    /// Whether a click on the map puts it there, and selects nothing; this is what tells one form's place from another's.
    pub placing: RwSignal<bool>,
}

/// What stands on the map for a form.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pin {
    /// Where it stands.
    pub at: Option<domain::Wgs84>,
    /// Whether a click on the map puts it there, and selects nothing.
    pub placing: bool,
}

/// A place that the map is asked to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// A point, in the middle and near.
    Point(domain::Wgs84),
    /// A box between its south-west and north-east corner.
    Box(domain::Wgs84, domain::Wgs84),
    /// Everything in the picture, as if nobody had touched the map.
    Everything,
    /// The deployment's home view.
    Home,
}

impl ViewState {
    /// Nothing selected, everything in the picture.
    #[must_use]
    pub fn new() -> Self {
        Self {
            selected: RwSignal::new(None),
            hovered: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            wanted: RwSignal::new(None),
            labels: RwSignal::new(LabelSet::default()),
            layers: RwSignal::new(PictureLayers::default()),
            camera: RwSignal::new(None),
            camera_points: RwSignal::new(false),
            camera_point: RwSignal::new(None),
            sight: RwSignal::new(None),
            spot: RwSignal::new(None),
            hand_label: RwSignal::new(None),
            lent: RwSignal::new(Vec::new()),
            middle: StoredValue::new(None),
            labels_before: StoredValue::new(LabelSet::default()),
        }
    }

    /// Puts a form's place on the map, before those of other forms.
    pub fn lend(self, place: LentPlace) {
        let is_last = |lent: &Vec<LentPlace>| {
            let last = lent.last();
            last.is_some_and(|last| last.placing == place.placing)
        };
        if self.lent.with_untracked(is_last) {
            return;
        }
        if let Some(before) = self.lent.with_untracked(|lent| lent.last().copied()) {
            before.placing.set(false);
        }
        self.lent.update(|lent| {
            lent.retain(|other| other.placing != place.placing);
            lent.push(place);
        });
    }

    /// Takes a form's place from the map; another form's stands there again.
    pub fn take_back(self, place: LentPlace) {
        self.lent
            .update(|lent| lent.retain(|other| other.placing != place.placing));
    }

    /// What stands on the map for a form; tracks it.
    #[must_use]
    pub fn pin(self) -> Pin {
        let last = self.lent.with(|lent| lent.last().copied());
        last.map_or_else(Pin::default, |place| Pin {
            at: place.at.get(),
            placing: place.placing.get(),
        })
    }

    /// Puts the place that stands on the map somewhere; a place that is none leaves it where it was.
    pub fn put_pin(self, at: Option<domain::Wgs84>) {
        let last = self.lent.with_untracked(|lent| lent.last().copied());
        if let (Some(at), Some(place)) = (at, last) {
            place.on_put.run(at);
        }
    }

    /// Opens an incident's card, or closes any; nobody is woken when nothing changes.
    pub fn select(self, incident: Option<IncidentRef>) {
        if self.selected.get_untracked() != incident {
            self.selected.set(incident);
        }
    }

    /// The pointer is over an incident, or over none; nobody is woken when nothing changes.
    pub fn hover(self, incident: Option<IncidentRef>) {
        if self.hovered.get_untracked() != incident {
            self.hovered.set(incident);
        }
    }

    /// Opens an incident's card, or closes it when it is open already.
    pub fn toggle(self, incident: IncidentRef) {
        self.selected.update(|selected| {
            *selected = (*selected != Some(incident)).then_some(incident);
        });
    }

    /// Shows the names of a kind, or no longer does.
    pub fn switch_label(self, kind: LabelKind) {
        self.labels.update(|labels| *labels = labels.toggled(kind));
    }

    /// Takes all names away, or gives back those that were shown before.
    pub fn switch_labels(self) {
        let shown = self.labels.get_untracked();
        if shown == LabelSet::NONE {
            self.labels.set(self.labels_before.get_value());
        } else {
            self.labels_before.set_value(shown);
            self.labels.set(LabelSet::NONE);
        }
    }
}

impl Default for ViewState {
    fn default() -> Self {
        Self::new()
    }
}
