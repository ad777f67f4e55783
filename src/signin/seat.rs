use leptos::prelude::*;
use leptos::task::spawn_local;

use super::other_hubs::{OtherHubs, knows_nobody};
use crate::commands::Commands;
use crate::i18n::{t, use_i18n};
use crate::panels::forget_call;
use crate::platform::go_to;
use crate::selectors::Selectors;
use crate::store::Session;

/// Who sits here, with the way out; or the way in.
#[component]
pub fn Seat() -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    use_context::<Commands>().map(|commands| {
        let session = Memo::new(move |_| store.session.get());
        let sign_out = move |_| {
            spawn_local(async move {
                if commands.sign_out().await {
                    forget_call();
                    go_to(&commands.page("signin"));
                }
            });
        };
        move || match session.get() {
            Session::SignedIn(me) => {
                let name = me.person.name.to_string();
                view! {
                    <div class="seat">
                        <OtherHubs store=store commands=commands />
                        <span class="seat__name" title=me.person.id.to_string()>{name}</span>
                        <button type="button" class="seat__button" on:click=sign_out>
                            {move || t!(i18n, seat.sign_out)}
                        </button>
                    </div>
                }
                .into_any()
            }
            Session::Nobody | Session::Ended => view! {
                <div class="seat">
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        on:click=move |_| commands.lead_to_sign_in()
                    >
                        {move || t!(i18n, seat.sign_in)}
                    </button>
                </div>
            }
            .into_any(),
            Session::NoDoor | Session::Awaited => ().into_any(),
        }
    })
}

/// Watches the session of a page that somebody works at: whoever has none although the hub wants one, or has one no longer, is
/// led to where one signs in. A page `for_people` only leads everybody there who has none. What another network's hub wants is
/// asked for beside the name, and leads nobody away.
pub fn keep_session(for_people: bool) {
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let Some(commands) = use_context::<Commands>() else {
        return;
    };
    commands.come_back();
    let is_wanted = Memo::new(move |_| {
        let mut networks = store.networks().into_iter();
        networks.any(|one| commands.is_own_hub(one) && knows_nobody(store, one))
    });
    Effect::new(move |_| match store.session.get() {
        Session::Ended => commands.lead_to_sign_in(),
        Session::Nobody if for_people || is_wanted.get() => commands.lead_to_sign_in(),
        _ => {}
    });
}
