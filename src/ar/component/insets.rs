use std::rc::Rc;
use std::sync::Arc;

use domain::CameraId;
use leptos::html::{Canvas, Div};
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Basemap;
use wasm_bindgen::JsCast;

use super::film::stream_of;
use super::{place_of_selected, skyline_of};
use crate::ar::best::on_top;
use crate::ar::outlook::outlook;
use crate::ar::picture::{CameraPicture, PictureOptions, PictureRole};
use crate::ar::skyline::Skyline;
use crate::ar::standing::{Aim, Standing};
use crate::cameras::{Source, full_name, source};
use crate::commands::Commands;
use crate::config::Surroundings;
use crate::engine::TileDrawer;
use crate::i18n::{t, use_i18n};
use crate::store::Store;
use crate::video::VideoTile;

/// How many stand in the picture at once: more would cover what they are opened from.
const MOST: usize = 2;

/// Cameras whose pictures stand in the picture of another, the newest last. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Insets(RwSignal<Vec<CameraId>>);

impl Insets {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Opens a camera's picture; the oldest gives way where there are as many as may be.
    pub(super) fn open(self, camera: CameraId) {
        self.0.update(|open| {
            open.retain(|known| *known != camera);
            open.push(camera);
            let too_many = open.len().saturating_sub(MOST);
            open.drain(..too_many);
        });
    }

    /// Has an effect run whenever others are open.
    pub(super) fn track(self) {
        self.0.track();
    }

    fn close(self, camera: &CameraId) {
        self.0.update(|open| open.retain(|known| known != camera));
    }
}

/// What a drawn inset is made of, as the large picture is.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    /// The aerial picture.
    pub(super) basemap: StoredValue<Option<Basemap>>,
    /// Who draws its tiles.
    pub(super) painter: StoredValue<Option<TileDrawer>, LocalStorage>,
    /// The buildings' skyline.
    pub(super) skyline: StoredValue<Option<Rc<Skyline>>, LocalStorage>,
}

/// The pictures of low cameras within the picture of a high one: their films, or drawn where there is none.
#[component]
pub(super) fn InsetPictures(
    /// Which.
    insets: Insets,
    /// What drawn ones are made of.
    drawing: Drawing,
    /// What the screen knows.
    store: Store,
) -> impl IntoView {
    let inset = move |camera: CameraId| {
        let surroundings = store.surroundings.get_untracked()?;
        let (point, known) = surroundings.camera(&camera)?;
        let standing = {
            let camera = camera.clone();
            Memo::new(move |_| Standing::of(store, &camera))
        };
        let first = standing.get_untracked()?;
        let source = source(point, known).filter(|_| stream_of(&surroundings, &first).is_some());
        let close = {
            let camera = camera.clone();
            Callback::new(move |()| insets.close(&camera))
        };
        let enlarge = Callback::new(move |()| {
            insets.close(&camera);
            store.view.camera.set(Some(camera.clone()));
        });
        let commands: Option<Commands> = use_context();
        Some(match (source, commands) {
            (Some(source), Some(commands)) => {
                view! { <FilmedInset source=source commands=commands enlarge=enlarge close=close /> }
                    .into_any()
            }
            _ => view! {
                <DrawnInset
                    standing=standing
                    drawing=drawing
                    store=store
                    enlarge=enlarge
                    close=close
                />
            }
            .into_any(),
        })
    };
    view! {
        <div class="camera-view__insets">
            <For each=move || insets.0.get() key=CameraId::clone children=inset />
        </div>
    }
}

/// Where the drawn picture of a camera looks when it is opened.
fn first_look(
    store: Store,
    skyline: StoredValue<Option<Rc<Skyline>>, LocalStorage>,
    surroundings: &Surroundings,
    standing: &Standing,
) -> Aim {
    let skyline = skyline_of(skyline, surroundings);
    let selected = place_of_selected(store).map(|at| on_top(&skyline, at));
    let directory = untrack(|| store.directory());
    outlook(standing, selected, &directory.ground, &skyline)
}

