//! Contrast of the tokens that stand on one another, computed as WCAG 2.2 defines it.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../styles/tokens.css");

/// The colours of one block of `tokens.css`: what stands between the first `from` and the next `}`.
fn colours(from: &str) -> BTreeMap<&'static str, [u8; 3]> {
    let start = TOKENS.find(from).expect("the block is there");
    let block = TOKENS[start..].split('}').next().expect("the block ends");
    block
        .lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--color-")?.split_once(": #")?;
            let value = u32::from_str_radix(value.trim_end_matches(';'), 16)
                .expect("six hexadecimal digits");
            let [_, red, green, blue] = value.to_be_bytes();
            Some((name, [red, green, blue]))
        })
        .collect()
}

/// Relative luminance, 0 (black) to 1 (white).
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// Contrast ratio, 1 to 21.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

const GROUNDS: [&str; 4] = ["ground", "panel", "raised", "pressed"];
const STAGES: [&str; 6] = ["waiting", "taken", "sent", "acting", "done", "closed"];

fn check(colours: &BTreeMap<&str, [u8; 3]>, above: &str, below: &str, least: f64) {
    let ratio = contrast(colours[above], colours[below]);
    assert!(
        ratio >= least,
        "{above} on {below}: {ratio:.2}, at least {least}"
    );
}

#[test]
fn the_formula_gives_the_known_extremes() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([119; 3], [255; 3]) - 4.48).abs() < 0.01);
}

#[test]
fn text_can_be_read_on_every_ground() {
    let colours = colours(":root");
    for ground in GROUNDS {
        check(&colours, "ink", ground, 7.0);
        check(&colours, "ink-soft", ground, 4.5);
    }
    for ground in ["ground", "panel"] {
        check(&colours, "ink-soft", ground, 7.0);
        check(&colours, "ink-faint", ground, 4.5);
    }
}

#[test]
fn names_on_the_map_stand_out_from_the_dark_edge_around_each_letter() {
    // The edge lies between a letter and whatever the picture shows: a white roof is no other ground than a wood.
    let more = colours("(prefers-contrast: more)");
    assert!(!more.contains_key("name-edge"), "the same in every look");
    let colours = colours(":root");
    for name in ["name", "name-soft"] {
        check(&colours, name, "name-edge", 7.0);
    }
}

#[test]
fn warnings_can_be_read_on_every_ground_that_has_them() {
    let colours = colours(":root");
    for ground in ["ground", "panel", "raised"] {
        for warning in ["near", "over", "calm"] {
            check(&colours, warning, ground, 4.5);
        }
        check(&colours, "focus", ground, 4.5);
    }
    for ground in ["notice-ground", "fault-ground"] {
        check(&colours, "ink", ground, 7.0);
        check(&colours, "ink-soft", ground, 4.5);
    }
    check(&colours, "unreal", "unreal-ground", 4.5);
}

#[test]
fn the_letter_in_a_sign_can_be_read_and_the_sign_seen() {
    let colours = colours(":root");
    for stage in STAGES {
        check(&colours, "letter", stage, 4.5);
        check(&colours, stage, "panel", 3.0);
    }
}

#[test]
fn who_asks_for_more_contrast_gets_more() {
    let usual = colours(":root");
    let more = colours("(prefers-contrast: more)");
    for (above, below) in [
        ("ink", "panel"),
        ("ink-soft", "panel"),
        ("ink-faint", "panel"),
        ("edge", "panel"),
    ] {
        assert!(
            contrast(more[above], more[below]) > contrast(usual[above], usual[below]),
            "{above}"
        );
    }
}

#[test]
fn a_demo_has_a_colour_that_nothing_live_has() {
    let colours = colours(":root");
    let unreal = colours["unreal"];
    for (name, colour) in &colours {
        if !name.starts_with("unreal") {
            assert_ne!(*colour, unreal, "{name}");
        }
    }
}

#[test]
fn paper_is_black_on_white() {
    let paper = colours(":root:has(.paper-page)");
    for ink in ["ink", "ink-soft", "over"] {
        check(&paper, ink, "ground", 7.0);
    }
}

#[test]
fn raw_colours_stand_in_the_tokens_only() {
    let styles = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    let mut found = Vec::new();
    for folder in [
        styles.clone(),
        styles.join("components"),
        styles.join("views"),
    ] {
        for entry in std::fs::read_dir(folder).expect("the folder of styles") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|kind| kind == "css") && !path.ends_with("tokens.css") {
                let text = std::fs::read_to_string(&path).expect("a style file");
                for (number, line) in text.lines().enumerate() {
                    let raw = line.split('#').skip(1).any(|rest| {
                        rest.bytes().take(3).filter(u8::is_ascii_hexdigit).count() == 3
                    });
                    if raw || line.contains("rgb(") || line.contains("hsl(") {
                        found.push(format!("{}:{}", path.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "raw colours in {found:?}");
}

#[test]
fn the_page_links_every_style_file_the_layers_first() {
    let page = include_str!("../index.html");
    let linked: Vec<&str> = page
        .split("href=\"styles/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(linked.first(), Some(&"tokens.css"));
    let styles = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    for folder in ["", "components/", "views/"] {
        for entry in std::fs::read_dir(styles.join(folder)).expect("the folder of styles") {
            let name = entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a plain name");
            if name.ends_with(".css") {
                assert!(
                    linked.contains(&format!("{folder}{name}").as_str()),
                    "{folder}{name}"
                );
            }
        }
    }
}
