//! What can be printed: the work log (工作日志) of a person, and the daily report (日报) of a network. Pages for a desk that become
//! sheets of A4 on paper: upright, black on white, with who printed them and when.

mod csv;
mod daily;
mod daily_table;
mod day_field;
mod head;
mod hours;
mod worklog;

use chrono::NaiveDate;
use domain::Network;
use leptos::prelude::*;

pub use daily::{DailyPage, DailySheet};
pub use worklog::{DaysWork, WorkLogPage, WorkLogSheet};

use crate::commands::DoorFault;
use crate::i18n::I18n;
use crate::platform::{asked, replace_query};
use crate::selectors::Selectors;
use crate::signin::door_words;
use crate::ui::{Notice, NoticeKind};

/// What came of a question.
#[derive(Clone, Debug, PartialEq)]
enum Paper<T> {
    /// The hub is being asked.
    Awaited,
    /// It has answered.
    Read(T),
    /// It has not, or said no.
    Failed(DoorFault),
}

/// What came of a question that is asked anew whenever it changes.
fn paper<T: Clone + PartialEq + Send + Sync + 'static>(
    answer: LocalResource<Option<Result<T, DoorFault>>>,
) -> Memo<Paper<T>> {
    Memo::new(move |_| match answer.get().flatten() {
        None => Paper::Awaited,
        Some(Ok(read)) => Paper::Read(read),
        Some(Err(fault)) => Paper::Failed(fault),
    })
}

/// The day that is chosen, else the one that the hub told of; while it is asked anew, the one that stood there.
fn shown_day<T: Send + Sync + 'static>(
    chosen: RwSignal<Option<NaiveDate>>,
    shown: Memo<Paper<T>>,
    day_of: fn(&T) -> NaiveDate,
) -> Memo<Option<NaiveDate>> {
    Memo::new(move |before: Option<&Option<NaiveDate>>| {
        let read = shown.with(|shown| match shown {
            Paper::Read(read) => Some(day_of(read)),
            _ => None,
        });
        chosen.get().or(read).or_else(|| before.copied().flatten())
    })
}

/// Keeps what is chosen in the address, so that it can be shared and printed again.
fn keep_in_address(chosen: impl Fn() -> Vec<(&'static str, String)> + 'static) {
    Effect::new(move |_| {
        let parts = chosen().into_iter();
        let parts: Vec<_> = parts
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !parts.is_empty() {
            replace_query(&format!("?{}", parts.join("&")));
        }
    });
}

/// The day that the address asks for.
fn asked_day() -> Option<NaiveDate> {
    asked("day").and_then(|text| text.parse().ok())
}

/// The networks of the person, in the deployment's order; tracks who that is.
fn own_networks(selectors: Selectors) -> Vec<Network> {
    let store = selectors.store();
    let session = store.session.read();
    let own = session.me().map(|me| me.person.networks.clone());
    let own = own.unwrap_or_default();
    let networks = store.networks().into_iter();
    networks.filter(|network| own.contains(network)).collect()
}

/// What stands in the place of a sheet that is not there.
fn missing(i18n: I18n, fault: Option<DoorFault>) -> AnyView {
    let kind = match fault {
        None => NoticeKind::Awaited,
        Some(_) => NoticeKind::Failed,
    };
    let words = Signal::derive(move || match &fault {
        None => crate::i18n::t!(i18n, paper.awaited).to_owned(),
        Some(fault) => door_words(i18n.language(), fault),
    });
    view! { <Notice kind=kind words=words /> }.into_any()
}

/// "2026年11月23日 星期一", "Mon 23 Nov 2026".
fn day_words(i18n: I18n, day: NaiveDate) -> String {
    use chrono::Datelike as _;
    let date = crate::i18n::date_words(
        i18n.language(),
        day.month() as u8,
        day.day() as u8,
        day.weekday().number_from_monday() as u8,
    );
    crate::i18n::t!(i18n, paper.day, year = day.year(), date = date)
}
