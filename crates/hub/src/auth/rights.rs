//! The one table of rights: which role may give which command, and what else it may do.
//!
//! From it are made the hub's check, `GET /api/v1/me`, the tests of every role, and `docs/rights.md`. It follows the
//! "who" column of the lifecycle. It stands in the hub and not in `world`: what may happen to an incident is the same for
//! everybody and folded by every screen; who may ask for it is the hub's alone, and a screen is told only its own part.

use std::collections::BTreeMap;

use domain::{Assignee, AssignmentStep, Incident, Network, Role, StationId, UnitId};
use serde::{Deserialize, Serialize};
use world::{Act, Verb};

use super::Person;

/// Which station a crew belongs to.
pub type Crews = BTreeMap<UnitId, StationId>;

/// How far a right to a command goes, always within the person's networks and patrol areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every incident the person sees.
    All,
    /// What is given to the person's own station, its crews, its own crew, or its department.
    Own,
    /// Orders of the person's own station, given on to its own crews.
    OwnCrews,
}

impl Reach {
    /// The reach's word on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Own => "own",
            Self::OwnCrews => "own_crews",
        }
    }
}

const OFFICER: (Role, Reach) = (Role::DutyOfficer, Reach::All);
const SUPERVISOR: (Role, Reach) = (Role::Supervisor, Reach::All);
const STATION: (Role, Reach) = (Role::Station, Reach::Own);
const DEPARTMENT: (Role, Reach) = (Role::Department, Reach::Own);

/// Who may give a command, and how far. A wall, a trainer and an administrator command nothing.
#[must_use]
pub const fn commanders(verb: Verb) -> &'static [(Role, Reach)] {
    match verb {
        Verb::Report => &[OFFICER, (Role::GridWorker, Reach::All)],
        Verb::Acknowledge
        | Verb::Accept
        | Verb::Reject
        | Verb::MergeInto
        | Verb::Unmerge
        | Verb::NobodyFree
        | Verb::Withdraw
        | Verb::Verify
        | Verb::Amend
        | Verb::Reply
        | Verb::Rate
        | Verb::Link => &[OFFICER],
        Verb::Assign => &[OFFICER, (Role::Station, Reach::OwnCrews)],
        Verb::Receive
        | Verb::Decline
        | Verb::BeginHandling
        | Verb::Clear
        | Verb::Feedback
        | Verb::Resolve => &[STATION, DEPARTMENT],
        Verb::StartOut | Verb::Arrive => &[STATION],
        Verb::HandOver => &[OFFICER, STATION, DEPARTMENT],
        Verb::Close | Verb::Suspend | Verb::Resume | Verb::Supervise | Verb::SetPriority => {
            &[SUPERVISOR]
        }
        Verb::Escalate => &[SUPERVISOR, STATION, DEPARTMENT],
        Verb::Reopen => &[OFFICER, SUPERVISOR],
        // Only the hub itself.
        Verb::Archive => &[],
    }
}

/// How far a role's right to a command goes; `None` when it has none.
#[must_use]
pub fn reach(role: Role, verb: Verb) -> Option<Reach> {
    commanders(verb)
        .iter()
        .find(|(entitled, _)| *entitled == role)
        .map(|(_, reach)| *reach)
}

/// What a role may do besides commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// See incidents, units and figures.
    Read,
    /// See texts about people: callers, details, notes.
    Texts,
    /// Send photos: who reports, feeds back or resolves. To see them is `texts`: they show people.
    Photos,
    /// See cameras, their pictures, and where they look.
    Cameras,
    /// Turn and zoom those that can be steered.
    Steer,
    /// Say how a camera stands and sees: what is written into its pictures stands by that, on every screen.
    Calibrate,
    /// Name things in pictures and on the map.
    Label,
    /// See by which account something was done; the others see the role.
    Accounts,
    /// Search and export what people did.
    Audit,
    /// Let walls in and send them away.
    Walls,
    /// Add, change and disable people, reset their passwords and sign them out.
    People,
}

impl Ability {
    /// Every ability.
    pub const ALL: [Self; 11] = [
        Self::Read,
        Self::Texts,
        Self::Photos,
        Self::Cameras,
        Self::Steer,
        Self::Calibrate,
        Self::Label,
        Self::Accounts,
        Self::Audit,
        Self::Walls,
        Self::People,
    ];

