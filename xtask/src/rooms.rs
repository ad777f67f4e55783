//! The arrows between rooms. Inside a crate a room uses only rooms declared above it in `lib.rs`;
//! this reads the `mod` lines and every path that begins at the crate's root, and names the file
//! and line of each arrow that points downward.

use anyhow::{Context, Result, bail};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::{
    files,
    scan::{Placed, Token, tokens},
};

/// Which crate is checked, and which of its rooms never meet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct House {
    /// The folder with `lib.rs`, relative to the workspace.
    pub(crate) source: &'static str,
    /// Rooms that never use one another, whatever their order: those of one circle.
    pub(crate) strangers: &'static [&'static [&'static str]],
}

/// The two crates that are built of rooms.
pub(crate) const HOUSES: [House; 2] = [
    House {
        source: "src",
        // A camera's picture shows its film: those two do meet.
        strangers: &[&["map", "ar", "panels"], &["map", "video", "panels"]],
    },
    House {
        source: "crates/hub/src",
        strangers: &[],
    },
];

/// One arrow that may not be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    file: PathBuf,
    line: usize,
    complaint: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}",
            self.file.display(),
            self.line,
            self.complaint
        )
    }
}

/// Checks one crate; an empty answer is a crate in order.
pub(crate) fn check(root: &Path, house: House) -> Result<Vec<Violation>> {
    let source = root.join(house.source);
    let rooms = declared_rooms(&read(&source.join("lib.rs"))?);
    if rooms.is_empty() {
        bail!("{}/lib.rs declares no rooms", house.source);
    }
    let mut violations = Vec::new();
    for file in files::below(&source)? {
        if file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let inside = file.strip_prefix(&source).unwrap_or(&file);
        if is_exempt(inside) {
            continue;
        }
        let found = check_file(&rooms, house.strangers, inside, &read(&file)?);
        violations.extend(found.into_iter().map(|arrow| Violation {
            file: Path::new(house.source).join(inside),
            line: arrow.line,
            complaint: arrow.complaint,
        }));
    }
    Ok(violations)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The composition root and the entries know all.
fn is_exempt(inside: &Path) -> bool {
    inside == Path::new("lib.rs") || inside == Path::new("main.rs") || inside.starts_with("bin")
}

/// The rooms in the order of their `mod` lines, an inline `mod` among them.
fn declared_rooms(lib: &str) -> Vec<String> {
    let tokens = tokens(lib);
    let mut rooms = Vec::new();
    let mut depth = 0_usize;
    for (index, placed) in tokens.iter().enumerate() {
        match &placed.token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth = depth.saturating_sub(1),
            Token::Word(word) if word == "mod" && depth == 0 => {
                if let Some(Token::Word(room)) = tokens.get(index + 1).map(|next| &next.token) {
                    rooms.push(room.clone());
                }
            }
            _ => {}
        }
    }
    rooms
}

/// An arrow as found in one file.
#[derive(Debug, PartialEq, Eq)]
struct Arrow {
    line: usize,
    complaint: String,
}

fn check_file(rooms: &[String], strangers: &[&[&str]], inside: &Path, source: &str) -> Vec<Arrow> {
    let modules = modules_of(inside);
    let Some(room) = modules.first() else {
        return Vec::new();
    };
    let Some(order) = rooms.iter().position(|declared| declared == room) else {
        return vec![Arrow {
            line: 1,
            complaint: format!("belongs to `{room}`, and lib.rs declares no such room"),
        }];
    };
    let allowed = &rooms[..=order];
    uses(&modules, source)
        .into_iter()
        .filter_map(|(line, target)| {
            let complaint = match &target {
                Target::Everything => {
                    format!("`{room}` takes the whole crate; name the room it needs")
                }
                Target::Item(name) if !rooms.contains(name) => {
                    format!(
                        "`{room}` → `crate::{name}`, which is no room; name the room it lives in"
                    )
                }
                Target::Item(name) if !allowed.contains(name) => {
                    format!("`{room}` → `{name}`: `{name}` is declared below `{room}` in lib.rs")
                }
                Target::Item(name)
                    if name != room
                        && strangers.iter().any(|circle| {
                            circle.contains(&name.as_str()) && circle.contains(&room.as_str())
                        }) =>
                {
                    format!("`{room}` → `{name}`: these two never use one another")
                }
                Target::Item(_) => return None,
            };
            Some(Arrow { line, complaint })
        })
        .collect()
}

