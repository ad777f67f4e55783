//! Who works here, which platforms report, and which applications were built.

use domain::{Department, Duty, Name, Network, Platform, PlatformId, Responsible, Station, Unit};

use crate::code::code;
use crate::figures::UNITS_ON_WATCH;
use crate::names;

/// What a crew is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crew {
    Patrol,
    UrbanManagement,
    Police,
    Mediators,
    GridWorkers,
}

impl Crew {
    /// The crews of a station, in the order in which a station is staffed; a station has two patrols.
    const OF_A_STATION: [Self; 6] = [
        Self::Patrol,
        Self::Patrol,
        Self::UrbanManagement,
        Self::Police,
        Self::Mediators,
        Self::GridWorkers,
    ];

    const fn letters(self) -> &'static str {
        match self {
            Self::Patrol => "PT",
            Self::UrbanManagement => "UM",
            Self::Police => "PO",
            Self::Mediators => "ME",
            Self::GridWorkers => "GW",
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Patrol => ("巡逻", "Patrol"),
            Self::UrbanManagement => ("城管", "Urban management"),
            Self::Police => ("民警", "Police"),
            Self::Mediators => ("调解", "Mediation"),
            Self::GridWorkers => ("网格", "Grid workers"),
        }
    }
}

/// The units on watch with their crews, station by station.
pub(crate) fn units(stations: &[Station]) -> Vec<(Unit, Crew)> {
    let mut counted = [0; 5];
    stations
        .iter()
        .flat_map(|station| {
            Crew::OF_A_STATION
                .into_iter()
                .map(move |crew| (station, crew))
        })
        .take(UNITS_ON_WATCH)
        .map(|(station, crew)| {
            counted[crew as usize] += 1;
            let number = counted[crew as usize];
            let (zh, en) = crew.words();
            let unit = Unit {
                id: code(&format!("{}-{number:02}", crew.letters())),
                name: Name::new(&format!("{zh} {number} 组"), &format!("{en} {number}")),
                station: Some(station.id.clone()),
            };
            (unit, crew)
        })
        .collect()
}

pub(crate) const POLICE_STATION: &str = "police-station";
pub(crate) const EMERGENCY_OFFICE: &str = "emergency-office";
pub(crate) const LAW_ENFORCEMENT: &str = "law-enforcement";
pub(crate) const TRAFFIC_POLICE: &str = "traffic-police";
pub(crate) const JUSTICE_OFFICE: &str = "justice-office";

/// The departments that incidents are handed to.
pub(crate) fn departments() -> Vec<Department> {
    [
        (
            POLICE_STATION,
            Name::new("双福派出所", "Shuangfu police station"),
        ),
        (EMERGENCY_OFFICE, Name::new("应急办", "Emergency office")),
        (
            LAW_ENFORCEMENT,
            Name::new("综合执法大队", "Comprehensive law enforcement"),
        ),
        (TRAFFIC_POLICE, Name::new("交巡警大队", "Traffic police")),
        (JUSTICE_OFFICE, Name::new("司法所", "Justice office")),
    ]
    .into_iter()
    .map(|(id, name)| Department { id: code(id), name })
    .collect()
}

/// Who is responsible for what, and so is proposed first: what stands in the street is law enforcement's, signals and rails are
/// the traffic police's. What a patrol has to see to at once (noise, brawls) names nobody: the nearest crew comes first there.
pub(crate) fn responsible() -> Vec<Responsible> {
    [
        (Duty::Major(1), &[LAW_ENFORCEMENT][..]),
        (Duty::Major(2), &[LAW_ENFORCEMENT]),
        (Duty::Major(3), &[LAW_ENFORCEMENT]),
        (Duty::Major(4), &[EMERGENCY_OFFICE]),
        (Duty::Major(5), &[LAW_ENFORCEMENT]),
        (Duty::Major(11), &[LAW_ENFORCEMENT]),
        (Duty::Major(12), &[TRAFFIC_POLICE]),
        (Duty::Major(13), &[LAW_ENFORCEMENT]),
        (Duty::Major(14), &[LAW_ENFORCEMENT]),
        (Duty::Major(22), &[JUSTICE_OFFICE, POLICE_STATION]),
        (Duty::Category(code("camera-fault")), &[POLICE_STATION]),
    ]
    .into_iter()
    .map(|(duty, departments)| Responsible {
        duty,
        departments: departments.iter().map(|id| code(id)).collect(),
    })
    .collect()
}

/// The platforms that report, network by network.
pub(crate) fn platforms() -> Vec<Platform> {
    [
        (
            "110",
            Name::new("110 指挥平台", "110 command"),
            Network::Police,
        ),
        (
            "xueliang",
            Name::new("雪亮工程指挥平台", "Xueliang command"),
            Network::Police,
        ),
        (
            "grid-cloud",
            Name::new("网格云平台", "Grid cloud"),
            Network::Government,
        ),
        (
            "one-form",
            Name::new("一表通", "One form"),
            Network::Government,
        ),
        (
            "he",
            Name::new("“和”平台", "He platform"),
            Network::Government,
        ),
        (
            "12345",
            Name::new("12345 政务热线", "12345 hotline"),
            Network::Government,
        ),
        (
            "wechat",
            Name::new("微信随手拍", "WeChat snapshots"),
            Network::Internet,
        ),
        (
            "citizen-app",
            Name::new("市民 APP", "Citizen app"),
            Network::Internet,
        ),
    ]
    .into_iter()
    .map(|(id, name, network)| Platform {
        id: code(id),
        name,
        network,
    })
    .collect()
}

/// An application that was built for the centre. Those that report are platforms too; never count the one for the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// What it is called.
    pub name: Name,
    /// The platform under which it reports, if it does.
    pub platform: Option<PlatformId>,
}

/// The applications, the AR real-scene command system among them.
pub(crate) fn applications(platforms: &[Platform]) -> Vec<Application> {
    let silent = [
        ("AR 实景指挥系统", "AR real-scene command system"),
        ("一体化治理智治平台", "Integrated governance app"),
        ("互联网综合指挥调度平台", "Internet command and dispatch"),
        ("应急指挥平台", "Emergency command"),
        ("便民服务平台", "Public services"),
    ];
    let reporting = platforms.iter().map(|platform| Application {
        name: platform.name.clone(),
        platform: Some(platform.id.clone()),
    });
    let silent = silent.into_iter().map(|(zh, en)| Application {
        name: Name::new(zh, en),
        platform: None,
    });
    reporting.chain(silent).collect()
}

/// The patrol stations' codes and names, in the order of the areas they serve.
pub(crate) fn stations() -> [(&'static str, Name); 7] {
    names::stations()
}
