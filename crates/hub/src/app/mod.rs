//! The built app: files of a folder, or of the binary itself.

#[cfg(feature = "embed")]
mod embedded;
mod media_type;

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
    VARY,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::problem::Problem;
use media_type::media_type;

/// Where the app's files are.
#[derive(Clone, Debug)]
pub enum App {
    /// In a folder, as trunk writes it.
    Folder(Arc<PathBuf>),
    /// In the binary.
    #[cfg(feature = "embed")]
    Embedded,
    /// Nowhere: the hub serves its interface only.
    Nowhere,
}

/// How a file may be kept by a browser.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";

/// How a file may be encoded, the better one first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

impl App {
    /// The app of a folder, else the one in the binary, else none.
    #[must_use]
    pub fn of(folder: Option<PathBuf>) -> Self {
        match folder {
            Some(folder) => Self::Folder(Arc::new(folder)),
            #[cfg(feature = "embed")]
            None => Self::Embedded,
            #[cfg(not(feature = "embed"))]
            None => Self::Nowhere,
        }
    }

    async fn read(&self, path: &str) -> Option<Bytes> {
        match self {
            Self::Folder(folder) => tokio::fs::read(folder.join(path))
                .await
                .ok()
                .map(Bytes::from),
            #[cfg(feature = "embed")]
            Self::Embedded => embedded::read(path),
            Self::Nowhere => None,
        }
    }

    /// Answers a request for a file of the app. An address without an extension is one of the app's own places, and gets
    /// the page; a file that is missing is missing.
    pub async fn serve(self, request: Request) -> Response {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Problem::method_not_allowed().into_response();
        }
        let missing = || Problem::not_found("no such file").into_response();
        let Some(path) = inside(request.uri().path()) else {
            return missing();
        };
        let file = path.rsplit('/').next().unwrap_or_default();
        // A folder with a page of its own, as any file server has it: the demo.
        let folder_page = format!("{path}/index.html");
        let path = if file.contains('.') {
            path.as_str()
        } else if !path.is_empty() && self.read(&folder_page).await.is_some() {
            if !request.uri().path().ends_with('/') {
                let asked = request.uri().query().map(|query| format!("?{query}"));
                let folder = format!("{file}/{}", asked.unwrap_or_default());
                return (StatusCode::PERMANENT_REDIRECT, [(LOCATION, folder)]).into_response();
            }
            folder_page.as_str()
        } else {
            "index.html"
        };
        match self.file(path, request.headers()).await {
            Some(response) => response,
            None if path == "index.html" => Problem::not_found(
                "the app is not built: `cargo xtask serve` builds it; the interface is described at /api/v1/openapi.json",
            )
            .into_response(),
            None => missing(),
        }
    }

    async fn file(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let (bytes, encoding) = self.best(path, headers).await?;
        let caching = if is_hashed(path) {
            FOR_EVER
        } else {
            ASK_EACH_TIME
        };
        let digest = Sha256::digest(&bytes);
        let etag: String = digest
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let etag = format!("\"{etag}\"");
        let about = [
            (ETAG, etag.as_str()),
            (CACHE_CONTROL, caching),
            (VARY, "accept-encoding"),
        ];
        let known = headers
            .get(IF_NONE_MATCH)
            .and_then(|known| known.to_str().ok());
        if known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag)) {
            return Some((StatusCode::NOT_MODIFIED, about).into_response());
        }
        let content_type = [(CONTENT_TYPE, media_type(path))];
        Some(match encoding {
            Some(encoding) => {
                (about, content_type, [(CONTENT_ENCODING, encoding)], bytes).into_response()
            }
            None => (about, content_type, bytes).into_response(),
        })
    }

    /// The file as the browser takes it: compressed beforehand if there is such a sibling.
    async fn best(&self, path: &str, headers: &HeaderMap) -> Option<(Bytes, Option<&'static str>)> {
        let accepted = headers
            .get(ACCEPT_ENCODING)
            .and_then(|accepted| accepted.to_str().ok());
        for (encoding, ending) in ENCODINGS {
            if accepted.is_some_and(|accepted| takes(accepted, encoding))
                && let Some(bytes) = self.read(&format!("{path}{ending}")).await
            {
                return Some((bytes, Some(encoding)));
            }
        }
        Some((self.read(path).await?, None))
    }
}

/// Whether `Accept-Encoding` names an encoding, and not with weight 0.
fn takes(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|choice| {
        let (name, weight) = choice.split_once(';').unwrap_or((choice, ""));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

/// The path below the app's folder; none when it leads out of it or to a hidden file.
fn inside(path: &str) -> Option<String> {
    let mut plain = Vec::new();
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    let plain = String::from_utf8(plain).ok()?;
    let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty()).collect();
    let good = |part: &&str| !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
    parts.iter().all(good).then(|| parts.join("/"))
}

/// Whether the file's name holds a hash of its content, as trunk writes it: 64 bits in hexadecimal, without leading zeros,
/// between hyphen and dot or underscore. One in 65,536 is shorter than what is taken for a hash here, and asked for each time.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '.', '_']).skip(1).any(|part| {
        (12..=16).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_out_of_the_folder_or_to_a_hidden_file_is_none() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(inside(path).as_deref(), expected, "{path}");
        };
        check("/", Some(""));
        check(
            "/vendor//maplibre-gl/maplibre-gl.mjs",
            Some("vendor/maplibre-gl/maplibre-gl.mjs"),
        );
        check("/../secret", None);
        check("/%2e%2e/secret", None);
        check("/a/%2E%2E%2fsecret", None);
        check("/.stage/start.js", None);
        check("/a%5c..%5csecret", None);
        check("/%ff", None);
        check("/100%", None);
    }

    #[test]
    fn only_a_name_with_its_content_in_it_is_kept_for_ever() {
        let check = |path: &str, expected: bool| assert_eq!(is_hashed(path), expected, "{path}");
        check("start-bc607da4b0206313.js", true);
        check("furun-bc607da4b0206313_bg.wasm", true);
        check("furun-912852a92f89ccd_bg.wasm", true);
        check("index.html", false);
        check("vendor/maplibre-gl/maplibre-gl-worker.mjs", false);
        check("bc607da4b0206313/index.html", false);
    }

    #[test]
    fn an_encoding_with_weight_nought_is_not_taken() {
        assert!(takes("gzip, deflate, br", "br"));
        assert!(takes("br;q=0.5", "br"));
        assert!(!takes("br;q=0, gzip", "br"));
        assert!(!takes("gzip", "br"));
    }
}
