//! The map as a component of a page.

use std::rc::{Rc, Weak};
use std::sync::Arc;

use domain::{CameraPoint, PointId};
use leptos::html::Div;
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Deployment;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::camera_points::PointSign;
use super::datum::Datum;
use super::edge_call::EdgeCallView;
use super::outside::{Edge, EdgeCall};
use super::situation::{MapFault, Situation, SituationOptions};
use super::writer::Conditions;
use crate::cameras::{CameraBook, Catalogue};
use crate::config::{AskedCamera, StreamState};
use crate::engine::TileDrawer;
use crate::i18n::{I18n, t, use_i18n};
use crate::platform::{Listener, MediaWatch, TickGuard, Ticks, page_now, watch_reduced_motion};
use crate::selectors::Selectors;
use crate::store::{Store, Wanted};

/// Where the page's map is found, by whoever is not above it: tests and benches.
#[derive(Clone, Copy)]
pub struct MapSlot(StoredValue<Weak<Situation>, LocalStorage>);

impl MapSlot {
    /// No map yet.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new_local(Weak::new()))
    }

    /// The map, while one is on the page.
    #[must_use]
    pub fn get(self) -> Option<Rc<Situation>> {
        self.0.with_value(Weak::upgrade)
    }
}

impl Default for MapSlot {
    fn default() -> Self {
        Self::new()
    }
}

/// Everything that lives as long as the map is on the page.
struct Mounted {
    situation: Rc<Situation>,
    _tick: TickGuard,
    _keys: Listener,
    _resize: Option<Listener>,
    _motion: MediaWatch,
}

/// The situational map: fills the element it stands in.
#[component]
pub fn SituationMap(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// The tick source.
    ticks: StoredValue<Ticks, LocalStorage>,
    /// Where it lets itself be found.
    map_slot: MapSlot,
    /// Where it begins when that is not the deployment's home.
    #[prop(optional_no_strip)]
    begins: Option<AskedCamera>,
    /// Whether it moves by itself to show what is open.
    #[prop(default = true)]
    follows: bool,
    /// Who draws the picture's tiles where no address gives them.
    painter: StoredValue<Option<TileDrawer>, LocalStorage>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let container = NodeRef::<Div>::new();
    let labels = NodeRef::<Div>::new();
    let faults = RwSignal::new(Vec::<MapFault>::new());
    let outside = RwSignal::new(Vec::<EdgeCall>::new());
    let datum = Datum::of(deployment.basemap.as_ref());
    let mounted = StoredValue::new_local(None::<Mounted>);
    let credit = deployment
        .basemap
        .as_ref()
        .map(|basemap| basemap.attribution.clone())
        .filter(|text| !text.is_empty());
    Effect::new(move |_| {
        let (Some(container), Some(labels)) = (container.get(), labels.get()) else {
            return;
        };
        if mounted.with_value(Option::is_some) {
            return;
        }
        let made = Situation::new(SituationOptions {
            store: selectors.store(),
            home: deployment.home,
            begins,
            follows,
            basemap: deployment.basemap.clone(),
            painter: painter.get_value(),
            container: container.unchecked_into(),
            labels: labels.unchecked_into(),
            language: untrack(|| i18n.language()),
            on_fault: Box::new(move |fault, is_there| note(faults, fault, is_there)),
            on_outside: Box::new(move |calls| {
                if outside.with_untracked(|known| *known != calls) {
                    outside.set(calls);
                }
            }),
        });
        match made {
            Ok(situation) => {
                map_slot.0.set_value(Rc::downgrade(&situation));
                let title = untrack(|| t!(i18n, map.title).to_owned());
                spawn_local(Rc::clone(&situation).open_map(title));
                mounted.set_value(Some(mount(situation, ticks)));
                follow(mounted, selectors, i18n);
            }
            Err(error) => {
                warn!("marks: {error}");
                note(faults, MapFault::NoMarks, true);
            }
        }
    });
    on_cleanup(move || {
        map_slot.0.try_update_value(|slot| *slot = Weak::new());
        if let Some(Some(mounted)) = mounted.try_update_value(Option::take) {
            mounted.situation.dispose();
        }
    });
    let wanted = selectors.store().view.wanted;
    let calls = Edge::ALL.map(|edge| {
        let call = Memo::new(move |_| {
            outside.with(|calls| calls.iter().find(|call| call.edge == edge).copied())
        });
        let show = Callback::new(move |call: EdgeCall| {
            let corner = |at| datum.place(at);
            let bounds = call.bounds;
            if let (Some(low), Some(high)) = (corner(bounds.south_west), corner(bounds.north_east))
            {
                wanted.set(Some(Wanted::Box(low, high)));
            }
        });
        view! { <EdgeCallView edge=edge call=call on_show=show /> }
    });
    view! {
        <div class="map" node_ref=container>
            <div class="map__labels" aria-hidden="true" node_ref=labels></div>
            {calls.collect_view()}
            {credit.map(|credit| view! { <p class="map__credit">{credit}</p> })}
            <Show when=move || selectors.store().view.camera_points.get()>
                <KeepCameras />
            </Show>
            <For each=move || faults.get() key=|fault| *fault as u8 let:fault>
                <p class="map__fault" role="status">
                    {move || fault_words(i18n, fault)}
                </p>
            </For>
        </div>
    }
}

/// Keeps the list of cameras fresh while the map shows them.
#[component]
fn KeepCameras() -> impl IntoView {
    let book: CameraBook = expect_context();
    book.watch();
}

