use domain::Millis;
use leptos::ev::KeyboardEvent;
use leptos::html::{Canvas, Section, Video};
use leptos::prelude::*;

use super::deck::{Deck, Place, Shown};
use super::machine::State;
use super::still::keep_picture;
use super::words::{age_words, state_words};
use crate::cameras::Source;
use crate::config::Transport;
use crate::i18n::{t, use_i18n};
use crate::platform::{device_now, open_popup};

/// The size of a window that a picture is moved into, in CSS pixels: a picture of 16 to 9 and its line.
const POPUP_PX: (u32, u32) = (960, 580);

/// One camera's picture, with what is wrong with it and how old it is.
///
/// Keys while it has the focus: Enter makes it large and small again, `F` fills the screen, `S` keeps the picture as a file, `P`
/// opens a window of its own, Delete takes it away.
#[component]
pub fn VideoTile(
    /// Whose picture.
    #[prop(into)]
    source: Signal<Source>,
    /// Whether it is small, so that the camera's small stream shows as much.
    #[prop(into)]
    small: Signal<bool>,
    /// Whether it stands alone.
    #[prop(into)]
    alone: Signal<bool>,
    /// Where its picture can be opened in a window of its own.
    #[prop(into)]
    own_page: Signal<String>,
    /// Called when somebody wants it large, or small again.
    #[prop(optional)]
    on_enlarge: Option<Callback<()>>,
    /// Called when somebody does not want it any more.
    #[prop(optional)]
    on_remove: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let deck: Deck = expect_context();
    let shown = RwSignal::new(Shown::default());
    let (tile, video, still) = (
        NodeRef::<Section>::new(),
        NodeRef::<Video>::new(),
        NodeRef::<Canvas>::new(),
    );
    let stream = Memo::new(move |_| source.with(|source| source.stream(small.get()).clone()));
    let place = StoredValue::new(None::<Place>);
    let leave = move || {
        if let Some(Some(place)) = place.try_update_value(Option::take) {
            deck.leave(place);
        }
    };
    Effect::new(move |_| {
        if let (Some(video), Some(still)) = (video.get(), still.get()) {
            leave();
            place.set_value(Some(deck.join(stream.get(), video, still, shown)));
        }
    });
    on_cleanup(leave);
    let name = move || source.with(|source| i18n.language().pick(&source.name).to_owned());
    let fill_screen = move || {
        if let Some(tile) = tile.get_untracked() {
            // A browser that refuses leaves it where it is.
            let _ = tile.request_fullscreen();
        }
    };
    let keep = move || {
        if let Some(video) = video.get_untracked() {
            // Of when the picture is, not of when somebody pressed.
            let age = untrack(|| shown.get().age_secs.unwrap_or(0));
            let at = i18n.local(device_now() - Millis::from_secs(age.into()));
            let (date, time) = ([at.year, at.month.into(), at.day.into()], at.with_seconds());
            let [year, month, day] = date.map(|part: i64| format!("{part:02}"));
            let name = untrack(name);
            keep_picture(
                &video,
                &format!("{name}  {year}-{month}-{day} {time}"),
                &format!("{name} {year}{month}{day}-{}", time.replace(':', "")),
            );
        }
    };
    let move_out = move || open_popup(&own_page.get_untracked(), POPUP_PX.0, POPUP_PX.1);
    let on_key = move |key: KeyboardEvent| {
        let with_others = key.ctrl_key() || key.meta_key() || key.alt_key();
        // A button below has keys of its own.
        if with_others || key.target() != key.current_target() {
            return;
        }
        match (key.key().as_str(), on_enlarge, on_remove) {
            ("Enter", Some(enlarge), _) => enlarge.run(()),
            ("Delete", _, Some(remove)) => remove.run(()),
            ("f" | "F", ..) => fill_screen(),
            ("s" | "S", ..) => keep(),
            ("p" | "P", ..) => move_out(),
            _ => return,
        }
        key.prevent_default();
        key.stop_propagation();
    };
    let state = move || shown.get().state.map_or("still", State::as_str);
    let transport = move || {
        let state = shown.get().state;
        state.and_then(State::transport).map(Transport::as_str)
    };
    let why = move || match shown.get().state {
        Some(State::Gone { why, .. }) => Some(why.as_str()),
        Some(State::Refused(refusal)) => Some(refusal.as_str()),
        _ => None,
    };
    // What is wrong stands over the picture; of a still, which is as it should be, the foot tells.
    let words = move || {
        let shown = shown.get();
        state_words(i18n.language(), shown).filter(|_| !shown.is_still())
    };
    let still_words = move || shown.get().is_still().then(|| t!(i18n, video.still));
    let age = move || age_words(i18n.language(), shown.get());
    let button = |words: Signal<&'static str>, press: Callback<()>| {
        view! {
            <button type="button" class="video-tile__button" on:click=move |_| press.run(())>
                {words}
            </button>
        }
    };
    let size_word = move || {
        if alone.get() {
            t!(i18n, video.shrink)
        } else {
            t!(i18n, video.enlarge)
        }
    };
    view! {
        <section
            class="video-tile"
            tabindex="0"
            node_ref=tile
            aria-label=name
            aria-keyshortcuts="Enter F S P Delete"
            data-state=state
            data-transport=transport
            data-why=why
            data-seen=move || shown.get().age_secs.map(|_| "")
            data-stream=move || stream.get().to_string()
            on:keydown=on_key
            on:dblclick=move |_| {
                if let Some(enlarge) = on_enlarge {
                    enlarge.run(());
                }
            }
        >
            <canvas class="video-tile__still" node_ref=still></canvas>
            <video
                class="video-tile__picture"
                node_ref=video
                prop:muted=true
                autoplay
                playsinline
                disablepictureinpicture
            ></video>
            <p class="video-tile__words" role="status" hidden=move || words().is_none()>
                {words}
            </p>
            <footer class="video-tile__foot">
                <span class="video-tile__name">{name}</span>
                <span class="video-tile__turns">{still_words}</span>
                <span class="video-tile__age" data-live=move || age_is_live(shown.get()).then_some("")>
                    {age}
                </span>
                <span class="video-tile__buttons">
                    {on_enlarge.map(|enlarge| button(Signal::derive(size_word), enlarge))}
                    {button(
                        Signal::derive(move || t!(i18n, video.fill_screen)),
                        Callback::new(move |()| fill_screen()),
                    )}
                    {button(
                        Signal::derive(move || t!(i18n, video.keep)),
                        Callback::new(move |()| keep()),
                    )}
                    {button(
                        Signal::derive(move || t!(i18n, video.move_out)),
                        Callback::new(move |()| move_out()),
                    )}
                    {on_remove
                        .map(|remove| {
                            button(Signal::derive(move || t!(i18n, video.remove)), remove)
                        })}
                </span>
            </footer>
        </section>
    }
}

fn age_is_live(shown: Shown) -> bool {
    matches!(shown.state, Some(State::Playing(_))) && shown.age_secs == Some(0)
}
