use std::path::Path;

use super::{Config, ConfigError, DEFAULT_TOML, Limits, Retention, WELL_KNOWN_KEYS};
use crate::clock::ClockMode;

const SMALL: &str = r#"
name = { zh = "甲", en = "A" }
time_zone = "Asia/Chongqing"
[home]
lon = 106.0
lat = 29.0
zoom = 12.0
[[feeds]]
network = "police"
name = { zh = "公安网", en = "Police" }
"#;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, "test.toml", Path::new("/deployments"))
}

fn complaint(text: &str) -> String {
    parse(text)
        .expect_err("the configuration is wrong")
        .to_string()
}

#[test]
fn the_documented_default_is_the_default() {
    let documented = parse(DEFAULT_TOML).expect("the documented default is a configuration");
    assert_eq!(documented.limits, Limits::default());
    assert_eq!(documented.retention, Retention::default());
    assert_eq!(documented.rules, Some(domain::Rules::default()));
    assert_eq!(documented.wall, protocol::WallGeometry::default());
    assert_eq!(documented.clock.mode, ClockMode::System);
    let bare = parse(SMALL).expect("a small configuration");
    assert_eq!(documented.server.address, bare.server.address);
    assert_eq!(documented.server.port, bare.server.port);
    assert_eq!(documented.server.data, bare.server.data);
    assert_eq!(
        documented.server.trusted_proxies,
        bare.server.trusted_proxies
    );
    assert_eq!(documented.logging.filter, bare.logging.filter);
    assert!(bare.anonymous_reading(), "on loopback");
}

#[test]
fn every_setting_that_stands_commented_out_is_one() {
    let mut text = String::new();
    for line in DEFAULT_TOML.lines() {
        let uncommented = line.strip_prefix("# ").filter(|rest| {
            rest.starts_with("[[")
                || rest.starts_with("[rules.")
                || rest.starts_with("[basemap")
                || rest.starts_with("[gateways.")
                || (rest.starts_with('"') && rest.contains("\" = "))
                || rest.split_once(" = ").is_some_and(|(key, _)| {
                    key.chars()
                        .all(|c| c.is_ascii_lowercase() || "_0123456789".contains(c))
                })
        });
        let keep = match uncommented {
            // The seed stands in for the files, the digest for the secret: both are the other way to say it.
            Some(rest)
                if rest.starts_with("district_seed")
                    || rest.starts_with("askew_degrees")
                    || rest.starts_with("sha256")
                    || rest.starts_with("hub") =>
            {
                line
            }
            Some(rest) => rest,
            None => line,
        };
        text.push_str(keep);
        text.push('\n');
    }
    let config = parse(&text).expect("what is commented out is valid");
    assert_eq!((config.tokens.len(), config.platforms.len()), (1, 1));
    assert!(config.basemap.is_some() && config.place.ground.is_some());
    let wvps = config
        .gateways
        .iter()
        .filter_map(|gateway| gateway.wvp.as_ref());
    let heads: usize = wvps.map(|wvp| wvp.heads.len()).sum();
    assert_eq!(
        (config.gateways.len(), heads, config.onvif.len()),
        (2, 1, 1)
    );
}

#[test]
fn the_demo_is_a_configuration_whose_keys_are_all_known_as_such() {
    let demo = Config::demo().expect("the demo is a configuration");
    let secrets = demo
        .platforms
        .iter()
        .filter_map(|platform| platform.key.as_ref())
        .chain(demo.tokens.iter().filter_map(|token| token.secret.as_ref()));
    for secret in secrets {
        assert!(
            WELL_KNOWN_KEYS.contains(&secret.reveal()),
            "{}",
            secret.reveal()
        );
    }
}

