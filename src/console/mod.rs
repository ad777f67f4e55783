//! The console of a duty officer: the wall's picture, with a list to work through, filters, search and the card. A composition
//! of the rooms above; the map comes in as its child.

mod near_cameras;

use std::sync::Arc;

use domain::Network;
use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use protocol::Deployment;

use self::near_cameras::{NearCameras, PointCameras};
use crate::ar::CallDoor;
use crate::i18n::{Language, t, use_i18n};
use crate::panels::{
    AreasPanel, CallButton, CallForm, CallsWaiting, CameraSwitch, CommandBar, FeedsPanel, Filters,
    Finder, Header, NewCalls, PhotoView, RatesPanel, SelectedIncident, Signs, Timeline,
    ToldElsewhere, WaitingHandovers, WatchForm, WatchLines, Worklist, keep_claims, keep_watches,
    provide_blink, provide_desk,
};
use crate::platform::is_typing;
use crate::selectors::{Selectors, WorkView};
use crate::signin::{Seat, keep_session};
use crate::ui::LanguageSwitch;

/// What stands in the left column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InHand {
    /// The list to work through.
    List,
    /// The form for a call.
    Call,
    /// The handover of a network's watch.
    Watch(Network),
}

/// The console. `/` leads to the search, arrows move in the list, Enter opens a card, Escape closes it.
#[component]
pub fn Console(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Called with the language that was chosen, to be remembered.
    #[prop(into)]
    on_language: Callback<Language>,
    /// What stands below the day: a trainer's desk, in a demo.
    #[prop(optional, into)]
    foot: ViewFn,
    /// The picture: the map.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let selected = selectors.selected();
    let networks: Vec<_> = deployment.feeds.iter().map(|feed| feed.network).collect();
    provide_blink(&networks);
    let desk = provide_desk();
    let in_hand = Memo::new(move |_| match desk {
        Some(desk) if desk.call.is_open() && desk.may_report() => InHand::Call,
        Some(desk) => desk.watch.get().map_or(InHand::List, InHand::Watch),
        None => InHand::List,
    });
    if let Some(desk) = desk {
        provide_context(CallDoor::new(
            Memo::new(move |_| desk.may_report()).into(),
            move |at| desk.take_call_at(at),
        ));
        keep_claims(desk);
        keep_watches(desk);
    }
    keep_session(false);
    let search = NodeRef::<Input>::new();
    let work = RwSignal::new(WorkView::default());
    lead_to_search(search);
    let feeds = deployment.feeds.clone();
    let work_feeds = deployment.feeds.clone();
    view! {
        <CommandBar />
        <div class="glass" data-view="console">
            <Header
                name=deployment.name.clone()
                demo=deployment.demo
                seat=move || view! { <Seat /> }
            />
            <aside class="glass__left console-work" aria-label=move || t!(i18n, console.work)>
                <NewCalls list_is_shown=Signal::derive(move || in_hand.get() == InHand::List) />
                <WatchLines />
                <WaitingHandovers />
                <ToldElsewhere />
                <Show
                    when=move || in_hand.get() != InHand::List
                    fallback=move || {
                        view! {
                            <CallButton />
                            <Finder field=search />
                            <Filters feeds=work_feeds.clone() work=work />
                            <Worklist work_view=work />
                        }
                    }
                >
                    {move || desk.map(|desk| match in_hand.get() {
                        InHand::Watch(network) => {
                            view! { <WatchForm desk=desk network=network /> }.into_any()
                        }
                        InHand::Call => view! { <CallsWaiting /> <CallForm desk=desk /> }.into_any(),
                        InHand::List => ().into_any(),
                    })}
                </Show>
            </aside>
            <Signs feeds=deployment.feeds.clone() />
            <main class="glass__picture" aria-label=move || t!(i18n, wall.picture)>
                {children()}
                <CameraSwitch />
                <PhotoView />
            </main>
            <aside class="glass__right" aria-label=move || t!(i18n, console.details)>
                <div class="console-details">
                    <PointCameras />
                    <SelectedIncident />
                    <NearCameras />
                    <Show when=move || selected.get().is_none()>
                        <p class="console-hint">{move || t!(i18n, console.hint)}</p>
                        <RatesPanel />
                    </Show>
                    <AreasPanel />
                </div>
                <FeedsPanel feeds=feeds />
            </aside>
            <footer class="glass__day">
                <Timeline>
                    <LanguageSwitch on_choose=on_language />
                </Timeline>
                {foot.run()}
            </footer>
        </div>
    }
}

/// `/` leads to the search.
fn lead_to_search(search: NodeRef<Input>) {
    let listener = window_event_listener(ev::keydown, move |key| {
        if key.key() != "/" || is_typing() {
            return;
        }
        if let Some(field) = search.get_untracked() {
            // A field that cannot take the focus leaves it where it is.
            let _ = field.focus();
            key.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
