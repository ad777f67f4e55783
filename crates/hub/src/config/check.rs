//! What no single value can be wrong about: values that contradict one another, and doors left open.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use domain::{InvalidPosition, Wgs84};

use super::error::Complaint;
use super::responsible::Stranger;
use super::{Config, GatewayKind, OWN_PLATFORM, Secret, SecretDigest, WELL_KNOWN_KEYS};

/// The shortest secret that is accepted, in bytes.
const SHORTEST_SECRET: usize = 11;

type Checked = Result<(), Complaint>;

fn complain(
    table: &'static str,
    nth: usize,
    field: &'static str,
    problem: impl Into<String>,
) -> Checked {
    Err(Complaint {
        table,
        nth,
        field,
        problem: problem.into(),
    })
}

pub(super) fn check(config: &Config) -> Checked {
    home(config)?;
    feeds(config)?;
    platforms(config)?;
    tokens(config)?;
    secrets_of_one(config)?;
    place(config)?;
    responsible(config)?;
    basemap(config)?;
    wall(config)?;
    origins(config)?;
    sessions(config)?;
    retention(config)?;
    gateways(config)?;
    limits(config)
}

fn home(config: &Config) -> Checked {
    let home = config.home;
    if let Err(error) = Wgs84::from_lon_lat(home.lon, home.lat) {
        let field = match error {
            InvalidPosition::Longitude(_) => "lon",
            InvalidPosition::Latitude(_) => "lat",
        };
        return complain("home", 0, field, error.to_string());
    }
    if !(0.0..=22.0).contains(&home.zoom) {
        return complain("home", 0, "zoom", "is not between 0 and 22");
    }
    if !(0.0..=85.0).contains(&home.pitch_degrees) {
        return complain("home", 0, "pitch_degrees", "is not between 0 and 85");
    }
    if !home.bearing_degrees.is_finite() {
        return complain("home", 0, "bearing_degrees", "is no number of degrees");
    }
    Ok(())
}

fn feeds(config: &Config) -> Checked {
    let mut seen = BTreeSet::new();
    for (nth, feed) in config.feeds.iter().enumerate() {
        if !seen.insert(feed.network) {
            return complain("feeds", nth, "network", "the network has a feed already");
        }
        if let Some(hub) = &feed.hub
            && !is_origin(hub)
        {
            return complain(
                "feeds",
                nth,
                "hub",
                "write scheme, host and port: \"https://hub.example\"",
            );
        }
    }
    if config.networks().next().is_none() {
        return complain(
            "",
            0,
            "feeds",
            "this hub serves no network: one [[feeds]] must be without `hub`",
        );
    }
    Ok(())
}

fn platforms(config: &Config) -> Checked {
    let mut seen = BTreeSet::new();
    for (nth, platform) in config.platforms.iter().enumerate() {
        if !seen.insert(&platform.id) {
            return complain("platforms", nth, "id", "another platform has this id");
        }
        if platform.id.as_str() == OWN_PLATFORM {
            let problem = "is the centre's own name for what people report here; choose another";
            return complain("platforms", nth, "id", problem);
        }
        if !config.networks().any(|network| network == platform.network) {
            let problem = format!("this hub does not serve {}", platform.network);
            return complain("platforms", nth, "network", problem);
        }
        one_secret(
            "platforms",
            nth,
            "key",
            platform.key.as_ref(),
            platform.sha256.as_ref(),
        )?;
    }
    Ok(())
}

fn tokens(config: &Config) -> Checked {
    let mut seen = BTreeSet::new();
    for (nth, token) in config.tokens.iter().enumerate() {
        if !seen.insert(&token.name) {
            return complain("tokens", nth, "name", "another token has this name");
        }
        if token.rights.is_empty() {
            return complain(
                "tokens",
                nth,
                "rights",
                "a token without a right opens nothing",
            );
        }
        let named = token.networks.iter().flatten();
        if let Some(unserved) = named
            .copied()
            .find(|named| !config.networks().any(|served| served == *named))
        {
            return complain(
                "tokens",
                nth,
                "networks",
                format!("this hub does not serve {unserved}"),
            );
        }
        one_secret(
            "tokens",
            nth,
            "secret",
            token.secret.as_ref(),
            token.sha256.as_ref(),
        )?;
    }
    Ok(())
}

