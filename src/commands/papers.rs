//! What can be printed is asked of the hub that knows it.

use chrono::NaiveDate;
use domain::{Network, PersonId};
use gloo_net::http::Request;

use super::{Commands, DeskFault};
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
    ) -> Result<WorkLog, DeskFault> {
        let day = day.map(|day| ("day", day.to_string()));
        let person = person.map(|person| ("person", person.to_string()));
        let request =
            Request::get(&self.door(network, "worklog")).query(day.into_iter().chain(person));
        self.asked_for(request, None).await
    }

    /// The report of a day on a network; today, when nothing else is said.
    ///
    /// # Errors
    /// [`DeskFault::Invalid`] for a day that has not begun; when the person may not know, or the hub does not answer.
    pub async fn daily_report(
        self,
        network: Network,
        day: Option<NaiveDate>,
    ) -> Result<DailyReport, DeskFault> {
        let day = day.map(|day| ("day", day.to_string()));
        let request = Request::get(&self.door(network, "daily")).query(day);
        self.asked_for(request, None).await
    }
}