#[test]
fn a_mistake_is_named_with_its_line_and_field() {
    let check = |replaced: &str, by: &str, says: &[&str]| {
        assert!(SMALL.contains(replaced), "{replaced}");
        let complaint = complaint(&SMALL.replace(replaced, by));
        for word in says {
            assert!(complaint.contains(word), "{by}: {complaint}");
        }
    };
    check("zoom = 12.0", "zom = 12.0", &["line 7", "zom"]);
    check("zoom = 12.0", "zoom = \"far\"", &["line 7", "home.zoom"]);
    check("zoom = 12.0", "zoom = 31.0", &["line 7", "home.zoom", "22"]);
    check(
        "Asia/Chongqing",
        "Asia/Nowhere",
        &["line 3", "time_zone", "Asia/Nowhere"],
    );
    check("lon = 106.0", "lon = 406.0", &["line 5", "home.lon", "406"]);
    check(
        "network = \"police\"",
        "network = \"lan\"",
        &["line 9", "feeds.network"],
    );
    check(
        "name = { zh = \"公安网\", en = \"Police\" }",
        "",
        &["feeds", "name"],
    );
}

#[test]
fn settings_that_contradict_one_another_are_refused() {
    let check = |more: &str, says: &[&str]| {
        let complaint = complaint(&format!("{SMALL}{more}"));
        for word in says {
            assert!(complaint.contains(word), "{more}: {complaint}");
        }
    };
    let platform =
        "[[platforms]]\nid = \"110\"\nname = { zh = \"a\", en = \"a\" }\nnetwork = \"police\"\n";
    check(
        &format!("{platform}key = \"twelve bytes!\"\n{platform}key = \"twelve bytes?\"\n"),
        &["line 17", "platforms.id"],
    );
    check(platform, &["line 11", "platforms.key", "missing"]);
    check(
        &format!("{platform}key = \"short\"\n"),
        &["line 15", "platforms.key", "too short"],
    );
    check(
        &format!("{platform}key = \"twelve bytes!\"\n").replace("\"police\"", "\"internet\""),
        &["platforms.network", "internet"],
    );
    check(
        "[retention]\ncommands_days = 0\n",
        &["line 12", "retention.commands_days"],
    );
    check(
        "[server]\ntrusted_proxies = [\"10.0.0.7/24\"]\n",
        &["line 12", "10.0.0.7/24", "first address"],
    );
    check(
        "[[feeds]]\nnetwork = \"police\"\nname = { zh = \"a\", en = \"a\" }\n",
        &["line 12", "feeds.network"],
    );
    check(
        "[place]\ndistrict_seed = 1\nground = \"g.geojson\"\n",
        &["line 12", "place.district_seed"],
    );
    check(
        "[place]\ndistrict_seed = 1\ndepartments = [{ id = \"d\", name = { zh = \"a\", en = \"a\" } }]\n",
        &["line 12", "place.district_seed"],
    );
    let known = "[rules.categories.manhole]\nname = { zh = \"a\", en = \"a\" }\nmajor = 11\n[place]\n\
        departments = [{ id = \"d\", name = { zh = \"a\", en = \"a\" } }]\n";
    check(
        &format!("{known}[[responsible]]\nmajor = 11\ndepartments = [\"e\"]\n"),
        &["line 18", "responsible.departments", "'e' is no department"],
    );
    check(
        &format!("{known}[[responsible]]\nmajor = 12\ndepartments = [\"d\"]\n"),
        &["line 17", "responsible.major", "12"],
    );
    check(
        &format!("{known}[[responsible]]\ncategory = \"noise\"\ndepartments = [\"d\"]\n"),
        &["line 17", "responsible.category", "'noise' is no category"],
    );
    check(
        &format!(
            "{known}[[responsible]]\ncategory = \"manhole\"\nmajor = 11\ndepartments = [\"d\"]\n"
        ),
        &["line 17", "responsible.category", "not both"],
    );
    check(
        &format!("{known}[[responsible]]\nmajor = 11\ndepartments = []\n"),
        &["line 18", "responsible.departments", "at least one"],
    );
    check(
        &format!(
            "{known}[[responsible]]\nmajor = 11\ndepartments = [\"d\"]\n[[responsible]]\nmajor = 11\ndepartments = [\"d\"]\n"
        ),
        &["line 20", "responsible.major", "another entry"],
    );
    check(
        "[wall]\npixel_pitch_mm = 0.0\n",
        &["line 12", "wall.pixel_pitch_mm"],
    );
    check(
        &format!(
            "{platform}key = \"twelve bytes!\"\n[[tokens]]\nname = \"a\"\nsecret = \"twelve bytes!\"\nrights = [\"read\"]\n"
        ),
        &["line 18", "tokens.secret", "somebody else"],
    );
    check(
        "[limits]\nqueue_frames = 0\n",
        &["line 12", "limits.queue_frames"],
    );
    check(
        "[limits]\nresume_events = 0\n",
        &["line 12", "limits.resume_events"],
    );
    check(
        "[limits]\nstale_after_ms = 1500\n",
        &["limits.stale_after_ms", "heartbeat_ms"],
    );
    check(
        "[server]\norigins = [\"https://wall.example/path\"]\n",
        &["line 12", "server.origins"],
    );
    check(
        "[[tokens]]\nname = \"a\"\nsecret = \"twelve bytes!\"\nrights = []\n",
        &["line 14", "tokens.rights"],
    );
    check(
        "[[tokens]]\nname = \"a\"\nsha256 = \"12\"\nrights = [\"read\"]\n",
        &["line 13", "tokens.sha256", "64"],
    );
}

