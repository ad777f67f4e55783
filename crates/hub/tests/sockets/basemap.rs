//! The deployment's basemap, as a browser gets it from the hub.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};

use hub::tiles::{PyramidError, write_pyramid};
use serde_json::Value;

use crate::common::{Answer, Setup, TestHub};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot looked at any further";

fn with(basemap: String) -> Setup {
    Setup {
        basemap,
        ..Setup::default()
    }
}

/// A deployment of the synthetic district, without a basemap of its own.
fn of_district() -> Setup {
    Setup {
        district_seed: Some(1),
        ..Setup::default()
    }
}

fn of_type(answer: &Answer) -> (u16, &str) {
    (
        answer.status,
        answer.header("content-type").unwrap_or_default(),
    )
}

fn caching(answer: &Answer) -> &str {
    answer.header("cache-control").unwrap_or_default()
}

/// A source of tiles on loopback: PNGs, but nothing in row 1 and an error in row 2. Tells what was asked for.
fn source() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (asked, asked_for) = sync_channel(64);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let path = lines
                .next()
                .and_then(|line| line.split(' ').nth(1).map(str::to_owned));
            while lines.next().is_some_and(|line| !line.is_empty()) {}
            let path = path.unwrap_or_default();
            let (status, body) = match path.split(['/', '?']).nth(3) {
                Some("1") => (404, &b""[..]),
                Some("2") => (500, &b"out of order"[..]),
                _ => (200, PNG),
            };
            let head = format!(
                "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let told = asked.send(path).is_ok();
            if !told
                || stream.write_all(head.as_bytes()).is_err()
                || stream.write_all(body).is_err()
            {
                break;
            }
        }
    });
    (address, asked_for)
}

fn basemap(source: &str) -> String {
    format!(
        "[basemap]\nname = {{ zh = \"影像\", en = \"Imagery\" }}\nattribution = \"© nobody\"\nsource = {source}\n"
    )
}

#[test]
fn a_tile_comes_from_our_own_origin_and_its_key_stays_in_the_hub() {
    let (address, asked) = source();
    let hub = TestHub::start(with(basemap(&format!(
        "{{ kind = \"xyz\", url = \"{address}/{{z}}/{{x}}/{{y}}?k={{key}}\", key = \"secret\" }}"
    ))));
    for _ in 0..2 {
        let tile = hub.get("/tiles/3/6/3", None);
        assert_eq!(of_type(&tile), (200, "image/png"));
        assert_eq!(tile.bytes, PNG);
        assert!(
            caching(&tile).starts_with("private, max-age=") && caching(&tile).len() > 22,
            "{}",
            caching(&tile)
        );
    }
    assert_eq!(
        asked.try_iter().collect::<Vec<_>>(),
        ["/3/6/3?k=secret"],
        "it is fetched once"
    );
    let deployment = hub.get("/api/v1/deployment", None).json();
    assert_eq!(deployment["basemap"]["tiles"], "tiles/{z}/{x}/{y}");
    assert_eq!(deployment["basemap"]["attribution"], "© nobody");
    assert!(!deployment.to_string().contains("secret"));
    let described = hub.get("/api/v1/openapi.json", None).json();
    assert!(described["paths"]["/tiles/{z}/{x}/{y}"]["get"].is_object());
}

#[test]
fn a_tile_the_source_lacks_is_no_error_and_one_it_cannot_give_is() {
    let (address, asked) = source();
    let hub = TestHub::start(with(basemap(&format!(
        "{{ kind = \"xyz\", url = \"{address}/{{z}}/{{x}}/{{y}}\" }}"
    ))));
    let lacking = hub.get("/tiles/3/6/1", None);
    assert_eq!((lacking.status, lacking.bytes.len()), (204, 0));
    for _ in 0..2 {
        let failing = hub.get("/tiles/3/6/2", None);
        assert_eq!(of_type(&failing), (503, "application/problem+json"));
        assert!(
            !caching(&failing).contains("max-age"),
            "a failure is not kept: {}",
            caching(&failing)
        );
    }
    assert_eq!(
        asked.try_iter().count(),
        3,
        "what failed is asked for again"
    );
    for nowhere in [
        "/tiles/3/8/0",
        "/tiles/3/0/8",
        "/tiles/31/0/0",
        "/tiles/a/b/c",
        "/tiles/3/-1/0",
    ] {
        assert_eq!(hub.get(nowhere, None).status, 404, "{nowhere}");
    }
    assert_eq!(
        asked.try_iter().count(),
        0,
        "what does not exist is not asked for"
    );
    let counted = hub.get("/metrics", None).text;
    for outcome in ["absent", "failed"] {
        assert!(
            counted.contains(&format!("furun_tiles_total{{outcome=\"{outcome}\"}}")),
            "{counted}"
        );
    }
}

