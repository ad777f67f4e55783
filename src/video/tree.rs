use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Name, StreamRole, Wgs84};
use geodesy::Metres;
use leptos::attr::custom::custom_attribute;
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;

use crate::cameras::{
    About, Catalogue, Favourites, Grouping, Row, Wish, kind_word, rows, state_name, state_word,
};
use crate::config::{Directory, StreamState};
use crate::i18n::{I18n, Language, integer, length, t, use_i18n};
use crate::ui::show_row;

/// The cameras as a tree (WAI-ARIA tree view): a row is made when what is above it is opened.
///
/// The tree has the focus, and one of its rows is the active one. Up and down move, Home and End go to the ends, right opens, left
/// closes and leads up, Enter and space choose a camera or a stream, `S` makes a camera one of the person's own.
#[component]
pub fn CameraTree(
    /// What there is.
    #[prop(into)]
    catalogue: Signal<Arc<Catalogue>>,
    /// What the areas are called, and their order.
    #[prop(into)]
    directory: Signal<Arc<Directory>>,
    /// By what it is ordered.
    #[prop(into)]
    grouping: Signal<Grouping>,
    /// What was searched for; everything when nothing was.
    #[prop(into)]
    found: Signal<Option<BTreeSet<usize>>>,
    /// The place to be near to.
    #[prop(into)]
    near: Signal<Option<Wgs84>>,
    /// The person's own cameras.
    favourites: Favourites,
    /// The codes of the cameras and streams that are shown.
    #[prop(into)]
    shown: Signal<Vec<String>>,
    /// Called with the code of a camera or stream that somebody chose.
    on_choose: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let opened = RwSignal::new(BTreeSet::<String>::new());
    let closed = RwSignal::new(BTreeSet::<String>::new());
    let active = RwSignal::new(None::<String>);
    let list = NodeRef::<Div>::new();
    let searches = Memo::new(move |_| found.with(Option::is_some));
    // Another search begins with everything open that it found.
    Effect::new(move |_| {
        found.track();
        closed.set(BTreeSet::new());
    });
    let toggled = move || if searches.get() { closed } else { opened };
    let seen = Memo::new(move |_| {
        let areas = directory.with(|directory| {
            let areas = directory.areas.iter();
            areas.map(|area| area.id.clone()).collect::<Vec<_>>()
        });
        let own = favourites.all();
        catalogue.with(|catalogue| {
            found.with(|found| {
                toggled().with(|toggled| {
                    let wish = Wish {
                        grouping: grouping.get(),
                        toggled,
                        found: found.as_ref(),
                        near: near.get(),
                        favourites: &own,
                        areas: &areas,
                    };
                    rows(catalogue, &wish)
                })
            })
        })
    });
    // The row that keys move from: the one that was active while it is there, else the first.
    let at = Memo::new(move |_| {
        seen.with(|rows| {
            active.with(|active| {
                let known = rows
                    .iter()
                    .position(|row| Some(&row.key) == active.as_ref());
                known.unwrap_or(0)
            })
        })
    });
    let active_key =
        Memo::new(move |_| seen.with(|rows| rows.get(at.get()).map(|row| row.key.clone())));
    let toggle = move |key: &str| {
        untrack(toggled).update(|toggled| {
            if !toggled.remove(key) {
                toggled.insert(key.to_owned());
            }
        });
    };
    let star = move |about: &About| {
        if let Some(id) = catalogue.with_untracked(|all| camera_code(all, about)) {
            favourites.toggle(&id);
        }
    };
    let act = move |row: &Row| match &row.about {
        About::Camera(_) => on_choose.run(row.key.clone()),
        About::Stream(..) => on_choose.run(row.key.clone()),
        About::Area(_) | About::Kind(_) | About::Point(_) => toggle(&row.key),
    };
    let go = move |row: Option<&Row>| {
        if let Some(row) = row {
            active.set(Some(row.key.clone()));
            let element = document().get_element_by_id(&row_id(&row.key));
            if let (Some(list), Some(element)) = (list.get_untracked(), element) {
                show_row(&list, &element);
            }
        }
    };
    let on_key = move |key: KeyboardEvent| {
        if key.ctrl_key() || key.meta_key() || key.alt_key() {
            return;
        }
        let rows = seen.get_untracked();
        let at = at.get_untracked();
        let Some(row) = rows.get(at) else {
            return;
        };
        match key.key().as_str() {
            "ArrowDown" => go(rows.get(at + 1)),
            "ArrowUp" => go(at.checked_sub(1).and_then(|before| rows.get(before))),
            "Home" => go(rows.first()),
            "End" => go(rows.last()),
            "ArrowRight" if row.open == Some(false) => toggle(&row.key),
            "ArrowRight" if row.open == Some(true) => go(rows.get(at + 1)),
            "ArrowLeft" if row.open == Some(true) => toggle(&row.key),
            "ArrowLeft" => {
                let mut above = rows[..at].iter().rev();
                go(above.find(|other| other.level < row.level));
            }
            "Enter" | " " => act(row),
            "s" | "S" => star(&row.about),
            _ => return,
        }
        key.prevent_default();
        key.stop_propagation();
    };
    view! {
        <div
            class="camera-tree"
            role="tree"
            tabindex="0"
            aria-multiselectable="true"
            aria-label=move || t!(i18n, cameras.tree)
            aria-activedescendant=move || active_key.get().map(|key| row_id(&key))
            node_ref=list
            on:keydown=on_key
        >
            <For each=move || seen.get() key=Row::clone let:row>
                {
                    let (key, about, level) = (row.key.clone(), row.about.clone(), row.level);
                    let words = catalogue
                        .with_untracked(|all| {
                            directory.with_untracked(|directory| RowWords::of(all, directory, &row))
                        });
                    let is_active = {
                        let key = key.clone();
                        move || active_key.with(|active| active.as_ref() == Some(&key))
                    };
                    let is_leaf = matches!(about, About::Camera(_) | About::Stream(..));
                    let is_shown = {
                        let key = key.clone();
                        move || {
                            is_leaf.then(|| shown.with(|shown| shown.contains(&key)).to_string())
                        }
                    };
                    let star_of = words.camera.clone();
                    let own = move || star_of.as_ref().is_some_and(|id| favourites.has(id));
                    let has_star = words.camera.is_some();
                    let twist = {
                        let key = key.clone();
                        move |press: leptos::ev::MouseEvent| {
                            press.stop_propagation();
                            active.set(Some(key.clone()));
                            toggle(&key);
                        }
                    };
                    let press_star = {
                        let about = about.clone();
                        move |press: leptos::ev::MouseEvent| {
                            press.stop_propagation();
                            star(&about);
                        }
                    };
                    let choose = {
                        let row = row.clone();
                        move |_| {
                            active.set(Some(row.key.clone()));
                            act(&row);
                        }
                    };
                    let state = words.state;
                    let name = words.name.clone();
                    let detail = words.clone();
                    // Of the names for these the macro knows none.
                    let places = (
                        custom_attribute("aria-level", level.to_string()),
                        custom_attribute("aria-posinset", row.place.to_string()),
                        custom_attribute("aria-setsize", row.of.to_string()),
                    );
                    view! {
                        <div
                            class="camera-row"
                            id=row_id(&key)
                            role="treeitem"
                            {..places}
                            aria-expanded=row.open.map(|open| open.to_string())
                            aria-selected=is_shown
                            data-active=move || is_active().then_some("")
                            data-about=words.kind
                            style:--level=level.to_string()
                            on:click=choose
                        >
                            <span class="camera-row__twist" aria-hidden="true" on:click=twist>
                                {row.open.map(|open| if open { "▾" } else { "▸" })}
                            </span>
                            {is_leaf
                                .then(|| {
                                    view! {
                                        <span
                                            class="camera-state"
                                            data-state=state_name(state)
                                            title=move || state_word(i18n.language(), state)
                                        >
                                            <span class="visually-hidden">
                                                {move || state_word(i18n.language(), state)}
                                            </span>
                                        </span>
                                    }
                                })}
                            <span class="camera-row__name">
                                {move || name.words(i18n.language())}
                            </span>
                            <span class="camera-row__detail">
                                {move || detail.detail(i18n)}
                            </span>
                            {has_star
                                .then(|| {
                                    let own = own.clone();
                                    let pressed = own.clone();
                                    view! {
                                        <button
                                            type="button"
                                            class="camera-row__star"
                                            tabindex="-1"
                                            aria-pressed=move || pressed().to_string()
                                            aria-label=move || t!(i18n, cameras.favourite)
                                            title=move || t!(i18n, cameras.favourite)
                                            on:click=press_star
                                        >
                                            {move || if own() { "★" } else { "☆" }}
                                        </button>
                                    }
                                })}
                        </div>
                    }
                }
            </For>
        </div>
    }
    .into_any()
}

