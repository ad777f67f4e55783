//! The texts of the screen: what the build refuses, and that both languages say the same things.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../locales/catalogue.rs"]
mod catalogue;

use catalogue::{Catalogue, Faults};

fn faults<T: std::fmt::Debug>(checked: Result<T, Faults>) -> String {
    checked.expect_err("the texts are at fault").0.join("\n")
}

fn refused(zh: &str, en: &str) -> String {
    faults(Catalogue::parse(zh, en))
}

#[test]
fn a_key_that_one_language_lacks_is_refused() {
    let both = r#"{"row.place": "地点", "row.time": "时间"}"#;
    let one = r#"{"row.place": "Place"}"#;
    assert_eq!(refused(both, one), "en: row.time is missing");
    assert_eq!(refused(one, both), "zh-CN: row.time is missing");
}

#[test]
fn a_key_that_nothing_uses_is_refused() {
    let texts = r#"{"row.place": "地点", "row.time": "时间"}"#;
    let catalogue = Catalogue::parse(texts, texts).expect("sound texts");
    let source =
        "view! { {t!(i18n,\n row\n .place)} } // t!(i18n, row.time)\n// t!(i18n, row.time)";
    let said = faults(catalogue.check_use([source.split(" //").next().expect("code")].into_iter()));
    assert_eq!(said, "row.time is used nowhere in src");
    let used = ["t!(language, row.time)", source];
    assert!(catalogue.check_use(used.into_iter()).is_ok());
}

#[test]
fn a_key_in_a_comment_is_not_used() {
    let texts = r#"{"row.place": "地点"}"#;
    let catalogue = Catalogue::parse(texts, texts).expect("sound texts");
    assert!(
        catalogue
            .check_use(["/// `t!(i18n, row.place)`"].into_iter())
            .is_err()
    );
}

#[test]
fn languages_with_other_parameters_are_refused() {
    let said = refused(
        r#"{"row.over": "超 {span}"}"#,
        r#"{"row.over": "{time} over"}"#,
    );
    assert!(said.contains("row.over"), "{said}");
    assert!(said.contains("span") && said.contains("time"), "{said}");
}

#[test]
fn plural_forms_need_a_count_and_the_same_parameters() {
    let zh = r#"{"row.open": "{count} 件"}"#;
    let plural = |one: &str, other: &str| {
        format!(r#"{{"row.open": {{"one": "{one}", "other": "{other}"}}}}"#)
    };
    assert!(Catalogue::parse(zh, &plural("{count} item", "{count} items")).is_ok());
    assert!(Catalogue::parse(zh, &plural("one item", "{count} items")).is_ok());
    assert!(refused(zh, &plural("{count} item", "items")).contains("(other)"));
    let without = r#"{"row.open": "件"}"#;
    assert!(refused(without, &plural("item", "items")).contains("{count}"));
    let half = r#"{"row.open": {"one": "item"}}"#;
    assert!(Catalogue::parse(zh, half).is_err());
}

#[test]
fn a_key_written_twice_an_empty_text_and_a_torn_brace_are_refused() {
    let sound = r#"{"row.place": "地点"}"#;
    for (broken, word) in [
        (r#"{"row.place": "a", "row.place": "b"}"#, "twice"),
        (r#"{"row.place": ""}"#, "empty"),
        (r#"{"row.place": "{torn"}"#, "without `}`"),
        (r#"{"row.place": "torn}"}"#, "without `{`"),
        (r#"{"row.Place": "a"}"#, "no word of a key"),
        (r#"{"place": "a"}"#, "place.thing"),
        (r#"{"row.place": 3}"#, "en:"),
    ] {
        let said = refused(sound, broken);
        assert!(said.contains(word), "{broken}: {said}");
    }
}

#[test]
fn a_text_cannot_be_the_beginning_of_another_key() {
    let texts = r#"{"row.place": "a", "row.place.name": "b"}"#;
    assert!(refused(texts, texts).contains("beginning of other keys"));
}

#[test]
fn the_screens_own_texts_agree() {
    let catalogue = Catalogue::parse(
        include_str!("../locales/zh-CN.json"),
        include_str!("../locales/en.json"),
    );
    let rust = catalogue.expect("the build has checked them").to_rust();
    assert!(rust.contains("pub mod stage"));
}

#[test]
fn chinese_texts_are_in_chinese_and_english_ones_are_not() {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let english = include_str!("../locales/en.json");
    assert!(!english.chars().any(is_han));
    let chinese: std::collections::BTreeMap<String, String> =
        serde_json::from_str(include_str!("../locales/zh-CN.json")).expect("an object of texts");
    let symbols_only = |text: &str| {
        let mut rest = text.to_owned();
        while let (Some(from), Some(to)) = (rest.find('{'), rest.find('}')) {
            rest.replace_range(from..=to, "");
        }
        !rest.chars().any(char::is_alphabetic)
    };
    for (key, text) in &chinese {
        let has_han = text.chars().any(is_han);
        assert!(
            has_han || symbols_only(text),
            "{key} is not in Chinese: {text}"
        );
    }
}
