//! The picture as a component of a page: the button that opens it, its frame, its controls.

mod burnt;
mod calibrate;
mod corner;
mod film;
mod head_bar;
mod helm;
mod insets;
mod layers;
mod lookouts;
mod spot_words;

use std::rc::{Rc, Weak};
use std::sync::Arc;

use domain::{CameraId, IncidentRef, PointKind, Wgs84};
use leptos::html::{Canvas, Div};
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Deployment;
use wasm_bindgen::JsCast;

use self::burnt::Burnt;
use self::calibrate::ToCalibration;
use self::corner::Corner;
use self::film::{Film, FilmState};
use self::head_bar::{HeadBar, HeadWords};
use self::helm::{HeadKnown, HeadState, Wish};
use self::insets::{Drawing, InsetPictures, Insets};
use self::layers::{Layers, LayersButton};
use self::lookouts::Lookouts;
use self::spot_words::SpotWords;
use super::best::{best_lookout, on_top};
use super::control::Control;
use super::hands::listen;
use super::naming::{NameThing, NamingForm};
use super::picture::{CameraPicture, PictureOptions, PictureRole};
use super::skyline::Skyline;
use super::standing::{Aim, Standing};
use crate::config::{Surroundings, SurroundingsSource};
use crate::engine::TileDrawer;
use crate::i18n::{I18n, t, use_i18n};
use crate::platform::{Listener, watch_size};
use crate::selectors::Selectors;
use crate::store::{Store, Wanted};
use crate::video::Deck;

/// Where the page's camera picture is found, by whoever is not above it: tests.
#[derive(Clone, Copy)]
pub struct PictureSlot(StoredValue<Weak<CameraPicture>, LocalStorage>);

impl PictureSlot {
    /// No picture yet.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new_local(Weak::new()))
    }

    /// The picture, while one is on the page.
    #[must_use]
    pub fn get(self) -> Option<Rc<CameraPicture>> {
        self.0.with_value(Weak::upgrade)
    }
}

impl Default for PictureSlot {
    fn default() -> Self {
        Self::new()
    }
}

/// How far the map shows around a camera that is opened, to its corners, in metres.
const SHOWN_AROUND: f64 = 1_500.0;

/// How the cameras are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// Nobody has asked.
    Unasked,
    /// They are being read.
    Awaited,
    /// They are known.
    Known,
    /// They did not come.
    Failed,
}

/// A camera's picture beside the map, while one is open; else the button that opens it.
#[component]
pub fn CameraView(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Where the picture lets itself be found.
    picture_slot: PictureSlot,
    /// Who draws the aerial picture's tiles where no address gives them.
    painter: StoredValue<Option<TileDrawer>, LocalStorage>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let source: SurroundingsSource = expect_context();
    let source = StoredValue::new_local(source);
    let skyline = StoredValue::new_local(None::<Rc<Skyline>>);
    let reading = RwSignal::new(if store.surroundings.get_untracked().is_some() {
        Reading::Known
    } else {
        Reading::Unasked
    });
    let open = move || {
        spawn_local(async move {
            if store.surroundings.get_untracked().is_none() {
                reading.set(Reading::Awaited);
                let read = source.get_value().read().await;
                // The page may have been left meanwhile.
                let told = match read {
                    Ok(read) => {
                        store.surroundings.set(Some(Arc::new(read)));
                        Reading::Known
                    }
                    Err(error) => {
                        warn!("cameras: {error}");
                        Reading::Failed
                    }
                };
                if reading.try_set(told).is_some() || told == Reading::Failed {
                    return;
                }
            }
            let first = untrack(|| choose(store, skyline));
            if first.is_none() {
                reading.set(Reading::Failed);
            }
            store.view.camera.set(first);
        });
    };
    let label = move || match reading.get() {
        Reading::Awaited => t!(i18n, ar.loading),
        Reading::Failed => t!(i18n, ar.no_cameras),
        Reading::Unasked | Reading::Known => t!(i18n, ar.open),
    };
    let is_open = Memo::new(move |_| store.view.camera.with(Option::is_some));
    view! {
        <Show
            when=move || is_open.get()
            fallback=move || {
                view! {
                    <button
                        type="button"
                        class="camera-open"
                        disabled=move || reading.get() == Reading::Awaited
                        on:click=move |_| open()
                    >
                        {label}
                    </button>
                }
            }
        >
            <OpenPicture
                deployment=Arc::clone(&deployment)
                picture_slot=picture_slot
                painter=painter
                skyline=skyline
            />
        </Show>
    }
}

