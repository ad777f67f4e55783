//! What cameras see near the selected incident, live and as it was recorded since; and those of a point that was pressed on the
//! map.

use domain::{IncidentRef, PointId, Wgs84};
use geodesy::Metres;
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::cameras::{
    CameraBook, Catalogue, Entry, NearCamera, Running, Source, nearest_cameras, recorded_at,
    shown_at, state_name, state_word,
};
use crate::commands::Commands;
use crate::i18n::{length, t, use_i18n};
use crate::panels::stage_word;
use crate::platform::{device_now, page_now};
use crate::selectors::Selectors;
use crate::ui::{Chip, Fill, Panel};
use crate::video::{Deck, Moment, RecordedPicture, VideoTile};

/// How many cameras are offered, and how many of one point.
const OFFERED: usize = 6;
const ON_ONE_POINT: usize = 2;

/// How many of them the page of pictures is opened with.
const SIDE_BY_SIDE: usize = 4;

fn selectors() -> Selectors {
    expect_context()
}

/// The cameras near the selected incident; nothing while none is selected that has a place, for who may not see cameras, and in a
/// demo without a hub, which plays nothing.
#[component]
pub fn NearCameras() -> impl IntoView {
    let selectors = selectors();
    let store = selectors.store();
    let commands = use_context::<Commands>().filter(|_| store.sees_cameras.get_untracked());
    let selected = selectors.selected();
    let place = Memo::new(move |_| {
        let incident = selected.get()?;
        let known = store.incident(incident);
        let at = known.with(|known| known.as_ref()?.place.position)?;
        Some((incident, at))
    });
    move || {
        let (commands, (incident, at)) = commands.zip(place.get())?;
        Some(view! { <CamerasNear commands=commands incident=incident at=at /> }.into_any())
    }
}

/// The cameras near one incident.
#[component]
fn CamerasNear(commands: Commands, incident: IncidentRef, at: Wgs84) -> impl IntoView {
    let i18n = use_i18n();
    let book: CameraBook = expect_context();
    book.watch();
    let catalogue = book.catalogue();
    let near = Memo::new(move |_| {
        catalogue
            .with(|catalogue| {
                let catalogue = catalogue.as_deref()?;
                Some(nearest_cameras(catalogue, at, OFFERED, ON_ONE_POINT))
            })
            .unwrap_or_default()
    });
    let page = move || {
        let ids = near.with(|near| {
            let playable = near.iter().filter(|camera| camera.entry.state.is_some());
            let ids = playable.take(SIDE_BY_SIDE);
            let ids: Vec<String> = ids.map(|camera| camera.entry.source.id.clone()).collect();
            ids.join(",")
        });
        let place = format!("{:.5},{:.5}", at.lon(), at.lat());
        commands.page(&format!("video?show={ids}&near={place}"))
    };
    let link = move || {
        view! {
            <a class="link" target="_blank" rel="external noopener" href=page>
                {move || t!(i18n, cameras.side_by_side)}
            </a>
        }
    };
    view! {
        <Show when=move || near.with(|near| !near.is_empty())>
            <Panel
                title=Signal::derive(move || t!(i18n, cameras.near).to_owned())
                fill=Fill::Content
                aside=link
            >
                <CameraLines commands=commands cameras=near incident=Some(incident) />
            </Panel>
        </Show>
    }
    .into_any()
}

/// The cameras of the point that was pressed on the map; nothing while none is.
#[component]
pub fn PointCameras() -> impl IntoView {
    let i18n = use_i18n();
    let view = selectors().store().view;
    let commands = use_context::<Commands>();
    let book: CameraBook = expect_context();
    let catalogue = book.catalogue();
    move || {
        let (commands, id) = commands.zip(view.camera_point.get())?;
        let point = catalogue.with_untracked(|known| known.as_deref()?.point(&id).cloned())?;
        let cameras = Memo::new(move |_| {
            catalogue
                .with(|known| known.as_deref().map(|known| cameras_of(known, &id)))
                .unwrap_or_default()
        });
        let close = move |_| view.camera_point.set(None);
        let aside = move || {
            view! {
                <button type="button" class="chip" on:click=close>
                    {move || t!(i18n, card.close)}
                </button>
            }
        };
        let title = Signal::derive(move || i18n.language().pick(&point.name).to_owned());
        Some(
            view! {
                <Panel title=title fill=Fill::Content aside=aside>
                    <CameraLines commands=commands cameras=cameras incident=None />
                </Panel>
            }
            .into_any(),
        )
    }
}

fn cameras_of(catalogue: &Catalogue, point: &PointId) -> Vec<NearCamera> {
    let entries = catalogue.entries_on(point);
    let here = |entry: &Entry| NearCamera {
        entry: entry.clone(),
        distance: Metres(0.0),
    };
    entries.map(here).collect()
}

/// A line for each of some cameras, and below them the picture of the one that somebody opened.
#[component]
fn CameraLines(
    commands: Commands,
    cameras: Memo<Vec<NearCamera>>,
    /// The incident near which they are, when they are near one.
    incident: Option<IncidentRef>,
) -> impl IntoView {
    let open = RwSignal::new(None::<Source>);
    view! {
        <ul class="near-cameras">
            {move || {
                let lines = cameras.get().into_iter();
                let lines = lines.map(|camera| near_camera(camera, open));
                lines.collect::<Vec<_>>()
            }}
        </ul>
        {move || {
            open.get()
                .map(|source| {
                    view! { <OpenCamera commands=commands incident=incident source=source /> }
                })
        }}
    }
    .into_any()
}