/// A secret that two hold would open what the last of them may.
fn secrets_of_one(config: &Config) -> Checked {
    let platforms = config.platforms.iter().enumerate().map(|(nth, platform)| {
        let digest = platform.key.as_ref().map(Secret::digest);
        ("platforms", nth, "key", digest.or(platform.sha256))
    });
    let tokens = config.tokens.iter().enumerate().map(|(nth, token)| {
        let digest = token.secret.as_ref().map(Secret::digest);
        ("tokens", nth, "secret", digest.or(token.sha256))
    });
    let mut seen: Vec<SecretDigest> = Vec::new();
    for (table, nth, field, digest) in platforms.chain(tokens) {
        let Some(digest) = digest else { continue };
        if seen.iter().any(|known| bool::from(known.matches(&digest))) {
            return complain(table, nth, field, "somebody else has this secret");
        }
        seen.push(digest);
    }
    Ok(())
}

fn one_secret(
    table: &'static str,
    nth: usize,
    field: &'static str,
    secret: Option<&Secret>,
    digest: Option<&SecretDigest>,
) -> Checked {
    match (secret, digest) {
        (Some(_), Some(_)) => complain(
            table,
            nth,
            field,
            "write the secret or its sha256, not both",
        ),
        (None, None) => complain(
            table,
            nth,
            field,
            "is missing: write the secret, or its sha256",
        ),
        (Some(secret), None) if secret.reveal().len() < SHORTEST_SECRET => {
            let problem = format!("is too short: at least {SHORTEST_SECRET} bytes");
            complain(table, nth, field, problem)
        }
        _ => Ok(()),
    }
}

fn place(config: &Config) -> Checked {
    let place = &config.place;
    let files = [&place.areas, &place.grids, &place.stations, &place.places];
    let named = files.iter().any(|file| file.is_some())
        || place.ground.is_some()
        || place.buildings.is_some()
        || place.camera_points.is_some()
        || !place.units.is_empty()
        || !place.departments.is_empty();
    if place.district_seed.is_some() && named {
        return complain(
            "place",
            0,
            "district_seed",
            "a synthetic district stands in for all the files: name the files or the seed",
        );
    }
    if !(0.0..=10.0).contains(&place.askew_degrees) {
        return complain("place", 0, "askew_degrees", "must be between 0 and 10");
    }
    if place.askew_degrees > 0.0 && place.district_seed.is_none() {
        return complain(
            "place",
            0,
            "askew_degrees",
            "is for the drawn cameras of a synthetic district (place.district_seed): real ones stand as they stand",
        );
    }
    Ok(())
}

/// What the file alone can be wrong about. Departments and categories of a synthetic district are known once it is drawn.
fn responsible(config: &Config) -> Checked {
    for (nth, entry) in config.responsible.iter().enumerate() {
        if entry.category.is_some() == entry.major.is_some() {
            let problem = "name a category or a major class, and not both";
            return complain("responsible", nth, "category", problem);
        }
        if entry.departments.is_empty() {
            let problem = "name at least one department";
            return complain("responsible", nth, "departments", problem);
        }
        let mut before = config.responsible.iter().take(nth);
        if before.any(|other| (&other.category, other.major) == (&entry.category, entry.major)) {
            let field = if entry.category.is_some() {
                "category"
            } else {
                "major"
            };
            let problem = "another entry says who is responsible for it";
            return complain("responsible", nth, field, problem);
        }
    }
    if config.place.district_seed.is_some() {
        return Ok(());
    }
    let rules = config.rules.clone().unwrap_or_default();
    let known = config.place.departments.iter();
    let known = known.map(|department| &department.id).collect();
    match config.stranger(&rules, &known) {
        Some(Stranger {
            nth,
            field,
            problem,
        }) => complain("responsible", nth, field, problem),
        None => Ok(()),
    }
}

