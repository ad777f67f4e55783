//! What buildings are called: numbers in estates, letters in commercial quarters, words on campuses and in markets.

use std::collections::BTreeMap;

use domain::Name;

use crate::names;
use crate::places::PlaceKind;
use crate::plane::centroid;
use crate::town::Town;

use super::BuildingUse;
use super::scheme::{Scheme, Sort};
use super::works::Draft;

/// The letters of towers and malls in a commercial quarter.
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
    "T", "U", "V", "W", "X", "Y", "Z",
];

/// Names what is known by name.
pub(super) fn name(drafts: &mut [Draft], town: &Town<'_>, schemes: &[Scheme]) {
    let mut of_grid: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        of_grid.entry(draft.grid).or_default().push(index);
    }
    let mut numbers = Numbers::default();
    for (grid, own) in of_grid {
        let own = in_reading_order(drafts, town, grid, own);
        match schemes[grid].sort {
            Sort::Commercial => commercial(drafts, town, grid, own),
            Sort::Market => market(drafts, town, grid, &own, &mut numbers),
            Sort::Campus => campus(drafts, town, grid, &own),
            Sort::Country => {}
            _ => dwellings(drafts, town, grid, &own, &mut numbers),
        }
    }
    stations(drafts);
}

/// What has been numbered across grids.
#[derive(Default)]
struct Numbers {
    in_community: BTreeMap<usize, usize>,
    schools: BTreeMap<usize, usize>,
    nameless_markets: usize,
}

/// From the north-western corner in rows, as one reads, and as estates are numbered.
fn in_reading_order(
    drafts: &[Draft],
    town: &Town<'_>,
    grid: usize,
    mut own: Vec<usize>,
) -> Vec<usize> {
    const ROW: f64 = 45.0;
    let [(ax, ay), _] = town.plan.warp.directions(town.plots.plots[grid].middle);
    let key = |&index: &usize| {
        let (x, y) = centroid(&drafts[index].ring);
        let (u, v) = (x * ax + y * ay, y * ax - x * ay);
        (-(libm::floor(v / ROW) as i64), (u * 100.0) as i64, index)
    };
    own.sort_by_key(key);
    own
}

/// Estates number their blocks of flats; where an estate has no name of its own, its community numbers them through.
fn dwellings(
    drafts: &mut [Draft],
    town: &Town<'_>,
    grid: usize,
    own: &[usize],
    numbers: &mut Numbers,
) {
    let community = town.plots.plots[grid].community;
    let community_name = &names::communities()[community].0;
    let estate = town.name_of(grid, PlaceKind::Estate);
    let mut own_number = 0;
    for &index in own {
        match drafts[index].design.purpose {
            BuildingUse::Tower | BuildingUse::Slab => {
                let (name, number) = match estate {
                    Some(estate) => (estate, &mut own_number),
                    None => (
                        community_name,
                        numbers.in_community.entry(community).or_insert(0),
                    ),
                };
                *number += 1;
                drafts[index].name = Some(Name::new(
                    &format!("{} {number} 栋", name.zh),
                    &format!("{}, block {number}", name.en),
                ));
            }
            _ => {}
        }
    }
    schools(drafts, community, community_name, own, numbers);
}

/// The largest building of a grid's school carries its name.
fn schools(
    drafts: &mut [Draft],
    community: usize,
    community_name: &Name,
    own: &[usize],
    numbers: &mut Numbers,
) {
    const ORDINALS: [&str; 9] = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let main = own
        .iter()
        .copied()
        .filter(|&index| drafts[index].design.purpose == BuildingUse::School)
        .max_by_key(|&index| (crate::plane::doubled_area(&drafts[index].ring), index));
    let Some(index) = main else { return };
    let nth = numbers.schools.entry(community).or_insert(0);
    let stem = community_name.zh.trim_end_matches("社区");
    drafts[index].name = ORDINALS.get(*nth).map(|ordinal| {
        Name::new(
            &format!("{stem}第{ordinal}小学"),
            &format!("{} Primary School No. {}", community_name.en, *nth + 1),
        )
    });
    *nth += 1;
}