/// The buildings' skyline, made once a page.
fn skyline_of(
    kept: StoredValue<Option<Rc<Skyline>>, LocalStorage>,
    surroundings: &Surroundings,
) -> Rc<Skyline> {
    if let Some(known) = kept.with_value(Option::clone) {
        return known;
    }
    let made = Rc::new(Skyline::new(&surroundings.buildings));
    kept.set_value(Some(Rc::clone(&made)));
    made
}

/// Which camera opens: the one that sees best what is selected, else the first lookout on a roof, else any.
fn choose(store: Store, kept: StoredValue<Option<Rc<Skyline>>, LocalStorage>) -> Option<CameraId> {
    let surroundings = store.surroundings.get_untracked()?;
    let skyline = skyline_of(kept, &surroundings);
    let selected = store.view.selected.get_untracked();
    if let Some(at) = selected.and_then(|incident| place_of(store, incident)) {
        let surveyed = store.surveyed.get_untracked();
        let best = best_lookout(&surroundings, &surveyed, &skyline, on_top(&skyline, at));
        if best.is_some() {
            return best;
        }
    }
    let highest = surroundings
        .lookouts()
        .max_by(|one, other| one.2.height_metres.total_cmp(&other.2.height_metres));
    highest.map(|(_, camera, _)| camera.id.clone())
}

fn place_of(store: Store, incident: IncidentRef) -> Option<Wgs84> {
    store.with_incident(incident, |known| known.place.position)?
}

/// Everything that lives as long as the picture is on the page.
struct Mounted {
    picture: Rc<CameraPicture>,
    _listeners: Vec<Listener>,
}

