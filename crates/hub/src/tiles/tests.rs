//! What a basemap's source may do, tried against a small server of our own.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot looked at any further";

/// Serves `answer(path)` to every request on loopback, and tells which paths were asked for.
fn serve(answer: fn(&str) -> (u16, &'static [u8])) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (asked, asked_for) = mpsc::sync_channel(64);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let path = lines
                .next()
                .and_then(|line| line.split(' ').nth(1).map(str::to_owned))
                .unwrap_or_default();
            while lines.next().is_some_and(|line| !line.is_empty()) {}
            let (status, body) = answer(&path);
            let head = format!(
                "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            if asked.send(path).is_err()
                || stream.write_all(head.as_bytes()).is_err()
                || stream.write_all(body).is_err()
            {
                break;
            }
        }
    });
    (address, asked_for)
}

fn config(source: &str) -> BasemapConfig {
    toml::from_str(&format!(
        "name = {{ zh = \"影像\", en = \"Imagery\" }}\nsource = {source}"
    ))
    .expect("a readable basemap")
}

async fn open(source: &str) -> Tiles {
    Tiles::open(&config(source), Path::new("."))
        .await
        .expect("a basemap that can work")
}

fn at(z: u8, x: u32, y: u32) -> TileAddress {
    TileAddress::new(z, x, y).expect("a place in the pyramid")
}

#[tokio::test]
async fn a_tile_is_fetched_once_with_the_key_that_only_the_hub_knows() {
    let (address, asked) = serve(|_| (200, PNG));
    let tiles = open(&format!(
        r#"{{ kind = "xyz", url = "{address}/{{z}}/{{x}}/{{y}}?k={{key}}", key = "secret" }}"#
    ))
    .await;
    for _ in 0..3 {
        let tile = tiles
            .tile(at(3, 6, 2))
            .await
            .expect("the source answers")
            .expect("it has the tile");
        assert_eq!((tile.bytes.as_ref(), tile.media_type), (PNG, "image/png"));
    }
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["/3/6/2?k=secret"]);
    assert!(!tiles.settings().tiles.contains("secret"));
}

#[tokio::test]
async fn rows_of_a_tms_source_count_from_the_south() {
    let (address, asked) = serve(|_| (200, PNG));
    let tiles = open(&format!(
        r#"{{ kind = "tms", url = "{address}/{{z}}/{{x}}/{{y}}" }}"#
    ))
    .await;
    tiles.tile(at(3, 6, 2)).await.expect("the source answers");
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["/3/6/5"]);
}

