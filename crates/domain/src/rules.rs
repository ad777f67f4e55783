//! How long things may take: a deployment's configuration, with the lifecycle's defaults.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CategoryId, Millis, Name, Priority};

/// A category of incident with its own deadlines (GB/T 30428: major and minor class).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// What it is called.
    pub name: Name,
    /// The major class, two digits.
    #[serde(default)]
    pub major: u8,
    /// The minor class, two digits.
    #[serde(default)]
    pub minor: u8,
    /// The priority of a report that names none.
    #[serde(default)]
    pub priority: Priority,
    /// How often feedback is due while it is handled; the rules' own when absent.
    #[serde(default, rename = "feedback_within_ms")]
    pub feedback_within: Option<Millis>,
    /// How long handling may take from acceptance; the rules' own when absent.
    #[serde(default, rename = "handle_within_ms")]
    pub handle_within: Option<Millis>,
    /// What is usually said of such incidents: platforms report in one language, screens show it in each that is given here.
    #[serde(default)]
    pub subjects: Vec<Name>,
}

/// How long each step may take. Decisions write the limits they used into the events, so a later change of rules
/// does not change what happened before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Report to first assignment.
    #[serde(rename = "dispatch_within_ms")]
    pub dispatch_within: Millis,
    /// Offer to receipt by a station or unit.
    #[serde(rename = "receive_within_ms")]
    pub receive_within: Millis,
    /// Offer to claim by a department.
    #[serde(rename = "claim_within_ms")]
    pub claim_within: Millis,
    /// Receipt to arrival on scene.
    #[serde(rename = "arrive_within_ms")]
    pub arrive_within: Millis,
    /// Handling begun, or last feedback, to the next.
    #[serde(rename = "feedback_within_ms")]
    pub feedback_within: Millis,
    /// Acceptance to resolution.
    #[serde(rename = "handle_within_ms")]
    pub handle_within: Millis,
    /// Resolution to verification.
    #[serde(rename = "verify_within_ms")]
    pub verify_within: Millis,
    /// The categories the deployment knows. A report may name another; it then has the limits above.
    pub categories: BTreeMap<CategoryId, Category>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            dispatch_within: Millis::from_secs(60),
            receive_within: Millis::from_secs(60),
            claim_within: Millis::from_mins(30),
            arrive_within: Millis::from_secs(300),
            feedback_within: Millis::from_hours(1),
            handle_within: Millis::from_hours(24),
            verify_within: Millis::from_hours(24),
            categories: BTreeMap::new(),
        }
    }
}

impl Rules {
    /// How long handling may take for a category.
    #[must_use]
    pub fn handle_within(&self, category: Option<&CategoryId>) -> Millis {
        self.category(category)
            .and_then(|category| category.handle_within)
            .unwrap_or(self.handle_within)
    }

    /// How often feedback is due for a category.
    #[must_use]
    pub fn feedback_within(&self, category: Option<&CategoryId>) -> Millis {
        self.category(category)
            .and_then(|category| category.feedback_within)
            .unwrap_or(self.feedback_within)
    }

    /// The category's entry, when the deployment knows it.
    #[must_use]
    pub fn category(&self, category: Option<&CategoryId>) -> Option<&Category> {
        self.categories.get(category?)
    }
}
