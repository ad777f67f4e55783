//! A service of S3's kind, as far as photos need one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

/// What lies in it, by path.
type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// A bucket on a port of its own, for as long as the process lives.
pub struct Bucket {
    pub endpoint: String,
    objects: Objects,
}

impl Bucket {
    pub fn open(runtime: &tokio::runtime::Runtime) -> Self {
        let objects = Objects::default();
        let router = axum::Router::new()
            .fallback(serve)
            .with_state(Arc::clone(&objects));
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, objects }
    }

    /// The paths of what lies in it.
    pub fn paths(&self) -> Vec<String> {
        let objects = self.objects.lock().expect("nobody panicked");
        objects.keys().cloned().collect()
    }
}

async fn serve(State(objects): State<Objects>, request: Request) -> Response {
    let signed = request
        .headers()
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=whose/"));
    if !signed {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let body = axum::body::to_bytes(request.into_body(), 10_000_000).await;
    let body = body.expect("a whole body");
    let mut objects = objects.lock().expect("nobody panicked");
    match method {
        Method::PUT => {
            objects.insert(path, body);
            ([("etag", "\"1\"")], "").into_response()
        }
        Method::GET => objects.get(&path).map_or_else(
            || StatusCode::NOT_FOUND.into_response(),
            |found| {
                let about = [
                    ("etag", "\"1\""),
                    ("last-modified", "Mon, 23 Nov 2026 14:10:00 GMT"),
                ];
                (about, found.clone()).into_response()
            },
        ),
        Method::DELETE => {
            objects.remove(&path);
            StatusCode::NO_CONTENT.into_response()
        }
        // Several at once, as `POST /bucket?delete`.
        Method::POST => {
            let asked = String::from_utf8_lossy(&body).into_owned();
            let keys = asked.split("<Key>").skip(1);
            let keys = keys.filter_map(|rest| rest.split("</Key>").next());
            let gone: String = keys
                .map(|key| {
                    objects.remove(&format!("{}/{key}", path.trim_end_matches('/')));
                    format!("<Deleted><Key>{key}</Key></Deleted>")
                })
                .collect();
            format!("<DeleteResult>{gone}</DeleteResult>").into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}
