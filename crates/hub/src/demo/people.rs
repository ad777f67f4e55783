//! The demo's people: one for each role, two duty officers for each network so that a watch can be handed over, a crew, and a
//! second department.

use std::collections::BTreeSet;

use domain::{Network, PersonId, Role};
use protocol::Divisions;

use crate::auth::Person;

/// The department to which the manhole cover of the demo's stories belongs.
const SECOND_DEPARTMENT: &str = "law-enforcement";

/// Who they are in a district: the station, the department and the patrol area are its first.
pub fn people(divisions: &Divisions, networks: BTreeSet<Network>) -> Vec<Person> {
    let station = divisions.stations.first().map(|station| station.id.clone());
    let department = divisions.departments.first();
    let department = department.map(|department| department.id.clone());
    let second = divisions.departments.iter();
    let second = second.map(|department| &department.id);
    let mut second = second.filter(|id| id.as_str() == SECOND_DEPARTMENT);
    let second = second.next().cloned();
    let mut crews = divisions.units.iter();
    let crew = crews.find(|crew| crew.station.is_some() && crew.station == station);
    let crew = crew.map(|crew| crew.id.clone());
    let area = divisions.areas.first().map(|area| area.id.clone());
    let of = |wanted: &[Network]| -> BTreeSet<Network> {
        let served = networks.iter().copied();
        served.filter(|network| wanted.contains(network)).collect()
    };
    let everywhere = || networks.clone();
    let person = |id: &str, name: &str, role: Role, networks: BTreeSet<Network>| {
        Some(Person {
            id: PersonId::try_from(id).ok()?,
            name: name.into(),
            role,
            networks,
            areas: None,
            station: None,
            unit: None,
            department: None,
            disabled: false,
            disabled_because: None,
            demo: true,
            enrolled: None,
        })
    };
    let officer = Role::DutyOfficer;
    let police = of(&[Network::Police]);
    let government = of(&[Network::Government, Network::Internet]);
    [
        person("demo-wall", "大屏（演示）", Role::Wall, everywhere()),
        person("demo-police", "公安值班员（演示）", officer, police.clone()),
        person("demo-police-2", "公安值班员乙（演示）", officer, police),
        person(
            "demo-government",
            "政务值班员（演示）",
            officer,
            government.clone(),
        ),
        person(
            "demo-government-2",
            "政务值班员乙（演示）",
            officer,
            government,
        ),
        person(
            "demo-station",
            "工作站（演示）",
            Role::Station,
            everywhere(),
        )
        .map(|person| Person {
            station: station.clone(),
            ..person
        }),
        person("demo-crew", "处置小队（演示）", Role::Station, everywhere())
            .zip(crew)
            .map(|(person, crew)| Person {
                station: station.clone(),
                unit: Some(crew),
                ..person
            }),
        person(
            "demo-department",
            "责任部门（演示）",
            Role::Department,
            everywhere(),
        )
        .map(|person| Person {
            department,
            ..person
        }),
        person(
            "demo-law-enforcement",
            "综合执法（演示）",
            Role::Department,
            everywhere(),
        )
        .zip(second)
        .map(|(person, second)| Person {
            department: Some(second),
            ..person
        }),
        person(
            "demo-grid-worker",
            "网格员（演示）",
            Role::GridWorker,
            everywhere(),
        )
        .map(|person| Person {
            areas: area.map(|area| BTreeSet::from([area])),
            ..person
        }),
        person(
            "demo-supervisor",
            "中心负责人（演示）",
            Role::Supervisor,
            everywhere(),
        ),
        person("demo-trainer", "教员（演示）", Role::Trainer, everywhere()),
        person(
            "demo-administrator",
            "管理员（演示）",
            Role::Administrator,
            everywhere(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