#[tokio::test]
async fn a_wmts_endpoint_and_a_wmts_template_ask_for_the_same_tile() {
    let (address, asked) = serve(|_| (200, PNG));
    let rest = r#"layer = "img", tile_matrix_set = "w" }"#;
    let endpoint = open(&format!(
        r#"{{ kind = "wmts", url = "{address}/wmts", {rest}"#
    ))
    .await;
    endpoint
        .tile(at(3, 6, 2))
        .await
        .expect("the source answers");
    let path =
        format!("{address}/{{Layer}}/{{TileMatrixSet}}/{{TileMatrix}}/{{TileRow}}/{{TileCol}}");
    let template = open(&format!(r#"{{ kind = "wmts", url = "{path}", {rest}"#)).await;
    template
        .tile(at(3, 6, 2))
        .await
        .expect("the source answers");
    let asked: Vec<_> = asked.try_iter().collect();
    assert!(
        asked[0].contains("TILEMATRIX=3&TILEROW=2&TILECOL=6"),
        "{asked:?}"
    );
    assert_eq!(asked[1], "/img/w/3/2/6");
}

#[tokio::test]
async fn a_missing_tile_is_none_and_an_error_page_is_no_tile() {
    let (address, _asked) = serve(|path| match path {
        "/1/0/0" => (404, b""),
        "/1/0/1" => (200, b"<html>quota used up</html>"),
        _ => (500, b""),
    });
    let tiles = open(&format!(
        r#"{{ kind = "xyz", url = "{address}/{{z}}/{{x}}/{{y}}" }}"#
    ))
    .await;
    assert!(matches!(tiles.tile(at(1, 0, 0)).await, Ok(None)));
    assert!(matches!(
        tiles.tile(at(1, 0, 1)).await,
        Err(TileError::NotAPicture)
    ));
    assert!(matches!(
        tiles.tile(at(1, 1, 1)).await,
        Err(TileError::Unreachable(_))
    ));
}

#[tokio::test]
async fn what_is_fetched_for_those_who_have_gone_keeps_its_turn() {
    // It listens, and answers nobody.
    let source = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
    let address = format!("http://{}", source.local_addr().expect("it is bound"));
    let tiles = open(&format!(
        r#"{{ kind = "xyz", url = "{address}/{{z}}/{{x}}/{{y}}" }}"#
    ))
    .await;
    let Home::Upstream(upstream) = &tiles.home else {
        panic!("it is remote")
    };
    let before = upstream.free_turns();
    let gone = tokio::time::timeout(Duration::from_millis(50), tiles.tile(at(3, 6, 2))).await;
    assert!(gone.is_err(), "nobody waits for it any more");
    assert_eq!(upstream.free_turns(), before - 1);
    drop(source);
}

#[test]
fn what_is_not_web_mercator_is_refused_with_a_clear_word() {
    let geographic = config(
        r#"{ kind = "wmts", url = "https://t/wmts", layer = "img", tile_matrix_set = "EPSG:4326" }"#,
    );
    let refusal = geographic
        .check()
        .expect_err("EPSG:4326 is not Web Mercator")
        .to_string();
    assert!(
        refusal.contains("EPSG:4326") && refusal.contains("not Web Mercator"),
        "{refusal}"
    );
    let hidden =
        config(r#"{ kind = "xyz", url = "https://t/?TILEMATRIXSET=c&z={z}&x={x}&y={y}" }"#);
    assert!(matches!(
        hidden.check(),
        Err(BasemapConfigError::NotWebMercator {
            field: "source.url",
            ..
        })
    ));
}

#[test]
fn an_address_that_lacks_something_is_refused() {
    for source in [
        r#"{ kind = "xyz", url = "https://t/{z}/{x}" }"#,
        r#"{ kind = "xyz", url = "https://t/{z}/{x}/{y}?k={key}" }"#,
        r#"{ kind = "xyz", url = "https://{s}.t/{z}/{x}/{y}" }"#,
        r#"{ kind = "xyz", url = "file:///{z}/{x}/{y}" }"#,
        r#"{ kind = "wmts", url = "https://t/{TileMatrix}/{TileRow}", layer = "l", tile_matrix_set = "w" }"#,
    ] {
        assert!(
            matches!(config(source).check(), Err(BasemapConfigError::Address(_))),
            "{source}"
        );
    }
}

#[tokio::test]
async fn a_broken_archive_is_refused_when_the_hub_starts() {
    let broken = std::env::temp_dir().join(format!("furun-broken-{}.pmtiles", std::process::id()));
    std::fs::write(&broken, b"PMTiles\x03 and then nothing").expect("a writable temporary folder");
    let opened = Tiles::open(
        &config(&format!("{{ kind = \"pmtiles\", file = {broken:?} }}")),
        Path::new("."),
    )
    .await;
    std::fs::remove_file(&broken).expect("it was just written");
    assert!(matches!(
        opened.err(),
        Some(BasemapConfigError::Archive { .. })
    ));
}

#[tokio::test]
async fn a_real_archive_gives_its_tiles_and_none_where_it_has_none() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/tiles/usgs-mt-whitney-8-15-webp-512.pmtiles");
    if !file.exists() {
        println!("left out: no recording beside the project");
        return;
    }
    let tiles = open(&format!("{{ kind = \"pmtiles\", file = {file:?} }}")).await;
    assert_eq!(
        (tiles.settings().min_zoom, tiles.settings().max_zoom),
        (8, 15)
    );
    let mut found = 0;
    for x in 0..256 {
        for y in 80..110 {
            found += usize::from(
                tiles
                    .tile(at(8, x, y))
                    .await
                    .expect("a sound archive")
                    .is_some(),
            );
        }
    }
    assert!(
        found >= 1,
        "zoom 8 of the archive has a tile over Mount Whitney"
    );
    assert!(matches!(tiles.tile(at(8, 0, 0)).await, Ok(None)));
    assert!(matches!(tiles.tile(at(7, 0, 0)).await, Ok(None)));
}