#[test]
fn a_synthetic_district_without_a_basemap_of_its_own_is_painted() {
    let hub = TestHub::start(of_district());
    let settings = hub.get("/api/v1/deployment", None).json()["basemap"].clone();
    assert_eq!(
        (&settings["min_zoom"], &settings["max_zoom"]),
        (&10.into(), &19.into())
    );
    let address = settings["tiles"].as_str().expect("an address");
    let address = address
        .replace("{z}", "16")
        .replace("{x}", "52113")
        .replace("{y}", "27166");
    let tile = hub.get(&format!("/{address}"), None);
    assert_eq!(of_type(&tile), (200, "image/jpeg"));
    let size = tile.bytes.len();
    assert!(size > 8_000, "{size} bytes are no town");
    let again = hub.get(&format!("/{address}"), None);
    assert!(again.bytes == tile.bytes, "and alike each time");
    assert_eq!(hub.get("/tiles/9/407/211", None).status, 204);
}

#[test]
fn a_pyramid_of_the_district_holds_what_the_hub_paints_and_can_be_its_basemap() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("district.pmtiles");
    let mut told = vec![];
    let written = write_pyramid(&file, 1, 12..=14, &mut |done, all| told.push((done, all)))
        .expect("the pyramid is written");
    assert_eq!(told.last(), Some(&(written.tiles, written.tiles)));
    let painted = TestHub::start(of_district());
    let archived = TestHub::start(with(basemap(&format!(
        "{{ kind = \"pmtiles\", file = \"{}\" }}",
        file.display()
    ))));
    let settings = archived.get("/api/v1/deployment", None).json()["basemap"].clone();
    assert_eq!(
        (&settings["min_zoom"], &settings["max_zoom"]),
        (&12.into(), &14.into())
    );
    let place = "/tiles/14/13028/6791";
    assert!(
        archived.get(place, None).bytes == painted.get(place, None).bytes,
        "both are painted alike"
    );
    let backwards = write_pyramid(&file, 1, 9..=12, &mut |_, _| {});
    assert!(matches!(backwards, Err(PyramidError::Zooms)));
}

#[test]
fn a_deployment_without_a_basemap_says_so() {
    let hub = TestHub::usual();
    assert_eq!(
        hub.get("/api/v1/deployment", None).json()["basemap"],
        Value::Null
    );
    let tile = hub.get("/tiles/0/0/0", None);
    assert_eq!(of_type(&tile), (404, "application/problem+json"));
}

#[test]
fn a_basemap_that_cannot_be_drawn_is_refused_before_anybody_looks_at_a_dark_map() {
    let geographic = "{ kind = \"wmts\", url = \"https://t/wmts\", layer = \"img\", tile_matrix_set = \"EPSG:4326\" }";
    let refused = TestHub::try_start(with(basemap(geographic)))
        .err()
        .expect("it cannot be drawn");
    assert!(refused.to_string().contains("EPSG:4326"), "{refused}");
    let missing = TestHub::try_start(with(basemap(
        "{ kind = \"pmtiles\", file = \"nowhere.pmtiles\" }",
    )));
    let refused = missing.err().expect("there is no such file");
    assert!(refused.to_string().contains("nowhere.pmtiles"), "{refused}");
}

#[test]
fn archives_are_served_where_they_are_there_and_broken_ones_refused() {
    let tiles = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/tiles");
    if !tiles.exists() {
        eprintln!("left out: no archives beside the project");
        return;
    }
    let archive = |name: &str| {
        let file = tiles.join(name);
        basemap(&format!(
            "{{ kind = \"pmtiles\", file = {file:?} }}\ntile_size = 512"
        ))
    };
    let hub = TestHub::start(with(archive("ne2sr_z0-1_png512.pmtiles")));
    let settings = hub.get("/api/v1/deployment", None).json()["basemap"].clone();
    assert_eq!(
        (&settings["max_zoom"], &settings["tile_size"]),
        (&Value::from(1), &Value::from(512))
    );
    for (z, tiles) in [(0, 1), (1, 2)] {
        for (x, y) in (0..tiles).flat_map(|x| (0..tiles).map(move |y| (x, y))) {
            let tile = hub.get(&format!("/tiles/{z}/{x}/{y}"), None);
            assert_eq!(of_type(&tile), (200, "image/png"), "{z}/{x}/{y}");
        }
    }
    assert_eq!(
        hub.get("/tiles/2/0/0", None).status,
        204,
        "finer than the archive"
    );
    for broken in ["pmtiles_js_invalid.pmtiles", "pmtiles_js_empty.pmtiles"] {
        assert!(
            TestHub::try_start(with(archive(broken))).is_err(),
            "{broken}"
        );
    }
}
