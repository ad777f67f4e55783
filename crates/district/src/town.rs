//! The town before anything stands on it.

use domain::{Grid, Name, Wgs84};
use geo_types::Coord;

use crate::divide::Plots;
use crate::land::{Cover, Land};
use crate::places::{NamedPlace, PlaceKind};
use crate::plan::Plan;
use crate::plane::{Plane, Spot};
use crate::road::{Road, RoadClass};

/// What has to be known before a house is built or a mast is put up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Town<'a> {
    pub(crate) plane: &'a Plane,
    pub(crate) plan: &'a Plan,
    pub(crate) plots: &'a Plots,
    /// In the order of the plots.
    pub(crate) grids: &'a [Grid],
    pub(crate) roads: &'a [Road],
    pub(crate) land: &'a [Land],
    pub(crate) places: &'a [NamedPlace],
    pub(crate) station_spots: &'a [Spot],
}

impl Town<'_> {
    /// The rings of a cover, on the sheet.
    pub(crate) fn rings_of(&self, cover: Cover) -> Vec<Vec<Spot>> {
        self.land
            .iter()
            .filter(|land| land.cover == cover)
            .map(|land| self.on_the_sheet(land.boundary.exterior().coords()))
            .collect()
    }

    /// The expressway's course, from its northern end to its southern one.
    pub(crate) fn expressway(&self) -> Vec<Spot> {
        let road = self
            .roads
            .iter()
            .find(|road| road.class == RoadClass::Expressway);
        road.map(|road| self.on_the_sheet(road.line.coords()))
            .unwrap_or_default()
    }

    /// The places of a kind that fill a plot, each with its plot.
    pub(crate) fn named_plots(&self, kind: PlaceKind) -> impl Iterator<Item = (&Name, usize)> {
        self.places
            .iter()
            .filter(move |place| place.kind == kind)
            .filter_map(|place| Some((&place.name, place.plot?)))
    }

    /// What a plot is called: the name of the place of a kind that fills it.
    pub(crate) fn name_of(&self, plot: usize, kind: PlaceKind) -> Option<&Name> {
        self.named_plots(kind)
            .find(|&(_, named)| named == plot)
            .map(|(name, _)| name)
    }

    /// A line in degrees on the sheet; a closed one loses its last corner.
    fn on_the_sheet<'l>(&self, line: impl Iterator<Item = &'l Coord<f64>>) -> Vec<Spot> {
        let mut spots: Vec<Spot> = line
            .filter_map(|at| Wgs84::from_lon_lat(at.x, at.y).ok())
            .map(|at| self.plane.spot(at))
            .collect();
        if spots.len() > 1 && spots.first() == spots.last() {
            spots.pop();
        }
        spots
    }
}