/// The signs of all points.
fn point_signs(catalogue: &Catalogue, i18n: I18n, open: Option<&PointId>) -> Vec<PointSign> {
    let points = catalogue.points().iter();
    let sign = |point: &CameraPoint| PointSign {
        id: point.id.clone(),
        name: i18n.language().pick(&point.name).to_owned(),
        kind: point.kind,
        at: point.position,
        is_live: catalogue
            .entries_on(&point.id)
            .any(|entry| entry.state == Some(StreamState::Live)),
        is_open: open == Some(&point.id),
    };
    points.map(sign).collect()
}

fn fault_words(i18n: I18n, fault: MapFault) -> &'static str {
    match fault {
        MapFault::NoLibrary => t!(i18n, map.no_library),
        MapFault::NoMarks => t!(i18n, map.no_marks),
        MapFault::NotDrawn => t!(i18n, map.not_drawn),
    }
}

fn note(faults: RwSignal<Vec<MapFault>>, fault: MapFault, is_there: bool) {
    let was_there = faults.with_untracked(|faults| faults.contains(&fault));
    if was_there != is_there {
        faults.update(|faults| {
            faults.retain(|known| *known != fault);
            if is_there {
                faults.push(fault);
            }
        });
    }
}

/// Listens to what is not a signal: ticks, keys, the window.
fn mount(situation: Rc<Situation>, ticks: StoredValue<Ticks, LocalStorage>) -> Mounted {
    let on_tick = Rc::downgrade(&situation);
    let tick = ticks.with_value(|ticks| {
        ticks.each(move |at| {
            if let Some(situation) = on_tick.upgrade() {
                situation.tick(at);
            }
        })
    });
    let on_key = Rc::downgrade(&situation);
    let keys = Listener::new(situation.container(), "keydown", move |key| {
        if let (Some(situation), Ok(key)) = (on_key.upgrade(), key.dyn_into::<KeyboardEvent>()) {
            situation.key(&key);
        }
    });
    let on_resize = Rc::downgrade(&situation);
    let resize = web_sys::window().map(|window| {
        Listener::new(&window, "resize", move |_| {
            if let Some(situation) = on_resize.upgrade() {
                situation.dress_again();
            }
        })
    });
    let on_motion = Rc::downgrade(&situation);
    let motion = watch_reduced_motion(move |_| {
        if let Some(situation) = on_motion.upgrade() {
            situation.dress_again();
        }
    });
    Mounted {
        situation,
        _tick: tick,
        _keys: keys,
        _resize: resize,
        _motion: motion,
    }
}

/// Follows the signals: an effect for each thing that the map is told.
fn follow(mounted: StoredValue<Option<Mounted>, LocalStorage>, selectors: Selectors, i18n: I18n) {
    let store: Store = selectors.store();
    let tell = move |tell: &dyn Fn(&Situation)| {
        mounted.try_with_value(|mounted| {
            if let Some(mounted) = mounted {
                tell(&mounted.situation);
            }
        });
    };
    let flood = selectors.flood();
    let freshness: Vec<_> = store
        .networks()
        .into_iter()
        .map(|network| (network, selectors.freshness(network)))
        .collect();
    Effect::new(move |_| {
        let directory = store.directory();
        tell(&|map| map.set_directory(&directory));
    });
    let conditions = Memo::new(move |_| Conditions {
        filter: store.view.filter.get(),
        freshness: freshness
            .iter()
            .map(|(network, freshness)| (*network, freshness.get()))
            .collect(),
        flood: flood.get(),
    });
    Effect::new(move |_| {
        let conditions = conditions.get();
        tell(&|map| map.set_conditions(conditions.clone(), page_now()));
    });
    Effect::new(move |_| {
        let language = i18n.language();
        tell(&|map| map.speak(language));
    });
    Effect::new(move |_| {
        store
            .surveyed
            .with(|known| tell(&|map| map.set_hand_labels(&known.labels)));
    });
    Effect::new(move |_| {
        let labels = store.view.labels.get();
        tell(&|map| map.set_labels(labels));
    });
    Effect::new(move |_| {
        let selected = store.view.selected.get();
        tell(&|map| map.select(selected));
    });
    Effect::new(move |_| {
        let hovered = store.view.hovered.get();
        tell(&|map| map.hover(hovered));
    });
    Effect::new(move |_| {
        let _ = store.view.pin();
        tell(&|map| map.stand_pin());
    });
    Effect::new(move |_| {
        store.view.sight.track();
        store.view.spot.track();
        tell(&|map| map.stand_cone());
    });
    let book = use_context::<CameraBook>();
    let signs = Memo::new(move |_| {
        let catalogue = book.filter(|_| store.view.camera_points.get())?.catalogue();
        let open = store.view.camera_point.get();
        catalogue.with(|catalogue| Some(point_signs(catalogue.as_deref()?, i18n, open.as_ref())))
    });
    Effect::new(move |_| {
        signs.with(|signs| {
            tell(&|map| map.show_camera_points(signs.as_deref().unwrap_or_default()))
        });
    });
    Effect::new(move |before: Option<bool>| {
        let known = store.surroundings.with(Option::is_some);
        if known && before != Some(true) {
            tell(&|map| map.show_lookouts());
        }
        known
    });
    let due = selectors.due();
    Effect::new(move |_| {
        let due = due.get();
        tell(&|map| map.set_due(due.clone()));
    });
    Effect::new(move |_| {
        let at = store.second();
        tell(&|map| map.second(at));
    });
    // What was asked for before this map was there is not asked of it.
    Effect::new(move |before: Option<()>| {
        let wanted = store.view.wanted.get();
        if let (Some(()), Some(wanted)) = (before, wanted) {
            tell(&|map| map.show(wanted));
        }
    });
}
