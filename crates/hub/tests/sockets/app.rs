//! The built app, as the hub serves it.

use std::path::Path;

use crate::common::{Setup, TestHub};

fn with_app() -> (tempfile::TempDir, TestHub) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, bytes: &[u8]| {
        let file: &Path = &folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, bytes).expect("a file");
    };
    write("index.html", b"<!doctype html><title>Furun</title>");
    write("furun-0123456789abcdef_bg.wasm", b"plain");
    write("furun-0123456789abcdef_bg.wasm.br", b"brotli");
    write("furun-0123456789abcdef_bg.wasm.gz", b"gzip");
    write("vendor/map.mjs", b"export {}");
    write(".stage/secret.js", b"hidden");
    let hub = TestHub::start(Setup {
        app: Some(folder.path().to_owned()),
        origins: &["https://wall.example"],
        ..Setup::default()
    });
    (folder, hub)
}

#[test]
fn a_place_of_the_app_gets_the_page_and_a_missing_file_is_missing() {
    let (_folder, hub) = with_app();
    for place in ["/", "/wall", "/console", "/index.html"] {
        let page = hub.get(place, None);
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, Some("text/html; charset=utf-8")),
            "{place}"
        );
        assert_eq!(page.header("cache-control"), Some("no-cache"));
    }
    for missing in [
        "/gone-0123456789abcdef.js",
        "/.stage/secret.js",
        "/%2e%2e/Cargo.toml",
        "/vendor/none.mjs",
    ] {
        assert_eq!(hub.get(missing, None).status, 404, "{missing}");
    }
    assert_eq!(
        hub.get("/vendor/map.mjs", None).header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
}

#[test]
fn a_file_with_its_hash_in_its_name_is_kept_for_ever_and_sent_as_it_was_packed() {
    let (_folder, hub) = with_app();
    let check = |accepted: &str, encoding: Option<&str>, bytes: &[u8]| {
        let file = hub.with_headers(
            "GET",
            "/furun-0123456789abcdef_bg.wasm",
            &[("accept-encoding", accepted)],
        );
        assert_eq!(file.status, 200);
        assert_eq!(file.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(file.header("content-type"), Some("application/wasm"));
        assert_eq!(file.bytes, bytes);
        assert!(
            file.header("cache-control")
                .is_some_and(|caching| caching.contains("immutable"))
        );
        assert!(
            file.header("vary")
                .is_some_and(|vary| vary.contains("accept-encoding"))
        );
    };
    check("gzip, deflate, br", Some("br"), b"brotli");
    check("gzip", Some("gzip"), b"gzip");
    check("identity", None, b"plain");
    let tag = hub
        .get("/index.html", None)
        .header("etag")
        .expect("an entity tag")
        .to_owned();
    assert_eq!(
        hub.with_headers("GET", "/wall", &[("if-none-match", &tag)])
            .status,
        304
    );
}

#[test]
fn every_answer_says_what_a_page_may_do() {
    let (_folder, hub) = with_app();
    for path in ["/wall", "/api/v1/health", "/api/v1/none"] {
        let answer = hub.get(path, None);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval'")
                && policy.contains("frame-ancestors 'none'")
        );
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
    }
}

#[test]
fn a_page_of_an_origin_on_the_list_may_read_and_no_other() {
    let (_folder, hub) = with_app();
    let asked = |origin: &str| hub.with_headers("GET", "/api/v1/incidents", &[("origin", origin)]);
    let allowed = |origin: &str| {
        asked(origin)
            .header("access-control-allow-origin")
            .map(str::to_owned)
    };
    assert_eq!(
        allowed("https://wall.example").as_deref(),
        Some("https://wall.example")
    );
    assert_eq!(allowed("https://evil.example"), None);
    let first = hub.with_headers(
        "OPTIONS",
        "/api/v1/incidents",
        &[("origin", "https://wall.example")],
    );
    let allowed = first.header("access-control-allow-headers");
    assert!(
        first.status == 204 && allowed.is_some_and(|headers| headers.contains("authorization"))
    );
}

#[test]
fn a_hub_without_the_app_says_how_to_build_it() {
    let hub = TestHub::usual();
    let page = hub.get("/wall", None);
    assert!(
        page.status == 404 && page.text.contains("xtask"),
        "{}",
        page.text
    );
}