    /// Who has it.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Read => &Role::ALL,
            Self::Texts => &[
                Role::DutyOfficer,
                Role::Station,
                Role::Department,
                Role::Supervisor,
            ],
            Self::Photos => &[
                Role::DutyOfficer,
                Role::Station,
                Role::Department,
                Role::GridWorker,
            ],
            // Where public cameras stand is not everybody's to know.
            Self::Cameras => &[
                Role::Wall,
                Role::DutyOfficer,
                Role::Station,
                Role::Supervisor,
            ],
            Self::Steer | Self::Calibrate | Self::Label => &[Role::DutyOfficer, Role::Supervisor],
            Self::Accounts => &[
                Role::DutyOfficer,
                Role::Station,
                Role::Department,
                Role::Supervisor,
                Role::Administrator,
            ],
            Self::Audit | Self::Walls => &[Role::Supervisor, Role::Administrator],
            Self::People => &[Role::Administrator],
        }
    }

    /// The ability's word on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Texts => "texts",
            Self::Photos => "photos",
            Self::Cameras => "cameras",
            Self::Steer => "steer",
            Self::Calibrate => "calibrate",
            Self::Label => "label",
            Self::Accounts => "accounts",
            Self::Audit => "audit",
            Self::Walls => "walls",
            Self::People => "people",
        }
    }
}

/// Which right somebody lacks for what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "missing")]
pub enum MissingRight {
    /// The role never may.
    #[error("the role {role} does not have the right '{verb}'")]
    Command {
        /// Whose role.
        role: Role,
        /// What was asked.
        verb: Verb,
    },
    /// The role may, but only where its own station, crew or department has the order.
    #[error("the right '{verb}' is for orders of one's own station, crew or department only")]
    NotOwn {
        /// What was asked.
        verb: Verb,
    },
    /// A station gives its own orders on, to its own crews.
    #[error("a station gives on its own orders only, and to its own crews only")]
    NotOwnCrew,
    /// It lies outside the person's patrol areas.
    #[error("the right '{verb}' ends at one's own patrol areas")]
    OtherArea {
        /// What was asked.
        verb: Verb,
    },
    /// It is on a network that is not the person's.
    #[error("the account is not for the {network} network")]
    OtherNetwork {
        /// Which.
        network: Network,
    },
    /// The role never may.
    #[error("the role {role} does not have the right '{}'", ability.as_str())]
    Ability {
        /// Whose role.
        role: Role,
        /// What was asked.
        ability: Ability,
    },
}

impl MissingRight {
    /// The right that is missing, in a word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Command { verb, .. } | Self::NotOwn { verb } | Self::OtherArea { verb } => {
                verb.as_str()
            }
            Self::NotOwnCrew => Verb::Assign.as_str(),
            Self::OtherNetwork { network } => network.as_str(),
            Self::Ability { ability, .. } => ability.as_str(),
        }
    }
}

/// Whether a person may ask for an act on an incident that it sees.
///
/// # Errors
/// When it may not: which right is missing.
pub fn check(
    person: &Person,
    act: &Act,
    incident: Option<&Incident>,
    crews: &Crews,
) -> Result<(), MissingRight> {
    let verb = act.verb();
    let role = person.role;
    let reach = reach(role, verb).ok_or(MissingRight::Command { role, verb })?;
    let view = person.view();
    let stays =
        |place: Option<&domain::Place>| place.is_none_or(|place| view.sees(place.area.as_ref()));
    let place = match act {
        Act::Report(report) => Some(&report.place),
        Act::Accept { place, .. } | Act::Amend { place, .. } => place.as_ref(),
        _ => None,
    };
    // A duty officer may find that a call belongs to another area; whoever is held to areas may not put it there.
    if !stays(place) {
        return Err(MissingRight::OtherArea { verb });
    }
    let is_own = |assignee: &Assignee| person.is(assignee, crews);
    let holds = || {
        incident.is_some_and(|incident| {
            let mut live = incident.live_assignments();
            live.any(|assignment| is_own(&assignment.assignee))
        })
    };
    let own = match reach {
        Reach::All => return Ok(()),
        Reach::OwnCrews => {
            let to_own_crew = match act {
                Act::Assign(to @ Assignee::Unit(_)) => is_own(to),
                _ => false,
            };
            return if to_own_crew && holds() {
                Ok(())
            } else {
                Err(MissingRight::NotOwnCrew)
            };
        }
        Reach::Own => match act {
            Act::Receive(assignee)
            | Act::Decline(assignee)
            | Act::StartOut(assignee)
            | Act::Arrive(assignee)
            | Act::Clear(assignee)
            | Act::BeginHandling(Some(assignee))
            | Act::HandOver { from: assignee, .. } => is_own(assignee),
            _ => holds(),
        },
    };
    if own {
        Ok(())
    } else {
        Err(MissingRight::NotOwn { verb })
    }
}

