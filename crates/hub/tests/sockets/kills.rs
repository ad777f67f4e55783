//! The hub is killed under load: what it acknowledged is there afterwards, exactly once.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::commands::PATH;
use crate::common::{Answer, request, try_post};
use crate::deployment::{PLACE, feeds};
use crate::people::PASSWORD;

/// The hub's own program, on data that outlives it.
struct Program {
    child: Child,
    address: String,
    first_secret: Option<String>,
}

impl Program {
    fn start(config: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_furun-hub"))
            .arg("serve")
            .arg("--config")
            .arg(config)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the hub starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (mut address, mut first_secret) = (None, None);
        for line in lines.map_while(Result::ok) {
            if let Some((_, secret)) = line.split_once("/first#secret=") {
                first_secret = Some(secret.to_owned());
                break;
            }
            let told = line.split_once("http://").map(|(_, rest)| rest);
            address = address.or(told
                .and_then(|rest| rest.split('/').next())
                .map(str::to_owned));
            if line.contains("openapi.json") && config.with_file_name("begun").exists() {
                break;
            }
        }
        std::fs::write(config.with_file_name("begun"), "").expect("written");
        Self {
            child,
            address: address.expect("it says where"),
            first_secret,
        }
    }

    fn post(&self, path: &str, cookie: &str, body: &Value) -> Answer {
        let origin = format!("http://{}", self.address);
        let headers = [
            ("origin", origin.as_str()),
            ("cookie", cookie),
            ("content-type", "application/json"),
        ];
        let url = format!("{origin}{path}");
        request(
            "POST",
            &url,
            None,
            &headers,
            Some(body.to_string().as_bytes()),
        )
    }

    fn sign_in(&self, id: &str) -> String {
        let body = json!({ "id": id, "password": PASSWORD });
        let answer = self.post("/api/v1/session", "", &body);
        let cookie = answer.header("set-cookie").expect("a cookie");
        cookie.split(';').next().expect("a value").to_owned()
    }

    /// As the system ends it: without a word.
    fn kill(mut self) {
        self.child.kill().expect("it ran");
        self.child.wait().expect("it has ended");
    }
}

#[test]
fn killed_under_load_the_hub_has_every_acknowledged_command_exactly_once() {
    kill_under_load(4, &[20, 40, 60, 80]);
}

#[test]
#[ignore = "takes minutes: cargo test --release -p hub --test sockets -- --ignored --nocapture twenty_thousand"]
fn of_twenty_thousand_commands_none_is_lost_or_doubled_by_ten_kills() {
    kill_under_load(32, &[2_000; 10]);
}

