use leptos::html::Input;
use leptos::prelude::*;

/// A line of text with its name above and what is wrong with it below.
#[component]
pub fn TextField(
    /// What is to be written.
    #[prop(into)]
    label: Signal<String>,
    /// What is written.
    #[prop(into)]
    text: Signal<String>,
    /// Called with what is typed.
    #[prop(into)]
    on_type: Callback<String>,
    /// What is wrong with it.
    #[prop(into, optional)]
    fault: Signal<Option<String>>,
    /// Its name in the form.
    name: &'static str,
    /// What a device with keys on glass should offer: "text", "tel".
    #[prop(default = "text")]
    mode: &'static str,
    /// What is written: "text", or "password", which nobody reads over one's shoulder.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in: "off", "username", "new-password".
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The field, so that it can be given the keyboard.
    #[prop(optional)]
    field: NodeRef<Input>,
) -> impl IntoView {
    view! {
        <label class="field" data-fault=move || fault.with(Option::is_some)>
            <span class="field__label">{label}</span>
            <input
                class="field__text"
                type=kind
                autocomplete=autocomplete
                name=name
                inputmode=mode
                aria-invalid=move || if fault.with(Option::is_some) { "true" } else { "false" }
                node_ref=field
                prop:value=text
                on:input:target=move |input| on_type.run(input.target().value())
            />
            <Show when=move || fault.with(Option::is_some)>
                <span class="field__fault" role="alert">
                    {fault}
                </span>
            </Show>
        </label>
    }
}
