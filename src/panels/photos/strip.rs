use std::sync::Arc;

use domain::IncidentRef;
use leptos::ev::KeyboardEvent;
use leptos::html::Ul;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::super::desk::Desk;
use super::super::selectors;
use super::picture::follow_picture;
use super::{OpenPhoto, act_words, taker};
use crate::config::{PhotoSize, Proof};
use crate::i18n::{t, use_i18n};

/// An incident's photos, small, each with what it proves, when, and who took it. Enter opens one large, arrows go along.
#[component]
pub fn PhotoStrip(
    /// Of which incident.
    incident: IncidentRef,
    /// The photos in their order.
    photos: Memo<Arc<[Proof]>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let list = NodeRef::<Ul>::new();
    let on_key = move |key: KeyboardEvent| {
        let step = match key.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        if let Some(list) = list.get_untracked() {
            move_focus(&list, step);
            key.prevent_default();
        }
    };
    let count = move || photos.with(|photos| photos.len());
    let numbered = move || {
        let photos = photos.get();
        photos.iter().cloned().enumerate().collect::<Vec<_>>()
    };
    view! {
        <section class="photos" aria-label=move || t!(i18n, photo.title) data-count=count>
            <Show
                when=move || count() != 0
                fallback=move || view! { <p class="photos__none">{move || t!(i18n, photo.none)}</p> }
            >
                <ul class="photos__list" node_ref=list on:keydown=on_key>
                    <For
                        each=numbered
                        key=|(at, proof)| (*at, proof.photo.clone())
                        children=move |(at, proof)| {
                            view! { <Thumbnail incident=incident at=at proof=proof photos=photos /> }
                        }
                    />
                </ul>
            </Show>
        </section>
    }
}

#[component]
fn Thumbnail(
    /// Of which incident.
    incident: IncidentRef,
    /// Its place among the photos.
    at: usize,
    /// What it proves.
    proof: Proof,
    /// All of them.
    photos: Memo<Arc<[Proof]>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let desk = use_context::<Desk>();
    let store = selectors().store();
    let key = proof.photo.clone();
    let photo = Memo::new(move |_| Some(key.clone()));
    let picture = follow_picture(incident, photo, PhotoSize::Thumbnail, RwSignal::new(0));
    let by = Arc::clone(&proof.by);
    let who = move || taker(i18n.language(), &store.directory(), &by);
    let open = move |_| {
        if let Some(desk) = desk {
            let all = photos.get_untracked();
            desk.photo.set(Some(OpenPhoto { incident, all, at }));
        }
    };
    let is_open = move || {
        desk.is_some_and(|desk| {
            let open = desk.photo.read();
            let open = open.as_ref().filter(|open| open.incident == incident);
            open.is_some_and(|open| open.at == at)
        })
    };
    view! {
        <li class="photo">
            <button
                type="button"
                class="photo__open"
                aria-expanded=move || if is_open() { "true" } else { "false" }
                data-state=move || picture.read().as_str()
                on:click=open
            >
                {move || match picture.read().address() {
                    Some(address) => view! { <img class="photo__small" src=address alt="" /> }.into_any(),
                    None => {
                        let why = picture.read().words(i18n.language());
                        view! { <span class="photo__why">{why}</span> }.into_any()
                    }
                }}
                <span class="photo__act">{move || act_words(i18n, &proof)}</span>
                <span class="photo__who">{who}</span>
            </button>
        </li>
    }
}

fn move_focus(list: &HtmlElement, step: i32) {
    let Ok(buttons) = list.query_selector_all("button") else {
        return;
    };
    let buttons: Vec<HtmlElement> = (0..buttons.length())
        .filter_map(|index| buttons.get(index)?.dyn_into().ok())
        .collect();
    let active = document().active_element();
    let at = buttons
        .iter()
        .position(|button| active.as_ref() == Some(button.as_ref()));
    let next = at.and_then(|at| at.checked_add_signed(step as isize));
    if let Some(button) = next.and_then(|next| buttons.get(next)) {
        // What cannot take the focus leaves it where it is.
        let _ = button.focus();
    }
}