/// `map/layers/mod.rs` and `map/layers.rs` are both `[map, layers]`.
fn modules_of(inside: &Path) -> Vec<String> {
    let mut modules: Vec<String> = inside
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if modules.last().is_some_and(|last| last == "mod") {
        modules.pop();
    }
    modules
}

/// What a path from the crate's root reaches first.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Item(String),
    Everything,
}

/// Every path that begins at the crate's root, by `crate` or by enough `super`s.
fn uses(modules: &[String], source: &str) -> Vec<(usize, Target)> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut depth = 0_usize;
    // The depths at which inline modules of this file were opened: each makes `super` one longer.
    let mut inline = Vec::new();
    let mut index = 0;
    while let Some(placed) = tokens.get(index) {
        match &placed.token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth = depth.saturating_sub(1);
                inline.retain(|opened_at| *opened_at < depth);
            }
            Token::Word(word) if word == "mod" => {
                let names = matches!(
                    tokens.get(index + 1).map(|t| &t.token),
                    Some(Token::Word(_))
                );
                if names && tokens.get(index + 2).is_some_and(|next| next.is_sign('{')) {
                    inline.push(depth);
                }
            }
            Token::Word(word) if word == "crate" && !is_visibility(&tokens, index) => {
                index = root_path(&tokens, index + 1, placed.line, &mut found);
                continue;
            }
            Token::Word(word) if word == "super" && !is_visibility(&tokens, index) => {
                let (supers, next) = count_supers(&tokens, index);
                if supers >= modules.len() + inline.len() {
                    index = root_path(&tokens, next, placed.line, &mut found);
                    continue;
                }
                index = next;
                continue;
            }
            _ => {}
        }
        index += 1;
    }
    found
}

/// `pub(crate)` and `pub(super)` say who may look, not where to.
fn is_visibility(tokens: &[Placed], index: usize) -> bool {
    index >= 2
        && tokens[index - 1].is_sign('(')
        && tokens[index - 2].is_word("pub")
        && tokens.get(index + 1).is_some_and(|next| next.is_sign(')'))
}

/// `super::super::x` at its first word: two, and the index after the last `super`.
fn count_supers(tokens: &[Placed], first: usize) -> (usize, usize) {
    let mut count = 1;
    let mut last = first;
    while tokens
        .get(last + 1)
        .is_some_and(|t| t.token == Token::PathSep)
        && tokens.get(last + 2).is_some_and(|t| t.is_word("super"))
    {
        count += 1;
        last += 2;
    }
    (count, last + 1)
}

/// Reads on after the word that stands for the crate's root; returns where to go on scanning.
fn root_path(
    tokens: &[Placed],
    after: usize,
    line: usize,
    found: &mut Vec<(usize, Target)>,
) -> usize {
    if tokens.get(after).is_none_or(|t| t.token != Token::PathSep) {
        // `use crate as c`, or a bare `super` that is the root.
        found.push((line, Target::Everything));
        return after;
    }
    let Some(next) = tokens.get(after + 1) else {
        return after + 1;
    };
    match &next.token {
        Token::Word(name) => found.push((next.line, Target::Item(name.clone()))),
        Token::Sign('{') => return group(tokens, after + 1, found),
        _ => found.push((next.line, Target::Everything)),
    }
    after + 2
}

