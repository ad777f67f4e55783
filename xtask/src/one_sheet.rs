//! One stylesheet in the place of many: trunk copies each linked file, and a browser waits for every one of them before it paints.

use anyhow::{Context, Result, bail};
use std::{fs, ops::Range};

use crate::{
    demo::{digest, put},
    workspace::Workspace,
};

/// Joins the stylesheets that the page in `dist/` links, in its order, into one file.
pub(crate) fn join(workspace: &Workspace) -> Result<()> {
    let dist = workspace.dist();
    let at = dist.join("index.html");
    let page = fs::read_to_string(&at).context("trunk left no page in dist/")?;
    let links = linked(&page);
    if links.is_empty() {
        bail!("the page in dist/ links no stylesheet");
    }
    let files: Vec<_> = links.iter().map(|link| dist.join(link.name)).collect();
    let mut joined = String::new();
    for (file, link) in files.iter().zip(&links) {
        if page[link.tag.clone()].contains(" media=") {
            bail!(
                "{} is for some media only, which one file cannot say",
                link.name
            );
        }
        let sheet =
            fs::read_to_string(file).with_context(|| format!("{} is not there", file.display()))?;
        if sheet.contains("@import") {
            bail!("{} imports another, which only a first rule may", link.name);
        }
        // By itself it would end with its file; here it would take all that follow with it.
        if !is_closed(&sheet) {
            bail!("{} leaves a block, a comment or a string open", link.name);
        }
        joined.push_str(&sheet);
        joined.push('\n');
    }
    let whole = dist.join("styles.css");
    put(&whole, &joined)?;
    let name = format!("styles-{}.css", digest(&[&whole])?);
    fs::rename(&whole, dist.join(&name)).with_context(|| format!("{name} cannot be named"))?;
    put(&at, &with_one(&page, &links, &name))?;
    for file in &files {
        fs::remove_file(file).with_context(|| format!("{} stays", file.display()))?;
    }
    Ok(())
}

/// A tag that links a stylesheet.
#[derive(Debug, PartialEq, Eq)]
struct Link<'a> {
    /// Where it stands in the page.
    tag: Range<usize>,
    /// The file that it links.
    name: &'a str,
}

/// The stylesheets of a page as trunk writes it, minified or not.
fn linked(page: &str) -> Vec<Link<'_>> {
    page.match_indices("<link ")
        .filter_map(|(start, _)| {
            let end = start + page[start..].find('>')? + 1;
            let tag = &page[start..end];
            let (_, address) = tag.split_once("href=")?;
            let name = address
                .trim_start_matches(['"', '.', '/'])
                .split(['"', ' ', '>'])
                .next()?;
            (tag.contains("stylesheet") && name.ends_with(".css")).then_some(Link {
                tag: start..end,
                name,
            })
        })
        .collect()
}

/// Whether every block, comment and string of a stylesheet ends within it.
fn is_closed(sheet: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = sheet;
    while let Some(at) = rest.find(['{', '}', '"', '\'', '/', '\\']) {
        let (found, after) = rest[at..].split_at(1);
        rest = after;
        match found {
            "{" => depth += 1,
            "}" if depth == 0 => return false,
            "}" => depth -= 1,
            "\\" => {
                rest = rest
                    .get(rest.chars().next().map_or(0, char::len_utf8)..)
                    .unwrap_or("")
            }
            "/" => {
                if let Some(comment) = rest.strip_prefix('*') {
                    let Some(end) = comment.find("*/") else {
                        return false;
                    };
                    rest = &comment[end + 2..];
                }
            }
            quote => {
                let Some(end) = rest.find(quote) else {
                    return false;
                };
                rest = &rest[end + 1..];
            }
        }
    }
    depth == 0
}

/// The page with a link to one file where its first was.
fn with_one(page: &str, links: &[Link], name: &str) -> String {
    let mut written = String::with_capacity(page.len());
    let mut from = 0;
    for (number, Link { tag, .. }) in links.iter().enumerate() {
        // With the line that it stood on.
        written.push_str(match number {
            0 => &page[from..tag.start],
            _ => page[from..tag.start].trim_start(),
        });
        if number == 0 {
            written.push_str(&format!("<link rel=\"stylesheet\" href=\"./{name}\">"));
        }
        from = tag.end;
    }
    written.push_str(&page[from..]);
    written
}

#[cfg(test)]
mod tests {
    use super::{is_closed, linked, with_one};

    const PLAIN: &str = "<head>\n  <link rel=\"icon\" href=\"./icon.svg\"/>\n  <link rel=\"stylesheet\" href=\"./tokens-1.css\"/>\n  <link rel=\"stylesheet\" href=\"./base-2.css\"/>\n  <meta>";
    const SMALL: &str = "<link href=./icon.svg rel=icon><link href=./tokens-1.css rel=stylesheet><link href=./base-2.css rel=stylesheet><meta>";

    #[test]
    fn stylesheets_are_found_in_a_page_as_it_is_written_and_in_a_small_one() {
        for page in [PLAIN, SMALL] {
            let names: Vec<_> = linked(page).iter().map(|link| link.name).collect();
            assert_eq!(names, ["tokens-1.css", "base-2.css"]);
        }
    }

    #[test]
    fn one_link_stands_where_the_first_was_and_all_else_stays() {
        let one = |page| with_one(page, &linked(page), "styles-3.css");
        assert_eq!(
            one(PLAIN),
            "<head>\n  <link rel=\"icon\" href=\"./icon.svg\"/>\n  <link rel=\"stylesheet\" href=\"./styles-3.css\">\n  <meta>"
        );
        assert_eq!(
            one(SMALL),
            "<link href=./icon.svg rel=icon><link rel=\"stylesheet\" href=\"./styles-3.css\"><meta>"
        );
    }

    #[test]
    fn a_sheet_that_leaves_something_open_is_not_joined() {
        for whole in [
            "a{b:c}",
            "@layer x{a{b:c}}",
            "a::before{content:\"}\"}/* { */",
            "a{b:url('{')}",
        ] {
            assert!(is_closed(whole), "{whole}");
        }
        for open in ["a{b:c", "a{}}", "a{}/* b{}", "a{b:\"c}"] {
            assert!(!is_closed(open), "{open}");
        }
    }

    #[test]
    fn a_page_without_stylesheets_has_none() {
        assert_eq!(linked("<link rel=icon href=./icon.svg>"), []);
    }
}