#[test]
fn a_basemap_that_cannot_work_is_named_with_its_line_however_it_is_written() {
    let check = |basemap: &str, says: &[&str]| {
        let text = format!("{SMALL}[basemap]\nname = {{ zh = \"a\", en = \"a\" }}\n{basemap}");
        let complaint = complaint(&text);
        for word in says {
            assert!(complaint.contains(word), "{basemap}: {complaint}");
        }
    };
    let xyz = "source = { kind = \"xyz\", url = \"https://t/{z}/{x}/{y}\" }\n";
    check(
        &format!("{xyz}tile_size = 300\n"),
        &["line 14", "basemap.tile_size", "256 or 512"],
    );
    check(
        &format!("{xyz}max_zoom = 4\nmin_zoom = 5\n"),
        &["line 15", "basemap.min_zoom"],
    );
    check(
        "source = { kind = \"xyz\", url = \"https://t/{z}/{x}\" }\n",
        &["line 13", "basemap.source.url", "{y}"],
    );
    let wmts = "[basemap.source]\nkind = \"wmts\"\nurl = \"https://t/wmts\"\nlayer = \"img\"\n";
    check(
        &format!("{wmts}tile_matrix_set = \"EPSG:4326\"\n"),
        &["line 17", "basemap.source.tile_matrix_set", "EPSG:4326"],
    );
    check(
        "source.kind = \"xyz\"\nsource.url = \"https://t/{z}/{x}/{y}?k={key}\"\n",
        &["line 14", "basemap.source.url", "basemap.source.key"],
    );
}

#[test]
fn a_wrong_value_of_a_secret_is_not_repeated_in_the_error() {
    let text =
        format!("{SMALL}[[tokens]]\nname = \"a\"\nsecret = \"hunter2-hunter2\" \"\nrights = []\n");
    assert!(!complaint(&text).contains("hunter2"));
}

#[test]
fn doors_that_stand_open_to_others_are_refused_unless_that_is_said() {
    let exposed = |access: &str, rest: &str| {
        let text = format!("{SMALL}[server]\naddress = \"0.0.0.0\"\n[access]\n{access}\n{rest}");
        parse(&text).expect("a configuration").check_exposure()
    };
    let demo_key = "[[platforms]]\nid = \"110\"\nname = { zh = \"a\", en = \"a\" }\nnetwork = \"police\"\nkey = \"demo-110-key\"\n";
    assert!(
        exposed("", "").is_ok(),
        "without a word, others need a token"
    );
    assert!(exposed("anonymous_reading = true", "").is_err());
    assert!(
        exposed(
            "anonymous_reading = true\nallow_anonymous_from_network = true",
            ""
        )
        .is_ok()
    );
    assert!(exposed("", demo_key).is_err());
    assert!(exposed("allow_demo_keys_from_network = true", demo_key).is_ok());
}

#[test]
fn relative_paths_start_at_the_configuration() {
    let config = parse(SMALL).expect("a configuration");
    assert_eq!(
        config.path(Path::new("grids.geojson")),
        Path::new("/deployments/grids.geojson")
    );
    assert_eq!(
        config.path(Path::new("/srv/grids.geojson")),
        Path::new("/srv/grids.geojson")
    );
}
