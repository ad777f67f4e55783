//! Walls: one is let in by the code on its glass, and sent away again.

use std::collections::BTreeSet;

use domain::{Network, PersonId, Timestamp};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::NetworkFeed;

use super::loaded::{Absence, Asking, Loaded};
use super::standing::{AreaChips, NetworkChips, some_of};
use crate::commands::{Commands, DoorFault, LetInWall, NewWall};
use crate::i18n::{I18n, t, use_i18n};
use crate::panels::network_word;
use crate::selectors::Selectors;
use crate::signin::{DoorField, FormFault, wrong};
use crate::ui::{Notice, NoticeKind};

/// The walls that were let in, and the form that lets another one in.
#[component]
pub(super) fn Walls(
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let walls = RwSignal::new(Loaded::<Vec<LetInWall>>::Awaited);
    let asking = Asking::new();
    let reload = Callback::new(move |()| asking.load(walls, commands.walls()));
    reload.run(());
    let rows = move || {
        let walls = walls.read();
        let walls = walls.here()?.iter();
        let rows = walls.map(|wall| view! { <WallRow wall=wall.clone() on_change=reload /> });
        Some(rows.collect_view())
    };
    let none = move || walls.read().here().is_some_and(Vec::is_empty);
    view! {
        <div class="admin-split" data-open="true" data-order="form-first">
            <section class="admin-list" aria-label=move || t!(i18n, admin.part.walls)>
                <div class="admin-list__line">
                    <h2 class="admin-card__title">{move || t!(i18n, walls.title)}</h2>
                    <button
                        type="button"
                        class="button"
                        data-weight="quiet"
                        on:click=move |_| reload.run(())
                    >
                        {move || t!(i18n, walls.look_again)}
                    </button>
                </div>
                <Absence of=walls on_again=reload />
                <Show when=none>
                    <Notice
                        kind=NoticeKind::Empty
                        words=Signal::derive(move || t!(i18n, walls.none).to_owned())
                    />
                </Show>
                <ul class="wall-rows">{rows}</ul>
            </section>
            <ConfirmForm feeds=feeds on_change=reload />
        </div>
    }
}

fn moment_words(i18n: I18n, at: Option<chrono::DateTime<chrono::FixedOffset>>) -> Option<String> {
    let at = i18n.local(Timestamp(at?.timestamp_millis()));
    Some(format!(
        "{} {}",
        at.date(i18n.language()),
        at.with_minutes()
    ))
}

