//! Which categories a person uses most: those stand first.

use std::collections::BTreeMap;

use domain::{CategoryId, PersonId, Rules};

use crate::platform::{Storage, keep, kept};

/// So many stand first.
const SHOWN: usize = 4;

/// How often a person has used each category.
pub type Uses = BTreeMap<String, u32>;

fn name(person: &PersonId) -> String {
    format!("furun.field.uses.{person}")
}

/// How often a person has used each category on this device.
#[must_use]
pub fn uses_of(person: &PersonId) -> Uses {
    kept(Storage::Machine, &name(person))
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// A person has used a category once more.
pub fn count_use(person: &PersonId, category: &CategoryId) {
    let mut uses = uses_of(person);
    let count = uses.entry(category.to_string()).or_default();
    *count = count.saturating_add(1);
    if let Ok(text) = serde_json::to_string(&uses) {
        keep(Storage::Machine, &name(person), Some(&text));
    }
}

/// The categories that stand first: those used most; while there are too few of them, the first of each major class.
#[must_use]
pub fn favourites(rules: &Rules, uses: &Uses) -> Vec<CategoryId> {
    let mut used: Vec<_> = rules
        .categories
        .keys()
        .filter_map(|id| Some((*uses.get(id.as_str())?, id)))
        .collect();
    used.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    let mut all: Vec<_> = rules.categories.iter().collect();
    all.sort_by_key(|(_, category)| (category.minor, category.major));
    let rest = all.into_iter().map(|(id, _)| id);
    let mut first: Vec<CategoryId> = Vec::with_capacity(SHOWN);
    for id in used.into_iter().map(|(_, id)| id).chain(rest) {
        if first.len() < SHOWN && !first.contains(id) {
            first.push(id.clone());
        }
    }
    first
}

/// The categories by major class, in the order of their numbers.
#[must_use]
pub fn by_major(rules: &Rules) -> Vec<(u8, Vec<CategoryId>)> {
    let mut classes: BTreeMap<u8, Vec<(u8, &CategoryId)>> = BTreeMap::new();
    for (id, category) in &rules.categories {
        let class = classes.entry(category.major).or_default();
        class.push((category.minor, id));
    }
    classes
        .into_iter()
        .map(|(major, mut minors)| {
            minors.sort();
            (
                major,
                minors.into_iter().map(|(_, id)| id.clone()).collect(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::{Category, Name, Priority};

    use super::*;

    fn rules() -> Rules {
        let category = |major, minor| Category {
            name: Name::new("类", "class"),
            major,
            minor,
            priority: Priority::Routine,
            feedback_within: None,
            handle_within: None,
            subjects: Vec::new(),
        };
        let id = |text: &str| CategoryId::try_from(text).expect("an id");
        Rules {
            categories: [
                (id("rubbish"), category(1, 1)),
                (id("rubble"), category(1, 6)),
                (id("poster"), category(2, 1)),
                (id("noise"), category(3, 1)),
                (id("manhole"), category(11, 1)),
            ]
            .into(),
            ..Rules::default()
        }
    }

    fn words(ids: &[CategoryId]) -> Vec<&str> {
        ids.iter().map(CategoryId::as_str).collect()
    }

    #[test]
    fn what_is_used_most_stands_first_and_what_is_gone_stands_nowhere() {
        let uses = [("rubble", 2), ("noise", 5), ("gone", 9)];
        let uses = uses.map(|(id, count)| (id.to_owned(), count)).into();
        assert_eq!(
            words(&favourites(&rules(), &uses)),
            ["noise", "rubble", "rubbish", "poster"]
        );
    }

    #[test]
    fn a_new_person_is_offered_the_first_of_each_major_class() {
        assert_eq!(
            words(&favourites(&rules(), &Uses::new())),
            ["rubbish", "poster", "noise", "manhole"]
        );
    }

    #[test]
    fn minor_classes_stand_below_their_major_class() {
        let classes = by_major(&rules());
        let majors: Vec<u8> = classes.iter().map(|(major, _)| *major).collect();
        assert_eq!(majors, [1, 2, 3, 11]);
        assert_eq!(words(&classes[0].1), ["rubbish", "rubble"]);
    }
}
