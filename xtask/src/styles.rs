//! Every stylesheet is linked in `index.html`, and in the order that declares the layers first: trunk
//! copies each linked file and follows no `@import`.

use anyhow::{Context, Result};
use std::{fs, path::Path};

use crate::files;

/// What comes first, in this order; then `styles/components/`, then `styles/views/`.
const FIRST: [&str; 3] = ["styles/tokens.css", "styles/base.css", "styles/layout.css"];

/// One complaint a line; empty when page and folder agree.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let page = fs::read_to_string(root.join("index.html")).context("index.html cannot be read")?;
    let present: Vec<String> = files::below(&root.join("styles"))?
        .iter()
        .filter_map(|file| Some(file.strip_prefix(root).ok()?.to_string_lossy().into_owned()))
        .filter(|file| file.ends_with(".css"))
        .collect();
    Ok(compare(&linked(&page), &present))
}

/// The stylesheets of ours that the page links, in its order.
fn linked(page: &str) -> Vec<&str> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("styles/"))
        .collect()
}

fn compare(linked: &[&str], present: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in present {
        match linked.iter().filter(|link| **link == file.as_str()).count() {
            0 => complaints.push(format!("{file} is not linked in index.html")),
            1 => {}
            times => complaints.push(format!("{file} is linked {times} times in index.html")),
        }
    }
    for link in linked {
        if !present.iter().any(|file| file == link) {
            complaints.push(format!("index.html links {link}, which is not there"));
        }
    }
    for pair in linked.windows(2) {
        if let [before, after] = pair
            && rank(after) < rank(before)
        {
            complaints.push(format!("index.html links {after} after {before}"));
        }
    }
    complaints
}

fn rank(link: &str) -> usize {
    let first = FIRST.iter().position(|known| *known == link);
    first.unwrap_or(FIRST.len() + usize::from(link.starts_with("styles/views/")))
}

#[cfg(test)]
mod tests {
    use super::{compare, linked};

    fn check(page: &[&str], present: &[&str]) -> Vec<String> {
        let present: Vec<String> = present.iter().map(|file| (*file).to_owned()).collect();
        compare(page, &present)
    }

    #[test]
    fn only_our_own_stylesheets_are_read_from_the_page() {
        let page = r#"<link rel="css" href="web/map.css"><link href="styles/tokens.css"><link href="styles/views/wall.css">"#;
        assert_eq!(linked(page), ["styles/tokens.css", "styles/views/wall.css"]);
    }

    #[test]
    fn a_page_that_links_each_once_and_in_order_raises_no_complaint() {
        let all = [
            "styles/tokens.css",
            "styles/base.css",
            "styles/components/a.css",
            "styles/views/b.css",
        ];
        assert_eq!(check(&all, &all), [""; 0]);
    }

    #[test]
    fn a_file_unlinked_linked_twice_or_missing_is_a_complaint() {
        assert!(check(&[], &["styles/base.css"])[0].contains("not linked"));
        assert!(check(&["styles/base.css"; 2], &["styles/base.css"])[0].contains("2 times"));
        assert!(check(&["styles/base.css"], &[])[0].contains("not there"));
    }

    #[test]
    fn tokens_after_a_component_are_a_complaint() {
        let all = ["styles/components/a.css", "styles/tokens.css"];
        assert_eq!(
            check(&all, &all),
            ["index.html links styles/tokens.css after styles/components/a.css"]
        );
    }
}
