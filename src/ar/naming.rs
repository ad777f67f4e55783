//! Naming what was pointed at, and changing what somebody named.

use domain::{LONGEST_LABEL, Network};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::commands::{Commands, DoorFault, DoorReason, Naming};
use crate::config::{Ability, HandLabel, SurveySource};
use crate::i18n::{I18n, Language, t, use_i18n};
use crate::store::Store;

/// What the form names.
#[derive(Clone, Debug, PartialEq)]
enum Subject {
    /// The place that is pointed at: which one that is may change until it is sent.
    Spot,
    /// A label that there is.
    Label(HandLabel),
}

/// A form that is open: the same subject named a second time is another one.
#[derive(Clone, Debug, PartialEq)]
struct Opening {
    number: u64,
    subject: Subject,
}

/// The networks on which whoever sits here may name things: none without the right, or without a hub.
fn networks(store: Store, commands: Commands) -> Vec<Network> {
    let session = store.session.read();
    let me = session.me().filter(|me| me.has(Ability::Label));
    let own = me.map(|me| me.person.networks.clone()).unwrap_or_default();
    let networks = store.networks().into_iter();
    let ours = |network: &Network| commands.is_own_hub(*network);
    networks
        .filter(|network| own.contains(network) && ours(network))
        .collect()
}

/// Names what was pointed at, and changes what somebody named. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct NamingForm {
    store: Store,
    commands: Commands,
    source: StoredValue<SurveySource>,
    networks: Memo<Vec<Network>>,
    opening: RwSignal<Option<Opening>>,
    /// How many were opened.
    opened: StoredValue<u64>,
}

/// The form, while something is to be named.
#[component]
pub fn NameThing(
    /// What is named.
    form: NamingForm,
) -> impl IntoView {
    // The same label clicked on again leaves what was typed.
    let opening = Memo::new(move |_| form.opening.get().filter(|_| form.may()));
    (move || {
        opening
            .get()
            .map(|opening| view! { <NamingFields form=form opening=opening /> })
    })
    .into_any()
}

impl NamingForm {
    /// Follows what is pointed at and clicked on; `None` where nobody keeps names.
    pub fn begin(store: Store) -> Option<Self> {
        let (commands, source) = (use_context::<Commands>()?, use_context::<SurveySource>()?);
        let form = Self {
            store,
            commands,
            source: StoredValue::new(source),
            networks: Memo::new(move |_| networks(store, commands)),
            opening: RwSignal::new(None),
            opened: StoredValue::new(0),
        };
        // A label that is clicked on is taken into the form; the form goes when its spot does.
        Effect::new(move |_| {
            let id = store.view.hand_label.get();
            let found = id.and_then(|id| store.surveyed.read_untracked().label(id).cloned());
            if let Some(label) = found {
                form.open(Subject::Label(label));
            }
        });
        Effect::new(move |_| {
            let gone = store.view.spot.with(Option::is_none);
            if gone && form.is_of(&Subject::Spot) {
                form.opening.set(None);
            }
        });
        Some(form)
    }

    /// Whether the form is open for that.
    fn is_of(self, subject: &Subject) -> bool {
        let is_of = |opening: &Opening| opening.subject == *subject;
        self.opening
            .with_untracked(|opening| opening.as_ref().is_some_and(is_of))
    }

    /// Opens the form for something, unless it is open for just that.
    fn open(self, subject: Subject) {
        if self.is_of(&subject) {
            return;
        }
        let number = self.opened.get_value() + 1;
        self.opened.set_value(number);
        self.opening.set(Some(Opening { number, subject }));
    }

    fn may(self) -> bool {
        self.networks.with(|networks| !networks.is_empty())
    }

    /// Whether what was pointed at may be named, and is not being named already; tracks it.
    pub fn offers(self) -> bool {
        self.may() && self.opening.with(Option::is_none)
    }

    /// Opens the form for what was pointed at.
    pub fn name_spot(self) {
        self.open(Subject::Spot);
    }

    fn close(self) {
        self.store.view.hand_label.set(None);
        self.opening.set(None);
    }

    /// Reads the labels anew; the form goes when it did what it was asked, and one that was opened meanwhile stays.
    fn done(self, number: u64, asked: Result<(), DoorFault>, fault: RwSignal<Option<DoorFault>>) {
        match asked {
            Ok(()) => {
                let is_open = |open: &Option<Opening>| {
                    open.as_ref().is_some_and(|open| open.number == number)
                };
                if self.opening.try_with_untracked(is_open) == Some(true) {
                    self.close();
                    self.store.view.spot.set(None);
                }
            }
            Err(told) => {
                fault.try_set(Some(told));
            }
        }
        spawn_local(self.store.read_survey(self.source.get_value()));
    }
}

fn fault_words(language: Language, fault: &DoorFault) -> &'static str {
    match fault {
        DoorFault::Field(_) => t!(language, hand.bad_name),
        DoorFault::Refused(DoorReason::Stale) => t!(language, hand.stale),
        DoorFault::Refused(DoorReason::Full) => t!(language, hand.full),
        DoorFault::Unknown => t!(language, hand.gone),
        DoorFault::NoRight => t!(language, hand.no_right),
        _ => t!(language, hand.no_answer),
    }
}

