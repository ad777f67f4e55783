//! The panels around the picture, one file a panel.
//!
//! A panel joins: it asks the selectors from its context and hands signals to small components that show. Panels know nothing
//! of the map; what is selected is in the store's view state.

mod actions;
mod areas;
mod banners;
mod blink;
mod call;
mod camera_switch;
mod citizen;
mod claims;
mod clock_face;
mod command_bar;
mod day_figures;
mod desk;
mod due;
mod errands;
mod feeds;
mod filters;
mod finder;
mod header;
mod incident_card;
mod incident_row;
mod label_switch;
mod legend;
mod load;
mod network_column;
mod new_calls;
mod notes;
mod orders;
mod photos;
mod rates;
mod sign;
mod signs;
mod timeline;
mod title;
mod watch;
mod words;
mod worklist;

pub use actions::{
    ActionBar, ActionForm, ActionsView, Told, ToldElsewhere, reason_words, verb_word,
};
pub use areas::AreasPanel;
pub use banners::{Banners, RealityBanner};
pub use blink::provide_blink;
pub use call::{
    CallButton, CallForm, CallInHand, Draft, Field, FieldFault, PlaceField, forget_call,
};
pub use camera_switch::CameraSwitch;
pub use claims::{ClaimView, keep_claims};
pub use clock_face::ClockFace;
pub use command_bar::CommandBar;
pub use day_figures::{DayFiguresLine, DayFiguresPanel};
pub use desk::{Desk, OpenForm, provide_desk};
pub use due::DuePanel;
pub use feeds::FeedsPanel;
pub use filters::Filters;
pub use finder::Finder;
pub use header::Header;
pub use incident_card::{IncidentCardView, SelectedIncident};
pub use incident_row::{IncidentRowView, ListedIncident};
pub use label_switch::LabelSwitch;
pub use legend::Legend;
pub use load::LoadLine;
pub use network_column::NetworkColumn;
pub use new_calls::{CallsWaiting, NewCalls};
pub use notes::{TextsAnswer, follow_texts};
pub use orders::{OrderAlert, OrderCard, OrderList, OrdersHeader, OwnOrdersOnly, role_elsewhere};
pub use photos::PhotoView;
pub use rates::RatesPanel;
pub use sign::{look_of, stage_look};
pub use signs::Signs;
pub use timeline::Timeline;
pub use title::Title;
pub use watch::{HandoverView, WaitingHandovers, WatchForm, WatchLines, keep_watches};
pub use words::{class_words, clock_word, network_word, priority_word, role_word, stage_word};
pub use worklist::Worklist;

use leptos::prelude::*;

use crate::selectors::Selectors;

/// The selectors from the context: panels stand below the component that provides them.
fn selectors() -> Selectors {
    expect_context()
}
