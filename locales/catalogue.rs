//! The texts of the screen, as the build reads them: every key in every language, with the same parameters, and used.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

/// What is wrong with the texts, one line a fault.
#[derive(Debug)]
pub struct Faults(pub Vec<String>);

/// Every key with its texts, found to agree.
#[derive(Debug)]
pub struct Catalogue {
    messages: BTreeMap<String, Message>,
}

#[derive(Debug)]
struct Message {
    zh: Vec<Part>,
    en: Forms,
    /// In the order in which the Chinese text names them.
    parameters: Vec<String>,
}

/// A text, or one a plural form. English has two; Chinese has one.
#[derive(Debug)]
enum Forms {
    Same(Vec<Part>),
    Plural { one: Vec<Part>, other: Vec<Part> },
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Parameter(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawMessage {
    Same(String),
    Plural(RawPlural),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlural {
    one: String,
    other: String,
}

/// The members of a JSON object as they stand, so that a key written twice is seen.
struct Members(Vec<(String, RawMessage)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of texts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// The parameter whose value chooses the plural form.
const COUNT: &str = "count";

const LANGUAGE: &str = "crate::i18n::Language";

const KEYWORDS: [&str; 16] = [
    "as", "else", "fn", "for", "if", "in", "let", "loop", "match", "mod", "move", "ref", "self",
    "type", "use", "while",
];

impl Catalogue {
    /// Reads both languages and holds them against each other.
    pub fn parse(zh: &str, en: &str) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let zh = read_language("zh-CN", zh, &mut faults);
        let mut en = read_language("en", en, &mut faults);
        let mut messages = BTreeMap::new();
        for (key, chinese) in zh {
            let english = en.remove(&key);
            let Forms::Same(zh) = chinese else {
                faults.push(format!("zh-CN: {key}: Chinese has no plural forms"));
                continue;
            };
            let Some(en) = english else {
                faults.push(format!("en: {key} is missing"));
                continue;
            };
            let parameters = parameters_of(&zh);
            check_parameters(&key, &parameters, &en, &mut faults);
            messages.insert(key, Message { zh, en, parameters });
        }
        for key in en.keys() {
            faults.push(format!("zh-CN: {key} is missing"));
        }
        for key in messages.keys() {
            let below = format!("{key}.");
            if messages.keys().any(|other| other.starts_with(&below)) {
                faults.push(format!(
                    "{key} is both a text and the beginning of other keys"
                ));
            }
        }
        if faults.is_empty() {
            Ok(Self { messages })
        } else {
            Err(Faults(faults))
        }
    }

    /// Every key stands in a `t!(…)` somewhere in the given sources.
    pub fn check_use<'s>(&self, sources: impl Iterator<Item = &'s str>) -> Result<(), Faults> {
        let used: BTreeSet<String> = sources.flat_map(keys_used).collect();
        let faults: Vec<_> = self
            .messages
            .keys()
            .filter(|key| !used.contains(*key))
            .map(|key| format!("{key} is used nowhere in src"))
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Faults(faults))
        }
    }

    /// One type a key: its fields are the parameters, its `text` the text in a language.
    pub fn to_rust(&self) -> String {
        let mut tree = Tree::default();
        for (key, message) in &self.messages {
            let mut place = &mut tree;
            for part in key.split('.') {
                place = place.below.entry(part).or_default();
            }
            place.message = Some(message);
        }
        let mut rust = String::new();
        tree.write_below(&mut rust);
        rust
    }
}

fn read_language(language: &str, json: &str, faults: &mut Vec<String>) -> BTreeMap<String, Forms> {
    let members = match serde_json::from_str::<Members>(json) {
        Ok(Members(members)) => members,
        Err(error) => {
            faults.push(format!("{language}: {error}"));
            return BTreeMap::new();
        }
    };
    let mut texts = BTreeMap::new();
    for (key, raw) in members {
        if let Err(fault) = check_key(&key) {
            faults.push(format!("{language}: {key}: {fault}"));
            continue;
        }
        match read_forms(&raw) {
            Ok(forms) => {
                if texts.insert(key.clone(), forms).is_some() {
                    faults.push(format!("{language}: {key} is written twice"));
                }
            }
            Err(fault) => faults.push(format!("{language}: {key}: {fault}")),
        }
    }
    texts
}

fn read_forms(raw: &RawMessage) -> Result<Forms, String> {
    Ok(match raw {
        RawMessage::Same(text) => Forms::Same(parts_of(text)?),
        RawMessage::Plural(RawPlural { one, other }) => Forms::Plural {
            one: parts_of(one)?,
            other: parts_of(other)?,
        },
    })
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !KEYWORDS.contains(&text)
}

fn check_key(key: &str) -> Result<(), String> {
    if !key.contains('.') {
        return Err("a key is place.thing or place.thing.aspect".to_owned());
    }
    match key.split('.').find(|part| !is_word(part)) {
        Some(part) => Err(format!("`{part}` is no word of a key (a-z, 0-9, _)")),
        None => Ok(()),
    }
}

