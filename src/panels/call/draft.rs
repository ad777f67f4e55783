//! A call as far as it has been written down.

use domain::{
    CategoryId, Channel, LONGEST_ADDRESS, LONGEST_NAME, LONGEST_PHONE, LONGEST_SUBJECT, Network,
    Priority, Wgs84,
};
use protocol::{NewReport, Spot};
use serde::{Deserialize, Serialize};

/// A call as far as it has been written down. It outlives the form: what was typed is lost neither when the form is closed nor
/// when the connection drops nor when the session ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// On which network it is reported; the person's first when nobody has chosen.
    pub network: Option<Network>,
    /// What it is about.
    pub subject: String,
    /// Its category.
    pub category: Option<CategoryId>,
    /// How pressing; the category's own when nobody has chosen.
    pub priority: Option<Priority>,
    /// The caller's name.
    pub caller_name: String,
    /// The caller's telephone number.
    pub caller_phone: String,
    /// What else was said.
    pub details: String,
    /// The place in words.
    pub address: String,
    /// Where the pin stands.
    pub at: Option<Wgs84>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What it is about.
    Subject,
    /// Its category.
    Category,
    /// The caller's name.
    CallerName,
    /// The caller's telephone number.
    CallerPhone,
    /// What else was said.
    Details,
    /// The place.
    Address,
}

impl Field {
    /// The field that the hub's pointer (RFC 6901) is about.
    #[must_use]
    pub fn of_pointer(pointer: &str) -> Option<Self> {
        Some(match pointer.rsplit('/').next()? {
            "subject" => Self::Subject,
            "category" => Self::Category,
            "caller_name" => Self::CallerName,
            "caller_phone" => Self::CallerPhone,
            "details" => Self::Details,
            "address" | "position" | "place" => Self::Address,
            _ => return None,
        })
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// It must not be empty.
    Missing,
    /// It has more characters than this.
    TooLong(usize),
    /// It is no telephone number.
    NoNumber,
    /// The hub does not take it.
    Refused,
}

impl Draft {
    /// Whether nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What would be reported.
    ///
    /// # Errors
    /// Every field that is wrong, in the order of the form.
    pub fn report(&self) -> Result<NewReport, Vec<(Field, FieldFault)>> {
        let mut faults = Vec::new();
        let subject = self.subject.trim();
        if subject.is_empty() {
            faults.push((Field::Subject, FieldFault::Missing));
        }
        for (field, text, longest) in [
            (Field::Subject, &self.subject, LONGEST_SUBJECT),
            (Field::Address, &self.address, LONGEST_ADDRESS),
            (Field::CallerName, &self.caller_name, LONGEST_NAME),
            (Field::CallerPhone, &self.caller_phone, LONGEST_PHONE),
        ] {
            if text.trim().chars().count() > longest {
                faults.push((field, FieldFault::TooLong(longest)));
            }
        }
        let phone = self.caller_phone.trim();
        let is_of_number = |letter: char| letter.is_ascii_digit() || "+-() ".contains(letter);
        if !phone.chars().all(is_of_number) {
            faults.push((Field::CallerPhone, FieldFault::NoNumber));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let written = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        Ok(NewReport {
            subject: subject.into(),
            category: self.category.clone(),
            priority: self.priority,
            channel: Some(Channel::Call),
            place: Spot {
                position: self.at,
                address: written(&self.address).map(Into::into),
            },
            details: written(&self.details),
            caller_name: written(&self.caller_name),
            caller_phone: written(phone),
            exercise: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            subject: " 夜间噪声扰民 ".to_owned(),
            caller_phone: "138-0000 0000".to_owned(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_call_without_a_subject_or_with_letters_for_a_number_names_the_fields() {
        let wrong = Draft {
            subject: "  ".to_owned(),
            caller_phone: "none".to_owned(),
            ..draft()
        };
        let faults = wrong.report().expect_err("two faults");
        assert_eq!(
            faults,
            [
                (Field::Subject, FieldFault::Missing),
                (Field::CallerPhone, FieldFault::NoNumber)
            ]
        );
    }

    #[test]
    fn a_field_that_is_longer_than_the_hub_takes_is_named_with_how_long_it_may_be() {
        let wrong = Draft {
            subject: "噪".repeat(LONGEST_SUBJECT + 1),
            address: "路".repeat(LONGEST_ADDRESS + 1),
            caller_name: "王".repeat(LONGEST_NAME),
            ..draft()
        };
        let faults = wrong.report().expect_err("two faults");
        assert_eq!(
            faults,
            [
                (Field::Subject, FieldFault::TooLong(LONGEST_SUBJECT)),
                (Field::Address, FieldFault::TooLong(LONGEST_ADDRESS)),
            ]
        );
    }

    #[test]
    fn what_was_left_empty_is_not_sent() {
        let report = draft().report().expect("a report");
        assert_eq!(&*report.subject, "夜间噪声扰民");
        assert_eq!(report.caller_name, None);
        assert_eq!(report.place, Spot::default());
        assert_eq!(report.caller_phone.as_deref(), Some("138-0000 0000"));
    }

    #[test]
    fn the_hubs_pointer_leads_to_the_field() {
        let field = Field::of_pointer("/command/report/place/address");
        assert_eq!(field, Some(Field::Address));
        assert_eq!(Field::of_pointer("/version"), None);
    }

    #[test]
    fn a_kept_draft_is_read_again() {
        let kept = serde_json::to_string(&draft()).expect("a draft");
        assert_eq!(
            serde_json::from_str::<Draft>(&kept).expect("the draft"),
            draft()
        );
    }
}
