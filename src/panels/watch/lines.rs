use domain::Network;
use leptos::ev;
use leptos::prelude::*;

use super::super::claims::networks_of_calls;
use super::super::desk::Desk;
use super::super::selectors;
use super::super::words::{moment_words, network_word};
use crate::config::Ability;
use crate::i18n::{I18n, t, use_i18n};
use crate::platform::is_typing;
use crate::store::Store;

/// Who is on watch, a line a network on which the person takes calls: `Q` opens the first one's handover.
#[component]
pub fn WatchLines() -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    use_context::<Desk>().map(|desk| {
        let networks = Memo::new(move |_| networks_of_calls(store));
        let listener = window_event_listener(ev::keydown, move |key| {
            let with_others = key.ctrl_key() || key.meta_key() || key.alt_key();
            let is_wanted = key.key().eq_ignore_ascii_case("q") && !with_others && !key.repeat();
            let first = networks.with_untracked(|networks| networks.first().copied());
            if let Some(first) = first.filter(|_| is_wanted && !is_typing()) {
                key.prevent_default();
                desk.toggle_watch(first);
            }
        });
        on_cleanup(move || listener.remove());
        let line = move |network: Network| {
            let is_first = move || networks.with(|networks| networks.first() == Some(&network));
            view! {
                <li class="watch-line">
                    <span class="watch-line__words">
                        <span class="watch-line__network">
                            {move || network_words(i18n, store, network)}
                        </span>
                        <span class="watch-line__who">{move || on_watch_words(i18n, store, network)}</span>
                    </span>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        data-network=network.as_str()
                        aria-expanded=move || {
                            if desk.watch.get() == Some(network) { "true" } else { "false" }
                        }
                        aria-keyshortcuts=move || is_first().then_some("Q")
                        on:click=move |_| desk.toggle_watch(network)
                    >
                        <span>{move || t!(i18n, watch.hand_over)}</span>
                        <Show when=is_first>
                            <kbd class="key">"Q"</kbd>
                        </Show>
                    </button>
                </li>
            }
        };
        let has = move |ability| {
            let session = store.session.read();
            session.me().is_some_and(|me| me.has(ability))
        };
        view! {
            <Show when=move || !networks.with(Vec::is_empty)>
                <ul class="watch-lines" aria-label=move || t!(i18n, watch.title)>
                    <For each=move || networks.get() key=|network| *network children=line />
                </ul>
            </Show>
            <Show when=move || store.session.read().me().is_some()>
                <nav class="watch-papers" aria-label=move || t!(i18n, watch.papers)>
                    <a class="watch-papers__link" href="worklog" target="_blank" rel="noopener">
                        {move || t!(i18n, worklog.title)}
                    </a>
                    <Show when=move || has(Ability::Accounts)>
                        <a class="watch-papers__link" href="daily" target="_blank" rel="noopener">
                            {move || t!(i18n, daily.title)}
                        </a>
                    </Show>
                    <Show when=move || store.sees_cameras.get()>
                        <a class="watch-papers__link" href="video" target="_blank" rel="noopener">
                            {move || t!(i18n, video.title)}
                        </a>
                    </Show>
                </nav>
            </Show>
        }
    })
}

/// "公安网 · 08:02 起", with the day where somebody came on watch before today.
fn network_words(i18n: I18n, store: Store, network: Network) -> String {
    let word = network_word(i18n.language(), network);
    let watches = store.watches.read();
    let on_watch = watches
        .get(&network)
        .and_then(|watch| watch.on_watch.as_ref());
    match on_watch {
        Some(on_watch) => {
            let since = moment_words(i18n, store, on_watch.since);
            t!(i18n, watch.network_since, network = word, since = since)
        }
        None => word.to_owned(),
    }
}

/// "王建国 值班".
fn on_watch_words(i18n: I18n, store: Store, network: Network) -> String {
    let watches = store.watches.read();
    let Some(watch) = watches.get(&network) else {
        return t!(i18n, watch.not_known).to_owned();
    };
    let Some(on_watch) = &watch.on_watch else {
        return t!(i18n, watch.nobody).to_owned();
    };
    let is_own = (store.session.read().me()).is_some_and(|me| watch.is_had_by(&me.person.id));
    if is_own {
        t!(i18n, watch.own).to_owned()
    } else {
        t!(i18n, watch.has, name = on_watch.officer.name)
    }
}