/// The order that somebody must receive first: whoever acts on what is its own begins and ends the handling only with an
/// order that it has received. Offered, it binds nobody yet, and others may be at work.
#[must_use]
pub fn to_receive<'a>(
    person: &Person,
    act: &Act,
    incident: &'a Incident,
    crews: &Crews,
) -> Option<&'a Assignee> {
    let on_own_order = reach(person.role, act.verb()) == Some(Reach::Own)
        && matches!(act, Act::BeginHandling(None) | Act::Resolve);
    if !on_own_order {
        return None;
    }
    let own = || {
        let live = incident.live_assignments();
        live.filter(|order| person.is(&order.assignee, crews))
    };
    if own().any(|order| order.step > AssignmentStep::Offered) {
        return None;
    }
    own().next().map(|order| &order.assignee)
}

/// The table as `docs/rights.md` shows it.
#[must_use]
pub fn markdown() -> String {
    let row = |word: &str, cells: [&str; Role::ALL.len()]| {
        format!("| {word} | {} |\n", cells.join(" | "))
    };
    let commands = Verb::ALL.map(|verb| {
        let cells = Role::ALL.map(|role| reach(role, verb).map_or("–", Reach::as_str));
        row(verb.as_str(), cells)
    });
    let abilities = Ability::ALL.map(|ability| {
        let cells = Role::ALL.map(|role| {
            let has = ability.roles().contains(&role);
            if has { "yes" } else { "–" }
        });
        row(ability.as_str(), cells)
    });
    let rule = row("---", ["---"; Role::ALL.len()]);
    [
        INTRODUCTION.to_owned(),
        row("command", Role::ALL.map(Role::as_str)),
        rule.clone(),
        commands.concat(),
        "\n".to_owned(),
        row("besides", Role::ALL.map(Role::as_str)),
        rule,
        abilities.concat(),
    ]
    .concat()
}

const INTRODUCTION: &str = "# Who may do what

Made from `crates/hub/src/auth/rights.rs`; the test `the_table_in_the_documents_is_the_one_the_hub_checks` compares.
A right holds within the account's networks and patrol areas.
`all`: every incident the person sees.
`own`: what is given to the person's own station, its crews, its own crew, or its department.
`own_crews`: orders of the person's own station, given on to its own crews.
An order that is only offered begins and ends nothing: `begin_handling` and `resolve` need an own one that was received.
What was replied is read without `texts` by whoever reported the incident.
Cameras are seen, steered and calibrated within the networks and patrol areas, too: a camera is on its platform's network, and its mast stands in an area.
Things are named (`label`) on a network, where they stand in one's areas; who sees cameras there sees their names.

";

/// What somebody needs to go through a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// Nothing but to come from a page of ours.
    OwnPage,
    /// To be signed in; which commands are a person's, its role says.
    Session,
    /// A role with an ability, or for reading a token.
    Ability(Ability),
    /// A role that may give a command.
    Command(Verb),
    /// A platform's key or a machine's token: people do not come this way.
    Machine,
}

/// An address of the hub and who may use it.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// The HTTP method.
    pub method: &'static str,
    /// The address as the hub's own description writes it.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
}

const fn door(method: &'static str, path: &'static str, needs: Needs) -> Door {
    Door {
        method,
        path,
        needs,
    }
}

const READ: Needs = Needs::Ability(Ability::Read);
const PEOPLE: Needs = Needs::Ability(Ability::People);
const TEXTS: Needs = Needs::Ability(Ability::Texts);
const PHOTOS: Needs = Needs::Ability(Ability::Photos);
const TAKES_CALLS: Needs = Needs::Command(Verb::Accept);
const AUDIT: Needs = Needs::Ability(Ability::Audit);
const CAMERAS: Needs = Needs::Ability(Ability::Cameras);
const STEER: Needs = Needs::Ability(Ability::Steer);
const CALIBRATE: Needs = Needs::Ability(Ability::Calibrate);
const LABEL: Needs = Needs::Ability(Ability::Label);
const ACCOUNTS: Needs = Needs::Ability(Ability::Accounts);
const WALLS: Needs = Needs::Ability(Ability::Walls);

