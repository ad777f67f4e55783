use domain::Network;
use leptos::prelude::*;
use protocol::CloseCode;

use crate::commands::Commands;
use crate::connection::LinkState;
use crate::i18n::{t, use_i18n};
use crate::panels::network_word;
use crate::store::Store;

/// Where one signs in at the hubs of other networks that know nobody here: each has its own sign-in, and a session that ends
/// there ends nowhere else.
#[component]
pub(super) fn OtherHubs(
    /// What is known.
    store: Store,
    /// The way out.
    commands: Commands,
) -> impl IntoView {
    let i18n = use_i18n();
    let closed = Memo::new(move |_| {
        let mut networks = store.networks();
        networks.retain(|one| !commands.is_own_hub(*one) && knows_nobody(store, *one));
        networks
    });
    let link = move |network: Network| {
        view! {
            <a
                class="seat__button"
                target="_blank"
                rel="noopener"
                href=commands.sign_in_page(network)
                title=move || t!(i18n, seat.other_hub_hint)
            >
                {move || {
                    let language = i18n.language();
                    t!(language, seat.other_hub, network = network_word(language, network))
                }}
            </a>
        }
    };
    move || closed.get().into_iter().map(link).collect_view()
}

/// Whether a network's feed was closed because its hub knows nobody here.
pub(super) fn knows_nobody(store: Store, network: Network) -> bool {
    store.health(network).link == LinkState::Refused(CloseCode::Unauthorised)
}
