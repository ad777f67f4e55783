//! Places known by name.

use domain::{Grid, GridId, Name, Wgs84};

use crate::code::position;
use crate::divide::{Main, Plot, Plots};
use crate::land::parks;
use crate::names;
use crate::plan::Plan;
use crate::plane::{Plane, Spot, centroid};

/// What sort of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A community (社区).
    Community,
    /// A commercial quarter.
    Commercial,
    /// A university.
    University,
    /// A specialised market.
    Market,
    /// A residential estate.
    Estate,
    /// A park.
    Park,
}

impl PlaceKind {
    /// The kind's word in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Community => "community",
            Self::Commercial => "commercial",
            Self::University => "university",
            Self::Market => "market",
            Self::Estate => "estate",
            Self::Park => "park",
        }
    }
}

/// A place known by name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPlace {
    /// What it is called.
    pub name: Name,
    /// What sort of place it is.
    pub kind: PlaceKind,
    /// Its middle.
    pub position: Wgs84,
    /// The grid its middle lies in.
    pub grid: Option<GridId>,
    /// The index of that grid's plot.
    pub(crate) plot: Option<usize>,
}

/// The communities next to which the estates of [`names::estates`] lie, by index.
const ESTATES_NEAR: [usize; 12] = [12, 12, 1, 4, 8, 3, 9, 11, 11, 13, 10, 0];

/// The places known by name, in order of kind.
pub(crate) fn places(plan: &Plan, plots: &Plots, grids: &[Grid], plane: &Plane) -> Vec<NamedPlace> {
    let mut places = vec![];
    let mut add = |kind: PlaceKind, name: Name, (x, y): (f64, f64), plot: Option<usize>| {
        let grid = plot.map(|index| grids[index].id.clone());
        places.push(NamedPlace {
            name,
            kind,
            position: position(plane, Spot::from_metres(x, y)),
            grid,
            plot,
        });
    };
    for ((name, _, _), spot) in names::communities()
        .into_iter()
        .zip(plots.communities.iter().copied())
    {
        let plot = plots.around(spot);
        add(PlaceKind::Community, name, spot.metres(), plot);
    }
    let of = |fits: fn(&Plot) -> bool| {
        plots
            .plots
            .iter()
            .enumerate()
            .filter(move |(_, plot)| fits(plot))
    };
    for (name, (index, plot)) in names::commercial_quarters()
        .into_iter()
        .zip(of(|plot| plot.main == Main::Commercial))
    {
        add(PlaceKind::Commercial, name, plot.middle, Some(index));
    }
    for (name, (index, plot)) in names::universities()
        .into_iter()
        .zip(of(|plot| plot.university))
    {
        add(PlaceKind::University, name, plot.middle, Some(index));
    }
    for (name, (index, plot)) in names::markets()
        .into_iter()
        .zip(of(|plot| plot.main == Main::Market))
    {
        add(PlaceKind::Market, name, plot.middle, Some(index));
    }
    let mut taken: Vec<usize> = vec![];
    for (name, community) in names::estates().into_iter().zip(ESTATES_NEAR) {
        let centre = plots.communities[community];
        let distance =
            |plot: &Plot| Spot::from_metres(plot.middle.0, plot.middle.1).distance(centre);
        let free = of(|plot| plot.main == Main::Residential && !plot.university)
            .filter(|(index, _)| !taken.contains(index));
        if let Some((index, plot)) =
            free.min_by(|one, other| distance(one.1).total_cmp(&distance(other.1)))
        {
            taken.push(index);
            add(PlaceKind::Estate, name, plot.middle, Some(index));
        }
    }
    for (name, ring) in parks(plan, plots) {
        let middle = centroid(&ring);
        let plot = plots.around(Spot::from_metres(middle.0, middle.1));
        add(PlaceKind::Park, name, middle, plot);
    }
    places
}
