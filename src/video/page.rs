use std::sync::Arc;

use domain::Wgs84;
use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use super::choice::CameraChoice;
use super::deck::{Deck, LIMITS};
use super::grid::Grid;
use super::tiles::VideoTiles;
use crate::cameras::CameraBook;
use crate::commands::Commands;
use crate::i18n::{t, use_i18n};
use crate::platform::{asked, is_typing, replace_query};
use crate::selectors::Selectors;
use crate::ui::{Chip, Notice, NoticeKind};

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    /// Cameras or streams, by their codes.
    show: Vec<String>,
    /// How many side by side.
    grid: Option<Grid>,
    /// The place to which cameras are looked for.
    near: Option<Wgs84>,
}

impl Asked {
    fn of_page() -> Self {
        let show = asked("show").unwrap_or_default();
        let show = show.split(',').map(str::trim).filter(|id| !id.is_empty());
        let tiles = asked("tiles").and_then(|tiles| tiles.parse().ok());
        let mut read = Self {
            show: Vec::new(),
            grid: tiles.and_then(Grid::of_tiles),
            near: asked("near").as_deref().and_then(place),
        };
        for id in show {
            read.add(id);
        }
        read
    }

    /// Adds a picture, once.
    fn add(&mut self, id: &str) {
        if !self.show.iter().any(|shown| shown == id) {
            self.show.push(id.to_owned());
        }
    }

    /// Adds a picture and makes room for it, or takes it away.
    fn toggle(&mut self, id: &str) {
        if self.show.iter().any(|shown| shown == id) {
            self.show.retain(|shown| shown != id);
            return;
        }
        self.add(id);
        // A picture that was asked for is seen.
        let needed = Grid::with_room_for(self.show.len());
        self.grid = Some(self.grid().max(needed));
    }

    fn grid(&self) -> Grid {
        self.grid
            .unwrap_or_else(|| Grid::with_room_for(self.show.len()))
    }

    fn query(&self) -> String {
        let ids: Vec<String> = self.show.iter().map(|id| encoded(id)).collect();
        let near = self
            .near
            .map(|at| format!("&near={:.5},{:.5}", at.lon(), at.lat()));
        format!(
            "?show={}&tiles={}{}",
            ids.join(","),
            self.grid().tiles(),
            near.unwrap_or_default()
        )
    }
}

/// A place of an address: longitude and latitude in degrees.
fn place(text: &str) -> Option<Wgs84> {
    let (lon, lat) = text.split_once(',')?;
    Wgs84::from_lon_lat(lon.trim().parse().ok()?, lat.trim().parse().ok()?).ok()
}

fn encoded(id: &str) -> String {
    js_sys::encode_uri_component(id).into()
}

/// Cameras' pictures side by side, beside the list of all cameras: `/video?show=L-001-01,L-002-01&tiles=4&near=106.27,29.39`. With
/// `bare=1` there is nothing but pictures. Who may not see cameras is told so, and nothing is asked.
#[component]
pub fn VideoPage(
    /// The way to the hub.
    commands: Commands,
    /// What stands at the end of the bar.
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    if !selectors.store().sees_cameras.get_untracked() {
        return view! {
            <div class="video-page">
                <header class="video-bar">
                    <ToConsole />
                    <h1 class="video-bar__title">{move || t!(i18n, video.title)}</h1>
                    <span class="video-bar__end">{children()}</span>
                </header>
                <main class="video-page__pictures">
                    <Notice
                        kind=NoticeKind::Failed
                        words=Signal::derive(move || t!(i18n, cameras.no_right).to_owned())
                    />
                </main>
            </div>
        }
        .into_any();
    }
    provide_context(Deck::new(commands));
    let wanted = RwSignal::new(Asked::of_page());
    let is_bare = asked("bare").is_some();
    if !is_bare {
        Effect::new(move |_| replace_query(&wanted.with(Asked::query)));
    }
    let book: CameraBook = expect_context();
    book.watch();
    // Until it is known nothing is asked for: a camera's code alone does not say which stream is meant. Where the list does not
    // come, each is called by its code.
    let sources = Memo::new(move |_| {
        let catalogue = book.catalogue().get();
        let catalogue = catalogue.or_else(|| book.failed().get().then(Arc::default))?;
        wanted.with(|wanted| {
            let sources = wanted.show.iter();
            Some(
                sources
                    .filter_map(|id| catalogue.source_of(id))
                    .collect::<Vec<_>>(),
            )
        })
    });
    let near = RwSignal::new(wanted.with_untracked(|wanted| wanted.near));
    Effect::new(move |_| {
        let near = near.get();
        if wanted.with_untracked(|wanted| wanted.near != near) {
            wanted.update(|wanted| wanted.near = near);
        }
    });
    // Whoever comes without pictures comes to choose some.
    let lists = RwSignal::new(
        wanted.with_untracked(|wanted| wanted.show.is_empty() || wanted.near.is_some()),
    );
    let search = NodeRef::<Input>::new();
    if !is_bare {
        lead_to_search(lists, search);
    }
    let grid = Memo::new(move |_| wanted.with(Asked::grid));
    let sheet = RwSignal::new(0_usize);
    let sheets = Memo::new(move |_| {
        let count = wanted.with(|wanted| wanted.show.len());
        count.div_ceil(grid.get().tiles()).max(1)
    });
    let shown = Memo::new(move |_| {
        let tiles = grid.get().tiles();
        let first = sheet.get().min(sheets.get() - 1) * tiles;
        let sources = sources.get().unwrap_or_default();
        sources
            .into_iter()
            .skip(first)
            .take(tiles)
            .collect::<Vec<_>>()
    });
    let large = RwSignal::new(None::<String>);
    let own_page = Callback::new(move |id: String| {
        commands.page(&format!("video?show={}&tiles=1&bare=1", encoded(&id)))
    });
    let choose = Callback::new(move |id: String| wanted.update(|wanted| wanted.toggle(&id)));
    let remove = Callback::new(move |id: String| {
        wanted.update(|wanted| wanted.show.retain(|shown| *shown != id));
    });
    view! {
        <div class="video-page" data-bare=is_bare.then_some("")>
            {(!is_bare)
                .then(|| {
                    view! {
                        <VideoBar wanted=wanted lists=lists sheet=sheet sheets=sheets>
                            {children()}
                        </VideoBar>
                    }
                })}
            <div class="video-page__body">
                <Show when=move || !is_bare && lists.get()>
                    <aside
                        id="camera-list"
                        class="video-page__list"
                        aria-label=move || t!(i18n, cameras.title)
                    >
                        <CameraChoice
                            near=near
                            shown=Signal::derive(move || wanted.with(|wanted| wanted.show.clone()))
                            on_choose=choose
                            field=search
                        />
                    </aside>
                </Show>
                <main class="video-page__pictures">
                    <VideoTiles
                        sources=shown
                        grid=grid
                        large=large
                        own_page=own_page
                        on_remove=remove
                    />
                </main>
            </div>
        </div>
    }
    .into_any()
}

