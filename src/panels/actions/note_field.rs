use domain::LONGEST_NOTE;
use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

/// A few lines of text. Enter hands it on, Shift and Enter begin another line.
#[component]
pub fn NoteField(
    /// What is to be written.
    #[prop(into)]
    label: Signal<String>,
    /// What is written.
    text: RwSignal<String>,
    /// Called with Enter.
    #[prop(into)]
    on_enter: Callback<()>,
    /// The field, so that it can be given the keyboard.
    #[prop(optional)]
    field: NodeRef<Textarea>,
) -> impl IntoView {
    let on_key = move |key: KeyboardEvent| {
        // A key that ends the choosing of a Chinese word belongs to the input method.
        if key.key() == "Enter" && !key.shift_key() && !key.is_composing() {
            key.prevent_default();
            on_enter.run(());
        }
    };
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <textarea
                class="field__text"
                rows="2"
                maxlength=LONGEST_NOTE
                node_ref=field
                prop:value=text
                on:input:target=move |input| text.set(input.target().value())
                on:keydown=on_key
            ></textarea>
        </label>
    }
}
