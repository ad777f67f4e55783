//! What a door of the hub refused, in words: beside the field that is wrong, or below the form.

use domain::SHORTEST_PASSWORD;
use leptos::prelude::*;

use crate::commands::{DoorFault, DoorReason};
use crate::i18n::{Language, t, use_i18n};

/// The field that a fault is about, as a JSON pointer.
fn pointer_of(fault: &DoorFault) -> Option<&str> {
    match fault {
        DoorFault::Field(pointer) => Some(pointer),
        DoorFault::Refused(DoorReason::Taken) => Some("/id"),
        _ => None,
    }
}

/// A fault of one field.
#[must_use]
pub fn wrong(pointer: &str) -> DoorFault {
    DoorFault::Field(pointer.to_owned())
}

/// What is wrong with a new password that was written twice.
///
/// # Errors
/// When it is too short, the account's own name, or not the same both times.
pub fn check_password(
    password: &str,
    again: &str,
    account: &str,
    pointer: &str,
) -> Result<(), DoorFault> {
    let short = password.chars().count() < SHORTEST_PASSWORD;
    if short || password.eq_ignore_ascii_case(account) {
        Err(wrong(pointer))
    } else if password != again {
        Err(wrong("/again"))
    } else {
        Ok(())
    }
}

fn field_words(language: Language, pointer: &str) -> &'static str {
    match pointer {
        "/id" => t!(language, door.field.id),
        "/name" => t!(language, door.field.name),
        "/networks" => t!(language, door.field.networks),
        "/areas" => t!(language, door.field.areas),
        "/station" => t!(language, door.field.station),
        "/department" => t!(language, door.field.department),
        "/password" | "/new" => t!(language, door.field.password),
        "/current" => t!(language, door.field.current),
        "/again" => t!(language, door.field.again),
        "/code" => t!(language, door.field.code),
        "/reason" => t!(language, door.field.reason),
        "day" => t!(language, watch.fault_invalid),
        _ => t!(language, door.field.other),
    }
}

/// What a fault says.
#[must_use]
pub fn door_words(language: Language, fault: &DoorFault) -> String {
    let words = match fault {
        DoorFault::Field(pointer) => field_words(language, pointer),
        DoorFault::Refused(reason) => match reason {
            DoorReason::Taken => t!(language, door.taken),
            DoorReason::Full => t!(language, door.full),
            DoorReason::LastAdministrator => t!(language, door.last_administrator),
            DoorReason::Wall => t!(language, door.wall),
            DoorReason::NoPassword => t!(language, door.no_password),
            DoorReason::Secret => t!(language, door.secret),
            DoorReason::Stale => t!(language, door.stale),
            // Of cameras' heads alone, which no form here turns.
            DoorReason::Held | DoorReason::NotHeld | DoorReason::NotAble | DoorReason::Other => {
                t!(language, door.other)
            }
        },
        DoorFault::Unknown => t!(language, door.unknown),
        DoorFault::NoRight => t!(language, door.no_right),
        DoorFault::SignInNeeded => t!(language, door.sign_in_needed),
        DoorFault::Wait { secs } => return t!(language, door.wait, secs = secs),
        DoorFault::NoAnswer => t!(language, door.no_answer),
        DoorFault::Unreadable(status) => return t!(language, door.unreadable, status = status),
    };
    words.to_owned()
}

/// What is wrong with the field of a pointer.
#[must_use]
pub fn field_fault(
    fault: RwSignal<Option<DoorFault>>,
    pointer: &'static str,
) -> Signal<Option<String>> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let fault = fault.read();
        let fault = fault.as_ref()?;
        (pointer_of(fault) == Some(pointer)).then(|| door_words(i18n.language(), fault))
    })
}

/// What is wrong with a form as a whole.
#[component]
pub fn FormFault(
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        let fault = fault.read();
        let fault = fault.as_ref().filter(|fault| pointer_of(fault).is_none())?;
        Some(door_words(i18n.language(), fault))
    };
    move || {
        words().map(|words| {
            view! {
                <p class="form-fault" role="alert">
                    {words}
                </p>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_accounts_name_and_the_same_both_times() {
        let check = |password, again| check_password(password, again, "administrator", "/new");
        assert_eq!(check("short", "short"), Err(wrong("/new")));
        assert_eq!(check("Administrator", "Administrator"), Err(wrong("/new")));
        assert_eq!(
            check("correct horse", "correct house"),
            Err(wrong("/again"))
        );
        assert_eq!(
            check("正确的马匹电池订书钉", "正确的马匹电池订书钉"),
            Ok(())
        );
    }

    #[test]
    fn an_account_that_is_taken_is_the_accounts_fault() {
        assert_eq!(
            pointer_of(&DoorFault::Refused(DoorReason::Taken)),
            Some("/id")
        );
        assert_eq!(pointer_of(&DoorFault::Refused(DoorReason::Full)), None);
    }
}