/// Officers report as fast as they may; in each round the hub is killed once so many commands were acknowledged.
fn kill_under_load(officers: usize, rounds: &[usize]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = folder.path().join("hub.toml");
    let police = feeds(&["police"]);
    std::fs::write(&config, PLACE.to_owned() + &police).expect("written");
    let mut hub = Program::start(&config);
    let secret = hub.first_secret.clone().expect("nobody administers it yet");
    let password = PASSWORD;
    let boss = json!({ "secret": secret, "id": "boss", "name": "b", "password": password });
    assert_eq!(hub.post("/api/v1/people/first", "", &boss).status, 201);
    let boss = hub.sign_in("boss");
    let cookies: Vec<String> = (0..officers)
        .map(|n| {
            let officer = json!({ "id": format!("officer{n}"), "name": "o", "role": "duty_officer",
                "networks": ["police"], "password": password });
            assert_eq!(hub.post("/api/v1/people", &boss, &officer).status, 201);
            hub.sign_in(&format!("officer{n}"))
        })
        .collect();
    let mut acknowledged: Vec<(usize, usize, String)> = Vec::new();
    for (round, commands) in (1_usize..).zip(rounds) {
        let (acked, done) = std::sync::mpsc::sync_channel(1_000);
        let load = |n: usize| {
            let (address, cookie) = (hub.address.clone(), cookies[n].clone());
            let acked = acked.clone();
            move || {
                for key in round * 1_000_000.. {
                    let body =
                        json!({ "command": { "report": { "subject": format!("{n}-{key}") } } });
                    let answered = try_post(&address, PATH, &cookie, &key.to_string(), &body);
                    match answered {
                        Some((200, text)) => {
                            let done: Value = serde_json::from_str(&text).expect("JSON");
                            let _ = acked.send((n, key, done["incident"].to_string()));
                        }
                        Some((429 | 503, _)) => {}
                        Some((status, text)) => panic!("{status}: {text}"),
                        // Nobody knows whether this one is done.
                        None => return (n, key),
                    }
                }
                unreachable!("the hub is killed before the keys run out")
            }
        };
        let loads: Vec<_> = (0..officers).map(|n| std::thread::spawn(load(n))).collect();
        drop(acked);
        acknowledged.extend(done.iter().take(*commands));
        hub.kill();
        acknowledged.extend(done.iter());
        let unanswered: Vec<(usize, usize)> = loads
            .into_iter()
            .map(|load| load.join().expect("no officer was answered wrongly"))
            .collect();
        hub = Program::start(&config);
        // Asked again under their keys, they are done: once, whether they were before or not.
        for (officer, key) in unanswered {
            let body =
                json!({ "command": { "report": { "subject": format!("{officer}-{key}") } } });
            let cookie = &cookies[officer];
            let again = try_post(&hub.address, PATH, cookie, &key.to_string(), &body);
            let (status, text) = again.expect("the hub answers");
            assert_eq!(status, 200, "{text}");
            let done: Value = serde_json::from_str(&text).expect("JSON");
            acknowledged.push((officer, key, done["incident"].to_string()));
        }
    }
    let mut subjects = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let url = format!("http://{}/api/v1/incidents?limit=1000{cursor}", hub.address);
        let page = request("GET", &url, None, &[], None).json();
        for incident in page["incidents"].as_array().into_iter().flatten() {
            let before =
                subjects.insert(incident["subject"].to_string(), incident["id"].to_string());
            assert_eq!(before, None, "twice: {incident}");
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    for (officer, key, incident) in &acknowledged {
        let subject = json!(format!("{officer}-{key}")).to_string();
        assert_eq!(subjects.get(&subject), Some(incident), "{subject}");
    }
    // And the trail knows each of them, once.
    let mut noted = BTreeMap::new();
    let mut after = String::new();
    loop {
        let url = format!(
            "http://{}/api/v1/audit?what=command_done&limit=1000{after}",
            hub.address
        );
        let page = request("GET", &url, None, &[("cookie", &boss)], None).json();
        for entry in page["entries"].as_array().into_iter().flatten() {
            let whose = (entry["person"].to_string(), entry["key"].to_string());
            assert_eq!(noted.insert(whose, ()), None, "twice: {entry}");
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    for (officer, key, _) in &acknowledged {
        let whose = (
            json!(format!("officer{officer}")).to_string(),
            json!(key.to_string()).to_string(),
        );
        assert!(noted.contains_key(&whose), "{whose:?} is not noted");
    }
    println!(
        "{} commands acknowledged, {} kills, {} incidents in the log",
        acknowledged.len(),
        rounds.len(),
        subjects.len()
    );
    // Asked again under its key, each is answered as the first time.
    for (officer, key, incident) in acknowledged.iter().step_by(17) {
        let body = json!({ "command": { "report": { "subject": format!("{officer}-{key}") } } });
        let cookie = &cookies[*officer];
        let again = try_post(&hub.address, PATH, cookie, &key.to_string(), &body);
        let (status, text) = again.expect("the hub answers");
        assert_eq!(status, 200, "{text}");
        assert!(text.contains(incident), "{text}");
    }
    hub.kill();
}