/// Every door of the hub. A test compares them with the description and tries each with every role.
pub const DOORS: &[Door] = &[
    door("GET", "/api/v1/health", Needs::Nothing),
    door("GET", "/api/v1/deployment", Needs::Nothing),
    door("GET", "/api/v1/divisions", Needs::Nothing),
    door("GET", "/api/v1/clock", Needs::Nothing),
    door("GET", "/api/v1/openapi.json", Needs::Nothing),
    door("GET", "/tiles/{z}/{x}/{y}", Needs::Nothing),
    door("GET", "/api/v1/incidents", READ),
    door("GET", "/api/v1/incidents/{network}/{id}", READ),
    door("GET", "/api/v1/positions", READ),
    door("GET", "/api/v1/positions/{network}/{unit}", READ),
    door("GET", "/api/v1/rates", READ),
    door("GET", "/api/v1/buildings", READ),
    door("GET", "/api/v1/cameras", CAMERAS),
    door("POST", "/api/v1/streams/{stream}/plays", CAMERAS),
    door("GET", "/api/v1/cameras/{camera}/head", CAMERAS),
    door("GET", "/api/v1/cameras/{camera}/telemetry", CAMERAS),
    door("POST", "/api/v1/cameras/{camera}/hold", STEER),
    door("DELETE", "/api/v1/cameras/{camera}/hold", STEER),
    door("POST", "/api/v1/cameras/{camera}/moves", STEER),
    door("GET", "/api/v1/calibrations", CAMERAS),
    door("GET", "/api/v1/cameras/{camera}/calibrations", CAMERAS),
    door("POST", "/api/v1/cameras/{camera}/calibrations", CALIBRATE),
    door("GET", "/api/v1/{network}/labels", CAMERAS),
    door("POST", "/api/v1/{network}/labels", LABEL),
    door("PUT", "/api/v1/{network}/labels/{id}", LABEL),
    door("DELETE", "/api/v1/{network}/labels/{id}", LABEL),
    door("POST", "/plays/{token}/whep", CAMERAS),
    door("PATCH", "/plays/{token}/whep/{number}", CAMERAS),
    door("DELETE", "/plays/{token}/whep/{number}", CAMERAS),
    door("GET", "/plays/{token}/hls/{*file}", CAMERAS),
    door("GET", "/plays/{token}/fmp4", CAMERAS),
    door("GET", "/feeds/{network}", READ),
    door("GET", "/metrics", READ),
    door("POST", "/api/v1/session", Needs::OwnPage),
    door("POST", "/api/v1/people/first", Needs::OwnPage),
    door("DELETE", "/api/v1/session", Needs::Session),
    door("DELETE", "/api/v1/sessions", Needs::Session),
    door("GET", "/api/v1/me", Needs::Session),
    door("POST", "/api/v1/{network}/commands", Needs::Session),
    door("POST", "/api/v1/me/password", Needs::Session),
    door("GET", "/api/v1/me/favourites", CAMERAS),
    door("PUT", "/api/v1/me/favourites", CAMERAS),
    door("POST", "/api/v1/walls", Needs::OwnPage),
    door("POST", "/api/v1/walls/session", Needs::OwnPage),
    door("GET", "/api/v1/walls", WALLS),
    door("POST", "/api/v1/walls/{code}/confirm", WALLS),
    door("DELETE", "/api/v1/walls/{id}", WALLS),
    door("POST", "/api/v1/{network}/photos", PHOTOS),
    door(
        "GET",
        "/api/v1/{network}/incidents/{number}/photos/{photo}",
        TEXTS,
    ),
    door(
        "GET",
        "/api/v1/{network}/incidents/{number}/photos/{photo}/thumbnail",
        TEXTS,
    ),
    door(
        "POST",
        "/api/v1/{network}/incidents/{number}/claim",
        TAKES_CALLS,
    ),
    door(
        "DELETE",
        "/api/v1/{network}/incidents/{number}/claim",
        TAKES_CALLS,
    ),
    door("GET", "/api/v1/{network}/claims", TAKES_CALLS),
    door("GET", "/api/v1/{network}/handovers", TAKES_CALLS),
    door("POST", "/api/v1/{network}/handovers", TAKES_CALLS),
    door("POST", "/api/v1/{network}/handovers/sign", TAKES_CALLS),
    door("POST", "/api/v1/{network}/handovers/take", TAKES_CALLS),
    door("GET", "/api/v1/{network}/worklog", Needs::Session),
    door("GET", "/api/v1/{network}/daily", ACCOUNTS),
    door("GET", "/api/v1/audit", AUDIT),
    door("GET", "/api/v1/audit.csv", AUDIT),
    door("GET", "/api/v1/people", PEOPLE),
    door("POST", "/api/v1/people", PEOPLE),
    door("PATCH", "/api/v1/people/{id}", PEOPLE),
    door("PUT", "/api/v1/people/{id}", PEOPLE),
    door("DELETE", "/api/v1/people/{id}/sessions", PEOPLE),
    door("PUT", "/api/v1/clock", Needs::Machine),
    door("POST", "/ingest/{platform}", Needs::Machine),
    door("POST", "/ingest/{platform}/positions", Needs::Machine),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reports_feeds_back_or_resolves_may_send_photos_of_it_and_nobody_else() {
        for role in Role::ALL {
            let proves = [Verb::Report, Verb::Feedback, Verb::Resolve];
            let proves = proves.iter().any(|verb| reach(role, *verb).is_some());
            assert_eq!(Ability::Photos.roles().contains(&role), proves, "{role}");
        }
    }
}