fn basemap(config: &Config) -> Checked {
    let Some(basemap) = &config.basemap else {
        return Ok(());
    };
    basemap
        .check()
        .or_else(|flaw| complain("basemap", 0, flaw.field(), flaw.to_string()))
}

fn wall(config: &Config) -> Checked {
    let sizes = [
        ("pixel_pitch_mm", config.wall.pixel_pitch_mm, 0.01..=100.0),
        (
            "viewing_distance_m",
            config.wall.viewing_distance_m,
            0.1..=1_000.0,
        ),
    ];
    for (field, size, range) in sizes {
        if !range.contains(&size) {
            let problem = format!("is not between {} and {}", range.start(), range.end());
            return complain("wall", 0, field, problem);
        }
    }
    Ok(())
}

fn origins(config: &Config) -> Checked {
    match config
        .server
        .origins
        .iter()
        .find(|origin| !is_origin(origin))
    {
        Some(origin) => complain(
            "server",
            0,
            "origins",
            format!("'{origin}' is no origin: write scheme, host and port without a path"),
        ),
        None => Ok(()),
    }
}

/// Scheme and authority, nothing after.
fn is_origin(text: &str) -> bool {
    text.strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .is_some_and(|rest| {
            !rest.is_empty()
                && !rest.contains(['/', ';', ',', '\'', '"'])
                && !rest.contains(char::is_whitespace)
        })
}

fn sessions(config: &Config) -> Checked {
    let sessions = &config.sessions;
    let year = 366 * 24 * 3_600;
    let times = [
        ("idle_secs", sessions.idle_secs),
        ("absolute_secs", sessions.absolute_secs),
    ];
    for (field, secs) in times {
        if !(1..=year).contains(&secs) {
            let problem = format!("is not between 1 and {year}");
            return complain("sessions", 0, field, problem);
        }
    }
    let photos = &config.photos;
    if !(1_024..=256 * 1024 * 1024).contains(&photos.max_bytes) {
        return complain(
            "photos",
            0,
            "max_bytes",
            "is not between 1024 and 268435456",
        );
    }
    if !(10_000..=200_000_000).contains(&photos.max_pixels) {
        return complain(
            "photos",
            0,
            "max_pixels",
            "is not between 10000 and 200000000",
        );
    }
    if !(1..=3_600).contains(&photos.upload_secs) {
        return complain("photos", 0, "upload_secs", "is not between 1 and 3600");
    }
    if !(1..=3_650).contains(&sessions.wall_days) {
        return complain("sessions", 0, "wall_days", "is not between 1 and 3650");
    }
    Ok(())
}

fn retention(config: &Config) -> Checked {
    if !(1..=3_650).contains(&config.retention.commands_days) {
        return complain("retention", 0, "commands_days", "is not between 1 and 3650");
    }
    Ok(())
}

