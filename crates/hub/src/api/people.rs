//! Administration of people.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bytes::Bytes;
use domain::{AreaId, DepartmentId, Network, PersonId, Role, StationId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{body, moment};
use crate::audit::{Entry, What};
use crate::auth::Person;
use crate::auth::rights::Ability;
use crate::clock::system_now;
use crate::hub::{Hub, OwnPage, Signed};
use crate::people::{ChangeRefusal, People, Standing, Use};
use crate::problem::Problem;

/// The longest reason for disabling an account, in characters.
const LONGEST_REASON: usize = 200;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 100;

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonJson {
    /// The account.
    id: String,
    /// What the person is called.
    name: String,
    /// "wall", "duty_officer", "station", "department", "grid_worker", "supervisor", "trainer" or "administrator".
    role: &'static str,
    /// On which networks.
    networks: Vec<&'static str>,
    /// In which patrol areas; everywhere when absent.
    areas: Option<Vec<String>>,
    /// Whose station.
    station: Option<String>,
    /// Which crew.
    unit: Option<String>,
    /// Whose department.
    department: Option<String>,
    /// May not sign in any more.
    disabled: bool,
    /// Why not, when somebody wrote that down.
    disabled_because: Option<String>,
    /// Came with the demo.
    demo: bool,
    /// A wall that was let in by its code.
    enrolled: bool,
}

impl PersonJson {
    pub(super) fn of(person: &Person) -> Self {
        let areas = person.areas.as_ref();
        Self {
            id: person.id.to_string(),
            name: person.name.to_string(),
            role: person.role.as_str(),
            networks: person.networks.iter().map(|one| one.as_str()).collect(),
            areas: areas.map(|areas| areas.iter().map(ToString::to_string).collect()),
            station: person.station.as_ref().map(ToString::to_string),
            unit: person.unit.as_ref().map(ToString::to_string),
            department: person.department.as_ref().map(ToString::to_string),
            disabled: person.disabled,
            disabled_because: person.disabled_because.as_ref().map(ToString::to_string),
            demo: person.demo,
            enrolled: person.enrolled.is_some(),
        }
    }
}

/// Somebody with an account, and where it is in use.
#[derive(Debug, Serialize, ToSchema)]
struct ListedPerson {
    #[serde(flatten)]
    person: PersonJson,
    /// At how many screens it is signed in.
    sessions: usize,
    /// When one of them was used last, to the minute; `null` when it is signed in nowhere.
    used_at: Option<String>,
}

impl ListedPerson {
    fn of(person: &Person, seen: Option<&Use>) -> Self {
        Self {
            person: PersonJson::of(person),
            sessions: seen.map_or(0, |seen| seen.sessions),
            used_at: seen.map(|seen| moment::written(seen.last)),
        }
    }
}

/// Everybody with an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PeopleJson {
    /// Everybody, by account.
    people: Vec<ListedPerson>,
}

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPerson {
    /// The account: a seat rather than a name, since events hold it for ever.
    #[schema(value_type = String)]
    id: PersonId,
    /// What the person is called.
    name: String,
    /// In which role.
    #[schema(value_type = String, example = "duty_officer")]
    role: Role,
    /// On which networks of the deployment, at least one of which this hub serves. Where another hub serves one, the account
    /// sees the numbers of what is linked there; everything else it does there with an account there.
    #[schema(value_type = Vec<String>)]
    networks: BTreeSet<Network>,
    /// In which patrol areas; everywhere when absent.
    #[schema(value_type = Option<Vec<String>>)]
    areas: Option<BTreeSet<AreaId>>,
    /// Whose station.
    #[schema(value_type = Option<String>)]
    station: Option<StationId>,
    /// Which crew of it.
    #[schema(value_type = Option<String>)]
    unit: Option<UnitId>,
    /// Whose department.
    #[schema(value_type = Option<String>)]
    department: Option<DepartmentId>,
    /// The first password.
    password: String,
}

