use std::sync::Arc;

use domain::Network;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::Desk;
use super::super::selectors;
use super::super::words::{moment_words, network_word};
use super::form::fault_words;
use crate::commands::DoorFault;
use crate::config::Handover;
use crate::i18n::{t, use_i18n};

/// What waits for a signature, for both: whoever gave the watch, and whoever has to sign for it.
#[component]
pub fn WaitingHandovers() -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    use_context::<Desk>().map(|desk| {
        let waiting = Memo::new(move |_| {
            let session = store.session.read();
            let own = session.me().map(|me| me.person.id.clone());
            let watches = store.watches.read();
            let all = watches.iter().filter_map(|(network, watch)| {
                let handover = watch.waiting()?;
                let from = handover.from.as_ref().map(|from| &from.id);
                let is_to_own = own.as_ref() == Some(&handover.to.id);
                (is_to_own || from == own.as_ref()).then(|| (*network, is_to_own, handover.clone()))
            });
            all.collect::<Vec<_>>()
        });
        let fault = RwSignal::new(None::<DoorFault>);
        let sign = Callback::new(move |(network, handover): (Network, Handover)| {
            let Some(from) = handover.from else {
                return;
            };
            spawn_local(async move {
                match desk.commands().sign_for_watch(network, &from.id).await {
                    Ok(watch) => {
                        let _ = fault.try_set(None);
                        store.tell_watch(network, watch);
                    }
                    Err(why) => {
                        let _ = fault.try_set(Some(why));
                    }
                }
            });
        });
        move || {
            let banners = waiting
                .get()
                .into_iter()
                .map(|(network, is_to_own, handover)| {
                    let signed = handover.clone();
                    let given = handover.given_at.unwrap_or_default();
                    view! {
                        <HandoverView
                            network=network
                            from=handover.from.map(|from| from.name)
                            to=handover.to.name
                            given_at=Signal::derive(move || moment_words(i18n, store, given))
                            is_to_own=is_to_own
                            fault=fault
                            on_sign=Callback::new(move |()| sign.run((network, signed.clone())))
                            on_open=Callback::new(move |()| desk.open_watch(network))
                        />
                    }
                });
            banners.collect_view()
        }
    })
}

/// One handover that waits: a banner, never a thing that lies over anything.
#[component]
pub fn HandoverView(
    /// Of which network.
    network: Network,
    /// Who gave it.
    from: Option<Arc<str>>,
    /// Who has to sign.
    to: Arc<str>,
    /// When it was given, in words.
    #[prop(into)]
    given_at: Signal<String>,
    /// Whether the person here has to sign.
    is_to_own: bool,
    /// Why signing did not work.
    #[prop(into)]
    fault: Signal<Option<DoorFault>>,
    /// Called when somebody signs.
    #[prop(into)]
    on_sign: Callback<()>,
    /// Called when somebody wants to see what is handed on.
    #[prop(into)]
    on_open: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        let language = i18n.language();
        let network = network_word(language, network);
        if is_to_own {
            let from = from.as_deref().unwrap_or_default();
            t!(
                language,
                watch.given_to_you,
                from = from,
                network = network,
                at = given_at.get()
            )
        } else {
            t!(
                language,
                watch.given_by_you,
                to = to,
                network = network,
                at = given_at.get()
            )
        }
    };
    view! {
        <div class="handover-banner" data-own=is_to_own role="status">
            <p class="handover-banner__words">{words}</p>
            <Show when=move || fault.with(Option::is_some)>
                <p class="handover-banner__fault" role="alert">
                    {move || fault.with(|fault| fault.as_ref().map(|why| fault_words(i18n.language(), why)))}
                </p>
            </Show>
            <div class="handover-banner__foot">
                {is_to_own
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                data-weight="strong"
                                on:click=move |_| on_sign.run(())
                            >
                                {move || t!(i18n, watch.sign)}
                            </button>
                        }
                    })}
                <button
                    type="button"
                    class="button"
                    data-weight="plain"
                    on:click=move |_| on_open.run(())
                >
                    {move || t!(i18n, watch.look)}
                </button>
            </div>
        </div>
    }
}
