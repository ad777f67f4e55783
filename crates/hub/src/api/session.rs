//! Signing in and out, and who one is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::{PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use world::Verb;

use super::body;
use super::moment;
use super::people::{PersonJson, slowly};
use crate::audit::{Entry, What};
use crate::auth::Person;
use crate::auth::rights::{Ability, reach};
use crate::clock::{system_now, uptime};
use crate::hub::{Hub, OwnPage, SECURE_PREFIX, Signed, is_local};
use crate::people::{Begun, ChangeRefusal, Own, SignInRefusal};
use crate::problem::Problem;

/// Who wants to come in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    /// The account.
    id: String,
    /// Its password.
    password: String,
}

/// Who somebody is, and what that person may do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Who.
    person: PersonJson,
    /// The commands the person may give, within its networks and patrol areas.
    commands: Vec<CommandRight>,
    /// What else the person may do: "read", "texts", "accounts", "audit", "walls", "people".
    abilities: Vec<&'static str>,
    /// When the session ends at the latest.
    ends_at: String,
}

/// A command that may be given.
#[derive(Debug, Serialize, ToSchema)]
struct CommandRight {
    /// Which.
    command: &'static str,
    /// On what: "all", "own" or "own_crews".
    reach: &'static str,
}

fn me_of(person: &Person, ends_at: Timestamp) -> Me {
    let commands = Verb::ALL.into_iter().filter_map(|verb| {
        Some(CommandRight {
            command: verb.as_str(),
            reach: reach(person.role, verb)?.as_str(),
        })
    });
    let abilities = Ability::ALL.into_iter();
    Me {
        person: PersonJson::of(person),
        commands: commands.collect(),
        abilities: abilities
            .filter(|ability| person.has(*ability))
            .map(Ability::as_str)
            .collect(),
        ends_at: moment::written(ends_at),
    }
}

/// Signs in. The session is in the answer's cookie.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "people",
    request_body = Credentials,
    responses(
        (status = 200, description = "who has signed in; Set-Cookie holds the session", body = Me),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "account or password is wrong, or the account is disabled", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many attempts; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn sign_in(
    State(hub): State<Arc<Hub>>,
    page: OwnPage,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let Credentials { id, password } = body::read(body)?;
    let wrong = || Problem::not_signed_in(SignInRefusal::Wrong.to_string());
    // Not noted: no account has such a name, nobody waits for a password to be hashed here, and whoever knocks on could fill
    // the trail.
    let Ok(id) = PersonId::try_from(id.as_str()) else {
        return Err(wrong());
    };
    let account = id.clone();
    // Hashing takes memory: of many who sign in at once, some wait.
    let _permit = hub
        .hashing
        .acquire()
        .await
        .map_err(|_| Problem::unavailable("the hub is stopping"))?;
    let people = Arc::clone(&hub.people);
    let signing = tokio::task::spawn_blocking(move || {
        people.sign_in(&id, &password, page.address, system_now(), uptime())
    });
    let signed = signing
        .await
        .map_err(|_| Problem::unavailable("nobody could be signed in"))?;
    let begun = match signed {
        Ok(begun) => begun,
        Err(SignInRefusal::Wrong) => {
            let account = Some(account);
            hub.note(&Entry::of(
                What::SignInFailed,
                account,
                page.address,
                system_now(),
            ))?;
            return Err(wrong());
        }
        // Summed up, not noted one by one: the password was not looked at, and whoever knocks on could fill the trail.
        Err(SignInRefusal::Wait(wait)) => {
            return Err(Problem::locked_out(wait.as_secs_f64().ceil() as u32));
        }
        Err(SignInRefusal::Failed(error)) => return Err(error.into()),
    };
    let entry = Entry::of(What::SignedIn, Some(account), page.address, system_now());
    hub.note(&entry.about(begun.person.role.as_str()))?;
    begun_with(&hub, &headers, &begun)
}

/// The answer with which a session begins.
pub(super) fn begun_with(
    hub: &Hub,
    headers: &HeaderMap,
    begun: &Begun,
) -> Result<Response, Problem> {
    let cookie = cookie(hub, headers, &begun.secret, begun.lasts.0 / 1_000)?;
    let me = me_of(&begun.person, begun.ends_at);
    Ok(([(SET_COOKIE, cookie)], Json(me)).into_response())
}

/// Never readable by a script, never sent along from a foreign page, and over TLS only, unless the browser is on the hub's
/// own machine, where there may be none.
fn cookie(hub: &Hub, headers: &HeaderMap, secret: &str, secs: i64) -> Result<HeaderValue, Problem> {
    let (prefix, secure) = if is_local(headers) {
        ("", "")
    } else {
        (SECURE_PREFIX, "; Secure")
    };
    let name = hub.people.cookie();
    let text = format!(
        "{prefix}{name}={secret}; Path=/; Max-Age={secs}; HttpOnly; SameSite=Strict{secure}"
    );
    let mut cookie = HeaderValue::from_str(&text)
        .map_err(|_| Problem::unavailable("the session's cookie cannot be written"))?;
    cookie.set_sensitive(true);
    Ok(cookie)
}

/// Signs out here.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "people",
    responses(
        (status = 204, description = "the session has ended"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "no page of ours sent it", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn sign_out(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    tokio::task::block_in_place(|| hub.people.sign_out(signed.key()))?;
    hub.note(&signed.entry(What::SignedOut))?;
    gone(&hub, &headers)
}

/// Signs out everywhere.
#[utoipa::path(
    delete,
    path = "/api/v1/sessions",
    tag = "people",
    responses(
        (status = 204, description = "all sessions of the person have ended"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "no page of ours sent it", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn sign_out_everywhere(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    tokio::task::block_in_place(|| hub.people.sign_out_everywhere(&signed.person.id))?;
    hub.note(&signed.entry(What::SignedOutEverywhere))?;
    gone(&hub, &headers)
}

fn gone(hub: &Hub, headers: &HeaderMap) -> Result<Response, Problem> {
    let cookie = cookie(hub, headers, "", 0)?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

/// Who has signed in, and which commands that person may give.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "people",
    responses(
        (status = 200, description = "who has signed in", body = Me),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "a token is nobody", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn me(signed: Signed) -> Json<Me> {
    Json(me_of(&signed.person, signed.session.ends_at))
}

/// A password that is to be another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    /// The one there is.
    current: String,
    /// The new one.
    new: String,
}

/// Gives oneself another password. This session goes on; all others of the account end.
#[utoipa::path(
    post,
    path = "/api/v1/me/password",
    tag = "people",
    request_body = NewPassword,
    responses(
        (status = 204, description = "the new password holds"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "the account has no password of its own: a wall's, or a demo's", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`/current` is not the password, or `/new` is weak", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many attempts; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn change_password(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let NewPassword { current, new } = body::read(body)?;
    let (id, session, address) = (signed.person.id.clone(), signed.key(), signed.address);
    let changed = slowly(&hub, move |people| {
        let own = Own {
            id: &id,
            session,
            address,
        };
        Ok(people.change_password(own, &current, &new, uptime()))
    });
    match changed.await {
        Ok(Ok(())) => hub.note(&signed.entry(What::PasswordChanged))?,
        Ok(Err(refusal)) => {
            if matches!(refusal, ChangeRefusal::Password) {
                hub.note(&signed.entry(What::PasswordChangeFailed))?;
            }
            return Err(refusal.into());
        }
        Err(problem) => return Err(problem),
    }
    Ok(StatusCode::NO_CONTENT)
}