/// What an account is to be from now on; all of it is said, and what is not said is not so.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonStanding {
    /// What the person is called.
    name: String,
    /// In which role.
    #[schema(value_type = String, example = "duty_officer")]
    role: Role,
    /// On which networks.
    #[schema(value_type = Vec<String>)]
    networks: BTreeSet<Network>,
    /// In which patrol areas; everywhere when absent.
    #[schema(value_type = Option<Vec<String>>)]
    areas: Option<BTreeSet<AreaId>>,
    /// Whose station.
    #[schema(value_type = Option<String>)]
    station: Option<StationId>,
    /// Which crew of it.
    #[schema(value_type = Option<String>)]
    unit: Option<UnitId>,
    /// Whose department.
    #[schema(value_type = Option<String>)]
    department: Option<DepartmentId>,
}

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstPerson {
    /// What the hub printed at its start.
    secret: String,
    /// The account.
    #[schema(value_type = String)]
    id: PersonId,
    /// What the person is called.
    name: String,
    /// The password.
    password: String,
}

/// What is to change about an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonChange {
    /// Whether it may sign in no more.
    disabled: Option<bool>,
    /// Why, beside `disabled: true`; it stands with the account until that is enabled again.
    reason: Option<String>,
    /// Its new password; all its sessions end.
    password: Option<String>,
}

