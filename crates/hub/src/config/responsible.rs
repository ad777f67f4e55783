//! Who is responsible for what, held against the departments and categories that there are.

use std::collections::BTreeSet;

use domain::{DepartmentId, Duty, Responsible, Rules};

use super::{Config, ResponsibleConfig};

/// Something that `[[responsible]]` names and that there is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// Which entry, from 0.
    pub nth: usize,
    /// Which of its fields.
    pub field: &'static str,
    /// What is wrong.
    pub problem: String,
}

impl Config {
    /// The first department, category or major class of `[[responsible]]` that there is not.
    #[must_use]
    pub fn stranger(
        &self,
        rules: &Rules,
        departments: &BTreeSet<&DepartmentId>,
    ) -> Option<Stranger> {
        let entries = self.responsible.iter().enumerate();
        let mut found = entries.filter_map(|(nth, entry)| {
            let (field, problem) = stranger(entry, rules, departments)?;
            Some(Stranger {
                nth,
                field,
                problem,
            })
        });
        found.next()
    }

    /// Who is responsible for what, as a screen is told it.
    #[must_use]
    pub fn responsible(&self) -> Vec<Responsible> {
        let entries = self.responsible.iter().filter_map(|entry| {
            let category = entry.category.clone().map(Duty::Category);
            Some(Responsible {
                duty: category.or(entry.major.map(Duty::Major))?,
                departments: entry.departments.clone(),
            })
        });
        entries.collect()
    }
}

fn stranger(
    entry: &ResponsibleConfig,
    rules: &Rules,
    departments: &BTreeSet<&DepartmentId>,
) -> Option<(&'static str, String)> {
    if let Some(id) = &entry.category
        && !rules.categories.contains_key(id)
    {
        return Some((
            "category",
            format!("'{id}' is no category of this deployment"),
        ));
    }
    if let Some(major) = entry.major
        && !rules.categories.values().any(|known| known.major == major)
    {
        let problem = format!("no category of this deployment is of the major class {major:02}");
        return Some(("major", problem));
    }
    let mut named = entry.departments.iter();
    let id = named.find(|id| !departments.contains(id))?;
    let problem = format!("'{id}' is no department of this deployment");
    Some(("departments", problem))
}