/// Malls and offices have letters, from the quarter's middle outwards.
fn commercial(drafts: &mut [Draft], town: &Town<'_>, grid: usize, mut own: Vec<usize>) {
    let Some(quarter) = town.name_of(grid, PlaceKind::Commercial) else {
        return;
    };
    let (x, y) = town.plots.plots[grid].middle;
    own.retain(|&index| {
        matches!(
            drafts[index].design.purpose,
            BuildingUse::Office | BuildingUse::Tower
        )
    });
    let far = |&index: &usize| {
        let (cx, cy) = centroid(&drafts[index].ring);
        (((cx - x) * (cx - x) + (cy - y) * (cy - y)) * 100.0) as i64
    };
    own.sort_by_key(far);
    for (&index, letter) in own.iter().zip(LETTERS) {
        drafts[index].name = Some(Name::new(
            &format!("{} {letter} 座", quarter.zh),
            &format!("{}, tower {letter}", quarter.en),
        ));
    }
    let malls: Vec<usize> = (0..drafts.len())
        .filter(|&index| {
            drafts[index].grid == grid && drafts[index].design.purpose == BuildingUse::Mall
        })
        .collect();
    for (k, &index) in malls.iter().enumerate() {
        drafts[index].name = Some(Name::new(
            &format!("{}购物中心 {} 馆", quarter.zh, k + 1),
            &format!("{} mall, hall {}", quarter.en, k + 1),
        ));
    }
}

/// The halls of a market are counted in it; grids of the trade city without a market of their own have letters.
fn market(
    drafts: &mut [Draft],
    town: &Town<'_>,
    grid: usize,
    own: &[usize],
    numbers: &mut Numbers,
) {
    let (zh, en) = match town.name_of(grid, PlaceKind::Market) {
        Some(name) => (name.zh.to_string(), name.en.to_string()),
        None => {
            let letter = LETTERS[(4 + numbers.nameless_markets) % LETTERS.len()];
            numbers.nameless_markets += 1;
            (
                format!("国际商贸城 {letter} 区"),
                format!("Trade City, section {letter}"),
            )
        }
    };
    let halls = own
        .iter()
        .filter(|&&index| drafts[index].design.purpose == BuildingUse::MarketHall)
        .copied()
        .collect::<Vec<_>>();
    for (k, index) in halls.into_iter().enumerate() {
        drafts[index].name = Some(Name::new(
            &format!("{zh} {} 号厅", k + 1),
            &format!("{en}, hall {}", k + 1),
        ));
    }
}

/// A university's buildings by what they are, with a number.
fn campus(drafts: &mut [Draft], town: &Town<'_>, grid: usize, own: &[usize]) {
    let Some(university) = town.name_of(grid, PlaceKind::University) else {
        return;
    };
    let (mut teaching, mut dormitories) = (0, 0);
    let mut hall = false;
    for &index in own {
        let (zh, en) = match drafts[index].design.purpose {
            BuildingUse::Library => ("图书馆".to_owned(), "library".to_owned()),
            BuildingUse::Teaching => {
                teaching += 1;
                (
                    format!("第 {teaching} 教学楼"),
                    format!("teaching building {teaching}"),
                )
            }
            BuildingUse::Dormitory => {
                dormitories += 1;
                (
                    format!("学生宿舍 {dormitories} 栋"),
                    format!("dormitory {dormitories}"),
                )
            }
            BuildingUse::SportsHall if !hall => {
                hall = true;
                ("体育馆".to_owned(), "sports hall".to_owned())
            }
            _ => continue,
        };
        drafts[index].name = Some(Name::new(
            &format!("{}{zh}", university.zh),
            &format!("{}, {en}", university.en),
        ));
    }
}

/// The stations come first, in the order of their areas.
fn stations(drafts: &mut [Draft]) {
    let stations = drafts
        .iter_mut()
        .filter(|draft| draft.design.purpose == BuildingUse::Station);
    for (draft, (_, name)) in stations.zip(names::stations()) {
        draft.name = Some(name);
    }
}
