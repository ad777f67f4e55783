//! What can be done with the selected incident: its actions, their forms, and what became of what was asked.

mod again;
mod amend;
mod bar;
mod choices;
mod counterpart;
mod form;
mod half_link;
mod note_field;
mod photos_field;
mod told;
mod undo;
mod words;
mod written;

pub use again::AgainLine;
use amend::AmendForm;
pub use bar::{ActionBar, ActionsView};
pub(super) use choices::near_words;
pub use form::ActionForm;
pub use told::{Told, ToldElsewhere};
pub(super) use words::{action_word, order_action_word, rejection_words};
pub use words::{reason_words, verb_word};
pub use written::Written;
