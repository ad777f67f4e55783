//! What can be printed is asked of the hub that knows it.

use chrono::NaiveDate;
use domain::{Network, PersonId};
use gloo_net::http::Method;

use super::Commands;
use super::door::{DoorFault, step};
use crate::config::{DailyReport, WorkLog};

impl Commands {
    /// What somebody did on a day on a network; the person here, and today, when nothing else is said.
    ///
    /// # Errors
    /// When the person may not know, or the hub does not answer.
    pub async fn work_log(
        self,
        network: Network,
        day: Option<NaiveDate>,
        person: Option<&PersonId>,
    ) -> Result<WorkLog, DoorFault> {
        let day = day.map(|day| format!("day={day}"));
        let person = person.map(|person| format!("person={}", step(person.as_str())));
        let asked: Vec<String> = day.into_iter().chain(person).collect();
        let door = format!("worklog?{}", asked.join("&"));
        let log = self.knock_at(network, Method::GET, &door, None::<&()>);
        log.await?.read()
    }

    /// The report of a day on a network; today, when nothing else is said.
    ///
    /// # Errors
    /// [`DoorFault::Field`] for a day that has not begun; when the person may not know, or the hub does not answer.
    pub async fn daily_report(
        self,
        network: Network,
        day: Option<NaiveDate>,
    ) -> Result<DailyReport, DoorFault> {
        let door = day.map_or_else(|| "daily".to_owned(), |day| format!("daily?day={day}"));
        let report = self.knock_at(network, Method::GET, &door, None::<&()>);
        report.await?.read()
    }
}