fn gateways(config: &Config) -> Checked {
    let mut seen = BTreeSet::new();
    let mut has_template = false;
    for (nth, gateway) in config.gateways.iter().enumerate() {
        let wrong = |field, problem: &str| complain("gateways", nth, field, problem);
        if !seen.insert(&gateway.id) {
            return wrong("id", "another gateway has this id");
        }
        match gateway.kind {
            GatewayKind::MediaMtx => {
                let given = [&gateway.webrtc, &gateway.hls, &gateway.fmp4];
                if given.iter().all(|base| base.is_none()) {
                    return wrong(
                        "webrtc",
                        "is missing: name where it gives WebRTC, HLS, or both",
                    );
                }
                if gateway.user.is_some() != gateway.password.is_some() {
                    return wrong("user", "write user and password, or neither");
                }
                if gateway.secret.is_some() {
                    return wrong("secret", "is ZLMediaKit's; MediaMTX has user and password");
                }
                if gateway.wvp.is_some() {
                    return wrong("wvp", "stands before a ZLMediaKit only");
                }
            }
            GatewayKind::ZlMediaKit => {
                let others = [
                    &gateway.webrtc,
                    &gateway.hls,
                    &gateway.fmp4,
                    &gateway.playback,
                ];
                if others.iter().any(|base| base.is_some()) {
                    return wrong(
                        "webrtc",
                        "ZLMediaKit gives everything where its api is: name none of webrtc, hls, fmp4, playback",
                    );
                }
                if gateway.secret.is_none() {
                    return wrong("secret", "is missing: write api.secret of its config.ini");
                }
                if gateway.user.is_some() || gateway.password.is_some() {
                    return wrong("user", "is MediaMTX's; ZLMediaKit has a secret");
                }
                let paths = gateway.streams.values().chain(&gateway.path);
                let mut paths = paths.filter(|path| path.split('/').count() != 2);
                if paths.next().is_some() {
                    return wrong("streams", "a path of ZLMediaKit is \"app/stream\"");
                }
            }
        }
        let paths = gateway.streams.values().chain(&gateway.path);
        let mut empty =
            paths.filter(|path| path.split('/').any(|part| matches!(part, "" | "." | "..")));
        if empty.next().is_some() {
            return wrong(
                "streams",
                "a path has no empty part, none that is '.' or '..', and no slash around it",
            );
        }
        if let Some(template) = &gateway.path {
            if !template.contains("{stream}") {
                return wrong(
                    "path",
                    "must contain {stream}, which stands for the stream's id",
                );
            }
            if std::mem::replace(&mut has_template, true) {
                return wrong("path", "another gateway serves all that stand nowhere else");
            }
        }
        if let Some(wvp) = &gateway.wvp {
            let speeds = [
                wvp.pan_degrees_per_second,
                wvp.tilt_degrees_per_second,
                wvp.zoom_per_second,
            ];
            if speeds.iter().any(|speed| !(0.01..=1_000.0).contains(speed)) {
                return wrong("wvp", "speeds are between 0.01 and 1000 a second");
            }
        }
        if !(1..=3_600).contains(&gateway.poll_secs) {
            return wrong("poll_secs", "is not between 1 and 3600");
        }
    }
    let mut turned = BTreeSet::new();
    for (nth, onvif) in config.onvif.iter().enumerate() {
        let wrong = |field, problem: &str| complain("onvif", nth, field, problem);
        if !turned.insert(&onvif.camera) {
            return wrong("camera", "another entry turns this camera");
        }
        let rises = |(low, high): (f64, f64)| low.is_finite() && high.is_finite() && low < high;
        if !rises(onvif.pan_degrees) {
            return wrong("pan_degrees", "write the lower number first");
        }
        let within = |(low, high): (f64, f64)| low >= -180.0 && high <= 180.0;
        if !rises(onvif.tilt_degrees) || !within(onvif.tilt_degrees) {
            return wrong(
                "tilt_degrees",
                "write the lower number first, both between -180 and 180",
            );
        }
        if !rises(onvif.zoom) || onvif.zoom.0 < 1.0 {
            return wrong(
                "zoom",
                "write two zoom factors, the lower one first and not less than 1",
            );
        }
    }
    let cameras = &config.cameras;
    let counts = [
        ("plays_per_session", cameras.plays_per_session, 1..=1_000),
        ("plays", cameras.plays, 1..=100_000),
        ("connections", cameras.connections, 1..=100_000),
    ];
    for (field, count, range) in counts {
        if !range.contains(&count) {
            let problem = format!("is not between {} and {}", range.start(), range.end());
            return complain("cameras", 0, field, problem);
        }
    }
    Ok(())
}