/// The picture of the camera that is open.
#[component]
fn OpenPicture(
    deployment: Arc<Deployment>,
    picture_slot: PictureSlot,
    painter: StoredValue<Option<TileDrawer>, LocalStorage>,
    skyline: StoredValue<Option<Rc<Skyline>>, LocalStorage>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let frame = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let streets = NodeRef::<Canvas>::new();
    let aim = RwSignal::new(None::<Aim>);
    let failed = RwSignal::new(false);
    let mounted = StoredValue::new_local(None::<Mounted>);
    let is_large = RwSignal::new(false);
    let layers_open = RwSignal::new(false);
    let choice = RwSignal::new(None::<String>);
    let control = use_context::<Control>();
    let standing = Memo::new(move |_| Standing::of(store, &store.view.camera.get()?));
    // Once for every camera that is opened: turning it leaves the map alone.
    Effect::new(move |before: Option<Option<CameraId>>| {
        standing.with(|standing| {
            let standing = standing.as_ref();
            let id = standing.map(|standing| standing.id().clone());
            if let Some(standing) = standing.filter(|_| before != Some(id.clone())) {
                show_around(store, standing);
            }
            id
        })
    });
    if let Some(commands) = use_context() {
        provide_context(Deck::new(commands));
    }
    let known = HeadKnown::new();
    let film = FilmState::new(store, standing, known);
    let is_filmed = film.is_seen;
    let head = HeadState::new(store, mounted, standing, known, is_filmed);
    let drawing = Drawing {
        basemap: StoredValue::new(deployment.basemap.clone()),
        painter,
        skyline,
    };
    let insets = Insets::new();
    let naming = NamingForm::begin(store);
    let owner = Owner::current().unwrap_or_default();
    let title = untrack(|| t!(i18n, ar.title).to_owned());
    Effect::new(move |_| {
        let (Some(container), Some(canvas)) = (frame.get(), canvas.get()) else {
            return;
        };
        let (Some(standing), Some(surroundings)) = (standing.get(), store.surroundings.get())
        else {
            return;
        };
        if mounted.with_value(Option::is_some) {
            mounted.with_value(|mounted| {
                if let Some(mounted) = mounted {
                    mounted.picture.watch(standing);
                }
            });
            return;
        }
        let made = CameraPicture::new(
            PictureOptions {
                store,
                i18n,
                role: PictureRole::Main,
                basemap: drawing.basemap.get_value(),
                painter: painter.get_value(),
                skyline: skyline_of(skyline, &surroundings),
                surroundings,
                container: container.unchecked_into(),
                canvas,
                streets: streets.get(),
                on_fault: Box::new(move |is_there| failed.set(is_there)),
                on_aim: Box::new(move |told| aim.set(Some(told))),
                on_camera: Box::new(move |camera| open_from_label(store, insets, camera)),
                on_lost: Box::new(move |told| head.is_lost.set(told)),
                on_unsure: Box::new(move |told| head.tell_unsure(told)),
                on_choice: Box::new(move |told| choice.set(told)),
                control,
            },
            standing,
        );
        match made {
            Ok(picture) => {
                picture_slot.0.set_value(Rc::downgrade(&picture));
                spawn_local(Rc::clone(&picture).open(title.clone()));
                let listeners = listen(&picture, store);
                let joined = Rc::clone(&picture);
                mounted.set_value(Some(Mounted {
                    picture,
                    _listeners: listeners,
                }));
                // As the component's own: what this effect makes is gone when it runs again, for another camera or another
                // calibration of this one.
                owner.with(|| {
                    follow(mounted, selectors, i18n);
                    if let Some(control) = control {
                        control.join(&joined);
                    }
                });
                untrack(|| head.give_helm());
                if let Some(at) = place_of_selected(store) {
                    head.wish.set(Some(Wish::Quietly(at)));
                }
            }
            Err(error) => {
                warn!("camera picture: {error}");
                failed.set(true);
            }
        }
    });
    let foot = NodeRef::<Div>::new();
    keep_clear(mounted, foot, insets);
    on_cleanup(move || {
        picture_slot.0.try_update_value(|slot| *slot = Weak::new());
        if let Some(Some(mounted)) = mounted.try_update_value(Option::take) {
            mounted.picture.dispose();
        }
    });
    let tell = move |tell: &dyn Fn(&CameraPicture)| {
        mounted.try_with_value(|mounted| {
            if let Some(mounted) = mounted {
                tell(&mounted.picture);
            }
        });
    };
    // There is nothing to choose of what is not written.
    let is_labelled = move || control.is_none_or(Control::is_labelled);
    let tell_it = Callback::new(move |act: fn(&CameraPicture)| tell(&act));
    let has_selected = Memo::new(move |_| store.view.selected.with(Option::is_some));
    let may_look = move || head.turns() || head.may_steer() || !is_filmed.get();
    let look_at_selected = move |_| look_at_selected(head, mounted, store, skyline);
    view! {
        <section
            class="camera-view"
            data-size=move || if is_large.get() { "large" } else { "split" }
            data-picture=move || if is_filmed.get() { "filmed" } else { "drawn" }
            aria-label=move || t!(i18n, ar.title)
        >
            <div
                class="camera-view__picture"
                node_ref=frame
                tabindex="0"
                role="application"
                aria-label=move || t!(i18n, ar.keys)
            >
                <span class="visually-hidden" role="status">{move || choice.get()}</span>
                <Film film=film mounted=mounted />
                <canvas class="camera-view__streets" aria-hidden="true" node_ref=streets></canvas>
                <canvas class="camera-view__labels" aria-hidden="true" node_ref=canvas></canvas>
            </div>
            <div class="camera-view__over">
                <div class="camera-view__top">
                    <Burnt standing=standing aim=aim.into() film=film head=head />
                    <Corner is_large=is_large camera=store.view.camera />
                </div>
                <InsetPictures insets=insets drawing=drawing store=store />
                <div class="camera-view__foot" node_ref=foot>
                    <HeadWords head=head />
                    {naming.map(|form| view! { <NameThing form=form /> })}
                    <SpotWords naming=naming />
                    <Show when=move || layers_open.get() && is_labelled()>
                        <Layers standing=standing />
                    </Show>
                    <div class="camera-view__bar">
                        <Lookouts />
                        <HeadBar head=head tell=tell_it />
                        <button
                            type="button"
                            class="camera-view__button"
                            disabled=move || !has_selected.get() || !may_look()
                            on:click=look_at_selected
                        >
                            {move || t!(i18n, ar.look_at_selected)}
                        </button>
                        <Show when=move || head.turns()>
                            <button
                                type="button"
                                class="camera-view__button"
                                on:click=move |_| tell(&CameraPicture::go_home)
                            >
                                {move || t!(i18n, ar.home)}
                            </button>
                        </Show>
                        <Show when=is_labelled>
                            <LayersButton is_open=layers_open />
                        </Show>
                        <ToCalibration />
                    </div>
                </div>
            </div>
            <Show when=move || failed.get()>
                <p class="map__fault" role="status">
                    {move || t!(i18n, map.no_library)}
                </p>
            </Show>
        </section>
    }
}