/// The first word of each entry in `{a, b::c, d::{e, f}}`, from its opening brace; returns the
/// index after the closing one.
fn group(tokens: &[Placed], opening: usize, found: &mut Vec<(usize, Target)>) -> usize {
    let mut depth = 0_usize;
    let mut begins = true;
    for (offset, placed) in tokens[opening..].iter().enumerate() {
        match &placed.token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth -= 1;
                if depth == 0 {
                    return opening + offset + 1;
                }
            }
            Token::Sign(',') if depth == 1 => {
                begins = true;
                continue;
            }
            Token::Word(name) if begins && depth == 1 && name != "self" => {
                found.push((placed.line, Target::Item(name.clone())));
                begins = false;
            }
            Token::Word(_) | Token::Sign('*') if begins && depth == 1 => {
                found.push((placed.line, Target::Everything));
                begins = false;
            }
            _ => {}
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::{HOUSES, House, check, check_file, declared_rooms, modules_of};
    use std::{fs, path::Path};

    const LIB: &str = "
        //! The order below is the order of the house. mod not_this_one;
        pub mod platform;
        pub(crate) mod store; // the only writer
        #[cfg(target_arch = \"wasm32\")]
        mod selectors;
        mod map { mod inner; }
        mod panels;
        pub use store::Store;
    ";

    fn complaints(file: &str, source: &str) -> Vec<(usize, String)> {
        check_file(
            &declared_rooms(LIB),
            &[&["map", "panels"]],
            Path::new(file),
            source,
        )
        .into_iter()
        .map(|arrow| (arrow.line, arrow.complaint))
        .collect()
    }

    fn is_clean(file: &str, source: &str) {
        assert_eq!(complaints(file, source), [], "{file}: {source}");
    }

    fn is_an_arrow(file: &str, source: &str, line: usize, says: &str) {
        let found = complaints(file, source);
        assert!(
            matches!(found.as_slice(), [(at, complaint)] if *at == line && complaint.contains(says)),
            "{file}: {source}: {found:?}"
        );
    }

    #[test]
    fn rooms_are_read_in_the_order_of_their_mod_lines() {
        assert_eq!(
            declared_rooms(LIB),
            ["platform", "store", "selectors", "map", "panels"]
        );
    }

    #[test]
    fn a_file_belongs_to_the_room_its_path_begins_with() {
        assert_eq!(modules_of(Path::new("map.rs")), ["map"]);
        assert_eq!(modules_of(Path::new("map/mod.rs")), ["map"]);
        assert_eq!(
            modules_of(Path::new("map/layers/dots.rs")),
            ["map", "layers", "dots"]
        );
    }

    #[test]
    fn a_room_may_use_itself_and_the_rooms_above() {
        is_clean(
            "store.rs",
            "use crate::platform::Clock;\nuse crate::store::World;",
        );
        is_clean(
            "map/dots.rs",
            "use super::layer; use crate::{store::{A, panels}, selectors};",
        );
        is_clean("store.rs", "pub(crate) fn f() {} pub(super) fn g() {}");
    }

    #[test]
    fn an_arrow_to_a_room_below_is_seen_with_its_line() {
        is_an_arrow(
            "platform/clock.rs",
            "use std::rc::Rc;\n\nuse crate::store::World;",
            3,
            "`platform` → `store`",
        );
        is_an_arrow(
            "platform.rs",
            "fn f() { crate::panels::open() }",
            1,
            "→ `panels`",
        );
    }

    #[test]
    fn an_arrow_hidden_in_a_group_is_seen_where_it_stands() {
        is_an_arrow(
            "store.rs",
            "use crate::{\n  platform::{Clock, panels},\n  selectors,\n};",
            3,
            "`store` → `selectors`",
        );
        is_an_arrow(
            "store.rs",
            "use crate::{platform, panels::{self, A}};",
            1,
            "→ `panels`",
        );
    }

    #[test]
    fn an_arrow_through_super_is_seen() {
        is_an_arrow(
            "store.rs",
            "use super::panels::Row;",
            1,
            "`store` → `panels`",
        );
        is_an_arrow(
            "store/fold/deep.rs",
            "use super::super::super::map;",
            1,
            "→ `map`",
        );
        is_clean("store/fold/deep.rs", "use super::super::map;");
        is_an_arrow(
            "store.rs",
            "use super::{platform, panels};",
            1,
            "→ `panels`",
        );
    }

    #[test]
    fn an_inline_module_makes_super_one_longer() {
        is_clean("store.rs", "mod tests { use super::*; }");
        is_an_arrow(
            "store.rs",
            "mod tests { use super::super::map::Map; }",
            1,
            "→ `map`",
        );
        is_an_arrow(
            "store.rs",
            "mod tests { fn f() {} }\nuse super::map;",
            2,
            "→ `map`",
        );
    }

    #[test]
    fn strangers_never_meet_whatever_their_order() {
        is_an_arrow(
            "panels.rs",
            "use crate::map::Camera;",
            1,
            "never use one another",
        );
        is_clean(
            "panels.rs",
            "use crate::panels::row; use crate::selectors::Figures;",
        );
    }

    #[test]
    fn taking_the_whole_crate_is_an_arrow() {
        is_an_arrow("store.rs", "use crate::*;", 1, "whole crate");
        is_an_arrow("store.rs", "use crate as house;", 1, "whole crate");
        is_an_arrow("store.rs", "use super::*;", 1, "whole crate");
        is_an_arrow("panels.rs", "use crate::{platform, *};", 1, "whole crate");
    }

    #[test]
    fn a_name_that_is_no_room_is_an_arrow_round_the_order() {
        is_an_arrow("platform.rs", "use crate::Store;", 1, "no room");
    }

    #[test]
    fn a_file_of_no_declared_room_is_seen() {
        is_an_arrow("attic.rs", "", 1, "no such room");
    }

    #[test]
    fn words_in_comments_and_strings_are_no_arrows() {
        is_clean(
            "platform.rs",
            "// crate::panels\n/* crate::map */ const S: &str = \"crate::store\"; const R: &str = r#\"crate::map\"#;",
        );
    }

    #[test]
    fn the_houses_of_this_workspace_are_in_order() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask stands in a folder of the workspace");
        for house in HOUSES {
            let violations = check(root, house).expect("the sources can be read");
            let complaints: Vec<String> = violations.iter().map(ToString::to_string).collect();
            assert_eq!(complaints, [""; 0], "in {}", house.source);
        }
    }

    #[test]
    fn a_planted_arrow_fails_naming_file_and_line() {
        let root = std::env::temp_dir().join(format!("furun-rooms-{}", std::process::id()));
        let source = root.join("src");
        fs::create_dir_all(source.join("map")).expect("the temporary folder is ours");
        fs::write(source.join("lib.rs"), "mod store;\nmod map;\nmod panels;\n").expect("ours");
        fs::write(source.join("store.rs"), "// nothing yet\n").expect("ours");
        fs::write(source.join("panels.rs"), "use crate::store::World;\n").expect("ours");
        fs::write(source.join("map/mod.rs"), "mod camera;\n").expect("ours");
        let camera = source.join("map/camera.rs");
        let house = House {
            source: "src",
            strangers: &[],
        };

        fs::write(&camera, "use crate::store::World;\n").expect("ours");
        let clean = check(&root, house);
        fs::write(
            &camera,
            "use crate::store::World;\n\nuse crate::panels::Row;\n",
        )
        .expect("ours");
        let planted = check(&root, house);
        fs::remove_dir_all(&root).expect("ours");

        assert_eq!(clean.expect("readable"), []);
        let planted = planted.expect("readable");
        assert_eq!(planted.len(), 1);
        assert_eq!(
            planted[0].to_string(),
            "src/map/camera.rs:3: `map` → `panels`: `panels` is declared below `map` in lib.rs"
        );
    }
}
