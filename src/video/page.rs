use leptos::prelude::*;
use leptos::task::spawn_local;

use super::catalogue::{Source, find, source_of, sources};
use super::deck::{Deck, LIMITS};
use super::grid::Grid;
use super::tiles::VideoTiles;
use crate::commands::Commands;
use crate::i18n::{t, use_i18n};
use crate::platform::{asked, replace_query};
use crate::ui::{Chip, Hit, SearchBox};

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    /// Cameras or streams, by their codes.
    show: Vec<String>,
    /// How many side by side.
    grid: Option<Grid>,
}

impl Asked {
    fn of_page() -> Self {
        let show = asked("show").unwrap_or_default();
        let show = show.split(',').map(str::trim).filter(|id| !id.is_empty());
        let tiles = asked("tiles").and_then(|tiles| tiles.parse().ok());
        let mut read = Self {
            show: Vec::new(),
            grid: tiles.and_then(Grid::of_tiles),
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

    fn grid(&self) -> Grid {
        self.grid
            .unwrap_or_else(|| Grid::with_room_for(self.show.len()))
    }

    fn query(&self) -> String {
        let ids: Vec<String> = self.show.iter().map(|id| encoded(id)).collect();
        format!("?show={}&tiles={}", ids.join(","), self.grid().tiles())
    }
}

fn encoded(id: &str) -> String {
    js_sys::encode_uri_component(id).into()
}

/// Cameras' pictures side by side: `/video?show=L-001-01,L-002-01&tiles=4`. With `bare=1` there is nothing but pictures.
#[component]
pub fn VideoPage(
    /// The way to the hub.
    commands: Commands,
    /// What stands at the end of the bar.
    children: ChildrenFn,
) -> impl IntoView {
    provide_context(Deck::new(commands));
    let wanted = RwSignal::new(Asked::of_page());
    let is_bare = asked("bare").is_some();
    if !is_bare {
        Effect::new(move |_| replace_query(&wanted.with(Asked::query)));
    }
    // Until it is known nothing is asked for: a camera's code alone does not say which stream is meant.
    let catalogue = RwSignal::new(None::<Vec<Source>>);
    spawn_local(async move {
        // Without a list of cameras each is called by its code, and none is found by name.
        let points = commands.camera_points().await.unwrap_or_default();
        catalogue.try_set(Some(sources(&points)));
    });
    let grid = Memo::new(move |_| wanted.with(Asked::grid));
    let sheet = RwSignal::new(0_usize);
    let sheets = Memo::new(move |_| {
        let count = wanted.with(|wanted| wanted.show.len());
        count.div_ceil(grid.get().tiles()).max(1)
    });
    let shown = Memo::new(move |_| {
        let tiles = grid.get().tiles();
        let first = sheet.get().min(sheets.get() - 1) * tiles;
        catalogue.with(|catalogue| {
            let Some(catalogue) = catalogue else {
                return Vec::new();
            };
            wanted.with(|wanted| {
                let ids = wanted.show.iter().skip(first).take(tiles);
                ids.filter_map(|id| source_of(id, catalogue))
                    .collect::<Vec<_>>()
            })
        })
    });
    let large = RwSignal::new(None::<String>);
    let own_page = Callback::new(move |id: String| {
        commands.page(&format!("video?show={}&tiles=1&bare=1", encoded(&id)))
    });
    let remove = Callback::new(move |id: String| {
        wanted.update(|wanted| wanted.show.retain(|shown| *shown != id));
    });
    view! {
        <div class="video-page" data-bare=is_bare.then_some("")>
            {(!is_bare)
                .then(|| {
                    view! {
                        <VideoBar wanted=wanted catalogue=catalogue sheet=sheet sheets=sheets>
                            {children()}
                        </VideoBar>
                    }
                })}
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
    }
}

/// What stands above the pictures: what can be added, how many side by side, which sheet, how many play at once.
#[component]
fn VideoBar(
    /// What is shown.
    wanted: RwSignal<Asked>,
    /// What can be.
    catalogue: RwSignal<Option<Vec<Source>>>,
    /// Which sheet is shown, from 0.
    sheet: RwSignal<usize>,
    /// How many there are.
    sheets: Memo<usize>,
    /// What stands at its end.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let deck: Deck = expect_context();
    let found = StoredValue::new(Vec::<String>::new());
    let search = Callback::new(move |text: String| {
        let language = i18n.language();
        catalogue.with(|catalogue| {
            let hits = find(&text, catalogue.as_deref().unwrap_or_default());
            found.set_value(hits.iter().map(|source| source.id.clone()).collect());
            let hit = |source: &&Source| Hit {
                title: language.pick(&source.name).to_owned(),
                detail: source.id.clone(),
            };
            hits.iter().map(hit).collect()
        })
    });
    let take = Callback::new(move |place: usize| {
        if let Some(id) = found.with_value(|found| found.get(place).cloned()) {
            wanted.update(|wanted| {
                wanted.add(&id);
                // A picture that was asked for is seen.
                let needed = Grid::with_room_for(wanted.show.len());
                wanted.grid = Some(wanted.grid().max(needed));
            });
        }
    });
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
            <a class="button" data-weight="quiet" rel="external" href="console">
                {move || t!(i18n, video.console)}
            </a>
            <h1 class="video-bar__title">{move || t!(i18n, video.title)}</h1>
            <div class="video-bar__search">
                <SearchBox
                    label=Signal::derive(move || t!(i18n, video.search).to_owned())
                    nothing=Signal::derive(move || t!(i18n, video.nothing).to_owned())
                    search=search
                    on_take=take
                />
            </div>
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
                        disabled=move || at() + 1 >= sheets.get()
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