/// Has labels keep clear of what stands on the picture, whenever that changes.
fn keep_clear(
    mounted: StoredValue<Option<Mounted>, LocalStorage>,
    foot: NodeRef<Div>,
    insets: Insets,
) {
    let look_around = move || {
        mounted.try_with_value(|mounted| {
            if let Some(mounted) = mounted {
                mounted.picture.surface_changed();
            }
        });
    };
    let sized = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(foot) = foot.get() {
            sized.set_value(Some(watch_size(&foot, look_around)));
        }
    });
    Effect::new(move |_| {
        insets.track();
        // Once the page has laid them out.
        request_animation_frame(look_around);
    });
}

/// Opens the camera whose label was clicked: another lookout in the place of this one, any other within its picture.
fn open_from_label(store: Store, insets: Insets, camera: CameraId) {
    let surroundings = store.surroundings.get_untracked();
    let known = surroundings
        .as_ref()
        .and_then(|known| known.camera(&camera));
    if known.is_some_and(|(point, _)| point.kind == PointKind::Lookout) {
        store.view.camera.set(Some(camera));
    } else {
        insets.open(camera);
    }
}

/// Lets the map show what lies around a camera that was opened.
fn show_around(store: Store, standing: &Standing) {
    let at = standing.eye().position;
    let corner = |bearing: f64| {
        let away = geodesy::Metres(SHOWN_AROUND);
        geodesy::great_circle_destination(at, geodesy::Degrees(bearing), away)
    };
    if let (Some(low), Some(high)) = (corner(225.0), corner(45.0)) {
        store.view.wanted.set(Some(Wanted::Box(low, high)));
    }
}

/// Turns the best camera to what is selected.
fn look_at_selected(
    head: HeadState,
    mounted: StoredValue<Option<Mounted>, LocalStorage>,
    store: Store,
    skyline: StoredValue<Option<Rc<Skyline>>, LocalStorage>,
) {
    let best = choose(store, skyline);
    if best.is_some() && best != store.view.camera.get_untracked() {
        store.view.camera.set(best.clone());
        // Before the signal's readers have run: the picture is to turn as that camera.
        let standing = best.and_then(|best| untrack(|| Standing::of(store, &best)));
        mounted.with_value(|mounted| {
            if let (Some(mounted), Some(standing)) = (mounted, standing) {
                mounted.picture.watch(standing);
            }
        });
    }
    head.wish.set(place_of_selected(store).map(Wish::Firmly));
}

fn place_of_selected(store: Store) -> Option<Wgs84> {
    let selected = store.view.selected.get_untracked();
    selected.and_then(|incident| place_of(store, incident))
}

/// Follows what is known and looked at: an effect for each thing that the picture is told.
fn follow(mounted: StoredValue<Option<Mounted>, LocalStorage>, selectors: Selectors, i18n: I18n) {
    let store = selectors.store();
    let flood = selectors.flood();
    let tell = move |tell: &dyn Fn(&CameraPicture)| {
        mounted.try_with_value(|mounted| {
            if let Some(mounted) = mounted {
                tell(&mounted.picture);
            }
        });
    };
    Effect::new(move |_| {
        store.track_paced();
        store.view.filter.track();
        store.view.labels.track();
        store.view.layers.track();
        store.view.selected.track();
        store.surveyed.track();
        store.view.spot.track();
        let _ = (store.directory(), i18n.language());
        tell(&CameraPicture::refresh);
    });
    Effect::new(move |_| {
        let flood = flood.get();
        tell(&|picture| picture.set_flood(flood));
    });
    Effect::new(move |_| {
        let _ = store.second();
        tell(&CameraPicture::second);
    });
}
