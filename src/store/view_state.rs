//! What the person is looking at: selected, filtered, hovered. Never part of a world.

use domain::{AreaId, Incident, IncidentRef, Network, Priority, Stage};
use leptos::prelude::*;

use crate::config::{LabelKind, LabelSet};

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
    labels_before: StoredValue<LabelSet>,
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
            labels_before: StoredValue::new(LabelSet::default()),
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
