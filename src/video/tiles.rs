use leptos::prelude::*;

use super::grid::Grid;
use super::tile::VideoTile;
use crate::cameras::Source;
use crate::i18n::{t, use_i18n};

/// Pictures side by side: those of one sheet, or one of them alone.
#[component]
pub fn VideoTiles(
    /// The pictures of this sheet, at most as many as the grid has tiles.
    #[prop(into)]
    sources: Signal<Vec<Source>>,
    /// How many stand side by side.
    #[prop(into)]
    grid: Signal<Grid>,
    /// Which stands alone, by its id.
    large: RwSignal<Option<String>>,
    /// Where a picture can be opened in a window of its own, by its id.
    #[prop(into)]
    own_page: Callback<String, String>,
    /// Called with the id of a picture that somebody does not want any more.
    #[prop(optional, into)]
    on_remove: Option<Callback<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let shown = Memo::new(move |_| {
        let sources = sources.get();
        let alone = large.get();
        let alone = alone.and_then(|id| sources.iter().find(|source| source.id == id).cloned());
        alone.map_or(sources, |alone| vec![alone])
    });
    let is_alone = Memo::new(move |_| {
        let alone = large.get();
        alone.is_some_and(|id| sources.with(|all| all.iter().any(|source| source.id == id)))
    });
    let side = Memo::new(move |_| if is_alone.get() { 1 } else { grid.get().side() });
    let small = Memo::new(move |_| !is_alone.get() && grid.get().is_dense());
    let empty = Memo::new(move |_| {
        let tiles = side.get() * side.get();
        tiles.saturating_sub(shown.with(Vec::len))
    });
    let toggle = move |id: String| {
        large.update(|large| {
            *large = match large.take() {
                Some(open) if open == id => None,
                _ => Some(id),
            };
        });
    };
    view! {
        <div class="video-tiles" style:--side=move || side.get().to_string() data-side=side>
            <For each=move || shown.get() key=|source| source.id.clone() let:source>
                {
                    let id = source.id.clone();
                    let (enlarged, removed, opened) = (id.clone(), id.clone(), id.clone());
                    let on_enlarge = Callback::new(move |()| toggle(enlarged.clone()));
                    let on_remove = on_remove
                        .map(|remove| Callback::new(move |()| remove.run(removed.clone())));
                    let own_page = Signal::derive(move || own_page.run(opened.clone()));
                    // A camera's name may become known later than its code.
                    let source = Memo::new(move |_| {
                        sources
                            .with(|all| all.iter().find(|one| one.id == id).cloned())
                            .unwrap_or_else(|| source.clone())
                    });
                    match on_remove {
                        Some(on_remove) => {
                            view! {
                                <VideoTile
                                    source=source
                                    small=small
                                    alone=is_alone
                                    own_page=own_page
                                    on_enlarge=on_enlarge
                                    on_remove=on_remove
                                />
                            }
                                .into_any()
                        }
                        None => {
                            view! {
                                <VideoTile
                                    source=source
                                    small=small
                                    alone=is_alone
                                    own_page=own_page
                                />
                            }
                                .into_any()
                        }
                    }
                }
            </For>
            {move || {
                (0..empty.get())
                    .map(|place| {
                        let hint = place == 0 && shown.with(Vec::is_empty);
                        view! {
                            <div class="video-tiles__empty">
                                {hint.then(|| view! { <p>{move || t!(i18n, video.empty)}</p> })}
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}