/// A wall. To send it away takes two presses: the screen in the hall goes dark.
#[component]
fn WallRow(
    /// The wall.
    wall: LetInWall,
    /// Called when it was sent away.
    on_change: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let store = expect_context::<Selectors>().store();
    let asked = RwSignal::new(false);
    let fault = RwSignal::new(None::<DoorFault>);
    let LetInWall {
        id,
        name,
        networks,
        areas,
        confirmed_by,
        confirmed_at,
        signed_in_since,
    } = wall;
    let (shown, marked) = (id.to_string(), id.to_string());
    let ground = move || {
        let language = i18n.language();
        let directory = store.directory();
        let networks = networks.iter();
        let networks = networks.map(|one| network_word(language, *one).to_owned());
        let areas = areas.iter().flatten();
        let areas = areas.map(|area| language.pick(&directory.area(area)).to_owned());
        let all: Vec<_> = networks.chain(areas).collect();
        all.join(t!(language, own.between))
    };
    let let_in = move || {
        let at = moment_words(i18n, confirmed_at).unwrap_or_default();
        let by = confirmed_by.clone().unwrap_or_default();
        t!(i18n, walls.let_in, by = by, at = at)
    };
    let state = move || match moment_words(i18n, signed_in_since) {
        Some(at) => t!(i18n, walls.shows_since, at = at),
        None => t!(i18n, walls.not_come).to_owned(),
    };
    let revoke = move |id: PersonId| {
        spawn_local(async move {
            match commands.revoke_wall(&id).await {
                Ok(()) | Err(DoorFault::Unknown) => {
                    on_change.try_run(());
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
        });
    };
    let id = StoredValue::new(id);
    view! {
        <li class="wall-row" data-wall=marked>
            <div class="wall-row__words">
                <p class="account-row__name">{name.to_string()}</p>
                <p>{ground}</p>
                <p class="field__label">{state}</p>
                <p class="field__label">{shown}" · "{let_in}</p>
                <FormFault fault=fault />
            </div>
            <Show
                when=move || asked.get()
                fallback=move || {
                    view! {
                        <button type="button" class="button" on:click=move |_| asked.set(true)>
                            {move || t!(i18n, walls.send_away)}
                        </button>
                    }
                }
            >
                <div class="wall-row__sure" role="group" aria-label=move || t!(i18n, walls.send_away)>
                    <button
                        type="button"
                        class="button"
                        data-weight="strong"
                        on:click=move |_| revoke(id.get_value())
                    >
                        {move || t!(i18n, walls.send_away_now)}
                    </button>
                    <button type="button" class="button" on:click=move |_| asked.set(false)>
                        {move || t!(i18n, walls.keep)}
                    </button>
                </div>
            </Show>
        </li>
    }
}

/// Lets the wall in that shows a code.
#[component]
fn ConfirmForm(
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
    /// Called when one was let in.
    on_change: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let [code, name] = [(); 2].map(|()| RwSignal::new(String::new()));
    let all = feeds.iter().map(|feed| feed.network);
    let networks = RwSignal::new(all.collect::<BTreeSet<Network>>());
    let areas = RwSignal::new(BTreeSet::new());
    let fault = RwSignal::new(None::<DoorFault>);
    let done = RwSignal::new(false);
    let written = move || -> Result<(String, NewWall), DoorFault> {
        let code = code.get_untracked().trim().to_owned();
        let wall = NewWall {
            name: name.get_untracked().trim().to_owned(),
            networks: networks.get_untracked().into_iter().collect(),
            areas: some_of(areas.get_untracked()),
        };
        if code.is_empty() {
            Err(wrong("/code"))
        } else if wall.name.is_empty() {
            Err(wrong("/name"))
        } else if wall.networks.is_empty() {
            Err(wrong("/networks"))
        } else {
            Ok((code, wall))
        }
    };
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        done.set(false);
        let (typed, wall) = match written() {
            Ok(written) => written,
            Err(found) => {
                fault.set(Some(found));
                return;
            }
        };
        fault.set(None);
        spawn_local(async move {
            match commands.confirm_wall(&typed, &wall).await {
                Ok(()) => {
                    code.try_set(String::new());
                    name.try_set(String::new());
                    done.try_set(true);
                    on_change.try_run(());
                }
                Err(DoorFault::Unknown) => {
                    fault.try_set(Some(wrong("/code")));
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <section class="admin-card" aria-label=move || t!(i18n, walls.confirm_title)>
            <header class="admin-card__head">
                <h2 class="admin-card__title">{move || t!(i18n, walls.confirm_title)}</h2>
            </header>
            <form class="admin-form" on:submit=submit>
                <p class="field__label">{move || t!(i18n, walls.confirm_words)}</p>
                <DoorField
                    label=Signal::derive(move || t!(i18n, walls.code).to_owned())
                    text=code
                    fault=fault
                    pointer="/code"
                    name="code"
                />
                <DoorField
                    label=Signal::derive(move || t!(i18n, walls.name).to_owned())
                    text=name
                    fault=fault
                    pointer="/name"
                    name="name"
                />
                <NetworkChips chosen=networks fault=fault feeds=feeds />
                <AreaChips chosen=areas fault=fault />
                <FormFault fault=fault />
                <Show when=move || done.get()>
                    <Notice
                        kind=NoticeKind::Empty
                        words=Signal::derive(move || t!(i18n, walls.confirmed).to_owned())
                    />
                </Show>
                <button type="submit" class="button" data-weight="strong">
                    {move || t!(i18n, walls.confirm)}
                </button>
            </form>
        </section>
    }
}