/// The id of a row's element.
fn row_id(key: &str) -> String {
    format!("camera-row-{key}")
}

/// The code of the camera that a row is about.
fn camera_code(catalogue: &Catalogue, about: &About) -> Option<String> {
    match about {
        About::Camera(number) => Some(catalogue.entries().get(*number)?.source.id.clone()),
        _ => None,
    }
}

/// A camera's name without its point's, where it begins with that and says something more.
fn rest<'a>(camera: &'a str, point: &str) -> &'a str {
    let rest = camera.strip_prefix(point).map(str::trim);
    rest.filter(|rest| !rest.is_empty()).unwrap_or(camera)
}

/// What a row is called.
#[derive(Clone)]
enum Called {
    Name(Name),
    Kind(domain::PointKind),
    NoArea,
    Role(StreamRole),
}

impl Called {
    fn words(&self, language: Language) -> String {
        match self {
            Self::Name(name) => language.pick(name).to_owned(),
            Self::Kind(kind) => kind_word(language, *kind).to_owned(),
            Self::NoArea => t!(language, cameras.no_area).to_owned(),
            Self::Role(StreamRole::Main) => t!(language, cameras.main).to_owned(),
            Self::Role(StreamRole::Sub) => t!(language, cameras.sub).to_owned(),
        }
    }
}

