//! Accounts: for whoever administers people, for the first administrator, and one's own.

use std::sync::Arc;

use domain::{AreaId, DepartmentId, Network, PersonId, Role, StationId, UnitId};
use gloo_net::http::Method;
use leptos::prelude::{GetUntracked, Set};
use serde::{Deserialize, Serialize};

use super::Commands;
use super::door::{DoorFault, step};
use super::seat;
use super::unsettled::Unsettled;
use crate::config::Person;
use crate::store::Session;

/// An account as the hub lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// Who, in which role, and where.
    #[serde(flatten)]
    pub person: Person,
    /// May not sign in any more.
    pub disabled: bool,
    /// Why not, when somebody wrote that down.
    #[serde(default)]
    pub disabled_because: Option<Arc<str>>,
    /// Came with the demo.
    pub demo: bool,
    /// A wall that was let in by its code.
    pub enrolled: bool,
    /// At how many screens it is signed in.
    #[serde(default)]
    pub sessions: u32,
    /// When one of them was used last.
    #[serde(default)]
    pub used_at: Option<chrono::DateTime<chrono::FixedOffset>>,
}

/// What an account is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// What the person is called.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// On which networks.
    pub networks: Vec<Network>,
    /// In which patrol areas; everywhere when absent.
    pub areas: Option<Vec<AreaId>>,
    /// Whose station.
    pub station: Option<StationId>,
    /// Which crew of it.
    pub unit: Option<UnitId>,
    /// Whose department.
    pub department: Option<DepartmentId>,
}

/// An account to be made.
#[derive(Clone, Debug, Serialize)]
pub struct NewAccount {
    /// The account.
    pub id: PersonId,
    /// What it is to be.
    #[serde(flatten)]
    pub standing: Standing,
    /// The first password.
    pub password: String,
}

/// The first administrator of a hub.
#[derive(Clone, Debug, Serialize)]
pub struct FirstAccount {
    /// What the hub printed at its start.
    pub secret: String,
    /// The account.
    pub id: PersonId,
    /// What the person is called.
    pub name: String,
    /// The password.
    pub password: String,
}

#[derive(Deserialize)]
struct Accounts {
    people: Vec<Account>,
}

#[derive(Serialize)]
struct Disabling<'a> {
    disabled: bool,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct PasswordReset<'a> {
    password: &'a str,
}

#[derive(Serialize)]
struct OwnPassword<'a> {
    current: &'a str,
    new: &'a str,
}

fn door(id: &PersonId) -> String {
    format!("api/v1/people/{}", step(id.as_str()))
}

impl Commands {
    /// Everybody with an account, by account.
    ///
    /// # Errors
    /// When the person may not, or the hub does not answer.
    pub async fn accounts(self) -> Result<Vec<Account>, DoorFault> {
        let Accounts { people } = self.read("api/v1/people").await?;
        Ok(people)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When a field is wrong, the account is there already, the person may not, or the hub does not answer.
    pub async fn make_account(self, new: &NewAccount) -> Result<(), DoorFault> {
        self.knock(Method::POST, "api/v1/people", Some(new)).await?;
        Ok(())
    }

    /// Makes the first administrator.
    ///
    /// # Errors
    /// When the secret is wrong or was used, a field is wrong, or the hub does not answer.
    pub async fn make_first(self, new: &FirstAccount) -> Result<(), DoorFault> {
        let door = "api/v1/people/first";
        self.knock(Method::POST, door, Some(new)).await?;
        Ok(())
    }

    /// Gives an account another name, role or ground.
    ///
    /// # Errors
    /// When a field is wrong, it is the last administrator's, the person may not, or the hub does not answer.
    pub async fn change_account(self, id: &PersonId, to: &Standing) -> Result<(), DoorFault> {
        self.knock(Method::PUT, &door(id), Some(to)).await?;
        Ok(())
    }

    /// Disables an account, with a reason or without, or enables it again.
    ///
    /// # Errors
    /// When it is the last administrator's, the person may not, or the hub does not answer.
    pub async fn disable_account(
        self,
        id: &PersonId,
        disabled: bool,
        reason: Option<&str>,
    ) -> Result<(), DoorFault> {
        let change = Disabling { disabled, reason };
        self.knock(Method::PATCH, &door(id), Some(&change)).await?;
        Ok(())
    }

    /// Gives an account another password and signs it out everywhere.
    ///
    /// # Errors
    /// When the password is weak, the account has none, the person may not, or the hub does not answer.
    pub async fn reset_password(self, id: &PersonId, password: &str) -> Result<(), DoorFault> {
        let change = PasswordReset { password };
        self.knock(Method::PATCH, &door(id), Some(&change)).await?;
        Ok(())
    }

    /// Signs an account out everywhere.
    ///
    /// # Errors
    /// When there is no such account, the person may not, or the hub does not answer.
    pub async fn end_sessions(self, id: &PersonId) -> Result<(), DoorFault> {
        let door = format!("{}/sessions", door(id));
        self.knock(Method::DELETE, &door, None::<&()>).await?;
        Ok(())
    }

    /// Gives oneself another password; one's other sessions end.
    ///
    /// # Errors
    /// When the one there is is not that, the new one is weak, or the hub does not answer.
    pub async fn change_own_password(self, current: &str, new: &str) -> Result<(), DoorFault> {
        let change = OwnPassword { current, new };
        let door = "api/v1/me/password";
        self.knock(Method::POST, door, Some(&change)).await?;
        Ok(())
    }

    /// Signs oneself out everywhere, here too.
    ///
    /// # Errors
    /// When the hub does not answer.
    pub async fn sign_out_everywhere(self) -> Result<(), DoorFault> {
        let door = "api/v1/sessions";
        let session = self.store.session;
        // The hub closes the feeds with the session: whoever goes is not told that it has ended.
        let before = session.get_untracked();
        session.set(Session::Awaited);
        match self.knock(Method::DELETE, door, None::<&()>).await {
            // A session that had ended already is as good.
            Ok(_) | Err(DoorFault::SignInNeeded) => {
                seat::forget();
                Unsettled::forget();
                Ok(())
            }
            Err(fault) => {
                session.set(before);
                Err(fault)
            }
        }
    }
}