/// Everybody with an account.
#[utoipa::path(
    get,
    path = "/api/v1/people",
    tag = "people",
    responses(
        (status = 200, description = "everybody, by account", body = PeopleJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"people\"", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
) -> Result<Json<PeopleJson>, Problem> {
    signed.must(Ability::People)?;
    let people = hub.people.list();
    let uses = hub.people.uses();
    let people = people.iter();
    let people = people.map(|person| ListedPerson::of(person, uses.get(&person.id)));
    Ok(Json(PeopleJson {
        people: people.collect(),
    }))
}

/// Makes an account.
#[utoipa::path(
    post,
    path = "/api/v1/people",
    tag = "people",
    request_body = NewPerson,
    responses(
        (status = 201, description = "the account", body = PersonJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"people\", or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "the name is taken", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong, or the password weak", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn add(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<PersonJson>), Problem> {
    signed.must(Ability::People)?;
    let new: NewPerson = body::read(body)?;
    let standing = Standing {
        name: name(&new.name)?,
        role: new.role,
        networks: new.networks,
        areas: new.areas,
        station: new.station,
        unit: new.unit,
        department: new.department,
    };
    check_ground(&hub, &standing)?;
    let password = new.password;
    let person = standing.of_new(new.id);
    let added = slowly(&hub, move |people| people.add(person, &password)).await?;
    hub.note(&signed.entry(What::AccountMade).about(added.id.as_str()))?;
    Ok((StatusCode::CREATED, Json(PersonJson::of(&added))))
}

pub(super) fn name(text: &str) -> Result<Arc<str>, Problem> {
    let text = text.trim();
    let count = text.chars().count();
    if !(1..=LONGEST_NAME).contains(&count) || text.chars().any(char::is_control) {
        let detail = format!("1 to {LONGEST_NAME} visible characters are needed");
        return Err(Problem::invalid_field("/name", detail));
    }
    Ok(text.into())
}

/// Whoever is held to what there is not would see nothing and not know why.
pub(super) fn is_here(
    hub: &Hub,
    networks: &BTreeSet<Network>,
    areas: Option<&BTreeSet<AreaId>>,
) -> Result<(), Problem> {
    if networks.is_empty() {
        return Err(Problem::invalid_field(
            "/networks",
            "at least one is needed",
        ));
    }
    // Of a network that another hub of the deployment serves, an account may know the numbers.
    let feeds = hub.config.feeds.iter().map(|feed| feed.network);
    let foreign = |network: &&Network| !feeds.clone().any(|known| known == **network);
    if let Some(network) = networks.iter().find(foreign) {
        let detail = format!("{network} is no network of this deployment");
        return Err(Problem::invalid_field("/networks", detail));
    }
    if !networks
        .iter()
        .any(|network| hub.lines.contains_key(network))
    {
        let detail = "this hub serves none of them";
        return Err(Problem::invalid_field("/networks", detail));
    }
    let mut areas = areas.into_iter().flatten();
    if let Some(area) = areas.find(|area| !hub.ground.areas.contains(*area)) {
        let detail = format!("'{area}' is no patrol area of this deployment");
        return Err(Problem::invalid_field("/areas", detail));
    }
    Ok(())
}

fn check_ground(hub: &Hub, new: &Standing) -> Result<(), Problem> {
    is_here(hub, &new.networks, new.areas.as_ref())?;
    let wrong = |field: &str, detail: &str| Err(Problem::invalid_field(field, detail));
    if new.areas.as_ref().is_some_and(BTreeSet::is_empty) {
        return wrong(
            "/areas",
            "at least one is needed, or none is said: everywhere",
        );
    }
    let absent = |field: &str, what: &str| wrong(field, &format!("a {} has {what}", new.role));
    match new.role {
        Role::Wall => wrong(
            "/role",
            "a wall has no password: it asks to be let in by its code (POST /api/v1/walls)",
        ),
        Role::Station if new.station.is_none() => absent("/station", "a station"),
        Role::Department if new.department.is_none() => absent("/department", "a department"),
        _ => Ok(()),
    }
}

/// Makes the first administrator, once, with the secret that the hub printed at its start.
#[utoipa::path(
    post,
    path = "/api/v1/people/first",
    tag = "people",
    request_body = FirstPerson,
    responses(
        (status = 201, description = "the administrator, who can sign in now", body = PersonJson),
        (status = 403, description = "the secret is wrong or was used, or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "the name is taken", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong, or the password weak", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn first(
    State(hub): State<Arc<Hub>>,
    page: OwnPage,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<PersonJson>), Problem> {
    let new: FirstPerson = body::read(body)?;
    let name = name(&new.name)?;
    let networks = hub.lines.keys().copied().collect();
    let added = slowly(&hub, move |people| {
        people.add_first(&new.secret, new.id, name, networks, &new.password)
    });
    let added = added.await?;
    let entry = Entry::of(What::AccountMade, None, page.address, system_now());
    hub.note(&entry.about(added.id.as_str()))?;
    Ok((StatusCode::CREATED, Json(PersonJson::of(&added))))
}

/// Disables an account or enables it again, or gives it another password.
#[utoipa::path(
    patch,
    path = "/api/v1/people/{id}",
    tag = "people",
    params(("id" = String, Path, description = "the account")),
    request_body = PersonChange,
    responses(
        (status = 200, description = "the account as it is now", body = PersonJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"people\", or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such account", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "it is the last administrator's, or a wall is to get a password", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "nothing is to change, a reason is given for what is no disabling, or the password is weak", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn change(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<PersonJson>, Problem> {
    signed.must(Ability::People)?;
    let id = account(path)?;
    let PersonChange {
        disabled,
        reason,
        password,
    } = body::read(body)?;
    if disabled.is_some() == password.is_some() {
        let detail = "either \"disabled\" or \"password\" is to change";
        return Err(Problem::invalid_field("", detail));
    }
    if reason.is_some() && disabled != Some(true) {
        let detail = "belongs to an account that is being disabled";
        return Err(Problem::invalid_field("/reason", detail));
    }
    let because = reason.as_deref().map(reason_of).transpose()?.flatten();
    let what = match disabled {
        Some(true) => What::AccountDisabled,
        Some(false) => What::AccountEnabled,
        None => What::PasswordReset,
    };
    let changed = slowly(&hub, move |people| match (disabled, password) {
        (Some(disabled), _) => people.set_disabled(&id, disabled, because),
        (None, password) => people.reset_password(&id, &password.unwrap_or_default()),
    });
    let changed = changed.await?;
    hub.note(&signed.entry(what).about(changed.id.as_str()))?;
    Ok(Json(PersonJson::of(&changed)))
}

/// Gives an account another name, role or ground. With another role or ground all its sessions end.
#[utoipa::path(
    put,
    path = "/api/v1/people/{id}",
    tag = "people",
    params(("id" = String, Path, description = "the account")),
    request_body = PersonStanding,
    responses(
        (status = 200, description = "the account as it is now", body = PersonJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"people\", or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such account", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "it is the last administrator's, or a wall's", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn put(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<PersonJson>, Problem> {
    signed.must(Ability::People)?;
    let id = account(path)?;
    let to: PersonStanding = body::read(body)?;
    let to = Standing {
        name: name(&to.name)?,
        role: to.role,
        networks: to.networks,
        areas: to.areas,
        station: to.station,
        unit: to.unit,
        department: to.department,
    };
    check_ground(&hub, &to)?;
    let changed = tokio::task::block_in_place(|| hub.people.change(&id, to))?;
    let fields = changed.fields();
    if !fields.is_empty() {
        hub.note(&Entry {
            outcome: Some(fields.join(", ")),
            ..signed.entry(What::AccountChanged).about(id.as_str())
        })?;
    }
    Ok(Json(PersonJson::of(&changed.person)))
}

/// Signs an account out everywhere.
#[utoipa::path(
    delete,
    path = "/api/v1/people/{id}/sessions",
    tag = "people",
    params(("id" = String, Path, description = "the account")),
    responses(
        (status = 204, description = "all its sessions have ended"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"people\", or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such account", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn end_sessions(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    signed.must(Ability::People)?;
    let id = account(path)?;
    tokio::task::block_in_place(|| hub.people.end_sessions(&id))?;
    hub.note(&signed.entry(What::SessionsEnded).about(id.as_str()))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account that an address names.
fn account(path: Result<Path<String>, PathRejection>) -> Result<PersonId, Problem> {
    let unknown = || Problem::from(ChangeRefusal::Unknown);
    let Path(id) = path.map_err(|_| unknown())?;
    PersonId::try_from(id.as_str()).map_err(|_| unknown())
}

/// Why an account is disabled, when anything is written there.
fn reason_of(text: &str) -> Result<Option<Arc<str>>, Problem> {
    let text = text.trim();
    if text.chars().count() > LONGEST_REASON || text.chars().any(char::is_control) {
        let detail = format!("at most {LONGEST_REASON} visible characters");
        return Err(Problem::invalid_field("/reason", detail));
    }
    Ok((!text.is_empty()).then(|| text.into()))
}

/// Hashes and writes on a thread that nobody waits for, no more at a time than there is memory for.
pub(super) async fn slowly<T: Send + 'static>(
    hub: &Hub,
    change: impl FnOnce(&People) -> Result<T, ChangeRefusal> + Send + 'static,
) -> Result<T, Problem> {
    let _permit = hub
        .hashing
        .acquire()
        .await
        .map_err(|_| Problem::unavailable("the hub is stopping"))?;
    let people = Arc::clone(&hub.people);
    let changing = tokio::task::spawn_blocking(move || change(&people));
    let changed = changing
        .await
        .map_err(|_| Problem::unavailable("the account could not be changed"))?;
    Ok(changed?)
}

impl From<ChangeRefusal> for Problem {
    fn from(refusal: ChangeRefusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            ChangeRefusal::Unknown => Self::not_found(detail),
            ChangeRefusal::Taken => Self::refused("taken", detail),
            ChangeRefusal::Full => Self::refused("full", detail),
            ChangeRefusal::LastAdministrator => Self::refused("last_administrator", detail),
            ChangeRefusal::Weak(_) => Self::invalid_field("/password", detail),
            ChangeRefusal::NewWeak(_) => Self::invalid_field("/new", detail),
            ChangeRefusal::Password => Self::invalid_field("/current", detail),
            ChangeRefusal::Wait(wait) => Self::locked_out(wait.as_secs_f64().ceil() as u32),
            ChangeRefusal::Wall => Self::refused("wall", detail),
            ChangeRefusal::NoPassword => Self::refused("no_password", detail),
            ChangeRefusal::Secret => Self::secret_refused(detail),
            ChangeRefusal::Failed(error) => Self::from(error),
        }
    }
}