/// What stands in a row.
#[derive(Clone)]
struct RowWords {
    name: Called,
    /// The word for `data-about`.
    kind: &'static str,
    state: Option<StreamState>,
    /// The code of the row's camera.
    camera: Option<String>,
    /// How large a stream's picture is, and how it is encoded.
    encoding: Option<String>,
    row: Row,
}

impl RowWords {
    fn of(catalogue: &Catalogue, directory: &Directory, row: &Row) -> Self {
        let mut words = Self {
            name: Called::NoArea,
            kind: "group",
            state: None,
            camera: None,
            encoding: None,
            row: row.clone(),
        };
        match &row.about {
            About::Area(None) => {}
            About::Area(Some(area)) => words.name = Called::Name(directory.area(area)),
            About::Kind(kind) => words.name = Called::Kind(*kind),
            About::Point(number) => {
                words.kind = "point";
                if let Some(point) = catalogue.points().get(*number) {
                    words.name = Called::Name(point.name.clone());
                }
            }
            About::Camera(number) => {
                words.kind = "camera";
                if let Some(entry) = catalogue.entries().get(*number) {
                    // Below its point a camera is called by what tells it from the others there.
                    let own = &catalogue.camera_of(entry).name;
                    let point = &catalogue.point_of(entry).name;
                    words.name = Called::Name(if row.level == 1 {
                        entry.source.name.clone()
                    } else {
                        Name::new(rest(&own.zh, &point.zh), rest(&own.en, &point.en))
                    });
                    words.state = entry.state;
                    words.camera = Some(entry.source.id.clone());
                }
            }
            About::Stream(number, nth) => {
                words.kind = "stream";
                let entry = catalogue.entries().get(*number);
                let stream = entry.and_then(|entry| catalogue.camera_of(entry).streams.get(*nth));
                if let Some(stream) = stream {
                    words.name = Called::Role(stream.role);
                    words.state = catalogue.stream_state(&stream.id);
                    let codec = match stream.codec {
                        domain::Codec::H264 => "H.264",
                        domain::Codec::H265 => "H.265",
                    };
                    words.encoding = Some(format!("{}×{} {codec}", stream.width, stream.height));
                }
            }
        }
        words
    }

    /// "350 米 · 12 点 · 240 路 · 在线 200".
    fn detail(&self, i18n: I18n) -> String {
        let language = i18n.language();
        let counts = self.row.counts;
        let number = |count: usize| integer(count as u64);
        let far = self
            .row
            .metres
            .map(|metres| length(language, Metres(metres.into())));
        let points = (self.kind == "group").then(|| {
            let points = number(counts.points);
            t!(language, cameras.points, points = points)
        });
        let streams = matches!(self.kind, "group" | "point").then(|| {
            let streams = number(counts.streams);
            t!(language, cameras.streams, streams = streams)
        });
        let live = (streams.is_some() && counts.live > 0).then(|| {
            let live = number(counts.live);
            t!(language, cameras.live, live = live)
        });
        let parts = [far, points, streams, live, self.encoding.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" · ")
    }
}
