use domain::{IncidentRef, PhotoKey};
use leptos::ev::KeyboardEvent;
use leptos::html::Figure;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::super::desk::Desk;
use super::super::selectors;
use super::picture::{PictureState, follow_picture};
use super::{OpenPhoto, caption};
use crate::config::PhotoSize;
use crate::i18n::{t, use_i18n};

/// The photo that is open, large, in the place where this stands: over a part of the page, and never over the card it came from.
/// Arrows go to the next one, Escape closes it and gives the keyboard back. Nothing where nobody has a desk.
#[component]
pub fn PhotoView(
    /// Whose photos are shown here; those of the selected incident where none is named.
    #[prop(optional)]
    only: Option<IncidentRef>,
) -> impl IntoView {
    let selected = selectors().selected();
    use_context::<Desk>().map(|desk| {
        let incident = Memo::new(move |_| {
            let shown_here = only.or_else(|| selected.get());
            let open = desk.photo.read();
            let incident = open.as_ref().map(|open| open.incident);
            incident.filter(|incident| Some(*incident) == shown_here)
        });
        move || {
            incident
                .get()
                .map(|incident| view! { <LargePhoto desk=desk incident=incident /> })
        }
    })
}

#[component]
fn LargePhoto(
    /// Where what is open is kept.
    desk: Desk,
    /// Of which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let opener = document()
        .active_element()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let opener = StoredValue::new_local(opener);
    let photo = Memo::new(move |_| -> Option<PhotoKey> {
        let open = desk.photo.read();
        let open = open.as_ref()?;
        Some(open.all.get(open.at)?.photo.clone())
    });
    let turn = RwSignal::new(0_u32);
    let picture = follow_picture(incident, photo, PhotoSize::Whole, turn);
    let place = Memo::new(move |_| {
        let open = desk.photo.read();
        open.as_ref()
            .map_or((0, 0), |open| (open.at, open.all.len()))
    });
    let words = Memo::new(move |_| {
        let open = desk.photo.read();
        let proof = open.as_ref().and_then(|open| open.all.get(open.at));
        proof.map(|proof| caption(i18n, &store.directory(), proof))
    });
    let step = move |forward: bool| {
        desk.photo.update(|open| {
            if let Some(open) = open {
                let last = open.all.len().saturating_sub(1);
                open.at = if forward {
                    (open.at + 1).min(last)
                } else {
                    open.at.saturating_sub(1)
                };
            }
        });
    };
    // What cannot be seen any more is not open either: Escape would close it without anything happening.
    on_cleanup(move || {
        let is_mine =
            |open: &Option<OpenPhoto>| open.as_ref().is_some_and(|open| open.incident == incident);
        if desk.photo.try_with_untracked(is_mine) == Some(true) {
            desk.photo.set(None);
        }
    });
    let close = move || {
        desk.photo.set(None);
        opener.with_value(|opener| {
            if let Some(opener) = opener {
                // A thumbnail that has gone takes no focus.
                let _ = opener.focus();
            }
        });
    };
    let figure = NodeRef::<Figure>::new();
    Effect::new(move |_| {
        if let Some(figure) = figure.get() {
            // What cannot take the focus leaves it where it is.
            let _ = figure.focus();
        }
    });
    let on_key = move |key: KeyboardEvent| {
        match key.key().as_str() {
            "ArrowRight" => step(true),
            "ArrowLeft" => step(false),
            "Escape" => close(),
            _ => return,
        }
        key.prevent_default();
        key.stop_propagation();
    };
    let number = move || {
        let (at, count) = place.get();
        t!(i18n, photo.number, at = at + 1, count = count)
    };
    view! {
        <figure
            class="large-photo"
            tabindex="-1"
            node_ref=figure
            aria-label=move || t!(i18n, photo.title)
            data-state=move || picture.read().as_str()
            on:keydown=on_key
        >
            <figcaption class="large-photo__head">
                <span class="large-photo__number">{number}</span>
                <span class="large-photo__caption" aria-live="polite">{words}</span>
                <Show when=move || { place.get().1 > 1 }>
                    <span class="large-photo__steps">
                        <button
                            type="button"
                            class="button"
                            data-weight="plain"
                            aria-label=move || t!(i18n, photo.before)
                            disabled=move || place.get().0 == 0
                            on:click=move |_| step(false)
                        >
                            "←"
                        </button>
                        <button
                            type="button"
                            class="button"
                            data-weight="plain"
                            aria-label=move || t!(i18n, photo.after)
                            disabled=move || { let (at, count) = place.get(); at + 1 >= count }
                            on:click=move |_| step(true)
                        >
                            "→"
                        </button>
                    </span>
                </Show>
                <button
                    type="button"
                    class="button"
                    data-weight="plain"
                    on:click=move |_| close()
                >
                    <span>{move || t!(i18n, photo.close)}</span>
                    <kbd class="key">"Esc"</kbd>
                </button>
            </figcaption>
            {move || match picture.get() {
                PictureState::Shown(address) => {
                    let address = address.as_str().to_owned();
                    view! {
                        <img
                            class="large-photo__picture"
                            src=address
                            alt=move || words.get().unwrap_or_default()
                        />
                    }
                        .into_any()
                }
                state => {
                    let why = move || state.words(i18n.language());
                    let failed = matches!(picture.get_untracked(), PictureState::Failed);
                    view! {
                        <div class="large-photo__why" role="status">
                            <p>{why}</p>
                            {failed
                                .then(|| {
                                    view! {
                                        <button
                                            type="button"
                                            class="button"
                                            data-weight="plain"
                                            on:click=move |_| turn.update(|turn| *turn += 1)
                                        >
                                            {move || t!(i18n, photo.again)}
                                        </button>
                                    }
                                })}
                        </div>
                    }
                        .into_any()
                }
            }}
        </figure>
    }
}
