//! Everybody with an account: found by name, role, network and ground, and opened.

use domain::{Assignee, Network, PersonId, Role, Timestamp};
use leptos::prelude::*;
use protocol::NetworkFeed;

use super::account_card::AccountCard;
use super::loaded::{Absence, Asking, Loaded};
use super::new_account::NewAccountForm;
use crate::commands::{Account, Commands};
use crate::config::{Directory, Person};
use crate::i18n::{I18n, Language, t, use_i18n};
use crate::panels::{network_word, role_word};
use crate::selectors::Selectors;
use crate::ui::Chip;

/// The most accounts that are shown at once: whoever has more searches.
const MOST_SHOWN: usize = 200;

/// What stands beside the list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    Nothing,
    New,
    Account(PersonId),
}

/// Which accounts are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wanted {
    text: String,
    role: Option<Role>,
    network: Option<Network>,
    disabled: bool,
}

impl Wanted {
    fn takes(&self, account: &Account, language: Language, directory: &Directory) -> bool {
        let person = &account.person;
        let text = self.text.trim().to_lowercase();
        let named = || {
            let ground = ground_words(language, person, directory);
            let fields = [person.id.as_str(), &person.name, &ground];
            fields
                .iter()
                .any(|field| field.to_lowercase().contains(&text))
        };
        self.role.is_none_or(|role| person.role == role)
            && self
                .network
                .is_none_or(|one| person.networks.contains(&one))
            && (!self.disabled || account.disabled)
            && (text.is_empty() || named())
    }
}

/// Where an account holds, besides its networks: its crew, station or department, and its patrol areas.
fn ground_words(language: Language, person: &Person, directory: &Directory) -> String {
    let own = [
        person.station.clone().map(Assignee::Station),
        person.unit.clone().map(Assignee::Unit),
        person.department.clone().map(Assignee::Department),
    ];
    let own = own.into_iter().flatten();
    let own = own.map(|own| language.pick(&directory.assignee(&own)).to_owned());
    let areas = person.areas.iter().flatten();
    let areas = areas.map(|area| language.pick(&directory.area(area)).to_owned());
    own.chain(areas)
        .collect::<Vec<_>>()
        .join(t!(language, own.between))
}

/// How an account is used: not at all, nowhere at the moment, or where and until when.
fn use_words(i18n: I18n, account: &Account) -> String {
    let used = account.used_at.map(|at| {
        let at = i18n.local(Timestamp(at.timestamp_millis()));
        let (date, time) = (at.date(i18n.language()), at.with_minutes());
        t!(i18n, person.used, date = date, time = time)
    });
    match (account.disabled, used) {
        (true, _) => t!(i18n, person.is_disabled).to_owned(),
        (false, Some(used)) => used,
        (false, None) => t!(i18n, person.unused).to_owned(),
    }
}

/// Everybody with an account, and what can be done with them.
#[component]
pub(super) fn People(
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let store = expect_context::<Selectors>().store();
    let accounts = RwSignal::new(Loaded::<Vec<Account>>::Awaited);
    let asking = Asking::new();
    let reload = Callback::new(move |()| asking.load(accounts, commands.accounts()));
    reload.run(());
    let wanted = RwSignal::new(Wanted::default());
    let open = RwSignal::new(Open::Nothing);
    let found = Memo::new(move |_| {
        let directory = store.directory();
        let wanted = wanted.read();
        let accounts = accounts.read();
        let all = accounts.here().map_or(&[][..], Vec::as_slice);
        let people = all.iter().filter(|account| !account.enrolled);
        people
            .filter(|account| wanted.takes(account, i18n.language(), &directory))
            .cloned()
            .collect::<Vec<_>>()
    });
    let feeds = StoredValue::new(feeds);
    let close = Callback::new(move |()| open.set(Open::Nothing));
    let account_of = move |id: &PersonId| {
        let accounts = accounts.read();
        let mut all = accounts.here()?.iter();
        all.find(|account| account.person.id == *id).cloned()
    };
    let beside = move || match open.get() {
        Open::Nothing => None,
        Open::New => Some(
            view! { <NewAccountForm feeds=feeds.get_value() on_made=reload on_close=close /> }
                .into_any(),
        ),
        Open::Account(id) => {
            let account = untrack(|| account_of(&id))?;
            // A list that could not be read anew leaves the account as it was.
            let now = Memo::new(move |last: Option<&Option<Account>>| {
                account_of(&id).or_else(|| last.cloned().flatten())
            });
            Some(
                view! {
                    <AccountCard
                        account=account
                        now=Signal::from(now)
                        feeds=feeds.get_value()
                        on_change=reload
                        on_close=close
                    />
                }
                .into_any(),
            )
        }
    };
    let rows = move || {
        let language = i18n.language();
        let directory = store.directory();
        found.with(|found| {
            let shown = found.iter().take(MOST_SHOWN);
            shown
                .map(|account| row(i18n, language, &directory, account, open, reload))
                .collect_view()
        })
    };
    let known = move || accounts.read().here().is_some();
    view! {
        <div class="admin-split" data-open=move || (open.get() != Open::Nothing).then_some("true")>
            <section class="admin-list" aria-label=move || t!(i18n, admin.part.people)>
                <PeopleFilter wanted=wanted feeds=feeds.get_value() />
                <div class="admin-list__line">
                    <p class="field__label">
                        {move || t!(i18n, person.found, count = found.read().len() as u64)}
                    </p>
                    <button
                        type="button"
                        class="button"
                        data-weight="strong"
                        on:click=move |_| open.set(Open::New)
                    >
                        {move || t!(i18n, person.new)}
                    </button>
                </div>
                <Absence of=accounts on_again=reload />
                <Show when=known>
                    <ul class="account-rows">{rows}</ul>
                    <Show when=move || { found.read().len() > MOST_SHOWN }>
                        <p class="field__label">
                            {move || t!(i18n, person.more, count = MOST_SHOWN as u64)}
                        </p>
                    </Show>
                </Show>
            </section>
            {beside}
        </div>
    }
}