fn limits(config: &Config) -> Checked {
    let limits = &config.limits;
    let whole: [(&'static str, u64, RangeInclusive<u64>); 15] = [
        (
            "body_bytes",
            limits.body_bytes as u64,
            1_024..=256 * 1024 * 1024,
        ),
        (
            "batch",
            limits.batch as u64,
            1..=feeds::MOST_ELEMENTS as u64,
        ),
        (
            "requests_at_once",
            limits.requests_at_once.into(),
            1..=1_000_000,
        ),
        (
            "client_frame_bytes",
            limits.client_frame_bytes as u64,
            256..=1024 * 1024,
        ),
        (
            "first_frame_within_ms",
            limits.first_frame_within_ms,
            100..=60_000,
        ),
        ("connections", limits.connections as u64, 1..=100_000),
        ("queue_frames", limits.queue_frames as u64, 2..=65_536),
        ("queue_requests", limits.queue_requests as u64, 1..=65_536),
        ("tick_ms", limits.tick_ms, 5..=1_000),
        ("heartbeat_ms", limits.heartbeat_ms, 50..=60_000),
        ("stale_after_ms", limits.stale_after_ms, 100..=600_000),
        ("snapshot_every", limits.snapshot_every, 100..=10_000_000),
        // With none, every event would be more than a screen may miss.
        (
            "resume_events",
            limits.resume_events as u64,
            10..=20_000_000,
        ),
        // Beyond a hundred years nothing is refused that can be read at all.
        ("ahead_ms", limits.ahead_ms, 0..=100 * 366 * 24 * 3_600_000),
        ("units", limits.units as u64, 1..=1_000_000),
    ];
    for (field, value, range) in whole {
        if !range.contains(&value) {
            let problem = format!("is not between {} and {}", range.start(), range.end());
            return complain("limits", 0, field, problem);
        }
    }
    let rates = [
        ("requests_per_second", limits.requests_per_second),
        ("client_frames_per_second", limits.client_frames_per_second),
    ];
    for (field, rate) in rates {
        if !(0.01..=1_000_000.0).contains(&rate) {
            return complain("limits", 0, field, "is not between 0.01 and 1000000");
        }
    }
    if limits.resume_events as u64 > limits.snapshot_every.saturating_mul(2) {
        return complain(
            "limits",
            0,
            "resume_events",
            "must not be more than twice snapshot_every",
        );
    }
    if limits.stale_after_ms <= limits.heartbeat_ms {
        return complain(
            "limits",
            0,
            "stale_after_ms",
            "must be longer than heartbeat_ms",
        );
    }
    Ok(())
}

/// Doors that stand open on an address that others can reach.
pub(super) fn exposure(config: &Config) -> Checked {
    if config.server.address.is_loopback() {
        return Ok(());
    }
    if config.anonymous_reading() && !config.access.allow_anonymous_from_network {
        return complain(
            "access",
            0,
            "anonymous_reading",
            format!(
                "everybody who reaches {} could read without a token; set anonymous_reading = false, or \
                 allow_anonymous_from_network = true if that is meant",
                config.server.address
            ),
        );
    }
    if config.demo && !config.access.allow_demo_keys_from_network {
        return complain(
            "access",
            0,
            "allow_demo_keys_from_network",
            format!(
                "a demo has people whose password everybody knows, and they could sign in at {}; set demo = false, or this to \
                 true if that is meant",
                config.server.address
            ),
        );
    }
    let platform_keys = config
        .platforms
        .iter()
        .map(|platform| (platform.key.as_ref(), platform.sha256));
    let tokens = config
        .tokens
        .iter()
        .map(|token| (token.secret.as_ref(), token.sha256));
    let known: Vec<SecretDigest> = WELL_KNOWN_KEYS
        .iter()
        .map(|key| SecretDigest::of(key))
        .collect();
    let mut digests = platform_keys
        .chain(tokens)
        .filter_map(|(secret, digest)| secret.map(Secret::digest).or(digest));
    let demo_key =
        digests.any(|digest| known.iter().any(|known| bool::from(known.matches(&digest))));
    if demo_key && !config.access.allow_demo_keys_from_network {
        return complain(
            "access",
            0,
            "allow_demo_keys_from_network",
            format!(
                "everybody knows the demo's keys and could write at {}; choose other keys, or set this to true if that is meant",
                config.server.address
            ),
        );
    }
    Ok(())
}
