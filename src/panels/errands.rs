//! What the person at the console can do besides acting on an incident: the command bar finds it.

use domain::Network;
use leptos::prelude::{Get, Read};

use super::claims::networks_of_calls;
use super::desk::Desk;
use super::words::network_word;
use crate::config::Ability;
use crate::i18n::{Language, t};
use crate::platform::open_beside;
use crate::store::Store;

/// Something that can be done at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    /// Hand the watch of a network over, sign for it or take it over.
    Handover(Network),
    /// Look at the work log, beside the console.
    WorkLog,
    /// Look at the daily report, beside the console.
    DailyReport,
    /// Look at cameras' pictures, beside the console.
    Video,
}

impl Errand {
    /// What the person here can do; tracks who that is.
    pub fn all(store: Store) -> Vec<Self> {
        let session = store.session.read();
        let is_anybody = session.me().is_some();
        let has = |ability| session.me().is_some_and(|me| me.has(ability));
        let networks = networks_of_calls(store).into_iter();
        let pages = [
            (Self::WorkLog, is_anybody),
            (Self::DailyReport, has(Ability::Accounts)),
            (Self::Video, store.sees_cameras.get()),
        ];
        let pages = pages.into_iter().filter(|(_, is_allowed)| *is_allowed);
        let pages = pages.map(|(page, _)| page);
        networks.map(Self::Handover).chain(pages).collect()
    }

    /// What it is called.
    pub fn title(self, language: Language) -> String {
        match self {
            Self::Handover(network) => {
                let network = network_word(language, network);
                t!(language, watch.title_of, network = network)
            }
            Self::WorkLog => t!(language, worklog.title).to_owned(),
            Self::DailyReport => t!(language, daily.title).to_owned(),
            Self::Video => t!(language, video.title).to_owned(),
        }
    }

    /// The initials of its Chinese name's pinyin.
    pub const fn initials(self) -> &'static str {
        match self {
            Self::Handover(_) => "jjb",
            Self::WorkLog => "gzrz",
            Self::DailyReport => "rb",
            Self::Video => "sp",
        }
    }

    /// The key that does the same, for the first network.
    pub fn key(self, store: Store) -> Option<&'static str> {
        match self {
            Self::Handover(network) => {
                let first = networks_of_calls(store).first() == Some(&network);
                first.then_some("Q")
            }
            Self::WorkLog | Self::DailyReport | Self::Video => None,
        }
    }

    /// Does it.
    pub fn run(self, desk: Desk) {
        match self {
            Self::Handover(network) => desk.open_watch(network),
            Self::WorkLog => open_beside(&desk.commands().page("worklog")),
            Self::DailyReport => open_beside(&desk.commands().page("daily")),
            Self::Video => open_beside(&desk.commands().page("video")),
        }
    }
}
