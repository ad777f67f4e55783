//! The demo's page: its worker stands in the hub's place, and the address says which moment is shown.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DemoRequest, Deployment, Divisions, Interest, Playhead};
use web_sys::Worker;

use super::screen::Screen;
use super::start::Origin;
use crate::config::{AskedCamera, DemoPage, IncidentTexts, Moment, SurroundingsSource, TextSource};
use crate::connection::{Demo, DemoNews, Painters};
use crate::engine::{TileAddress, TileDrawer};
use crate::i18n::{I18n, t, use_i18n};
use crate::map::MapSlot;
use crate::platform::{
    PageTime, Timeout, address_of_page, ask_anew, asked, copy_text, listens, page_now,
    page_painters, replace_query,
};
use crate::probe::Probe;
use crate::store::Store;
use crate::trainer::{Player, Trainer};
use crate::ui::{Notice, NoticeKind};

/// The address is written at most so often, in milliseconds.
const ADDRESS_EVERY_MS: f64 = 1_000.0;

/// How long a button says that the address was copied, in milliseconds.
const COPIED_MS: u32 = 2_000;

/// What a demo's screen is made of. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct DemoParts {
    demo: StoredValue<Option<Rc<Demo>>, LocalStorage>,
    divisions: StoredValue<Option<Divisions>>,
    playhead: RwSignal<Option<Playhead>>,
    day: RwSignal<Vec<Interest>>,
    page: RwSignal<DemoPage>,
    camera: StoredValue<Option<AskedCamera>>,
    moment: StoredValue<Moment>,
    painters: StoredValue<Option<Rc<Painters>>, LocalStorage>,
}

#[derive(Clone, Debug)]
enum Start {
    Drawn,
    Failed,
    Known(Arc<Deployment>),
}

/// The whole screen of a demo.
#[component]
pub fn DemoApp(
    /// The worker that the page began.
    worker: Worker,
    /// Where tests look.
    probe: StoredValue<Probe, LocalStorage>,
) -> impl IntoView {
    let i18n = use_i18n();
    let moment = Moment::asked(asked);
    let start = RwSignal::new(Start::Drawn);
    let parts = DemoParts {
        demo: StoredValue::new_local(None),
        divisions: StoredValue::new(None),
        playhead: RwSignal::new(None),
        day: RwSignal::new(Vec::new()),
        page: RwSignal::new(moment.page),
        camera: StoredValue::new(moment.camera),
        painters: StoredValue::new_local(Some(Painters::open(page_painters(), moment.seed))),
        moment: StoredValue::new(moment),
    };
    let hear = move |news| match news {
        DemoNews::Settings(settings) => {
            let (deployment, divisions) = *settings;
            parts.divisions.set_value(Some(divisions));
            start.set(Start::Known(Arc::new(deployment)));
        }
        DemoNews::Playhead(playhead) => parts.playhead.set(Some(playhead)),
        DemoNews::Day(day) => parts.day.set(day),
        DemoNews::Broken if parts.playhead.get_untracked().is_none() => start.set(Start::Failed),
        // What is shown stays, and its columns say that nothing more comes.
        DemoNews::Broken => {}
    };
    spawn_local(async move {
        if !listens(&worker).await {
            start.set(Start::Failed);
            return;
        }
        let open = DemoRequest::Open {
            seed: moment.seed,
            at: moment.at,
            rate: moment.rate,
            playing: !moment.paused,
        };
        parts.demo.set_value(Some(Demo::open(worker, open, hear)));
    });
    on_cleanup(move || {
        parts.demo.try_update_value(Option::take);
        parts.painters.try_update_value(Option::take);
    });
    move || match start.get() {
        Start::Drawn => notice(i18n, NoticeKind::Awaited).into_any(),
        Start::Failed => notice(i18n, NoticeKind::Failed).into_any(),
        Start::Known(deployment) => {
            view! { <Screen deployment=deployment origin=Origin::Demo(parts) probe=probe /> }
                .into_any()
        }
    }
}

fn notice(i18n: I18n, kind: NoticeKind) -> impl IntoView {
    let words = move || match kind {
        NoticeKind::Awaited => t!(i18n, start.demo_loading).to_owned(),
        _ => t!(i18n, start.demo_failed).to_owned(),
    };
    view! {
        <main class="start">
            <Notice kind=kind words=Signal::derive(words) />
        </main>
    }
}

impl DemoParts {
    /// The demo, while the page is there.
    pub fn demo(self) -> Option<Rc<Demo>> {
        self.demo.with_value(Option::clone)
    }

    /// Draws the district's tiles, as long as the page is there.
    pub fn painter(self) -> TileDrawer {
        Rc::new(move |at: TileAddress, given_up| {
            let painters = self.painters.try_with_value(Option::clone).flatten();
            Box::pin(async move { painters?.tile((at.z, at.x, at.y), given_up).await })
        })
    }

    /// The divisions, once.
    pub fn take_divisions(self) -> Option<Divisions> {
        self.divisions.try_update_value(Option::take).flatten()
    }

    /// Which page is shown.
    pub const fn page(self) -> RwSignal<DemoPage> {
        self.page
    }

    /// The district's seed, and by how many degrees its cameras stand askew.
    pub fn seed_and_askew(self) -> (u64, f64) {
        self.moment.with_value(|moment| (moment.seed, moment.askew))
    }

    /// Where the map begins.
    pub const fn camera(self) -> StoredValue<Option<AskedCamera>> {
        self.camera
    }