#[component]
fn NamingFields(form: NamingForm, opening: Opening) -> impl IntoView {
    let i18n = use_i18n();
    let Opening { number, subject } = opening;
    let label = match &subject {
        Subject::Label(label) => Some(label.clone()),
        Subject::Spot => None,
    };
    let (zh, en) = match &label {
        Some(label) => (label.name.zh.to_string(), label.name.en.to_string()),
        None => Default::default(),
    };
    let (zh, en) = (RwSignal::new(zh), RwSignal::new(en));
    let networks = form.networks.get_untracked();
    let network = RwSignal::new(
        label
            .as_ref()
            .map(|label| label.network)
            .or_else(|| networks.first().copied()),
    );
    let fault = RwSignal::new(None::<DoorFault>);
    let busy = RwSignal::new(false);
    let store = form.store;
    let own = StoredValue::new(label.clone());
    // What a colleague has taken away can be neither changed nor taken away again.
    let is_gone = move || fault.with(|fault| *fault == Some(DoorFault::Unknown));
    let send = move |to_spot: bool| {
        let Some(network) = network.get_untracked() else {
            return;
        };
        let label = own.get_value();
        // What is shown now, not what was when the form opened.
        let pointed = store.view.spot.get_untracked();
        let to = pointed.filter(|_| to_spot || label.is_none());
        let at = to.map(|spot| (spot.at, spot.height_metres));
        let at = at.or_else(|| {
            label
                .as_ref()
                .map(|label| (label.position, label.height_metres))
        });
        let Some((at, height_metres)) = at else {
            return;
        };
        let naming = Naming {
            based_on: label.as_ref().map(|label| label.version),
            name_zh: zh.get_untracked(),
            name_en: Some(en.get_untracked()).filter(|en| !en.trim().is_empty()),
            lon: at.lon(),
            lat: at.lat(),
            height_metres,
        };
        busy.set(true);
        spawn_local(async move {
            let id = label.map(|label| label.id);
            let asked = form.commands.name_thing(network, id, &naming).await;
            busy.try_set(false);
            form.done(number, asked, fault);
        });
    };
    let remove = move |_| {
        if let Some(label) = own.get_value() {
            busy.set(true);
            spawn_local(async move {
                let seen = (label.id, label.version);
                let asked = form.commands.remove_label(label.network, seen).await;
                busy.try_set(false);
                form.done(number, asked, fault);
            });
        }
    };
    let has_label = label.is_some();
    let by = label.as_ref().map(|label| signature(i18n, label));
    let choices =
        (!has_label && networks.len() > 1).then(|| network_choice(i18n, networks, network));
    view! {
        <form
            class="naming"
            aria-label=move || t!(i18n, hand.title)
            on:submit=move |event| {
                event.prevent_default();
                send(false);
            }
        >
            {name_field("zh", move || t!(i18n, hand.zh), zh)}
            {name_field("en", move || t!(i18n, hand.en), en)}
            {choices}
            {by.map(|by| view! { <p class="naming__by">{by}</p> })}
            <Show when=move || fault.with(Option::is_some)>
                <p class="naming__fault" role="alert">
                    {move || fault.with(|fault| {
                        fault.as_ref().map(|fault| fault_words(i18n.language(), fault))
                    })}
                </p>
            </Show>
            <div class="naming__ways">
                <button
                    type="submit"
                    class="button"
                    data-weight="strong"
                    disabled=move || busy.get() || is_gone() || zh.with(|zh| zh.trim().is_empty())
                >
                    {move || t!(i18n, hand.save)}
                </button>
                <Show when=move || has_label && !is_gone()>
                    <button
                        type="button"
                        class="button"
                        disabled=move || busy.get() || store.view.spot.with(Option::is_none)
                        title=move || t!(i18n, hand.move_hint)
                        on:click=move |_| send(true)
                    >
                        {move || t!(i18n, hand.move_here)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        disabled=move || busy.get()
                        on:click=remove
                    >
                        {move || t!(i18n, hand.remove)}
                    </button>
                </Show>
                <button type="button" class="button" data-weight="quiet" on:click=move |_| form.close()>
                    {move || t!(i18n, hand.cancel)}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// What the thing is called in one language.
fn name_field(
    name: &'static str,
    label: impl Fn() -> &'static str + Send + 'static,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input
                class="field__text"
                name=name
                maxlength=LONGEST_LABEL
                autocomplete="off"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}

/// "Li Wei · 2026-11-26 13:05".
fn signature(i18n: I18n, label: &HandLabel) -> String {
    let local = untrack(|| i18n.local(label.at));
    let when = local.dated();
    match &label.author {
        Some(author) => format!("{author} · {when}"),
        None => when,
    }
}

fn network_choice(
    i18n: I18n,
    networks: Vec<Network>,
    network: RwSignal<Option<Network>>,
) -> AnyView {
    let options = networks.into_iter().map(|one| {
        view! {
            <option value=one.as_str() selected=move || network.get() == Some(one)>
                {move || match one {
                    Network::Police => t!(i18n, network.police),
                    Network::Government => t!(i18n, network.government),
                    Network::Internet => t!(i18n, network.internet),
                }}
            </option>
        }
    });
    view! {
        <label class="field">
            <span class="field__label">{move || t!(i18n, hand.network)}</span>
            <select
                class="select"
                on:change:target=move |select| network.set(select.target().value().parse().ok())
            >
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}