fn near_camera(camera: NearCamera, open: RwSignal<Option<Source>>) -> AnyView {
    let i18n = use_i18n();
    let NearCamera { entry, distance } = camera;
    let (source, state) = (entry.source, entry.state);
    let (id, name) = (source.id.clone(), source.name.clone());
    let language = i18n.language();
    // Those of one point all stand there.
    let far = (distance.0 > 0.0).then(|| length(language, distance));
    let words = view! {
        <span class="camera-state" data-state=state_name(state)></span>
        <span class="near-camera__name">{language.pick(&name).to_owned()}</span>
        <span class="near-camera__detail">
            <span>{state_word(language, state)}</span>
            <span>{far}</span>
        </span>
    }
    .into_any();
    if state.is_none() {
        // Nothing brings its picture: there is nothing to open.
        return view! { <li class="near-camera">{words}</li> }.into_any();
    }
    let toggle = move |_| {
        open.update(|open| {
            let is_open = open.as_ref().is_some_and(|open| open.id == source.id);
            *open = (!is_open).then(|| source.clone());
        });
    };
    view! {
        <li><button
            type="button"
            class="near-camera"
            data-camera=id.clone()
            aria-expanded=move || {
                open.with(|open| open.as_ref().is_some_and(|open| open.id == id)).to_string()
            }
            on:click=toggle
        >
            {words}
        </button></li>
    }
    .into_any()
}

/// One camera's picture in place.
#[component]
fn OpenCamera(commands: Commands, incident: Option<IncidentRef>, source: Source) -> impl IntoView {
    let i18n = use_i18n();
    provide_context(Deck::new(commands));
    let records = RwSignal::new(false);
    let id = source.id.clone();
    let own_page = Signal::derive(move || {
        let id = String::from(js_sys::encode_uri_component(&id));
        commands.page(&format!("video?show={id}&tiles=1&bare=1"))
    });
    let recording = incident.and_then(|incident| {
        let running = running(incident)?;
        let begins = recorded_at(reported_at(incident)?, running)?;
        Some((incident, running, begins))
    });
    let source = Signal::stored(source);
    let frame = NodeRef::<Div>::new();
    // Below a long list of cameras it would open where nobody sees it.
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            let into_view = ScrollIntoViewOptions::new();
            into_view.set_block(ScrollLogicalPosition::Nearest);
            frame.scroll_into_view_with_scroll_into_view_options(&into_view);
        }
    });
    view! {
        <div class="near-cameras__picture" node_ref=frame>
            {recording
                .is_some()
                .then(|| {
                    view! {
                        <div class="chips" role="group" aria-label=move || t!(i18n, recorded.which)>
                            <Chip
                                pressed=Signal::derive(move || !records.get())
                                on_press=move |()| records.set(false)
                            >
                                {move || t!(i18n, recorded.live)}
                            </Chip>
                            <Chip pressed=records on_press=move |()| records.set(true)>
                                {move || t!(i18n, recorded.title)}
                            </Chip>
                        </div>
                    }
                })}
            {move || match recording.filter(|_| records.get()) {
                Some((incident, running, from)) => {
                    view! {
                        <RecordedPicture
                            commands=commands
                            stream=Signal::derive(move || {
                                source.with(|source| source.stream(true).clone())
                            })
                            name=Signal::derive(move || {
                                source.with(|source| i18n.language().pick(&source.name).to_owned())
                            })
                            from=from
                            moments=moments(incident, running)
                            on_clock=Callback::new(move |at| {
                                i18n.local(shown_at(at, running)).with_seconds()
                            })
                        />
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <div class="near-cameras__tile">
                            <VideoTile source=source small=true alone=true own_page=own_page />
                        </div>
                    }
                        .into_any()
                }
            }}
        </div>
    }
    .into_any()
}

/// How the clock of an incident's network runs now.
fn running(incident: IncidentRef) -> Option<Running> {
    let clock = selectors().store().clock_of(incident.network)?;
    Some(Running {
        now: clock.now(page_now()),
        rate: clock.rate(),
        device_now: device_now(),
    })
}

fn reported_at(incident: IncidentRef) -> Option<domain::Timestamp> {
    let store = selectors().store();
    store.with_incident(incident, |known| known.reported_at())
}

/// The steps of an incident as moments to jump to, as far as they have come.
fn moments(incident: IncidentRef, running: Running) -> Signal<Vec<Moment>> {
    let i18n = use_i18n();
    let card = selectors().card(incident);
    Memo::new(move |_| {
        card.with(|card| {
            let steps = card.iter().flat_map(|card| &card.steps);
            let mut moments: Vec<Moment> = steps
                .filter_map(|step| {
                    Some(Moment {
                        words: stage_word(i18n.language(), step.stage).to_owned(),
                        at: recorded_at(step.at?, running)?,
                    })
                })
                .collect();
            moments.sort_by_key(|moment| moment.at);
            moments
        })
    })
    .into()
}
