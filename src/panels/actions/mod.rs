//! What can be done with the selected incident: its actions, their forms, and what became of what was asked.

mod bar;
mod choices;
mod form;
mod note_field;
mod told;
mod words;

pub use bar::{ActionBar, ActionsView};
pub use form::ActionForm;
pub use told::{Told, ToldElsewhere};
pub(super) use words::{action_word, reason_words};