fn row(
    i18n: I18n,
    language: Language,
    directory: &Directory,
    account: &Account,
    open: RwSignal<Open>,
    on_open: Callback<()>,
) -> impl IntoView + use<> {
    let person = &account.person;
    let this = Open::Account(person.id.clone());
    let pressed = this.clone();
    let networks = person.networks.iter();
    let networks: Vec<_> = networks.map(|one| network_word(language, *one)).collect();
    let ground = ground_words(language, person, directory);
    view! {
        <li>
            <button
                type="button"
                class="account-row"
                data-account=person.id.to_string()
                data-disabled=account.disabled.then_some("true")
                aria-pressed=move || if *open.read() == pressed { "true" } else { "false" }
                on:click=move |_| {
                    open.set(this.clone());
                    // Where it is signed in may be another matter by now.
                    on_open.run(());
                }
            >
                <span class="account-row__name">{person.name.to_string()}</span>
                <span class="account-row__id">{person.id.to_string()}</span>
                <span class="account-row__role">{role_word(language, person.role)}</span>
                <span class="account-row__networks">
                    {networks.join(t!(language, own.between))}
                </span>
                <span class="account-row__ground">{ground}</span>
                <span class="account-row__use">{use_words(i18n, account)}</span>
            </button>
        </li>
    }
}

/// What is looked for.
#[component]
fn PeopleFilter(
    /// What is wanted.
    wanted: RwSignal<Wanted>,
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let disabled = Signal::derive(move || wanted.read().disabled);
    let roles = move || {
        let language = i18n.language();
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::Wall);
        roles
            .map(|role| view! { <option value=role.as_str()>{role_word(language, role)}</option> })
            .collect_view()
    };
    let networks = feeds
        .into_iter()
        .map(|feed| {
            let name = feed.name;
            view! {
                <option value=feed.network.to_string()>
                    {move || i18n.language().pick(&name).to_owned()}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="admin-filter" role="search">
            <input
                class="field__text"
                type="search"
                name="search"
                autocomplete="off"
                aria-label=move || t!(i18n, person.search)
                placeholder=move || t!(i18n, person.search)
                on:input:target=move |input| {
                    let text = input.target().value();
                    wanted.update(|wanted| wanted.text = text);
                }
            />
            <select
                class="field__text"
                name="role-filter"
                aria-label=move || t!(i18n, person.role)
                on:change:target=move |select| {
                    let word = select.target().value();
                    let role = Role::ALL.into_iter().find(|role| role.as_str() == word);
                    wanted.update(|wanted| wanted.role = role);
                }
            >
                <option value="">{move || t!(i18n, person.all_roles)}</option>
                {roles}
            </select>
            <select
                class="field__text"
                name="network-filter"
                aria-label=move || t!(i18n, person.networks)
                on:change:target=move |select| {
                    let network = select.target().value().parse().ok();
                    wanted.update(|wanted| wanted.network = network);
                }
            >
                <option value="">{move || t!(i18n, person.all_networks)}</option>
                {networks}
            </select>
            <Chip
                pressed=disabled
                on_press=Callback::new(move |()| {
                    wanted.update(|wanted| wanted.disabled = !wanted.disabled);
                })
            >
                {move || t!(i18n, person.only_disabled)}
            </Chip>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(text: &str) -> Account {
        serde_json::from_str(text).expect("a hub's answer")
    }

    #[test]
    fn accounts_are_found_by_name_role_network_and_ground() {
        let account = account(
            r#"{"id": "desk-2", "name": "王值班", "role": "duty_officer", "networks": ["police"], "areas": ["A7"],
                "disabled": false, "demo": false, "enrolled": false, "sessions": 0, "used_at": null}"#,
        );
        let takes =
            |wanted: Wanted| wanted.takes(&account, Language::Chinese, &Directory::default());
        let text = |text: &str| Wanted {
            text: text.into(),
            ..Wanted::default()
        };
        assert!(takes(Wanted::default()));
        assert!(takes(text("DESK")) && takes(text("王")) && takes(text(" a7 ")));
        assert!(!takes(text("desk-3")));
        let role = |role| Wanted {
            role: Some(role),
            ..Wanted::default()
        };
        assert!(takes(role(Role::DutyOfficer)) && !takes(role(Role::Station)));
        let network = |network| Wanted {
            network: Some(network),
            ..Wanted::default()
        };
        assert!(takes(network(Network::Police)) && !takes(network(Network::Internet)));
        let disabled = Wanted {
            disabled: true,
            ..Wanted::default()
        };
        assert!(!takes(disabled));
    }
}