/// The way back to the console.
#[component]
fn ToConsole() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="button" data-weight="quiet" rel="external" href="console">
            {move || t!(i18n, video.console)}
        </a>
    }
    .into_any()
}

/// `/` leads to the search, and opens the list for it.
fn lead_to_search(lists: RwSignal<bool>, search: NodeRef<Input>) {
    let listener = window_event_listener(ev::keydown, move |key| {
        if key.key() != "/" || is_typing() {
            return;
        }
        key.prevent_default();
        let lead = move || {
            if let Some(field) = search.try_get_untracked().flatten() {
                // A field that cannot take the focus leaves it where it is.
                let _ = field.focus();
            }
        };
        if lists.get_untracked() {
            // At once: what is typed next is the first of what is searched for.
            lead();
        } else {
            lists.set(true);
            request_animation_frame(lead);
        }
    });
    on_cleanup(move || listener.remove());
}

/// What stands above the pictures: the way to the list, how many side by side, which sheet, how many play at once.
#[component]
fn VideoBar(
    /// What is shown.
    wanted: RwSignal<Asked>,
    /// Whether the list of all cameras stands beside the pictures.
    lists: RwSignal<bool>,
    /// Which sheet is shown, from 0.
    sheet: RwSignal<usize>,
    /// How many there are.
    sheets: Memo<usize>,
    /// What stands at its end.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let deck: Deck = expect_context();
    let at = move || sheet.get().min(sheets.get() - 1);
    let turn = move |forward: bool| {
        let last = sheets.get_untracked() - 1;
        let now = at();
        sheet.set(if forward {
            (now + 1).min(last)
        } else {
            now.saturating_sub(1)
        });
    };
    view! {
        <header class="video-bar">
            <ToConsole />
            <h1 class="video-bar__title">{move || t!(i18n, video.title)}</h1>
            <button
                type="button"
                class="button"
                aria-expanded=move || lists.get().to_string()
                aria-controls="camera-list"
                on:click=move |_| lists.update(|lists| *lists = !*lists)
            >
                {move || t!(i18n, cameras.title)}
            </button>
            <div class="chips" role="group" aria-label=move || t!(i18n, video.grid)>
                {Grid::ALL
                    .map(|grid| {
                        view! {
                            <Chip
                                pressed=Signal::derive(move || wanted.with(Asked::grid) == grid)
                                on_press=move |()| wanted.update(|wanted| wanted.grid = Some(grid))
                            >
                                {move || t!(i18n, video.tiles, count = grid.tiles() as u64)}
                            </Chip>
                        }
                    })
                    .collect_view()}
            </div>
            <Show when=move || { sheets.get() > 1 }>
                <div class="video-bar__sheets">
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        aria-label=move || t!(i18n, video.before)
                        disabled=move || at() == 0
                        on:click=move |_| turn(false)
                    >
                        "←"
                    </button>
                    <span>
                        {move || t!(i18n, video.sheet, at = at() + 1, count = sheets.get())}
                    </span>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        aria-label=move || t!(i18n, video.after)
                        disabled=move || sheets.get() <= at() + 1
                        on:click=move |_| turn(true)
                    >
                        "→"
                    </button>
                </div>
            </Show>
            <label class="video-bar__choice">
                <span>{move || t!(i18n, video.limit)}</span>
                <select
                    class="select"
                    name="limit"
                    on:change:target=move |select| {
                        if let Ok(limit) = select.target().value().parse() {
                            deck.set_limit(limit);
                        }
                    }
                >
                    {LIMITS
                        .map(|limit| {
                            view! {
                                <option
                                    value=limit.to_string()
                                    selected=move || deck.limit().get() == limit
                                >
                                    {limit}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <span class="video-bar__end">{children()}</span>
        </header>
    }
}
