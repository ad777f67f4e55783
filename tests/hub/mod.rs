//! A hub for tests: it stands in the place of the browser's `fetch`, answers as it is told and writes down what was posted.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test binary asks another part of it"
)]

use furun::config::Addresses;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsValue;

/// Requests to the addresses of these hubs go to them; a hub that has no answer left does not answer.
const STAND_IN: &str = r#"(() => {
    if (window.hubs) return;
    window.hubs = {};
    const real = window.fetch.bind(window);
    window.fetch = async (request, ...more) => {
        const name = /^http:\/\/127\.0\.0\.1:9\/([^/]+)\//.exec(request.url)?.[1];
        if (name === undefined) return real(request, ...more);
        const hub = window.hubs[name];
        hub.posts.push({
            key: request.headers.get("Idempotency-Key") ?? "",
            url: request.url,
            credentials: request.credentials,
            body: await request.clone().text(),
        });
        const answer = hub.answers.shift();
        if (answer === undefined) throw new TypeError("nobody answers");
        return new Response(answer.body, { status: answer.status });
    };
})()"#;

/// A hub. Each test has its own, by name: all of them share one page.
pub struct Hub {
    name: &'static str,
}

/// What was posted.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Post {
    pub key: String,
    pub url: String,
    pub credentials: String,
    pub body: String,
}

impl Hub {
    pub fn named(name: &'static str) -> Self {
        run(STAND_IN);
        run(&format!(
            "window.hubs['{name}'] = {{ posts: [], answers: [] }}"
        ));
        Self { name }
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:9/{}", self.name)
    }

    /// The addresses of a page that it serves.
    pub fn addresses(&self) -> Addresses {
        Addresses::below(&format!("{}/console", self.address()))
    }

    /// The next post that has no answer yet is answered so.
    pub fn answers(&self, status: u16, body: &str) {
        let answer = serde_json::json!({ "status": status, "body": body });
        run(&format!(
            "window.hubs['{}'].answers.push({answer})",
            self.name
        ));
    }

    /// The next post is done.
    pub fn does(&self, incident: &str, version: u64) {
        let done = serde_json::json!({ "incident": incident, "version": version });
        self.answers(200, &done.to_string());
    }

    pub fn posts(&self) -> Vec<Post> {
        let text = run(&format!(
            "JSON.stringify(window.hubs['{}'].posts)",
            self.name
        ));
        let text = text.as_string().expect("a text");
        serde_json::from_str(&text).expect("posts")
    }

    /// Waits for so many posts, for at most 10 s.
    pub async fn until_posts(&self, count: usize) -> Vec<Post> {
        until("so many posts", || self.posts().len() >= count).await;
        self.posts()
    }
}

/// Waits until something holds, for at most 10 s.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..400 {
        if holds() {
            return;
        }
        TimeoutFuture::new(25).await;
    }
    panic!("never: {what}");
}

fn run(script: &str) -> JsValue {
    js_sys::eval(script).expect("a script that runs")
}