#[component]
fn FilmedInset(
    source: Source,
    commands: Commands,
    enlarge: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let own_page = commands.page(&format!("video?show={}&tiles=1&bare=1", source.main));
    let source = Signal::stored(source);
    view! {
        <div class="camera-view__inset" data-picture="filmed">
            <VideoTile
                source=source
                small=Signal::stored(true)
                alone=Signal::stored(false)
                own_page=Signal::stored(own_page)
                on_enlarge=enlarge
                on_remove=close
            />
            <button
                type="button"
                class="camera-view__button camera-view__inset-close"
                aria-label=move || t!(i18n, ar.close)
                on:click=move |_| close.run(())
            >
                "✕"
            </button>
        </div>
    }
}

#[component]
fn DrawnInset(
    standing: Memo<Option<Standing>>,
    drawing: Drawing,
    store: Store,
    enlarge: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (frame, canvas) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let picture = StoredValue::new_local(None::<Rc<CameraPicture>>);
    let name = move || {
        let language = i18n.language();
        standing.with(|standing| {
            let standing = standing.as_ref()?;
            let name = full_name(standing.place_name(), standing.name());
            Some(language.pick(&name).to_owned())
        })
    };
    let title = untrack(name).unwrap_or_default();
    Effect::new(move |_| {
        let (Some(frame), Some(canvas)) = (frame.get(), canvas.get()) else {
            return;
        };
        let Some(standing) = standing.get() else {
            return;
        };
        // The same camera, after somebody calibrated it.
        if let Some(made) = picture.get_value() {
            made.watch(standing);
            return;
        }
        let Some(surroundings) = store.surroundings.get_untracked() else {
            return;
        };
        let made = CameraPicture::new(
            PictureOptions {
                store,
                i18n,
                role: PictureRole::Inset,
                basemap: drawing.basemap.get_value(),
                painter: drawing.painter.get_value(),
                skyline: skyline_of(drawing.skyline, &surroundings),
                surroundings: Arc::clone(&surroundings),
                container: frame.unchecked_into(),
                canvas,
                streets: None,
                on_fault: Box::new(|_| ()),
                on_aim: Box::new(|_| ()),
                on_camera: Box::new(|_| ()),
                on_lost: Box::new(|_| ()),
                on_unsure: Box::new(|_| ()),
                on_choice: Box::new(|_| ()),
                control: None,
            },
            standing.clone(),
        );
        match made {
            Ok(made) => {
                made.set_aim(first_look(store, drawing.skyline, &surroundings, &standing));
                spawn_local(Rc::clone(&made).open(title.clone()));
                picture.set_value(Some(made));
            }
            Err(error) => warn!("inset: {error}"),
        }
    });
    Effect::new(move |_| {
        let _ = store.second();
        picture.try_with_value(|picture| {
            if let Some(picture) = picture {
                picture.second();
            }
        });
    });
    on_cleanup(move || {
        if let Some(Some(picture)) = picture.try_update_value(Option::take) {
            picture.dispose();
        }
    });
    view! {
        <section class="camera-view__inset" data-picture="drawn" aria-label=name>
            <div class="camera-view__inset-picture" node_ref=frame>
                <canvas class="camera-view__labels" aria-hidden="true" node_ref=canvas></canvas>
            </div>
            <footer class="camera-view__inset-foot">
                <span class="camera-view__inset-name">{name}</span>
                <span class="camera-view__kind" data-kind="drawn">
                    {move || t!(i18n, ar.drawn)}
                </span>
                <button
                    type="button"
                    class="camera-view__button"
                    on:click=move |_| enlarge.run(())
                >
                    {move || t!(i18n, video.enlarge)}
                </button>
                <button type="button" class="camera-view__button" on:click=move |_| close.run(())>
                    {move || t!(i18n, ar.close)}
                </button>
            </footer>
        </section>
    }
}