    /// The texts of incidents, from the demo.
    pub fn texts(self) -> TextSource {
        TextSource::in_page(move |incident| {
            let demo = self.demo();
            async move {
                let (details, notes) = demo?.texts(incident).await?;
                let notes = notes.into_iter().map(|(at, note)| (at, note.to_string()));
                Some(IncidentTexts {
                    details: details.as_deref().map(str::to_owned),
                    notes: notes.collect(),
                    ..IncidentTexts::default()
                })
            }
        })
    }

    /// The district's cameras and buildings, from the demo.
    pub fn surroundings(self) -> SurroundingsSource {
        SurroundingsSource::in_page(move || {
            let demo = self.demo();
            async move {
                let (cameras, buildings) = demo?.surroundings().await?;
                Some((cameras, Some(buildings)))
            }
        })
    }

    /// Joins the demo to what the screen knows: what the address asks for is shown, and what is shown stands in the address.
    /// Gives the trainer's desk, and what keeps the address.
    pub fn join(self, store: Store, slot: MapSlot) -> (ViewFn, Rc<AddressKeeper>) {
        store
            .view
            .select(self.moment.with_value(|moment| moment.incident));
        let labels = self.moment.with_value(|moment| moment.labels);
        store.view.labels.set(labels);
        let layers = self.moment.with_value(|moment| moment.layers);
        store.view.layers.set(layers);
        let keeper = AddressKeeper::new(self, store, slot, use_i18n());
        let to_copy = StoredValue::new_local(Rc::clone(&keeper));
        let copied = RwSignal::new(false);
        let player = Player {
            playhead: self.playhead.into(),
            day: self.day.into(),
            ask: Callback::new(move |request| {
                if let Some(demo) = self.demo() {
                    demo.ask(request);
                }
            }),
            aim: StoredValue::new(None),
            open_seed: Callback::new(move |seed| {
                to_copy.with_value(|keeper| ask_anew(&keeper.query(Some(seed))));
            }),
            page: self.page,
            copy_link: Callback::new(move |()| {
                to_copy.with_value(|keeper| keeper.write());
                spawn_local(async move {
                    if copy_text(&address_of_page()).await {
                        copied.set(true);
                        TimeoutFuture::new(COPIED_MS).await;
                        // The desk may be gone by then.
                        copied.try_set(false);
                    } else {
                        warn!("the browser does not let the page write into the clipboard");
                    }
                });
            }),
            copied: copied.into(),
        };
        let unread = RwSignal::new(Moment::unread(asked));
        let desk = ViewFn::from(move || view! { <Trainer player=player unread=unread /> });
        (desk, keeper)
    }
}

/// Keeps the address as what is shown, at most once a second.
pub struct AddressKeeper {
    parts: DemoParts,
    store: Store,
    slot: MapSlot,
    i18n: I18n,
    written: RefCell<String>,
    written_at: Cell<Option<PageTime>>,
    owed: RefCell<Option<Timeout>>,
    this: Weak<Self>,
}

impl AddressKeeper {
    fn new(parts: DemoParts, store: Store, slot: MapSlot, i18n: I18n) -> Rc<Self> {
        let keeper = Rc::new_cyclic(|this: &Weak<Self>| Self {
            parts,
            store,
            slot,
            i18n,
            written: RefCell::default(),
            written_at: Cell::new(None),
            owed: RefCell::new(None),
            this: this.clone(),
        });
        let on_change = Rc::downgrade(&keeper);
        let on_change = StoredValue::new_local(on_change);
        Effect::new(move |_| {
            parts.playhead.track();
            parts.page.track();
            store.view.selected.track();
            store.view.labels.track();
            store.view.layers.track();
            let _spoken = i18n.language();
            if let Some(keeper) = on_change.with_value(Weak::upgrade) {
                keeper.look();
            }
        });
        keeper
    }

    /// Something may have changed: the camera, for one, which tells nobody.
    pub fn look(&self) {
        if let Some(map) = self.slot.get()
            && let Some(camera) = map.camera_in_hand()
        {
            self.parts.camera.set_value(Some(camera));
        }
        let rested = self
            .written_at
            .get()
            .map_or(0.0, |at| ADDRESS_EVERY_MS - page_now().millis_since(at));
        if rested <= 0.0 {
            self.write();
            return;
        }
        if self.owed.borrow().is_none() {
            let this = self.this.clone();
            let timer = Timeout::new(rested.ceil() as u32, move || {
                if let Some(keeper) = this.upgrade() {
                    drop(keeper.owed.borrow_mut().take());
                    keeper.look();
                }
            });
            *self.owed.borrow_mut() = Some(timer);
        }
    }

    /// Writes what is shown into the address, unless it stands there.
    fn write(&self) {
        let query = self.query(None);
        if *self.written.borrow() != query {
            replace_query(&query);
            self.written_at.set(Some(page_now()));
            *self.written.borrow_mut() = query;
        }
    }

    /// The address of what is shown, or of the same moment with another seed.
    fn query(&self, seed: Option<u64>) -> String {
        untrack(|| {
            let asked = self.parts.moment.get_value();
            let told = self.parts.playhead.get();
            let moment = Moment {
                seed: seed.unwrap_or(asked.seed),
                at: told.map_or(asked.at, |told| told.at),
                rate: told.map_or(asked.rate, |told| told.rate),
                paused: told.map_or(asked.paused, |told| !told.playing),
                page: self.parts.page.get(),
                // Another seed has other incidents.
                incident: self.store.view.selected.get().filter(|_| seed.is_none()),
                camera: self.parts.camera.get_value(),
                labels: self.store.view.labels.get(),
                layers: self.store.view.layers.get(),
                askew: asked.askew,
            };
            moment.query(self.i18n.language().tag())
        })
    }
}