fn parts_of(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    if text.is_empty() {
        return Err("is empty".to_owned());
    }
    while let Some(at) = rest.find(['{', '}']) {
        if rest[at..].starts_with('}') {
            return Err("has a `}` without `{`".to_owned());
        }
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_owned()));
        }
        let inside = &rest[at + 1..];
        let end = inside.find('}').ok_or("has a `{` without `}`")?;
        let name = &inside[..end];
        if !is_word(name) {
            return Err(format!("`{{{name}}}` is no parameter's name"));
        }
        parts.push(Part::Parameter(name.to_owned()));
        rest = &inside[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn parameters_of(parts: &[Part]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        if let Part::Parameter(name) = part
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

fn check_parameters(key: &str, wanted: &[String], english: &Forms, faults: &mut Vec<String>) {
    let wanted: BTreeSet<_> = wanted.iter().cloned().collect();
    let mut check = |form: &str, parts: &[Part], may_leave_out_count: bool| {
        let found: BTreeSet<_> = parameters_of(parts).into_iter().collect();
        let without_count: BTreeSet<_> = wanted
            .iter()
            .filter(|name| *name != COUNT)
            .cloned()
            .collect();
        if found != wanted && !(may_leave_out_count && found == without_count) {
            faults.push(format!(
                "{key}: zh-CN has the parameters {wanted:?}, en{form} has {found:?}"
            ));
        }
    };
    match english {
        Forms::Same(parts) => check("", parts, false),
        Forms::Plural { one, other } => {
            // "Reworked once" says its count without the number.
            check(" (one)", one, true);
            check(" (other)", other, false);
            if !wanted.contains(COUNT) {
                faults.push(format!(
                    "{key}: plural forms need the parameter {{{COUNT}}}"
                ));
            }
        }
    }
}

/// The keys named in `t!(i18n, place.thing.aspect, …)`, however the lines are broken.
fn keys_used(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.chars().filter(|c| !c.is_whitespace()))
        .collect();
    code.split("t!(")
        .skip(1)
        .filter_map(|call| {
            let (_, rest) = call.split_once(',')?;
            let end = rest.find([',', ')'])?;
            Some(rest[..end].to_owned())
        })
        .collect()
}

#[derive(Default)]
struct Tree<'m> {
    message: Option<&'m Message>,
    below: BTreeMap<&'m str, Tree<'m>>,
}

impl Tree<'_> {
    fn write_below(&self, rust: &mut String) {
        for (name, tree) in &self.below {
            match tree.message {
                Some(message) => rust.push_str(&message.to_rust(name)),
                None => {
                    rust.push_str(&format!("pub mod {name} {{\n"));
                    tree.write_below(rust);
                    rust.push_str("}\n");
                }
            }
        }
    }
}

impl Message {
    fn to_rust(&self, name: &str) -> String {
        let arms = match &self.en {
            Forms::Same(en) if self.parameters.is_empty() => {
                let (zh, en) = (plain(&self.zh), plain(en));
                format!("{LANGUAGE}::Chinese => {zh:?}, {LANGUAGE}::English => {en:?}")
            }
            Forms::Same(en) => {
                let (zh, en) = (format_call(&self.zh), format_call(en));
                format!("{LANGUAGE}::Chinese => {zh}, {LANGUAGE}::English => {en}")
            }
            Forms::Plural { one, other } => {
                let (zh, one, other) =
                    (format_call(&self.zh), format_call(one), format_call(other));
                format!(
                    "{LANGUAGE}::Chinese => {zh}, \
                     {LANGUAGE}::English if *self.{COUNT} == 1 => {one}, \
                     {LANGUAGE}::English => {other}"
                )
            }
        };
        let is_plural = matches!(self.en, Forms::Plural { .. });
        let mut fields = String::new();
        for parameter in &self.parameters {
            let kind = if is_plural && parameter == COUNT {
                "u64"
            } else {
                "dyn std::fmt::Display"
            };
            let _ = write!(fields, "pub {parameter}: &'a {kind}, ");
        }
        let (lifetime, any, output) = if self.parameters.is_empty() {
            ("", "", "&'static str")
        } else {
            ("<'a>", "<'_>", "String")
        };
        format!(
            "#[expect(non_camel_case_types, reason = \"named as its key\")]\n\
             pub struct {name}{lifetime} {{ {fields} }}\n\
             impl {name}{any} {{ pub fn text(&self, language: {LANGUAGE}) -> {output} {{ match language {{ {arms} }} }} }}\n"
        )
    }
}

fn plain(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) | Part::Parameter(text) => text.as_str(),
        })
        .collect()
}

fn format_call(parts: &[Part]) -> String {
    let mut template = String::new();
    let mut arguments = String::new();
    for part in parts {
        match part {
            Part::Text(text) => template.push_str(text),
            Part::Parameter(name) => {
                template.push_str("{}");
                let _ = write!(arguments, ", self.{name}");
            }
        }
    }
    if arguments.is_empty() {
        return format!("{template:?}.to_owned()");
    }
    format!("format!({template:?}{arguments})")
}
