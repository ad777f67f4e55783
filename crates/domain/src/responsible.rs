//! Who is responsible for what: a deployment's configuration.

use serde::{Deserialize, Serialize};

use crate::{CategoryId, DepartmentId};

/// Which departments are responsible for a category, or for a whole major class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsible {
    /// For what.
    #[serde(rename = "for")]
    pub duty: Duty,
    /// Which, the first one foremost.
    pub departments: Vec<DepartmentId>,
}

/// What departments are responsible for. Of both, what is said of the category itself holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// A category.
    Category(CategoryId),
    /// A major class of categories, two digits.
    Major(u8),
}
