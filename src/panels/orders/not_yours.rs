use domain::Role;
use leptos::prelude::*;

use crate::commands::Commands;
use crate::config::Me;
use crate::i18n::{t, use_i18n};
use crate::selectors::Selectors;
use crate::ui::{Notice, NoticeKind};

/// The role of whoever has signed in, where a page of orders is not theirs.
#[must_use]
pub fn role_elsewhere(is_own: fn(&Me) -> bool) -> Memo<Option<Role>> {
    let store = expect_context::<Selectors>().store();
    Memo::new(move |_| {
        let session = store.session.read();
        session
            .me()
            .filter(|me| !is_own(me))
            .map(|me| me.person.role)
    })
}

/// Says that a page of orders is not the person's, with the way to the one that is, instead of lists that stay empty.
#[component]
pub fn OwnOrdersOnly(
    /// Whether the page is somebody's.
    is_own: fn(&Me) -> bool,
    /// Which page is a role's own.
    own_page: fn(Role) -> String,
    /// The lists.
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Option<Commands> = use_context();
    let elsewhere = role_elsewhere(is_own);
    move || match elsewhere.get().map(own_page) {
        None => children().into_any(),
        Some(page) => view! {
            <div class="orders-page__elsewhere">
                <Notice
                    kind=NoticeKind::Failed
                    words=Signal::derive(move || t!(i18n, orders.not_yours).to_owned())
                />
                {commands
                    .map(|commands| {
                        view! {
                            <a class="button" data-weight="strong" href=commands.page(&page)>
                                {move || t!(i18n, orders.your_page)}
                            </a>
                        }
                    })}
            </div>
        }
        .into_any(),
    }
}
